//! `differences.csv`: what is different in each scenario beside the base, and how sure that is.
//!
//! The columns are the fields of [`DifferenceRow`](crate::results::DifferenceRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Comparison;

pub(super) const TABLE: Table<Comparison> = Table {
    file: "differences.csv",
    about: "what is different in each scenario beside the base, with simulation error, under the same luck and with luck of its own",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 37] = [
    "scenario",
    "base",
    "quantity",
    "id",
    "policy",
    "unit",
    "mean_base",
    "mean_other",
    "mean_change",
    "mean_change_low",
    "mean_change_high",
    "p50_base",
    "p50_other",
    "p50_change",
    "p50_change_low",
    "p50_change_high",
    "p80_base",
    "p80_other",
    "p80_change",
    "p80_change_low",
    "p80_change_high",
    "probability_base",
    "probability_other",
    "probability_change",
    "probability_change_low",
    "probability_change_high",
    "earlier",
    "same",
    "later",
    "independent_earlier",
    "independent_same",
    "independent_later",
    "variance_ratio",
    "variance_ratio_low",
    "variance_ratio_high",
    "probability_variance_ratio",
    "replications",
];

fn write(comparison: &Comparison, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &comparison.differences, out)
}
