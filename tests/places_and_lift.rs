//! Who and what is where, and what seats and trucks did: cases that follow from
//! arithmetic, and laws over made-up missions.
//!
//! Day 0 is the 1st of January 2024, a Monday; week 0 ends with day 6.

mod common;

use std::sync::atomic::AtomicBool;

use drawdown::calendar::Day;
use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::{DEPARTURE, Model};
use drawdown::results::{LiftRow, PlaceRow, Results};
use drawdown::scenario::Scenario;
use drawdown::simulate::{DayRecord, Event, Outcome, PolicyLevel, Recorder, Simulator, State, What, prepare};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};

const FRAME: &str = "[mission]\nname = \"by hand\"\nstart = 2024-01-01\ndeadline = 2024-03-31\nhorizon = 2024-06-30\n";

fn scenario(text: &str) -> Scenario {
    let text = if text.contains("[mission]") { text.into() } else { format!("{FRAME}{text}") };
    Scenario::parse(&text, "by-hand.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn ensemble_of(model: &Model, level: PolicyLevel, n: u64) -> Ensemble {
    let policies = Policies::only(level);
    let job = Job {
        model,
        watches: &[],
        policies: &policies,
        seed: 1,
        chunk: 2,
        threads: 2,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    ensemble::run(&job, 0..n).expect("nobody stops it")
}

fn tables(text: &str, level: PolicyLevel, n: u64) -> Results {
    let scenario = scenario(text);
    let model = prepare(&scenario);
    let material = Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &Policies::only(level),
        ensemble: &ensemble_of(&model, level, n),
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "by-hand",
        seed: 1,
        hash: "",
    };
    summary::results(&material)
}

/// The tables of a mission in which nothing is drawn.
fn fixed(text: &str) -> Results {
    tables(text, PolicyLevel::Off, 3)
}

fn rows_of<'a>(results: &'a Results, site: &str) -> Vec<&'a PlaceRow> {
    results.places.iter().filter(|row| row.site == site).collect()
}

/// The weeks of one source of lift.
fn weeks<'a>(results: &'a Results, kind: &str, resource: &str) -> Vec<&'a LiftRow> {
    results.lift.iter().filter(|row| row.kind == kind && row.resource == resource).collect()
}

/// Offered, needed, used, idle, refused and the share that was short.
fn numbers(row: &LiftRow) -> [f64; 6] {
    [row.offered_mean, row.needed_mean, row.used_mean, row.idle_mean, row.refused_mean, row.short_share]
}

// ---- places ------------------------------------------------------------------

const CONVOY: &str = r#"
    [delay]
    preparation = 4
    clearance = 3
    transit = 2
    handover = 6
    [[site]]
    id = "kidal"
    people = { military = 100, local = 7 }
    begin = 2024-01-11
    self_move = { km_per_day = 60 }
    lanes = [ { to = "gao", road = { km = 300 } } ]
    [[site]]
    id = "gao"
    begin = 2024-01-01
    beds = 110
    [[gateway]]
    id = "gao"
    exits = [ { id = "charter", air = { per_week = 7, seats = 300 } } ]
    "#;

