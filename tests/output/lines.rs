//! A growing table in a file of its own: whole or not at all.

use std::fs;
use std::path::Path;

use drawdown::output::{Lines, csv_line};
use tempfile::tempdir;

use crate::{message, names};

#[test]
fn rows_appear_when_the_file_is_finished() {
    let place = tempdir().unwrap();
    let path = place.path().join("new/replications.csv");
    let mut lines = Lines::create(&path).unwrap();
    assert!(lines.push(&csv_line(["replication", "all_out"])));
    assert!(lines.push("0,2023-12-30\n1,\n"));
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
    assert!(lines.push("a,b\n"));
    drop(lines);
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(place.path()), ["replications.csv"]);
    let mut lines = Lines::create(&path).unwrap();
    assert!(lines.push("a,b\n"));
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
    assert!(lines.push("a,b\n"));
    let error = lines.finish().unwrap_err();
    assert!(!error.is_refusal());
    let message = message(&error);
    assert!(message.contains("could not write `/dev/full` (free some space or choose another place)"), "{message}");
    assert!(!fs::metadata(full).unwrap().is_file());
    // More lines than are kept back: known at once, and said at the end.
    let mut lines = Lines::create(full).unwrap();
    let line = "x".repeat(10_000) + "\n";
    assert!((0..100).any(|_| !lines.push(&line)));
    assert!(!lines.push("a,b\n"));
    assert!(lines.finish().unwrap_err().to_string().contains("could not write `/dev/full`"));
}
