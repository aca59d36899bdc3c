//! One quantity of two scenarios, replication by replication.

use crate::compare::resample::{RESAMPLES, Resampled, percentile};
use crate::compare::{Order, Resamples, Side, days, interval, policy, words};
use crate::ensemble::{Column, Kind};
use crate::results::{DifferenceRow, DistributionRow};
use crate::stats::Level;

/// One quantity of the base and of another scenario.
pub struct Pair<'a> {
    base: End<'a>,
    other: End<'a>,
    /// Other − base in every resample; `None`: the two are the same in every replication.
    change: Option<Resampled>,
}

/// The quantity in one of the two.
struct End<'a> {
    side: &'a Side,
    column: &'a Column,
    values: Vec<i64>,
    sorted: Vec<i64>,
    resampled: &'a Resampled,
}

impl<'a> End<'a> {
    fn new(side: &'a Side, index: usize) -> Self {
        let column = &side.columns.columns[index];
        let values = days(column);
        let mut sorted = values.clone();
        sorted.sort_unstable();
        Self { side, column, values, sorted, resampled: &side.resampled[index] }
    }

    fn mean(&self) -> f64 {
        self.values.iter().sum::<i64>() as f64 / self.values.len() as f64
    }

    /// Empty where it lies beyond the horizon.
    fn quantile(&self, level: Level) -> Option<i64> {
        let value = self.sorted[level.rank(self.sorted.len() as u64) as usize - 1];
        self.is_known(value).then_some(value)
    }

    fn is_known(&self, value: i64) -> bool {
        self.side.is_known(self.column.kind, value)
    }

    fn is_good(&self, replication: usize) -> bool {
        self.side.is_good(self.column.kind, self.values[replication])
    }

    fn probability(&self) -> f64 {
        let n = self.values.len();
        (0..n).filter(|&replication| self.is_good(replication)).count() as f64 / n as f64
    }
}

impl<'a> Pair<'a> {
    /// The column `index` of the base beside the column `at` of the other.
    pub fn new(base: &'a Side, index: usize, other: &'a Side, at: usize, resamples: &Resamples) -> Self {
        let (base, other) = (End::new(base, index), End::new(other, at));
        let changes: Vec<i64> = base.values.iter().zip(&other.values).map(|(base, other)| other - base).collect();
        let change = changes.iter().any(|&change| change != 0).then(|| resamples.of(&changes, &[]));
        Self { base, other, change }
    }

    fn n(&self) -> usize {
        self.base.values.len()
    }

