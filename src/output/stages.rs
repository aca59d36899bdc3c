//! `stages.csv`: how far each site is on each date.
//!
//! The columns are the fields of [`StageRow`](crate::results::StageRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "stages.csv",
    about: "how far each site is by date: operating, closing, vacated, ended",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 7] =
    ["date", "site", "operating_share", "closing_share", "vacated_share", "ended_share", "stage"];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.stages, out)
}
