//! A process killed at any moment leaves one complete generation of results.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use drawdown::output::{Folder, Manifest};
use sha2::{Digest, Sha256};
use tempfile::tempdir;

use crate::{commit, names};

const TARGET: &str = "DRAWDOWN_TEST_KILL_TARGET";
const FIRST: &str = "DRAWDOWN_TEST_KILL_FIRST";
const N_KILLS: u64 = 50;
/// A busy machine needs more kills to be caught in the midst of something.
const MAX_KILLS: u64 = 500;

/// Not a test of its own: what the killed process does.
#[test]
fn child_commits_again_and_again() {
    let (Ok(target), Ok(first)) = (std::env::var(TARGET), std::env::var(FIRST)) else { return };
    // Long enough to be killed, and not for ever where nobody is left to kill it.
    let first: u64 = first.parse().unwrap();
    for generation in first..first + 2_000 {
        commit(Path::new(&target), generation).unwrap();
    }
}

fn start_child(target: &Path, first: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child_commits_again_and_again", "--nocapture"])
        .env(TARGET, target)
        .env(FIRST, first.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The generation of a folder, every file of which is there, listed, unharmed and of that generation.
fn complete_generation(target: &Path) -> u64 {
    let manifest: Manifest = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    let mut listed: Vec<_> = manifest.files.iter().map(|file| file.file.clone()).collect();
    listed.insert(0, "manifest.json".into());
    assert_eq!(names(target), listed);
    for file in &manifest.files {
        let text = fs::read_to_string(target.join(&file.file)).unwrap();
        let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((file.bytes, &file.sha256), (text.len() as u64, &hash), "{}", file.file);
        assert!(text.lines().all(|line| line == manifest.seed.to_string()), "{}", file.file);
    }
    assert_eq!(manifest.files.len(), 6);
    manifest.seed
}

#[test]
fn a_killed_process_leaves_a_complete_generation() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    commit(&target, 0).unwrap();
    let (mut generation, mut n_left_over) = (0, 0);
    for kill in 0..MAX_KILLS {
        let mut child = start_child(&target, generation + 1);
        // Spread over 0..60 ms in steps that never repeat: before the first commit, and in the midst of many.
        // Later ones wait longer.
        sleep(Duration::from_micros(kill * 24_593 % 60_000) * (1 + kill / N_KILLS) as u32);
        child.kill().unwrap();
        child.wait().unwrap();
        n_left_over += usize::from(names(place.path()).len() > 1);
        let found = complete_generation(&target);
        assert!(found >= generation, "{found} after {generation}");
        generation = found;
        if kill + 1 >= N_KILLS && generation >= 10 && n_left_over >= 10 {
            break;
        }
    }
    // Otherwise the kills came too early or too late to show anything.
    assert!(generation >= 10 && n_left_over >= 10, "{generation} generations, {n_left_over} kills in the midst of one");
    drop(Folder::open(&target).unwrap());
    assert_eq!(names(place.path()), ["out"]);
    assert_eq!(complete_generation(&target), generation);
}
