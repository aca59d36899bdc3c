//! What sites that are not vacated by the end of the horizon are still waiting for.

use crate::simulate::chain::{BEGINNING, LinkId, On};
use crate::simulate::day::Mission;
use crate::simulate::state::Stage;
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    /// Lets the chains of all open sites and milestones end today, the day after the horizon.
    pub(in crate::simulate) fn break_off(&mut self) {
        for site in 0..self.model.sites.len() {
            if !self.state.sites[site].stage.is_vacated() {
                let link = self.pending_link(site, self.model.sites.len());
                self.state.sites[site].vacated_link = link;
            }
        }
        if !self.state.chain.is_asleep() {
            self.break_off_milestones();
            self.find_roots();
        }
    }

    /// An open site up to today: of what has to happen the first in the order of its stages. It
    /// follows at most so many sites: those that wait for one another would have no end.
    fn pending_link(&mut self, site: usize, most: usize) -> LinkId {
        let (day, s) = (self.day, self.state.sites[site]);
        match s.stage {
            Stage::Operating if self.is_held_by_clock(site) => self.start_link(site, day),
            Stage::Operating if self.luck.day_of(self.model, site, s.begin) >= day => {
                self.wait(BEGINNING, Cause::Plan, site, day)
            }
            Stage::Operating => self.behind_first_open(site, &self.model.sites[site].after, most),
            Stage::Preparing => self.wait(s.stage_link, Cause::Preparation, site, day),
            _ if self.waits_for_cargo(site) && s.queued_cargo > 0 => {
                let (before, missing) = (self.state.cargo[site][0].link, self.missing_for_cargo(site));
                self.wait(before, missing, site, day)
            }
            _ if s.unreleased > 0 && s.keep > 0 => self.liquidation_link(site),
            _ if s.unreleased > 0 => self.behind_first_open(site, &self.model.sites[site].behind, most),
            _ if s.waiting > 0 => self.waiting_link(site),
            _ if s.queued_cargo > 0 => {
                let (before, missing) = (self.state.cargo[site][0].link, self.missing(site));
                self.wait(before, missing, site, day)
            }
            _ if s.own_cargo > 0 => self.wait(s.stage_link, Cause::Disposal, site, day),
            _ => self.inbound_link(site, most),
        }
    }

    /// What the first open one of these sites is waiting for.
    fn behind_first_open(&mut self, site: usize, others: &[usize], most: usize) -> LinkId {
        match self.first_open(site, others) {
            open if open == site || most == 0 => {
                let stage = self.state.sites[site].stage_link;
                self.state.chain.go_on(stage, site, self.day)
            }
            open => self.pending_link(open, most - 1),
        }
    }

    /// The people who are first in the queue of the site.
    fn waiting_link(&mut self, site: usize) -> LinkId {
        let party = self.state.parties[site][0];
        let ready = self.ready_link(site, &party);
        let missing = self.lacks_on_the_road(site).unwrap_or_else(|| self.missing(site));
        self.wait(ready, missing, site, self.day)
    }

    /// Trucks that are out to the site, what is on its way to it, or the sites that lead to it.
    fn inbound_link(&mut self, site: usize, most: usize) -> LinkId {
        let (model, stage) = (self.model, self.state.sites[site].stage_link);
        if self.state.sites[site].trucks_sent > 0 {
            return self.wait(stage, Cause::Travel.on(self.way_out(site)), site, self.day);
        }
        let inbound = self.state.convoys.iter().find(|convoy| model.lanes[convoy.lane].to == site).copied();
        match inbound {
            Some(convoy) => {
                let before = if convoy.carries.is_some() { convoy.link } else { stage };
                self.wait(before, Cause::Travel.on(On::Lane(convoy.lane)), model.lanes[convoy.lane].site, self.day)
            }
            None => self.behind_first_open(site, &model.sites[site].feeders, most),
        }
    }
}
