//! How many figures lie inside the band, and how many would if the model were right.
//!
//! The figures of one mission hang together: a late October makes a late
//! November. Nine in ten inside the 90 % band is therefore no yardstick. The
//! reference distribution is: how many of the same figures lie inside the
//! ensemble's band in a mission that is drawn from the model itself.

use crate::score::{Law, Score};

/// A scored figure: a closed interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub at_least: i64,
    pub at_most: i64,
}

impl Figure {
    /// The middle; between two whole numbers the later one, as a figure is not
    /// counted before it is reached.
    pub fn middle(&self) -> i64 {
        (self.at_least + self.at_most + 1).div_euclid(2)
    }

    /// An interval of the same width, whose middle is this value.
    pub fn around(&self, value: i64) -> Self {
        let shift = value - self.middle();
        Self { at_least: self.at_least + shift, at_most: self.at_most + shift }
    }

    /// Its PIT pair under a law.
    pub fn pit(&self, law: &Law) -> Score {
        Score::Pit { low: law.cdf(self.at_least - 1), high: law.cdf(self.at_most) }
    }

    fn is_inside(&self, law: &Law, tail: f64) -> bool {
        self.pit(law).inside(tail) == Some(true)
    }
}

/// How many figures lie inside the central band with `tail` on either side of
/// their law (as many laws as figures).
pub fn inside(laws: &[Law], figures: &[Figure], tail: f64) -> usize {
    laws.iter().zip(figures).filter(|(law, figure)| figure.is_inside(law, tail)).count()
}

/// How many replications have 0, 1, … all of the figures inside: each with what
/// would have been reported of it (`sample`: by figure, then by replication) in
/// place of what was, as an interval of the same width, within the pointwise
/// bands of the ensemble.
pub fn reference(laws: &[Law], figures: &[Figure], sample: &[&[i64]], tail: f64) -> Vec<u64> {
    let mut counts = vec![0; figures.len() + 1];
    for replication in 0..sample.iter().map(|values| values.len()).min().unwrap_or(0) {
        let own: Vec<Figure> = figures.iter().zip(sample).map(|(f, values)| f.around(values[replication])).collect();
        counts[inside(laws, &own, tail)] += 1;
    }
    counts
}

/// P(C < c) + u P(C = c) of the reference distribution: small where suspiciously
/// few figures lie inside, and uniform if the model is right and `u` is (as the
/// randomised PIT of Czado, Gneiting & Held 2009). `None` without a reference.
///
/// ```
/// use drawdown::score::p_value;
/// // One mission in four has 1 of 2 inside, the others both.
/// assert_eq!(p_value(&[0, 1, 3], 2, 0.5), Some(0.25 + 0.5 * 0.75));
/// ```
pub fn p_value(reference: &[u64], c: usize, u: f64) -> Option<f64> {
    let n: u64 = reference.iter().sum();
    let fewer: u64 = reference.iter().take(c).sum();
    let equal = reference.get(c).copied().unwrap_or(0);
    (n > 0).then(|| (fewer as f64 + u * equal as f64) / n as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Counted;

    fn figure(at_least: i64, at_most: i64) -> Figure {
        Figure { at_least, at_most }
    }

    #[test]
    fn an_interval_keeps_its_width_around_another_value() {
        // 10 to 13: the middle between 11 and 12 is 12, with two below and one above.
        assert_eq!(figure(10, 13).middle(), 12);
        assert_eq!(figure(10, 13).around(100), figure(98, 101));
        assert_eq!(figure(7, 7).around(-1), figure(-1, -1));
        for around in [figure(10, 13), figure(-3, 4), figure(5, 5)] {
            assert_eq!(around.around(around.middle()), around);
        }
    }

    #[test]
    fn the_reference_counts_each_replication_at_every_figure() {
        // X uniform on 0..=9 at both figures; the band with a tail of 0.15 is 1..=8.
        let laws = [1, 2].map(|_| Law::new(&Counted { counts: &[1; 10], error: 0 }));
        let figures = [figure(5, 5), figure(0, 0)];
        assert_eq!(inside(&laws, &figures, 0.15), 1);
        // Both inside, the first only, none, the second only.
        let sample: [&[i64]; 2] = [&[1, 8, 0, 9], &[8, 9, 9, 4]];
        assert_eq!(reference(&laws, &figures, &sample, 0.15), [1, 2, 1]);
        assert_eq!(reference(&laws, &[], &[], 0.05), [0]);
    }

    #[test]
    fn a_p_value_says_how_few_are_as_few() {
        let reference = [1, 2, 1];
        assert_eq!(p_value(&reference, 0, 1.0), Some(0.25));
        assert_eq!(p_value(&reference, 1, 0.5), Some(0.5));
        assert_eq!(p_value(&reference, 2, 1.0), Some(1.0));
        assert_eq!(p_value(&[0], 0, 0.5), None);
    }
}
