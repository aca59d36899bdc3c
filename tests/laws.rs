//! What must hold in every replication of every mission, recomputed from the
//! events of each group and each load, not from the simulator's own state.

mod common;
#[allow(dead_code, reason = "only the split of people is used here")]
#[path = "reference/naive.rs"]
mod naive;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use drawdown::calendar::{Day, NEVER};
use drawdown::model::Model;
use drawdown::scenario::{Component, MilestoneKind, Scenario};
use drawdown::simulate::{DayRecord, Event, Outcome, PolicyLevel, Simulator, Trace, What, prepare};

const LEVELS: [PolicyLevel; 3] = [PolicyLevel::Off, PolicyLevel::Surge, PolicyLevel::Full];

fn compiled(text: &str) -> Model {
    prepare(&Scenario::parse(text, "generated.toml").unwrap())
}

fn traced(simulator: &mut Simulator<'_>, seed: u64, replication: u64, level: PolicyLevel) -> (Trace, Outcome) {
    let mut trace = Trace::default();
    let outcome = simulator.replay(seed, replication, level, &mut trace);
    (trace, outcome)
}

/// 256 made-up missions, and after them the shipped ones, compiled once for all tests.
static MODELS: LazyLock<Vec<Model>> = LazyLock::new(|| {
    let made_up = (0..common::times(256)).map(|seed| compiled(&common::generated(seed)));
    made_up.chain(shipped().iter().map(prepare)).collect()
});

fn shipped() -> Vec<Scenario> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files.iter().map(|path| Scenario::load(path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario).collect()
}

/// Every replication of 256 made-up missions and of the shipped ones: 1 to 8 each, under every policy.
fn for_each_replication(mut law: impl FnMut(&Model, u64, u64, &Trace, &Outcome)) {
    for (seed, model) in (0..).zip(MODELS.iter()) {
        let mut simulator = Simulator::new(model);
        for replication in 0..1 + seed % 8 {
            for level in LEVELS {
                let (trace, outcome) = traced(&mut simulator, seed, replication, level);
                law(model, seed, replication, &trace, &outcome);
            }
        }
    }
}

/// A count from which no more can be taken than there is.
fn take(from: &mut u32, n: u32, what: &str) {
    *from = from.checked_sub(n).unwrap_or_else(|| panic!("{n} of {from} {what}"));
}

/// Where the people of one group are.
#[derive(Clone, Default)]
struct GroupBook {
    unreleased: u32,
    /// By place.
    waiting: BTreeMap<usize, u32>,
    /// By lane.
    on_road: BTreeMap<usize, u32>,
    departed: u32,
    separated: u32,
}

impl GroupBook {
    fn present(&self) -> u32 {
        self.unreleased + self.waiting.values().sum::<u32>() + self.on_road.values().sum::<u32>()
    }
}

fn people_books(model: &Model, seed: u64, replication: u64) -> Vec<GroupBook> {
    let present = naive::people_at_start(model, seed, replication);
    let open = |(g, group): (usize, &drawdown::model::Group)| {
        let mut book = GroupBook { departed: group.gone, ..GroupBook::default() };
        match group.at_hub {
            Some(hub) if group.travels() => drop(book.waiting.insert(hub, present[g])),
            _ => book.unreleased = present[g],
        }
        book
    };
    model.groups.iter().enumerate().map(open).collect()
}

fn post_people(model: &Model, books: &mut [GroupBook], event: &Event) {
    match event.what {
        What::Released { group, n } => {
            take(&mut books[group].unreleased, n, "unreleased");
            *books[group].waiting.entry(model.groups[group].site).or_default() += n;
        }
        What::PeopleSetOut { lane, group, n } => {
            take(books[group].waiting.entry(model.lanes[lane].site).or_default(), n, "waiting to drive");
            *books[group].on_road.entry(lane).or_default() += n;
        }
        What::PeopleArrived { lane, group, n } => {
            take(books[group].on_road.entry(lane).or_default(), n, "on the road");
            *books[group].waiting.entry(model.lanes[lane].to).or_default() += n;
        }
        What::PeopleFlew { lane, group, n } => {
            take(books[group].waiting.entry(model.lanes[lane].site).or_default(), n, "waiting to fly");
            *books[group].waiting.entry(model.lanes[lane].to).or_default() += n;
        }
        What::Separated { group, n } | What::Transferred { group, n, .. } => {
            take(&mut books[group].unreleased, n, "to separate");
            books[group].separated += n;
        }
        What::Departed { exit, group, n } => {
            take(books[group].waiting.entry(model.exits[exit].site).or_default(), n, "waiting to depart");
            books[group].departed += n;
        }
        _ => {}
    }
}