#[test]
fn people_are_at_their_site_then_on_the_road_then_at_the_hub() {
    // Cleared on day 17, on the road at the end of days 17 to 21, in Gao on days 22 and 23, out on day 24.
    let results = fixed(CONVOY);
    let medians = |site: &str| rows_of(&results, site)[15..26].iter().map(|row| row.people_p50).collect::<Vec<_>>();
    assert_eq!(medians("kidal"), [100, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(medians("(road)"), [0, 0, 100, 100, 100, 100, 100, 0, 0, 0, 0]);
    assert_eq!(medians("gao"), [0, 0, 0, 0, 0, 0, 0, 100, 100, 0, 0]);
    let days = results.places.iter().filter(|row| row.site == "gao").count();
    // 1 January to 30 June of a leap year.
    assert_eq!(days, 182);
    let gao = rows_of(&results, "gao")[22];
    assert_eq!((gao.people_mean, gao.people_p05, gao.people_p95, gao.beds), (100.0, 100, 100, Some(110)));
    assert_eq!((gao.over_beds_share, rows_of(&results, "kidal")[0].over_beds_share), (Some(0.0), None));
}

#[test]
fn more_people_than_beds_are_counted_as_such() {
    // 100 people live where there are 99 beds until one flight a day of 40 takes them on days 3, 4 (two
    // flights on day 3: the credit of day 0 is kept).
    let results = fixed(
        r#"
        [[site]]
        id = "gao"
        people = { military = 100 }
        beds = 99
        begin = 2024-01-04
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 40 } } ]
        "#,
    );
    let share: Vec<Option<f64>> = rows_of(&results, "gao")[..5].iter().map(|row| row.over_beds_share).collect();
    assert_eq!(share, [Some(1.0), Some(1.0), Some(1.0), Some(0.0), Some(0.0)]);
}

const TWO_SITES: &str = include_str!("../scenarios/two-sites.toml");

#[test]
fn cargo_is_at_its_site_then_on_trucks_then_at_the_hub() {
    // The tutorial: 4 of 8 truckloads leave the outpost on 16 January and reach the gateway on the 18th, where 2 a
    // day leave the country, but for the day on which the credit saved up lets 4 go.
    let results = fixed(TWO_SITES);
    let cargo = |site: &str| rows_of(&results, site)[14..24].iter().map(|row| row.cargo_p50).collect::<Vec<_>>();
    //                               15 16 17 18 19 20 21 22 23 24 January
    assert_eq!(cargo("outpost"), [8, 4, 4, 4, 4, 4, 0, 0, 0, 0]);
    assert_eq!(cargo("(road)"), [0, 4, 4, 0, 0, 0, 4, 4, 0, 0]);
    let at_gateway = cargo("gateway");
    assert_eq!(at_gateway[..3], [6, 6, 6]);
    // Step 2 brings 4, step 7 takes 4 by the two departures of the credit kept and of the day itself.
    assert_eq!(at_gateway[3], 6);
}

// ---- exits -------------------------------------------------------------------

/// 95 people who may all leave on day 0, and one flight of 10 seats a day.
fn small_gateway(exit: &str, more: &str) -> Results {
    fixed(&format!(
        "[[site]]\nid = \"gao\"\npeople = {{ military = 95 }}\nbegin = 2024-01-01\n\
         [[gateway]]\nid = \"gao\"\nexits = [ {{ id = \"charter\", air = {{ per_week = 7, seats = 10{exit} }} }} ]\n{more}"
    ))
}

#[test]
fn seats_are_used_while_people_wait_and_idle_when_the_last_have_boarded() {
    // 7 × 10 in week 0, and 25 stand there on its last day. Then 10, 10 and 5 of three flights; with the last
    // the gateway is vacated, and nothing is offered any more.
    let results = small_gateway("", "");
    let weeks = weeks(&results, "seats", "gao");
    assert_eq!(numbers(weeks[0]), [70.0, 95.0, 70.0, 0.0, 0.0, 1.0]);
    assert_eq!(numbers(weeks[1]), [30.0, 25.0, 25.0, 5.0, 0.0, 0.0]);
    assert_eq!(numbers(weeks[2]), [0.0; 6]);
    // 182 days are 26 weeks.
    assert_eq!((weeks.len(), weeks[0].days, weeks[25].days), (26, 7, 7));
    assert_eq!(weeks[1].week.to_string(), "2024-01-08");
    assert!(results.lift.iter().all(|row| row.kind == "seats"), "no room, no lanes, no trucks");
}

