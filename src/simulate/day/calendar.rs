//! Step 1: what happens to the mission today: regimes, shocks, and the policy's dates.

use crate::model::Action;
use crate::simulate::chain::LinkId;
use crate::simulate::day::Mission;
use crate::simulate::state::Stage;
use crate::simulate::{Cause, PolicyLevel, Recorder, Wait, What};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn happen(&mut self) {
        self.tell_regimes();
        for shock in 0..self.model.shocks.len() {
            if self.luck.shock_days[shock] == self.day {
                self.strike(shock);
            }
        }
        let near = self.luck.is_near(self.model, self.model.policy.evacuate_from, self.day);
        if self.level == PolicyLevel::Full && near {
            let ordered = Wait { since: self.luck.evacuate_from(self.model, self.day), cause: Cause::Policy };
            for site in 0..self.model.sites.len() {
                if self.state.sites[site].keep == 0 {
                    self.evacuate(site, ordered);
                }
            }
        }
    }

    fn tell_regimes(&mut self) {
        if !R::HEARS_EVENTS {
            return;
        }
        for regime in 0..self.model.regimes.len() {
            let state = self.luck.regime_state(regime, self.day);
            let before =
                if self.day == self.model.first { None } else { Some(self.luck.regime_state(regime, self.day - 1)) };
            if before != Some(state) {
                self.tell(What::RegimeEntered { regime, state });
            }
        }
    }

    fn strike(&mut self, shock: usize) {
        self.tell(What::ShockHappened { shock });
        let model = self.model;
        let today = Wait { since: self.day, cause: Cause::Shock(shock) };
        for action in &model.shocks[shock].actions {
            match action {
                Action::Start(_) => {}
                Action::Pause { days, index, .. } => self.tell_pause(shock, *days, *index),
                Action::Postpone { .. } => {}
                Action::Evacuate(sites) => sites.iter().for_each(|&site| self.evacuate(site, today)),
                Action::Advance(sites) => sites.iter().for_each(|&site| self.advance(site, shock)),
                Action::CloseKept(sites) => sites.iter().for_each(|&site| self.keep_no_longer(site, shock)),
            }
        }
        self.tell_moves(shock);
    }

    fn advance(&mut self, site: usize, shock: usize) {
        let day = self.luck.plan_day(self.model, site, self.day);
        let s = &mut self.state.sites[site];
        s.wake();
        if s.stage == Stage::Operating && s.begin > day {
            s.begin = day;
            s.advanced_by = Some(shock);
        }
    }

    fn keep_no_longer(&mut self, site: usize, shock: usize) {
        let s = &self.state.sites[site];
        if s.keep > 0 && s.stage <= Stage::Vacated {
            self.state.sites[site].keep = 0;
            self.state.sites[site].wake();
            self.state.turned = true;
            self.state.sites[site].kept_until = Some(Cause::Shock(shock));
            self.tell(What::KeptNoLonger { site });
        }
    }

    /// Everybody leaves this site by force, and its cargo is written off.
    fn evacuate(&mut self, site: usize, ordered: Wait) {
        if self.state.sites[site].stage >= Stage::Evacuating {
            return;
        }
        let people = self.state.people_at(site);
        let (day, link) = (self.day, self.evacuation_link(site, ordered.cause));
        let s = &mut self.state.sites[site];
        (s.stage, s.since, s.guard, s.keep, s.stage_link) = (Stage::Evacuating, day, 0, 0, link);
        s.moves.pending = None;
        s.wake();
        self.state.open.leaves(site);
        self.state.turned = true;
        self.state.sites[site].evacuated_by = Some(ordered);
        self.begins_to_close(site);
        self.state.evacuated += people;
        for lane in self.model.sites[site].lanes.clone() {
            self.state.lifts[lane].pending = None;
        }
        self.tell_after(What::EvacuationOrdered { site, people }, ordered);
        self.write_off(site, link);
    }

    /// Destroys or abandons all cargo at a place, after this link.
    pub(super) fn write_off(&mut self, site: usize, link: LinkId) {
        for load in self.model.sites[site].loads.clone() {
            let n = std::mem::take(&mut self.state.loads[load].own);
            self.state.sites[site].own_cargo -= n;
            self.lose(site, load, n, link);
        }
        self.write_off_queue(site, link);
    }

    /// Destroys or abandons the cargo in the queue of a place.
    pub(super) fn write_off_queue(&mut self, site: usize, link: LinkId) {
        let mut queue = std::mem::take(&mut self.state.cargo[site]);
        for batch in queue.drain(..) {
            self.state.sites[site].queued_cargo -= batch.n;
            self.lose(site, batch.load, batch.n, link);
        }
        self.state.cargo[site] = queue;
    }

    pub(super) fn lose(&mut self, site: usize, load: usize, n: u32, link: LinkId) {
        if n > 0 {
            self.state.loads[load].written_off += n;
            self.state.settled_cargo += n;
            self.note_settled(site, link);
            self.tell(What::CargoWrittenOff { site, load, n });
        }
    }
}
