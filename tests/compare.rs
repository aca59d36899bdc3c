//! Scenarios side by side: differences that follow from arithmetic, intervals that
//! cover a known truth, and luck that is shared or is not.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use drawdown::compare::{self, Resamples, Side};
use drawdown::ensemble::{self, CHUNK, Columns, Job, Kind, Policies};
use drawdown::results::{DifferenceRow, DistributionRow};
use drawdown::scenario::Scenario;
use drawdown::simulate::{PolicyLevel, prepare};
use drawdown::stats::Level;

/// The numbers of the first `n` replications of a scenario.
fn columns(scenario: &Scenario, seed: u64, n: u64, policies: &Policies, threads: usize) -> Columns {
    let model = prepare(scenario);
    let columns = Mutex::new(Columns::new(&model, policies, n));
    let job = Job {
        model: &model,
        watches: &[],
        policies,
        seed,
        chunk: CHUNK,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| (),
        each: None,
    };
    let ear = |replication: u64, policy: usize, outcome: &_| {
        columns.lock().unwrap().put(&model, replication, policy, outcome);
    };
    ensemble::run_heard(&job, 0..n, Some(&ear)).unwrap();
    columns.into_inner().unwrap()
}

fn parse(text: &str) -> Scenario {
    Scenario::parse(text, "case.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn shipped(name: &str, sets: &[&str]) -> Scenario {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let sets: Vec<String> = sets.iter().map(|set| set.to_string()).collect();
    Scenario::load(&path, &sets).unwrap_or_else(|error| panic!("{error}")).scenario
}

/// The rows of `other` beside `base`, of `n` replications under all policies.
fn compared(base: &Scenario, other: &Scenario, seed: u64, n: u64) -> (Vec<DifferenceRow>, Vec<DistributionRow>) {
    under(&Policies::all(), base, other, seed, n)
}

fn under(
    policies: &Policies,
    base: &Scenario,
    other: &Scenario,
    seed: u64,
    n: u64,
) -> (Vec<DifferenceRow>, Vec<DistributionRow>) {
    let resamples = Resamples::new(seed, n as usize);
    let side = |name: &str, scenario| Side::new(name.into(), columns(scenario, seed, n, policies, 0), &resamples);
    compare::rows(&side("base", base), &side("other", other), &resamples)
}

fn row<'a>(rows: &'a [DifferenceRow], quantity: &str, id: &str, policy: &str) -> &'a DifferenceRow {
    let is_it = |row: &&DifferenceRow| row.quantity == quantity && row.id == id && row.policy == policy;
    rows.iter().find(is_it).unwrap_or_else(|| panic!("no row {quantity} {id} {policy}"))
}

/// Every number of a row that says that something differs.
fn changes(row: &DifferenceRow) -> Vec<f64> {
    let days = [row.p50_change, row.p50_change_low, row.p50_change_high, row.p80_change, row.p80_change_low]
        .into_iter()
        .chain([row.p80_change_high]);
    let numbers = [
        row.mean_change,
        row.mean_change_low,
        row.mean_change_high,
        row.probability_change,
        row.probability_change_low,
        row.probability_change_high,
        row.earlier,
        row.later,
        1.0 - row.same,
    ];
    let ratios = [row.variance_ratio, row.variance_ratio_low, row.variance_ratio_high];
    days.flatten().map(|days| days as f64).chain(numbers).chain(ratios.into_iter().flatten()).collect()
}

#[test]
fn a_scenario_beside_itself_differs_by_exactly_nothing() {
    let minusma = shipped("minusma.toml", &[]);
    let (rows, distribution) = compared(&minusma, &minusma, 1, 100);
    assert!(rows.len() > 50);
    for row in &rows {
        assert!(changes(row).iter().all(|&change| change == 0.0), "{row:?}");
        assert_eq!(
            (row.mean_base, row.p80_base, row.probability_base),
            (row.mean_other, row.p80_other, row.probability_other)
        );
    }
    assert!(distribution.iter().all(|bar| (bar.days, bar.share, bar.censored_share) == (0, 1.0, 0.0)));
}

