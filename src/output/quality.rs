//! `quality.csv`: what in the plan cannot hold even without delay, or hangs loose.
//!
//! The columns are the fields of [`QualityRow`](crate::results::QualityRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "quality.csv",
    about: "doubts about the plan itself: what cannot hold even without delay, or hangs loose",
    columns: &COLUMNS,
    made: |results| !results.quality.is_empty(),
    write,
};

const COLUMNS: [&str; 5] = ["rule", "concerns", "finding", "arithmetic", "remedy"];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.quality, out)
}
