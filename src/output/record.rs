//! `missions.csv`, `coverage.csv`, `against.csv`: what several missions say of the model.
//!
//! The columns are the fields of [`MissionRow`](crate::results::MissionRow),
//! [`CoverageRow`](crate::results::CoverageRow) and [`AgainstRow`](crate::results::AgainstRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Record;

pub(super) const MISSIONS: Table<Record> = Table {
    file: "missions.csv",
    about: "every score of every mission, beside three baselines",
    columns: &OF_MISSIONS,
    made: |_| true,
    write: missions,
};

pub(super) const COVERAGE: Table<Record> = Table {
    file: "coverage.csv",
    about: "how many figures of all missions lie inside a band, with an interval from resampling whole missions",
    columns: &OF_COVERAGE,
    made: |_| true,
    write: coverage,
};

pub(super) const AGAINST: Table<Record> = Table {
    file: "against.csv",
    about: "in how many missions the model has a better score than a simple rule",
    columns: &OF_AGAINST,
    made: |_| true,
    write: against,
};

const OF_MISSIONS: [&str; 16] = [
    "scenario",
    "mission",
    "cluster",
    "knowledge",
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

const OF_COVERAGE: [&str; 10] =
    ["knowledge", "band", "missions", "clusters", "figures", "inside", "share", "expected", "low", "high"];

const OF_AGAINST: [&str; 5] = ["knowledge", "score", "baseline", "missions", "better"];

fn missions(record: &Record, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&OF_MISSIONS, &record.rows().collect::<Vec<_>>(), out)
}

fn coverage(record: &Record, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&OF_COVERAGE, &record.coverage, out)
}

fn against(record: &Record, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&OF_AGAINST, &record.against, out)
}
