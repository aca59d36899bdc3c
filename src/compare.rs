//! Two scenarios under the same luck: what is different, replication by replication.
//!
//! Reads the columns that an ensemble kept; it simulates nothing. `docs/compare.md`
//! says how to read each number.

use crate::ensemble::{Column, Columns, Kind};
use crate::results::{DifferenceRow, DistributionRow};
use crate::stats::Level;
use crate::summary::policy_name;

pub mod interval;
mod notes;
mod order;
mod pair;
pub mod resample;

pub use notes::{notes, refusal};
pub use order::Order;
pub use pair::Pair;
pub use resample::Resamples;

use resample::Resampled;

/// The quantiles that are compared.
pub const LEVELS: [Level; 2] = [Level::P50, Level::P80];

/// A scenario's columns, ready to be compared.
pub struct Side {
    /// What the tables call the scenario.
    pub name: String,
    pub columns: Columns,
    /// What each column comes to in every resample.
    resampled: Vec<Resampled>,
}

impl Side {
    /// Resamples all columns.
    ///
    /// # Panics
    /// When `resamples` were made for another number of replications.
    pub fn new(name: String, columns: Columns, resamples: &Resamples) -> Self {
        assert_eq!(columns.n, resamples.n(), "resamples are of other replications");
        let resampled = columns.columns.iter().map(|column| resamples.of(&days(column), &LEVELS)).collect();
        Self { name, columns, resampled }
    }

    /// Whether a value is a day that lies within the horizon, or no day at all.
    fn is_known(&self, kind: Kind, value: i64) -> bool {
        matches!(kind, Kind::Price(_)) || value <= i64::from(self.columns.horizon)
    }

    /// Whether a value counts as good: by the deadline; of a price, none.
    fn is_good(&self, kind: Kind, value: i64) -> bool {
        match kind {
            Kind::Price(_) => value == 0,
            _ => value <= i64::from(self.columns.deadline),
        }
    }
}

fn days(column: &Column) -> Vec<i64> {
    column.values.iter().map(|&value| i64::from(value)).collect()
}

/// The rows of `differences.csv` and of `distribution.csv` of one scenario beside the
/// base. What only one of the two has is left out ([`notes`] says so).
///
/// # Panics
/// When the two have different numbers of replications or horizons.
pub fn rows(base: &Side, other: &Side, resamples: &Resamples) -> (Vec<DifferenceRow>, Vec<DistributionRow>) {
    assert_eq!(base.columns.n, other.columns.n, "pairs are of the same replications");
    assert_eq!(base.columns.horizon, other.columns.horizon, "both are simulated to the same day");
    let t = interval::students(base.columns.n);
    let (mut differences, mut distribution) = (Vec::new(), Vec::new());
    for (index, column) in base.columns.columns.iter().enumerate() {
        let same = |c: &Column| (c.kind, &c.id, c.level) == (column.kind, &column.id, column.level);
        let Some(at) = other.columns.columns.iter().position(same) else { continue };
        let pair = Pair::new(base, index, other, at, resamples);
        differences.push(pair.row(t));
        if column.kind == Kind::Milestone {
            distribution.extend(pair.distribution());
        }
    }
    (differences, distribution)
}

/// The words of a kind in the table: quantity and unit.
fn words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Milestone => ("milestone", "days"),
        Kind::Site => ("site", "days"),
        Kind::Contingent => ("contingent", "days"),
        Kind::Price(price) => ("price", price.words().1),
    }
}

/// The policy of a column, by name.
fn policy(column: &Column) -> &'static str {
    policy_name(column.level)
}
