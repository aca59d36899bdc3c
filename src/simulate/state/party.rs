//! People who wait at one place and have waited alike.

use std::ops::Range;

use crate::calendar::Day;
use crate::simulate::chain::{BEGINNING, LinkId};

/// People of one group, or of several that were released on one day and wait one behind the
/// other: what they waited for is the same, so that most of the time nobody asks which group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// The group in front, and so many of it.
    pub group: usize,
    front: u32,
    /// All of them.
    pub n: u32,
    /// The members behind those in front, among all of [`super::State::members`].
    behind: u32,
    end: u32,
    /// They may leave from this day on.
    pub ready: Day,
    /// When they came or were released.
    pub since: Day,
    /// Of their contingents: smaller boards first.
    pub priority: u8,
    /// What they had waited for before `since`.
    pub link: LinkId,
}

/// People of one group in a party of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub group: u32,
    pub n: u32,
}

impl Party {
    /// People of one group.
    pub(crate) fn of_group(group: usize, n: u32, (ready, since): (Day, Day), priority: u8, link: LinkId) -> Self {
        Self { group, front: n, n, behind: 0, end: 0, ready, since, priority, link }
    }

    /// All of `members[from..end]`, together so many. They become ready today.
    pub(crate) fn of_members(members: &[Member], (from, end): (u32, u32), n: u32, day: Day, priority: u8) -> Self {
        let first = members[from as usize];
        let (group, front, behind) = (first.group as usize, first.n, from + 1);
        Self { group, front, n, behind, end, ready: day, since: day, priority, link: BEGINNING }
    }

    /// Some of the members of a party that nobody has left yet, by their places in it.
    pub(crate) fn members(&self, members: &[Member], places: Range<usize>) -> Self {
        let from = self.behind - 1;
        let (from, end) = (from + places.start as u32, from + places.end as u32);
        let n = members[from as usize..end as usize].iter().map(|member| member.n).sum();
        Self::of_members(members, (from, end), n, self.ready, self.priority)
    }

    /// The same people, who had waited for this before.
    #[must_use]
    pub(crate) fn after(self, link: LinkId) -> Self {
        Self { link, ..self }
    }

    /// The groups in it, in the order in which they stand, and how many of each.
    pub fn people<'m>(&self, members: &'m [Member]) -> impl Iterator<Item = (usize, u32)> + use<'m> {
        let behind = members[self.behind as usize..self.end as usize].iter();
        std::iter::once((self.group, self.front)).chain(behind.map(|member| (member.group as usize, member.n)))
    }

    /// Takes the first `n` people away and hands on how many of which group.
    #[inline]
    pub(crate) fn take(&mut self, n: u32, members: &[Member], mut each: impl FnMut(usize, u32)) {
        let mut left = n;
        self.n -= n;
        while left >= self.front {
            left -= self.front;
            each(self.group, self.front);
            if self.behind == self.end {
                self.front = 0;
                return;
            }
            let next = members[self.behind as usize];
            (self.group, self.front, self.behind) = (next.group as usize, next.n, self.behind + 1);
        }
        if left > 0 {
            each(self.group, left);
            self.front -= left;
        }
    }

    /// Whether all groups in it satisfy a condition, or none does.
    pub(crate) fn is_alike(&self, members: &[Member], condition: impl Fn(usize) -> bool) -> bool {
        let mut people = self.people(members).map(|(group, _)| condition(group));
        let first = people.next();
        people.all(|satisfies| Some(satisfies) == first)
    }

    /// The same people as several parties, none of which has both groups that satisfy a condition and others.
    pub(crate) fn split(&self, members: &[Member], condition: impl Fn(usize) -> bool, parts: &mut Vec<Self>) {
        let mut rest = *self;
        while rest.n > 0 {
            let first = condition(rest.group);
            let alike = rest.people(members).take_while(|&(group, _)| condition(group) == first);
            let (count, n) = alike.fold((0, 0), |(count, n), (_, of_group)| (count + 1, n + of_group));
            parts.push(Self { n, end: if count == 1 { rest.behind } else { rest.behind + count - 1 }, ..rest });
            rest.take(n, members, |_, _| {});
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: [Member; 4] =
        [Member { group: 7, n: 1 }, Member { group: 3, n: 4 }, Member { group: 5, n: 2 }, Member { group: 9, n: 3 }];

    /// 4 people of group 3, 2 of group 5, 3 of group 9.
    fn party() -> Party {
        Party::of_members(&MEMBERS, (1, 4), 9, 12, 0)
    }

    fn taken(party: &mut Party, n: u32) -> Vec<(usize, u32)> {
        let mut taken = Vec::new();
        party.take(n, &MEMBERS, |group, n| taken.push((group, n)));
        taken
    }

    #[test]
    fn people_are_taken_in_their_order() {
        let mut party = party();
        assert_eq!(taken(&mut party, 3), [(3, 3)]);
        assert_eq!(party.people(&MEMBERS).collect::<Vec<_>>(), [(3, 1), (5, 2), (9, 3)]);
        assert_eq!(taken(&mut party, 3), [(3, 1), (5, 2)]);
        assert_eq!((party.group, party.n), (9, 3));
        assert_eq!(taken(&mut party, 3), [(9, 3)]);
        assert_eq!(party.n, 0);
    }

    #[test]
    fn a_part_of_a_party_is_a_party() {
        let people = |places| party().members(&MEMBERS, places).people(&MEMBERS).collect::<Vec<_>>();
        assert_eq!(people(0..3), [(3, 4), (5, 2), (9, 3)]);
        assert_eq!(people(1..3), [(5, 2), (9, 3)]);
        assert_eq!(people(1..2), [(5, 2)]);
        assert_eq!(party().members(&MEMBERS, 1..3).n, 5);
    }

    #[test]
    fn whoever_may_not_go_is_told_apart() {
        let split = |odd: usize| {
            let mut parts = Vec::new();
            party().split(&MEMBERS, |group| group == odd, &mut parts);
            let people = |part: &Party| part.people(&MEMBERS).collect::<Vec<_>>();
            assert_eq!(parts.iter().map(|part| part.n).sum::<u32>(), 9);
            parts.iter().map(people).collect::<Vec<_>>()
        };
        assert_eq!(split(3), [vec![(3, 4)], vec![(5, 2), (9, 3)]]);
        assert_eq!(split(5), [vec![(3, 4)], vec![(5, 2)], vec![(9, 3)]]);
        assert_eq!(split(9), [vec![(3, 4), (5, 2)], vec![(9, 3)]]);
        assert_eq!(split(1), [vec![(3, 4), (5, 2), (9, 3)]]);
    }
}
