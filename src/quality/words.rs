//! Numbers and dates as findings write them.

use crate::results::QualityRow;
use crate::text::thousands;

/// What a finding says, in the order of its columns.
pub(super) struct Words {
    pub finding: String,
    pub arithmetic: String,
    pub remedy: String,
}

pub(super) fn row(rule: &'static str, concerns: String, words: Words) -> QualityRow {
    let Words { finding, arithmetic, remedy } = words;
    QualityRow { rule, concerns, finding, arithmetic, remedy }
}

/// `1 day`, `1,200 days`.
pub(super) fn days(n: i64) -> String {
    counted(n, "day", "days")
}

pub(super) fn people(n: i64) -> String {
    counted(n, "person", "people")
}

/// Cargo in the unit of the mission.
pub(super) fn loads(unit: &str, n: i64) -> String {
    if unit == "truckloads" { counted(n, "truckload", unit) } else { counted(n, unit, unit) }
}

pub(super) fn counted(n: i64, one: &str, many: &str) -> String {
    let sign = if n < 0 { "\u{2212}" } else { "" };
    format!("{sign}{} {}", thousands(n.unsigned_abs()), if n == 1 { one } else { many })
}

pub(super) fn number(n: i64) -> String {
    thousands(n.unsigned_abs())
}

/// `a`, `a and b`, `a, b and c`, each in backticks.
pub(super) fn named(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
