//! Made-up figures about made-up missions: every quantity, people, place, date, error
//! and interval there may be. Nothing panics, and what is said about them holds together.

use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Job, Policies};
use drawdown::results::Results;
use drawdown::scenario::Scenario;
use drawdown::summary::{self, Material, Plan};
use drawdown::{observations, output, plot, simulate, studies};
use jiff::Span;

#[path = "common/mod.rs"]
mod common;

use common::{Dice, generated, times};

/// Some observations for a scenario, as text.
fn figures(scenario: &Scenario, dice: &mut Dice, n: usize) -> String {
    let mission = &scenario.mission;
    let length = (mission.horizon - mission.start).get_days();
    let day = |dice: &mut Dice| dice.between(0, length.into());
    let date = |day: i64| mission.start.checked_add(Span::new().days(day)).unwrap();
    let has_cargo = scenario.sites.iter().flat_map(|site| &site.cargo).any(|cargo| cargo.truckloads > 0);
    let mut text = String::new();
    for i in 0..n {
        let quantity = if has_cargo && dice.chance(30) {
            dice.pick(&["cargo_out", "cargo_disposed", "cargo_gone", "percent_gone"])
        } else {
            dice.pick(&["gone", "present", "sites_vacated", "sites_ended", "vacated", "ended", "at"])
        };
        let is_cargo = quantity.starts_with("cargo") || quantity == "percent_gone";
        let is_date = matches!(quantity, "vacated" | "ended");
        let site = &scenario.sites[dice.between(0, scenario.sites.len() as i64 - 1) as usize].id;
        let people = dice.pick(&["all", "international", "uniformed", "military", "police", "civilian", "local"]);
        let [mut from, mut to] = [day(dice), day(dice)];
        (from, to) = (from.min(to), if dice.chance(70) { from.min(to) } else { from.max(to).min(from.min(to) + 12) });
        text += &format!("[[observation]]\nid = 'figure-{i}'\ndate = [{}, {}]\n", date(from), date(to));
        text += &match quantity {
            "at" => format!("quantity = 'present'\nsite = '{site}'\npeople = '{people}'\n"),
            _ if is_cargo => format!("quantity = '{quantity}'\n"),
            _ if is_date => format!("quantity = '{quantity}'\nsite = '{site}'\n"),
            _ => format!("quantity = '{quantity}'\npeople = '{people}'\n"),
        };
        let [a, b] = if quantity == "percent_gone" {
            [dice.between(0, 100), dice.between(0, 100)]
        } else if is_date {
            [day(dice), day(dice)]
        } else {
            [dice.between(0, 600), dice.between(0, 600)]
        };
        let value = |x: i64| if is_date { date(x).to_string() } else { x.to_string() };
        text += &match dice.between(0, 3) {
            0 => format!("value = {}\n", value(a)),
            1 => format!("at_least = {}\n", value(a)),
            2 => format!("at_most = {}\n", value(b)),
            _ => format!("at_least = {}\nat_most = {}\n", value(a.min(b)), value(a.max(b))),
        };
        text += &format!(
            "error = {}\nrole = '{}'\n",
            dice.pick(&[0, 0, 3, 900]),
            dice.pick(&["score", "score", "fit", "show"])
        );
    }
    text
}

fn run(scenario: &Scenario, threads: usize) -> Results {
    let model = simulate::prepare(scenario);
    let (watches, policies) = (observations::watches(scenario, &model), Policies::all());
    let job = Job {
        model: &model,
        watches: &watches,
        policies: &policies,
        seed: 8,
        chunk: ensemble::CHUNK,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..70).unwrap();
    let studies = studies::run(scenario, &job, ensemble.n, &studies::Wanted::default()).unwrap();
    summary::results(&Material {
        scenario,
        model: &model,
        watches: &watches,
        policies: &policies,
        ensemble: &ensemble,
        studies: &studies,
        plan: &Plan::of(&model),
        name: "made-up",
        seed: 8,
        hash: "",
    })
}

