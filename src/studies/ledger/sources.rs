//! Which numbers of a scenario decide each random draw: the table of keys in
//! `docs/model.md`, with the paths by which `--set` names the inputs.

use crate::delay::{Delay, Law};
use crate::model::{Lane, LaneKind, Model};
use crate::scenario::{self, Input, Postponement, Scenario, ShockEffect, join};
use crate::streams::Purpose;

/// One source of random numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub purpose: Purpose,
    /// The key of its owner.
    pub owner: u64,
    /// The numbers that shape its law, as indices of [`Scenario::inputs`].
    pub inputs: Vec<usize>,
    /// The weakest basis of these numbers.
    pub basis: &'static str,
    /// Whether what it draws can differ between replications.
    pub varies: bool,
}

/// Every source of a scenario that some replication can use.
pub fn of(scenario: &Scenario, model: &Model) -> Vec<Source> {
    let mut finder = Finder { scenario, model, sources: vec![] };
    finder.sites();
    finder.lanes();
    finder.exits();
    finder.drivers();
    finder.regimes();
    finder.shocks();
    finder.sources
}

struct Finder<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    sources: Vec<Source>,
}

impl Finder<'_> {
    fn put(&mut self, purpose: Purpose, owner: u64, paths: &[String], varies: bool) {
        let inputs: Vec<usize> = paths.iter().flat_map(|path| under(&self.scenario.inputs, path)).collect();
        let basis = weakest(inputs.iter().map(|&input| self.scenario.inputs[input].basis.as_str()));
        self.sources.push(Source { purpose, owner, inputs, basis, varies });
    }

    fn sites(&mut self) {
        use Purpose::{BeginShift, Disposal, Handover, Liquidation, Margin, PeopleSplit, Preparation};
        let (scenario, model) = (self.scenario, self.model);
        for (s, site) in scenario.sites.iter().zip(&model.sites).filter(|(_, site)| site.ended.is_none()) {
            let (at, own, mission) = (join("site", &s.id), &s.delays, &scenario.delays);
            let driven = |drivers: &[usize]| !drivers.is_empty();
            let (path, law) = either(&at, "preparation", &own.preparation, &mission.preparation);
            self.put(Preparation, site.key, &[path], in_days(law, driven(&site.preparation_drivers)));
            let (path, law) = either(&at, "handover", &own.handover, &mission.handover);
            self.put(Handover, site.key, &[path], in_days(law, driven(&site.handover_drivers)));
            let (path, law) = either(&at, "disposal", &own.disposal, &mission.disposal);
            for load in model.loads[site.loads.clone()].iter().filter(|load| !load.disposition.leaves()) {
                self.put(Disposal, load.key, std::slice::from_ref(&path), in_days(law, driven(&site.disposal_drivers)));
            }
            if s.keep > 0 {
                let (path, law) = either(&at, "liquidation", &own.liquidation, &mission.liquidation);
                self.put(Liquidation, site.key, &[path], in_days(law, driven(&site.liquidation_drivers)));
            }
            if s.begin.is_some() || s.close_by.is_some() {
                let law = s.begin_shift.as_ref().unwrap_or(&mission.begin_shift);
                let path = s.begin_shift.as_ref().map_or("delay.begin_shift".into(), |_| join(&at, "begin_shift"));
                self.put(BeginShift, site.key, &[path], in_days(law, false));
            }
            if site.margin.is_some() {
                let (path, law) = either(&at, "margin", &own.margin, &mission.margin);
                self.put(Margin, site.key, &[path], in_days(law, false));
            }
            if s.people_error > 0.0 {
                self.put(PeopleSplit, site.key, &[join(&at, "people_error")], true);
            }
        }
    }

    fn lanes(&mut self) {
        use Purpose::{AirAvailable, ClearanceLift, ClearanceMove, Loading, Transit};
        let (scenario, model) = (self.scenario, self.model);
        for lane in model.lanes.iter().filter(|lane| model.sites[lane.site].ended.is_none()) {
            let (s, hub) = (&scenario.sites[lane.site], &scenario.sites[lane.to]);
            let (at, mission) = (join("site", &s.id), &scenario.delays);
            let (path, law) = either(&at, "clearance", &s.delays.clearance, &mission.clearance);
            let (drives, lifts) = ways(lane, s);
            if drives && model.sites[lane.site].road.is_some_and(|road| model.lanes[road].key == lane.key) {
                self.put(ClearanceMove, lane.key, std::slice::from_ref(&path), spread(law));
            }
            if lifts {
                self.put(ClearanceLift, lane.key, &[path], spread(law));
                let (path, law) = either(&at, "loading", &s.delays.loading, &mission.loading);
                self.put(Loading, lane.key, &[path], in_days(law, !lane.loading_drivers.is_empty()));
            }
            if model.sites[lane.to].is_gateway() {
                let (path, law) = either(&join("site", &hub.id), "transit", &hub.delays.transit, &mission.transit);
                self.put(Transit, lane.key, &[path], in_days(law, !lane.transit_drivers.is_empty()));
            }
            self.travel(lane, s);
            if let Some(schedule) = lane.schedule() {
                let (by, available) = (schedule.by.name(), schedule.available);
                let path = join(&join(&lane_path(&at, &hub.id, by), by), "available");
                self.put(AirAvailable, lane.key, &[path], 0.0 < available && available < 1.0);
            }
        }
    }

    /// Travel is the law times distance over speed; where the law is a number, what
    /// is drawn is the rounding of that to whole days.
    fn travel(&mut self, lane: &Lane, s: &scenario::Site) {
        let LaneKind::Road { km, pools, .. } = &lane.kind else { return };
        let at = join("site", &s.id);
        let (path, law) = either(&at, "travel", &s.delays.travel, &self.scenario.delays.travel);
        let km_path = join(&join(&lane_path(&at, &self.scenario.sites[lane.to].id, "road"), "road"), "km");
        let driven = !lane.travel_drivers.is_empty() || !lane.speed_drivers.is_empty();
        let even = !driven && lane.speed.iter().all(|speed| *speed == 1.0);
        // Trucks that call at a second site drive the way home in two parts.
        let parts = lane.via().map(|second| km - self.model.lanes[second].km());
        let lengths: Vec<f64> = parts.into_iter().chain([*km]).collect();
        let varies = |speeds: &[f64]| match law.law {
            Law::Fixed(x) => {
                !even || speeds.iter().any(|speed| lengths.iter().any(|km| (x * km / speed).fract() != 0.0))
            }
            _ => spread(law),
        };
        let paths = |speeds: Vec<String>| {
            if spread(law) {
                return vec![path.clone()];
            }
            [path.clone(), km_path.clone()].into_iter().chain(speeds).collect()
        };
        if let Some(speed) = s.self_move_km_per_day {
            let paths = paths(vec![join(&join(&at, "self_move"), "km_per_day")]);
            self.put(Purpose::TravelPeople, lane.key, &paths, varies(&[speed]));
        }
        let own: Vec<_> = pools.iter().map(|&pool| &self.model.pools[pool]).collect();
        let paths = paths(own.iter().map(|pool| join(&join("trucks", &pool.id), "km_per_day")).collect());
        let varies = varies(&own.iter().map(|pool| pool.km_per_day).collect::<Vec<_>>());
        if !own.is_empty() {
            self.put(Purpose::TravelOut, lane.key, &paths, varies);
            self.put(Purpose::TravelBack, lane.key, &paths, varies);
        }
    }

    fn exits(&mut self) {
        let gateways = self.scenario.gateways.iter().flat_map(|g| g.exits.iter().map(move |exit| (g, exit)));
        for (gateway, exit) in gateways {
            let name = format!("{}/{}", gateway.id, exit.id);
            let Some(key) = self.model.exits.iter().find(|e| e.name == name).map(|e| e.key) else { continue };
            let at = join(&join(&join(&join("gateway", &gateway.id), "exits"), &exit.id), exit.mode.name());
            let varies = 0.0 < exit.cancellation && exit.cancellation < 1.0;
            self.put(Purpose::Cancellation, key, &[join(&at, "cancellation")], varies);
            if let Some(law) = &exit.clearance {
                self.put(Purpose::ExitClearance, key, &[join(&at, "clearance")], spread(law));
            }
        }
    }

    fn drivers(&mut self) {
        for (d, driver) in self.scenario.drivers.iter().zip(&self.model.drivers) {
            self.put(Purpose::Driver, driver.key, &[join(&join("driver", &d.id), "factor")], spread(&d.factor));
        }
    }

    fn regimes(&mut self) {
        for (r, regime) in self.scenario.regimes.iter().zip(&self.model.regimes) {
            let at = |state: &scenario::RegimeState, key| {
                join(&join(&join(&join("regime", &r.id), "states"), &state.id), key)
            };
            let stays: Vec<String> = r.states.iter().map(|state| at(state, "stay_days")).collect();
            let next: Vec<String> = r.states.iter().map(|state| at(state, "next")).collect();
            let mut laws = r.states.iter().filter_map(|state| state.stay.as_ref());
            self.put(Purpose::RegimeStay, regime.key, &stays, laws.any(|law| in_days(law, false)));
            let branches = r.states.iter().any(|state| state.next.len() > 1);
            self.put(Purpose::RegimeNext, regime.key, &next, branches);
        }
    }

    fn shocks(&mut self) {
        for (s, shock) in self.scenario.shocks.iter().zip(&self.model.shocks) {
            let at = join("shock", &s.id);
            let happens = 0.0 < s.probability && s.probability < 1.0;
            self.put(Purpose::ShockHappens, shock.key, &[join(&at, "probability")], happens);
            let dates = ["window", "date"].map(|key| join(&at, key));
            self.put(Purpose::ShockDay, shock.key, &dates, s.from < s.to);
            let effects = (1..).zip(&s.effects).filter_map(|(n, effect)| {
                let (kind, key, days) = match effect {
                    ShockEffect::Suspend { days, .. } => ("suspend", "days", days),
                    ShockEffect::Slow { days, .. } => ("slow", "days", days),
                    ShockEffect::Pause { days, .. } => ("pause", "days", days),
                    ShockEffect::Postpone { by: Postponement::Days(days) } => ("postpone", "days", days),
                    ShockEffect::Postpone { by: Postponement::OfLead(share) } => ("postpone", "of_lead", share),
                    _ => return None,
                };
                // A share is multiplied by the lead, as a delay is by its drivers.
                let random = in_days(days, key == "of_lead");
                Some((join(&join(&join(&join(&at, "effects"), &n.to_string()), kind), key), random))
            });
            let (paths, random): (Vec<String>, Vec<bool>) = effects.unzip();
            self.put(Purpose::ShockLength, shock.key, &paths, random.into_iter().any(|random| random));
        }
    }
}

