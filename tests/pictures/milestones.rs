//! Pictures of made-up milestones.

use drawdown::results::Results;
use jiff::civil::Date;

use crate::made_up::{Case, empty, mali, odd, tiny};
use crate::made_up_milestones::{MALI, with};
use crate::{drawn, labels, named, neat};

fn six() -> Results {
    let mut six = with(mali(), &MALI[..6], &["off", "surge", "full"]);
    six.about.drivers = vec!["host-cooperation".into()];
    six
}

fn eight() -> Results {
    with(mali(), &MALI, &["off", "full"])
}

/// One milestone under one policy, one replication.
fn off() -> Results {
    let mut off = with(tiny(), &[("people-out", 4, 3.0, 0.0)], &["off"]);
    off.about.policy = "off".into();
    off
}

/// Never reached under any policy, and no row of the table for it.
fn never() -> Results {
    let mut never =
        with(mali(), &[("never, and with a name that is longer than any column is", 0, 1.0, 1.0)], &["full"]);
    never.milestones.clear();
    never
}

fn wild() -> Results {
    let mut wild = with(odd(), &MALI[..3], &["off", "full"]);
    wild.about.drivers = vec!["x".into()];
    wild.curves[0].share = f64::NAN;
    wild.curves[1].share = -3.0;
    wild.curves[2].share = 7.0;
    (wild.curves[3].date, wild.curves[4].date) = (Date::MIN, Date::MAX);
    let row = &mut wild.milestones[0];
    (row.plan, row.p80, row.contingency_days) = (Some(Date::MIN), Some(Date::MAX), Some(i64::MAX));
    (row.by_deadline, row.by_deadline_inputs_low) = (f64::NAN, Some(f64::NEG_INFINITY));
    wild
}

const CASES: [Case; 6] =
    [("six", six), ("eight", eight), ("off", off), ("never", never), ("no-milestones", empty), ("wild", wild)];

#[test]
fn no_label_of_an_s_curve_covers_another_or_leaves_the_page() {
    for (case, results) in CASES {
        let figures = drawn(&format!("s-{case}"), &results());
        neat(case, figures.iter().find(|figure| figure.name == "milestones").unwrap());
    }
}

fn words(case: &str, results: &Results) -> Vec<String> {
    labels(named(&drawn(&format!("s-{case}"), results), "milestones")).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn an_s_curve_names_its_quantiles_its_contingency_and_what_is_never_reached() {
    let words = words("six", &six());
    // 0.97 / (1 + exp(-(d - 8) / 6)) is 0.5 from day 8.4 and 0.8 from day 17.3 on; the plan is 8 days early.
    for label in ["P50 9 Jan 2024", "P80 18 Jan 2024", "contingency +26 days", "plan 23 December 2023", "policy off"] {
        assert!(words.contains(&label.to_owned()), "{label}: {words:?}");
    }
    assert!(words.iter().any(|words| words.starts_with("3 % not by 31 Dec 2024")), "{words:?}");
    assert_eq!(words.iter().filter(|words| words.starts_with("doubt about inputs, ")).count(), 2, "{words:?}");
}

#[test]
fn no_more_than_six_milestones_are_drawn_and_the_rest_is_counted() {
    let words = words("eight", &eight());
    assert!(words.contains(&"2 more milestones are in curves.csv".to_owned()), "{words:?}");
    assert!(!words.contains(&"a seventh".to_owned()));
}

#[test]
fn without_drivers_no_doubt_about_inputs_is_drawn() {
    assert!(!words("eight", &eight()).iter().any(|words| words.contains("doubt about inputs")));
}

#[test]
fn a_run_of_one_policy_has_its_curve_and_no_other() {
    let words = words("off", &off());
    assert!(words.contains(&"policy off".to_owned()) && !words.contains(&"policy as written".to_owned()), "{words:?}");
}

#[test]
fn curves_that_are_the_same_are_named_together() {
    let mut same = with(mali(), &MALI[..1], &["off", "full"]);
    let off: Vec<f64> = same.curves.iter().filter(|row| row.policy == "off").map(|row| row.share).collect();
    same.curves.iter_mut().filter(|row| row.policy == "full").zip(off).for_each(|(row, off)| row.share = off);
    let words = words("same", &same);
    assert!(words.contains(&"policy off = as written".to_owned()), "{words:?}");
}
