//! The doubt about inputs and the evidence ledger, as a user meets them.

use std::path::Path;

use tempfile::tempdir;

use crate::{complete, drawdown, scenario, table};

/// The two sites; nothing moves for 60 days (past the deadline) in every second
/// replication, and how long permissions take nobody knows.
const DOUBTFUL: &str = "delay = { clearance = { exponential = { mean = 20, basis = 'fitted' } } }\n\
    [[shock]]\nid = 'strike'\ndate = 2024-01-10\n\
    probability = { value = 0.5, basis = 'assumed' }\n\
    effects = [ { suspend = { scope = 'mission', days = { fixed = 60 } } } ]\n\
    [[driver]]\nid = 'host'\nmultiplies = ['delay.clearance']\n\
    factor = { lognormal = { median = 1, p90 = 3 }, basis = 'assumed' }\n";

#[test]
fn the_headline_has_its_range_over_inputs_and_is_rounded_to_what_is_known() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let run = drawdown(place.path(), &["run", &file, "--out", "out"]).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let block: Vec<&str> = text.lines().skip_while(|line| !line.contains("the plan")).skip(1).take(8).collect();
    for (line, policy) in block.chunks(2).zip(["no policy", "surge only", "full policy"]) {
        assert!(line[0].contains(policy) && line[0].contains(" about "), "{text}");
        assert!(
            line[0].contains("0 % (over 1 unknown driver: ") || line[0].contains("5 % (over 1 unknown driver: "),
            "{text}"
        );
        assert!(line[1].trim_start().starts_with("holds with 80 %: ") && line[1].contains(" (drivers: "), "{text}");
        // A date whose range is longer than three weeks has no day.
        assert!(["early ", "mid ", "late "].iter().any(|part| line[1].contains(part)), "{text}");
    }
    assert_eq!(block[6], "  ranges: 90 % over the drivers (host), other inputs as known;");
    assert!(block[7].starts_with("  simulation error (95 %): "), "{text}");
    let mut shares = text.lines().skip_while(|line| !line.starts_with("  variance of the deadline (no policy), by"));
    let shares = shares.by_ref().skip(1).take_while(|line| !line.is_empty()).collect::<Vec<_>>();
    assert!(shares[0].contains(" % alone (±") && shares[0].contains(" % with others (±"), "{text}");
    assert!(block.iter().chain(&shares).all(|line| line.chars().count() <= 80), "{text}");

    let studies = complete(&place.path().join("out")).studies;
    assert_eq!(studies[0], "doubt about inputs: 100 draws of 1 driver x 40 replications");
    assert!(studies[1].starts_with("evidence ledger: 1000 pairs of replications, draws of 2 bases"), "{studies:?}");
    assert_ranges_hold_their_figures(place.path());
}

/// Of every milestone and policy; an empty date is after the horizon, which `after` sorts behind all.
fn assert_ranges_hold_their_figures(place: &Path) {
    let (header, rows) = table(&place.join("out/milestones.csv"));
    let of = |row: &csv::StringRecord, column: &str| -> String {
        let cell = &row[header.iter().position(|name| name == column).unwrap()];
        if cell.is_empty() { "after".into() } else { cell.into() }
    };
    for row in &rows {
        let share = |column: &str| of(row, column).parse::<f64>().unwrap();
        let [low, estimate, high] = ["by_deadline_inputs_low", "by_deadline", "by_deadline_inputs_high"].map(share);
        assert!(0.0 <= low && low <= estimate && estimate <= high && high <= 1.0, "{row:?}");
        let [low, date, high] = ["p80_inputs_low", "p80", "p80_inputs_high"].map(|column| of(row, column));
        assert!(low <= date && date <= high && low != "after", "{row:?}");
    }
}

#[test]
fn the_range_holds_its_date_where_the_driver_touches_nothing() {
    // No width in half of the cases, and the 32nd of 40 days is on average at the level 32/41, not 80 %.
    let place = tempdir().unwrap();
    let touching_nothing = DOUBTFUL.replace("multiplies = ['delay.clearance']", "multiplies = ['delay.loading']");
    let touching_nothing = touching_nothing.replace("mean = 20", "mean = 5");
    let file = scenario(place.path(), "doubtful.toml", &touching_nothing);
    for seed in ["1", "2", "3", "4"] {
        let args = ["run", "-q", &file, "--policy", "off", "--seed", seed, "--out", "out"];
        drawdown(place.path(), &args).assert().success();
        assert_ranges_hold_their_figures(place.path());
    }
}

#[test]
fn too_few_replications_have_no_range_and_say_what_is_needed() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let run = drawdown(place.path(), &["run", &file, "-n", "500", "--out", "out"]).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let needs = "\n  doubt about inputs: needs 10,000 replications or more (-n 10000);\n  simulation error (95 %): ";
    assert_eq!(text.matches(needs).count(), 1, "{text}");
    assert!(!text.contains("unknown driver"), "{text}");
    let design = &complete(&place.path().join("out")).studies[0];
    assert_eq!(design, "doubt about inputs: not made, as it needs 10000 replications or more");
    let (header, rows) = table(&place.path().join("out/milestones.csv"));
    let inputs = || (0..header.len()).filter(|&column| header[column].contains("_inputs_"));
    assert_eq!(inputs().count(), 4);
    assert!(rows.iter().all(|row| inputs().all(|column| row[column].is_empty())));
}

#[test]
fn a_date_beyond_the_horizon_is_said_to_be_after_it() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let args = ["run", &file, "--set", "mission.horizon=2024-02-20", "--policy", "off", "--out", "out"];
    let run = drawdown(place.path(), &args).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert!(text.contains("holds with 80 %: after 20 Feb 2024 (drivers: "), "{text}");
    let (header, rows) = table(&place.path().join("out/milestones.csv"));
    let high = header.iter().position(|name| name == "p80_inputs_high").unwrap();
    assert_eq!(&rows[0][high], "");
}

#[test]
fn every_input_says_whether_it_varies_and_a_ledger_row_adds_its_basis_up() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    drawdown(place.path(), &["run", "-q", &file, "-n", "200", "--out", "out"]).assert().success();
    let (header, inputs) = table(&place.path().join("out/inputs.csv"));
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let varying: Vec<&str> = inputs.iter().filter(|row| &row[column("varies")] == "true").map(|row| &row[0]).collect();
    for path in ["delay.clearance.exponential.mean", "shock.strike.probability", "driver.host.factor.lognormal.p90"] {
        assert!(varying.contains(&path), "{varying:?}");
    }
    assert!(!varying.contains(&"shock.strike.date") && !varying.contains(&"mission.deadline"), "{varying:?}");
    let (names, ledger) = table(&place.path().join("out/ledger.csv"));
    assert_eq!(&names[0], "basis");
    let [total, last] = [1, 2].map(|at| ledger.iter().map(|row| row[at].parse::<usize>().unwrap()).sum::<usize>());
    assert_eq!((total, last), (inputs.len(), varying.len()));
    // The shares of a basis stand beside each of its inputs.
    let share = names.iter().position(|name| name == "deadline_share").unwrap();
    for row in &inputs {
        let basis = ledger.iter().find(|basis| basis[0] == row[column("basis")]).unwrap();
        assert_eq!(&row[column("basis_deadline_share")], &basis[share]);
    }
}
