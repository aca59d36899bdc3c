//! Missions so simple that every number follows from arithmetic.
//!
//! Fixed delays, distances that divide by the speeds, dates as days of January
//! and February 2024: day 0 is the 1st of January, day 31 the 1st of February.

use drawdown::calendar::{Day, NEVER};
use drawdown::model::Model;
use drawdown::scenario::Scenario;
use drawdown::simulate::{Outcome, PolicyLevel, Simulator, Trace, What, prepare};

fn compiled(text: &str) -> Model {
    let frame = "[mission]\nname = \"by hand\"\nstart = 2024-01-01\ndeadline = 2024-03-31\nhorizon = 2024-06-30\n";
    let text = if text.contains("[mission]") { text.into() } else { format!("{frame}{text}") };
    match Scenario::parse(&text, "by-hand.toml") {
        Ok(scenario) => prepare(&scenario),
        Err(error) => panic!("{error}"),
    }
}

fn replayed(model: &Model, replication: u64, level: PolicyLevel) -> (Trace, Outcome) {
    let mut trace = Trace::default();
    let outcome = Simulator::new(model).replay(1, replication, level, &mut trace);
    (trace, outcome)
}

fn replay(text: &str) -> (Trace, Outcome) {
    replayed(&compiled(text), 0, PolicyLevel::Off)
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

fn departures(trace: &Trace) -> Vec<(Day, u32)> {
    days_of(trace, |what| match what {
        What::Departed { n, .. } => Some(n),
        _ => None,
    })
}

#[test]
fn a_gateway_empties_at_the_pace_of_its_flights() {
    // 7 flights a week are one a day. Those of days 0 to 2 go unused, and one of them is kept:
    // on day 3 two flights leave with 600 of the 2,100, and 300 on each of the days 4 to 8.
    let (trace, outcome) = replay(
        r#"
        [[site]]
        id = "gao"
        people = { military = 2100 }
        begin = 2024-01-04
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 300 } } ]
        "#,
    );
    assert_eq!(departures(&trace), [(3, 600), (4, 300), (5, 300), (6, 300), (7, 300), (8, 300)]);
    let strength: Vec<u32> = trace.days[2..10].iter().map(|day| day.strength()).collect();
    assert_eq!(strength, [2100, 1500, 1200, 900, 600, 300, 0, 0]);
    assert_eq!((outcome.vacated[0], outcome.ended[0], outcome.milestones[0]), (8, 8, 8));
    assert_eq!((outcome.handed_over[0], outcome.tail), (true, 0));
}

#[test]
fn flights_leave_when_seven_days_of_credit_have_come_together() {
    // 2 a week are 2 units a day, and a flight costs 7: 2 4 6 8-7, 3 5 7-7, 2 4 6 8-7: days 3, 6 and 10.
    let (trace, _) = replay(
        r#"
        [[site]]
        id = "gao"
        people = { military = 300 }
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 2, seats = 100 } } ]
        "#,
    );
    assert_eq!(departures(&trace), [(3, 100), (6, 100), (10, 100)]);
}

const CONVOY: &str = r#"
    [delay]
    preparation = 4
    clearance = 3
    transit = 2
    handover = 6
    [[site]]
    id = "kidal"
    people = { military = 100 }
    begin = 2024-01-11
    self_move = { km_per_day = 60 }
    lanes = [ { to = "gao", road = { km = 300 } } ]
    [[site]]
    id = "gao"
    begin = 2024-01-01
    [[gateway]]
    id = "gao"
    exits = [ { id = "charter", air = { per_week = 7, seats = 300 } } ]
    "#;

#[test]
fn people_who_drive_out_wait_travel_and_wait_again() {
    // Begins on day 10, withdraws 4 days later (14), is cleared 3 days later (17), drives 300 km
    // at 60 a day (22), and after 2 days of transit flies on day 24.
    let (trace, outcome) = replay(CONVOY);
    let n = |what: What| match what {
        What::PeopleSetOut { n, .. } | What::PeopleArrived { n, .. } | What::Departed { n, .. } => Some(n),
        _ => None,
    };
    assert_eq!(days_of(&trace, n), [(17, 100), (22, 100), (24, 100)]);
    // Vacated as the convoy leaves, signed over 6 days later; the gateway ends its own wait on day 24.
    assert_eq!((outcome.vacated[0], outcome.ended[0]), (17, 23));
    assert_eq!((outcome.vacated[1], outcome.ended[1]), (24, 30));
    let (queued, on_road): (Vec<u32>, Vec<u32>) =
        trace.days[13..25].iter().map(|day| (day.queued, day.on_road)).unzip();
    assert_eq!(queued, [0, 100, 100, 100, 0, 0, 0, 0, 0, 100, 100, 0]);
    assert_eq!(on_road, [0, 0, 0, 0, 100, 100, 100, 100, 100, 0, 0, 0]);
}

