//! One replication after the other on its way into the sums of lift.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::LiftCounts;
use crate::ensemble::lift::{ForWhom, timetable_of_lane};
use crate::model::{LaneKind, Model};
use crate::simulate::{ExitDay, LaneDay, State, TrucksWanted};

/// Counts replications, one after the other.
pub struct LiftRecorder<'m> {
    model: &'m Model,
    counts: LiftCounts,
    /// By site at whose exits not everybody may leave, and group: whether those may. Of other sites empty.
    may_leave: Vec<Vec<bool>>,
    /// Truckloads of the whole mission.
    truckloads: u32,
    /// The last day of the period.
    until: Day,
}

impl<'m> LiftRecorder<'m> {
    pub fn new(model: &'m Model) -> Self {
        let counts = LiftCounts::new(model);
        let of_site = |site| match counts.by_exit[site] {
            ForWhom::Part => (0..model.groups.len()).map(|group| may_leave(model, site, group)).collect(),
            _ => Vec::new(),
        };
        let may_leave = (0..model.sites.len()).map(of_site).collect();
        Self { model, may_leave, truckloads: model.truckloads(), until: counts.end_of(0), counts }
    }

    /// The sums of all replications.
    pub fn finish(self) -> LiftCounts {
        self.counts
    }

    /// Adds those of another one.
    pub fn absorb(&mut self, other: Self) {
        self.counts.merge(&other.counts);
    }

    // Most days of an exit are like the one before. To add up such days at once saves four additions of
    // five, and takes longer: where that holds and where not cannot be foreseen.
    #[inline]
    pub fn exit_day(&mut self, day: Day, exit: usize, did: ExitDay) {
        let timetable = self.model.exits[exit].timetable[day as usize];
        // On a day on which nobody asks, what is not saved up is idle, whatever the permissions.
        let had = if did.asked { did.credit } else { did.credit - did.lapsed };
        let lapsed = if did.asked { did.lapsed } else { (timetable - had).max(0) };
        let taken = if did.asked { (timetable - had).max(0) } else { 0 };
        let sums = self.counts.exit_now(exit);
        sums.told += timetable as u64;
        sums.taken += taken as u64;
        sums.added += (had - timetable).max(0) as u64;
        sums.lapsed += lapsed as u64;
        sums.withheld += did.withheld as u64;
        counts::scattered(sums, if did.left + did.cancelled > 0 { 9 } else { 5 });
        if did.left + did.cancelled > 0 {
            sums.left += u64::from(did.left);
            sums.cancelled += u64::from(did.cancelled);
            sums.boarded += u64::from(did.boarded);
            sums.loaded += u64::from(did.loaded);
        }
    }

    pub fn lane_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        let timetable = timetable_of_lane(&self.model.lanes[lane], day) as u64;
        let at = self.counts.period * self.counts.n_lanes + lane;
        self.counts.lanes[at].add_day(timetable, did);
        counts::scattered(&self.counts.lanes[at], 5);
    }

    pub fn lane_room_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.counts.rooms.day(self.model, day, (self.counts.period, lane), did);
    }

    pub fn trucks_wanted(&mut self, wanted: TrucksWanted) {
        let LaneKind::Road { pools, .. } = &self.model.lanes[wanted.lane].kind else { return };
        let at = self.counts.period * self.counts.n_pools + pools[0];
        let sums = &mut self.counts.pools[at];
        if wanted.cleared {
            sums.lacking += u64::from(wanted.truckloads);
            counts::scattered(&sums.lacking, 1);
            self.counts.lacked[pools[0]] = true;
        } else {
            sums.refused += u64::from(wanted.truckloads);
            counts::scattered(&sums.refused, 1);
        }
    }

    /// The end of a day, after all that the steps of the day told.
    #[inline]
    pub fn end_of_day(&mut self, day: Day, state: &State) {
        if !state.convoys.is_empty() {
            let first = self.counts.period * self.counts.n_pools;
            for ((sums, pool), &idle) in self.counts.pools[first..].iter_mut().zip(&self.model.pools).zip(&state.idle) {
                sums.used += u64::from(pool.count - idle);
                counts::scattered(&sums.used, 1);
            }
        }
        if day == self.until {
            self.end_of_period(day, state);
        }
    }

    fn end_of_period(&mut self, day: Day, state: &State) {
        self.counts.rooms.end_of_period(self.model, self.counts.period, state);
        // Nobody waits and all cargo is settled for most of the days to the horizon.
        let some_wait = state.queued > 0 || state.settled_cargo < self.truckloads;
        for (site, now) in state.sites.iter().enumerate().filter(|_| some_wait) {
            if now.waiting + now.queued_cargo > 0 {
                self.stand(day, site, state);
            }
        }
        self.counts.end_of_period(day);
        self.until = self.counts.end_of(self.counts.period);
    }

    /// Somebody or something stands at a site when the period ends.
    fn stand(&mut self, day: Day, site: usize, state: &State) {
        let (now, parties) = (&state.sites[site], &state.parties[site]);
        let (gateway, leaves) = (self.model.sites[site].is_gateway(), now.stage.is_leaving());
        let by_lane = self.counts.by_air[site] && (!gateway || leaves);
        let ready = || now.waiting - parties.iter().filter(|party| party.ready > day).map(|party| party.n).sum::<u32>();
        let people = match self.counts.by_exit[site] {
            ForWhom::All => ready(),
            ForWhom::Nobody => 0,
            ForWhom::Part => {
                let may_leave = &self.may_leave[site];
                let ready = parties.iter().filter(|party| party.ready <= day);
                let people = ready.flat_map(|party| party.people(&state.members));
                people.filter(|&(group, _)| may_leave[group]).map(|(_, n)| n).sum()
            }
        };
        let by_lane = if by_lane { ready() } else { 0 };
        let cargo = if gateway { now.queued_cargo } else { 0 };
        let standing = &mut self.counts.standing[self.counts.period * self.counts.n_sites + site];
        count(&mut standing.people, &mut standing.people_short, people);
        count(&mut standing.cargo, &mut standing.cargo_short, cargo);
        count(&mut standing.by_lane, &mut standing.by_lane_short, by_lane);
    }
}

fn count(sum: &mut u64, short: &mut u32, n: u32) {
    if n > 0 {
        *sum += u64::from(n);
        *short += 1;
        counts::scattered(sum, 1);
        counts::scattered(short, 1);
    }
}

/// Whether a group may leave by some exit of a site.
fn may_leave(model: &Model, site: usize, group: usize) -> bool {
    let allowed = |exit| model.groups[group].contingent.is_none_or(|c| model.contingents[c].may_use[exit]);
    model.sites[site].exits.clone().any(|exit| model.exits[exit].seats > 0 && allowed(exit))
}
