//! The quality of the plan itself, before anything is drawn: what cannot hold even
//! without delay, what contradicts itself, and what hangs loose.
//!
//! Every finding has the arithmetic that a planner can do again on paper. The rules
//! read the scenario, the model and the *reference replication* (the plan's own
//! curve); nothing here is random. `docs/schedule-risk.md` says which rule answers
//! which demand of the schedule-risk guides. A scenario that is wrong is refused
//! earlier, in [`crate::scenario`]: what is found here can be run.

use crate::model::Model;
use crate::quality::look::Look;
use crate::results::QualityRow;
use crate::scenario::Scenario;

mod air;
mod beds;
mod dates;
mod held;
mod itself;
mod last_weeks;
mod look;
mod loose;
mod order;
mod policy;
mod scopes;
mod seats;
mod trucks;
mod ways;
mod words;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It cannot hold even without delay.
    Impossible,
    /// It holds only with luck, or contradicts another part of the plan.
    Tight,
    /// It does nothing, or nothing depends on it.
    Loose,
}

/// Every rule, in the order in which findings are told.
pub const RULES: [(&str, Weight); 26] = [
    ("circle", Weight::Impossible),
    ("closing-order", Weight::Impossible),
    ("date-out-of-reach", Weight::Impossible),
    ("after-the-deadline", Weight::Impossible),
    ("seats-too-few", Weight::Impossible),
    ("air-lane-too-small", Weight::Impossible),
    ("trucks-too-few", Weight::Impossible),
    ("room-too-small", Weight::Impossible),
    ("milestone-out-of-reach", Weight::Impossible),
    ("deadline-missed-by-plan", Weight::Tight),
    ("date-missed-by-plan", Weight::Tight),
    ("seats-only-with-surge", Weight::Tight),
    ("last-weeks-too-full", Weight::Tight),
    ("beds-too-few", Weight::Tight),
    ("margin-too-long", Weight::Tight),
    ("evacuated-on-plan", Weight::Tight),
    ("late-release", Weight::Tight),
    ("held-too-many", Weight::Tight),
    ("open-end", Weight::Tight),
    ("little-slack", Weight::Tight),
    ("start-in-the-past", Weight::Loose),
    ("no-planned-date", Weight::Loose),
    ("empty-milestone", Weight::Loose),
    ("idle-lift", Weight::Loose),
    ("no-effect", Weight::Loose),
    ("unchecked-headline", Weight::Loose),
];

/// Everything doubtful about a plan, the worst first; at most one finding for each rule
/// and thing. `model` must be [prepared](crate::simulate::prepare) from the scenario.
pub fn findings(scenario: &Scenario, model: &Model) -> Vec<QualityRow> {
    let look = Look::new(scenario, model);
    let mut rows = Vec::new();
    dates::find(&look, &mut rows);
    order::find(&look, &mut rows);
    // Where the deadline has passed, nothing suffices for it any more.
    if model.first <= model.deadline {
        seats::find(&look, &mut rows);
        last_weeks::find(&look, &mut rows);
        trucks::find(&look, &mut rows);
        air::find(&look, &mut rows);
    }
    beds::find(&look, &mut rows);
    held::find(&look, &mut rows);
    itself::find(&look, &mut rows);
    policy::find(&look, &mut rows);
    loose::find(&look, &mut rows);
    scopes::find(&look, &mut rows);
    // Stable: within a rule as the file has it.
    rows.sort_by_key(|row| place(row.rule));
    rows
}

/// How much the findings of a rule weigh.
pub fn weight(rule: &str) -> Weight {
    RULES.get(place(rule)).map_or(Weight::Loose, |(_, weight)| *weight)
}

fn place(rule: &str) -> usize {
    RULES.iter().position(|(name, _)| *name == rule).unwrap_or(RULES.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_the_order_of_their_weight() {
        assert!(RULES.is_sorted_by_key(|(_, weight)| *weight));
        assert_eq!(weight("closing-order"), Weight::Impossible);
        assert_eq!(weight("unchecked-headline"), Weight::Loose);
    }
}
