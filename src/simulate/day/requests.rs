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
        for at in 0..self.state.open.with_roads.len() {
            let site = self.state.open.with_roads[at];
            let s = &self.state.sites[site];
            let nobody_asks = s.waiting + s.queued_cargo == 0 && !s.asks;
            if nobody_asks || s.stage == Stage::Evacuating {
                continue;
            }
            self.self_move(site);
            let mut asks = self.state.sites[site].moves.pending.is_some();
            for lane in self.model.sites[site].lanes.clone() {
                self.lift(site, lane);
                asks |= self.state.lifts[lane].pending.is_some();
            }
            self.state.sites[site].asks = asks;
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
            let lacked = self.beds_or_escort(site, &request).cause;
            let waited =
                if request.granted == self.day { cleared } else { Wait { since: request.granted, cause: lacked } };
            let beds = self.free_beds(self.model.lanes[lane].to);
            let goes = beds > 0 && self.has_escort(lane);
            let left = if goes { self.set_out(site, beds, Some(&request), waited) } else { 0 };
            if left > 0 || ready == 0 {
                desk.pending = None;
            } else if let Some(pending) = &mut desk.pending {
                pending.lacks_escort = beds > 0 && !goes;
            }
        }
        self.state.sites[site].moves = desk;
    }

    fn lift(&mut self, site: usize, lane: usize) {
        let model = self.model;
        let LaneKind::Road { ref pools, .. } = model.lanes[lane].kind else { return };
        if pools.is_empty() {
            return;
        }
        let mut need = self.lift_need(site, lane);
        if need == 0 && self.state.lifts[lane].pending.is_none() {
            return;
        }
        let mut desk = self.state.lifts[lane];
        if need > 0 && desk.pending.is_none() {
            self.ask(&mut desk, lane, Purpose::ClearanceLift);
            self.tell(What::LiftAsked { lane });
        }
        let granted = self.work_on(&mut desk, lane, true);
        let mut lacks_escort = false;
        if let Some(request) = granted {
            if request.granted == self.day {
                self.tell_after(What::LiftCleared { lane }, Wait { since: request.asked, cause: Cause::Clearance });
            }
            let mut sent = need == 0;
            for &pool in pools {
                let trucks = need.min(self.state.idle[pool]);
                if trucks > 0 && trucks >= model.pools[pool].min_trucks.min(need) {
                    if !self.has_escort(lane) {
                        lacks_escort = true;
                        break;
                    }
                    self.send_trucks(lane, pool, trucks, &request);
                    need = self.lift_need(site, lane);
                    sent = true;
                }
            }
            if sent {
                desk.pending = None;
            } else if let Some(pending) = &mut desk.pending {
                pending.lacks_escort = lacks_escort;
            }
        }
        self.state.lifts[lane] = desk;
        // Where the trucks are there, they are not what is wanted.
        if need > 0 && !lacks_escort {
            let wanted = TrucksWanted { lane, truckloads: need, cleared: granted.is_some() };
            self.recorder.trucks_wanted(self.day, wanted);
        }
    }

    fn send_trucks(&mut self, lane: usize, pool: usize, n: u32, request: &Request) {
        let l = &self.model.lanes[lane];
        let days_left = self.travel(lane, l.km(), self.model.pools[pool].km_per_day, Purpose::TravelOut);
        self.state.idle[pool] -= n;
        // What its own site does not ask for is meant for a second one.
        let spare = n.saturating_sub(self.unserved(l.site));
        self.state.sites[l.site].trucks_sent += n - spare;
        self.send_spare(lane, spare);
        let Request { asked, granted, lacks_escort: lacked_escort, .. } = *request;
        let sent = Sent { asked, granted, set_out: self.day, lacked_escort };
        let (since, link, escort) = (self.day, BEGINNING, self.take_escort(lane));
        let (phase, carries) = (Phase::Out, None);
        self.state.convoys.push(Convoy { lane, phase, days_left, since, n, carries, pool, escort, spare, link, sent });
        let cause = if lacked_escort { Cause::Escort } else { Cause::Trucks };
        self.tell_after(What::TrucksSetOut { lane, pool, n }, Wait { since: granted, cause });
    }

    fn ask(&mut self, desk: &mut Desk, lane: usize, purpose: Purpose) {
        let l = &self.model.lanes[lane];
        let factor = self.luck.product(1.0, &l.clearance_drivers);
        let work = self.luck.work(self.model, l.clearance, factor, purpose, l.key, desk.asked);
        desk.pending = Some(Request { asked: self.day, work, granted: NEVER, lacks_escort: false });
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
