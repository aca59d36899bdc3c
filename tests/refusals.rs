//! Wrong scenario files: a good one, one thing broken in it, one message.
//!
//! `tests/snapshots/refusals__messages.snap` has every message in full, to be read
//! as somebody reads it who made the mistake.

use drawdown::problem::{Problem, render};
use drawdown::scenario::{Scenario, ScenarioError};

const GOOD: &str = r#"[mission]
name = "Two sites"
start = 2023-07-01
as_of = 2023-08-28
deadline = 2023-12-31
horizon = 2024-12-31

[sources]
plan = { publisher = "The mission", title = "Closure plan" }

[[site]]
id = "kidal"
people = [{ component = "military", contingent = "Chad", count = 900 }, { component = "local", count = 60 }]
cargo = [{ owner = "Chad", truckloads = 180 }]
close_by = 2023-11-15
guard = 100
self_move = { km_per_day = 60 }
lanes = [{ to = "gao", road = { km = 352 } }, { to = "gao", air = { seats_per_day = 40 } }]

[[site]]
id = "gao"
people = { military = 700 }
begin = 2023-11-01
close = 2023-12-10
after = ["kidal"]
keep = 40

[[gateway]]
id = "gao"
exits = [
  { id = "charter", air = { per_week = [{ from = 2023-07-01, value = 2 }, { from = 2023-10-01, value = 4 }], seats = 120 } },
  { id = "niamey", road = { per_week = 3, truckloads = 40, cancellation = 0.1 } },
]

[[trucks]]
id = "pool"
hub = "gao"
count = 120
km_per_day = 90

[delay]
preparation = { gamma = { mean = 10, sd = 5 } }
clearance = { lognormal = { median = 6, p90 = 18 } }
transit = { empirical = [5, 9, 10] }

[[contingent]]
id = "Chad"
exits = ["gao/charter", "gao/niamey"]

[[imposed]]
date = 2023-08-01
gone = 10
site = "kidal"

[[imposed]]
date = 2023-08-20
gone = 30
site = "kidal"

[[thinning]]
id = "rear"
site = "kidal"
contingent = "Chad"
from = 2023-09-01
to = 2023-10-01
count = 200

[[driver]]
id = "cooperation"
multiplies = ["delay.clearance"]
factor = { lognormal = { median = 1, p90 = 1.8 } }

[[regime]]
id = "permissions"
scope = ["site:gao", "lane:kidal/gao/road"]
start = "open"
states = [
  { id = "open", stay_days = 40, next = { slow = 0.7, shut = 0.3 } },
  { id = "slow", stay_days = 15, next = { open = 1 }, clearance = 3.0 },
  { id = "shut", stay_days = 8, next = { open = 1 }, clearance = "blocked" },
]
pinned = [
  { state = "shut", from = 2023-10-24, to = 2023-10-31 },
  { state = "slow", from = 2023-11-01, to = 2023-11-10, then = "open" },
]

[[season]]
id = "rains"
from = 2023-07-01
to = 2023-09-30
speed = 0.7

[[shock]]
id = "fighting"
window = [2023-08-29, 2023-11-30]
probability = 0.6
effects = [
  { advance = ["kidal"] },
  { close_kept = ["gao"] },
]

[policy]
surge = { from_days_before = 45, exits = 1.5 }

[[milestone]]
id = "all-out"
kind = "people_out"
share = 0.9

[[observation]]
id = "hc"
date = 2023-12-08
quantity = "gone"
at_least = 1000
at_most = 1100
role = "score"
source = "plan"

[[observation]]
id = "kidal-empty"
date = 2023-11-20
quantity = "vacated"
site = "kidal"
value = 2023-10-31
role = "score"
"#;