/// A port from which people fly on the day on which they may: nobody waits for a seat.
/// The port closes from day 0 on, prepares, and is empty at the end of the day after.
fn port(preparation: &str, shift: &str, more: &str) -> Scenario {
    parse(&format!(
        r#"
        [mission]
        name = "one port"
        start = 2024-01-01
        deadline = 2024-04-30
        horizon = 2025-01-31
        [delay]
        preparation = {preparation}
        [[site]]
        id = "port"
        people = {{ military = 10 }}
        begin = 2024-01-01
        begin_shift = {shift}
        [[gateway]]
        id = "port"
        exits = [ {{ id = "ship", air = {{ per_week = 7, seats = 100 }} }} ]
        {more}
        "#
    ))
}

const UNIFORM_60: &str = "{ uniform = { min = 0, max = 60 } }";

#[test]
fn a_site_that_nobody_else_meets_changes_nothing_for_the_others() {
    let elsewhere = r#"
        [[site]]
        id = "elsewhere"
        people = { police = 10 }
        begin = 2024-01-01
        [[gateway]]
        id = "elsewhere"
        exits = [ { id = "road", road = { per_week = 7, seats = 100 } } ]
    "#;
    let base = port(UNIFORM_60, "0", "");
    let other = port(UNIFORM_60, "0", elsewhere);
    let (rows, _) = compared(&base, &other, 3, 200);
    let site = row(&rows, "site", "port", "full");
    assert!(site.p50_base < site.p80_base, "something varies");
    assert!(changes(site).iter().all(|&change| change == 0.0), "{site:?}");
    // The new site has the same law and luck of its own: everybody is out later in half of the cases.
    assert!(row(&rows, "milestone", "people-out", "full").later > 0.4);
    assert!(rows.iter().all(|row| row.id != "elsewhere"));
    let notes = compare::notes(("base", &base), ("other", &other));
    assert_eq!(notes, ["only `other` has the site `elsewhere`: no row"]);
}

#[test]
fn three_days_more_are_three_days_later() {
    // The outpost prepares for 3 days, or 6; all that follows is fixed and waits for nothing but it, as the tutorial
    // goes through day by day, and the gateway closes when the outpost is empty.
    let base = shipped("two-sites.toml", &[]);
    let other = shipped("two-sites.toml", &["site.outpost.delay.preparation=6"]);
    let (rows, distribution) = compared(&base, &other, 1, 40);
    for row in rows.iter().filter(|row| row.unit == "days") {
        assert_eq!((row.mean_change, row.mean_change_low, row.mean_change_high), (3.0, 3.0, 3.0), "{row:?}");
        assert_eq!([row.p50_change, row.p50_change_low, row.p50_change_high], [Some(3); 3]);
        assert_eq!([row.p80_change, row.p80_change_low, row.p80_change_high], [Some(3); 3]);
        assert_eq!([row.earlier, row.same, row.later], [0.0, 0.0, 1.0]);
        assert_eq!([row.independent_earlier, row.independent_same, row.independent_later], [0.0, 0.0, 1.0]);
        assert_eq!(row.variance_ratio, None, "nothing varies");
        // All in time: no change, but of 40 pairs one knows it only to 1.96 / 42.
        assert_eq!((row.probability_base, row.probability_change), (1.0, 0.0));
        assert!((row.probability_change_high - 1.959_96 / 42.0).abs() < 1e-5);
    }
    // The plan of the tutorial: everybody out on 26 January, day 25; on day 28 if 3 days later.
    let out = row(&rows, "milestone", "people-out", "off");
    assert_eq!((out.p50_base, out.p50_other, out.mean_base), (Some(25), Some(28), 25.0));
    assert!(rows.iter().filter(|row| row.quantity == "price").all(|row| row.same == 1.0 && row.mean_change == 0.0));
    // Four milestones under three policies, one bar each.
    assert_eq!(distribution.len(), 12);
    assert!(distribution.iter().all(|bar| (bar.days, bar.share, bar.censored_share) == (3, 1.0, 0.0)));
}

