//! The evidence ledger: shares of a variance against exact answers.

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{CHUNK, Job, Policies};
use drawdown::model::Model;
use drawdown::scenario::Scenario;
use drawdown::simulate::{Draw, PolicyLevel, Silent, Simulator, Sources, prepare};
use drawdown::streams::{Purpose, Streams, u40};
use drawdown::studies::ledger::shares::{self, Share, correlation};
use drawdown::studies::ledger::{self, Ledger, sources};

struct Case {
    scenario: Scenario,
    model: Model,
}

impl Case {
    fn new(text: &str) -> Self {
        Self::of(Scenario::parse(text, "case.toml").unwrap_or_else(|error| panic!("{error}")))
    }

    fn load(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        Self::of(Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario)
    }

    fn of(scenario: Scenario) -> Self {
        let model = prepare(&scenario);
        Self { scenario, model }
    }

    fn ledger(&self, seed: u64, threads: usize, n: u64) -> Ledger {
        let job = Job {
            model: &self.model,
            watches: &[],
            policies: &Policies::all(),
            seed,
            chunk: CHUNK,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        ledger::run(&self.scenario, &job, n).expect("nobody stops it")
    }
}

/// A gateway that prepares, then flies everybody out at once; a second delay is the
/// shift of its start: everybody is out on the day that is their sum.
fn two_delays(deadline: &str, preparation: &str, shift: &str) -> Case {
    Case::new(&format!(
        r#"
        [mission]
        name = "two delays"
        start = 2024-01-01
        deadline = {deadline}
        horizon = 2024-03-31
        [delay]
        preparation = {preparation}
        [[site]]
        id = "port"
        people = {{ military = 10 }}
        begin = 2024-01-01
        begin_shift = {shift}
        [[gateway]]
        id = "port"
        exits = [ {{ id = "ship", air = {{ per_week = 7, seats = 100 }} }} ]
        "#
    ))
}

/// Uniform on the whole numbers 0 to 10.
fn eleven(basis: &str) -> String {
    format!("{{ empirical = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], basis = \"{basis}\" }}")
}

fn level(seed: u64, replication: u64, input: u64) -> f64 {
    let bits = Streams::new(seed, replication, replication).bits(Purpose::Preparation, input, 0);
    (u40(bits) as f64 + 0.5) / 2_f64.powi(40)
}

/// Pick-freeze runs of a function of three independent uniform levels.
fn runs(seed: u64, n: u64, f: impl Fn([f64; 3]) -> f64) -> Vec<Vec<f64>> {
    let inputs = |r: u64| [0, 1, 2].map(|input| level(seed, r, input));
    let (inputs, f) = (&inputs, &f);
    let run = |group: Option<usize>, from: u64| {
        (0..n).map(move |r| {
            let mut x = inputs(from + r);
            if let Some(group) = group {
                x[group] = inputs(r)[group];
            }
            f(x)
        })
    };
    let mut runs = vec![run(None, 0).collect(), run(None, n).collect()];
    runs.extend((0..3).map(|group| run(Some(group), n).collect()));
    runs
}

/// Within four standard errors of the truth: 1 in 16,000 each.
fn assert_near(ours: (f64, f64), truth: f64, what: &str) {
    let (estimate, error) = ours;
    assert!((estimate - truth).abs() < 4.0 * error + 1e-9, "{what}: {estimate} ± {error} against {truth}");
}

#[test]
fn the_estimators_agree_with_ishigami() {
    // Ishigami & Homma 1990 with a = 7, b = 0.1. Its parts of the variance follow by integration: of x
    // (1 + b π⁴ / 5)² / 2, of y a² / 8, of x and z together 8 b² π⁸ / 225. Six comparisons: 1 in 2,600.
    let (a, b, pi) = (7.0, 0.1, std::f64::consts::PI);
    let (x, y, xz) = ((1.0 + b * pi.powi(4) / 5.0_f64).powi(2) / 2.0, a * a / 8.0, 8.0 * b * b * pi.powi(8) / 225.0);
    let all = x + y + xz;
    let truth = [(x / all, (x + xz) / all), (y / all, y / all), (0.0, xz / all)];
    for (ours, published) in truth.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
        assert!((ours.0 - published.0).abs() < 5e-5 && (ours.1 - published.1).abs() < 5e-5, "{ours:?}");
    }
    let f = |u: [f64; 3]| {
        let [x, y, z] = u.map(|u| pi * (2.0 * u - 1.0));
        x.sin() + a * y.sin().powi(2) + b * z.powi(4) * x.sin()
    };
    let shares = shares::all(1, &runs(1, 10_000, f)).unwrap();
    for (share, (first, total)) in shares.iter().zip(truth) {
        assert_near((share.first, share.first_se), first, "first-order");
        assert_near((share.total, share.total_se), total, "total");
        // 10,000 pairs know a share to about a point.
        assert!(share.first_se < 0.02 && share.total_se < 0.02, "{share:?}");
    }
}

