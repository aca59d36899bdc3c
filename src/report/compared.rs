//! A comparison: which scenario differs, by how much, and how sure that is.

use super::block::{Cell, Section, Table, cell};
use super::change::{points, points_range};
use super::figures::Pictures;
use crate::results::{Comparison, DifferenceRow, Results};
use crate::text::{capital, percent, thousands};
use crate::words::trust::listed;
use crate::words::{self, signed};

/// What a comparison says of one other scenario.
pub(super) struct Verdict {
    pub scenario: String,
    pub sentence: String,
}

/// One sentence a scenario, on the headline milestone under the policy as written and without one.
pub(super) fn verdicts(comparison: &Comparison) -> Vec<Verdict> {
    let sentence = |other: &Results| Verdict {
        scenario: other.about.scenario.clone(),
        sentence: sentence(comparison, &other.about.scenario),
    };
    comparison.others.iter().map(sentence).collect()
}

/// The headline's rows of one scenario, in the order of the policies.
fn headline<'a>(comparison: &'a Comparison, scenario: &'a str) -> impl Iterator<Item = &'a DifferenceRow> {
    let id = comparison.base.milestones.first().map_or("", |row| &row.milestone);
    let is_headline = move |row: &&DifferenceRow| row.quantity == "milestone" && row.id == id;
    comparison.differences.iter().filter(move |row| row.scenario == scenario).filter(is_headline)
}

fn sentence(comparison: &Comparison, scenario: &str) -> String {
    let told = |row: &DifferenceRow| {
        format!(
            "{}: {} by the deadline, and {} in the base (change {} points, simulation error {}).",
            capital(words::policy(row.policy)),
            percent(row.probability_other),
            percent(row.probability_base),
            points(row.probability_change),
            points_range(row.probability_change_low, row.probability_change_high)
        )
    };
    let shown: Vec<String> = shown(headline(comparison, scenario).collect()).into_iter().map(told).collect();
    if shown.is_empty() { "No milestone to compare.".into() } else { shown.join(" ") }
}

/// No policy, and the policy as written.
fn shown(rows: Vec<&DifferenceRow>) -> Vec<&DifferenceRow> {
    let alone = rows.len() == 1;
    rows.into_iter().filter(|row| alone || row.policy != "surge").collect()
}

/// Which scenario differs, and how sure that is: one sentence a policy.
pub(super) fn answer(comparison: &Comparison) -> Vec<String> {
    let all: Vec<&DifferenceRow> = comparison
        .others
        .iter()
        .flat_map(|other| shown(headline(comparison, &other.about.scenario).collect()))
        .collect();
    let mut policies: Vec<&str> = vec![];
    all.iter().for_each(|row| {
        if !policies.contains(&row.policy) {
            policies.push(row.policy);
        }
    });
    let mut sentences: Vec<String> =
        policies.iter().map(|policy| told(policy, all.iter().filter(|row| row.policy == *policy))).collect();
    sentences.extend(policies.last().and_then(|policy| prices(comparison, policy)));
    sentences
}

/// What each costs beside the base, under the policy as written; nothing where none costs more or less.
fn prices(comparison: &Comparison, policy: &str) -> Option<String> {
    let written_off = format!("{} written off", comparison.base.about.cargo_unit);
    let words: [(&str, &str); 4] = [
        ("written_off", &written_off),
        ("sites_left_without_handover", "sites without handover"),
        ("evacuated", "people moved by force"),
        ("tail", "people left at the date"),
    ];
    let changes = |other: &Results| {
        let of = |(id, words): (&str, &str)| {
            let mut rows = comparison.differences.iter().filter(|row| row.scenario == other.about.scenario);
            let row = rows.find(|row| row.quantity == "price" && row.id == id && row.policy == policy)?;
            let decimals = usize::from(row.mean_change.abs() < 9.95);
            let [change, low, high] =
                [row.mean_change, row.mean_change_low, row.mean_change_high].map(|n| signed(n, decimals));
            let stands_out = row.mean_change_low > 0.0 || row.mean_change_high < 0.0;
            stands_out.then(|| format!("{change} ({low} to {high}) {words}"))
        };
        let changes: Vec<String> = words.into_iter().filter_map(of).collect();
        (!changes.is_empty()).then(|| format!("{}: {}", other.about.scenario, changes.join(", ")))
    };
    let all: Vec<String> = comparison.others.iter().filter_map(changes).collect();
    (!all.is_empty()).then(|| {
        format!("What it costs on average, with simulation errors ({}): {}.", words::policy(policy), all.join("; "))
    })
}

/// Whether a change is of a kind.
type Is = fn(&DifferenceRow) -> bool;

