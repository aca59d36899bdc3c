//! `drawdown check`: doubts about a good plan are told, and refuse nothing.

use snapbox::str;
use tempfile::tempdir;

use crate::{complete, drawdown, scenario, table};

#[test]
fn doubts_about_a_plan_are_told_with_their_arithmetic() {
    let place = tempdir().unwrap();
    let few = scenario(place.path(), "few.toml", "[[trucks]]\nid = 'pool'\ncount = { value = 1, basis = 'assumed' }\n");
    // 8 x 5 = 40 truck-days; 36 days from 11 January to 15 February.
    drawdown(place.path(), &["check", &few]).assert().success().stderr_eq("").stdout_eq(str![[r#"
few.toml: good (2 sites, 160 people with local staff, 0 observations, 29 inputs)
  warning: `outpost` cannot be empty by its date even without delay, with all trucks and seats to itself (site.outpost, date-out-of-reach)
    from 8 Jan 2024: preparation 3 + trucks 35 + permission 2 + travel 2 + loading 1 = 43 days, so 20 Feb 2024; planned 31 Jan 2024: 20 days too late
    help: start earlier, move the date, or look at the longest part of the sum
  warning: too few trucks at `gateway` to fetch the cargo of the sites that close by the deadline (trucks.pool, trucks-too-few)
    `outpost` 8 truckloads x 5 days a round trip = 40 truck-days; 1 truck x 38 days from 11 Jan 2024 to 15 Feb 2024 (the last way home may be later) = 38: 2 short
    help: 2 trucks would do, or cargo that leaves earlier, or another `disposition`
  warning: the plan's own curve, without any delay beyond the planned ones and without a policy, misses the deadline (mission.deadline, deadline-missed-by-plan)
    everybody out 25 Feb 2024 − deadline 15 Feb 2024 = 10 days; on the deadline 100 people are there who should be out
    help: mend what is found above, or see in waiting.csv what the plan itself waits for

"#]]);
}

#[test]
fn a_run_tells_the_worst_doubts_and_writes_all_of_them() {
    let place = tempdir().unwrap();
    let few = scenario(place.path(), "few.toml", "[[trucks]]\nid = 'pool'\ncount = { value = 1, basis = 'assumed' }\n");
    let done = drawdown(place.path(), &["run", &few, "-n", "10", "--out", "results"]).assert().success();
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    let told = "Can the plan hold, without delay? Not as it is written; 3 doubts: quality.csv\n  `outpost` cannot be empty by its date even without delay,";
    assert!(text.contains(told), "{text}");
    assert_eq!(text.matches("quality.csv").count(), 1);
    // The third is left to the table.
    assert!(text.contains("too few trucks") && !text.contains("misses the deadline"), "{text}");
    let results = place.path().join("results");
    let (header, rows) = table(&results.join("quality.csv"));
    assert_eq!(header.iter().collect::<Vec<_>>(), ["rule", "concerns", "finding", "arithmetic", "remedy"]);
    let rules: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(rules, ["date-out-of-reach", "trucks-too-few", "deadline-missed-by-plan"]);
    let warnings = complete(&results).warnings;
    assert!(rows.iter().all(|row| warnings.contains(&format!("{} ({})", &row[2], &row[3]))), "{warnings:?}");
}

#[test]
fn a_plan_without_doubts_has_no_table_of_them() {
    let place = tempdir().unwrap();
    let good = scenario(place.path(), "good.toml", "");
    let done = drawdown(place.path(), &["run", &good, "-n", "10", "--out", "results"]).assert().success();
    assert!(!String::from_utf8(done.get_output().stdout.clone()).unwrap().contains("Can the plan hold"));
    let manifest = complete(&place.path().join("results"));
    assert!(manifest.files.iter().all(|file| file.file != "quality.csv"));
}
