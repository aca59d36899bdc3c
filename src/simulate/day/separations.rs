//! Step 6: contracts that end in place.

use crate::simulate::agenda::Due;
use crate::simulate::chain::BEGINNING;
use crate::simulate::day::Mission;
use crate::simulate::{Recorder, What};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn separate(&mut self) {
        // Whoever is due and cannot separate has left already: nobody is ever overdue.
        for &Due { row, n } in self.agenda.separation(self.day) {
            let index = self.model.separations[row].group;
            let unreleased = self.state.groups[index].unreleased;
            let n = n.min(unreleased);
            if n > 0 {
                self.state.settle(self.model, index, unreleased - n);
                self.count_gone(index, n);
                let group = &self.model.groups[index];
                if group.travels() {
                    self.state.sites[group.site].separated = self.day;
                    self.note_gone(group.site, BEGINNING);
                }
                self.tell(What::Separated { group: index, n });
            }
        }
    }

    /// People of a group are no longer in the country.
    pub(super) fn count_gone(&mut self, group: usize, n: u32) {
        let g = &self.model.groups[group];
        self.state.present[g.component as usize] -= n;
        if let (Some(contingent), true) = (g.contingent, g.travels()) {
            self.state.contingent_gone[contingent] += n;
            self.state.went[contingent] = true;
        }
    }
}
