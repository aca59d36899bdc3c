//! `contingents.csv`: when each contingent is home, what becomes of its cargo, and whom it leaves behind.
//!
//! The columns are the fields of [`ContingentRow`](crate::results::ContingentRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "contingents.csv",
    about: "when each contingent is home, what becomes of its cargo, and whom it leaves behind",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 15] = [
    "contingent",
    "people",
    "half_p50",
    "half_p90",
    "nine_tenths_p50",
    "nine_tenths_p90",
    "all_p50",
    "all_p90",
    "all_home_by_deadline",
    "truckloads",
    "out_mean",
    "disposed_mean",
    "written_off_mean",
    "rear_party_mean",
    "rear_party_p90",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.contingents, out)
}
