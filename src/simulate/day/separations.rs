//! Step 6: contracts that end in place, and people who go over to another force.

use crate::model::Ends;
use crate::simulate::agenda::Due;
use crate::simulate::chain::BEGINNING;
use crate::simulate::day::Mission;
use crate::simulate::{Recorder, What};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn separate(&mut self) {
        // Whoever is due and is not there has left already: nobody is ever overdue.
        for &Due { group, n, .. } in self.agenda.separation(self.day) {
            let group = group as usize;
            let n = self.leave_in_place(group, n);
            if n > 0 {
                self.tell(What::Separated { group, n });
            }
        }
        for &Due { row, group, n } in self.agenda.transfer(self.day) {
            let (group, force) = (group as usize, self.model.transfers[row as usize].force);
            let n = self.leave_in_place(group, n);
            if n > 0 {
                self.tell(What::Transferred { group, force, n });
            }
        }
    }

    /// Up to so many unreleased people of a group are counted no longer; returns how many.
    fn leave_in_place(&mut self, index: usize, most: u32) -> u32 {
        let unreleased = self.state.groups[index].unreleased;
        let n = most.min(unreleased);
        if n > 0 {
            self.state.settle(self.model, index, unreleased - n);
            self.count_gone(index, n);
            let group = &self.model.groups[index];
            if group.travels() {
                self.state.sites[group.site].separated = self.day;
                self.note_gone(group.site, BEGINNING);
            }
        }
        n
    }

    /// All unreleased people of a site that withdraws go over to the force that takes it,
    /// whoever would have been held. Local staff stay where they live.
    pub(super) fn go_over(&mut self, site: usize) {
        let Ends::TransferredTo(force) = self.model.sites[site].ends else { return };
        for group in self.model.sites[site].groups.clone() {
            let n = self.state.groups[group].unreleased;
            if n > 0 && self.model.groups[group].travels() {
                self.state.settle(self.model, group, 0);
                self.count_gone(group, n);
                self.note_gone(site, self.state.sites[site].stage_link);
                self.tell(What::Transferred { group, force, n });
            }
        }
    }

    /// People of a group are no longer in the country.
    #[inline(always)]
    pub(super) fn count_gone(&mut self, group: usize, n: u32) {
        let owner = self.agenda.owners[group];
        self.state.present[usize::from(owner.component)] -= n;
        let gone = &mut self.state.gone[owner.contingent as usize];
        gone.n += n;
        if gone.n >= gone.next {
            self.outcome.contingents[owner.contingent as usize].reach(gone, self.day);
        }
    }
}
