//! `waiting.csv`: what each site was waiting for, and the days lost by it.
//!
//! The columns are the fields of [`WaitingRow`](crate::results::WaitingRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "waiting.csv",
    about: "what each site was waiting for, and the days lost by it against the plan",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 12] = [
    "site",
    "was_waiting_for",
    "root_site",
    "root",
    "days_lost_restricted_mean",
    "days_lost_p10",
    "days_lost_p50",
    "days_lost_p90",
    "plan_days",
    "days_restricted_mean",
    "bound_share",
    "vacated_share",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.waiting, out)
}
