//! Cargo that is counted, people who go over to another force, sites that are closed or
//! transferred, and withdrawals led by equipment: by hand, day by day.

use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Job, Policies};
use drawdown::results::{CheckRow, Results};
use drawdown::scenario::Scenario;
use drawdown::summary::{self, Material, Plan};
use drawdown::{observations, simulate, studies};

mod common;

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
    let none =
        observed("date = 2024-01-05\nquantity = 'cargo_out'\nvalue = 1").replace("truckloads = 10", "truckloads = 0");
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

/// A gateway of 100 soldiers of Aland and 20 local staff, with a seat for everybody every day.
/// It withdraws on day 12; trucks take 10 truckloads on that day (a departure was saved up), then 5 a day.
fn gateway(site: &str, rest: &str) -> String {
    format!(
        "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-31\nhorizon = 2024-03-31\n\
         [delay]\npreparation = 2\nhandover = 4\n\
         [[site]]\nid = 'a'\nname = 'Camp A'\nbegin = 2024-01-11\n{site}\n\
         people = [ {{ component = 'military', contingent = 'Aland', count = 100 }}, \
         {{ component = 'local', count = 20 }} ]\n\
         [[gateway]]\nid = 'a'\nexits = [ {{ id = 'road', road = {{ per_week = 7, truckloads = 5 }} }}, \
         {{ id = 'air', air = {{ per_week = 7, seats = 200 }} }} ]\n{rest}"
    )
}

/// The plan's own curve: present by component at the end of each day, and the rest.
fn planned(text: &str) -> (simulate::Trace, simulate::Outcome, String) {
    let model = simulate::prepare(&parsed(text));
    let mut trace = simulate::Trace::default();
    let outcome = simulate::Simulator::new(&model).plan(&mut trace);
    let log = drawdown::trace::log(&model, &trace.events);
    (trace, outcome, log)
}

fn soldiers(trace: &simulate::Trace, days: std::ops::Range<usize>) -> Vec<u32> {
    trace.days[days].iter().map(|day| day.present[0]).collect()
}

#[test]
fn people_go_over_to_another_force_on_their_dates() {
    let transfer = "[[transfer]]\nid = 't'\ncomponent = 'military'\nfrom = 2024-01-03\nto = 2024-01-05\n\
                    count = 31\nforce = 'the Joint Force'\n";
    let (trace, outcome, log) = planned(&gateway("", transfer));
    // floor(31 x 1 / 3), floor(31 x 2 / 3), 31; the others fly on day 12.
    assert_eq!(soldiers(&trace, 1..6), [100, 90, 80, 69, 69]);
    assert_eq!(soldiers(&trace, 11..13), [69, 0]);
    assert!(log.contains("11 people of Aland (military, from Camp A) went over to the Joint Force"), "{log}");
    // Half of the contingent are gone on day 12 alone, as they are counted with the others.
    assert_eq!((outcome.contingents[0].half, outcome.contingents[0].all), (12, 12));
    assert_eq!(trace.days[20].present[3], 20);
}

#[test]
fn a_transfer_leaves_alone_who_is_on_the_way_out() {
    // After all have flown nobody is there to go over; local staff may.
    let transfer = "[[transfer]]\nid = 't'\nfrom = 2024-01-20\nto = 2024-01-20\ncount = 60\nforce = 'F'\n";
    let (trace, ..) = planned(&gateway("", transfer));
    // 60 of 120: 50 soldiers, who have left, and 10 of the local staff.
    assert_eq!(trace.days[18].present, [0, 0, 0, 20]);
    assert_eq!(trace.days[19].present, [0, 0, 0, 10]);
}

#[test]
fn a_site_that_is_closed_ends_when_it_is_vacated() {
    let (_, handed, log) = planned(&gateway("", ""));
    assert_eq!((handed.vacated[0], handed.ended[0], handed.handed_over[0], handed.closed[0]), (12, 16, true, false));
    assert!(log.contains("Camp A: handed over"), "{log}");
    let (_, closed, log) = planned(&gateway("ends = 'closed'", ""));
    assert_eq!((closed.vacated[0], closed.ended[0], closed.handed_over[0], closed.closed[0]), (12, 12, false, true));
    assert!(log.contains("Camp A: closed") && !log.contains("handed"), "{log}");
    let model = simulate::prepare(&parsed(&gateway("ends = 'closed'", "")));
    assert_eq!(closed.left_without_handover(&model), 0);
    // Who is forced out leaves it as ever.
    let shock = "[[shock]]\nid = 's'\ndate = 2024-01-06\neffects = [ { evacuate = ['a'] } ]\n";
    let model = simulate::prepare(&parsed(&gateway("ends = 'closed'", shock)));
    let mut trace = simulate::Trace::default();
    let left = simulate::Simulator::new(&model).replay(1, 0, simulate::PolicyLevel::Full, &mut trace);
    assert_eq!((left.ended[0], left.closed[0], left.left_without_handover(&model)), (5, false, 1));
}

