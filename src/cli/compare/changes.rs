//! Changes as people read them: signed, with the interval of their simulation error.

use crate::results::DifferenceRow;
use crate::text::percent;
use crate::words::signed;

/// A label, what the base and the other come to, and the change: 80 letters.
pub(super) fn line(label: &str, base: &str, other: &str, change: &str) -> String {
    format!("  {label:<26}{base:>12}{other:>12}  {change}").trim_end().to_owned()
}

/// `+3.1 (+2.7 to +3.5)`; without an interval where it is nothing but the number itself.
pub(super) fn interval(change: f64, low: f64, high: f64, decimals: usize) -> String {
    let [change, low, high] = [change, low, high].map(|number| signed(number, decimals));
    if low == change && high == change { change } else { format!("{change} ({} to {})", end(&low), end(&high)) }
}

/// An end of an interval: where it is nothing it needs no sign.
fn end(text: &str) -> &str {
    text.trim_start_matches('±')
}

/// The change of a probability, in points.
pub(super) fn points(row: &DifferenceRow) -> String {
    let [change, low, high] =
        [row.probability_change, row.probability_change_low, row.probability_change_high].map(|p| p * 100.0);
    interval(change, low, high, 1)
}

/// The change of the date that holds with 80 %, in days.
pub(super) fn days(row: &DifferenceRow) -> String {
    let whole = |days: i64| signed(days as f64, 0);
    match (row.p80_change, row.p80_change_low, row.p80_change_high) {
        (Some(change), Some(low), Some(high)) => interval(change as f64, low as f64, high as f64, 0),
        (Some(change), low, high) => {
            let [low, high] = [low, high].map(|days| days.map_or("open".into(), whole));
            format!("{} ({} to {})", whole(change), end(&low), end(&high))
        }
        (None, Some(low), None) => format!("{} or more", whole(low)),
        (None, None, Some(high)) => format!("{} or less", whole(high)),
        (None, ..) => "not known".into(),
    }
}

/// The change of a mean.
pub(super) fn mean(row: &DifferenceRow, decimals: usize) -> String {
    interval(row.mean_change, row.mean_change_low, row.mean_change_high, decimals)
}

/// Earlier, the same, later, as a line of the table.
pub(super) fn order(label: &str, shares: [f64; 3]) -> String {
    let [earlier, same, later] = shares.map(percent);
    line(label, &earlier, &same, &format!("{later:>10}"))
}

/// How many replications under the same luck tell as much as all with luck of their own.
pub(super) fn saving(row: &DifferenceRow) -> String {
    let (Some(ratio), Some(high)) = (row.variance_ratio, row.variance_ratio_high) else {
        return "nothing varies: one replication would do".into();
    };
    let words = match ratio {
        0.0 => return "luck has no part in this difference: it is the same in every replication".into(),
        _ if high >= 1.0 => "the same luck saves no replications here".into(),
        _ if ratio > 0.667 => format!("under the same luck {} of the replications do", percent(ratio)),
        _ => format!("under the same luck 1/{} of the replications do", digits(1.0 / ratio).trim_end_matches(".0")),
    };
    let probability = row.probability_variance_ratio.filter(|&ratio| ratio > 0.0);
    let probability =
        probability.map_or(String::new(), |ratio| format!("; for the probability ratio {}", digits(ratio)));
    format!("variance ratio {} for the mean day: {words}{probability}", digits(ratio))
}

/// Two digits that count.
fn digits(number: f64) -> String {
    let decimals = (1.0 - number.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{number:.decimals$}")
}

/// Whether nothing is different in any replication.
pub(super) fn is_the_same(rows: &[&DifferenceRow]) -> bool {
    rows.iter().all(|row| row.same >= 1.0 && row.probability_change == 0.0)
}

/// A change in few letters; with a `?` where it may as well be nothing.
pub(super) fn short(change: f64, low: f64, high: f64, decimals: usize) -> String {
    let may_be_nothing = low <= 0.0 && high >= 0.0 && (low, high) != (0.0, 0.0);
    format!("{}{}", signed(change, decimals), if may_be_nothing { "?" } else { " " })
}