#[test]
fn who_arrives_today_flies_tomorrow_at_the_earliest() {
    // As before without transit: there on day 22, out on day 23.
    let (trace, _) = replay(&CONVOY.replace("transit = 2", "transit = 0"));
    assert_eq!(departures(&trace), [(23, 100)]);
}

#[test]
fn a_slow_regime_stretches_the_clearance() {
    // Asked for on day 14 with 3 days of work. Under factor 2 each day does half of one: granted on day 20.
    // Slow on days 15 and 16 only: 1 + 1/2 + 1/2 + 1, granted on day 18.
    // Blocked from day 15 to 21: 1, nothing for 7 days, 1 + 1, granted on day 24.
    let regime = |slow: &str, pins: &str| {
        format!(
            r#"{CONVOY}
            [[regime]]
            id = "permissions"
            start = "open"
            states = [ {{ id = "open" }}, {{ id = "slow", clearance = {slow} }} ]
            pinned = [ {pins} ]
            "#
        )
    };
    let pin = |from: &str, to: &str| format!(r#"{{ state = "slow", from = 2024-01-{from}, to = 2024-01-{to} }}"#);
    let cases = [
        (regime("2", &pin("01", "31")), 20),
        (regime("2", &pin("16", "17")), 18),
        (regime("\"blocked\"", &pin("16", "22")), 24),
    ];
    for (text, granted) in cases {
        assert_eq!(replay(&text).1.vacated[0], granted, "{text}");
    }
}

#[test]
fn a_regime_stays_switches_and_obeys_its_pins() {
    // Open for 4 days (0-3), slow for 3 from day 4; pinned shut on days 5 to 9, then open afresh
    // (10-13), slow (14-16), open (17-20), slow on day 21.
    let text = format!(
        r#"{CONVOY}
        [[regime]]
        id = "permissions"
        start = "open"
        states = [
          {{ id = "open", stay_days = 4, next = {{ slow = 1.0 }} }},
          {{ id = "slow", stay_days = 3, next = {{ open = 1.0 }} }},
          {{ id = "shut" }},
        ]
        pinned = [ {{ state = "shut", from = 2024-01-06, to = 2024-01-10, then = "open" }} ]
        "#
    );
    let (trace, _) = replay(&text);
    let entered = days_of(&trace, |what| match what {
        What::RegimeEntered { state, .. } => Some(state as u32),
        _ => None,
    });
    let changes: Vec<(Day, u32)> = entered.into_iter().filter(|(day, _)| (1..=21).contains(day)).collect();
    assert_eq!(changes, [(4, 1), (5, 2), (10, 0), (14, 1), (17, 0), (21, 1)]);
}

const LIFT: &str = r#"
    [delay]
    clearance = 1
    loading = 1
    [[site]]
    id = "kidal"
    people = { local = 1 }
    cargo = [ { owner = "UN", truckloads = 25 } ]
    begin = 2024-01-01
    lanes = [ { to = "gao", road = { km = 180 } } ]
    [[site]]
    id = "gao"
    begin = 2024-01-01
    [[gateway]]
    id = "gao"
    exits = [ { id = "freight", road = { per_week = 70, truckloads = 50 } } ]
    [[trucks]]
    id = "pool"
    hub = "gao"
    count = 10
    km_per_day = 90
    "#;

#[test]
fn trucks_lift_cargo_in_rounds() {
    // Asked on day 0, cleared on day 1: all 10 trucks set out. 2 days out (3), 1 to load (4), 2 back (6).
    // The next request is asked on day 2 and cleared on day 3, but there are no trucks before day 6:
    // out 6, loaded 9, home 11. The last 5: out 11, loaded 14, home 16. 10 + 10 + 5 leave as they come.
    let (trace, outcome) = replay(LIFT);
    let of = |number: fn(What) -> Option<u32>| days_of(&trace, number);
    let set_out = of(|what| if let What::TrucksSetOut { n, .. } = what { Some(n) } else { None });
    let loaded = of(|what| if let What::CargoSetOut { n, .. } = what { Some(n) } else { None });
    let home = of(|what| if let What::TrucksHome { n, .. } = what { Some(n) } else { None });
    let out = of(|what| if let What::CargoOut { n, .. } = what { Some(n) } else { None });
    assert_eq!(set_out, [(1, 10), (6, 10), (11, 5)]);
    assert_eq!(loaded, [(4, 10), (9, 10), (14, 5)]);
    assert_eq!(home, [(6, 10), (11, 10), (16, 5)]);
    assert_eq!(out, [(6, 10), (11, 10), (16, 5)]);
    // Empty when the last truck leaves it; the gateway is free when that truck is home.
    assert_eq!((outcome.vacated[0], outcome.vacated[1], outcome.cargo_out), (14, 16, 25));
}

#[test]
fn a_convoy_waits_for_enough_trucks_but_not_for_more_than_are_needed() {
    // 25 truckloads, 10 trucks, at least 8 to a convoy: as before, for the last 5 are all that is left.
    let (_, outcome) = replay(&LIFT.replace("km_per_day = 90", "km_per_day = 90\nmin_trucks = 8"));
    assert_eq!((outcome.vacated[0], outcome.cargo_out), (14, 25));
}

#[test]
fn contracts_end_evenly_over_their_days() {
    // 10 over 4 days: floor(10 k / 4) = 2, 5, 7, 10.
    let (trace, _) = replay(
        r#"
        [[site]]
        id = "gao"
        people = { civilian = 1, local = 30 }
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 1 } } ]
        [[separation]]
        id = "contracts"
        component = "local"
        from = 2024-01-03
        to = 2024-01-06
        count = 10
        "#,
    );
    let local: Vec<u32> = trace.days[1..7].iter().map(|day| day.present[3]).collect();
    assert_eq!(local, [30, 28, 25, 23, 20, 20]);
}

