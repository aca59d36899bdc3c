//! How long things take: one replication, ensembles, loading, pictures.
//!
//! `cargo bench` measures; `cargo bench -- --test` runs each once.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use drawdown::ensemble::{Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::observations::{self, Watch};
use drawdown::results::Results;
use drawdown::scenario::{Loaded, Scenario};
use drawdown::simulate::{PolicyLevel, Silent, Simulator, Trace};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};
use drawdown::{ensemble, plot, simulate};

fn main() {
    divan::main();
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file)
}

fn load(file: &str) -> Loaded {
    Scenario::load(&path(file), &[]).unwrap_or_else(|error| panic!("{error}"))
}

struct Mission {
    scenario: Scenario,
    model: Model,
    watches: Vec<Watch>,
    policies: Policies,
}

fn minusma(policies: Policies) -> Mission {
    let scenario = load("minusma.toml").scenario;
    let model = simulate::prepare(&scenario);
    let watches = observations::watches(&scenario, &model);
    Mission { scenario, model, watches, policies }
}

impl Mission {
    fn run(&self, n: u64, threads: usize) -> Ensemble {
        let job = Job {
            model: &self.model,
            watches: &self.watches,
            policies: &self.policies,
            seed: 1,
            chunk: ensemble::CHUNK,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        ensemble::run(&job, 0..n).expect("nobody stops it")
    }

    fn results(&self, ensemble: &Ensemble) -> Results {
        let material = Material {
            scenario: &self.scenario,
            model: &self.model,
            watches: &self.watches,
            policies: &self.policies,
            ensemble,
            studies: &Studies::default(),
            plan: &Plan::of(&self.model),
            name: "minusma",
            seed: 1,
            hash: "",
        };
        summary::results(&material)
    }
}

/// One after another, so that the time is that of an average replication.
#[divan::bench]
fn one_replication_under_one_policy(bencher: Bencher) {
    let mission = minusma(Policies::only(PolicyLevel::Full));
    let mut simulator = Simulator::new(&mission.model);
    let mut replication = 0;
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        replication += 1;
        simulator.replay(1, replication, PolicyLevel::Full, &mut Silent)
    });
}

#[divan::bench]
fn one_replication_under_three_policies(bencher: Bencher) {
    let mission = minusma(Policies::all());
    let mut simulator = Simulator::new(&mission.model);
    let Policies { levels, written } = &mission.policies;
    let mut replication = 0;
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        replication += 1;
        simulator.under_policies(1, replication, levels, *written, &mut Silent, |_, outcome, _| {
            black_box(outcome.tail);
        });
    });
}

#[divan::bench(sample_count = 10)]
fn one_replication_with_its_trace(bencher: Bencher) {
    let mission = minusma(Policies::all());
    let mut simulator = Simulator::new(&mission.model);
    bencher.bench_local(|| {
        let mut trace = Trace::default();
        simulator.replay(1, 99, PolicyLevel::Full, &mut trace);
        trace.events.len()
    });
}

/// By number of threads; 0 is all cores.
#[divan::bench(args = [1, 2, 0], sample_count = 5, sample_size = 1)]
fn ensemble_of_1_000(bencher: Bencher, threads: usize) {
    let mission = minusma(Policies::all());
    bencher.counter(ItemsCount::new(1_000_u32)).bench_local(|| mission.run(1_000, threads));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn ensemble_of_1_000_under_one_policy(bencher: Bencher) {
    let mission = minusma(Policies::only(PolicyLevel::Full));
    bencher.counter(ItemsCount::new(1_000_u32)).bench_local(|| mission.run(1_000, 1));
}

#[divan::bench(sample_count = 20)]
fn merging_two_ensembles(bencher: Bencher) {
    let mission = minusma(Policies::all());
    let part = mission.run(64, 1);
    let mut all = part.clone();
    bencher.bench_local(|| all.merge(&part));
}

#[divan::bench(sample_count = 20)]
fn reading_minusma() -> Loaded {
    load("minusma.toml")
}

#[divan::bench(sample_count = 20)]
fn compiling_minusma(bencher: Bencher) {
    let scenario = load("minusma.toml").scenario;
    bencher.bench_local(|| simulate::prepare(&scenario));
}

#[divan::bench(sample_count = 20)]
fn tables_from_an_ensemble(bencher: Bencher) {
    let mission = minusma(Policies::all());
    let ensemble = mission.run(200, 0);
    bencher.bench_local(|| mission.results(&ensemble));
}

#[divan::bench(sample_count = 10)]
fn drawing_both_figures(bencher: Bencher) {
    let mission = minusma(Policies::all());
    let results = mission.results(&mission.run(200, 0));
    bencher.bench_local(|| plot::figures(&results).expect("the backend draws"));
}

#[divan::bench(args = ["drawdown", "sites"], sample_count = 5, sample_size = 1)]
fn rendering_a_png(bencher: Bencher, name: &str) {
    let mission = minusma(Policies::all());
    let results = mission.results(&mission.run(200, 0));
    let figures = plot::figures(&results).expect("the backend draws");
    let figure = figures.iter().find(|figure| figure.name == name).expect("there are two figures");
    bencher.bench_local(|| plot::png(&figure.svg, plot::SCREEN).expect("it is an SVG"));
}
