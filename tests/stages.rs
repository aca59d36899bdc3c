//! How far each site is, by day: `stages.csv` against arithmetic.

use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::results::{Results, StageRow};
use drawdown::scenario::Scenario;
use drawdown::simulate::{PolicyLevel, Silent, Simulator, prepare};
use drawdown::studies::Studies;
use drawdown::summary::{self, Material, Plan};
use jiff::civil::{Date, date};

const FRAME: &str = r#"
    [mission]
    name = "by hand"
    start = 2024-01-01
    deadline = 2024-02-29
    horizon = 2024-03-31
    [delay]
    preparation = { fixed = 4 }
    handover = { fixed = 3 }
    transit = { fixed = 1 }
    [[gateway]]
    id = "port"
    exits = [ { id = "ship", air = { per_week = 7, seats = 100 } } ]
"#;

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text, "by-hand.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn ensemble_of(model: &Model, n: u64, threads: usize) -> Ensemble {
    let job = Job {
        model,
        watches: &[],
        policies: &Policies::only(PolicyLevel::Full),
        seed: 1,
        chunk: 16,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        each: None,
    };
    ensemble::run(&job, 0..n).expect("nobody stops it")
}

fn tables(scenario: &Scenario, n: u64) -> Results {
    let model = prepare(scenario);
    let material = Material {
        scenario,
        model: &model,
        watches: &[],
        policies: &Policies::only(PolicyLevel::Full),
        ensemble: &ensemble_of(&model, n, 2),
        studies: &Studies::default(),
        plan: &Plan::of(&model),
        name: "by-hand",
        seed: 1,
        hash: "",
    };
    summary::results(&material)
}

fn of<'a>(results: &'a Results, site: &'a str) -> impl Iterator<Item = &'a StageRow> {
    results.stages.iter().filter(move |row| row.site == site)
}

/// The days on which the commonest stage of a site changes.
fn changes(results: &Results, site: &str) -> Vec<(Date, &'static str)> {
    let mut changes: Vec<(Date, &str)> = of(results, site).map(|row| (row.date, row.stage)).collect();
    changes.dedup_by_key(|(_, stage)| *stage);
    changes
}

fn january(day: i8) -> Date {
    date(2024, 1, day)
}

#[test]
fn the_two_sites_of_the_tutorial_pass_through_their_stages_on_its_days() {
    let text = std::fs::read_to_string("scenarios/two-sites.toml").unwrap();
    let results = tables(&scenario(&text), 3);
    // docs/tutorial.md goes through it with pencil and paper.
    let outpost =
        [(january(1), "operating"), (january(8), "closing"), (january(21), "vacated"), (january(22), "ended")];
    let gateway =
        [(january(1), "operating"), (january(22), "closing"), (january(26), "vacated"), (january(27), "ended")];
    assert_eq!(changes(&results, "outpost"), outpost);
    assert_eq!(changes(&results, "gateway"), gateway);
    // Nothing is drawn: all replications are in one stage.
    let one = |row: &StageRow| {
        let mut shares = [row.operating_share, row.closing_share, row.vacated_share, row.ended_share];
        shares.sort_by(f64::total_cmp);
        shares == [0.0, 0.0, 0.0, 1.0]
    };
    assert!(results.stages.iter().all(one));
    // 1 January to 31 March, two sites.
    assert_eq!(results.stages.len(), 91 * 2);
}

