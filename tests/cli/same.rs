//! The same seed gives the same bytes, whatever the threads; `--precision` stops at its looks.

use std::path::Path;

use tempfile::tempdir;

use crate::{bytes, coin, complete, drawdown, shipped};

/// All files of a run, with one row for each replication.
fn run(place: &Path, args: &[&str], rayon: Option<&str>) -> Vec<(String, Vec<u8>)> {
    let all = [&["run", "-q", "--out", "results", "--replications-out", "rows.csv"], args].concat();
    let mut command = drawdown(place, &all);
    if let Some(n) = rayon {
        command = command.env("RAYON_NUM_THREADS", n);
    }
    command.assert().success().stdout_eq("").stderr_eq("");
    let mut files = bytes(&place.join("results"));
    files.push(("rows.csv".into(), std::fs::read(place.join("rows.csv")).unwrap()));
    files
}

#[test]
fn threads_change_nothing() {
    let place = tempdir().unwrap();
    let minusma = shipped("minusma.toml");
    let args = ["-n", "150", "--seed", "3", &minusma];
    let one = run(place.path(), &[&args[..], &["--threads", "1"]].concat(), None);
    assert_eq!(one.len(), 28);
    for n in ["2", "7", "1000000"] {
        assert!(run(place.path(), &[&args[..], &["--threads", n]].concat(), None) == one, "--threads {n}");
    }
    for n in ["1", "3", "many", "0"] {
        assert!(run(place.path(), &args, Some(n)) == one, "RAYON_NUM_THREADS={n}");
    }
    let other = run(place.path(), &["-n", "150", "--seed", "4", &minusma], None);
    assert!(other != one, "another seed gives other bytes");
}

#[test]
fn rayon_num_threads_is_respected() {
    // The program's own count of threads, as the system sees it while it runs: two workers beside the main thread
    // and whatever the signal handler needs, against five.
    let threads = |n: &str| {
        let place = tempdir().unwrap();
        let mut command = std::process::Command::new(crate::PROGRAM);
        command.args(["run", &shipped("two-sites.toml"), "-n", "1000000000", "-q"]).current_dir(&place);
        let mut child = command.env("RAYON_NUM_THREADS", n).spawn().unwrap();
        let tasks = format!("/proc/{}/task", child.id());
        let mut most = 0;
        for _ in 0..50 {
            std::thread::sleep(std::time::Duration::from_millis(10));
            most = most.max(std::fs::read_dir(&tasks).map_or(0, Iterator::count));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        most
    };
    assert_eq!(threads("5") - threads("2"), 3);
}

#[test]
fn precision_stops_at_a_look_and_says_so() {
    let place = tempdir().unwrap();
    let coin = coin(place.path());
    // P is one half, so the half-width is z / (2 sqrt(n)) and hardly smaller: at the looks 1,000 (α 0.025, z 2.24),
    // 2,000 (0.0125, 2.50), 4,000 (0.00625, 2.73), 8,000 (0.003125, 2.95) it is 3.5, 2.8, 2.2, 1.7 points.
    for (wanted, n) in [("0.05", 1_000), ("0.03", 2_000), ("0.025", 4_000), ("0.02", 8_000)] {
        let run = |threads: &str| {
            let args = ["run", &coin, "-q", "--policy", "off", "--precision", wanted, "--threads", threads];
            drawdown(place.path(), &args).assert().success();
            complete(&place.path().join("output/coin"))
        };
        let manifest = run("1");
        assert_eq!(manifest.replications, n, "{wanted}");
        let said = manifest.precision.clone().unwrap();
        assert!(said.starts_with(&format!("half-width {wanted} reached: 0.0")), "{said}");
        assert!(said.ends_with(&format!("after {n} replications")), "{said}");
        let other = run("2");
        assert_eq!((other.replications, other.precision, other.files), (n, Some(said), manifest.files));
    }
}

#[test]
fn the_most_replications_end_the_search_for_precision() {
    let place = tempdir().unwrap();
    let coin = coin(place.path());
    drawdown(place.path(), &["run", &coin, "-q", "-n", "1500", "--precision", "0.001"]).assert().success();
    let manifest = complete(&place.path().join("output/coin"));
    assert_eq!(manifest.replications, 1_500);
    let said = manifest.precision.unwrap();
    assert!(said.contains("not reached with the most replications allowed"), "{said}");
}

#[test]
fn an_ensemble_that_stopped_is_the_same_as_one_of_that_size() {
    let place = tempdir().unwrap();
    let coin = coin(place.path());
    // Three policies share the error of a look: 2,000 (α 0.0125 / 3, z 2.86) know the half to 3.2 points.
    let stopped = run(place.path(), &[&coin, "--precision", "0.033"], None);
    let whole = run(place.path(), &[&coin, "-n", "2000"], None);
    for (a, b) in stopped.iter().zip(&whole).filter(|(a, _)| a.0 != "manifest.json") {
        assert!(a == b, "{}", a.0);
    }
}
