//! How often what was the root of the last wait of each milestone, under the policy as written.

use std::collections::BTreeMap;

use crate::counts;
use crate::simulate::{Root, State};

/// Counts of replications, by milestone and root; those of a milestone sum to the replications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RootCounts {
    counts: Vec<BTreeMap<Root, u64>>,
}

impl RootCounts {
    pub(super) fn new(milestones: usize) -> Self {
        Self { counts: vec![BTreeMap::new(); milestones] }
    }

    /// Adds a replication.
    pub(super) fn count(&mut self, state: &State) {
        for (counts, &root) in self.counts.iter_mut().zip(state.roots()) {
            let n = counts.entry(root).or_default();
            *n += 1;
            counts::scattered(n, 1);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (to, from) in self.counts.iter_mut().zip(&other.counts) {
            from.iter().for_each(|(root, n)| *to.entry(*root).or_default() += n);
        }
    }

    /// The roots of a milestone, each with the number of replications.
    pub fn of_milestone(&self, milestone: usize) -> impl Iterator<Item = (Root, u64)> {
        self.counts[milestone].iter().map(|(root, n)| (*root, *n))
    }
}
