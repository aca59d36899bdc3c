//! Does the model deserve trust? Scores beside the baselines, and what they rest on.

use crate::cli::terminal::Screen;
use crate::results::{CheckRow, Results, ScoreRow};
use crate::text::{percent, thousands};

/// A baseline: its name, and its column.
type Baseline = (&'static str, fn(&ScoreRow) -> Option<f64>);

const BASELINES: [Baseline; 3] =
    [("the plan", |row| row.plan), ("the straight line", |row| row.line), ("seats alone", |row| row.seats)];

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

/// Nine of ten cases: between the 5 % and the 95 % quantile.
fn reference(row: &ScoreRow) -> Option<String> {
    let (low, high) = (row.reference_p05?, row.reference_p95?);
    let range = if low == high { low.to_string() } else { format!("{low} to {high}") };
    // Not by the p-value, in which ties are decided by chance.
    let few = if row.drawdown < Some(low as f64) { ": suspiciously few" } else { "" };
    Some(format!("a mission drawn from this model has {range} in at least nine of ten cases{few}"))
}

/// What a score is called in the table, and in the sentence below it.
const SCORES: [(&str, &str, &str); 8] = [
    ("crps_people", "CRPS of head counts (mean, people)", "head counts"),
    ("crps_people_other", "CRPS at one site or with local staff", ""),
    ("crps_sites", "CRPS of numbers of sites (mean)", "numbers of sites"),
    ("crps_dates", "CRPS of dates of sites (mean, days)", "dates of sites"),
    ("crps_dates_other", "CRPS of dates that no plan gave", ""),
    ("energy_people", "energy score of their curve (people)", "the curve"),
    ("error_people", "error of one number for each count", "head counts as single numbers"),
    ("error_dates", "error of one date for each site (days)", "dates as single dates"),
];

/// One line a score, the baselines on the same points; and where one is not beaten.
fn beside_baselines(results: &Results, screen: Screen) -> Vec<String> {
    let find = |&(score, name, short): &(&str, &'static str, &'static str)| {
        let row = results.scores.iter().find(|row| row.score == score && row.drawdown.is_some());
        row.map(|row| (row, name, short))
    };
    let rows: Vec<(&ScoreRow, &str, &'static str)> = SCORES.iter().filter_map(find).collect();
    if rows.is_empty() {
        return vec![];
    }
    let head = columns("scores, 0 is perfect", "figures", ["drawdown", "plan", "line", "seats"]);
    let mut lines = if screen.width < head.chars().count() {
        let listed = rows.iter().map(|(row, name, _)| listed_score(row, name));
        std::iter::once("  scores, 0 is perfect:".to_string()).chain(listed).collect()
    } else {
        let columns = rows.iter().map(|(row, name, _)| score(row, name));
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
    format!("  {name:<38}{figures:>8}{drawdown:>10}{plan:>8}{line:>8}{seats:>8}")
}

/// Where a baseline is as good or better, that is said.
fn verdict<'a>(rows: impl Iterator<Item = (&'a ScoreRow, &'static str)>) -> Vec<String> {
    let (mut compared, mut unbeaten) = (std::collections::BTreeSet::new(), Vec::new());
    for (row, what) in rows {
        for (index, (baseline, value)) in BASELINES.iter().enumerate() {
            let (Some(ours), Some(theirs)) = (row.drawdown, value(row)) else { continue };
            compared.insert(index);
            if ours >= theirs {
                unbeaten.push(format!("{baseline} ({what})"));
            }
        }
    }
    let names: Vec<&str> = compared.into_iter().map(|index| BASELINES[index].0).collect();
    match unbeaten.is_empty() {
        _ if names.is_empty() => vec![],
        true => vec![format!("  on average it beats {} on these figures of one mission", listed(&names))],
        false => vec![format!("  it does NOT beat {}", unbeaten.join(", "))],
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [all @ .., before, last] => {
            let before: Vec<&str> = all.iter().chain([before]).copied().collect();
            format!("{} and {last}", before.join(", "))
        }
        _ => names.concat(),
    }
}

/// Whole numbers from 10 on; below, a decimal says something.
fn number(score: f64) -> String {
    if score < 9.95 { format!("{score:.1}") } else { thousands(score.round() as u64) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(score: &'static str, drawdown: f64, baselines: [Option<f64>; 3]) -> ScoreRow {
        let [plan, line, seats] = baselines;
        ScoreRow {
            score,
            figures: 4,
            drawdown: Some(drawdown),
            plan,
            line,
            seats,
            reference_p05: None,
            reference_p50: None,
            reference_p95: None,
            p_value: None,
            replications: 1,
        }
    }

    #[test]
    fn a_baseline_that_is_as_good_is_named() {
        let people = row("crps_people", 20.0, [Some(20.0), Some(30.0), Some(19.0)]);
        let dates = row("crps_dates", 2.0, [Some(3.0), None, None]);
        let rows = [(&people, "head counts"), (&dates, "dates of sites")];
        let words = verdict(rows.into_iter());
        assert_eq!(words, ["  it does NOT beat the plan (head counts), seats alone (head counts)"]);
        let dates_alone = verdict(rows[1..].iter().copied());
        assert_eq!(dates_alone, ["  on average it beats the plan on these figures of one mission"]);
        let alone = row("crps_dates_other", 2.0, [None; 3]);
        assert!(verdict([(&alone, "")].into_iter()).is_empty());
    }

    #[test]
    fn a_reference_is_given_as_a_range_and_never_as_a_rate() {
        let of = |low, high| ScoreRow {
            reference_p05: Some(low),
            reference_p95: Some(high),
            // Ties are decided by chance, so that this is not asked.
            p_value: Some(0.01),
            ..row("inside_90", 6.0, [None; 3])
        };
        let words = "a mission drawn from this model has";
        assert_eq!(reference(&of(6, 9)).unwrap(), format!("{words} 6 to 9 in at least nine of ten cases"));
        let few = format!("{words} 9 in at least nine of ten cases: suspiciously few");
        assert_eq!(reference(&of(9, 9)).unwrap(), few);
        assert_eq!(reference(&row("inside_90", 3.0, [None; 3])), None);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!([listed(&[]), listed(&["a"])], ["", "a"]);
        assert_eq!([listed(&["a", "b"]), listed(&["a", "b", "c"])], ["a and b", "a, b and c"]);
    }

    #[test]
    fn scores_are_rounded_to_what_they_say() {
        assert_eq!([0.0, 2.34, 9.96, 254.12, 4663.6].map(number), ["0.0", "2.3", "10", "254", "4,664"]);
    }
}
