//! One row a replication, with the days and totals it came to: what its columns are,
//! and a row as text ([`Text`]) or as numbers ([`Numbers`]).
//!
//! The columns are listed in one place, [`columns`], and filled in another,
//! [`values`]. Both kinds of row are made by the worker that has simulated the
//! replication, straight from its outcome, without memory of their own. Files are
//! [`crate::output::Rows`]'s.

mod numbers;
mod text;

pub use numbers::{NO_DATE, Numbers};
pub use text::Text;

use crate::calendar::Day;
use crate::model::Model;
use crate::simulate::Outcome;

/// A column: its name, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The number of the replication, from 0.
    Replication,
    /// A date; empty where it does not come within the horizon.
    Date,
    /// People, truckloads or sites: below 2³².
    Count,
    /// Person-days, which may be more.
    PersonDays,
}

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Number(u64),
    /// [`NEVER`](crate::calendar::NEVER) is "not within the horizon".
    Day(Day),
}

/// Totals at the end of a row.
const TOTALS: [(&str, Kind); 8] = [
    ("tail", Kind::Count),
    ("evacuated", Kind::Count),
    ("cargo_out", Kind::Count),
    ("cargo_disposed", Kind::Count),
    ("cargo_written_off", Kind::Count),
    ("sites_left_without_handover", Kind::Count),
    ("exposed_at_sites", Kind::PersonDays),
    ("exposed_on_road", Kind::PersonDays),
];

/// The columns, in order.
pub fn columns(model: &Model) -> Vec<Column> {
    let column = |name: String, kind| Column { name, kind };
    let mut columns = vec![column("replication".into(), Kind::Replication)];
    columns.extend(model.milestones.iter().map(|m| column(m.id.clone(), Kind::Date)));
    columns.extend(model.sites.iter().map(|s| column(format!("vacated:{}", s.id), Kind::Date)));
    columns.extend(model.sites.iter().map(|s| column(format!("ended:{}", s.id), Kind::Date)));
    columns.extend(TOTALS.map(|(name, kind)| column(name.into(), kind)));
    columns
}

/// Tells the fields of a replication's row, column by column.
pub fn values(model: &Model, replication: u64, outcome: &Outcome, mut tell: impl FnMut(Value)) {
    tell(Value::Number(replication));
    for days in [&outcome.milestones, &outcome.vacated, &outcome.ended] {
        days.iter().for_each(|&day| tell(Value::Day(day)));
    }
    let counts = [
        outcome.tail,
        outcome.evacuated,
        outcome.cargo_out,
        outcome.cargo_disposed,
        outcome.cargo_written_off,
        outcome.left_without_handover(model),
    ];
    counts.iter().for_each(|&n| tell(Value::Number(n.into())));
    [outcome.exposed_at_sites, outcome.exposed_on_road].iter().for_each(|&n| tell(Value::Number(n)));
}
