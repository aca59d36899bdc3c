//! Cargo that is counted, people who go over to another force, sites that are closed or
//! transferred, and withdrawals led by equipment: by hand, day by day.

use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Job, Policies};
use drawdown::results::{CheckRow, Results};
use drawdown::scenario::Scenario;
use drawdown::summary::{self, Material, Plan};
use drawdown::{observations, simulate, studies};

/// 40 truckloads leave (30 of the UN, 10 of Aland), 10 are given. The exit takes 7 every other
/// day, from day 2 on; the deadline is day 9.
const CARGO: &str = "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-10\nhorizon = 2024-01-31\n\
    [[site]]\nid = 'a'\nbegin = 2024-01-03\n\
    people = [ { component = 'military', contingent = 'Aland', count = 1 } ]\n\
    cargo = [ { owner = 'UN', truckloads = 30 }, { owner = 'Aland', truckloads = 10 }, \
    { owner = 'Bland', truckloads = 10, disposition = 'give' } ]\n\
    [[contingent]]\nid = 'Bland'\n\
    [[gateway]]\nid = 'a'\nexits = [ { id = 'out', road = { per_week = 3.5, seats = 5, truckloads = 7 } } ]\n";

fn parsed(text: &str) -> Scenario {
    Scenario::parse(text, "x.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> String {
    match Scenario::parse(text, "x.toml") {
        Ok(_) => panic!("it is accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

fn run(scenario: &Scenario) -> Results {
    let model = simulate::prepare(scenario);
    let (watches, policies) = (observations::watches(scenario, &model), Policies::all());
    let job = Job {
        model: &model,
        watches: &watches,
        policies: &policies,
        seed: 1,
        chunk: ensemble::CHUNK,
        threads: 1,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..20).unwrap();
    let studies = studies::run(scenario, &job, ensemble.n, &studies::Wanted::default()).unwrap();
    summary::results(&Material {
        scenario,
        model: &model,
        watches: &watches,
        policies: &policies,
        ensemble: &ensemble,
        studies: &studies,
        plan: &Plan::of(&model),
        name: "kit",
        seed: 1,
        hash: "",
    })
}

fn observed(figure: &str) -> String {
    format!("{CARGO}[[observation]]\nid = 'figure'\nrole = 'score'\n{figure}\n")
}

fn check(figure: &str) -> CheckRow {
    run(&parsed(&observed(figure))).checks.remove(0)
}

#[test]
fn cargo_is_compared_like_a_head_count() {
    // 14 are out by the end of day 4; the line says 40 x 5 / 10, the room floor(5 x 3.5).
    let row = check("date = 2024-01-05\nquantity = 'cargo_out'\nvalue = 16");
    assert_eq!([row.p05.as_str(), &row.p50, &row.plan, &row.line, &row.seats], ["14", "14", "14", "20", "17"]);
    assert_eq!((row.pit_low, row.pit_high, row.inside_90), (Some(1.0), Some(1.0), Some(false)));
    assert_eq!([row.crps, row.crps_plan, row.crps_line, row.crps_seats], [2.0, 2.0, 4.0, 1.0].map(Some));
    // The gift is made on day 2.
    let row = check("date = 2024-01-05\nquantity = 'cargo_gone'\nvalue = 24");
    assert_eq!((row.p50.as_str(), row.crps), ("24", Some(0.0)));
    let row = check("date = 2024-01-05\nquantity = 'cargo_disposed'\nat_least = 3\nat_most = 11");
    // More than are to be given cannot be given: the upper end says nothing.
    assert_eq!((row.p50.as_str(), row.bound_holds, row.seats.as_str()), ("10", Some(1.0), ""));
    let row = check("date = 2024-01-05\nquantity = 'cargo_out'\nowner = 'Aland'\nvalue = 0");
    assert_eq!((row.p50.as_str(), row.people.as_str(), row.crps), ("0", "Aland", Some(0.0)));
}

#[test]
fn a_percentage_is_of_the_load_at_the_start() {
    // 24 of 50 are 48 %.
    let row = check("date = 2024-01-05\nquantity = 'percent_gone'\nat_least = 46.5\nat_most = 48.5");
    assert_eq!([row.at_least.as_str(), &row.at_most, &row.p50], ["46.5", "48.5", "48.0"]);
    assert_eq!((row.pit_low, row.pit_high), (Some(0.0), Some(1.0)));
    // 46.5 % are 23.25, 48.5 % are 24.25: 24 alone lies between.
    assert_eq!(row.crps, Some(0.0));
}

#[test]
fn only_narrow_figures_of_cargo_have_a_crps() {
    // At most 2 % of 50.
    let crps = |ends: &str| check(&format!("date = 2024-01-05\nquantity = 'cargo_out'\n{ends}")).crps;
    assert_eq!(crps("at_least = 13\nat_most = 14"), Some(0.0));
    assert_eq!(crps("at_least = 13\nat_most = 15"), None);
}

#[test]
fn cargo_has_scores_of_its_own() {
    let two = "date = 2024-01-05\nquantity = 'cargo_out'\nvalue = 16\n\
               [[observation]]\nid = 'later'\nrole = 'score'\ndate = 2024-01-06\nquantity = 'percent_gone'\nvalue = 70";
    let results = run(&parsed(&observed(two)));
    let score = |name: &str| results.scores.iter().find(|row| row.score == name);
    // 21 + 10 are gone on day 5, 35 are reported; the line says 30, the room 21 + 10.
    let row = score("crps_cargo").expect("cargo is scored");
    assert_eq!([row.drawdown, row.plan, row.line, row.seats], [3.0, 3.0, 4.5, 2.5].map(Some));
    let row = score("energy_cargo").expect("its curve is scored");
    assert!((row.drawdown.unwrap() - 20.0_f64.sqrt()).abs() < 1e-12);
    assert!(score("crps_people").is_none() && score("energy_people").is_none());
}

#[test]
fn a_figure_of_cargo_that_cannot_be_is_refused() {
    let says = |figure: &str, words: &str| {
        let problems = refused(&observed(&format!("date = 2024-01-05\n{figure}")));
        assert!(problems.contains(words), "{problems}");
    };
    says("quantity = 'cargo_out'\nvalue = 1\npeople = 'all'", "`cargo_out` takes no `people`");
    says("quantity = 'gone'\nvalue = 1\nowner = 'UN'", "`gone` takes no `owner`");
    says("quantity = 'cargo_gone'\nvalue = 1\nowner = 'Alan'", "Aland");
    says("quantity = 'percent_gone'\nvalue = 101", "`value` must be at most 100");
    says("quantity = 'cargo_out'\nvalue = 1\nsite = 'a'", "takes no `site`");
    let none = observed("date = 2024-01-05\nquantity = 'cargo_out'\nvalue = 1").replace("truckloads = 10", "truckloads = 0");
    let none = none.replace("value = 1", "value = 1\nowner = 'Aland'");
    assert!(refused(&none).contains("`Aland` owns no cargo to count"));
}

#[test]
fn a_unit_of_cargo_has_the_name_that_the_mission_gives_it() {
    let text = CARGO.replace("name = 'x'", "name = 'x'\ncargo_unit = 'C-17 loads'");
    let model = simulate::prepare(&parsed(&text));
    let mut trace = simulate::Trace::default();
    simulate::Simulator::new(&model).plan(&mut trace);
    let log = drawdown::trace::log(&model, &trace.events);
    assert!(log.contains("7 C-17 loads of UN (from a) leave the country by a/out"), "{log}");
    assert!(!log.contains("truckload"), "{log}");
}
