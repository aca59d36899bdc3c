//! Shares of a variance by pick-freeze: numbers in, numbers out.
//!
//! A and B are runs with independent inputs; in a third run one group of inputs
//! is that of A and all others are those of B. Then the correlation of the third
//! run with A is the group's first-order share, and 1 less its correlation with B
//! the group's total share (Homma & Saltelli 1996; Jansen 1999).

use crate::streams::{self, Purpose, Streams};

/// Resamples of the bootstrap.
const RESAMPLES: u64 = 200;

/// The shares of one group, each with its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// What the group decides alone. An estimate may be slightly negative.
    pub first: f64,
    pub first_se: f64,
    /// What it decides alone or together with others.
    pub total: f64,
    pub total_se: f64,
}

/// The shares of every group; `runs` are A, B, and one run for each group. `None`
/// where what they measure does not vary.
///
/// The standard errors are those of a bootstrap over replications, keyed by `seed`.
pub fn all(seed: u64, runs: &[Vec<f64>]) -> Option<Vec<Share>> {
    let [a, b, taken @ ..] = runs else { return None };
    let n = a.len();
    let estimates = |rows: &[usize]| -> Option<Vec<(f64, f64)>> {
        let of_group = |run: &Vec<f64>| Some((correlation(a, run, rows)?, 1.0 - correlation(b, run, rows)?));
        correlation(a, b, rows)?;
        taken.iter().map(of_group).collect()
    };
    let own = estimates(&(0..n).collect::<Vec<_>>())?;
    let owner = streams::owner("bootstrap", "ledger");
    let resampled: Vec<Vec<(f64, f64)>> = (0..RESAMPLES)
        .filter_map(|resample| {
            let streams = Streams::new(seed, resample, resample);
            let row = |i| streams::one_of(streams.bits(Purpose::Bootstrap, owner, i), n as u64) as usize;
            estimates(&(0..n as u64).map(row).collect::<Vec<_>>())
        })
        .collect();
    let share = |(group, (first, total)): (usize, (f64, f64))| Share {
        first,
        first_se: deviation(resampled.iter().map(|resample| resample[group].0)),
        total,
        total_se: deviation(resampled.iter().map(|resample| resample[group].1)),
    };
    Some(own.into_iter().enumerate().map(share).collect())
}

/// The correlation of two runs with the same distribution, over these rows: mean
/// and variance are those of both together (Janon et al. 2014).
/// `None` where nothing varies.
pub fn correlation(x: &[f64], y: &[f64], rows: &[usize]) -> Option<f64> {
    let n = rows.len() as f64;
    let sum = |of: fn(f64, f64) -> f64| rows.iter().map(|&row| of(x[row], y[row])).sum::<f64>() / n;
    let mean = sum(|x, y| (x + y) / 2.0);
    let variance = sum(|x, y| (x * x + y * y) / 2.0) - mean * mean;
    // Below this it is rounding.
    (variance > 1e-12 * mean * mean).then(|| (sum(|x, y| x * y) - mean * mean) / variance)
}

/// The standard deviation of these numbers; 0 for fewer than two.
fn deviation(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = numbers.clone().count() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = numbers.clone().sum::<f64>() / n;
    (numbers.map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}
