//! Dates and prices: every milestone under every policy, and what the policies cost.

use jiff::civil::Date;

use super::answer::headline;
use super::block::{Cell, Section, Table, cell};
use super::figures::Pictures;
use crate::results::{ContingentRow, MilestoneRow, Results};
use crate::text::{capital, percent, percent_range, short_date, thousands};
use crate::words::{self, signed};

pub(super) fn section(results: &Results, pictures: &mut Pictures) -> Option<Section> {
    let lead =
        "How probable each milestone is by the deadline, the dates that hold with 50 % and 80 %, and what they cost.";
    let mut section = Section::new("dates", "Dates and price", lead);
    pictures.put(&mut section, &["milestones"]);
    section.table(milestones(results));
    section.table(price(results));
    section.table(contingents(results));
    results.about.endings.iter().for_each(|line| section.words(format!("{}.", capital(line))));
    pictures.put(&mut section, &["contingents"]);
    section.made()
}

/// A date within the horizon, or after it.
pub(super) fn within(results: &Results, date: Option<Date>) -> String {
    date.map_or_else(|| format!("after {}", short_date(results.about.horizon)), short_date)
}

fn milestones(results: &Results) -> Table {
    let columns = [
        "Milestone",
        "Policy",
        "#By the deadline",
        "#The plan",
        "#P50",
        "#P80",
        "#Contingency, days",
        "#Within the horizon",
    ];
    let row = |row: &MilestoneRow| {
        let plan = row.plan.map_or("not within the horizon".to_owned(), short_date);
        let contingency = row.contingency_days.map_or("–".to_owned(), |days| signed(days as f64, 0));
        [
            cell(&row.milestone),
            cell(words::policy(row.policy)),
            cell(percent(row.by_deadline)).small(by_deadline(results, row)),
            cell(plan),
            cell(within(results, row.p50)),
            cell(within(results, row.p80)).small(p80(results, row)),
            cell(contingency),
            cell(percent(row.finished_share)),
        ]
    };
    Table::new("Milestones", &columns)
        .note("P50 and P80: the dates by which half and 80 % of the replications are done. Contingency: P80 less the plan’s own date. In the small print: the simulation error (95 %), which comes from too few replications; after that, where it was computed, the doubt about inputs: the 90 % range over drivers that nobody knows.")
        .rows(results.milestones.iter().map(row))
}

fn by_deadline(results: &Results, row: &MilestoneRow) -> String {
    let error = format!("error {}", percent_range(row.by_deadline_low, row.by_deadline_high));
    match row.by_deadline_inputs_low.zip(row.by_deadline_inputs_high) {
        Some((low, high)) if !results.about.drivers.is_empty() => {
            format!("{error}; drivers {}", words::inputs_range(row.by_deadline, low, high))
        }
        _ => error,
    }
}

fn p80(results: &Results, row: &MilestoneRow) -> String {
    let end = |date: Option<Date>| date.map_or("open".to_owned(), short_date);
    let error = match (row.p80_low, row.p80_high) {
        (None, None) => return String::new(),
        (low, high) => format!("error {} to {}", end(low), end(high)),
    };
    if row.by_deadline_inputs_low.is_none() || results.about.drivers.is_empty() {
        return error;
    }
    format!("{error}; drivers {}", words::dates(results, row))
}

fn price(results: &Results) -> Table {
    let written_off = format!("#{} written off", capital(&results.about.cargo_unit));
    let columns = [
        "Policy",
        &written_off,
        "#Sites left without handover",
        "#People moved by force",
        "#People left after the date",
        "#Person-days under threat",
    ];
    let row = |row: &MilestoneRow| {
        let threat = row.exposed_at_sites_mean + row.exposed_on_road_mean;
        [
            cell(words::policy(row.policy)),
            mean(row.written_off_mean)
                .small(format!("{} or more in one of ten", thousands(row.written_off_p90.into()))),
            cell(format!("{:.1}", row.sites_left_without_handover_mean)),
            mean(row.evacuated_mean),
            mean(row.tail_mean).small(format!("{} or more in one of ten", thousands(row.tail_p90.into()))),
            mean(threat).small(format!("{} on the road", whole(row.exposed_on_road_mean))),
        ]
    };
    Table::new("What each policy comes to", &columns)
        .note("Means over all replications. What a policy costs is the difference from no policy, under the same luck.")
        .rows(headline(results).into_iter().map(row))
}

pub(super) fn whole(mean: f64) -> String {
    thousands(mean.round().max(0.0) as u64)
}

fn mean(mean: f64) -> Cell {
    cell(whole(mean))
}

fn contingents(results: &Results) -> Table {
    let cargo = capital(&results.about.cargo_unit);
    let own = format!("#{cargo}");
    let columns = [
        "Contingent",
        "#People",
        "#Half home",
        "#Nine tenths home",
        "#All home",
        "#All home by the deadline",
        &own,
        "#Written off",
    ];
    let dates = |p50, p90| cell(within(results, p50)).small(format!("P90 {}", within(results, p90)));
    let row = |row: &ContingentRow| {
        [
            cell(&row.contingent),
            cell(thousands(row.people.into())),
            dates(row.half_p50, row.half_p90),
            dates(row.nine_tenths_p50, row.nine_tenths_p90),
            dates(row.all_p50, row.all_p90),
            cell(percent(row.all_home_by_deadline)),
            cell(thousands(row.truckloads.into())),
            mean(row.written_off_mean),
        ]
    };
    Table::new("Contingents", &columns)
        .note(format!("Dates are medians; P90 is the date that holds in nine of ten replications. {cargo} are those that the contingent owns."))
        .rows(results.contingents.iter().map(row))
        .fold("When each contingent is home")
}
