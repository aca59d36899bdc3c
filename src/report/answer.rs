//! The answer in a few sentences, with its doubts; rounded as on the terminal.

use crate::results::{About, CheckRow, MilestoneRow, Results};
use crate::studies::doubt::LEAST;
use crate::text::{known_percent, percent, percent_range, short_date, thousands};
use crate::words::trust::{SCORES, reference, verdict};
use crate::words::{self, signed};

/// What a reader should take away, were it the only thing read.
pub(super) struct Answer {
    pub sentence: String,
    pub price: String,
    pub trust: String,
    /// True when nothing has been compared with reality.
    pub unchecked: bool,
    pub cards: Vec<Card>,
    pub doubts: Vec<String>,
}

/// One number, large.
pub(super) struct Card {
    pub number: String,
    pub words: String,
    pub small: String,
}

/// The rows of the headline milestone.
pub(super) fn headline(results: &Results) -> Vec<&MilestoneRow> {
    let Some(first) = results.milestones.first() else { return vec![] };
    results.milestones.iter().filter(|row| row.milestone == first.milestone).collect()
}

impl Answer {
    pub fn of(results: &Results) -> Self {
        let rows = headline(results);
        Self {
            sentence: sentence(results, &rows),
            price: price(&rows, &results.about.cargo_unit),
            trust: trust(results),
            unchecked: checked(results).next().is_none(),
            cards: cards(results, &rows),
            doubts: doubts(results, &rows),
        }
    }
}

/// The probability of the deadline as it is known.
pub(super) fn probability(row: &MilestoneRow) -> String {
    let error = row.by_deadline_high - row.by_deadline_low;
    let inputs = row.by_deadline_inputs_low.zip(row.by_deadline_inputs_high).map_or(0.0, |(low, high)| high - low);
    known_percent(row.by_deadline, error.max(inputs))
}

/// Its range over the drivers; empty without one.
fn range(results: &Results, row: &MilestoneRow) -> Option<String> {
    let (low, high) = row.by_deadline_inputs_low.zip(row.by_deadline_inputs_high)?;
    let n = results.about.drivers.len();
    (n > 0).then(|| format!("{} over {}", words::inputs_range(row.by_deadline, low, high), words::drivers(n)))
}

fn sentence(results: &Results, rows: &[&MilestoneRow]) -> String {
    let deadline = short_date(results.about.deadline);
    let told = |row: &MilestoneRow| {
        let range = range(results, row).map_or(String::new(), |words| format!(" ({words})"));
        format!("{}{range}", probability(row))
    };
    match rows {
        [] => "Nothing was simulated.".into(),
        [only] => format!(
            "The probability that everybody but local staff and those kept is out by {deadline} is {} ({}).",
            told(only),
            words::policy(only.policy)
        ),
        [first, .., last] => format!(
            "The probability that everybody but local staff and those kept is out by {deadline} is {} without a policy near the date, and {} under the full policy.",
            told(first),
            told(last)
        ),
    }
}

/// What the full policy costs beyond none.
fn price(rows: &[&MilestoneRow], cargo: &str) -> String {
    let find = |policy| rows.iter().find(|row| row.policy == policy);
    let (Some(off), Some(full)) = (find("off"), find("full")) else { return String::new() };
    let all = |mean: f64, decimals| signed(mean, decimals).trim_start_matches(['+', '±']).to_owned();
    let change = |what: fn(&MilestoneRow) -> f64, decimals| {
        let change = signed(what(full) - what(off), decimals);
        match change.strip_prefix('−') {
            Some(fewer) => format!("{fewer} fewer (of {})", all(what(full), decimals)),
            None => format!("{} more (of {})", change.trim_start_matches(['+', '±']), all(what(full), decimals)),
        }
    };
    format!(
        "The price of that policy, on average against none: {} {cargo} written off, {} sites left without handover, {} people moved out of sites by force; in brackets all that it comes to, events included.",
        change(|row| row.written_off_mean, 0),
        change(|row| row.sites_left_without_handover_mean, 1),
        change(|row| row.evacuated_mean, 0)
    )
}

/// Figures that may be called checks.
pub(super) fn checked(results: &Results) -> impl Iterator<Item = &CheckRow> {
    let says_something = |check: &&CheckRow| check.inside_90.is_some() || check.bound_holds.is_some();
    results.checks.iter().filter(|check| check.role == "score").filter(says_something)
}

