//! The policy against the plan: what it would do to a plan that goes as planned.

use crate::calendar::NEVER;
use crate::quality::look::Look;
use crate::quality::words::{Words, days, row};
use crate::results::QualityRow;

/// A site that the plan empties in time, but after the day on which the policy evacuates whatever is open.
pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let (from, deadline) = (look.model.policy.evacuate_from, look.model.deadline);
    for site in look.open().filter(|&site| look.closes(site)) {
        let vacated = look.plan.vacated[site];
        if from == NEVER || vacated < from || vacated > deadline {
            continue;
        }
        let id = look.id(site);
        let words = Words {
            finding: format!("the policy evacuates `{id}` although it is on time"),
            arithmetic: format!(
                "the plan's own curve empties it on {}; the policy evacuates from {} on, {} before",
                look.date(vacated),
                look.date(from),
                days(i64::from(vacated - from) + 1)
            ),
            remedy: "let `policy.evacuate.sites_open_days_before` be smaller, or plan the site earlier".into(),
        };
        rows.push(row("evacuated-on-plan", look.site_path(site), words));
    }
}
