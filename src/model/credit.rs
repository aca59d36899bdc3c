//! Departures in whole numbers: what one costs, and what a day adds.

/// What a departure costs, in steps of credit.
pub const DEPARTURE: i64 = 7_000_000;

/// No exit has more departures on one day.
pub const MOST_IN_A_DAY: u64 = 64;

/// More than a day's departures use up and the night keeps, so that more makes no difference.
const LARGEST_CREDIT: f64 = (MOST_IN_A_DAY as i64 * DEPARTURE + DEPARTURE) as f64;

/// The credit that one day adds at so many departures a week: round(per week × 10⁶)
/// in 1/7,000,000 of a departure.
#[inline]
pub fn credit_of_a_day(per_week: f64) -> i64 {
    (per_week * 1e6).round().min(LARGEST_CREDIT) as i64
}
