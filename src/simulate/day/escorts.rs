//! Escorts: every convoy on a lane that names a pool takes one, until it is at the hub.

use crate::calendar::NEVER;
use crate::simulate::chain::{For, On};
use crate::simulate::day::Mission;
use crate::simulate::state::Request;
use crate::simulate::{Cause, Recorder, What};

impl<R: Recorder> Mission<'_, R> {
    /// Whether a convoy on this lane could set out now, as far as escorts go.
    pub(super) fn has_escort(&self, lane: usize) -> bool {
        self.model.lanes[lane].escort().is_none_or(|pool| self.state.escorts[pool] > 0)
    }

    /// A convoy sets out, with an escort if the lane asks for one; of which pool.
    pub(super) fn take_escort(&mut self, lane: usize) -> Option<usize> {
        let pool = self.model.lanes[lane].escort()?;
        self.state.escorts[pool] -= 1;
        self.tell(What::EscortSetOut { lane, pool });
        Some(pool)
    }

    /// A convoy is at the hub.
    pub(super) fn free_escort(&mut self, pool: usize) {
        self.state.escorts[pool] += 1;
        self.tell(What::EscortFree { pool });
    }

    /// What people who have a permission to drive out waited for since: an escort, or beds.
    pub(super) fn beds_or_escort(&self, site: usize, request: &Request) -> For {
        match self.model.sites[site].road.and_then(|lane| self.model.lanes[lane].escort()) {
            Some(pool) if request.lacks_escort => Cause::Escort.on(On::Escorts(pool)),
            _ => Cause::Beds.on(self.way_out(site)),
        }
    }

    /// What people who wait to drive out lack if they have a permission; nothing without one.
    pub(super) fn lacks_on_the_road(&self, site: usize) -> Option<For> {
        let granted = self.state.sites[site].moves.pending.filter(|request| request.granted != NEVER)?;
        Some(self.beds_or_escort(site, &granted))
    }

    /// The escorts that a lift of this site lacked when it was last looked at; of its first such lane.
    pub(super) fn escorts_for_lift(&self, site: usize) -> Option<For> {
        let lacks = |&lane: &usize| self.state.lifts[lane].pending.is_some_and(|request| request.lacks_escort);
        let lane = self.model.sites[site].lanes.clone().find(lacks)?;
        self.model.lanes[lane].escort().map(|pool| Cause::Escort.on(On::Escorts(pool)))
    }
}
