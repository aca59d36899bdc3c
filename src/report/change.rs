//! What would change the answer: uncertainties removed or moved, and the last safe dates.

use super::block::{Cell, Section, Table, cell};
use super::dates::{whole, within};
use super::figures::Pictures;
use crate::results::{BecauseRow, PartRow, Results, SafeRow, TornadoRow};
use crate::text::{capital, percent, percent_range, short_date};
use crate::words::signed;

pub(super) fn section(results: &Results, pictures: &mut Pictures) -> Option<Section> {
    let lead = "Each row runs the mission again with something held or removed, under the same luck.";
    let mut section = Section::new("change", "What would change it?", lead);
    pictures.put(&mut section, &["because"]);
    section.table(because(results));
    pictures.put(&mut section, &["parts"]);
    section.table(parts(results));
    pictures.put(&mut section, &["tornado"]);
    section.table(tornado(results));
    pictures.put(&mut section, &["safe"]);
    section.table(safe(results));
    section.made()
}

/// A change of a share, in points.
pub(super) fn points(change: f64) -> String {
    let points = change * 100.0;
    signed(points, usize::from(points.abs() < 9.95))
}

pub(super) fn points_range(low: f64, high: f64) -> String {
    format!("{} to {}", points(low), points(high))
}

fn days_range(low: Option<i64>, high: Option<i64>) -> String {
    let end = |days: Option<i64>| days.map_or("open".to_owned(), |days| signed(days as f64, 0));
    if low.or(high).is_none() { String::new() } else { format!("{} to {}", end(low), end(high)) }
}

fn because(results: &Results) -> Table {
    let cargo = &results.about.cargo_unit;
    let written_off = format!("#{} written off", capital(cargo));
    let columns = ["Without", "Set to", "#Deadline, points", "#P80, days", &written_off];
    let row = |row: &BecauseRow| {
        let written_off = format!(
            "{} to {}",
            signed(row.written_off_change_low_mean, 0),
            signed(row.written_off_change_high_mean, 0)
        );
        [
            cell(format!("{} {}", row.kind, row.id)),
            cell(&row.neutral),
            cell(points(row.by_deadline_change))
                .small(points_range(row.by_deadline_change_low, row.by_deadline_change_high)),
            cell(row.p80_change_days.map_or("beyond the horizon".to_owned(), |days| signed(days as f64, 0)))
                .small(days_range(row.p80_change_days_low, row.p80_change_days_high)),
            cell(signed(row.written_off_change_mean, 0)).small(written_off),
        ]
    };
    Table::new("Because of", &columns)
        .note(format!("What changes without this one uncertainty; deadline and P80 without a policy, {cargo} under the policy as written. In the small print: simulation error (95 %)."))
        .rows(results.because.iter().map(row))
        .fold(format!("{} uncertainties, each removed in turn: the numbers", results.because.len()))
}

fn parts(results: &Results) -> Table {
    let row = |row: &PartRow| {
        let number = |part: f64| match row.quantity {
            "by_deadline" => format!("{} points", points(part)),
            "p80_days" => format!("{} days", signed(part, 0)),
            _ => format!("{} {}", signed(part, 0), results.about.cargo_unit),
        };
        [
            cell(&row.group).small(&row.members),
            cell(match row.quantity {
                "by_deadline" => "deadline, no policy",
                "p80_days" => "P80, no policy",
                _ => "written off",
            }),
            cell(number(row.part)).small(format!("{} to {}", number(row.part_low), number(row.part_high))),
            cell(number(row.total)),
        ]
    };
    Table::new("Parts that add up", &["Group", "Of", "#Its part", "#All together"])
        .note("The change that removing all uncertainties makes, split over groups (Shapley 1953); the parts of a quantity sum to all together.")
        .rows(results.parts.iter().map(row))
        .fold("Parts that add up: the numbers")
}

fn tornado(results: &Results) -> Table {
    let level = |date, share: f64, factor: f64| -> Cell {
        cell(within(results, date)).small(format!("factor {factor:.2}; deadline {}", percent(share)))
    };
    let row = |row: &TornadoRow| {
        [
            cell(&row.driver).small(format!("multiplies {}", row.multiplies)),
            level(row.p80_at_p10, row.by_deadline_at_p10, row.factor_p10),
            level(row.p80_at_p90, row.by_deadline_at_p90, row.factor_p90),
            cell(row.swing_days.map_or("beyond the horizon".to_owned(), |days| signed(days as f64, 0)))
                .small(days_range(row.swing_days_low, row.swing_days_high)),
        ]
    };
    Table::new("Driver by driver", &["Driver", "#P80 at its P10", "#P80 at its P90", "#Swing, days"])
        .note("The date that holds with 80 % without a policy, with one driver held low and high.")
        .rows(results.tornado.iter().map(row))
}

fn safe(results: &Results) -> Table {
    let row = |row: &SafeRow| {
        let error = row.share_at_latest_low.zip(row.share_at_latest_high);
        [
            cell(&row.name).small(if row.kind == "site" { "begins to close" } else { "opens again" }),
            cell(if row.condition == "site" { "the site itself" } else { "the whole mission" }),
            cell(row.planned.map_or("–".to_owned(), short_date)).small(percent(row.share_as_planned)),
            cell(row.latest.map_or("none".to_owned(), short_date))
                .small(error.map_or(String::new(), |(low, high)| format!("error {}", percent_range(low, high)))),
            cell(percent(row.best)).small(format!("such as {}", short_date(row.best_date))),
        ]
    };
    let wanted = results.safe.first().map_or(0.8, |row| row.wanted);
    Table::new("Last safe dates", &["What", "For", "#As planned", "#Latest", "#Best of the dates tried"])
        .note(format!(
            "The latest date that still leaves {} for being out by the deadline with nothing written off, without a policy; looked for with {} replications. In small print: simulation error (95 %). A planned date may do better than any that was tried, as it has its margin beside it.",
            percent(wanted),
            whole(results.safe.first().map_or(0.0, |row| row.replications as f64))
        ))
        .rows(results.safe.iter().map(row))
}
