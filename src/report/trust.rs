//! Does it deserve trust: published figures beside the simulation, scores beside the baselines; and doubts about the plan.

use super::answer::{checked, verdicts};
use super::block::{Section, Table, cell, web};
use super::figures::Pictures;
use crate::results::{CheckRow, IncrementRow, QualityRow, Results, ScoreRow};
use crate::text::{percent, short_date, thousands};
use crate::words::signed;
use crate::words::trust::{SCORES, in_units, number};

pub(super) fn section(results: &Results, pictures: &mut Pictures) -> Option<Section> {
    let lead = match checked(results).count() {
        0 => "Nothing here has been checked against reality.".to_owned(),
        _ => format!(
            "Published figures that were not used as inputs, beside the simulation ({}).",
            results.about.heading
        ),
    };
    let mut section = Section::new("trust", "Does it deserve trust?", lead);
    let is_check = |row: &&CheckRow| row.role == "score";
    if results.checks.iter().any(|row| row.role == "score") {
        pictures.put(&mut section, &["scores"]);
    }
    section.table(checks(results, "Checks", results.checks.iter().filter(is_check).collect()));
    verdicts(results).into_iter().for_each(|words| {
        section.words(format!("On average: {words}.").replace("On average: on average", "On average"))
    });
    section.table(scores(results));
    section.table(increments(results));
    let others: Vec<&CheckRow> = results.checks.iter().filter(|row| row.role != "score").collect();
    let words = format!(
        "{} published figures that are no checks: inputs, figures used to fit, and figures only shown",
        others.len()
    );
    section.table(checks(results, "Figures that are no checks", others).fold(words));
    section.made()
}

fn checks(results: &Results, caption: &str, rows: Vec<&CheckRow>) -> Table {
    let columns = ["Figure", "#As of", "#Reported", "#Simulated, median", "Inside", "#The plan said"];
    let row = |row: &CheckRow| {
        let to = row.date_to.filter(|to| *to != row.date).map_or(String::new(), |to| format!("to {}", short_date(to)));
        let band = if row.p05.is_empty() { String::new() } else { format!("{} to {}", told(&row.p05), told(&row.p95)) };
        let last = if row.quantity.starts_with("cargo") || row.quantity == "percent_gone" { "room" } else { "seats" };
        let others = [("line", &row.line), (last, &row.seats)].into_iter().filter(|(_, said)| !said.is_empty());
        let others: Vec<String> = others.map(|(name, said)| format!("{name} {}", told(said))).collect();
        [
            cell(subject(results, row)).small(publisher(row)).link(source(results, &row.source)),
            cell(short_date(row.date)).small(to),
            cell(reported(row)),
            cell(told(&row.p50)).small(band),
            cell(inside(row)),
            cell(told(&row.plan)).small(others.join("; ")),
        ]
    };
    Table::new(caption, &columns)
        .note("Below the median: the 90 % band. Inside: whether the reported figure lies inside the 90 % band, its own error counted; of a bound, how often it holds. Below what the plan said: the straight line to the deadline, and seats alone.")
        .rows(rows.into_iter().map(row))
}

/// What is counted, where.
fn subject(results: &Results, row: &CheckRow) -> String {
    let what = match row.quantity {
        "gone" => "people gone",
        "present" => "people present",
        "sites_vacated" => "sites vacated",
        "sites_ended" => "sites ended",
        "vacated" => "vacated",
        "ended" => "ended",
        "cargo_out" => "cargo out",
        "cargo_disposed" => "cargo sold, given or destroyed",
        "cargo_gone" => "cargo gone",
        "percent_gone" => "cargo gone, percent",
        _ => "stated",
    };
    let name = results.sites.iter().find(|site| site.site == row.site).map_or(row.site.as_str(), |site| &site.name);
    let people = match row.quantity {
        "gone" | "present" => format!(" ({})", row.people),
        "cargo_out" | "cargo_disposed" | "cargo_gone" if row.people.is_empty() => {
            format!(" ({})", results.about.cargo_unit)
        }
        "cargo_out" | "cargo_disposed" | "cargo_gone" => format!(" ({}, {})", row.people, results.about.cargo_unit),
        _ if row.people.is_empty() || matches!(row.quantity, "vacated" | "ended") => String::new(),
        "percent_gone" => format!(" ({})", row.people),
        _ => String::new(),
    };
    if name.is_empty() { format!("{what}{people}") } else { format!("{name}: {what}{people}") }
}