fn tables(results: &Results) -> Vec<u8> {
    let mut bytes = Vec::new();
    output::TABLES.iter().for_each(|table| (table.write)(results, &mut bytes).unwrap());
    bytes
}

#[test]
fn made_up_figures_are_scored_consistently() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..times(60) {
        let mut dice = Dice::new(seed ^ 0xF16);
        let mission = generated(seed);
        let plain = Scenario::parse(&mission, "made-up.toml").unwrap_or_else(|error| panic!("{seed}: {error}"));
        let text = format!("{mission}\n{}", figures(&plain, &mut dice, 24));
        let scenario = Scenario::parse(&text, "made-up.toml").unwrap_or_else(|error| panic!("{seed}: {error}\n{text}"));
        let results = run(&scenario, 1);
        assert_consistent(&results, seed);
        assert!(tables(&run(&scenario, 3)) == tables(&results), "{seed}: threads");
        plot::figures(&results).unwrap();
        results.scores.iter().for_each(|row| *seen.entry(row.score).or_insert(0) += row.figures);
        *seen.entry("increments").or_insert(0) += results.increments.len() as u64;
    }
    // Every score was made, and not only once.
    println!("{seen:?}");
    assert!(seen.len() == 16 && seen.values().all(|&n| n >= 5), "{seen:?}");
}

fn assert_consistent(results: &Results, seed: u64) {
    for row in &results.checks {
        let (low, high) = (row.pit_low.unwrap_or(0.0), row.pit_high.unwrap_or(1.0));
        assert!(
            (0.0..=high).contains(&low) && high <= 1.0 && row.pit.is_none_or(|p| (low..=high).contains(&p)),
            "{seed}: {row:?}"
        );
        let scores = [row.crps, row.crps_plan, row.crps_line, row.crps_seats];
        assert!(scores.iter().flatten().all(|score| score.is_finite() && *score >= 0.0), "{seed}: {row:?}");
        assert!(!(row.bound_holds.is_some() && (row.inside_90.is_some() || row.crps.is_some())), "{seed}: {row:?}");
        // A narrow interval has a PIT; a baseline is scored where we are, or not at all.
        assert!(row.crps.is_none() || row.inside_90.is_some(), "{seed}: {row:?}");
        assert!(row.crps.is_some() || scores.iter().all(Option::is_none), "{seed}: {row:?}");
    }
    let scored = || results.checks.iter().filter(|row| row.role == "score");
    let of = |name: &str| {
        results.scores.iter().filter(|row| row.score.starts_with(name)).map(|row| row.figures).sum::<u64>()
    };
    assert_eq!(
        of("crps_"),
        scored().filter(|row| row.crps.is_some()).count() as u64,
        "{seed}: every CRPS is in one mean"
    );
    assert_eq!(of("inside_90"), scored().filter(|row| row.inside_90.is_some()).count() as u64, "{seed}");
    assert_eq!(of("energy_people"), of("crps_people") - of("crps_people_other"), "{seed}");
    for row in &results.scores {
        assert!(row.drawdown.is_some_and(|score| score >= -1e-9), "{seed}: {row:?}");
        assert!(row.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)), "{seed}: {row:?}");
        assert!(row.reference_p05 <= row.reference_p50 && row.reference_p50 <= row.reference_p95, "{seed}: {row:?}");
        assert!(row.reference_p95.is_none_or(|most| most <= row.figures), "{seed}: {row:?}");
        let is_people = matches!(row.score, "crps_people" | "energy_people");
        assert!(!is_people || (row.plan.is_some() && row.line.is_some() && row.seats.is_some()), "{seed}: {row:?}");
    }
    for row in &results.increments {
        assert!(row.at_least <= row.at_most && row.p05 <= row.p50 && row.p50 <= row.p95, "{seed}: {row:?}");
        assert!(0.0 <= row.pit_low && row.pit_low <= row.pit_high && row.pit_high <= 1.0, "{seed}: {row:?}");
    }
}
