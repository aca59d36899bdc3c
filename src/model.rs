//! A scenario compiled to dense, index-based arrays: what one replication reads.
//!
//! Names have become indices, dates days, laws tables, scopes lists beside each
//! lane and exit. Nothing here is random and nothing changes during a run. The
//! rules that use these arrays are in `docs/model.md` and [`crate::simulate`].

use std::ops::Range;

use crate::calendar::{Calendar, Day};
use crate::delay::Table;
use crate::scenario::{Component, Disposition, Effect, MilestoneKind};

mod bind;
mod clocks;
mod compile;
mod credit;
mod events;
mod forces;
mod imposed;
mod lanes;
mod ways;

pub use clocks::{Ceiling, Clocks};
pub use credit::{DEPARTURE, MOST_IN_A_DAY, credit_of_a_day, nearest};
pub use forces::{Ends, Schedule, Transfer};
pub(crate) use imposed::split_by_largest_remainder;
pub use ways::{EscortPool, Exit, Lane, LaneKind, Pool};

/// Index of a [`Table`] in [`Model::tables`].
pub type TableId = usize;

/// A compiled mission.
#[derive(Clone, Debug)]
pub struct Model {
    pub calendar: Calendar,
    /// What a unit of cargo is called, in the plural: for readers alone.
    pub cargo_unit: String,
    /// The first simulated day: the day after `as_of`, or 0.
    pub first: Day,
    /// The last simulated day.
    pub horizon: Day,
    pub deadline: Day,
    /// First day of the liquidation of kept sites.
    pub liquidation: Day,
    pub tables: Vec<Table>,
    pub sites: Vec<Site>,
    /// Lanes, grouped by the site at which they start.
    pub lanes: Vec<Lane>,
    /// Exits, grouped by their gateway.
    pub exits: Vec<Exit>,
    pub pools: Vec<Pool>,
    pub escorts: Vec<EscortPool>,
    /// Groups of people, grouped by site, in the file's order.
    pub groups: Vec<Group>,
    /// Cargo, grouped by site, in the file's order.
    pub loads: Vec<Load>,
    pub contingents: Vec<Contingent>,
    /// Dated releases, already split over groups.
    pub thinnings: Vec<Schedule>,
    /// Dated ends of contracts, already split over groups.
    pub separations: Vec<Schedule>,
    /// Dated transfers to other forces, already split over groups.
    pub transfers: Vec<Transfer>,
    /// Names of other forces.
    pub forces: Vec<String>,
    /// Authorised strengths, in the file's order.
    pub ceilings: Vec<Ceiling>,
    /// The clocks by which the plan's dates go.
    pub clocks: Clocks,
    pub drivers: Vec<Driver>,
    pub regimes: Vec<Regime>,
    pub shocks: Vec<Shock>,
    /// Effects of shocks that last for some days.
    pub timed: Vec<Timed>,
    /// The sites that may be under threat, and whether some lane may: without them, nobody's days are counted.
    pub threatened_sites: Vec<usize>,
    pub has_threatened_lanes: bool,
    pub policy: Policy,
    /// Sites in the order in which they are served.
    pub order: Vec<usize>,
    pub milestones: Vec<Milestone>,
    /// People in the country by component at the end of each day before `first`.
    pub imposed_present: Vec<[u32; 4]>,
    /// People who stood at a hub after their site had ended, on the same days
    /// (local staff left out).
    pub imposed_queued: Vec<u32>,
}

#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    pub name: String,
    /// Key of its random numbers.
    pub key: u64,
    pub groups: Range<usize>,
    pub loads: Range<usize>,
    /// Rows of [`Model::thinnings`] whose groups are here.
    pub thinnings: Vec<usize>,
    /// Its groups whose contingent has a date of departure.
    pub departing: Vec<usize>,
    pub lanes: Range<usize>,
    /// Its exits; empty unless it is a gateway.
    pub exits: Range<usize>,
    /// The first of its lanes by road: the way of its self-moves.
    pub road: Option<usize>,
    /// Speed of its self-moves; `None`: its people cannot drive out.
    pub self_move_km_per_day: Option<f64>,
    /// Planned first day of closing; [`crate::calendar::NEVER`] where it never closes.
    pub begin: Day,
    /// The day of `begin` that belongs to the planned margin; a drawn margin
    /// moves the start. `None`: the start does not depend on a margin.
    pub margin: Option<TableId>,
    /// The start is never before this day because of a margin or a shift.
    pub not_before: Day,
    pub begin_shift: TableId,
    /// The day by which the plan has it vacated.
    pub planned: Option<Day>,
    /// With `close_by` and no `begin`: the day from which `begin` is derived.
    pub close_by: Option<Day>,
    /// Sites that must be vacated before it starts.
    pub after: Vec<usize>,
    /// Sites whose lanes lead here, directly or not.
    pub feeders: Vec<usize>,
    /// Sites that its guard waits for: `feeders` and `after`.
    pub behind: Vec<usize>,
    pub guard: u32,
    pub keep: u32,
    pub beds: Option<u32>,
    pub ends: Ends,
    /// Its people stay with the cargo that is to leave.
    pub leaves_with_cargo: bool,
    /// The law of its weight in the split of people; `None`: its people are known.
    pub people_weight: Option<TableId>,
    pub preparation: TableId,
    pub handover: TableId,
    pub disposal: TableId,
    pub liquidation: TableId,
    /// Drivers of these delays, by index.
    pub preparation_drivers: Vec<usize>,
    pub handover_drivers: Vec<usize>,
    pub disposal_drivers: Vec<usize>,
    pub liquidation_drivers: Vec<usize>,
    /// Ended before the first simulated day: on which day, and whether handed over.
    pub ended: Option<(Day, bool)>,
    pub threats: Threats,
}

