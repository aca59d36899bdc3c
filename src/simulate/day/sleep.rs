//! Which sites need no look: most do nothing on most days.

use crate::calendar::{Day, NEVER};
use crate::simulate::Recorder;
use crate::simulate::day::Mission;
use crate::simulate::state::Stage;

impl<R: Recorder> Mission<'_, R> {
    /// The day before which step 3 has nothing to do at a site, but for those who are due to be released by the
    /// agenda. Whatever else happens to it wakes it, and so does every site that is vacated and that it waits for.
    pub(super) fn sleeps_until(&self, site: usize) -> Day {
        let s = &self.state.sites[site];
        if s.stage.is_vacated() {
            return NEVER;
        }
        // Who comes to an evacuating site drives on, and what comes there is lost.
        let awake = s.stage == Stage::Evacuating || self.model.clocks.n > 0 || self.model.clocks.postpones;
        if awake || ((s.overdue || s.stage.is_leaving()) && s.unreleased > self.hold(site).0) || s.weighed.is_some() {
            return Day::MIN;
        }
        let liquidated =
            if s.keep > 0 { self.luck.liquidation(self.model, self.day) + s.liquidation_days } else { NEVER };
        let stage = match s.stage {
            Stage::Operating if s.begin > self.day => s.begin,
            // It has to wait for another one.
            Stage::Operating => NEVER,
            Stage::Preparing => s.until,
            _ => NEVER,
        };
        stage.min(liquidated).min(self.people_depart(site)).min(self.cargo_goes(site))
    }

    /// The day on which contingents have to leave a site.
    fn people_depart(&self, site: usize) -> Day {
        if self.state.sites[site].unreleased > 0 { self.agenda.departs[site] } else { NEVER }
    }

    /// The next day on which cargo of its own joins the queue of a site, or is sold, given or destroyed.
    fn cargo_goes(&self, site: usize) -> Day {
        if self.state.sites[site].own_cargo == 0 {
            return NEVER;
        }
        let leaving = self.state.sites[site].stage.is_leaving();
        let goes = |load: usize| match (self.model.loads[load].disposition.leaves(), leaving) {
            (true, _) => self.agenda.cargo_leaves[load],
            (false, true) => self.state.loads[load].disposal,
            (false, false) => NEVER,
        };
        let own = self.model.sites[site].loads.clone().filter(|&load| self.state.loads[load].own > 0);
        own.map(goes).fold(NEVER, Day::min)
    }

    /// A site is vacated: guards may go, and sites that waited for it may begin.
    pub(super) fn wake_who_waited_for(&mut self, site: usize) {
        for &other in &self.agenda.waiting_for[site] {
            self.state.sites[other].wake();
        }
    }
}
