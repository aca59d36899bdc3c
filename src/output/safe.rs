//! `safe.csv`: the latest dates that still leave enough probability.
//!
//! The columns are the fields of [`SafeRow`](crate::results::SafeRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "safe.csv",
    about: "the latest begin of each site, and the latest day on which permissions must open, that are still safe",
    columns: &COLUMNS,
    made: |results| !results.safe.is_empty(),
    write,
};

const COLUMNS: [&str; 16] = [
    "kind",
    "id",
    "name",
    "condition",
    "planned",
    "share_as_planned",
    "latest",
    "share_at_latest",
    "share_at_latest_low",
    "share_at_latest_high",
    "best",
    "best_date",
    "from",
    "to",
    "wanted",
    "replications",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.safe, out)
}
