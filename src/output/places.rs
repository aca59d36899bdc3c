//! `places.csv`: people and cargo at each site by date, against its beds.
//!
//! The columns are the fields of [`PlaceRow`](crate::results::PlaceRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "places.csv",
    about: "people and cargo at each site by date, against its beds",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 15] = [
    "date",
    "site",
    "people_mean",
    "people_p05",
    "people_p50",
    "people_p95",
    "beds",
    "over_beds_share",
    "cargo_mean",
    "cargo_p05",
    "cargo_p50",
    "cargo_p95",
    "exposed_mean",
    "people_bin_width",
    "cargo_bin_width",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.places, out)
}
