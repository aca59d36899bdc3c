//! The summary on the terminal: the four questions, answered in about twenty lines.

use std::path::Path;

use jiff::civil::Date;

use crate::results::{CheckRow, MilestoneRow, Results, SiteRow};
use crate::text::{percent, thousands};

/// The whole summary.
pub(super) fn text(results: &Results, precision: Option<&str>, folder: &Path) -> String {
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
    lines.extend(people(results));
    lines.extend(why_not_sooner(results));
    lines.extend(what_would_change_it(results));
    lines.extend(trust(results));
    lines.extend(precision.map(|words| format!("Precision: {words}")));
    lines.push(String::new());
    lines.push(format!("Tables and pictures: {}", folder.display()));
    lines.join("\n") + "\n"
}

fn date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// A quantile that may lie beyond the horizon.
fn date_or_after(results: &Results, day: Option<Date>) -> String {
    day.map_or_else(|| format!("after {}", date(results.about.horizon)), date)
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
        lines.push(format!(
            "  {:<13} {:>6} ({}); holds with 80 %: {}",
            policy(row.policy),
            percent(row.by_deadline),
            simulation_error(row),
            date_or_after(results, row.p80)
        ));
    }
    match (rows.iter().find(|row| row.policy == "off"), rows.iter().find(|row| row.policy == "full")) {
        (Some(off), Some(full)) => lines.extend(price(off, full)),
        _ => lines.extend(rows.last().map(|row| format!("  people left after the date: {}", people_left(row)))),
    }
    lines
}

/// What the full policy costs, beyond what happens without any. It may save
/// something too, so each difference has its sign.
fn price(off: &MilestoneRow, full: &MilestoneRow) -> Vec<String> {
    let change = |what: fn(&MilestoneRow) -> f64| what(full) - what(off);
    let mut lines = vec![
        format!(
            "At what price? Full policy against none: {} truckloads written off,",
            signed(change(|row| row.written_off_mean), 0)
        ),
        format!(
            "  {} sites left without handover, {} people moved out of sites by force (means)",
            signed(change(|row| row.sites_left_without_handover_mean), 1),
            signed(change(|row| row.evacuated_mean), 0)
        ),
        format!(
            "  left after the date: {} people without a policy, with it {}",
            thousands(off.tail_mean.round() as u64),
            people_left(full)
        ),
    ];
    lines.extend(under_threat(off, full));
    lines
}

/// Person-days under threat, where the scenario marks a threat and somebody met it.
fn under_threat(off: &MilestoneRow, full: &MilestoneRow) -> Option<String> {
    let days = |row: &MilestoneRow| {
        [row.exposed_at_sites_mean, row.exposed_on_road_mean].map(|mean| thousands(mean.round() as u64))
    };
    let some = |row: &MilestoneRow| row.exposed_at_sites_mean + row.exposed_on_road_mean > 0.0;
    let ([at_sites, on_road], [at_sites_full, on_road_full]) = (days(off), days(full));
    (some(off) || some(full)).then(|| {
        format!(
            "  person-days under threat: {at_sites} at sites, {on_road} on the road; with the policy {at_sites_full}, {on_road_full}"
        )
    })
}