#[test]
fn nobody_appears_or_vanishes_on_any_day() {
    for_each_replication(|model, seed, replication, trace, _| {
        let mut books = people_books(model, seed, replication);
        let everyone: u32 = books.iter().map(|b| b.present() + b.departed).sum();
        assert_eq!(everyone, model.everyone(), "the split of people loses somebody in scenario {seed}");
        let mut events = trace.events.iter().peekable();
        for (day, record) in (model.first..).zip(&trace.days) {
            while let Some(event) = events.next_if(|e| e.day == day) {
                post_people(model, &mut books, event);
            }
            let mut counted = DayRecord::default();
            for (book, group) in books.iter().zip(&model.groups) {
                counted.present[group.component as usize] += book.present();
                counted.queued += book.waiting.values().sum::<u32>();
                counted.on_road += book.on_road.values().sum::<u32>();
            }
            assert_eq!(*record, counted, "scenario {seed}, replication {replication}, day {day}");
            let all: u32 = books.iter().map(|b| b.present() + b.departed + b.separated).sum();
            assert_eq!(all, model.everyone(), "scenario {seed}, replication {replication}, day {day}");
        }
        assert!(events.next().is_none(), "an event after the horizon in scenario {seed}");
        let local = |g: usize| model.groups[g].component == Component::Local;
        let travelled = |b: &GroupBook| !b.waiting.is_empty() || !b.on_road.is_empty();
        assert!(!(0..books.len()).any(|g| local(g) && travelled(&books[g])), "local staff travelled in {seed}");
    });
}

#[test]
fn an_uncertain_split_keeps_the_total_of_every_component_and_contingent() {
    for (seed, model) in (0..).zip(MODELS.iter()) {
        let totals = |present: &[u32]| {
            let mut totals: BTreeMap<(Component, Option<usize>), u32> = BTreeMap::new();
            for (group, n) in model.groups.iter().zip(present) {
                *totals.entry((group.component, group.contingent)).or_default() += n;
            }
            totals
        };
        let as_written: Vec<u32> = model.groups.iter().map(|g| g.present()).collect();
        for replication in 0..4 {
            // That the program splits as this one does, every other test of this file would notice.
            let split = naive::people_at_start(model, seed, replication);
            assert_eq!(totals(&split), totals(&as_written), "scenario {seed}, replication {replication}");
        }
    }
}

/// Where the truckloads of one load are.
#[derive(Clone, Default)]
struct LoadBook {
    unreleased: u32,
    queued: BTreeMap<usize, u32>,
    /// By hub: trucks may come home by another road.
    on_trucks: BTreeMap<usize, u32>,
    out: u32,
    disposed: u32,
    written_off: u32,
}

impl LoadBook {
    fn total(&self) -> u32 {
        let moving = self.queued.values().sum::<u32>() + self.on_trucks.values().sum::<u32>();
        self.unreleased + moving + self.out + self.disposed + self.written_off
    }
}

fn cargo_books(model: &Model) -> Vec<LoadBook> {
    let open = |load: &drawdown::model::Load| {
        let mut book = LoadBook::default();
        match load.at_hub {
            Some(hub) if load.disposition.leaves() => drop(book.queued.insert(hub, load.truckloads)),
            Some(_) => book.disposed = load.truckloads,
            None => book.unreleased = load.truckloads,
        }
        book
    };
    model.loads.iter().map(open).collect()
}

