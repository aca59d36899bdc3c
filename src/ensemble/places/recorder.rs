//! One replication after the other on its way into the counts of places.

use crate::calendar::Day;
use crate::ensemble::by_day::ByDay;
use crate::ensemble::places::PlaceCounts;
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
    /// What changed in the last replications. Looking up a count at once would mean to wait
    /// for memory each time.
    changes: ByDay<Change>,
}

/// One place at the end of one day of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) people: u32,
    pub(super) cargo: u32,
    pub(super) exposed: u32,
}

const NOBODY: Now = Now { people: 0, cargo: 0, exposed: 0 };

#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) place: u32,
    pub(super) before: Now,
    pub(super) now: Now,
    /// 1: there are more people than beds now, and were not before; −1: the other way.
    pub(super) over_beds: i8,
}

impl PlaceRecorder {
    pub fn new(model: &Model) -> Self {
        let beds = model.sites.iter().map(|site| site.beds).chain([None]).collect();
        let now = vec![NOBODY; model.sites.len() + 1];
        let counts = PlaceCounts::new(model);
        let changes = ByDay::new(counts.n_days);
        Self { counts, beds, now, open: Vec::new(), still: None, changes }
    }

    /// The counts of all replications.
    pub fn finish(mut self) -> PlaceCounts {
        self.count();
        self.counts
    }

    fn count(&mut self) {
        self.changes.hand_out(|day, changes| changes.iter().for_each(|change| self.counts.add(day, change)));
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
        if day + 1 == self.counts.n_days && self.changes.has_enough() {
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

    #[inline]
    fn see(&mut self, day: usize, place: usize, now: Now) {
        let before = self.now[place];
        if now != before {
            self.now[place] = now;
            let over = |now: Now| i8::from(self.beds[place].is_some_and(|beds| now.people > beds));
            let over_beds = over(now) - over(before);
            self.changes.push(day, Change { place: place as u32, before, now, over_beds });
        }
    }
}

/// Nobody waits, nothing is on the road, and nobody is under threat.
fn is_still(state: &State) -> bool {
    state.queued == 0 && state.convoys.is_empty() && state.exposed.iter().all(|&people| people == 0)
}
