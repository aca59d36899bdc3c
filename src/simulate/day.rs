//! One day: its steps in their fixed order, one file for each.

use crate::calendar::Day;
use crate::model::Model;
use crate::simulate::agenda::Agenda;
use crate::simulate::luck::Luck;
use crate::simulate::state::Party;
use crate::simulate::{Event, Outcome, PolicyLevel, Recorder, State, Wait, What};

mod air;
mod calendar;
mod ceilings;
mod clock;
mod closures;
mod complete;
mod convoys;
mod escorts;
mod exits;
mod exposure;
mod hangs;
mod links;
mod pending;
mod releases;
mod requests;
mod roots;
mod separations;
mod sleep;
mod thinning;
mod trips;
mod unreached;
mod with_cargo;

/// Everything that a step sees and changes.
pub(super) struct Mission<'a, R> {
    pub model: &'a Model,
    pub agenda: &'a Agenda,
    pub luck: &'a Luck,
    pub level: PolicyLevel,
    pub day: Day,
    pub state: &'a mut State,
    pub outcome: &'a mut Outcome,
    pub recorder: &'a mut R,
}

impl<R: Recorder> Mission<'_, R> {
    /// Advances the mission by one day.
    pub fn step(&mut self) {
        self.state.completion.begin_day();
        self.happen();
        self.move_convoys();
        self.release();
        self.dispatch();
        self.fly_lanes();
        self.separate();
        self.depart();
        self.close();
        self.reach_milestones();
        self.expose();
    }

    fn tell(&mut self, what: What) {
        self.recorder.event(Event { day: self.day, what, ended: None });
    }

    fn tell_after(&mut self, what: What, ended: Wait) {
        self.recorder.event(Event { day: self.day, what, ended: Some(ended) });
    }

    /// People may leave a site by its lanes: always where there is no exit, and
    /// once it closes.
    fn leaves_by_lane(&self, site: usize) -> bool {
        !self.model.sites[site].is_gateway() || self.state.sites[site].stage.is_leaving()
    }

    /// How many more people a hub can take.
    fn free_beds(&self, hub: usize) -> u32 {
        let there = self.state.people_at(hub) + self.state.sites[hub].people_inbound;
        self.model.sites[hub].beds.map_or(u32::MAX, |beds| beds.saturating_sub(there))
    }

    /// The day on which people who reach a hub today may leave it.
    fn ready_after_arrival(&self, lane: usize) -> Day {
        let l = &self.model.lanes[lane];
        if !self.model.sites[l.to].is_gateway() {
            return self.day + 1;
        }
        let factor = self.luck.product(1.0, &l.transit_drivers);
        let transit =
            self.luck.days(self.model, l.transit, factor, crate::streams::Purpose::Transit, l.key, self.day as u64);
        (self.day + transit).max(self.day + 1)
    }

    /// Days on the road for vehicles of this speed that set out today; at least one.
    fn travel(&self, lane: usize, km: f64, km_per_day: f64, purpose: crate::streams::Purpose) -> Day {
        let l = &self.model.lanes[lane];
        let speed = self.luck.product(l.speed[self.day as usize], &l.speed_drivers);
        let factor = self.luck.product(km / (km_per_day * speed), &l.travel_drivers);
        self.luck.days(self.model, l.travel, factor, purpose, l.key, self.day as u64).max(1)
    }

    /// Takes up to `most` people who are ready (or not, if `everyone`) from the
    /// waiting parties of a place, in their order, and hands on how many of each group.
    fn take_people(&mut self, site: usize, most: u32, everyone: bool, mut each: impl FnMut(&mut Self, Party)) -> u32 {
        let (mut left, members) = (most, &self.agenda.members);
        let mut parties = std::mem::take(&mut self.state.parties[site]);
        for party in &mut parties {
            if left == 0 {
                break;
            }
            if everyone || party.ready <= self.day {
                let n = party.n.min(left);
                left -= n;
                self.state.sites[site].waiting -= n;
                self.state.queued -= n;
                let (when, priority, link) = ((party.ready, party.since), party.priority, party.link);
                party.take(n, members, |group, n| each(self, Party::of_group(group, n, when, priority, link)));
            }
        }
        parties.retain(|party| party.n > 0);
        self.state.parties[site] = parties;
        most - left
    }

    /// People who are ready to leave a place.
    fn ready(&self, site: usize) -> u32 {
        if self.state.sites[site].waiting == 0 {
            return 0;
        }
        self.state.parties[site].iter().filter(|p| p.ready <= self.day).map(|p| p.n).sum()
    }
}