#[test]
fn a_guard_holds_back_dated_releases_until_the_sites_behind_are_empty() {
    // 80 of 100 are to leave on days 0 to 7, ten a day, but 40 guard: the sixth ten are the last.
    // Kidal (20 people, begins on day 20, no clearance) is empty on day 20; the other 20 go on day 21.
    let (trace, _) = replay(
        r#"
        [[site]]
        id = "kidal"
        people = { military = 20 }
        begin = 2024-01-21
        self_move = { km_per_day = 60 }
        lanes = [ { to = "gao", road = { km = 300 } } ]
        [[site]]
        id = "gao"
        people = { military = 100 }
        guard = 40
        begin = 2024-03-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 300 } } ]
        [[thinning]]
        id = "early"
        site = "gao"
        from = 2024-01-01
        to = 2024-01-08
        count = 80
        "#,
    );
    let released = days_of(&trace, |what| match what {
        What::Released { group: 1, n } => Some(n),
        _ => None,
    });
    assert_eq!(released[..7], [(0, 10), (1, 10), (2, 10), (3, 10), (4, 10), (5, 10), (21, 20)]);
    // Day 60 is the 1st of March: the last 20.
    assert_eq!(released[7..], [(60, 20)]);
}

#[test]
fn a_hub_takes_no_more_people_than_it_has_beds() {
    // 120 people, no clearance, 60 km in a day, 50 beds, flights from day 10 on. On day 0 the first 50
    // set out, who fly on day 10. Their beds are free on day 11: 50 set out, are there on day 12, ready and
    // gone on day 13; the last 20 set out on day 14, are there on day 15 and fly on day 16.
    let (trace, outcome) = replay(
        r#"
        [[site]]
        id = "kidal"
        people = { military = 120 }
        begin = 2024-01-01
        self_move = { km_per_day = 60 }
        lanes = [ { to = "gao", road = { km = 60 } } ]
        [[site]]
        id = "gao"
        beds = 50
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = [ { from = 2024-01-11, value = 7 } ], seats = 300 } } ]
        "#,
    );
    let set_out = days_of(&trace, |what| match what {
        What::PeopleSetOut { n, .. } => Some(n),
        _ => None,
    });
    assert_eq!(set_out, [(0, 50), (11, 50), (14, 20)]);
    assert_eq!(departures(&trace), [(10, 50), (13, 50), (16, 20)]);
    assert_eq!((outcome.vacated[0], outcome.milestones[0]), (14, 16));
}