/// What is broken, by what it is replaced, the expected rule, and a part of the line that is shown.
type Case = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    (
        "count = 120",
        "count = 120\nmin_trucks = 200",
        "`min_trucks` is 200, and the pool has 120 trucks",
        "min_trucks",
    ),
    (
        "gone = 30",
        "gone = 30\ncomponent = \"military\"",
        "the people of this row are partly those of imposed row 1",
        "gone = 30",
    ),
    (
        "[[imposed]]\ndate = 2023-08-01",
        "[[imposed]]\ndate = 2023-08-01\nended = \"gao\"\n\n[[imposed]]\ndate = 2023-08-01",
        "`gao` has ended, and no hub of its lanes is open",
        "ended = \"gao\"",
    ),
    // Text and types.
    ("guard = 100", "gaurd = 100", "unknown key `gaurd`", "gaurd"),
    ("[policy]", "[polcy]", "unknown key `polcy`", "[polcy]"),
    ("km = 352", "km = 352, miles = 200", "unknown key `miles`", "miles"),
    ("count = 120\n", "count = \"120\"\n", "`count` must be a number, and this is a text", "\"120\""),
    ("count = 120\n", "count = 120.5\n", "`count` must be a whole number", "120.5"),
    ("count = 120\n", "count = -120\n", "`count` must not be negative", "-120"),
    ("count = 120\n", "count = many\n", "a text needs quotes", "many"),
    ("count = 120\n", "count = 120\ncount = 130\n", "`count` is given twice", "count = 130"),
    ("count = 120\n", "", "`trucks.pool` needs `count`", "[[trucks]]"),
    ("[mission]\nname = \"Two sites\"", "[mission]", "`mission` needs `name`", "[mission]"),
    ("name = \"Two sites\"", "name = 12", "`name` must be a text, and this is a whole number", "12"),
    ("name = \"Two sites\"", "name = \"Two sites", "a text does not end where it should", "Two sites"),
    ("deadline = 2023-12-31", "deadline = \"2023-12-31\"", "`deadline` must be a date, and this is a text", "deadline"),
    ("deadline = 2023-12-31", "deadline = 2023-11-31", "`2023-11-31` is not a date", "deadline"),
    ("deadline = 2023-12-31", "deadline = 2023-12-31T12:00:00", "`deadline` must be a date without a time", "deadline"),
    ("km = 352", "km = inf", "`km` must be a finite number", "inf"),
    ("km = 352", "km = 0", "`km` must be above 0", "km = 0"),
    ("after = [\"kidal\"]", "after = \"kidal\"", "`after` must be a list, and this is a text", "after"),
    ("seats = 120", "seats = 120, basis = \"guessed\"", "`basis` cannot be `guessed`", "guessed"),
    // Bounds.
    ("probability = 0.6", "probability = 60", "`probability` must be between 0 and 1", "60"),
    ("share = 0.9", "share = 1.2", "`share` must be between 0 and 1", "1.2"),
    ("exits = 1.5", "exits = 0.5", "`exits` must be at least 1", "surge"),
    ("speed = 0.7", "speed = 0", "`speed` must be above 0", "speed"),
    ("military = 700", "military = 2000000", "`military` must be at most 1,000,000", "2000000"),
    ("military = 700", "military = 999900", "a scenario has at most 1,000,000 people, and this one has 1,000,860", "[[site]]"),
    ("per_week = 3", "per_week = 500", "`per_week` must be at most 400", "500"),
    // Laws.
    ("mean = 10, sd = 5", "mean = -10, sd = 5", "`mean` must be above 0", "gamma"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ gamma = { mean = 10, sd = 5 }, fixed = 3 }", "a law has one kind, and here are `fixed` and `gamma`", "gamma"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ gama = { mean = 10, sd = 5 } }", "unknown key `gama`", "gama"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ planned = 3 }", "the law `delay.preparation` needs a kind", "planned"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ gamma = { mean = 10 } }", "`delay.preparation.gamma` needs `sd`", "gamma"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ triangular = { min = -5, mode = 2, max = 9 } }", "`preparation` must not be negative, and this law can give -5", "triangular"),
    ("{ gamma = { mean = 10, sd = 5 } }", "{ gamma = { mean = 10, sd = 5 }, min = 9, max = 3 }", "`min` must not be above `max`", "gamma"),
    ("median = 6, p90 = 18", "median = 18, p90 = 6", "`p90` must not be below `median`", "median"),
    ("median = 6, p90 = 18", "median = 6, sd = 18", "a lognormal law needs `median` and `p90`, or `mean` and `sd`", "median"),
    ("[5, 9, 10]", "[]", "an empirical law needs at least one value", "empirical"),
    ("[5, 9, 10]", "[5, \"9\", 10]", "`empirical` must be a number, and this is a text", "empirical"),
    ("{ lognormal = { median = 1, p90 = 1.8 } }", "{ uniform = { min = 0, max = 2 } }", "`factor` must be above 0, and this law can give 0", "uniform"),
    // Names.
    ("id = \"pool\"", "id = \"the pool\"", "an `id` has only letters, digits, `-` and `_`", "the pool"),
    ("[[season]]", "[[season]]\nid = \"rains\"\nfrom = 2023-07-01\nto = 2023-07-02\n\n[[season]]", "two elements of `season` are called `rains`", "rains"),
    ("air = { seats_per_day = 40 }", "road = { km = 400 }", "two elements of `lanes` are called `gao/road`", "lanes"),
    ("hub = \"gao\"", "hub = \"goa\"", "there is no site `goa`", "goa"),
    ("after = [\"kidal\"]", "after = [\"kidall\"]", "there is no site `kidall`", "kidall"),
    ("owner = \"Chad\"", "owner = \"Tchad\"", "there is no contingent `Tchad`", "Tchad"),
    ("exits = [\"gao/charter\", ", "exits = [\"gao/chater\", ", "there is no exit `gao/chater`", "chater"),
    ("lane:kidal/gao/road", "lane:kidal/gao/rail", "there is no lane `kidal/gao/rail`", "rail"),
    ("\"site:gao\", ", "\"gao\", ", "`gao` is not a part of a scope", "scope"),
    ("scope = [\"site:gao\", \"lane:kidal/gao/road\"]", "scope = []", "a scope has at least one part", "scope"),
    ("source = \"plan\"", "source = \"paln\"", "there is no source `paln`", "paln"),
    ("start = \"open\"", "start = \"opne\"", "there is no state `opne`", "opne"),
    ("then = \"open\"", "then = \"close\"", "there is no state `close`", "close"),
    ("next = { slow = 0.7, shut = 0.3 }", "next = { slow = 0.7, gone = 0.3 }", "there is no state `gone`", "gone"),
    ("quantity = \"gone\"", "quantity = \"left\"", "`quantity` cannot be `left`", "left"),
    ("multiplies = [\"delay.clearance\"]", "multiplies = [\"delay.margin\"]", "`multiplies` cannot be `delay.margin`", "margin"),
    ("advance = [\"kidal\"]", "advance = [\"timbuktu\"]", "there is no site `timbuktu`", "timbuktu"),
    ("close_kept = [\"gao\"]", "close_kept = [\"kidal\"]", "`kidal` is not a kept site", "close_kept"),
    // Regimes, shocks, steps.
    ("slow = 0.7, shut = 0.3", "slow = 0.7, shut = 0.2", "the shares of `next` must sum to 1, and they sum to 0.9", "next"),
    ("stay_days = 40, next = { slow = 0.7, shut = 0.3 }", "stay_days = 40", "a state has both `stay_days` and `next`, or neither", "40"),
    ("to = 2023-10-31 }", "to = 2023-11-03 }", "pins must not overlap: 2023-10-24 to 2023-11-03 and 2023-11-01 to 2023-11-10", "slow"),
    ("clearance = \"blocked\"", "clearance = \"closed\"", "`clearance` is a factor or `\"blocked\"`, and this is `closed`", "closed"),
    ("clearance = \"blocked\"", "threat = \"yes\"", "`threat` must be true or false, and this is a text", "threat"),
    ("clearance = \"blocked\"", "threat = 1", "`threat` must be true or false, and this is a whole number", "threat"),
    ("window = [2023-08-29, 2023-11-30]", "", "a shock has either a `date` or a `window`", "[[shock]]"),
    ("window = [2023-08-29, 2023-11-30]", "window = [2023-11-30, 2023-08-29]", "a window must not end before it begins", "window"),
    ("effects = [\n  { advance = [\"kidal\"] },\n  { close_kept = [\"gao\"] },\n]", "effects = []", "a shock needs at least one effect", "[[shock]]"),
    ("from = 2023-10-01, value = 4", "from = 2023-05-01, value = 4", "steps must be in order of date, and 2023-05-01 follows 2023-07-01", "per_week"),
    (", seats = 120", "", "an exit needs `seats` or `truckloads` above 0", "charter"),
    // Dates.
    ("deadline = 2023-12-31", "deadline = 2023-06-30", "`deadline` must not be before `start`", "deadline"),
    ("horizon = 2024-12-31", "horizon = 2023-12-20", "`horizon` must not be before `deadline`", "horizon"),
    ("horizon = 2024-12-31", "horizon = 2044-12-31", "`horizon` must be within 3,660 days of `start`", "horizon"),
    ("as_of = 2023-08-28", "as_of = 2025-08-28", "`as_of` must not be after the `horizon`", "as_of"),
    ("as_of = 2023-08-28", "as_of = 2023-08-10", "an imposed state must not be after `as_of` (2023-08-10)", "2023-08-20"),
    ("close = 2023-12-10", "close = 2023-10-10", "`close` must not be before `begin`", "close"),
    ("close_by = 2023-11-15", "close_by = 2023-11-15\nbegin = 2023-10-01", "`close_by` and `begin` or `close` exclude each other", "close_by"),
    ("close_by = 2023-11-15\n", "", "`kidal` must say when it closes", "[[site]]"),
    ("begin = 2023-11-01\nclose = 2023-12-10", "close_by = 2023-12-10", "`gao` is kept, so it has no `close_by`", "close_by"),
    ("to = 2023-10-01\n", "to = 2023-08-01\n", "`from` must not be after `to`", "to"),
    ("date = 2023-12-08", "date = 2025-12-08", "an observation's `date` must not be after the `horizon`", "2025"),
    // People and the plan.
    ("guard = 100", "guard = 1000", "`guard` is 1000, and `kidal` has 900 people who could be held back", "guard"),
    ("after = [\"kidal\"]", "after = [\"gao\"]", "sites wait for each other in a circle: gao after gao", "after"),
    ("gone = 30", "gone = 5", "`gone` counts from the start and cannot fall: 10 by 2023-08-01, 5 by 2023-08-20", "gone = 5"),
    ("gone = 30", "gone = 3000", "`gone` is 3000, and the selection had 960 people", "gone = 3000"),
    ("site = \"kidal\"\ncontingent", "component = \"police\"\ncontingent", "`rear` selects nobody", "[[thinning]]"),
    ("count = 200", "count = 2000", "`count` is 2000, and the selection has 900 people", "count = 2000"),
    ("[[milestone]]\nid = \"all-out\"", "[[milestone]]\nid = \"people-out\"", "the milestone `people-out` is that everybody is out", "[[milestone]]"),
    ("count = 120\n", "count = 200000\n", "`count` must be at most 100,000", "200000"),
    ("{ component = \"local\", count = 60 }", "{ component = \"military\", contingent = \"Chad\", count = 60 }", "two elements of `people` are called `military/Chad`", "people"),
    ("contingent = \"Chad\"\nfrom", "component = \"local\"\nfrom", "local staff do not travel", "local"),
    ("as_of = 2023-08-28\n", "", "an imposed state needs `as_of`", "date = 2023-08-01"),
    ("gone = 10\nsite = \"kidal\"", "ended = \"kidal\"\nsite = \"kidal\"", "a row with `ended` is about that site only", "[[imposed]]"),
    ("gone = 10\nsite = \"kidal\"", "site = \"kidal\"", "an imposed row has either `ended` or `gone`", "[[imposed]]"),
    ("from_days_before = 45, ", "", "`policy.surge` needs `from_days_before`", "surge"),
    // Ways out.
    ("[[gateway]]", "[[site]]\nid = \"lere\"\npeople = { military = 5 }\nbegin = 2023-09-01\n\n[[gateway]]", "`lere` has no way out", "[[site]]"),
    ("keep = 40", "keep = 40\nlanes = [{ to = \"kidal\", road = { km = 352 } }]", "lanes lead in a circle: kidal → gao → kidal", "lanes"),
    ("self_move = { km_per_day = 60 }\nlanes = [{ to = \"gao\", road = { km = 352 } }, { to = \"gao\", air = { seats_per_day = 40 } }]", "lanes = [{ to = \"gao\", road = { km = 352 } }]", "the people of `kidal` have only roads and no vehicles of their own", "[[site]]"),
    ("truckloads = 40", "seats = 40", "the cargo of `kidal` that must leave the country cannot", "[[site]]"),
    ("hub = \"gao\"", "hub = \"kidal\"", "the cargo of `kidal` that must leave the country cannot", "[[site]]"),
    ("exits = [\"gao/charter\", \"gao/niamey\"]", "exits = [\"gao/niamey\"]", "people of `Chad` at `kidal` reach none of these exits with seats", "exits"),
    // Observations.
    ("at_least = 1000", "value = 1000", "an observation has one of `value`, `about`, or `at_least` and `at_most`", "[[observation]]"),
    ("at_least = 1000", "at_least = 1200", "`at_least` must not be above `at_most`", "[[observation]]"),
    ("value = 2023-10-31", "value = 120", "`value` must be a date, and this is a whole number", "120"),
    ("value = 2023-10-31", "at_most = \"2023-10-31\"", "`at_most` must be a date, and this is a text", "2023-10-31"),
    ("quantity = \"gone\"", "quantity = \"stated\"", "a figure that is only `stated` has the role `show`", "role"),
    ("site = \"kidal\"\nvalue", "value", "`vacated` is the day of one site and needs `site`", "[[observation]]"),
];

