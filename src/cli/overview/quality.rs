//! Doubts about the plan itself, in a few lines.

use crate::quality::{Weight, weight};
use crate::results::Results;
use crate::text::wrapped;

/// How many are told in full.
const TOLD: usize = 2;

/// How many doubts there are, and the worst of them with their arithmetic; loose ends are named where there is no doubt.
pub(super) fn lines(results: &Results) -> Vec<String> {
    let doubts: Vec<_> = results.quality.iter().filter(|row| weight(row.rule) != Weight::Loose).collect();
    let counts = [(doubts.len(), "doubt"), (results.quality.len() - doubts.len(), "loose end")];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}{}", if *n == 1 { "" } else { "s" }))
        .collect();
    if counts.is_empty() {
        return vec![];
    }
    let worst = |weight_wanted| doubts.iter().any(|row| weight(row.rule) == weight_wanted);
    let verdict = match () {
        () if worst(Weight::Impossible) => "Not as it is written",
        () if doubts.is_empty() => "Nothing speaks against it",
        () => "With doubts",
    };
    let mut lines = vec![format!("Can the plan hold, without delay? {verdict}; {}: quality.csv", counts.join(", "))];
    let loose: Vec<_> = if doubts.is_empty() { results.quality.iter().collect() } else { vec![] };
    for row in doubts.into_iter().chain(loose).take(TOLD) {
        lines.extend(wrapped(&row.finding, 80, "  "));
        lines.extend(wrapped(&row.arithmetic, 80, "    "));
    }
    lines
}
