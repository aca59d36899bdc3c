//! A block of replications on their way into the histograms.
//!
//! Trajectories are kept until the block is full and then counted day by day, so
//! that the counts of one day stay in the processor's cache.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::places::PlaceRecorder;
use crate::ensemble::{Ensemble, INTERNATIONAL, LiftCounts, N_COLUMNS, ON_ROAD, QUEUED, count_values};
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{DayRecord, ExitDay, LaneDay, Recorder, State, TrucksWanted};

/// The trajectories of up to `size` replications.
pub(super) struct Block<'m> {
    model: &'m Model,
    watches: &'m [Watch],
    /// Indices of the watches that are read off a day, by simulated day.
    daily: Vec<Vec<usize>>,
    size: usize,
    /// The replication that is recorded, within the block.
    at: usize,
    /// By column, day and replication.
    values: Vec<u32>,
    /// (watch, value).
    seen: Vec<(usize, u32)>,
    n_days: usize,
    /// Counted as they come, until the worker hands them over.
    pub places: PlaceRecorder,
    pub lift: LiftCounts,
}

impl<'m> Block<'m> {
    pub fn new(model: &'m Model, watches: &'m [Watch], size: usize) -> Self {
        let n_days = (model.horizon - model.first + 1).max(0) as usize;
        let mut daily = vec![Vec::new(); n_days];
        for (index, watch) in watches.iter().enumerate().filter(|(_, w)| w.is_daily()) {
            for day in watch.from.max(model.first)..=watch.to {
                daily[(day - model.first) as usize].push(index);
            }
        }
        let values = vec![0; N_COLUMNS * n_days * size];
        let (places, lift) = (PlaceRecorder::new(model), LiftCounts::new(model));
        Self { model, watches, daily, size, at: 0, values, seen: Vec::new(), n_days, places, lift }
    }

    /// The next replication begins.
    pub fn next(&mut self, at: usize) {
        self.at = at;
    }

    /// Counts the first `n` replications and empties the block.
    pub fn count_into(&mut self, ensemble: &mut Ensemble, n: usize) {
        for column in 0..N_COLUMNS {
            let shift = ensemble.layout.shift[column];
            for day in 0..self.n_days {
                let from = (column * self.n_days + day) * self.size;
                let values = &self.values[from..from + n];
                let row = ensemble.layout.row(column, day);
                count_values(&mut ensemble.strength[row], values, shift);
                let sum: u64 = values.iter().map(|&value| u64::from(value)).sum();
                ensemble.sums[column * self.n_days + day] += sum;
                counts::scattered(&ensemble.sums[column * self.n_days + day], 1);
            }
        }
        for (watch, value) in self.seen.drain(..) {
            ensemble.observed[watch][value as usize] += 1;
            counts::scattered(&ensemble.observed[watch][value as usize], 1);
        }
    }
}

impl Recorder for Block<'_> {
    const HEARS_EVENTS: bool = false;

    fn exit_day(&mut self, day: Day, exit: usize, did: ExitDay) {
        self.lift.exit_day(self.model, day, exit, did);
    }

    fn lane_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.lift.lane_day(self.model, day, lane, did);
    }

    fn trucks_wanted(&mut self, _day: Day, wanted: TrucksWanted) {
        self.lift.trucks_wanted(self.model, wanted);
    }

    fn end_of_day(&mut self, day: Day, record: &DayRecord, state: &State) {
        self.places.record(day, state);
        self.lift.end_of_day(self.model, day, state);
        let day = (day - self.model.first) as usize;
        let mut put = |column: usize, value| self.values[(column * self.n_days + day) * self.size + self.at] = value;
        for (component, &n) in record.present.iter().enumerate() {
            put(component, n);
        }
        put(INTERNATIONAL, record.strength());
        put(QUEUED, record.queued);
        put(ON_ROAD, record.on_road);
        for &watch in &self.daily[day] {
            self.seen.push((watch, self.watches[watch].of_day(self.model, record, state)));
        }
    }
}
