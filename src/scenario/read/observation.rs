//! `[[milestone]]`, `[[observation]]` and `[sources]`.

use jiff::civil::Date;

use super::shock::span;
use super::site::contingent;
use super::{MANY, NO_DATE};
use crate::calendar::Calendar;
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;
use crate::scenario::{Component, Interval, Milestone, MilestoneKind, Observation, Population, Quantity, Role, Source};

const KINDS: [(&str, MilestoneKind); 5] = [
    ("people_out", MilestoneKind::PeopleOut),
    ("sites_vacated", MilestoneKind::SitesVacated),
    ("sites_ended", MilestoneKind::SitesEnded),
    ("cargo_out", MilestoneKind::CargoOut),
    ("liquidation_over", MilestoneKind::LiquidationOver),
];

const QUANTITIES: [(&str, Quantity); 11] = [
    ("gone", Quantity::Gone),
    ("present", Quantity::Present),
    ("sites_vacated", Quantity::SitesVacated),
    ("sites_ended", Quantity::SitesEnded),
    ("vacated", Quantity::Vacated),
    ("ended", Quantity::Ended),
    ("stated", Quantity::Stated),
    ("cargo_out", Quantity::CargoOut),
    ("cargo_disposed", Quantity::CargoDisposed),
    ("cargo_gone", Quantity::CargoGone),
    ("percent_gone", Quantity::PercentGone),
];

const POPULATIONS: [(&str, Population); 7] = [
    ("international", Population::International),
    ("all", Population::All),
    ("uniformed", Population::Uniformed),
    ("military", Population::One(Component::Military)),
    ("police", Population::One(Component::Police)),
    ("civilian", Population::One(Component::Civilian)),
    ("local", Population::One(Component::Local)),
];

const ROLES: [(&str, Role); 4] =
    [("score", Role::Score), ("fit", Role::Fit), ("imposed", Role::Imposed), ("show", Role::Show)];

/// The milestones, the headline first.
pub(super) fn milestones(t: &Fields<'_>) -> Vec<Milestone> {
    let mut all = t.elements("milestone", "Milestone", milestone);
    let headline = all.iter().position(|m| m.kind == MilestoneKind::PeopleOut && m.share >= 1.0);
    let first = match headline {
        Some(i) => all.remove(i),
        None => Milestone { id: "people-out".into(), kind: MilestoneKind::PeopleOut, share: 1.0 },
    };
    if headline.is_none() && all.iter().any(|m| m.id == "people-out") {
        let rule = "the milestone `people-out` is that everybody is out";
        t.slot.fault_at(
            t.place("milestone.people-out"),
            "milestone.people-out",
            rule,
            "give this milestone another id",
        );
    }
    all.insert(0, first);
    all
}

fn milestone(t: &Fields<'_>) -> Milestone {
    t.required(&["id", "kind"]);
    Milestone {
        id: t.id(),
        kind: t.get("kind").and_then(|slot| slot.choice(&KINDS)).unwrap_or(MilestoneKind::SitesEnded),
        share: t.number("share", Bounds::PROBABILITY).unwrap_or(1.0),
    }
}

pub(super) fn sources(t: &Fields<'_>) -> Vec<Source> {
    let read = |slot: Slot<'_>| {
        slot.table("Sources", |s| s.all().iter().filter_map(|(key, slot)| source(key, slot)).collect())
    };
    t.get("sources").and_then(read).unwrap_or_default()
}

fn source(key: &str, slot: &Slot<'_>) -> Option<Source> {
    slot.table("Source", |t| {
        t.required(&["publisher", "title"]);
        // A date of publication may be a TOML date, or as vague as it was: "June 2023".
        let published = t.get("published").map(|slot| match slot.node.value {
            Value::Date(_) | Value::Whole(_) => slot.written().to_string(),
            _ => slot.text().unwrap_or_default(),
        });
        Source {
            key: key.into(),
            publisher: t.text("publisher").unwrap_or_default(),
            title: t.text("title").unwrap_or_default(),
            published: published.unwrap_or_default(),
            url: t.text("url").unwrap_or_default(),
        }
    })
}

