//! The same words wherever a result is told: on the terminal and on the page.
//!
//! Numbers are rounded to what is known of them; whoever tells a probability or a
//! date takes the words from here, so that no two places say it differently.

use jiff::civil::Date;

use crate::results::{MilestoneRow, Results};
use crate::text::{known_date, percent_range, short_date, thousands};

pub mod trust;

/// How many drivers, in words.
pub fn drivers(n: usize) -> String {
    if n == 1 { "1 unknown driver".into() } else { format!("{n} unknown drivers") }
}

/// The range of a probability over the drivers: an end that was cut at 0 or 1 is not known to lie there.
pub fn inputs_range(estimate: f64, low: f64, high: f64) -> String {
    const NEARLY: f64 = 1e-9;
    let low = if low < estimate { low.max(NEARLY) } else { low };
    percent_range(low, if high > estimate { high.min(1.0 - NEARLY) } else { high })
}

/// `+139`, `−12`: a difference with its sign; nothing is `±0`.
pub fn signed(change: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", change.abs());
    let whole = digits.split('.').next().unwrap_or_default().parse().map_or(digits.clone(), thousands);
    let text = digits.find('.').map_or(whole.clone(), |dot| format!("{whole}{}", &digits[dot..]));
    match digits.parse() {
        Ok(0.0) => format!("±{text}"),
        _ if change < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// How many people are still there after the date.
pub fn people_left(row: &MilestoneRow) -> String {
    let mean = thousands(row.tail_mean.round() as u64);
    match row.tail_p90 {
        0 => format!("{mean} on average, none in nine of ten"),
        p90 => format!("{mean} on average, {} or more in one of ten", thousands(u64::from(p90))),
    }
}

/// A policy as people call it.
pub fn policy(name: &str) -> &'static str {
    match name {
        "off" => "no policy",
        "surge" => "surge only",
        _ => "full policy",
    }
}

/// How probable a milestone is by the deadline in force, under each policy; nothing where no shock may move that.
pub fn by_deadline_in_force(rows: &[&MilestoneRow]) -> Option<String> {
    let told = |row: &&MilestoneRow| {
        let error = row.by_deadline_high - row.by_deadline_low;
        Some(format!("{} ({})", crate::text::known_percent(row.by_deadline_in_force?, error), policy(row.policy)))
    };
    let each: Vec<String> = rows.iter().filter_map(told).collect();
    (!each.is_empty())
        .then(|| format!("by the deadline in force, which events may have moved by then: {}", each.join(", ")))
}

/// How far apart the dates are between which p80 may lie; `None`: there is no end.
pub fn length(row: &MilestoneRow) -> Option<i32> {
    let days = |from: Option<Date>, to: Option<Date>| Some((to? - from?).get_days());
    let error = days(row.p80_low, row.p80_high)?;
    // Without a range over inputs there is simulation error alone.
    let inputs = if row.by_deadline_inputs_low.is_none() { 0 } else { days(row.p80_inputs_low, row.p80_inputs_high)? };
    Some(error.max(inputs))
}

/// A quantile that may lie beyond the horizon.
pub fn date(results: &Results, row: &MilestoneRow, day: Option<Date>) -> String {
    day.map_or_else(|| format!("after {}", short_date(results.about.horizon)), |day| known_date(day, length(row)))
}

/// The range of p80 over the drivers.
pub fn dates(results: &Results, row: &MilestoneRow) -> String {
    let word = |day| date(results, row, day);
    match (row.p80_inputs_low, row.p80_inputs_high) {
        (Some(low), None) => format!("from {} on", word(Some(low))),
        (low, high) if word(low) == word(high) => word(low),
        (low, high) => format!("{} to {}", word(low), word(high)),
    }
}