fn post_cargo(model: &Model, books: &mut [LoadBook], event: &Event) {
    match event.what {
        What::CargoReleased { load, n } => {
            take(&mut books[load].unreleased, n, "unreleased");
            *books[load].queued.entry(model.loads[load].site).or_default() += n;
        }
        What::CargoSetOut { lane, load, n } => {
            take(books[load].queued.entry(model.lanes[lane].site).or_default(), n, "in the queue");
            *books[load].on_trucks.entry(model.lanes[lane].to).or_default() += n;
        }
        What::CargoArrived { lane, load, n } => {
            take(books[load].on_trucks.entry(model.lanes[lane].to).or_default(), n, "on trucks");
            *books[load].queued.entry(model.lanes[lane].to).or_default() += n;
        }
        What::CargoFlew { lane, load, n } => {
            take(books[load].queued.entry(model.lanes[lane].site).or_default(), n, "in the queue of a lane");
            *books[load].queued.entry(model.lanes[lane].to).or_default() += n;
        }
        What::CargoDisposed { load, n } => {
            take(&mut books[load].unreleased, n, "to sell, give or destroy");
            books[load].disposed += n;
        }
        What::CargoWrittenOff { site, load, n } => {
            // A load at its own site is either unreleased or in the queue, and written off whole.
            let book = &mut books[load];
            if site == model.loads[load].site && book.unreleased > 0 {
                take(&mut book.unreleased, n, "unreleased to write off");
            } else {
                take(book.queued.entry(site).or_default(), n, "queued to write off");
            }
            book.written_off += n;
        }
        What::CargoOut { exit, load, n } => {
            take(books[load].queued.entry(model.exits[exit].site).or_default(), n, "to fly out");
            books[load].out += n;
        }
        _ => {}
    }
}

#[test]
fn no_cargo_appears_or_vanishes() {
    for_each_replication(|model, seed, replication, trace, outcome| {
        let mut books = cargo_books(model);
        let mut events = trace.events.iter().peekable();
        for day in model.first..=model.horizon {
            while let Some(event) = events.next_if(|e| e.day == day) {
                post_cargo(model, &mut books, event);
            }
            for (book, load) in books.iter().zip(&model.loads) {
                assert_eq!(book.total(), load.truckloads, "scenario {seed}, replication {replication}, day {day}");
            }
        }
        let sum = |of: fn(&LoadBook) -> u32| books.iter().map(of).sum::<u32>();
        let counted = (sum(|b| b.out), sum(|b| b.disposed), sum(|b| b.written_off));
        assert_eq!(counted, (outcome.cargo_out, outcome.cargo_disposed, outcome.cargo_written_off), "scenario {seed}");
        for (c, contingent) in outcome.contingents.iter().enumerate() {
            let own = |of: fn(&LoadBook) -> u32| -> u32 {
                books.iter().zip(&model.loads).filter(|(_, load)| load.contingent == Some(c)).map(|(b, _)| of(b)).sum()
            };
            let counted = (own(|b| b.out), own(|b| b.disposed), own(|b| b.written_off));
            assert_eq!(counted, (contingent.out, contingent.disposed, contingent.written_off), "scenario {seed}");
        }
    });
}

#[test]
fn trucks_idle_and_away_are_the_pool() {
    for_each_replication(|model, seed, _, trace, _| {
        let mut idle: Vec<u32> = model.pools.iter().map(|p| p.count).collect();
        for event in &trace.events {
            match event.what {
                What::TrucksSetOut { pool, n, .. } => take(&mut idle[pool], n, "idle trucks"),
                What::TrucksHome { pool, n } => {
                    idle[pool] += n;
                    assert!(idle[pool] <= model.pools[pool].count, "more trucks than the pool has in scenario {seed}");
                }
                _ => {}
            }
        }
    });
}

#[test]
fn escorts_idle_and_away_are_the_pool_and_no_lift_goes_without() {
    let mut n_escorted = 0;
    for_each_replication(|model, seed, _, trace, _| {
        let mut idle: Vec<u32> = model.escorts.iter().map(|p| p.count).collect();
        let mut lanes_with: Vec<usize> = vec![];
        for event in &trace.events {
            match event.what {
                What::EscortSetOut { lane, pool } => {
                    take(&mut idle[pool], 1, "idle escorts");
                    assert_eq!(
                        (model.lanes[lane].escort(), model.lanes[lane].to),
                        (Some(pool), model.escorts[pool].hub)
                    );
                    lanes_with.push(lane);
                    n_escorted += 1;
                }
                What::TrucksSetOut { lane, .. } => {
                    let escort = lanes_with.pop();
                    assert_eq!(escort, model.lanes[lane].escort().map(|_| lane), "a lift without escort in {seed}");
                }
                What::PeopleSetOut { .. } => drop(lanes_with.pop()),
                What::EscortFree { pool } => {
                    idle[pool] += 1;
                    assert!(idle[pool] <= model.escorts[pool].count, "more escorts than the pool has in {seed}");
                }
                _ => {}
            }
        }
    });
    assert!(n_escorted > 1000, "{n_escorted} escorts");
}

