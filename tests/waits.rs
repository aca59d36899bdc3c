//! What every site was waiting for: the waits tile its time, and where the
//! resource that binds is known by construction, the chain names it.

mod common;

use std::sync::atomic::AtomicBool;

use drawdown::calendar::{Day, NEVER};
use drawdown::ensemble::{self, Job, Policies, WaitKey};
use drawdown::model::Model;
use drawdown::results::Results;
use drawdown::scenario::Scenario;
use drawdown::simulate::{Cause, PolicyLevel, Silent, Simulator, State, Waited, prepare};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};

fn compiled(text: &str) -> Model {
    match Scenario::parse(text, "waits.toml") {
        Ok(scenario) => prepare(&scenario),
        Err(error) => panic!("{error}\n{text}"),
    }
}

fn site(model: &Model, id: &str) -> usize {
    model.sites.iter().position(|s| s.id == id).unwrap()
}

/// The waits of a site in the order of time, as (site, what was waited for, days).
fn told(model: &Model, state: &State, id: &str) -> Vec<(String, &'static str, Day)> {
    let mut waits: Vec<Waited> = state.waits(site(model, id)).collect();
    waits.reverse();
    waits.iter().map(|w| (model.sites[w.site].id.clone(), w.cause.words(), w.days())).collect()
}

/// The same of the plan, as text: `outpost: the planned start 3, permission 5`.
fn plan_of(text: &str, id: &str) -> String {
    let model = compiled(text);
    let mut simulator = Simulator::new(&model);
    simulator.plan(&mut Silent);
    said(&told(&model, simulator.state(), id))
}

