//! Results that must stay the same: byte for byte over threads, chunks and
//! merged parts, and number for number over versions.
//!
//! The numbers in `tests/golden` are our own output. To refresh them, run
//! `DRAWDOWN_GOLDEN=write cargo test --test golden` and read what changed line
//! by line: a change there changes published results.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::observations::{self, Watch};
use drawdown::results::Results;
use drawdown::scenario::{Loaded, Scenario};
use drawdown::simulate::{PolicyLevel, Silent, Simulator};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};
use drawdown::{ensemble, output, replications, simulate};

struct Mission {
    loaded: Loaded,
    model: Model,
    watches: Vec<Watch>,
    policies: Policies,
}

impl Mission {
    fn load(file: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let loaded = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        let model = simulate::prepare(&loaded.scenario);
        let watches = observations::watches(&loaded.scenario, &model);
        Self { loaded, model, watches, policies: Policies::all() }
    }

    fn run(&self, threads: usize, chunk: u64, replications: std::ops::Range<u64>) -> Ensemble {
        let job = Job {
            model: &self.model,
            watches: &self.watches,
            policies: &self.policies,
            seed: 1,
            chunk,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        ensemble::run(&job, replications).expect("nobody stops it")
    }

    fn results(&self, ensemble: &Ensemble) -> Results {
        let material = Material {
            scenario: &self.loaded.scenario,
            model: &self.model,
            watches: &self.watches,
            policies: &self.policies,
            ensemble,
            studies: &Studies::default(),
            plan: &Plan::of(&self.model),
            name: "golden",
            seed: 1,
            hash: "",
        };
        summary::results(&material)
    }

    /// Every table as it is written, by file.
    fn tables(&self, ensemble: &Ensemble) -> Vec<(&'static str, String)> {
        let results = self.results(ensemble);
        let write = |table: &output::Table| {
            let mut bytes = Vec::new();
            (table.write)(&results, &mut bytes).expect("memory takes every row");
            (table.file, String::from_utf8(bytes).expect("tables are text"))
        };
        output::TABLES.iter().map(write).collect()
    }
}

/// One thread, two, more than chunks; chunks of one, of an odd size, of all; halves.
fn assert_one_result(file: &str, n: u64) {
    let mission = Mission::load(file);
    let whole = mission.run(1, ensemble::CHUNK, 0..n);
    let tables = mission.tables(&whole);
    for (threads, chunk) in [(2, ensemble::CHUNK), (1, 7), (2, 1), (3, n), (8, 33)] {
        let other = mission.run(threads, chunk, 0..n);
        assert!(other == whole, "{file}: {threads} threads, chunks of {chunk}");
        assert!(mission.tables(&other) == tables, "{file}: tables of {threads} threads, chunks of {chunk}");
    }
    let cut = n * 2 / 5;
    let (first, second) = (mission.run(2, 16, 0..cut), mission.run(1, 64, cut..n));
    let merged = |mut a: Ensemble, b: &Ensemble| {
        a.merge(b);
        a
    };
    assert!(merged(first.clone(), &second) == whole, "{file}: first and second part");
    assert!(merged(second, &first) == whole, "{file}: second and first part");
    let empty = Ensemble::empty(&mission.model, &mission.watches, mission.policies.levels.len());
    assert!(merged(empty, &whole) == whole, "{file}: nothing added");
    assert!(mission.run(2, 64, n..2 * n) != whole || file.contains("two-sites"), "{file}: other replications differ");
}

#[test]
fn two_sites_are_the_same_over_threads_chunks_and_parts() {
    assert_one_result("scenarios/two-sites.toml", 200);
}

#[test]
fn minusma_is_the_same_over_threads_chunks_and_parts() {
    assert_one_result("scenarios/minusma.toml", 200);
}

#[test]
fn an_ensemble_of_no_replications_is_empty() {
    let mission = Mission::load("scenarios/two-sites.toml");
    let none = mission.run(2, 64, 5..5);
    assert_eq!(none, Ensemble::empty(&mission.model, &mission.watches, 3));
}

#[test]
fn two_sites_come_to_the_golden_numbers() {
    let mission = Mission::load("scenarios/two-sites.toml");
    let tables = mission.tables(&mission.run(1, 64, 0..100));
    for file in ["strength.csv", "milestones.csv"] {
        let (_, text) = tables.iter().find(|(name, _)| *name == file).unwrap();
        assert_golden(&format!("two-sites-{file}"), text);
    }
}

#[test]
fn drawn_replications_come_to_the_golden_days() {
    // The starter draws from most laws, and has a regime, a driver, a surge and an evacuation.
    let mission = Mission::load("src/cli/starter.toml");
    let mut simulator = Simulator::new(&mission.model);
    let columns = replications::columns(&mission.model);
    let rows = replications::Text::new(&mission.model);
    let mut text = output::csv_line(columns.iter().map(|column| &column.name)).into_bytes();
    for replication in 0..40 {
        let outcome = simulator.replay(1, replication, PolicyLevel::Full, &mut Silent);
        rows.row(replication, &outcome, &mut text);
    }
    assert_golden("starter-replications.csv", &String::from_utf8(text).unwrap());
}

/// Whole numbers, dates and words must be the same; the last decimal of other numbers may differ by one, as `exp`
/// and `powf` may differ in the last bit between machines.
fn assert_golden(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var("DRAWDOWN_GOLDEN").as_deref() == Ok("write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(text.lines().count(), golden.lines().count(), "{name}: lines");
    for (line, (ours, expected)) in text.lines().zip(golden.lines()).enumerate() {
        let cells = ours.split(',').zip(expected.split(','));
        let same = ours.split(',').count() == expected.split(',').count() && { cells }.all(|(a, b)| is_same(a, b));
        assert!(same, "{name}, line {}:\n  now    {ours}\n  golden {expected}", line + 1);
    }
}

fn is_same(a: &str, b: &str) -> bool {
    let decimal = |text: &str| {
        let (_, decimals) = text.split_once('.')?;
        Some((text.parse::<f64>().ok()?, decimals.len()))
    };
    match (decimal(a), decimal(b)) {
        (Some((a, n)), Some((b, m))) => n == m && (a - b).abs() < 1.5 * 0.1_f64.powi(n as i32),
        _ => a == b,
    }
}

#[test]
fn golden_cells_are_compared_by_what_they_are() {
    assert!(is_same("0.500000", "0.500001") && !is_same("0.500000", "0.500002"));
    assert!(is_same("2024-01-26", "2024-01-26") && !is_same("2024-01-26", "2024-01-27"));
    assert!(!is_same("160", "160.0") && !is_same("", "0.0"));
}