fn problems(text: &str) -> Vec<Problem> {
    match Scenario::parse(text, "two-sites.toml") {
        Ok(_) => Vec::new(),
        Err(ScenarioError::Invalid { problems }) => problems,
        Err(error) => panic!("{error}"),
    }
}

fn broken((old, new, ..): &Case) -> String {
    assert!(GOOD.contains(old), "the good scenario has no {old:?}");
    GOOD.replacen(old, new, 1)
}

#[test]
fn the_good_scenario_is_good() {
    assert_eq!(render(&problems(GOOD), false), "");
}

#[test]
fn each_mistake_is_refused_with_its_rule_where_it_was_made() {
    let mut wrong = Vec::new();
    for case in CASES {
        let (text, found) = (broken(case), problems(&broken(case)));
        let (_, new, rule, line) = case;
        let fits = |p: &Problem| p.rule == *rule && text.lines().nth(p.line() - 1).is_some_and(|l| l.contains(line));
        if found.len() != 1 || !found.iter().all(fits) {
            wrong.push(format!("{new:?} should say {rule:?} at {line:?}, and says:\n{}\n", render(&found, false)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn each_message_reads_well() {
    let shown = |case: &Case| format!("{:?} => {:?}\n\n{}", case.0, case.1, render(&problems(&broken(case)), false));
    let all: Vec<String> = CASES.iter().map(shown).collect();
    insta::assert_snapshot!("messages", all.join("\n\n----------------------------------------\n\n"));
}

#[test]
fn every_message_has_a_remedy_and_no_full_stop() {
    for case in CASES {
        for problem in problems(&broken(case)) {
            assert!(!problem.help.is_empty(), "no help: {}", problem.rule);
            assert!(!problem.rule.ends_with('.') && !problem.help.ends_with('.'), "{}", problem.rule);
        }
    }
}

#[test]
fn all_mistakes_are_shown_at_once_in_the_order_of_the_file() {
    let mut text = GOOD.to_string();
    for (old, new) in
        [("guard = 100", "gaurd = 100"), ("hub = \"gao\"", "hub = \"goa\""), ("share = 0.9", "share = 90")]
    {
        text = text.replacen(old, new, 1);
    }
    text = text.replacen("deadline = 2023-12-31", "deadline = 2023-12-32", 1);
    let rules: Vec<String> = problems(&text).into_iter().map(|p| p.rule).collect();
    assert_eq!(
        rules,
        [
            "`2023-12-32` is not a date",
            "unknown key `gaurd`",
            "there is no site `goa`",
            "`share` must be between 0 and 1",
        ]
    );
}

#[test]
fn several_slips_of_the_pen_are_shown_at_once() {
    let text = GOOD.replacen("[policy]", "[policy", 1).replacen("hub = \"gao\"", "hub \"gao\"", 1);
    assert_eq!(problems(&text).len(), 2);
}
