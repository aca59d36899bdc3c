//! `replications.csv`: one row a replication, with the days and totals it came to.

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::simulate::Outcome;

/// The names of the columns.
pub fn header(model: &Model) -> Vec<String> {
    let mut names = vec!["replication".to_string()];
    names.extend(model.milestones.iter().map(|m| m.id.clone()));
    names.extend(model.sites.iter().map(|s| format!("vacated:{}", s.id)));
    names.extend(model.sites.iter().map(|s| format!("ended:{}", s.id)));
    let totals = [
        "tail",
        "evacuated",
        "cargo_out",
        "cargo_disposed",
        "cargo_written_off",
        "sites_left_without_handover",
        "exposed_at_sites",
        "exposed_on_road",
    ];
    names.extend(totals.map(String::from));
    names
}

/// The row of one replication; a day that did not come within the horizon is empty.
pub fn row(model: &Model, replication: u64, outcome: &Outcome) -> Vec<String> {
    let date = |&day: &Day| if day == NEVER { String::new() } else { model.calendar.date(day).to_string() };
    let mut fields = vec![replication.to_string()];
    fields.extend(outcome.milestones.iter().map(date));
    fields.extend(outcome.vacated.iter().map(date));
    fields.extend(outcome.ended.iter().map(date));
    let totals = [
        outcome.tail,
        outcome.evacuated,
        outcome.cargo_out,
        outcome.cargo_disposed,
        outcome.cargo_written_off,
        outcome.left_without_handover(model),
    ];
    fields.extend(totals.map(|n| n.to_string()));
    fields.extend([outcome.exposed_at_sites, outcome.exposed_on_road].map(|n| n.to_string()));
    fields
}
