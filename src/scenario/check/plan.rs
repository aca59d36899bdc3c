//! The plan of each site, and that nobody is counted who is not there.

use super::{Checker, nth, path, travellers};
use crate::scenario::keys::join;
use crate::scenario::{Ceiling, Component, Imposed, Selector, Site};
use jiff::civil::Date;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for site in &scenario.sites {
        closing(c, site);
        held_back(c, site);
    }
    circle(c);
    for (list, schedules) in
        [("thinning", &scenario.thinnings), ("separation", &scenario.separations), ("transfer", &scenario.transfers)]
    {
        schedules.iter().for_each(|s| schedule(c, list, &s.id, &s.who, s.count));
    }
    scenario.ceilings.iter().for_each(|ceiling| selected(c, ceiling));
    imposed(c);
}

/// A ceiling is about people who travel.
fn selected(c: &mut Checker<'_>, ceiling: &Ceiling) {
    let element = join("ceiling", &ceiling.id);
    if ceiling.who.component == Some(Component::Local) {
        let help = "write a `[[separation]]`: local staff end their contracts where they live";
        c.fault(&format!("{element}.component"), "local staff do not travel", help);
    } else if c.people(&ceiling.who) == 0 {
        let help = "check `site`, `component` and `contingent` together: no group fits all that is given";
        c.fault_of(&element, &["site"], format!("`{}` selects nobody", ceiling.id), help);
    } else if u64::from(ceiling.people) > c.people(&ceiling.who) {
        let (people, all) = (ceiling.people, c.people(&ceiling.who));
        let rule = format!("a strength of {people} never binds: it is for {all} people");
        c.fault(&format!("{element}.people"), rule, format!("write at most {all}, or delete the ceiling"));
    }
}

fn closing(c: &mut Checker<'_>, site: &Site) {
    let at = |key: &str| path("site", &site.id, key);
    let (begin, close_by) = (at("begin"), at("close_by"));
    if let (Some(from), Some(to)) = (site.begin, site.close)
        && to < from
    {
        c.fault_of(
            &at("close"),
            &[&begin],
            "`close` must not be before `begin`",
            format!("the site begins to close on {from}"),
        );
    }
    if site.close_by.is_some() && (site.begin.is_some() || site.close.is_some()) {
        let help =
            "give the start (`begin`, perhaps with `close`), or the end from which the start follows (`close_by`)";
        c.fault_of(&close_by, &[&begin], "`close_by` and `begin` or `close` exclude each other", help);
    } else if site.close.is_some() && site.begin.is_none() {
        let help = "add `begin`, or write `close_by` to have the start worked out";
        c.fault_of(&at("close"), &[&begin], "`close` needs a `begin`", help);
    }
    if site.not_before.is_some() && site.close_by.is_none() {
        c.fault_of(
            &at("not_before"),
            &[&close_by],
            "`not_before` belongs to `close_by`",
            "take it out, or use `close_by`",
        );
    }
    if let (Some(from), Some(to)) = (site.not_before, site.close_by)
        && from > to
    {
        c.fault_of(
            &at("not_before"),
            &[&close_by],
            "`not_before` must not be after `close_by`",
            "exchange the two dates",
        );
    }
    for (key, date) in [("begin", site.begin), ("close", site.close), ("close_by", site.close_by)] {
        in_mission(c, &at(key), key, date);
    }
    has_start(c, site);
}

/// Dates of closing lie in the mission: a wrong year is the usual mistake.
fn in_mission(c: &mut Checker<'_>, at: &str, key: &str, date: Option<Date>) {
    let (start, horizon) = (c.scenario.mission.start, c.scenario.mission.horizon);
    let Some(date) = date.filter(|_| start <= horizon) else { return };
    let others = ["mission.start", "mission.horizon"];
    let help = format!("write a date from {start} to {horizon}");
    // Preparations may have begun before the first simulated day.
    if date < start && key != "begin" {
        c.fault_of(at, &others, format!("`{key}` must not be before the mission's `start`"), help);
    } else if date > horizon {
        c.fault_of(at, &others, format!("`{key}` must not be after the `horizon`"), help);
    }
}

