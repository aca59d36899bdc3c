//! `[[gateway]]` with its exits, `[[trucks]]` and `[[escorts]]`.

use jiff::civil::Date;

use super::law::Sign;
use super::{MANY, SPEED, site};
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;
use crate::scenario::{EscortPool, Exit, ExitMode, Gateway, Step, TruckPool};

/// The most departures of an exit in a week: random numbers tell at most 64 a day apart.
const DEPARTURES: Bounds = Bounds::from(0.0, 400.0);

pub(super) fn gateway(t: &Fields<'_>, start: Date) -> Gateway {
    t.required(&["id", "exits"]);
    let id = t.id();
    Gateway { id, exits: t.elements("exits", "Exit", |e| exit(e, start)).into_iter().flatten().collect() }
}

fn exit(t: &Fields<'_>, start: Date) -> Option<Exit> {
    t.required(&["id"]);
    let id = t.id();
    let mut ways: Vec<(ExitMode, Slot<'_>)> =
        ExitMode::ALL.into_iter().filter_map(|mode| Some((mode, t.get(mode.name())?))).collect();
    let (1, Some((mode, way))) = (ways.len(), ways.pop()) else {
        let form = "write `{ id = \"…\", air = { per_week = 2, seats = 120 } }`";
        t.slot.fault("an exit has exactly one of `air`, `road`, `sea` and `river`", form);
        return None;
    };
    way.table("Departures", |d| departures(d, id, mode, start))
}

fn departures(t: &Fields<'_>, id: String, mode: ExitMode, start: Date) -> Exit {
    t.required(&["per_week"]);
    let (seats, truckloads) = (t.count("seats", MANY), t.count("truckloads", MANY));
    if !t.has("seats") && !t.has("truckloads") || (seats, truckloads) == (Some(0), Some(0)) {
        t.slot.fault("an exit needs `seats` or `truckloads` above 0", "add what one departure takes: `seats = 120`");
    }
    Exit {
        id,
        mode,
        per_week: t.get("per_week").map(|slot| steps(&slot, start)).unwrap_or_default(),
        seats: seats.unwrap_or(0),
        truckloads: truckloads.unwrap_or(0),
        cancellation: t.number("cancellation", Bounds::PROBABILITY).unwrap_or(0.0),
        clearance: t.law("clearance", Sign::NotNegative),
        reserved_for: site::contingent(t, "reserved_for"),
    }
}

/// A number from the start on, or a list of steps in order of date.
fn steps(slot: &Slot<'_>, start: Date) -> Vec<Step> {
    if !matches!(slot.node.value, Value::List(_)) {
        return slot.number(DEPARTURES).map(|value| vec![Step { from: start, value }]).unwrap_or_default();
    }
    let form = "write a number, or `[ { from = 2023-07-01, value = 2.0 }, … ]`";
    let steps: Vec<(Step, Slot<'_>)> = slot.list(form, |item| Some((item.table("Step", step)??, item.clone())));
    if steps.is_empty() && matches!(&slot.node.value, Value::List(items) if items.is_empty()) {
        slot.fault(format!("`{}` has no steps", slot.name), form);
    }
    for pair in steps.windows(2) {
        let ((before, _), (after, item)) = (&pair[0], &pair[1]);
        if after.from <= before.from {
            let rule = format!("steps must be in order of date, and {} follows {}", after.from, before.from);
            item.fault(rule, "put the earlier `from` first");
        }
    }
    steps.into_iter().map(|(step, _)| step).collect()
}

fn step(t: &Fields<'_>) -> Option<Step> {
    t.required(&["from", "value"]);
    let from = t.get("from").and_then(|slot| slot.date());
    let value = t.number("value", DEPARTURES);
    Some(Step { from: from?, value: value? })
}

pub(super) fn trucks(t: &Fields<'_>) -> TruckPool {
    t.required(&["id", "hub", "count", "km_per_day"]);
    let least = t.get("min_trucks").and_then(|slot| slot.whole(1.0, 100_000.0));
    TruckPool {
        id: t.id(),
        hub: t.text("hub").unwrap_or_default(),
        count: t.count("count", 100_000.0).unwrap_or(0),
        km_per_day: t.number("km_per_day", SPEED).unwrap_or(1.0),
        min_trucks: least.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
    }
}

pub(super) fn escorts(t: &Fields<'_>) -> EscortPool {
    t.required(&["id", "hub", "count"]);
    let count = t.get("count").and_then(|slot| slot.whole(1.0, 100_000.0));
    EscortPool {
        id: t.id(),
        hub: t.text("hub").unwrap_or_default(),
        count: count.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
    }
}
