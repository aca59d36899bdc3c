//! Scopes become lists: beside each site, lane and exit stands what binds it.

use crate::model::compile::{Compiler, positions};
use crate::model::{Exit, Lane, Site, Threats, Timed, credit_of_a_day};
use crate::scenario::{self, DelayKind, Part, Scope, ShockEffect, Target};

impl<'a> Compiler<'a> {
    /// The scope of each timed effect, in the order of [`Self::shocks`].
    pub(super) fn timed_scopes(&self) -> impl Iterator<Item = &'a Scope> {
        self.scenario.shocks.iter().flat_map(|s| &s.effects).filter_map(|effect| match effect {
            ShockEffect::Suspend { scope, .. } | ShockEffect::Slow { scope, .. } => Some(scope),
            _ => None,
        })
    }

    /// Writes beside each site and lane what binds it.
    pub(super) fn bind(&self, sites: &mut [Site], lanes: &mut [Lane], timed: &[Timed]) {
        let scenario = self.scenario;
        for (site, s) in sites.iter_mut().zip(&scenario.sites) {
            let drivers = |kind| {
                positions(&scenario.drivers, |d| {
                    d.multiplies.contains(&Target::Delay(kind)) && site_in(&d.scope, &s.id)
                })
            };
            site.preparation_drivers = drivers(DelayKind::Preparation);
            site.handover_drivers = drivers(DelayKind::Handover);
            site.disposal_drivers = drivers(DelayKind::Disposal);
            site.liquidation_drivers = drivers(DelayKind::Liquidation);
            site.threats = self.threats(timed, |scope| site_in(scope, &s.id));
        }
        for lane in lanes {
            let site = &scenario.sites[lane.site].id;
            let inside = |scope: &Scope| lane_in(scope, site, &lane.name);
            let drivers = |target| positions(&scenario.drivers, |d| d.multiplies.contains(&target) && inside(&d.scope));
            lane.clearance_drivers = drivers(Target::Delay(DelayKind::Clearance));
            // Transit is the hub's delay.
            let hub = &scenario.sites[lane.to].id;
            lane.transit_drivers = positions(&scenario.drivers, |d| {
                d.multiplies.contains(&Target::Delay(DelayKind::Transit))
                    && (site_in(&d.scope, hub) || lane_named(&d.scope, &lane.name))
            });
            lane.loading_drivers = drivers(Target::Delay(DelayKind::Loading));
            lane.travel_drivers = drivers(Target::Delay(DelayKind::Travel));
            lane.speed_drivers = drivers(Target::Speed);
            let on_water = lane.schedule().is_some_and(|schedule| schedule.by.is_water());
            lane.capacity_drivers = drivers(if on_water { Target::Water } else { Target::Air });
            lane.regimes = positions(&scenario.regimes, |r| inside(&r.scope));
            lane.timed = self.timed_scopes().enumerate().filter(|(_, scope)| inside(scope)).map(|(i, _)| i).collect();
            debug_assert_eq!(self.timed_scopes().count(), timed.len());
            lane.threats = self.threats(timed, inside);
            lane.speed = self.seasons(1.0, |season| inside(&season.scope).then_some(season.speed));
            let factor = |season: &scenario::Season| if on_water { season.water } else { season.air };
            lane.capacity = self.seasons(1.0, |season| inside(&season.scope).then(|| factor(season)));
        }
    }

    /// Regimes and timed effects that are a threat within their scope.
    fn threats(&self, timed: &[Timed], inside: impl Fn(&Scope) -> bool) -> Threats {
        let threatens = |r: &scenario::Regime| r.states.iter().any(|state| state.effect.threat);
        let scopes = self.timed_scopes().zip(timed).enumerate();
        Threats {
            regimes: positions(&self.scenario.regimes, |r| threatens(r) && inside(&r.scope)),
            timed: scopes.filter(|(_, (scope, t))| t.effect.threat && inside(scope)).map(|(i, _)| i).collect(),
        }
    }

    /// Writes beside each exit what binds it, and multiplies its table of steps by the seasons.
    pub(super) fn bind_exits(&self, exits: &mut [Exit]) {
        let scenario = self.scenario;
        for exit in exits {
            let site = &scenario.sites[exit.site].id;
            let inside = |scope: &Scope| exit_in(scope, site, &exit.name);
            let drivers = |target| positions(&scenario.drivers, |d| d.multiplies.contains(&target) && inside(&d.scope));
            exit.clearance_drivers = drivers(Target::Delay(DelayKind::Clearance));
            exit.exits_drivers = drivers(Target::Exits);
            exit.regimes = positions(&scenario.regimes, |r| inside(&r.scope));
            exit.timed = self.timed_scopes().enumerate().filter(|(_, scope)| inside(scope)).map(|(i, _)| i).collect();
            let factors = self.seasons(1.0, |season| inside(&season.scope).then_some(season.exits));
            exit.per_week.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
            exit.timetable = exit.per_week.iter().map(|&per_week| credit_of_a_day(per_week)).collect();
        }
    }

    /// By day, `start` times the factors of the seasons in force.
    pub(super) fn seasons(&self, start: f64, factor: impl Fn(&scenario::Season) -> Option<f64>) -> Vec<f64> {
        let mut days = vec![start; self.horizon as usize + 1];
        for season in &self.scenario.seasons {
            let Some(factor) = factor(season) else { continue };
            let (from, to) = (self.day(season.from).max(0), self.day(season.to).min(self.horizon));
            (from..=to).for_each(|day| days[day as usize] *= factor);
        }
        days
    }
}

fn site_in(scope: &Scope, site: &str) -> bool {
    match scope {
        Scope::Mission => true,
        Scope::Parts(parts) => parts.iter().any(|part| matches!(part, Part::Site(id) if id == site)),
    }
}

fn lane_in(scope: &Scope, site: &str, name: &str) -> bool {
    site_in(scope, site) || lane_named(scope, name)
}

fn lane_named(scope: &Scope, name: &str) -> bool {
    let named = |part: &Part| matches!(part, Part::Lane { site, to, mode } if format!("{site}/{to}/{mode}") == name);
    matches!(scope, Scope::Parts(parts) if parts.iter().any(named))
}

fn exit_in(scope: &Scope, site: &str, name: &str) -> bool {
    let named = |part: &Part| matches!(part, Part::Exit { gateway, exit } if format!("{gateway}/{exit}") == name);
    site_in(scope, site) || matches!(scope, Scope::Parts(parts) if parts.iter().any(named))
}

/// Which sites lead to which, directly or not, and whom each guard waits for.
pub(super) fn join_routes(sites: &mut [Site], lanes: &[Lane]) {
    for target in 0..sites.len() {
        let mut feeders = vec![false; sites.len()];
        let mut open = vec![target];
        while let Some(hub) = open.pop() {
            for lane in lanes.iter().filter(|lane| lane.to == hub) {
                if !feeders[lane.site] && lane.site != target {
                    feeders[lane.site] = true;
                    open.push(lane.site);
                }
            }
        }
        let after = sites[target].after.clone();
        sites[target].feeders = (0..sites.len()).filter(|&s| feeders[s]).collect();
        sites[target].behind = (0..sites.len()).filter(|s| feeders[*s] || after.contains(s)).collect();
    }
}
