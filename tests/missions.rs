//! Every shipped mission: that it runs, what its figures are compared with, and that
//! the program knows none of them by name.
//!
//! The tables in `tests/golden/checks` are our own output, one folder for each version of the
//! program. To refresh them, run `DRAWDOWN_GOLDEN=write cargo test --test missions` and read what
//! changed: a change there changes published scores.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{Job, Policies};
use drawdown::results::Results;
use drawdown::scenario::Scenario;
use drawdown::simulate::PolicyLevel;
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};
use drawdown::{ensemble, observations, output, simulate};
use sha2::{Digest, Sha256};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files in `scenarios/`, by name.
fn shipped() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(root().join("scenarios")).expect("there are shipped scenarios");
    let paths = entries.map(|entry| entry.expect("a folder can be listed").path());
    let toml = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut files: Vec<_> = toml.map(|path| (stem(&path), path)).collect();
    files.sort();
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

fn load(path: &Path) -> Scenario {
    Scenario::load(path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario
}

/// 200 replications of seed 1 under the policy as written.
fn run(name: &str, scenario: &Scenario) -> Results {
    let model = simulate::prepare(scenario);
    let watches = observations::watches(scenario, &model);
    let policies = Policies::only(PolicyLevel::Full);
    let job = Job {
        model: &model,
        watches: &watches,
        policies: &policies,
        seed: 1,
        chunk: ensemble::CHUNK,
        threads: 0,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..200).expect("nobody stops it");
    summary::results(&Material {
        scenario,
        model: &model,
        watches: &watches,
        policies: &policies,
        ensemble: &ensemble,
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name,
        seed: 1,
        hash: "",
    })
}

#[test]
fn every_shipped_mission_is_checked_as_in_this_version() {
    let folder = root().join("tests/golden/checks").join(env!("CARGO_PKG_VERSION"));
    let mut changed = String::new();
    for (name, path) in shipped() {
        let scenario = load(&path);
        if scenario.observations.is_empty() {
            continue;
        }
        let results = run(&name, &scenario);
        let mut bytes = Vec::new();
        let table = output::TABLES.iter().find(|table| table.file == "checks.csv").expect("there is a table of checks");
        (table.write)(&results, &mut bytes).expect("memory takes every row");
        let (table, file) =
            (String::from_utf8(bytes).expect("tables are text"), folder.join(&name).with_extension("csv"));
        if std::env::var("DRAWDOWN_GOLDEN").is_ok_and(|value| value == "write") {
            std::fs::create_dir_all(&folder).expect("a folder can be made");
            std::fs::write(&file, &table).expect("a table can be written");
        }
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let rows = before.lines().zip(table.lines()).filter(|(before, now)| before != now);
        let _ = rows.take(3).try_for_each(|(before, now)| writeln!(changed, "{name}\n  was {before}\n  is  {now}"));
        if before.lines().count() != table.lines().count() {
            let _ = writeln!(changed, "{name}: {} rows, were {}", table.lines().count(), before.lines().count());
        }
    }
    assert!(changed.is_empty(), "checks are others than in version {}:\n{changed}", env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_forecast_that_was_made_is_kept_as_it_was_run() {
    let folder = root().join("docs/forecasts");
    let page = std::fs::read_to_string(folder.join("unifil-2027.md")).expect("there is a page");
    let line = page.lines().find(|line| line.starts_with("scenario with its questions")).expect("the page has a hash");
    let as_run = folder.join("unifil-2027-as-run.toml");
    let text = std::fs::read(&as_run).expect("the scenario is kept");
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(line.split_whitespace().last(), Some(hash.as_str()));
    // Both files can be run: what was, and what is judged.
    let asked = load(&folder.join("unifil-2027-questions.toml"));
    assert_eq!(load(&as_run).observations.len(), asked.observations.len());
}

/// The words of a line that a name could be.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase)
}

/// Names of missions, and of places that are no common words.
fn names() -> std::collections::BTreeSet<String> {
    // What a site may be called without being a place.
    const COMMON: [&str; 26] = [
        "airport",
        "base",
        "border",
        "camp",
        "east",
        "field",
        "force",
        "gateway",
        "headquarters",
        "house",
        "logistics",
        "mission",
        "north",
        "office",
        "outpost",
        "phase",
        "point",
        "port",
        "sector",
        "site",
        "south",
        "state",
        "super",
        "team",
        "town",
        "west",
    ];
    let mut names = std::collections::BTreeSet::new();
    for (name, path) in shipped().iter().filter(|(name, _)| name != "two-sites") {
        let scenario = load(path);
        names.extend(words(name).take(1));
        names.extend(scenario.sites.iter().flat_map(|site| words(&site.id).collect::<Vec<_>>()));
    }
    names
        .retain(|name| name.len() > 3 && !COMMON.contains(&name.as_str()) && !name.chars().all(|c| c.is_ascii_digit()));
    names
}

#[test]
fn the_program_knows_no_mission_and_no_place_by_name() {
    let names = names();
    assert!(names.contains("kidal") && names.contains("minusma"), "the names are those of the shipped files");
    let mut found = String::new();
    for file in sources(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        for (line, text) in text.lines().enumerate() {
            for word in words(text).filter(|word| names.contains(word)) {
                let _ = writeln!(found, "{}:{}: {word}", file.display(), line + 1);
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("a folder can be listed").path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false => files.push(path),
        }
    }
    files
}
