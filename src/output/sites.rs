//! `sites.csv`: when each site is vacated and ended, and how probably in time.
//!
//! The columns are the fields of [`SiteRow`](crate::results::SiteRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "sites.csv",
    about: "when each site is vacated and ended, and how probably in time",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 27] = [
    "site",
    "name",
    "planned",
    "plan_vacated",
    "kept",
    "imposed",
    "vacated_p05",
    "vacated_p10",
    "vacated_p25",
    "vacated_p50",
    "vacated_p75",
    "vacated_p80",
    "vacated_p90",
    "vacated_p95",
    "vacated_share",
    "ended_p10",
    "ended_p50",
    "ended_p80",
    "ended_p90",
    "ended_share",
    "handed_over_share",
    "days_past_plan_restricted_mean",
    "by_plan",
    "by_deadline",
    "last_share",
    "was_waiting_for",
    "was_waiting_for_share",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    write_rows(&COLUMNS, &results.sites, out)
}
