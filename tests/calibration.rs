//! Calibration by construction: where the figures are drawn from the model itself,
//! everything that is said about them must come true.
//!
//! 200 synthetic missions are replications of another seed; what would have been
//! reported of each is scored against one ensemble. Each statistical test takes one
//! number a mission, so that its numbers are independent, and states how often it
//! would fail by chance. The same tests must find out a wrong model: its delays are
//! half as long.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::observations::{self, Watch};
use drawdown::scenario::Scenario;
use drawdown::score::energy::energy;
use drawdown::score::{Counted, Figure, Law, inside, p_value, reference, sampled};
use drawdown::simulate;
use drawdown::streams::{Purpose, Streams, level, owner};
use drawdown::studies::{Sample, sample};

const MISSIONS: u64 = 200;
const REPLICATIONS: u64 = 4_000;
/// The seeds of the ensemble and of the synthetic missions.
const MODEL: u64 = 11;
const TRUTH: u64 = 12;

const RIGHT: &str = "preparation = { gamma = { mean = 20, sd = 8 } }\nclearance = { lognormal = { median = 8, p90 = 20 } }\n\
                     transit = { triangular = { min = 4, mode = 10, max = 24 } }\nloading = { uniform = { min = 1, max = 3 } }";
const HALVED: &str = "preparation = { gamma = { mean = 10, sd = 4 } }\nclearance = { lognormal = { median = 4, p90 = 10 } }\n\
                      transit = { triangular = { min = 2, mode = 5, max = 12 } }\nloading = { uniform = { min = 0.5, max = 1.5 } }";

struct Mission {
    scenario: Scenario,
    model: Model,
    watches: Vec<Watch>,
}

impl Mission {
    fn new(delays: &str) -> Self {
        let text = include_str!("calibration/mission.toml").replace("\nDELAYS", &format!("\n{delays}"));
        let scenario = Scenario::parse(&text, "mission.toml").unwrap_or_else(|error| panic!("{error}"));
        let model = simulate::prepare(&scenario);
        let watches = observations::watches(&scenario, &model);
        Self { scenario, model, watches }
    }

    fn with_job<T>(&self, seed: u64, threads: usize, work: impl FnOnce(&Job) -> T) -> T {
        let policies = Policies::all();
        let (model, watches) = (&self.model, &self.watches[..]);
        let stop = AtomicBool::new(false);
        let chunk = ensemble::CHUNK;
        let (policies, stop, progress, each) = (&policies, &stop, &|_| {}, None);
        work(&Job { model, watches, policies, seed, chunk, threads, stop, progress, each })
    }

    fn ensemble(&self, seed: u64, n: u64) -> Ensemble {
        self.with_job(seed, 0, |job| ensemble::run(job, 0..n).expect("nobody stops it"))
    }

    fn sample(&self, seed: u64, n: u64) -> Sample {
        self.with_job(seed, 0, |job| sample::make(&self.scenario, job, n).expect("nobody stops it"))
    }

    /// The laws of what the model would publish.
    fn laws(&self) -> Vec<Law> {
        let ensemble = self.ensemble(MODEL, REPLICATIONS);
        let counts = self.scenario.observations.iter().zip(&ensemble.observed);
        counts.map(|(observation, counts)| Law::new(&Counted { counts, error: observation.error })).collect()
    }

    /// The published intervals of each synthetic mission: as wide as those of the scenario.
    fn published(&self) -> Vec<Vec<Figure>> {
        let sample = self.sample(TRUTH, MISSIONS);
        let around = |mission: usize, at: usize| self.figures()[at].around(sample.figures[at][mission].figure());
        (0..sample.n).map(|mission| (0..self.watches.len()).map(|at| around(mission, at)).collect()).collect()
    }

    fn figures(&self) -> Vec<Figure> {
        let figure = |value: drawdown::scenario::Interval| Figure {
            at_least: value.at_least.unwrap(),
            at_most: value.at_most.unwrap(),
        };
        self.scenario.observations.iter().map(|o| figure(o.value)).collect()
    }
}

/// A model and what it says of missions that are drawn from the right one.
struct Judged {
    mission: Mission,
    laws: Vec<Law>,
    sample: Sample,
}

impl Judged {
    fn new(delays: &str) -> Self {
        let mission = Mission::new(delays);
        let (laws, sample) = (mission.laws(), mission.sample(MODEL, sample::MOST));
        Self { mission, laws, sample }
    }

    /// One randomised PIT point a mission, of one figure.
    fn points(&self, at: usize) -> Vec<f64> {
        let key = owner("observation", &self.mission.scenario.observations[at].id);
        let missions = truth().iter().zip(0..);
        let point = |(figures, mission): (&Vec<Figure>, u64)| {
            let u = level(Streams::new(TRUTH, mission, mission).bits(Purpose::PitPoint, key, 0));
            // An interval is no random number: the point is that of the value in its middle.
            let middle = figures[at].middle();
            Figure { at_least: middle, at_most: middle }.pit(&self.laws[at]).point(u).unwrap()
        };
        missions.map(point).collect()
    }

