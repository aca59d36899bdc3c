//! Counts and sums of every column of a day, while a worker adds to them: changes from
//! one day to the next, which are added up over the days once, when it is done.

use crate::counts;
use crate::ensemble::by_day::{ByDay, Move};
use crate::ensemble::{Ensemble, Layout, N_COLUMNS, bin, change};

pub(super) struct Strength {
    layout: Layout,
    n_days: usize,
    /// They wrap around below 0, until they are added up.
    counts: Vec<u32>,
    /// By day and column.
    rows: Vec<Row>,
    /// Of the last replications. To look up a count at once would mean to wait for memory each time.
    moves: ByDay<Move>,
}

/// One column on one day.
#[derive(Clone, Copy)]
struct Row {
    /// Where its counts start among all.
    start: u32,
    /// The first and the last of all counts that was added to.
    first: u32,
    last: u32,
    /// Change of the sum since the day before; it wraps around below 0.
    sum: u64,
}

impl Strength {
    /// Takes the counts out of an empty ensemble; [`Self::finish`] brings them back.
    pub fn new(empty: &mut Ensemble) -> Self {
        let layout = empty.layout.clone();
        let row = |column, day| Row { start: layout.row(column, day).start as u32, first: u32::MAX, last: 0, sum: 0 };
        let n_days = layout.n_days();
        let rows = (0..n_days).flat_map(|day| (0..N_COLUMNS).map(move |column| (column, day)));
        let rows = rows.map(|(column, day)| row(column, day)).collect();
        Self { counts: std::mem::take(&mut empty.strength), rows, moves: ByDay::new(n_days), n_days, layout }
    }

    /// On a day a replication moves from one value of each column to another.
    #[inline]
    pub fn see(&mut self, day: usize, before: &[u32; N_COLUMNS], now: &[u32; N_COLUMNS]) {
        let rows = self.rows[day * N_COLUMNS..].iter_mut().zip(&self.layout.shift);
        for ((row, &shift), (&before, &now)) in rows.zip(before.iter().zip(now)) {
            if before == now {
                continue;
            }
            row.sum = row.sum.wrapping_add(u64::from(now)).wrapping_sub(u64::from(before));
            counts::scattered(&row.sum, 1);
            let (from, to) = (row.start + bin(before, shift) as u32, row.start + bin(now, shift) as u32);
            if from != to {
                (row.first, row.last) = (row.first.min(from.min(to)), row.last.max(from.max(to)));
                self.moves.push(day, (from, to));
            }
        }
    }

    /// The end of a replication.
    pub fn end(&mut self) {
        if self.moves.has_enough() {
            self.count();
        }
    }

    /// Counts what waits.
    pub fn count(&mut self) {
        self.moves.hand_out(|_, moves| moves.iter().for_each(|&(from, to)| change(&mut self.counts, from, to)));
    }

    /// Adds the changes of another one with nothing that waits. Most of its counts were never touched.
    pub fn absorb(&mut self, other: &Self) {
        for (row, from) in self.rows.iter_mut().zip(&other.rows) {
            row.sum = row.sum.wrapping_add(from.sum);
            if from.first <= from.last {
                (row.first, row.last) = (row.first.min(from.first), row.last.max(from.last));
                let touched = from.first as usize..=from.last as usize;
                let counts = self.counts[touched.clone()].iter_mut().zip(&other.counts[touched]);
                counts.for_each(|(to, from)| *to = to.wrapping_add(*from));
            }
        }
    }

    /// Counts of `n` replications, of which none waits any more, and their sums.
    pub fn finish(mut self, n: u64) -> (Vec<u32>, Vec<u64>) {
        // Each began with nobody; a mission that is known to its last day has no simulated one.
        for column in (0..N_COLUMNS).filter(|_| self.n_days > 0) {
            let nobody = &mut self.counts[self.layout.row(column, 0).start];
            *nobody = nobody.wrapping_add(n as u32);
        }
        (0..N_COLUMNS).for_each(|column| self.add_up(column));
        let sums = |column| self.rows.iter().skip(column).step_by(N_COLUMNS).map(|row| row.sum);
        let sums = (0..N_COLUMNS).flat_map(sums).collect();
        (self.counts, sums)
    }

    /// From changes to counts, day after day. Most bins never hold anybody: memory that was not touched is
    /// not touched here.
    fn add_up(&mut self, column: usize) {
        let n_days = self.n_days;
        // The bins that hold somebody on the day before, and a little more.
        let mut held = 0..usize::from(n_days > 0);
        for day in 0..n_days {
            let (cell, row) = (day * N_COLUMNS + column, self.layout.row(column, day));
            let Row { first, last, .. } = self.rows[cell];
            if first <= last {
                let touched = first as usize - row.start..last as usize + 1 - row.start;
                held = held.start.min(touched.start)..held.end.max(touched.end);
            }
            if day > 0 {
                let (before, now) = self.counts.split_at_mut(row.start);
                let before = &before[row.start - row.len()..][held.clone()];
                now[held.clone()].iter_mut().zip(before).for_each(|(now, before)| *now = now.wrapping_add(*before));
                self.rows[cell].sum = self.rows[cell].sum.wrapping_add(self.rows[cell - N_COLUMNS].sum);
            }
            let counts = &self.counts[row][held.clone()];
            let empty = |count: &&u32| **count == 0;
            let (before, after) =
                (counts.iter().take_while(empty).count(), counts.iter().rev().take_while(empty).count());
            held = if before == counts.len() { held.start..held.start } else { held.start + before..held.end - after };
        }
    }
}
