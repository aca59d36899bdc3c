//! The table of `docs/performance.md`, from one run.

use std::path::Path;

use crate::REFERENCE;
use crate::clock::{cpu_seconds, in_turn, median, wall_seconds};
use crate::floor::{Floor, Seconds};
use crate::memory;
use crate::mission::Mission;
use crate::work::Work;

/// Pairs of which the median is taken.
const PAIRS: usize = 7;

pub fn print(file: &Path, full: bool) {
    let mission = Mission::named(REFERENCE);
    println!("| what | measured | ratio | must |\n|---|---|---|---|");
    let per_replication = one_replication(&mission);
    floor(&mission, file, per_replication);
    growth_in_replications(&mission, full);
    growth("sites", &["13,14000,550", "100,14000,550", "1000,14000,550"], &[13.0, 100.0, 1000.0], "at most 1");
    growth("people", &["13,14000,550", "13,200000,550"], &[14e3, 200e3], "at most 1");
    growth("days", &["13,14000,180", "13,14000,3650"], &[180.0, 3650.0], "");
    threads(&mission);
    start(&mission);
    memory(full);
}

fn row(what: &str, measured: &str, ratio: &str, must: &str) {
    println!("| {what} | {measured} | {ratio} | {must} |");
}

/// Simulated alone, and with all that an ensemble does with it. Returns the seconds of the latter under one policy.
fn one_replication(mission: &Mission) -> f64 {
    let mut of_one = 0.0;
    let mut under_one = 0.0;
    for (policies, words) in [(1, "one policy"), (3, "three policies")] {
        let n = replications_for(0.4, |n| drop(mission.ensemble(n, 1, policies)));
        let each = |seconds: f64| seconds / n as f64;
        let pair = in_turn(
            PAIRS,
            || each(cpu_seconds(|| mission.replications(n, policies))),
            || each(cpu_seconds(|| mission.ensemble(n, 1, policies))),
        );
        if policies == 1 {
            (of_one, under_one) = (pair.second, pair.first);
        }
        let ratio = |time: f64, one: f64| {
            if policies == 1 { String::new() } else { format!("{:.2} × one policy", time / one) }
        };
        row(&format!("one replication, {words}"), &micro(pair.first), &ratio(pair.first, under_one), "");
        row(&format!("… recorded and counted, {words}"), &micro(pair.second), &ratio(pair.second, of_one), "");
        row(&format!("… of which simulated, {words}"), "", &format!("{:.0} %", 100.0 * pair.ratio), "at least 85 %");
        share_in_replications(mission, policies, words);
    }
    of_one
}

/// Of the time of an ensemble that which grows with its replications: simulated, recorded and counted, as the floor
/// has it. The rest is what comes before them and after them.
fn share_in_replications(mission: &Mission, policies: usize, words: &str) {
    let n = 10_000;
    let time = |n| cpu_seconds(|| mission.ensemble(n, 1, policies));
    let pair = in_turn(3, || time(2 * n), || time(n));
    row(
        &format!("share of an ensemble's time in replications, 10⁴, {words}"),
        "",
        &format!("{:.1} %", 100.0 * (pair.ratio - 1.0)),
        "at least 85 %",
    );
}

fn floor(mission: &Mission, file: &Path, per_replication: f64) {
    let work = Work::read(file).unwrap_or_else(|error| panic!("the works of an instrumented run: {error}"));
    let Seconds { draws, counts, scattered } = Floor::new(&mission.model, &work).measure(25);
    let each = work.replications as f64;
    let (n_draws, n_scattered) = (work.draws.len() as f64, work.scattered.len() as f64);
    let n_counts = work.in_changes as f64;
    row("random numbers of a replication", &format!("{:.0}", n_draws / each), "", "");
    row("… with a quantile", &format!("{:.0}", work.look_ups() as f64 / each), "", "");
    row("additions to the counts of days", &format!("{:.0}", n_counts / each), "", "");
    row("additions to all other counts and sums", &format!("{:.0}", n_scattered / each), "", "");
    let beside = |time: f64, other: f64, n: f64| format!("{} beside {}", nano(time / n), nano(other / n));
    row(
        "floor, per draw, beside plain SplitMix64 and lines",
        &beside(draws.first, draws.second, n_draws),
        &times(draws.ratio),
        "at most 1.3 ×",
    );
    row(
        "floor, per addition to days, beside plain ones",
        &beside(counts.first, counts.second, n_counts),
        &times(counts.ratio),
        "at most 1.3 ×",
    );
    row("floor, per other addition", &nano(scattered / n_scattered), "", "");
    let floor = (draws.first + counts.first + scattered) / each;
    let parts = [draws.first, counts.first, scattered].map(|part| micro(part / each)).join(" + ");
    row("floor of a replication: draws + days + other", &format!("{} = {parts}", micro(floor)), "", "");
    row(
        "a replication, recorded and counted, to its floor",
        "one policy",
        &times(per_replication / floor),
        "at most 3 ×",
    );
}