#[test]
fn delays_in_sequence_share_the_variance_of_their_sum() {
    // Uniform over 0..30, 0..40 and nothing: variances 900 and 1,600 twelfths, shares 9/25 and 16/25.
    let shares = shares::all(3, &runs(3, 4_000, |[x, y, _]| 30.0 * x + 40.0 * y)).unwrap();
    for (share, truth) in shares.iter().zip([0.36, 0.64, 0.0]) {
        assert_near((share.first, share.first_se), truth, "first-order");
        assert_near((share.total, share.total_se), truth, "total");
    }
    assert_eq!(shares[2].total, 0.0);
}

#[test]
fn the_bootstrap_gives_the_scatter_over_seeds() {
    // 40 studies of 500 pairs: their scatter is known to 11 % (1 / sqrt(2 × 39)), so that a ratio
    // outside 0.6 to 1.6 is four standard deviations away.
    let studies: Vec<Share> =
        (100..140).map(|seed| shares::all(seed, &runs(seed, 500, |[x, y, _]| x + y)).unwrap()[0]).collect();
    let n = studies.len() as f64;
    let mean = studies.iter().map(|share| share.first).sum::<f64>() / n;
    let scatter = (studies.iter().map(|share| (share.first - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let told = studies.iter().map(|share| share.first_se).sum::<f64>() / n;
    assert!((0.6..1.6).contains(&(told / scatter)), "{told} against {scatter}");
}

#[test]
fn what_does_not_vary_has_no_shares() {
    assert_eq!(shares::all(1, &[vec![1.0; 9], vec![1.0; 9], vec![1.0; 9]]), None);
    assert_eq!(correlation(&[0.0, 1.0], &[0.0, 1.0], &[0, 1]), Some(1.0));
    assert_eq!(correlation(&[0.0, 1.0], &[1.0, 0.0], &[0, 1]), Some(-1.0));
    // Everybody is out on day 0 to 20; the deadline is later.
    let ledger = two_delays("2024-02-15", &eleven("assumed"), &eleven("reported")).ledger(1, 0, 200);
    assert!(ledger.bases.iter().all(|basis| basis.deadline.is_none() && basis.last_vacated.is_some()));
}

#[test]
fn an_indicator_of_two_delays_has_the_shares_that_counting_gives() {
    // Out by day 10 (the deadline) where x + y <= 10 of two whole numbers 0 to 10, 66 of 121 pairs. P(. | x) is
    // (11 - x) / 11: its variance 10/121 over 66 × 55 / 121² is 1/3 for each delay; 1/3 is theirs together.
    // The last site is vacated on day x + y too. 93 pairs are up to 13 and 100 up to 14, so that the p80 is 14 (2,000
    // replications mistake it once in 400); 21 pairs are later. P(. | x) is 0 for x < 5, then 1/11 to 6/11: the variance
    // 91/11³ - 21²/11⁴ = 560/11⁴ over 21 × 100 / 11⁴ is 4/15.
    let ledger = two_delays("2024-01-11", &eleven("assumed"), &eleven("reported")).ledger(1, 0, 10_000);
    assert_eq!(ledger.replications, 1_000);
    for name in ["assumed", "reported"] {
        let basis = ledger.basis(name).unwrap();
        let (deadline, last) = (basis.deadline.unwrap(), basis.last_vacated.unwrap());
        assert_near((deadline.first, deadline.first_se), 1.0 / 3.0, name);
        assert_near((deadline.total, deadline.total_se), 2.0 / 3.0, name);
        assert_near((last.first, last.first_se), 4.0 / 15.0, name);
        assert_near((last.total, last.total_se), 1.0 - 4.0 / 15.0, name);
    }
}

#[test]
fn one_basis_that_varies_has_everything_and_the_others_nothing() {
    let ledger = two_delays("2024-01-06", &eleven("assumed"), "{ fixed = 0, basis = \"reported\" }").ledger(1, 0, 500);
    let [reported, assumed, unstated] = &ledger.bases[..] else { panic!("{:?}", ledger.bases) };
    assert_eq!([reported.basis, assumed.basis, unstated.basis], ["reported", "assumed", "unstated"]);
    assert_eq!([reported.varying, assumed.varying, unstated.varying], [0, 1, 0]);
    let all = assumed.deadline.unwrap();
    assert!((all.first - 1.0).abs() < 1e-12 && all.first_se < 1e-12, "{all:?}");
    // The total is that of A against B, which have nothing in common: 1 up to its error.
    assert_near((all.total, all.total_se), 1.0, "total");
    assert_eq!((reported.deadline, unstated.deadline), (Some(Share::default()), Some(Share::default())));
    assert_eq!(ledger.groups, 1);
}

#[test]
fn a_basis_that_touches_nothing_has_a_share_of_nothing() {
    // The clearance of a road that nobody takes.
    let text = "[[site]]\nid = \"camp\"\nself_move = { km_per_day = 60 }\n\
        lanes = [ { to = \"port\", road = { km = 60 } } ]\n\
        delay = { clearance = { exponential = { mean = 5, basis = \"fitted\" } } }\n";
    let base = two_delays("2024-01-10", &eleven("assumed"), &eleven("reported"));
    let whole = base.scenario.inputs.len();
    let frame = "[mission]\nname = \"x\"\nstart = 2024-01-01\ndeadline = 2024-01-10\nhorizon = 2024-03-31\n";
    let case = Case::new(&format!(
        "{frame}{text}[[site]]\nid = \"port\"\npeople = {{ military = 10 }}\nbegin = 2024-01-01\nbegin_shift = {}\n\
         delay = {{ preparation = {} }}\n[[gateway]]\nid = \"port\"\n\
         exits = [ {{ id = \"ship\", air = {{ per_week = 7, seats = 100 }} }} ]\n",
        eleven("reported"),
        eleven("assumed")
    ));
    assert!(case.scenario.inputs.len() > whole);
    let ledger = case.ledger(1, 0, 1_000);
    let fitted = ledger.basis("fitted").unwrap();
    assert_eq!((fitted.inputs, fitted.varying), (1, 1));
    let share = fitted.deadline.unwrap();
    // B with draws that matter to nobody is B.
    assert_eq!((share.total, share.total_se), (0.0, 0.0));
    assert_near((share.first, share.first_se), 0.0, "first-order");
}

#[test]
fn a_ledger_is_the_same_for_any_threads() {
    let case = two_delays("2024-01-10", &eleven("assumed"), &eleven("reported"));
    let one = case.ledger(1, 1, 300);
    assert_eq!(one, case.ledger(1, 2, 300));
    assert_eq!(one, case.ledger(1, 8, 300));
    assert_ne!(one, case.ledger(2, 8, 300), "another seed draws others");
}

/// All sources of a scenario that can vary.
fn varying(case: &Case, chosen: impl Fn(&sources::Source) -> bool) -> Arc<Sources> {
    let all = sources::of(&case.scenario, &case.model);
    Arc::new(all.iter().filter(|s| s.varies && chosen(s)).map(|s| (s.purpose, s.owner)).collect())
}

#[test]
fn every_draw_that_matters_has_its_source() {
    // Replication 9 with every source that can vary taken from replication r is replication r:
    // a source that was forgotten, or held to be fixed and is not, would tell the two apart.
    for file in ["scenarios/minusma.toml", "scenarios/minusma-plan.toml", "tests/data/full.toml"] {
        let case = Case::load(file);
        let sources = varying(&case, |_| true);
        let mut simulator = Simulator::new(&case.model);
        for r in 0..20 {
            for level in [PolicyLevel::Off, PolicyLevel::Full] {
                let ordinary = simulator.replay(1, r, level, &mut Silent);
                let taken = Draw::new(1, 1_000_009).taking(&sources, r);
                assert!(simulator.replay_drawn(taken, level, &mut Silent) == ordinary, "{file}: replication {r}");
            }
        }
    }
}

#[test]
fn every_draw_that_matters_has_its_source_in_made_up_scenarios_too() {
    for seed in 0..common::times(64) {
        let case = Case::new(&common::generated(seed));
        let sources = varying(&case, |_| true);
        let mut simulator = Simulator::new(&case.model);
        for r in 0..4 {
            let ordinary = simulator.replay(seed, r, PolicyLevel::Full, &mut Silent);
            let taken = Draw::new(seed, 1_000_009).taking(&sources, r);
            assert!(simulator.replay_drawn(taken, PolicyLevel::Full, &mut Silent) == ordinary, "seed {seed}: {r}");
        }
    }
}

#[test]
fn nothing_taken_is_the_ordinary_replication() {
    let case = Case::load("scenarios/minusma.toml");
    let mut simulator = Simulator::new(&case.model);
    let ordinary = simulator.replay(1, 5, PolicyLevel::Full, &mut Silent);
    let taken = Draw::new(1, 5).taking(&Arc::new(Sources::default()), 6);
    assert!(simulator.replay_drawn(taken, PolicyLevel::Full, &mut Silent) == ordinary);
}

#[test]
fn a_law_of_mixed_numbers_has_the_weakest_basis_and_what_the_plan_assumes_is_left_out() {
    let law = "{ triangular = { min = { value = 0, basis = \"reported\" }, mode = { value = 2, basis = \"derived\" }, \
               max = { value = 9, basis = \"fitted\" } }, planned = { value = 3, basis = \"assumed\" } }";
    let case = two_delays("2024-01-10", law, "0");
    let all = sources::of(&case.scenario, &case.model);
    let preparation = all.iter().find(|source| source.purpose == Purpose::Preparation).unwrap();
    assert_eq!((preparation.basis, preparation.inputs.len(), preparation.varies), ("fitted", 3, true));
    let paths: BTreeSet<&str> = preparation.inputs.iter().map(|i| case.scenario.inputs[*i].path.as_str()).collect();
    let expected = ["max", "min", "mode"].map(|key| format!("delay.preparation.triangular.{key}"));
    assert!(paths.iter().eq(expected.iter()), "{paths:?}");
    // A site's own law comes before the mission's.
    let own = Case::load("scenarios/minusma.toml");
    let of = |id: &str| {
        let key = drawdown::streams::owner("site", id);
        let all = sources::of(&own.scenario, &own.model);
        let source = all.into_iter().find(|s| s.purpose == Purpose::Preparation && s.owner == key).unwrap();
        own.scenario.inputs[source.inputs[0]].path.clone()
    };
    assert!(of("kidal").starts_with("site.kidal.delay.preparation"));
    assert!(of("ansongo").starts_with("delay.preparation"));
}

#[test]
fn every_source_that_can_vary_rests_on_some_number_of_the_file() {
    for file in ["scenarios/minusma.toml", "scenarios/minusma-plan.toml", "tests/data/full.toml"] {
        let case = Case::load(file);
        let orphans: Vec<_> = sources::of(&case.scenario, &case.model)
            .into_iter()
            .filter(|source| source.varies && source.inputs.is_empty())
            .collect();
        assert!(orphans.is_empty(), "{file}: {orphans:?}");
    }
}
