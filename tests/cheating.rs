//! A scenario made to cheat: whatever is written, a figure that an input fixes
//! scores nothing, and a pure bound is no success.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Job, Policies};
use drawdown::results::{CheckRow, Results};
use drawdown::scenario::Scenario;
use drawdown::simulate::{PolicyLevel, Simulator, Trace};
use drawdown::summary::{self, Material, Plan};
use drawdown::{observations, output, simulate, studies};

/// Two camps and a gateway. One camp ended before `as_of`, the other is evacuated on a given date.
const MISSION: &str = "
[mission]
name = 'Cheat'
start = 2027-01-01
as_of = 2027-01-31
deadline = 2027-06-30
horizon = 2027-12-31
[[site]]
id = 'ended'
people = { military = 100 }
begin = 2027-01-10
self_move = { km_per_day = 100 }
lanes = [ { to = 'airport', road = { km = 100 } } ]
[[site]]
id = 'forced'
people = { military = 200 }
begin = 2027-05-01
self_move = { km_per_day = 100 }
lanes = [ { to = 'airport', road = { km = 100 } } ]
[[site]]
id = 'airport'
people = { military = 500 }
begin = 2027-03-01
[[gateway]]
id = 'airport'
exits = [ { id = 'charter', air = { per_week = 3, seats = 50, cancellation = 0.3 } } ]
[[imposed]]
date = 2027-01-20
ended = 'ended'
[[imposed]]
date = 2027-01-31
gone = 120
[[shock]]
id = 'storm'
window = [2027-03-15, 2027-03-15]
probability = 1
effects = [ { evacuate = ['forced'] } ]
[delay]
preparation = { gamma = { mean = 10, sd = 5 } }
transit = { triangular = { min = 2, mode = 4, max = 9 } }
";

/// The only figures that may be scored: far from right, and after `as_of`.
const HONEST: &str = "
[[observation]]
id = 'honest'
date = 2027-04-15
quantity = 'gone'
value = 790
role = 'score'
[[observation]]
id = 'honest-later'
date = 2027-05-15
quantity = 'gone'
value = 795
role = 'score'
";

/// Each would raise the share of figures inside the band, or lower a mean, if it were let in.
const CHEATS: [(&str, &str); 14] = [
    ("a day that is imposed", "date = 2027-01-31\nquantity = 'gone'\nvalue = 120\nrole = 'score'"),
    (
        "an imposed day of one component",
        "date = 2027-01-31\nquantity = 'present'\npeople = 'military'\nvalue = 680\nrole = 'score'",
    ),
    (
        "a doubtful date that begins before `as_of`",
        "date = [2027-01-31, 2027-02-02]\nquantity = 'gone'\nvalue = 120\nrole = 'score'",
    ),
    ("sites counted before `as_of`", "date = 2027-01-25\nquantity = 'sites_ended'\nvalue = 1\nrole = 'score'"),
    (
        "a site that had ended",
        "date = 2027-01-20\nquantity = 'ended'\nsite = 'ended'\nvalue = 2027-01-20\nrole = 'score'",
    ),
    (
        "a site that is evacuated on a given date",
        "date = 2027-03-20\nquantity = 'vacated'\nsite = 'forced'\nvalue = 2027-03-15\nrole = 'score'",
    ),
    ("a bound that cannot fail", "date = 2027-04-15\nquantity = 'gone'\nat_least = 0\nrole = 'score'"),
    ("a bound from above", "date = 2027-04-20\nquantity = 'gone'\nat_most = 800\nrole = 'score'"),
    (
        "a bound dressed as an interval",
        "date = 2027-04-20\nquantity = 'gone'\nat_least = 120\nat_most = 790\nrole = 'score'",
    ),
    ("a bound that says nothing", "date = 2027-04-20\nquantity = 'gone'\nat_least = 0\nat_most = 800\nrole = 'score'"),
    (
        "a bound on a date, dressed",
        "date = 2027-04-20\nquantity = 'vacated'\nsite = 'airport'\nat_least = 2027-02-01\nat_most = 2027-12-31\nrole = 'score'",
    ),
    ("a figure that was fitted to", "date = 2027-05-01\nquantity = 'gone'\nat_least = 0\nat_most = 800\nrole = 'fit'"),
    ("a figure that is only shown", "date = 2027-05-01\nquantity = 'gone'\nat_least = 0\nat_most = 800\nrole = 'show'"),
    (
        "a figure that is an input",
        "date = 2027-05-01\nquantity = 'gone'\nat_least = 0\nat_most = 800\nrole = 'imposed'",
    ),
];

fn cheats() -> String {
    let row = |(i, (_, text)): (usize, &(&str, &str))| format!("[[observation]]\nid = 'cheat-{i}'\n{text}\n");
    CHEATS.iter().enumerate().map(row).collect()
}

fn run(text: &str) -> Results {
    let scenario = Scenario::parse(text, "cheat.toml").unwrap_or_else(|error| panic!("{error}"));
    let model = simulate::prepare(&scenario);
    let (watches, policies) = (observations::watches(&scenario, &model), Policies::all());
    let job = Job {
        model: &model,
        watches: &watches,
        policies: &policies,
        seed: 3,
        chunk: ensemble::CHUNK,
        threads: 0,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..300).unwrap();
    let studies = studies::run(&scenario, &job, ensemble.n, &studies::Wanted::default()).unwrap();
    summary::results(&Material {
        scenario: &scenario,
        model: &model,
        watches: &watches,
        policies: &policies,
        ensemble: &ensemble,
        studies: &studies,
        plan: &Plan::of(&model),
        name: "cheat",
        seed: 3,
        hash: "",
    })
}

