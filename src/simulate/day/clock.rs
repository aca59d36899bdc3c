//! The plan's clock in the steps of a day: dated releases by plan days, and what is told of its moves.

use crate::calendar::Day;
use crate::model::TableId;
use crate::simulate::day::Mission;
use crate::simulate::{Recorder, What};
use crate::streams::Purpose;

impl<R: Recorder> Mission<'_, R> {
    /// Today, as the plan of a site has it.
    pub(super) fn plan_day(&self, site: usize) -> Day {
        self.luck.plan_day(self.model, site, self.day)
    }

    /// Whether the clock of a site stands still today.
    pub(super) fn stands(&self, site: usize) -> bool {
        self.luck.stands(self.model, site, self.day)
    }

    /// Releases where a shock may move the site's clock: the agenda, which goes by calendar days, is of no use then.
    pub(super) fn release_by_clock(&mut self, site: usize) {
        let s = &self.state.sites[site];
        if s.unreleased == 0 {
            return;
        }
        let (hold, guarded_for) = self.hold(site);
        if s.unreleased <= hold {
            return;
        }
        let leaving = s.stage.is_leaving();
        if !self.stands(site) {
            self.release_departing(site, hold, guarded_for);
            self.thin_out_overdue(site, hold, guarded_for);
        }
        if leaving {
            self.release_all(site, hold, guarded_for);
        }
    }

    pub(super) fn tell_pause(&mut self, shock: usize, days: TableId, index: u64) {
        if R::HEARS_EVENTS {
            let key = self.model.shocks[shock].key;
            let days = self.luck.days(self.model, days, 1.0, Purpose::ShockLength, key, index).max(1);
            self.tell(What::ClockPaused { shock, days: days as u32 });
        }
    }

    /// Tells where a shock moved the deadline to.
    pub(super) fn tell_moves(&mut self, shock: usize) {
        if R::HEARS_EVENTS {
            let luck = self.luck;
            for moved in luck.clock().moves().iter().filter(|moved| moved.shock == shock) {
                self.tell(What::DeadlineMoved { shock, from: moved.before, to: moved.deadline });
            }
        }
    }
}
