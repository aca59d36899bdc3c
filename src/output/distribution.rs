//! `distribution.csv`: by how many days each milestone moves, replication by replication.
//!
//! The columns are the fields of [`DistributionRow`](crate::results::DistributionRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Comparison;

pub(super) const TABLE: Table<Comparison> = Table {
    file: "distribution.csv",
    about: "how often each milestone comes so many days later than in the base, replication by replication",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 6] = ["scenario", "milestone", "policy", "days", "share", "censored_share"];

fn write(comparison: &Comparison, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &comparison.distribution, out)
}
