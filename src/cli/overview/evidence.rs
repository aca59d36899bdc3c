//! Where the variance of the headline comes from: the evidence ledger in a line.

use crate::results::{LedgerRow, Results};
use crate::stats::Z95;

/// First-order shares of the deadline by basis, largest first, each with its 95 %
/// interval; what they leave is decided by several bases together.
pub(super) fn lines(results: &Results) -> Vec<String> {
    let mut rows: Vec<&LedgerRow> = results.ledger.iter().filter(|row| row.deadline_total > Some(0.0)).collect();
    if rows.is_empty() {
        return vec![];
    }
    let first = |row: &LedgerRow| row.deadline_share.unwrap_or(0.0);
    rows.sort_by(|a, b| first(b).total_cmp(&first(a)));
    let points = |share: f64| (share * 100.0).round().max(0.0);
    let share = |row: &&LedgerRow| {
        let error = points(Z95 * row.deadline_share_se.unwrap_or(0.0));
        format!("{} {} % (±{error})", row.basis, points(first(row)))
    };
    let rest = points(1.0 - rows.iter().map(|row| first(row)).sum::<f64>());
    let rest = if rest > 0.0 { format!("; interactions {rest} %") } else { String::new() };
    let shares: Vec<String> = rows.iter().map(share).collect();
    vec![
        "  variance of the deadline (no policy), by the basis of the inputs:".into(),
        format!("    {}{rest}", shares.join(", ")),
    ]
}
