//! `drawdown compare`: what it writes, prints and refuses.

use std::fs;
use std::path::Path;

use snapbox::str;
use tempfile::tempdir;

use crate::{bytes, complete, drawdown, names, scenario, shipped, table};

fn compare(place: &Path, args: &[&str]) -> snapbox::cmd::OutputAssert {
    drawdown(place, &[&["compare"], args].concat()).assert()
}

/// What is said on refusing, when nothing else may have happened.
fn refused(place: &Path, args: &[&str]) -> String {
    let before = names(place);
    let done = compare(place, args).code(2).stdout_eq("");
    assert_eq!(names(place), before, "{args:?}");
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

/// The values of a column, by scenario and row.
fn column(folder: &Path, name: &str) -> Vec<String> {
    let (header, rows) = table(&folder.join("differences.csv"));
    let at = header.iter().position(|column| column == name).unwrap();
    rows.iter().map(|row| row[at].to_string()).collect()
}

/// The outpost prepares for three days more: everything comes three days later.
fn slower(place: &Path) -> String {
    scenario(place, "slower.toml", "[[site]]\nid = 'outpost'\ndelay = { preparation = 6 }\n")
}

#[test]
fn a_comparison_says_which_plan_changes_what_and_how_sure_that_is() {
    let place = tempdir().unwrap();
    let slower = slower(place.path());
    let two_sites = shipped("two-sites.toml");
    compare(place.path(), &[&two_sites, &slower, "-n", "40"]).success().stderr_eq("").stdout_eq(str![[r#"
two-sites (Two sites): 40 replications of each, seed 1, under the same luck

slower: what would it change?
                                    base   this plan  change (95 % interval)
Everybody out by 15 Feb 2024, in points
  no policy                        100 %       100 %  ±0.0 (−4.7 to +4.7)
  full policy                      100 %       100 %  ±0.0 (−4.7 to +4.7)
Everybody out with 80 % by, in days
  no policy                  26 Jan 2024 29 Jan 2024  +3
  full policy                26 Jan 2024 29 Jan 2024  +3
Everybody out, no policy         earlier    same day       later
  under the same luck                0 %         0 %       100 %
  with luck of its own               0 %         0 %       100 %
  nothing varies: one replication would do
What it costs on average, full policy
  truckloads written off               0           0  ±0
  sites not handed over             0.00        0.00  ±0.00
  people moved by force                0           0  ±0
  people left at the date              0           0  ±0
Sites that move most, full policy: P50; days on average
  Outpost                    21 Jan 2024 24 Jan 2024  +3.0
  Gateway                    26 Jan 2024 29 Jan 2024  +3.0

Tables and pictures: output/compare-two-sites-slower

"#]]);
    let folder = place.path().join("output/compare-two-sites-slower");
    let manifest = complete(&folder);
    assert_eq!((manifest.scenario.as_str(), manifest.seed, manifest.replications), ("two-sites", 1, 40));
    let scenarios: Vec<_> = manifest.scenarios.iter().map(|s| (s.scenario.as_str(), s.file.as_str())).collect();
    assert_eq!(scenarios, [("two-sites", "scenario-1.toml"), ("slower", "scenario-2.toml")]);
    assert!(manifest.hash == manifest.scenarios[0].hash && manifest.hash != manifest.scenarios[1].hash);
    for file in ["differences.csv", "distribution.csv", "scenario-1.toml", "scenario-2.toml"] {
        assert!(folder.join(file).exists(), "{file}");
    }
    assert!(column(&folder, "scenario").iter().all(|name| name == "slower"));
}

#[test]
fn a_plan_beside_itself_is_the_same_in_every_replication() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    let done = compare(place.path(), &[&two_sites, &two_sites, "-n", "20", "--out", "same"]).success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert!(text.contains("two-sites (2): what would it change?\n  the same in every replication\n"), "{text}");
    assert!(column(&place.path().join("same"), "same").iter().all(|share| share == "1.000000"));
    assert!(column(&place.path().join("same"), "mean_change").iter().all(|change| change == "0.00"));
}

#[test]
fn a_sweep_of_two_values_each_makes_four_variants() {
    let place = tempdir().unwrap();
    let args = [
        &shipped("two-sites.toml"),
        "--sweep",
        "trucks.pool.count=2,4",
        "--sweep",
        "delay.clearance={ fixed = 2 },{ fixed = 5 }",
        "-n",
        "10",
        "-q",
        "--out",
        "grid",
    ];
    compare(place.path(), &args).success().stdout_eq("").stderr_eq("");
    let names = [
        "two-sites trucks.pool.count=2 delay.clearance={ fixed = 2 }",
        "two-sites trucks.pool.count=2 delay.clearance={ fixed = 5 }",
        "two-sites trucks.pool.count=4 delay.clearance={ fixed = 2 }",
        "two-sites trucks.pool.count=4 delay.clearance={ fixed = 5 }",
    ];
    let mut seen = column(&place.path().join("grid"), "scenario");
    seen.dedup();
    assert_eq!(seen, names);
    let manifest = complete(&place.path().join("grid"));
    assert_eq!(manifest.scenarios.iter().skip(1).map(|s| s.scenario.as_str()).collect::<Vec<_>>(), names);
    // The third is the file itself.
    assert_eq!(manifest.scenarios[3].hash.len(), 64);
    let shares = column(&place.path().join("grid"), "same");
    let of_third =
        shares.iter().zip(column(&place.path().join("grid"), "scenario")).filter(|(_, name)| name == names[2]);
    assert!(of_third.map(|(share, _)| share).all(|share| share == "1.000000"));
}

#[test]
fn threads_change_nothing() {
    let place = tempdir().unwrap();
    let run = |threads: &str| {
        let args = [&shipped("minusma.toml"), &shipped("minusma-open.toml"), "-n", "130", "-q", "--out", "results"];
        compare(place.path(), &[&args[..], &["--threads", threads]].concat()).success();
        bytes(&place.path().join("results"))
    };
    let one = run("1");
    assert!(one.iter().any(|(name, bytes)| name == "differences.csv" && bytes.len() > 10_000));
    for threads in ["2", "5"] {
        assert!(run(threads) == one, "--threads {threads}");
    }
}

#[test]
fn finished_folders_are_compared_under_their_seed() {
    let place = tempdir().unwrap();
    let slower = slower(place.path());
    let run = |scenario: &str, seed: &str, out: &str| {
        let args = ["run", scenario, "-n", "10", "-q", "--seed", seed, "--out", out];
        drawdown(place.path(), &args).assert().success();
    };
    run(&shipped("two-sites.toml"), "7", "a");
    run(&slower, "7", "b");
    run(&slower, "8", "c");
    compare(place.path(), &["a", "b", "-n", "10", "-q", "--out", "done"]).success();
    let manifest = complete(&place.path().join("done"));
    assert_eq!((manifest.seed, manifest.scenario.as_str()), (7, "two-sites"));
    assert_eq!(manifest.hash, complete(&place.path().join("a")).hash);
    assert!(column(&place.path().join("done"), "scenario").iter().all(|name| name == "slower"));
    // With a file beside it, the file takes the folder's seed.
    compare(place.path(), &["slower.toml", "a", "-n", "10", "-q", "--out", "done"]).success();
    assert_eq!(complete(&place.path().join("done")).seed, 7);

    snapbox::assert_data_eq!(
        refused(place.path(), &["a", "c"]),
        str![[r#"
error: `a` was run with seed 7 and `c` with seed 8: they share no luck
  = help: name their scenarios, to simulate both under one seed: a/scenario.toml c/scenario.toml

"#]]
    );
    snapbox::assert_data_eq!(
        refused(place.path(), &["a", "b", "--seed", "3"]),
        str![[r#"
error: `a` was run with seed 7, and --seed says 3
  = help: leave --seed out, or name its scenario, which has no seed: a/scenario.toml

"#]]
    );
    // As the remedy says.
    compare(place.path(), &["a/scenario.toml", "c/scenario.toml", "-n", "10", "-q", "--out", "done"]).success();
    let scenarios = complete(&place.path().join("done")).scenarios;
    assert_eq!(scenarios.iter().map(|s| s.scenario.as_str()).collect::<Vec<_>>(), ["a/scenario", "c/scenario"]);

    snapbox::assert_data_eq!(
        refused(place.path(), &["a", "done"]),
        str![[r#"
error: `done` holds several scenarios, not one run
  = help: name one of its scenarios, such as `done/scenario-1.toml`

"#]]
    );
    let changed = fs::read_to_string(place.path().join("b/scenario.toml")).unwrap() + "# mine\n";
    fs::write(place.path().join("b/scenario.toml"), changed).unwrap();
    snapbox::assert_data_eq!(
        refused(place.path(), &["a", "b"]),
        str![[r#"
error: `b/scenario.toml` is not what was run: it has been changed since
  = help: run it again, or name the file itself: `b/scenario.toml`

"#]]
    );
    fs::create_dir(place.path().join("empty")).unwrap();
    snapbox::assert_data_eq!(
        refused(place.path(), &["a", "empty"]),
        str![[r#"
error: `empty` is a folder without manifest.json, so no run has filled it
  = help: name a scenario file, or a folder that `drawdown run` has written

"#]]
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_a_remedy() {
    let place = tempdir().unwrap();
    let two_sites = fs::read_to_string(shipped("two-sites.toml")).unwrap();
    fs::write(place.path().join("base.toml"), &two_sites).unwrap();
    let longer = two_sites.replace("horizon = 2024-03-31", "horizon = 2024-04-30");
    fs::write(place.path().join("longer.toml"), longer).unwrap();
    let earlier = two_sites.replace("start = 2024-01-01", "start = 2023-12-25");
    fs::write(place.path().join("earlier.toml"), earlier).unwrap();
    let elsewhere = two_sites.replace("\"outpost\"", "\"hill\"").replace("\"gateway\"", "\"port\"");
    fs::write(place.path().join("elsewhere.toml"), elsewhere.replace("Two sites", "Two others")).unwrap();
    let refused = |args: &[&str]| refused(place.path(), args);
    snapbox::assert_data_eq!(
        refused(&["base.toml"]),
        str![[r#"
error: `base.toml` alone cannot be compared
  = help: name another, or sweep a value:
    drawdown compare base.toml another-plan.toml
    drawdown compare base.toml --sweep mission.deadline=2024-01-31,2024-02-29

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["base.toml", "longer.toml"]),
        str![[r#"
error: `base` and `longer` have different horizons: 31 March 2024 and 30 April 2024
  = help: simulate all to the same day: --set mission.horizon=2024-04-30

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["base.toml", "earlier.toml"]),
        str![[r#"
error: `base` and `earlier` have different starts: 1 January 2024 and 25 December 2023
  = help: days are counted from the start: give both the same `mission.start` (2023-12-25), and impose what is known before its `as_of`

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["base.toml", "elsewhere.toml"]),
        str![[r#"
error: `base` (Two sites) and `elsewhere` (Two others) are different missions: they have no site in common
  = help: compare plans of one mission, in which the same places have the same ids

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["base.toml", "nowhere.toml"]),
        str![[r#"
error: there is no file `nowhere.toml`
  = help: did you mean `elsewhere.toml`?

"#]]
    );
    // As the remedy says.
    let args = ["base.toml", "longer.toml", "--set", "mission.horizon=2024-04-30", "-n", "5", "-q", "--out", "results"];
    compare(place.path(), &args).success();
}

#[test]
fn slips_in_a_sweep_are_refused() {
    let place = tempdir().unwrap();
    fs::copy(shipped("two-sites.toml"), place.path().join("base.toml")).unwrap();
    let refused = |sweeps: &[&str]| {
        let sweeps = sweeps.iter().flat_map(|sweep| ["--sweep", sweep]);
        refused(place.path(), &["base.toml"].into_iter().chain(sweeps).collect::<Vec<_>>())
    };
    snapbox::assert_data_eq!(
        refused(&["trucks.pool.count"]),
        str![[r#"
error: `--sweep 'trucks.pool.count'` is no path, `=` and values
  = help: write PATH=A,B,C, such as mission.deadline=2024-01-31,2024-02-29

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["trucks.pool.count=1,,2"]),
        str![[r#"
error: `--sweep 'trucks.pool.count=1,,2'` has a value that is empty
  = help: write PATH=A,B,C, such as mission.deadline=2024-01-31,2024-02-29

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["trucks.pool.count=1,2,1"]),
        str![[r#"
error: `--sweep 'trucks.pool.count=1,2,1'` has `1` twice
  = help: take each value once

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["delay.clearance={ fixed = 3 ,{ fixed = 5 }"]),
        str![[r#"
error: `--sweep 'delay.clearance={ fixed = 3 ,{ fixed = 5 }'` has open quotes or brackets
  = help: close them: a law, for one, is written --sweep 'delay.clearance={ fixed = 3 },{ fixed = 5 }'

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["trucks.pool.count=1,2", "trucks.pool.count=3"]),
        str![[r#"
error: two sweeps change `trucks.pool.count`
  = help: write one: --sweep 'trucks.pool.count=1,2,3'

"#]]
    );
    snapbox::assert_data_eq!(
        refused(&["trucks.pol.count=1,2"]),
        str![[r#"
error: `trucks` has no element `pol`
 --> --sweep 'trucks.pol.count=1':1:8
  |
1 | trucks.pol.count=1
  |        ^^^ trucks
  |
  = help: did you mean `pool`?
error: `base.toml` with this `--sweep` cannot be used: 1 problem
  = note: the variant is `base trucks.pol.count=1`

"#]]
    );
    let values: Vec<String> = (1..=65).map(|n| n.to_string()).collect();
    snapbox::assert_data_eq!(
        refused(&[&format!("trucks.pool.count={}", values.join(","))]),
        str![[r#"
error: these sweeps make 65 variants, and at most 64 are compared
  = help: take fewer values

"#]]
    );
    let eight = format!("trucks.pool.count={}", values[..8].join(","));
    let nine = format!("site.outpost.guard={}", values[..9].join(","));
    snapbox::assert_data_eq!(
        refused(&[&eight, &nine]),
        str![[r#"
error: these sweeps make 8 × 9 = 72 variants, and at most 64 are compared
  = help: take fewer values

"#]]
    );
}

#[test]
fn what_differs_beside_the_plan_is_said_in_the_manifest() {
    let place = tempdir().unwrap();
    let later = scenario(
        place.path(),
        "later.toml",
        "[mission]\ndeadline = 2024-02-29\n[policy]\nsurge = { from_days_before = 20, exits = 1.5 }\n",
    );
    let done = compare(place.path(), &[&shipped("two-sites.toml"), &later, "-n", "10"]).success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let notes = complete(&place.path().join("output/compare-two-sites-later")).notes;
    assert_eq!(
        notes,
        [
            "the deadline of `later` is 29 February 2024, that of `two-sites` 15 February 2024: each is measured by its own",
            "`later` has a policy of its own: `surge` and `full` differ by it too",
        ]
    );
    assert!(
        text.contains("Everybody out by its own deadline") || text.contains("the same in every replication"),
        "{text}"
    );
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(notes.iter().all(|note| words.contains(note)), "{text}");
}

#[test]
fn the_answer_is_json_for_a_program() {
    let place = tempdir().unwrap();
    let slower = slower(place.path());
    let done = compare(place.path(), &[&shipped("two-sites.toml"), &slower, "-n", "10", "--json"]).success();
    let answer: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(answer["base"]["about"]["scenario"], "two-sites");
    assert_eq!(answer["others"][0]["about"]["scenario"], "slower");
    assert_eq!(answer["differences"][0]["mean_change"], 3.0);
    assert_eq!(answer["distribution"][0]["days"], 3);
}
