//! A scenario: one mission and one plan, sound by construction.
//!
//! A [`Scenario`] is what a scenario file says once it has been composed with
//! the files that it extends, checked completely, and given its defaults. It
//! speaks of names and dates; indices and days come with [`crate::model`].
//! How files are read and refused is in the modules below; nothing after this
//! module sees a path or a span.

mod check;
mod columns;
mod compose;
mod ends;
mod figures;
mod keys;
mod load;
mod merge;
mod numbers;
mod read;
mod reader;
mod schema;
mod set;
mod slip;
mod tree;
mod uncertain;
mod values;
mod warn;
mod ways;
mod write;

pub use ends::Ends;
pub use figures::*;
pub(crate) use keys::join;
pub use load::{Loaded, ScenarioError};
pub use schema::schema;
pub use uncertain::*;
pub use ways::*;

use jiff::civil::Date;

use crate::delay::Delay;

/// A whole scenario. Every reference by name in it is known to resolve.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub mission: Mission,
    pub sites: Vec<Site>,
    pub gateways: Vec<Gateway>,
    pub trucks: Vec<TruckPool>,
    pub escorts: Vec<EscortPool>,
    /// The mission's own laws, used where a site does not give its own.
    pub delays: Delays,
    pub contingents: Vec<Contingent>,
    pub imposed: Vec<Imposed>,
    pub thinnings: Vec<Schedule>,
    pub separations: Vec<Schedule>,
    /// Each names its `force`.
    pub transfers: Vec<Schedule>,
    pub ceilings: Vec<Ceiling>,
    pub drivers: Vec<Driver>,
    pub regimes: Vec<Regime>,
    pub seasons: Vec<Season>,
    pub shocks: Vec<Shock>,
    pub policy: Policy,
    /// Never empty: the headline `people-out` is added where the file has no
    /// milestone of kind `people_out` with share 1. It is always the first.
    pub milestones: Vec<Milestone>,
    pub observations: Vec<Observation>,
    pub sources: Vec<Source>,
    /// Every number of the file with where it comes from, in the file's order.
    pub inputs: Vec<Input>,
}

/// `[mission]`: the name and the dates that frame everything else.
#[derive(Clone, Debug)]
pub struct Mission {
    pub name: String,
    /// Day 0.
    pub start: Date,
    /// The last day on which the state is imposed; nothing before its end is
    /// drawn. `None`: everything is simulated, from day 0 on.
    pub as_of: Option<Date>,
    pub deadline: Date,
    /// The last simulated day.
    pub horizon: Date,
    /// First day of the liquidation (default: the day after the deadline).
    pub liquidation: Date,
    /// What a check against observations may call itself.
    pub knowledge: Knowledge,
    /// Missions of one cluster hang together (one withdrawal, one country, one time), and are one
    /// piece of evidence: where scores are pooled, they are taken or left together. Default: the name.
    pub cluster: String,
    /// What a unit of cargo is called, in the plural (default: truckloads).
    pub cargo_unit: String,
}

/// Whether the scenario knows events that happened after its `as_of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knowledge {
    /// Only what was known on `as_of`: a forecast.
    Forecast,
    /// Known events are pinned or dated: a hindcast with known events.
    Hindcast,
}

/// `[[site]]`: a place with people and cargo.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    pub name: String,
    /// A word for readers (`camp`, `base`, …); the model does not use it.
    pub kind: String,
    pub position: Option<Position>,
    pub people: Vec<People>,
    pub cargo: Vec<Cargo>,
    /// First day on which the site may start closing, before `begin_shift`.
    pub begin: Option<Date>,
    /// Planned day on which the site is vacated, beside `begin`.
    pub close: Option<Date>,
    /// A latest date; the start is derived from it (see `docs/model.md`).
    pub close_by: Option<Date>,
    /// With `close_by`: the start is never before this date.
    pub not_before: Option<Date>,
    /// Added to the start, in days; may be negative.
    pub begin_shift: Option<Delay>,
    /// Sites that must be vacated before this one starts closing.
    pub after: Vec<String>,
    /// People held back while sites behind this one are open.
    pub guard: u32,
    /// People held back for the liquidation. Above 0 the site is *kept*.
    pub keep: u32,
    /// The most people that the place can hold, where it is a hub.
    pub beds: Option<u32>,
    pub ends: Ends,
    /// Its people stay with the cargo that is to leave.
    pub leaves_with_cargo: bool,
    /// Standard deviation of the logarithm of the site's share of the people.
    pub people_error: f64,
    /// Speed of people who drive out in their own vehicles; `None`: they cannot.
    pub self_move_km_per_day: Option<f64>,
    pub lanes: Vec<Lane>,
    /// The site's own laws, where they differ from the mission's.
    pub delays: DelayOverrides,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
}

/// The parts of a mission's people. `Local` staff live where they work: they
/// never travel and are not part of the strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    Military,
    Police,
    Civilian,
    Local,
}

impl Component {
    pub const ALL: [Self; 4] = [Self::Military, Self::Police, Self::Civilian, Self::Local];

