//! Doubt about inputs: how far a probability or a date would move if the drivers
//! were known (`docs/doubt.md`).
//!
//! A two-level design. Each of [`DRAWS`] outer draws fixes the drivers; inner
//! replications draw everything else anew, with numbers of their own, so that
//! what is random inside one outer draw is independent of the others. The spread
//! of a statistic over the outer draws is that of its true value plus the inner
//! noise; the noise is estimated and taken out. It is neither simulation error
//! nor a band: more replications do not make it smaller, and it says nothing of
//! what luck does once the drivers are known.

use crate::calendar::{Day, NEVER};
use crate::ensemble::{Interrupted, Job, replays};
use crate::scenario::Scenario;
use crate::simulate::{Draw, Silent};
use crate::stats::Level;

/// Outer draws: driver replications 0 to 99.
pub const DRAWS: u64 = 100;
/// Smaller ensembles have no study: with fewer than 40 replications inside each
/// draw a range is mostly noise, and the quantile behind a date lies too low.
pub const LEAST: u64 = 10_000;
/// The range goes between these levels of the outer draws.
const RANGE: (Level, Level) = (Level::P05, Level::P95);
/// The level of the date.
const DATE: Level = Level::P80;

/// What the drivers do to every milestone under every policy of the job.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    pub drivers: usize,
    /// Replications inside each outer draw; 0 without drivers, or without a study.
    pub inner: u64,
    /// By policy of the job, then by milestone; empty where the ensemble was too
    /// small for a study.
    pub spreads: Vec<Vec<Spread>>,
}

/// The 90 % range over the drivers of one milestone under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Share by the deadline: what is added to the ensemble's own estimate at the
    /// lower and the upper end.
    pub by_deadline: (f64, f64),
    /// The p80 day; [`NEVER`]: after the horizon. `None` without drivers.
    pub p80: Option<(Day, Day)>,
}

impl Doubt {
    /// `None`: the ensemble was too small for a study.
    pub fn spread(&self, policy: usize, milestone: usize) -> Option<Spread> {
        self.spreads.get(policy).map(|milestones| milestones[milestone])
    }

    /// The design in words, as the manifest has it.
    pub fn design(&self) -> String {
        match self.drivers {
            0 => "doubt about inputs: no drivers".into(),
            _ if self.spreads.is_empty() => {
                format!("doubt about inputs: not made, as it needs {LEAST} replications or more")
            }
            1 => format!("doubt about inputs: {DRAWS} draws of 1 driver x {} replications", self.inner),
            n => format!("doubt about inputs: {DRAWS} draws of {n} drivers x {} replications", self.inner),
        }
    }
}

/// Replications inside each outer draw, for an ensemble of `n`: about n / 250,
/// even, from 40 to 200; `None` below [`LEAST`].
///
/// ```
/// use drawdown::studies::doubt::inner;
/// assert_eq!((inner(9_999), inner(10_000), inner(1_000_000)), (None, Some(40), Some(200)));
/// ```
pub fn inner(n: u64) -> Option<u64> {
    (n >= LEAST).then(|| (n / 500 * 2).min(200))
}

/// Makes the study beside an ensemble of `n` replications.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64) -> Result<Doubt, Interrupted> {
    let (n_policies, n_milestones) = (job.policies.levels.len(), job.model.milestones.len());
    let drivers = scenario.drivers.len();
    if drivers == 0 {
        return Ok(Doubt { drivers, inner: 0, spreads: vec![vec![Spread::default(); n_milestones]; n_policies] });
    }
    let Some(inner) = inner(n) else { return Ok(Doubt { drivers, inner: 0, spreads: vec![] }) };
    let days = days(job, inner)?;
    let spread = |policy: usize, milestone: usize| {
        let draws = days.chunks(inner as usize).map(|draw| {
            let of_draw: Vec<Day> = draw.iter().map(|one| one[policy * n_milestones + milestone]).collect();
            of_draw
        });
        spread(&draws.collect::<Vec<_>>(), job.model.deadline, job.model.horizon)
    };
    let spreads = (0..n_policies).map(|policy| (0..n_milestones).map(|m| spread(policy, m)).collect()).collect();
    Ok(Doubt { drivers, inner, spreads })
}

/// The days of all milestones under all policies, by inner replication, those of
/// one outer draw after the other.
fn days(job: &Job, inner: u64) -> Result<Vec<Vec<Day>>, Interrupted> {
    replays(job, 0..DRAWS * inner, |simulator, number| {
        let draw = Draw::with_drivers(job.seed, number, number / inner);
        let mut days = Vec::with_capacity(job.policies.levels.len() * job.model.milestones.len());
        simulator.under_policies_drawn(draw, &job.policies.levels, 0, &mut Silent, |_, outcome, _| {
            days.extend_from_slice(&outcome.milestones);
        });
        days
    })
}