fn table(results: &Results, file: &str) -> String {
    let mut bytes = Vec::new();
    let table = output::TABLES.iter().find(|table| table.file == file).unwrap();
    (table.write)(results, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn has_a_score(row: &CheckRow) -> bool {
    let numbers =
        [row.pit_low, row.pit_high, row.pit, row.crps, row.crps_plan, row.crps_line, row.crps_seats, row.error];
    row.inside_90.is_some() || row.inside_99.is_some() || numbers.iter().any(Option::is_some)
}

#[test]
fn no_cheat_changes_a_score() {
    let (honest, cheating) = (run(&format!("{MISSION}{HONEST}")), run(&format!("{MISSION}{HONEST}{}", cheats())));
    for file in ["scores.csv", "increments.csv"] {
        assert_eq!(table(&cheating, file), table(&honest, file), "{file}");
    }
    // Two honest figures in each score, and the one increment between them.
    assert!(honest.scores.iter().all(|row| row.figures == 2) && honest.scores.len() == 6);
    assert_eq!(honest.increments.len(), 1);
    // The honest ones, and the bounds, are all that is called a check.
    let scored = cheating.checks.iter().filter(|row| row.role == "score").map(|row| row.observation.as_str());
    assert_eq!(
        scored.collect::<Vec<_>>(),
        ["honest", "honest-later", "cheat-6", "cheat-7", "cheat-8", "cheat-9", "cheat-10"]
    );
}

#[test]
fn an_increment_is_the_difference_within_each_replication() {
    let text = format!("{MISSION}{HONEST}");
    let scenario = Scenario::parse(&text, "cheat.toml").unwrap_or_else(|error| panic!("{error}"));
    let model = simulate::prepare(&scenario);
    let mut simulator = Simulator::new(&model);
    // Days 104 and 134 are 15 April and 15 May. Replications one by one, and no table.
    let mut difference = |replication| {
        let mut trace = Trace::default();
        simulator.replay(3, replication, PolicyLevel::Full, &mut trace);
        let present = |day: i32| i64::from(trace.days[(day - model.first) as usize].strength());
        present(104) - present(134)
    };
    let mut differences: Vec<i64> = (0..300).map(&mut difference).collect();
    differences.sort();
    // Ranks 15, 150 and 285 of 300; published were exactly 5 people.
    let row = &run(&text).increments[0];
    assert_eq!([row.p05, row.p50, row.p95], [14, 149, 284].map(|i| differences[i]));
    let share = |below: i64| differences.iter().filter(|&&d| d < below).count() as f64 / 300.0;
    assert_eq!((row.at_least, row.at_most, row.pit_low, row.pit_high), (5, 5, share(5), share(6)));
}

#[test]
fn an_imposed_figure_never_gets_a_score() {
    let results = run(&format!("{MISSION}{HONEST}{}", cheats()));
    for (row, (what, _)) in results.checks[2..].iter().zip(CHEATS) {
        let is_imposed = !matches!(what, "a figure that was fitted to" | "a figure that is only shown")
            && !what.starts_with("a bound");
        assert_eq!(row.role == "imposed", is_imposed, "{what}");
        if is_imposed {
            assert!(!has_a_score(row) && row.bound_holds.is_none(), "{what}");
        }
    }
}

#[test]
fn a_pure_bound_has_a_probability_and_nothing_else() {
    let results = run(&format!("{MISSION}{HONEST}{}", cheats()));
    for row in results.checks.iter().filter(|row| matches!(row.observation.as_str(), "cheat-6" | "cheat-7")) {
        assert_eq!(row.bound_holds, Some(1.0));
    }
    for row in &results.checks[8..13] {
        assert!(!has_a_score(row), "{}", row.observation);
    }
    // A scenario whose only scored figures are bounds has no score at all.
    let bounds = format!("{MISSION}[[observation]]\nid = 'bound'\n{}", CHEATS[6].1);
    let results = run(&bounds);
    assert!(results.scores.is_empty() && results.increments.is_empty());
}

#[test]
fn a_shock_that_is_only_likely_leaves_the_date_to_the_model() {
    let text = format!("{MISSION}[[observation]]\nid = 'date'\n{}", CHEATS[5].1);
    let role = |text: &str| run(text).checks[0].role;
    assert_eq!(role(&text), "imposed");
    assert_eq!(role(&text.replace("probability = 1", "probability = 0.99")), "score");
    assert_eq!(role(&text.replace("2027-03-15, 2027-03-15", "2027-03-15, 2027-03-16")), "score");
    assert_eq!(role(&text.replace("evacuate = ['forced']", "advance = ['forced']")), "score");
}

#[test]
fn the_shipped_forecast_scores_nothing_from_before_its_as_of_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minusma-plan.toml");
    let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario;
    let model = simulate::prepare(&scenario);
    let watches = observations::watches(&scenario, &model);
    let scored = scenario.observations.iter().zip(&watches).filter(|(o, _)| o.role.name() == "score");
    assert!(scored.clone().count() > 10);
    assert!(scored.into_iter().all(|(o, watch)| !watch.imposed && Some(o.from) > scenario.mission.as_of));
}