#[test]
fn seats_that_a_regime_takes_away_are_refused() {
    // Shut on days 3 and 4: 50 of 70 are used, 20 refused, and 45 stand there. Days 7 to 11 bring them out.
    let shut = "[[regime]]\nid = \"sky\"\nstart = \"open\"\nstates = [ { id = \"open\" }, { id = \"shut\", exits = 0 } ]\n\
                pinned = [ { state = \"shut\", from = 2024-01-04, to = 2024-01-05 } ]";
    let results = small_gateway("", shut);
    let weeks = weeks(&results, "seats", "gao");
    assert_eq!(numbers(weeks[0]), [70.0, 95.0, 50.0, 0.0, 20.0, 1.0]);
    assert_eq!(numbers(weeks[1]), [50.0, 45.0, 45.0, 5.0, 0.0, 0.0]);
}

#[test]
fn seats_of_cancelled_departures_are_refused() {
    let results = small_gateway(", cancellation = 1", "");
    let weeks = weeks(&results, "seats", "gao");
    assert!(weeks.iter().all(|week| numbers(week) == [70.0, 95.0, 0.0, 0.0, 70.0, 1.0]));
}

#[test]
fn seats_that_wait_for_permission_are_refused_but_for_those_saved_up() {
    // 3 days of work: asked on day 0 and granted on day 3, asked again at once and granted on day 6. Of the credit
    // one flight is kept, so that days 1, 2, 4 and 5 give up 10 seats each. 70 = 20 used + 40 refused + 10 saved.
    let results = small_gateway(", clearance = 3", "");
    assert_eq!(numbers(weeks(&results, "seats", "gao")[0]), [70.0, 95.0, 20.0, 0.0, 40.0, 1.0]);
}

#[test]
fn what_a_driver_adds_stands_beside_the_timetable() {
    // Two flights a day in place of one: 20 people on each of the days 0 to 3, the last 15 on day 4.
    let results = small_gateway("", "[[driver]]\nid = \"more\"\nmultiplies = [\"exits\"]\nfactor = 2");
    let week = weeks(&results, "seats", "gao")[0];
    assert_eq!(numbers(week), [50.0, 95.0, 95.0, 5.0, 0.0, 0.0]);
    assert_eq!(week.added_mean, 50.0);
}

#[test]
fn seats_are_idle_while_nobody_asks() {
    // People may leave from day 3 on. The seats of day 0 are saved up, those of days 1 and 2 are nobody's; two
    // flights on day 3 and one on each of the days 4 to 6 take 50. A regime that shuts on day 1 changes nothing:
    // what nobody asks for is not refused.
    let text = |regime: &str| {
        format!(
            "[[site]]\nid = \"gao\"\npeople = {{ military = 95 }}\nbegin = 2024-01-04\n\
             [[gateway]]\nid = \"gao\"\nexits = [ {{ id = \"charter\", air = {{ per_week = 7, seats = 10 }} }} ]\n{regime}"
        )
    };
    let shut = "[[regime]]\nid = \"sky\"\nstart = \"open\"\nstates = [ { id = \"open\" }, { id = \"shut\", exits = 0 } ]\n\
                pinned = [ { state = \"shut\", from = 2024-01-02, to = 2024-01-02 } ]";
    for text in [text(""), text(shut)] {
        assert_eq!(numbers(weeks(&fixed(&text), "seats", "gao")[0]), [70.0, 95.0, 50.0, 20.0, 0.0, 1.0]);
    }
}

#[test]
fn room_for_cargo_has_rows_of_its_own() {
    // All 14 truckloads of the two sites leave by the gateway's road.
    let results = fixed(TWO_SITES);
    let used: f64 = weeks(&results, "room", "gateway").iter().map(|week| week.used_mean).sum();
    assert_eq!(used, 14.0);
}

// ---- air lanes -----------------------------------------------------------------

/// 100 people who may fly out of Kidal from day 10 on, 15 a day.
fn air_lane(more: &str) -> Results {
    fixed(&format!(
        "[[site]]\nid = \"kidal\"\npeople = {{ military = 100 }}\nbegin = 2024-01-11\n\
         lanes = [ {{ to = \"gao\", air = {{ seats_per_day = 15 }} }} ]\n[[site]]\nid = \"gao\"\nbegin = 2024-06-01\n\
         [[gateway]]\nid = \"gao\"\nexits = [ {{ id = \"charter\", air = {{ per_week = 7, seats = 300 }} }} ]\n{more}"
    ))
}