#[test]
fn a_start_that_is_uniform_over_ten_days_is_seen_in_the_shares() {
    // D = floor(10 u + v): 0 and 10 with probability 1/20, 1 to 9 with 1/10 each. So on day 5 + k the
    // site still operates in 1 − 1/20 − k/10.
    let text = format!(
        "{FRAME}
        [[site]]
        id = 'port'
        people = {{ military = 50 }}
        begin = 2024-01-06
        begin_shift = {{ uniform = {{ min = 0, max = 10 }} }}"
    );
    let n = 4_000;
    let results = tables(&scenario(&text), n);
    for k in 0..10 {
        let row = of(&results, "port").nth(5 + k).unwrap();
        let expected = 1.0 - 0.05 - k as f64 / 10.0;
        let sd = (expected * (1.0 - expected) / n as f64).sqrt();
        // Ten shares at 4.5 standard errors: a false alarm in 1 of 15,000, and the seed is fixed.
        assert!((row.operating_share - expected).abs() < 4.5 * sd, "day {k}: {} for {expected}", row.operating_share);
    }
    assert_eq!(of(&results, "port").nth(4).unwrap().operating_share, 1.0);
    assert_eq!(of(&results, "port").nth(15).unwrap().operating_share, 0.0);
    for row in &results.stages {
        let sum = row.operating_share + row.closing_share + row.vacated_share + row.ended_share;
        assert!((sum - 1.0).abs() < 1e-12, "{row:?}");
        let of = |stage| match stage {
            "operating" => row.operating_share,
            "closing" => row.closing_share,
            "vacated" => row.vacated_share,
            _ => row.ended_share,
        };
        assert!(["operating", "closing", "vacated", "ended"].iter().all(|stage| of(stage) <= of(row.stage)), "{row:?}");
    }
}

#[test]
fn an_evacuation_is_a_beginning_and_so_is_an_imposed_end() {
    let text = format!(
        "{FRAME}
        [[site]]
        id = 'fort'
        people = {{ military = 20 }}
        self_move = {{ km_per_day = 50 }}
        lanes = [ {{ to = 'port', road = {{ km = 100 }} }} ]
        begin = 2024-03-01
        [[site]]
        id = 'left'
        people = {{ military = 20 }}
        self_move = {{ km_per_day = 50 }}
        lanes = [ {{ to = 'port', road = {{ km = 100 }} }} ]
        begin = 2024-01-01
        [[site]]
        id = 'port'
        people = {{ military = 50 }}
        keep = 30
        begin = 2024-03-01
        [[imposed]]
        date = 2024-01-04
        ended = 'left'
        how = 'left'
        [[shock]]
        id = 'fighting'
        date = 2024-01-15
        effects = [ {{ evacuate = ['fort'] }} ]"
    )
    .replace("deadline =", "as_of = 2024-01-05\n    liquidation = 2024-06-01\n    deadline =");
    let scenario = scenario(&text);
    let results = tables(&scenario, 3);
    // People drive out at once; the site is empty, and nobody signs.
    assert_eq!(
        changes(&results, "fort"),
        [(january(6), "operating"), (january(15), "ended")],
        "begun, vacated and ended on one day"
    );
    assert_eq!(changes(&results, "left"), [(january(6), "ended")]);
    // A kept site begins like another; those who are kept stay.
    assert_eq!(changes(&results, "port"), [(january(6), "operating"), (date(2024, 3, 1), "closing")]);
    let outcome = Simulator::new(&prepare(&scenario)).replay(1, 0, PolicyLevel::Full, &mut Silent);
    assert_eq!(outcome.began, [14, 3, 60]);
}

#[test]
fn ensembles_that_are_added_count_the_same_beginnings() {
    let text = std::fs::read_to_string("scenarios/two-sites.toml").unwrap();
    let text =
        text.replace("begin = 2024-01-08", "begin = 2024-01-08\nbegin_shift = { uniform = { min = 0, max = 9 } }");
    let model = prepare(&scenario(&text));
    let one = ensemble_of(&model, 100, 1);
    let two = ensemble_of(&model, 100, 2);
    assert!(one.sites == two.sites);
    assert_eq!(one.sites[0].began.iter().sum::<u32>(), 100);
    let mut sum = ensemble_of(&model, 100, 1);
    sum.merge(&two);
    assert_eq!(sum.sites[0].began, one.sites[0].began.iter().map(|n| 2 * n).collect::<Vec<_>>());
}
