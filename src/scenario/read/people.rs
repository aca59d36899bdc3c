//! Who leaves when: `[[contingent]]`, `[[imposed]]`, `[[thinning]]`, `[[separation]]`, `[[transfer]]`.

use super::site::{component, contingent as contingent_name};
use super::{MANY, NO_DATE};
use crate::scenario::reader::Fields;
use crate::scenario::{Contingent, Imposed, Schedule, Selector};

pub(super) fn contingent(t: &Fields<'_>) -> Contingent {
    t.required(&["id"]);
    Contingent {
        id: contingent_name(t, "id").unwrap_or_default(),
        depart: t.date("depart"),
        exits: t.texts("exits"),
        priority: t.count("priority", 9.0).map_or(5, |n| n as u8),
    }
}

pub(super) fn selector(t: &Fields<'_>) -> Selector {
    Selector { site: t.text("site"), component: component(t), contingent: contingent_name(t, "contingent") }
}

pub(super) fn imposed(t: &Fields<'_>) -> Option<Imposed> {
    t.required(&["date"]);
    let date = t.date("date").unwrap_or(NO_DATE);
    let (ended, gone) = (t.text("ended"), t.count("gone", MANY));
    let how = t.get("how").and_then(|slot| slot.choice(&[("handed over", true), ("left", false)]));
    let who = selector(t);
    match (t.has("ended"), t.has("gone")) {
        (true, false) => {
            if who != Selector::default() {
                t.slot.fault(
                    "a row with `ended` is about that site only",
                    "take `site`, `component` and `contingent` out",
                );
            }
            Some(Imposed::Ended { date, site: ended?, handed_over: how.unwrap_or(true) })
        }
        (false, true) => {
            if t.has("how") {
                t.slot.fault("`how` belongs to a row with `ended`", "take `how` out");
            }
            Some(Imposed::Gone { date, who, gone: gone? })
        }
        _ => {
            t.slot.fault("an imposed row has either `ended` or `gone`", "write `ended = \"site\"` or `gone = 120`");
            None
        }
    }
}

pub(super) fn schedule(t: &Fields<'_>) -> Schedule {
    t.required(&["id", "from", "to", "count"]);
    dated(t)
}

fn dated(t: &Fields<'_>) -> Schedule {
    Schedule {
        id: t.id(),
        who: selector(t),
        from: t.date("from").unwrap_or(NO_DATE),
        to: t.date("to").unwrap_or(NO_DATE),
        count: t.count("count", MANY).unwrap_or(0),
        force: None,
    }
}

pub(super) fn transfer(t: &Fields<'_>) -> Schedule {
    t.required(&["id", "from", "to", "count", "force"]);
    Schedule { force: Some(t.text("force").unwrap_or_default()), ..dated(t) }
}
