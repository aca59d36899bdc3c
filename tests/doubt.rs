//! The doubt about inputs: the range over the drivers against exact answers.

use std::sync::atomic::AtomicBool;

use drawdown::calendar::{Day, NEVER};
use drawdown::ensemble::{CHUNK, Job, Policies};
use drawdown::model::Model;
use drawdown::scenario::Scenario;
use drawdown::simulate::{Draw, PolicyLevel, Silent, Simulator, prepare};
use drawdown::stats::{Level, Z95};
use drawdown::streams::{Purpose, Streams};
use drawdown::studies::doubt::{self, DRAWS, Doubt, Spread};
use statrs::distribution::{Beta, Continuous, ContinuousCDF, Normal};

/// One site whose people drive out after a clearance that is exponential with mean
/// 10 days times the driver's factor f: asked for on day 0, W days of work are done
/// on day ceil(W), the drive takes a day, and the flight is on the day after. So
/// everybody is out on day ceil(W) + 2, and P(out by day D + 2 | f) = 1 − exp(−D / 10 f).
fn one_clearance(deadline: Day, driver: &str) -> String {
    let date = |day: Day| jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(i64::from(day))).unwrap();
    format!(
        r#"
        [mission]
        name = "one clearance"
        start = 2024-01-01
        deadline = {}
        horizon = {}
        [delay]
        clearance = {{ exponential = {{ mean = 10 }} }}
        [[site]]
        id = "post"
        people = {{ military = 10 }}
        begin = 2024-01-01
        self_move = {{ km_per_day = 60 }}
        lanes = [ {{ to = "port", road = {{ km = 60 }} }} ]
        [[site]]
        id = "port"
        begin = 2024-01-01
        [[gateway]]
        id = "port"
        exits = [ {{ id = "ship", air = {{ per_week = 7, seats = 100 }} }} ]
        {driver}
        "#,
        date(deadline),
        date(200),
    )
}

/// A lognormal factor with median 1 and this standard deviation of its logarithm.
fn driver(multiplies: &str, sigma: f64) -> String {
    let p90 = (sigma * Normal::standard().inverse_cdf(0.9)).exp();
    format!(
        "[[driver]]\nid = \"d\"\nmultiplies = [\"{multiplies}\"]\nfactor = {{ lognormal = {{ median = 1, p90 = {p90} }} }}"
    )
}

struct Case {
    scenario: Scenario,
    model: Model,
}

impl Case {
    fn new(text: &str) -> Self {
        let scenario = Scenario::parse(text, "case.toml").unwrap_or_else(|error| panic!("{error}"));
        let model = prepare(&scenario);
        Self { scenario, model }
    }

