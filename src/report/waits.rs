//! Why not sooner: sites, what they were waiting for, and what the last wait led back to.

use std::collections::BTreeMap;

use super::block::{Section, Table, cell};
use super::dates::within;
use super::figures::Pictures;
use crate::results::{CriticalityRow, Results, SiteRow};
use crate::text::{percent, percent_range, short_date};
use crate::words::{self, signed};

/// So many causes of a site are named.
const CAUSES: usize = 5;

pub(super) fn section(results: &Results, pictures: &mut Pictures) -> Option<Section> {
    let lead = format!("What everybody was waiting for, under {}.", words::policy(&results.about.policy));
    let mut section = Section::new("waits", "Why not sooner?", lead);
    pictures.put(&mut section, &["criticality"]);
    criticality(results).into_iter().for_each(|table| section.table(table));
    pictures.put(&mut section, &["sites"]);
    section.table(sites(results));
    pictures.put(&mut section, &["waiting"]);
    section.table(causes(results));
    pictures.put(&mut section, &["places", "lift"]);
    section.made()
}

fn sites(results: &Results) -> Table {
    let columns = [
        "Site",
        "#Planned",
        "#Vacated, P50",
        "#Vacated, P80",
        "#By its plan",
        "#By the deadline",
        "#The last one",
        "Was waiting for",
    ];
    let row = |row: &SiteRow| {
        let planned = match row.planned {
            _ if row.kept => "kept".to_owned(),
            planned => planned.map_or("–".to_owned(), short_date),
        };
        let wait = match row.was_waiting_for {
            "" => cell("–"),
            words => cell(words).small(format!("in {}", percent(row.was_waiting_for_share))),
        };
        [
            cell(&row.name),
            cell(planned),
            cell(within(results, row.vacated_p50)),
            cell(within(results, row.vacated_p80)),
            cell(row.by_plan.map_or("–".to_owned(), percent)),
            cell(percent(row.by_deadline)),
            cell(percent(row.last_share)),
            wait,
        ]
    };
    Table::new("Sites", &columns)
        .note("A site is vacated when nobody and nothing is left there. The last one: the share of replications in which it was the last to be vacated, alone or with others. Was waiting for: what ended its last wait most often.")
        .rows(results.sites.iter().filter(|site| !site.imposed).map(row))
}

/// Days lost of each site by cause, wherever the wait was; they add up.
fn causes(results: &Results) -> Table {
    let columns = ["Site", "#Days past its plan", "Days lost by cause (−: gained)"];
    let sites = results.sites.iter().filter(|site| !site.imposed && !site.kept);
    let rows = sites.filter_map(|site| {
        let late = site.days_past_plan_restricted_mean?;
        let mut sums = BTreeMap::<&str, f64>::new();
        for row in results.waiting.iter().filter(|row| row.site == site.site) {
            *sums.entry(row.root).or_default() += row.days_lost_restricted_mean;
        }
        let mut sums: Vec<(&str, f64)> = sums.into_iter().filter(|(_, days)| days.abs() >= 0.5).collect();
        sums.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let rest = late - sums.iter().take(CAUSES).map(|(_, days)| days).sum::<f64>();
        let named = sums.iter().take(CAUSES).map(|(cause, days)| format!("{} {cause}", signed(*days, 0)));
        let rest = (rest.abs() >= 0.5).then(|| format!("{} the rest", signed(rest, 0)));
        let words: Vec<String> = named.chain(rest).collect();
        Some([cell(&site.name), cell(signed(late, 0)), cell(words.join(", "))])
    });
    Table::new("Days lost and gained", &columns)
        .note("Means; where a site is not vacated within the horizon, the day after it counts. The causes of a site sum to its days past plan.")
        .rows(rows)
}

fn criticality(results: &Results) -> [Table; 2] {
    let row = |row: &CriticalityRow| {
        [
            cell(&row.milestone),
            cell(&row.resource).small(row.kind),
            cell(row.root),
            cell(percent(row.share)).small(format!("error {}", percent_range(row.share_low, row.share_high))),
        ]
    };
    // What is too rare to be planned for is left to the table of the run.
    let rows = results.criticality.iter().filter(|row| row.share >= 0.01);
    let headline = results.criticality.first().map_or("", |row| &row.milestone);
    let (first, others): (Vec<_>, Vec<_>) = rows.partition(|row| row.milestone == headline);
    let table = |caption: &str, rows: Vec<&CriticalityRow>| {
        Table::new(caption, &["Milestone", "Where", "Was waiting for", "#Share of replications"])
            .note("The root of the last wait of a milestone; what was it in under 1 % of the replications is left out here. In small print: simulation error (95 %).")
            .rows(rows.into_iter().map(row))
    };
    [
        table("What the last wait led back to", first),
        table("The other milestones", others).fold("What the last waits of the other milestones led back to"),
    ]
}
