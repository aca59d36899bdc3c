//! The record of several missions on the terminal.

use std::path::Path;

use crate::cli::overview::trust::beside_baselines;
use crate::cli::terminal::Screen;
use crate::results::{AgainstRow, CoverageRow, Record, ScoreRow, Scored};
use crate::text::{percent, thousands, wrapped};
use crate::words::trust::SCORES;

const WIDTH: usize = 80;
const KNOWLEDGE: [(&str, &str); 2] = [("forecast", "Forecasts"), ("hindcast", "Hindcasts")];
/// The baselines as `against.csv` names them, in the order of the table.
const IDS: [&str; 3] = ["plan", "line", "seats"];

/// The whole text, for a screen.
pub(super) fn text(record: &Record, folder: &Path, screen: Screen) -> String {
    let about = &record.missions[0].results.about;
    let (n, missions) = (thousands(about.replications), record.missions.len());
    let scenarios = if missions == 1 { "1 scenario".into() } else { format!("{missions} scenarios") };
    let mut lines = vec![format!("{scenarios}, {n} replications of each, seed {}", about.seed), String::new()];
    for (knowledge, name) in KNOWLEDGE {
        let of_it: Vec<&Scored> = record.missions.iter().filter(|mission| is_of(mission, knowledge)).collect();
        if !of_it.is_empty() {
            lines.extend(block(record, &of_it, knowledge, name, screen));
            lines.push(String::new());
        }
    }
    lines.extend(unscored(record));
    let text = screen.text(&lines);
    format!("{text}Tables and pictures: {}\n", folder.display())
}

/// Whether something of it is scored, and as what.
fn is_of(mission: &Scored, knowledge: &str) -> bool {
    mission.knowledge == knowledge && !mission.results.scores.is_empty()
}

fn block(record: &Record, missions: &[&Scored], knowledge: &str, name: &str, screen: Screen) -> Vec<String> {
    let mut lines = vec![format!("{name}: how many of the published figures lie inside the bands?")];
    lines.push(row("scenario", ["figures", "50 %", "80 %", "90 %"].map(String::from), "the model's own 90 %"));
    lines.extend(missions.iter().map(|mission| inside(mission)));
    let coverage: Vec<&CoverageRow> = record.coverage.iter().filter(|row| row.knowledge == knowledge).collect();
    lines.extend(pooled(&coverage));
    lines.push(format!("{name}: are they better than simple rules?"));
    for mission in missions {
        let scores = beside_baselines(&mission.results, screen);
        if !scores.is_empty() {
            lines.push(format!("  {}", mission.results.about.scenario));
            lines.extend(scores.into_iter().map(|line| line.replace(" on these figures of one mission", "")));
        }
    }
    let against: Vec<&AgainstRow> = record.against.iter().filter(|row| row.knowledge == knowledge).collect();
    lines.extend(beaten(&against));
    lines
}

fn row(name: &str, [figures, of_50, of_80, of_90]: [String; 4], reference: &str) -> String {
    format!("  {name:<28}{figures:>8}{of_50:>6}{of_80:>6}{of_90:>6}   {reference}").trim_end().to_string()
}

/// How many figures of one mission lie inside each band, and how many would if it were drawn from the model.
fn inside(mission: &Scored) -> String {
    let find = |score: &str| mission.results.scores.iter().find(|row| row.score == score);
    let count = |score: &str| find(score).map_or("–".into(), |row| format!("{}", row.drawdown.unwrap_or(0.0)));
    let figures = find("inside_90").map_or("0".into(), |row| row.figures.to_string());
    let counts = [figures, count("inside_50"), count("inside_80"), count("inside_90")];
    row(&mission.results.about.scenario, counts, &find("inside_90").map_or(String::new(), reference))
}

fn reference(row: &ScoreRow) -> String {
    match row.reference_p05.zip(row.reference_p95) {
        Some((low, high)) => {
            let few = if row.drawdown < Some(low as f64) { ": too few" } else { "" };
            if low == high { format!("{low}{few}") } else { format!("{low} to {high}{few}") }
        }
        None => String::new(),
    }
}

/// The rates of all missions together.
fn pooled(coverage: &[&CoverageRow]) -> Vec<String> {
    let Some(first) = coverage.first() else { return vec![] };
    let of = |row: &&CoverageRow| {
        let range = row.low.zip(row.high).map(|(low, high)| format!(" ({} to {})", percent(low), percent(high)));
        let expected = row.expected.map(|share| format!("; {} if the model were right", percent(share)));
        let (range, expected) = (range.unwrap_or_default(), expected.unwrap_or_default());
        format!("    {} % band: {}{range}{expected}", row.band, percent(row.share))
    };
    let pieces = if first.clusters == 1 { "1 piece".into() } else { format!("{} pieces", first.clusters) };
    let scenarios = if first.missions == 1 { "1 scenario".into() } else { format!("{} scenarios", first.missions) };
    let figures = if first.figures == 1 { "1 figure".into() } else { format!("{} figures", first.figures) };
    let mut lines = vec![format!("  all together, {figures} of {scenarios}, {pieces} of evidence")];
    lines.extend(coverage.iter().map(of));
    if first.low.is_some() {
        let what = "in brackets: 95 % interval from resampling whole pieces; with so few of them it is too narrow";
        lines.extend(wrapped(what, WIDTH - 4, "").iter().map(|line| format!("    {line}")));
    }
    lines
}

/// In how many missions each score beats each rule.
fn beaten(against: &[&AgainstRow]) -> Vec<String> {
    let mut lines = Vec::new();
    for (score, _, short) in SCORES.iter().filter(|(_, _, short)| !short.is_empty()) {
        let rows: Vec<&&AgainstRow> = against.iter().filter(|row| row.score == *score).collect();
        let of = |id: &str| {
            let row = rows.iter().find(|row| row.baseline == id);
            row.map_or("–".into(), |row| format!("{} of {}", row.better, row.missions))
        };
        if !rows.is_empty() {
            lines.push(against_row(short, IDS.map(of)));
        }
    }
    if !lines.is_empty() {
        lines.insert(
            0,
            against_row("in how many better than", ["the plan", "the line", "seats alone"].map(String::from)),
        );
    }
    lines
}

fn against_row(name: &str, [plan, line, seats]: [String; 3]) -> String {
    format!("  {name:<34}{plan:>12}{line:>12}{seats:>14}")
}

/// Scenarios of which nothing is scored.
fn unscored(record: &Record) -> Vec<String> {
    let silent = record.missions.iter().filter(|mission| mission.results.scores.is_empty());
    let names: Vec<&str> = silent.map(|mission| mission.results.about.scenario.as_str()).collect();
    if names.is_empty() {
        return vec![];
    }
    let text = format!("run, with no figure that is scored: {}", names.join(", "));
    let mut lines = wrapped(&text, WIDTH, "  ");
    lines.push(String::new());
    lines
}