pub(super) fn observation(t: &Fields<'_>, calendar: Calendar) -> Observation {
    t.required(&["id", "date", "quantity", "role"]);
    // Published figures are what the inputs are compared with, not inputs.
    let before = t.slot.reader.log.borrow().inputs.len();
    let (from, to) = t.get("date").and_then(|slot| dates(&slot)).unwrap_or((NO_DATE, NO_DATE));
    let quantity = t.get("quantity").and_then(|slot| slot.choice(&QUANTITIES));
    let observation = Observation {
        id: t.id(),
        from,
        to,
        quantity: quantity.unwrap_or(Quantity::Gone),
        population: t.get("people").and_then(|slot| slot.choice(&POPULATIONS)).unwrap_or(Population::International),
        site: t.text("site"),
        value: interval(t, quantity, calendar),
        owner: contingent(t, "owner"),
        published: None,
        error: t.count("error", MANY).unwrap_or(0),
        role: t.get("role").and_then(|slot| slot.choice(&ROLES)).unwrap_or(Role::Score),
        source: t.text("source"),
        note: t.get("note").and_then(|slot| slot.prose()).unwrap_or_default(),
    };
    whose(t, quantity);
    t.slot.reader.log.borrow_mut().inputs.truncate(before);
    observation
}

fn dates(slot: &Slot<'_>) -> Option<(Date, Date)> {
    match slot.node.value {
        Value::List(_) => span(slot),
        _ => slot.date().map(|date| (date, date)),
    }
}

/// Exactly one of `value`, `about`, and the bounds.
fn interval(t: &Fields<'_>, quantity: Option<Quantity>, calendar: Calendar) -> Interval {
    let is_date = matches!(quantity, Some(Quantity::Vacated | Quantity::Ended));
    let read = |key| t.get(key).and_then(|slot| figure(&slot, quantity, calendar));
    let [value, about, at_least, at_most] = ["value", "about", "at_least", "at_most"].map(read);
    let bounds = t.has("at_least") || t.has("at_most");
    if [t.has("value"), t.has("about"), bounds].iter().filter(|given| **given).count() != 1 {
        let help = "write one of `value = 120`, `about = 120`, or bounds: `at_least = 110, at_most = 130`";
        t.slot.fault("an observation has one of `value`, `about`, or `at_least` and `at_most`", help);
    }
    if let (Some(low), Some(high)) = (at_least, at_most)
        && low > high
    {
        t.slot.fault("`at_least` must not be above `at_most`", "exchange the two");
    }
    match (value, about) {
        (Some(value), _) => Interval { at_least: Some(value), at_most: Some(value) },
        (_, Some(about)) if is_date => Interval { at_least: Some(about - 3), at_most: Some(about + 3) },
        // ceil(0.975 x) and floor(1.025 x), in whole numbers.
        (_, Some(x)) => Interval { at_least: Some((39 * x + 39) / 40), at_most: Some(41 * x / 40) },
        _ => Interval { at_least, at_most },
    }
}

/// People have a component, cargo has an owner.
fn whose(t: &Fields<'_>, quantity: Option<Quantity>) {
    let Some(quantity) = quantity.filter(|quantity| *quantity != Quantity::Stated) else { return };
    let (key, help) = match quantity.is_cargo() {
        true => ("people", "take it out, or write `owner = \"…\"` for one owner's cargo"),
        false => ("owner", "take it out; `people` says whom a figure counts"),
    };
    if let Some(slot) = t.get(key) {
        slot.fault(format!("`{}` takes no `{key}`", quantity.name()), help);
    }
}

/// A figure as a whole number: people, sites, cargo, or days from the start; a percentage in millionths.
fn figure(slot: &Slot<'_>, quantity: Option<Quantity>, calendar: Calendar) -> Option<i64> {
    match quantity {
        None => None,
        Some(Quantity::Vacated | Quantity::Ended) => slot.date().map(|date| i64::from(calendar.day(date))),
        Some(Quantity::Stated) => slot.whole(0.0, 1e12),
        Some(Quantity::PercentGone) => {
            slot.number(Bounds::from(0.0, 100.0)).map(|percent| (percent * 10_000.0).round() as i64)
        }
        Some(_) => slot.whole(0.0, MANY),
    }
}
