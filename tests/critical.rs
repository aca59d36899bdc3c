//! Criticality: where what binds is known by construction, the root of the last wait names it.

mod common;

use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, CHUNK, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::results::{CriticalityRow, Results};
use drawdown::scenario::Scenario;
use drawdown::simulate::prepare;
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};

fn ensemble(model: &Model, threads: usize, n: u64) -> Ensemble {
    let policies = Policies::all();
    let (stop, progress) = (AtomicBool::new(false), |_| {});
    let job = Job {
        model,
        watches: &[],
        policies: &policies,
        seed: 1,
        chunk: if threads > 1 { 7 } else { CHUNK },
        threads,
        stop: &stop,
        progress: &progress,
        each: None,
    };
    ensemble::run(&job, 0..n).unwrap()
}

/// The rows of all milestones, under the full policy.
fn criticality(text: &str, threads: usize, n: u64) -> Vec<CriticalityRow> {
    let scenario = Scenario::parse(text, "critical.toml").unwrap_or_else(|error| panic!("{error}\n{text}"));
    let model = prepare(&scenario);
    let results: Results = summary::results(&Material {
        scenario: &scenario,
        model: &model,
        watches: &[],
        policies: &Policies::all(),
        ensemble: &ensemble(&model, threads, n),
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "critical",
        seed: 1,
        hash: "",
    });
    results.criticality
}

/// The roots of a milestone: `trucks pool: trucks 1.00`.
fn told(text: &str, milestone: &str) -> Vec<String> {
    let rows = criticality(text, 1, 8);
    let of_milestone = rows.iter().filter(|row| row.milestone == milestone);
    of_milestone.map(|row| format!("{} {}: {} {:.2}", row.kind, row.resource, row.root, row.share)).collect()
}

/// An outpost with 100 people and 30 truckloads, a day's drive from a port with daily flights; all is fixed.
const TWO_SITES: &str = "
[mission]
name = 'x'
start = 2024-01-01
deadline = 2024-03-31
horizon = 2024-06-30
[[site]]
id = 'outpost'
people = { military = 100 }
cargo = [{ owner = 'UN', truckloads = 30 }]
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
[[trucks]]
id = 'pool'
hub = 'port'
count = 60
km_per_day = 100
[delay]
preparation = 5
clearance = 2
transit = 0
handover = 4
[[milestone]]
id = 'vacated'
kind = 'sites_vacated'
share = 0.5
[[milestone]]
id = 'ended'
kind = 'sites_ended'
[[milestone]]
id = 'cargo'
kind = 'cargo_out'
";

fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(TWO_SITES.to_string(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    })
}

#[test]
fn few_trucks_are_the_root_of_the_sites_that_they_serve() {
    // Two trucks for 30 truckloads, back every second day, and permission at once: the last two wait for 14 rounds of the
    // trucks, and then for a day's drive, which is nobody's to give.
    let text = with(&[("count = 60", "count = 2"), ("clearance = 2", "clearance = 0")]);
    assert_eq!(told(&text, "vacated"), ["trucks pool: trucks 1.00"]);
    // Loading is no resource either. The cargo flies on the day on which it comes.
    let loading = text.replace("handover = 4", "handover = 4\nloading = 2");
    assert_eq!(told(&loading, "vacated"), ["trucks pool: trucks 1.00"]);
    assert_eq!(told(&text, "cargo"), ["trucks pool: trucks 1.00"]);
    // With trucks for all, their drive leads back to the permission.
    assert_eq!(told(TWO_SITES, "vacated"), ["permission outpost/port/road: permission 1.00"]);
}

#[test]
fn few_seats_are_the_root_of_everybody_out() {
    // 120 people, 10 seats a day: the exit is asked every day until the last has gone.
    let text = with(&[("seats = 200", "seats = 10")]);
    assert_eq!(told(&text, "people-out"), ["exit port/charter: seats out of the country 1.00"]);
    // Room for one truckload a day, and 30 truckloads.
    let text = with(&[("truckloads = 100 }", "truckloads = 1 }")]);
    assert_eq!(told(&text, "cargo"), ["exit port/charter: seats out of the country 1.00"]);
}

