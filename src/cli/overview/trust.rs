//! Does the model deserve trust? Scores beside the baselines, and what they rest on.

use crate::cli::terminal::Screen;
use crate::results::{CheckRow, Results, ScoreRow};
use crate::text::percent;
use crate::words::trust::{SCORES, in_units, number, reference, verdict};

/// The last block of the summary.
pub(super) fn lines(results: &Results, screen: Screen) -> Vec<String> {
    let mut lines = Vec::new();
    let scored: Vec<&CheckRow> = of_role_score(results).filter(|check| check.inside_90.is_some()).collect();
    let bounds: Vec<&CheckRow> = of_role_score(results).filter(|check| check.bound_holds.is_some()).collect();
    if scored.is_empty() && bounds.is_empty() {
        lines.push("Does the model deserve trust?".to_string());
        lines.push("  no figure to compare with: nothing here has been checked against reality".into());
    } else {
        lines.push(format!("Does the model deserve trust? Published figures, {}", results.about.heading));
    }
    if !scored.is_empty() {
        lines.extend(inside(results, &scored));
        lines.extend(beside_baselines(results, screen));
    }
    lines.extend(bounds.into_iter().map(bound));
    lines.extend(inputs(results));
    lines
}

fn of_role_score(results: &Results) -> impl Iterator<Item = &CheckRow> {
    results.checks.iter().filter(|check| check.role == "score")
}

/// How many lie inside the band, how many would if the model were right, and which do not.
fn inside(results: &Results, scored: &[&CheckRow]) -> Vec<String> {
    let inside = scored.iter().filter(|check| check.inside_90 == Some(true)).count();
    let reference = results.scores.iter().find(|row| row.score == "inside_90").and_then(reference);
    let reference = reference.map_or(String::new(), |words| format!("; {words}"));
    let mut lines = vec![format!("  {inside} of {} scored figures inside the 90 % band{reference}", scored.len())];
    let outside: Vec<&str> =
        scored.iter().filter(|c| c.inside_90 == Some(false)).map(|c| c.observation.as_str()).collect();
    if !outside.is_empty() {
        lines.push(format!("  outside: {}", outside.join(", ")));
    }
    let all = &results.increments;
    let outside: Vec<String> =
        all.iter().filter(|row| !row.inside_90).map(|row| format!("{} to {}", row.from, row.to)).collect();
    if !outside.is_empty() {
        let count = format!("{} of {} differences between counts", outside.len(), all.len());
        lines.push(format!("  outside, {count}: {}", outside.join(", ")));
    }
    lines
}

/// One line a score, the baselines on the same points; and where one is not beaten.
pub fn beside_baselines(results: &Results, screen: Screen) -> Vec<String> {
    let find = |&(score, name, short): &(&str, &'static str, &'static str)| {
        let row = results.scores.iter().find(|row| row.score == score && row.drawdown.is_some());
        row.map(|row| (row, name, short))
    };
    let rows: Vec<(&ScoreRow, &str, &'static str)> = SCORES.iter().filter_map(find).collect();
    if rows.is_empty() {
        return vec![];
    }
    let unit = results.about.cargo_unit.as_str();
    let head = columns("scores, 0 is perfect", "figures", ["drawdown", "plan", "line", "seats"]);
    let mut lines = if screen.width < head.chars().count() {
        let listed = rows.iter().map(|(row, name, _)| listed_score(row, &in_units(name, unit)));
        std::iter::once("  scores, 0 is perfect:".to_string()).chain(listed).collect()
    } else {
        let columns = rows.iter().map(|(row, name, _)| score(row, &in_units(name, unit)));
        std::iter::once(head).chain(columns).collect::<Vec<_>>()
    };
    lines.extend(verdict(rows.iter().map(|(row, _, short)| (*row, *short))));
    lines
}

fn score(row: &ScoreRow, name: &str) -> String {
    let cells = [row.drawdown, row.plan, row.line, row.seats].map(|score| score.map_or("–".into(), number));
    columns(name, &row.figures.to_string(), cells.each_ref().map(String::as_str))
}

/// As [`score`], for a screen on which a table does not fit.
fn listed_score(row: &ScoreRow, name: &str) -> String {
    let all = [("drawdown", row.drawdown), ("plan", row.plan), ("line", row.line), ("seats", row.seats)];
    let cells: Vec<String> =
        all.iter().filter_map(|(name, score)| score.map(|score| format!("{name} {}", number(score)))).collect();
    format!("    {name}, {} figures: {}", row.figures, cells.join(", "))
}

fn columns(name: &str, figures: &str, [drawdown, plan, line, seats]: [&str; 4]) -> String {
    format!("  {name:<38}{figures:>8}{drawdown:>9}{plan:>7}{line:>8}{seats:>8}")
}

fn bound(bound: &CheckRow) -> String {
    let holds = bound.bound_holds.unwrap_or(0.0);
    let doubt = if holds < 0.05 { " (hardly ever)" } else { "" };
    format!("  scored bound {}: holds in {}{doubt}", bound.observation, percent(holds))
}

/// What the numbers rest on.
fn inputs(results: &Results) -> Vec<String> {
    let basis = |name: &str| results.inputs.iter().filter(|input| input.basis == name).count();
    let mut lines = vec![format!(
        "  {} inputs: {} reported, {} derived, {} assumed, {} fitted, {} unstated",
        results.inputs.len(),
        basis("reported"),
        basis("derived"),
        basis("assumed"),
        basis("fitted"),
        basis("unstated")
    )];
    let fitted = results.inputs.iter().filter(|i| i.basis == "fitted");
    lines.extend(fitted.map(|input| format!("  fitted: {} = {}", input.input, input.value)));
    lines
}
