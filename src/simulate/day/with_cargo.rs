//! Withdrawals led by equipment: people stay as long as there is something to be loaded.

use crate::simulate::Recorder;
use crate::simulate::day::Mission;
use crate::simulate::state::{Leaving, Stage, Weighed};

impl<R: Recorder> Mission<'_, R> {
    /// A site begins to withdraw: so many people stay with so much cargo.
    pub(super) fn weigh(&mut self, site: usize) {
        if !self.model.sites[site].leaves_with_cargo {
            return;
        }
        let (people, cargo) = (self.state.sites[site].unreleased, self.cargo_to_leave(site));
        self.state.sites[site].weighed = (cargo > 0).then_some(Weighed { people, cargo });
    }

    /// Truckloads at a site that are to leave: its own, and all in its queue.
    fn cargo_to_leave(&self, site: usize) -> u32 {
        let leaves = |load: &usize| self.model.loads[*load].disposition.leaves();
        let own = self.model.sites[site].loads.clone().filter(leaves).map(|load| self.state.loads[load].own);
        self.state.sites[site].queued_cargo + own.sum::<u32>()
    }

    /// People who stay with the cargo of a withdrawing site: ceil(people × cargo now / cargo
    /// at the withdrawal).
    pub(super) fn stay_with_cargo(&self, site: usize) -> u32 {
        let s = &self.state.sites[site];
        match s.weighed {
            Some(Weighed { people, cargo }) if s.stage == Stage::Withdrawing => {
                let (people, cargo, now) = (u64::from(people), u64::from(cargo), u64::from(self.cargo_to_leave(site)));
                // What other sites send keeps nobody who is not there.
                (people * now).div_ceil(cargo).min(people) as u32
            }
            _ => 0,
        }
    }

    /// The cargo whose leaving lets people go today, where they stayed with it: it left
    /// by road today, or by an exit yesterday.
    pub(super) fn freed_by_cargo(&self, site: usize) -> Option<Leaving> {
        let s = &self.state.sites[site];
        s.cargo_left.filter(|left| s.weighed.is_some() && self.day > s.since && left.day >= s.since.max(self.day - 1))
    }

    /// People are still at a site because its cargo is.
    pub(super) fn waits_for_cargo(&self, site: usize) -> bool {
        let stay = self.stay_with_cargo(site);
        stay > 0 && stay >= self.state.sites[site].unreleased && stay > self.hold_of_plan(site).0
    }
}