fn has_start(c: &mut Checker<'_>, site: &Site) {
    let element = join("site", &site.id);
    let ended = |row: &Imposed| matches!(row, Imposed::Ended { site: id, .. } if *id == site.id);
    let is_hub = c.scenario.sites.iter().any(|s| s.lanes.iter().any(|lane| lane.to == site.id));
    let has_cargo = site.cargo.iter().any(|cargo| cargo.truckloads > 0);
    // Where there is nobody and nothing, and nobody comes, nothing has to close.
    if c.scenario.imposed.iter().any(ended) || (travellers(site) == 0 && !has_cargo && !is_hub) {
        return;
    }
    if site.begin.is_none() && site.close_by.is_none() && site.close.is_none() {
        let help = "add `begin = DATE` (when it starts to close) or `close_by = DATE` (when it must be empty)";
        let keys = ["begin", "close_by", "close", "people", "keep"];
        c.fault_in(&element, &keys, format!("`{}` must say when it closes", site.id), help);
    } else if site.keep > 0 && site.begin.is_none() && site.close_by.is_some() {
        let help = "write `begin`: the day from which those who are not kept may leave";
        c.fault_of(
            &path("site", &site.id, "close_by"),
            &[&path("site", &site.id, "begin")],
            format!("`{}` is kept, so it has no `close_by`", site.id),
            help,
        );
    }
}

fn held_back(c: &mut Checker<'_>, site: &Site) {
    let present = travellers(site);
    for (key, count) in [("guard", site.guard), ("keep", site.keep)] {
        if u64::from(count) > present {
            let rule = format!("`{key}` is {count}, and `{}` has {present} people who could be held back", site.id);
            let people = path("site", &site.id, "people");
            c.fault_of(
                &path("site", &site.id, key),
                &[&people],
                rule,
                "local staff do not count; lower it, or add people",
            );
        }
    }
}

/// Sites that wait for each other in a circle would wait for ever.
fn circle(c: &mut Checker<'_>) {
    let sites = &c.scenario.sites;
    let index = |id: &String| sites.iter().position(|site| site.id == *id);
    let edges: Vec<Vec<usize>> = sites.iter().map(|site| site.after.iter().filter_map(index).collect()).collect();
    for circle in super::route::circles(&edges) {
        let names: Vec<&str> = circle.iter().map(|i| sites[*i].id.as_str()).collect();
        let next = &sites[circle[1]].id;
        let n = sites[circle[0]].after.iter().position(|id| id == next).unwrap_or(0);
        let rule = format!("sites wait for each other in a circle: {}", names.join(" after "));
        c.fault(&nth(&path("site", names[0], "after"), n), rule, "take one of them out of an `after`");
    }
}

fn schedule(c: &mut Checker<'_>, list: &str, id: &str, who: &Selector, count: u32) {
    let element = join(list, id);
    let people = c.people(who);
    let travels = who.component != Some(Component::Local);
    if people == 0 {
        let help = "check `site`, `component` and `contingent` together: no group fits all that is given";
        c.fault_of(&element, &["site"], format!("`{id}` selects nobody"), help);
    } else if list == "thinning" && !travels {
        let help = "write a `[[separation]]`: local staff end their contracts where they live";
        c.fault(&format!("{element}.component"), "local staff do not travel", help);
    } else if u64::from(count) > people {
        let rule = format!("`count` is {count}, and the selection has {people} people");
        c.fault_of(&format!("{element}.count"), &["site"], rule, format!("write a number up to {people}"));
    }
}

