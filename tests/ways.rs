//! Ways by water, cargo on scheduled lanes, escorts and trips by two sites, where every number follows
//! from arithmetic. Day 0 is the 1st of January 2024, day 10 the 11th.

mod common;

use std::sync::atomic::AtomicBool;

use drawdown::calendar::Day;
use drawdown::ensemble::{self, CHUNK, Job, Policies};
use drawdown::model::Model;
use drawdown::results::Results;
use drawdown::scenario::{Scenario, ScenarioError};
use drawdown::simulate::{PolicyLevel, Silent, Simulator, Trace, What, prepare};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};

const FRAME: &str = "[mission]\nname = \"by hand\"\nstart = 2024-01-01\ndeadline = 2024-03-31\nhorizon = 2024-06-30\n";

fn scenario(text: &str) -> Scenario {
    Scenario::parse(&format!("{FRAME}{text}"), "by-hand.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn compiled(text: &str) -> Model {
    prepare(&scenario(text))
}

fn replay(text: &str, level: PolicyLevel) -> Trace {
    let mut trace = Trace::default();
    Simulator::new(&compiled(text)).replay(1, 0, level, &mut trace);
    trace
}

/// The days of those events that are asked for, each with the sum of its numbers.
fn days_of(trace: &Trace, number: impl Fn(What) -> Option<u32>) -> Vec<(Day, u32)> {
    let mut days: Vec<(Day, u32)> = Vec::new();
    for event in &trace.events {
        let Some(n) = number(event.what) else { continue };
        match days.last_mut() {
            Some((day, sum)) if *day == event.day => *sum += n,
            _ => days.push((event.day, n)),
        }
    }
    days
}

fn cargo_out(trace: &Trace) -> Vec<(Day, u32)> {
    days_of(trace, |what| if let What::CargoOut { n, .. } = what { Some(n) } else { None })
}

fn people_on_lanes(trace: &Trace) -> Vec<(Day, u32)> {
    days_of(trace, |what| if let What::PeopleFlew { n, .. } = what { Some(n) } else { None })
}

fn cargo_on_lanes(trace: &Trace) -> Vec<(Day, u32)> {
    days_of(trace, |what| if let What::CargoFlew { n, .. } = what { Some(n) } else { None })
}

fn trucks_out(trace: &Trace) -> Vec<(Day, u32)> {
    days_of(trace, |what| if let What::TrucksSetOut { n, .. } = what { Some(n) } else { None })
}

/// The waits of a site by the plan, in the order of time: `up: the planned start 10, …`.
fn waits(text: &str, id: &str) -> String {
    let model = compiled(text);
    let mut simulator = Simulator::new(&model);
    simulator.plan(&mut Silent);
    let site = model.sites.iter().position(|site| site.id == id).unwrap();
    let mut waits: Vec<_> = simulator.state().waits(site).collect();
    waits.reverse();
    let words =
        |w: &drawdown::simulate::Waited| format!("{}: {} {}", model.sites[w.site].id, w.cause.words(), w.days());
    waits.iter().map(words).collect::<Vec<_>>().join(", ")
}

fn results(text: &str) -> Results {
    let scenario = scenario(text);
    let model = prepare(&scenario);
    let policies = Policies::all();
    let (stop, progress) = (AtomicBool::new(false), |_| {});
    let job = Job {
        model: &model,
        watches: &[],
        policies: &policies,
        seed: 1,
        chunk: CHUNK,
        threads: 1,
        stop: &stop,
        progress: &progress,
        each: None,
    };
    summary::results(&Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &policies,
        ensemble: &ensemble::run(&job, 0..4).unwrap(),
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "by-hand",
        seed: 1,
        hash: "",
    })
}

/// The first complaint about a text: rule and place.
fn refusal(text: &str) -> String {
    match Scenario::parse(&format!("{FRAME}{text}"), "by-hand.toml") {
        Ok(_) => "NOTHING IS WRONG".into(),
        Err(ScenarioError::Invalid { problems, .. }) => {
            problems.iter().map(|p| p.rule.clone()).collect::<Vec<_>>().join("; ")
        }
        Err(other) => other.to_string(),
    }
}

// ---- exits by sea and river ------------------------------------------------------

