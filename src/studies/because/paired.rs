//! Statistics of one run beside those of another with the same luck, and how far
//! too few replications may have moved their difference.
//!
//! A bootstrap over replications (Efron 1979): a resample takes the same
//! replications from every run, so that a difference is resampled as a pair, and
//! an interval goes between the 2.5 % and the 97.5 % quantile over the resamples.

use crate::calendar::Day;
use crate::stats::Level;
use crate::streams::{self, Purpose, Streams};

/// Resamples of the bootstrap.
pub const RESAMPLES: usize = 1_000;

/// What one run came to, by replication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// The headline milestone, policy off; the horizon + 1 where it is not reached.
    pub days: Vec<Day>,
    /// Truckloads written off, policy as written.
    pub written_off: Vec<u32>,
}

/// The three statistics of a run, as whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Replications by the deadline.
    pub by_deadline: i64,
    /// The day at the 80 % quantile (type 1), restricted to the horizon + 1.
    pub p80: i64,
    /// Truckloads of all replications together.
    pub written_off: i64,
}

/// A difference, with the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Change {
    /// Between the quantiles over the resamples, and never without the value itself.
    pub fn new(value: f64, mut resampled: Vec<f64>) -> Self {
        resampled.sort_by(f64::total_cmp);
        let at =
            |level: Level| resampled.get(level.rank(resampled.len() as u64) as usize - 1).copied().unwrap_or(value);
        Self { value, low: at(Level::P02_5).min(value), high: at(Level::P97_5).max(value) }
    }

    /// The same in other units.
    #[must_use]
    pub fn over(self, n: u64) -> Self {
        let n = n as f64;
        Self { value: self.value / n, low: self.low / n, high: self.high / n }
    }
}

/// How often each resample takes each replication.
#[derive(Clone, Debug)]
pub struct Resamples(Vec<Vec<u16>>);

impl Resamples {
    /// Of `n` things, keyed by the seed and the name of the study.
    pub fn of(n: usize, seed: u64, study: &str) -> Self {
        let owner = streams::owner("bootstrap", study);
        let resample = |number: u64| {
            let streams = Streams::new(seed, number, number);
            let mut times = vec![0; n];
            for position in 0..n as u64 {
                times[streams::one_of(streams.bits(Purpose::Bootstrap, owner, position), n as u64) as usize] += 1;
            }
            times
        };
        Self((0..RESAMPLES as u64).map(resample).collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u16]> {
        self.0.iter().map(Vec::as_slice)
    }
}

/// The statistics of a run, and those of each resample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resampled {
    pub own: Statistics,
    pub each: Vec<Statistics>,
}

impl Resampled {
    pub fn new(column: &Column, deadline: Day, resamples: &Resamples) -> Self {
        let mut order: Vec<usize> = (0..column.days.len()).collect();
        order.sort_by_key(|&row| column.days[row]);
        let statistics = |times: &dyn Fn(usize) -> i64| column.statistics(&order, deadline, times);
        Self {
            own: statistics(&|_| 1),
            each: resamples.iter().map(|times| statistics(&|row| i64::from(times[row]))).collect(),
        }
    }

    /// What it has more of one statistic than `other`.
    pub fn less(&self, other: &Self, of: fn(&Statistics) -> i64) -> Change {
        let less = |a: &Statistics, b: &Statistics| (of(a) - of(b)) as f64;
        let each = self.each.iter().zip(&other.each).map(|(a, b)| less(a, b)).collect();
        Change::new(less(&self.own, &other.own), each)
    }

    /// How many days later its p80 is than that of `other`. `None` where one of the two lies after the
    /// `horizon`; an end of the interval is `None` where a resample there knows it to lie further out only.
    pub fn days_later(&self, other: &Self, horizon: Day) -> Option<(i64, Option<i64>, Option<i64>)> {
        let after = |statistics: &Statistics| statistics.p80 > i64::from(horizon);
        if after(&self.own) || after(&other.own) {
            return None;
        }
        let bound = |open: f64, is_open: fn(bool, bool) -> bool| {
            let one = |(a, b): (&Statistics, &Statistics)| {
                if is_open(after(a), after(b)) { open } else { (a.p80 - b.p80) as f64 }
            };
            self.each.iter().zip(&other.each).map(one).collect::<Vec<_>>()
        };
        let value = self.own.p80 - other.own.p80;
        let low = Change::new(value as f64, bound(f64::NEG_INFINITY, |_, other| other)).low;
        let high = Change::new(value as f64, bound(f64::INFINITY, |own, _| own)).high;
        let day = |end: f64| end.is_finite().then_some(end as i64);
        Some((value, day(low), day(high)))
    }
}

