//! Last safe dates: exact days where everything is fixed, the quantile of the law where one delay is random, and the
//! same probability as the scenario with `--set`.

mod common;

use std::sync::atomic::AtomicBool;

use drawdown::calendar::Day;
use drawdown::ensemble::{CHUNK, Job, Policies};
use drawdown::model::Model;
use drawdown::results::SafeRow;
use drawdown::scenario::Scenario;
use drawdown::simulate::{PolicyLevel, Simulator, Trace, What, prepare};
use drawdown::stats::Level;
use drawdown::studies::Studies;
use drawdown::studies::safe::{self, Safe, SafeLevel, Subject};
use drawdown::summary::{self, Material, Plan};

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text, "safe.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn study(scenario: &Scenario, model: &Model, threads: usize, n: u64, level: Level) -> Safe {
    let job = Job {
        model,
        watches: &[],
        policies: &Policies::all(),
        seed: 1,
        chunk: CHUNK,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    safe::run(scenario, &job, n, SafeLevel(level)).unwrap()
}

fn rows(text: &str, n: u64) -> Vec<SafeRow> {
    let scenario = scenario(text);
    let model = prepare(&scenario);
    let safe = Some(study(&scenario, &model, 1, n, Level::P80));
    let policies = Policies::all();
    summary::results(&Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &policies,
        ensemble: &drawdown::ensemble::Ensemble::empty(&model, &[], policies.levels.len()),
        studies: &Studies { safe, ..Studies::default() },
        plan: &Plan::of(&model),
        name: "safe",
        seed: 1,
        hash: "",
    })
    .safe
}

/// `outpost site 2024-03-24`: id, condition and latest day of each row.
fn latest(text: &str, n: u64) -> Vec<String> {
    let day = |row: &SafeRow| row.latest.map_or("none".into(), |day| day.to_string());
    rows(text, n).iter().map(|row| format!("{} {} {}", row.id, row.condition, day(row))).collect()
}

/// An outpost a day's drive from a port with a flight a day for all; the deadline is day 90.
const TWO_SITES: &str = "
[mission]
name = 'x'
start = 2024-01-01
deadline = 2024-03-31
horizon = 2024-06-30
[[site]]
id = 'outpost'
people = { military = 100 }
begin = 2024-01-11
self_move = { km_per_day = 100 }
lanes = [{ to = 'port', road = { km = 100 } }]
[[site]]
id = 'port'
people = { military = 20 }
begin = 2024-01-01
[[gateway]]
id = 'port'
exits = [{ id = 'charter', air = { per_week = 7, seats = 200, truckloads = 100 } }]
[delay]
preparation = 5
clearance = 2
transit = 0
";

/// A regime that blocks clearances, shut from 12 January (day 11) to the end of February.
const SHUT: &str = "
[[regime]]
id = 'host'
scope = 'mission'
start = 'open'
states = [{ id = 'open' }, { id = 'shut', clearance = 'blocked' }]
pinned = [{ state = 'shut', from = 2024-01-12, to = 2024-02-29 }]
";

#[test]
fn with_fixed_delays_the_days_are_those_of_arithmetic() {
    // The outpost begins on day d, asks on d + 5, is empty on d + 7: by day 90 if d is 83 (24 March) at most. Its people
    // arrive on d + 8 and fly on d + 9: d is 81 (22 March) at most. The port is empty on d + 5: 85 (26 March), and the
    // outpost's people, gone on day 19, do not hold it up.
    let expected =
        ["outpost site 2024-03-24", "outpost mission 2024-03-22", "port site 2024-03-26", "port mission 2024-03-26"];
    assert_eq!(latest(TWO_SITES, 2), expected);
}

#[test]
fn a_permission_has_its_last_day_whether_pinned_or_not() {
    // Opened on day d the two days of work that the outpost asked for on day 15 are done on d + 2; its people arrive on
    // d + 3 and fly on d + 4: d is 86 (27 March) at most.
    let pinned = format!("{TWO_SITES}{SHUT}");
    assert_eq!(latest(&pinned, 2).last().unwrap(), "host mission 2024-03-27");
    let row = rows(&pinned, 2).pop().unwrap();
    assert_eq!((row.kind, row.planned.unwrap().to_string()), ("permission", "2024-03-01".into()));
    assert_eq!((row.share_as_planned, row.share_at_latest), (1.0, Some(1.0)));
    // Not pinned, it is held from the first day.
    let never = pinned.replace("pinned = [{ state = 'shut', from = 2024-01-12, to = 2024-02-29 }]", "");
    assert_eq!(latest(&never, 2).last().unwrap(), "host mission 2024-03-27");
    assert_eq!(rows(&never, 2).pop().unwrap().planned, None);
    // A state that only slows has no such day.
    let slow = never.replace("'blocked'", "3.0");
    assert!(rows(&slow, 2).iter().all(|row| row.kind == "site"));
}

