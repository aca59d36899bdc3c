//! What a run writes: the list of tables, and the folder that holds them.
//!
//! An output folder appears whole or not at all ([`Folder`]), lists every file
//! in its manifest ([`Manifest`]), and is refused before anything is simulated
//! where it holds somebody else's files. Nothing here computes a statistic: the
//! tables are those of [`crate::results`].
//!
//! Numbers are written alike in all tables: see [`decimals`]. `None` is an empty
//! field, a truth value is `true` or `false`, and the header is always there.

mod because;
mod checkpoint;
mod checks;
mod contingents;
mod criticality;
mod curves;
mod differences;
mod distribution;
mod error;
mod folder;
mod increments;
mod inputs;
mod ledger;
mod lift;
mod lines;
mod manifest;
mod milestones;
mod place;
mod places;
mod quality;
mod record;
mod rename;
mod rows;
mod safe;
mod scores;
mod sites;
mod stages;
mod strength;
mod waiting;
mod whole;

use std::io;

use serde::Serialize;
use serde_json::Value;

pub use checkpoint::Checkpoint;
pub use error::OutputError;
pub use folder::{Folder, FolderFile};
pub use lines::{Lines, csv_line};
pub use manifest::{ComparedScenario, GENERATOR, ListedFile, MANIFEST, Manifest};
pub use rows::{RowMaker, Rows, RowsFormat};

use crate::results::{Comparison, Record, Results};

/// One table of an output folder: a CSV file with a header.
pub struct Table<R: 'static = Results> {
    /// Its name in the folder.
    pub file: &'static str,
    /// What it holds, in a few words, for the manifest and the report.
    pub about: &'static str,
    /// Its columns, in order.
    pub columns: &'static [&'static str],
    /// Whether a run has it: a table of a study that was not asked for is not written.
    pub made: fn(&R) -> bool,
    /// Writes the whole table, header first.
    pub write: fn(&R, &mut dyn io::Write) -> csv::Result<()>,
}

/// Every table of a run, in the order in which a reader wants them.
pub const TABLES: &[Table] = &[
    strength::TABLE,
    sites::TABLE,
    milestones::TABLE,
    curves::TABLE,
    waiting::TABLE,
    criticality::TABLE,
    safe::TABLE,
    contingents::TABLE,
    places::TABLE,
    stages::TABLE,
    lift::TABLE,
    checks::TABLE,
    scores::TABLE,
    increments::TABLE,
    inputs::TABLE,
    ledger::TABLE,
    because::TABLE,
    because::PARTS,
    because::TORNADO,
    quality::TABLE,
];

/// Every table of a comparison.
pub const COMPARISON_TABLES: [Table<Comparison>; 2] = [differences::TABLE, distribution::TABLE];

/// Every table of a record of several missions.
pub const RECORD_TABLES: [Table<Record>; 3] = [record::MISSIONS, record::COVERAGE, record::AGAINST];

/// Writes every table into the folder.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_tables(folder: &Folder, results: &Results) -> Result<(), OutputError> {
    write_all(folder, TABLES, results)
}

/// Writes the tables of a comparison into the folder.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_comparison(folder: &Folder, comparison: &Comparison) -> Result<(), OutputError> {
    write_all(folder, &COMPARISON_TABLES, comparison)
}

/// Writes what [`TABLES`] have as `checks.csv`, under another name: one mission of several.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_checks(folder: &Folder, name: &str, results: &Results) -> Result<(), OutputError> {
    let mut file = folder.create(name, checks::TABLE.about)?;
    (checks::TABLE.write)(results, &mut file).map_err(|error| file.failed(error.into()))?;
    file.finish()
}

/// Writes the tables of a record into the folder.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_record(folder: &Folder, record: &Record) -> Result<(), OutputError> {
    write_all(folder, &RECORD_TABLES, record)
}

fn write_all<R>(folder: &Folder, tables: &[Table<R>], results: &R) -> Result<(), OutputError> {
    for table in tables.iter().filter(|table| (table.made)(results)) {
        let mut file = folder.create(table.file, table.about)?;
        (table.write)(results, &mut file).map_err(|error| file.failed(error.into()))?;
        file.finish()?;
    }
    Ok(())
}

/// How many decimals a column's numbers are written with: 2 for means and
/// scores, which are counts of people, sites or truckloads; 6 for shares and
/// probabilities. Fixed, so that the same results are the same bytes.
///
/// ```
/// use drawdown::output::decimals;
/// assert_eq!(decimals("tail_mean"), 2);
/// assert_eq!(decimals("by_deadline"), 6);
/// ```
pub fn decimals(column: &str) -> usize {
    // In `scores.csv` a column for each forecast; `plan` is a whole number elsewhere.
    let is_a_forecast = matches!(column, "drawdown" | "plan" | "line" | "seats");
    let is_in_units = column == "mean"
        || column.ends_with("_mean")
        || column.starts_with("mean_")
        || column.starts_with("crps")
        || column.starts_with("error")
        || is_a_forecast;
    if is_in_units { 2 } else { 6 }
}

/// Writes a header of `columns` and one line for each row.
fn write_rows<R: Serialize>(columns: &[&str], rows: &[R], out: &mut dyn io::Write) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        let row = serde_json::to_value(row).map_err(io::Error::from)?;
        // A field that a row lacks is our mistake; tests compare the columns with the rows.
        writer.write_record(columns.iter().map(|column| text(column, &row[*column])))?;
    }
    writer.flush()?;
    Ok(())
}

fn text(column: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(number) => unsigned_zero(format!("{number:.*}", decimals(column))),
            None => String::new(),
        },
        other => other.to_string(),
    }
}

/// A number that rounds to zero from below would be written `-0.00`.
fn unsigned_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_fixed_decimals() {
        assert_eq!(text("mean", &Value::from(1234.5)), "1234.50");
        assert_eq!(text("by_deadline", &Value::from(0.25)), "0.250000");
        assert_eq!(text("mean", &Value::from(-0.001)), "0.00");
        assert_eq!(text("mean", &Value::from(-1.0)), "-1.00");
        assert_eq!(text("p50", &Value::from(7_u32)), "7");
        assert_eq!(text("inside_90", &Value::from(true)), "true");
        assert_eq!(text("planned", &Value::Null), "");
        assert_eq!(text("crps_seats", &Value::from(266.666)), "266.67");
        assert_eq!(text("drawdown", &Value::from(8.0)), "8.00");
        assert_eq!(text("p_value", &Value::from(0.5)), "0.500000");
        assert_eq!(text("pit", &Value::from(0.125)), "0.125000");
    }
}
