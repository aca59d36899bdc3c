//! The floor: the elementary works of an average replication, and nothing else.
//!
//! The same keys through the same hash, the same tables through the same look-up, the same values
//! through the same histogram code into counts of the same size. Beside each stands a loop that
//! owes the program nothing.

use std::hint::black_box;

use drawdown::calendar::Day;
use drawdown::delay::Table;
use drawdown::ensemble::{INTERNATIONAL, Layout, N_COLUMNS, ON_ROAD, QUEUED, change};
use drawdown::model::Model;
use drawdown::simulate::{DayRecord, PolicyLevel, Recorder, Simulator, State};
use drawdown::streams::{Purpose, Streams};

use crate::clock::{Pair, cpu_seconds, in_turn, median};
use crate::work::Work;

/// Those of a replication, in the order of their numbers.
const PURPOSES: [Purpose; 23] = [
    Purpose::Preparation,
    Purpose::ClearanceMove,
    Purpose::ClearanceLift,
    Purpose::Transit,
    Purpose::Loading,
    Purpose::TravelPeople,
    Purpose::TravelOut,
    Purpose::TravelBack,
    Purpose::Handover,
    Purpose::Disposal,
    Purpose::Liquidation,
    Purpose::BeginShift,
    Purpose::Margin,
    Purpose::Driver,
    Purpose::RegimeStay,
    Purpose::RegimeNext,
    Purpose::ShockHappens,
    Purpose::ShockDay,
    Purpose::ShockLength,
    Purpose::PeopleSplit,
    Purpose::Cancellation,
    Purpose::ExitClearance,
    Purpose::AirAvailable,
];

/// Seconds for the works of one block; the first two beside its independent loop.
pub struct Seconds {
    pub draws: Pair,
    pub counts: Pair,
    pub scattered: f64,
}

pub struct Floor<'a> {
    work: &'a Work,
    tables: &'a [Table],
    purposes: Vec<Purpose>,
    layout: Layout,
    values: Values<'a>,
    strength: Vec<u32>,
    touched: Vec<u32>,
    /// From and to which place of the counts.
    changes: Vec<(u32, u32)>,
    /// For the independent loops: counts, and a curve for each table.
    plain: Vec<u32>,
    curves: Vec<Vec<i64>>,
}

impl<'a> Floor<'a> {
    pub fn new(model: &'a Model, work: &'a Work) -> Self {
        let (layout, values) = (Layout::new(model), Values::of(model, work.replications));
        let n_counts = layout.row(N_COLUMNS - 1, layout.n_days() - 1).end;
        let mut floor = Self {
            work,
            tables: &model.tables,
            purposes: work.draws.iter().map(|draw| PURPOSES[usize::from(draw.purpose) - 1]).collect(),
            layout,
            values,
            strength: vec![0; n_counts],
            touched: vec![0; work.touched as usize],
            changes: Vec::new(),
            plain: vec![0; n_counts],
            curves: model.tables.iter().map(curve).collect(),
        };
        floor.work_out();
        floor
    }

    /// Medians of so many rounds.
    pub fn measure(&mut self, rounds: usize) -> Seconds {
        let draws = in_turn(rounds, || often(20, || self.draws()), || often(20, || self.independent_draws()));
        let mut counts = Vec::new();
        for _ in 0..rounds {
            counts.push((often(5, || self.counts()), often(5, || self.independent_counts())));
        }
        let counts = Pair::of(&counts);
        let scattered = median((0..rounds).map(|_| often(20, || self.scattered())));
        Seconds { draws, counts, scattered }
    }

    fn draws(&self) -> f64 {
        let of_one = self.work.draws.len().div_ceil(self.work.replications as usize);
        let (mut sum, mut other) = (0.0, 0);
        let draws = self.work.draws.chunks(of_one).zip(self.purposes.chunks(of_one));
        for (replication, (draws, purposes)) in (0..).zip(draws) {
            let streams = Streams::new(1, replication, replication);
            for (draw, &purpose) in draws.iter().zip(purposes) {
                let bits = streams.bits(purpose, draw.owner, draw.index.into());
                match draw.table {
                    Some(table) => sum += self.tables[usize::from(table)].value(1.0, bits),
                    None => other ^= bits,
                }
            }
        }
        sum + other as f64
    }

