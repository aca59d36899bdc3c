//! Where the variance of the headline comes from: the evidence ledger in a line.

use crate::results::{LedgerRow, Results};
use crate::stats::Z95;
use crate::text::in_lines;

/// What each basis decides of the deadline alone (first-order share) and together
/// with others (total share), each with its 95 % interval; largest first.
pub(super) fn lines(results: &Results) -> Vec<String> {
    let mut rows: Vec<&LedgerRow> = results.ledger.iter().filter(|row| row.deadline_total > Some(0.0)).collect();
    if rows.is_empty() {
        return vec![];
    }
    let first = |row: &LedgerRow| row.deadline_share.unwrap_or(0.0);
    rows.sort_by(|a, b| first(b).total_cmp(&first(a)));
    let share = |(i, row): (usize, &&LedgerRow)| {
        let (alone, others) = if i == 0 { (" alone", " with others") } else { ("", "") };
        // A total share is never below the first-order one; an estimate may be, a little.
        let first_share = first(row);
        let first = points(row.deadline_share, row.deadline_share_se, alone);
        format!(
            "{} {first} and {}",
            row.basis,
            points(row.deadline_total.map(|total| total.max(first_share)), row.deadline_total_se, others)
        )
    };
    let shares: Vec<String> = rows.iter().enumerate().map(share).collect();
    let mut lines = vec!["  variance of the deadline (no policy), by the basis of the inputs:".into()];
    lines.extend(in_lines(&shares, ", ", 80, "    "));
    lines
}

/// `63 % alone (±6)`. Estimates may lie a little outside 0 to 1; nobody should wonder at that here.
fn points(share: Option<f64>, se: Option<f64>, what: &str) -> String {
    let whole = |share: f64| (share * 100.0).round().clamp(0.0, 100.0);
    format!("{} %{what} (±{})", whole(share.unwrap_or(0.0)), whole(Z95 * se.unwrap_or(0.0)))
}
