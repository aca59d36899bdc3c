//! The program against a second, naive simulator that was written from
//! `docs/model.md` alone: they must agree exactly, day by day.

mod common;
#[path = "reference/naive.rs"]
mod naive;

use drawdown::model::Model;
use drawdown::scenario::Scenario;
use drawdown::simulate::{DayRecord, Outcome, PolicyLevel, Simulator, Trace, prepare};

const LEVELS: [PolicyLevel; 3] = [PolicyLevel::Off, PolicyLevel::Surge, PolicyLevel::Full];

fn compiled(text: &str, name: &str) -> Model {
    match Scenario::parse(text, name) {
        Ok(scenario) => prepare(&scenario),
        Err(error) => panic!("{name} is not valid: {error}\n{text}"),
    }
}

/// The first day on which two replications differ, and what else does, in words.
fn difference(model: &Model, ours: &(Vec<DayRecord>, Outcome), theirs: &(Vec<DayRecord>, Outcome)) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let mut words = vec![format!("{} and {} days", ours.0.len(), theirs.0.len())];
    let days = ours.0.iter().zip(&theirs.0).zip(model.first..);
    if let Some(((a, b), day)) = days.clone().find(|((a, b), _)| a != b) {
        words.push(format!("day {day}: {a:?}\n naive: {b:?}"));
    }
    for (index, site) in model.sites.iter().enumerate() {
        let of =
            |o: &Outcome| (o.began[index], o.vacated[index], o.ended[index], o.handed_over[index], o.closed[index]);
        if of(&ours.1) != of(&theirs.1) {
            words.push(format!("{}: {:?}\n naive: {:?}", site.id, of(&ours.1), of(&theirs.1)));
        }
    }
    let rest = |o: &Outcome| Outcome {
        began: vec![],
        vacated: vec![],
        ended: vec![],
        handed_over: vec![],
        closed: vec![],
        ..o.clone()
    };
    words.push(format!("{:?}\n naive: {:?}", rest(&ours.1), rest(&theirs.1)));
    Some(words.join("\n"))
}

fn agree(model: &Model, name: &str, seed: u64, replications: u64) {
    let mut simulator = Simulator::new(model);
    for replication in 0..replications {
        for level in LEVELS {
            let mut trace = Trace::default();
            let outcome = simulator.replay(seed, replication, level, &mut trace);
            let theirs = naive::naive(model, seed, replication, level);
            if let Some(difference) = difference(model, &(trace.days, outcome), &theirs) {
                panic!("{name}, replication {replication}, policy {level:?}: {difference}");
            }
        }
    }
    let mut trace = Trace::default();
    let outcome = simulator.plan(&mut trace);
    if let Some(difference) = difference(model, &(trace.days, outcome), &naive::reference(model)) {
        panic!("{name}, the plan's own curve: {difference}");
    }
}

#[test]
fn the_naive_simulator_agrees_on_every_day_of_small_missions() {
    for seed in 0..common::times(256) {
        let name = format!("generated-{seed}.toml");
        agree(&compiled(&common::generated(seed), &name), &name, seed, 1 + seed % 8);
    }
}

#[test]
fn the_naive_simulator_agrees_where_trucks_call_at_a_second_site() {
    for seed in 0..common::times(96) {
        let name = format!("along-a-road-{seed}.toml");
        agree(&compiled(&common::along_a_road(seed), &name), &name, seed, 4);
    }
}

#[test]
fn the_naive_simulator_agrees_on_every_day_of_large_missions() {
    for seed in 0..common::times(4) {
        let name = format!("large-{seed}.toml");
        agree(&compiled(&common::large(seed), &name), &name, seed, 1);
    }
}

#[test]
fn starts_derived_from_close_by_are_the_latest_that_are_early_enough() {
    for seed in 0..64 {
        let text = common::generated(seed);
        let model = compiled(&text, "generated.toml");
        for (index, site) in model.sites.iter().enumerate() {
            if site.close_by.is_some() && site.ended.is_none() {
                let naive = naive::derived_begin(&model, index);
                assert_eq!(site.begin, naive, "start of {} in scenario {seed}", site.id);
            }
        }
    }
}
