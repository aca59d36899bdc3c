//! `strength.csv`: how many people are present, gone or waiting on each day, as quantiles of the ensemble.
//!
//! The columns are the fields of [`StrengthRow`](crate::results::StrengthRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "strength.csv",
    about: "how many people are present, gone or waiting on each day, as quantiles of the ensemble",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 15] = [
    "date",
    "component",
    "quantity",
    "plan",
    "mean",
    "p02_5",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "p97_5",
    "bin_width",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.strength, out)
}