impl Column {
    /// `order` holds the replications by day; `times` says how often each counts.
    fn statistics(&self, order: &[usize], deadline: Day, times: impl Fn(usize) -> i64) -> Statistics {
        let rank = Level::P80.rank(order.len() as u64) as i64;
        let (mut statistics, mut passed) = (Statistics::default(), 0);
        for &row in order {
            let (day, times) = (self.days[row], times(row));
            if passed < rank {
                statistics.p80 = i64::from(day);
            }
            passed += times;
            if day <= deadline {
                statistics.by_deadline += times;
            }
            statistics.written_off += times * i64::from(self.written_off[row]);
        }
        statistics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(days: &[Day], written_off: &[u32]) -> Column {
        Column { days: days.to_vec(), written_off: written_off.to_vec() }
    }

    #[test]
    fn statistics_are_those_of_a_pocket_calculator() {
        // Five days: the 80 % quantile (type 1) is the fourth, 30; by day 30 four of five.
        let run = Resampled::new(&column(&[30, 10, 99, 20, 30], &[1, 0, 5, 0, 2]), 30, &Resamples::of(5, 1, "test"));
        assert_eq!(run.own, Statistics { by_deadline: 4, p80: 30, written_off: 8 });
    }

    #[test]
    fn a_resample_counts_as_many_as_there_are() {
        let resamples = Resamples::of(7, 1, "test");
        assert!(resamples.iter().all(|times| times.iter().map(|&t| u32::from(t)).sum::<u32>() == 7));
        assert_eq!(resamples.iter().count(), RESAMPLES);
        // And the quantile of a resample is that of the rows written out.
        let days = [30, 10, 99, 20, 30, 55, 41];
        let run = Resampled::new(&column(&days, &[0; 7]), 30, &resamples);
        for (times, statistics) in resamples.iter().zip(&run.each) {
            let mut drawn: Vec<Day> = days.iter().zip(times).flat_map(|(&day, &n)| vec![day; usize::from(n)]).collect();
            drawn.sort_unstable();
            assert_eq!(statistics.p80, i64::from(drawn[5]));
            assert_eq!(statistics.by_deadline, drawn.iter().filter(|day| **day <= 30).count() as i64);
        }
    }

    #[test]
    fn a_run_compared_with_itself_differs_by_exactly_nothing() {
        let run = Resampled::new(&column(&[3, 1, 9, 2], &[5, 0, 1, 7]), 2, &Resamples::of(4, 9, "test"));
        for of in [|s: &Statistics| s.by_deadline, |s: &Statistics| s.written_off] {
            assert_eq!(run.less(&run, of), Change::default());
        }
        assert_eq!(run.days_later(&run, 20), Some((0, Some(0), Some(0))));
    }

    #[test]
    fn a_date_after_the_horizon_leaves_that_side_open() {
        // Ten replications: in ours eight are out by day 5, the eighth being the p80, so that many a resample
        // has its p80 after the horizon (21): how late is not known.
        let ours = column(&[5, 5, 5, 5, 5, 5, 5, 5, 21, 21], &[0; 10]);
        let theirs = column(&[5; 10], &[0; 10]);
        let resamples = Resamples::of(10, 9, "test");
        let [ours, theirs] = [ours, theirs].map(|column| Resampled::new(&column, 9, &resamples));
        assert_eq!(ours.days_later(&theirs, 20), Some((0, Some(0), None)));
        assert_eq!(theirs.days_later(&ours, 20), Some((0, None, Some(0))));
        // With a horizon of 4 nobody is out within it.
        assert_eq!(ours.days_later(&theirs, 4), None);
    }
}