fn told<'a>(policy: &str, rows: impl Iterator<Item = &'a &'a DifferenceRow> + Clone) -> String {
    let names = |is: Is| -> Vec<&str> { rows.clone().filter(|row| is(row)).map(|row| row.scenario.as_str()).collect() };
    let parts: [(&str, Is); 4] = [
        ("the deadline is more probable than in the base with", |row| row.probability_change_low > 0.0),
        ("it is less probable with", |row| row.probability_change_high < 0.0),
        ("everybody is out on the same day in every pair of replications with", is_same),
        ("no difference stands out from simulation error with", |row| {
            row.probability_change_low <= 0.0 && row.probability_change_high >= 0.0 && !is_same(row)
        }),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .map(|(words, is)| (words, names(is)))
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words} {}", listed(&names)))
        .collect();
    format!("{}: {}.", capital(words::policy(policy)), told.join("; "))
}

fn is_same(row: &DifferenceRow) -> bool {
    row.same >= 1.0
}

/// The table of headlines and the pictures.
pub(super) fn overview(comparison: &Comparison, pictures: &mut Pictures) -> Section {
    let lead = format!(
        "Every scenario met the same luck, replication by replication: {} pairs. A change is the other less the base.",
        thousands(comparison.pairs)
    );
    let mut section = Section::new("differences", "What is different", lead);
    pictures.put(&mut section, &["curves", "points", "differences"]);
    section.table(milestones(comparison));
    section
}

fn milestones(comparison: &Comparison) -> Table {
    let columns = [
        "Scenario",
        "Milestone",
        "Policy",
        "#By the deadline",
        "#Change, points",
        "#P80, change in days",
        "#Earlier",
        "#Same",
        "#Later",
        "#Variance ratio",
    ];
    Table::new("Milestones", &columns)
        .note("Earlier, same and later are shares of the pairs under the same luck; in the small print, what they would be with independent luck, and simulation errors (95 %). The variance ratio is that of the paired difference to that of independent luck: below 1, pairing helped.")
        .rows(comparison.differences.iter().filter(|row| row.quantity == "milestone").map(milestone))
}

fn milestone(row: &DifferenceRow) -> [Cell; 10] {
    let luck =
        |share: f64, independent: f64| cell(percent(share)).small(format!("independent {}", percent(independent)));
    let ratio = row.variance_ratio_low.zip(row.variance_ratio_high);
    [
        cell(&row.scenario),
        cell(&row.id),
        cell(words::policy(row.policy)),
        cell(percent(row.probability_other)).small(format!("base {}", percent(row.probability_base))),
        cell(points(row.probability_change))
            .small(points_range(row.probability_change_low, row.probability_change_high)),
        days(row.p80_change, row.p80_change_low, row.p80_change_high),
        luck(row.earlier, row.independent_earlier),
        luck(row.same, row.independent_same),
        luck(row.later, row.independent_later),
        cell(row.variance_ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}")))
            .small(ratio.map_or(String::new(), |(low, high)| format!("{low:.2} to {high:.2}"))),
    ]
}

fn days(change: Option<i64>, low: Option<i64>, high: Option<i64>) -> Cell {
    let told = |days: Option<i64>| days.map_or("open".to_owned(), |days| signed(days as f64, 0));
    match change {
        None => cell("beyond the horizon"),
        Some(_) => cell(told(change)).small(format!("{} to {}", told(low), told(high))),
    }
}

/// Prices, sites and contingents, each folded away.
pub(super) fn details(comparison: &Comparison) -> Option<Section> {
    let mut section = Section::new("details", "Prices, sites, contingents", "");
    for (quantity, caption) in [
        ("price", "Prices"),
        ("site", "Sites, days until vacated"),
        ("contingent", "Contingents, days until all are home"),
    ] {
        let rows: Vec<&DifferenceRow> = comparison.differences.iter().filter(|row| row.quantity == quantity).collect();
        let words = format!("{caption}: {} rows", rows.len());
        let table = Table::new(
            caption,
            &[
                "What",
                "Scenario",
                "Policy",
                "#Base",
                "#Other",
                "#Change",
                "#Less or earlier",
                "#Same",
                "#More or later",
            ],
        )
        .note("Means. In the small print of a change: simulation error (95 %).")
        .rows(rows.into_iter().map(detail));
        section.table(if quantity == "price" { table } else { table.fold(words) });
    }
    section.made()
}

fn detail(row: &DifferenceRow) -> [Cell; 9] {
    let decimals = if row.unit == "people" || row.unit == "truckloads" { 0 } else { 1 };
    let number = |mean: f64| cell(signed(mean, decimals).trim_start_matches(['+', '±']).to_owned());
    let range = format!("{} to {}", signed(row.mean_change_low, decimals), signed(row.mean_change_high, decimals));
    [
        cell(row.id.replace('_', " ")).small(row.unit),
        cell(&row.scenario),
        cell(words::policy(row.policy)),
        number(row.mean_base),
        number(row.mean_other),
        cell(signed(row.mean_change, decimals)).small(range),
        cell(percent(row.earlier)),
        cell(percent(row.same)),
        cell(percent(row.later)),
    ]
}
