//! The tables from which delays are drawn, beside the laws they stand for; and beside those of other machines.

use std::fmt::Write;
use std::path::Path;

use drawdown::delay::{Delay, Law, Table};
use drawdown::scenario::Scenario;
use drawdown::simulate;
use sha2::{Digest, Sha256};

/// Steps of the level of a draw.
const CELLS: f64 = 1_099_511_627_776.0;

/// A table holds whole steps of 2⁻³² day, and a look-up rounds down once more: a value is never
/// further off than this for that, and where the true one is smaller, a share of it means nothing.
const GRAIN: f64 = 2.0 / 4_294_967_296.0;

/// The largest value in a table, in days.
const LARGEST: f64 = 1_000_000.0;

fn delay(law: Result<Law, String>) -> Delay {
    Delay::new(law.unwrap())
}

fn between(law: Result<Law, String>, min: Option<f64>, max: Option<f64>) -> Delay {
    Delay::truncated(law.unwrap(), min, max, None).unwrap()
}

/// As planners use them, and where a law is odd: beginning at its mode, nearly certain, or spread over decades.
fn closed() -> Vec<(&'static str, Delay)> {
    vec![
        ("fixed 3", Delay::fixed(3.0)),
        ("uniform 2 to 5", delay(Law::uniform(2.0, 5.0))),
        ("uniform 0 to 30", delay(Law::uniform(0.0, 30.0))),
        ("uniform -3 to 3", delay(Law::uniform(-3.0, 3.0))),
        ("triangular -15, 0, 20", delay(Law::triangular(-15.0, 0.0, 20.0))),
        ("triangular 0, 4, 10", delay(Law::triangular(0.0, 4.0, 10.0))),
        ("triangular 0, 0, 10", delay(Law::triangular(0.0, 0.0, 10.0))),
        ("triangular 0, 10, 10", delay(Law::triangular(0.0, 10.0, 10.0))),
        ("triangular 4, 14, 30", delay(Law::triangular(4.0, 14.0, 30.0))),
        ("exponential 8", delay(Law::exponential(8.0))),
        ("exponential 0.01", delay(Law::exponential(0.01))),
        ("exponential 1000", delay(Law::exponential(1000.0))),
        ("empirical 5, 9, 10", delay(Law::empirical(vec![10.0, 5.0, 9.0]))),
        ("empirical, 1 of 7 is long", delay(Law::empirical(vec![1.0, 1.0, 1.5, 2.0, 2.0, 3.25, 90.0]))),
    ]
}

fn lognormal() -> Vec<(&'static str, Delay)> {
    vec![
        ("lognormal 6, p90 18", delay(Law::lognormal_median_p90(6.0, 18.0))),
        ("lognormal 1, p90 1.8", delay(Law::lognormal_median_p90(1.0, 1.8))),
        ("lognormal 30, p90 31", delay(Law::lognormal_median_p90(30.0, 31.0))),
        ("lognormal 0.1, p90 5", delay(Law::lognormal_median_p90(0.1, 5.0))),
        ("lognormal 1, p90 1000", delay(Law::lognormal_median_p90(1.0, 1000.0))),
        ("lognormal mean 8, sd 6", delay(Law::lognormal_mean_sd(8.0, 6.0))),
    ]
}

fn pert() -> Vec<(&'static str, Delay)> {
    vec![
        ("pert 2, 4, 12", delay(Law::pert(2.0, 4.0, 12.0))),
        ("pert 0, 0, 9", delay(Law::pert(0.0, 0.0, 9.0))),
        ("pert 0, 9, 9", delay(Law::pert(0.0, 9.0, 9.0))),
        ("pert -15, 0, 20", delay(Law::pert(-15.0, 0.0, 20.0))),
    ]
}

fn gamma() -> Vec<(&'static str, Delay)> {
    vec![
        ("gamma 10, sd 5", delay(Law::gamma_mean_sd(10.0, 5.0))),
        ("gamma of shape 1/4", delay(Law::gamma_mean_sd(4.0, 8.0))),
        ("gamma of shape 1/2", delay(Law::gamma_mean_sd(3.0, 18_f64.sqrt()))),
        ("gamma of shape 30", delay(Law::gamma_mean_sd(30.0, 30_f64.sqrt()))),
        ("gamma of shape 1/100", delay(Law::gamma_mean_sd(1.0, 10.0))),
        ("gamma of shape 1/900", delay(Law::gamma_mean_sd(1.0, 30.0))),
        ("gamma of shape 1,000,000", delay(Law::gamma_mean_sd(10.0, 0.01))),
    ]
}