    fn changes(&self) -> impl Iterator<Item = i64> + '_ {
        self.base.values.iter().zip(&self.other.values).map(|(base, other)| other - base)
    }

    /// The row of `differences.csv`; `t` is [`interval::students`] of the pairs.
    pub fn row(&self, t: f64) -> DifferenceRow {
        let (base, other) = (&self.base, &self.other);
        let (quantity, unit) = words(base.column.kind);
        let squares = self.changes().map(|d| i128::from(d) * i128::from(d)).sum();
        let (mean_change, mean_change_low, mean_change_high) =
            interval::mean(self.changes().sum(), squares, self.n(), t);
        let [p50, p80] = [0, 1].map(|level| self.quantile_change(level));
        let (probability_change_low, probability_change_high) = self.probability_change();
        let luck = Order::paired(&base.values, &other.values);
        let independent = Order::independent(&base.sorted, &other.sorted);
        let ratio = self.variance_ratio();
        DifferenceRow {
            scenario: other.side.name.clone(),
            base: base.side.name.clone(),
            quantity,
            id: base.column.id.clone(),
            policy: policy(base.column),
            unit,
            mean_base: base.mean(),
            mean_other: other.mean(),
            mean_change,
            mean_change_low,
            mean_change_high,
            p50_base: p50.base,
            p50_other: p50.other,
            p50_change: p50.change(),
            p50_change_low: p50.low,
            p50_change_high: p50.high,
            p80_base: p80.base,
            p80_other: p80.other,
            p80_change: p80.change(),
            p80_change_low: p80.low,
            p80_change_high: p80.high,
            probability_base: base.probability(),
            probability_other: other.probability(),
            probability_change: other.probability() - base.probability(),
            probability_change_low,
            probability_change_high,
            earlier: luck.earlier,
            same: luck.same,
            later: luck.later,
            independent_earlier: independent.earlier,
            independent_same: independent.same,
            independent_later: independent.later,
            variance_ratio: ratio.map(|ratio| ratio.0),
            variance_ratio_low: ratio.map(|ratio| ratio.1),
            variance_ratio_high: ratio.map(|ratio| ratio.2),
            probability_variance_ratio: self.probability_ratio(),
            replications: self.n() as u64,
        }
    }

    /// The change of a quantile, by its place in [`LEVELS`](crate::compare::LEVELS), with its interval: from
    /// the spread over the resamples, widened to their percentiles where days are far apart; these alone where the
    /// horizon cuts them off.
    fn quantile_change(&self, level: usize) -> Quantiles {
        let (base, other) = (&self.base, &self.other);
        let of = |end: &End| end.quantile(crate::compare::LEVELS[level]);
        if self.change.is_none() {
            let same = of(base);
            return Quantiles { base: same, other: of(other), low: same.map(|_| 0), high: same.map(|_| 0) };
        }
        let quantiles = base.resampled.quantiles[level].iter().zip(&other.resampled.quantiles[level]);
        // Beyond the horizon a day is only known to be the next one or later, so that the ends stay true: open
        // where nothing else can be said.
        let low = |(&b, &o): (&i64, &i64)| if base.is_known(b) { o - b } else { i64::MIN };
        let high = |(&b, &o): (&i64, &i64)| if other.is_known(o) { o - b } else { i64::MAX };
        let ends = percentile(quantiles.clone().map(low).collect(), quantiles.clone().map(high).collect());
        let (low, high) = ends.unwrap_or((i64::MIN, i64::MAX));
        let found = Quantiles {
            base: of(base),
            other: of(other),
            low: (low != i64::MIN).then_some(low),
            high: (high != i64::MAX).then_some(high),
        };
        let (Some(change), Some(_), Some(_)) = (found.change(), found.low, found.high) else { return found };
        let changes = quantiles.map(|(base, other)| other - base);
        let (least, most) = interval::whole(change, changes.clone());
        // Where days are far apart the spread says too little: then the percentiles count as well.
        let far_apart = interval::has_a_gap(changes.filter(|change| (low..=high).contains(change)));
        let ends = if far_apart { (low.min(least), high.max(most)) } else { (least, most) };
        Quantiles { low: Some(ends.0), high: Some(ends.1), ..found }
    }

    fn probability_change(&self) -> (f64, f64) {
        if self.change.is_none() && self.base.side.columns.deadline == self.other.side.columns.deadline {
            return (0.0, 0.0);
        }
        let pairs = (0..self.n()).map(|r| (self.base.is_good(r), self.other.is_good(r)));
        let count = |wanted| pairs.clone().filter(|pair| *pair == wanted).count() as u64;
        interval::probability(count((false, true)), count((true, false)), self.n() as u64)
    }

    /// The same for the two probabilities, from the four kinds of pairs.
    fn probability_ratio(&self) -> Option<f64> {
        let n = self.n() as i128;
        let count = |good: &dyn Fn(usize) -> bool| (0..self.n()).filter(|&r| good(r)).count() as i128;
        let (base, other) = (count(&|r| self.base.is_good(r)), count(&|r| self.other.is_good(r)));
        let unlike = count(&|r| self.base.is_good(r) != self.other.is_good(r));
        // n² times each variance, over n.
        ratio(n * unlike - (other - base).pow(2), base * (n - base) + other * (n - other))
    }

    /// Variance of the paired difference over the sum of the two variances, with its percentile interval.
    fn variance_ratio(&self) -> Option<(f64, f64, f64)> {
        let n = self.n();
        let sum = |values: &mut dyn Iterator<Item = i64>| {
            let (sum, squares) = values.fold((0_i128, 0_i128), |(sum, squares), value| {
                (sum + i128::from(value), squares + i128::from(value) * i128::from(value))
            });
            n as i128 * squares - sum * sum
        };
        let apart = sum(&mut self.base.values.iter().copied()) + sum(&mut self.other.values.iter().copied());
        let ratio = ratio(sum(&mut self.changes()), apart)?;
        let Some(change) = &self.change else { return Some((ratio, ratio, ratio)) };
        let (base, other) = (self.base.resampled, self.other.resampled);
        let ratios = (0..RESAMPLES)
            .filter_map(|r| self::ratio(change.variance(r, n), base.variance(r, n) + other.variance(r, n)))
            .collect::<Vec<f64>>();
        let (low, high) = percentile(ratios.clone(), ratios)?;
        Some((ratio, low, high))
    }

    /// The rows of `distribution.csv`, in the order of days.
    pub fn distribution(&self) -> Vec<DistributionRow> {
        let (base, other) = (&self.base, &self.other);
        let known = |(b, o): (&i64, &i64)| (o - b, base.is_known(*b) != other.is_known(*o));
        let mut changes: Vec<(i64, bool)> = base.values.iter().zip(&other.values).map(known).collect();
        changes.sort_unstable();
        let share = |count: usize| count as f64 / self.n() as f64;
        let row = |bar: &[(i64, bool)]| DistributionRow {
            scenario: other.side.name.clone(),
            milestone: base.column.id.clone(),
            policy: policy(base.column),
            days: bar[0].0,
            share: share(bar.len()),
            censored_share: share(bar.iter().filter(|(_, censored)| *censored).count()),
        };
        debug_assert_eq!(base.column.kind, Kind::Milestone);
        changes.chunk_by(|a, b| a.0 == b.0).map(row).collect()
    }
}

fn ratio(paired: i128, apart: i128) -> Option<f64> {
    (apart > 0).then(|| paired as f64 / apart as f64)
}

/// A quantile in both scenarios, and the ends of its change.
#[derive(Clone, Copy)]
struct Quantiles {
    base: Option<i64>,
    other: Option<i64>,
    low: Option<i64>,
    high: Option<i64>,
}

impl Quantiles {
    /// Empty where one of the two lies beyond the horizon.
    fn change(&self) -> Option<i64> {
        self.base.zip(self.other).map(|(base, other)| other - base)
    }
}
