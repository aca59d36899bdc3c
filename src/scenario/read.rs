//! From the tree to the typed scenario, one table after another.

mod clock;
mod ending;
mod law;
mod observation;
mod people;
pub(super) mod percent;
mod permission;
mod shock;
mod site;
mod way;

use jiff::civil::Date;

use super::keys;
use super::numbers::Bounds;
use super::reader::{Fields, Slot};
use super::{Delays, Knowledge, Mission, Policy, Scenario};
use crate::calendar::Calendar;
use crate::delay::Delay;
use law::Sign;

/// The most people, and the most truckloads, of a mission.
pub(super) const MANY: f64 = 1_000_000.0;
/// The most days from the start to the horizon, and of any span in days.
pub(super) const DAYS: f64 = 3_660.0;

/// What cargo is counted in, unless told.
const TRUCKLOADS: &str = "truckloads";

/// Stands where a date is missing; it is complained about, never used.
const NO_DATE: Date = Date::constant(2000, 1, 1);

/// Reads everything. The result is sound only where nothing was complained about.
pub(super) fn scenario(root: &Slot<'_>) -> Option<Scenario> {
    root.table("Document", |t| {
        t.required(&["mission", "site", "gateway"]);
        let mission = t.get("mission").and_then(|slot| slot.table("Mission", mission));
        let mission = mission.unwrap_or_else(placeholder);
        let calendar = Calendar::new(mission.start);
        Scenario {
            sites: t.elements("site", "Site", site::site),
            gateways: t.elements("gateway", "Gateway", |g| way::gateway(g, mission.start)),
            trucks: t.elements("trucks", "Trucks", way::trucks),
            escorts: t.elements("escorts", "Escorts", way::escorts),
            delays: t.get("delay").and_then(|slot| slot.table("Delays", delays)).unwrap_or_else(no_delays),
            contingents: t.elements("contingent", "Contingent", people::contingent),
            imposed: t.elements("imposed", "Imposed", people::imposed).into_iter().flatten().collect(),
            thinnings: t.elements("thinning", "Schedule", people::schedule),
            separations: t.elements("separation", "Schedule", people::schedule),
            transfers: t.elements("transfer", "Transfer", people::transfer),
            ceilings: t.elements("ceiling", "Ceiling", |c| clock::ceiling(c, mission.start)),
            drivers: t.elements("driver", "Driver", permission::driver),
            regimes: t.elements("regime", "Regime", permission::regime),
            seasons: t.elements("season", "Season", permission::season),
            shocks: t.elements("shock", "Shock", shock::shock),
            policy: t
                .get("policy")
                .and_then(|slot| slot.table("Policy", shock::policy))
                .unwrap_or_else(Policy::default),
            milestones: observation::milestones(t),
            observations: t.elements("observation", "Observation", |o| observation::observation(o, calendar)),
            sources: observation::sources(t),
            inputs: Vec::new(),
            mission,
        }
    })
    .map(percent::in_truckloads)
}

fn mission(t: &Fields<'_>) -> Mission {
    t.required(&["name", "start", "deadline", "horizon"]);
    let deadline = t.date("deadline").unwrap_or(NO_DATE);
    let words = [("forecast", Knowledge::Forecast), ("hindcast", Knowledge::Hindcast)];
    let name = t.text("name").unwrap_or_default();
    Mission {
        cluster: t.text("cluster").unwrap_or_else(|| name.clone()),
        name,
        start: t.date("start").unwrap_or(NO_DATE),
        as_of: t.date("as_of"),
        deadline,
        horizon: t.date("horizon").unwrap_or(NO_DATE),
        liquidation: t.date("liquidation").unwrap_or_else(|| deadline.tomorrow().unwrap_or(deadline)),
        knowledge: t.get("knowledge").and_then(|slot| slot.choice(&words)).unwrap_or(Knowledge::Forecast),
        cargo_unit: t.text("cargo_unit").unwrap_or_else(|| TRUCKLOADS.into()),
    }
}

fn placeholder() -> Mission {
    let (name, cluster, knowledge) = (String::new(), String::new(), Knowledge::Forecast);
    let (start, deadline, horizon, liquidation) = (NO_DATE, NO_DATE, NO_DATE, NO_DATE);
    let cargo_unit = TRUCKLOADS.into();
    Mission { name, start, as_of: None, deadline, horizon, liquidation, knowledge, cluster, cargo_unit }
}

