//! Step 9, before the record: who is under threat at the end of the day.

use crate::simulate::Recorder;
use crate::simulate::day::Mission;
use crate::simulate::state::Phase;

impl<R: Recorder> Mission<'_, R> {
    /// Counts a day of everybody who is at a site or on a lane that is under threat.
    pub(super) fn expose(&mut self) {
        if !self.luck.may_threaten(self.day) {
            return;
        }
        for &site in &self.model.threatened_sites {
            let people = self.state.people_at(site);
            if people + self.state.exposed[site] == 0 {
                continue;
            }
            let under_threat = || self.luck.threatens(self.model, &self.model.sites[site].threats, self.day);
            self.state.exposed[site] = if people > 0 && under_threat() { people } else { 0 };
            self.outcome.exposed_at_sites += u64::from(self.state.exposed[site]);
        }
        if self.model.has_threatened_lanes {
            self.state.exposed_on_road = if self.state.on_road > 0 { self.exposed_on_road() } else { 0 };
            self.outcome.exposed_on_road += u64::from(self.state.exposed_on_road);
        }
    }

    fn exposed_on_road(&self) -> u32 {
        let drives = |lane: usize| self.luck.threatens(self.model, &self.model.lanes[lane].threats, self.day);
        let convoys = self.state.convoys.iter().filter(|convoy| convoy.phase == Phase::People);
        convoys.filter(|convoy| drives(convoy.lane)).map(|convoy| convoy.n).sum()
    }
}
