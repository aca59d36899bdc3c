//! `[[shock]]` and `[policy]`: what may happen, and what the mission does about the date.

use super::clock::{pause, postpone};
use super::law::Sign;
use super::permission::{effect, scope, threat};
use super::{DAYS, NO_DATE};
use crate::delay::Delay;
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;
use crate::scenario::{Evacuate, Policy, Shock, ShockEffect, Surge};
use jiff::civil::Date;

pub(super) fn shock(t: &Fields<'_>) -> Shock {
    t.required(&["id", "effects"]);
    let (from, to) = when(t).unwrap_or((NO_DATE, NO_DATE));
    let id = t.id();
    let probability = t.number("probability", Bounds::PROBABILITY).unwrap_or(1.0);
    let effects: Vec<Option<ShockEffect>> = t.elements("effects", "Effect", shock_effect);
    if effects.is_empty() && t.has("effects") {
        t.slot.fault("a shock needs at least one effect", "write `effects = [ { evacuate = [\"outpost\"] } ]`");
    }
    Shock { id, from, to, probability, effects: effects.into_iter().flatten().collect() }
}

/// The date or the window of a shock.
fn when(t: &Fields<'_>) -> Option<(Date, Date)> {
    let (date, window) = (t.date("date"), t.get("window").map(|slot| span(&slot)));
    if t.has("date") == t.has("window") {
        let help = "write `date = 2023-10-24`, or `window = [2023-08-29, 2023-11-30]` for a day in between";
        t.slot.fault("a shock has either a `date` or a `window`", help);
        return None;
    }
    date.map(|date| (date, date)).or(window.flatten())
}

/// `[from, to]`: two dates in order.
pub(super) fn span(slot: &Slot<'_>) -> Option<(Date, Date)> {
    let form = "write two dates: `[2023-08-29, 2023-11-30]`";
    if !matches!(&slot.node.value, Value::List(items) if items.len() == 2) {
        slot.wrong_type("a list of two dates", form);
        return None;
    }
    let dates = slot.list(form, |item| {
        let date = item.date()?;
        item.record();
        Some(date)
    });
    let [from, to] = dates[..] else { return None };
    if from > to {
        slot.fault("a window must not end before it begins", format!("write `[{to}, {from}]`"));
        return None;
    }
    Some((from, to))
}

fn shock_effect(t: &Fields<'_>) -> Option<ShockEffect> {
    let suspend = t.get("suspend").map(|slot| slot.table("Suspend", suspend));
    let slow = t.get("slow").map(|slot| slot.table("Slow", slow));
    let lists = ["evacuate", "advance", "close_kept"].map(|key| (t.has(key), t.texts(key)));
    let pause = t.get("pause").map(|slot| slot.table("Pause", pause));
    let postpone = t.get("postpone").map(|slot| slot.table("Postpone", postpone));
    let kinds = ["suspend", "slow", "evacuate", "advance", "close_kept", "pause", "postpone"];
    if kinds.iter().filter(|kind| t.has(kind)).count() != 1 {
        // An unknown key is complained about where it stands.
        if t.slot.node.table().is_none_or(|table| table.keys().all(|key| kinds.contains(&key))) {
            let help = "write one of `suspend`, `slow`, `evacuate`, `advance`, `close_kept`, `pause`, `postpone` in each pair of braces";
            t.slot.fault("an effect does exactly one thing", help);
        }
        return None;
    }
    let [evacuate, advance, close_kept] = lists;
    match () {
        () if evacuate.0 => Some(ShockEffect::Evacuate { sites: evacuate.1 }),
        () if advance.0 => Some(ShockEffect::Advance { sites: advance.1 }),
        () if close_kept.0 => Some(ShockEffect::CloseKept { sites: close_kept.1 }),
        () => suspend.or(slow).or(pause).flatten().or(postpone.flatten().flatten()),
    }
}

fn suspend(t: &Fields<'_>) -> ShockEffect {
    t.required(&["days"]);
    ShockEffect::Suspend { scope: scope(t), days: days(t), threat: threat(t) }
}

fn slow(t: &Fields<'_>) -> ShockEffect {
    t.required(&["days"]);
    ShockEffect::Slow { scope: scope(t), days: days(t), effect: effect(t) }
}

pub(super) fn days(t: &Fields<'_>) -> Delay {
    t.law("days", Sign::NotNegative).unwrap_or_else(|| Delay::fixed(0.0))
}

pub(super) fn policy(t: &Fields<'_>) -> Policy {
    Policy {
        surge: t.get("surge").and_then(|slot| slot.table("Surge", surge)),
        evacuate: t.get("evacuate").and_then(|slot| slot.table("Evacuate", evacuate)),
        order: t.texts("order"),
    }
}

fn surge(t: &Fields<'_>) -> Surge {
    t.required(&["from_days_before"]);
    let factor = |key| t.number(key, Bounds::from(1.0, 1_000.0)).unwrap_or(1.0);
    let from_days_before = t.count("from_days_before", DAYS).unwrap_or(0);
    Surge { from_days_before, exits: factor("exits"), air: factor("air") }
}

fn evacuate(t: &Fields<'_>) -> Evacuate {
    t.required(&["sites_open_days_before"]);
    Evacuate { sites_open_days_before: t.count("sites_open_days_before", DAYS).unwrap_or(0) }
}
