//! Which sites need no look: most do nothing on most days.

use crate::calendar::{Day, NEVER};
use crate::simulate::Recorder;
use crate::simulate::day::Mission;
use crate::simulate::state::Stage;

impl<R: Recorder> Mission<'_, R> {
    /// The day before which step 3 has nothing to do at a site, but for those who are due to be released by the
    /// agenda. Whatever else happens to it wakes it.
    pub(super) fn sleeps_until(&self, site: usize) -> Day {
        let s = &self.state.sites[site];
        if s.stage.is_vacated() {
            return NEVER;
        }
        let awake = s.overdue || self.model.clocks.n > 0 || self.model.clocks.postpones;
        if awake || (s.stage.is_leaving() && s.unreleased + s.own_cargo + s.keep > 0) {
            return Day::MIN;
        }
        let liquidated =
            if s.keep > 0 { self.luck.liquidation(self.model, self.day) + s.liquidation_days } else { NEVER };
        match s.stage {
            Stage::Operating => s.begin.min(liquidated).min(self.next_date(site)),
            Stage::Preparing => s.until.min(liquidated).min(self.next_date(site)),
            // Who comes there drives on, and what comes there is lost.
            Stage::Evacuating => Day::MIN,
            _ => NEVER,
        }
    }

    /// The next day on which people or cargo may leave a site that is not closing.
    fn next_date(&self, site: usize) -> Day {
        let people = if self.state.sites[site].unreleased > 0 { self.agenda.departs[site] } else { NEVER };
        if self.state.sites[site].own_cargo == 0 {
            return people;
        }
        let loads = self.model.sites[site].loads.clone().filter(|&load| self.state.loads[load].own > 0);
        loads.map(|load| self.agenda.cargo_leaves[load]).fold(people, Day::min)
    }
}