#[test]
fn a_ship_every_fortnight_takes_its_truckloads_when_its_credit_is_there() {
    // Half a departure a week is 1/14 a day: one leaves at the end of day 13, of day 27 and of day 41.
    for mode in ["sea", "river"] {
        let text = format!(
            "[[site]]\nid = \"port\"\npeople = {{ military = 1 }}\ncargo = [ {{ owner = \"UN\", truckloads = 450 }} ]\n\
             begin = 2024-01-01\n[[gateway]]\nid = \"port\"\n\
             exits = [ {{ id = \"ship\", {mode} = {{ per_week = 0.5, truckloads = 200, seats = 0 }} }}, \
             {{ id = \"charter\", air = {{ per_week = 7, seats = 10 }} }} ]\n"
        );
        assert_eq!(cargo_out(&replay(&text, PolicyLevel::Off)), [(13, 200), (27, 200), (41, 50)]);
    }
}

#[test]
fn a_way_by_water_is_named_as_it_is_written() {
    let model = compiled(&river(""));
    assert_eq!((model.lanes[0].name.as_str(), model.exits[0].name.as_str()), ("up/port/river", "port/ship"));
    // A scope finds it by that name, and a lane by air would be another.
    let scoped = |lane: &str| {
        river(&format!(
            "[[season]]\nid = \"low\"\nscope = [\"lane:up/port/{lane}\"]\nfrom = 2024-01-01\nto = 2024-12-31\nwater = 0\n"
        ))
    };
    assert_eq!(people_on_lanes(&replay(&scoped("river"), PolicyLevel::Off)), []);
    assert_eq!(refusal(&scoped("air")), "there is no lane `up/port/air`");
}

// ---- scheduled lanes -------------------------------------------------------------

/// 100 people and 10 truckloads who may leave from day 10 on, 15 people and 4 truckloads a day; the ship takes 3 truckloads a day.
fn river(more: &str) -> String {
    format!(
        "[[site]]\nid = \"up\"\npeople = {{ military = 100 }}\ncargo = [ {{ owner = \"UN\", truckloads = 10 }} ]\n\
         begin = 2024-01-11\nlanes = [ {{ to = \"port\", river = {{ seats_per_day = 15, truckloads_per_day = 4 }} }} ]\n\
         [[site]]\nid = \"port\"\nbegin = 2024-01-01\n[[gateway]]\nid = \"port\"\n\
         exits = [ {{ id = \"ship\", sea = {{ per_week = 7, seats = 300, truckloads = 3 }} }} ]\n{more}"
    )
}

#[test]
fn a_lane_by_river_takes_people_and_cargo_to_the_hub_on_the_same_day() {
    let trace = replay(&river(""), PolicyLevel::Off);
    assert_eq!(people_on_lanes(&trace), [(10, 15), (11, 15), (12, 15), (13, 15), (14, 15), (15, 15), (16, 10)]);
    assert_eq!(cargo_on_lanes(&trace), [(10, 4), (11, 4), (12, 2)]);
    // Cargo may sail on the day on which it comes: on day 10 with that day's ship and the one that was kept.
    assert_eq!(cargo_out(&trace), [(10, 4), (11, 3), (12, 3)]);
    let departed = days_of(&trace, |what| if let What::Departed { n, .. } = what { Some(n) } else { None });
    assert_eq!(departed, [(11, 15), (12, 15), (13, 15), (14, 15), (15, 15), (16, 15), (17, 10)]);
}

#[test]
fn an_air_lane_takes_cargo_too_and_may_take_nothing_else() {
    let by_air = river("").replace("river = { seats_per_day = 15, ", "air = { ");
    // Its people now drive: 60 km in a day.
    let drive = by_air
        .replace("lanes = [ ", "self_move = { km_per_day = 60 }\nlanes = [ { to = \"port\", road = { km = 60 } }, ");
    let trace = replay(&drive, PolicyLevel::Off);
    assert_eq!((people_on_lanes(&trace), cargo_on_lanes(&trace)), (vec![], vec![(10, 4), (11, 4), (12, 2)]));
}

