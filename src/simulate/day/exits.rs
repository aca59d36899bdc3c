//! Step 7: people and cargo leave the country.

use crate::calendar::{Day, NEVER};
use crate::model::{DEPARTURE, MOST_IN_A_DAY, credit_of_a_day};
use crate::simulate::day::Mission;
use crate::simulate::luck::work_of_a_day;
use crate::simulate::state::{ExitState, Leaving, Party, Request};
use crate::simulate::{Cause, ExitDay, Recorder, Wait, What};
use crate::streams::{self, Purpose};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn depart(&mut self) {
        for at in 0..self.state.open.gateways.len() {
            let site = self.state.open.gateways[at];
            let mut demand = self.demand(site);
            for exit in self.model.sites[site].exits.clone() {
                let asked = self.is_asked(exit, demand);
                // Where all that can be saved up is, and nobody asks for it, there is nothing to do.
                if asked || self.state.exits[exit].credit != DEPARTURE {
                    let did = self.serve(exit, asked, &mut demand);
                    self.recorder.exit_day(self.day, exit, did);
                }
            }
        }
    }

    /// One day of an exit, and what it leaves of the demand at its gateway.
    fn serve(&mut self, exit: usize, asked: bool, demand: &mut Demand) -> ExitDay {
        if self.day >= self.state.exits[exit].until {
            self.look_at_effects(exit);
        }
        let a_day = self.state.exits[exit].a_day;
        let mut did = ExitDay { asked, credit: a_day, ..ExitDay::default() };
        if a_day > 0 {
            // Closed or suspended, what was saved up before does not leave either.
            self.state.exits[exit].credit += a_day;
            let still_asked = asked && self.depart_by(exit, &mut did, demand);
            // No more than one departure's credit is kept overnight.
            let credit = &mut self.state.exits[exit].credit;
            let given_up = (*credit - DEPARTURE).max(0);
            *credit -= given_up;
            (did.lapsed, did.withheld) = if still_asked { (0, given_up) } else { (given_up, 0) };
        }
        did
    }

    /// All departures of an open exit on one day; whether somebody or something is left behind.
    fn depart_by(&mut self, exit: usize, did: &mut ExitDay, demand: &mut Demand) -> bool {
        let mut departures = 0;
        while departures < MOST_IN_A_DAY && self.is_cleared(exit) && self.state.exits[exit].credit >= DEPARTURE {
            self.state.exits[exit].credit -= DEPARTURE;
            let request = self.state.exits[exit].desk.pending.take();
            let e = &self.model.exits[exit];
            let bits = self.luck.bits(Purpose::Cancellation, e.key, self.day as u64 * MOST_IN_A_DAY + departures);
            departures += 1;
            if bits.is_some_and(|bits| streams::happens(bits, e.cancellation)) {
                did.cancelled += 1;
                self.tell(What::DepartureCancelled { exit });
            } else {
                did.left += 1;
                did.boarded += self.board(exit, request);
                did.loaded += self.load(exit, request);
                *demand = self.demand(e.site);
                if !self.is_asked(exit, *demand) {
                    return false;
                }
            }
        }
        true
    }

    /// Credit and work of each day from today on, until something changes.
    fn look_at_effects(&mut self, exit: usize) {
        let e = &self.model.exits[exit];
        let effects = || self.luck.effects(self.model, &e.regimes, &e.timed, self.day);
        let work = if e.clearance.is_some() { work_of_a_day(effects(), false) } else { 0 };
        let a_day = self.credit_of_today(exit);
        let until = self.luck.next_change(self.day).min(self.agenda.next_turn(exit, self.day));
        let state = &mut self.state.exits[exit];
        (state.work, state.a_day, state.until) = (work, a_day, until);
    }

    fn credit_of_today(&self, exit: usize) -> i64 {
        let e = &self.model.exits[exit];
        let mut per_week = self.luck.product(e.per_week[self.day as usize], &e.exits_drivers);
        for effect in self.luck.effects(self.model, &e.regimes, &e.timed, self.day) {
            per_week *= effect.exits;
        }
        if self.surges() {
            per_week *= self.model.policy.surge_exits;
        }
        credit_of_a_day(per_week)
    }

    fn may_use(&self, exit: usize, group: usize) -> bool {
        self.model.groups[group].contingent.is_none_or(|c| self.model.contingents[c].may_use[exit])
    }

    /// Who and what stands ready at a gateway today.
    #[inline]
    fn demand(&self, site: usize) -> Demand {
        let s = &self.state.sites[site];
        Demand { people: s.waiting > 0 && self.some_are_ready(site), cargo: s.queued_cargo > 0 }
    }

    #[inline]
    fn some_are_ready(&self, site: usize) -> bool {
        let parties = &self.state.parties[site];
        let is_ready = |party: &Party| party.ready <= self.day;
        // Most of the time it is the first.
        parties.first().is_some_and(is_ready) || parties.iter().any(is_ready)
    }

    /// Whether somebody who may use an exit, or something, stands ready for it.
    #[inline(always)]
    fn is_asked(&self, exit: usize, demand: Demand) -> bool {
        let e = &self.model.exits[exit];
        let some_may = || self.agenda.for_all[exit] || self.some_may_board(exit, e.site);
        (demand.cargo && e.truckloads > 0) || (demand.people && e.seats > 0 && some_may())
    }

    fn some_may_board(&self, exit: usize, site: usize) -> bool {
        let ready = self.state.parties[site].iter().filter(|party| party.ready <= self.day);
        ready.flat_map(|party| party.people(&self.agenda.members)).any(|(group, _)| self.may_use(exit, group))
    }

    /// Asks for the permission of the next departure and works on it.
    fn is_cleared(&mut self, exit: usize) -> bool {
        let e = &self.model.exits[exit];
        let Some(law) = e.clearance else { return true };
        let ExitState { desk, work: of_a_day, .. } = &mut self.state.exits[exit];
        let request = desk.pending.get_or_insert_with(|| {
            let factor = self.luck.product(1.0, &e.clearance_drivers);
            let work = self.luck.work(self.model, law, factor, Purpose::ExitClearance, e.key, desk.asked);
            desk.asked += 1;
            Request { asked: self.day, work, granted: NEVER, lacks_escort: false }
        });
        let granted = request.work <= 0;
        if granted {
            request.granted = request.granted.min(self.day);
        } else {
            request.work -= *of_a_day;
        }
        granted
    }

    /// Returns how many people left.
    fn board(&mut self, exit: usize, request: Option<Request>) -> u32 {
        let e = &self.model.exits[exit];
        if e.seats == 0 || self.state.sites[e.site].waiting == 0 {
            return 0;
        }
        let reserved = e.reserved_for.map_or(0, |c| self.board_some(exit, e.seats, request, Some(c)));
        reserved + self.board_some(exit, e.seats - reserved, request, None)
    }

    /// Boards people in their order, of one contingent or of all; returns how many.
    fn board_some(&mut self, exit: usize, seats: u32, request: Option<Request>, only: Option<usize>) -> u32 {
        let (site, members) = (self.model.exits[exit].site, &self.agenda.members);
        let (mut left, mut before, mut last) = (seats, None, None);
        let mut parties = std::mem::take(&mut self.state.parties[site]);
        if only.is_some() || !self.agenda.for_all[exit] {
            self.tell_apart(&mut parties, |mission, group| mission.boards(exit, group, only));
        }
        let behind_all = parties.last().map(|party| party.priority);
        for (at, party) in parties.iter_mut().enumerate() {
            if left == 0 || (party.ready > self.day && Some(party.priority) == behind_all) {
                // Whoever stands behind is ready later still.
                break;
            }
            if party.ready <= self.day && self.boards(exit, party.group, only) {
                // Parties that came together have waited alike.
                let came = (party.link, party.ready);
                let link = match before {
                    Some((same, link)) if same == came => link,
                    _ => {
                        let link = self.ready_link(site, party);
                        self.exit_link(exit, link, request)
                    }
                };
                before = Some((came, link));
                last = Some((at, link));
                let (n, waited) = (party.n.min(left), waited(party, request, self.day));
                left -= n;
                party.take(n, members, |group, n| {
                    self.count_gone(group, n);
                    if R::HEARS_EVENTS {
                        self.tell_after(What::Departed { exit, group, n }, waited);
                    }
                });
                self.note_gone(site, link);
            }
        }
        if let Some((at, link)) = last {
            let waited = waited(&parties[at], request, self.day);
            self.state.sites[site].people_left = Some(Leaving { day: self.day, waited, link });
            forget_the_empty(&mut parties, at + 1);
        }
        self.state.parties[site] = parties;
        self.state.sites[site].waiting -= seats - left;
        self.state.queued -= seats - left;
        seats - left
    }

    /// Whether people of a group may leave by an exit, where it is for one contingent or for all.
    fn boards(&self, exit: usize, group: usize, only: Option<usize>) -> bool {
        only.is_none_or(|c| self.model.groups[group].contingent == Some(c))
            && (self.agenda.for_all[exit] || self.may_use(exit, group))
    }

    /// Splits parties of several groups where some satisfy a condition and others do not.
    fn tell_apart(&mut self, parties: &mut Vec<Party>, condition: impl Fn(&Self, usize) -> bool) {
        let (mut at, mut parts) = (0, std::mem::take(&mut self.state.parts));
        while let Some(party) = parties.get(at) {
            if party.is_alike(&self.agenda.members, |group| condition(self, group)) {
                at += 1;
                continue;
            }
            party.split(&self.agenda.members, |group| condition(self, group), &mut parts);
            at += parts.len();
            let place = at - parts.len();
            parties.splice(place..=place, parts.drain(..));
        }
        self.state.parts = parts;
    }

    /// Returns how many truckloads left.
    fn load(&mut self, exit: usize, request: Option<Request>) -> u32 {
        let e = &self.model.exits[exit];
        if e.truckloads == 0 || self.state.sites[e.site].queued_cargo == 0 {
            return 0;
        }
        let reserved = e.reserved_for.map_or(0, |c| self.load_some(exit, e.truckloads, request, Some(c)));
        reserved + self.load_some(exit, e.truckloads - reserved, request, None)
    }

    fn load_some(&mut self, exit: usize, room: u32, request: Option<Request>, only: Option<usize>) -> u32 {
        let site = self.model.exits[exit].site;
        let mut left = room;
        let mut queue = std::mem::take(&mut self.state.cargo[site]);
        for batch in &mut queue {
            if left == 0 {
                break;
            }
            if only.is_none_or(|c| self.model.loads[batch.load].contingent == Some(c)) {
                let n = batch.n.min(left);
                left -= n;
                batch.n -= n;
                self.state.sites[site].queued_cargo -= n;
                self.state.loads[batch.load].out += n;
                self.state.settled_cargo += n;
                let waited = Wait { since: batch.since, cause: Cause::ExitSeats };
                let link = self.exit_link(exit, batch.link, request);
                self.note_settled(site, link);
                self.state.sites[site].cargo_left = Some(Leaving { day: self.day, waited, link });
                self.tell_after(What::CargoOut { exit, load: batch.load, n }, waited);
            }
        }
        queue.retain(|batch| batch.n > 0);
        self.state.cargo[site] = queue;
        room - left
    }
}

/// Who and what stands ready at a gateway to leave the country.
#[derive(Clone, Copy)]
struct Demand {
    people: bool,
    cargo: bool,
}

/// Of the first so many parties those that have boarded wait no more.
fn forget_the_empty(parties: &mut Vec<Party>, first: usize) {
    let mut kept = 0;
    for at in 0..first {
        if parties[at].n > 0 {
            parties[kept] = parties[at];
            kept += 1;
        }
    }
    parties.drain(kept..first);
}

/// What people who leave the country today were waiting for last.
fn waited(party: &Party, request: Option<Request>, day: Day) -> Wait {
    match request {
        Some(request) if request.granted == day && day > request.asked => {
            Wait { since: request.asked, cause: Cause::ExitClearance }
        }
        _ if day > party.ready => Wait { since: party.ready, cause: Cause::ExitSeats },
        _ if party.ready > party.since => Wait { since: party.since, cause: Cause::Transit },
        _ => Wait { since: party.since, cause: Cause::Release },
    }
}
