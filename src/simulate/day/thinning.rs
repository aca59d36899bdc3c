//! Step 3: dated releases of a few people a day, before their site closes.

use std::ops::Range;

use crate::simulate::agenda::Due;
use crate::simulate::chain::{BEGINNING, LinkId};
use crate::simulate::day::Mission;
use crate::simulate::state::{Party, line_up};
use crate::simulate::{Cause, Recorder, Wait, What};

impl<R: Recorder> Mission<'_, R> {
    /// Releases those who are due today, where all who were due before have been released.
    pub(super) fn thin_out(&mut self, site: usize, hold: u32, dated: &[Due]) {
        let link = self.wait(BEGINNING, Cause::Release, site, self.day);
        let most = self.state.sites[site].unreleased.saturating_sub(hold);
        let (mut whole, mut released) = (0, 0);
        while whole < dated.len() {
            let begun = whole;
            whole += self.release_whole(&dated[begun..], most, &mut released);
            self.line_up_rows(site, dated, begun..whole, link);
            if let Some(&Due { row, group, n }) = dated.get(whole) {
                let there = &mut self.state.groups[group as usize].unreleased;
                let part = n.min(*there).min(most - released);
                *there -= part;
                let is_held = part < n && *there > 0;
                if is_held {
                    self.state.sites[site].hold_back();
                }
                if part > 0 {
                    released += part;
                    self.state.thinned[row as usize] += part;
                    self.line_up_group(site, group as usize, part, link);
                    self.tell_thinned(row, group, part);
                }
                whole += 1;
            }
        }
        self.state.sites[site].unreleased -= released;
        self.state.sites[site].waiting += released;
        self.state.queued += released;
    }

    /// Releases all who are due, of one row after the other, as long as all of a row are there and may go; returns of
    /// how many rows.
    fn release_whole(&mut self, dated: &[Due], most: u32, released: &mut u32) -> usize {
        for (rows, &Due { row, group, n }) in dated.iter().enumerate() {
            let unreleased = &mut self.state.groups[group as usize].unreleased;
            if n > most - *released || n > *unreleased {
                return rows;
            }
            *unreleased -= n;
            *released += n;
            self.state.thinned[row as usize] += n;
            self.tell_thinned(row, group, n);
        }
        dated.len()
    }

    /// All who are due today of some rows of thinning join the waiting parties: as one party, where they are of one priority.
    fn line_up_rows(&mut self, site: usize, dated: &[Due], rows: Range<usize>, link: LinkId) {
        let parties = self.agenda.parties(self.day, site);
        if rows.len() == dated.len() {
            parties.iter().for_each(|party| line_up(&mut self.state.parties[site], party.after(link)));
        } else if let ([party], false) = (parties, rows.is_empty()) {
            let part = party.members(&self.agenda.members, rows);
            line_up(&mut self.state.parties[site], part.after(link));
        } else {
            dated[rows].iter().for_each(|due| self.line_up_group(site, due.group as usize, due.n, link));
        }
    }

    fn line_up_group(&mut self, site: usize, group: usize, n: u32, link: LinkId) {
        let priority = self.model.groups[group].priority;
        let party = Party::of_group(group, n, (self.day, self.day), priority, link);
        line_up(&mut self.state.parties[site], party);
    }

    fn tell_thinned(&mut self, row: u32, group: u32, n: u32) {
        if R::HEARS_EVENTS {
            let waited = Wait { since: self.model.thinnings[row as usize].from, cause: Cause::Release };
            self.tell_after(What::Released { group: group as usize, n }, waited);
        }
    }

    /// Releases those who are due today or were before.
    pub(super) fn thin_out_overdue(&mut self, site: usize, hold: u32, guarded_for: Option<Cause>) {
        let mut overdue = false;
        let (today, yesterday) = (self.plan_day(site), self.luck.plan_day(self.model, site, self.day - 1));
        for &row in &self.model.sites[site].thinnings {
            let (thinning, done) = (&self.model.thinnings[row], self.state.thinned[row]);
            let due = thinning.due(today).saturating_sub(done);
            if due == 0 || self.state.groups[thinning.group].unreleased == 0 {
                continue;
            }
            let since = self.luck.day_of(self.model, site, thinning.from);
            let waited = Wait { since, cause: Cause::Release };
            let link = self.dated_link(site, thinning.due(yesterday) > done, guarded_for);
            let released = self.let_go(site, thinning.group, (due, hold), waited, link);
            self.state.thinned[row] = done + released;
            overdue |= released < due && self.state.groups[thinning.group].unreleased > 0;
        }
        self.state.sites[site].overdue = overdue;
    }
}
