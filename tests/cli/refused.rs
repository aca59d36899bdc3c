//! Asked wrongly (2) and could not (1): a message, and nothing written or touched.

use std::fs;
use std::path::Path;

use snapbox::str;
use tempfile::tempdir;

use crate::{drawdown, names, scenario, shipped};

fn run(place: &Path, args: &[&str]) -> snapbox::cmd::OutputAssert {
    let mut all = vec!["run", "-n", "10"];
    all.extend(args);
    drawdown(place, &all).assert().stdout_eq("")
}

#[test]
fn a_foreign_folder_is_refused_by_name_and_left_alone() {
    let place = tempdir().unwrap();
    let folder = place.path().join("results");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("thesis.docx"), "years of work").unwrap();
    run(place.path(), &[&shipped("two-sites.toml"), "--out", "results"]).code(2).stderr_eq(str![[r#"
error: `results` holds `thesis.docx` and has no manifest.json, so drawdown did not write it: choose another --out or empty the folder

"#]]);
    assert_eq!(names(&folder), ["thesis.docx"]);
    assert_eq!(fs::read_to_string(folder.join("thesis.docx")).unwrap(), "years of work");
    assert_eq!(names(place.path()), ["results"]);
}

#[test]
fn a_foreign_file_among_own_results_is_refused_by_name() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    run(place.path(), &[&two_sites, "-q", "--out", "results"]).success();
    fs::write(place.path().join("results/notes.txt"), "mine").unwrap();
    let before = fs::read(place.path().join("results/manifest.json")).unwrap();
    run(place.path(), &[&two_sites, "--seed", "2", "--out", "results"]).code(2).stderr_eq(str![[r#"
error: `results` holds `notes.txt`, which its manifest does not list: choose another --out or move it away

"#]]);
    assert_eq!(fs::read(place.path().join("results/manifest.json")).unwrap(), before);
    assert_eq!(names(place.path()), ["results"]);
}

#[test]
fn a_missing_scenario_is_named() {
    let place = tempdir().unwrap();
    run(place.path(), &["nowhere.toml"]).code(2).stderr_eq(str![[r#"
error: there is no file `nowhere.toml`
  = help: `.` has no toml file

"#]]);
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn a_scenario_that_cannot_be_used_is_refused_before_anything_is_written() {
    let place = tempdir().unwrap();
    let wrong = scenario(place.path(), "wrong.toml", "[mission]\ndeadline = 2024-02-30\n[polcy]\n");
    run(place.path(), &[&wrong]).code(2).stderr_eq(str![[r#"
error: `2024-02-30` is not a date
 --> wrong.toml:3:12
  |
3 | deadline = 2024-02-30
  |            ^^^^^^^^^^
  |
  = help: there is no such day: write a day between 01 and 29

error: unknown key `polcy`
 --> wrong.toml:4:2
  |
4 | [polcy]
  |  ^^^^^ polcy
  |
  = help: did you mean `policy`?
error: `wrong.toml` cannot be used: 2 problems

"#]]);
    assert_eq!(names(place.path()), ["wrong.toml"]);
}

#[test]
fn check_says_what_is_wrong_with_each_file_and_still_praises_the_others() {
    let place = tempdir().unwrap();
    let wrong = scenario(place.path(), "wrong.toml", "[[trucks]]\nid = 'pool'\ncount = -4\n");
    let right = scenario(place.path(), "right.toml", "");
    let done = drawdown(place.path(), &["check", &wrong, &right, "nowhere.toml"]).assert().code(2);
    done.stdout_eq(str![[r#"
right.toml: good (2 sites, 160 people with local staff, 0 observations, 29 inputs)

"#]])
        .stderr_eq(str![[r#"
error: `count` must not be negative
 --> wrong.toml:4:9
  |
4 | count = -4
  |         ^^ trucks.pool.count
  |
  = help: write 4
error: `wrong.toml` cannot be used: 1 problem
error: there is no file `nowhere.toml`
  = help: choose from `right.toml`, `wrong.toml`

"#]]);
}

#[test]
fn a_bad_set_is_refused() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    for (set, says) in [
        ("trucks.truck.count=4", "`trucks`"),
        ("trucks.pool.count=many", "count"),
        ("trucks.pool.count", "="),
        ("mission.deadline=2024-02-30", "deadline"),
    ] {
        let done = run(place.path(), &[&two_sites, "--set", set]).code(2);
        let text = String::from_utf8(done.get_output().stderr.clone()).unwrap();
        assert!(text.starts_with("error: ") && text.contains(says), "{set}:\n{text}");
        assert_eq!(names(place.path()), [""; 0]);
    }
}

#[test]
fn wrong_options_are_refused() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    let cases: &[&[&str]] = &[
        &["run", &two_sites, "--replicatoins", "10"],
        &["run", &two_sites, "-n", "0"],
        &["run", &two_sites, "-n", "many"],
        &["run", &two_sites, "--seed", "-1"],
        &["run", &two_sites, "--precision", "0"],
        &["run", &two_sites, "--precision", "NaN"],
        &["run", &two_sites, "--precision", "5"],
        &["run", &two_sites, "--policy", "none"],
        &["run"],
        &["replay", &two_sites, "--plan", "--replication", "3"],
        &["check"],
        &["walk"],
        &["completions", "korn"],
        &[],
    ];
    for args in cases {
        let done = drawdown(place.path(), args).assert().code(2).stdout_eq("");
        assert!(!done.get_output().stderr.is_empty(), "{args:?}");
        assert_eq!(names(place.path()), [""; 0], "{args:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_a_failure() {
    let place = tempdir().unwrap();
    fs::write(place.path().join("file"), "").unwrap();
    let two_sites = shipped("two-sites.toml");
    run(place.path(), &[&two_sites, "--out", "file/results"]).code(1).stderr_eq(str![[r#"
error: could not open `file/results` (choose another place or move away the file that stands in its way): Not a directory (os error 20)

"#]]);
    run(place.path(), &[&two_sites, "--out", "/proc/results"]).code(1);
    run(place.path(), &[&two_sites, "--out", "results", "--replications-out", "file/rows.csv"]).code(1);
    drawdown(place.path(), &["replay", &two_sites, "--trace", "file/trace.csv"]).assert().code(1).stdout_eq("");
    drawdown(place.path(), &["new", "file/mine.toml"]).assert().code(1).stdout_eq("").stderr_eq(str![[r#"
error: could not create `file/mine.toml`: Not a directory (os error 20)

"#]]);
    assert_eq!(names(place.path()), ["file"]);
}

#[test]
fn a_full_disk_is_a_failure_and_leaves_nothing() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    // Enough rows that the device is full long before the end.
    let args = [&two_sites, "-n", "20000", "--out", "results", "--replications-out", "/dev/full"];
    let done = drawdown(place.path(), &[&["run"], &args[..]].concat()).assert().code(1).stdout_eq("");
    done.stderr_eq(str![[r#"
error: could not write `/dev/full` (free some space or choose another place): No space left on device (os error 28)

"#]]);
    run(place.path(), &[&two_sites, "--out", "results", "--replications-out", "/dev/full"]).code(1);
    drawdown(place.path(), &["replay", &two_sites, "--trace", "/dev/full"]).assert().code(1);
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn a_map_of_a_day_that_is_not_simulated_or_of_sites_without_a_position_is_refused() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    run(place.path(), &[&two_sites, "--map", "2024-01-15", "--map", "2024-04-01"]).code(2).stderr_eq(str![[r#"
error: no map of 2024-04-01: the first simulated day is 2024-01-01, the last 2024-03-31
  = help: give --map a date from 1 January 2024 to 31 March 2024

"#]]);
    let text = fs::read_to_string(&two_sites).unwrap();
    fs::write(place.path().join("nowhere.toml"), text.replace("position = { lat = 12.0, lon = 21.0 }\n", "")).unwrap();
    run(place.path(), &["nowhere.toml", "--map", "2024-01-15"]).code(2).stderr_eq(str![[r#"
error: no map: without a position `Outpost`
  = help: give each site `position = { lat, lon }`

"#]]);
    assert_eq!(names(place.path()), ["nowhere.toml"]);
    run(place.path(), &[&two_sites, "--map", "15 January"]).code(2);
}
