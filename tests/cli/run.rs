//! `drawdown run`: what it writes and prints.

use std::fs;

use snapbox::str;
use tempfile::tempdir;

use crate::{complete, drawdown, names, scenario, shipped, table};

const FILES: [&str; 29] = [
    "checks.csv",
    "contingents.csv",
    "criticality.csv",
    "criticality.png",
    "criticality.svg",
    "drawdown.png",
    "drawdown.svg",
    "increments.csv",
    "inputs.csv",
    "ledger.csv",
    "lift.csv",
    "lift.png",
    "lift.svg",
    "manifest.json",
    "milestones.csv",
    "places.csv",
    "places.png",
    "places.svg",
    "scenario.toml",
    "scores.csv",
    "scores.png",
    "scores.svg",
    "sites.csv",
    "sites.png",
    "sites.svg",
    "strength.csv",
    "waiting.csv",
    "waiting.png",
    "waiting.svg",
];

#[test]
fn a_run_writes_every_file_and_answers_the_questions() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    drawdown(place.path(), &["run", &two_sites, "-n", "100"]).assert().success().stderr_eq("").stdout_eq(str![[r#"
Two sites: a plan, simulated from its first day (1 January 2024); 100
replications of seed 1, 160 people at the start

When will we be out? Everybody but local staff and those kept, by 15 Feb 2024
  the plan      26 Jan 2024
  no policy     100 %; holds with 80 %: 26 Jan 2024
  surge only    100 %; holds with 80 %: 26 Jan 2024
  full policy   100 %; holds with 80 %: 26 Jan 2024
  no drivers, so no range over inputs; simulation error (95 %): 96 to 100 %
At what price? Full policy against none:
  ±0 (of 0) truckloads written off, ±0.0 (of 0.0) sites left without handover,
  ±0 (of 0) people moved out of sites by force (means; in brackets what the full
  policy comes to)
  people still there after the date: 0 on average, none in nine of ten without a
  policy; with it 0 on average, none in nine of ten
How many people are left? full policy: median (90 % band), those kept included
  1 Jan 2024 ████████████████▅▅▅▅▅▅▅▅▁                      15 Feb 2024
  16 Jan 2024      160 (160 to 160)
  31 Jan 2024        0 (0 to 0)
  15 Feb 2024        0 (0 to 0)
Why not sooner? full policy: the last to be vacated, alone or together
  Gateway         last in  100 %; last wait in 100 %: seats out of the country
    15 days before its plan on average; days lost (−: gained): −15 slack in the
    plan
  the last wait before everybody is out, at its root: seats out of the country
  (exit gateway/flight) in 100 %
What would change it? By the date, in points
  everybody out: the surge +0, leaving by force +0
  for the rest: --set, or another file
Does the model deserve trust?
  no figure to compare with: nothing here has been checked against reality
  29 inputs: 0 reported, 0 derived, 29 assumed, 0 fitted, 0 unstated

Tables and pictures: output/two-sites

"#]]);
    let folder = place.path().join("output/two-sites");
    let manifest = complete(&folder);
    assert_eq!(names(&folder), FILES);
    assert_eq!((manifest.seed, manifest.replications, manifest.policy.as_str()), (1, 100, "full"));
    assert_eq!(manifest.command, ["drawdown", "run", &two_sites, "-n", "100"]);
    assert_eq!(names(place.path()), ["output"]);
}

#[test]
fn the_composed_scenario_gives_the_same_results_again() {
    let place = tempdir().unwrap();
    let again = ["run", "first/scenario.toml", "-n", "50", "-q", "--out", "second"];
    drawdown(place.path(), &["run", &shipped("minusma.toml"), "-n", "50", "-q", "--out", "first"]).assert().success();
    drawdown(place.path(), &again).assert().success();
    for file in
        ["strength.csv", "sites.csv", "milestones.csv", "contingents.csv", "checks.csv", "scores.csv", "scenario.toml"]
    {
        let read = |folder: &str| fs::read_to_string(place.path().join(folder).join(file)).unwrap();
        assert!(read("first") == read("second"), "{file}");
    }
}

#[test]
fn quiet_prints_nothing() {
    let place = tempdir().unwrap();
    let args = ["run", &shipped("two-sites.toml"), "-n", "10", "--quiet", "--out", "results"];
    drawdown(place.path(), &args).assert().success().stdout_eq("").stderr_eq("");
    complete(&place.path().join("results"));
}

#[test]
fn own_earlier_results_are_replaced() {
    let place = tempdir().unwrap();
    for seed in ["1", "2"] {
        let args = ["run", &shipped("two-sites.toml"), "-n", "10", "-q", "--seed", seed, "--out", "results"];
        drawdown(place.path(), &args).assert().success();
        assert_eq!(complete(&place.path().join("results")).seed.to_string(), seed);
    }
    assert_eq!(names(place.path()), ["results"]);
}

#[test]
fn one_policy_can_be_run_alone() {
    let place = tempdir().unwrap();
    let args = ["run", &shipped("two-sites.toml"), "-n", "10", "-q", "--policy", "surge", "--out", "results"];
    drawdown(place.path(), &args).assert().success();
    let (header, rows) = table(&place.path().join("results/milestones.csv"));
    let policy = header.iter().position(|name| name == "policy").unwrap();
    // Four milestones, each under one policy.
    assert_eq!(rows.iter().map(|row| &row[policy]).collect::<Vec<_>>(), ["surge"; 4]);
    assert_eq!(complete(&place.path().join("results")).policy, "surge");
}

#[test]
fn strict_says_which_figures_lie_outside() {
    let place = tempdir().unwrap();
    // By arithmetic the outpost's 60 are gone on 20 January and nobody else; the figure says 150 of 160.
    let far = "[[observation]]\nid = 'far-off'\ndate = 2024-01-20\nquantity = 'gone'\nvalue = 150\nrole = 'score'\n\
               [[observation]]\nid = 'shown'\ndate = 2024-01-20\nquantity = 'gone'\nvalue = 160\nrole = 'show'\n";
    let wrong = scenario(place.path(), "far.toml", far);
    let args = ["run", &wrong, "-n", "20", "-q", "--strict", "--out", "results"];
    drawdown(place.path(), &args).assert().code(3).stdout_eq("").stderr_eq(str![[r#"
strict: outside the 90 % band, or a bound that holds in under 5 %: `far-off`

"#]]);
    // A bound has no band, but must not be all but impossible.
    let bound = scenario(place.path(), "bound.toml", &far.replace("value = 150", "at_least = 150"));
    drawdown(place.path(), &["run", &bound, "-n", "20", "-q", "--strict"]).assert().code(3).stdout_eq("");
    // The results are there all the same.
    complete(&place.path().join("results"));
    let right = scenario(place.path(), "right.toml", &far.replace("150", "60"));
    drawdown(place.path(), &["run", &right, "-n", "20", "-q", "--strict"]).assert().success().stderr_eq("");
}
