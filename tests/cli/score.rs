//! `drawdown score`: several missions at once.

use std::fs;
use std::path::Path;

use snapbox::str;
use tempfile::tempdir;

use crate::{bytes, complete, drawdown, names, scenario, shipped, table};

/// The two sites, whose 160 people are out by 26 January 2024 in every replication, and a figure that says so
/// many had gone by 1 February.
fn figure(place: &Path, name: &str, gone: u32, knowledge: &str) -> String {
    let more = format!(
        "[mission]\nknowledge = '{knowledge}'\ncluster = '{name}'\n[[observation]]\nid = 'count'\ndate = 2024-02-01\n\
         quantity = 'gone'\nvalue = {gone}\nrole = 'score'\n"
    );
    scenario(place, name, &more)
}

fn score(place: &Path, args: &[&str]) -> snapbox::cmd::OutputAssert {
    drawdown(place, &[&["score", "-n", "40"], args].concat()).assert()
}

#[test]
fn figures_that_are_met_and_missed_are_counted_and_pooled() {
    let place = tempdir().unwrap();
    let met = figure(place.path(), "met.toml", 160, "forecast");
    let missed = figure(place.path(), "missed.toml", 100, "forecast");
    let known = figure(place.path(), "known.toml", 160, "hindcast");
    let silent = shipped("two-sites.toml");
    score(place.path(), &[&met, &missed, &known, &silent]).success().stderr_eq("").stdout_eq(str![[r#"
4 scenarios, 40 replications of each, seed 1

Forecasts: how many of the published figures lie inside the bands?
  scenario                     figures  50 %  80 %  90 %   the model's own 90 %
  met                                1     1     1     1   1
  missed                             1     0     0     0   1: too few
  all together, 2 figures of 2 scenarios, 2 pieces of evidence
    50 % band: 50 % (0 % to 100 %); 100 % if the model were right
    80 % band: 50 % (0 % to 100 %); 100 % if the model were right
    90 % band: 50 % (0 % to 100 %); 100 % if the model were right
    in brackets: 95 % interval from resampling whole pieces; with so few of them
    it is too narrow
Forecasts: are they better than simple rules?
  met
  scores, 0 is perfect                   figures drawdown   plan    line   seats
  CRPS of head counts (mean, people)           1      0.0    0.0      49     0.0
  energy score of their curve (people)         1      0.0    0.0      49     0.0
  error of one number for each count           1      0.0    0.0      49     0.0
  it does NOT beat the plan (head counts), seats alone (head counts), the plan
  (the curve), seats alone (the curve), the plan (head counts as single
  numbers), seats alone (head counts as single numbers)
  missed
  scores, 0 is perfect                   figures drawdown   plan    line   seats
  CRPS of head counts (mean, people)           1       60     60      11      60
  energy score of their curve (people)         1       60     60      11      60
  error of one number for each count           1       60     60      11      60
  it does NOT beat the plan (head counts), the straight line (head counts),
  seats alone (head counts), the plan (the curve), the straight line (the
  curve), seats alone (the curve), the plan (head counts as single numbers), the
  straight line (head counts as single numbers), seats alone (head counts as
  single numbers)
  in how many better than               the plan    the line   seats alone
  head counts                             0 of 2      1 of 2        0 of 2
  the curve                               0 of 2      1 of 2        0 of 2
  head counts as single numbers           0 of 2      1 of 2        0 of 2

Hindcasts: how many of the published figures lie inside the bands?
  scenario                     figures  50 %  80 %  90 %   the model's own 90 %
  known                              1     1     1     1   1
  all together, 1 figure of 1 scenario, 1 piece of evidence
    50 % band: 100 %; 100 % if the model were right
    80 % band: 100 %; 100 % if the model were right
    90 % band: 100 %; 100 % if the model were right
Hindcasts: are they better than simple rules?
  known
  scores, 0 is perfect                   figures drawdown   plan    line   seats
  CRPS of head counts (mean, people)           1      0.0    0.0      49     0.0
  energy score of their curve (people)         1      0.0    0.0      49     0.0
  error of one number for each count           1      0.0    0.0      49     0.0
  it does NOT beat the plan (head counts), seats alone (head counts), the plan
  (the curve), seats alone (the curve), the plan (head counts as single
  numbers), seats alone (head counts as single numbers)
  in how many better than               the plan    the line   seats alone
  head counts                             0 of 1      1 of 1        0 of 1
  the curve                               0 of 1      1 of 1        0 of 1
  head counts as single numbers           0 of 1      1 of 1        0 of 1

  run, with no figure that is scored: two-sites

Tables and pictures: output/score

"#]]);
    let folder = place.path().join("output/score");
    assert_eq!(complete(&folder).scenarios.len(), 4);
    let (_, rows) = table(&folder.join("coverage.csv"));
    let of_90: Vec<Vec<&str>> = rows.iter().filter(|row| &row[1] == "90").map(|row| row.iter().collect()).collect();
    // One of two forecasts; a resample of two takes the met one twice, the missed one twice, or both.
    assert_eq!(of_90[0], ["forecast", "90", "2", "2", "2", "1", "0.500000", "1.000000", "0.000000", "1.000000"]);
    assert_eq!(of_90[1], ["hindcast", "90", "1", "1", "1", "1", "1.000000", "1.000000", "", ""]);
    let (_, rows) = table(&folder.join("missions.csv"));
    let crps = rows.iter().filter(|row| &row[4] == "crps_people").map(|row| row[6].to_string());
    assert_eq!(crps.collect::<Vec<_>>(), ["0.00", "60.00", "0.00"]);
}

#[test]
fn a_record_is_the_same_for_any_number_of_threads() {
    let place = tempdir().unwrap();
    let met = figure(place.path(), "met.toml", 160, "forecast");
    let folders = ["1", "3"].map(|threads| {
        let out = format!("with-{threads}");
        score(place.path(), &[&met, "--threads", threads, "--out", &out, "-q"]).success().stdout_eq("");
        bytes(&place.path().join(out))
    });
    assert!(folders[0] == folders[1]);
}

#[test]
fn a_record_as_json_names_its_tables_columns() {
    let place = tempdir().unwrap();
    let met = figure(place.path(), "met.toml", 160, "forecast");
    let done = score(place.path(), &[&met, "--json"]).success();
    let answer: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(answer["coverage"][2]["share"], 1.0);
    assert_eq!(answer["missions"][0]["mission"], "Two sites");
    // The same names as in the folder, none left out.
    for (table_of, file) in [("missions", "missions.csv"), ("coverage", "coverage.csv"), ("against", "against.csv")] {
        let (header, _) = table(&place.path().join("output/score").join(file));
        let columns: std::collections::BTreeSet<&str> = header.iter().collect();
        let row = answer[table_of][0].as_object().unwrap();
        assert_eq!(row.keys().map(String::as_str).collect::<std::collections::BTreeSet<_>>(), columns, "{file}");
    }
}

#[test]
fn files_that_could_not_be_told_apart_or_read_are_refused_before_anything_runs() {
    let place = tempdir().unwrap();
    let met = figure(place.path(), "met.toml", 160, "forecast");
    let before = names(place.path());
    score(place.path(), &[&met, &met]).code(2).stderr_eq(str![[r#"
error: `met.toml` and `met.toml` have one name
  = help: name each file once

"#]]);
    let bad = scenario(place.path(), "bad.toml", "[mission]\ncluster = 3\n");
    score(place.path(), &[&met, &bad]).code(2).stderr_eq(str![[r#"
error: `cluster` must be a text, and this is a whole number
 --> bad.toml:3:11
  |
3 | cluster = 3
  |           ^ mission.cluster
  |
  = help: write it in quotes: `"3"`
error: `bad.toml` cannot be used: 1 problem

"#]]);
    fs::remove_file(place.path().join("bad.toml")).unwrap();
    assert_eq!(names(place.path()), before);
    score(place.path(), &[]).code(2);
}