    fn study(&self, seed: u64, threads: usize, n: u64) -> Doubt {
        let job = Job {
            model: &self.model,
            watches: &[],
            policies: &Policies::only(PolicyLevel::Off),
            seed,
            chunk: CHUNK,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        doubt::run(&self.scenario, &job, n).expect("nobody stops it")
    }

    /// The headline's range.
    fn spread(&self, seed: u64, n: u64) -> Spread {
        self.study(seed, 0, n).spreads[0][0]
    }

    /// The headline's days inside each outer draw, as the study draws them.
    fn days(&self, seed: u64, inner: u64) -> Vec<Vec<Day>> {
        let mut simulator = Simulator::new(&self.model);
        let mut day = |k: u64, m: u64| {
            let draw = Draw::with_drivers(seed, k * inner + m, k);
            simulator.replay_drawn(draw, PolicyLevel::Off, &mut Silent).milestones[0]
        };
        (0..DRAWS).map(|k| (0..inner).map(|m| day(k, m)).collect()).collect()
    }
}

/// The expectation of g(u) for the `rank`-th smallest of `n` uniform numbers u,
/// which is Beta(rank, n + 1 − rank).
fn of_rank(rank: u64, n: u64, g: impl Fn(f64) -> f64) -> f64 {
    let beta = Beta::new(rank as f64, (n + 1 - rank) as f64).unwrap();
    let steps = 20_000;
    let at = |i: usize| (i as f64 + 0.5) / steps as f64;
    (0..steps).map(|i| g(at(i)) * beta.pdf(at(i))).sum::<f64>() / steps as f64
}

#[test]
fn without_drivers_the_range_has_no_width_and_nothing_is_replayed() {
    let doubt = Case::new(&one_clearance(12, "")).study(1, 0, 10_000);
    assert_eq!((doubt.drivers, doubt.inner), (0, 0));
    assert_eq!(doubt.spreads, [[Spread { by_deadline: (0.0, 0.0), p80: None }]]);
    assert_eq!(doubt.design(), "doubt about inputs: no drivers");
}

#[test]
fn the_range_is_the_same_for_any_threads() {
    let case = Case::new(&one_clearance(12, &driver("delay.clearance", 0.5)));
    let one = case.study(1, 1, 10_000);
    assert_eq!(one.inner, 40);
    assert_eq!(one, case.study(1, 2, 10_000));
    assert_eq!(one, case.study(1, 8, 10_000));
    assert_ne!(one, case.study(2, 8, 10_000), "another seed draws others");
}

#[test]
fn a_small_ensemble_has_no_range_unless_there_is_no_driver() {
    let with = Case::new(&one_clearance(12, &driver("delay.clearance", 0.5))).study(1, 0, 9_999);
    assert_eq!((with.inner, with.spread(0, 0)), (0, None));
    assert_eq!(with.design(), "doubt about inputs: not made, as it needs 10000 replications or more");
    let without = Case::new(&one_clearance(12, "")).study(1, 0, 1);
    assert_eq!(without.spread(0, 0), Some(Spread { by_deadline: (0.0, 0.0), p80: None }));
}

#[test]
fn what_the_text_says_of_a_range_without_any_true_width_is_so() {
    // 5,000 studies of plain coins: 100 draws of 40, P one half whatever the draw.
    let streams = Streams::new(1, 0, 0);
    let coins = |draw: u64| {
        let bits = streams.bits(Purpose::Driver, 0, draw);
        (0..40).map(|i| if bits >> i & 1 == 1 { 1 } else { 3 }).collect()
    };
    let width = |study: u64| {
        let draws: Vec<Vec<Day>> = (study * DRAWS..(study + 1) * DRAWS).map(coins).collect();
        let spread = doubt::spread(&draws, 2, 9);
        spread.by_deadline.1 - spread.by_deadline.0
    };
    let mut widths: Vec<f64> = (0..5_000).map(width).collect();
    widths.sort_by(f64::total_cmp);
    // V / S² is 0 ± sqrt(2 / 99) = 0.142, about normal, so that sqrt(max(0, .)) is on average 0.41 sqrt(0.142) =
    // 0.155, and at its 95 % level sqrt(1.645 × 0.142) = 0.48; the uncorrected width is 2 × 1.645 sqrt(1 / 160) =
    // 0.26: 4.0 and 12.6 points, and nothing in half of the cases. (20,000 studies: 3.9, 12.9, 52 %.)
    let mean = widths.iter().sum::<f64>() / 5_000.0;
    let zero = widths.iter().filter(|width| **width == 0.0).count();
    // Standard errors of 5,000: 0.0007 (one width: 0.048), 0.0011 (binomial rank, density 2.7 at the level) and
    // 0.7 %. Four of each, and for the normal law and the steps of 1/40 the difference to 20,000: 1 in 5,000.
    assert!((mean - 0.040).abs() < 0.004, "{mean}");
    assert!((widths[4_749] - 0.126).abs() < 0.008, "{}", widths[4_749]);
    assert!((2_350..2_850).contains(&zero), "{zero}");
}

#[test]
fn a_driver_that_touches_nothing_widens_nothing_and_uncorrected_it_would() {
    // No site loads cargo. P(out by the deadline) is 1 − exp(−1), whatever the driver says.
    let case = Case::new(&one_clearance(12, &driver("delay.loading", 0.5)));
    let p = 1.0 - (-1.0_f64).exp();
    let (n, seeds) = (10_000, 1..=20);
    let inner = doubt::inner(n).unwrap() as f64;
    // The uncorrected range of the share of 40 is that of a binomial: ± 1.645 standard deviations.
    let raw_width = 2.0 * 1.645 * (p * (1.0 - p) / inner).sqrt();
    let width = |spread: Spread| spread.by_deadline.1 - spread.by_deadline.0;
    let widths: Vec<f64> = seeds.clone().map(|seed| width(case.spread(seed, n))).collect();
    let uncorrected: Vec<f64> = seeds
        .map(|seed| {
            let shares = case.days(seed, inner as u64).into_iter();
            let mut shares: Vec<f64> =
                shares.map(|days| days.iter().filter(|day| **day <= 12).count() as f64 / inner).collect();
            shares.sort_by(f64::total_cmp);
            shares[94] - shares[4]
        })
        .collect();
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    // One uncorrected width has a standard deviation of 0.023 (each end sqrt(0.05 × 0.95 / 100) / 0.103 × 0.076),
    // so that the mean of 20 lies within 0.02 but for 1 in 10,000; the steps of 1/40 may add 0.025.
    assert!((mean(&uncorrected) - raw_width).abs() < 0.045, "{uncorrected:?} against {raw_width}");
    // The estimate of the variance between draws is 0 ± 0.14 of the noise (a chi-square of 99 degrees), so that
    // half of the widths are exactly 0: of 20 at least 3, but for 1 in 5,000 (binomial of 1/2). The mean of
    // sqrt(max(0, .)) is 0.16 ± 0.04 of the uncorrected width: four tenths are six standard deviations away.
    assert!(widths.iter().filter(|width| **width == 0.0).count() >= 3, "{widths:?}");
    assert!(mean(&widths) < 0.4 * raw_width, "{widths:?}");
}

#[test]
fn with_one_driver_the_range_of_the_probability_is_exact() {
    // P given f is 1 − exp(−1 / f), falling in f; f lognormal, so that its quantiles are exp(σ z).
    let (sigma, deadline) = (0.6, 12);
    let case = Case::new(&one_clearance(deadline, &driver("delay.clearance", sigma)));
    let p = |u: f64| 1.0 - (-1.0 / (sigma * Normal::standard().inverse_cdf(1.0 - u)).exp()).exp();
    // P rises with u; its mean over f, and the 5th and 95th of 100 draws.
    let steps = 100_000;
    let mean = (0..steps).map(|i| p((f64::from(i) + 0.5) / f64::from(steps))).sum::<f64>() / f64::from(steps);
    let (low, high) = (of_rank(5, 100, p) - mean, of_rank(95, 100, p) - mean);
    // That is the true 90 % range (P at f95 and f05), up to what 100 draws allow.
    assert!((p(0.05) - mean - low).abs() < 0.01 && (p(0.95) - mean - high).abs() < 0.01);
    let seeds = 20;
    let spreads: Vec<Spread> = (1..=seeds).map(|seed| case.spread(seed, 10_000)).collect();
    let average = |end: fn(&Spread) -> f64| spreads.iter().map(end).sum::<f64>() / seeds as f64;
    let (ours_low, ours_high) = (average(|s| s.by_deadline.0), average(|s| s.by_deadline.1));
    // One end scatters by about 0.03 (the 5th of 100 draws, and the mean of 100 that is taken from it); the
    // mean of 20 by 0.007: 4 standard deviations are 0.03, 1 in 8,000 for both ends.
    assert!((ours_low - low).abs() < 0.03, "{ours_low} against {low}");
    assert!((ours_high - high).abs() < 0.03, "{ours_high} against {high}");
    // Seed 1 alone sees the true range of 0.62 within a fifth: three standard deviations, 1 in 400.
    let width = spreads[0].by_deadline.1 - spreads[0].by_deadline.0;
    assert!((width / (p(0.95) - p(0.05)) - 1.0).abs() < 0.2, "{width}");
}

#[test]
fn with_one_driver_the_range_of_the_date_is_exact() {
    // The 80 % quantile of an exponential law of mean 10 f is 10 f ln 5; people are out 2 days later, and
    // rounding up adds half a day on average. The 80th of 100 draws, which is the statistic, is on
    // average 10 f (1/21 + ... + 1/100): the harmonic sum of an exponential order statistic (Rényi 1953).
    let sigma = 0.5;
    let case = Case::new(&one_clearance(12, &driver("delay.clearance", sigma)));
    let sum: f64 = (21..=100).map(|i| 1.0 / f64::from(i)).sum();
    assert!((sum - 5.0_f64.ln()).abs() < 0.03);
    let day = |u: f64| 10.0 * sum * (sigma * Normal::standard().inverse_cdf(u)).exp() + 2.5;
    let (low, high) = (of_rank(5, 100, day), of_rank(95, 100, day));
    let seeds = 12;
    let dates: Vec<(Day, Day)> = (1..=seeds).map(|seed| case.spread(seed, 25_000).p80.unwrap()).collect();
    let average = |end: fn(&(Day, Day)) -> Day| dates.iter().map(|d| f64::from(end(d))).sum::<f64>() / seeds as f64;
    let (early, late) = (average(|d| d.0), average(|d| d.1));
    // A level of the 5th of 100 scatters by 0.022; there a day's change with the level is 10 sum σ f / 0.103,
    // 34 and 178 days: 0.75 and 3.9 days for one seed, and inner noise (2 days times f) is shrunk out.
    // For the mean of 12 seeds four standard deviations are 1.1 and 4.8 days: 1 in 8,000.
    assert!((early - low).abs() < 1.1, "{early} against {low}");
    assert!((late - high).abs() < 4.8, "{late} against {high}");
}

#[test]
fn a_date_beyond_the_horizon_is_no_date() {
    // Ten times the clearance, in most draws far more than the 200 days that are simulated.
    let text = one_clearance(12, &driver("delay.clearance", 0.5)).replace("mean = 10", "mean = 4000");
    let (early, late) = Case::new(&text).spread(1, 10_000).p80.unwrap();
    assert_eq!((early, late), (NEVER, NEVER));
}

#[test]
fn a_date_that_is_beyond_the_horizon_in_half_of_the_draws_has_a_lower_end_only() {
    // As above with a mean of 124 days: given f, the date is 124 f sum + 2.5, which is 201 f and thus beyond
    // the horizon of 200 in about half of the draws.
    let sigma = 0.5;
    let text = one_clearance(12, &driver("delay.clearance", sigma)).replace("mean = 10", "mean = 124");
    let case = Case::new(&text);
    let sum: f64 = (9..=40).map(|i| 1.0 / f64::from(i)).sum();
    let day = |u: f64| 124.0 * sum * (sigma * Normal::standard().inverse_cdf(u)).exp() + 2.5;
    assert!((day(0.5) - 200.0).abs() < 8.0);
    let seeds = 12;
    let dates: Vec<(Day, Day)> = (1..=seeds).map(|seed| case.spread(seed, 10_000).p80.unwrap()).collect();
    assert!(dates.iter().all(|(_, late)| *late == NEVER), "{dates:?}");
    let early = dates.iter().map(|dates| f64::from(dates.0)).sum::<f64>() / seeds as f64;
    // The 5th of 100 levels scatters by 0.022, which is 0.21 standard deviations or 9 days here, and the noise
    // that is shrunk out leaves about 10: the mean of 12 seeds 3. Four of those and 2 days for what shrinking a
    // law that is not normal leaves: 1 in 16,000.
    let low = of_rank(5, 100, day);
    assert!((early - low).abs() < 14.0, "{early} against {low}");
}

#[test]
fn the_inner_replications_of_the_first_draw_are_the_ordinary_ones_with_its_drivers() {
    let case = Case::new(&one_clearance(12, &driver("delay.clearance", 0.5)));
    let mut simulator = Simulator::new(&case.model);
    let ordinary = simulator.replay(1, 0, PolicyLevel::Off, &mut Silent);
    assert_eq!(ordinary, simulator.replay_drawn(Draw::with_drivers(1, 0, 0), PolicyLevel::Off, &mut Silent));
    // Replication 7 under the drivers of 0 draws its own clearance: longer times the same factor is still longer.
    let days = case.days(1, 40);
    assert!(days[0].iter().any(|day| *day != days[0][0]));
}

#[test]
fn the_levels_are_those_that_the_text_names() {
    assert_eq!((Level::P05.rank(DRAWS), Level::P95.rank(DRAWS)), (5, 95));
    assert!((Normal::standard().inverse_cdf(0.975) - Z95).abs() < 1e-12);
}
