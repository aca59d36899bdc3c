//! A delay compiled for drawing: its quantiles, in whole numbers.

use crate::counts;
use crate::delay::{Delay, Law};
use crate::streams;

/// Octaves per tail: the regular entries reach down to level 2⁻²⁷.
const OCTAVES: usize = 26;

/// Cells per octave, as a power of two, that a table has at least: with 32 the straight
/// line between two entries is within 0.1 % of the curve for nearly all laws that planners use.
const FINE: u32 = 5;
/// And at most, for laws that are bent more: 1,024.
const FINEST: u32 = 10;

/// One day (or a factor of 1) in a table.
const ONE: f64 = 4_294_967_296.0;

/// How far a straight line may stray from the curve, as a share of the quantile (of its distance
/// from the law's lower end where that is below 0), between levels 1 % and 99 % and beyond. What is
/// promised is a fifth more: 0.1 % and 1 %.
const INSIDE: f64 = 0.0008;
const BEYOND: f64 = 0.008;

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
    Tails(Tails),
}

/// Q at levels that halve towards 0 (first half) and towards 1 (second half).
#[derive(Clone, Debug)]
struct Tails {
    entries: Box<[i64]>,
    /// Entries of one half: the regular ones, and one at the lowest level there is.
    half: usize,
    /// Cells per octave, as a power of two, and less one.
    fineness: u32,
    cells: u64,
}

impl Table {
    /// Evaluates the law at every level of the table. Slow (milliseconds) for
    /// laws without a closed inverse; done once per run.
    pub fn new(delay: &Delay) -> Self {
        let curve = match &delay.law {
            Law::Fixed(x) => Curve::Constant(fixed(*x)),
            Law::Empirical(values) => {
                let allowed =
                    |x: &f64| *x >= delay.min.unwrap_or(f64::NEG_INFINITY) && *x <= delay.max.unwrap_or(f64::INFINITY);
                Curve::Steps(values.iter().copied().filter(allowed).map(fixed).collect())
            }
            _ => Curve::Tails(Tails::new(delay)),
        };
        Self { curve, planned: delay.planned }
    }

    /// Q(u) in steps of 2⁻³² day; never falls when `u40` rises.
    #[inline]
    fn quantile(&self, u40: u64) -> i64 {
        counts::look_up(self);
        match &self.curve {
            Curve::Constant(q) => *q,
            Curve::Steps(values) => values[((u128::from(u40) * values.len() as u128) >> 40) as usize],
            Curve::Tails(tails) => tails.quantile(u40),
        }
    }

    /// Every number that a draw can meet, in steps of 2⁻³² day: what two machines must agree on.
    pub fn entries(&self) -> &[i64] {
        match &self.curve {
            Curve::Constant(q) => std::slice::from_ref(q),
            Curve::Steps(values) => values,
            Curve::Tails(tails) => &tails.entries,
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

impl Tails {
    /// As fine as the law needs. Which laws need more than 32 cells is decided by the entries
    /// alone, so that a law has the same table wherever it is used.
    fn new(delay: &Delay) -> Self {
        let mut tails = Self::with(delay, FINE);
        while tails.fineness < FINEST && tails.is_too_bent(delay) {
            tails = Self::with(delay, tails.fineness + 1);
        }
        tails
    }

    fn with(delay: &Delay, fineness: u32) -> Self {
        let half = (OCTAVES << fineness) + 2;
        let levels = || (0..half).map(|i| level(i, fineness));
        let mut entries: Vec<i64> = levels().map(|t| fixed(delay.quantile(t, 1.0 - t))).collect();
        entries.extend(levels().map(|t| fixed(delay.quantile(1.0 - t, t))));
        Self { entries: entries.into(), half, fineness, cells: (1 << fineness) - 1 }
    }

    /// Whether a straight line between two entries strays too far from the curve. On evenly
    /// spaced entries it strays by an eighth of their second difference.
    fn is_too_bent(&self, delay: &Delay) -> bool {
        let start = fixed(delay.lower().min(0.0));
        self.entries.chunks(self.half).any(|half| {
            (1..half.len() - 2).filter(|i| i % (1 << self.fineness) != 0).any(|i| {
                let stray = (half[i - 1] - 2 * half[i] + half[i + 1]).abs() as f64 / 8.0;
                let size = (half[i - 1].min(half[i + 1]) - start) as f64;
                let share = if level(i, self.fineness) > 0.009 { INSIDE } else { BEYOND };
                stray > share * size + 1.0
            })
        })
    }

    /// Straight line between the entries around a level. This is most of what a draw costs, so that
    /// nothing is asked that need not be: which half is no branch (a coin's fall cannot be foretold),
    /// and what cannot overflow is not checked for it.
    #[inline]
    fn quantile(&self, u40: u64) -> i64 {
        // Counted from the nearer end, the level is t / 2⁴¹, t odd and below 2⁴⁰.
        let upper = (u40 >> 39).wrapping_neg();
        let half = (self.half as u64 & upper) as usize;
        let t = (u40 ^ (upper & ((1 << 40) - 1))) << 1 | 1;
        // In octave k, t lies in 2^(39-k) .. 2^(40-k).
        let octave = t.leading_zeros().wrapping_sub(24);
        if octave >= OCTAVES as u32 {
            return below_all(&self.entries[half..][..self.half], t);
        }
        // How far down from the octave's upper end, as a share of the octave in 2⁻⁶⁴: its first bits
        // are the cell, the others the part of the cell.
        let down = ((t << t.leading_zeros()).wrapping_neg() << 1).rotate_left(self.fineness);
        let cell = down & self.cells;
        let i = (octave as usize).wrapping_shl(self.fineness).wrapping_add(cell as usize).wrapping_add(half);
        let (from, to) = (self.entries[i], self.entries[i + 1]);
        // Rounded down, so that it never falls where from <= to. Entries are below 2⁵³.
        let twice = i128::from(to.wrapping_sub(from) << 1);
        from.wrapping_add((twice.wrapping_mul(i128::from((down ^ cell) >> 1)) >> 64) as i64)
    }
}

/// Below 2⁻²⁷: between the last regular level, 2⁻²⁷, and the lowest one.
#[cold]
fn below_all(half: &[i64], t: u64) -> i64 {
    let (from, to) = (half[half.len() - 1], half[half.len() - 2]);
    from + ((i128::from(to - from) * i128::from(t)) >> (40 - OCTAVES)) as i64
}

/// In steps of 2⁻³² day.
fn fixed(days: f64) -> i64 {
    (days.clamp(-LARGEST, LARGEST) * ONE).round() as i64
}

/// The level of entry `i` of a half table, from 1/2 downwards: within octave
/// *k* (from 2⁻¹⁻ᵏ to 2⁻²⁻ᵏ) the entries are evenly spaced; the last entry
/// stands at 2⁻⁴¹, the lowest level that a draw can have.
fn level(i: usize, fineness: u32) -> f64 {
    let (octave, cell) = ((i >> fineness) as i32, i & ((1 << fineness) - 1));
    if i == (OCTAVES << fineness) + 1 {
        return 0.5_f64.powi(41);
    }
    0.5_f64.powi(octave + 1) * (1.0 - cell as f64 / (2 << fineness) as f64)
}