#[test]
fn a_site_that_another_force_takes_hands_over_its_people_first() {
    let site = "ends = { transferred_to = 'the Joint Force' }\nkeep = 10\n\
                cargo = [ { owner = 'UN', truckloads = 12 }, { owner = 'Aland', truckloads = 3, disposition = 'give' } ]";
    let (trace, outcome, log) = planned(&gateway(site, ""));
    // On day 12, those kept included; 10 truckloads leave on that day, 2 on the next.
    assert_eq!(soldiers(&trace, 10..13), [100, 100, 0]);
    assert_eq!((outcome.vacated[0], outcome.ended[0], outcome.handed_over[0]), (13, 17, true));
    assert_eq!((outcome.cargo_out, outcome.cargo_disposed, outcome.cargo_written_off), (12, 3, 0));
    assert_eq!((outcome.milestones[0], outcome.contingents[0].all, outcome.tail), (12, 12, 0));
    assert!(log.contains("100 people of Aland (military, from Camp A) went over to the Joint Force"), "{log}");
    assert!(log.contains("Camp A: handed to the Joint Force"), "{log}");
    // Local staff stay where they live.
    assert_eq!(trace.days[30].present, [0, 0, 0, 20]);
}

#[test]
fn people_who_go_over_need_no_way_out() {
    let alone = |ends: &str| {
        format!("{}\n[[site]]\nid = 'b'\npeople = {{ military = 5 }}\nbegin = 2024-01-05\n{ends}\n", gateway("", ""))
    };
    assert!(refused(&alone("")).contains("`b`"));
    let (_, outcome, _) = planned(&alone("ends = { transferred_to = 'F' }"));
    assert_eq!((outcome.vacated[1], outcome.ended[1]), (6, 10));
}

#[test]
fn who_goes_over_without_a_way_out_is_released_by_nothing() {
    let with = |more: &str| {
        let site = "[[site]]\nid = 'b'\npeople = { military = 5 }\nbegin = 2024-01-05\nends = { transferred_to = 'F' }";
        refused(&format!("{}\n{site}\n{more}\n", gateway("", "")))
    };
    let by = |id: &str| format!("`{id}` would release people of `b`, which has no way out");
    let dates = "from = 2024-01-02\nto = 2024-01-03\ncount = 4";
    assert!(with(&format!("[[thinning]]\nid = 'early'\nsite = 'b'\n{dates}")).contains(&by("early")));
    assert!(with("[[ceiling]]\nid = 'phase'\ndate = 2024-01-10\npeople = 50").contains(&by("phase")));
    let policy = with("[policy]\nevacuate = { sites_open_days_before = 5 }");
    assert!(policy.contains("the policy would release people of `b`, which has no way out"), "{policy}");
}

#[test]
fn people_stay_with_their_cargo() {
    let cargo = "cargo = [ { owner = 'UN', truckloads = 20 } ]";
    let (trace, at_once, _) = planned(&gateway(cargo, ""));
    assert_eq!(soldiers(&trace, 11..13), [100, 0]);
    // Of 20 truckloads 10 leave on day 12, then 5 a day; the same share of the people on the day after.
    let (trace, with_cargo, _) = planned(&gateway(&format!("{cargo}\nrelease = 'with_cargo'"), ""));
    assert_eq!(soldiers(&trace, 11..16), [100, 100, 50, 25, 0]);
    assert_eq!((at_once.vacated[0], with_cargo.vacated[0]), (14, 15));
}

#[test]
fn people_with_cargo_are_rounded_up() {
    // 2 of 12 are left after the first day: ceil(100 x 2 / 12).
    let site = "release = 'with_cargo'\ncargo = [ { owner = 'UN', truckloads = 12 }, \
                { owner = 'Aland', truckloads = 90, disposition = 'sell' } ]";
    let (trace, ..) = planned(&gateway(site, ""));
    assert_eq!(soldiers(&trace, 12..15), [100, 17, 0]);
    // Without cargo that is to leave nobody stays.
    let (trace, ..) = planned(&gateway("release = 'with_cargo'", ""));
    assert_eq!(soldiers(&trace, 11..13), [100, 0]);
}

