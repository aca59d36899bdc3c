//! Step 4: requests for permission, and what leaves by road once it is there.

use crate::calendar::NEVER;
use crate::model::LaneKind;
use crate::simulate::chain::BEGINNING;
use crate::simulate::day::Mission;
use crate::simulate::luck::work_of_a_day;
use crate::simulate::state::{Convoy, Desk, Phase, Request, Sent, Stage};
use crate::simulate::{Cause, Recorder, TrucksWanted, Wait, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn dispatch(&mut self) {
        for at in 0..self.state.open.served.len() {
            let site = self.state.open.served[at];
            if self.state.sites[site].stage == Stage::Evacuating {
                continue;
            }
            self.self_move(site);
            for lane in self.model.sites[site].lanes.clone() {
                self.lift(site, lane);
            }
        }
    }

    fn self_move(&mut self, site: usize) {
        let Some(lane) = self.model.sites[site].road else { return };
        let s = &self.state.sites[site];
        let nobody_asks = s.waiting == 0 && s.moves.pending.is_none();
        if nobody_asks || self.model.sites[site].self_move_km_per_day.is_none() || !self.leaves_by_lane(site) {
            return;
        }
        let ready = self.ready(site);
        let mut desk = self.state.sites[site].moves;
        if ready > 0 && desk.pending.is_none() {
            self.ask(&mut desk, lane, Purpose::ClearanceMove);
            self.tell(What::MoveAsked { site });
        }
        if let Some(request) = self.work_on(&mut desk, lane, false) {
            let cleared = Wait { since: request.asked, cause: Cause::Clearance };
            if request.granted == self.day {
                self.tell_after(What::MoveCleared { site }, cleared);
            }
            let waited =
                if request.granted == self.day { cleared } else { Wait { since: request.granted, cause: Cause::Beds } };
            let beds = self.free_beds(self.model.lanes[lane].to);
            let left = if beds > 0 { self.set_out(site, beds, Some(&request), waited) } else { 0 };
            if left > 0 || ready == 0 {
                desk.pending = None;
            }
        }
        self.state.sites[site].moves = desk;
    }

    fn lift(&mut self, site: usize, lane: usize) {
        let model = self.model;
        let LaneKind::Road { km, ref pools } = model.lanes[lane].kind else { return };
        if pools.is_empty() {
            return;
        }
        let mut need = self.state.sites[site].queued_cargo.saturating_sub(self.state.sites[site].trucks_sent);
        let mut desk = self.state.lifts[lane];
        if need == 0 && desk.pending.is_none() {
            return;
        }
        if need > 0 && desk.pending.is_none() {
            self.ask(&mut desk, lane, Purpose::ClearanceLift);
            self.tell(What::LiftAsked { lane });
        }
        let granted = self.work_on(&mut desk, lane, true);
        if let Some(request) = granted {
            if request.granted == self.day {
                self.tell_after(What::LiftCleared { lane }, Wait { since: request.asked, cause: Cause::Clearance });
            }
            let mut sent = need == 0;
            for &pool in pools {
                let trucks = need.min(self.state.idle[pool]);
                if trucks > 0 && trucks >= model.pools[pool].min_trucks.min(need) {
                    self.send_trucks(lane, km, pool, trucks, &request);
                    need -= trucks;
                    sent = true;
                }
            }
            if sent {
                desk.pending = None;
            }
        }
        self.state.lifts[lane] = desk;
        if need > 0 {
            let wanted = TrucksWanted { lane, truckloads: need, cleared: granted.is_some() };
            self.recorder.trucks_wanted(self.day, wanted);
        }
    }

    fn send_trucks(&mut self, lane: usize, km: f64, pool: usize, n: u32, request: &Request) {
        let days_left = self.travel(lane, km, self.model.pools[pool].km_per_day, Purpose::TravelOut);
        self.state.idle[pool] -= n;
        self.state.sites[self.model.lanes[lane].site].trucks_sent += n;
        let sent = Sent { asked: request.asked, granted: request.granted, set_out: self.day };
        let (since, link) = (self.day, BEGINNING);
        let convoy = Convoy { lane, phase: Phase::Out, days_left, since, n, carries: None, pool, link, sent };
        self.state.convoys.push(convoy);
        self.tell_after(What::TrucksSetOut { lane, pool, n }, Wait { since: request.granted, cause: Cause::Trucks });
    }

    fn ask(&mut self, desk: &mut Desk, lane: usize, purpose: Purpose) {
        let l = &self.model.lanes[lane];
        let factor = self.luck.product(1.0, &l.clearance_drivers);
        let work = self.luck.work(self.model, l.clearance, factor, purpose, l.key, desk.asked);
        desk.pending = Some(Request { asked: self.day, work, granted: NEVER });
        desk.asked += 1;
    }

    /// Today's work on a pending request; returns it if it is granted.
    fn work_on(&mut self, desk: &mut Desk, lane: usize, lift: bool) -> Option<Request> {
        let request = desk.pending.as_mut()?;
        if request.granted == NEVER && request.work <= 0 {
            request.granted = self.day;
        }
        if request.granted != NEVER {
            return Some(*request);
        }
        let l = &self.model.lanes[lane];
        request.work -= work_of_a_day(self.luck.effects(self.model, &l.regimes, &l.timed, self.day), lift);
        None
    }
}