#[test]
fn what_is_written_off_by_the_deadline_is_not_safe_whatever_the_date() {
    // The outpost is left by force on day 5, and its three truckloads with it: no date saves them. The port loses nothing.
    let text = TWO_SITES
        .replace("begin = 2024-01-11", "cargo = [{ owner = 'UN', truckloads = 3 }]\nbegin = 2024-01-11")
        + "[[trucks]]\nid = 'pool'\nhub = 'port'\ncount = 9\nkm_per_day = 100\n[[shock]]\nid = 's'\ndate = 2024-01-06\neffects = [{ evacuate = ['outpost'] }]\n";
    let expected = ["outpost site none", "outpost mission none", "port site 2024-03-26", "port mission none"];
    assert_eq!(latest(&text, 2), expected);
    let row = &rows(&text, 2)[0];
    // Nothing is gained by any date, so the latest of them is the best.
    assert_eq!((row.best, row.share_at_latest, row.best_date), (0.0, None, row.best_date));
}

#[test]
fn with_one_random_delay_the_day_is_the_quantile_of_its_law() {
    // Preparation is equally likely 0 to 15 days, and the outpost needs 2 more. With s days between begin and deadline,
    // P = (s − 1) / 16: 13/16 = 0.8125 is the first from 0.8 on, s = 14, begin on day 76 (17 March). With 1,000
    // replications a day earlier has 0.875, and two days later 0.6875: seven standard errors from 0.8 both, a false
    // alarm in one of 10¹¹.
    let law = "{ empirical = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] }";
    let text = TWO_SITES.replace("preparation = 5", &format!("preparation = {law}"));
    let row = rows(&text, 1_000).into_iter().next().unwrap();
    let day = Day::from(row.latest.unwrap().day_of_year()) - 1;
    assert!((75..=77).contains(&day), "{:?}", row.latest);
    let (low, high) = (row.share_at_latest_low.unwrap(), row.share_at_latest_high.unwrap());
    assert!(low < row.share_at_latest.unwrap() && row.share_at_latest.unwrap() < high);
    assert!(row.share_at_latest.unwrap() >= 0.8 && row.replications == 1_000);
}

/// In how many replications the conditions hold, from events alone and up to the horizon: (site, mission).
fn counted(model: &Model, site: usize, n: u64) -> (u64, u64) {
    let mut simulator = Simulator::new(model);
    let (mut of_site, mut of_mission) = (0, 0);
    for replication in 0..n {
        let mut trace = Trace::default();
        let outcome = simulator.replay(1, replication, PolicyLevel::Off, &mut trace);
        let (mut own, mut any) = (false, false);
        for event in trace.events.iter().filter(|event| event.day <= model.deadline) {
            if let What::CargoWrittenOff { load, .. } = event.what {
                any = true;
                own |= model.loads[load].site == site;
            }
        }
        of_site += u64::from(outcome.vacated[site] <= model.deadline && !own);
        of_mission += u64::from(outcome.milestones[0] <= model.deadline && !any);
    }
    (of_site, of_mission)
}

#[test]
fn a_date_tried_means_what_the_scenario_with_that_begin_means() {
    let (mut compared, mut both, mut derived) = (0, 0, 0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("safe.toml");
    for seed in 0..common::times(12) {
        let text = common::generated(seed);
        std::fs::write(&path, &text).unwrap();
        let base = scenario(&text);
        let model = prepare(&base);
        for sweep in study(&base, &model, 1, 6, Level::P80).sweeps {
            let Subject::Begin { site } = sweep.subject else { continue };
            derived += u32::from(model.sites[site].close_by.is_some());
            for (&day, held) in sweep.tried.iter().step_by(3) {
                let set = format!("site.\"{}\".begin={}", model.sites[site].id, model.calendar.date(day));
                let changed =
                    Scenario::load(&path, std::slice::from_ref(&set)).unwrap_or_else(|error| panic!("{error}"));
                let expected = counted(&prepare(&changed.scenario), site, 6);
                assert_eq!((held.site.unwrap(), held.mission), expected, "{set} in scenario {seed}");
                compared += 1;
                both += u32::from((1..6).contains(&expected.0) || (1..6).contains(&expected.1));
            }
        }
    }
    assert!(compared > 100 && both > 10 && derived > 3, "{compared} dates, {both} undecided, {derived} derived");
}

#[test]
fn no_date_depends_on_threads() {
    for seed in [1, 5, 9] {
        let scenario = scenario(&common::generated(seed));
        let model = prepare(&scenario);
        let of = |threads| study(&scenario, &model, threads, 100, Level::P80);
        assert_eq!(of(1), of(3), "scenario {seed}");
    }
}

#[test]
fn a_higher_level_is_never_later_and_the_week_after_the_last_seventh_day_is_tried_day_by_day() {
    let law = "preparation = { empirical = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] }";
    let scenario = scenario(&TWO_SITES.replace("preparation = 5", law));
    let model = prepare(&scenario);
    let last = |level| {
        let safe = study(&scenario, &model, 1, 200, level);
        let days: Vec<Day> = safe.sweeps[0].tried.keys().copied().collect();
        (safe.sweeps[0].latest(|held| held.site, level, 200).unwrap(), days)
    };
    let ((half, days), (nearly_all, _)) = (last(Level::P50), last(Level::P95));
    assert!(nearly_all < half, "{nearly_all} {half}");
    // From day 0 every seventh, and all between the last that holds and the next.
    let week = half / 7 * 7;
    assert!((0..=90).step_by(7).chain(week..week + 7).all(|day| days.contains(&day)), "{days:?}");
}
