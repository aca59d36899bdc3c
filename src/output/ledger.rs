//! `ledger.csv`: which share of the variance of the headline comes from inputs of which basis.
//!
//! The columns are the fields of [`LedgerRow`](crate::results::LedgerRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "ledger.csv",
    about: "which share of the variance of the headline comes from inputs of which basis",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 12] = [
    "basis",
    "inputs",
    "varying",
    "deadline_share",
    "deadline_share_se",
    "deadline_total",
    "deadline_total_se",
    "last_vacated_share",
    "last_vacated_share_se",
    "last_vacated_total",
    "last_vacated_total_se",
    "replications",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.ledger, out)
}
