//! What each site was waiting for, counted over replications in whole days.

use std::collections::BTreeMap;

use crate::calendar::Day;
use crate::model::Model;
use crate::simulate::{Cause, State};

/// One kind of wait of one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct WaitKey {
    /// The site that was waiting.
    pub site: usize,
    /// Where the wait was: at the site itself, or at one that it had to wait for.
    pub root: usize,
    /// [`crate::simulate::Cause::kind`].
    pub kind: usize,
}

/// How often a wait took so many days in all, in those replications in which it took any.
pub type WaitDays = BTreeMap<Day, u32>;

/// The waits of every site with a planned date; one that is not vacated within the horizon waits until the day after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WaitCounts {
    counts: BTreeMap<WaitKey, WaitDays>,
    /// Room for one site of one replication; empty between them.
    #[serde(skip)]
    sums: Vec<(WaitKey, Day)>,
}

impl WaitCounts {
    /// Adds a replication.
    pub(super) fn count(&mut self, model: &Model, state: &State) {
        for (site, s) in model.sites.iter().enumerate() {
            if s.planned.is_none() || s.ended.is_some() {
                continue;
            }
            add_up(&mut self.sums, site, state);
            for (key, days) in self.sums.drain(..).filter(|(_, days)| *days != 0) {
                *self.counts.entry(key).or_default().entry(days).or_default() += 1;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (key, from) in &other.counts {
            let to = self.counts.entry(*key).or_default();
            from.iter().for_each(|(days, n)| *to.entry(*days).or_default() += n);
        }
    }

    /// Whether every wait is one that so many sites can have.
    pub(super) fn fits(&self, n_sites: usize) -> bool {
        self.counts.keys().all(|key| key.site < n_sites && key.root < n_sites && key.kind < Cause::KINDS.len())
    }

    /// The waits of a site that took any day in any replication.
    pub fn of_site(&self, site: usize) -> impl Iterator<Item = (WaitKey, &WaitDays)> {
        let key = |site| WaitKey { site, root: 0, kind: 0 };
        self.counts.range(key(site)..key(site + 1)).map(|(key, days)| (*key, days))
    }
}

/// The days of each kind of wait of a site, in the order in which they are met on the way back.
pub fn add_up(sums: &mut Vec<(WaitKey, Day)>, site: usize, state: &State) {
    for wait in state.waits(site) {
        let key = WaitKey { site, root: wait.site, kind: wait.cause.kind() };
        match sums.iter_mut().find(|(known, _)| *known == key) {
            Some((_, days)) => *days += wait.days(),
            None => sums.push((key, wait.days())),
        }
    }
}
