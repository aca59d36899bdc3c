//! A total split into parts that add up: Shapley values.
//!
//! The part of a group is what it adds to those before it, averaged over all
//! orders in which groups can be added (Shapley 1953). In whole numbers, so that
//! the parts add up exactly.

use std::collections::BTreeSet;

use crate::streams::{self, Purpose, Streams};

/// Up to so many groups every coalition is looked at.
pub const MOST_EXACT: usize = 6;

/// So many orders are sampled beyond, each with its reverse (Mitchell et al. 2022: antithetic).
pub const PAIRS: usize = 20;

/// A coalition: bit *g* is group *g*.
pub type Coalition = u32;

/// In which orders groups are added.
#[derive(Clone, Debug, PartialEq)]
pub enum Design {
    /// All orders, by way of all coalitions.
    Exact(usize),
    /// These orders, an order and its reverse after one another.
    Sampled(Vec<Vec<usize>>),
}

/// The parts, over a common denominator.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Their sum is the denominator times the worth of all less that of none.
    pub numerators: Vec<i64>,
    pub denominator: i64,
}

impl Design {
    /// Exact for few groups; else sampled orders, keyed by `seed`.
    pub fn of(groups: usize, seed: u64) -> Self {
        if groups <= MOST_EXACT {
            return Self::Exact(groups);
        }
        Self::sampled(groups, PAIRS, seed)
    }

    /// So many orders with their reverses.
    pub fn sampled(groups: usize, pairs: usize, seed: u64) -> Self {
        let pair = |number: usize| {
            let order = shuffled(groups, seed, number as u64);
            let reverse = order.iter().rev().copied().collect();
            [order, reverse]
        };
        Self::Sampled((0..pairs).flat_map(pair).collect())
    }

    /// `exact`, or how many orders were sampled.
    pub fn words(&self) -> String {
        match self {
            Self::Exact(_) => "exact".into(),
            Self::Sampled(orders) => format!("sampled, {} orders", orders.len()),
        }
    }

    /// Pairs of orders that are sampled; 0 where all are there.
    pub fn pairs(&self) -> usize {
        match self {
            Self::Exact(_) => 0,
            Self::Sampled(orders) => orders.len() / 2,
        }
    }

    /// The coalitions whose worth is needed, each once.
    pub fn coalitions(&self) -> Vec<Coalition> {
        match self {
            Self::Exact(groups) => (0..1 << groups).collect(),
            Self::Sampled(orders) => {
                orders.iter().flat_map(|order| along(order)).collect::<BTreeSet<_>>().into_iter().collect()
            }
        }
    }

    /// The parts of every group; `times` says how often each pair of orders counts
    /// (a resample of the orders), and is not asked where all are there.
    pub fn parts(&self, worth: impl Fn(Coalition) -> i64, times: impl Fn(usize) -> i64) -> Parts {
        match self {
            Self::Exact(groups) => exact(*groups, worth),
            Self::Sampled(orders) => averaged(orders, worth, times),
        }
    }
}

/// What each group adds to each coalition without it, weighted with the number of
/// orders in which that coalition comes before it: s! (g − s − 1)!.
fn exact(groups: usize, worth: impl Fn(Coalition) -> i64) -> Parts {
    let factorial = |n: usize| (1..=n as i64).product::<i64>();
    let part = |group: usize| {
        let without = (0..1 << groups).filter(|coalition: &Coalition| coalition >> group & 1 == 0);
        let added = |coalition: Coalition| {
            let size = coalition.count_ones() as usize;
            factorial(size) * factorial(groups - size - 1) * (worth(coalition | 1 << group) - worth(coalition))
        };
        without.map(added).sum()
    };
    Parts { numerators: (0..groups).map(part).collect(), denominator: factorial(groups) }
}

fn averaged(orders: &[Vec<usize>], worth: impl Fn(Coalition) -> i64, times: impl Fn(usize) -> i64) -> Parts {
    let mut parts = Parts { numerators: vec![0; orders.first().map_or(0, Vec::len)], denominator: 0 };
    for (number, order) in orders.iter().enumerate() {
        let times = times(number / 2);
        parts.denominator += times;
        for (&group, pair) in order.iter().zip(along(order).windows(2)) {
            parts.numerators[group] += times * (worth(pair[1]) - worth(pair[0]));
        }
    }
    parts
}

/// The coalitions that an order goes through, from none to all.
fn along(order: &[usize]) -> Vec<Coalition> {
    let grow = |coalition: &mut Coalition, &group: &usize| {
        *coalition |= 1 << group;
        Some(*coalition)
    };
    std::iter::once(0).chain(order.iter().scan(0, grow)).collect()
}

