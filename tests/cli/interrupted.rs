//! Ctrl-C and worse: the earlier results or the new ones, and never half of either.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::tempdir;

use crate::{PROGRAM, bytes, complete, drawdown, names, shipped};

const N_KILLS: u64 = 12;

fn start(place: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["run", &shipped("two-sites.toml"), "--out", "results"]).args(args).current_dir(place);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn done(place: &Path, args: &[&str]) {
    let output = start(place, args).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Waits until the run has begun to fill its folder.
fn wait_for_partial(place: &Path) {
    let begin = Instant::now();
    while !names(place).iter().any(|name| name.contains(".partial-")) {
        assert!(begin.elapsed() < Duration::from_secs(60), "the run does not begin");
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn ctrl_c_leaves_earlier_results_as_they_were() {
    let place = tempdir().unwrap();
    let rows = place.path().join("rows.csv");
    done(place.path(), &["-n", "10", "--replications-out", "rows.csv"]);
    let before = (fs::read(place.path().join("results/manifest.json")).unwrap(), fs::read(&rows).unwrap());
    for (signal, more, keeps) in [
        (Signal::INT, &["--replications-out", "rows.csv"][..], true),
        // Nobody can go on with what went to a device.
        (Signal::INT, &["--replications-out", "/dev/null"], false),
        (Signal::TERM, &[], true),
        (Signal::INT, &["--precision", "1e-9"], true),
    ] {
        let long = start(place.path(), &[&["-n", "1000000000", "--seed", "2"], more].concat());
        wait_for_partial(place.path());
        // Also in the midst of the replications, not only before the first.
        sleep(Duration::from_millis(200));
        kill_process(Pid::from_child(&long), signal).unwrap();
        let output = long.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
        let said = String::from_utf8(output.stderr).unwrap();
        let checkpoint = place.path().join(".results.checkpoint");
        // One that is interrupted before its first replication has nothing to keep.
        if keeps && checkpoint.exists() {
            let begin = "interrupted: earlier results are as they were; --resume goes on after ";
            let rest = said.strip_prefix(begin).and_then(|rest| rest.strip_suffix(" of 1000000000 replications\n"));
            assert!(rest.is_some_and(|n| n.parse::<u64>().is_ok_and(|n| n > 0)), "{said}");
            fs::remove_file(checkpoint).unwrap();
            // Its rows, if it has written any.
            let kept = names(place.path()).into_iter().find(|name| name.starts_with(".rows.csv.unfinished-"));
            assert_eq!(kept.is_some(), more.contains(&"rows.csv"));
            kept.into_iter().for_each(|kept| fs::remove_file(place.path().join(kept)).unwrap());
        } else {
            assert_eq!(said, "interrupted: nothing was written, earlier results are as they were\n");
        }
        assert_eq!(names(place.path()), ["results", "rows.csv"]);
        assert_eq!(complete(&place.path().join("results")).seed, 1);
        assert_eq!((fs::read(place.path().join("results/manifest.json")).unwrap(), fs::read(&rows).unwrap()), before);
    }
}

#[test]
fn ctrl_c_before_the_first_results_leaves_no_folder() {
    let place = tempdir().unwrap();
    let long = start(place.path(), &["-n", "1000000000"]);
    wait_for_partial(place.path());
    kill_process(Pid::from_child(&long), Signal::INT).unwrap();
    assert_eq!(long.wait_with_output().unwrap().status.code(), Some(130));
    assert!(names(place.path()).iter().all(|name| name == ".results.checkpoint"));
}

#[test]
fn a_killed_run_leaves_the_old_results_or_the_new_ones() {
    let place = tempdir().unwrap();
    let results = place.path().join("results");
    done(place.path(), &["-n", "200", "--seed", "0"]);
    let begin = Instant::now();
    done(place.path(), &["-n", "200", "--seed", "1"]);
    let length = begin.elapsed();
    let (mut seed, mut n_left_over) = (1, 0);
    for kill in 0..N_KILLS {
        let next = seed + 1;
        let mut run = start(place.path(), &["-n", "200", "--seed", &next.to_string()]);
        // Moments over the whole of a run, by steps of the golden ratio: spread, and never the same.
        let share = (kill as f64 * 0.618_033_988_749_895) % 1.0;
        sleep(length.mul_f64(share * 1.1));
        run.kill().unwrap();
        run.wait().unwrap();
        n_left_over += names(place.path()).len() - 1;
        let found = complete(&results).seed;
        assert!(found == seed || found == next, "{found} after {seed}");
        seed = found;
    }
    // Otherwise the kills came at no interesting moment.
    assert!(n_left_over > 0, "no kill in the midst of a run");
    done(place.path(), &["-n", "200", "--seed", "99"]);
    assert_eq!(names(place.path()), ["results"], "the next run tidies up");
    assert_eq!(complete(&results).seed, 99);
}

fn start_merge(place: &Path, out: &str) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["merge", "s1", "s2", "-q", "--explain", "--out", out]).current_dir(place);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn merged(place: &Path, out: &str) {
    let output = start_merge(place, out).wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How many files a merge has begun that is not finished.
fn n_begun(place: &Path) -> usize {
    let partial = names(place).into_iter().find(|name| name.starts_with(".results.partial-"));
    // It may get its name meanwhile.
    partial.and_then(|partial| fs::read_dir(place.join(partial)).ok()).map_or(0, Iterator::count)
}

#[test]
fn a_killed_merge_leaves_no_folder_or_a_whole_one_and_the_next_one_is_as_if_it_had_never_been() {
    let place = tempdir().unwrap();
    let place = place.path();
    for (shard, out) in [("1/2", "s1"), ("2/2", "s2")] {
        let args = ["run", &shipped("two-sites.toml"), "-n", "40", "-q", "--shard", shard, "--out", out];
        drawdown(place, &args).assert().success();
    }
    let begin = Instant::now();
    merged(place, "unbroken");
    let length = begin.elapsed();
    let whole = bytes(&place.join("unbroken"));
    let results = place.join("results");
    let (mut n_early, mut n_writing) = (0, 0);
    for kill in 0..N_KILLS {
        let mut merge = start_merge(place, "results");
        let share = (kill as f64 * 0.618_033_988_749_895) % 1.0;
        if kill % 2 == 0 {
            // Anywhere: while shards are read, things removed, or pictures drawn.
            sleep(length.mul_f64(share));
        } else {
            // In the midst of writing: when so many files have been begun.
            while n_begun(place) < 1 + (share * whole.len() as f64) as usize && merge.try_wait().unwrap().is_none() {
                sleep(Duration::from_millis(1));
            }
        }
        merge.kill().unwrap();
        merge.wait().unwrap();
        let n = n_begun(place);
        (n_early, n_writing) = (n_early + usize::from(n == 0), n_writing + usize::from(n > 0));
        if results.exists() {
            assert!(bytes(&results) == whole, "a folder that is there is whole");
            fs::remove_dir_all(&results).unwrap();
        }
        let stray = |name: &String| !["s1", "s2", "unbroken"].contains(&&**name) && !name.starts_with(".results.");
        assert_eq!(names(place).into_iter().find(stray), None);
    }
    // Otherwise the kills came at no interesting moment.
    assert!(n_early > 0 && n_writing > 0, "{n_early} before the first file, {n_writing} after it");
    merged(place, "results");
    assert!(bytes(&results) == whole);
    assert_eq!(names(place), ["results", "s1", "s2", "unbroken"]);
    // Nor is an older folder touched by a merge that does not come to its end.
    let mut merge = start_merge(place, "results");
    while n_begun(place) == 0 && merge.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    merge.kill().unwrap();
    merge.wait().unwrap();
    assert!(bytes(&results) == whole);
}
