//! Step 8: sites that are empty end, and milestones are reached.

use crate::calendar::NEVER;
use crate::model::Ends;
use crate::scenario::MilestoneKind;
use crate::simulate::day::Mission;
use crate::simulate::state::Stage;
use crate::simulate::{Cause, Event, Recorder, Wait, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn close(&mut self) {
        for at in 0..self.state.open.closing.len() {
            let site = self.state.open.closing[at];
            let stage = self.state.sites[site].stage;
            if stage.is_leaving() && self.is_empty(site) {
                self.vacate(site, stage == Stage::Evacuating);
            }
            let s = &self.state.sites[site];
            if s.stage == Stage::Vacated && self.day >= s.until {
                let waited = Wait { since: s.vacated, cause: Cause::Handover };
                self.end(site, Stage::HandedOver);
                self.tell_after(What::HandedOver { site }, waited);
            }
        }
        if self.state.turned {
            self.state.forget_ended();
        }
    }

    /// Nobody and nothing remains, and nobody and nothing will come.
    fn is_empty(&self, site: usize) -> bool {
        let s = &self.state.sites[site];
        let trucks = if s.stage == Stage::Withdrawing { s.trucks_sent } else { 0 };
        s.unreleased + s.waiting + s.own_cargo + s.queued_cargo + s.convoys_inbound + trucks == 0
            && self.model.sites[site].feeders.iter().all(|&f| self.state.sites[f].stage.is_vacated())
    }

    fn vacate(&mut self, site: usize, by_force: bool) {
        let link = self.vacated_link(site);
        let waited = self.state.chain.walk(link).next().map(|last| Wait { since: last.from, cause: last.cause });
        let model_site = &self.model.sites[site];
        let factor = self.luck.product(1.0, &model_site.handover_drivers);
        let days = self.luck.days(self.model, model_site.handover, factor, Purpose::Handover, model_site.key, 0);
        let s = &mut self.state.sites[site];
        (s.stage, s.since, s.vacated, s.until) = (Stage::Vacated, self.day, self.day, self.day + days);
        (s.emptied_after, s.vacated_link) = (waited, link);
        self.state.turned = true;
        self.wake_who_waited_for(site);
        self.outcome.vacated[site] = self.day;
        self.recorder.event(Event { day: self.day, what: What::Vacated { site }, ended: waited });
        if by_force {
            self.end(site, Stage::Left);
            self.tell(What::LeftWithoutHandover { site });
        } else if self.model.sites[site].ends == Ends::Closed {
            self.end(site, Stage::Closed);
            self.tell(What::Closed { site });
        }
    }

    fn end(&mut self, site: usize, how: Stage) {
        let s = &mut self.state.sites[site];
        (s.stage, s.ended) = (how, self.day);
        self.state.turned = true;
        self.outcome.ended[site] = self.day;
        self.outcome.handed_over[site] = how == Stage::HandedOver;
        self.outcome.closed[site] = how == Stage::Closed;
    }

    pub(in crate::simulate) fn reach_milestones(&mut self) {
        let now = (self.state.strength(), self.state.settled_cargo);
        let still = !self.state.turned && self.state.looked_at == now;
        if still && !self.model.clocks.postpones {
            return;
        }
        self.state.looked_at = now;
        let deadline = self.luck.deadline(self.model, self.day);
        for index in 0..self.model.milestones.len() {
            if self.outcome.milestones[index] != NEVER && self.day > deadline {
                continue;
            }
            let Some(holds) = self.holds(index) else { continue };
            let day = &mut self.outcome.milestones[index];
            if holds && *day == NEVER {
                *day = self.day;
                self.complete(index);
                self.tell(What::MilestoneReached { milestone: index });
            } else if !holds && self.day <= deadline {
                *day = NEVER;
            }
        }
        self.state.turned = false;
    }

    /// Whether a milestone holds; nothing where only a stage could have changed that, and none did.
    fn holds(&self, index: usize) -> Option<bool> {
        let milestone = &self.model.milestones[index];
        let share = |done: usize, of: usize| done as f64 >= (milestone.share * of as f64 - 1e-9).ceil();
        match milestone.kind {
            MilestoneKind::PeopleOut => {
                let strength = self.state.strength();
                Some(strength <= self.agenda.few_people && strength - self.state.kept() <= milestone.people_left)
            }
            MilestoneKind::CargoOut => Some(self.state.settled_cargo >= milestone.cargo_settled),
            _ if !self.state.turned => None,
            MilestoneKind::SitesVacated | MilestoneKind::SitesEnded => {
                let done = |stage: Stage| match milestone.kind {
                    MilestoneKind::SitesVacated => stage.is_vacated(),
                    _ => stage > Stage::Vacated,
                };
                let closing = self.state.sites.iter().filter(|s| s.keep == 0);
                let (n, of) = closing.fold((0, 0), |(n, of), s| (n + usize::from(done(s.stage)), of + 1));
                Some(share(n, of))
            }
            MilestoneKind::LiquidationOver => {
                let kept = self.model.sites.iter().any(|site| site.keep > 0);
                let concerned = |&(index, _): &(usize, _)| !kept || self.model.sites[index].keep > 0;
                Some(self.state.sites.iter().enumerate().filter(concerned).all(|(_, s)| s.stage > Stage::Vacated))
            }
        }
    }
}