/// Whether people drive out by a lane, and whether trucks come by it.
fn ways(lane: &Lane, s: &scenario::Site) -> (bool, bool) {
    match &lane.kind {
        LaneKind::Road { pools, .. } => (s.self_move_km_per_day.is_some(), !pools.is_empty()),
        LaneKind::Scheduled(_) => (false, false),
    }
}

/// A site's own law with its path, or else the mission's.
fn either<'a>(site: &str, kind: &str, own: &'a Option<Delay>, mission: &'a Delay) -> (String, &'a Delay) {
    match own {
        Some(law) => (join(&join(site, "delay"), kind), law),
        None => (join("delay", kind), mission),
    }
}

fn lane_path(site: &str, to: &str, mode: &str) -> String {
    join(&join(site, "lanes"), &format!("{to}/{mode}"))
}

/// Whether a law has more than one value.
fn spread(law: &Delay) -> bool {
    law.lower() < law.upper()
}

/// As [`spread`], for a time in whole days: a number with a fraction, or times a
/// driver's factor, is rounded up or down at random.
fn in_days(law: &Delay, driven: bool) -> bool {
    spread(law) || matches!(law.law, Law::Fixed(x) if x.fract() != 0.0 || driven && x != 0.0)
}

/// Inputs at a path or below it. What the plan assumes of a law does not shape it.
fn under<'a>(inputs: &'a [Input], path: &'a str) -> impl Iterator<Item = usize> + 'a {
    let below = move |input: &Input| {
        let rest = input.path.strip_prefix(path);
        rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with('.')) && rest != ".planned")
    };
    inputs.iter().enumerate().filter(move |(_, input)| below(input)).map(|(index, _)| index)
}

/// Unstated is weaker than assumed, and so on; nothing to rest on is unstated.
fn weakest<'a>(bases: impl Iterator<Item = &'a str>) -> &'static str {
    let strength = |basis: &str| super::BASES.iter().position(|known| *known == basis);
    bases.filter_map(strength).max().map_or("unstated", |weakest| super::BASES[weakest])
}
