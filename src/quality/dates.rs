//! Dates that cannot hold: of each site the gravest thing that can be said, so that a
//! planner is not told the same thing twice.

use crate::calendar::{Day, NEVER};
use crate::quality::look::Look;
use crate::quality::words::{Words, days, named, row};
use crate::results::QualityRow;
use crate::simulate::{Cause, Waited};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    for site in look.open() {
        let found = circle(look, site)
            .or_else(|| closing_order(look, site))
            .or_else(|| out_of_reach(look, site))
            .or_else(|| after_the_deadline(look, site))
            .or_else(|| missed_by_plan(look, site))
            .or_else(|| margin_too_long(look, site));
        rows.extend(found);
        rows.extend(start_in_the_past(look, site));
    }
}

/// A site that must wait for another is planned for an earlier day than that.
fn closing_order(look: &Look, site: usize) -> Option<QualityRow> {
    let planned = look.model.sites[site].planned?;
    let behind = look.model.sites[site].behind.iter().copied().filter(|&other| look.is_open(other));
    let later = behind.filter_map(|other| Some((look.model.sites[other].planned?, other)));
    let (other_planned, other) = later.max_by_key(|(day, other)| (*day, std::cmp::Reverse(*other)))?;
    if other_planned <= planned {
        return None;
    }
    let (id, other_id) = (look.id(site), look.id(other));
    let why = if look.model.sites[site].feeders.contains(&other) {
        format!("people or cargo of `{other_id}` come by `{id}`")
    } else {
        format!("`{id}` starts closing only after `{other_id}`")
    };
    let words = Words {
        finding: format!("`{id}` is planned to be empty before `{other_id}`, for which it must wait: {why}"),
        arithmetic: format!(
            "`{other_id}` {} \u{2212} `{id}` {} = {}",
            look.date(other_planned),
            look.date(planned),
            days(i64::from(other_planned - planned))
        ),
        remedy: format!("plan `{id}` for {} or later, or `{other_id}` earlier", look.date(other_planned)),
    };
    Some(row("closing-order", look.site_path(site), words))
}

/// Even with nothing shared and no delay beyond the planned ones the date is missed.
fn out_of_reach(look: &Look, site: usize) -> Option<QualityRow> {
    let earliest = &look.earliest[site];
    let target = target(look, site)?;
    if look.model.shares_trips(site)
        || earliest.vacated <= target
        || hangs_on_another(look, site, target, &|other| look.earliest[other].vacated)
    {
        return None;
    }
    let words = Words {
        finding: format!(
            "`{}` cannot be empty by its date even without delay, with all trucks and seats to itself",
            look.id(site)
        ),
        arithmetic: forward_pass(look, site, target),
        remedy: "start earlier, move the date, or look at the longest part of the sum".into(),
    };
    Some(row("date-out-of-reach", look.site_path(site), words))
}

/// The sum that gives the earliest end of a site, and how far that is from its date.
fn forward_pass(look: &Look, site: usize, target: Day) -> String {
    let earliest = &look.earliest[site];
    let word = if look.model.sites[site].planned.is_some() { "planned" } else { "deadline" };
    let short = match earliest.vacated {
        NEVER => format!("not by the horizon, {}; {word} {}", look.date(look.model.horizon), look.date(target)),
        day => {
            let short = days(i64::from(day - target));
            format!("{}; {word} {}: {short} too late", look.date(day), look.date(target))
        }
    };
    if let Some(other) = earliest.behind {
        return format!("`{}` behind it at the earliest {short}", look.id(other));
    }
    let after = earliest.after.map(|other| look.id(other));
    if earliest.start == NEVER {
        return format!("`{}`, for which it waits: {short}", after.unwrap_or_default());
    }
    let after = after.map_or(String::new(), |id| format!(", the day after `{id}` can be empty"));
    let sum = sum(&parts(&earliest.alone.waits, earliest.start));
    format!("from {}{after}: {sum}, so {short}", look.date(earliest.start))
}

fn after_the_deadline(look: &Look, site: usize) -> Option<QualityRow> {
    let (planned, deadline) = (look.model.sites[site].planned?, look.model.deadline);
    if planned <= deadline || !look.closes(site) {
        return None;
    }
    let id = look.id(site);
    let words = Words {
        finding: format!("`{id}` is to close, and its planned date lies after the deadline"),
        arithmetic: format!(
            "planned {} \u{2212} deadline {} = {}",
            look.date(planned),
            look.date(deadline),
            days(i64::from(planned - deadline))
        ),
        remedy: "move the date, or say with `keep` who stays for the liquidation".into(),
    };
    Some(row("after-the-deadline", look.site_path(site), words))
}

/// The plan's own curve, in which sites share trucks and seats, misses the date.
fn missed_by_plan(look: &Look, site: usize) -> Option<QualityRow> {
    let (planned, vacated) = (look.model.sites[site].planned?, look.plan.vacated[site]);
    if vacated <= planned || hangs_on_another(look, site, planned, &|other| look.plan.vacated[other]) {
        return None;
    }
    let id = look.id(site);
    let end = match vacated {
        NEVER => format!("not by the horizon, {}; planned {}", look.date(look.model.horizon), look.date(planned)),
        day => {
            format!("{}; planned {}: {} late", look.date(day), look.date(planned), days(i64::from(day - planned)))
        }
    };
    let waits: Vec<(String, Day)> = merged(look.waits[site].iter().map(|wait| {
        let place = if wait.site == site { String::new() } else { format!(" at `{}`", look.id(wait.site)) };
        (format!("{}{place}", words_of(wait.cause)), wait.days())
    }));
    let words = Words {
        finding: format!("the plan's own curve, with planned delays only, empties `{id}` after its planned date"),
        arithmetic: format!("from {}: {}, so {end}", look.date(look.model.first), sum(&waits)),
        remedy: "shorten the longest part of the sum, start earlier, or move the date".into(),
    };
    Some(row("date-missed-by-plan", look.site_path(site), words))
}