#[test]
fn never_is_never_and_later_than_any_day() {
    // A strike stops everything from the first day to the horizon in half of the replications of both: never in
    // both, which is the same. In the other half they are out, the one after 3 days and the other after 7.
    let strike = |scope: &str| {
        format!(
            "[[shock]]\nid = 'strike'\ndate = 2024-01-01\nprobability = 0.5\neffects = [ {{ suspend = {{ scope = '{scope}', days = {{ fixed = 999 }} }} }} ]"
        )
    };
    let base = port("{ fixed = 3 }", "0", &strike("mission"));
    let other = port("{ fixed = 7 }", "0", &strike("mission"));
    let (rows, distribution) = compared(&base, &other, 5, 500);
    let out = row(&rows, "milestone", "people-out", "off");
    let never = 1.0 - out.probability_base;
    // 500 fair coins lie within 3.29 sd (a false alarm in 1,000 seeds) of one half.
    assert!((never - 0.5).abs() < 3.29 * (0.25_f64 / 500.0).sqrt());
    assert_eq!((out.earlier, out.same, out.later), (0.0, never, 1.0 - never));
    // With luck of its own the other is earlier where the base alone never comes.
    let both = (never * (1.0 - never) * 1e9).round();
    assert_eq!((out.independent_earlier * 1e9).round(), both);
    assert_eq!((out.independent_later * 1e9).round(), (((1.0 - never) * 1e9) * 1.0).round());
    assert_eq!((out.p80_base, out.p80_change, out.p80_other), (None, None, None));
    assert_eq!(out.mean_change, 4.0 * (1.0 - never));
    let bars: Vec<_> =
        distribution.iter().filter(|bar| bar.policy == "off").map(|bar| (bar.days, bar.censored_share)).collect();
    assert_eq!(bars, [(0, 0.0), (4, 0.0)]);
    // Beside a plan without the strike: where the base never comes, at least so many days.
    let (rows, distribution) = compared(&other, &port("{ fixed = 7 }", "0", ""), 5, 500);
    let out = row(&rows, "milestone", "people-out", "off");
    assert_eq!((out.earlier, out.same, out.later), (never, 1.0 - never, 0.0));
    let off: Vec<_> = distribution.iter().filter(|bar| bar.policy == "off").collect();
    assert_eq!((off[0].censored_share, off[1].censored_share), (never, 0.0));
    // P80 is never in the base and a day in the other: earlier, by an unknown number that is at least this.
    let day = out.p80_other.unwrap();
    assert_eq!((out.p80_change, out.p80_change_low, out.p80_change_high), (None, None, Some(day - 397)));
}

