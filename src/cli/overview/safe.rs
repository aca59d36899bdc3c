//! How late is still safe: the latest dates, one line for each site and each permission.

use jiff::civil::Date;

use super::date;
use crate::results::{Results, SafeRow};
use crate::text::{percent, thousands, wrapped};

/// As many sites, and as many permissions, have a line.
const MOST: usize = 15;

pub(super) fn lines(results: &Results) -> Vec<String> {
    let Some(first) = results.safe.first() else { return vec![] };
    let (wanted, n) = (percent(first.wanted), thousands(first.replications));
    let mut lines = vec![format!("How late is still safe? The latest date that leaves {wanted}, without a policy")];
    let of = |kind: &str, condition: &str| -> Vec<&SafeRow> {
        results.safe.iter().filter(|row| row.kind == kind && row.condition == condition).collect()
    };
    let (sites, missions, permissions) = (of("site", "site"), of("site", "mission"), of("permission", "mission"));
    if !sites.is_empty() {
        lines.push(columns("begin of", "planned", "for the site", "for the mission"));
        let rows = sites.iter().zip(&missions).take(MOST);
        lines.extend(rows.map(|(site, mission)| columns(&site.name, &planned(site), &latest(site), &latest(mission))));
    }
    if !permissions.is_empty() {
        lines.push(opening("opening of", "planned", "for the mission"));
        let name = |row: &SafeRow| format!("{}, {}", row.id, row.name);
        lines.extend(permissions.iter().take(MOST).map(|row| opening(&name(row), &planned(row), &latest(row))));
    }
    let left_out = sites.len().saturating_sub(MOST) + permissions.len().saturating_sub(MOST);
    if left_out > 0 {
        lines.push(format!("  {left_out} more in safe.csv"));
    }
    lines.extend(none_is_safe(&missions, &wanted));
    if sites.iter().any(|row| row.latest == Some(row.to)) {
        let any = "any: even on the last date tried, so that something else, such as an event, decides it";
        lines.extend(wrapped(any, 80, "  "));
    }
    let what = format!(
        "for the site: it is vacated by the deadline and nothing of its own written off; for the mission: everybody is out and nothing at all written off; one date moved at a time, of each week one; {n} replications, so that a share has a simulation error of up to 3 points (safe.csv)"
    );
    lines.extend(wrapped(&what, 80, "  "));
    lines
}

/// Where no date of a single site is late enough to be safe, or early enough.
fn none_is_safe(missions: &[&SafeRow], wanted: &str) -> Option<String> {
    let best = missions.iter().max_by(|a, b| a.best.total_cmp(&b.best))?;
    let none = missions.iter().all(|row| row.latest.is_none());
    none.then(|| format!("  no date of any one site leaves the mission {wanted}: at best {}", percent(best.best)))
}

fn columns(name: &str, planned: &str, site: &str, mission: &str) -> String {
    format!("  {:<22}{planned:<14}{site:<21}{mission}", shortened(name, 21))
}

fn opening(name: &str, planned: &str, mission: &str) -> String {
    format!("  {:<43}{planned:<14}{mission}", shortened(name, 42))
}

fn shortened(name: &str, most: usize) -> String {
    match name.chars().count() <= most {
        true => name.to_owned(),
        false => name.chars().take(most - 1).chain(['…']).collect(),
    }
}

fn planned(row: &SafeRow) -> String {
    row.planned.map_or("–".into(), date)
}

fn latest(row: &SafeRow) -> String {
    let beyond = |day: Date| day == row.to;
    match row.latest {
        Some(day) if beyond(day) => format!("any, to {}", date(day)),
        Some(day) => date(day),
        None => format!("none; at best {}", percent(row.best)),
    }
}