/// An order of the groups, each alike (Fisher & Yates, in Durstenfeld's form).
fn shuffled(groups: usize, seed: u64, number: u64) -> Vec<usize> {
    let (streams, owner) = (Streams::new(seed, number, number), streams::owner("bootstrap", "because-orders"));
    let mut order: Vec<usize> = (0..groups).collect();
    for last in (1..groups).rev() {
        let bits = streams.bits(Purpose::Bootstrap, owner, last as u64);
        order.swap(last, streams::one_of(bits, last as u64 + 1) as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(design: &Design, worth: impl Fn(Coalition) -> i64) -> Vec<f64> {
        let parts = design.parts(worth, |_| 1);
        parts.numerators.iter().map(|&part| part as f64 / parts.denominator as f64).collect()
    }

    /// The airport game (Littlechild & Owen 1973): a runway is as long as the largest aeroplane needs.
    fn runway(costs: &[i64]) -> impl Fn(Coalition) -> i64 {
        move |coalition| (0..costs.len()).filter(|g| coalition >> g & 1 == 1).map(|g| costs[g]).max().unwrap_or(0)
    }

    #[test]
    fn a_pair_of_gloves_is_worth_most_to_whoever_has_the_rare_one() {
        // One left glove, two right ones; a pair is worth 1 (times 6): 2/3, 1/6, 1/6 (Shapley 1953; Osborne & Rubinstein).
        let pair = |coalition: Coalition| if coalition & 1 == 1 && coalition > 1 { 6 } else { 0 };
        assert_eq!(Design::Exact(3).parts(pair, |_| 1), Parts { numerators: vec![24, 6, 6], denominator: 6 });
    }

    #[test]
    fn a_runway_is_paid_in_equal_shares_by_those_who_need_each_stretch() {
        // Littlechild & Owen 1973: each stretch is shared by all whose aeroplane needs it. Costs 8, 11, 13, 18:
        // 8/4 = 2; 2 + 3/3 = 3; 3 + 2/2 = 4; 4 + 5 = 9.
        assert_eq!(parts(&Design::Exact(4), runway(&[8, 11, 13, 18])), [2.0, 3.0, 4.0, 9.0]);
    }

    #[test]
    fn sampled_orders_agree_with_the_runway_within_their_error() {
        // Ten aeroplanes of cost 10, 20 … 100: aeroplane k pays 10 × the sum of 1 / (10 − j) for j < k. What an order gives it
        // varies with a standard deviation below 50 (a number from 0 to 100), so that the mean of 400 pairs, whose two halves
        // are not positively related here, has an error below 50 / √400 = 2.5. Four of them: 1 in 1,600 for all ten together.
        let costs: Vec<i64> = (1..=10).map(|k| 10 * k).collect();
        let design = Design::sampled(10, 400, 7);
        let ours = parts(&design, runway(&costs));
        let mut truth = 0.0;
        for (k, part) in ours.iter().enumerate() {
            truth += 10.0 / (10 - k) as f64;
            assert!((part - truth).abs() < 10.0, "aeroplane {k}: {part} against {truth}");
        }
        assert!((ours.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    }

    #[test]
    fn equal_groups_have_equal_parts_and_one_that_adds_nothing_has_none() {
        // Groups 0 and 1 do the same, together less than twice; group 2 nothing.
        let worth = |coalition: Coalition| [0, 7, 7, 9][(coalition & 3) as usize];
        assert_eq!(Design::Exact(3).parts(worth, |_| 1), Parts { numerators: vec![27, 27, 0], denominator: 6 });
    }

    #[test]
    fn parts_add_up_exactly_whatever_the_worths_are() {
        let worth = |coalition: Coalition| (streams::mix(u64::from(coalition)) >> 40) as i64;
        for design in [Design::Exact(1), Design::Exact(6), Design::sampled(9, 5, 1)] {
            let parts = design.parts(worth, |pair| pair as i64 + 1);
            let groups = parts.numerators.len();
            assert_eq!(parts.numerators.iter().sum::<i64>(), parts.denominator * (worth((1 << groups) - 1) - worth(0)));
        }
    }

    #[test]
    fn orders_are_orders_and_every_place_is_alike() {
        // In 3,000 orders of 3 groups, how often group 0 comes first is binomial with p = 1/3: a standard
        // deviation of 25.8, so that 104 is four: 1 in 16,000.
        let orders: Vec<Vec<usize>> = (0..3_000).map(|number| shuffled(3, 5, number)).collect();
        let first = orders.iter().filter(|order| order[0] == 0).count() as i64;
        assert!((first - 1_000).abs() < 104, "{first}");
        assert!(orders.iter().all(|order| order.iter().copied().collect::<BTreeSet<_>>().len() == 3));
    }

    #[test]
    fn each_coalition_is_asked_for_once() {
        assert_eq!(Design::Exact(3).coalitions(), (0..8).collect::<Vec<_>>());
        let coalitions = Design::sampled(8, PAIRS, 3).coalitions();
        assert!(coalitions.windows(2).all(|pair| pair[0] < pair[1]));
        // None, all, and at most 7 between in each of the orders.
        assert!(coalitions.len() <= 2 + 7 * 2 * PAIRS && coalitions.contains(&0) && coalitions.contains(&255));
    }
}
