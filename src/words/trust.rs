//! What the scores say, in words.

use crate::results::ScoreRow;
use crate::text::thousands;

/// A baseline: its name, and its column.
pub type Baseline = (&'static str, fn(&ScoreRow) -> Option<f64>);

/// What every forecast is measured against.
pub const BASELINES: [Baseline; 3] =
    [("the plan", |row| row.plan), ("the straight line", |row| row.line), ("seats alone", |row| row.seats)];

/// What a score is called in the table, and in the sentence below it.
pub const SCORES: [(&str, &str, &str); 12] = [
    ("crps_people", "CRPS of head counts (mean, people)", "head counts"),
    ("crps_people_other", "CRPS at one site or with local staff", ""),
    ("crps_sites", "CRPS of numbers of sites (mean)", "numbers of sites"),
    ("crps_dates", "CRPS of dates of sites (mean, days)", "dates of sites"),
    ("crps_dates_other", "CRPS of dates that no plan gave", ""),
    ("energy_people", "energy score of their curve (people)", "the curve"),
    ("error_people", "error of one number for each count", "head counts as single numbers"),
    ("error_dates", "error of one date for each site (days)", "dates as single dates"),
    ("crps_cargo", "CRPS of cargo (mean, units)", "cargo"),
    ("crps_cargo_other", "CRPS of cargo disposed of in place", ""),
    ("energy_cargo", "energy score of its curve (units)", "the curve of cargo"),
    ("error_cargo", "error of one number of cargo (units)", "cargo as single numbers"),
];

/// What the number of figures inside the band would be if the model were right, in nine of ten cases: between the 5 % and the 95 % quantile.
pub fn reference(row: &ScoreRow) -> Option<String> {
    let (low, high) = (row.reference_p05?, row.reference_p95?);
    let range = if low == high { low.to_string() } else { format!("{low} to {high}") };
    // Not by the p-value, in which ties are decided by chance.
    let few = if row.drawdown < Some(low as f64) { ": suspiciously few" } else { "" };
    Some(format!("a mission drawn from this model has {range} in at least nine of ten cases{few}"))
}

/// Where a baseline is as good or better, that is said.
pub fn verdict<'a>(rows: impl Iterator<Item = (&'a ScoreRow, &'static str)>) -> Vec<String> {
    let (mut compared, mut unbeaten) = (std::collections::BTreeSet::new(), Vec::new());
    for (row, what) in rows {
        for (index, (baseline, value)) in BASELINES.iter().enumerate() {
            let (Some(ours), Some(theirs)) = (row.drawdown, value(row)) else { continue };
            compared.insert((index, named(baseline, row)));
            if ours >= theirs {
                unbeaten.push(format!("{} ({what})", named(baseline, row)));
            }
        }
    }
    let names: Vec<&str> = compared.into_iter().map(|(_, name)| name).collect();
    match unbeaten.is_empty() {
        _ if names.is_empty() => vec![],
        true => vec![format!("  on average it beats {} on these figures of one mission", listed(&names))],
        false => vec![format!("  it does NOT beat {}", unbeaten.join(", "))],
    }
}

/// The name of a score with the mission's own unit of cargo, where there is room for it.
pub fn in_units(name: &str, unit: &str) -> String {
    let told = name.replace("units)", &format!("{unit})"));
    if told.chars().count() < 38 { told } else { name.to_owned() }
}

/// Cargo needs room where people need seats.
fn named(baseline: &'static str, row: &ScoreRow) -> &'static str {
    if baseline == "seats alone" && row.score.ends_with("_cargo") { "room alone" } else { baseline }
}

/// `a`, `a and b`, `a, b and c`.
pub fn listed(names: &[&str]) -> String {
    match names {
        [all @ .., before, last] => {
            let before: Vec<&str> = all.iter().chain([before]).copied().collect();
            format!("{} and {last}", before.join(", "))
        }
        _ => names.concat(),
    }
}

/// Whole numbers from 10 on; below, a decimal says something.
pub fn number(score: f64) -> String {
    if score < 9.95 { format!("{score:.1}") } else { thousands(score.round() as u64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(score: &'static str, drawdown: f64, baselines: [Option<f64>; 3]) -> ScoreRow {
        let [plan, line, seats] = baselines;
        ScoreRow {
            score,
            figures: 4,
            drawdown: Some(drawdown),
            plan,
            line,
            seats,
            reference_p05: None,
            reference_p50: None,
            reference_p95: None,
            reference_mean: None,
            p_value: None,
            replications: 1,
        }
    }

    #[test]
    fn a_baseline_that_is_as_good_is_named() {
        let people = row("crps_people", 20.0, [Some(20.0), Some(30.0), Some(19.0)]);
        let dates = row("crps_dates", 2.0, [Some(3.0), None, None]);
        let rows = [(&people, "head counts"), (&dates, "dates of sites")];
        let words = verdict(rows.into_iter());
        assert_eq!(words, ["  it does NOT beat the plan (head counts), seats alone (head counts)"]);
        let dates_alone = verdict(rows[1..].iter().copied());
        assert_eq!(dates_alone, ["  on average it beats the plan on these figures of one mission"]);
        let alone = row("crps_dates_other", 2.0, [None; 3]);
        assert!(verdict([(&alone, "")].into_iter()).is_empty());
    }

    #[test]
    fn a_reference_is_given_as_a_range_and_never_as_a_rate() {
        let of = |low, high| ScoreRow {
            reference_p05: Some(low),
            reference_p95: Some(high),
            // Ties are decided by chance, so that this is not asked.
            p_value: Some(0.01),
            ..row("inside_90", 6.0, [None; 3])
        };
        let words = "a mission drawn from this model has";
        assert_eq!(reference(&of(6, 9)).unwrap(), format!("{words} 6 to 9 in at least nine of ten cases"));
        let few = format!("{words} 9 in at least nine of ten cases: suspiciously few");
        assert_eq!(reference(&of(9, 9)).unwrap(), few);
        assert_eq!(reference(&row("inside_90", 3.0, [None; 3])), None);
    }

    #[test]
    fn cargo_has_room_and_a_unit() {
        let people = row("crps_people", 1.0, [None, None, Some(2.0)]);
        let cargo = row("crps_cargo", 1.0, [None, None, Some(2.0)]);
        let of = |rows: &[&ScoreRow]| verdict(rows.iter().map(|row| (*row, ""))).concat();
        assert!(of(&[&cargo]).starts_with("  on average it beats room alone on"));
        assert!(of(&[&people, &cargo]).starts_with("  on average it beats room alone and seats alone on"));
        assert_eq!(in_units("CRPS of cargo (mean, units)", "lifts"), "CRPS of cargo (mean, lifts)");
        assert_eq!(in_units("CRPS of cargo (mean, units)", &"long ".repeat(9)), "CRPS of cargo (mean, units)");
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!([listed(&[]), listed(&["a"])], ["", "a"]);
        assert_eq!([listed(&["a", "b"]), listed(&["a", "b", "c"])], ["a and b", "a, b and c"]);
    }

    #[test]
    fn scores_are_rounded_to_what_they_say() {
        assert_eq!([0.0, 2.34, 9.96, 254.12, 4663.6].map(number), ["0.0", "2.3", "10", "254", "4,664"]);
    }
}