fn truncated() -> Vec<(&'static str, Delay)> {
    vec![
        ("gamma 10, sd 5, 5 to 30", between(Law::gamma_mean_sd(10.0, 5.0), Some(5.0), Some(30.0))),
        ("gamma of shape 1/4, 0.1 to 20", between(Law::gamma_mean_sd(4.0, 8.0), Some(0.1), Some(20.0))),
        ("lognormal 6, p90 18, up to 60", between(Law::lognormal_median_p90(6.0, 18.0), None, Some(60.0))),
        ("lognormal 6, p90 18, from 17", between(Law::lognormal_median_p90(6.0, 18.0), Some(17.0), None)),
        ("exponential 8, 40 to 50", between(Law::exponential(8.0), Some(40.0), Some(50.0))),
        ("triangular -15, 0, 20, from -5", between(Law::triangular(-15.0, 0.0, 20.0), Some(-5.0), None)),
        ("uniform 2 to 5, 3 to 4", between(Law::uniform(2.0, 5.0), Some(3.0), Some(4.0))),
        ("pert 2, 4, 12, up to 6", between(Law::pert(2.0, 4.0, 12.0), None, Some(6.0))),
        ("empirical, without its 5", between(Law::empirical(vec![5.0, 9.0, 10.0]), Some(6.0), None)),
    ]
}

fn all() -> Vec<(&'static str, Delay)> {
    [closed(), lognormal(), pert(), gamma(), truncated()].concat()
}

/// (F(x), 1 − F(x)) of a law conditioned on its bounds: a value that is never drawn has no part in it.
fn cdf(delay: &Delay, x: f64) -> (f64, f64) {
    let below = |x: f64| match &delay.law {
        // A bound may itself be drawn.
        Law::Empirical(values) => values.iter().filter(|v| **v < x).count() as f64 / values.len() as f64,
        law => law.cdf(x).0,
    };
    if delay.min.is_some_and(|min| x < min) {
        return (0.0, 1.0);
    }
    if delay.max.is_some_and(|max| x >= max) {
        return (1.0, 0.0);
    }
    let (from, to) = (delay.min.map_or(0.0, below), delay.max.map_or(1.0, |max| delay.law.cdf(max).0));
    let above = delay.max.map_or(0.0, |max| delay.law.cdf(max).1);
    let (p, q) = delay.law.cdf(x);
    ((p - from) / (to - from), (q - above) / (to - from))
}

/// The level of a draw next to `p`, as its number and exactly.
fn level(p: f64) -> (u64, f64) {
    let u40 = (p * CELLS - 0.5).round().clamp(0.0, CELLS - 1.0);
    (u40 as u64, (u40 + 0.5) / CELLS)
}

fn levels() -> impl Iterator<Item = (u64, f64)> {
    let tails = (2..=6).map(|k| 0.1_f64.powi(k)).flat_map(|p| [p, 1.0 - p]);
    (0..100_000).map(|i| (f64::from(i) + 0.5) / 1e5).chain(tails).map(level)
}

/// The exact quantile lies within `share` of what the table gives: of its size, or, for laws that
/// begin below 0 and cross it, of its distance from where they begin.
///
/// Asked of the distribution function, which needs no inverse: Q(p) ≥ x is F(x) ≤ p, where F rises.
fn is_near(delay: &Delay, drawn: f64, p: f64, share: f64) -> bool {
    let start = delay.lower().min(0.0);
    let low = start + (drawn - start - GRAIN) / (1.0 + share);
    let high = start + (drawn - start + GRAIN) / (1.0 - share);
    let (at_low, at_high) = (cdf(delay, low), cdf(delay, high));
    let is_largest = drawn >= LARGEST * (1.0 - share);
    if p < 0.5 {
        at_low.0 <= p && (p <= at_high.0 || is_largest)
    } else {
        at_low.1 >= 1.0 - p && (at_high.1 <= 1.0 - p || is_largest)
    }
}

fn are_near_to_the_exact_inverse(laws: Vec<(&str, Delay)>) {
    for (name, delay) in laws {
        let table = Table::new(&delay);
        for (u40, p) in levels() {
            let share = if (0.01..=0.99).contains(&p) { 0.001 } else { 0.01 };
            let drawn = table.value(1.0, u40 << 24);
            let exact = || delay.quantile(p, 1.0 - p);
            assert!(is_near(&delay, drawn, p, share), "{name}: {drawn} is not {} at level {p}", exact());
        }
    }
}

#[test]
fn tables_of_laws_with_a_closed_inverse_are_near_to_it() {
    are_near_to_the_exact_inverse(closed());
}

#[test]
fn tables_of_lognormal_laws_are_near_to_the_exact_inverse() {
    are_near_to_the_exact_inverse(lognormal());
}

#[test]
fn tables_of_pert_laws_are_near_to_the_exact_inverse() {
    are_near_to_the_exact_inverse(pert());
}

#[test]
fn tables_of_gamma_laws_are_near_to_the_exact_inverse() {
    are_near_to_the_exact_inverse(gamma());
}

#[test]
fn tables_of_truncated_laws_are_near_to_the_exact_inverse() {
    are_near_to_the_exact_inverse(truncated());
}

#[test]
fn a_table_that_is_off_by_more_than_it_may_be_is_noticed() {
    // An exponential delay of mean 8 has its median at 8 ln 2.
    let delay = delay(Law::exponential(8.0));
    let median = 8.0 * 2_f64.ln();
    assert!(is_near(&delay, median * 1.0009, 0.5, 0.001) && is_near(&delay, median * 0.9991, 0.5, 0.001));
    assert!(!is_near(&delay, median * 1.0011, 0.5, 0.001) && !is_near(&delay, median * 0.9989, 0.5, 0.001));
}

