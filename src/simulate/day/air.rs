//! Step 5: air lanes lift people to their hub.

use crate::model::LaneKind;
use crate::simulate::chain::On;
use crate::simulate::day::Mission;
use crate::simulate::state::Leaving;
use crate::simulate::{Cause, LaneDay, PolicyLevel, Recorder, Wait, What};
use crate::streams::{self, Purpose};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn fly_lanes(&mut self) {
        let model = self.model;
        for at in 0..self.state.open.served.len() {
            let site = self.state.open.served[at];
            if self.state.sites[site].waiting == 0 || !self.leaves_by_lane(site) {
                continue;
            }
            for lane in model.sites[site].lanes.clone() {
                if let LaneKind::Air { seats_per_day, available } = model.lanes[lane].kind
                    && self.ready(site) > 0
                {
                    let seats = self.seats_of_today(lane, seats_per_day, available);
                    let flown = self.fly(site, lane, seats);
                    self.recorder.lane_day(self.day, lane, LaneDay { seats, flown });
                }
            }
        }
    }

    fn seats_of_today(&self, lane: usize, seats_per_day: u32, available: f64) -> u32 {
        let bits = self.luck.bits(Purpose::AirAvailable, self.model.lanes[lane].key, self.day as u64);
        let flies = bits.is_none_or(|bits| streams::happens(bits, available));
        if flies { self.air_seats(lane, seats_per_day) } else { 0 }
    }

    /// Returns how many people flew.
    fn fly(&mut self, site: usize, lane: usize, seats: u32) -> u32 {
        let hub = self.model.lanes[lane].to;
        let seats = seats.min(self.free_beds(hub));
        if seats == 0 {
            return 0;
        }
        let (day, ready) = (self.day, self.ready_after_arrival(lane));
        // People who arrive join other parties than those that are being read.
        self.take_people(site, seats, false, |mission, party| {
            let waited = Wait { since: party.ready, cause: Cause::AirSeats };
            let link = mission.ready_link(site, &party);
            let link = mission.wait(link, Cause::AirSeats.on(On::Lane(lane)), site, day);
            mission.state.join(mission.model, hub, party.group, party.n, (ready, day), link);
            mission.state.sites[site].people_left = Some(Leaving { day, waited, link });
            mission.tell_after(What::PeopleFlew { lane, group: party.group, n: party.n }, waited);
        })
    }

    fn air_seats(&self, lane: usize, seats_per_day: u32) -> u32 {
        let l = &self.model.lanes[lane];
        let mut seats = self.luck.product(f64::from(seats_per_day), &l.air_drivers) * l.air[self.day as usize];
        for effect in self.luck.effects(self.model, &l.regimes, &l.timed, self.day) {
            seats *= effect.air;
        }
        if self.surges() {
            seats *= self.model.policy.surge_air;
        }
        seats.floor() as u32
    }

    /// Whether the surge is on today.
    pub(super) fn surges(&self) -> bool {
        self.level >= PolicyLevel::Surge && self.luck.is_near(self.model, self.model.policy.surge_from, self.day)
    }
}
