//! How the elements of lists are called: in `--set`, in messages, and where one
//! file's elements are matched with another's.

use super::tree::{Node, Table, Value};

/// The kinds of law, in the order of the documentation.
pub(super) const LAWS: [&str; 8] =
    ["fixed", "uniform", "triangular", "pert", "lognormal", "gamma", "exponential", "empirical"];

/// Keys of which a file that gives one replaces all.
const SETS: [&[&str]; 3] =
    [&["begin", "close", "close_by"], &["value", "at_least", "at_most", "about"], &["date", "window"]];

/// Whether giving the key `new` takes away the key `old` of an older file.
pub(super) fn displaces(new: &str, old: &str) -> bool {
    let in_one_set = SETS.iter().any(|set| set.contains(&new) && set.contains(&old));
    // `not_before` has no meaning but beside `close_by`.
    new != old && (in_one_set || (new == "begin" && old == "not_before"))
}

/// The key of an element of the list `list`; `None` where it has none.
pub(super) fn element(list: &str, node: &Node) -> Option<String> {
    let table = node.table()?;
    match list {
        // Replaced whole; an `id` there would be an unknown key.
        "imposed" | "pinned" | "effects" => None,
        "people" => person(table),
        "cargo" => table.text("owner").map(str::to_string),
        "lanes" => Some(format!("{}/{}", table.text("to")?, mode(table)?)),
        "per_week" => match table.get("from")?.value {
            Value::Date(date) => Some(date.to_string()),
            _ => None,
        },
        _ => table.text("id").map(str::to_string),
    }
}

fn person(table: &Table) -> Option<String> {
    Some(format!("{}/{}", table.text("component")?, table.text("contingent").unwrap_or("-")))
}

fn mode(table: &Table) -> Option<&'static str> {
    ["road", "air", "river", "sea"].into_iter().find(|mode| table.has(mode))
}

/// A key as a part of a path: in quotes where it has unusual characters.
pub(super) fn part(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(plain) { key.into() } else { format!("\"{key}\"") }
}

/// `path` and one more part.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { part(key) } else { format!("{path}.{}", part(key)) }
}

/// How a table of some kind may be written.
pub(super) fn example_table(kind: &str) -> &'static str {
    match kind {
        "Lane" => "write `{ to = \"airport\", road = { km = 352 } }`",
        "LaneRoad" => "write `road = { km = 352 }`",
        "LaneScheduled" => "write `air = { seats_per_day = 40 }`",
        "Departures" => "write `{ per_week = 2, seats = 120 }`",
        "Step" => "write `{ from = 2023-07-01, value = 2 }`",
        "TransferredTo" => "write `\"handed over\"`, `\"closed\"`, or `{ transferred_to = \"another force\" }`",
        "SelfMove" => "write `self_move = { km_per_day = 60 }`",
        "People" => "write `{ component = \"military\", contingent = \"Batt-1\", count = 900 }`",
        "Cargo" => "write `{ owner = \"Batt-1\", truckloads = 180 }`",
        "Next" => "write the shares of the states that follow: `next = { open = 1 }`",
        "Lognormal" => "write `lognormal = { median = 6, p90 = 18 }`",
        "MeanSd" => "write `gamma = { mean = 10, sd = 5 }`",
        "Mean" => "write `exponential = { mean = 8 }`",
        "Uniform" => "write `uniform = { min = 2, max = 5 }`",
        "ThreePoints" => "write `{ min = 2, mode = 4, max = 12 }`",
        "Mission" | "Delays" | "Policy" | "Sources" => "write it as a section, with single brackets",
        _ => "write `{ key = value, … }`, or a section",
    }
}

/// `a`, `b` and `c`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// How a key that is missing may be written.
pub(super) fn example(key: &str) -> String {
    let value = match key {
        "site" | "gateway" => return format!("`[[{key}]]`"),
        "mission" => return "`[mission]`".into(),
        "start" | "deadline" | "horizon" | "date" | "from" | "to" => "2023-12-31",
        "exits" | "effects" | "states" | "multiplies" => "[ … ]",
        "count" | "km_per_day" | "km" | "per_week" | "truckloads" | "value" => "100",
        "from_days_before" | "sites_open_days_before" | "days" | "min" | "mode" | "max" | "mean" | "sd" => "5",
        "lat" | "lon" => "1.5",
        "factor" => "{ lognormal = { median = 1, p90 = 1.5 } }",
        "role" => "\"score\"",
        "quantity" => "\"gone\"",
        "component" => "\"military\"",
        "kind" => "\"people_out\"",
        _ => "\"…\"",
    };
    format!("`{key} = {value}`")
}

/// The one of `names` that `typed` was probably meant to be.
pub(super) fn nearest<'a>(typed: &str, names: &[&'a str]) -> Option<&'a str> {
    let distance = |name: &str| strsim::damerau_levenshtein(&typed.to_lowercase(), &name.to_lowercase());
    let best = names.iter().map(|name| (distance(name), *name)).min_by_key(|(distance, _)| *distance)?;
    (best.0 <= (typed.chars().count() / 3).max(1)).then_some(best.1)
}

/// What to write instead of the unknown name `typed`.
pub(super) fn instead(typed: &str, names: &[&str]) -> String {
    let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
    if let Some(name) = nearest(typed, &names) {
        return format!("did you mean `{name}`?");
    }
    const SHOWN: usize = 14;
    let listed: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "there is none yet".into(),
        1 => format!("the only one is {}", listed[0]),
        2..=SHOWN => format!("choose from {}", listed.join(", ")),
        n => format!("choose from {} and {} more", listed.join(", "), n - SHOWN),
    }
}
