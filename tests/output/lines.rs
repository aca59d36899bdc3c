//! A growing table in a file of its own: whole or not at all.

use std::fs;
use std::path::Path;

use drawdown::output::Lines;
use serde::Serialize;
use tempfile::tempdir;

use crate::{message, names};

#[derive(Serialize)]
struct Row {
    replication: u64,
    all_out: Option<&'static str>,
}

#[test]
fn rows_appear_when_the_file_is_finished() {
    let place = tempdir().unwrap();
    let path = place.path().join("new/replications.csv");
    let mut lines = Lines::create(&path).unwrap();
    lines.row(&Row { replication: 0, all_out: Some("2023-12-30") }).unwrap();
    lines.row(&Row { replication: 1, all_out: None }).unwrap();
    assert!(!path.exists());
    lines.finish().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "replication,all_out\n0,2023-12-30\n1,\n");
    assert_eq!(names(path.parent().unwrap()), ["replications.csv"]);
}

#[test]
fn an_older_file_stays_until_the_new_one_is_finished() {
    let place = tempdir().unwrap();
    let path = place.path().join("replications.csv");
    fs::write(&path, "old").unwrap();
    let mut lines = Lines::create(&path).unwrap();
    lines.row(&["a", "b"]).unwrap();
    drop(lines);
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(place.path()), ["replications.csv"]);
    let mut lines = Lines::create(&path).unwrap();
    lines.row(&["a", "b"]).unwrap();
    lines.finish().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"a,b\n");
}

#[test]
fn a_folder_is_refused_and_an_impossible_place_reported() {
    let place = tempdir().unwrap();
    let error = Lines::create(place.path()).unwrap_err();
    assert!(error.is_refusal() && message(&error).contains("is a folder, not a file"), "{error}");
    let error = Lines::create(Path::new("/proc/replications.csv")).unwrap_err();
    assert!(!error.is_refusal() && message(&error).contains("could not create `/proc/replications.csv`"), "{error}");
}

#[test]
fn a_full_device_is_reported_and_stays_a_device() {
    let full = Path::new("/dev/full");
    let mut lines = Lines::create(full).unwrap();
    lines.row(&["a", "b"]).unwrap();
    let error = lines.finish().unwrap_err();
    assert!(!error.is_refusal());
    let message = message(&error);
    assert!(message.contains("could not write `/dev/full` (free some space or choose another place)"), "{message}");
    assert!(!fs::metadata(full).unwrap().is_file());
    // More rows than are kept back: said at the row.
    let mut lines = Lines::create(full).unwrap();
    let row = ["x".repeat(10_000)];
    assert!((0..100).any(|_| lines.row(&row).is_err()));
}
