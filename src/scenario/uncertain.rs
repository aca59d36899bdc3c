//! What may happen to a mission, and what it does about it: drivers, regimes,
//! seasons, shocks, and the policy before the deadline.

use jiff::civil::Date;

use crate::delay::Delay;
use crate::scenario::Carrier;

/// What a regime, season, shock effect or driver binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Mission,
    Parts(Vec<Part>),
}

/// One element of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `site:ID`: its own delays, all lanes that start there and all its exits.
    Site(String),
    /// `lane:SITE/TO/MODE`.
    Lane { site: String, to: String, mode: String },
    /// `exit:GATEWAY/EXIT`.
    Exit { gateway: String, exit: String },
}

/// `[[driver]]`: an uncertainty drawn once per replication.
#[derive(Clone, Debug)]
pub struct Driver {
    pub id: String,
    pub multiplies: Vec<Target>,
    pub scope: Scope,
    /// The law of the factor; its median is the driver's neutral value.
    pub factor: Delay,
}

/// What a driver multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `delay.preparation` and so on (not `begin_shift` and `margin`).
    Delay(DelayKind),
    /// `exits`: departures per week.
    Exits,
    /// `air`: seats and truckloads per day of air lanes.
    Air,
    /// `water`: the same of lanes by river and sea.
    Water,
    /// `speed`: kilometres per day on the road.
    Speed,
}

impl Target {
    /// As `multiplies` names it.
    pub fn name(self) -> String {
        match self {
            Self::Delay(kind) => format!("delay.{}", kind.name()),
            Self::Exits => "exits".into(),
            Self::Air => "air".into(),
            Self::Water => "water".into(),
            Self::Speed => "speed".into(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DelayKind {
    Preparation,
    Clearance,
    Transit,
    Loading,
    Travel,
    Handover,
    Disposal,
    Liquidation,
}

impl DelayKind {
    pub const ALL: [Self; 8] = [
        Self::Preparation,
        Self::Clearance,
        Self::Transit,
        Self::Loading,
        Self::Travel,
        Self::Handover,
        Self::Disposal,
        Self::Liquidation,
    ];

    /// The key in `[delay]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preparation => "preparation",
            Self::Clearance => "clearance",
            Self::Transit => "transit",
            Self::Loading => "loading",
            Self::Travel => "travel",
            Self::Handover => "handover",
            Self::Disposal => "disposal",
            Self::Liquidation => "liquidation",
        }
    }
}

/// `[[regime]]`: a state of the permissions that switches in time.
#[derive(Clone, Debug)]
pub struct Regime {
    pub id: String,
    pub scope: Scope,
    /// Index into `states`: the state on the first drawn day, and the neutral one.
    pub start: usize,
    pub states: Vec<RegimeState>,
    /// In order of time, not overlapping.
    pub pinned: Vec<Pin>,
}

#[derive(Clone, Debug)]
pub struct RegimeState {
    pub id: String,
    /// How long the state lasts, days (at least 1); `None`: for ever.
    pub stay: Option<Delay>,
    /// Next states and their shares (sum 1), by index, in the file's order.
    pub next: Vec<(usize, f64)>,
    pub effect: Effect,
}

/// What a regime's state, or a shock while it lasts, does to its scope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Factor on the work of every clearance.
    pub clearance: Work,
    /// Factor on the clearance of lifts (trucks for cargo) alone, beside `clearance`.
    pub lift: Work,
    /// Factor on departures per week of exits.
    pub exits: f64,
    /// Factor on the seats and truckloads of air lanes.
    pub air: f64,
    /// Factor on those of lanes by river and sea.
    pub water: f64,
    /// Whether convoys on the road stand still.
    pub convoys_stopped: bool,
    /// Whether people in the scope are under threat: it changes nothing, their days are counted.
    pub threat: bool,
}

impl Effect {
    pub const NONE: Self = Self {
        clearance: Work::Factor(1.0),
        lift: Work::Factor(1.0),
        exits: 1.0,
        air: 1.0,
        water: 1.0,
        convoys_stopped: false,
        threat: false,
    };

    /// The factor on what a lane by this carrier takes.
    pub fn on(&self, by: Carrier) -> f64 {
        if by.is_water() { self.water } else { self.air }
    }

    /// Whether a permission takes longer under it: that of a lift (for cargo), or of people.
    pub fn slows(&self, lift: bool) -> bool {
        self.clearance.slows() || (lift && self.lift.slows())
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// The work takes this many times as long.
    Factor(f64),
    /// No work is done.
    Blocked,
}

impl Work {
    fn slows(self) -> bool {
        match self {
            Self::Factor(factor) => factor > 1.0,
            Self::Blocked => true,
        }
    }
}

/// A documented stay in a state, both days included.
#[derive(Clone, Debug)]
pub struct Pin {
    pub state: usize,
    pub from: Date,
    pub to: Date,
    /// The state in which a fresh stay begins after the pin.
    pub then: usize,
}

/// `[[season]]`: dated factors on speed and availability, both days included.
#[derive(Clone, Debug)]
pub struct Season {
    pub id: String,
    pub scope: Scope,
    pub from: Date,
    pub to: Date,
    pub speed: f64,
    pub exits: f64,
    pub air: f64,
    pub water: f64,
}

/// `[[shock]]`: a dated (`from == to`) or random event. Its neutral is never.
#[derive(Clone, Debug)]
pub struct Shock {
    pub id: String,
    pub from: Date,
    pub to: Date,
    pub probability: f64,
    pub effects: Vec<ShockEffect>,
}

#[derive(Clone, Debug)]
pub enum ShockEffect {
    /// Nothing is cleared and nothing leaves within the scope for some days.
    Suspend { scope: Scope, days: Delay, threat: bool },
    /// As a regime's state, for some days.
    Slow { scope: Scope, days: Delay, effect: Effect },
    /// These sites leave now, by force.
    Evacuate { sites: Vec<String> },
    /// These sites begin now (each still after those in its `after`).
    Advance { sites: Vec<String> },
    /// These kept sites are kept no longer.
    CloseKept { sites: Vec<String> },
    /// The plan's clock stands still for some days (at least 1): of the mission, or of these sites.
    Pause { scope: Scope, days: Delay },
    /// The deadline itself moves, and every date of the plan with it.
    Postpone { by: Postponement },
}

/// How far a deadline moves.
#[derive(Clone, Debug)]
pub enum Postponement {
    /// So many days; below 0 it comes earlier.
    Days(Delay),
    /// This share of the days that are left until the deadline in force, never below 0.
    OfLead(Delay),
}

/// `[policy]`: what the mission does as the date nears.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub surge: Option<Surge>,
    pub evacuate: Option<Evacuate>,
    /// Sites that are served first; the others follow by planned date.
    pub order: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Surge {
    pub from_days_before: u32,
    /// Factor on departures per week of exits.
    pub exits: f64,
    /// Factor on the seats of air lanes.
    pub air: f64,
}

#[derive(Clone, Debug)]
pub struct Evacuate {
    /// Sites still open (and not kept) this many days before the deadline are evacuated.
    pub sites_open_days_before: u32,
}