/// Waits for the same thing at the same place are said together.
fn said(waits: &[(String, &'static str, Day)]) -> String {
    let same = |a: &(String, &str, Day), b: &(String, &str, Day)| (&a.0, a.1) == (&b.0, b.1);
    let words = |run: &[(String, &str, Day)]| {
        format!("{}: {} {}", run[0].0, run[0].1, run.iter().map(|(.., days)| days).sum::<Day>())
    };
    waits.chunk_by(same).map(words).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_waits_of_every_site_tile_the_days_from_the_first_to_its_last() {
    let (mut vacated, mut open, mut early) = (0, 0, 0);
    for seed in 0..common::times(256) {
        let model = compiled(&common::generated(seed));
        let mut simulator = Simulator::new(&model);
        for replication in 0..4 {
            for level in [PolicyLevel::Off, PolicyLevel::Full] {
                let outcome = simulator.replay(seed, replication, level, &mut Silent);
                for (index, s) in model.sites.iter().enumerate() {
                    let waits: Vec<Waited> = simulator.state().waits(index).collect();
                    if s.ended.is_some() {
                        assert!(waits.is_empty(), "{} of scenario {seed}", s.id);
                        continue;
                    }
                    // One that is not vacated waits until the day after the horizon.
                    let last = outcome.vacated[index].min(model.horizon + 1);
                    vacated += u32::from(outcome.vacated[index] != NEVER);
                    open += u32::from(outcome.vacated[index] == NEVER);
                    let about = format!("{} of scenario {seed}, replication {replication}: {waits:?}", s.id);
                    let total: Day = waits.iter().map(Waited::days).sum();
                    assert_eq!(total, last - model.first, "{about}");
                    // The last wait ends on the day, each ends where the next begins, and the first begins on the first day.
                    assert!(waits.first().is_none_or(|w| w.to == last), "{about}");
                    assert!(waits.windows(2).all(|pair| pair[0].from == pair[1].to), "{about}");
                    assert!(waits.last().is_none_or(|w| w.from == model.first), "{about}");
                    // Only an event or the policy runs backwards.
                    for wait in waits.iter().filter(|wait| wait.days() < 0) {
                        assert!(matches!(wait.cause, Cause::Shock(_) | Cause::Policy), "{about}");
                        early += 1;
                    }
                }
            }
        }
    }
    assert!(vacated > 1_000 && open > 100 && early > 10, "{vacated} sites, {open} open, {early} cut short");
}

/// An outpost 100 km from a port, which it leaves at 50 km a day; all delays are fixed.
const OUTPOST: &str = "
[mission]
name = 'x'
start = 2024-01-01
deadline = 2024-03-31
horizon = 2024-06-30
[[site]]
id = 'outpost'
people = { military = 100 }
begin = 2024-01-11
close = 2024-01-31
self_move = { km_per_day = 50 }
lanes = [{ to = 'port', road = { km = 100 } }]
[[site]]
id = 'port'
people = { military = 50 }
begin = 2024-01-01
close = 2024-02-15
[[gateway]]
id = 'port'
exits = [{ id = 'charter', air = { per_week = 7, seats = 100 } }]
[delay]
preparation = 5
clearance = 4
transit = 3
";

/// The base with some of its text replaced.
fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(OUTPOST.to_string(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

const PREPARED: &str = "outpost: the planned start 10, outpost: preparation 5";

#[test]
fn a_site_waits_for_its_start_its_preparation_and_its_permission() {
    // Starts on day 10, is ready on day 15, and may leave on day 19.
    assert_eq!(plan_of(OUTPOST, "outpost"), format!("{PREPARED}, outpost: permission 4"));
}

#[test]
fn a_hub_waits_for_those_who_come_last_from_the_start_of_their_own_site_on() {
    // 100 km at 50 a day: there on day 21, through transit on day 24, and all fly on that day.
    let before = format!("{PREPARED}, outpost: permission 4, outpost: travel 2, port: transit 3");
    assert_eq!(plan_of(OUTPOST, "port"), before);
    // With 40 seats a day, and one saved flight, 80 fly on day 24 and the last 20 on day 25.
    let few = with(&[("seats = 100", "seats = 40")]);
    assert_eq!(plan_of(&few, "port"), format!("{before}, port: seats out of the country 1"));
}

#[test]
fn cargo_that_does_not_fit_waits_for_trucks() {
    // 30 truckloads, 10 trucks, a day each way: sent on days 15, 17 and 19, so that the last load leaves on day 20.
    let text = with(&[
        ("[[gateway]]", "[[trucks]]\nid = 'pool'\nhub = 'port'\ncount = 10\nkm_per_day = 100\n[[gateway]]"),
        ("begin = 2024-01-11", "cargo = [{ owner = 'UN', truckloads = 30 }]\nbegin = 2024-01-11"),
        ("seats = 100 }", "seats = 100, truckloads = 100 }"),
        ("clearance = 4", "clearance = 0"),
    ]);
    assert_eq!(plan_of(&text, "outpost"), format!("{PREPARED}, outpost: trucks 4, outpost: travel 1"));
    // Loading takes two days of each round: sent on days 15, 19 and 23, loaded on day 26.
    let slow = text.replace("transit = 3", "transit = 3\nloading = 2");
    let waits = format!("{PREPARED}, outpost: trucks 8, outpost: travel 1, outpost: loading 2");
    assert_eq!(plan_of(&slow, "outpost"), waits);
}

#[test]
fn a_guard_waits_for_what_the_sites_behind_it_wait_for() {
    // Nobody is at the outpost; its cargo is given away 12 days after day 15. The guard goes on the day after.
    let text = with(&[
        (
            "people = { military = 100 }",
            "people = { military = 0 }\ncargo = [{ owner = 'UN', truckloads = 3, disposition = 'give' }]",
        ),
        ("begin = 2024-01-01", "guard = 20\nbegin = 2024-01-01"),
        ("transit = 3", "transit = 3\ndisposal = 12"),
    ]);
    assert_eq!(plan_of(&text, "outpost"), format!("{PREPARED}, outpost: disposal 12"));
    let port = format!("{PREPARED}, outpost: disposal 12, port: sites behind its guard 1");
    assert_eq!(plan_of(&text, "port"), port);
}

#[test]
fn a_site_that_comes_after_another_waits_for_the_causes_of_that_one() {
    // The outpost is empty on day 19, so the next begins on day 20 (its own day was 5), and its people ask on day 25.
    let text = with(&[(
        "[[gateway]]",
        "[[site]]\nid = 'next'\npeople = { military = 10 }\nbegin = 2024-01-06\nafter = ['outpost']\nself_move = { km_per_day = 50 }\n\
         lanes = [{ to = 'port', road = { km = 100 } }]\n[[gateway]]",
    )]);
    let waits =
        format!("{PREPARED}, outpost: permission 4, next: another site 1, next: preparation 5, next: permission 4");
    assert_eq!(plan_of(&text, "next"), waits);
    // On a day that comes later it waits for nobody: day 30 is 30 January.
    let later = text.replace("begin = 2024-01-06", "begin = 2024-01-31");
    assert_eq!(plan_of(&later, "next"), "next: the planned start 30, next: preparation 5, next: permission 4");
}

/// The waits of one replication under a policy.
fn replayed(text: &str, id: &str, level: PolicyLevel) -> String {
    let model = compiled(text);
    let mut simulator = Simulator::new(&model);
    simulator.replay(1, 0, level, &mut Silent);
    said(&told(&model, simulator.state(), id))
}

#[test]
fn an_event_takes_away_the_days_that_it_saved() {
    let shock = |date: &str, effect: &str| {
        with(&[(
            "[delay]",
            &format!("[[shock]]\nid = 's'\ndate = {date}\neffects = [{{ {effect} = ['outpost'] }}]\n[delay]"),
        )])
    };
    let replay = |date: &str, effect: &str| replayed(&shock(date, effect), "outpost", PolicyLevel::Full);
    // Drawn forward on day 4 from day 10, then as ever.
    assert_eq!(
        replay("2024-01-05", "advance"),
        "outpost: the planned start 10, outpost: an event -6, outpost: preparation 5, outpost: permission 4"
    );
    // Evacuated on day 12, three days before it was prepared; on day 17, while it waited for permission; on day 3.
    assert_eq!(replay("2024-01-13", "evacuate"), format!("{PREPARED}, outpost: an event -3"));
    assert_eq!(replay("2024-01-18", "evacuate"), format!("{PREPARED}, outpost: permission 2"));
    assert_eq!(replay("2024-01-04", "evacuate"), "outpost: the planned start 10, outpost: an event -7");
}

#[test]
fn the_policy_takes_away_what_it_cuts_short() {
    // The deadline is 31 March; sites still open 80 days before it, on day 10, are left by force before they prepare.
    let text = with(&[("[delay]", "[policy]\nevacuate = { sites_open_days_before = 80 }\n[delay]")]);
    assert_eq!(replayed(&text, "outpost", PolicyLevel::Full), "outpost: the planned start 10");
    assert_eq!(
        replayed(&text.replace("= 80", "= 78"), "outpost", PolicyLevel::Full),
        format!("{PREPARED}, outpost: the policy's date -3")
    );
    assert_eq!(replayed(&text, "outpost", PolicyLevel::Off), format!("{PREPARED}, outpost: permission 4"));
}

#[test]
fn a_door_that_shuts_makes_the_permission_longer() {
    // Asked for on day 15, four days of work; shut from day 17 to day 21, so granted on day 24 and not on day 19.
    let regime = "[[regime]]\nid = 'door'\nstart = 'open'\nstates = [{ id = 'open' }, { id = 'shut', clearance = 'blocked' }]\n\
                  pinned = [{ state = 'shut', from = 2024-01-18, to = 2024-01-22 }]\n[delay]";
    let text = with(&[("[delay]", regime)]);
    assert_eq!(replayed(&text, "outpost", PolicyLevel::Off), format!("{PREPARED}, outpost: permission 9"));
}

#[test]
fn those_who_leave_on_dates_wait_for_them_and_those_who_stay_for_the_liquidation() {
    // 50 people, of whom 40 leave evenly from day 10 to day 19; 10 are kept for 20 days from 1 April (day 91) on.
    let text = with(&[
        ("people = { military = 100 }", "people = { military = 0 }"),
        ("begin = 2024-01-01", "begin = 2024-01-08\nkeep = 10"),
        (
            "[delay]",
            "[[thinning]]\nid = 't'\nsite = 'port'\nfrom = 2024-01-11\nto = 2024-01-20\ncount = 40\n[delay]\nliquidation = 20",
        ),
    ]);
    assert_eq!(plan_of(&text, "port"), "port: the planned start 91, port: liquidation 20");
    // Not kept, the port is empty of its own on day 12; what it then waits for is the empty outpost, which withdraws on day 15 and is looked at first.
    let not_kept = text.replace("\nkeep = 10", "");
    assert_eq!(plan_of(&not_kept, "port"), PREPARED);
    // Where it starts late (day 40), all have left on their dates before, and the stage itself is what is left to wait for.
    let late = text.replace("begin = 2024-01-08\nkeep = 10", "begin = 2024-02-10").replace("count = 40", "count = 50");
    assert_eq!(plan_of(&late, "port"), "port: the planned start 40, port: preparation 5");
}

#[test]
fn air_lanes_and_permissions_to_depart_are_named() {
    let lane = with(&[(
        "self_move = { km_per_day = 50 }\nlanes = [{ to = 'port', road = { km = 100 } }]",
        "lanes = [{ to = 'port', air = { seats_per_day = 30 } }]",
    )]);
    // Released on day 15: 30 a day on days 15 to 18.
    assert_eq!(plan_of(&lane, "outpost"), format!("{PREPARED}, outpost: seats on an air lane 3"));
    // Each departure needs a permission of 6 days. Asked for on day 5, when the port's own 50 are released; they leave on day 11.
    // The outpost's people are ready on day 24; asked for on that day, granted on day 30.
    let exit = with(&[("seats = 100 }", "seats = 100, clearance = 6 }")]);
    assert_eq!(
        plan_of(&exit, "port"),
        format!("{PREPARED}, outpost: permission 4, outpost: travel 2, port: transit 3, port: permission to depart 6")
    );
}

/// All tables of `n` replications under the full policy.
fn results(text: &str, n: u64) -> Results {
    let scenario = Scenario::parse(text, "waits.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
    let model = prepare(&scenario);
    let policies = Policies::only(PolicyLevel::Full);
    let job = Job {
        model: &model,
        watches: &[],
        policies: &policies,
        seed: 1,
        chunk: ensemble::CHUNK,
        threads: 1,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..n).expect("nobody stops it");
    let material = Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &policies,
        ensemble: &ensemble,
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "waits",
        seed: 1,
        hash: "",
    };
    summary::results(&material)
}

#[test]
fn the_days_lost_of_a_site_sum_to_actual_minus_planned_in_every_replication() {
    let (mut early, mut late) = (0, 0);
    for seed in 0..common::times(64) {
        let model = compiled(&common::generated(seed));
        let plan = Plan::of(&model);
        let mut simulator = Simulator::new(&model);
        for replication in 0..16 {
            let outcome = simulator.replay(seed, replication, PolicyLevel::Full, &mut Silent);
            for (index, s) in model.sites.iter().enumerate() {
                let held = |day: Day| day.min(model.horizon + 1);
                let (actual, reference) = (held(outcome.vacated[index]), held(plan.outcome.vacated[index]));
                let Some(planned) = s.planned.filter(|_| s.ended.is_none()) else { continue };
                let mut took = Vec::new();
                ensemble::add_up(&mut took, index, simulator.state());
                let days = |waits: &[(WaitKey, Day)]| waits.iter().map(|(_, days)| days).sum::<Day>();
                let lost = (reference - planned) + days(&took) - days(&plan.waits[index]);
                assert_eq!(lost, actual - planned, "{} of scenario {seed}, replication {replication}", s.id);
                early += u32::from(actual < planned);
                late += u32::from(actual > planned);
            }
        }
    }
    assert!(early > 100 && late > 100, "{early} early, {late} late");
}

#[test]
fn the_rows_of_a_site_sum_to_its_mean_days_past_plan() {
    let mut compared = 0;
    for seed in 0..24 {
        let results = results(&common::generated(seed), 50);
        for site in &results.sites {
            let rows: Vec<_> = results.waiting.iter().filter(|row| row.site == site.site).collect();
            if rows.is_empty() {
                continue;
            }
            let sum: f64 = rows.iter().map(|row| row.days_lost_restricted_mean).sum();
            let late = site.days_past_plan_restricted_mean.expect("a site with rows was vacated");
            assert!((sum - late).abs() < 1e-9, "{} of scenario {seed}: {sum} and {late}", site.site);
            assert!(rows.iter().all(|row| (0.0..=1.0).contains(&row.bound_share)));
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn days_lost_are_against_the_planned_values_of_the_delays() {
    // A permission of 2 to 10 days that the plan takes to be 4, and nothing else that varies: on average 6, so 2 lost, and
    // the plan's own curve is done on day 19, 11 days before 31 January. The standard error of a mean of 8,000 uniform
    // draws is 0.026 days: five of them are exceeded by chance less than once in a million times.
    let results = results(
        &OUTPOST.replace("clearance = 4", "clearance = { uniform = { min = 2, max = 10 }, planned = 4 }"),
        8_000,
    );
    let row =
        |what: &str| results.waiting.iter().find(|row| row.site == "outpost" && row.was_waiting_for == what).unwrap();
    let (permission, plan) = (row("permission"), row("the plan"));
    assert_eq!((plan.days_lost_p50, plan.days_lost_restricted_mean), (-11, -11.0));
    assert_eq!(permission.plan_days, 4);
    // Work w asked for on day d is granted on day d + ceil(w): ceil is half a day above the mean of 6.
    assert!((permission.days_lost_restricted_mean - 2.5).abs() < 0.13, "{}", permission.days_lost_restricted_mean);
    assert_eq!((row("preparation").days_lost_restricted_mean, row("preparation").bound_share), (0.0, 1.0));
}

#[test]
fn a_longer_permission_at_a_lonely_site_is_lost_to_permission_alone() {
    for days in 0..12 {
        let text = with(&[("clearance = 4", &format!("clearance = {{ fixed = {}, planned = 4 }}", 4 + days))]);
        let results = results(&text, 1);
        let lost = results.waiting.iter().filter(|row| row.site == "outpost" && row.days_lost_p50 != 0);
        let told: Vec<_> = lost.map(|row| (row.was_waiting_for, row.root_site.as_str(), row.days_lost_p50)).collect();
        let mut expected = vec![("the plan", "outpost", -11)];
        expected.extend((days > 0).then_some(("permission", "outpost", days)));
        assert_eq!(told, expected);
    }
}

#[test]
fn a_site_that_is_not_vacated_waits_until_the_day_after_the_horizon() {
    // Permissions of 400 days end after the horizon, 30 June 2024 (day 181): asked for on day 15, so 167 days on day 182.
    let never = OUTPOST.replace("clearance = 4", "clearance = { fixed = 400, planned = 4 }");
    let results = results(&never, 10);
    let row = |site: &str, what: &str| {
        let found = results.waiting.iter().find(|row| row.site == site && row.was_waiting_for == what);
        found.map(|row| (row.plan_days, row.days_lost_p50, row.vacated_share))
    };
    assert_eq!(row("outpost", "permission"), Some((4, 163, 0.0)));
    // 182 − 30 days past 31 January.
    assert_eq!(results.sites[0].days_past_plan_restricted_mean, Some(152.0));
    // The port is waiting for the outpost, and nobody for the travel and transit that the plan has.
    let port: Vec<_> = results.waiting.iter().filter(|row| row.site == "port" && row.days_lost_p50 != 0).collect();
    let told: Vec<_> = port.iter().map(|row| (row.root_site.as_str(), row.root, row.days_lost_p50)).collect();
    // The plan vacates the port on day 24, 21 days before 15 February (day 45).
    assert_eq!(
        told,
        [("port", "the plan", -21), ("outpost", "permission", 163), ("outpost", "travel", -2), ("port", "transit", -3)]
    );
}

#[test]
fn a_site_without_a_planned_date_has_no_row() {
    let unplanned = results(&OUTPOST.replace("close = 2024-01-31\n", ""), 10);
    assert!(unplanned.waiting.iter().all(|row| row.site == "port") && !unplanned.waiting.is_empty());
}

#[test]
fn people_who_are_kept_beside_a_guard_wait_for_the_liquidation() {
    // The outpost is vacated on day 19, while the port withdraws (day 5): the guard is freed, but 10 are kept until day 91 + 20.
    let text = with(&[
        ("begin = 2024-01-01", "guard = 20\nkeep = 10\nbegin = 2024-01-01"),
        ("[delay]", "[delay]\nliquidation = 20"),
    ]);
    assert_eq!(plan_of(&text, "port"), "port: the planned start 91, port: liquidation 20");
}

#[test]
fn a_mission_that_is_known_to_its_last_day_has_nothing_to_wait_for() {
    // Everything is imposed up to the horizon, day 181. The outpost was to be left on day 30 and counts as left on day 182.
    let known = OUTPOST.replace("deadline", "as_of = 2024-06-30\ndeadline");
    let results = results(&known, 3);
    let rows: Vec<_> = results.waiting.iter().filter(|row| row.site == "outpost").collect();
    let told: Vec<_> = rows.iter().map(|row| (row.root, row.days_lost_p50, row.vacated_share)).collect();
    assert_eq!(told, [("the plan", 152, 0.0)]);
    assert_eq!(results.sites[0].days_past_plan_restricted_mean, Some(152.0));
}
