//! The doubt about inputs and the evidence ledger, as a user meets them.

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
    let run = drawdown(place.path(), &["run", &file, "-n", "1000", "--out", "out"]).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let block: Vec<&str> = text.lines().skip_while(|line| !line.contains("the plan")).skip(1).take(7).collect();
    for (line, policy) in block.chunks(2).zip(["no policy", "surge only", "full policy"]) {
        assert!(line[0].contains(policy) && line[0].contains(" about "), "{text}");
        assert!(
            line[0].contains("0 % (inputs nobody knows: ") || line[0].contains("5 % (inputs nobody knows: "),
            "{text}"
        );
        assert!(line[1].trim_start().starts_with("holds with 80 %: ") && line[1].contains(" (inputs: "), "{text}");
        // A date whose range is longer than three weeks has no day.
        assert!(["early ", "mid ", "late "].iter().any(|part| line[1].contains(part)), "{text}");
        assert!(line.iter().all(|line| line.chars().count() <= 80), "{text}");
    }
    assert!(block[6].starts_with("  simulation error: "), "{text}");
    assert!(text.contains("  variance of the deadline (no policy), by the basis of the inputs:\n    "), "{text}");

    let studies = complete(&place.path().join("out")).studies;
    assert_eq!(studies[0], "doubt about inputs: 100 draws of 1 driver x 4 replications");
    assert!(studies[1].starts_with("evidence ledger: 1000 pairs of replications, draws of 2 bases"), "{studies:?}");
    let (header, rows) = table(&place.path().join("out/milestones.csv"));
    let of = |row: &csv::StringRecord, column: &str| -> f64 {
        row[header.iter().position(|name| name == column).unwrap()].parse().unwrap()
    };
    for row in &rows {
        let [low, estimate, high] =
            ["by_deadline_inputs_low", "by_deadline", "by_deadline_inputs_high"].map(|column| of(row, column));
        assert!(0.0 <= low && low <= estimate && estimate <= high && high <= 1.0, "{row:?}");
    }
}

#[test]
fn a_date_beyond_the_horizon_is_said_to_be_after_it() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let args = ["run", &file, "-n", "500", "--set", "mission.horizon=2024-02-20", "--policy", "off", "--out", "out"];
    let run = drawdown(place.path(), &args).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert!(text.contains("holds with 80 %: after 20 Feb 2024 (inputs: "), "{text}");
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
        assert_eq!(&row[column("deadline_share")], &basis[share]);
    }
}