/// The ranges of one milestone; `draws` holds its days by outer draw.
pub fn spread(draws: &[Vec<Day>], deadline: Day, horizon: Day) -> Spread {
    let shares: Vec<f64> = draws.iter().map(|days| share(days, deadline)).collect();
    let noise = mean(shares.iter().zip(draws).map(|(t, days)| t * (1.0 - t) / (days.len().max(2) - 1) as f64));
    let (low, high) = range(&shares, variance(&shares) - noise);
    let centre = mean(shares.iter().copied());
    // An uncertain day that is never reached counts as the one after the horizon.
    let p80 = |days: Vec<Day>| f64::from(quantile(days.into_iter().map(|day| day.min(horizon + 1)), DATE));
    let half = |days: &[Day], first: usize| p80(days.iter().skip(first).step_by(2).copied().collect());
    let halves: Vec<(f64, f64)> = draws.iter().map(|days| (half(days, 0), half(days, 1))).collect();
    let dates: Vec<f64> = draws.iter().map(|days| p80(days.clone())).collect();
    let (early, late) = range(&dates, covariance(&halves));
    // An end that was censored before shrinking stays so: its day is not known, and shrinking would move it
    // to one within the horizon.
    let day = |raw: f64, date: f64| {
        if raw.max(date.round()) > f64::from(horizon) { NEVER } else { date.round() as Day }
    };
    let raw = ends(&dates);
    Spread { by_deadline: (low - centre, high - centre), p80: Some((day(raw.0, early), day(raw.1, late))) }
}

/// The 5 % and 95 % quantiles (type 1) of a statistic over the outer draws after
/// its noise has been shrunk out: mean + ρ (T − mean), ρ² = `between` / Var T.
///
/// `between` is an estimate of the variance of the statistic's true value;
/// it may come out negative by chance, and is then taken as 0.
fn range(statistic: &[f64], between: f64) -> (f64, f64) {
    let (mean, all) = (mean(statistic.iter().copied()), variance(statistic));
    let rho = if all > 0.0 { (between.max(0.0) / all).sqrt().min(1.0) } else { 0.0 };
    let (low, high) = ends(statistic);
    (mean + rho * (low - mean), mean + rho * (high - mean))
}

/// The 5 % and 95 % quantiles (type 1).
fn ends(statistic: &[f64]) -> (f64, f64) {
    let mut sorted = statistic.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |level: Level| sorted[level.rank(sorted.len() as u64) as usize - 1];
    (at(RANGE.0), at(RANGE.1))
}

fn share(days: &[Day], deadline: Day) -> f64 {
    days.iter().filter(|&&day| day <= deadline).count() as f64 / days.len() as f64
}

/// Type 1, as everywhere: a day that occurred.
fn quantile(days: impl Iterator<Item = Day>, level: Level) -> Day {
    let mut days: Vec<Day> = days.collect();
    days.sort_unstable();
    days[level.rank(days.len() as u64) as usize - 1]
}

fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = numbers.len() as f64;
    numbers.sum::<f64>() / n
}

fn variance(numbers: &[f64]) -> f64 {
    covariance(&numbers.iter().map(|&x| (x, x)).collect::<Vec<_>>())
}

/// Over n − 1.
fn covariance(pairs: &[(f64, f64)]) -> f64 {
    let (a, b) = (mean(pairs.iter().map(|pair| pair.0)), mean(pairs.iter().map(|pair| pair.1)));
    pairs.iter().map(|pair| (pair.0 - a) * (pair.1 - b)).sum::<f64>() / (pairs.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_inner_replications_is_even_and_depends_on_n_alone() {
        assert_eq!([1, 9_999].map(inner), [None; 2]);
        assert_eq!([10_000, 10_499, 10_500, 50_000, 60_000].map(inner), [40, 40, 42, 200, 200].map(Some));
    }

    #[test]
    fn draws_that_are_certain_need_no_correction() {
        // 20 draws of 4 replications: the first 10 always by the deadline (day 5), the others never.
        let draws: Vec<Vec<Day>> = (0..20).map(|k| vec![if k < 10 { 5 } else { NEVER }; 4]).collect();
        let spread = spread(&draws, 5, 9);
        // Share 0 and 1 around the centre 1/2; days 5 and (after the horizon) 10.
        assert_eq!(spread, Spread { by_deadline: (-0.5, 0.5), p80: Some((5, NEVER)) });
    }

    #[test]
    fn noise_alone_has_no_width() {
        // 16 draws of 4 coins, each of the 16 outcomes once: the shares spread as the binomial
        // of 4 (variance 1/16, over 15 and not 16 draws 1/15); the noise is the mean of t (1 − t) / 3,
        // 1/16. What is left is 1/15 − 1/16 = 1/240, so that ρ² = (1/240) / (1/15) = 1/16.
        let coins = |k: u32| (0..4).map(|i| if k >> i & 1 == 1 { 1 } else { 3 }).collect();
        let draws: Vec<Vec<Day>> = (0..16).map(coins).collect();
        let spread = spread(&draws, 2, 9);
        // The extreme shares 0 and 1 are 1/2 from the centre, and a quarter of that remains.
        assert!((spread.by_deadline.0 + 0.125).abs() < 1e-12 && (spread.by_deadline.1 - 0.125).abs() < 1e-12);
        // The 80 % quantiles of the halves are day 1 in one of four cases, else day 3, and independent:
        // their covariance over all 16 cases is 0.
        let (early, late) = spread.p80.unwrap();
        assert_eq!(early, late);
    }

    #[test]
    fn a_quantile_is_a_value_that_occurred() {
        assert_eq!(quantile([4, 1, 3, 2, 5].into_iter(), Level::P80), 4);
        assert_eq!(quantile([7, 9].into_iter(), Level::P80), 9);
    }
}