/// A regime on everything that blocks clearances up to the end of February.
const SHUT: &str = "
[[regime]]
id = 'host'
scope = 'mission'
start = 'open'
states = [{ id = 'open' }, { id = 'shut', clearance = 'blocked' }]
pinned = [{ state = 'shut', from = 2024-01-12, to = 2024-02-29 }]
[[trucks]]";

#[test]
fn a_pinned_permission_is_the_root_of_the_site_that_asks_for_it() {
    // Without cargo the outpost is vacated on the day on which its people set out: two days of work after it opens.
    let no_cargo = ("cargo = [{ owner = 'UN', truckloads = 30 }]", "");
    let text = with(&[no_cargo, ("[[trucks]]", SHUT)]);
    assert_eq!(told(&text, "vacated"), ["permission host: permission 1.00"]);
    // Open all the time, the permission is the lane's own.
    let open = with(&[no_cargo]);
    assert_eq!(told(&open, "vacated"), ["permission outpost/port/road: permission 1.00"]);
    // A state that blocks lifts alone has no part in it, nor has one that slows flights; a shock that suspends has.
    let lifts = text.replace("clearance = 'blocked'", "lift = 'blocked', exits = 0.5");
    assert_eq!(told(&lifts, "vacated"), ["permission outpost/port/road: permission 1.00"]);
    let shock = "[[shock]]\nid = 'ban'\ndate = 2024-01-12\neffects = [{ suspend = { scope = 'mission', days = 40 } }]\n[[trucks]]";
    assert_eq!(told(&with(&[no_cargo, ("[[trucks]]", shock)]), "vacated"), ["shock ban: permission 1.00"]);
    // For cargo the lift's permission counts, be it granted in the end or not.
    let lifted = with(&[("[[trucks]]", SHUT)]).replace("clearance = 'blocked'", "lift = 'blocked'");
    assert_eq!(told(&lifted, "vacated"), ["permission host: permission 1.00"]);
    let unreached = lifted.replace("to = 2024-02-29", "to = 2024-06-30");
    assert_eq!(told(&unreached, "vacated"), ["permission host: permission 1.00"]);
    // Convoys that are stopped on the road wait for whoever stopped them.
    let stopped = text
        .replace("clearance = 'blocked'", "convoys = \"stopped\"")
        .replace("from = 2024-01-12", "from = 2024-01-19");
    assert_eq!(told(&stopped, "people-out"), ["permission host: travel 1.00"]);
}

#[test]
fn a_permission_to_depart_is_the_root_of_those_who_fly_with_it() {
    // Every departure asks anew and waits three days, as long as the flight's own credit or longer: the last of five
    // flights for 120 people is asked for when the one before has left.
    let text = with(&[
        ("cargo = [{ owner = 'UN', truckloads = 30 }]", ""),
        (
            "air = { per_week = 7, seats = 200, truckloads = 100 } }",
            "air = { per_week = 7, seats = 25, clearance = 3 } }",
        ),
    ]);
    assert_eq!(told(&text, "people-out"), ["permission port/charter: permission to depart 1.00"]);
}

#[test]
fn what_a_site_does_by_itself_is_its_own() {
    assert_eq!(told(TWO_SITES, "ended"), ["site port: signature 1.00"]);
    // The port would be ready on day 6, and the outpost's people come later: its own transit is the last wait.
    let text = with(&[("transit = 0", "transit = 9"), ("cargo = [{ owner = 'UN', truckloads = 30 }]", "")]);
    assert_eq!(told(&text, "people-out"), ["site port: transit 1.00"]);
    // Beds are the hub's, though another site asks for them: 20 people stay at the port, 50 of 100 have a bed at first.
    let beds = with(&[
        ("begin = 2024-01-01", "begin = 2024-06-01\nbeds = 70"),
        ("clearance = 2", "clearance = 0"),
        ("cargo = [{ owner = 'UN', truckloads = 30 }]", ""),
    ]);
    assert_eq!(told(&beds, "vacated"), ["site port: beds 1.00"]);
}