#[test]
fn contingents_board_by_priority() {
    // 50 seats a day: Togo's 60 go first (50 + 10), then Chad's (40 + 20): Togo is out on day 1, Chad on day 2.
    // Half of Chad (30) are gone on day 1; nine tenths of Togo (54) too.
    let (_, outcome) = replay(
        r#"
        [[site]]
        id = "gao"
        people = [
          { component = "military", contingent = "Chad", count = 60 },
          { component = "military", contingent = "Togo", count = 60 },
        ]
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 50 } } ]
        [[contingent]]
        id = "Chad"
        [[contingent]]
        id = "Togo"
        priority = 1
        "#,
    );
    let days: Vec<(Day, Day, Day)> = outcome.contingents.iter().map(|c| (c.half, c.nine_tenths, c.all)).collect();
    assert_eq!(days, [(1, 2, 2), (0, 1, 1)]);
}

#[test]
fn a_reserved_exit_takes_its_contingent_first() {
    // One flight of 50 a day, reserved for Chad, who otherwise stands behind Togo:
    // 50 Chad, then 10 Chad + 40 Togo, then 20 Togo.
    let (_, outcome) = replay(
        r#"
        [[site]]
        id = "gao"
        people = [
          { component = "military", contingent = "Togo", count = 60 },
          { component = "military", contingent = "Chad", count = 60 },
        ]
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 50, reserved_for = "Chad" } } ]
        [[contingent]]
        id = "Togo"
        priority = 1
        [[contingent]]
        id = "Chad"
        "#,
    );
    let all: Vec<Day> = outcome.contingents.iter().map(|c| c.all).collect();
    assert_eq!(all, [2, 1]);
}

#[test]
fn liquidation_releases_those_kept_and_writes_off_what_is_left() {
    // 100 of 120 leave on day 0 (one flight of 300). 20 are kept until 10 days after the 31st of January
    // (day 30): day 40. No freight before March: the 5 truckloads in the queue are written off on day 40.
    // The 3 to be given have been given 2 days after the withdrawal of day 0.
    let (trace, outcome) = replay(
        r#"
        [mission]
        name = "kept"
        start = 2024-01-01
        deadline = 2024-01-30
        horizon = 2024-06-30
        [delay]
        liquidation = 10
        disposal = 2
        [[site]]
        id = "gao"
        people = { civilian = 120 }
        cargo = [ { owner = "UN", truckloads = 5 }, { owner = "Chad", truckloads = 3, disposition = "give" } ]
        keep = 20
        begin = 2024-01-01
        [[contingent]]
        id = "Chad"
        [[gateway]]
        id = "gao"
        exits = [
          { id = "charter", air = { per_week = 7, seats = 300 } },
          { id = "freight", road = { per_week = [ { from = 2024-03-01, value = 7 } ], truckloads = 50 } },
        ]
        [[milestone]]
        id = "over"
        kind = "liquidation_over"
        "#,
    );
    assert_eq!(departures(&trace), [(0, 100), (40, 20)]);
    let disposed = days_of(&trace, |what| match what {
        What::CargoDisposed { n, .. } => Some(n),
        _ => None,
    });
    assert_eq!(disposed, [(2, 3)]);
    assert_eq!((outcome.cargo_out, outcome.cargo_disposed, outcome.cargo_written_off), (0, 3, 5));
    // Those kept are no tail, and everybody who had to be out was out on day 0; then, after the
    // deadline, what has been reached stays reached.
    assert_eq!((outcome.tail, outcome.vacated[0]), (0, 40));
    assert_eq!((outcome.milestones[0], outcome.milestones[1]), (0, 40));
}

#[test]
fn an_evacuation_leaves_at_once_and_writes_the_cargo_off() {
    // On day 12 the 100 drive out without clearance and without preparation: there 5 days later,
    // out the day after. The site is left on the day it was evacuated, and 7 + 2 truckloads with it.
    let (trace, outcome) = replay(
        r#"
        [delay]
        preparation = 30
        clearance = 9
        handover = 20
        [[site]]
        id = "kidal"
        people = { military = 100, local = 8 }
        cargo = [ { owner = "UN", truckloads = 7 }, { owner = "Chad", truckloads = 2, disposition = "sell" } ]
        begin = 2024-01-11
        guard = 90
        self_move = { km_per_day = 60 }
        lanes = [ { to = "gao", road = { km = 300 } } ]
        [[site]]
        id = "gao"
        begin = 2024-03-01
        [[contingent]]
        id = "Chad"
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 300, truckloads = 5 } } ]
        [[trucks]]
        id = "pool"
        hub = "gao"
        count = 5
        km_per_day = 90
        [[shock]]
        id = "fighting"
        date = 2024-01-13
        effects = [ { evacuate = ["kidal"] } ]
        "#,
    );
    let n = |what: What| match what {
        What::PeopleSetOut { n, .. } | What::PeopleArrived { n, .. } | What::Departed { n, .. } => Some(n),
        _ => None,
    };
    assert_eq!(days_of(&trace, n), [(12, 100), (17, 100), (18, 100)]);
    assert_eq!((outcome.evacuated, outcome.cargo_written_off, outcome.cargo_out), (100, 9, 0));
    assert_eq!((outcome.vacated[0], outcome.ended[0], outcome.handed_over[0]), (12, 12, false));
}

