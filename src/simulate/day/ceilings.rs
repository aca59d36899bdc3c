//! The end of step 3: authorised strengths, down to which people are released.

use crate::simulate::day::Mission;
use crate::simulate::state::Share;
use crate::simulate::{Cause, Recorder, Wait};

impl<R: Recorder> Mission<'_, R> {
    /// Counts those with whom the way down begins today: before anybody is released.
    pub(super) fn begin_ceilings(&mut self) {
        for (ceiling, begun) in self.model.ceilings.iter().zip(&mut self.state.begun) {
            if begun.is_none() && self.luck.mission_day(self.model, self.day) >= ceiling.from {
                *begun = Some(ceiling.groups.iter().map(|&group| self.state.groups[group].unreleased).sum());
            }
        }
    }

    /// Releases whoever is above an authorised strength, unless the mission's clock stands still.
    pub(super) fn keep_to_ceilings(&mut self) {
        let Some(today) = self.luck.ceiling_day(self.model, self.day) else { return };
        for index in 0..self.model.ceilings.len() {
            let ceiling = &self.model.ceilings[index];
            let Some(begun) = self.state.begun[index] else { continue };
            let unreleased: u32 = ceiling.groups.iter().map(|&group| self.state.groups[group].unreleased).sum();
            let excess = unreleased.saturating_sub(ceiling.allowed(begun, today));
            let released = if excess > 0 { self.release_excess(index, excess) } else { 0 };
            self.state.exceeded[index] = released < excess;
        }
    }

    /// Releases so many of a selection, as far as each site's hold and clock allow; how many it were.
    fn release_excess(&mut self, index: usize, excess: u32) -> u32 {
        let mut shares = std::mem::take(&mut self.state.shares);
        self.split_excess(index, excess, &mut shares);
        let was_due = self.state.exceeded[index];
        let since = self.luck.day_of_mission(self.model, self.model.ceilings[index].from);
        let waited = Wait { since, cause: Cause::Release };
        let mut released = 0;
        for share in shares.iter().filter(|share| share.n > 0) {
            let site = self.model.groups[share.group].site;
            let (hold, guarded_for) = self.hold(site);
            let link = self.dated_link(site, was_due, guarded_for);
            released += self.let_go(site, share.group, (share.n, hold), waited, link);
        }
        self.state.shares = shares;
        released
    }

    /// Each group's share of the excess, in proportion to its unreleased people where the site lets
    /// anybody go at all: what the whole numbers leave goes to the largest remainders, of equal ones
    /// to the lower index.
    fn split_excess(&self, index: usize, excess: u32, shares: &mut Vec<Share>) {
        let groups = || self.model.ceilings[index].groups.iter().map(|&group| (group, self.free_to_go(group)));
        let free: u32 = groups().map(|(_, n)| n).sum();
        let excess = excess.min(free);
        shares.clear();
        for (group, n) in groups().filter(|&(_, n)| n > 0) {
            let part = u64::from(excess) * u64::from(n);
            let (n, rest) = ((part / u64::from(free)) as u32, part % u64::from(free));
            shares.push(Share { group, n, rest });
        }
        let missing = excess - shares.iter().map(|share| share.n).sum::<u32>();
        shares.sort_unstable_by_key(|share| (std::cmp::Reverse(share.rest), share.group));
        shares[..missing as usize].iter_mut().for_each(|share| share.n += 1);
        shares.sort_unstable_by_key(|share| share.group);
    }

    /// The unreleased people of a group, unless its site's clock stands or nobody is above its hold.
    fn free_to_go(&self, group: usize) -> u32 {
        let site = self.model.groups[group].site;
        let free = !self.stands(site) && self.state.sites[site].unreleased > self.hold(site).0;
        if free { self.state.groups[group].unreleased } else { 0 }
    }
}
