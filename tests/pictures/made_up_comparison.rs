//! Made-up comparisons to draw: a base, and others that are so many days later or earlier.

use drawdown::results::{Comparison, DifferenceRow, DistributionRow, MilestoneRow, Results, StrengthRow};
use jiff::Span;

use crate::made_up::{empty, mali, odd, tiny};

/// A name and what to draw.
pub type Case = (&'static str, fn() -> Comparison);

pub const POLICIES: [&str; 2] = ["off", "full"];

/// The other scenario's name, how many days later it is, and how much that scatters.
type Variant<'a> = (&'a str, i64, i64);

fn milestone(results: &Results, policy: &'static str, by_deadline: f64) -> MilestoneRow {
    let day = |days: i64| results.about.deadline.checked_add(Span::new().days(days)).ok();
    MilestoneRow {
        milestone: "people-out".into(),
        kind: "people_out",
        share: 1.0,
        policy,
        by_deadline,
        by_deadline_low: by_deadline - 0.01,
        by_deadline_high: by_deadline + 0.01,
        by_deadline_inputs_low: Some(by_deadline / 2.0),
        by_deadline_inputs_high: Some((by_deadline * 1.6).min(0.99)),
        plan: day(-4),
        p10: day(-3),
        p50: day(15),
        p80: day(31),
        p90: day(60),
        p80_low: day(30),
        p80_high: day(33),
        p80_inputs_low: day(5),
        p80_inputs_high: None,
        finished_share: 0.97,
        contingency_days: Some(35),
        written_off_mean: 120.0,
        written_off_p50: 100,
        written_off_p90: 300,
        sites_left_without_handover_mean: 1.0,
        evacuated_mean: 80.0,
        exposed_at_sites_mean: 0.0,
        exposed_on_road_mean: 0.0,
        tail_mean: 420.0,
        tail_p90: 500,
        by_deadline_in_force: None,
    }
}

/// The same rows on later days.
fn later(rows: &[StrengthRow], days: i64) -> Vec<StrengthRow> {
    let last = rows.len() as i64 - 1;
    let row = |(i, row): (usize, &StrengthRow)| {
        let from = &rows[(i as i64 - days).clamp(0, last) as usize];
        StrengthRow { date: row.date, ..from.clone() }
    };
    rows.iter().enumerate().map(row).collect()
}

fn other(base: &Results, (name, days, _): Variant) -> Results {
    let mut other = base.clone();
    other.about.scenario = name.into();
    other.about.hash = format!("{:012x}", (0x1234_5678_9abc_u64 * (days + 99) as u64) & 0xffff_ffff_ffff);
    other.strength = later(&base.strength, days);
    for row in &mut other.milestones {
        row.by_deadline = (row.by_deadline - days as f64 / 100.0).clamp(0.0, 1.0);
    }
    other
}

/// Weights of a triangle around the mean difference; a twentieth beyond the horizon where it is later.
pub fn distribution(name: &str, policy: &'static str, days: i64, spread: i64) -> Vec<DistributionRow> {
    let total = ((spread + 1) * (spread + 1)) as f64;
    let censored = if days > 0 && policy == "off" { 0.05 } else { 0.0 };
    let row = |day: i64, share: f64, censored_share: f64| DistributionRow {
        scenario: name.into(),
        milestone: "people-out".into(),
        policy,
        days: day,
        share,
        censored_share,
    };
    let weight = |step: i64| (spread + 1 - step.abs()) as f64 / total;
    let mut rows: Vec<DistributionRow> =
        (-spread..=spread).map(|step| row(days + step, weight(step) * (1.0 - censored), 0.0)).collect();
    if censored > 0.0 {
        rows.push(row(days + spread + 12, censored, censored));
    }
    rows
}

fn difference(base: &Results, variant: Variant, policy: &'static str) -> DifferenceRow {
    let (name, days, spread) = variant;
    let rows = distribution(name, policy, days, spread);
    let share = |of: fn(i64) -> bool| rows.iter().filter(|row| of(row.days)).map(|row| row.share).sum::<f64>();
    let mean: f64 = rows.iter().map(|row| row.days as f64 * row.share).sum();
    let probability = if policy == "off" { 0.24 } else { 0.97 };
    let change = if policy == "off" { -(days as f64) / 100.0 } else { -(days as f64) / 1_000.0 };
    let varies = spread > 0;
    DifferenceRow {
        scenario: name.into(),
        base: base.about.scenario.clone(),
        quantity: "milestone",
        id: "people-out".into(),
        policy,
        unit: "days",
        mean_base: 200.0,
        mean_other: 200.0 + mean,
        mean_change: mean,
        mean_change_low: mean - 0.1 * spread as f64,
        mean_change_high: mean + 0.1 * spread as f64,
        p50_base: Some(198),
        p50_other: Some(198 + days),
        p50_change: Some(days),
        p50_change_low: Some(days - spread.min(1)),
        p50_change_high: Some(days + spread.min(1)),
        p80_base: Some(214),
        p80_other: Some(214 + days),
        p80_change: Some(days),
        p80_change_low: Some(days - spread / 6),
        p80_change_high: Some(days + spread / 6),
        probability_base: probability,
        probability_other: (probability + change).clamp(0.0, 1.0),
        probability_change: change,
        probability_change_low: change - 0.002 * spread as f64,
        probability_change_high: change + 0.002 * spread as f64,
        earlier: share(|days| days < 0),
        same: share(|days| days == 0),
        later: share(|days| days > 0),
        independent_earlier: 0.45,
        independent_same: 0.02,
        independent_later: 0.53,
        variance_ratio: varies.then_some(0.01 * spread as f64),
        variance_ratio_low: varies.then_some(0.008 * spread as f64),
        variance_ratio_high: varies.then_some(0.012 * spread as f64),
        probability_variance_ratio: None,
        replications: 10_000,
    }
}