fn growth_in_replications(mission: &Mission, full: bool) {
    let sizes = [(10_000, "10⁴"), (100_000, "10⁵"), (1_000_000, "10⁶")];
    let mut before: Option<(u64, f64)> = None;
    for (n, words) in sizes.into_iter().take(if full { 3 } else { 2 }) {
        let times = if n == 10_000 { 5 } else { 1 };
        let pairs: Vec<(f64, f64)> = (0..times)
            .map(|_| {
                let mut cpu = 0.0;
                let wall = wall_seconds(|| cpu = cpu_seconds(|| mission.ensemble(n, 2, 1)));
                (cpu, wall)
            })
            .collect();
        let (cpu, wall) = (median(pairs.iter().map(|p| p.0)), median(pairs.iter().map(|p| p.1)));
        let exponent =
            before.map(|(m, time)| format!("grows with power {:.2}", (cpu / time).ln() / (n as f64 / m as f64).ln()));
        let must = if before.is_some() { "1" } else { "" };
        let measured = format!("{cpu:.2} s of processor, {wall:.2} s on two threads");
        row(&format!("{words} replications, one policy"), &measured, &exponent.unwrap_or_default(), must);
        before = Some((n, cpu));
    }
}

/// Made-up missions that differ in one number.
fn growth(what: &str, names: &[&str], sizes: &[f64], must: &str) {
    let missions: Vec<Mission> = names.iter().map(|name| Mission::named(name)).collect();
    let numbers: Vec<u64> = missions.iter().map(|m| replications_for(0.2, |n| drop(m.ensemble(n, 1, 1)))).collect();
    let mut seconds = vec![Vec::new(); missions.len()];
    for _ in 0..PAIRS {
        for ((mission, &n), seconds) in missions.iter().zip(&numbers).zip(&mut seconds) {
            // Without what a run costs before its first replication.
            let (one, all) = (cpu_seconds(|| mission.ensemble(1, 1, 1)), cpu_seconds(|| mission.ensemble(n + 1, 1, 1)));
            seconds.push((all - one) / n as f64);
        }
    }
    let medians: Vec<f64> = seconds.into_iter().map(|seconds| median(seconds.into_iter())).collect();
    for (i, (size, &time)) in sizes.iter().zip(&medians).enumerate() {
        let before = i.checked_sub(1).map(|i| (medians[i], sizes[i]));
        let power = before.map(|(t, s)| {
            format!(
                "{} × the time for {} ×: power {:.2}",
                round(time / t),
                round(size / s),
                (time / t).ln() / (size / s).ln()
            )
        });
        let must = if i > 0 { must } else { "" };
        row(&format!("made-up mission of {size} {what}"), &micro(time), &power.unwrap_or_default(), must);
    }
}

fn threads(mission: &Mission) {
    let rows = [(replications_for(1.0, |n| drop(mission.ensemble(n, 1, 1))), PAIRS), (20_000, 3)];
    for (n, pairs) in rows {
        let run = |threads| wall_seconds(|| mission.ensemble(n, threads, 1));
        let pair = in_turn(pairs, || run(1), || run(2));
        row(
            &format!("two threads, {n} replications"),
            &format!("{:.2} s beside {:.2} s", pair.second, pair.first),
            &times(pair.ratio),
            "at least 1.9 ×",
        );
    }
}

fn start(mission: &Mission) {
    let compiled = median((0..PAIRS).map(|_| cpu_seconds(|| Mission::named(REFERENCE))));
    let first = median((0..PAIRS).map(|_| cpu_seconds(|| mission.ensemble(1, 1, 1))));
    row("reading and compiling the mission", &format!("{:.0} ms", 1e3 * compiled), "", "");
    row("an ensemble of one replication", &format!("{:.1} ms", 1e3 * first), "", "");
}

fn memory(full: bool) {
    let (few, many) = (memory::peak(REFERENCE, 10_000, 3), memory::peak("two-sites", 10_000, 3));
    row("memory, 10⁴ replications, three policies", &format!("{few:.0} MB"), "", "under 300 MB");
    row("memory, two sites, 10⁴", &format!("{many:.0} MB"), "", "");
    if full {
        let million = memory::peak(REFERENCE, 1_000_000, 1);
        let small = memory::peak(REFERENCE, 10_000, 1);
        row(
            "memory, 10⁶ replications beside 10⁴, one policy",
            &format!("{million:.1} MB beside {small:.1} MB"),
            &times(million / small),
            "1",
        );
        let ten = memory::peak("two-sites", 10_000_000, 1);
        let small = memory::peak("two-sites", 10_000, 1);
        row(
            "memory, two sites, 10⁷ beside 10⁴, one policy",
            &format!("{ten:.1} MB beside {small:.1} MB"),
            &times(ten / small),
            "1",
        );
    }
}

/// So many replications that a run takes about this long.
fn replications_for(seconds: f64, run: impl Fn(u64)) -> u64 {
    let mut n = 8;
    loop {
        let took = cpu_seconds(|| run(n));
        if took > seconds / 4.0 || n > 1 << 20 {
            return ((n as f64 * seconds / took) as u64).max(8);
        }
        n *= 2;
    }
}

fn micro(seconds: f64) -> String {
    format!("{} µs", round(1e6 * seconds))
}

fn nano(seconds: f64) -> String {
    format!("{:.2} ns", 1e9 * seconds)
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}

/// Three digits.
fn round(x: f64) -> String {
    let digits = (2.0 - x.abs().log10().floor()).clamp(0.0, 6.0) as usize;
    format!("{x:.digits$}")
}