#[test]
fn an_air_lane_has_its_seats_until_its_site_is_vacated() {
    // Days 7 to 9: 45 seats for nobody. Days 10 to 13: 60 of 100, and 40 stand there. Days 14 to 16: 15, 15, 10.
    let results = air_lane("");
    let weeks = weeks(&results, "air_seats", "kidal/gao/air");
    assert_eq!(numbers(weeks[0]), [105.0, 0.0, 0.0, 105.0, 0.0, 0.0]);
    assert_eq!(numbers(weeks[1]), [105.0, 100.0, 60.0, 45.0, 0.0, 1.0]);
    assert_eq!(numbers(weeks[2]), [45.0, 40.0, 40.0, 5.0, 0.0, 0.0]);
    assert_eq!(numbers(weeks[3]), [0.0; 6]);
}

#[test]
fn seats_of_a_lane_that_does_not_fly_are_refused_to_those_who_wait() {
    let grounded = "[[regime]]\nid = \"sky\"\nstart = \"shut\"\nstates = [ { id = \"shut\", air = 0 } ]\n";
    let results = air_lane(grounded);
    let weeks = weeks(&results, "air_seats", "kidal/gao/air");
    assert_eq!(numbers(weeks[1]), [105.0, 100.0, 0.0, 45.0, 60.0, 1.0]);
    assert_eq!(numbers(weeks[2]), [105.0, 100.0, 0.0, 0.0, 105.0, 1.0]);
}

// ---- trucks --------------------------------------------------------------------

#[test]
fn truck_days_of_a_pool_add_up() {
    // The outpost asks for 8 truckloads on day 10 and again on day 11, without permission: 16. On day 12 all 4
    // trucks set out and 4 truckloads lack one; on day 13 it asks for those 4. Week 1: away on days 12 and 13.
    // Week 2: day 14 still without permission, days 15 and 16 with it and without a truck; on day 17 the trucks come
    // home and set out again, so they are away on all of its days. Week 3: away on day 21, home on day 22.
    let results = fixed(TWO_SITES);
    let weeks = weeks(&results, "trucks", "pool");
    assert_eq!(numbers(weeks[0]), [28.0, 0.0, 0.0, 28.0, 0.0, 0.0]);
    assert_eq!(numbers(weeks[1]), [28.0, 12.0, 8.0, 20.0, 20.0, 1.0]);
    assert_eq!(numbers(weeks[2]), [28.0, 36.0, 28.0, 0.0, 4.0, 1.0]);
    assert_eq!(numbers(weeks[3]), [28.0, 4.0, 4.0, 24.0, 0.0, 0.0]);
}

// ---- exposure ------------------------------------------------------------------

fn outcome(text: &str) -> Outcome {
    Simulator::new(&prepare(&scenario(text))).replay(1, 0, PolicyLevel::Off, &mut drawdown::simulate::Silent)
}

fn exposed(text: &str) -> (u64, u64) {
    let outcome = outcome(text);
    (outcome.exposed_at_sites, outcome.exposed_on_road)
}

/// A regime that threatens its scope from one day of January to another.
fn threat(scope: &str, from: u32, to: u32) -> String {
    format!(
        "{CONVOY}\n[[regime]]\nid = \"fighting\"\nscope = {scope}\nstart = \"calm\"\n\
         states = [ {{ id = \"calm\" }}, {{ id = \"fighting\", threat = true }} ]\n\
         pinned = [ {{ state = \"fighting\", from = 2024-01-{from:02}, to = 2024-01-{to:02} }} ]\n"
    )
}

#[test]
fn a_hundred_people_under_ten_days_of_threat_are_a_thousand_person_days() {
    // Local staff are left out. Everybody is in Kidal until day 17.
    assert_eq!(exposed(&threat("[\"site:kidal\"]", 6, 15)), (1_000, 0));
    assert_eq!(exposed(&threat("\"mission\"", 6, 15)), (1_000, 0));
    assert_eq!(exposed(&threat("[\"site:gao\"]", 6, 15)), (0, 0));
    let places = fixed(&threat("[\"site:kidal\"]", 6, 15)).places;
    let days: Vec<f64> = places.iter().filter(|row| row.site == "kidal").map(|row| row.exposed_mean).collect();
    assert_eq!(days[4..16], [0.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 0.0]);
}