impl Site {
    pub fn is_gateway(&self) -> bool {
        !self.exits.is_empty()
    }
}

/// What may put a site or a lane under threat: regimes of which some state does,
/// and effects of shocks that do.
#[derive(Clone, Debug, Default)]
pub struct Threats {
    pub regimes: Vec<usize>,
    pub timed: Vec<usize>,
}

impl Threats {
    pub fn is_empty(&self) -> bool {
        self.regimes.is_empty() && self.timed.is_empty()
    }
}

#[derive(Clone, Debug)]
pub struct Group {
    pub site: usize,
    pub component: Component,
    pub contingent: Option<usize>,
    /// Boards before groups with a larger number.
    pub priority: u8,
    /// People at the mission's start.
    pub count: u32,
    /// Gone by the end of the day before `first`.
    pub gone: u32,
    /// Of the rest, where its site has ended: the hub at which they stand.
    pub at_hub: Option<usize>,
}

impl Group {
    /// People still in the country at the end of the day before `first`.
    pub fn present(&self) -> u32 {
        self.count - self.gone
    }

    /// Local staff live where they work and never travel.
    pub fn travels(&self) -> bool {
        self.component != Component::Local
    }
}

#[derive(Clone, Debug)]
pub struct Load {
    /// The site at which it stood at the start.
    pub site: usize,
    pub owner: String,
    pub key: u64,
    pub contingent: Option<usize>,
    pub disposition: Disposition,
    pub truckloads: u32,
    /// It may leave from this day on ([`crate::calendar::NEVER`]: only when its site withdraws).
    pub from: Day,
    /// The hub at which it stands because its site ended before `first`.
    pub at_hub: Option<usize>,
}

#[derive(Clone, Debug)]
pub struct Contingent {
    pub id: String,
    /// From this day on its people and cargo are released.
    pub depart: Day,
    /// Whether it may use an exit, by index.
    pub may_use: Vec<bool>,
    /// People at the start, and truckloads of its own.
    pub people: u32,
    pub truckloads: u32,
}

#[derive(Clone, Debug)]
pub struct Driver {
    pub id: String,
    pub key: u64,
    pub factor: TableId,
}

#[derive(Clone, Debug)]
pub struct Regime {
    pub id: String,
    pub key: u64,
    pub start: usize,
    pub states: Vec<RegimeState>,
    pub pins: Vec<Pin>,
}

#[derive(Clone, Debug)]
pub struct RegimeState {
    pub id: String,
    pub stay: Option<TableId>,
    /// Next states with the cumulative share up to and including each.
    pub next: Vec<(usize, f64)>,
    pub effect: Effect,
}

#[derive(Clone, Copy, Debug)]
pub struct Pin {
    pub state: usize,
    pub from: Day,
    pub to: Day,
    pub then: usize,
}

#[derive(Clone, Debug)]
pub struct Shock {
    pub id: String,
    pub key: u64,
    pub from: Day,
    pub to: Day,
    pub probability: f64,
    pub actions: Vec<Action>,
}

/// What a shock does on its day.
#[derive(Clone, Debug)]
pub enum Action {
    /// Starts [`Model::timed`] of this index.
    Start(usize),
    Evacuate(Vec<usize>),
    Advance(Vec<usize>),
    CloseKept(Vec<usize>),
    /// These clocks stand still for max(1, D) days.
    Pause {
        clocks: Vec<usize>,
        days: TableId,
        /// Which effect of its shock: the index of its random number.
        index: u64,
    },
    /// The deadline moves by so many days or, `of_lead`, by this share of the days that are left.
    Postpone {
        by: TableId,
        of_lead: bool,
        index: u64,
    },
}

/// An effect that lasts for some days from its shock on.
#[derive(Clone, Debug)]
pub struct Timed {
    pub shock: usize,
    /// Which effect of its shock: the index of its random number.
    pub index: u64,
    pub days: TableId,
    pub effect: Effect,
}

#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// [`crate::calendar::NEVER`] where the scenario has no surge.
    pub surge_from: Day,
    pub surge_exits: f64,
    pub surge_air: f64,
    /// [`crate::calendar::NEVER`] where the scenario has no evacuation.
    pub evacuate_from: Day,
}

#[derive(Clone, Debug)]
pub struct Milestone {
    pub id: String,
    pub kind: MilestoneKind,
    pub share: f64,
    /// Of people who are not kept, so many may still be there: floor((1 − share) × strength + 10⁻⁹).
    pub people_left: u32,
    /// So many truckloads must be settled: ceil(share × truckloads − 10⁻⁹).
    pub cargo_settled: u32,
}

impl Model {
    /// People at the start who count as strength (local staff left out).
    pub fn strength(&self) -> u32 {
        self.groups.iter().filter(|g| g.travels()).map(|g| g.count).sum()
    }

    /// Everyone at the start.
    pub fn everyone(&self) -> u32 {
        self.groups.iter().map(|g| g.count).sum()
    }

    /// Truckloads at the start.
    pub fn truckloads(&self) -> u32 {
        self.loads.iter().map(|l| l.truckloads).sum()
    }

    /// Whether trucks that come to this site may call at another one, or come here from another.
    pub fn shares_trips(&self, site: usize) -> bool {
        let calls_here = |second: usize| self.sites[site].lanes.contains(&second);
        self.lanes.iter().any(|lane| lane.via().is_some_and(|second| lane.site == site || calls_here(second)))
    }

    /// Number of recorded days, from day 0 to the horizon.
    pub fn n_days(&self) -> usize {
        self.horizon as usize + 1
    }
}
