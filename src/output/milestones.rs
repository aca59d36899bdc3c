//! `milestones.csv`: when each milestone is reached under each policy, how probably by the deadline, and at what price.
//!
//! The columns are the fields of [`MilestoneRow`](crate::results::MilestoneRow), where each is explained.

use std::io;

use super::{Table, write_rows};
use crate::results::Results;

pub(super) const TABLE: Table = Table {
    file: "milestones.csv",
    about: "when each milestone is reached under each policy, how probably by the deadline, and at what price",
    columns: &COLUMNS,
    made: |_| true,
    write,
};

const COLUMNS: [&str; 30] = [
    "milestone",
    "kind",
    "share",
    "policy",
    "by_deadline",
    "by_deadline_low",
    "by_deadline_high",
    "by_deadline_inputs_low",
    "by_deadline_inputs_high",
    "plan",
    "p10",
    "p50",
    "p80",
    "p90",
    "p80_low",
    "p80_high",
    "p80_inputs_low",
    "p80_inputs_high",
    "finished_share",
    "contingency_days",
    "written_off_mean",
    "written_off_p50",
    "written_off_p90",
    "sites_left_without_handover_mean",
    "evacuated_mean",
    "exposed_at_sites_mean",
    "exposed_on_road_mean",
    "tail_mean",
    "tail_p90",
    "by_deadline_in_force",
];

fn write(results: &Results, out: &mut dyn io::Write) -> csv::Result<()> {
    // The deadline in force is another one only where a shock may move it.
    let fixed = results.milestones.first().is_some_and(|row| row.by_deadline_in_force.is_none());
    write_rows(&COLUMNS[..COLUMNS.len() - usize::from(fixed)], &results.milestones, out)
}