fn trust(results: &Results) -> String {
    let scored = checked(results).filter(|check| check.inside_90.is_some());
    let (all, inside) =
        scored.fold((0, 0), |(all, inside), c| (all + 1, inside + usize::from(c.inside_90 == Some(true))));
    let bounds = checked(results).filter(|check| check.bound_holds.is_some()).count();
    match (all, bounds) {
        (0, 0) => "No published figure is compared with this: nothing here has been checked against reality.".into(),
        (0, _) => format!("Only {bounds} published bounds could be compared with this ({}).", results.about.heading),
        _ => {
            let reference = results.scores.iter().find(|row| row.score == "inside_90").and_then(reference);
            let reference = reference.map_or(String::new(), |words| format!("; {words}"));
            let verdict = verdicts(results).into_iter().map(|words| format!("; {words}")).collect::<String>();
            format!(
                "{inside} of {all} published figures that were not used as inputs lie inside the model’s 90 % band ({}){reference}{verdict}.",
                results.about.heading
            )
        }
    }
}

/// Whether it beats simple forecasts.
pub(super) fn verdicts(results: &Results) -> Vec<String> {
    let find = |&(score, _, short): &(&str, &str, &'static str)| {
        results.scores.iter().find(|row| row.score == score && row.drawdown.is_some()).map(|row| (row, short))
    };
    verdict(SCORES.iter().filter_map(find)).iter().map(|line| line.trim().to_owned()).collect()
}

fn cards(results: &Results, rows: &[&MilestoneRow]) -> Vec<Card> {
    let Some(first) = rows.first() else { return vec![] };
    let deadline = short_date(results.about.deadline);
    let by = |row: &&MilestoneRow| Card {
        number: probability(row),
        words: format!("out by {deadline}, {}", words::policy(row.policy)),
        small: range(results, row).unwrap_or_default(),
    };
    let mut cards: Vec<Card> = rows.iter().filter(|row| row.policy != "surge" || rows.len() == 1).map(by).collect();
    let inputs = first.by_deadline_inputs_low.is_some() && !results.about.drivers.is_empty();
    cards.push(Card {
        number: words::date(results, first, first.p80),
        words: format!("the date that holds with 80 %, {}", words::policy(first.policy)),
        small: if inputs { format!("{} over the drivers", words::dates(results, first)) } else { plan(first) },
    });
    let last = rows.last().unwrap_or(first);
    cards.push(Card {
        number: thousands(last.tail_mean.round() as u64),
        words: format!("people still to leave after the date, mean, {}", words::policy(last.policy)),
        small: format!("{} without a policy", thousands(first.tail_mean.round() as u64)),
    });
    if rows.len() == 1 {
        cards.last_mut().expect("just pushed").small.clear();
    }
    cards
}

fn plan(row: &MilestoneRow) -> String {
    row.plan.map_or("the plan itself does not end within the horizon".into(), |plan| {
        format!("the plan itself: {}", short_date(plan))
    })
}

/// The three kinds of doubt, told apart.
fn doubts(results: &Results, rows: &[&MilestoneRow]) -> Vec<String> {
    let error: Vec<String> = rows
        .iter()
        .map(|row| {
            format!("{} ({})", percent_range(row.by_deadline_low, row.by_deadline_high), words::policy(row.policy))
        })
        .collect();
    let mut lines: Vec<String> = words::by_deadline_in_force(rows)
        .map(|words| format!("That is the date in the file; {words}."))
        .into_iter()
        .collect();
    lines.push(format!(
        "Simulation error, from {} alone: the probability lies in {} with 95 % confidence.",
        replications(&results.about),
        error.join(", ")
    ));
    let computed = rows.iter().all(|row| row.by_deadline_inputs_low.is_some());
    lines.push(match &results.about.drivers[..] {
        [] => "Doubt about inputs: the scenario has no drivers, so there is no range over them.".into(),
        names if computed => format!(
            "Doubt about inputs: 90 % range over the drivers ({}), with other inputs as known.",
            names.join(", ")
        ),
        _ => format!("Doubt about inputs was not computed: that needs {} replications or more.", thousands(LEAST)),
    });
    let unstated = results.inputs.iter().filter(|input| input.basis == "assumed" || input.basis == "unstated").count();
    if !results.inputs.is_empty() {
        lines.push(format!(
            "{} of {} inputs ({}) are assumed or of unstated origin.",
            thousands(unstated as u64),
            thousands(results.inputs.len() as u64),
            percent(unstated as f64 / results.inputs.len() as f64)
        ));
    }
    lines
}

pub(super) fn replications(about: &About) -> String {
    match about.replications {
        1 => "1 replication".into(),
        n => format!("{} replications", thousands(n)),
    }
}