#[test]
fn a_convoy_of_a_hundred_on_three_days_under_threat_is_three_hundred_person_days() {
    // On the road at the end of days 17 to 21, which are the 18th to the 22nd of January.
    assert_eq!(exposed(&threat("[\"lane:kidal/gao/road\"]", 19, 21)), (0, 300));
    // A site's scope holds the lanes that start there, not those that lead there.
    assert_eq!(exposed(&threat("[\"site:kidal\"]", 19, 21)), (0, 300));
    assert_eq!(exposed(&threat("[\"site:gao\"]", 19, 21)), (0, 0));
    let places = fixed(&threat("\"mission\"", 19, 21)).places;
    let on_road: f64 = places.iter().filter(|row| row.site == "(road)").map(|row| row.exposed_mean).sum();
    assert_eq!(on_road, 300.0);
}

#[test]
fn a_shock_may_be_a_threat_too() {
    for effect in ["slow = { days = 10, threat = true }", "suspend = { days = 10, threat = true }"] {
        let shock = format!("{CONVOY}\n[[shock]]\nid = \"raid\"\ndate = 2024-01-03\neffects = [ {{ {effect} }} ]\n");
        assert_eq!(exposed(&shock), (1_000, 0), "{effect}");
    }
}

#[test]
fn a_threat_changes_nothing_but_its_own_count() {
    let (with, without) = (outcome(&threat("\"mission\"", 1, 31)), outcome(CONVOY));
    assert!(with.exposed_at_sites > 0 && with.exposed_on_road > 0);
    assert_eq!(Outcome { exposed_at_sites: 0, exposed_on_road: 0, ..with }, without);
}

// ---- laws over made-up missions ------------------------------------------------

const LEVELS: [PolicyLevel; 3] = [PolicyLevel::Off, PolicyLevel::Surge, PolicyLevel::Full];

/// What the sums are held to, found without them.
#[derive(Default)]
struct Watched {
    /// By day: the record, people by site, cargo at sites and settled.
    days: Vec<(DayRecord, Vec<u32>, u32, u32)>,
    credit: Vec<i64>,
    events: Vec<Event>,
}

impl Recorder for Watched {
    fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    fn end_of_day(&mut self, _day: Day, record: &DayRecord, state: &State) {
        let people = (0..state.sites.len()).map(|site| state.people_at(site)).collect();
        let cargo = state.sites.iter().map(|s| s.own_cargo + s.queued_cargo).sum();
        self.days.push((*record, people, cargo, state.settled_cargo));
        self.credit = state.exits.iter().map(|exit| exit.credit).collect();
    }
}

fn for_each_made_up_mission(mut each: impl FnMut(u64, &Model, &Ensemble, &[(Watched, Outcome)])) {
    for seed in 0..common::times(48) {
        let model = prepare(&scenario(&common::generated(seed)));
        let level = LEVELS[seed as usize % 3];
        let ensemble = ensemble_of(&model, level, 5);
        let mut simulator = Simulator::new(&model);
        let replay = |replication| {
            let mut watched = Watched::default();
            let outcome = simulator.replay(1, replication, level, &mut watched);
            (watched, outcome)
        };
        let replications: Vec<_> = (0..5).map(replay).collect();
        each(seed, &model, &ensemble, &replications);
    }
}