#[test]
fn luck_of_their_own_is_every_replication_with_every_other() {
    let (base, other) = (shipped("minusma.toml", &[]), shipped("minusma-open.toml", &[]));
    let (a, b) = (columns(&base, 1, 60, &Policies::all(), 0), columns(&other, 1, 60, &Policies::all(), 0));
    let (rows, _) = compared(&base, &other, 1, 60);
    let mut seen = 0;
    for (column, row) in a.columns.iter().zip(&rows) {
        assert_eq!(column.id, row.id);
        let partner =
            b.columns.iter().find(|c| (c.kind, &c.id, c.level) == (column.kind, &column.id, column.level)).unwrap();
        let mut counts = [0.0; 3];
        for base in &column.values {
            for other in &partner.values {
                counts[(other.cmp(base) as i8 + 1) as usize] += 1.0;
            }
        }
        let shares = [row.independent_earlier, row.independent_same, row.independent_later];
        assert_eq!(shares, counts.map(|count| count / 3_600.0), "{}", row.id);
        let paired = [row.earlier, row.same, row.later];
        assert!((paired.iter().sum::<f64>() - 1.0).abs() < 1e-12 && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        seen += usize::from(shares != paired);
    }
    assert!(seen > 20);
}

#[test]
fn the_same_for_any_threads() {
    let minusma = shipped("minusma.toml", &[]);
    let one = columns(&minusma, 1, 200, &Policies::all(), 1);
    assert!(one.columns.iter().any(|column| column.kind == Kind::Milestone && column.values[0] > 0));
    for threads in [2, 7] {
        assert!(columns(&minusma, 1, 200, &Policies::all(), threads) == one, "{threads} threads");
    }
    // The first replications are the same however many there are.
    let more = columns(&minusma, 1, 300, &Policies::all(), 2);
    assert!(more.columns.iter().zip(&one.columns).all(|(more, one)| more.values[..200] == one.values));
}

// ---- variance ratio --------------------------------------------------------

#[test]
fn luck_that_is_shared_fully_leaves_no_variance() {
    let off = Policies::only(PolicyLevel::Off);
    let (rows, _) = under(&off, &port(UNIFORM_60, "0", ""), &port(UNIFORM_60, "5", ""), 1, 300);
    let out = row(&rows, "milestone", "people-out", "off");
    assert_eq!((out.mean_change_low, out.mean_change, out.mean_change_high), (5.0, 5.0, 5.0));
    assert_eq!([out.variance_ratio, out.variance_ratio_low, out.variance_ratio_high], [Some(0.0); 3]);
}

#[test]
fn luck_that_is_not_shared_leaves_all_of_the_variance() {
    // The one is late by its preparation, the other by the shift of its beginning: other draws, the same law. The
    // ratio is 1 − r, and r of unrelated pairs has the standard error 1 / sqrt(n): 3.29 of them are passed by
    // one seed in 1,000.
    let off = Policies::only(PolicyLevel::Off);
    let (base, other) = (port(UNIFORM_60, "0", ""), port("0", UNIFORM_60, ""));
    for seed in [1, 2, 3] {
        let (rows, _) = under(&off, &base, &other, seed, 2_000);
        let out = row(&rows, "milestone", "people-out", "off");
        let ratio = out.variance_ratio.unwrap();
        assert!((ratio - 1.0).abs() < 3.29 / 2_000_f64.sqrt(), "{ratio}");
        // The interval is as wide as that standard error says, to a quarter.
        let width = out.variance_ratio_high.unwrap() - out.variance_ratio_low.unwrap();
        assert!((width / (2.0 * 1.96 / 2_000_f64.sqrt()) - 1.0).abs() < 0.25, "{width}");
    }
}

// ---- coverage --------------------------------------------------------------

/// A uniform law over 0 to `max` days gives day k with 1 / max, and the first and the
/// last with half of that: floor(Q(u) + v).
fn law(max: usize) -> Vec<f64> {
    (0..=max).map(|day| if day == 0 || day == max { 0.5 } else { 1.0 } / max as f64).collect()
}

/// The law of a sum of two independent days.
fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut law = vec![0.0; a.len() + b.len() - 1];
    for (i, p) in a.iter().enumerate() {
        for (j, q) in b.iter().enumerate() {
            law[i + j] += p * q;
        }
    }
    law
}

fn mean(law: &[f64]) -> f64 {
    law.iter().enumerate().map(|(day, p)| day as f64 * p).sum()
}

fn by(law: &[f64], day: usize) -> f64 {
    law[..=day].iter().sum()
}

fn quantile(law: &[f64], level: Level) -> i64 {
    let share = level.0 as f64 / level.1 as f64;
    (0..law.len()).find(|&day| by(law, day) >= share).unwrap() as i64
}