/// `+139`, `−12`: a difference with its sign; nothing is `±0`.
fn signed(change: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", change.abs());
    let whole = digits.split('.').next().unwrap_or_default().parse().map_or(digits.clone(), thousands);
    let text = digits.find('.').map_or(whole.clone(), |dot| format!("{whole}{}", &digits[dot..]));
    match digits.parse() {
        Ok(0.0) => format!("±{text}"),
        _ if change < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

fn people_left(row: &MilestoneRow) -> String {
    let mean = thousands(row.tail_mean.round() as u64);
    match row.tail_p90 {
        0 => format!("{mean} on average, none in nine of ten"),
        p90 => format!("{mean} on average, {} or more in one of ten", thousands(u64::from(p90))),
    }
}

/// The doubt that comes from too few replications alone.
fn simulation_error(row: &MilestoneRow) -> String {
    if row.by_deadline_high - row.by_deadline_low < 0.02 {
        return "simulation error under 1 point".into();
    }
    format!("simulation error {} to {}", percent(row.by_deadline_low), percent(row.by_deadline_high))
}

fn policy(name: &str) -> &'static str {
    match name {
        "off" => "no policy",
        "surge" => "surge only",
        _ => "full policy",
    }
}

/// How many people are left, at a few dates up to the deadline.
fn people(results: &Results) -> Vec<String> {
    let about = &results.about;
    let present: Vec<_> =
        results.strength.iter().filter(|row| row.component == "international" && row.quantity == "present").collect();
    let from = about.as_of.unwrap_or(about.start);
    // After the deadline, what matters is how it goes on.
    let until = if from < about.deadline { about.deadline } else { about.horizon };
    let days = (until - from).get_days();
    let mut lines =
        vec![format!("How many people are left? {}: median (90 % band), those kept included", policy(&about.policy))];
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

/// Which site was last, and what each was waiting for.
fn why_not_sooner(results: &Results) -> Vec<String> {
    let mut sites: Vec<&SiteRow> = results.sites.iter().filter(|s| !s.imposed && s.last_share > 0.0).collect();
    sites.sort_by(|a, b| b.last_share.total_cmp(&a.last_share));
    let mut lines =
        vec![format!("Why not sooner? {}: the last to be vacated, alone or together", policy(&results.about.policy))];
    for site in sites.iter().take(3) {
        let wait = if site.was_waiting_for.is_empty() {
            "never vacated".to_string()
        } else {
            format!("its last wait in {} of cases: {}", percent(site.was_waiting_for_share), site.was_waiting_for)
        };
        lines.push(format!("  {:<15} last in {:>6}; {wait}", site.name, percent(site.last_share)));
    }
    lines
}

/// What the policy's two parts change, under the same luck.
fn what_would_change_it(results: &Results) -> Option<String> {
    let of = |policy| results.milestones.iter().find(|row| row.policy == policy).map(|row| row.by_deadline);
    let (off, surge, full) = (of("off")?, of("surge")?, of("full")?);
    let points = |share: f64| format!("{:+.0} points", share * 100.0).replace('-', "\u{2212}");
    Some(format!(
        "What would change it? The surge {}, leaving by force {}; for the rest: --set, or another file",
        points(surge - off),
        points(full - surge)
    ))
}

/// Does the model deserve trust?
fn trust(results: &Results) -> Vec<String> {
    let of_role = |role: &'static str| results.checks.iter().filter(move |check| check.role == role);
    let scored: Vec<&CheckRow> = of_role("score").filter(|check| check.inside_90.is_some()).collect();
    let mut lines = vec![format!("Does the model deserve trust? Published figures, {}", results.about.heading)];
    let bounds: Vec<&CheckRow> = of_role("score").filter(|check| check.bound_holds.is_some()).collect();
    if scored.is_empty() && bounds.is_empty() {
        lines.push("  no figure to compare with: nothing here has been checked against reality".into());
    } else if !scored.is_empty() {
        let inside = scored.iter().filter(|check| check.inside_90 == Some(true)).count();
        let counts: Vec<f64> =
            scored.iter().filter(|c| matches!(c.quantity, "gone" | "present")).filter_map(|c| c.crps).collect();
        let mean = counts.iter().sum::<f64>() / counts.len().max(1) as f64;
        let crps =
            if counts.is_empty() { String::new() } else { format!("; mean CRPS of head counts {mean:.0} people") };
        lines.push(format!("  {inside} of {} scored figures inside the 90 % band{crps}", scored.len()));
        let outside: Vec<&str> =
            scored.iter().filter(|c| c.inside_90 == Some(false)).map(|c| c.observation.as_str()).collect();
        if !outside.is_empty() {
            lines.push(format!("  outside: {}", outside.join(", ")));
        }
    }
    for bound in bounds {
        let holds = bound.bound_holds.unwrap_or(0.0);
        let doubt = if holds < 0.05 { " (hardly ever)" } else { "" };
        lines.push(format!("  scored bound {}: holds in {}{doubt}", bound.observation, percent(holds)));
    }
    let basis = |name: &str| results.inputs.iter().filter(|input| input.basis == name).count();
    lines.push(format!(
        "  {} inputs: {} reported, {} derived, {} assumed, {} fitted, {} unstated",
        results.inputs.len(),
        basis("reported"),
        basis("derived"),
        basis("assumed"),
        basis("fitted"),
        basis("unstated")
    ));
    let fitted = results.inputs.iter().filter(|i| i.basis == "fitted");
    lines.extend(fitted.map(|input| format!("  fitted: {} = {}", input.input, input.value)));
    lines
}
