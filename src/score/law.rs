//! The law of a reported figure, ready to be asked many times.

use crate::score::Counted;

/// The distribution function of Y = X + e.
#[derive(Clone, Debug)]
pub struct Law {
    /// By x: how many counts are at most x, added up from 0 to x.
    areas: Vec<u128>,
    n: u64,
    error: i64,
}

impl Law {
    pub fn new(counted: &Counted) -> Self {
        let (mut n, mut area) = (0_u64, 0_u128);
        let add = |&count: &u64| {
            n += count;
            area += u128::from(n);
            area
        };
        let areas = counted.counts.iter().map(add).collect();
        Self { areas, n, error: i64::from(counted.error) }
    }

    /// P(Y ≤ z): the mean of P(X ≤ z − e) over the whole numbers e from −k to k.
    /// Undefined (not a number) without replications.
    pub fn cdf(&self, z: i64) -> f64 {
        let k = self.error;
        let width = 2 * k + 1;
        (self.until(z + k) - self.until(z - k - 1)) as f64 / (self.n as f64 * width as f64)
    }

    fn until(&self, x: i64) -> u128 {
        let Ok(x) = usize::try_from(x) else { return 0 };
        let last = self.areas.last().copied().unwrap_or(0);
        let beyond = || last + u128::from(self.n) * (x + 1 - self.areas.len()) as u128;
        self.areas.get(x).copied().unwrap_or_else(beyond)
    }
}