    /// For each of the same draws three outputs of a plain SplitMix64 (a key has as many parts, and
    /// its hash as many rounds); where a table is asked, a straight line between two neighbours of an
    /// evenly spaced array of its own.
    fn independent_draws(&self) -> f64 {
        let mut state = black_box(1_u64);
        let mut next = || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        let (mut sum, mut other) = (0.0, 0);
        for draw in &self.work.draws {
            let bits = next() ^ next() ^ next();
            match draw.table {
                Some(table) => match self.curves[usize::from(table)][..] {
                    [only] => sum += only as f64,
                    ref curve => {
                        let (i, part) = ((bits >> 53) as usize, (bits & 0xFFFF_FFFF) as i64);
                        sum += (curve[i] + (((curve[i + 1] - curve[i]) * part) >> 32)) as f64 * 1e-9;
                    }
                },
                None => other ^= bits,
            }
        }
        sum + other as f64
    }

    /// As many counts as the run added to, of the values of real replications: their changes from one
    /// day to the next.
    fn counts(&mut self) {
        for &(from, to) in &self.changes {
            change(&mut self.strength, from, to);
        }
    }

    /// The same counts by places that were worked out before.
    fn independent_counts(&mut self) {
        for &(from, to) in &self.changes {
            self.plain[from as usize] = self.plain[from as usize].wrapping_sub(1);
            self.plain[to as usize] = self.plain[to as usize].wrapping_add(1);
        }
    }

    fn work_out(&mut self) {
        let layout = &self.layout;
        let place = |column, day, value| layout.place(column, day, value) as u32;
        let of_change = |change: Change| {
            let (column, day) = (change.column as usize, change.day as usize);
            (place(column, day, change.before), place(column, day, change.now))
        };
        let most = self.work.in_changes as usize / 2;
        // Where many values are one bin, a change may be none.
        let changes = self.values.changes().into_iter().map(of_change).filter(|(from, to)| from != to);
        self.changes = changes.take(most).collect();
    }

    fn scattered(&mut self) {
        for &at in &self.work.scattered {
            self.touched[at as usize] = self.touched[at as usize].wrapping_add(1);
        }
    }
}

/// An evenly spaced array for a table of many entries; one number for one that always gives the same.
fn curve(table: &Table) -> Vec<i64> {
    if table.entries().len() > 1 { (0..2049).map(|i| i * i).collect() } else { vec![1] }
}

/// Seconds of one time among so many.
fn often<T>(times: u32, mut work: impl FnMut() -> T) -> f64 {
    cpu_seconds(|| (0..times).for_each(|_| drop(black_box(work())))) / f64::from(times)
}

/// What a block of replications counts day by day: by column, day and replication.
struct Values<'a> {
    model: &'a Model,
    size: usize,
    at: usize,
    n_days: usize,
    values: Vec<u32>,
}

impl<'a> Values<'a> {
    fn of(model: &'a Model, n: u64) -> Self {
        let (size, n_days) = (n as usize, (model.horizon - model.first + 1).max(0) as usize);
        let mut values = Self { model, size, at: 0, n_days, values: vec![0; N_COLUMNS * n_days * size] };
        let mut simulator = Simulator::new(model);
        for replication in 0..n {
            values.at = replication as usize;
            simulator.replay(1, replication, PolicyLevel::Full, &mut values);
        }
        values
    }
}

#[derive(Clone, Copy)]
struct Change {
    column: u32,
    day: u32,
    before: u32,
    now: u32,
}

impl Values<'_> {
    /// Replication by replication, and within it day by day.
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for at in 0..self.size {
            let mut before = [0; N_COLUMNS];
            for day in 0..self.n_days {
                for (column, before) in before.iter_mut().enumerate() {
                    let now = self.values[(column * self.n_days + day) * self.size + at];
                    if now != *before {
                        changes.push(Change { column: column as u32, day: day as u32, before: *before, now });
                        *before = now;
                    }
                }
            }
        }
        changes
    }
}

impl Recorder for Values<'_> {
    const HEARS_EVENTS: bool = false;

    fn end_of_day(&mut self, day: Day, record: &DayRecord, _: &State) {
        let day = (day - self.model.first) as usize;
        let mut put = |column: usize, value| self.values[(column * self.n_days + day) * self.size + self.at] = value;
        for (component, &n) in record.present.iter().enumerate() {
            put(component, n);
        }
        put(INTERNATIONAL, record.strength());
        put(QUEUED, record.queued);
        put(ON_ROAD, record.on_road);
    }
}
