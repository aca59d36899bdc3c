//! Every input with its value, basis and source, in groups that open and close.

use super::block::{Section, Table, cell};
use super::trust::source;
use crate::results::{InputRow, LedgerRow, Results};
use crate::text::{percent, thousands};

/// One published source.
pub(super) struct SourceView {
    pub id: String,
    pub key: String,
    pub words: String,
    /// To the web only.
    pub url: Option<String>,
}

const BASES: [&str; 5] = ["reported", "derived", "assumed", "fitted", "unstated"];

pub(super) fn section(results: &Results) -> Option<Section> {
    let lead = format!(
        "Every number that the simulation rests on: {} inputs; {}.",
        thousands(results.inputs.len() as u64),
        counts(results.inputs.iter())
    );
    let mut section = Section::new("inputs", "Assumptions", lead);
    section.table(ledger(results));
    for group in groups(results) {
        let rows: Vec<&InputRow> = results.inputs.iter().filter(|row| part(row) == group).collect();
        let words = format!("{group}: {} inputs ({})", rows.len(), counts(rows.iter().copied()));
        section.table(table(results, &group, rows).fold(words));
    }
    section.made()
}

/// How many inputs rest on what.
fn counts<'a>(rows: impl Iterator<Item = &'a InputRow> + Clone) -> String {
    let count = |basis: &str| rows.clone().filter(|row| row.basis == basis).count();
    let some = BASES.into_iter().map(|basis| (count(basis), basis)).filter(|(count, _)| *count > 0);
    some.map(|(count, basis)| format!("{count} {basis}")).collect::<Vec<_>>().join(", ")
}

/// The first part of an input's path.
fn part(row: &InputRow) -> &str {
    row.input.split('.').next().unwrap_or_default()
}

/// In order of appearance.
fn groups(results: &Results) -> Vec<String> {
    let mut groups = Vec::<String>::new();
    for row in &results.inputs {
        if !groups.iter().any(|group| group == part(row)) {
            groups.push(part(row).to_owned());
        }
    }
    groups
}

fn table(results: &Results, group: &str, rows: Vec<&InputRow>) -> Table {
    let named = |key: &str| {
        let row = results.sources.iter().find(|row| row.source == key);
        row.map_or(key.to_owned(), |row| format!("{} {}", row.publisher, row.published).trim().to_owned())
    };
    let row = |row: &InputRow| {
        let varies = row.varies.map_or("", |varies| if varies { "yes" } else { "no" });
        [
            cell(&row.input),
            cell(&row.value),
            cell(&row.basis),
            cell(named(&row.source)).link(source(results, &row.source)),
            cell(varies),
        ]
    };
    Table::new(format!("Inputs: {group}"), &["Input", "Value", "Basis", "Source", "Feeds a random draw"])
        .rows(rows.into_iter().map(row))
}

fn ledger(results: &Results) -> Table {
    let share = |share: Option<f64>, se: Option<f64>| {
        let error = se.map_or(String::new(), |se| format!("± {:.0} points", 196.0 * se));
        cell(share.map_or("–".to_owned(), |share| percent(share.clamp(0.0, 1.0)))).small(error)
    };
    let row = |row: &LedgerRow| {
        [
            cell(&row.basis),
            cell(row.inputs.to_string()),
            cell(row.varying.to_string()),
            share(row.deadline_share, row.deadline_share_se),
            share(row.deadline_total, row.deadline_total_se),
        ]
    };
    Table::new("What the doubt rests on", &["Basis", "#Inputs", "#Of these vary", "#Decide the deadline alone", "#With others"])
        .note("Shares of the variance of meeting the deadline without a policy that come from all inputs of a basis: alone, and together with others.")
        .rows(results.ledger.iter().map(row))
}
