//! `drawdown replay`: one replication of an ensemble, alone.

use snapbox::str;
use tempfile::tempdir;

use crate::{drawdown, names, shipped, table};

fn stdout(place: &std::path::Path, args: &[&str]) -> String {
    let done = drawdown(place, args).assert().success().stderr_eq("");
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

#[test]
fn a_replication_has_the_totals_of_its_row() {
    let place = tempdir().unwrap();
    let minusma = shipped("minusma.toml");
    let run = ["run", &minusma, "-n", "100", "--seed", "5", "-q", "--replications-out", "rows.csv"];
    drawdown(place.path(), &run).assert().success();
    let (header, rows) = table(&place.path().join("rows.csv"));
    assert_eq!(rows.len(), 100);
    for replication in [0, 1, 64, 99] {
        let number = replication.to_string();
        let row = &rows[replication];
        assert_eq!(&row[0], number);
        let text = stdout(place.path(), &["replay", &minusma, "--seed", "5", "--replication", &number]);
        let totals = totals(&text);
        // Days as in the row; whole numbers without their commas.
        let mut n_compared = 0;
        for (name, value) in header.iter().zip(row).skip(1) {
            let name = match name {
                "tail" => "people left after the deadline",
                "evacuated" => "people evacuated",
                "cargo_out" => "truckloads out",
                "cargo_disposed" => "truckloads sold, given, destroyed",
                "cargo_written_off" => "truckloads written off",
                "sites_left_without_handover" => "sites left without handover",
                "exposed_at_sites" => "person-days of threat at sites",
                "exposed_on_road" => "person-days of threat on the road",
                name if name.starts_with("ended:") => continue,
                name => name,
            };
            let told = &totals.iter().find(|(total, _)| total == name).unwrap_or_else(|| panic!("no {name}")).1;
            let expected = if value.is_empty() { "not within the horizon" } else { value };
            assert_eq!(told.replace(',', ""), expected, "{name}");
            n_compared += 1;
        }
        assert_eq!(n_compared, totals.len());
    }
}

/// The lines below `Totals`, up to an empty one: name and value.
fn totals(text: &str) -> Vec<(String, String)> {
    let (_, totals) = text.split_once("\nTotals\n").unwrap();
    let pair = |line: &str| {
        let (name, value) = line.trim().split_once("  ").or_else(|| line.trim().rsplit_once(' ')).unwrap();
        (name.trim().to_owned(), value.trim().to_owned())
    };
    totals.lines().take_while(|line| !line.is_empty()).map(pair).collect()
}

#[test]
fn a_trace_reads_back_with_a_row_for_every_event() {
    let place = tempdir().unwrap();
    let minusma = shipped("minusma.toml");
    let log = stdout(place.path(), &["replay", &minusma]);
    let (events, _) = log.split_once("\nTotals\n").unwrap();
    let n_events = events.lines().filter(|line| line.starts_with("  ")).count();
    let short = stdout(place.path(), &["replay", &minusma, "--trace", "trace.csv"]);
    assert!(short.lines().count() < 60 && totals(&short) == totals(&log), "{short}");
    let (header, rows) = table(&place.path().join("trace.csv"));
    assert_eq!(header.iter().take(3).collect::<Vec<_>>(), ["date", "event", "site"]);
    assert_eq!(rows.len(), n_events);
    assert!(n_events > 500);
    assert!(rows.is_sorted_by_key(|row| row[0].to_owned()), "events come in order of their days");
    let departed: u64 = rows.iter().filter(|row| &row[1] == "departed").map(|row| row[5].parse::<u64>().unwrap()).sum();
    // 13,871 less 1,126 who had gone by 28 August, and those who stay for the liquidation beyond the horizon.
    assert!((10_000..=12_745).contains(&departed), "{departed}");
    assert_eq!(names(place.path()), ["trace.csv"]);
}

#[test]
fn the_plan_of_two_sites_follows_the_arithmetic() {
    // The scenario's own comment tells it: the outpost begins on the 8th and prepares for 3 days, leave takes 2 days.
    let text = stdout(&std::env::temp_dir(), &["replay", &shipped("two-sites.toml"), "--plan"]);
    snapbox::assert_data_eq!(
        text,
        str![[r#"
Two sites: the plan: every delay as planned, no shocks, policy off
8 January 2024
  Outpost: starts closing, prepares; was waiting 7 days for the planned start
11 January 2024
  Outpost: begins to withdraw; was waiting 3 days for preparation
  60 people (military, from Outpost) may leave
  8 truckloads of UN (from Outpost) may leave
  Outpost: asks permission for its people to drive out
  Outpost: asks permission for trucks from Gateway
13 January 2024
  Outpost: permission to drive out; was waiting 2 days for permission
  60 people (military, from Outpost) set out by road for Gateway; was waiting 2 days for permission
  Outpost: permission for trucks from Gateway; was waiting 2 days for permission
  4 trucks of pool set out for Outpost
14 January 2024
  Outpost: asks permission for trucks from Gateway
15 January 2024
  60 people (military, from Outpost) arrive in Gateway by road; was waiting 2 days for travel
  4 trucks reach Outpost and load; was waiting 2 days for travel
16 January 2024
  4 truckloads of UN (from Outpost) leave for Gateway; was waiting 1 day for loading
  Outpost: permission for trucks from Gateway; was waiting 2 days for permission
17 January 2024
  40 people (military, from Outpost) leave the country by gateway/flight; was waiting 2 days for transit
  20 people (military, from Outpost) leave the country by gateway/flight; was waiting 2 days for transit
18 January 2024
  4 truckloads of UN (from Outpost) reach Gateway; was waiting 2 days for travel
  4 trucks of pool are free again; was waiting 2 days for travel
  4 trucks of pool set out for Outpost; was waiting 2 days for trucks
  2 truckloads of UN (from Outpost) leave the country by gateway/road
  2 truckloads of UN (from Outpost) leave the country by gateway/road
20 January 2024
  4 trucks reach Outpost and load; was waiting 2 days for travel
21 January 2024
  4 truckloads of UN (from Outpost) leave for Gateway; was waiting 1 day for loading
  Outpost: vacated; was waiting 1 day for loading
22 January 2024
  Gateway: starts closing, prepares; was waiting 14 days for another site (outpost)
  Outpost: handed over; was waiting 1 day for signature
23 January 2024
  4 truckloads of UN (from Outpost) reach Gateway; was waiting 2 days for travel
  4 trucks of pool are free again; was waiting 2 days for travel
  2 truckloads of UN (from Outpost) leave the country by gateway/road
  2 truckloads of UN (from Outpost) leave the country by gateway/road
25 January 2024
  Gateway: begins to withdraw; was waiting 3 days for preparation
  100 people (military, from Gateway) may leave
  6 truckloads of UN (from Gateway) may leave
  40 people (military, from Gateway) leave the country by gateway/flight
  40 people (military, from Gateway) leave the country by gateway/flight
  2 truckloads of UN (from Gateway) leave the country by gateway/road
  2 truckloads of UN (from Gateway) leave the country by gateway/road
  milestone reached: half-of-the-people
26 January 2024
  20 people (military, from Gateway) leave the country by gateway/flight; was waiting 1 day for seats out of the country
  2 truckloads of UN (from Gateway) leave the country by gateway/road; was waiting 1 day for seats out of the country
  Gateway: vacated; was waiting 1 day for seats out of the country
  milestone reached: people-out
  milestone reached: cargo-out
27 January 2024
  Gateway: handed over; was waiting 1 day for signature
  milestone reached: sites-ended

Totals
  people-out                         2024-01-26
  half-of-the-people                 2024-01-25
  sites-ended                        2024-01-27
  cargo-out                          2024-01-26
  vacated:outpost                    2024-01-21
  vacated:gateway                    2024-01-26
  people left after the deadline     0
  people evacuated                   0
  truckloads out                     14
  truckloads sold, given, destroyed  0
  truckloads written off             0
  sites left without handover        0
  person-days of threat at sites     0
  person-days of threat on the road  0

Days that each site waited until it was vacated, and for what
  outpost: 7 the planned start, 3 preparation, 3 trucks, 2 permission, 2 trucks,
  2 travel, 1 loading
  gateway: 7 the planned start at outpost, 3 preparation at outpost, 3 trucks at
  outpost, 2 permission at outpost, 2 trucks at outpost, 2 travel at outpost, 1
  loading at outpost, 1 another site outpost, 3 preparation, 1 seats out of the
  country

"#]]
    );
}

#[test]
fn without_delays_that_are_drawn_every_replication_is_the_plan() {
    let two_sites = shipped("two-sites.toml");
    let events = |args: &[&str]| {
        let text = stdout(&std::env::temp_dir(), &[&["replay", &two_sites], args].concat());
        text.split_once('\n').unwrap().1.to_owned()
    };
    let plan = events(&["--plan"]);
    assert_eq!(events(&["--replication", "7"]), plan);
    assert_eq!(events(&["--seed", "8", "--policy", "off"]), plan);
}
