//! `inputs.csv`: every number of the scenario with its basis and source.
//!
//! The columns are the fields of [`InputRow`](crate::results::InputRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "inputs.csv",
    about: "every number of the scenario with its basis and source",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 12] = [
    "input",
    "value",
    "basis",
    "source",
    "file",
    "varies",
    "basis_deadline_share",
    "basis_deadline_share_se",
    "basis_deadline_total",
    "basis_last_vacated_share",
    "basis_last_vacated_share_se",
    "basis_last_vacated_total",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.inputs, out)
}