#[test]
fn the_factor_on_water_slows_lanes_by_river_and_the_factor_on_air_does_not() {
    // floor(15 / 2) = 7 people and 2 truckloads a day.
    let first = |more: &str| {
        let trace = replay(&river(more), PolicyLevel::Off);
        (people_on_lanes(&trace)[0], cargo_on_lanes(&trace)[0])
    };
    let season = |key: &str| format!("[[season]]\nid = \"dry\"\nfrom = 2024-01-01\nto = 2024-12-31\n{key} = 0.5\n");
    let regime =
        |key: &str| format!("[[regime]]\nid = \"r\"\nstart = \"low\"\nstates = [ {{ id = \"low\", {key} = 0.5 }} ]\n");
    let driver = |key: &str| format!("[[driver]]\nid = \"d\"\nmultiplies = [\"{key}\"]\nfactor = 0.5\n");
    let shock = |key: &str| {
        format!(
            "[[shock]]\nid = \"s\"\ndate = 2024-01-01\neffects = [ {{ slow = {{ scope = \"mission\", days = 99, {key} = 0.5 }} }} ]\n"
        )
    };
    for halved in [season("water"), regime("water"), driver("water"), shock("water")] {
        assert_eq!(first(&halved), ((10, 7), (10, 2)), "{halved}");
    }
    for whole in [season("air"), regime("air"), driver("air"), shock("air")] {
        assert_eq!(first(&whole), ((10, 15), (10, 4)), "{whole}");
    }
    let suspended =
        "[[shock]]\nid = \"s\"\ndate = 2024-01-11\neffects = [ { suspend = { scope = [\"site:up\"], days = 3 } } ]\n";
    assert_eq!(first(suspended), ((13, 15), (13, 4)));
}

#[test]
fn the_surge_doubles_a_lane_by_air_and_leaves_one_by_river_alone() {
    // 90 days before the deadline is the first day.
    let surge = "[policy]\nsurge = { from_days_before = 90, air = 2 }\n";
    let first = |text: &str| {
        let trace = replay(text, PolicyLevel::Surge);
        (people_on_lanes(&trace)[0], cargo_on_lanes(&trace)[0])
    };
    assert_eq!(first(&river(surge)), ((10, 15), (10, 4)));
    assert_eq!(first(&river(surge).replace("river", "air")), ((10, 30), (10, 8)));
}

#[test]
fn a_lane_that_runs_on_half_of_the_days_runs_for_people_and_cargo_alike() {
    let text = river("").replace("truckloads_per_day = 4", "truckloads_per_day = 1, available = 0.5");
    let (model, mut n_days) = (compiled(&text), 0);
    for replication in 0..200 {
        let mut trace = Trace::default();
        Simulator::new(&model).replay(1, replication, PolicyLevel::Off, &mut trace);
        let (people, cargo) = (people_on_lanes(&trace), cargo_on_lanes(&trace));
        // 7 days with people and 10 with cargo, on which it ran: those of people come first.
        let days = |list: &[(Day, u32)]| list.iter().map(|(day, _)| *day).collect::<Vec<_>>();
        assert_eq!(days(&people), days(&cargo)[..7]);
        n_days += days(&cargo)[9] - 9;
    }
    // The 10th run of a lane that runs on half of the days comes after 20 on average (sd 4.5; of the mean of 200, 0.32).
    let mean = f64::from(n_days) / 200.0;
    assert!((mean - 20.0).abs() < 4.0 * 0.32, "{mean}");
}

#[test]
fn who_waits_for_a_boat_waits_for_room_on_a_lane() {
    assert_eq!(waits(&river(""), "up"), "up: the planned start 10, up: room on an air or water lane 6");
    // With 15 people and 10 truckloads cargo is the last, on day 12.
    let few = river("").replace("military = 100", "military = 15");
    assert_eq!(waits(&few, "up"), "up: the planned start 10, up: room on an air or water lane 2");
    // People who wait for an aircraft wait for a seat, as ever.
    let by_air = river("").replace("river", "air");
    assert_eq!(waits(&by_air, "up"), "up: the planned start 10, up: seats on an air lane 6");
    // What no boat ever takes waits for it to the end: the horizon is day 181.
    let dry = river("[[season]]\nid = \"dry\"\nfrom = 2024-01-01\nto = 2024-12-31\nwater = 0\n")
        .replace("military = 100", "military = 0, local = 1");
    assert_eq!(waits(&dry, "up"), "up: the planned start 10, up: room on an air or water lane 172");
}

