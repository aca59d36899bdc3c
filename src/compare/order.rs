//! Earlier, the same, later: in pairs, and if each scenario had luck of its own.

use std::cmp::Ordering;

/// Shares of cases in which the other comes earlier (or costs less), the same, later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    pub earlier: f64,
    pub same: f64,
    pub later: f64,
}

impl Order {
    /// Under the same luck: replication by replication.
    ///
    /// ```
    /// use drawdown::compare::Order;
    /// let order = Order::paired(&[5, 5, 5, 9], &[4, 5, 6, 9]);
    /// assert_eq!(order, Order { earlier: 0.25, same: 0.5, later: 0.25 });
    /// ```
    pub fn paired(base: &[i64], other: &[i64]) -> Self {
        let mut counts = [0_u64; 3];
        for (base, other) in base.iter().zip(other) {
            counts[place(other.cmp(base))] += 1;
        }
        Self::of(counts)
    }

    /// With luck of their own: every value of the one with every value of the other,
    /// which is exact for the two ensembles as they are. Both in rising order.
    pub fn independent(base: &[i64], other: &[i64]) -> Self {
        let (mut below, mut upto, mut counts) = (0, 0, [0_u64; 3]);
        for value in other {
            while below < base.len() && base[below] < *value {
                below += 1;
            }
            while upto < base.len() && base[upto] <= *value {
                upto += 1;
            }
            counts[place(Ordering::Less)] += (base.len() - upto) as u64;
            counts[place(Ordering::Equal)] += (upto - below) as u64;
            counts[place(Ordering::Greater)] += below as u64;
        }
        Self::of(counts)
    }

    fn of(counts: [u64; 3]) -> Self {
        let all = counts.iter().sum::<u64>().max(1) as f64;
        let [earlier, same, later] = counts.map(|count| count as f64 / all);
        Self { earlier, same, later }
    }
}

fn place(order: Ordering) -> usize {
    match order {
        Ordering::Less => 0,
        Ordering::Equal => 1,
        Ordering::Greater => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_luck_is_every_value_with_every_other() {
        let base: Vec<i64> = (0..40).map(|i| i * 17 % 23).collect();
        let other: Vec<i64> = (0..40).map(|i| i * i % 19 + 3).collect();
        let mut counts = [0; 3];
        for b in &base {
            for o in &other {
                counts[place(o.cmp(b))] += 1;
            }
        }
        let sorted = |values: &[i64]| {
            let mut values = values.to_vec();
            values.sort_unstable();
            values
        };
        assert_eq!(Order::independent(&sorted(&base), &sorted(&other)), Order::of(counts));
        assert!(counts.iter().all(|&count| count > 0));
    }
}
