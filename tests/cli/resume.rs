//! A run that was interrupted goes on to the bytes of one that was not.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use drawdown::ensemble::file;
use rustix::process::{Pid, Signal, kill_process};
use snapbox::str;
use tempfile::tempdir;

use crate::{PROGRAM, bytes, drawdown, names, shipped};

const N_KILLS: usize = 10;
/// A busy machine needs more kills to be caught in the midst of something.
const MAX_KILLS: u32 = 200;
const CHECKPOINT: &str = ".results.checkpoint";

/// Saves after every round of chunks.
fn start(place: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.args(["run", &shipped("two-sites.toml"), "-q", "--out", "results"]).args(args).current_dir(place);
    command.env("DRAWDOWN_CHECKPOINT_SECONDS", "0").stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// How many replications the checkpoint has; it is whole or absent at any moment.
fn saved(place: &Path) -> Option<u64> {
    let bytes = fs::read(place.join(CHECKPOINT)).ok()?;
    Some(file::open(&bytes).expect("a checkpoint is whole").head.n)
}

/// Waits until something has been saved.
fn wait_for_checkpoint(place: &Path) {
    let begin = Instant::now();
    while saved(place).is_none() {
        assert!(begin.elapsed() < Duration::from_secs(60), "nothing is saved");
        sleep(Duration::from_millis(2));
    }
}

fn interrupt(run: Child) -> String {
    kill_process(Pid::from_child(&run), Signal::INT).unwrap();
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    String::from_utf8(output.stderr).unwrap()
}

/// All files that a run leaves: those of its folder, and its rows.
type Files = Vec<(String, Vec<u8>)>;

/// What a run leaves that nobody interrupted.
fn unbroken(args: &[&str]) -> Files {
    let place = tempdir().unwrap();
    let output = start(place.path(), args).wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    left(place.path())
}

/// What a finished run has left: no checkpoint, and no rows under another name.
fn left(place: &Path) -> Files {
    let mut files = bytes(&place.join("results"));
    for name in names(place).into_iter().filter(|name| name != "results") {
        assert!(name.starts_with("rows."), "{name} is left");
        files.push((name.clone(), fs::read(place.join(name)).unwrap()));
    }
    files
}

fn assert_same(place: &Path, whole: &Files) {
    let resumed = left(place);
    assert_eq!(resumed.len(), whole.len());
    for (resumed, whole) in resumed.iter().zip(whole) {
        assert!(resumed == whole, "{}", whole.0);
    }
}

/// Waits until a checkpoint has more than so many replications, or the run is over.
fn wait_for_more_than(place: &Path, n: u64, run: &mut Child) {
    while saved(place).unwrap_or(0) <= n && run.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_run_killed_again_and_again_ends_with_the_bytes_of_an_unbroken_one() {
    killed_again_and_again(&["-n", "6000"]);
}

#[test]
fn rows_of_a_run_killed_again_and_again_are_those_of_an_unbroken_one() {
    killed_again_and_again(&["-n", "6000", "--replications-out", "rows.csv"]);
}

#[test]
fn compressed_rows_of_a_run_killed_again_and_again_are_those_of_an_unbroken_one() {
    killed_again_and_again(&["-n", "6000", "--replications-out", "rows.csv.zst"]);
}

fn killed_again_and_again(args: &[&str]) {
    let whole = unbroken(args);
    let place = tempdir().unwrap();
    let (mut in_the_midst, mut gone_on) = (0, 0);
    for kill in 0..MAX_KILLS {
        let before = saved(place.path());
        let mut run = start(place.path(), &[args, &["--resume"]].concat());
        // Moments by steps of the golden ratio: spread, and never the same.
        let share = (f64::from(kill) * 0.618_033_988_749_895) % 1.0;
        if kill % 4 > 0 {
            // Some replications later, wherever in a round that is.
            wait_for_more_than(place.path(), before.unwrap_or(0) + (500.0 * share) as u64, &mut run);
        }
        sleep(Duration::from_secs_f64(0.02 * share));
        run.kill().unwrap();
        let output = run.wait_with_output().unwrap();
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        if output.status.success() {
            // It was done before the kill: the next one begins anew.
            assert_same(place.path(), &whole);
            names(place.path()).iter().filter(|name| name.starts_with("rows.")).for_each(|rows| {
                fs::remove_file(place.path().join(rows)).unwrap();
            });
            fs::remove_dir_all(place.path().join("results")).unwrap();
            continue;
        }
        let after = saved(place.path());
        in_the_midst += usize::from(after.is_some_and(|n| n < 6_000));
        gone_on += usize::from(before.is_some() && after > before);
        if in_the_midst >= N_KILLS && gone_on >= 5 {
            break;
        }
    }
    // Otherwise the kills came at no interesting moment.
    assert!(in_the_midst >= N_KILLS && gone_on >= 5, "{in_the_midst} kills in the midst, {gone_on} went on");
    let last = start(place.path(), &[args, &["--resume"]].concat()).wait_with_output().unwrap();
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    assert_same(place.path(), &whole);
}

#[test]
fn ctrl_c_keeps_what_is_done_with_the_stopping_rule_too() {
    // At the first look, 1,000 replications, no interval is as narrow as this: it is not that all agree.
    let args = ["-n", "8000", "--precision", "0.0001"];
    let whole = unbroken(&args);
    let place = tempdir().unwrap();
    let run = start(place.path(), &args);
    wait_for_checkpoint(place.path());
    let said = interrupt(run);
    let n = saved(place.path()).unwrap();
    let expected = "interrupted: earlier results are as they were; --resume goes on after";
    assert_eq!(said, format!("{expected} {n} of 8000 replications\n"));
    let output = start(place.path(), &[&args[..], &["--resume"]].concat()).wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "-q says nothing");
    assert_same(place.path(), &whole);
}

/// Leaves a checkpoint as somebody does who interrupts a run; how many replications it has.
fn interrupted(place: &Path, args: &[&str]) -> u64 {
    let run = start(place, args);
    wait_for_checkpoint(place);
    interrupt(run);
    saved(place).unwrap()
}

#[test]
fn a_run_that_goes_on_says_from_where() {
    let file = shipped("two-sites.toml");
    // A shard begins with a later replication; the stopping rule may end at any look.
    for (args, said) in [
        (&["-n", "9000"][..], "N of 9000 replications; the run goes on with replication N (counted from 0)"),
        (
            &["-n", "18000", "--shard", "2/2"],
            "N of 9000 replications of shard 2 of 2; the run goes on with replication M (counted from 0)",
        ),
        (&["-n", "9000", "--precision", "1e-6"], "N of at most 9000 replications; the run goes on from there"),
    ] {
        let place = tempdir().unwrap();
        let n = interrupted(place.path(), args);
        let said = said.replace('N', &n.to_string()).replace('M', &(9000 + n).to_string());
        let again = [&["run", &file, "--out", "results", "--resume"], args].concat();
        let done = drawdown(place.path(), &again).assert().success();
        done.stderr_eq(format!("resume: `.results.checkpoint` has {said}\n"));
    }
}

#[test]
fn a_run_with_all_its_replications_says_that_none_is_left() {
    let place = tempdir().unwrap();
    // What --explain does takes much longer than the replications before it.
    let args = ["-n", "3000", "--explain"];
    let run = start(place.path(), &args);
    wait_for_checkpoint(place.path());
    while saved(place.path()).unwrap() < 3000 {
        sleep(Duration::from_millis(1));
    }
    interrupt(run);
    let again = ["run", &shipped("two-sites.toml"), "--out", "results", "--resume", "-n", "3000"];
    drawdown(place.path(), &again).assert().success().stderr_eq(str![[r#"
resume: `.results.checkpoint` has 3000 of 3000 replications; nothing is left to simulate but what is made of them

"#]]);
}

#[test]
fn a_shard_goes_on_to_the_same_file() {
    let args = ["-n", "20000", "--shard", "2/2"];
    let whole = unbroken(&args);
    let place = tempdir().unwrap();
    let run = start(place.path(), &args);
    wait_for_checkpoint(place.path());
    interrupt(run);
    assert!(saved(place.path()).is_some_and(|n| n < 10_000));
    let output = start(place.path(), &[&args[..], &["--resume"]].concat()).wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    assert_same(place.path(), &whole);
}

#[test]
fn only_the_same_run_goes_on() {
    let place = tempdir().unwrap();
    let run = start(place.path(), &["-n", "100000"]);
    wait_for_checkpoint(place.path());
    interrupt(run);
    let before = fs::read(place.path().join(CHECKPOINT)).unwrap();
    let help = "  = help: give the options of the run that was interrupted, or leave --resume out to begin anew\n";
    let file = shipped("two-sites.toml");
    let resume = |more: &[&str], rule: &str| {
        let all = [&["run", &file, "--out", "results", "--resume"], more].concat();
        let done = drawdown(place.path(), &all).assert().code(2).stdout_eq("");
        done.stderr_eq(format!("error: `.results.checkpoint` is {rule}\n{help}"));
        assert!(fs::read(place.path().join(CHECKPOINT)).unwrap() == before);
    };
    resume(&["-n", "100000", "--seed", "2"], "of another run: the seed is 1, not 2");
    resume(&["-n", "200000"], "of another run: the number of replications is 100000, not 200000");
    resume(&["-n", "100000", "--policy", "off"], "of another run: the policy is off and surge and full, not off");
    resume(&["-n", "100000", "--precision", "0.1"], "of another run: --precision is missing, not 0.1");
    resume(&["-n", "100000", "--shard", "2/3"], "of the whole run, not of shard 2 of 3");
    let all = ["run", &file, "--out", "results", "--resume", "-n", "100000"];
    let len = before.len();
    let help = "  = help: no run can go on from it: leave --resume out to begin anew\n";
    let unusable = |bytes: &[u8], what: &str| {
        fs::write(place.path().join(CHECKPOINT), bytes).unwrap();
        let done = drawdown(place.path(), &all).assert().code(2).stdout_eq("");
        done.stderr_eq(format!("error: `.results.checkpoint` {what}\n{help}"));
    };
    unusable(&before[..len - 1], &format!("is cut short ({} of {len} bytes)", len - 1));
    unusable(&[], "is empty");
    unusable(&before[..5], "is cut short (after 5 bytes)");
    unusable(b"drawn", "is not an ensemble file");
    unusable(
        &[&before[..len - 40], &[!before[len - 40]], &before[len - 39..]].concat(),
        "is damaged (its checksum does not fit)",
    );
    let later = [b"drawdown ensemble 99\n", &before[20..]].concat();
    unusable(&later, &format!("has format 99, and this program reads format {}", file::FORMAT));
    // A short run of something else leaves what somebody may still go on with.
    fs::write(place.path().join(CHECKPOINT), &before).unwrap();
    let other = ["run", &file, "--out", "results", "-n", "5"];
    drawdown(place.path(), &other).assert().success().stderr_eq(str![[r#"
note: `.results.checkpoint` is of another run: the number of replications is 100000, not 5; this run replaces it when it saves its own

"#]]);
    assert!(fs::read(place.path().join(CHECKPOINT)).unwrap() == before);
}

#[test]
fn to_go_on_with_nothing_is_to_begin() {
    let place = tempdir().unwrap();
    let args = ["run", &shipped("two-sites.toml"), "--out", "results", "-n", "5", "--resume"];
    drawdown(place.path(), &args).assert().success().stderr_eq(str![[r#"
resume: there is no `.results.checkpoint`, so the run begins with its first replication

"#]]);
    assert_eq!(names(place.path()), ["results"]);
    // Once more: what is finished is done anew, and that is said too.
    drawdown(place.path(), &args).assert().success().stderr_eq(str![[r#"
resume: there is no `.results.checkpoint` (a finished run leaves none), so the run begins with its first replication

"#]]);
    drawdown(place.path(), &[&args[..], &["-q"]].concat()).assert().success().stderr_eq("");
}

#[test]
fn rows_go_on_after_ctrl_c_with_the_stopping_rule_and_all_policies_or_one() {
    for more in [&["--precision", "0.0001"][..], &["--policy", "surge"]] {
        let args = [&["-n", "8000", "--replications-out", "rows.csv.zst"], more].concat();
        let whole = unbroken(&args);
        let place = tempdir().unwrap();
        interrupted(place.path(), &args);
        let kept = names(place.path());
        assert!(kept.len() == 2 && kept[1].starts_with(".rows.csv.zst.unfinished-"), "{kept:?}");
        let output = start(place.path(), &[&args[..], &["--resume"]].concat()).wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_same(place.path(), &whole);
    }
}

#[test]
fn a_run_that_begins_anew_leaves_nothing_of_the_rows_of_the_one_before() {
    let place = tempdir().unwrap();
    let args = ["-n", "8000", "--replications-out", "rows.csv"];
    interrupted(place.path(), &args);
    let output = start(place.path(), &args).wait_with_output().unwrap();
    assert!(output.status.success());
    assert_same(place.path(), &unbroken(&args));
}

#[test]
fn only_the_rows_of_the_same_run_go_on() {
    let place = tempdir().unwrap();
    let file = shipped("two-sites.toml");
    let args = ["-n", "100000", "--replications-out", "rows.csv"];
    interrupted(place.path(), &args);
    let before = names(place.path());
    let refused = |more: &[&str], said: &str| {
        let all = [&["run", &file, "--out", "results", "--resume", "-n", "100000"], more].concat();
        drawdown(place.path(), &all).assert().code(2).stdout_eq("").stderr_eq(format!("error: {said}\n"));
        assert_eq!(names(place.path()), before);
    };
    let help = "  = help: give the options of the run that was interrupted, or leave --resume out to begin anew";
    refused(
        &[],
        &format!("`.results.checkpoint` is of a run with --replications-out, and this is one without\n{help}"),
    );
    refused(
        &["--replications-out", "others.csv"],
        "`others.csv` has beside it no unchanged `.others.csv.unfinished-…`, which goes with the checkpoint\n  \
         = help: give the options of the run that was interrupted, put that file back, or leave --resume out to begin \
         anew",
    );
    refused(
        &["--replications-out", "/dev/null"],
        "--resume cannot be used with rows in `/dev/null`: a device or pipe does not keep what was written\n  \
         = help: name a file, or leave --resume out",
    );
    #[cfg(feature = "parquet")]
    refused(
        &["--replications-out", "rows.parquet"],
        "--resume cannot be used with rows in `rows.parquet`: its directory comes last, and without it the rows of \
         a run that was interrupted cannot be read\n  = help: give --replications-out a name that ends in .csv.zst, \
         whose rows go on; or leave --resume out",
    );
    // A checkpoint without rows.
    let place = tempdir().unwrap();
    interrupted(place.path(), &["-n", "100000"]);
    let all = ["run", &file, "--out", "results", "--resume", "-n", "100000", "--replications-out", "rows.csv"];
    let said = format!(
        "error: `.results.checkpoint` is of a run without --replications-out, and this is one with it\n{help}\n"
    );
    drawdown(place.path(), &all).assert().code(2).stderr_eq(said);
}