fn imposed(c: &mut Checker<'_>) {
    let mut gone: Vec<(usize, Date, &Selector, u32)> = Vec::new();
    let mut ended: Vec<&str> = Vec::new();
    for (n, row) in c.scenario.imposed.iter().enumerate() {
        match row {
            Imposed::Gone { date, who, gone: count } => gone.push((n, *date, who, *count)),
            Imposed::Ended { site, .. } if ended.contains(&site.as_str()) => {
                let at = path("imposed", &(n + 1).to_string(), "ended");
                c.fault(&at, format!("`{site}` ends twice"), "keep one of the rows");
            }
            Imposed::Ended { site, .. } => ended.push(site),
        }
    }
    stranded(c, &ended);
    overlapping(c);
    gone.sort_by_key(|row| row.1);
    for (i, (n, date, who, count)) in gone.iter().enumerate() {
        let at = path("imposed", &(n + 1).to_string(), "gone");
        let people = c.people(who);
        if u64::from(*count) > people {
            let rule = format!("`gone` is {count}, and the selection had {people} people");
            c.fault_of(&at, &["site"], rule, format!("write a number up to {people}"));
        }
        let earlier = gone[..i].iter().rev().find(|row| row.2 == *who);
        if let Some((_, before, _, more)) = earlier.filter(|row| row.3 > *count) {
            let rule = format!("`gone` counts from the start and cannot fall: {more} by {before}, {count} by {date}");
            c.fault(&at, rule, "write everybody who had left by then, not only the new ones");
        }
    }
}

/// Two different selections of departures must not speak of the same people.
fn overlapping(c: &mut Checker<'_>) {
    let rows: Vec<(usize, &Selector)> = c.scenario.imposed.iter().enumerate().filter_map(gone_of).collect();
    let mut faults = Vec::new();
    for (i, (n, who)) in rows.iter().enumerate() {
        if let Some((other, _)) = rows[..i].iter().find(|(_, before)| before != who && meet(before, who)) {
            faults.push((*n, *other));
        }
    }
    for (n, other) in faults {
        let rule = format!("the people of this row are partly those of imposed row {}", other + 1);
        let help = "give both rows the same `site`, `component` and `contingent`, or selections that share nobody";
        c.fault(&path("imposed", &(n + 1).to_string(), "gone"), rule, help);
    }
}

fn gone_of((n, row): (usize, &Imposed)) -> Option<(usize, &Selector)> {
    match row {
        Imposed::Gone { who, .. } => Some((n, who)),
        Imposed::Ended { .. } => None,
    }
}

/// Whether somebody could be in both selections: where both name a thing, it is the same.
fn meet(a: &Selector, b: &Selector) -> bool {
    fn same<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    same(a.site.as_ref(), b.site.as_ref())
        && same(a.component.as_ref(), b.component.as_ref())
        && same(a.contingent.as_ref(), b.contingent.as_ref())
}

/// Who and what was at a site that has ended must stand at a hub that has not.
fn stranded(c: &mut Checker<'_>, ended: &[&str]) {
    let sites = &c.scenario.sites;
    let hub = |id: &str| sites.iter().find(|s| s.id == id).and_then(|s| s.lanes.first()).map(|lane| lane.to.as_str());
    let mut lost = Vec::new();
    for (n, row) in c.scenario.imposed.iter().enumerate() {
        let Imposed::Ended { site, .. } = row else { continue };
        // A route has at most as many hubs as there are sites, so that a ring of lanes ends the search too.
        let route = std::iter::successors(hub(site), |id| hub(id)).take(sites.len());
        if !route.into_iter().any(|id| !ended.contains(&id)) {
            let help = "give it a lane to a site that has not ended: its people and cargo stand there";
            lost.push((n, format!("`{site}` has ended, and no hub of its lanes is open"), help));
        }
        let leads_here = |s: &&Site| !ended.contains(&s.id.as_str()) && s.lanes.iter().any(|lane| lane.to == *site);
        if let Some(open) = sites.iter().find(leads_here) {
            let help = "take that lane out, or end the other site too";
            lost.push((
                n,
                format!("`{site}` has ended, and a lane of `{}`, which is open, leads to it", open.id),
                help,
            ));
        }
    }
    for (n, rule, help) in lost {
        c.fault(&path("imposed", &(n + 1).to_string(), "ended"), rule, help);
    }
}
