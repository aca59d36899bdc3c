//! Published figures against the ensemble: PIT, bands, CRPS.
//!
//! A figure is a closed interval [a, b] of Y = X + e, with X what the model
//! counts and e the figure's declared error, uniform on −k..=k. A doubtful as-of
//! date makes X an equal mixture over its days (its counts are added up).
//!
//! Plain data in, numbers out: [`energy`] scores whole curves, [`mod@inside`] counts
//! figures inside their bands, [`sampled`] takes replications one by one. Every
//! formula with its source is in `docs/scores.md`.

use crate::scenario::Interval;

pub mod energy;
pub mod inside;
mod law;
pub mod sampled;

pub use inside::{Figure, inside, p_value, reference};
pub use law::Law;

/// The distribution of a counted quantity: how often each value came.
pub struct Counted<'a> {
    /// By value, from 0.
    pub counts: &'a [u64],
    pub error: u32,
}

/// How a figure compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Score {
    /// F(a − 1) and F(b) of Y: the PIT lies between them.
    Pit { low: f64, high: f64 },
    /// A pure bound: the probability that it holds.
    Bound { holds: f64 },
}

impl Counted<'_> {
    fn n(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The PIT pair of an interval, or the probability of a bound. `None`
    /// without replications, or without an interval.
    pub fn score(&self, value: Interval) -> Option<Score> {
        if self.n() == 0 {
            return None;
        }
        let f = Law::new(self);
        match (value.at_least, value.at_most) {
            (Some(a), Some(b)) => Some(Score::Pit { low: f.cdf(a - 1), high: f.cdf(b) }),
            (Some(a), None) => Some(Score::Bound { holds: 1.0 - f.cdf(a - 1) }),
            (None, Some(b)) => Some(Score::Bound { holds: f.cdf(b) }),
            (None, None) => None,
        }
    }

    /// Continuous ranked probability score at `y`: Σ (F(z) − 1{z ≥ y})² over whole
    /// numbers z (Gneiting & Raftery 2007, eq. 20, for a law on whole numbers).
    pub fn crps(&self, y: i64) -> Option<f64> {
        if self.n() == 0 {
            return None;
        }
        let f = Law::new(self);
        let k = i64::from(self.error);
        let from = (-k).min(y);
        let to = (self.counts.len() as i64 + k).max(y);
        Some((from..=to).map(|z| (f.cdf(z) - f64::from(u8::from(z >= y))).powi(2)).sum())
    }

    /// The smallest value whose cumulative count reaches the level, of X itself.
    pub fn quantile(&self, level: crate::stats::Level) -> Option<usize> {
        let n = self.n();
        let mut cumulative = 0;
        self.counts.iter().position(|&count| {
            cumulative += count;
            count > 0 && level.reached(cumulative, n)
        })
    }
}

impl Score {
    /// One point inside the PIT pair, for histograms of figures that fall on whole
    /// numbers: low + u (high − low), uniform if the model is right and `u` is
    /// (the randomised PIT of Czado, Gneiting & Held 2009).
    pub fn point(&self, u: f64) -> Option<f64> {
        match *self {
            Self::Pit { low, high } => Some(low + u * (high - low)),
            Self::Bound { .. } => None,
        }
    }

    /// Whether the PIT pair meets the central band with `tail` on either side.
    pub fn inside(&self, tail: f64) -> Option<bool> {
        match *self {
            Self::Pit { low, high } => Some(high >= tail && low <= 1.0 - tail),
            Self::Bound { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(a: i64, b: i64) -> Interval {
        Interval { at_least: Some(a), at_most: Some(b) }
    }

    #[test]
    fn crps_of_a_degenerate_ensemble_is_the_absolute_error() {
        let counted = Counted { counts: &[0, 0, 0, 7], error: 0 };
        for y in [-2, 0, 3, 10] {
            assert_eq!(counted.crps(y), Some((y - 3).abs() as f64));
        }
    }

    #[test]
    fn crps_of_two_values_follows_the_energy_form() {
        // X = 0 or 4, each one half: E|X − 1| − E|X − X'|/2 = (1 + 3)/2 − (4/2)/2 = 1.
        let counted = Counted { counts: &[1, 0, 0, 0, 1], error: 0 };
        assert_eq!(counted.crps(1), Some(1.0));
    }

    #[test]
    fn pit_pairs_are_exact_on_a_small_case() {
        // Values 0, 1, 1, 2: F(0) = 1/4, F(1) = 3/4.
        let counted = Counted { counts: &[1, 2, 1], error: 0 };
        assert_eq!(counted.score(interval(1, 1)), Some(Score::Pit { low: 0.25, high: 0.75 }));
        let bound = Interval { at_least: Some(2), at_most: None };
        assert_eq!(counted.score(bound), Some(Score::Bound { holds: 0.25 }));
    }

    #[test]
    fn a_declared_error_widens_the_law() {
        // X = 5, e in {-1, 0, 1}: P(Y <= 4) = 1/3.
        let counted = Counted { counts: &[0, 0, 0, 0, 0, 1], error: 1 };
        let Some(Score::Pit { low, high }) = counted.score(interval(5, 5)) else { panic!("not a bound") };
        assert!((low - 1.0 / 3.0).abs() < 1e-15 && (high - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn a_figure_beside_the_band_is_outside() {
        let mut counts = vec![1; 100];
        counts.push(0);
        let counted = Counted { counts: &counts, error: 0 };
        assert_eq!(counted.score(interval(3, 3)).unwrap().inside(0.05), Some(false));
        assert_eq!(counted.score(interval(4, 4)).unwrap().inside(0.05), Some(true));
        assert_eq!(counted.score(interval(95, 95)).unwrap().inside(0.05), Some(true));
        assert_eq!(counted.score(interval(96, 96)).unwrap().inside(0.05), Some(false));
    }
}
