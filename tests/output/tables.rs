//! Every table has its header, fixed decimals and one line for each row.

use std::fs;

use drawdown::output::{Folder, TABLES, decimals, write_tables};
use drawdown::results::{
    BecauseRow, CheckRow, ContingentRow, CriticalityRow, CurveRow, IncrementRow, InputRow, LedgerRow, LiftRow,
    MilestoneRow, PartRow, PlaceRow, QualityRow, Results, SafeRow, ScoreRow, SiteRow, StageRow, StrengthRow,
    TornadoRow, WaitingRow,
};
use jiff::civil::date;
use serde_json::Value;
use tempfile::tempdir;

use crate::{empty_results, manifest};

/// One row in each table.
fn results() -> Results {
    Results {
        strength: vec![strength()],
        sites: vec![site()],
        milestones: vec![milestone()],
        curves: vec![curve()],
        contingents: vec![contingent()],
        waiting: vec![waiting()],
        criticality: vec![critical()],
        safe: vec![safe()],
        places: vec![place()],
        stages: vec![stage()],
        lift: vec![lift()],
        checks: vec![check()],
        scores: vec![score()],
        increments: vec![increment()],
        inputs: vec![InputRow {
            input: "site.kidal.guard".into(),
            value: "100, or so".into(),
            basis: "assumed".into(),
            source: String::new(),
            file: "minusma.toml".into(),
            varies: Some(false),
            basis_deadline_share: Some(0.5),
            basis_deadline_share_se: Some(0.125),
            basis_deadline_total: Some(0.625),
            basis_last_vacated_share: None,
            basis_last_vacated_share_se: None,
            basis_last_vacated_total: None,
        }],
        ledger: vec![ledger()],
        quality: vec![quality()],
        because: vec![because()],
        parts: vec![part()],
        tornado: vec![tornado()],
        ..empty_results()
    }
}