    /// The word in scenario files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Military => "military",
            Self::Police => "police",
            Self::Civilian => "civilian",
            Self::Local => "local",
        }
    }
}

/// People of one component and contingent at one site: a *group*.
#[derive(Clone, Debug)]
pub struct People {
    pub component: Component,
    /// Empty where no contingent is named.
    pub contingent: String,
    pub count: u32,
}

/// Cargo of one owner at one site.
#[derive(Clone, Debug)]
pub struct Cargo {
    /// A contingent's id, or `UN`.
    pub owner: String,
    pub truckloads: u32,
    pub disposition: Disposition,
    /// It may leave from this date on, before its site withdraws.
    pub from: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Repatriate,
    Redeploy,
    Sell,
    Give,
    Destroy,
}

impl Disposition {
    pub fn name(self) -> &'static str {
        match self {
            Self::Repatriate => "repatriate",
            Self::Redeploy => "redeploy",
            Self::Sell => "sell",
            Self::Give => "give",
            Self::Destroy => "destroy",
        }
    }

    /// Whether the cargo has to leave the country.
    pub fn leaves(self) -> bool {
        matches!(self, Self::Repatriate | Self::Redeploy)
    }
}

/// `[delay]`: the laws of every waiting time. A law that the file leaves out
/// is `fixed = 0` (for `travel`, which multiplies: `fixed = 1`).
#[derive(Clone, Debug)]
pub struct Delays {
    /// From the start of closing to the withdrawal, days.
    pub preparation: Delay,
    /// The host's permission for a convoy, days of work.
    pub clearance: Delay,
    /// Inspection, medical and manifest at a gateway, days.
    pub transit: Delay,
    /// Loading trucks at a site, days.
    pub loading: Delay,
    /// Multiplies the travel time that distance and speed give.
    pub travel: Delay,
    /// From vacated to the host's signature, days.
    pub handover: Delay,
    /// To sell, give or destroy cargo in place, days from the withdrawal.
    pub disposal: Delay,
    /// Length of the liquidation of a kept site, days.
    pub liquidation: Delay,
    /// Shift of each site's start, days; may be negative.
    pub begin_shift: Delay,
    /// How long before `close_by` the plan means to be done, days; may be negative.
    pub margin: Delay,
}

/// A site's own laws; `None` takes the mission's. (`begin_shift` is a key of
/// the site itself.)
#[derive(Clone, Debug, Default)]
pub struct DelayOverrides {
    pub preparation: Option<Delay>,
    pub clearance: Option<Delay>,
    pub transit: Option<Delay>,
    pub loading: Option<Delay>,
    pub travel: Option<Delay>,
    pub handover: Option<Delay>,
    pub disposal: Option<Delay>,
    pub liquidation: Option<Delay>,
    pub margin: Option<Delay>,
}

/// `[[contingent]]`: rules for the people of one country or unit.
#[derive(Clone, Debug)]
pub struct Contingent {
    pub id: String,
    /// From this date on all its people and cargo are released, wherever they are.
    pub depart: Option<Date>,
    /// The exits it may use, as `gateway/exit`; empty: all.
    pub exits: Vec<String>,
    /// Boards before contingents with a larger number; 5 unless told, 0 to 9.
    pub priority: u8,
}

/// `[[imposed]]`: a known state on or before `as_of`.
#[derive(Clone, Debug)]
pub enum Imposed {
    /// The site was vacated and ended on `date`; its people and cargo stand at its hub.
    Ended { date: Date, site: String, handed_over: bool },
    /// By the end of `date`, `gone` people of the selection had left in all.
    Gone { date: Date, who: Selector, gone: u32 },
}

/// Whom a schedule or an imposed row speaks of: `None` is everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    pub site: Option<String>,
    pub component: Option<Component>,
    pub contingent: Option<String>,
}

/// `[[thinning]]`, `[[separation]]` or `[[transfer]]`: `count` people, evenly over the days
/// from `from` to `to`, both included.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub id: String,
    pub who: Selector,
    pub from: Date,
    pub to: Date,
    pub count: u32,
    /// Of a `[[transfer]]`: to whom they go over.
    pub force: Option<String>,
}

/// `[[ceiling]]`: the people of a selection are brought down to `people` by `date`, evenly from `from` on.
#[derive(Clone, Debug)]
pub struct Ceiling {
    pub id: String,
    pub who: Selector,
    /// First day of the way down.
    pub from: Date,
    /// The day by whose end no more than `people` of the selection are unreleased.
    pub date: Date,
    pub people: u32,
}

/// `[[milestone]]`: a definition of "done".
#[derive(Clone, Debug)]
pub struct Milestone {
    pub id: String,
    pub kind: MilestoneKind,
    /// In 0..=1.
    pub share: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MilestoneKind {
    PeopleOut,
    SitesVacated,
    SitesEnded,
    CargoOut,
    LiquidationOver,
}

impl MilestoneKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::PeopleOut => "people_out",
            Self::SitesVacated => "sites_vacated",
            Self::SitesEnded => "sites_ended",
            Self::CargoOut => "cargo_out",
            Self::LiquidationOver => "liquidation_over",
        }
    }
}
