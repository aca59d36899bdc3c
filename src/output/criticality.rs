//! `criticality.csv`: what most often was the root of the last wait of each milestone.
//!
//! The columns are the fields of [`CriticalityRow`](crate::results::CriticalityRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "criticality.csv",
    about: "what most often was the root of the last wait of each milestone",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 7] = ["milestone", "kind", "resource", "root", "share", "share_low", "share_high"];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.criticality, out)
}