#[test]
fn a_wait_for_another_site_is_followed_to_its_root() {
    // The port waits for the outpost, which gives its cargo away 50 days after it withdrew.
    let text = with(&[
        ("truckloads = 30 }]", "truckloads = 30, disposition = 'give' }]"),
        ("handover = 4", "handover = 0\ndisposal = 50"),
        ("begin = 2024-01-01", "begin = 2024-01-01\nafter = ['outpost']"),
        (
            "[[milestone]]\nid = 'vacated'\nkind = 'sites_vacated'\nshare = 0.5",
            "[[milestone]]\nid = 'vacated'\nkind = 'sites_vacated'",
        ),
        ("people = { military = 20 }", "people = { military = 0 }"),
        ("preparation = 5", "preparation = 0"),
    ]);
    assert_eq!(told(&text, "vacated"), ["site outpost: disposal 1.00"]);
}

#[test]
fn what_is_not_reached_names_what_is_still_missing() {
    // No flight before July.
    let text = with(&[("per_week = 7", "per_week = [{ from = 2024-07-01, value = 7 }]")]);
    assert_eq!(told(&text, "people-out"), ["exit port/charter: seats out of the country 1.00"]);
    assert_eq!(told(&text, "cargo"), ["exit port/charter: seats out of the country 1.00"]);
    // Nobody leaves a site before its time.
    let late = with(&[("begin = 2024-01-11", "begin = 2024-06-30"), ("preparation = 5", "preparation = 10")]);
    assert_eq!(told(&late, "people-out"), ["site outpost: preparation 1.00"]);
    // Without trucks the people go, and the cargo stays.
    let stuck = with(&[("count = 60", "count = 1"), ("clearance = 2", "clearance = 0")])
        .replace("truckloads = 30 }", "truckloads = 100 }");
    assert_eq!(told(&stuck, "cargo"), ["trucks pool: trucks 1.00"]);
}

#[test]
fn what_holds_from_the_beginning_waited_for_nothing() {
    let text = with(&[("cargo = [{ owner = 'UN', truckloads = 30 }]", "")]);
    assert_eq!(told(&text, "cargo"), ["none : no wait 1.00"]);
}

#[test]
fn the_shares_of_every_milestone_sum_to_one_in_generated_missions() {
    let (mut unreached, mut kinds) = (0, std::collections::BTreeSet::new());
    for seed in 0..common::times(96) {
        let text = common::generated(seed);
        let model = prepare(&Scenario::parse(&text, "critical.toml").unwrap());
        let counts = ensemble(&model, 1, 8);
        for milestone in 0..model.milestones.len() {
            let roots = counts.roots.of_milestone(milestone);
            assert_eq!(roots.map(|(_, n)| n).sum::<u64>(), 8, "milestone {milestone} of scenario {seed}");
            unreached += counts.policies[2].milestones[milestone].last().unwrap();
        }
        kinds.extend(criticality(&text, 1, 8).into_iter().map(|row| row.kind));
    }
    assert!(unreached > 100, "{unreached} were not reached");
    for kind in ["site", "trucks", "exit", "air lane", "permission"] {
        assert!(kinds.contains(kind), "nothing of kind {kind} in {kinds:?}");
    }
}

#[test]
fn no_root_depends_on_threads_or_chunks() {
    for seed in 0..16 {
        let model = prepare(&Scenario::parse(&common::generated(seed), "critical.toml").unwrap());
        assert_eq!(ensemble(&model, 1, 100).roots, ensemble(&model, 3, 100).roots, "scenario {seed}");
    }
}