fn publisher(row: &CheckRow) -> String {
    let publisher = if row.publisher.is_empty() { &row.observation } else { &row.publisher };
    if row.note.is_empty() { publisher.clone() } else { format!("{publisher}; {}", row.note) }
}

/// Where on the page a source stands.
pub(super) fn source(results: &Results, key: &str) -> Option<String> {
    let index = results.sources.iter().position(|row| row.source == key)?;
    Some(format!("#source-{}", index + 1))
}

/// A number or a date as people read it; anything else as it stands.
fn told(text: &str) -> String {
    match (text.parse::<u64>(), text.parse()) {
        (Ok(number), _) => thousands(number),
        (_, Ok(date)) => short_date(date),
        _ => text.to_owned(),
    }
}

fn reported(row: &CheckRow) -> String {
    match (row.at_least.as_str(), row.at_most.as_str()) {
        ("", "") => "–".into(),
        (least, "") => format!("at least {}", told(least)),
        ("", most) => format!("at most {}", told(most)),
        (least, most) if least == most => told(least),
        (least, most) => format!("{} to {}", told(least), told(most)),
    }
}

fn inside(row: &CheckRow) -> String {
    match (row.inside_90, row.bound_holds) {
        (Some(true), _) => "✓ inside".into(),
        (Some(false), _) => "✗ outside".into(),
        (None, Some(holds)) => format!("{} holds in {}", if holds < 0.05 { "✗" } else { "✓" }, percent(holds)),
        _ => format!("– {}", row.role),
    }
}

fn scores(results: &Results) -> Table {
    let find = |&(score, name, _): &(&str, &'static str, &str)| {
        let row = results.scores.iter().find(|row| row.score == score && row.drawdown.is_some());
        row.map(|row| (row, name))
    };
    let told = |score: Option<f64>| cell(score.map_or("–".to_owned(), number));
    let row = |(row, name): (&ScoreRow, &'static str)| {
        let name = in_units(name, &results.about.cargo_unit);
        [cell(name), cell(thousands(row.figures)), told(row.drawdown), told(row.plan), told(row.line), told(row.seats)]
    };
    Table::new(
        "Scores beside simple forecasts",
        &["Score", "#Figures", "#This model", "#The plan", "#Straight line", "#Seats alone"],
    )
    .note("0 is perfect, and less is better. CRPS: how far a forecast, with its doubt, is from the figure.")
    .rows(SCORES.iter().filter_map(find).map(row))
}

fn increments(results: &Results) -> Table {
    let row = |row: &IncrementRow| {
        let range = |low: i64, high: i64| {
            if low == high {
                signed(low as f64, 0)
            } else {
                format!("{} to {}", signed(low as f64, 0), signed(high as f64, 0))
            }
        };
        [
            cell(format!("{} to {}", row.from, row.to)),
            cell(range(row.at_least, row.at_most)),
            cell(signed(row.p50 as f64, 0)),
            cell(range(row.p05, row.p95)),
            cell(if row.inside_90 { "✓ inside" } else { "✗ outside" }),
        ]
    };
    Table::new("Between two counts", &["Counts", "#Reported difference", "#Simulated, median", "#90 % band", "Inside"])
        .note("What happened between two published counts: harder to meet than the counts themselves, which hang together.")
        .rows(results.increments.iter().map(row))
}

/// Doubts about the plan itself.
pub(super) fn quality(results: &Results, pictures: &mut Pictures) -> Option<Section> {
    let lead = "What in the plan cannot hold even without delay, or hangs loose; found before anything was drawn.";
    let mut section = Section::new("quality", "Doubts about the plan", lead);
    let row = |row: &QualityRow| [cell(&row.finding).small(&row.concerns), cell(&row.arithmetic), cell(&row.remedy)];
    section.table(
        Table::new("Doubts about the plan", &["Finding", "The arithmetic", "What to look at"])
            .rows(results.quality.iter().map(row)),
    );
    pictures.put(&mut section, &["quality"]);
    section.made()
}

/// The published sources, numbered as the links to them are.
pub(super) fn sources(results: &Results) -> Vec<super::inputs::SourceView> {
    let view = |(index, row): (usize, &crate::results::SourceRow)| super::inputs::SourceView {
        id: format!("source-{}", index + 1),
        words: [&row.publisher, &row.title, &row.published]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
        key: row.source.clone(),
        url: web(&row.url),
    };
    results.sources.iter().enumerate().map(view).collect()
}