#[test]
fn seats_and_room_of_a_lane_by_river_are_counted_by_week() {
    let results = results(&river(""));
    let numbers = |kind: &str, week: usize| {
        let row =
            results.lift.iter().filter(|row| row.kind == kind && row.resource == "up/port/river").nth(week).unwrap();
        [row.offered_mean, row.needed_mean, row.used_mean, row.idle_mean, row.refused_mean, row.short_share]
    };
    // Days 7 to 13: 105 seats, 60 of them used from day 10 on, and 40 people left; 28 truckloads, 10 of them used.
    assert_eq!(numbers("water_seats", 1), [105.0, 100.0, 60.0, 45.0, 0.0, 1.0]);
    assert_eq!(numbers("water_room", 1), [28.0, 10.0, 10.0, 18.0, 0.0, 0.0]);
    // Days 14 to 16, on which the site is vacated.
    assert_eq!(numbers("water_seats", 2), [45.0, 40.0, 40.0, 5.0, 0.0, 0.0]);
    assert_eq!(numbers("water_room", 2), [12.0, 0.0, 0.0, 12.0, 0.0, 0.0]);
    assert!(!results.lift.iter().any(|row| row.kind == "air_seats" || row.kind == "air_room"));
    let root = results.criticality.iter().find(|row| row.milestone == "people-out").unwrap();
    assert_eq!(
        (root.kind, root.resource.as_str(), root.root),
        ("water lane", "up/port/river", "room on an air or water lane")
    );
}

#[test]
fn ways_that_cannot_be_are_refused_with_their_rule() {
    let lane = |by: &str| river("").replace("river = { seats_per_day = 15, truckloads_per_day = 4 }", by);
    assert_eq!(
        refusal(&lane("river = { available = 1 }")),
        "a lane by river needs `seats_per_day` or `truckloads_per_day` above 0"
    );
    assert_eq!(
        refusal(&lane("sea = { seats_per_day = 0 }")),
        "a lane by sea needs `seats_per_day` or `truckloads_per_day` above 0"
    );
    assert_eq!(refusal(&lane("air = { truckloads_per_day = 1.5 }")), "`truckloads_per_day` must be a whole number");
    let rule = "a lane has exactly one of `road`, `air`, `river` and `sea`";
    assert_eq!(refusal(&lane("river = { seats_per_day = 1 }, sea = { seats_per_day = 1 }")), rule);
    assert_eq!(refusal(&lane("river = { truckloads_per_day = 4 }")), "no lane of `up` takes people to a gateway");
    assert_eq!(refusal(&lane("river = { seats_per_day = 4 }")), "the cargo of `up` that must leave the country cannot");
    let exit = river("").replace("sea = {", "air = { per_week = 1, seats = 1 }, sea = {");
    assert_eq!(refusal(&exit), "an exit has exactly one of `air`, `road`, `sea` and `river`");
}

// ---- escorts ---------------------------------------------------------------------

/// Two sites 2 days from a port with 10 trucks, 4 truckloads each, which load for a day.
fn escorted(more: &str) -> String {
    let site = |id: &str| {
        format!(
            "[[site]]\nid = \"{id}\"\ncargo = [ {{ owner = \"UN\", truckloads = 4 }} ]\nbegin = 2024-01-11\n\
             lanes = [ {{ to = \"port\", road = {{ km = 100, escort = \"guards\" }} }} ]\n"
        )
    };
    format!(
        "[delay]\nloading = 1\n{}{}[[site]]\nid = \"port\"\npeople = {{ military = 1 }}\nbegin = 2024-01-01\n\
         [[gateway]]\nid = \"port\"\nexits = [ {{ id = \"ship\", sea = {{ per_week = 7, seats = 9, truckloads = 9 }} }} ]\n\
         [[trucks]]\nid = \"pool\"\nhub = \"port\"\ncount = 10\nkm_per_day = 50\n\
         [[escorts]]\nid = \"guards\"\nhub = \"port\"\ncount = 1\n{more}",
        site("a"),
        site("b")
    )
}

#[test]
fn a_convoy_waits_for_the_escort_that_comes_home_with_another() {
    // Out on day 10, there on day 12, loaded on day 13, home on day 15: then the escort goes out again.
    let one = escorted("");
    assert_eq!(trucks_out(&replay(&one, PolicyLevel::Off)), [(10, 4), (15, 4)]);
    assert_eq!(waits(&one, "a"), "a: the planned start 10, a: travel 2, a: loading 1");
    assert_eq!(waits(&one, "b"), "b: the planned start 10, b: an escort 5, b: travel 2, b: loading 1");
    let two = one.replace("count = 1\n", "count = 2\n");
    assert_eq!(trucks_out(&replay(&two, PolicyLevel::Off)), [(10, 8)]);
    assert_eq!(waits(&two, "b"), "b: the planned start 10, b: travel 2, b: loading 1");
}

