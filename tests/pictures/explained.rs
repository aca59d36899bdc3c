//! Made-up rows of what was waited for last, and of the last safe dates.

use drawdown::results::{About, CriticalityRow, SafeRow, SiteRow};
use jiff::Span;

const ROOTS: [(&str, &str); 5] = [
    ("exit", "seats out of the country"),
    ("permission", "permission"),
    ("trucks", "trucks"),
    ("site", "signature"),
    ("none", "no wait"),
];

/// Six milestones of one to many roots each, of things named after the sites.
pub fn criticality(sites: &[SiteRow]) -> Vec<CriticalityRow> {
    let row = |milestone: usize, i: usize, share: f64| CriticalityRow {
        milestone: format!("milestone-{milestone}"),
        kind: ROOTS[i % ROOTS.len()].0,
        resource: if i % 5 == 4 { String::new() } else { format!("{}/charter", sites[i % sites.len()].site) },
        root: ROOTS[i % ROOTS.len()].1,
        share,
        share_low: 0.0,
        share_high: 1.0,
    };
    let of = |milestone: usize| {
        let n = [14, 5, 1, 6, 3, 2][milestone];
        (0..n).map(move |i| {
            row(milestone, i, if i + 1 < n { 0.5_f64.powi(i as i32 + 1) } else { 0.5_f64.powi(i as i32) })
        })
    };
    if sites.is_empty() { vec![] } else { (0..6).flat_map(of).collect() }
}

/// Two rows a site, safe early, late, any day or never; and one permission.
pub fn safe(about: &About, sites: &[SiteRow]) -> Vec<SafeRow> {
    let from = about.as_of.unwrap_or(about.start).min(about.deadline);
    let row = |i: usize, kind: &'static str, condition: &'static str, site: &SiteRow| {
        let latest = match (i + condition.len()) % 4 {
            0 => None,
            1 => Some(about.deadline),
            n => about.deadline.checked_sub(Span::new().days(8 * n as i64)).ok(),
        };
        SafeRow {
            kind,
            id: site.site.clone(),
            name: site.name.clone(),
            condition,
            planned: site.planned,
            share_as_planned: 0.5,
            latest,
            share_at_latest: latest.map(|_| 0.81),
            share_at_latest_low: latest.map(|_| 0.78),
            share_at_latest_high: latest.map(|_| 0.84),
            best: if latest.is_some() { 0.97 } else { 0.31 },
            best_date: from,
            from,
            to: about.deadline,
            wanted: 0.8,
            replications: 1_000,
        }
    };
    let of_site = |(i, site)| [row(i, "site", "site", site), row(i, "site", "mission", site)];
    let permission = sites.first().map(|site| row(2, "permission", "mission", site));
    sites.iter().enumerate().flat_map(of_site).chain(permission).collect()
}
