//! Step 9, before the record: who is under threat at the end of the day.

use crate::simulate::Recorder;
use crate::simulate::day::Mission;
use crate::simulate::state::Phase;

impl<R: Recorder> Mission<'_, R> {
    /// Counts a day of everybody who is at a site or on a lane that is under threat.
    pub(super) fn expose(&mut self) {
        if !self.model.has_threats {
            return;
        }
        for (index, site) in self.model.sites.iter().enumerate() {
            let under_threat = self.luck.threatens(self.model, &site.threats, self.day);
            let people = if under_threat { self.state.people_at(index) } else { 0 };
            self.state.exposed[index] = people;
            self.outcome.exposed_at_sites += u64::from(people);
        }
        self.state.exposed_on_road = if self.state.on_road > 0 { self.exposed_on_road() } else { 0 };
        self.outcome.exposed_on_road += u64::from(self.state.exposed_on_road);
    }

    fn exposed_on_road(&self) -> u32 {
        let drives = |lane: usize| self.luck.threatens(self.model, &self.model.lanes[lane].threats, self.day);
        let convoys = self.state.convoys.iter().filter(|convoy| convoy.phase == Phase::People);
        convoys.filter(|convoy| drives(convoy.lane)).map(|convoy| convoy.n).sum()
    }
}