#[test]
fn an_evacuation_does_not_wait_for_cargo() {
    let shock = "[[shock]]\nid = 's'\ndate = 2024-01-15\neffects = [ { evacuate = ['a'] } ]\n";
    let site = "release = 'with_cargo'\ncargo = [ { owner = 'UN', truckloads = 40 } ]";
    let model = simulate::prepare(&parsed(&gateway(site, shock)));
    let mut trace = simulate::Trace::default();
    let outcome = simulate::Simulator::new(&model).replay(1, 0, simulate::PolicyLevel::Full, &mut trace);
    // 10 of 40 leave on day 12, and so a quarter of the people on day 13; 5 more leave on that day.
    assert_eq!(soldiers(&trace, 12..15), [100, 75, 0]);
    assert_eq!((outcome.cargo_out, outcome.cargo_written_off, outcome.evacuated), (15, 25, 75));
}

#[test]
fn who_stays_with_cargo_waits_for_what_the_cargo_waits_for() {
    use drawdown::simulate::Cause;
    let site = "release = 'with_cargo'\ncargo = [ { owner = 'UN', truckloads = 20 } ]";
    let model = simulate::prepare(&parsed(&gateway(site, "")));
    let mut simulator = simulate::Simulator::new(&model);
    simulator.plan(&mut simulate::Silent);
    let waits: Vec<_> = simulator.state().waits(0).map(|wait| (wait.cause, wait.from)).collect();
    // Planned start until day 10, preparation until day 12, room for cargo until day 15.
    let kinds: Vec<&str> = waits.iter().map(|(cause, _)| cause.words()).collect();
    let [seats, preparation, plan] = [Cause::ExitSeats, Cause::Preparation, Cause::Plan].map(Cause::words);
    assert!(kinds.ends_with(&[preparation, plan]), "{kinds:?}");
    assert!(kinds[..kinds.len() - 2].iter().all(|kind| *kind == seats), "{kinds:?}");
}

#[test]
fn what_the_file_says_of_forces_is_checked() {
    let says = |text: &str, words: &str| {
        let problems = refused(text);
        assert!(problems.contains(words), "{problems}");
    };
    let transfer = "[[transfer]]\nid = 't'\nfrom = 2024-01-03\nto = 2024-01-05\ncount = 5\n";
    says(&gateway("", transfer), "`transfer.t` needs `force`");
    says(&gateway("", &format!("{transfer}force = ''\n")), "`force` must be a text");
    says(&gateway("", &format!("{transfer}force = 'F'\nsite = 'b'\n")), "`b`");
    says(&gateway("", &format!("{}force = 'F'\n", transfer.replace("= 5", "= 500"))), "the selection has 120 people");
    says(&gateway("ends = 'close'", ""), "closed");
    says(&gateway("ends = { transferred_to = ' ' }", ""), "`transferred_to` must be a text");
    says(&gateway("release = 'cargo'", ""), "with_cargo");
    let scenario = parsed(&gateway("", &format!("{transfer}force = 'F'\n")));
    assert!(scenario.inputs.iter().any(|input| input.path == "transfer.t.count" && input.value == "5"));
}

