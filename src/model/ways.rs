//! Lanes, exits and pools, compiled.

use crate::model::{TableId, Threats};
use crate::scenario::ScheduledLane;

#[derive(Clone, Debug)]
pub struct Lane {
    /// `site/to/mode`.
    pub name: String,
    pub key: u64,
    pub site: usize,
    pub to: usize,
    pub kind: LaneKind,
    pub clearance: TableId,
    pub transit: TableId,
    pub loading: TableId,
    pub travel: TableId,
    /// Product of the seasons' speed factors, by day.
    pub speed: Vec<f64>,
    /// Product of the seasons' factors on what a scheduled lane takes (`air` or `water`), by day.
    pub capacity: Vec<f64>,
    pub regimes: Vec<usize>,
    pub timed: Vec<usize>,
    pub clearance_drivers: Vec<usize>,
    pub transit_drivers: Vec<usize>,
    pub loading_drivers: Vec<usize>,
    pub travel_drivers: Vec<usize>,
    pub speed_drivers: Vec<usize>,
    pub capacity_drivers: Vec<usize>,
    pub threats: Threats,
}

impl Lane {
    /// What it takes by its schedule, where it has one.
    pub fn schedule(&self) -> Option<ScheduledLane> {
        match self.kind {
            LaneKind::Scheduled(schedule) => Some(schedule),
            LaneKind::Road { .. } => None,
        }
    }

    /// The road from the second site by which its trucks may go home.
    pub fn via(&self) -> Option<usize> {
        match self.kind {
            LaneKind::Road { via, .. } => via,
            LaneKind::Scheduled(_) => None,
        }
    }

    /// How long it is; 0 where nobody drives.
    pub fn km(&self) -> f64 {
        match self.kind {
            LaneKind::Road { km, .. } => km,
            LaneKind::Scheduled(_) => 0.0,
        }
    }

    /// The pool of escorts without which no convoy drives here.
    pub fn escort(&self) -> Option<usize> {
        match self.kind {
            LaneKind::Road { escort, .. } => escort,
            LaneKind::Scheduled(_) => None,
        }
    }
}

#[derive(Clone, Debug)]
pub enum LaneKind {
    /// `pools`: the truck pools at its hub, in the file's order.
    /// `escort`: the pool of which every convoy takes one. `via`: the road from a second site to the
    /// same hub, by which trucks with room left go home.
    Road {
        km: f64,
        pools: Vec<usize>,
        escort: Option<usize>,
        via: Option<usize>,
    },
    Scheduled(ScheduledLane),
}

#[derive(Clone, Debug)]
pub struct Exit {
    /// `gateway/exit`.
    pub name: String,
    pub key: u64,
    pub site: usize,
    /// Departures per week by day: the table of steps times the seasons.
    pub per_week: Vec<f64>,
    /// The credit that this adds, by day ([`crate::model::credit_of_a_day`]).
    pub timetable: Vec<i64>,
    pub seats: u32,
    pub truckloads: u32,
    pub cancellation: f64,
    pub clearance: Option<TableId>,
    pub reserved_for: Option<usize>,
    pub regimes: Vec<usize>,
    pub timed: Vec<usize>,
    pub clearance_drivers: Vec<usize>,
    pub exits_drivers: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Pool {
    pub id: String,
    pub hub: usize,
    pub count: u32,
    pub km_per_day: f64,
    pub min_trucks: u32,
}

/// Escorts at a hub.
#[derive(Clone, Debug)]
pub struct EscortPool {
    pub id: String,
    pub hub: usize,
    pub count: u32,
}
