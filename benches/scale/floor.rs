//! The floor: the elementary works of an average replication, and nothing else.
//!
//! The same keys through the same hash, the same tables through the same look-up, the same values
//! through the same histogram code into counts of the same size. Beside each stands a loop that
//! owes the program nothing.

use std::hint::black_box;

use drawdown::calendar::Day;
use drawdown::delay::Table;
use drawdown::ensemble::{INTERNATIONAL, Layout, N_COLUMNS, ON_ROAD, QUEUED, bin, count_values};
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

/// Seconds for the works of one block; each beside its independent loop.
pub struct Seconds {
    pub draws: Pair,
    pub rows: Pair,
    pub scattered: f64,
}

pub struct Floor<'a> {
    work: &'a Work,
    tables: &'a [Table],
    purposes: Vec<Purpose>,
    /// Look-ups between two entries, not of a value that is always the same.
    curved: usize,
    layout: Layout,
    values: Values<'a>,
    strength: Vec<u32>,
    touched: Vec<u32>,
    /// For the independent loops: where the values of the rows fall, counts, and a curve.
    indices: Vec<u32>,
    counts: Vec<u32>,
    curve: Vec<i64>,
}

impl<'a> Floor<'a> {
    pub fn new(model: &'a Model, work: &'a Work) -> Self {
        let (layout, values) = (Layout::new(model), Values::of(model, work.replications));
        let n_counts = layout.row(N_COLUMNS - 1, layout.n_days() - 1).end;
        let curved = |draw: &&crate::work::Draw| {
            draw.table.is_some_and(|table| model.tables[usize::from(table)].entries().len() > 1)
        };
        let mut floor = Self {
            work,
            tables: &model.tables,
            purposes: work.draws.iter().map(|draw| PURPOSES[usize::from(draw.purpose) - 1]).collect(),
            curved: work.draws.iter().filter(curved).count(),
            layout,
            values,
            strength: vec![0; n_counts],
            touched: vec![0; work.touched as usize],
            indices: Vec::new(),
            counts: vec![0; n_counts],
            curve: (0..2049).map(|i| i * i).collect(),
        };
        floor.indices = floor.places_of_rows();
        floor
    }

    /// Medians of so many rounds.
    pub fn measure(&mut self, rounds: usize) -> Seconds {
        let draws = in_turn(rounds, || often(20, || self.draws()), || often(20, || self.independent_draws()));
        let mut rows = (0..rounds).map(|_| (often(5, || self.rows()), often(5, || self.independent_rows())));
        let rows: Vec<(f64, f64)> = rows.by_ref().collect();
        let rows = Pair {
            first: median(rows.iter().map(|pair| pair.0)),
            second: median(rows.iter().map(|pair| pair.1)),
            ratio: median(rows.iter().map(|pair| pair.0 / pair.1)),
        };
        let scattered = median((0..rounds).map(|_| often(20, || self.scattered())));
        Seconds { draws, rows, scattered }
    }

    fn draws(&self) -> f64 {
        let of_one = self.work.draws.len().div_ceil(self.work.replications as usize);
        let mut sum = 0.0;
        let draws = self.work.draws.chunks(of_one).zip(self.purposes.chunks(of_one));
        for (replication, (draws, purposes)) in (0..).zip(draws) {
            let streams = Streams::new(1, replication, replication);
            for (draw, &purpose) in draws.iter().zip(purposes) {
                let bits = streams.bits(purpose, draw.owner, draw.index.into());
                sum += match draw.table {
                    Some(table) => self.tables[usize::from(table)].value(1.0, bits),
                    None => bits as f64,
                };
            }
        }
        sum
    }

    /// As many outputs of a plain SplitMix64 as the hashes have rounds, and as many straight lines
    /// between two neighbours of an evenly spaced array.
    fn independent_draws(&self) -> f64 {
        let mut state = black_box(1_u64);
        let mut next = || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        let mut sum = 0.0;
        for _ in 0..self.curved {
            let bits = next() ^ next() ^ next();
            let (i, part) = ((bits >> 53) as usize, (bits & 0xFFFF_FFFF) as i64);
            sum += (self.curve[i] + (((self.curve[i + 1] - self.curve[i]) * part) >> 32)) as f64 * 1e-9;
        }
        for _ in self.curved..self.work.draws.len() {
            sum += (next() ^ next() ^ next()) as f64;
        }
        sum
    }

    /// As many rows as the run had, of the values of real replications.
    fn rows(&mut self) {
        let (n, n_days) = (self.values.size, self.layout.n_days());
        for (row, values) in self.values.values.chunks(n).take(self.n_rows()).enumerate() {
            let (column, day) = (row / n_days, row % n_days);
            count_values(&mut self.strength[self.layout.row(column, day)], values, self.layout.shift[column]);
        }
    }

    fn n_rows(&self) -> usize {
        self.work.in_rows as usize / self.values.size
    }

    /// The same counts by places that were worked out before.
    fn independent_rows(&mut self) {
        for &index in &self.indices {
            self.counts[index as usize] += 1;
        }
    }

    fn places_of_rows(&self) -> Vec<u32> {
        let (n, n_days) = (self.values.size, self.layout.n_days());
        let place = |(row, values): (usize, &'_ [u32])| {
            let (column, day) = (row / n_days, row % n_days);
            let (start, shift) = (self.layout.row(column, day).start, self.layout.shift[column]);
            values.iter().map(|&value| (start + bin(value, shift)) as u32).collect::<Vec<_>>()
        };
        self.values.values.chunks(n).take(self.n_rows()).enumerate().flat_map(place).collect()
    }

    fn scattered(&mut self) {
        for &at in &self.work.scattered {
            self.touched[at as usize] = self.touched[at as usize].wrapping_add(1);
        }
    }
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
