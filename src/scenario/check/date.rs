//! Dates in order, and inside the days that are simulated.

use jiff::civil::Date;

use super::{Checker, path};
use crate::scenario::numbers::grouped;
use crate::scenario::read::DAYS;
use crate::scenario::read::percent::load;
use crate::scenario::{Imposed, Quantity, Role};

pub(super) fn check(c: &mut Checker<'_>) {
    mission(c);
    spans(c);
    imposed(c);
    observations(c);
}

fn mission(c: &mut Checker<'_>) {
    let m = &c.scenario.mission;
    let (start, deadline, horizon) = (m.start, m.deadline, m.horizon);
    if deadline < start {
        let help = format!("the mission starts on {start}: write a later deadline");
        c.fault_of("mission.deadline", &["mission.start"], "`deadline` must not be before `start`", help);
    }
    if horizon < deadline {
        let help = format!("the deadline is {deadline}: let the simulation go on for some months after it");
        c.fault_of("mission.horizon", &["mission.deadline"], "`horizon` must not be before `deadline`", help);
    }
    if i64::from((horizon - start).get_days()) > DAYS as i64 {
        let rule = format!("`horizon` must be within {} days of `start`", grouped(DAYS));
        c.fault_of("mission.horizon", &["mission.start"], rule, "ten years are the most that is simulated");
    }
    if m.liquidation < start {
        let help = "the liquidation usually begins the day after the deadline";
        c.fault_of(
            "mission.liquidation",
            &["mission.start", "mission.deadline"],
            "`liquidation` must not be before `start`",
            help,
        );
    }
    if let Some(as_of) = m.as_of {
        within(c, "mission.as_of", as_of, "`as_of`");
    }
}

/// Complains about a date outside the simulated days.
fn within(c: &mut Checker<'_>, at: &str, date: Date, name: &str) {
    let (start, horizon) = (c.scenario.mission.start, c.scenario.mission.horizon);
    let others = ["mission.start", "mission.horizon"];
    // Where these two are wrong themselves, nothing lies between them.
    if start > horizon {
        return;
    }
    let help = format!("write a date from {start} to {horizon}");
    if date < start {
        c.fault_of(at, &others, format!("{name} must not be before the mission's `start`"), help);
    } else if date > horizon {
        c.fault_of(at, &others, format!("{name} must not be after the `horizon`"), help);
    }
}

fn spans(c: &mut Checker<'_>) {
    let s = c.scenario;
    for (list, schedules) in [("thinning", &s.thinnings), ("separation", &s.separations), ("transfer", &s.transfers)] {
        for schedule in schedules {
            in_order(c, list, &schedule.id, schedule.from, schedule.to);
            within(c, &path(list, &schedule.id, "from"), schedule.from, "`from`");
            within(c, &path(list, &schedule.id, "to"), schedule.to, "`to`");
        }
    }
    for ceiling in &s.ceilings {
        let (from, date) = (path("ceiling", &ceiling.id, "from"), path("ceiling", &ceiling.id, "date"));
        if ceiling.from > ceiling.date && ceiling.from != s.mission.start {
            let help = format!("write a day up to {}, on which the strength is to be reached", ceiling.date);
            c.fault_of(&from, &[&date], "`from` must not be after `date`", help);
        }
        within(c, &from, ceiling.from, "`from`");
        within(c, &date, ceiling.date, "`date`");
    }
    for season in &s.seasons {
        in_order(c, "season", &season.id, season.from, season.to);
    }
    for shock in &s.shocks {
        let element = crate::scenario::keys::join("shock", &shock.id);
        let key = if c.log.places.contains_key(&format!("{element}.date")) { "date" } else { "window" };
        let at = format!("{element}.{key}");
        within(c, &at, shock.from, &format!("`{key}`"));
        if shock.to != shock.from {
            within(c, &at, shock.to, &format!("`{key}`"));
        }
    }
}

fn in_order(c: &mut Checker<'_>, list: &str, id: &str, from: Date, to: Date) {
    if from > to {
        let others = [path(list, id, "from")];
        c.fault_of(
            &path(list, id, "to"),
            &[&others[0]],
            "`from` must not be after `to`",
            format!("write a day from {from} on"),
        );
    }
}

fn imposed(c: &mut Checker<'_>) {
    let as_of = c.scenario.mission.as_of;
    for (n, row) in c.scenario.imposed.iter().enumerate() {
        let (Imposed::Ended { date, .. } | Imposed::Gone { date, .. }) = row;
        let at = path("imposed", &(n + 1).to_string(), "date");
        match as_of {
            None => {
                let help = "say up to which day the state is known: `as_of = 2023-08-28` in `[mission]`";
                c.fault_of(&at, &["mission.as_of"], "an imposed state needs `as_of`", help);
                // Once is enough: it holds for every row.
                return;
            }
            Some(as_of) if *date > as_of => {
                let help = "move `as_of`, or take the row out: what comes after `as_of` is simulated";
                c.fault_of(
                    &at,
                    &["mission.as_of"],
                    format!("an imposed state must not be after `as_of` ({as_of})"),
                    help,
                );
            }
            Some(_) => within(c, &at, *date, "`date`"),
        }
    }
}

fn observations(c: &mut Checker<'_>) {
    for o in &c.scenario.observations {
        let at = path("observation", &o.id, "date");
        within(c, &at, o.from, "an observation's `date`");
        if o.to != o.from {
            within(c, &at, o.to, "an observation's `date`");
        }
        let of_site = matches!(o.quantity, Quantity::Vacated | Quantity::Ended);
        let element = crate::scenario::keys::join("observation", &o.id);
        if of_site && o.site.is_none() {
            let rule = format!("`{}` is the day of one site and needs `site`", o.quantity.name());
            c.fault(&element, rule, "add `site = \"…\"`");
        }
        if o.site.is_some() && !of_site && o.quantity != Quantity::Present && o.quantity != Quantity::Stated {
            let rule = format!("`{}` counts the whole mission and takes no `site`", o.quantity.name());
            c.fault(&format!("{element}.site"), rule, "take it out; `present`, `vacated` and `ended` may name a site");
        }
        if o.quantity.is_cargo() && load(c.scenario, o) == 0 {
            let whose = o.owner.as_ref().map_or("this mission has".into(), |owner| format!("`{owner}` owns"));
            let help = "give a site `cargo`, or name another `owner`";
            c.fault(&format!("{element}.quantity"), format!("{whose} no cargo to count"), help);
        }
        if o.quantity == Quantity::Stated && o.role != Role::Show {
            let help = "write `role = \"show\"`: the model has nothing to compare it with";
            let others = [format!("{element}.quantity")];
            c.fault_of(
                &format!("{element}.role"),
                &[&others[0]],
                "a figure that is only `stated` has the role `show`",
                help,
            );
        }
    }
}
