//! What binds many delays at once: `[[driver]]`, `[[regime]]`, `[[season]]`, and scopes.

use super::NO_DATE;
use super::law::Sign;
use crate::delay::Delay;
use crate::scenario::keys;
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;
use crate::scenario::{DelayKind, Driver, Effect, Part, Pin, Regime, RegimeState, Scope, Season, Target, Work};

pub(super) fn driver(t: &Fields<'_>) -> Driver {
    t.required(&["id", "multiplies", "factor"]);
    let form = "write a list such as `[\"delay.clearance\", \"exits\"]`";
    if matches!(t.get("multiplies").map(|slot| &slot.node.value), Some(Value::List(items)) if items.is_empty()) {
        t.slot.fault("a driver must multiply something", form);
    }
    Driver {
        id: t.id(),
        multiplies: t.get("multiplies").map(|slot| slot.list(form, target)).unwrap_or_default(),
        scope: scope(t),
        factor: t.law("factor", Sign::Positive).unwrap_or_else(|| Delay::fixed(1.0)),
    }
}

fn target(slot: &Slot<'_>) -> Option<Target> {
    let capacities = [Target::Exits, Target::Air, Target::Water, Target::Speed];
    let all = DelayKind::ALL.into_iter().map(Target::Delay).chain(capacities);
    let named: Vec<(String, Target)> = all.map(|target| (target.name(), target)).collect();
    let words: Vec<(&str, Target)> = named.iter().map(|(name, target)| (name.as_str(), *target)).collect();
    slot.choice(&words)
}

/// The scope of a table, by default the whole mission.
pub(super) fn scope(t: &Fields<'_>) -> Scope {
    let Some(slot) = t.get("scope") else { return Scope::Mission };
    let form = "write `\"mission\"`, or a list such as `[\"site:outpost\", \"lane:outpost/airport/road\", \"exit:airport/charter\"]`";
    match &slot.node.value {
        Value::Text(text) if text == "mission" => Scope::Mission,
        Value::Text(_) => {
            slot.fault("a scope is `\"mission\"` or a list of its parts", form);
            Scope::Mission
        }
        Value::List(items) if items.is_empty() => {
            slot.fault("a scope has at least one part", form);
            Scope::Mission
        }
        _ => Scope::Parts(slot.list(form, part)),
    }
}

fn part(slot: &Slot<'_>) -> Option<Part> {
    let text = slot.text()?;
    let pieces = |rest: &str| rest.split('/').map(str::to_string).collect::<Vec<String>>();
    let part = match text.split_once(':') {
        Some(("site", id)) => Some(Part::Site(id.into())),
        Some(("lane", rest)) => match <[String; 3]>::try_from(pieces(rest)) {
            Ok([site, to, mode]) => Some(Part::Lane { site, to, mode }),
            Err(_) => None,
        },
        Some(("exit", rest)) => match <[String; 2]>::try_from(pieces(rest)) {
            Ok([gateway, exit]) => Some(Part::Exit { gateway, exit }),
            Err(_) => None,
        },
        _ => None,
    };
    if part.is_none() {
        let help = "write `site:ID`, `lane:SITE/TO/MODE` or `exit:GATEWAY/EXIT`";
        slot.fault(format!("`{text}` is not a part of a scope"), help);
    }
    part
}

pub(super) fn regime(t: &Fields<'_>) -> Regime {
    t.required(&["id", "start", "states"]);
    let id = t.id();
    let scope = scope(t);
    let states: Vec<(RegimeState, Vec<(String, f64)>)> = t.elements("states", "RegimeState", state);
    let names: Vec<String> = states.iter().map(|(state, _)| state.id.clone()).collect();
    if names.is_empty() && t.has("states") {
        t.slot.fault("a regime needs at least one state", "write `states = [ { id = \"open\" } ]`");
    }
    let start = t.get("start").and_then(|slot| state_named(&slot, &names)).unwrap_or(0);
    let pinned = t.elements("pinned", "Pin", |p| pin(p, &names, start));
    let resolve = |(state, next): (RegimeState, Vec<(String, f64)>)| {
        let index = |(name, share)| Some((names.iter().position(|n| *n == name)?, share));
        let path = keys::join(&keys::join(&keys::join(&t.slot.path, "states"), &state.id), "next");
        next_known(t, &path, &next, &names);
        RegimeState { next: next.into_iter().filter_map(index).collect(), ..state }
    };
    let states = states.into_iter().map(resolve).collect();
    Regime { id, scope, start, states, pinned: in_order(t, pinned) }
}

fn state(t: &Fields<'_>) -> (RegimeState, Vec<(String, f64)>) {
    t.required(&["id"]);
    let id = t.id();
    let stay = t.law("stay_days", Sign::NotNegative);
    let next = t.get("next").and_then(|slot| slot.table("Next", |n| shares(n, &slot))).unwrap_or_default();
    if t.has("stay_days") != t.has("next") {
        t.slot.fault(
            "a state has both `stay_days` and `next`, or neither",
            "a state that ends says where it leads: `next = { open = 1 }`; one without both lasts for ever",
        );
    }
    (RegimeState { id, stay, next: Vec::new(), effect: effect(t) }, next)
}

