//! Output folders and files: whole or not at all, and nobody else's.

mod comparison;
mod folder;
mod kill;
mod lines;
mod refused;
mod rows;
mod tables;

use std::fs;
use std::path::Path;

use drawdown::output::{Folder, Manifest, OutputError};
use drawdown::results::{About, Results};
use jiff::civil::date;

/// A run without rows.
pub fn empty_results() -> Results {
    let about = About {
        cargo_unit: "truckloads".into(),
        endings: vec![],
        mission: "MINUSMA".into(),
        scenario: "minusma".into(),
        version: "0.1.0".into(),
        seed: 7,
        replications: 1_000,
        hash: "0123456789ab".into(),
        start: date(2023, 7, 1),
        as_of: None,
        deadline: date(2023, 12, 31),
        horizon: date(2024, 12, 31),
        policy: "full".into(),
        heading: "hindcast with known events".into(),
        strength: 13_800,
        drivers: vec![],
        studies: vec![],
    };
    Results::empty(about)
}

/// The manifest of one generation of results: its seed tells which.
pub fn manifest(generation: u64) -> Manifest {
    let command = ["/usr/bin/drawdown", "run", "minusma.toml"].map(String::from);
    Manifest { seed: generation, ..Manifest::new(&empty_results().about, "0".repeat(64), command) }
}

/// Commits a folder of some files, each of which tells its generation.
pub fn commit(target: &Path, generation: u64) -> Result<(), OutputError> {
    let folder = Folder::open(target)?;
    for k in 0..6 {
        let text = format!("{generation}\n").repeat(1 + k * 500);
        folder.write(&format!("table{k}.csv"), "a test", text.as_bytes())?;
    }
    folder.commit(manifest(generation))
}

/// Names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

/// What a user reads, the cause included.
pub fn message(error: &OutputError) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
