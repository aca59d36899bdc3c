//! Intervals of a change: of a mean and of a probability from the pairs themselves, of a
//! quantile from its resamples.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::stats::Z95;

/// The two-sided 95 % quantile of Student's law for a mean of `n` differences; infinite for one.
pub fn students(n: usize) -> f64 {
    StudentsT::new(0.0, 1.0, n.saturating_sub(1) as f64).map_or(f64::INFINITY, |law| law.inverse_cdf(0.975))
}

/// The mean of `n` paired differences and its 95 % interval (paired t), from their
/// sum and the sum of their squares.
pub fn mean(sum: i64, squares: i128, n: usize, t: f64) -> (f64, f64, f64) {
    let size = n as f64;
    let mean = sum as f64 / size;
    // n² times the variance over n, exactly; over n − 1 it is larger by n / (n − 1).
    let scaled = n as i128 * squares - i128::from(sum) * i128::from(sum);
    let half = if scaled == 0 { 0.0 } else { t * (scaled as f64 / (size * size * (size - 1.0))).sqrt() };
    (mean, mean - half, mean + half)
}

/// The 95 % interval of a change in whole days (truckloads, people), from what it is in
/// each resample: 1.96 of their standard deviation on either side and half a day more, as
/// a whole number stands for the half before and after it. Covers 95 % and more where
/// percentiles of the resamples cover 99 % (`docs/decisions.md`).
pub fn whole(change: i64, resamples: impl ExactSizeIterator<Item = i64> + Clone) -> (i64, i64) {
    let n = resamples.len() as i128;
    let sum: i128 = resamples.clone().map(i128::from).sum();
    let squares: i128 = resamples.map(|value| i128::from(value) * i128::from(value)).sum();
    let sd = ((n * squares - sum * sum) as f64).sqrt() / n as f64;
    let half = (Z95 * sd + 0.5).floor() as i64;
    (change - half, change + half)
}

/// Whether some whole number between two of these occurs in none.
pub fn has_a_gap(values: impl Iterator<Item = i64>) -> bool {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    values.windows(2).any(|pair| pair[1] - pair[0] > 1)
}

/// The 95 % interval of P(other) − P(base) from `n` pairs, of which `gained` have it
/// in the other alone and `lost` in the base alone: Wald's after half a pair was
/// added to each of the four cells (Agresti & Min 2005, Statistics in Medicine 24:729).
pub fn probability(gained: u64, lost: u64, n: u64) -> (f64, f64) {
    let (gained, lost, n) = (gained as f64 + 0.5, lost as f64 + 0.5, n as f64 + 2.0);
    let change = gained - lost;
    let half = Z95 * (gained + lost - change * change / n).max(0.0).sqrt();
    (((change - half) / n).max(-1.0), ((change + half) / n).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        for (n, t) in [(2, 12.706), (10, 2.262), (31, 2.042), (10_000, 1.960)] {
            assert!((students(n) - t).abs() < 5e-4, "{n}: {}", students(n));
        }
    }

    #[test]
    fn a_mean_of_pairs_is_the_textbooks() {
        // Student's sleep data (Biometrika 1908): extra hours in tenths, mean 1.58, sd 1.23, 95 % from 0.70 to 2.46.
        let tenths: [i64; 10] = [12, 24, 13, 13, 0, 10, 18, 8, 46, 14];
        let squares = tenths.iter().map(|d| i128::from(d * d)).sum();
        let (mean, low, high) = mean(tenths.iter().sum(), squares, 10, students(10));
        assert!((mean - 15.8).abs() < 1e-9 && (low - 7.00).abs() < 0.01 && (high - 24.60).abs() < 0.01, "{low} {high}");
    }

    #[test]
    fn differences_that_are_all_alike_have_no_doubt() {
        assert_eq!(mean(30, 90, 10, students(10)), (3.0, 3.0, 3.0));
    }

    #[test]
    fn whole_days_reach_half_a_day_further() {
        // All alike: no doubt. Half 0 and half 2: sd 1, so 1.96 + 0.5, of which the whole days are 2.
        assert_eq!(whole(4, [4; 10].into_iter()), (4, 4));
        assert_eq!(whole(1, [0, 2, 0, 2].into_iter()), (-1, 3));
    }

    #[test]
    fn a_gap_is_a_whole_number_that_never_occurs() {
        assert!(!has_a_gap([3, 1, 2, 2].into_iter()) && has_a_gap([1, 3].into_iter()));
        assert!(!has_a_gap(std::iter::empty()));
    }

    #[test]
    fn a_probability_of_pairs_is_by_hand() {
        // The approval ratings of Agresti's textbook: 794, 150, 86, 570 of 1,600. With half a pair more in each cell
        // (86.5 − 150.5) / 1602 = −0.03995, se = sqrt(237 − 64² / 1602) / 1602 = 0.009558.
        let (low, high) = probability(86, 150, 1_600);
        assert!((low + 0.05868).abs() < 2e-5 && (high + 0.02122).abs() < 2e-5, "{low} {high}");
        assert_eq!(probability(0, 0, 2), (-Z95 / 4.0, Z95 / 4.0));
    }
}
