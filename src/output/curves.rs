//! `curves.csv`: how probable each milestone is by date.
//!
//! The columns are the fields of [`CurveRow`](crate::results::CurveRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "curves.csv",
    about: "the S-curve of each milestone: how probable it is by date, under each policy",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 4] = ["milestone", "policy", "date", "share"];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.curves, out)
}
