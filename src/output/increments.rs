//! `increments.csv`: what was reported between two counts, beside what was simulated.
//!
//! The columns are the fields of [`IncrementRow`](crate::results::IncrementRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "increments.csv",
    about: "what was reported between two scored counts, beside what was simulated",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 10] =
    ["from", "to", "at_least", "at_most", "p05", "p50", "p95", "pit_low", "pit_high", "inside_90"];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.increments, out)
}