pub fn comparison(mut base: Results, variants: &[Variant]) -> Comparison {
    base.milestones = vec![milestone(&base, "off", 0.24), milestone(&base, "full", 0.97)];
    let others: Vec<Results> = variants.iter().map(|variant| other(&base, *variant)).collect();
    let pairs = variants.iter().flat_map(|variant| POLICIES.map(|policy| (*variant, policy)));
    let differences = pairs.clone().map(|(variant, policy)| difference(&base, variant, policy)).collect();
    let distribution = pairs.flat_map(|((name, days, spread), policy)| distribution(name, policy, days, spread));
    let distribution = distribution.collect();
    Comparison { base, others, pairs: 10_000, differences, distribution, notes: vec![] }
}

pub fn none() -> Comparison {
    comparison(mali(), &[])
}

pub fn one() -> Comparison {
    comparison(mali(), &[("minusma-trucks", -12, 9)])
}

pub fn two() -> Comparison {
    let mut two = comparison(mali(), &[("minusma trucks.gao-pool.count=400", -3, 4), ("minusma-open", 25, 20)]);
    two.others[1].about.deadline = two.base.about.deadline.checked_add(Span::new().days(31)).unwrap();
    two.notes.push("`minusma-open` has another deadline (31 January 2024): its probabilities are of that date.".into());
    two
}

const FIVE: [Variant; 5] = [
    ("minusma-early", -18, 12),
    ("minusma-noflights-october", 14, 8),
    ("minusma-open", -40, 25),
    ("minusma-timbuktu-kept", -5, 2),
    ("minusma-trucks", -2, 5),
];

pub fn five() -> Comparison {
    comparison(mali(), &FIVE)
}

pub fn eight() -> Comparison {
    let more =
        [("delay.clearance={ fixed = 3 }", -9, 6), ("twice the seats & <half> the trucks", 8, 3), ("late", 33, 15)];
    comparison(mali(), &[&FIVE[..], &more].concat())
}

pub fn twenty() -> Comparison {
    let names: Vec<String> =
        (0..20).map(|i| format!("minusma gateway.gao.exits.charter.air.seats={}", 100 + 5 * i)).collect();
    let variants: Vec<Variant> = names.iter().zip(0..).map(|(name, i)| (name.as_str(), 21 - 2 * i, i)).collect();
    comparison(mali(), &variants)
}

/// Others that are the base itself, and one another.
pub fn same() -> Comparison {
    comparison(mali(), &[("minusma again", 0, 0), ("third", 20, 4), ("fourth", 20, 4)])
}

/// Of nothing at all.
pub fn nothing() -> Comparison {
    let mut nothing = comparison(empty(), &[("", 0, 0)]);
    (nothing.differences, nothing.distribution, nothing.pairs) = (vec![], vec![], 0);
    nothing.base.milestones.clear();
    nothing.others[0].milestones.clear();
    nothing
}

/// Upside down, endless, no numbers.
pub fn wild() -> Comparison {
    let mut wild = comparison(odd(), &[("Odd\u{0}\nname & <b>", 3, 2), ("never", 0, 0)]);
    let row = &mut wild.differences[0];
    (row.mean_change, row.mean_change_low, row.probability_change) = (f64::NAN, f64::NEG_INFINITY, f64::INFINITY);
    (row.p80_change_low, row.p80_change_high) = (None, Some(i64::MAX));
    (row.p80_change, row.earlier, row.variance_ratio) = (Some(i64::MIN), f64::NAN, Some(f64::INFINITY));
    let row = &mut wild.differences[2];
    (row.p80_base, row.p80_other, row.p80_change, row.p50_change) = (None, None, None, None);
    (row.p80_change_low, row.p80_change_high) = (None, None);
    (wild.distribution[0].days, wild.distribution[1].days) = (i64::MIN, i64::MAX);
    (wild.distribution[2].share, wild.distribution[3].censored_share) = (f64::NAN, -1.0);
    wild.notes = vec!["a note & <another> ".repeat(200)];
    wild
}

/// Few people, one replication, one policy, names that are too long.
pub fn small() -> Comparison {
    let mut small =
        comparison(tiny(), &[("a name that is longer than any column is made for, and then goes on", 2, 1)]);
    small.pairs = 1;
    small.base.about.policy = "off".into();
    small.differences.retain(|row| row.policy == "off");
    small.distribution.retain(|row| row.policy == "off");
    small
}
