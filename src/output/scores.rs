//! `scores.csv`: the scores of all scored figures together, beside three baselines.
//!
//! The columns are the fields of [`ScoreRow`](crate::results::ScoreRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "scores.csv",
    about: "the scores of all scored figures together, beside three baselines",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 12] = [
    "score",
    "figures",
    "drawdown",
    "plan",
    "line",
    "seats",
    "reference_p05",
    "reference_p50",
    "reference_p95",
    "reference_mean",
    "p_value",
    "replications",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.scores, out)
}