#[test]
fn what_an_exit_offers_is_used_idle_refused_or_saved_up() {
    for_each_made_up_mission(|seed, model, ensemble, replications| {
        let lift = &ensemble.lift;
        let periods = lift.periods().count();
        for (index, exit) in model.exits.iter().enumerate() {
            // In 1/7,000,000 of a departure, from the scenario and the events alone.
            let (mut offered, mut saved, mut cancelled, mut boarded, mut loaded) = (0, 0, 0, 0, 0);
            for (watched, outcome) in replications {
                let open = model.first..=model.horizon.min(outcome.vacated[exit.site]);
                offered += open.map(|day| (exit.per_week[day as usize] * 1e6).round() as i128).sum::<i128>();
                saved += i128::from(watched.credit[index]);
                for event in &watched.events {
                    match event.what {
                        What::DepartureCancelled { exit } if exit == index => cancelled += 1,
                        What::Departed { exit, n, .. } if exit == index => boarded += u64::from(n),
                        What::CargoOut { exit, n, .. } if exit == index => loaded += u64::from(n),
                        _ => {}
                    }
                }
            }
            let sums: Vec<_> = (0..periods).map(|period| lift.exit(period, index)).collect();
            let sum = |of: fn(&drawdown::ensemble::ExitSums) -> u64| i128::from(sums.iter().map(of).sum::<u64>());
            let departures = sum(|s| s.left + s.cancelled) * i128::from(DEPARTURE);
            let idle = offered - sum(|s| s.told) + sum(|s| s.lapsed);
            let refused = sum(|s| s.taken) + sum(|s| s.withheld);
            assert_eq!(
                departures + idle + refused + saved,
                offered + sum(|s| s.added),
                "scenario {seed}, {}",
                exit.name
            );
            assert_eq!(sum(|s| s.cancelled), cancelled, "scenario {seed}, {}", exit.name);
            assert_eq!(sum(|s| s.boarded), i128::from(boarded), "scenario {seed}, {}", exit.name);
            assert_eq!(sum(|s| s.loaded), i128::from(loaded), "scenario {seed}, {}", exit.name);
            assert!(offered >= sum(|s| s.told), "scenario {seed}, {}", exit.name);
        }
    });
}

#[test]
fn trucks_are_away_from_the_day_they_set_out_until_they_are_home() {
    for_each_made_up_mission(|seed, model, ensemble, replications| {
        for index in 0..model.pools.len() {
            let mut away = 0;
            for (watched, _) in replications {
                let event = |event: &Event| match event.what {
                    What::TrucksSetOut { pool, n, .. } if pool == index => Some((event.day, i64::from(n))),
                    What::TrucksHome { pool, n } if pool == index => Some((event.day, -i64::from(n))),
                    _ => None,
                };
                // Each counts from its day to the horizon.
                let days = |(day, n): (Day, i64)| n * i64::from(model.horizon - day + 1);
                away += watched.events.iter().filter_map(event).map(days).sum::<i64>();
            }
            let used: u64 = (0..ensemble.lift.periods().count()).map(|p| ensemble.lift.pool(p, index).used).sum();
            assert_eq!(i64::try_from(used).unwrap(), away, "scenario {seed}, {}", model.pools[index].id);
        }
    });
}

#[test]
fn everybody_and_everything_is_at_a_site_or_on_the_road_or_gone() {
    for_each_made_up_mission(|seed, model, ensemble, replications| {
        for (index, on) in ensemble.places.by_day().enumerate() {
            let total = |of: fn(&drawdown::ensemble::Sums) -> i64| on.sums.iter().map(of).sum::<i64>();
            let present: i64 = replications.iter().map(|(w, _)| i64::from(w.days[index].0.strength())).sum();
            let settled: i64 = replications.iter().map(|(w, _)| i64::from(w.days[index].3)).sum();
            let truckloads = i64::from(model.truckloads()) * replications.len() as i64;
            assert_eq!((total(|s| s.people), total(|s| s.cargo)), (present, truckloads - settled), "scenario {seed}");
        }
    });
}

