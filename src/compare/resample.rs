//! A paired bootstrap: the same replications are taken for both scenarios and for
//! every row, and each resample is looked up by number (Efron & Tibshirani 1993,
//! chapters 8 and 13).

use crate::stats::Level;
use crate::streams::{self, Purpose, Streams};

/// Resamples of every interval.
pub const RESAMPLES: usize = 1_000;

/// How often each resample takes each replication.
pub struct Resamples {
    n: usize,
    /// By replication, then by resample. No replication is taken 256 times: among
    /// 10,000 it is taken once on average.
    times: Vec<u8>,
}

/// What one column comes to in every resample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resampled {
    pub sums: Vec<i64>,
    pub squares: Vec<i64>,
    /// By level, then by resample: quantiles of type 1.
    pub quantiles: Vec<Vec<i64>>,
}

impl Resamples {
    /// The resamples of the first `n` replications of a seed.
    pub fn new(seed: u64, n: usize) -> Self {
        let owner = streams::owner("bootstrap", "compare");
        let mut times = vec![0; n * RESAMPLES];
        for resample in 0..RESAMPLES {
            let streams = Streams::new(seed, resample as u64, resample as u64);
            for position in 0..n as u64 {
                let bits = streams.bits(Purpose::Bootstrap, owner, position);
                let replication = streams::one_of(bits, n as u64) as usize;
                times[replication * RESAMPLES + resample] += 1;
            }
        }
        Self { n, times }
    }

    /// How many replications there are.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Sums, sums of squares and quantiles of a column in every resample.
    ///
    /// The column is walked once in the order of its values, all resamples side by
    /// side: a resample's quantile is the value at which its count passes the rank.
    pub fn of(&self, values: &[i64], levels: &[Level]) -> Resampled {
        let ranks: Vec<u16> = levels.iter().map(|level| level.rank(self.n as u64) as u16).collect();
        let mut all = Resampled {
            sums: vec![0; RESAMPLES],
            squares: vec![0; RESAMPLES],
            quantiles: vec![vec![0; RESAMPLES]; levels.len()],
        };
        let mut order: Vec<usize> = (0..self.n).collect();
        order.sort_by_key(|&replication| values[replication]);
        let (mut counts, mut before) = (vec![0_u16; RESAMPLES], vec![0_u16; RESAMPLES]);
        for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
            counts.fill(0);
            for &replication in group {
                let times = &self.times[replication * RESAMPLES..][..RESAMPLES];
                // At most `n` in all, which fits: wrapping is only quicker.
                counts.iter_mut().zip(times).for_each(|(count, &times)| *count = count.wrapping_add(u16::from(times)));
            }
            all.add(values[group[0]], &counts, &before, &ranks);
            before.iter_mut().zip(&counts).for_each(|(before, &count)| *before = before.wrapping_add(count));
        }
        all
    }
}

impl Resampled {
    /// Adds a value that each resample holds so many times, after `before` smaller ones.
    fn add(&mut self, value: i64, counts: &[u16], before: &[u16], ranks: &[u16]) {
        for (sum, &count) in self.sums.iter_mut().zip(counts) {
            *sum += i64::from(count) * value;
        }
        for (squares, &count) in self.squares.iter_mut().zip(counts) {
            *squares += i64::from(count) * value * value;
        }
        for (quantiles, &rank) in self.quantiles.iter_mut().zip(ranks) {
            for ((quantile, &count), &before) in quantiles.iter_mut().zip(counts).zip(before) {
                if before < rank && before + count >= rank {
                    *quantile = value;
                }
            }
        }
    }

    /// n² times the variance in a resample (over n), exactly.
    pub fn variance(&self, resample: usize, n: usize) -> i128 {
        let sum = i128::from(self.sums[resample]);
        n as i128 * i128::from(self.squares[resample]) - sum * sum
    }
}

/// The 95 % percentile interval of a statistic: the 25th and the 976th of its
/// [`RESAMPLES`] values in order, so that 24 lie beyond either end. Fewer values, where
/// some resamples have none, are cut alike; `None` without any.
pub fn percentile<T: PartialOrd + Copy>(low: Vec<T>, high: Vec<T>) -> Option<(T, T)> {
    let at = |mut values: Vec<T>, from_the_end: bool| {
        values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let beyond = values.len() * 24 / RESAMPLES;
        if from_the_end { values.iter().rev().nth(beyond).copied() } else { values.get(beyond).copied() }
    };
    at(low, false).zip(at(high, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resample_takes_as_many_as_there_are() {
        let resamples = Resamples::new(7, 50);
        for resample in 0..RESAMPLES {
            let taken: u32 = (0..50).map(|i| u32::from(resamples.times[i * RESAMPLES + resample])).sum();
            assert_eq!(taken, 50);
        }
        let resampled = resamples.of(&[1; 50], &[Level::P50]);
        assert!(resampled.sums.iter().chain(&resampled.squares).all(|&sum| sum == 50));
    }

    #[test]
    fn a_resample_is_what_a_list_of_its_values_says() {
        let n = 31;
        let values: Vec<i64> = (0..n as i64).map(|i| i * 37 % 11 - 4).collect();
        let (resamples, levels) = (Resamples::new(3, n), [Level::P50, Level::P80]);
        let resampled = resamples.of(&values, &levels);
        for resample in 0..RESAMPLES {
            let times = |i: usize| usize::from(resamples.times[i * RESAMPLES + resample]);
            let mut list: Vec<i64> = (0..n).flat_map(|i| vec![values[i]; times(i)]).collect();
            list.sort_unstable();
            assert_eq!(resampled.sums[resample], list.iter().sum::<i64>());
            assert_eq!(resampled.squares[resample], list.iter().map(|v| v * v).sum::<i64>());
            for (quantiles, level) in resampled.quantiles.iter().zip(levels) {
                assert_eq!(quantiles[resample], list[level.rank(n as u64) as usize - 1]);
            }
        }
    }

    #[test]
    fn a_percentile_interval_leaves_24_of_a_thousand_beyond_either_end() {
        let values: Vec<u32> = (1..=1_000).rev().collect();
        assert_eq!(percentile(values.clone(), values), Some((25, 976)));
        assert_eq!(percentile::<u32>(vec![], vec![]), None);
    }
}