fn delays(t: &Fields<'_>) -> Delays {
    let law = |key, sign, default: f64| t.law(key, sign).unwrap_or_else(|| Delay::fixed(default));
    let days = |key| law(key, Sign::NotNegative, 0.0);
    Delays {
        preparation: days("preparation"),
        clearance: days("clearance"),
        transit: days("transit"),
        loading: days("loading"),
        travel: law("travel", Sign::NotNegative, 1.0),
        handover: days("handover"),
        disposal: days("disposal"),
        liquidation: days("liquidation"),
        begin_shift: law("begin_shift", Sign::Any, 0.0),
        margin: law("margin", Sign::Any, 0.0),
    }
}

fn no_delays() -> Delays {
    let zero = || Delay::fixed(0.0);
    Delays {
        preparation: zero(),
        clearance: zero(),
        transit: zero(),
        loading: zero(),
        travel: Delay::fixed(1.0),
        handover: zero(),
        disposal: zero(),
        liquidation: zero(),
        begin_shift: zero(),
        margin: zero(),
    }
}

/// Shorthands that every table uses.
impl<'a> Fields<'a> {
    fn text(&self, key: &'static str) -> Option<String> {
        self.get(key)?.text()
    }

    /// A date, which counts as an input.
    fn date(&self, key: &'static str) -> Option<Date> {
        let slot = self.get(key)?;
        let date = slot.date()?;
        slot.plain().inspect(Slot::record);
        Some(date)
    }

    /// The `id` of an element. A bad one is complained about, and returned.
    fn id(&self) -> String {
        let Some(slot) = self.get("id") else { return String::new() };
        let Some(id) = slot.text() else { return String::new() };
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !id.chars().all(allowed) {
            let mended: String = id.chars().map(|c| if allowed(c) { c.to_ascii_lowercase() } else { '-' }).collect();
            slot.fault(
                "an `id` has only letters, digits, `-` and `_`",
                format!("write `{mended}`; `name` is for people"),
            );
        }
        id
    }

    /// A list of texts.
    fn texts(&self, key: &'static str) -> Vec<String> {
        let form = "write a list of texts: `[\"one\", \"two\"]`";
        self.get(key).map(|slot| slot.list(form, Slot::text)).unwrap_or_default()
    }

    /// A list of tables whose keys, where they have one, differ.
    fn elements<T>(&self, key: &'static str, kind: &'static str, read: impl Fn(&Fields<'a>) -> T) -> Vec<T> {
        let Some(list) = self.get(key) else { return Vec::new() };
        let form = match (key, self.slot.path.is_empty()) {
            ("people", _) => {
                "write `{ military = 900 }`, or a list of `{ component = …, contingent = …, count = … }`".into()
            }
            (_, true) => format!("write `[[{key}]]` above each"),
            (_, false) => "write a list of tables: `[ { … }, … ]`".to_string(),
        };
        let seen = std::cell::RefCell::new(Vec::<(String, Slot<'a>)>::new());
        list.list(&form, |slot| {
            if let Some(name) = keys::element(key, slot.node) {
                let first = seen.borrow().iter().find(|(other, _)| *other == name).map(|(_, first)| first.clone());
                match first {
                    Some(first) => twice(slot, &first, &name),
                    None => seen.borrow_mut().push((name, slot.clone())),
                }
            }
            slot.table(kind, &read)
        })
    }
}

fn twice(slot: &Slot<'_>, first: &Slot<'_>, name: &str) {
    let at = slot.node.table().and_then(|table| table.get("id")).map_or(slot.node.at, |node| node.at);
    let file = &slot.reader.files[first.node.at.file];
    let line = 1 + file.text[..first.node.at.start].matches('\n').count();
    let rule = format!("two elements of `{}` are called `{name}`", slot.name);
    slot.fault_at(
        at,
        &slot.path,
        rule,
        format!("give them different names, or make them one; the other is at {}:{line}", file.name),
    );
}

/// Kilometres a day, on any road.
const SPEED: Bounds = Bounds::above(0.0, 10_000.0);