#[test]
fn a_quantile_of_a_place_is_the_upper_end_of_the_bin_in_which_it_lies() {
    let mut wide = 0;
    for_each_made_up_mission(|seed, model, ensemble, replications| {
        for (index, on) in ensemble.places.by_day().enumerate() {
            for site in 0..model.sites.len() {
                let bins = &ensemble.places.people[site];
                let mut values: Vec<u32> = replications.iter().map(|(w, _)| w.days[index].1[site]).collect();
                values.sort_unstable();
                assert_eq!(on.sums[site].people, values.iter().map(|n| i64::from(*n)).sum::<i64>(), "scenario {seed}");
                // The third of five is the median.
                let [bin] = drawdown::stats::quantiles(on.row(bins, 5), 5, [drawdown::stats::Level::P50]);
                let (upper, width) = (bins.upper(bin), 1 << bins.shift);
                let is_last = upper == bins.upper(usize::MAX);
                let within =
                    values[2] <= upper && (is_last || values[2] + width > upper) && (values[2] > 0) == (bin > 0);
                assert!(within, "scenario {seed}, day {index}: {} in a bin up to {upper}, of width {width}", values[2]);
                wide += u32::from(width > 1 && values[2] > 0);
            }
        }
    });
    assert!(wide > 1_000, "wide bins were hardly met: {wide}");
}

#[test]
fn exposure_by_place_and_day_sums_to_that_of_the_replications() {
    let mut met = 0;
    for_each_made_up_mission(|seed, model, ensemble, replications| {
        let (mut at_sites, mut on_road) = (0, 0);
        for on in ensemble.places.by_day() {
            at_sites += on.sums[..model.sites.len()].iter().map(|s| s.exposed).sum::<i64>();
            on_road += on.sums[model.sites.len()].exposed;
        }
        let total = |of: fn(&Outcome) -> u64| replications.iter().map(|(_, o)| of(o)).sum::<u64>() as i64;
        assert_eq!(
            (at_sites, on_road),
            (total(|o| o.exposed_at_sites), total(|o| o.exposed_on_road)),
            "scenario {seed}"
        );
        met += i64::from(on_road > 0);
    });
    assert!(met > 3, "hardly anybody met a threat on the road: {met} scenarios");
}

#[test]
fn the_reference_mission_is_counted_every_day_in_fine_bins_and_little_memory() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minusma.toml");
    let model = prepare(&Scenario::load(&path, &[]).unwrap().scenario);
    let places = Ensemble::empty(&model, &[], 1).places;
    assert!(places.bytes() < 8 << 20);
    let days: Vec<Day> = places.by_day().map(|on| on.day).collect();
    assert_eq!(days, (model.first..=model.horizon).collect::<Vec<_>>());
    // More than 64 bins, so that each is less than a sixty-fourth of what they reach.
    assert!(places.people.iter().all(|bins| bins.shift == 0 || bins.len() > 64));
}

#[test]
fn a_mission_of_the_largest_size_takes_bounded_memory() {
    // 3,660 days and 200 sites: not every day is counted.
    let mut text =
        String::from("[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-02-01\nhorizon = 2034-01-07\n");
    for site in 0..200 {
        text += &format!(
            "[[site]]\nid = 's{site}'\npeople = {{ military = 1000 }}\ncargo = [ {{ owner = 'UN', truckloads = 900 }} ]\n\
             begin = 2024-01-01\n[[gateway]]\nid = 's{site}'\nexits = [ {{ id = 'out', air = {{ per_week = 7, seats = 9, truckloads = 9 }} }} ]\n"
        );
    }
    let model = prepare(&scenario(&text));
    let ensemble = Ensemble::empty(&model, &[], 1);
    let days: Vec<Day> = ensemble.places.by_day().map(|on| on.day).take(3).collect();
    // 1,000 people fall into 125 bins of 8, 900 truckloads into 113: 200 × 238 counts of 4 bytes and sums of 32 bytes
    // are about 198,000 bytes a day, and 16 MiB hold 84 days: 3,660 / 56 are 66, and 3,660 / 28 would be 131.
    assert_eq!(days, [0, 56, 112]);
    assert!(ensemble.places.bytes() <= 16 << 20);
    let (from, to) = ensemble.lift.periods().next().unwrap();
    assert!(to - from + 1 >= 7);
}