#[test]
fn the_last_wait_hangs_on_the_escorts_and_their_trucks_are_not_lacking() {
    let results = results(&escorted(""));
    let row = results.criticality.iter().find(|row| row.milestone == "people-out").unwrap();
    assert_eq!((row.kind, row.root), ("none", "no wait"));
    let cargo = escorted("[[milestone]]\nid = \"cargo\"\nkind = \"cargo_out\"\n");
    let rows = self::results(&cargo).criticality;
    let row = rows.iter().find(|row| row.milestone == "cargo").unwrap();
    assert_eq!((row.kind, row.resource.as_str(), row.root, row.share), ("escorts", "guards", "an escort", 1.0));
    // Week 1: 4 trucks away at the end of days 10 to 13, and nobody lacks one.
    let week = results.lift.iter().filter(|row| row.kind == "trucks").nth(1).unwrap();
    assert_eq!((week.used_mean, week.needed_mean, week.refused_mean), (16.0, 16.0, 0.0));
}

#[test]
fn people_who_drive_out_take_an_escort_to_the_hub_only() {
    // 30 people of `a` set out first, on day 10, and are at the port on day 12; then the trucks for `a`, home
    // on day 17, and then those for `b`.
    let text = escorted("").replacen(
        "begin = 2024-01-11",
        "begin = 2024-01-11\npeople = { military = 30 }\nself_move = { km_per_day = 50 }",
        1,
    );
    let trace = replay(&text, PolicyLevel::Off);
    let set_out = days_of(&trace, |what| if let What::PeopleSetOut { n, .. } = what { Some(n) } else { None });
    assert_eq!((set_out, trucks_out(&trace)), (vec![(10, 30)], vec![(12, 4), (17, 4)]));
    let escorts = days_of(&trace, |what| matches!(what, What::EscortSetOut { .. }).then_some(1));
    assert_eq!(escorts, [(10, 1), (12, 1), (17, 1)]);
    let free = days_of(&trace, |what| matches!(what, What::EscortFree { .. }).then_some(1));
    assert_eq!(free, [(12, 1), (17, 1), (22, 1)]);
}

#[test]
fn people_who_wait_for_an_escort_say_so_and_a_forced_move_needs_none() {
    // The trucks of `a` have the escort until day 15; the 30 people of `b` go then, and its trucks after day 17.
    let text = escorted("").replace(
        "[[site]]\nid = \"b\"",
        "[[site]]\nid = \"b\"\npeople = { military = 30 }\nself_move = { km_per_day = 50 }",
    );
    let set_out = |text: &str| {
        days_of(
            &replay(text, PolicyLevel::Full),
            |what| if let What::PeopleSetOut { n, .. } = what { Some(n) } else { None },
        )
    };
    assert_eq!(set_out(&text), [(15, 30)]);
    let no_cargo = text.replace(
        "cargo = [ { owner = \"UN\", truckloads = 4 } ]\nbegin = 2024-01-11\nlanes",
        "begin = 2024-01-11\nlanes",
    );
    assert_eq!(set_out(&no_cargo), [(10, 30)]);
    let of_people =
        text.replacen("people = { military = 30 }\n", "people = { military = 30 }\ndelay = { clearance = 1 }\n", 1);
    // Asked for on day 10 and granted on day 11, 4 days before the escort is back; trucks are cleared as well.
    let wait = replay(&of_people, PolicyLevel::Off);
    let ended = wait.events.iter().find(|event| matches!(event.what, What::PeopleSetOut { .. })).unwrap();
    let ended = ended.ended.map(|wait| (wait.since, wait.cause.words()));
    assert_eq!(ended, Some((11, "an escort")));
    // Evacuated on day 13.
    let forced = format!("{text}[[shock]]\nid = \"war\"\ndate = 2024-01-14\neffects = [ {{ evacuate = [\"b\"] }} ]\n");
    assert_eq!(set_out(&forced), [(13, 30)]);
}

