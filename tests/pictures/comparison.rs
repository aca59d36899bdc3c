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
