//! Replications taken one by one: the PIT of what only they have, such as the
//! difference between two figures.

use crate::score::Score;
use crate::stats::Level;

/// F(a − 1) and F(b) of the sampled values: the PIT of a figure that lies in [a, b]
/// (Czado, Gneiting & Held 2009, for an interval). `None` without a sample.
pub fn pit(values: &[i64], at_least: i64, at_most: i64) -> Option<Score> {
    let share = |count: usize| count as f64 / values.len() as f64;
    let low = values.iter().filter(|&&value| value < at_least).count();
    let high = values.iter().filter(|&&value| value <= at_most).count();
    (!values.is_empty()).then(|| Score::Pit { low: share(low), high: share(high) })
}

/// The smallest value whose rank reaches the level. `None` without a sample.
pub fn quantile(values: &[i64], level: Level) -> Option<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = level.rank(sorted.len() as u64) as usize;
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pit_of_a_sample_is_counted() {
        let values = [-2, 0, 0, 5];
        assert_eq!(pit(&values, 0, 0), Some(Score::Pit { low: 0.25, high: 0.75 }));
        assert_eq!(pit(&values, -9, -3), Some(Score::Pit { low: 0.0, high: 0.0 }));
        assert_eq!(pit(&values, -2, 5), Some(Score::Pit { low: 0.0, high: 1.0 }));
        assert_eq!(pit(&[], 0, 0), None);
    }

    #[test]
    fn a_point_lies_between_the_two_ends() {
        let score = pit(&[-2, 0, 0, 5], 0, 0).unwrap();
        assert_eq!(score.point(0.5), Some(0.5));
        assert_eq!(Score::Bound { holds: 1.0 }.point(0.5), None);
    }

    #[test]
    fn quantiles_of_a_sample_are_values_of_it() {
        let values = [7, -1, 3, 3];
        assert_eq!(
            [Level::P05, Level::P50, Level::P95].map(|level| quantile(&values, level)),
            [Some(-1), Some(3), Some(7)]
        );
        assert_eq!(quantile(&[], Level::P50), None);
    }
}
