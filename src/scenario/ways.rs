//! Ways: lanes to a hub, exits from the country, and what drives and escorts on them.

use jiff::civil::Date;

use crate::delay::Delay;

/// A way from a site to its hub.
#[derive(Clone, Debug)]
pub struct Lane {
    pub to: String,
    pub mode: LaneMode,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LaneMode {
    Road(Road),
    Scheduled(ScheduledLane),
}

/// A lane by road.
#[derive(Clone, Debug, PartialEq)]
pub struct Road {
    pub km: f64,
    /// The pool of escorts of which every convoy takes one; `None`: convoys drive alone.
    pub escort: Option<String>,
    /// The site by which trucks with room left go home: a nearer one on the way to the same hub.
    pub via: Option<String>,
}

impl LaneMode {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Road(_) => "road",
            Self::Scheduled(lane) => lane.by.name(),
        }
    }
}

/// A lane by air, river or sea: so many people and truckloads on every day on which it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScheduledLane {
    pub by: Carrier,
    pub seats_per_day: u32,
    pub truckloads_per_day: u32,
    /// The chance that the lane runs on a given day.
    pub available: f64,
}

impl ScheduledLane {
    /// Whether it ever takes people.
    pub fn takes_people(&self) -> bool {
        self.seats_per_day > 0 && self.available > 0.0
    }

    /// Whether it ever takes cargo.
    pub fn takes_cargo(&self) -> bool {
        self.truckloads_per_day > 0 && self.available > 0.0
    }
}

/// What runs on a scheduled lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    Air,
    River,
    Sea,
}

impl Carrier {
    pub const ALL: [Self; 3] = [Self::Air, Self::River, Self::Sea];

    /// The key in the scenario file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Air => "air",
            Self::River => "river",
            Self::Sea => "sea",
        }
    }

    pub fn is_water(self) -> bool {
        self != Self::Air
    }
}

/// `[[gateway]]`: the exits of the site with the same id.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// The id of a site.
    pub id: String,
    pub exits: Vec<Exit>,
}

/// A way out of the country.
#[derive(Clone, Debug)]
pub struct Exit {
    pub id: String,
    pub mode: ExitMode,
    /// Departures per week, by date: each value holds from its date on; before
    /// the first there are none. A plain number holds from the mission's start.
    pub per_week: Vec<Step>,
    /// Passengers that one departure takes.
    pub seats: u32,
    /// Truckloads that one departure takes.
    pub truckloads: u32,
    /// The chance that a departure is cancelled.
    pub cancellation: f64,
    /// The permission that each departure needs, in days of work.
    pub clearance: Option<Delay>,
    /// This contingent boards first.
    pub reserved_for: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitMode {
    Air,
    Road,
    Sea,
    River,
}

impl ExitMode {
    pub const ALL: [Self; 4] = [Self::Air, Self::Road, Self::Sea, Self::River];

    /// The key in the scenario file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Air => "air",
            Self::Road => "road",
            Self::Sea => "sea",
            Self::River => "river",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub from: Date,
    pub value: f64,
}

/// `[[trucks]]`: a pool of trucks that lifts cargo to its hub.
#[derive(Clone, Debug)]
pub struct TruckPool {
    pub id: String,
    pub hub: String,
    pub count: u32,
    pub km_per_day: f64,
    /// A convoy waits for this many trucks, or for all that were asked for.
    pub min_trucks: u32,
}

/// `[[escorts]]`: a pool of escorts at a hub, of which a convoy on a lane that names it takes one.
#[derive(Clone, Debug)]
pub struct EscortPool {
    pub id: String,
    pub hub: String,
    pub count: u32,
}