#[test]
fn nothing_departs_while_exits_are_suspended() {
    // One flight is kept from before; on days 5 to 7 it may not leave either. Credit grows again on
    // day 8: two flights of 40, then one on day 9.
    let (trace, _) = replay(
        r#"
        [[site]]
        id = "gao"
        people = { military = 120 }
        begin = 2024-01-06
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 40 } } ]
        [[shock]]
        id = "airspace"
        date = 2024-01-06
        effects = [ { suspend = { scope = ["exit:gao/charter"], days = 3 } } ]
        "#,
    );
    assert_eq!(departures(&trace), [(8, 80), (9, 40)]);
}

#[test]
fn surge_and_evacuation_buy_people_out_at_a_price() {
    // 400 people, 10 a day from day 0, deadline on day 20. Off: 21 days, 210 out, 190 left, out on day 39.
    // Surge (twice the flights on days 10 to 20): 100 + 220 out, 80 left, 10 a day again: out on day 28.
    // Full: evacuated on day 15, when 100 + 100 are out: 200 people, and the cargo (4) written off.
    let model = compiled(
        r#"
        [mission]
        name = "policies"
        start = 2024-01-01
        deadline = 2024-01-21
        horizon = 2024-06-30
        [[site]]
        id = "gao"
        people = { military = 400 }
        cargo = [ { owner = "UN", truckloads = 4 } ]
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [
          { id = "charter", air = { per_week = 7, seats = 10 } },
          { id = "freight", road = { per_week = [ { from = 2024-02-01, value = 7 } ], truckloads = 1 } },
        ]
        [policy]
        surge = { from_days_before = 10, exits = 2 }
        evacuate = { sites_open_days_before = 5 }
        "#,
    );
    let outcomes = [PolicyLevel::Off, PolicyLevel::Surge, PolicyLevel::Full].map(|level| replayed(&model, 0, level).1);
    assert_eq!(outcomes.each_ref().map(|o| o.tail), [190, 80, 80]);
    assert_eq!(outcomes.each_ref().map(|o| o.milestones[0]), [39, 28, 28]);
    assert_eq!(outcomes.each_ref().map(|o| o.evacuated), [0, 0, 200]);
    // One truckload a day from day 31 (two days' credit at most: 1 + 1 on none, for there was none before).
    assert_eq!(outcomes.each_ref().map(|o| o.cargo_out), [4, 4, 0]);
    assert_eq!(outcomes.each_ref().map(|o| o.cargo_written_off), [0, 0, 4]);
    assert_eq!(outcomes.each_ref().map(|o| o.vacated[0]), [39, 34, 28]);
    assert_eq!(outcomes.each_ref().map(|o| o.handed_over[0]), [true, true, false]);
}

#[test]
fn uncertain_numbers_at_sites_keep_their_total() {
    let model = compiled(
        r#"
        [[site]]
        id = "gao"
        people = { military = 700, local = 5 }
        people_error = 0.5
        begin = 2024-01-01
        [[site]]
        id = "bamako"
        people = { military = 300 }
        people_error = 0.5
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 2000 } } ]
        [[gateway]]
        id = "bamako"
        exits = [ { id = "charter", air = { per_week = 7, seats = 2000 } } ]
        "#,
    );
    let mut at_gao = Vec::new();
    for replication in 0..200 {
        let (trace, _) = replayed(&model, replication, PolicyLevel::Off);
        let released = |of: fn(usize) -> bool| {
            let n = |what| if let What::Released { group, n } = what { of(group).then_some(n) } else { None };
            days_of(&trace, n).iter().map(|(_, n)| n).sum::<u32>()
        };
        assert_eq!(released(|_| true), 1000);
        at_gao.push(released(|group| group == 0));
    }
    // The weights' ratio has median 1 and z-values on both sides of it: as often more than 700 as less.
    // Binomial(200, 1/2) lies within 100 ± 35 but for one in a million.
    let more = at_gao.iter().filter(|n| **n > 700).count();
    assert!((65..=135).contains(&more), "more than 700 at gao in {more} of 200 replications");
    // The logarithm of the ratio has standard deviation 0.5 √2 = 0.71: 700/300 times or by 2.03 is 536 to 826,
    // and a third (68 of 200, deviation 6.6) lie outside.
    let outside = at_gao.iter().filter(|n| !(536..=826).contains(*n)).count();
    assert!((30..=100).contains(&outside), "{outside} of 200 replications outside one deviation");
}