    /// One p-value of the count inside the band a mission.
    fn p_values(&self, tail: f64) -> Vec<f64> {
        let own: Vec<Vec<i64>> = (0..self.laws.len()).map(|at| self.sample.of(at)).collect();
        let own: Vec<&[i64]> = own.iter().map(Vec::as_slice).collect();
        let reference = reference(&self.laws, &self.mission.figures(), &own, tail);
        let missions = truth().iter().zip(0..);
        let p = |(figures, mission): (&Vec<Figure>, u64)| {
            let u = level(Streams::new(TRUTH, mission, mission).bits(Purpose::TiePoint, owner("score", "test"), 0));
            p_value(&reference, inside(&self.laws, figures, tail), u).unwrap()
        };
        missions.map(p).collect()
    }
}

fn right() -> &'static Judged {
    static RIGHT_MODEL: OnceLock<Judged> = OnceLock::new();
    RIGHT_MODEL.get_or_init(|| Judged::new(RIGHT))
}

fn wrong() -> &'static Judged {
    static WRONG_MODEL: OnceLock<Judged> = OnceLock::new();
    WRONG_MODEL.get_or_init(|| Judged::new(HALVED))
}

/// What the synthetic missions published.
fn truth() -> &'static [Vec<Figure>] {
    static TRUE_FIGURES: OnceLock<Vec<Vec<Figure>>> = OnceLock::new();
    TRUE_FIGURES.get_or_init(|| Mission::new(RIGHT).published())
}

/// The largest distance between the distribution function of some numbers and that of a uniform one (Kolmogorov).
fn distance(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let gap = |(i, x): (usize, &f64)| (x - i as f64 / n).abs().max((x - (i + 1) as f64 / n).abs());
    sorted.iter().enumerate().map(gap).fold(0.0, f64::max)
}

/// At most so probable is a distance as large if the numbers are uniform: 2 exp(−2 n d²) (Dvoretzky, Kiefer &
/// Wolfowitz with Massart's constant, 1990). Where they were compared with an ensemble of m, n is n m / (n + m), as for two samples.
fn chance(distance: f64, m: u64) -> f64 {
    let n = (MISSIONS * m) as f64 / (MISSIONS + m) as f64;
    2.0 * (-2.0 * n * distance * distance).exp()
}

#[test]
fn the_bound_on_chance_is_that_of_the_textbook() {
    // The 1 % point of Kolmogorov's distance for large n is 1.63 / √n (Massey 1951, table 1: 1.63).
    assert!((chance(1.63 / 200_f64.sqrt(), 1 << 40) - 0.01).abs() < 2e-4);
    assert!((distance(&[0.1, 0.5, 0.9]) - 0.2333).abs() < 1e-4);
}

#[test]
fn pits_of_figures_drawn_from_the_model_are_uniform() {
    // One test a figure, four in all; each fails by chance in at most 1 of 10,000 seeds.
    for at in 0..right().laws.len() {
        let d = distance(&right().points(at));
        let id = &right().mission.scenario.observations[at].id;
        assert!(chance(d, REPLICATIONS) > 1e-4, "{id}: distance {d:.3}");
    }
}

#[test]
fn bands_cover_at_their_rate() {
    // Of 200 missions 100, 160 and 180, give or take so many: beyond it lies 5 in 100,000 of the binomial law (4.97e-5, 4.5e-5, 3.9e-5).
    for (tail, rate, tolerance) in [(0.25, 100, 28), (0.1, 160, 23), (0.05, 180, 18)] {
        for at in 0..right().laws.len() {
            let covered = right().points(at).iter().filter(|&&p| (tail..=1.0 - tail).contains(&p)).count() as i64;
            assert!((covered - rate).abs() <= tolerance, "figure {at}: {covered} of {MISSIONS}, not about {rate}");
        }
    }
}

#[test]
fn p_values_of_the_number_inside_are_uniform() {
    // Three tests; each fails by chance in at most 1 of 10,000 seeds. The reference has 2,000 replications.
    for tail in [0.25, 0.1, 0.05] {
        let d = distance(&right().p_values(tail));
        assert!(chance(d, sample::MOST) > 1e-4, "tail {tail}: distance {d:.3}");
    }
}

