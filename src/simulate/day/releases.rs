//! Step 3: who may leave, and what stage each site is in.

use crate::calendar::{Day, NEVER};
use crate::model::LaneKind;
use crate::scenario::Component;
use crate::simulate::agenda::Due;
use crate::simulate::chain::LinkId;
use crate::simulate::day::Mission;
use crate::simulate::state::{Convoy, Leaving, Phase, Request, Sent, Stage};
use crate::simulate::{Cause, Recorder, Wait, What};
use crate::streams::Purpose;

/// Components in the order in which a closing site lets them go: guards are military.
const ORDER: [Component; 3] = [Component::Civilian, Component::Police, Component::Military];

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn release(&mut self) {
        let has_ceilings = !self.model.ceilings.is_empty();
        if has_ceilings {
            self.begin_ceilings();
        }
        for at in 0..self.state.open.sites.len() {
            let site = self.state.open.sites[at];
            let dated = self.agenda.thinning(self.day, site);
            if self.day >= self.state.sites[site].asleep_until {
                self.look_after(site, dated);
            } else if !dated.is_empty() {
                self.release_people(site, dated);
            }
        }
        if has_ceilings {
            self.keep_to_ceilings();
        }
    }

    fn look_after(&mut self, site: usize, dated: &[Due]) {
        if !self.state.sites[site].stage.is_vacated() {
            self.end_liquidation(site);
            self.begin(site);
            self.withdraw(site);
            self.release_people(site, dated);
            self.release_cargo(site);
            if self.state.sites[site].stage == Stage::Evacuating {
                self.drive_out(site);
                // What came here only after the evacuation is lost on the day on which it came.
                let link = self.state.sites[site].stage_link;
                let link = self.state.cargo[site].last().map_or(link, |batch| batch.link);
                self.write_off_queue(site, link);
            }
        }
        self.state.sites[site].asleep_until = self.sleeps_until(site);
    }

    fn end_liquidation(&mut self, site: usize) {
        let s = &self.state.sites[site];
        if s.keep == 0 || self.day < self.luck.liquidation(self.model, self.day) + s.liquidation_days {
            return;
        }
        let waited = Wait { since: self.luck.liquidation(self.model, self.day), cause: Cause::Liquidation };
        let s = &mut self.state.sites[site];
        (s.keep, s.liquidated, s.kept_until) = (0, true, Some(Cause::Liquidation));
        self.state.turned = true;
        if s.stage < Stage::Withdrawing {
            let link = self.liquidation_link(site);
            self.start_withdrawal(site, waited, link);
        }
        self.tell_after(What::LiquidationEnded { site }, waited);
        let link = self.liquidation_link(site);
        self.write_off_queue(site, link);
        for load in self.model.sites[site].loads.clone() {
            if self.model.loads[load].disposition.leaves() {
                let n = std::mem::take(&mut self.state.loads[load].own);
                self.state.sites[site].own_cargo -= n;
                self.lose(site, load, n, link);
            }
        }
    }

    fn begin(&mut self, site: usize) {
        let s = &self.state.sites[site];
        if s.stage != Stage::Operating || self.plan_day(site) < s.begin || self.stands(site) {
            return;
        }
        let (mut last, mut root) = (NEVER, None);
        for &before in &self.model.sites[site].after {
            let b = &self.state.sites[before];
            if !b.stage.is_vacated() {
                return;
            }
            if root.is_none() || b.vacated > last {
                (last, root) = (b.vacated, Some(before));
            }
        }
        let start = self.luck.day_of(self.model, site, s.begin);
        let predecessor = root.filter(|_| last >= start);
        let waited = match predecessor {
            Some(before) => Wait { since: start, cause: Cause::Predecessor(before) },
            None => {
                let mover = self.luck.mover(self.model, site, self.day).filter(|_| self.day != s.begin_before);
                Wait { since: self.model.first, cause: s.advanced_by.or(mover).map_or(Cause::Plan, Cause::Shock) }
            }
        };
        let link = self.begin_link(site, predecessor);
        let model_site = &self.model.sites[site];
        let factor = self.luck.product(1.0, &model_site.preparation_drivers);
        let days = self.luck.days(self.model, model_site.preparation, factor, Purpose::Preparation, model_site.key, 0);
        let s = &mut self.state.sites[site];
        (s.stage, s.since, s.until, s.stage_link) = (Stage::Preparing, self.day, self.day + days, link);
        self.state.turned = true;
        self.begins_to_close(site);
        self.tell_after(What::Began { site }, waited);
    }

    fn withdraw(&mut self, site: usize) {
        let s = &self.state.sites[site];
        if s.stage == Stage::Preparing && self.day >= s.until {
            let waited = Wait { since: s.since, cause: Cause::Preparation };
            let link = self.state.chain.until(s.stage_link, Cause::Preparation, site, self.day);
            self.start_withdrawal(site, waited, link);
        }
    }

    fn start_withdrawal(&mut self, site: usize, waited: Wait, link: LinkId) {
        let s = &mut self.state.sites[site];
        (s.stage, s.since, s.withdrew, s.stage_link) = (Stage::Withdrawing, self.day, self.day, link);
        self.state.open.leaves(site);
        self.state.turned = true;
        self.begins_to_close(site);
        for load in self.model.sites[site].loads.clone() {
            let l = &self.model.loads[load];
            if !l.disposition.leaves() {
                let model_site = &self.model.sites[site];
                let factor = self.luck.product(1.0, &model_site.disposal_drivers);
                let days = self.luck.days(self.model, model_site.disposal, factor, Purpose::Disposal, l.key, 0);
                self.state.loads[load].disposal = self.day + days;
            }
        }
        self.tell_after(What::Withdrew { site }, waited);
        self.go_over(site);
        self.weigh(site);
    }

    /// A site leaves the stage *operating* today, if it has not before.
    pub(super) fn begins_to_close(&mut self, site: usize) {
        let began = &mut self.outcome.began[site];
        *began = if *began == NEVER { self.day } else { *began };
    }

    /// Lets people go: those who are due today by the agenda, and whoever else may.
    fn release_people(&mut self, site: usize, dated: &[Due]) {
        if self.model.clocks.n > 0 {
            return self.release_by_clock(site);
        }
        let s = &self.state.sites[site];
        let departs = self.day >= self.agenda.departs[site];
        let only_dated = !departs && !s.overdue && !s.stage.is_leaving();
        if s.unreleased == 0 || (dated.is_empty() && only_dated) {
            return;
        }
        let most_held = s.guard.max(s.keep);
        if only_dated && s.unreleased.saturating_sub(most_held) >= dated.iter().map(|due| due.n).sum() {
            // Whoever is held, nobody of those who are due is.
            return self.thin_out(site, most_held, dated);
        }
        let (hold, guarded_for) = self.hold(site);
        if s.unreleased <= hold {
            if !dated.is_empty() {
                self.state.sites[site].hold_back();
            }
            return;
        }
        if departs {
            self.release_departing(site, hold, guarded_for);
        }
        if self.state.sites[site].overdue {
            self.thin_out_overdue(site, hold, guarded_for);
        } else if !dated.is_empty() {
            self.thin_out(site, hold, dated);
        }
        if self.state.sites[site].stage.is_leaving() {
            self.release_all(site, hold, guarded_for);
        }
    }

    pub(super) fn release_departing(&mut self, site: usize, hold: u32, guarded_for: Option<Cause>) {
        let plan_day = self.plan_day(site);
        for &group in &self.model.sites[site].departing {
            let contingent = self.model.groups[group].contingent.expect("only contingents depart");
            let departs = self.model.contingents[contingent].depart;
            if plan_day >= departs && self.state.groups[group].unreleased > 0 {
                let since = self.luck.day_of(self.model, site, departs);
                let link = self.dated_link(site, self.day > since, guarded_for);
                self.let_go(site, group, (u32::MAX, hold), Wait { since, cause: Cause::Release }, link);
            }
        }
    }

    pub(super) fn release_all(&mut self, site: usize, hold: u32, guarded_for: Option<Cause>) {
        let s = &self.state.sites[site];
        let freed = self.freed_by_cargo(site).map(|left| left.waited.cause).or(guarded_for);
        let cause = s.evacuated_by.map_or(freed.unwrap_or(Cause::Preparation), |ordered| ordered.cause);
        let waited = Wait { since: s.since, cause };
        let link = self.leaving_link(site, guarded_for);
        for component in ORDER {
            for group in self.model.sites[site].groups.clone().rev() {
                if self.model.groups[group].component == component {
                    self.let_go(site, group, (u32::MAX, hold), waited, link);
                }
            }
        }
    }

    /// People who must stay at a site, and the site whose end freed its guard last.
    pub(super) fn hold(&self, site: usize) -> (u32, Option<Cause>) {
        let (hold, guarded_for) = self.hold_of_plan(site);
        (hold.max(self.stay_with_cargo(site)), guarded_for)
    }

    /// The same, whatever cargo there is.
    pub(super) fn hold_of_plan(&self, site: usize) -> (u32, Option<Cause>) {
        let s = &self.state.sites[site];
        if s.guard == 0 {
            return (s.keep, None);
        }
        let behind = &self.model.sites[site].behind;
        if behind.iter().any(|&b| !self.state.sites[b].stage.is_vacated()) {
            return (s.guard.max(s.keep), None);
        }
        let last = behind.iter().max_by_key(|&&b| (self.state.sites[b].vacated, std::cmp::Reverse(b)));
        (s.keep, last.filter(|&&b| self.state.sites[b].vacated >= s.since).map(|&b| Cause::Guard(b)))
    }

    /// Releases up to `most` people of a group, as far as the hold allows.
    pub(super) fn let_go(
        &mut self,
        site: usize,
        group: usize,
        (most, hold): (u32, u32),
        waited: Wait,
        link: LinkId,
    ) -> u32 {
        let unreleased = self.state.groups[group].unreleased;
        let n = unreleased.min(most).min(self.state.sites[site].unreleased.saturating_sub(hold));
        if n > 0 {
            self.state.settle(self.model, group, unreleased - n);
            self.state.join(self.model, site, group, n, (self.day, self.day), link);
            self.tell_after(What::Released { group, n }, waited);
        }
        n
    }

    fn release_cargo(&mut self, site: usize) {
        let (leaving, plan_day) = (self.state.sites[site].stage.is_leaving(), self.plan_day(site));
        if self.state.sites[site].own_cargo == 0 || (!leaving && self.stands(site)) {
            return;
        }
        for load in self.model.sites[site].loads.clone() {
            let (l, now) = (&self.model.loads[load], self.state.loads[load]);
            if now.own == 0 {
                continue;
            }
            if l.disposition.leaves() {
                if leaving || plan_day >= self.agenda.cargo_leaves[load] {
                    self.take_own(site, load);
                    let link = self.cargo_link(site);
                    self.state.queue(site, load, now.own, self.day, link);
                    self.tell(What::CargoReleased { load, n: now.own });
                }
            } else if leaving && self.day >= now.disposal {
                self.take_own(site, load);
                self.state.loads[load].disposed += now.own;
                self.state.settled_cargo += now.own;
                let (day, stage) = (self.day, self.state.sites[site].stage_link);
                let waited = Wait { since: self.state.sites[site].withdrew, cause: Cause::Disposal };
                let link = self.state.chain.until(stage, Cause::Disposal, site, day);
                self.note_settled(site, link);
                self.state.sites[site].cargo_left = Some(Leaving { day, waited, link });
                self.tell_after(What::CargoDisposed { load, n: now.own }, waited);
            }
        }
    }

    fn take_own(&mut self, site: usize, load: usize) {
        let n = std::mem::take(&mut self.state.loads[load].own);
        self.state.sites[site].own_cargo -= n;
    }

    /// A forced self-move: everyone leaves, ready or not, without permission.
    fn drive_out(&mut self, site: usize) {
        let waited = self.state.sites[site].evacuated_by.expect("an evacuation was ordered");
        self.set_out(site, u32::MAX, None, waited);
    }

    /// People drive out by the first road lane of a site that has vehicles for
    /// them; returns how many. Without a request they are forced to, ready or not.
    pub(super) fn set_out(&mut self, site: usize, most: u32, request: Option<&Request>, waited: Wait) -> u32 {
        let (Some(lane), Some(km_per_day)) = (self.model.sites[site].road, self.model.sites[site].self_move_km_per_day)
        else {
            return 0;
        };
        if self.state.sites[site].waiting == 0 {
            return 0;
        }
        let LaneKind::Road { km, .. } = self.model.lanes[lane].kind else {
            unreachable!("the first road lane is a road")
        };
        let (hub, days_left) = (self.model.lanes[lane].to, self.travel(lane, km, km_per_day, Purpose::TravelPeople));
        let since: Day = self.day;
        // A convoy that is forced to leave goes alone.
        let mut may_take = request.is_some();
        self.take_people(site, most, request.is_none(), |mission, party| {
            let escort = if std::mem::take(&mut may_take) { mission.take_escort(lane) } else { None };
            let link = mission.set_out_link(site, &party, request);
            let convoy = Convoy {
                lane,
                phase: Phase::People,
                days_left,
                since,
                n: party.n,
                carries: Some(party.group),
                pool: usize::MAX,
                escort,
                spare: 0,
                link,
                sent: Sent::default(),
            };
            mission.state.convoys.push(convoy);
            mission.state.on_road += party.n;
            mission.state.sites[hub].people_inbound += party.n;
            mission.state.sites[hub].convoys_inbound += 1;
            mission.state.sites[site].people_left = Some(Leaving { day: since, waited, link });
            mission.tell_after(What::PeopleSetOut { lane, group: party.group, n: party.n }, waited);
        })
    }
}