#[test]
fn the_mean_of_a_random_delay_is_its_factor_times_the_laws_mean() {
    // Preparation with mean 10 and deviation 5, times a driver of 1.2: the site is empty after 12 days in the
    // mean, with a deviation of 6 and at most 1/2 for the rounding. Five standard errors of 20,000
    // replications are 0.213: one false alarm in 1.7 million.
    let model = compiled(
        r#"
        [delay]
        preparation = { gamma = { mean = 10, sd = 5 } }
        [[driver]]
        id = "care"
        multiplies = ["delay.preparation"]
        factor = 1.2
        [[site]]
        id = "gao"
        people = { local = 1 }
        begin = 2024-01-01
        [[gateway]]
        id = "gao"
        exits = [ { id = "charter", air = { per_week = 7, seats = 1 } } ]
        "#,
    );
    let mut simulator = Simulator::new(&model);
    let mut total = 0;
    for replication in 0..20_000 {
        let outcome = simulator.replay(9, replication, PolicyLevel::Off, &mut drawdown::simulate::Silent);
        assert_ne!(outcome.vacated[0], NEVER);
        total += i64::from(outcome.vacated[0]);
    }
    let mean = total as f64 / 20_000.0;
    assert!((mean - 12.0).abs() < 0.213, "mean {mean}");
}

const GATE: &str = r#"
    [[site]]
    id = "gao"
    people = { military = 40 }
    begin = 2024-03-01
    [[gateway]]
    id = "gao"
    exits = [ { id = "air", air = { per_week = 7, seats = 40 } } ]
"#;

#[test]
fn a_shock_that_has_not_come_by_the_first_day_has_what_is_left_of_its_probability() {
    // Window of 20 days, of which 10 are over. p = 1: certain in the rest. p = 1/2: by Bayes
    // (1/2 x 1/2) / (1 - 1/2 x 1/2) = 1/3. A window that is over: never.
    let frame = "[mission]\nname = \"bayes\"\nstart = 2024-01-01\nas_of = 2024-01-20\ndeadline = 2024-03-31\nhorizon = 2024-06-30\n";
    let probability = |window: &str, p: f64| {
        let shock = format!(
            "[[shock]]\nid = \"s\"\nwindow = {window}\nprobability = {p}\neffects = [ {{ advance = [\"gao\"] }} ]\n"
        );
        compiled(&format!("{frame}{GATE}{shock}")).shocks[0].clone()
    };
    let straddling = "[2024-01-11, 2024-01-30]";
    assert_eq!(probability(straddling, 1.0).probability, 1.0);
    let half = probability(straddling, 0.5);
    assert!((half.probability - 1.0 / 3.0).abs() < 1e-15);
    assert_eq!((half.from, half.to), (20, 29));
    assert_eq!(probability("[2024-01-02, 2024-01-15]", 0.5).probability, 0.0);
    assert_eq!(probability("[2024-01-25, 2024-01-30]", 0.5).probability, 0.5);
}

#[test]
fn a_driver_of_transit_belongs_to_the_hub() {
    // 60 km at 60 km a day from day 0: there on day 1, transit 3 days; three times as long for the hub's driver.
    let text = |scope: &str| {
        format!(
            r#"
            [delay]
            transit = 3
            [[site]]
            id = "kidal"
            people = {{ military = 20 }}
            begin = 2024-01-01
            self_move = {{ km_per_day = 60 }}
            lanes = [ {{ to = "gao", road = {{ km = 60 }} }} ]
            {GATE}
            [[driver]]
            id = "inspection"
            multiplies = ["delay.transit"]
            scope = ["{scope}"]
            factor = {{ fixed = 3 }}
            "#
        )
    };
    let first_out = |scope: &str| departures(&replay(&text(scope)).0)[0];
    assert_eq!(first_out("site:gao"), (10, 20));
    assert_eq!(first_out("lane:kidal/gao/road"), (10, 20));
    assert_eq!(first_out("site:kidal"), (4, 20));
}