/// Whether a site is late only because another for which it must wait is at least as late
/// against its own date: then that one is told, and this one when that is mended.
fn hangs_on_another(look: &Look, site: usize, target: Day, end: &dyn Fn(usize) -> Day) -> bool {
    let late = |site: usize, target: Day| end(site).min(look.model.horizon + 1) - target;
    let own = late(site, target);
    let mut behind = look.model.sites[site].behind.iter().copied().filter(|&other| look.is_open(other));
    behind.any(|other| self::target(look, other).is_some_and(|target| late(other, target) >= own))
}

/// The day by which a site is to be empty: its planned date, or the deadline for one that
/// closes without a date, if that is still to come. A site without a start closes by a
/// shock, not by the plan.
fn target(look: &Look, site: usize) -> Option<Day> {
    let s = &look.model.sites[site];
    let has_start = s.begin != NEVER || s.close_by.is_some();
    let deadline = Some(look.model.deadline).filter(|&day| day >= look.model.first);
    s.planned.or(deadline.filter(|_| s.keep == 0 && has_start))
}

/// The planned margin does not fit between the earliest start and `close_by`.
fn margin_too_long(look: &Look, site: usize) -> Option<QualityRow> {
    let s = &look.model.sites[site];
    let (close_by, margin) = (s.close_by?, look.model.tables[s.margin?].planned_days(1.0));
    let from = look.model.first.max(s.not_before);
    // The derived start is then the earliest day there is.
    if s.begin != from || margin <= 0 {
        return None;
    }
    let alone = crate::simulate::alone_from(look.model, site, from);
    let left = i64::from(close_by) - i64::from(alone.vacated);
    if alone.vacated == NEVER || left < 0 || left >= i64::from(margin) {
        return None;
    }
    let words = Words {
        finding: format!("the margin of `{}` is longer than the time that is left for it", look.id(site)),
        arithmetic: format!(
            "from {}: {}, so {}; from then to {} are {}, the margin is {}",
            look.date(from),
            sum(&parts(&alone.waits, from)),
            look.date(alone.vacated),
            look.date(close_by),
            days(left),
            days(i64::from(margin))
        ),
        remedy: "shorten `delay.margin`, or let the site start earlier: what is meant to be kept in hand is not there"
            .into(),
    };
    Some(row("margin-too-long", look.site_path(site), words))
}

/// A start before the first simulated day is taken to be that day.
fn start_in_the_past(look: &Look, site: usize) -> Option<QualityRow> {
    let (s, first) = (&look.model.sites[site], look.model.first);
    let preparation = look.model.tables[s.preparation].planned_days(1.0);
    if s.close_by.is_some() || s.begin >= first || preparation <= 0 {
        return None;
    }
    let id = look.id(site);
    let words = Words {
        finding: format!("`{id}` begins before the first simulated day, on which its whole preparation begins anew"),
        arithmetic: format!(
            "first simulated day {} \u{2212} begin {} = {}; preparation {}",
            look.date(first),
            look.date(s.begin),
            days(i64::from(first - s.begin)),
            days(i64::from(preparation))
        ),
        remedy: "give the site's own `delay.preparation` what is left of it".into(),
    };
    Some(row("start-in-the-past", look.site_path(site), words))
}

/// The parts of a site's own closing from its start on, equal causes added up.
fn parts(waits: &[Waited], start: Day) -> Vec<(String, Day)> {
    merged(waits.iter().map(|wait| (words_of(wait.cause).to_owned(), wait.to - wait.from.max(start))))
}

fn words_of(cause: Cause) -> &'static str {
    match cause {
        // "The planned start 40" would read as a date.
        Cause::Plan => "until the planned start",
        cause => cause.words(),
    }
}

/// Equal names added up, where they first stood; parts of no day left out.
fn merged(parts: impl Iterator<Item = (String, Day)>) -> Vec<(String, Day)> {
    let mut sums: Vec<(String, Day)> = Vec::new();
    for (name, length) in parts.filter(|(_, length)| *length > 0) {
        match sums.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += length,
            None => sums.push((name, length)),
        }
    }
    sums
}

/// `preparation 3 + permission 2 + travel 2 = 7 days`.
fn sum(parts: &[(String, Day)]) -> String {
    let all: i64 = parts.iter().map(|(_, length)| i64::from(*length)).sum();
    let terms: Vec<String> = parts.iter().map(|(name, length)| format!("{name} {length}")).collect();
    match parts {
        [] => "no day".into(),
        [(name, length)] => format!("{name} {}", days(i64::from(*length))),
        _ => format!("{} = {}", terms.join(" + "), days(all)),
    }
}

/// Sites that wait for each other by `after` and by lanes: none of them ever ends.
fn circle(look: &Look, site: usize) -> Option<QualityRow> {
    let s = &look.model.sites[site];
    let both = s.after.iter().copied().filter(|&other| look.model.sites[other].feeders.contains(&site));
    let others: Vec<&str> = both.map(|other| look.id(other)).collect();
    let first = others.first()?;
    let id = look.id(site);
    let words = Words {
        finding: format!("`{id}` and {} wait for each other, and never end", named(&others)),
        arithmetic: format!(
            "`{id}` starts only after `{first}` is empty; `{first}` is empty only after `{id}`, whose lanes lead to it"
        ),
        remedy: format!("take `{first}` out of the `after` of `{id}`"),
    };
    Some(row("circle", look.site_path(site), words))
}