#[test]
fn those_who_are_gone_stay_gone() {
    for_each_replication(|_, seed, _, trace, _| {
        for component in 0..4 {
            let present: Vec<u32> = trace.days.iter().map(|record| record.present[component]).collect();
            assert!(present.is_sorted_by(|a, b| a >= b), "people come back in scenario {seed}");
        }
    });
}

#[test]
fn a_site_that_has_ended_stays_ended() {
    for_each_replication(|model, seed, replication, trace, outcome| {
        let known = |s: &drawdown::model::Site| s.ended.map_or(NEVER, |(day, _)| day);
        let mut vacated: Vec<Day> = model.sites.iter().map(known).collect();
        let mut ended = vacated.clone();
        for event in &trace.events {
            let site = match event.what {
                What::Vacated { site } => {
                    assert_eq!(vacated[site], NEVER, "vacated twice in scenario {seed}");
                    vacated[site] = event.day;
                    continue;
                }
                What::HandedOver { site } | What::Closed { site } | What::LeftWithoutHandover { site } => {
                    assert_eq!((ended[site], vacated[site] <= event.day), (NEVER, true), "ended wrongly in {seed}");
                    ended[site] = event.day;
                    continue;
                }
                What::Began { site }
                | What::Withdrew { site }
                | What::EvacuationOrdered { site, .. }
                | What::LiquidationEnded { site }
                | What::MoveAsked { site }
                | What::MoveCleared { site } => site,
                What::Released { group, .. } => model.groups[group].site,
                What::PeopleSetOut { lane, .. }
                | What::PeopleFlew { lane, .. }
                | What::CargoFlew { lane, .. }
                | What::CargoSetOut { lane, .. } => model.lanes[lane].site,
                What::PeopleArrived { lane, .. } | What::CargoArrived { lane, .. } => {
                    // An ended hub at which people are stuck is one that ended before the first day.
                    let hub = model.lanes[lane].to;
                    if model.sites[hub].ended.is_some() {
                        continue;
                    }
                    hub
                }
                _ => continue,
            };
            assert_eq!(vacated[site], NEVER, "{event:?} at a vacated site in scenario {seed}/{replication}");
        }
        assert_eq!((vacated, ended), (outcome.vacated.clone(), outcome.ended.clone()), "scenario {seed}");
    });
}

