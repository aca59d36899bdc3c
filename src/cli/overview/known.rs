//! A probability and a date with the doubt about them, rounded to what is known.
//!
//! The range over inputs that nobody knows stands beside each number; simulation
//! error has a line of its own, and a band is never printed here: nobody should
//! take one of the three for another.

use crate::results::{MilestoneRow, Results};
use crate::studies::doubt::LEAST;
use crate::text::{in_lines, known_percent, percent_range, thousands};
use crate::words::{date, dates, drivers, inputs_range};

/// So many drivers are named.
const NAMED: usize = 8;

/// One policy: the probability of the deadline, and the date that holds with 80 %.
pub(super) fn lines(results: &Results, row: &MilestoneRow, policy: &str) -> Vec<String> {
    let date = format!("holds with 80 %: {}", date(results, row, row.p80));
    let error = row.by_deadline_high - row.by_deadline_low;
    match row.by_deadline_inputs_low.zip(row.by_deadline_inputs_high) {
        Some((low, high)) if !results.about.drivers.is_empty() => vec![
            format!(
                "  {policy:<13} {} (over {}: {})",
                known_percent(row.by_deadline, error.max(high - low)),
                drivers(results.about.drivers.len()),
                inputs_range(row.by_deadline, low, high)
            ),
            format!("    {date} (drivers: {})", dates(results, row)),
        ],
        _ => vec![format!("  {policy:<13} {}; {date}", known_percent(row.by_deadline, error))],
    }
}

/// What the ranges are, and the doubt that comes from too few replications alone,
/// of all rows.
pub(super) fn errors(results: &Results, rows: &[&MilestoneRow]) -> Vec<String> {
    let small = rows.iter().all(|row| row.by_deadline_high - row.by_deadline_low < 0.02);
    let each: Vec<String> = rows.iter().map(|row| percent_range(row.by_deadline_low, row.by_deadline_high)).collect();
    let alike = each.windows(2).all(|pair| pair[0] == pair[1]);
    let error = match each.first() {
        _ if small => "under 1 point".into(),
        Some(first) if alike => first.clone(),
        _ => format!("{} (in this order)", each.join(", ")),
    };
    let computed = rows.iter().all(|row| row.by_deadline_inputs_low.is_some());
    let ranges = match &results.about.drivers[..] {
        [] => "no drivers, so no range over inputs".into(),
        names if computed && names.len() <= NAMED => {
            format!("ranges: 90 % over the drivers ({}), other inputs as known", names.join(", "))
        }
        _ if computed => "ranges: 90 % over the drivers, other inputs as known".into(),
        _ => format!("doubt about inputs: needs {} replications or more (-n {LEAST})", thousands(LEAST)),
    };
    let error = format!("simulation error (95 %): {error}");
    if ranges.chars().count() > 78 {
        return vec![format!("  {ranges};"), format!("  {error}")];
    }
    in_lines(&[ranges, error], "; ", 80, "  ")
}
