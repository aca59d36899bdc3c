//! What the mission would come to without single things, and the split that adds up.

use crate::cli::overview::signed;
use crate::results::{BecauseRow, PartRow, Results, TornadoRow};
use crate::text::{percent, short_date, thousands, wrapped};

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
    lines.extend(driver(results));
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

/// The driver that moves the date most when it is known, of those that move it.
fn driver(results: &Results) -> Vec<String> {
    // Of one that goes beyond the horizon only the chance can be compared, and it may be the same.
    let chance = |row: &TornadoRow| (row.by_deadline_at_p90 - row.by_deadline_at_p10).abs();
    let stands_out = |row: &&TornadoRow| match (row.swing_days_low, row.swing_days_high) {
        (Some(low), Some(high)) => low > 0 || high < 0,
        _ => chance(row) > 0.0,
    };
    let size = |row: &TornadoRow| (row.swing_days.unwrap_or(0).abs(), chance(row));
    let most = results.tornado.iter().filter(stands_out);
    let most = most.max_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(std::cmp::Ordering::Equal));
    let Some(row) = most else { return vec![] };
    let end = |factor: f64, share: f64, date: Option<jiff::civil::Date>| {
        let date = date.map_or_else(|| format!("after {}", short_date(results.about.horizon)), short_date);
        format!("{factor:.1} times {}: {}, P80 {date}", row.multiplies, percent(share))
    };
    let text = format!(
        "the driver that moves the date most is {}: at its 10 % end ({}), at its 90 % end ({}); all: tornado.csv",
        row.driver,
        end(row.factor_p10, row.by_deadline_at_p10, row.p80_at_p10),
        end(row.factor_p90, row.by_deadline_at_p90, row.p80_at_p90)
    );
    wrapped(&text, 80, "  ")
}

/// One decimal under ten points.
fn points(share: f64) -> String {
    let points = share * 100.0;
    signed(points, usize::from(points.abs() < 9.95))
}
