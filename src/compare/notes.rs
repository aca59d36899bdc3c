//! What two scenarios may not differ in, and what a reader of their comparison must know.

use std::collections::BTreeSet;
use std::fmt::Debug;

use jiff::civil::Date;

use crate::calendar::in_words;
use crate::scenario::{Knowledge, Scenario, ShockEffect};

/// Why two scenarios cannot be compared, and what to do: days are counted from one
/// start to one horizon, and luck is shared by the parts that have the same ids.
pub fn refusal(base: (&str, &Scenario), other: (&str, &Scenario)) -> Option<(String, String)> {
    let ((a, base), (b, other)) = (base, other);
    let (from, to) = (&base.mission, &other.mission);
    let common = other.sites.iter().any(|site| base.sites.iter().any(|s| s.id == site.id));
    if !common {
        let rule = format!(
            "`{a}` ({}) and `{b}` ({}) are different missions: they have no site in common",
            from.name, to.name
        );
        return Some((rule, "compare plans of one mission, in which the same places have the same ids".into()));
    }
    let dates = |what: &str, from: Date, to: Date| {
        format!("`{a}` and `{b}` have different {what}: {} and {}", in_words(from), in_words(to))
    };
    if from.start != to.start {
        let help = format!(
            "days are counted from the start: give both the same `mission.start` ({}), and impose what is known before its `as_of`",
            from.start.min(to.start)
        );
        return Some((dates("starts", from.start, to.start), help));
    }
    let help = format!("simulate all to the same day: --set mission.horizon={}", from.horizon.max(to.horizon));
    (from.horizon != to.horizon).then(|| (dates("horizons", from.horizon, to.horizon), help))
}

/// What is different beside the plan, one sentence each.
pub fn notes(base: (&str, &Scenario), other: (&str, &Scenario)) -> Vec<String> {
    let ((a, base), (b, other)) = (base, other);
    let (from, to) = (&base.mission, &other.mission);
    let mut notes = Vec::new();
    if from.deadline != to.deadline {
        let (from, to) = (in_words(from.deadline), in_words(to.deadline));
        notes.push(format!("the deadline of `{b}` is {to}, that of `{a}` {from}: each is measured by its own"));
    }
    if from.as_of != to.as_of {
        let words = |date: Option<Date>| date.map_or("its first day".into(), in_words);
        let (from, to) = (words(from.as_of), words(to.as_of));
        notes.push(format!(
            "`{b}` is simulated from {to} on and `{a}` from {from}; before that day each holds to what it states, so part of the difference is what was stated, not the plan"
        ));
    }
    if from.knowledge != to.knowledge {
        let (forecast, hindcast) = if to.knowledge == Knowledge::Forecast { (b, a) } else { (a, b) };
        notes.push(format!(
            "`{forecast}` is a forecast and `{hindcast}` a hindcast, which knows later events: part of the difference is what was known, not the plan"
        ));
    }
    if text(&base.policy) != text(&other.policy) {
        notes.push(format!("`{b}` has a policy of its own: `surge` and `full` differ by it too"));
    }
    if stay(base) != stay(other) {
        notes.push(format!(
            "`{a}` and `{b}` keep other people for the liquidation, or close other kept sites: they are no part of \"everybody out\""
        ));
    }
    notes.extend(other_definitions((a, base), (b, other)));
    notes.extend(alone("site", (a, &ids(&base.sites, |s| &s.id)), (b, &ids(&other.sites, |s| &s.id))));
    notes.extend(alone("milestone", (a, &ids(&base.milestones, |m| &m.id)), (b, &ids(&other.milestones, |m| &m.id))));
    notes
}

/// Whom a scenario keeps at which sites, and the events that close such sites.
fn stay(scenario: &Scenario) -> (Vec<(&str, u32)>, Vec<String>) {
    let kept = scenario.sites.iter().filter(|site| site.keep > 0).map(|site| (site.id.as_str(), site.keep));
    let closes = |effect: &&ShockEffect| matches!(effect, ShockEffect::CloseKept { .. });
    let closing = scenario.shocks.iter().flat_map(|shock| shock.effects.iter().filter(closes).map(text));
    (kept.collect(), closing.collect())
}

/// Milestones of one id that mean something else.
fn other_definitions(base: (&str, &Scenario), other: (&str, &Scenario)) -> Option<String> {
    let is_other = |id: &&str| {
        let of = |scenario: &Scenario| scenario.milestones.iter().find(|m| m.id == **id).map(|m| (m.kind, m.share));
        of(base.1).zip(of(other.1)).is_some_and(|(a, b)| a != b)
    };
    let changed: Vec<&str> = base.1.milestones.iter().map(|m| m.id.as_str()).filter(is_other).collect();
    let names = list(changed.iter().copied());
    (!changed.is_empty()).then(|| format!("`{}` means something else by {names} than `{}`", other.0, base.0))
}

/// What only one of them has, and which therefore has no row.
fn alone(what: &str, base: (&str, &BTreeSet<&str>), other: (&str, &BTreeSet<&str>)) -> Vec<String> {
    let only = |(name, own): (&str, &BTreeSet<&str>), others: &BTreeSet<&str>| {
        let alone: Vec<&str> = own.difference(others).copied().collect();
        let s = if alone.len() == 1 { "" } else { "s" };
        let names = list(alone.iter().copied());
        (!alone.is_empty()).then(|| format!("only `{name}` has the {what}{s} {names}: no row"))
    };
    [only(base, other.1), only(other, base.1)].into_iter().flatten().collect()
}

fn ids<T>(list: &[T], id: fn(&T) -> &String) -> BTreeSet<&str> {
    list.iter().map(|one| id(one).as_str()).collect()
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Rules that hold numbers and names only are the same when they read the same.
fn text(rule: &impl Debug) -> String {
    format!("{rule:?}")
}
