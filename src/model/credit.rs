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
    nearest((per_week * 1e6).min(LARGEST_CREDIT))
}

/// The whole number nearest to x ≥ 0, halves upwards: `x.round() as i64` without a call
/// into the mathematics library.
#[inline]
pub fn nearest(x: f64) -> i64 {
    let floor = x as i64;
    floor.saturating_add(i64::from(x - floor as f64 >= 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_whole_number_is_that_of_the_library() {
        let large = (1_u64 << 52) as f64;
        let below_a_half = 0.5_f64.next_down();
        for x in [0.0, below_a_half, 0.5, 1.5, 2.5, 6_999_999.5, large - 0.5, large + 1.0, 1e300, f64::INFINITY] {
            assert_eq!(nearest(x), x.round() as i64, "{x}");
        }
    }
}
