//! `because.csv`, `parts.csv`, `tornado.csv`: what would change the answer.
//!
//! The columns are the fields of [`BecauseRow`](crate::results::BecauseRow), [`PartRow`](crate::results::PartRow)
//! and [`TornadoRow`](crate::results::TornadoRow), where each is explained.

use super::{Table, write_rows};

pub(super) const TABLE: Table = Table {
    file: "because.csv",
    about: "what each driver, regime, shock and kind of delay takes, removed alone",
    columns: &COLUMNS,
    made: |results| !results.because.is_empty(),
    write: |results, out| write_rows(&COLUMNS, &results.because, out),
};

pub(super) const PARTS: Table = Table {
    file: "parts.csv",
    about: "what removing everything changes, split over groups so that the parts add up",
    columns: &PART_COLUMNS,
    made: |results| !results.parts.is_empty(),
    write: |results, out| write_rows(&PART_COLUMNS, &results.parts, out),
};

pub(super) const TORNADO: Table = Table {
    file: "tornado.csv",
    about: "the headline with each driver at its P10 and at its P90",
    columns: &TORNADO_COLUMNS,
    made: |results| !results.tornado.is_empty(),
    write: |results, out| write_rows(&TORNADO_COLUMNS, &results.tornado, out),
};

const COLUMNS: [&str; 19] = [
    "kind",
    "id",
    "neutral",
    "by_deadline",
    "by_deadline_without",
    "by_deadline_change",
    "by_deadline_change_low",
    "by_deadline_change_high",
    "p80",
    "p80_without",
    "p80_change_days",
    "p80_change_days_low",
    "p80_change_days_high",
    "written_off_mean",
    "written_off_without_mean",
    "written_off_change_mean",
    "written_off_change_low_mean",
    "written_off_change_high_mean",
    "replications",
];

const PART_COLUMNS: [&str; 9] =
    ["group", "members", "quantity", "part", "part_low", "part_high", "total", "method", "replications"];

const TORNADO_COLUMNS: [&str; 14] = [
    "driver",
    "multiplies",
    "factor_p10",
    "factor_p90",
    "p80",
    "p80_at_p10",
    "p80_at_p90",
    "swing_days",
    "swing_days_low",
    "swing_days_high",
    "by_deadline",
    "by_deadline_at_p10",
    "by_deadline_at_p90",
    "replications",
];
