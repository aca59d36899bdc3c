//! Good scenario files: what they mean, how they are composed, and that nothing makes the reader panic.

use drawdown::delay::Law;
use drawdown::scenario::{Component, Imposed, Scenario};
use jiff::civil::date;

const FULL: &str = include_str!("data/full.toml");

fn full() -> Scenario {
    Scenario::parse(FULL, "full.toml").unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_key_is_read() {
    let s = full();
    assert_eq!(s.sites.len(), 4);
    assert_eq!(s.sites[0].people[0].contingent, "Chad");
    assert_eq!(s.sites[1].people.iter().map(|group| group.count).sum::<u32>(), 445);
    assert_eq!(s.sites[1].people[3].component, Component::Local);
    assert_eq!(s.gateways[0].exits[0].per_week[1].from, date(2023, 10, 1));
    assert_eq!(s.gateways[0].exits[1].per_week[0].from, date(2023, 7, 1));
    assert_eq!(s.delays.disposal.law, Law::Fixed(3.0));
    assert!((s.delays.preparation.planned - 9.0).abs() < 1e-12);
    assert!(matches!(s.imposed[0], Imposed::Ended { handed_over: false, .. }));
    assert_eq!(s.regimes[0].states[0].next, [(1, 0.7), (2, 0.3)]);
    assert_eq!(s.regimes[0].pinned[0].then, 1);
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let validator = jsonschema::validator_for(&drawdown::scenario::schema()).expect("the schema is a schema");
    let instance = json(toml::from_str(FULL).expect("the file is TOML"));
    let errors: Vec<String> = validator.iter_errors(&instance).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let typo = json(toml::from_str("[mission]\nnaem = \"x\"").expect("TOML"));
    assert!(!validator.is_valid(&typo));
}

/// TOML as JSON, dates as texts.
fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(n) => n.into(),
        toml::Value::Float(x) => x.into(),
        toml::Value::Boolean(b) => b.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
    }
}
