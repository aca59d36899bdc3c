//! Quantiles and intervals: whole numbers in, numbers out.

/// A level as a fraction, so that a quantile needs no floating-point number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(pub u64, pub u64);

impl Level {
    pub const P02_5: Self = Self(1, 40);
    pub const P05: Self = Self(1, 20);
    pub const P10: Self = Self(1, 10);
    pub const P25: Self = Self(1, 4);
    pub const P50: Self = Self(1, 2);
    pub const P75: Self = Self(3, 4);
    pub const P80: Self = Self(4, 5);
    pub const P90: Self = Self(9, 10);
    pub const P95: Self = Self(19, 20);
    pub const P97_5: Self = Self(39, 40);

    /// Whether `cumulative` of `n` reaches the level: cumulative × j ≥ i × n.
    pub fn reached(self, cumulative: u64, n: u64) -> bool {
        u128::from(cumulative) * u128::from(self.1) >= u128::from(self.0) * u128::from(n)
    }

    /// The rank (from 1) of the value at this level among `n`: ceil(i n / j), at least 1.
    pub fn rank(self, n: u64) -> u64 {
        (u128::from(self.0) * u128::from(n)).div_ceil(u128::from(self.1)).max(1) as u64
    }
}

/// The smallest bin whose cumulative count reaches the level (the inverse of the
/// empirical distribution, type 1 of Hyndman & Fan 1996). `None` without counts.
///
/// ```
/// use drawdown::stats::{Level, quantile};
/// // Four values: 0, 2, 2, 3.
/// assert_eq!(quantile(&[1, 0, 2, 1], Level::P50), Some(2));
/// assert_eq!(quantile(&[1, 0, 2, 1], Level::P25), Some(0));
/// ```
pub fn quantile(counts: &[u32], level: Level) -> Option<usize> {
    let n = total(counts);
    nth(counts.iter().copied().enumerate(), level.rank(n))
}

/// Several quantiles in one pass over `n` values: levels in rising order.
pub fn quantiles<const N: usize>(counts: impl Iterator<Item = u32>, n: u64, levels: [Level; N]) -> [usize; N] {
    let ranks = levels.map(|level| level.rank(n));
    let (mut found, mut next, mut cumulative) = ([0; N], 0, 0);
    for (bin, count) in counts.enumerate() {
        if count == 0 {
            continue;
        }
        cumulative += u64::from(count);
        while next < N && cumulative >= ranks[next] {
            found[next] = bin;
            next += 1;
        }
        if next == N {
            break;
        }
    }
    found
}

/// How many values there are.
pub fn total(counts: &[u32]) -> u64 {
    counts.iter().map(|&count| u64::from(count)).sum()
}

/// The bin of the value with this rank (from 1).
pub fn at_rank(counts: &[u32], rank: u64) -> Option<usize> {
    nth(counts.iter().copied().enumerate(), rank)
}

fn nth(counts: impl Iterator<Item = (usize, u32)>, rank: u64) -> Option<usize> {
    let mut cumulative = 0;
    for (bin, count) in counts {
        cumulative += u64::from(count);
        if count > 0 && cumulative >= rank {
            return Some(bin);
        }
    }
    None
}

/// The two-sided normal quantile of a 95 % interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval for a probability seen as `k` of `n` (Wilson 1927):
/// the doubt that comes from too few replications alone.
pub fn wilson(k: u64, n: u64, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (n as f64, k as f64 / n as f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let width = 1.0 + z * z / n;
    let (low, high) = ((middle - half) / width, (middle + half) / width);
    // At the ends the formula is exactly 0 and 1; rounding must not say otherwise.
    (if k == 0 { 0.0 } else { low }, if p == 1.0 { 1.0 } else { high })
}

/// Ranks (from 1) of the order statistics between which the quantile at `level`
/// lies with about 95 % confidence: the binomial count by its normal
/// approximation, rounded outwards (Hahn & Meeker 1991, §5.2). `None` on the
/// side on which so few values give no bound.
pub fn quantile_ranks(level: Level, n: u64) -> (Option<u64>, Option<u64>) {
    let (size, p) = (n as f64, level.0 as f64 / level.1 as f64);
    let half = Z95 * (size * p * (1.0 - p)).sqrt();
    let (low, high) = ((size * p - half).floor() as i64, (size * p + half).ceil() as i64 + 1);
    let rank = |rank: i64| u64::try_from(rank).ok().filter(|rank| (1..=n).contains(rank));
    (rank(low), rank(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_a_textbook() {
        // Newcombe 1998, table I, methods 3: 81/263 gives 0.2553 to 0.3662; 0/20 gives 0 to 0.1611.
        let (low, high) = wilson(81, 263, Z95);
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
        let (low, high) = wilson(0, 20, Z95);
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5);
    }

    #[test]
    fn a_level_is_reached_exactly_at_its_share() {
        assert!(Level::P05.reached(1, 20) && !Level::P05.reached(1, 21));
        assert_eq!(Level::P80.rank(10), 8);
        assert_eq!(Level::P80.rank(11), 9);
        assert_eq!(Level::P02_5.rank(1), 1);
    }

    #[test]
    fn quantiles_in_one_pass_are_those_found_one_by_one() {
        let counts = [3, 0, 1, 4, 0, 2];
        let levels = [Level::P05, Level::P25, Level::P50, Level::P75, Level::P95];
        let one_by_one = levels.map(|level| quantile(&counts, level).unwrap());
        assert_eq!(quantiles(counts.into_iter(), 10, levels), one_by_one);
        assert_eq!(one_by_one, [0, 0, 3, 3, 5]);
        // Present 0, 2, 2, 3 of 3 is gone 3, 1, 1, 0: the same counts from the other end.
        assert_eq!(quantiles([1, 0, 2, 1].into_iter().rev(), 4, [Level::P25, Level::P50]), [0, 1]);
        assert_eq!(quantile(&[], Level::P50), None);
    }

    #[test]
    fn the_median_of_a_hundred_lies_between_the_39th_and_the_62nd() {
        // Exact binomial ranks are 40 and 61 (Hahn & Meeker, table A.15a); ours are one wider.
        assert_eq!(quantile_ranks(Level::P50, 100), (Some(40), Some(61)));
        // Ten values cannot bound their 80 % quantile from above.
        assert_eq!(quantile_ranks(Level::P80, 10), (Some(5), None));
    }
}