/// P(D = k), D = floor(Q(u) + v), for the days from `first` on; the last takes the rest.
fn of_table(delay: &Delay, first: i64, n: usize) -> Vec<f64> {
    const LEVELS: u32 = 100_000;
    let (table, mut days) = (Table::new(delay), vec![0.0; n]);
    for i in 0..LEVELS {
        let (u40, _) = level((f64::from(i) + 0.5) / f64::from(LEVELS));
        let drawn = table.value(1.0, u40 << 24);
        let share = (drawn - drawn.floor()) / f64::from(LEVELS);
        let day = (drawn.floor() as i64 - first) as usize;
        days[day.min(n - 1)] += 1.0 / f64::from(LEVELS) - share;
        days[(day + 1).min(n - 1)] += share;
    }
    days
}

/// The same from the law: P(D ≤ k) is the mean of F over k to k + 1.
fn of_law(delay: &Delay, first: i64, n: usize) -> Vec<f64> {
    let mut before = 0.0;
    let day = |k: i64| {
        // The fewer the days, the steeper F.
        let points = (200_000 / n as i32).max(100);
        let at = |i: i32| k as f64 + (f64::from(i) + 0.5) / f64::from(points);
        let up_to = (0..points).map(|i| cdf(delay, at(i)).0).sum::<f64>() / f64::from(points);
        let rest = k == first + n as i64 - 1;
        let p = if rest { 1.0 } else { up_to } - before;
        before = up_to;
        p
    };
    (first..first + n as i64).map(day).collect()
}

#[test]
fn whole_day_probabilities_are_those_of_the_laws() {
    for (name, delay) in all() {
        let first = delay.lower().floor() as i64;
        let n = (delay.quantile(0.9999, 0.0001) - first as f64).clamp(1.0, 2_000.0) as usize + 3;
        let (drawn, exact) = (of_table(&delay, first, n), of_law(&delay, first, n));
        for (k, (drawn, exact)) in (first..).zip(drawn.iter().zip(&exact)) {
            assert!((drawn - exact).abs() < 1e-3, "{name}: P(D = {k}) is {drawn} and not {exact}");
        }
    }
}

#[test]
fn only_laws_that_are_bent_more_have_finer_tables() {
    // 26 octaves of 32 cells and two ends, twice; the error of straight lines falls with the square of the cells.
    // Q rises like p⁴ where a gamma law of shape 1/4 is tiny: 4 × 3 / 8 / 32² is 0.15 %, a quarter of that is not.
    let entries = |delay: &Delay| Table::new(delay).entries().len();
    assert_eq!(entries(&delay(Law::gamma_mean_sd(4.0, 8.0))), 2 * (26 * 64 + 2));
    assert_eq!(entries(&delay(Law::gamma_mean_sd(10.0, 5.0))), 2 * (26 * 32 + 2));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minusma.toml");
    let model = simulate::prepare(&Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario);
    assert!(model.tables.iter().all(|table| table.entries().len() <= 2 * (26 * 32 + 2)));
}

#[test]
fn tables_are_those_of_every_other_machine() {
    let mut lines = String::new();
    for (name, delay) in all() {
        writeln!(lines, "{}  {name}", hash([&Table::new(&delay)])).unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["minusma-plan", "minusma"] {
        let path = folder.join("scenarios").join(name).with_extension("toml");
        let loaded = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        writeln!(lines, "{}  scenarios/{name}.toml", hash(&simulate::prepare(&loaded.scenario).tables)).unwrap();
    }
    let file = folder.join("tests/golden/tables.sha256");
    if std::env::var("DRAWDOWN_GOLDEN").is_ok_and(|told| told == "write") {
        std::fs::write(&file, &lines).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap();
    let other: Vec<&str> = lines.lines().filter(|line| !golden.lines().any(|known| known == *line)).collect();
    assert!(
        other.is_empty() && lines.lines().count() == golden.lines().count(),
        "the tables of these laws are not those of tests/golden/tables.sha256:\n{}\nIf the law, the scenario or the way \
         tables are made was changed, results change with it: say so in the CHANGELOG, and write the file anew with \
         DRAWDOWN_GOLDEN=write. If nothing was changed, this machine computes a logarithm, an exponential or a power \
         otherwise than the one on which the file was written: the same scenario and seed may then give other results \
         here than elsewhere, by a day in very few replications.",
        other.join("\n")
    );
}

/// SHA-256 of all entries, and of the plan's values.
fn hash<'a>(tables: impl IntoIterator<Item = &'a Table>) -> String {
    let mut hash = Sha256::new();
    for table in tables {
        hash.update((table.entries().len() as u64).to_le_bytes());
        table.entries().iter().for_each(|entry| hash.update(entry.to_le_bytes()));
        hash.update(table.planned.to_bits().to_le_bytes());
    }
    hash.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
