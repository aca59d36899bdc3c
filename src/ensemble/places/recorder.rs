//! One replication after the other on its way into the counts of places.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::by_day::{ByDay, Move};
use crate::ensemble::places::{Bins, PlaceCounts};
use crate::model::Model;
use crate::simulate::State;

/// Counts replications, one after the other.
pub struct PlaceRecorder {
    counts: PlaceCounts,
    beds: Vec<Option<u32>>,
    /// By place, the last counted day of the replication.
    now: Vec<Now>,
    /// Sites at which there may still be somebody or something.
    open: Vec<usize>,
    /// People and settled cargo at the end of the last counted day, if nothing was about to move then.
    still: Option<(u32, u32)>,
    /// Of the last replications, between places of the counts of a day. To look up a count at
    /// once would mean to wait for memory each time.
    moves: ByDay<Move>,
}

/// One place at the end of one day of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Now {
    people: u32,
    cargo: u32,
    exposed: u32,
}

const NOBODY: Now = Now { people: 0, cargo: 0, exposed: 0 };

impl PlaceRecorder {
    pub fn new(model: &Model) -> Self {
        let beds = model.sites.iter().map(|site| site.beds).chain([None]).collect();
        let now = vec![NOBODY; model.sites.len() + 1];
        let counts = PlaceCounts::new(model);
        let moves = ByDay::new(counts.n_days);
        Self { counts, beds, now, open: Vec::new(), still: None, moves }
    }

    /// The counts of all replications, of which none waits any more.
    pub fn finish(self) -> PlaceCounts {
        self.counts
    }

    /// Adds those of another one with nothing that waits.
    pub fn absorb(&mut self, other: Self) {
        self.counts.merge(&other.counts);
    }

    /// Counts what waits.
    pub fn count(&mut self) {
        self.moves.hand_out(|day, moves| self.counts.add(day, moves));
    }

    /// Adds the end of one day of one replication; days come in order, from the first to the horizon.
    #[inline]
    pub fn record(&mut self, day: Day, state: &State) {
        if day == self.counts.first {
            self.now.fill(NOBODY);
            self.open.clear();
            self.open.extend(0..state.sites.len());
            self.still = None;
        }
        let Some(day) = self.counts.counted(day) else { return };
        // Whoever or whatever leaves a site is on a truck or lane, waits elsewhere, or is gone at the end of the day.
        let still = is_still(state).then(|| (state.strength(), state.settled_cargo));
        if still.is_none() || still != self.still || self.counts.step > 1 {
            self.look_at_all(day, state);
        }
        self.still = still;
        if day + 1 == self.counts.n_days && self.moves.has_enough() {
            self.count();
        }
    }

    fn look_at_all(&mut self, day: usize, state: &State) {
        let (mut at_sites, mut index) = (0, 0);
        while let Some(&site) = self.open.get(index) {
            let s = &state.sites[site];
            let (people, cargo) = (s.unreleased + s.waiting, s.own_cargo + s.queued_cargo);
            at_sites += cargo;
            self.see(day, site, Now { people, cargo, exposed: state.exposed[site] });
            if people + cargo == 0 && s.stage.is_vacated() {
                // Nobody comes to a site that was vacated.
                self.open.swap_remove(index);
            } else {
                index += 1;
            }
        }
        // Cargo that is neither settled nor at a site is on trucks.
        let cargo = self.counts.truckloads - state.settled_cargo - at_sites;
        self.see(day, state.sites.len(), Now { people: state.on_road, cargo, exposed: state.exposed_on_road });
    }

    // Three numbers that were just worked out are compared one by one: as one value they would have
    // to be written to memory, and waited for.
    #[inline(always)]
    fn see(&mut self, day: usize, place: usize, now: Now) {
        let before = std::mem::replace(&mut self.now[place], now);
        if now == before {
            return;
        }
        let sums = self.counts.sums_of(day, place);
        sums.people += i64::from(now.people) - i64::from(before.people);
        sums.cargo += i64::from(now.cargo) - i64::from(before.cargo);
        sums.exposed += i64::from(now.exposed) - i64::from(before.exposed);
        if let Some(beds) = self.beds[place] {
            sums.over_beds += i32::from(now.people > beds) - i32::from(before.people > beds);
        }
        counts::scattered(sums, 4);
        if now.people != before.people {
            self.move_one(day, self.counts.people[place], before.people, now.people);
        }
        if now.cargo != before.cargo {
            self.move_one(day, self.counts.cargo[place], before.cargo, now.cargo);
        }
    }

    #[inline]
    fn move_one(&mut self, day: usize, bins: Bins, before: u32, now: u32) {
        let (from, to) = (bins.place(before), bins.place(now));
        if from != to {
            self.moves.push(day, (from, to));
        }
    }
}

/// Nobody waits, nothing is on the road, and nobody is under threat.
fn is_still(state: &State) -> bool {
    state.queued == 0 && state.convoys.is_empty() && state.exposed.iter().fold(0, |any, people| any | people) == 0
}
