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
        let is_late = look.model.sites[site].planned.is_some_and(|planned| vacated > planned);
        if from == NEVER || vacated < from || vacated > deadline || is_late {
            continue;
        }
        let id = look.id(site);
        let words = Words {
            finding: format!("the policy evacuates `{id}` although it is on time"),
            arithmetic: format!(
                "the plan's own curve empties it on {} \u{2212} the policy evacuates from {} on = {}",
                look.date(vacated),
                look.date(from),
                days(i64::from(vacated - from))
            ),
            remedy: "let `policy.evacuate.sites_open_days_before` be smaller, or plan the site earlier".into(),
        };
        rows.push(row("evacuated-on-plan", look.site_path(site), words));
    }
}