#[test]
fn escorts_that_are_not_there_are_refused() {
    let text = escorted("");
    assert_eq!(
        refusal(&text.replacen("escort = \"guards\"", "escort = \"gaurds\"", 1)),
        "there is no pool of escorts `gaurds`"
    );
    let rule = "the escorts `guards` belong to `b`, and this road leads from `a` to `port`";
    assert!(refusal(&text.replace("hub = \"port\"\ncount = 1\n", "hub = \"b\"\ncount = 1\n")).contains(rule));
    assert_eq!(
        refusal(&text.replace("hub = \"port\"\ncount = 1\n", "hub = \"prt\"\ncount = 1\n")).split(';').next(),
        Some("there is no site `prt`")
    );
    assert_eq!(refusal(&text.replace("count = 1\n", "count = 0\n")), "`count` must be at least 1");
}

// ---- trips by two sites ----------------------------------------------------------

/// `a` is 6 days from the port with 4 truckloads, `b` 2 days with 3; `b`'s own permission takes 50 days.
const TRIP: &str = r#"
    [delay]
    loading = 1
    [[site]]
    id = "a"
    cargo = [ { owner = "UN", truckloads = 4 } ]
    begin = 2024-01-11
    lanes = [ { to = "port", road = { km = 300, via = "b" } } ]
    [[site]]
    id = "b"
    cargo = [ { owner = "UN", truckloads = 3 } ]
    begin = 2024-01-11
    delay = { clearance = 50 }
    lanes = [ { to = "port", road = { km = 100 } } ]
    [[site]]
    id = "port"
    people = { military = 1 }
    begin = 2024-01-01
    [[gateway]]
    id = "port"
    exits = [ { id = "ship", sea = { per_week = 7, seats = 9, truckloads = 9 } } ]
    [[trucks]]
    id = "pool"
    hub = "port"
    count = 10
    km_per_day = 50
    "#;

/// Trucks out, trucks at a site, cargo off, cargo at the hub.
type Trip = [Vec<(Day, u32)>; 4];

fn trip(text: &str) -> Trip {
    let trace = replay(text, PolicyLevel::Off);
    let reached = days_of(&trace, |what| if let What::TrucksReachedSite { n, .. } = what { Some(n) } else { None });
    let off = days_of(&trace, |what| if let What::CargoSetOut { n, .. } = what { Some(n) } else { None });
    let home = days_of(&trace, |what| if let What::CargoArrived { n, .. } = what { Some(n) } else { None });
    [trucks_out(&trace), reached, off, home]
}

#[test]
fn trucks_with_room_left_call_at_the_nearer_site_on_their_way_home() {
    // 7 trucks for both: 6 days to `a`, a day to load 4, 4 days (200 km) to `b`, a day to load 3, 2 days home.
    assert_eq!(trip(TRIP), [vec![(10, 7)], vec![(16, 7), (21, 3)], vec![(17, 4), (22, 3)], vec![(24, 7)]]);
    assert_eq!(waits(TRIP, "b"), "b: the planned start 10, b: travel 11, b: loading 1");
    let vacated = {
        let mut simulator = Simulator::new(&compiled(TRIP)).replay(1, 0, PolicyLevel::Off, &mut Silent).vacated;
        simulator.truncate(2);
        simulator
    };
    assert_eq!(vacated, [17, 22]);
    // With 5 trucks one of them calls there; the other 2 truckloads wait for the permission of day 60, asked for on day 10.
    let five = TRIP.replace("count = 10", "count = 5");
    let [out, reached, off, _] = trip(&five);
    assert_eq!((out, reached), (vec![(10, 5), (60, 2)], vec![(16, 5), (21, 1), (62, 2)]));
    assert_eq!(off, [(17, 4), (22, 1), (63, 2)]);
}

#[test]
fn trucks_go_straight_home_where_nothing_waits_on_the_way() {
    // `b` begins on day 40: 4 trucks, home 6 days after they have loaded.
    let later =
        TRIP.replacen("truckloads = 3 } ]\n    begin = 2024-01-11", "truckloads = 3 } ]\n    begin = 2024-02-10", 1);
    let [out, reached, off, home] = trip(&later);
    assert_eq!((out[0], reached[0], off[0], home[0]), ((10, 4), (16, 4), (17, 4), (23, 4)));
    // Cargo of `b` that its own trucks have fetched in the meantime leaves them nothing: no truck is sent for it.
    let own = TRIP
        .replace("delay = { clearance = 50 }\n", "")
        .replace("id = \"a\"", "id = \"a\"\n    delay = { clearance = 1 }");
    let [out, reached, ..] = trip(&own);
    assert_eq!((out, reached), (vec![(10, 3), (11, 4)], vec![(12, 3), (17, 4)]));
}

