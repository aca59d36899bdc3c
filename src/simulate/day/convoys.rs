//! Step 2: convoys reach a site, leave it, come home.

use crate::simulate::day::Mission;
use crate::simulate::state::{Convoy, Leaving, Phase};
use crate::simulate::{Cause, Recorder, Wait, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn move_convoys(&mut self) {
        // Those that set out today come after all that are on the way.
        let on_the_way = self.state.convoys.len();
        let mut over = false;
        for index in 0..on_the_way {
            if self.is_stopped(self.state.convoys[index].lane, self.state.convoys[index].phase) {
                continue;
            }
            let convoy = &mut self.state.convoys[index];
            convoy.days_left -= 1;
            if convoy.days_left <= 0 {
                let mut convoy = *convoy;
                if !self.advance_convoy(&mut convoy) {
                    (convoy.n, over) = (0, true);
                }
                self.state.convoys[index] = convoy;
            }
        }
        if over {
            self.state.convoys.retain(|convoy| convoy.n > 0);
        }
    }

    /// Whether convoys that are on the road are stopped on a lane.
    fn is_stopped(&self, lane: usize, phase: Phase) -> bool {
        if !self.agenda.stops_convoys[lane] || matches!(phase, Phase::Loading | Phase::ViaLoading) {
            return false;
        }
        let lane = &self.model.lanes[lane];
        self.luck.effects(self.model, &lane.regimes, &lane.timed, self.day).any(|effect| effect.convoys_stopped)
    }

    /// A convoy has come to the end of its phase; false once it is over.
    fn advance_convoy(&mut self, convoy: &mut Convoy) -> bool {
        match convoy.phase {
            Phase::Out => self.reach_site(convoy),
            Phase::Via => self.reach_second(convoy),
            _ => {}
        }
        if convoy.days_left > 0 {
            return true;
        }
        match convoy.phase {
            Phase::Out | Phase::Loading => self.load_up(convoy),
            Phase::Via | Phase::ViaLoading => self.leave_second(convoy),
            Phase::People => self.people_arrive(convoy),
            Phase::Back => self.come_home(convoy),
        }
        if let (Some(pool), Phase::People | Phase::Back) = (convoy.escort, convoy.phase) {
            self.free_escort(pool);
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

    /// Trucks take what waits at their site and set out for home, perhaps by way of a second site.
    fn load_up(&mut self, convoy: &Convoy) {
        let lane = &self.model.lanes[convoy.lane];
        self.state.sites[lane.site].trucks_sent -= convoy.n - convoy.spare;
        self.recall_spare(convoy);
        let empty = convoy.n.saturating_sub(self.state.sites[lane.site].queued_cargo);
        let onward = match self.calls_at(convoy.lane, empty) {
            Some(second) => {
                self.send_spare(convoy.lane, empty);
                self.to_second(convoy, second)
            }
            None => {
                let speed = self.model.pools[convoy.pool].km_per_day;
                let days_left = self.travel(convoy.lane, lane.km(), speed, Purpose::TravelBack);
                Convoy { phase: Phase::Back, since: self.day, days_left, spare: 0, ..*convoy }
            }
        };
        self.fill(convoy, onward);
    }

    /// Trucks take what waits at the head of the queue of the site at which the lane of `onward`
    /// starts, and go on as that says.
    pub(super) fn fill(&mut self, convoy: &Convoy, onward: Convoy) {
        let lane = &self.model.lanes[onward.lane];
        let waited = Wait { since: convoy.since, cause: Cause::Loading };
        let (before, mut escort) = (self.state.convoys.len(), convoy.escort);
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
            self.state.convoys.push(Convoy { n, carries: Some(batch.load), escort: escort.take(), link, ..onward });
            self.tell_after(What::CargoSetOut { lane: onward.lane, load: batch.load, n }, waited);
        }
        queue.retain(|batch| batch.n > 0);
        self.state.cargo[lane.site] = queue;
        if empty > 0 {
            self.state.sites[lane.site].trucks_left = self.day;
            self.state.convoys.push(Convoy { n: empty, carries: None, escort, ..onward });
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