#[test]
fn a_quantile_between_days_that_are_far_apart_is_covered_too() {
    // Base: everybody is out after a preparation of 10 days. Other: of 10 days, or in every fifth case and a little
    // more (13 of 64) of 40: its P80 is day 40, near the share at which it would be day 10, and nothing lies between.
    let empirical = |late: usize| {
        let days: Vec<&str> = (0..64).map(|i| if i < 64 - late { "10" } else { "40" }).collect();
        format!("{{ empirical = [{}] }}", days.join(", "))
    };
    let (base, other) = (port(&empirical(0), "0", ""), port(&empirical(13), "0", ""));
    let off = Policies::only(PolicyLevel::Off);
    let (repeats, n) = (300, 200);
    let holds = |seed: &u64| {
        let (rows, _) = under(&off, &base, &other, *seed, n);
        let row = row(&rows, "milestone", "people-out", "off");
        row.p80_change_low.unwrap() <= 30 && 30 <= row.p80_change_high.unwrap()
    };
    let covered = (1..=repeats).filter(holds).count();
    println!("covered of {repeats}: {covered}");
    // 95 % or more of 300: 285, less 3.09 sd of 3.8 for a false alarm in 1,000.
    assert!(covered >= 273, "{covered}");
}

#[test]
fn the_intervals_cover_a_known_truth() {
    // Base: everybody is out after a preparation of 0 to 240 days. Other: after one of 0 to 160 days, on the
    // same draw, from a beginning that comes 0 to 40 days late, on another. Many days, so that P50 and P80 are
    // hardly discrete. The truth is arithmetic.
    let base = port("{ uniform = { min = 0, max = 240 } }", "0", "");
    let other = port("{ uniform = { min = 0, max = 160 } }", "{ uniform = { min = 0, max = 40 } }", "");
    let (x, y) = (law(240), sum(&law(160), &law(40)));
    let deadline = 120; // 30 April
    let mean_change = mean(&y) - mean(&x);
    let [p50, p80] = [Level::P50, Level::P80].map(|level| quantile(&y, level) - quantile(&x, level));
    let probability = by(&y, deadline) - by(&x, deadline);
    let off = Policies::only(PolicyLevel::Off);
    let (repeats, n) = (1_000, 200);
    let mut covered = [0; 4];
    for seed in 1..=repeats {
        let (rows, _) = under(&off, &base, &other, seed, n);
        let row = row(&rows, "milestone", "people-out", "off");
        let days = |low: Option<i64>, truth: i64, high: Option<i64>| low.unwrap() <= truth && truth <= high.unwrap();
        let holds = [
            row.mean_change_low <= mean_change && mean_change <= row.mean_change_high,
            row.probability_change_low <= probability && probability <= row.probability_change_high,
            days(row.p50_change_low, p50, row.p50_change_high),
            days(row.p80_change_low, p80, row.p80_change_high),
        ];
        covered.iter_mut().zip(holds).for_each(|(count, holds)| *count += usize::from(holds));
    }
    println!("covered of {repeats}: mean, probability, P50, P80: {covered:?}");
    // 95 % of 1,000 with a false alarm in 1,000 on either side: 3.09 sd of 6.9 are 21. The half day on either side
    // of a whole one, beside a standard error of 4 days, adds 1.5 points to the quantiles, which may also be
    // known a little less well than they say.
    for (at, name, most) in [(0, "mean", 971), (1, "probability", 971), (2, "P50", 985), (3, "P80", 985)] {
        assert!((929..=most).contains(&covered[at]), "{name}: {}", covered[at]);
    }
}

#[test]
fn the_same_luck_never_needs_more_replications() {
    let n = 500;
    let base = shipped("minusma.toml", &[]);
    for name in ["early", "noflights-october", "open", "plan", "timbuktu-kept", "trucks"] {
        let (rows, _) = compared(&base, &shipped(&format!("minusma-{name}.toml"), &[]), 1, n);
        for row in rows {
            assert!(row.variance_ratio_low.is_none_or(|low| low <= 1.0), "{name}: {row:?}");
        }
    }
}
