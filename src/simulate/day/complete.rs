//! What completed each milestone: of all that went on its day, in the order of the
//! day's steps, the first after which it held.

use crate::calendar::Day;
use crate::model::Milestone;
use crate::scenario::MilestoneKind;
use crate::simulate::chain::{BEGINNING, LinkId};
use crate::simulate::complete::Step;
use crate::simulate::day::Mission;
use crate::simulate::state::{SiteState, Stage};
use crate::simulate::{Cause, Recorder};

impl<R: Recorder> Mission<'_, R> {
    /// People have left the country from a site, after this link.
    pub(super) fn note_gone(&mut self, site: usize, link: LinkId) {
        let count = self.state.strength();
        if count <= self.agenda.few_people && !self.state.chain.is_asleep() {
            self.state.completion.people.push(Step { count, site, link });
        }
    }

    /// Cargo at a site has left the country, was disposed of or is lost, after this link.
    pub(super) fn note_settled(&mut self, site: usize, link: LinkId) {
        if !self.state.chain.is_asleep() {
            let count = self.state.settled_cargo;
            self.state.completion.cargo.push(Step { count, site, link });
        }
    }

    /// A milestone holds from today on.
    pub(super) fn complete(&mut self, index: usize) {
        if self.state.chain.is_asleep() {
            return;
        }
        let milestone = &self.model.milestones[index];
        self.state.completion.links[index] = match milestone.kind {
            MilestoneKind::PeopleOut => self.last_gone(milestone),
            MilestoneKind::CargoOut => {
                let steps = &self.state.completion.cargo;
                let step = steps.iter().find(|step| step.count >= milestone.cargo_settled);
                step.map_or(BEGINNING, |step| step.link)
            }
            MilestoneKind::SitesVacated => {
                let site = self.last_site(|s| s.vacated, |_, s| s.keep == 0, milestone.share);
                site.map_or(BEGINNING, |site| self.state.sites[site].vacated_link)
            }
            MilestoneKind::SitesEnded => {
                let site = self.last_site(|s| s.ended, |_, s| s.keep == 0, milestone.share);
                site.map_or(BEGINNING, |site| self.ended_link(site))
            }
            MilestoneKind::LiquidationOver => {
                let site = self.last_site(|s| s.ended, |site, _| self.liquidates(site), 1.0);
                site.map_or(BEGINNING, |site| self.ended_link(site))
            }
        };
    }

    fn last_gone(&mut self, milestone: &Milestone) -> LinkId {
        let kept = self.state.kept();
        let steps = &self.state.completion.people;
        match steps.iter().find(|step| step.count.saturating_sub(kept) <= milestone.people_left).copied() {
            Some(Step { site, link: BEGINNING, .. }) => self.wait(BEGINNING, Cause::Release, site, self.day),
            Some(step) => step.link,
            None => BEGINNING,
        }
    }

    /// Of these sites the one with which so large a share of them had come to `day_of`: in the
    /// order of time, and of one day by index.
    fn last_site(
        &self,
        day_of: impl Fn(&SiteState) -> Day,
        concerned: impl Fn(usize, &SiteState) -> bool,
        share: f64,
    ) -> Option<usize> {
        let sites = self.state.sites.iter().enumerate().filter(|&(site, s)| concerned(site, s));
        let mut done: Vec<(Day, usize)> = sites.clone().map(|(site, s)| (day_of(s), site)).collect();
        done.sort_unstable();
        let needed = (share * done.len() as f64 - 1e-9).ceil() as usize;
        needed.checked_sub(1).and_then(|last| done.get(last)).map(|&(_, site)| site)
    }

    /// Whether the end of the liquidation waits for this site.
    pub(super) fn liquidates(&self, site: usize) -> bool {
        let kept = |site: usize| self.model.sites[site].keep > 0;
        kept(site) || !(0..self.model.sites.len()).any(kept)
    }

    /// A site up to its end, or up to today: after it was vacated it waits for its signature.
    pub(super) fn ended_link(&mut self, site: usize) -> LinkId {
        let s = self.state.sites[site];
        let until = if s.stage > Stage::Vacated { s.ended } else { self.day };
        if s.stage >= Stage::Vacated { self.wait(s.vacated_link, Cause::Handover, site, until) } else { s.vacated_link }
    }
}
