//! Step 2: convoys reach a site, leave it, come home.

use crate::model::LaneKind;
use crate::simulate::day::Mission;
use crate::simulate::state::{Convoy, Leaving, Phase};
use crate::simulate::{Cause, Recorder, Wait, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn move_convoys(&mut self) {
        // Those that set out today come after all that are on the way.
        let on_the_way = self.state.convoys.len();
        for index in 0..on_the_way {
            let mut convoy = self.state.convoys[index];
            if !self.advance_convoy(&mut convoy) {
                convoy.n = 0;
            }
            self.state.convoys[index] = convoy;
        }
        self.state.convoys.retain(|convoy| convoy.n > 0);
    }

    /// One day of one convoy; false once it is over.
    fn advance_convoy(&mut self, convoy: &mut Convoy) -> bool {
        let lane = &self.model.lanes[convoy.lane];
        let on_road = convoy.phase != Phase::Loading;
        if on_road && self.luck.effects(self.model, &lane.regimes, &lane.timed, self.day).any(|e| e.convoys_stopped) {
            return true;
        }
        convoy.days_left -= 1;
        if convoy.days_left > 0 {
            return true;
        }
        if convoy.phase == Phase::Out {
            self.reach_site(convoy);
            if convoy.days_left > 0 {
                return true;
            }
        }
        match convoy.phase {
            Phase::Out | Phase::Loading => self.load_up(convoy),
            Phase::People => self.people_arrive(convoy),
            Phase::Back => self.come_home(convoy),
        }
        if convoy.escorted && matches!(convoy.phase, Phase::People | Phase::Back) {
            self.free_escort(convoy.lane);
        }
        false
    }

    fn reach_site(&mut self, convoy: &mut Convoy) {
        let lane = &self.model.lanes[convoy.lane];
        let travelled = Wait { since: convoy.since, cause: Cause::Travel };
        self.tell_after(What::TrucksReachedSite { lane: convoy.lane, pool: convoy.pool, n: convoy.n }, travelled);
        let factor = self.luck.product(1.0, &lane.loading_drivers);
        let days = self.luck.days(self.model, lane.loading, factor, Purpose::Loading, lane.key, self.day as u64);
        (convoy.phase, convoy.since, convoy.days_left) = (Phase::Loading, self.day, days);
    }

    /// Trucks take what waits at the head of the queue and set out for home.
    fn load_up(&mut self, convoy: &Convoy) {
        let lane = &self.model.lanes[convoy.lane];
        let LaneKind::Road { km, .. } = lane.kind else { unreachable!("trucks drive on roads") };
        let days_left = self.travel(convoy.lane, km, self.model.pools[convoy.pool].km_per_day, Purpose::TravelBack);
        let home = Convoy { phase: Phase::Back, since: self.day, days_left, ..*convoy };
        self.state.sites[lane.site].trucks_sent -= convoy.n;
        let waited = Wait { since: convoy.since, cause: Cause::Loading };
        let (before, mut escorted) = (self.state.convoys.len(), convoy.escorted);
        let mut empty = convoy.n;
        let mut queue = std::mem::take(&mut self.state.cargo[lane.site]);
        for batch in &mut queue {
            let n = batch.n.min(empty);
            if n == 0 {
                break;
            }
            batch.n -= n;
            empty -= n;
            self.state.sites[lane.site].queued_cargo -= n;
            let link = self.loaded_link(lane.site, batch, convoy);
            self.state.sites[lane.site].cargo_left = Some(Leaving { day: self.day, waited, link });
            let escorted = std::mem::take(&mut escorted);
            self.state.convoys.push(Convoy { n, carries: Some(batch.load), escorted, link, ..home });
            self.tell_after(What::CargoSetOut { lane: convoy.lane, load: batch.load, n }, waited);
        }
        queue.retain(|batch| batch.n > 0);
        self.state.cargo[lane.site] = queue;
        if empty > 0 {
            self.state.sites[lane.site].trucks_left = self.day;
            self.state.convoys.push(Convoy { n: empty, carries: None, escorted, ..home });
        }
        self.state.sites[lane.to].convoys_inbound += (self.state.convoys.len() - before) as u32;
    }

    fn people_arrive(&mut self, convoy: &Convoy) {
        let hub = self.model.lanes[convoy.lane].to;
        let group = convoy.carries.expect("a convoy of people carries a group");
        self.state.on_road -= convoy.n;
        self.state.sites[hub].people_inbound -= convoy.n;
        self.state.sites[hub].convoys_inbound -= 1;
        let ready = self.ready_after_arrival(convoy.lane);
        let link = self.arrival_link(convoy);
        self.state.join(self.model, hub, group, convoy.n, (ready, self.day), link);
        let travelled = Wait { since: convoy.since, cause: Cause::Travel };
        self.tell_after(What::PeopleArrived { lane: convoy.lane, group, n: convoy.n }, travelled);
    }

    fn come_home(&mut self, convoy: &Convoy) {
        let hub = self.model.lanes[convoy.lane].to;
        let travelled = Wait { since: convoy.since, cause: Cause::Travel };
        self.state.idle[convoy.pool] += convoy.n;
        self.state.sites[hub].convoys_inbound -= 1;
        self.state.sites[hub].trucks_home = (self.day, self.model.lanes[convoy.lane].site);
        if let Some(load) = convoy.carries {
            let link = self.arrival_link(convoy);
            self.state.queue(hub, load, convoy.n, self.day, link);
            self.tell_after(What::CargoArrived { lane: convoy.lane, load, n: convoy.n }, travelled);
        }
        self.tell_after(What::TrucksHome { pool: convoy.pool, n: convoy.n }, travelled);
    }
}