#[test]
fn forces_and_ends_are_composed_set_and_described_by_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let transfer = "[[transfer]]\nid = 't'\nfrom = 2024-01-03\nto = 2024-01-05\ncount = 5\nforce = 'F'\n";
    let figure = "[[observation]]\nid = 'o'\ndate = 2024-01-20\nquantity = 'percent_gone'\nowner = 'UN'\n\
                  about = 12.5\nrole = 'show'\n";
    let site = "ends = { transferred_to = 'F' }\ncargo = [ { owner = 'UN', truckloads = 12 } ]";
    std::fs::write(folder.path().join("base.toml"), gateway(site, &format!("{transfer}{figure}"))).unwrap();
    let over = "extends = 'base.toml'\n[mission]\ncargo_unit = 'containers'\n\
                [[site]]\nid = 'a'\nends = 'closed'\n[[transfer]]\nid = 't'\ncount = 7\n";
    std::fs::write(folder.path().join("over.toml"), over).unwrap();
    let sets = ["transfer.t.force=the other".to_string(), "site.a.release=with_cargo".into()];
    let loaded = Scenario::load(&folder.path().join("over.toml"), &sets).unwrap_or_else(|error| panic!("{error}"));
    let again = parsed(&loaded.composed);
    for scenario in [&loaded.scenario, &again] {
        let (site, row) = (&scenario.sites[0], &scenario.transfers[0]);
        assert_eq!((&site.ends, site.leaves_with_cargo), (&drawdown::scenario::Ends::Closed, true));
        assert_eq!((row.count, row.force.as_deref()), (7, Some("the other")));
        assert_eq!(scenario.mission.cargo_unit, "containers");
        // 12.1875 to 12.8125 % of 12 are 1.46 to 1.54: the middle, 1.5, is nearest to 2.
        assert_eq!(scenario.observations[0].value.at_least, Some(2));
    }
    let validator = jsonschema::validator_for(&drawdown::scenario::schema()).unwrap();
    let base = std::fs::read_to_string(folder.path().join("base.toml")).unwrap();
    for text in [base, loaded.composed] {
        // Dates as texts, as an editor sees them.
        let instance = as_json(toml::from_str(&text).unwrap());
        let errors: Vec<String> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}\n{text}", errors.join("\n"));
    }
}

fn as_json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Array(items) => items.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
        toml::Value::Datetime(date) => date.to_string().into(),
        other => serde_json::to_value(other).unwrap(),
    }
}

#[test]
fn the_summary_says_how_sites_end() {
    let transfer = "[[transfer]]\nid = 't'\nfrom = 2024-01-03\nto = 2024-01-05\ncount = 5\nforce = 'F'\n";
    let endings = |site: &str, rest: &str| run(&parsed(&gateway(site, rest))).about.endings;
    assert!(endings("", "").is_empty());
    assert_eq!(endings("ends = 'closed'", ""), ["closed, nobody signs: Camp A"]);
    let lines = ["handed to F: Camp A", "5 people go over to F by 5 January 2024"];
    assert_eq!(endings("ends = { transferred_to = 'F' }", transfer), lines);
}

#[test]
fn made_up_missions_have_all_of_it() {
    use drawdown::simulate::{PolicyLevel, Simulator, Trace, What};
    let replay = |text: &str, seed| {
        let model = simulate::prepare(&parsed(text));
        let mut trace = Trace::default();
        let outcome = Simulator::new(&model).replay(seed, 0, PolicyLevel::Full, &mut trace);
        (trace, outcome, model)
    };
    let (mut transferred, mut closed, mut taken, mut held) = (0, 0, 0, 0);
    for seed in (0..256).filter(|seed| seed % 3 == 1) {
        let text = common::generated(seed);
        let (trace, outcome, model) = replay(&text, seed);
        let count = |is: fn(&What) -> bool| trace.events.iter().filter(|event| is(&event.what)).count();
        transferred += count(|what| matches!(what, What::Transferred { .. }));
        closed += count(|what| matches!(what, What::Closed { .. }));
        let takes = |site: usize| matches!(model.sites[site].ends, drawdown::model::Ends::TransferredTo(_));
        let is_taken = |what: &What| matches!(what, What::HandedOver { site } if takes(*site));
        taken += trace.events.iter().filter(|event| is_taken(&event.what)).count();
        let (at_once, at_once_outcome, _) = replay(&text.replace("release = \"with_cargo\"\n", ""), seed);
        held += usize::from((at_once.days, at_once_outcome) != (trace.days, outcome));
    }
    let seen = [transferred, closed, taken, held];
    assert!(seen.iter().all(|&n| n >= 10), "transferred, closed, taken, held: {seen:?}");
}

#[test]
fn nobody_looks_for_seats_for_those_who_go_over() {
    let doubts = |ends: &str| {
        let site = format!(
            "\n[[site]]\nid = 'b'\npeople = {{ military = 500 }}\nbegin = 2024-01-05\n{ends}\n\
             lanes = [ {{ to = 'a', air = {{ seats_per_day = 1 }} }} ]\n"
        );
        let results = run(&parsed(&gateway("", &site)));
        results.quality.iter().map(|row| row.rule).collect::<Vec<_>>()
    };
    assert!(doubts("").contains(&"air-lane-too-small"));
    assert!(!doubts("ends = { transferred_to = 'F' }").contains(&"air-lane-too-small"));
}