#[test]
fn pits_of_increments_are_uniform() {
    // What happened between the first and the third figure, one point a mission; fails by chance in at most 1 of 10,000 seeds.
    let between = |from: &[Figure]| from[2].middle() - from[0].middle();
    let [from, to] = [0, 2].map(|at| right().sample.of(at));
    let own: Vec<i64> = to.iter().zip(from).map(|(to, from)| to - from).collect();
    let missions = truth().iter().zip(0..);
    let point = |(figures, mission): (&Vec<Figure>, u64)| {
        let u =
            level(Streams::new(TRUTH, mission, mission).bits(Purpose::PitPoint, owner("observation", "between"), 0));
        sampled::pit(&own, between(figures), between(figures)).unwrap().point(u).unwrap()
    };
    let points: Vec<f64> = missions.map(point).collect();
    let p = chance(distance(&points), sample::MOST);
    assert!(p > 1e-4, "{p:.1e}");
}

#[test]
fn a_model_with_halved_delays_is_found_out_by_the_same_tests() {
    for at in 0..wrong().laws.len() {
        let p = chance(distance(&wrong().points(at)), REPLICATIONS);
        let id = &wrong().mission.scenario.observations[at].id;
        println!("{id}: p < {p:.1e}");
        assert!(p < 1e-9, "{id}: {p}");
    }
    for tail in [0.25, 0.1, 0.05] {
        let p_values = wrong().p_values(tail);
        let p = chance(distance(&p_values), sample::MOST);
        println!(
            "number inside, tail {tail}: p < {p:.1e}, {} of {MISSIONS} under 0.05",
            p_values.iter().filter(|p| **p < 0.05).count()
        );
        assert!(p < 1e-9, "tail {tail}: {p}");
    }
}

#[test]
fn what_is_reported_of_a_replication_is_what_the_ensemble_counts() {
    let mission = Mission::new(RIGHT);
    let n = 500;
    let (ensemble, sample) = (mission.ensemble(MODEL, n), mission.sample(MODEL, n));
    assert_eq!(sample.n as u64, n);
    for (at, watch) in mission.watches.iter().enumerate().filter(|(_, watch)| watch.from == watch.to) {
        let mut counts = vec![0; watch.largest as usize + 1];
        sample.figures[at].iter().for_each(|reported| counts[reported.value as usize] += 1);
        assert_eq!(counts, ensemble.observed[at], "{}", mission.scenario.observations[at].id);
    }
}

#[test]
fn doubtful_days_and_errors_are_drawn_alike() {
    let sample = &right().sample;
    let (from, k) = (right().mission.watches[1].from, 12);
    // Ten days and 25 errors over 2,000 replications: chi-square, 9 and 24 degrees of freedom. 33.72 and 58.61 are
    // the points beyond which 1 in 10,000 lies.
    let chi_square = |values: Vec<i64>, cells: usize| {
        let expected = values.len() as f64 / cells as f64;
        let mut seen = vec![0.0; cells];
        values.iter().for_each(|&value| seen[value as usize] += 1.0);
        seen.iter().map(|n| (n - expected) * (n - expected) / expected).sum::<f64>()
    };
    let days = sample.figures[1].iter().map(|r| i64::from(r.day - from)).collect();
    let errors = sample.figures[1].iter().map(|r| r.error + k).collect();
    assert!(chi_square(days, 10) < 33.72);
    assert!(chi_square(errors, 25) < 58.61);
    // The date of a site is known at the end, whatever day it is told.
    assert!(sample.figures[3].iter().all(|r| r.error.abs() <= 2));
}

#[test]
fn the_sample_is_the_same_for_any_threads_and_its_size_is_2_000() {
    let mission = Mission::new(RIGHT);
    let make = |threads, n| mission.with_job(5, threads, |job| sample::make(&mission.scenario, job, n).unwrap());
    assert_eq!(make(1, 300), make(3, 300));
    let (all, part) = (make(2, 10_000), make(2, 300));
    assert_eq!(all.n, 2_000);
    assert_eq!(all.figures[0][..300], part.figures[0][..]);
}

#[test]
fn the_energy_score_prefers_the_right_model() {
    // The published figures go in, and nothing is simulated for them. The curve of the three counts, 300 replications a
    // model: the mean difference over 200 missions is more than 5 of its standard errors (by chance: 3 in 10,000,000).
    let score = |judged: &Judged, figures: &[Figure]| {
        let point = |r: usize| (0..3).map(|at| judged.sample.figures[at][r].figure() as f64).collect();
        let points: Vec<Vec<f64>> = (0..300).map(point).collect();
        let y: Vec<f64> = figures[..3].iter().map(|figure| figure.middle() as f64).collect();
        energy(&points, &y).unwrap()
    };
    let differences: Vec<f64> = truth().iter().map(|f| score(wrong(), f) - score(right(), f)).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
    assert!(mean > 5.0 * (variance / n).sqrt(), "mean {mean:.1}, variance {variance:.1}");
}
