//! `lift.csv`: seats and trucks needed, used, idle and refused by week.
//!
//! The columns are the fields of [`LiftRow`](crate::results::LiftRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "lift.csv",
    about: "seats and trucks needed, used, idle and refused by week",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 11] = [
    "week",
    "days",
    "kind",
    "resource",
    "offered_mean",
    "added_mean",
    "needed_mean",
    "used_mean",
    "idle_mean",
    "refused_mean",
    "short_share",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.lift, out)
}