fn csv(results: &Results, file: &str) -> String {
    let table = TABLES.iter().find(|table| table.file == file).unwrap();
    let mut bytes = vec![];
    (table.write)(results, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_folder_has_headers_even_without_rows_and_no_table_of_a_study_that_was_not_made() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    let folder = Folder::open(&target).unwrap();
    write_tables(&folder, &empty_results()).unwrap();
    folder.commit(manifest(1)).unwrap();
    for table in TABLES.iter().filter(|table| (table.made)(&empty_results())) {
        let text = fs::read_to_string(target.join(table.file)).unwrap();
        assert_eq!(text, table.columns.join(",") + "\n");
    }
}

#[test]
fn the_columns_are_the_fields_of_the_rows() {
    let results = results();
    let rows = [
        serde_json::to_value(&results.strength[0]),
        serde_json::to_value(&results.sites[0]),
        serde_json::to_value(&results.milestones[0]),
        serde_json::to_value(&results.curves[0]),
        serde_json::to_value(&results.waiting[0]),
        serde_json::to_value(&results.criticality[0]),
        serde_json::to_value(&results.safe[0]),
        serde_json::to_value(&results.contingents[0]),
        serde_json::to_value(&results.places[0]),
        serde_json::to_value(&results.stages[0]),
        serde_json::to_value(&results.lift[0]),
        serde_json::to_value(&results.checks[0]),
        serde_json::to_value(&results.scores[0]),
        serde_json::to_value(&results.increments[0]),
        serde_json::to_value(&results.inputs[0]),
        serde_json::to_value(&results.ledger[0]),
        serde_json::to_value(&results.because[0]),
        serde_json::to_value(&results.parts[0]),
        serde_json::to_value(&results.tornado[0]),
        serde_json::to_value(&results.quality[0]),
    ];
    for (table, row) in TABLES.iter().zip(rows) {
        let Value::Object(row) = row.unwrap() else { panic!("{} has no fields", table.file) };
        assert_eq!(table.columns, row.keys().collect::<Vec<_>>(), "{}", table.file);
        // A number over 1 can only be in units, and is written with 2 decimals.
        for (column, value) in row.iter().filter(|(_, value)| value.is_f64()) {
            let is_in_units = value.as_f64().map(f64::abs) > Some(1.0);
            assert_eq!(decimals(column), if is_in_units { 2 } else { 6 }, "{column} of {}", table.file);
        }
    }
}

#[test]
fn values_are_written_as_documented() {
    let results = results();
    let line = |file: &str| csv(&results, file).lines().nth(1).unwrap().to_owned();
    assert_eq!(line("strength.csv"), "2023-12-31,international,present,400,512.35,1,2,3,4,5,6,7,8,9,1");
    assert_eq!(
        line("sites.csv"),
        "kidal,Kidal,2023-12-15,,false,true,,,,2023-10-31,,,,,0.998000,,,,,0.500000,0.333333,45.50,,1.000000,0.250000,permission,0.500000"
    );
    assert_eq!(
        line("checks.csv"),
        "hc22,score,2023-12-08,,gone,international,,10500,10600,9000,,,,,0.100000,0.200000,true,,,12.50,0.150000,9100,9200,,1450.00,1350.00,,,,,,afp,AFP,"
    );
    assert_eq!(
        line("inputs.csv"),
        "site.kidal.guard,\"100, or so\",assumed,,minusma.toml,false,0.500000,0.125000,0.625000,,,"
    );
    assert_eq!(
        line("criticality.csv"),
        "people-out,exit,gao/charter,seats out of the country,0.750000,0.700000,0.800000"
    );
    assert_eq!(
        line("safe.csv"),
        "site,kidal,Kidal,mission,,0.500000,2023-11-15,0.810000,0.780000,0.840000,0.970000,2023-10-01,2023-08-29,2023-12-31,0.800000,1000"
    );
    assert_eq!(line("ledger.csv"), "assumed,236,80,-0.250000,0.125000,0.625000,0.062500,,,,,1000");
    assert_eq!(
        line("quality.csv"),
        "seats-too-few,gateway.gao,too few seats,\"7,361 \u{2212} 250 = 7,111\",add departures"
    );
    assert_eq!(
        line("because.csv"),
        "regime,flights,always `open`,0.250000,0.500000,0.250000,0.230000,0.270000,2024-01-23,2024-01-10,-13,-14,,264.00,200.00,-64.00,-66.50,-61.00,2000"
    );
    assert_eq!(
        line("parts.csv"),
        "delays,delay:clearance delay:travel,by_deadline,0.125000,0.100000,0.150000,0.500000,exact,2000"
    );
    assert_eq!(
        line("tornado.csv"),
        "host,delay.clearance exits,0.500000,0.875000,2024-01-23,2024-01-10,,,,,0.250000,0.500000,0.100000,2000"
    );
    assert_eq!(line("scores.csv"), "crps_people,4,252.30,833.60,494.30,,6,9,9,8.25,0.250000,2000");
    assert_eq!(line("increments.csv"), "hc21,hc22,-204,737,183,564,849,0.056000,0.830000,true");
    assert!(
        line("milestones.csv").ends_with(",3.50,3,4,1.25,20.00,1000.00,300.00,30.00,40,0.875000"),
        "{}",
        line("milestones.csv")
    );
    assert_eq!(line("curves.csv"), "people-out,off,2023-12-31,0.250000");
    assert_eq!(line("waiting.csv"), "kidal,another site,aguelhok,permission,12.25,-3,10,31,4,16.25,0.750000,1.000000");
    assert_eq!(line("contingents.csv"), "Chad,900,,,,,,,0.250000,180,150.50,10.00,19.50,33.25,90");
    assert_eq!(line("places.csv"), "2023-12-31,kidal,96.50,90,96,102,100,0.250000,12.00,0,12,24,9.65,2,4");
    assert_eq!(line("stages.csv"), "2023-12-31,kidal,0.250000,0.500000,0.000000,0.250000,closing");
    assert_eq!(line("lift.csv"), "2023-12-25,7,seats,gao,240.00,12.00,260.00,200.00,40.00,11.50,0.750000");
}

fn stage() -> StageRow {
    StageRow {
        date: date(2023, 12, 31),
        site: "kidal".into(),
        operating_share: 0.25,
        closing_share: 0.5,
        vacated_share: 0.0,
        ended_share: 0.25,
        stage: "closing",
    }
}

fn waiting() -> WaitingRow {
    WaitingRow {
        site: "kidal".into(),
        was_waiting_for: "another site",
        root_site: "aguelhok".into(),
        root: "permission",
        days_lost_restricted_mean: 12.25,
        days_lost_p10: -3,
        days_lost_p50: 10,
        days_lost_p90: 31,
        plan_days: 4,
        days_restricted_mean: 16.25,
        bound_share: 0.75,
        vacated_share: 1.0,
    }
}

fn strength() -> StrengthRow {
    StrengthRow {
        date: date(2023, 12, 31),
        component: "international",
        quantity: "present",
        plan: 400,
        mean: 512.345_678,
        p02_5: 1,
        p05: 2,
        p10: 3,
        p25: 4,
        p50: 5,
        p75: 6,
        p90: 7,
        p95: 8,
        p97_5: 9,
        bin_width: 1,
    }
}

fn site() -> SiteRow {
    SiteRow {
        site: "kidal".into(),
        name: "Kidal".into(),
        planned: Some(date(2023, 12, 15)),
        plan_vacated: None,
        kept: false,
        imposed: true,
        vacated_p05: None,
        vacated_p10: None,
        vacated_p25: None,
        vacated_p50: Some(date(2023, 10, 31)),
        vacated_p75: None,
        vacated_p80: None,
        vacated_p90: None,
        vacated_p95: None,
        vacated_share: 0.998,
        ended_p10: None,
        ended_p50: None,
        ended_p80: None,
        ended_p90: None,
        ended_share: 0.5,
        handed_over_share: 1.0 / 3.0,
        days_past_plan_restricted_mean: Some(45.5),
        by_plan: None,
        by_deadline: 1.0,
        last_share: 0.25,
        was_waiting_for: "permission",
        was_waiting_for_share: 0.5,
    }
}

fn milestone() -> MilestoneRow {
    MilestoneRow {
        milestone: "people-out".into(),
        kind: "people_out",
        share: 1.0,
        policy: "full",
        by_deadline: 0.75,
        by_deadline_low: 0.7,
        by_deadline_high: 0.8,
        by_deadline_inputs_low: Some(0.5),
        by_deadline_inputs_high: None,
        plan: Some(date(2023, 12, 20)),
        p10: None,
        p50: None,
        p80: None,
        p90: None,
        p80_low: None,
        p80_high: None,
        p80_inputs_low: None,
        p80_inputs_high: None,
        finished_share: 0.9,
        contingency_days: Some(-3),
        written_off_mean: 3.5,
        written_off_p50: 3,
        written_off_p90: 4,
        sites_left_without_handover_mean: 1.25,
        evacuated_mean: 20.0,
        exposed_at_sites_mean: 1_000.0,
        exposed_on_road_mean: 300.0,
        tail_mean: 30.0,
        tail_p90: 40,
        by_deadline_in_force: Some(0.875),
    }
}

fn curve() -> CurveRow {
    CurveRow { milestone: "people-out".into(), policy: "off", date: date(2023, 12, 31), share: 0.25 }
}

fn critical() -> CriticalityRow {
    CriticalityRow {
        milestone: "people-out".into(),
        kind: "exit",
        resource: "gao/charter".into(),
        root: "seats out of the country",
        share: 0.75,
        share_low: 0.7,
        share_high: 0.8,
    }
}

fn safe() -> SafeRow {
    SafeRow {
        kind: "site",
        id: "kidal".into(),
        name: "Kidal".into(),
        condition: "mission",
        planned: None,
        share_as_planned: 0.5,
        latest: Some(date(2023, 11, 15)),
        share_at_latest: Some(0.81),
        share_at_latest_low: Some(0.78),
        share_at_latest_high: Some(0.84),
        best: 0.97,
        best_date: date(2023, 10, 1),
        from: date(2023, 8, 29),
        to: date(2023, 12, 31),
        wanted: 0.8,
        replications: 1_000,
    }
}

fn ledger() -> LedgerRow {
    LedgerRow {
        basis: "assumed".into(),
        inputs: 236,
        varying: 80,
        deadline_share: Some(-0.25),
        deadline_share_se: Some(0.125),
        deadline_total: Some(0.625),
        deadline_total_se: Some(0.0625),
        last_vacated_share: None,
        last_vacated_share_se: None,
        last_vacated_total: None,
        last_vacated_total_se: None,
        replications: 1_000,
    }
}

fn contingent() -> ContingentRow {
    ContingentRow {
        contingent: "Chad".into(),
        people: 900,
        half_p50: None,
        half_p90: None,
        nine_tenths_p50: None,
        nine_tenths_p90: None,
        all_p50: None,
        all_p90: None,
        all_home_by_deadline: 0.25,
        truckloads: 180,
        out_mean: 150.5,
        disposed_mean: 10.0,
        written_off_mean: 19.5,
        rear_party_mean: 33.25,
        rear_party_p90: 90,
    }
}

fn place() -> PlaceRow {
    PlaceRow {
        date: date(2023, 12, 31),
        site: "kidal".into(),
        people_mean: 96.5,
        people_p05: 90,
        people_p50: 96,
        people_p95: 102,
        beds: Some(100),
        over_beds_share: Some(0.25),
        cargo_mean: 12.0,
        cargo_p05: 0,
        cargo_p50: 12,
        cargo_p95: 24,
        exposed_mean: 9.65,
        people_bin_width: 2,
        cargo_bin_width: 4,
    }
}

fn lift() -> LiftRow {
    LiftRow {
        week: date(2023, 12, 25),
        days: 7,
        kind: "seats",
        resource: "gao".into(),
        offered_mean: 240.0,
        added_mean: 12.0,
        needed_mean: 260.0,
        used_mean: 200.0,
        idle_mean: 40.0,
        refused_mean: 11.5,
        short_share: 0.75,
    }
}

fn check() -> CheckRow {
    CheckRow {
        observation: "hc22".into(),
        role: "score",
        date: date(2023, 12, 8),
        date_to: None,
        quantity: "gone",
        people: "international".into(),
        site: String::new(),
        at_least: "10500".into(),
        at_most: "10600".into(),
        p05: "9000".into(),
        p25: String::new(),
        p50: String::new(),
        p75: String::new(),
        p95: String::new(),
        pit_low: Some(0.1),
        pit_high: Some(0.2),
        inside_90: Some(true),
        inside_99: None,
        bound_holds: None,
        crps: Some(12.5),
        pit: Some(0.15),
        plan: "9100".into(),
        line: "9200".into(),
        seats: String::new(),
        crps_plan: Some(1450.0),
        crps_line: Some(1350.0),
        crps_seats: None,
        error: None,
        error_plan: None,
        error_line: None,
        error_seats: None,
        source: "afp".into(),
        publisher: "AFP".into(),
        note: String::new(),
    }
}

fn score() -> ScoreRow {
    ScoreRow {
        score: "crps_people",
        figures: 4,
        drawdown: Some(252.3),
        plan: Some(833.6),
        line: Some(494.3),
        seats: None,
        reference_mean: Some(8.25),
        reference_p05: Some(6),
        reference_p50: Some(9),
        reference_p95: Some(9),
        p_value: Some(0.25),
        replications: 2_000,
    }
}

fn increment() -> IncrementRow {
    IncrementRow {
        from: "hc21".into(),
        to: "hc22".into(),
        at_least: -204,
        at_most: 737,
        p05: 183,
        p50: 564,
        p95: 849,
        pit_low: 0.056,
        pit_high: 0.83,
        inside_90: true,
    }
}

fn quality() -> QualityRow {
    QualityRow {
        rule: "seats-too-few",
        concerns: "gateway.gao".into(),
        finding: "too few seats".into(),
        arithmetic: "7,361 \u{2212} 250 = 7,111".into(),
        remedy: "add departures".into(),
    }
}

fn because() -> BecauseRow {
    BecauseRow {
        kind: "regime",
        id: "flights".into(),
        neutral: "always `open`".into(),
        by_deadline: 0.25,
        by_deadline_without: 0.5,
        by_deadline_change: 0.25,
        by_deadline_change_low: 0.23,
        by_deadline_change_high: 0.27,
        p80: Some(date(2024, 1, 23)),
        p80_without: Some(date(2024, 1, 10)),
        p80_change_days: Some(-13),
        p80_change_days_low: Some(-14),
        p80_change_days_high: None,
        written_off_mean: 264.0,
        written_off_without_mean: 200.0,
        written_off_change_mean: -64.0,
        written_off_change_low_mean: -66.5,
        written_off_change_high_mean: -61.0,
        replications: 2_000,
    }
}

fn part() -> PartRow {
    PartRow {
        group: "delays".into(),
        members: "delay:clearance delay:travel".into(),
        quantity: "by_deadline",
        part: 0.125,
        part_low: 0.1,
        part_high: 0.15,
        total: 0.5,
        method: "exact".into(),
        replications: 2_000,
    }
}

fn tornado() -> TornadoRow {
    TornadoRow {
        driver: "host".into(),
        multiplies: "delay.clearance exits".into(),
        factor_p10: 0.5,
        factor_p90: 0.875,
        p80: Some(date(2024, 1, 23)),
        p80_at_p10: Some(date(2024, 1, 10)),
        p80_at_p90: None,
        swing_days: None,
        swing_days_low: None,
        swing_days_high: None,
        by_deadline: 0.25,
        by_deadline_at_p10: 0.5,
        by_deadline_at_p90: 0.1,
        replications: 2_000,
    }
}
