//! All scenarios of a comparison in short: one line each.

use crate::cli::compare::changes;
use crate::cli::compare::table::{View, WIDTH};
use crate::results::DifferenceRow;
use crate::text::wrapped;

/// Letters of a name that leaves room for its numbers in the same line.
const NAME: usize = 26;

/// What changes by the deadline, in the date and in the price.
pub(super) fn lines(views: &[View]) -> Vec<String> {
    let mut lines = heads(&views[0]);
    for view in views {
        let name = view.short_name();
        let fits = name.chars().count() <= NAME;
        if !fits {
            lines.extend(wrapped(name, WIDTH, "  "));
        }
        lines.push(line(if fits { name } else { "" }, numbers(view)));
    }
    lines.push("  ?: may as well be nothing, as its 95 % interval holds 0".into());
    lines.push(String::new());
    lines
}

fn heads(view: &View) -> Vec<String> {
    let short = |name| if name == "off" { "no policy" } else { name };
    let policies: String = view.policies().map(|name| format!("{:>10}", short(name))).collect();
    let row = |cells: [&str; 3]| line("", cells.map(String::from));
    // A longer name of a unit has no room in its column.
    let unit = view.base.about.cargo_unit.as_str();
    let cargo = if unit.chars().count() < 14 { unit } else { "cargo" };
    vec![
        format!("What would each change beside {}?", view.base.about.scenario),
        row(["out by the date", "80 % date", "written off"]),
        row(["points", "days", cargo]),
        row([&policies, view.first_policy(), view.last_policy()]),
    ]
}

fn line(label: &str, [points, date, price]: [String; 3]) -> String {
    format!("  {label:<NAME$}{points:>20}{date:>14}{price:>14}").trim_end().to_owned()
}

fn numbers(view: &View) -> [String; 3] {
    let of = |name| view.headline(name).map_or(String::new(), points);
    let date = view.headline(view.first_policy_name()).map_or(String::new(), days);
    let mean = |row: &DifferenceRow| changes::short(row.mean_change, row.mean_change_low, row.mean_change_high, 0);
    let price = view.price("written_off").map_or(String::new(), mean);
    [view.policies().map(|name| format!("{:>10}", of(name))).collect(), date, price]
}

fn points(row: &DifferenceRow) -> String {
    let [change, low, high] =
        [row.probability_change, row.probability_change_low, row.probability_change_high].map(|share| share * 100.0);
    changes::short(change, low, high, 1)
}

fn days(row: &DifferenceRow) -> String {
    match (row.p80_change, row.p80_change_low, row.p80_change_high) {
        (Some(change), Some(low), Some(high)) => changes::short(change as f64, low as f64, high as f64, 0),
        _ => format!("{} ", changes::days(row).split(" (").next().unwrap_or_default()),
    }
}
