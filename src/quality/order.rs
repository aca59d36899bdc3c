//! Open ends: sites whose place in the order of closing is not tied down.
//!
//! A lane ties a site to its hub already: a hub is not empty before the sites behind it.
//! What a lane does not do is hold back the hub's own people.

use crate::calendar::NEVER;
use crate::quality::look::Look;
use crate::quality::words::{Words, days, people, row};
use crate::results::QualityRow;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    for site in look.open() {
        rows.extend(hub_leaves_first(look, site));
        rows.extend(no_planned_date(look, site));
    }
}

/// A hub starts closing before a site behind it is planned to be empty, and nobody is held back.
fn hub_leaves_first(look: &Look, site: usize) -> Option<QualityRow> {
    let s = &look.model.sites[site];
    let present = look.present(site);
    if s.begin == NEVER || s.guard > 0 || s.keep > 0 || present == 0 {
        return None;
    }
    let behind = s.feeders.iter().copied().filter(|&other| look.is_open(other) && !waits_for(look, site, other));
    let last = behind.filter_map(|other| Some((look.model.sites[other].planned?, other)));
    let (planned, other) = last.max_by_key(|(day, other)| (*day, std::cmp::Reverse(*other)))?;
    if planned <= s.begin {
        return None;
    }
    let (id, other_id) = (look.id(site), look.id(other));
    let words = Words {
        finding: format!(
            "`{id}` starts closing while `{other_id}` behind it is still open, and holds nobody back for it"
        ),
        arithmetic: format!(
            "`{other_id}` planned {} \u{2212} start of `{id}` {} = {}; {} there, guard 0, keep 0",
            look.date(planned),
            look.date(s.begin),
            days(i64::from(planned - s.begin)),
            people(i64::from(present))
        ),
        remedy: format!("add `{other_id}` to the `after` of `{id}`, or give `{id}` a `guard`"),
    };
    Some(row("open-end", look.site_path(site), words))
}

/// Whether a site starts only after another is empty, by its `after` or theirs.
fn waits_for(look: &Look, site: usize, other: usize) -> bool {
    let mut open = look.model.sites[site].after.clone();
    let mut seen = vec![false; look.model.sites.len()];
    while let Some(next) = open.pop() {
        if next == other {
            return true;
        }
        if !std::mem::replace(&mut seen[next], true) {
            // Whoever waits for a hub waits for all behind it, and for what those wait for.
            open.extend(look.model.sites[next].after.iter().chain(&look.model.sites[next].feeders));
        }
    }
    false
}

fn no_planned_date(look: &Look, site: usize) -> Option<QualityRow> {
    let s = &look.model.sites[site];
    if s.begin == NEVER || s.planned.is_some() || !look.closes(site) {
        return None;
    }
    let words = Words {
        finding: format!("`{}` is to close, and has no planned date", look.id(site)),
        arithmetic: format!(
            "it begins on {}; by the plan's own curve it is empty: {}",
            look.date(s.begin),
            look.date(look.plan.vacated[site])
        ),
        remedy: "add `close`: without it there are no days lost for it, and it is served after all sites that have one"
            .into(),
    };
    Some(row("no-planned-date", look.site_path(site), words))
}
