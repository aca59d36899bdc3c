//! What everybody had been waiting for: the links that each step adds to the chain.

use crate::calendar::{Day, NEVER};
use crate::simulate::chain::{BEGINNING, For, LinkId, On};
use crate::simulate::day::Mission;
use crate::simulate::state::{Batch, Convoy, Party, Request, Stage};
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn wait(&mut self, before: LinkId, what: impl Into<For>, site: usize, until: Day) -> LinkId {
        self.state.chain.until(before, what, site, until)
    }

    /// A site starts closing: after the last of its predecessors, or on its day.
    pub(super) fn begin_link(&mut self, site: usize, predecessor: Option<usize>) -> LinkId {
        let day = self.day;
        if let Some(before) = predecessor {
            let vacated = self.state.sites[before].vacated;
            let free = self.wait(self.state.sites[before].vacated_link, Cause::Predecessor(before), site, vacated + 1);
            // It could have begun then, but for its clock.
            let mover = self.luck.mover(self.model, site, day);
            return self.wait(free, mover.map_or(Cause::Predecessor(before), Cause::Shock), site, day);
        }
        self.start_link(site, day)
    }

    /// A site that starts on a day of its own: what the plan did not have of it an event brought.
    pub(super) fn start_link(&mut self, site: usize, day: Day) -> LinkId {
        let s = self.state.sites[site];
        let planned = self.wait(BEGINNING, Cause::Plan, site, s.begin_before);
        let mover = s.advanced_by.or(self.luck.mover(self.model, site, self.day));
        let moved = mover.map_or(Cause::Plan, Cause::Shock);
        let later = self.wait(planned, moved, site, day);
        self.state.chain.cut(later, moved, site, day)
    }

    /// Whether a site that operates would have begun, were it not for its clock.
    pub(super) fn is_held_by_clock(&self, site: usize) -> bool {
        let s = &self.state.sites[site];
        let due = self.luck.day_of(self.model, site, s.begin) < self.day;
        let free = || self.model.sites[site].after.iter().all(|&before| self.state.sites[before].stage.is_vacated());
        s.begin_before < self.day && self.luck.mover(self.model, site, self.day).is_some() && (!due || free())
    }

    /// The end of a liquidation, which has its own first day.
    pub(super) fn liquidation_link(&mut self, site: usize) -> LinkId {
        let first = self.luck.liquidation(self.model, self.day);
        let planned = self.wait(BEGINNING, Cause::Plan, site, first.min(self.day));
        self.wait(planned, Cause::Liquidation, site, self.day)
    }

    /// A site is evacuated in the midst of something. What would have gone on until a known
    /// day counts until then, and the event takes away what is left of it.
    pub(super) fn evacuation_link(&mut self, site: usize, ordered: Cause) -> LinkId {
        let (day, s) = (self.day, self.state.sites[site]);
        let waited = match s.stage {
            Stage::Operating => {
                let start = self.luck.day_of(self.model, site, s.begin);
                let planned = match self.luck.mover(self.model, site, day) {
                    Some(_) if s.begin != NEVER => self.start_link(site, start),
                    _ => self.wait(BEGINNING, Cause::Plan, site, if s.begin == NEVER { day } else { s.begin }),
                };
                let open = self.first_open(site, &self.model.sites[site].after);
                self.wait(planned, Cause::Predecessor(open), site, day)
            }
            Stage::Preparing => self.wait(s.stage_link, Cause::Preparation, site, s.until),
            _ => self.wait(s.stage_link, self.missing(site), site, day),
        };
        self.state.chain.cut(waited, ordered, site, day)
    }

    /// The first of these sites that is not vacated.
    pub(super) fn first_open(&self, site: usize, others: &[usize]) -> usize {
        others.iter().copied().find(|&other| !self.state.sites[other].stage.is_vacated()).unwrap_or(site)
    }

    /// What a withdrawing site is waiting for: of what is still there the first that has to go.
    pub(super) fn missing(&self, site: usize) -> For {
        let s = &self.state.sites[site];
        let is_gateway = self.model.sites[site].is_gateway();
        match () {
            () if self.waits_for_cargo(site) => self.missing_for_cargo(site),
            () if s.unreleased > 0 && s.keep > 0 => Cause::Liquidation.into(),
            () if s.unreleased > 0 => Cause::Guard(self.first_open(site, &self.model.sites[site].behind)).into(),
            () if s.waiting > 0 && is_gateway => self.seats_for(site, self.state.parties[site].first()),
            () if s.waiting > 0 => self.permission_to_move(site),
            () => self.missing_for_cargo(site),
        }
    }

    /// What the queued cargo of a site is waiting for; without any, the rest is disposed of in place.
    pub(super) fn missing_for_cargo(&self, site: usize) -> For {
        let queued = self.state.sites[site].queued_cargo > 0;
        match self.permission_to_lift(site) {
            _ if queued && self.model.sites[site].is_gateway() => self.room_for_cargo(site),
            Some(permission) => permission,
            None if queued => self.trucks_for(site),
            None => Cause::Disposal.into(),
        }
    }

    /// A dated release. What was due before waited for what frees it today: a guard, the end
    /// of the keeping, or the withdrawal.
    pub(super) fn dated_link(&mut self, site: usize, was_due: bool, guarded_for: Option<Cause>) -> LinkId {
        let s = self.state.sites[site];
        match guarded_for {
            Some(cause @ Cause::Guard(last)) if was_due && self.was_just_vacated(last) => {
                self.wait(self.state.sites[last].vacated_link, cause, site, self.day)
            }
            _ if was_due && s.stage.is_leaving() => self.leaving_link(site, guarded_for),
            _ if was_due => self.wait(BEGINNING, s.kept_until.unwrap_or(Cause::Release), site, self.day),
            _ => self.wait(BEGINNING, Cause::Release, site, self.day),
        }
    }

    /// A guard is freed on the day after the last site behind it was vacated. Who is released later was held by something else.
    fn was_just_vacated(&self, site: usize) -> bool {
        self.day == self.state.sites[site].vacated + 1
    }

    /// Whoever is released because the site leaves: by the start of its stage, the end of a
    /// guard, or what ended the keeping.
    pub(super) fn leaving_link(&mut self, site: usize, guarded_for: Option<Cause>) -> LinkId {
        let s = self.state.sites[site];
        match (guarded_for, s.kept_until) {
            _ if s.evacuated_by.is_some() || self.day == s.since => s.stage_link,
            (Some(cause @ Cause::Guard(last)), _) if self.was_just_vacated(last) => {
                self.wait(self.state.sites[last].vacated_link, cause, site, self.day)
            }
            (_, freed) => match (self.freed_by_cargo(site), freed) {
                (Some(left), _) => self.state.chain.go_on(left.link, site, self.day),
                (None, Some(Cause::Liquidation)) => self.liquidation_link(site),
                (None, freed) => self.wait(s.stage_link, freed.unwrap_or(Cause::Preparation), site, self.day),
            },
        }
    }

    /// Cargo that may leave: on its date, or because its site does.
    pub(super) fn cargo_link(&mut self, site: usize) -> LinkId {
        let s = self.state.sites[site];
        if s.stage.is_leaving() {
            self.wait(s.stage_link, Cause::Release, site, self.day)
        } else {
            self.wait(BEGINNING, Cause::Release, site, self.day)
        }
    }

    /// A party up to the day from which it may leave.
    pub(super) fn ready_link(&mut self, site: usize, party: &Party) -> LinkId {
        self.wait(party.link, Cause::Transit, site, party.ready.min(self.day))
    }

    /// A party that drives out; without a request it is forced to.
    pub(super) fn set_out_link(&mut self, site: usize, party: &Party, request: Option<&Request>) -> LinkId {
        let ready = self.ready_link(site, party);
        let is_gateway = self.model.sites[site].is_gateway();
        let (seats, permission) = (self.seats_for(site, Some(party)), self.permission_to_move(site));
        let beds = Cause::Beds.on(self.way_out(site));
        let Some(request) = request else {
            return self.wait(ready, if is_gateway { seats } else { permission }, site, self.day);
        };
        // Before the request that took them they were left behind by another, or waited for a flight.
        let asked = self.wait(ready, if is_gateway { seats } else { beds }, site, request.asked);
        let granted = self.wait(asked, permission, site, request.granted);
        let lacked = self.beds_or_escort(site, request);
        self.wait(granted, lacked, site, self.day)
    }

    /// People or cargo that leave the country: the permission and the seat are waited for side
    /// by side, and the one that came last counts.
    pub(super) fn exit_link(&mut self, exit: usize, ready: LinkId, request: Option<Request>) -> LinkId {
        let (site, seats) = (self.model.exits[exit].site, Cause::ExitSeats.on(On::Exit(exit)));
        match request {
            Some(request) if request.granted == self.day && self.day > request.asked => {
                let asked = self.wait(ready, seats, site, request.asked);
                self.wait(asked, Cause::ExitClearance.on(On::Exit(exit)), site, self.day)
            }
            _ => self.wait(ready, seats, site, self.day),
        }
    }

    /// Cargo that is loaded today. Before the request that fetched it was asked for, there were
    /// too few trucks for it.
    pub(super) fn loaded_link(&mut self, site: usize, batch: &Batch, convoy: &Convoy) -> LinkId {
        let (trucks, lane) = (Cause::Trucks.on(On::Pool(convoy.pool)), On::Lane(convoy.lane));
        let asked = self.wait(batch.link, trucks, site, convoy.sent.asked);
        let granted = self.wait(asked, Cause::Clearance.on(On::Lift(convoy.lane)), site, convoy.sent.granted);
        let escorts = self.model.lanes[convoy.lane].escort().filter(|_| convoy.sent.lacked_escort);
        let lacked = escorts.map_or(trucks, |pool| Cause::Escort.on(On::Escorts(pool)));
        let set_out = self.wait(granted, lacked, site, convoy.sent.set_out);
        let there = self.wait(set_out, Cause::Travel.on(lane), site, convoy.since);
        self.wait(there, Cause::Loading.on(lane), site, self.day)
    }

    /// What reaches the hub today.
    pub(super) fn arrival_link(&mut self, convoy: &Convoy) -> LinkId {
        self.wait(convoy.link, Cause::Travel.on(On::Lane(convoy.lane)), self.model.lanes[convoy.lane].site, self.day)
    }

    /// A site that is vacated today: the last of all that had to go from it or come to it. Of
    /// what ended on one day people and cargo come first, in the order of their causes, then
    /// empty trucks, the ends of contracts, the sites that lead here, and the stage itself.
    pub(super) fn vacated_link(&mut self, site: usize) -> LinkId {
        let s = self.state.sites[site];
        let (home, from) = s.trucks_home;
        let feeder = self.model.sites[site].feeders.iter().copied().max_by_key(|&f| self.state.sites[f].vacated);
        let left = [s.people_left, s.cargo_left].into_iter().flatten();
        let leaving = left.min_by_key(|left| (std::cmp::Reverse(left.day), left.waited.cause));
        let ended = |day: Day| if day == NEVER { Day::MIN } else { day };
        let feeder_day = feeder.map_or(Day::MIN, |f| self.state.sites[f].vacated);
        let days =
            [leaving.map_or(Day::MIN, |l| l.day), ended(s.trucks_left), ended(home), ended(s.separated), feeder_day];
        let last = days.into_iter().fold(s.since, Day::max);
        let link = match (days.iter().position(|&day| day == last), leaving, feeder) {
            (Some(0), Some(leaving), _) => leaving.link,
            (Some(1), ..) => self.wait(s.stage_link, Cause::Travel.on(self.way_out(site)), site, last),
            (Some(2), ..) => self.wait(s.stage_link, Cause::Travel.on(self.road_between(from, site)), from, last),
            (Some(3), ..) => self.wait(BEGINNING, Cause::Release, site, last),
            (Some(4), _, Some(feeder)) => {
                let before = self.state.sites[feeder].vacated_link;
                self.wait(before, Cause::Predecessor(feeder), site, self.day)
            }
            _ => s.stage_link,
        };
        self.state.chain.go_on(link, site, self.day)
    }
}