fn shares(t: &Fields<'_>, slot: &Slot<'_>) -> Vec<(String, f64)> {
    let all = t.all();
    let shares: Vec<(String, f64)> =
        all.iter().filter_map(|(name, share)| Some((name.clone(), share.number(Bounds::PROBABILITY)?))).collect();
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    if shares.len() == all.len() && (sum - 1.0).abs() > 1e-9 {
        let rule = format!("the shares of `next` must sum to 1, and they sum to {}", (sum * 1e9).round() / 1e9);
        slot.fault(rule, "the shares say which state follows how often: `{ slow = 0.7, shut = 0.3 }`");
    }
    shares
}

fn next_known(t: &Fields<'_>, path: &str, next: &[(String, f64)], names: &[String]) {
    for (name, _) in next.iter().filter(|(name, _)| !names.contains(name)) {
        let path = keys::join(path, name);
        let at = t.slot.reader.log.borrow().places.get(&path).copied().unwrap_or(t.slot.node.at);
        unknown_state(t, at, &path, name, names);
    }
}

fn unknown_state(t: &Fields<'_>, at: crate::scenario::tree::At, path: &str, name: &str, names: &[String]) {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    t.slot.fault_at(at, path, format!("there is no state `{name}`"), keys::instead(name, &names));
}

fn state_named(slot: &Slot<'_>, names: &[String]) -> Option<usize> {
    let name = slot.text()?;
    let found = names.iter().position(|known| *known == name);
    if found.is_none() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        slot.fault(format!("there is no state `{name}`"), keys::instead(&name, &names));
    }
    found
}

fn pin(t: &Fields<'_>, names: &[String], start: usize) -> (Pin, String) {
    t.required(&["state", "from", "to"]);
    let state = t.get("state").and_then(|slot| state_named(&slot, names)).unwrap_or(0);
    let then = t.get("then").map_or(Some(start), |slot| state_named(&slot, names)).unwrap_or(start);
    let pin = Pin { state, from: t.date("from").unwrap_or(NO_DATE), to: t.date("to").unwrap_or(NO_DATE), then };
    if pin.from > pin.to && t.has("from") && t.has("to") {
        t.slot.fault("`from` must not be after `to`", "exchange the two dates");
    }
    (pin, t.slot.path.clone())
}

/// Pins by date; two that overlap are refused.
fn in_order(t: &Fields<'_>, mut pins: Vec<(Pin, String)>) -> Vec<Pin> {
    pins.sort_by_key(|(pin, _)| pin.from);
    for pair in pins.windows(2) {
        let ((before, _), (after, path)) = (&pair[0], &pair[1]);
        if after.from <= before.to {
            let at = t.slot.reader.log.borrow().places.get(path).copied().unwrap_or(t.slot.node.at);
            let rule =
                format!("pins must not overlap: {} to {} and {} to {}", before.from, before.to, after.from, after.to);
            t.slot.fault_at(at, path, rule, "let one end before the other begins; both days of a pin are included");
        }
    }
    pins.into_iter().map(|(pin, _)| pin).collect()
}

/// What a state or a shock does to its scope.
pub(super) fn effect(t: &Fields<'_>) -> Effect {
    let factor = |key| t.number(key, Bounds::SHARE).unwrap_or(1.0);
    let convoys = t.get("convoys").and_then(|slot| slot.choice(&[("stopped", true), ("moving", false)]));
    Effect {
        clearance: work(t, "clearance"),
        lift: work(t, "lift"),
        exits: factor("exits"),
        air: factor("air"),
        water: factor("water"),
        convoys_stopped: convoys.unwrap_or(false),
        threat: threat(t),
    }
}

/// Whether people in the scope are under threat.
pub(super) fn threat(t: &Fields<'_>) -> bool {
    t.get("threat").and_then(|slot| slot.switch()).unwrap_or(false)
}

fn work(t: &Fields<'_>, key: &'static str) -> Work {
    let Some(slot) = t.get(key) else { return Work::Factor(1.0) };
    match &slot.node.value {
        Value::Text(text) if text == "blocked" => Work::Blocked,
        Value::Text(text) => {
            slot.fault(
                format!("`{key}` is a factor or `\"blocked\"`, and this is `{text}`"),
                "write `\"blocked\"`, or a number above 0",
            );
            Work::Blocked
        }
        _ => slot.number(Bounds::FACTOR).map_or(Work::Blocked, Work::Factor),
    }
}

pub(super) fn season(t: &Fields<'_>) -> Season {
    t.required(&["id", "from", "to"]);
    Season {
        id: t.id(),
        scope: scope(t),
        from: t.date("from").unwrap_or(NO_DATE),
        to: t.date("to").unwrap_or(NO_DATE),
        speed: t.number("speed", Bounds::FACTOR).unwrap_or(1.0),
        exits: t.number("exits", Bounds::SHARE).unwrap_or(1.0),
        air: t.number("air", Bounds::SHARE).unwrap_or(1.0),
        water: t.number("water", Bounds::SHARE).unwrap_or(1.0),
    }
}
