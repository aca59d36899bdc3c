//! What happened between two scored counts that follow one another.
//!
//! A curve that is late once is late for long; its increments say what went wrong when.

use crate::results::{CheckRow, IncrementRow};
use crate::score::{Figure, sampled};
use crate::stats::Level;
use crate::studies::Sample;
use crate::summary::{Material, scores};

impl Material<'_> {
    /// One row for each pair of neighbours of one quantity, population and place.
    pub(super) fn increments(&self, checks: &[CheckRow]) -> Vec<IncrementRow> {
        let Some(sample) = self.studies.sample.as_ref().filter(|sample| sample.n > 0) else { return vec![] };
        let mut counts = scores::positions(checks, |row| row.inside_90.is_some());
        counts.retain(|&at| !self.watches[at].is_date());
        counts.sort_by_key(|&at| (self.watches[at].from + self.watches[at].to, at));
        let next = |i: usize| {
            let of_one_series = |&&at: &&usize| series(&checks[at]) == series(&checks[counts[i]]);
            counts[i + 1..].iter().find(of_one_series).map(|&to| (counts[i], to))
        };
        (0..counts.len()).filter_map(next).filter_map(|pair| self.increment(sample, pair)).collect()
    }

    fn increment(&self, sample: &Sample, (from, to): (usize, usize)) -> Option<IncrementRow> {
        let (first, second) = (self.figure(from)?, self.figure(to)?);
        let difference = between(first, second);
        let pairs = sample.figures[from].iter().zip(&sample.figures[to]);
        let simulated: Vec<i64> = pairs.clone().map(|(a, b)| b.value - a.value).collect();
        let reported: Vec<i64> = pairs.map(|(a, b)| b.figure() - a.figure()).collect();
        let score = sampled::pit(&reported, difference.at_least, difference.at_most)?;
        let crate::score::Score::Pit { low, high } = score else { return None };
        let id = |at: usize| self.scenario.observations[at].id.clone();
        Some(IncrementRow {
            from: id(from),
            to: id(to),
            at_least: difference.at_least,
            at_most: difference.at_most,
            p05: sampled::quantile(&simulated, Level::P05)?,
            p50: sampled::quantile(&simulated, Level::P50)?,
            p95: sampled::quantile(&simulated, Level::P95)?,
            pit_low: low,
            pit_high: high,
            inside_90: score.inside(0.05)?,
        })
    }
}

/// The differences that two intervals allow: [a₂ − b₁, b₂ − a₁].
fn between(first: Figure, second: Figure) -> Figure {
    Figure { at_least: second.at_least - first.at_most, at_most: second.at_most - first.at_least }
}

fn series(row: &CheckRow) -> (&str, &str, &str) {
    (row.quantity, &row.people, &row.site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_intervals_has_the_width_of_both() {
        let (first, second) = (Figure { at_least: 10, at_most: 13 }, Figure { at_least: 20, at_most: 20 });
        assert_eq!(between(first, second), Figure { at_least: 7, at_most: 10 });
        assert_eq!(between(first, first), Figure { at_least: -3, at_most: 3 });
    }
}
