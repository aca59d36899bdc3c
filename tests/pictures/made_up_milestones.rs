//! Made-up milestones to draw: S-curves that rise around the deadline, the last of them beyond the horizon.

use drawdown::results::{CurveRow, MilestoneRow, Results};
use jiff::Span;
use jiff::civil::Date;

/// Name, days from the deadline to the median without a policy, how many days it scatters, and what is never reached.
pub type Curve = (&'static str, i64, f64, f64);

pub const MALI: [Curve; 8] = [
    ("people-out", 8, 12.0, 0.03),
    ("half-of-the-people", -58, 5.0, 0.0),
    ("nine-tenths-of-the-people", -9, 10.0, 0.0),
    ("sites-vacated", 24, 30.0, 0.3),
    ("cargo-out & <more>", 105, 40.0, 0.0),
    ("liquidation-over", 340, 20.0, 0.4),
    ("a seventh", 0, 1.0, 0.0),
    ("an eighth", 0, 1.0, 1.0),
];

fn plus(from: Date, days: i64) -> Date {
    from.saturating_add(Span::new().days(days))
}

/// A logistic curve up to the horizon.
fn share(curve: Curve, policy: &str, days: i64) -> f64 {
    let (_, median, scale, never) = curve;
    let median = if policy == "off" { median } else { median - 14 };
    (1.0 - never) / (1.0 + (-(days - median) as f64 / (0.5 * scale)).exp())
}

/// The first day from the deadline on which the curve is so high.
fn reached(results: &Results, curve: Curve, policy: &str, level: f64) -> Option<Date> {
    let about = &results.about;
    let last = (about.horizon - about.deadline).get_days().into();
    (-900..=last).find(|&days| share(curve, policy, days) >= level).map(|days| plus(about.deadline, days))
}

fn row(results: &Results, curve: Curve, policy: &'static str) -> MilestoneRow {
    let at = |level| reached(results, curve, policy, level);
    let (plan, p80) = (plus(results.about.deadline, curve.1 - 16), at(0.8));
    let by_deadline = share(curve, policy, 0);
    MilestoneRow {
        milestone: curve.0.into(),
        kind: "people_out",
        share: 1.0,
        policy,
        by_deadline,
        by_deadline_low: by_deadline,
        by_deadline_high: by_deadline,
        by_deadline_inputs_low: Some(by_deadline / 2.0),
        by_deadline_inputs_high: Some((1.7 * by_deadline).min(0.995)),
        plan: Some(plan),
        p10: at(0.1),
        p50: at(0.5),
        p80,
        p90: at(0.9),
        p80_low: p80,
        p80_high: p80,
        p80_inputs_low: p80,
        p80_inputs_high: None,
        finished_share: 1.0 - curve.3,
        contingency_days: p80.map(|p80| (p80 - plan).get_days().into()),
        written_off_mean: 0.0,
        written_off_p50: 0,
        written_off_p90: 0,
        sites_left_without_handover_mean: 0.0,
        evacuated_mean: 0.0,
        exposed_at_sites_mean: 0.0,
        exposed_on_road_mean: 0.0,
        tail_mean: 0.0,
        tail_p90: 0,
        by_deadline_in_force: None,
    }
}

/// Adds the milestones under these policies.
pub fn with(mut results: Results, curves: &[Curve], policies: &[&'static str]) -> Results {
    let about = results.about.clone();
    let first = (about.as_of.unwrap_or(about.start) - about.deadline).get_days().into();
    let last = i64::from((about.horizon - about.deadline).get_days());
    for &curve in curves {
        for &policy in policies {
            results.milestones.push(row(&results, curve, policy));
            let day = |days: i64| CurveRow {
                milestone: curve.0.into(),
                policy,
                date: plus(about.deadline, days),
                share: if share(curve, policy, days) < 5e-5 { 0.0 } else { share(curve, policy, days) },
            };
            results.curves.extend((first..=last).map(day));
        }
    }
    results
}
