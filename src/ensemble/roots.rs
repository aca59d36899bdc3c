//! How often what was the root of the last wait of each milestone, under the policy as written.

use std::collections::BTreeMap;

use crate::counts;
use crate::model::Model;
use crate::simulate::{Cause, Root, State, Thing};

/// Counts of replications, by milestone and root; those of a milestone sum to the replications.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

    /// Whether every root is a thing of this model, and those of a milestone sum to `n`.
    pub(super) fn fits(&self, model: &Model, n: u64) -> bool {
        let is_there = |root: &Root| match root.thing {
            Thing::Site(site) => site < model.sites.len(),
            Thing::Pool(pool) => pool < model.pools.len(),
            Thing::Escorts(pool) => pool < model.escorts.len(),
            Thing::Exit(exit) | Thing::ExitPermission(exit) => exit < model.exits.len(),
            Thing::Lane(lane) | Thing::LanePermission(lane) => lane < model.lanes.len(),
            Thing::Regime(regime) => regime < model.regimes.len(),
            Thing::Shock(shock) => shock < model.shocks.len(),
            Thing::Policy | Thing::Nothing => true,
        };
        let is_known = |root: &Root| root.kind < Cause::KINDS.len() && is_there(root);
        let sound = |counts: &BTreeMap<Root, u64>| counts.keys().all(is_known) && total(counts.values()) == Some(n);
        self.counts.len() == model.milestones.len() && self.counts.iter().all(sound)
    }

    /// The roots of a milestone, each with the number of replications.
    pub fn of_milestone(&self, milestone: usize) -> impl Iterator<Item = (Root, u64)> {
        self.counts[milestone].iter().map(|(root, n)| (*root, *n))
    }
}

/// `None` where a file made by hand holds more than there can be.
fn total<'a>(counts: impl Iterator<Item = &'a u64>) -> Option<u64> {
    counts.copied().try_fold(0_u64, u64::checked_add)
}
