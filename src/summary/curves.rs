//! The S-curve of each milestone: how probable it is that it is reached on or before a date.

use crate::calendar::Day;
use crate::ensemble::Days;
use crate::results::CurveRow;
use crate::summary::{Material, count_by, policy_name};

impl Material<'_> {
    /// The first and the last simulated day, and those between them on which a share changes.
    pub(super) fn curves(&self) -> Vec<CurveRow> {
        let mut rows = Vec::new();
        for (index, milestone) in self.model.milestones.iter().enumerate() {
            for (level, counts) in self.policies.levels.iter().zip(&self.ensemble.policies) {
                let days = &counts.milestones[index];
                rows.extend(turns(days, self.model.first, self.model.horizon).into_iter().map(|(day, reached)| {
                    CurveRow {
                        milestone: milestone.id.clone(),
                        policy: policy_name(*level),
                        date: self.model.calendar.date(day),
                        share: self.share(reached),
                    }
                }));
            }
        }
        rows
    }
}

/// Days from `first` to `last` with the replications that have reached it by then.
fn turns(days: &Days, first: Day, last: Day) -> Vec<(Day, u64)> {
    // A mission that is known to its last day has no simulated one.
    let first = first.min(last);
    let mut turns = vec![(first, count_by(days, first))];
    let mut reached = turns[0].1;
    for day in first + 1..=last {
        let new = u64::from(days[day as usize]);
        reached += new;
        if new > 0 || day == last {
            turns.push((day, reached));
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_keeps_its_ends_and_the_days_on_which_it_rises() {
        // One before the first simulated day, one on it, three on day 4, two never.
        let days = vec![1, 0, 1, 0, 3, 0, 0, 2];
        assert_eq!(turns(&days, 2, 6), [(2, 2), (4, 5), (6, 5)]);
        assert_eq!(turns(&days, 6, 6), [(6, 5)]);
        assert_eq!(turns(&days, 7, 6), [(6, 5)]);
        assert_eq!(turns(&vec![0, 0, 0, 4], 0, 2), [(0, 0), (2, 0)]);
    }
}
