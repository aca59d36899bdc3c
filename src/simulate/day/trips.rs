//! Trips by two sites: trucks with room left call at a nearer one on their way home.

use crate::simulate::chain::On;
use crate::simulate::day::Mission;
use crate::simulate::state::{Convoy, Phase, Stage};
use crate::simulate::{Cause, Recorder, Wait, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    /// Truckloads in the queue of a site beyond the trucks that are out to it.
    pub(super) fn unserved(&self, site: usize) -> u32 {
        let s = &self.state.sites[site];
        s.queued_cargo.saturating_sub(s.trucks_sent)
    }

    /// Trucks that a lane asks for: for its own site, and where that needs some, for the second.
    pub(super) fn lift_need(&self, site: usize, lane: usize) -> u32 {
        match (self.unserved(site), self.model.lanes[lane].via()) {
            (own, Some(second)) if own > 0 => own + self.unserved(self.model.lanes[second].site),
            (own, _) => own,
        }
    }

    /// So many trucks of a convoy on this lane are meant for its second site.
    pub(super) fn send_spare(&mut self, lane: usize, n: u32) {
        if let Some(second) = self.model.lanes[lane].via() {
            self.state.sites[self.model.lanes[second].site].trucks_sent += n;
        }
    }

    /// The trucks of this convoy are at its first site: they are meant for no other any more.
    pub(super) fn recall_spare(&mut self, convoy: &Convoy) {
        if let Some(second) = self.model.lanes[convoy.lane].via() {
            self.state.sites[self.model.lanes[second].site].trucks_sent -= convoy.spare;
        }
    }

    /// The road from the second site, if a convoy with so many empty trucks calls there.
    pub(super) fn calls_at(&self, lane: usize, empty: u32) -> Option<usize> {
        let second = self.model.lanes[lane].via().filter(|_| empty > 0)?;
        let site = self.model.lanes[second].site;
        let calls = self.unserved(site) > 0 && self.state.sites[site].stage != Stage::Evacuating;
        calls.then_some(second)
    }

    /// A convoy on its way from its first site to the second: with its cargo, or empty.
    pub(super) fn to_second(&self, convoy: &Convoy, second: usize) -> Convoy {
        let km = self.model.lanes[convoy.lane].km() - self.model.lanes[second].km();
        let speed = self.model.pools[convoy.pool].km_per_day;
        let days_left = self.travel(convoy.lane, km, speed, Purpose::TravelBack);
        Convoy { phase: Phase::Via, since: self.day, days_left, spare: 0, ..*convoy }
    }

    /// All of a convoy waits at the second site while its empty trucks load.
    pub(super) fn reach_second(&mut self, convoy: &mut Convoy) {
        let Some(second) = self.model.lanes[convoy.lane].via() else { return };
        let lane = &self.model.lanes[second];
        if convoy.carries.is_none() {
            let travelled = Wait { since: convoy.since, cause: Cause::Travel };
            self.tell_after(What::TrucksReachedSite { lane: second, pool: convoy.pool, n: convoy.n }, travelled);
        }
        let factor = self.luck.product(1.0, &lane.loading_drivers);
        let days = self.luck.days(self.model, lane.loading, factor, Purpose::Loading, lane.key, self.day as u64);
        (convoy.phase, convoy.since, convoy.days_left) = (Phase::ViaLoading, self.day, days);
    }

    /// From the second site they go home by its own road.
    pub(super) fn leave_second(&mut self, convoy: &Convoy) {
        let Some(second) = self.model.lanes[convoy.lane].via() else { return };
        let lane = &self.model.lanes[second];
        let speed = self.model.pools[convoy.pool].km_per_day;
        let days_left = self.travel(second, lane.km(), speed, Purpose::TravelBack);
        let home = Convoy { lane: second, phase: Phase::Back, since: self.day, days_left, ..*convoy };
        if convoy.carries.is_some() {
            let there = Cause::Travel.on(On::Lane(convoy.lane));
            let there = self.wait(convoy.link, there, self.model.lanes[convoy.lane].site, convoy.since);
            let link = self.wait(there, Cause::Loading.on(On::Lane(second)), lane.site, self.day);
            self.state.convoys.push(Convoy { link, ..home });
        } else {
            self.state.sites[lane.site].trucks_sent -= convoy.n;
            // They were on their way to the hub before.
            self.state.sites[lane.to].convoys_inbound -= 1;
            self.fill(convoy, home);
        }
    }
}