#[test]
fn an_escort_stays_with_its_convoy_to_the_end_of_the_trip() {
    let text = TRIP.replace("via = \"b\"", "via = \"b\", escort = \"guards\"")
        + "[[escorts]]\nid = \"guards\"\nhub = \"port\"\ncount = 1\n";
    let trace = replay(&text, PolicyLevel::Off);
    assert_eq!(days_of(&trace, |what| matches!(what, What::EscortSetOut { .. }).then_some(1)), [(10, 1)]);
    assert_eq!(days_of(&trace, |what| matches!(what, What::EscortFree { .. }).then_some(1)), [(24, 1)]);
}

#[test]
fn a_second_site_that_is_not_on_the_way_is_refused() {
    let via = |id: &str| TRIP.replace("via = \"b\"", &format!("via = \"{id}\""));
    assert_eq!(refusal(&via("c")), "there is no site `c`");
    assert_eq!(refusal(&via("a")), "`a` is the site from which this road leads");
    assert_eq!(refusal(&via("port")), "`port` has no road of its own to `port`");
    assert_eq!(refusal(&TRIP.replace("km = 100", "km = 300")), "`b` is 300 km from `port`, and `a` only 300 km");
}

#[test]
fn trucks_of_made_up_missions_along_a_road_do_call_at_second_sites() {
    let (mut calls, mut trips) = (0, 0);
    for seed in 0..common::times(96) {
        let model = prepare(&Scenario::parse(&common::along_a_road(seed), "along-a-road.toml").unwrap());
        trips += model.lanes.iter().filter(|lane| lane.via().is_some()).count();
        for replication in 0..4 {
            let mut trace = Trace::default();
            Simulator::new(&model).replay(seed, replication, PolicyLevel::Off, &mut trace);
            // On a lane on which more convoys reach the site than set out, the others came from elsewhere.
            let mut more = vec![0_i32; model.lanes.len()];
            for event in &trace.events {
                match event.what {
                    What::TrucksReachedSite { lane, .. } => more[lane] += 1,
                    What::TrucksSetOut { lane, .. } => more[lane] -= 1,
                    _ => {}
                }
            }
            calls += more.into_iter().map(|n| n.max(0)).sum::<i32>();
        }
    }
    assert!(calls > 100, "{calls} calls at second sites, of {trips} lanes with one");
}

// ---- composing -------------------------------------------------------------------

#[test]
fn lanes_by_water_and_escorts_merge_by_their_names_and_can_be_set() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.toml"), format!("{FRAME}{}", escorted(""))).unwrap();
    let over = "extends = \"base.toml\"\n[[escorts]]\nid = \"guards\"\ncount = 3\n[[site]]\nid = \"a\"\n\
                lanes = [ { to = \"port\", sea = { truckloads_per_day = 2 } } ]\n";
    std::fs::write(folder.path().join("over.toml"), over).unwrap();
    let sets = ["site.a.lanes.\"port/sea\".sea.available=0.5".to_string(), "trucks.pool.count=7".into()];
    let loaded = Scenario::load(&folder.path().join("over.toml"), &sets).unwrap_or_else(|error| panic!("{error}"));
    let model = prepare(&loaded.scenario);
    assert_eq!((model.escorts[0].count, model.pools[0].count), (3, 7));
    let names: Vec<&str> = model.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert_eq!(names, ["a/port/road", "a/port/sea", "b/port/road"]);
    assert_eq!(model.lanes[1].schedule().map(|s| (s.truckloads_per_day, s.available)), Some((2, 0.5)));
    let inputs: Vec<&str> = loaded.scenario.inputs.iter().map(|input| input.path.as_str()).collect();
    for path in ["escorts.guards.count", "site.a.lanes.\"port/sea\".sea.truckloads_per_day"] {
        assert!(inputs.contains(&path), "{path} is no input");
    }
}
