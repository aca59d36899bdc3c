//! A delay compiled for drawing: its quantiles, in whole numbers.

use crate::delay::{Delay, Law};
use crate::streams;

/// Cells per octave of a table: at 32 the straight line between two entries is
/// within 0.1 % of the curve for the laws that planners use (`docs/model.md`).
const CELLS: usize = 32;
/// Octaves per tail: the regular entries reach down to level 2⁻²⁷.
const OCTAVES: usize = 26;
/// Entries of one tail: the regular ones, and one at the lowest level there is.
const HALF: usize = OCTAVES * CELLS + 2;

/// One day (or a factor of 1) in a table.
const ONE: f64 = 4_294_967_296.0;

/// The largest value in a table, in days: far beyond every horizon.
const LARGEST: f64 = 1_000_000.0;

/// A delay compiled for drawing: its quantile function Q in steps of 2⁻³² day.
#[derive(Clone, Debug)]
pub struct Table {
    curve: Curve,
    /// The plan's value.
    pub planned: f64,
}

#[derive(Clone, Debug)]
enum Curve {
    Constant(i64),
    /// Equally likely values, in order.
    Steps(Box<[i64]>),
    /// Q at levels that halve towards 0 (first part) and towards 1 (second part).
    Tails(Box<[i64]>),
}

impl Table {
    /// Evaluates the law at every level of the table. Slow (milliseconds) for
    /// laws without a closed inverse; done once per run.
    pub fn new(delay: &Delay) -> Self {
        let fixed = |x: f64| (x.clamp(-LARGEST, LARGEST) * ONE).round() as i64;
        let curve = match &delay.law {
            Law::Fixed(x) => Curve::Constant(fixed(*x)),
            Law::Empirical(values) => {
                let allowed =
                    |x: &f64| *x >= delay.min.unwrap_or(f64::NEG_INFINITY) && *x <= delay.max.unwrap_or(f64::INFINITY);
                Curve::Steps(values.iter().copied().filter(allowed).map(fixed).collect())
            }
            _ => {
                let mut entries: Vec<i64> = (0..HALF).map(level).map(|t| fixed(delay.quantile(t, 1.0 - t))).collect();
                entries.extend((0..HALF).map(level).map(|t| fixed(delay.quantile(1.0 - t, t))));
                Curve::Tails(entries.into())
            }
        };
        Self { curve, planned: delay.planned }
    }

    /// Q(u) in steps of 2⁻³² day; never falls when `u40` rises.
    #[inline]
    fn quantile(&self, u40: u64) -> i64 {
        match &self.curve {
            Curve::Constant(q) => *q,
            Curve::Steps(values) => values[((u128::from(u40) * values.len() as u128) >> 40) as usize],
            Curve::Tails(entries) => {
                const MIDDLE: u64 = 1 << 39;
                if u40 < MIDDLE {
                    interpolate(&entries[..HALF], 2 * u40 + 1)
                } else {
                    interpolate(&entries[HALF..], 2 * ((1 << 40) - 1 - u40) + 1)
                }
            }
        }
    }

    /// A delay in whole days: floor(factor × Q(u) + v).
    #[inline]
    pub fn days(&self, factor: f64, bits: u64) -> i32 {
        let days = factor * (self.quantile(streams::u40(bits)) as f64 / ONE) + streams::v24(bits);
        days.floor().clamp(-LARGEST, LARGEST) as i32
    }

    /// A continuous value: factor × Q(u).
    #[inline]
    pub fn value(&self, factor: f64, bits: u64) -> f64 {
        factor * (self.quantile(streams::u40(bits)) as f64 / ONE)
    }

    /// The quantile at a level, without a factor.
    pub fn at_level(&self, level: f64) -> f64 {
        self.quantile((level.clamp(0.0, 1.0) * 1_099_511_627_776.0).min(1_099_511_627_775.0) as u64) as f64 / ONE
    }

    /// The plan's delay in whole days, rounded to the nearest (v = 1/2).
    #[inline]
    pub fn planned_days(&self, factor: f64) -> i32 {
        (factor * self.planned + 0.5).floor().clamp(-LARGEST, LARGEST) as i32
    }
}

/// The level of entry `i` of a half table, from 1/2 downwards: within octave
/// *k* (from 2⁻¹⁻ᵏ to 2⁻²⁻ᵏ) the entries are evenly spaced; the last entry
/// stands at 2⁻⁴¹, the lowest level that a draw can have.
fn level(i: usize) -> f64 {
    if i == HALF - 1 {
        return 0.5_f64.powi(41);
    }
    let (octave, cell) = ((i / CELLS) as i32, (i % CELLS) as f64);
    0.5_f64.powi(octave + 1) * (1.0 - cell / (2.0 * CELLS as f64))
}

/// Straight line between the entries around level `t` / 2⁴¹, `t` odd and below 2⁴⁰.
#[inline]
fn interpolate(half: &[i64], t: u64) -> i64 {
    // In octave k, t lies in 2^(39-k) .. 2^(40-k).
    let octave = (t.leading_zeros() as usize) - 24;
    if octave >= OCTAVES {
        // Below 2⁻²⁷: from the last regular level to the lowest one.
        return line(half[HALF - 1], half[HALF - 2], t, 1 << (40 - OCTAVES));
    }
    let top = 1_u64 << (40 - octave);
    // Distance from the octave's upper end, in cells of 2^(39-octave) / CELLS.
    let shift = 39 - octave as u32 - CELLS.trailing_zeros();
    let down = top - t;
    let cell = (down >> shift) as usize;
    let part = down & ((1 << shift) - 1);
    let i = octave * CELLS + cell;
    line(half[i], half[i + 1], part, 1 << shift)
}

#[inline]
fn line(from: i64, to: i64, part: u64, whole: u64) -> i64 {
    // Rounded down on a common grid, so that it never falls where from <= to.
    from + (i128::from(to - from) * i128::from(part)).div_euclid(i128::from(whole)) as i64
}
