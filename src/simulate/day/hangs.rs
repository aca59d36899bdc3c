//! What a wait hangs on that nothing has ended yet, where several could serve: always the first.

use crate::model::LaneKind;
use crate::simulate::chain::{For, On};
use crate::simulate::day::Mission;
use crate::simulate::state::Party;
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    /// Permission for people to leave a site by lane: of self-moves, or of its first lane.
    pub(super) fn permission_to_move(&self, site: usize) -> For {
        Cause::Clearance.on(self.way_out(site))
    }

    /// Permission for cargo to leave a site: of the first lane that has asked and not been granted it.
    pub(super) fn permission_to_lift(&self, site: usize) -> Option<For> {
        let asked = |lane: &usize| self.state.lifts[*lane].pending.is_some_and(|r| r.granted == crate::calendar::NEVER);
        self.model.sites[site].lanes.clone().find(asked).map(|lane| Cause::Clearance.on(On::Lift(lane)))
    }

    /// Trucks for the cargo of a site: of the first pool that serves it; or an escort, if a lane lacked
    /// that last. Where no trucks come, room on the first lane by air or water that takes cargo.
    pub(super) fn trucks_for(&self, site: usize) -> For {
        if let Some(escorts) = self.escorts_for_lift(site) {
            return escorts;
        }
        let first_pool = |lane: usize| match &self.model.lanes[lane].kind {
            LaneKind::Road { pools, .. } => pools.first().copied(),
            LaneKind::Scheduled(_) => None,
        };
        let pool = self.model.sites[site].lanes.clone().find_map(first_pool);
        let takes_cargo = |lane: &usize| self.model.lanes[*lane].schedule().is_some_and(|s| s.truckloads_per_day > 0);
        if let (None, Some(lane)) = (pool, self.model.sites[site].lanes.clone().find(takes_cargo)) {
            return Cause::LaneRoom.on(On::Lane(lane));
        }
        Cause::Trucks.on(pool.map_or(On::Place, On::Pool))
    }

    /// The road of a site's self-moves, else its first lane.
    pub(super) fn way_out(&self, site: usize) -> On {
        let s = &self.model.sites[site];
        s.road.or(s.lanes.clone().next()).map_or(On::Place, On::Lane)
    }

    /// The road between two places, for trucks that came back by it.
    pub(super) fn road_between(&self, from: usize, to: usize) -> On {
        let lanes = &self.model.lanes;
        let is_road = |&lane: &usize| lanes[lane].to == to && matches!(lanes[lane].kind, LaneKind::Road { .. });
        self.model.sites[from].lanes.clone().find(is_road).map_or(On::Place, On::Lane)
    }

    /// Seats out of the country for a party: of the first exit that it may use.
    pub(super) fn seats_for(&self, site: usize, party: Option<&Party>) -> For {
        let may_use = |&exit: &usize| {
            let contingent = party.and_then(|party| self.model.groups[party.group].contingent);
            self.model.exits[exit].seats > 0 && contingent.is_none_or(|c| self.model.contingents[c].may_use[exit])
        };
        self.exit_seats(site, may_use)
    }

    /// Room out of the country for cargo: of the first exit that has any.
    pub(super) fn room_for_cargo(&self, site: usize) -> For {
        self.exit_seats(site, |&exit| self.model.exits[exit].truckloads > 0)
    }

    fn exit_seats(&self, site: usize, serves: impl FnMut(&usize) -> bool) -> For {
        let exit = self.model.sites[site].exits.clone().find(serves);
        Cause::ExitSeats.on(exit.map_or(On::Place, On::Exit))
    }
}
