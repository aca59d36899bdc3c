//! What a scenario has that can be removed: drivers, regimes, shocks, kinds of delay.

use crate::delay::Delay;
use crate::model::{Driver, Model, Regime, Shock};
use crate::scenario::Scenario;
use crate::simulate::{Held, KINDS, Kind};
use crate::studies::ledger::sources;

/// One thing that can be set to its neutral.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// `driver`, `regime`, `shock`, `delay`.
    pub kind: &'static str,
    pub id: String,
    /// What it is set to, in words.
    pub neutral: String,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Driver { index: usize, neutral: f64 },
    Regime(usize),
    Shock(usize),
    Delay(usize),
}

impl Member {
    /// `driver:host-cooperation`: as `--group` names it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.kind, self.id)
    }

    /// Adds it to what is held.
    pub fn hold(&self, held: &mut Held) {
        match self.what {
            What::Driver { index, neutral } => held.driver(index, neutral),
            What::Regime(regime) => held.regime(regime),
            What::Shock(shock) => held.shock(shock),
            What::Delay(kind) => held.kind(&KINDS[kind]),
        }
    }

    /// Of a driver its index in the model.
    pub fn driver(&self) -> Option<usize> {
        match self.what {
            What::Driver { index, .. } => Some(index),
            _ => None,
        }
    }
}

/// Everything of the scenario that can vary or act, in the file's order.
pub fn of(scenario: &Scenario, model: &Model) -> Vec<Member> {
    [drivers(scenario, model), regimes(model), shocks(model), delays(scenario, model)].concat()
}

fn drivers(scenario: &Scenario, model: &Model) -> Vec<Member> {
    let varies = |law: &Delay| law.lower() < law.upper() || law.planned != law.lower();
    let member = |(index, driver): (usize, &Driver)| {
        let neutral = model.tables[driver.factor].planned;
        let what = What::Driver { index, neutral };
        Member { kind: "driver", id: driver.id.clone(), neutral: format!("its planned value {neutral:.2}"), what }
    };
    let all = model.drivers.iter().enumerate().filter(|(index, _)| varies(&scenario.drivers[*index].factor));
    all.map(member).collect()
}

fn regimes(model: &Model) -> Vec<Member> {
    let leaves_start = |regime: &Regime| {
        let pinned = regime.pins.iter().any(|pin| pin.state != regime.start || pin.then != regime.start);
        pinned || regime.states[regime.start].stay.is_some()
    };
    let member = |(index, regime): (usize, &Regime)| Member {
        kind: "regime",
        id: regime.id.clone(),
        neutral: format!("always `{}`", regime.states[regime.start].id),
        what: What::Regime(index),
    };
    model.regimes.iter().enumerate().filter(|(_, regime)| leaves_start(regime)).map(member).collect()
}

fn shocks(model: &Model) -> Vec<Member> {
    let acts = |shock: &Shock| shock.probability > 0.0 && shock.to >= model.first;
    let member = |(index, shock): (usize, &Shock)| Member {
        kind: "shock",
        id: shock.id.clone(),
        neutral: "never".into(),
        what: What::Shock(index),
    };
    model.shocks.iter().enumerate().filter(|(_, shock)| acts(shock)).map(member).collect()
}

/// The kinds of which some draw can differ between replications.
fn delays(scenario: &Scenario, model: &Model) -> Vec<Member> {
    let sources = sources::of(scenario, model);
    let varies = |kind: &Kind| sources.iter().any(|s| s.varies && kind.purposes.contains(&s.purpose));
    let member = |(index, kind): (usize, &Kind)| Member {
        kind: "delay",
        id: kind.name.into(),
        neutral: kind.neutral.into(),
        what: What::Delay(index),
    };
    KINDS.iter().enumerate().filter(|(_, kind)| varies(kind)).map(member).collect()
}
