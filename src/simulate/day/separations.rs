//! Step 6: contracts that end in place.

use crate::simulate::chain::BEGINNING;
use crate::simulate::day::Mission;
use crate::simulate::{Recorder, What};

impl<R: Recorder> Mission<'_, R> {
    pub(super) fn separate(&mut self) {
        for (row, separation) in self.model.separations.iter().enumerate() {
            let done = self.state.separated[row];
            if self.day < separation.from || done >= separation.count {
                continue;
            }
            let due = separation.due(self.day).saturating_sub(done);
            let unreleased = self.state.groups[separation.group].unreleased;
            let n = due.min(unreleased);
            if n > 0 {
                self.state.separated[row] += n;
                self.state.settle(self.model, separation.group, unreleased - n);
                self.count_gone(separation.group, n);
                let group = &self.model.groups[separation.group];
                if group.travels() {
                    self.state.sites[group.site].separated = self.day;
                    self.note_gone(group.site, BEGINNING);
                }
                self.tell(What::Separated { group: separation.group, n });
            }
        }
    }

    /// People of a group are no longer in the country.
    pub(super) fn count_gone(&mut self, group: usize, n: u32) {
        let g = &self.model.groups[group];
        self.state.groups[group].gone += n;
        self.state.present[g.component as usize] -= n;
        if let (Some(contingent), true) = (g.contingent, g.travels()) {
            self.state.contingent_gone[contingent] += n;
        }
    }
}
