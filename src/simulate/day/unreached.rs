//! What milestones that are not reached by the end of the horizon are still waiting for.

use crate::calendar::NEVER;
use crate::model::Load;
use crate::scenario::MilestoneKind;
use crate::simulate::chain::{BEGINNING, LinkId, On};
use crate::simulate::day::Mission;
use crate::simulate::state::{Phase, Stage};
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    /// Lets the chain of every open milestone end today, the day after the horizon: where
    /// several things are missing, with the first in the order of the file.
    pub(super) fn break_off_milestones(&mut self) {
        for index in 0..self.model.milestones.len() {
            if self.outcome.milestones[index] == NEVER {
                self.state.completion.links[index] = self.unreached_link(index);
            }
        }
    }

    fn unreached_link(&mut self, index: usize) -> LinkId {
        let sites = 0..self.model.sites.len();
        match self.model.milestones[index].kind {
            MilestoneKind::PeopleOut => self.present_link(),
            MilestoneKind::CargoOut => self.unsettled_link(),
            MilestoneKind::SitesVacated | MilestoneKind::SitesEnded => {
                let vacated = self.model.milestones[index].kind == MilestoneKind::SitesVacated;
                let done = |stage: Stage| if vacated { stage.is_vacated() } else { stage > Stage::Vacated };
                let open = |&site: &usize| self.state.sites[site].keep == 0 && !done(self.state.sites[site].stage);
                sites.clone().find(open).map_or(BEGINNING, |site| self.ended_link(site))
            }
            MilestoneKind::LiquidationOver => {
                let open = |&site: &usize| self.liquidates(site) && self.state.sites[site].stage <= Stage::Vacated;
                match sites.clone().find(open) {
                    Some(site) if self.state.sites[site].keep > 0 => self.liquidation_link(site),
                    Some(site) => self.ended_link(site),
                    None => BEGINNING,
                }
            }
        }
    }

    /// People who should be out and are not: at the first site that has any, else on the road.
    fn present_link(&mut self) -> LinkId {
        let unreleased = |s: &crate::simulate::state::SiteState| s.unreleased > s.keep;
        if let Some(site) = self.state.sites.iter().position(|s| unreleased(s) || s.waiting > 0) {
            return match self.state.parties[site].first().copied() {
                _ if unreleased(&self.state.sites[site]) => self.state.sites[site].vacated_link,
                None => BEGINNING,
                Some(party) => {
                    let ready = self.ready_link(site, &party);
                    let missing = match self.model.sites[site].is_gateway() {
                        true => self.seats_for(site, Some(&party)),
                        false => self.lacks_on_the_road(site).unwrap_or_else(|| self.permission_to_move(site)),
                    };
                    self.wait(ready, missing, site, self.day)
                }
            };
        }
        self.on_the_road_link(|phase| phase == Phase::People)
    }

    /// Cargo that should be settled and is not: at the first site that has any, else on trucks.
    fn unsettled_link(&mut self) -> LinkId {
        let site = self.state.sites.iter().position(|s| s.own_cargo + s.queued_cargo > 0);
        let Some(site) = site else { return self.on_the_road_link(|phase| phase != Phase::People) };
        let s = self.state.sites[site];
        match self.state.cargo[site].first().copied() {
            Some(batch) => {
                let missing = self.missing_for_cargo(site);
                self.wait(batch.link, missing, site, self.day)
            }
            None if s.keep > 0 && !s.stage.is_leaving() => self.liquidation_link(site),
            None if s.stage.is_leaving() && self.disposes_in_place(site) => {
                self.wait(s.stage_link, Cause::Disposal, site, self.day)
            }
            None => s.vacated_link,
        }
    }

    fn disposes_in_place(&self, site: usize) -> bool {
        let stays = |load: &Load| !load.disposition.leaves();
        self.model.sites[site].loads.clone().any(|l| self.state.loads[l].own > 0 && stays(&self.model.loads[l]))
    }

    /// What is on its way: the first convoy of such a phase.
    fn on_the_road_link(&mut self, of: impl Fn(Phase) -> bool) -> LinkId {
        let first = self.state.convoys.iter().find(|convoy| convoy.carries.is_some() && of(convoy.phase)).copied();
        first.map_or(BEGINNING, |convoy| {
            let (site, travel) = (self.model.lanes[convoy.lane].site, Cause::Travel.on(On::Lane(convoy.lane)));
            self.wait(convoy.link, travel, site, self.day)
        })
    }
}
