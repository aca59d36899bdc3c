//! Step 5: scheduled lanes, by air and water, take people and cargo to their hub.

use crate::model::LaneKind;
use crate::scenario::ScheduledLane;
use crate::simulate::chain::On;
use crate::simulate::day::Mission;
use crate::simulate::state::{Leaving, Stage};
use crate::simulate::{Cause, LaneDay, PolicyLevel, Recorder, Wait, What};
use crate::streams::{self, Purpose};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn fly_lanes(&mut self) {
        let model = self.model;
        for at in 0..self.state.open.with_schedules.len() {
            let site = self.state.open.with_schedules[at];
            let s = &self.state.sites[site];
            let people = s.waiting > 0 && self.leaves_by_lane(site);
            // What stands at an evacuating site is written off.
            let cargo = s.queued_cargo > 0 && s.stage != Stage::Evacuating;
            if !people && !cargo {
                continue;
            }
            for lane in model.sites[site].lanes.clone() {
                if let LaneKind::Scheduled(schedule) = model.lanes[lane].kind {
                    if people {
                        self.fly_people(site, lane, schedule);
                    }
                    if cargo && schedule.truckloads_per_day > 0 {
                        self.fly_cargo(site, lane, schedule);
                    }
                }
            }
        }
    }

    fn fly_people(&mut self, site: usize, lane: usize, schedule: ScheduledLane) {
        if schedule.seats_per_day > 0 && self.ready(site) > 0 {
            let seats = self.room_of_today(lane, schedule, schedule.seats_per_day);
            let flown = self.fly(site, lane, seats);
            self.recorder.lane_day(self.day, lane, LaneDay { seats, flown });
        }
    }

    /// What a lane takes today of so many a day: nothing where it does not run.
    fn room_of_today(&self, lane: usize, schedule: ScheduledLane, per_day: u32) -> u32 {
        let bits = self.luck.bits(Purpose::AirAvailable, self.model.lanes[lane].key, self.day as u64);
        let runs = bits.is_none_or(|bits| streams::happens(bits, schedule.available));
        if runs { self.capacity(lane, schedule, per_day) } else { 0 }
    }

    /// Returns how many people flew.
    fn fly(&mut self, site: usize, lane: usize, seats: u32) -> u32 {
        let hub = self.model.lanes[lane].to;
        let seats = seats.min(self.free_beds(hub));
        if seats == 0 {
            return 0;
        }
        let (day, ready, cause) = (self.day, self.ready_after_arrival(lane), self.seats_on(lane));
        // People who arrive join other parties than those that are being read.
        self.take_people(site, seats, false, |mission, party| {
            let waited = Wait { since: party.ready, cause };
            let link = mission.ready_link(site, &party);
            let link = mission.wait(link, cause.on(On::Lane(lane)), site, day);
            mission.state.join(mission.model, hub, party.group, party.n, (ready, day), link);
            mission.state.sites[site].people_left = Some(Leaving { day, waited, link });
            mission.tell_after(What::PeopleFlew { lane, group: party.group, n: party.n }, waited);
        })
    }

    /// From the head of the queue, as much as there is room for.
    fn fly_cargo(&mut self, site: usize, lane: usize, schedule: ScheduledLane) {
        if self.state.sites[site].queued_cargo == 0 {
            return;
        }
        let (day, hub) = (self.day, self.model.lanes[lane].to);
        let room = self.room_of_today(lane, schedule, schedule.truckloads_per_day);
        let mut left = room;
        let mut queue = std::mem::take(&mut self.state.cargo[site]);
        for batch in &mut queue {
            let n = batch.n.min(left);
            if n == 0 {
                break;
            }
            batch.n -= n;
            left -= n;
            self.state.sites[site].queued_cargo -= n;
            let waited = Wait { since: batch.since, cause: Cause::LaneRoom };
            let link = self.wait(batch.link, Cause::LaneRoom.on(On::Lane(lane)), site, day);
            self.state.sites[site].cargo_left = Some(Leaving { day, waited, link });
            self.state.queue(hub, batch.load, n, day, link);
            self.tell_after(What::CargoFlew { lane, load: batch.load, n }, waited);
        }
        queue.retain(|batch| batch.n > 0);
        self.state.cargo[site] = queue;
        self.recorder.lane_room_day(day, lane, LaneDay { seats: room, flown: room - left });
    }

    /// What people wait for who leave by this lane.
    fn seats_on(&self, lane: usize) -> Cause {
        match self.model.lanes[lane].schedule() {
            Some(schedule) if schedule.by.is_water() => Cause::LaneRoom,
            _ => Cause::AirSeats,
        }
    }

    /// So many seats or truckloads a day, with all factors. Ships and barges do not surge.
    fn capacity(&self, lane: usize, schedule: ScheduledLane, per_day: u32) -> u32 {
        let l = &self.model.lanes[lane];
        let mut room = self.luck.product(f64::from(per_day), &l.capacity_drivers) * l.capacity[self.day as usize];
        for effect in self.luck.effects(self.model, &l.regimes, &l.timed, self.day) {
            room *= effect.on(schedule.by);
        }
        if self.surges() && !schedule.by.is_water() {
            room *= self.model.policy.surge_air;
        }
        room.floor() as u32
    }

    /// Whether the surge is on today.
    pub(super) fn surges(&self) -> bool {
        self.level >= PolicyLevel::Surge && self.luck.is_near(self.model, self.model.policy.surge_from, self.day)
    }
}
