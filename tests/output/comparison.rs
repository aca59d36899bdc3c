//! The tables of a comparison: a header, fixed decimals, one line for each row.

use drawdown::output::{COMPARISON_TABLES, decimals};
use drawdown::results::{Comparison, DifferenceRow, DistributionRow};
use serde_json::Value;

use crate::empty_results;

fn comparison(differences: Vec<DifferenceRow>, distribution: Vec<DistributionRow>) -> Comparison {
    let base = empty_results();
    Comparison { others: vec![base.clone()], base, pairs: 1_000, differences, distribution, notes: vec![] }
}

fn difference() -> DifferenceRow {
    DifferenceRow {
        scenario: "minusma trucks.pool.count=2".into(),
        base: "minusma".into(),
        quantity: "milestone",
        id: "people-out".into(),
        policy: "off",
        unit: "days",
        mean_base: 190.125,
        mean_other: 187.5,
        mean_change: -2.625,
        mean_change_low: -3.25,
        mean_change_high: -2.0,
        p50_base: Some(188),
        p50_other: Some(186),
        p50_change: Some(-2),
        p50_change_low: Some(-3),
        p50_change_high: Some(-1),
        p80_base: Some(201),
        p80_other: None,
        p80_change: None,
        p80_change_low: Some(190),
        p80_change_high: None,
        probability_base: 0.25,
        probability_other: 0.5,
        probability_change: 0.25,
        probability_change_low: 0.125,
        probability_change_high: 0.375,
        earlier: 0.75,
        same: 0.125,
        later: 0.125,
        independent_earlier: 0.5,
        independent_same: 0.0625,
        independent_later: 0.4375,
        variance_ratio: Some(0.1),
        variance_ratio_low: Some(0.05),
        variance_ratio_high: None,
        probability_variance_ratio: Some(0.5),
        replications: 1_000,
    }
}

fn bar() -> DistributionRow {
    DistributionRow {
        scenario: "minusma-open".into(),
        milestone: "people-out".into(),
        policy: "full",
        days: -12,
        share: 0.125,
        censored_share: 0.0,
    }
}

fn written(comparison: &Comparison) -> [String; 2] {
    COMPARISON_TABLES.each_ref().map(|table| {
        let mut bytes = vec![];
        (table.write)(comparison, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

#[test]
fn the_columns_are_the_fields_of_the_rows() {
    let rows = [serde_json::to_value(difference()), serde_json::to_value(bar())];
    for (table, row) in COMPARISON_TABLES.iter().zip(rows) {
        let Value::Object(row) = row.unwrap() else { panic!("{} has no fields", table.file) };
        assert_eq!(table.columns, row.keys().collect::<Vec<_>>(), "{}", table.file);
        for (column, value) in row.iter().filter(|(_, value)| value.is_f64()) {
            let is_in_units = value.as_f64().is_some_and(|number| number.abs() > 1.0);
            assert_eq!(decimals(column), if is_in_units { 2 } else { 6 }, "{column} of {}", table.file);
        }
    }
}

#[test]
fn values_are_written_as_documented() {
    let [differences, distribution] = written(&comparison(vec![difference()], vec![bar()]));
    assert_eq!(
        differences.lines().nth(1).unwrap(),
        "minusma trucks.pool.count=2,minusma,milestone,people-out,off,days,190.12,187.50,-2.62,-3.25,-2.00,188,186,-2,-3,-1,201,,,190,,0.250000,0.500000,0.250000,0.125000,0.375000,0.750000,0.125000,0.125000,0.500000,0.062500,0.437500,0.100000,0.050000,,0.500000,1000"
    );
    assert_eq!(distribution.lines().nth(1).unwrap(), "minusma-open,people-out,full,-12,0.125000,0.000000");
}

#[test]
fn headers_are_there_even_without_rows() {
    for (table, text) in COMPARISON_TABLES.iter().zip(written(&comparison(vec![], vec![]))) {
        assert_eq!(text, table.columns.join(",") + "\n");
    }
}
