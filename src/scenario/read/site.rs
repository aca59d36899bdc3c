//! `[[site]]`: a place, its people, its cargo and its lanes.

use super::law::Sign;
use super::{MANY, SPEED};
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;
use crate::scenario::{
    Cargo, Carrier, Component, DelayOverrides, Disposition, Lane, LaneMode, People, Position, Road, ScheduledLane, Site,
};

pub(super) const COMPONENTS: [(&str, Component); 4] = [
    ("military", Component::Military),
    ("police", Component::Police),
    ("civilian", Component::Civilian),
    ("local", Component::Local),
];

const DISPOSITIONS: [(&str, Disposition); 5] = [
    ("repatriate", Disposition::Repatriate),
    ("redeploy", Disposition::Redeploy),
    ("sell", Disposition::Sell),
    ("give", Disposition::Give),
    ("destroy", Disposition::Destroy),
];

pub(super) fn site(t: &Fields<'_>) -> Site {
    t.required(&["id"]);
    let id = t.id();
    Site {
        name: t.text("name").unwrap_or_else(|| id.clone()),
        kind: t.text("kind").unwrap_or_else(|| "site".into()),
        position: t.get("position").and_then(|slot| slot.table("Position", position)),
        people: t.get("people").map(|slot| people(t, &slot)).unwrap_or_default(),
        cargo: t.elements("cargo", "Cargo", cargo),
        begin: t.date("begin"),
        close: t.date("close"),
        close_by: t.date("close_by"),
        not_before: t.date("not_before"),
        begin_shift: t.law("begin_shift", Sign::Any),
        after: t.texts("after"),
        guard: t.count("guard", MANY).unwrap_or(0),
        keep: t.count("keep", MANY).unwrap_or(0),
        beds: t.count("beds", MANY),
        ends: super::ending::ends(t),
        leaves_with_cargo: super::ending::leaves_with_cargo(t),
        people_error: t.number("people_error", Bounds::from(0.0, 3.0)).unwrap_or(0.0),
        self_move_km_per_day: t.get("self_move").and_then(|slot| slot.table("SelfMove", self_move)).flatten(),
        lanes: t.elements("lanes", "Lane", lane).into_iter().flatten().collect(),
        delays: t.get("delay").and_then(|slot| slot.table("SiteDelays", delays)).unwrap_or_default(),
        id,
    }
}

fn position(t: &Fields<'_>) -> Position {
    t.required(&["lat", "lon"]);
    let degrees = |key, most: f64| t.number(key, Bounds::from(-most, most)).unwrap_or_default();
    Position { lat: degrees("lat", 90.0), lon: degrees("lon", 180.0) }
}

fn self_move(t: &Fields<'_>) -> Option<f64> {
    t.required(&["km_per_day"]);
    t.number("km_per_day", SPEED)
}

/// People, as a list of groups or as a table of components.
fn people(t: &Fields<'_>, slot: &Slot<'_>) -> Vec<People> {
    if matches!(slot.node.value, Value::Table(_)) {
        return slot.table("PeopleCounts", counts).unwrap_or_default();
    }
    t.elements("people", "People", group)
}

fn counts(t: &Fields<'_>) -> Vec<People> {
    let one = |(key, component)| {
        let count = t.count(key, MANY)?;
        Some(People { component, contingent: String::new(), count })
    };
    COMPONENTS.into_iter().filter_map(one).collect()
}

fn group(t: &Fields<'_>) -> People {
    t.required(&["component", "count"]);
    People {
        component: component(t).unwrap_or(Component::Military),
        contingent: contingent(t, "contingent").unwrap_or_default(),
        count: t.count("count", MANY).unwrap_or(0),
    }
}

pub(super) fn component(t: &Fields<'_>) -> Option<Component> {
    t.get("component")?.choice(&COMPONENTS)
}

/// The name of a contingent: anything that can be printed.
pub(super) fn contingent(t: &Fields<'_>, key: &'static str) -> Option<String> {
    let slot = t.get(key)?;
    let name = slot.text()?;
    if name == "-" || name.contains(['"', '/']) {
        slot.fault(format!("`{name}` cannot name a contingent"), "leave out `\"` and `/`; `-` alone means none");
    }
    Some(name)
}

fn cargo(t: &Fields<'_>) -> Cargo {
    t.required(&["owner", "truckloads"]);
    let disposition = t.get("disposition").and_then(|slot| slot.choice(&DISPOSITIONS));
    Cargo {
        owner: contingent(t, "owner").unwrap_or_default(),
        truckloads: t.count("truckloads", MANY).unwrap_or(0),
        disposition: disposition.unwrap_or(Disposition::Repatriate),
        from: t.date("from"),
    }
}

fn lane(t: &Fields<'_>) -> Option<Lane> {
    t.required(&["to"]);
    let to = t.text("to").unwrap_or_default();
    let mut carriers: Vec<(Carrier, Slot<'_>)> =
        Carrier::ALL.into_iter().filter_map(|by| Some((by, t.get(by.name())?))).collect();
    let mode = match (t.get("road"), carriers.len()) {
        (Some(road), 0) => road.table("LaneRoad", road_lane),
        (None, 1) => carriers.pop().and_then(|(by, slot)| slot.table("LaneScheduled", |t| scheduled_lane(t, by))),
        _ => {
            t.slot.fault(
                "a lane has exactly one of `road`, `air`, `river` and `sea`",
                "write `{ to = \"…\", road = { km = 352 } }`; two lanes may lead to one hub",
            );
            None
        }
    };
    Some(Lane { to, mode: mode? })
}

fn road_lane(t: &Fields<'_>) -> LaneMode {
    t.required(&["km"]);
    let km = t.number("km", Bounds::above(0.0, 100_000.0)).unwrap_or(1.0);
    LaneMode::Road(Road { km, escort: t.text("escort"), via: t.text("via") })
}

fn scheduled_lane(t: &Fields<'_>, by: Carrier) -> LaneMode {
    let (seats, truckloads) = (t.count("seats_per_day", MANY), t.count("truckloads_per_day", MANY));
    let none_given = !t.has("seats_per_day") && !t.has("truckloads_per_day");
    if none_given || (seats.unwrap_or(0), truckloads.unwrap_or(0)) == (0, 0) && is_readable(t, seats, truckloads) {
        let help = "add what it takes in a day: `seats_per_day = 40`";
        let rule = format!("a lane by {} needs `seats_per_day` or `truckloads_per_day` above 0", by.name());
        t.slot.fault(rule, help);
    }
    LaneMode::Scheduled(ScheduledLane {
        by,
        seats_per_day: seats.unwrap_or(0),
        truckloads_per_day: truckloads.unwrap_or(0),
        available: t.number("available", Bounds::PROBABILITY).unwrap_or(1.0),
    })
}

/// Whether whatever is given could be read: what could not has been complained about.
fn is_readable(t: &Fields<'_>, seats: Option<u32>, truckloads: Option<u32>) -> bool {
    t.has("seats_per_day") == seats.is_some() && t.has("truckloads_per_day") == truckloads.is_some()
}

fn delays(t: &Fields<'_>) -> DelayOverrides {
    let days = |key| t.law(key, Sign::NotNegative);
    DelayOverrides {
        preparation: days("preparation"),
        clearance: days("clearance"),
        transit: days("transit"),
        loading: days("loading"),
        travel: days("travel"),
        handover: days("handover"),
        disposal: days("disposal"),
        liquidation: days("liquidation"),
        margin: t.law("margin", Sign::Any),
    }
}
