//! Ways from a checked scenario to arrays: lanes, exits, trucks and escorts.

use crate::model::compile::{Compiler, positions};
use crate::model::{EscortPool, Exit, Lane, LaneKind, Pool, Threats};
use crate::scenario;
use crate::streams::owner;

impl Compiler<'_> {
    pub(super) fn lanes(&mut self) -> Vec<Lane> {
        let scenario = self.scenario;
        let mut lanes = Vec::new();
        for (site, s) in scenario.sites.iter().enumerate() {
            for lane in &s.lanes {
                let to = self.site(&lane.to);
                let hub = &scenario.sites[to];
                let name = format!("{}/{}/{}", s.id, lane.to, lane.mode.name());
                let kind = match &lane.mode {
                    scenario::LaneMode::Road(road) => LaneKind::Road {
                        km: road.km,
                        pools: positions(&scenario.trucks, |pool| pool.hub == lane.to),
                        escort: scenario.escorts.iter().position(|pool| Some(&pool.id) == road.escort.as_ref()),
                        via: None,
                    },
                    scenario::LaneMode::Scheduled(schedule) => LaneKind::Scheduled(*schedule),
                };
                let own = &scenario.delays;
                lanes.push(Lane {
                    key: owner("lane", &name),
                    name,
                    site,
                    to,
                    kind,
                    clearance: self.table(s.delays.clearance.as_ref().unwrap_or(&own.clearance)),
                    transit: self.table(hub.delays.transit.as_ref().unwrap_or(&own.transit)),
                    loading: self.table(s.delays.loading.as_ref().unwrap_or(&own.loading)),
                    travel: self.table(s.delays.travel.as_ref().unwrap_or(&own.travel)),
                    speed: vec![],
                    capacity: vec![],
                    regimes: vec![],
                    timed: vec![],
                    clearance_drivers: vec![],
                    transit_drivers: vec![],
                    loading_drivers: vec![],
                    travel_drivers: vec![],
                    speed_drivers: vec![],
                    capacity_drivers: vec![],
                    threats: Threats::default(),
                });
            }
        }
        lanes
    }

    /// Where trucks call on their way home: the road of the second site to the same hub.
    pub(super) fn join_trips(&self, lanes: &mut [Lane]) {
        let written = self.scenario.sites.iter().flat_map(|site| &site.lanes);
        for (at, lane) in written.enumerate() {
            let scenario::LaneMode::Road(scenario::Road { via: Some(second), .. }) = &lane.mode else { continue };
            let (second, hub) = (self.site(second), lanes[at].to);
            let is_road = |l: &Lane| l.site == second && l.to == hub && matches!(l.kind, LaneKind::Road { .. });
            let road = lanes.iter().position(is_road);
            if let LaneKind::Road { via, .. } = &mut lanes[at].kind {
                *via = road;
            }
        }
    }

    /// Exits in the order of the sites, so that a gateway's exits stand together.
    pub(super) fn exits(&mut self) -> Vec<Exit> {
        let scenario = self.scenario;
        let mut exits = Vec::new();
        for (site, s) in scenario.sites.iter().enumerate() {
            for exit in scenario.gateways.iter().filter(|g| g.id == s.id).flat_map(|g| &g.exits) {
                let name = format!("{}/{}", s.id, exit.id);
                exits.push(Exit {
                    key: owner("exit", &name),
                    name,
                    site,
                    per_week: self.per_week(&exit.per_week),
                    timetable: vec![],
                    seats: exit.seats,
                    truckloads: exit.truckloads,
                    cancellation: exit.cancellation,
                    clearance: exit.clearance.as_ref().map(|law| self.table(law)),
                    reserved_for: exit.reserved_for.as_ref().and_then(|id| self.contingent(id)),
                    regimes: vec![],
                    timed: vec![],
                    clearance_drivers: vec![],
                    exits_drivers: vec![],
                });
            }
        }
        exits
    }

    fn per_week(&self, steps: &[scenario::Step]) -> Vec<f64> {
        (0..=self.horizon)
            .map(|day| steps.iter().rev().find(|step| self.day(step.from) <= day).map_or(0.0, |step| step.value))
            .collect()
    }

    pub(super) fn pools(&self) -> Vec<Pool> {
        let pool = |t: &scenario::TruckPool| Pool {
            id: t.id.clone(),
            hub: self.site(&t.hub),
            count: t.count,
            km_per_day: t.km_per_day,
            min_trucks: t.min_trucks,
        };
        self.scenario.trucks.iter().map(pool).collect()
    }

    pub(super) fn escorts(&self) -> Vec<EscortPool> {
        let pool = |e: &scenario::EscortPool| EscortPool { id: e.id.clone(), hub: self.site(&e.hub), count: e.count };
        self.scenario.escorts.iter().map(pool).collect()
    }
}
