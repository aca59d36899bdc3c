//! One replication after the other on its way into the counts of days.
//!
//! Numbers stand still on most days, so that only their changes are noted: one less
//! in the bin of before, one more in that of now, from a day on.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::by_day::ByDay;
use crate::ensemble::lift::LiftRecorder;
use crate::ensemble::places::PlaceRecorder;
use crate::ensemble::strength::Strength;
use crate::ensemble::{Ensemble, INTERNATIONAL, N_COLUMNS, ON_ROAD, QUEUED};
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{DayRecord, ExitDay, LaneDay, Recorder, State, TrucksWanted};

/// Listens to all replications of a worker.
pub(super) struct DayRecorder<'m> {
    model: &'m Model,
    watches: &'m [Watch],
    /// Indices of the watches that are read off a day, by simulated day.
    daily: Vec<Vec<usize>>,
    /// The day before in the replication that is recorded; each begins with nobody.
    before: DayRecord,
    strength: Strength,
    /// By watch, counts of each value.
    observed: Vec<Vec<u64>>,
    /// Watches, each with the value that it saw, of the last replications.
    seen: ByDay<(u32, u32)>,
    places: PlaceRecorder,
    lift: LiftRecorder<'m>,
}

impl<'m> DayRecorder<'m> {
    /// Takes the counts of days out of an empty ensemble; [`Self::finish`] brings them back.
    pub fn new(model: &'m Model, watches: &'m [Watch], empty: &mut Ensemble) -> Self {
        let mut daily = vec![Vec::new(); empty.layout.n_days()];
        for (index, watch) in watches.iter().enumerate().filter(|(_, w)| w.is_daily()) {
            for day in watch.from.max(model.first)..=watch.to {
                daily[(day - model.first) as usize].push(index);
            }
        }
        Self {
            model,
            watches,
            daily,
            before: DayRecord::default(),
            strength: Strength::new(empty),
            observed: empty.observed.clone(),
            seen: ByDay::new(empty.layout.n_days()),
            places: PlaceRecorder::new(model),
            lift: LiftRecorder::new(model),
        }
    }

    /// Counts all that still waits to be counted.
    pub fn settle(&mut self) {
        self.count();
        self.strength.count();
        self.places.count();
    }

    /// Adds what another worker has recorded, who has nothing left to count.
    pub fn absorb(&mut self, other: Self) {
        self.strength.absorb(&other.strength);
        self.places.absorb(other.places);
        self.lift.absorb(other.lift);
        self.observed.iter_mut().zip(&other.observed).for_each(|(to, from)| super::add(to, from));
    }

    /// Gives all that was recorded to the ensemble from which it took the counts.
    pub fn finish(mut self, ensemble: Ensemble) -> Ensemble {
        self.settle();
        let mut observed = ensemble.observed;
        observed.iter_mut().zip(&self.observed).for_each(|(to, from)| super::add(to, from));
        let ((strength, sums), places, lift) =
            (self.strength.finish(ensemble.n), self.places.finish(), self.lift.finish());
        Ensemble { strength, sums, observed, places, lift, ..ensemble }
    }

    fn count(&mut self) {
        self.seen.hand_out(|_, seen| {
            for &(watch, value) in seen {
                let count = &mut self.observed[watch as usize][value as usize];
                *count += 1;
                counts::scattered(count, 1);
            }
        });
    }

    /// Counts what is not as it was on the day before: on most days nothing.
    #[inline]
    fn see(&mut self, day: usize, record: &DayRecord) {
        if *record == self.before {
            return;
        }
        let before = columns(&std::mem::replace(&mut self.before, *record));
        self.strength.see(day, &before, &columns(record));
    }
}

/// What is counted of a day, column by column.
fn columns(record: &DayRecord) -> [u32; N_COLUMNS] {
    let [military, police, civilian, local] = record.present;
    let mut values = [military, police, civilian, local, 0, 0, 0];
    values[INTERNATIONAL] = record.strength();
    values[QUEUED] = record.queued;
    values[ON_ROAD] = record.on_road;
    values
}

impl Recorder for DayRecorder<'_> {
    const HEARS_EVENTS: bool = false;

    fn exit_day(&mut self, day: Day, exit: usize, did: ExitDay) {
        self.lift.exit_day(day, exit, did);
    }

    fn lane_room_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.lift.lane_room_day(day, lane, did);
    }

    #[inline]
    fn lane_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.lift.lane_day(day, lane, did);
    }

    fn trucks_wanted(&mut self, _day: Day, wanted: TrucksWanted) {
        self.lift.trucks_wanted(wanted);
    }

    fn end_of_day(&mut self, day: Day, record: &DayRecord, state: &State) {
        self.places.record(day, state);
        self.lift.end_of_day(day, state);
        let simulated = (day - self.model.first) as usize;
        if simulated == 0 {
            self.before = DayRecord::default();
        }
        self.see(simulated, record);
        for &watch in &self.daily[simulated] {
            let value = self.watches[watch].of_day(self.model, record, state);
            self.seen.push(simulated, (watch as u32, value));
        }
        if day == self.model.horizon {
            self.strength.end();
            if self.seen.has_enough() {
                self.count();
            }
        }
    }
}
