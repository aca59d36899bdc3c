//! The summary on the terminal: the four questions, answered in about twenty lines.

use std::path::Path;

use crate::cli::terminal::Screen;
use crate::results::{MilestoneRow, Results};
use crate::text::{short_date as date, thousands};
use crate::words::{by_deadline_in_force, people_left, policy, signed};

mod because;
mod curve;
mod evidence;
mod known;
mod quality;
mod safe;
pub(super) mod trust;
mod waiting;

/// The whole summary, for a screen.
pub(super) fn text(results: &Results, precision: Option<&str>, folder: &Path, screen: Screen) -> String {
    let about = &results.about;
    let mut lines = vec![
        format!(
            "{}: {}; {} of seed {}, {} people at the start",
            about.mission,
            about.heading,
            if about.replications == 1 {
                "1 replication".into()
            } else {
                format!("{} replications", thousands(about.replications))
            },
            about.seed,
            thousands(u64::from(about.strength))
        ),
        String::new(),
    ];
    lines.extend(when(results));
    lines.extend(people(results, screen));
    lines.extend(results.about.endings.iter().map(|line| format!("  {line}")));
    lines.extend(waiting::why_not_sooner(results));
    lines.extend(safe::lines(results));
    lines.extend(what_would_change_it(results));
    lines.extend(quality::lines(results));
    lines.extend(trust::lines(results, screen));
    lines.extend(evidence::lines(results));
    lines.extend(precision.map(|words| format!("Precision: {words}")));
    lines.push(String::new());
    let text = screen.text(&lines);
    let no_map: Vec<String> = results.map.why_none().into_iter().map(|why| format!("  {why}")).collect();
    // A path is for copying: it is never broken.
    format!("{text}Tables and pictures: {}\n{}", folder.display(), screen.text(&no_map))
}

/// When will we be out, and at what price?
fn when(results: &Results) -> Vec<String> {
    let Some(headline) = results.milestones.first() else { return vec![] };
    let rows: Vec<&MilestoneRow> = results.milestones.iter().filter(|m| m.milestone == headline.milestone).collect();
    let plan = headline.plan.map_or("not within the horizon".into(), date);
    let mut lines = vec![
        format!("When will we be out? Everybody but local staff and those kept, by {}", date(results.about.deadline)),
        format!("  {:<13} {plan}", "the plan"),
    ];
    for row in &rows {
        lines.extend(known::lines(results, row, policy(row.policy)));
    }
    lines.extend(known::errors(results, &rows));
    lines.extend(by_deadline_in_force(&rows).map(|words| format!("  {words}")));
    match (rows.iter().find(|row| row.policy == "off"), rows.iter().find(|row| row.policy == "full")) {
        (Some(off), Some(full)) => lines.extend(price(off, full, &results.about.cargo_unit)),
        _ => lines.extend(rows.last().map(|row| format!("  people still there after the date: {}", people_left(row)))),
    }
    lines
}

/// What the full policy costs, beyond what happens without any. It may save
/// something too, so each difference has its sign.
fn price(off: &MilestoneRow, full: &MilestoneRow, cargo: &str) -> Vec<String> {
    let change = |what: fn(&MilestoneRow) -> f64, decimals: usize| {
        let all = signed(what(full), decimals);
        format!("{} (of {})", signed(what(full) - what(off), decimals), all.trim_start_matches(['+', '±']))
    };
    let text = format!(
        "{} {cargo} written off, {} sites left without handover, {} people moved out of sites by force (means; in brackets what the full policy comes to)",
        change(|row| row.written_off_mean, 0),
        change(|row| row.sites_left_without_handover_mean, 1),
        change(|row| row.evacuated_mean, 0)
    );
    let mut lines = vec!["At what price? Full policy against none:".to_string(), format!("  {text}")];
    lines.push(format!(
        "  people still there after the date: {} without a policy; with it {}",
        people_left(off),
        people_left(full)
    ));
    lines.extend(under_threat(off, full));
    lines
}

/// Person-days under threat, where the scenario marks a threat and somebody met it.
fn under_threat(off: &MilestoneRow, full: &MilestoneRow) -> Vec<String> {
    let days = |row: &MilestoneRow| {
        [row.exposed_at_sites_mean, row.exposed_on_road_mean].map(|mean| thousands(mean.round() as u64))
    };
    let some = |row: &MilestoneRow| row.exposed_at_sites_mean + row.exposed_on_road_mean > 0.0;
    let ([at_sites, on_road], [at_sites_full, on_road_full]) = (days(off), days(full));
    let text = format!(
        "  person-days under threat: {at_sites} at sites, {on_road} on the road without a policy; with it {at_sites_full} and {on_road_full}"
    );
    if some(off) || some(full) { vec![text] } else { vec![] }
}

/// How many people are left, at a few dates up to the deadline.
fn people(results: &Results, screen: Screen) -> Vec<String> {
    let about = &results.about;
    let present: Vec<_> =
        results.strength.iter().filter(|row| row.component == "international" && row.quantity == "present").collect();
    let from = about.as_of.unwrap_or(about.start);
    // After the deadline, what matters is how it goes on.
    let until = if from < about.deadline { about.deadline } else { about.horizon };
    let days = (until - from).get_days();
    let mut lines =
        vec![format!("How many people are left? {}: median (90 % band), those kept included", policy(&about.policy))];
    lines.extend(curve::lines(results, &present, screen));
    let dates = (1..=3).filter_map(|i| from.checked_add(jiff::Span::new().days(days * i / 3)).ok());
    for day in dates {
        if let Some(row) = present.iter().find(|row| row.date == day) {
            let band = format!("({} to {})", thousands(u64::from(row.p05)), thousands(u64::from(row.p95)));
            lines.push(format!("  {:<12} {:>7} {band}", date(day), thousands(u64::from(row.p50))));
        }
    }
    lines.dedup();
    lines
}

/// What the policy's two parts change, under the same luck: for the people, and for the sites.
fn what_would_change_it(results: &Results) -> Vec<String> {
    let headline = results.milestones.first().map(|row| row.milestone.as_str());
    let sites = results.milestones.iter().find(|row| row.kind == "sites_vacated" && row.share >= 1.0);
    let of_people = headline.and_then(|id| changes(results, id)).map(|words| format!("everybody out: {words}"));
    let sites =
        sites.and_then(|row| changes(results, &row.milestone)).map(|words| format!("all sites vacated: {words}"));
    let parts: Vec<String> = of_people.into_iter().chain(sites).collect();
    let because = because::lines(results);
    if parts.is_empty() && because.is_empty() {
        return vec![];
    }
    let mut lines = vec!["What would change it? By the date, in points".to_string()];
    lines.extend(parts.into_iter().map(|words| format!("  {words}")));
    lines.extend(because);
    lines.push("  for the rest: --set, or another file".into());
    lines
}

fn changes(results: &Results, milestone: &str) -> Option<String> {
    let of = |policy| {
        let mut rows = results.milestones.iter().filter(|row| row.milestone == milestone);
        rows.find(|row| row.policy == policy).map(|row| row.by_deadline)
    };
    let (off, surge, full) = (of("off")?, of("surge")?, of("full")?);
    let points = |share: f64| format!("{:+.0}", share * 100.0).replace('-', "\u{2212}");
    Some(format!("the surge {}, leaving by force {}", points(surge - off), points(full - surge)))
}
