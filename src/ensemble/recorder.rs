//! One replication after the other on its way into the counts of days.
//!
//! Numbers stand still on most days, so that only their changes are counted: one
//! less in the bin of before, one more in that of now, from a day on. All changes
//! are added up once, when a worker is done.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::by_day::ByDay;
use crate::ensemble::places::PlaceRecorder;
use crate::ensemble::{Ensemble, INTERNATIONAL, Layout, LiftCounts, N_COLUMNS, ON_ROAD, QUEUED, bin, change};
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{DayRecord, ExitDay, LaneDay, Recorder, State, TrucksWanted};

/// Listens to all replications of a worker.
pub(super) struct DayRecorder<'m> {
    model: &'m Model,
    watches: &'m [Watch],
    /// Indices of the watches that are read off a day, by simulated day.
    daily: Vec<Vec<usize>>,
    layout: Layout,
    /// By column, the last day of the replication that is recorded: the value, and its bin.
    now: [u32; N_COLUMNS],
    bins: [u32; N_COLUMNS],
    /// Of the last replications, each of which began with nobody. To look up a count at once would
    /// mean to wait for memory each time.
    changes: ByDay<Change>,
    /// Replications that began.
    n: u32,
    /// Changes of the counts and sums from one day to the next. They wrap around below 0, until
    /// they are added up.
    strength: Vec<u32>,
    sums: Vec<u64>,
    /// Beside each sum, the first and the last place among the counts that was added to.
    touched: Vec<(u32, u32)>,
    /// By watch, counts of each value.
    observed: Vec<Vec<u64>>,
    places: PlaceRecorder,
    lift: LiftCounts,
}

/// Where a replication was counted on the day before, both as places of this day, and how much is less or more.
#[derive(Clone, Copy)]
struct Change {
    from: u32,
    to: u32,
    by: i32,
    /// Its place among the sums.
    sum: u32,
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
            layout: empty.layout.clone(),
            now: [0; N_COLUMNS],
            bins: [0; N_COLUMNS],
            changes: ByDay::new(empty.layout.n_days()),
            n: 0,
            strength: std::mem::take(&mut empty.strength),
            touched: vec![(u32::MAX, 0); empty.sums.len()],
            sums: std::mem::take(&mut empty.sums),
            observed: empty.observed.clone(),
            places: PlaceRecorder::new(model),
            lift: LiftCounts::new(model),
        }
    }

    /// Gives all that was recorded to the ensemble from which it took the counts.
    pub fn finish(mut self, ensemble: Ensemble) -> Ensemble {
        self.count();
        // A mission that is known to its last day has no simulated one.
        for column in (0..N_COLUMNS).filter(|_| self.n > 0) {
            let nobody = &mut self.strength[self.layout.row(column, 0).start];
            *nobody = nobody.wrapping_add(self.n);
        }
        (0..N_COLUMNS).for_each(|column| self.add_up(column));
        let mut observed = ensemble.observed;
        observed.iter_mut().zip(&self.observed).for_each(|(to, from)| super::add(to, from));
        let (places, strength, sums, lift) = (self.places.finish(), self.strength, self.sums, self.lift);
        Ensemble { strength, sums, observed, places, lift, ..ensemble }
    }

    /// From changes to counts, day after day. Most bins never hold anybody: memory that was not touched is
    /// not touched here.
    fn add_up(&mut self, column: usize) {
        let n_days = self.layout.n_days();
        // The bins that hold somebody on the day before, and a little more.
        let mut held = 0..usize::from(n_days > 0);
        for day in 0..n_days {
            let (cell, row) = (column * n_days + day, self.layout.row(column, day));
            let (first, last) = self.touched[cell];
            if first <= last {
                let touched = first as usize - row.start..last as usize + 1 - row.start;
                held = held.start.min(touched.start)..held.end.max(touched.end);
            }
            if day > 0 {
                let (before, now) = self.strength.split_at_mut(row.start);
                let before = &before[row.start - row.len()..][held.clone()];
                now[held.clone()].iter_mut().zip(before).for_each(|(now, before)| *now = now.wrapping_add(*before));
                self.sums[cell] = self.sums[cell].wrapping_add(self.sums[cell - 1]);
            }
            let counts = &self.strength[row][held.clone()];
            let empty = |count: &&u32| **count == 0;
            let (before, after) =
                (counts.iter().take_while(empty).count(), counts.iter().rev().take_while(empty).count());
            held = if before == counts.len() { held.start..held.start } else { held.start + before..held.end - after };
        }
    }

    #[inline]
    fn see(&mut self, day: usize, values: [u32; N_COLUMNS]) {
        for (column, now) in values.into_iter().enumerate() {
            let before = std::mem::replace(&mut self.now[column], now);
            if now != before {
                let row = self.layout.row(column, day).start as u32;
                let bin = bin(now, self.layout.shift[column]) as u32;
                let from = row + std::mem::replace(&mut self.bins[column], bin);
                let sum = (column * self.layout.n_days() + day) as u32;
                self.changes.push(day, Change { from, to: row + bin, by: now.wrapping_sub(before) as i32, sum });
            }
        }
    }

    fn count(&mut self) {
        self.changes.hand_out(|_, changes| {
            for &Change { from, to, by, sum } in changes {
                change(&mut self.strength, from, to);
                let touched = &mut self.touched[sum as usize];
                *touched = (touched.0.min(from.min(to)), touched.1.max(from.max(to)));
                let sum = &mut self.sums[sum as usize];
                *sum = sum.wrapping_add_signed(by.into());
                counts::scattered(sum, 1);
            }
        });
    }
}

impl Recorder for DayRecorder<'_> {
    const HEARS_EVENTS: bool = false;

    fn exit_day(&mut self, day: Day, exit: usize, did: ExitDay) {
        self.lift.exit_day(self.model, day, exit, did);
    }

    fn lane_room_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.lift.lane_room_day(self.model, day, lane, did);
    }

    #[inline]
    fn lane_day(&mut self, day: Day, lane: usize, did: LaneDay) {
        self.lift.lane_day(self.model, day, lane, did);
    }

    fn trucks_wanted(&mut self, _day: Day, wanted: TrucksWanted) {
        self.lift.trucks_wanted(self.model, wanted);
    }

    fn end_of_day(&mut self, day: Day, record: &DayRecord, state: &State) {
        self.places.record(day, state);
        self.lift.end_of_day(self.model, day, state);
        let simulated = (day - self.model.first) as usize;
        if simulated == 0 {
            self.now.fill(0);
            self.bins.fill(0);
            self.n += 1;
        }
        let [military, police, civilian, local] = record.present;
        let mut values = [military, police, civilian, local, 0, 0, 0];
        values[INTERNATIONAL] = record.strength();
        values[QUEUED] = record.queued;
        values[ON_ROAD] = record.on_road;
        self.see(simulated, values);
        for &watch in &self.daily[simulated] {
            let value = self.watches[watch].of_day(self.model, record, state);
            self.observed[watch][value as usize] += 1;
            counts::scattered(&self.observed[watch][value as usize], 1);
        }
        if day == self.model.horizon && self.changes.has_enough() {
            self.count();
        }
    }
}