#[test]
fn guard_and_keep_are_never_undercut() {
    for_each_replication(|model, seed, replication, trace, _| {
        let mut books = people_books(model, seed, replication);
        let mut vacated: Vec<bool> = model.sites.iter().map(|s| s.ended.is_some()).collect();
        let mut guard: Vec<u32> = model.sites.iter().map(|s| s.guard).collect();
        let mut keep: Vec<u32> = model.sites.iter().map(|s| s.keep).collect();
        for event in &trace.events {
            post_people(model, &mut books, event);
            match event.what {
                What::Vacated { site } => vacated[site] = true,
                What::EvacuationOrdered { site, .. } => (guard[site], keep[site]) = (0, 0),
                What::LiquidationEnded { site } | What::KeptNoLonger { site } => keep[site] = 0,
                What::Released { group, .. } => {
                    let site = model.groups[group].site;
                    let open_behind = model.sites[site].behind.iter().any(|behind| !vacated[*behind]);
                    let hold = keep[site].max(if open_behind { guard[site] } else { 0 });
                    let here = |g: &usize| model.groups[*g].site == site && model.groups[*g].travels();
                    let left: u32 = (0..books.len()).filter(here).map(|g| books[g].unreleased).sum();
                    assert!(left >= hold, "{left} left of {hold} held: {event:?}, scenario {seed}/{replication}");
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_further_site_with_nobody_and_nothing_changes_no_other() {
    for seed in 0..128 {
        let text = common::generated(seed);
        let (model, larger) = (&MODELS[seed as usize], compiled(&format!("{text}\n[[site]]\nid = \"nothing\"\n")));
        let (mut one, mut other) = (Simulator::new(model), Simulator::new(&larger));
        for replication in 0..1 + seed % 4 {
            for level in LEVELS {
                let (a, before) = traced(&mut one, seed, replication, level);
                let (b, mut after) = traced(&mut other, seed, replication, level);
                assert_eq!(a.days, b.days, "scenario {seed}, replication {replication}");
                // It is one site more that must be vacated and end: the others' own results are compared.
                after.began.truncate(model.sites.len());
                after.vacated.truncate(model.sites.len());
                after.ended.truncate(model.sites.len());
                after.handed_over.truncate(model.sites.len());
                after.closed.truncate(model.sites.len());
                for (m, milestone) in model.milestones.iter().enumerate() {
                    if !matches!(milestone.kind, MilestoneKind::PeopleOut | MilestoneKind::CargoOut) {
                        after.milestones[m] = before.milestones[m];
                    }
                }
                assert_eq!(before, after, "scenario {seed}, replication {replication}");
            }
        }
    }
}

#[test]
fn a_replication_does_not_depend_on_those_before_it() {
    for (seed, model) in (0..64).zip(MODELS.iter()) {
        let mut used = Simulator::new(model);
        let forwards: Vec<_> = (0..6).map(|r| traced(&mut used, seed, r, LEVELS[r as usize % 3])).collect();
        for replication in (0..6).rev() {
            let level = LEVELS[replication as usize % 3];
            let again = traced(&mut used, seed, replication, level);
            let alone = traced(&mut Simulator::new(model), seed, replication, level);
            let first = &forwards[replication as usize];
            for (trace, outcome) in [&again, &alone] {
                assert_eq!((&trace.events, &trace.days), (&first.0.events, &first.0.days), "scenario {seed}");
                assert_eq!(outcome, &first.1, "scenario {seed}");
            }
        }
    }
}

#[test]
fn a_longer_clearance_never_empties_a_lonely_site_earlier() {
    // Nothing is shared: one site, its own trucks, more seats than people. Travel is fixed,
    // because a drawn travel time belongs to the day of departure, so that who leaves later may overtake.
    let text = |seed: u64, median: f64, days: f64| {
        let mut dice = common::Dice::new(seed);
        let (people, cargo, trucks) = (dice.between(1, 500), dice.between(0, 60), dice.between(1, 20));
        format!(
            r#"
            [mission]
            name = "lonely"
            start = 2024-01-01
            deadline = 2024-06-30
            horizon = 2026-12-31
            [delay]
            preparation = {{ gamma = {{ mean = 10, sd = 5 }} }}
            clearance = {{ lognormal = {{ median = {median}, p90 = {} }} }}
            loading = {days}
            [[site]]
            id = "a"
            people = {{ military = {people} }}
            cargo = [ {{ owner = "UN", truckloads = {cargo} }} ]
            begin = 2024-01-20
            self_move = {{ km_per_day = 60 }}
            lanes = [ {{ to = "g", road = {{ km = 200 }} }} ]
            [[site]]
            id = "g"
            begin = 2024-01-20
            [[gateway]]
            id = "g"
            exits = [ {{ id = "air", air = {{ per_week = 70, seats = 300, truckloads = 40 }} }} ]
            [[trucks]]
            id = "pool"
            hub = "g"
            count = {trucks}
            km_per_day = 90
            "#,
            median * 3.0
        )
    };
    for seed in 0..200 {
        let medians = [2.0, 2.5, 6.0, 11.0];
        let vacated = medians.map(|median| {
            let model = compiled(&text(seed, median, (seed % 3) as f64));
            Simulator::new(&model).replay(1, seed, PolicyLevel::Off, &mut Trace::default()).vacated[0]
        });
        assert!(vacated.is_sorted(), "{vacated:?} for clearances of {medians:?} days, replication {seed}");
    }
}
