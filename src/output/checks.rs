//! `checks.csv`: every published figure beside what was simulated.
//!
//! The columns are the fields of [`CheckRow`](crate::results::CheckRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "checks.csv",
    about: "every published figure beside what was simulated",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 34] = [
    "observation",
    "role",
    "date",
    "date_to",
    "quantity",
    "people",
    "site",
    "at_least",
    "at_most",
    "p05",
    "p25",
    "p50",
    "p75",
    "p95",
    "pit_low",
    "pit_high",
    "inside_90",
    "inside_99",
    "bound_holds",
    "crps",
    "pit",
    "plan",
    "line",
    "seats",
    "crps_plan",
    "crps_line",
    "crps_seats",
    "error",
    "error_plan",
    "error_line",
    "error_seats",
    "source",
    "publisher",
    "note",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.checks, out)
}
