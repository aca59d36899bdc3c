//! Drivers, regimes and shocks, compiled: what is decided outside the mission.

use crate::calendar::Day;
use crate::model::compile::Compiler;
use crate::model::{Action, Clocks, Driver, Pin, Regime, RegimeState, Shock, Timed};
use crate::scenario::{self, Effect, ShockEffect, Work};
use crate::streams::owner;

impl Compiler<'_> {
    pub(super) fn drivers(&mut self) -> Vec<Driver> {
        let scenario = self.scenario;
        let driver = |d: &scenario::Driver| Driver {
            id: d.id.clone(),
            key: owner("driver", &d.id),
            factor: self.table(&d.factor),
        };
        scenario.drivers.iter().map(driver).collect()
    }

    pub(super) fn regimes(&mut self) -> Vec<Regime> {
        let scenario = self.scenario;
        let mut regimes = Vec::new();
        for r in &scenario.regimes {
            let mut states = Vec::new();
            for s in &r.states {
                let mut cumulative = 0.0;
                let next = s.next.iter().map(|&(state, share)| {
                    cumulative += share;
                    (state, cumulative)
                });
                states.push(RegimeState {
                    id: s.id.clone(),
                    next: next.collect(),
                    stay: s.stay.as_ref().map(|law| self.table(law)),
                    effect: s.effect,
                });
            }
            let pin =
                |p: &scenario::Pin| Pin { state: p.state, from: self.day(p.from), to: self.day(p.to), then: p.then };
            let pins = r.pinned.iter().map(pin).collect();
            regimes.push(Regime { id: r.id.clone(), key: owner("regime", &r.id), start: r.start, states, pins });
        }
        regimes
    }

    pub(super) fn shocks(&mut self, clocks: &Clocks) -> (Vec<Shock>, Vec<Timed>) {
        let scenario = self.scenario;
        let (mut shocks, mut timed) = (Vec::new(), Vec::new());
        for (shock, s) in scenario.shocks.iter().enumerate() {
            let mut actions = Vec::new();
            for (index, effect) in s.effects.iter().enumerate() {
                let sites = |ids: &[String]| ids.iter().map(|id| self.site(id)).collect();
                actions.push(match effect {
                    ShockEffect::Evacuate { sites: ids } => Action::Evacuate(sites(ids)),
                    ShockEffect::Advance { sites: ids } => Action::Advance(sites(ids)),
                    ShockEffect::CloseKept { sites: ids } => Action::CloseKept(sites(ids)),
                    ShockEffect::Pause { scope, days } => {
                        let (clocks, days) = (self.clocks_of(clocks, scope), self.table(days));
                        Action::Pause { clocks, days, index: index as u64 }
                    }
                    ShockEffect::Postpone { by } => {
                        let (by, of_lead) = self.postponement(by);
                        Action::Postpone { by, of_lead, index: index as u64 }
                    }
                    ShockEffect::Suspend { days, .. } | ShockEffect::Slow { days, .. } => {
                        let effect = match effect {
                            ShockEffect::Slow { effect, .. } => *effect,
                            ShockEffect::Suspend { threat, .. } => Effect { threat: *threat, ..SUSPENDED },
                            _ => Effect::NONE,
                        };
                        let days = self.table(days);
                        timed.push(Timed { shock, index: index as u64, days, effect });
                        Action::Start(timed.len() - 1)
                    }
                });
            }
            let (from, to) = (self.day(s.from), self.day(s.to));
            let probability = still_possible(s.probability, from, to, self.first);
            let (from, to) = (from.max(self.first), to.max(self.first));
            shocks.push(Shock { id: s.id.clone(), key: owner("shock", &s.id), from, to, probability, actions });
        }
        (shocks, timed)
    }
}

/// The probability that a shock happens from `first` on, given that it has not
/// happened before: p r / (1 − p (1 − r)), r the share of its window that is left.
fn still_possible(p: f64, from: Day, to: Day, first: Day) -> f64 {
    if from >= first {
        return p;
    }
    let left = f64::from((to - first + 1).max(0)) / f64::from(to - from + 1);
    let rest = 1.0 - p * (1.0 - left);
    if left == 0.0 || rest <= 0.0 { 0.0 } else { p * left / rest }
}

/// What *suspend* does to its scope.
const SUSPENDED: Effect = Effect { clearance: Work::Blocked, exits: 0.0, air: 0.0, water: 0.0, ..Effect::NONE };
