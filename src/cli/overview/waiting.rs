//! Why not sooner: which site was last, and what each was waiting for.

use std::collections::BTreeMap;

use super::{policy, signed};
use crate::results::{Results, SiteRow};
use crate::text::percent;

/// So many sites are named, and so many causes of each.
const SITES: usize = 3;
const CAUSES: usize = 5;
/// So many roots of the headline's last wait are named.
const ROOTS: usize = 2;

pub(super) fn why_not_sooner(results: &Results) -> Vec<String> {
    let mut sites: Vec<&SiteRow> = results.sites.iter().filter(|s| !s.imposed && s.last_share > 0.0).collect();
    sites.sort_by(|a, b| b.last_share.total_cmp(&a.last_share));
    let mut lines =
        vec![format!("Why not sooner? {}: the last to be vacated, alone or together", policy(&results.about.policy))];
    for site in sites.iter().take(SITES) {
        let wait = if site.was_waiting_for.is_empty() {
            "never vacated".to_string()
        } else {
            format!("last wait in {}: {}", percent(site.was_waiting_for_share), site.was_waiting_for)
        };
        lines.push(format!("  {:<15} last in {:>6}; {wait}", site.name, percent(site.last_share)));
        if site.kept {
            lines.push("    kept for the liquidation in the plan, so that its date is no measure".into());
        } else {
            lines.extend(days_lost(results, site));
        }
    }
    lines.extend(roots(results));
    lines
}

/// What most often was the root of the last wait of the headline milestone.
fn roots(results: &Results) -> Vec<String> {
    let Some(headline) = results.milestones.first() else { return vec![] };
    let rows = results.criticality.iter().filter(|row| row.milestone == headline.milestone);
    let named = rows.take(ROOTS).map(|row| {
        let what = format!("{} ({} {})", row.root, row.kind, row.resource);
        format!("{} in {}", if row.resource.is_empty() { row.root } else { &what }, percent(row.share))
    });
    let named: Vec<String> = named.collect();
    let text = format!("the last wait before everybody is out, at its root: {}", named.join(", "));
    if named.is_empty() { vec![] } else { wrapped(&text, 80, "  ") }
}

/// Against its plan, and the causes of that wherever the waits were; the means add up.
fn days_lost(results: &Results, site: &SiteRow) -> Vec<String> {
    let mut causes = BTreeMap::<&str, f64>::new();
    for row in results.waiting.iter().filter(|row| row.site == site.site) {
        *causes.entry(row.root).or_default() += row.days_lost_restricted_mean;
    }
    let (Some(late), false) = (site.days_past_plan_restricted_mean, causes.is_empty()) else { return vec![] };
    let mut causes: Vec<(&str, f64)> = causes.into_iter().filter(|(_, days)| days.abs() >= 0.5).collect();
    causes.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let rest: f64 = late - causes.iter().take(CAUSES).map(|(_, days)| days).sum::<f64>();
    let word = |cause: &str, days: f64| match cause {
        "the plan" if days < 0.0 => "slack in the plan".to_string(),
        "the plan" => "lateness of the plan".to_string(),
        _ => cause.to_string(),
    };
    let named = causes.iter().take(CAUSES);
    let named = named.map(|(cause, days)| format!("{} {}", signed(*days, 0), word(cause, *days)));
    let rest = (rest.abs() >= 0.5).then(|| format!("{} the rest", signed(rest, 0)));
    let list: Vec<String> = named.chain(rest).collect();
    let days = match late.abs().round() {
        1.0 => "1 day".to_string(),
        days => format!("{days} days"),
    };
    let when = if late < 0.0 { format!("{days} before") } else { format!("{days} past") };
    let open = match 1.0 - site.vacated_share {
        0.0 => String::new(),
        open => format!(" ({} not vacated within the horizon: counted as the day after)", percent(open)),
    };
    vec![format!("    {when} its plan on average{open}; days lost (−: gained): {}", list.join(", "))]
}
