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
    write,
};

const COLUMNS: [&str; 12] = [
    "input",
    "value",
    "basis",
    "source",
    "file",
    "varies",
    "deadline_share",
    "deadline_share_se",
    "deadline_total",
    "last_vacated_share",
    "last_vacated_share_se",
    "last_vacated_total",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.inputs, out)
}
