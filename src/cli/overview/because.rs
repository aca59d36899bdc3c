//! What the mission would come to without single things, and the split that adds up.

use crate::cli::overview::signed;
use crate::results::{BecauseRow, PartRow, Results};
use crate::text::{thousands, wrapped};

/// As many as are told.
const MOST: usize = 3;

/// The largest changes and the split; nothing where the study was not made.
pub(super) fn lines(results: &Results) -> Vec<String> {
    let Some(first) = results.because.first() else { return vec![] };
    let mut lines = wrapped(
        &format!(
            "without it, under the same luck and no policy ({} replications), in points (95 % simulation error):",
            thousands(first.replications)
        ),
        80,
        "  ",
    );
    let mut rows: Vec<&BecauseRow> = results.because.iter().collect();
    // Where the chance hardly changes the date may.
    let size = |row: &BecauseRow| (row.by_deadline_change.abs(), row.p80_change_days.unwrap_or(0).abs());
    rows.sort_by(|a, b| size(b).partial_cmp(&size(a)).unwrap_or(std::cmp::Ordering::Equal));
    lines.extend(rows.into_iter().take(MOST).flat_map(|row| wrapped(&one(row), 80, "    ")));
    lines.extend(split(results));
    lines
}

fn one(row: &BecauseRow) -> String {
    let [change, low, high] =
        [row.by_deadline_change, row.by_deadline_change_low, row.by_deadline_change_high].map(points);
    let date = match (row.p80_change_days, row.p80, row.p80_without) {
        (Some(0), ..) => ", P80 the same day".into(),
        (Some(days), ..) => {
            let end = |end: Option<i64>| end.map_or("?".into(), |days| signed(days as f64, 0));
            let (low, high) = (end(row.p80_change_days_low), end(row.p80_change_days_high));
            format!(", P80 {} days ({low} to {high})", signed(days as f64, 0))
        }
        (None, None, Some(_)) => ", P80 comes within the horizon".into(),
        (None, Some(_), None) => ", P80 goes beyond the horizon".into(),
        (None, ..) => String::new(),
    };
    format!("{} {}: {change} ({low} to {high}){date}", row.kind, row.id)
}

fn split(results: &Results) -> Vec<String> {
    let parts: Vec<&PartRow> = results.parts.iter().filter(|row| row.quantity == "by_deadline").collect();
    let Some(first) = parts.first() else { return vec![] };
    let list: Vec<String> = parts
        .iter()
        .map(|row| {
            format!("{} {} ({} to {})", row.group, points(row.part), points(row.part_low), points(row.part_high))
        })
        .collect();
    wrapped(&format!("the split that adds up: {}; together {}", list.join(", "), points(first.total)), 80, "  ")
}

/// One decimal under ten points.
fn points(share: f64) -> String {
    let points = share * 100.0;
    signed(points, usize::from(points.abs() < 9.95))
}
