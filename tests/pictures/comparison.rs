//! Pictures of made-up comparisons.

use drawdown::plot::{self, Figure};
use drawdown::results::Comparison;

use crate::made_up_comparison::{Case, eight, five, none, nothing, one, same, small, twenty, two, wild};
use crate::{keep, labels, named, neat};

const CASES: [Case; 10] = [
    ("none", none),
    ("one", one),
    ("two", two),
    ("five", five),
    ("eight", eight),
    ("twenty", twenty),
    ("same", same),
    ("nothing", nothing),
    ("wild", wild),
    ("small", small),
];

fn drawn(case: &str, comparison: &Comparison) -> Vec<Figure> {
    let figures = plot::comparison_figures(comparison).unwrap();
    keep(&format!("compare-{case}"), &figures);
    figures
}

fn words(figures: &[Figure], name: &str) -> Vec<String> {
    labels(named(figures, name)).into_iter().map(|(words, _)| words).collect()
}

#[test]
fn no_label_of_a_comparison_covers_another_or_leaves_the_page() {
    for (case, comparison) in CASES {
        drawn(case, &comparison()).iter().for_each(|figure| neat(case, figure));
    }
}

#[test]
fn every_picture_of_a_comparison_names_the_base_and_where_it_comes_from() {
    for (case, comparison) in CASES {
        let comparison = comparison();
        for figure in drawn(case, &comparison) {
            let all = labels(&figure.svg).into_iter().map(|(words, _)| words).collect::<Vec<_>>().join(" | ");
            let base: String = comparison.base.about.scenario.chars().take_while(|c| c.is_alphanumeric()).collect();
            let base = if base.is_empty() { "a scenario without a name" } else { &base };
            assert!(all.contains(&format!("Base {base}")), "{case} {}: {all}", figure.name);
            assert!(all.contains("seed 1") && all.contains("0123456789ab"), "{case} {}: {all}", figure.name);
            assert!(figure.svg.contains("role=\"img\"") && figure.svg.contains("<title id=\"title\">"));
        }
    }
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    let [a, b] = [0, 1].map(|_| plot::comparison_figures(&eight()).unwrap());
    assert!(a.iter().zip(&b).all(|(a, b)| a.svg == b.svg));
}

#[test]
fn scenarios_with_the_same_curve_are_named_together() {
    let words = words(&drawn("same", &same()), "curves");
    assert!(words.contains(&"minusma (base) = again".to_owned()), "{words:?}");
    assert!(words.contains(&"third = fourth".to_owned()), "{words:?}");
}

#[test]
fn of_twenty_scenarios_the_eight_that_differ_most_are_drawn_and_the_rest_is_counted() {
    let figures = drawn("twenty", &twenty());
    for figure in &figures {
        let words = words(&figures, figure.name);
        assert!(words.iter().any(|words| words.starts_with("12 scenarios whose median differs less")), "{words:?}");
        // Later by 21, 19, 17, 15, 13 days, earlier by 13, 15, 17.
        let is_drawn = |seats: u32| words.iter().any(|words| words.ends_with(&format!("seats={seats}")));
        let drawn: Vec<u32> = (100..200).step_by(5).filter(|seats| is_drawn(*seats)).collect();
        assert_eq!(drawn, [100, 105, 110, 115, 120, 185, 190, 195], "{}", figure.name);
    }
}

#[test]
fn a_deadline_of_another_scenario_is_marked_and_named() {
    let words = words(&drawn("two", &two()), "curves");
    for label in
        ["deadline 31 December 2023", "deadline 31 January 2024", "of minusma-open", "trucks.gao-pool.count=400"]
    {
        assert!(words.contains(&label.to_owned()), "{label}: {words:?}");
    }
    assert!(words.iter().any(|words| words.starts_with("minusma-open has another deadline")), "{words:?}");
}

#[test]
fn shares_and_changes_of_a_pair_are_told_as_they_are() {
    let figures = drawn("two", &two());
    // −7 to +1 days with weights 1, 2, 3, 4, 5, 4, 3, 2, 1 of 25: later on one of them, the same on the one before.
    let bars = words(&figures, "differences");
    for label in ["88 %", "8 %", "4 %", "mean −3.0 ± 0.4 days", "median date −3 days"] {
        assert!(bars.contains(&label.to_owned()), "{label}: {bars:?}");
    }
    // Three points more than 24 %; day 211 from 1 July 2023.
    let points = words(&figures, "points").join(" | ").replace("  ", " ");
    for label in ["+3.0 → 27 %", "−3 → 28 Jan 2024", "0.040 (0.032–0.048)", "base: 24 % policy off, 97 % as written"]
    {
        assert!(points.contains(label), "{label}: {points}");
    }
}

#[test]
fn what_is_not_within_the_horizon_is_hatched() {
    let strokes = |comparison: &Comparison| {
        let figures = plot::comparison_figures(comparison).unwrap();
        named(&figures, "differences").matches("stroke=\"#FFFFFF\"").count()
    };
    let mut known = two();
    known.distribution.iter_mut().for_each(|row| row.censored_share = 0.0);
    assert!(strokes(&two()) > strokes(&known));
}

#[test]
fn names_are_written_as_they_are() {
    for figure in drawn("eight", &eight()) {
        assert!(figure.svg.contains("twice the seats &amp; &lt;half&gt; the trucks"), "{}", figure.name);
    }
}

#[test]
fn a_scenario_that_changes_nothing_is_said_to_be_the_same() {
    let figures = drawn("same", &same());
    let bars = words(&figures, "differences");
    assert_eq!(bars.iter().filter(|words| *words == "the same in every pair").count(), 2, "{bars:?}");
    assert!(words(&figures, "points").contains(&"nothing varies".to_owned()));
}
