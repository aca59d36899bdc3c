//! What a model's dates ask for on each day, looked up instead of computed: most
//! sites do nothing on most days.

use std::ops::Range;
use std::sync::Arc;

use crate::calendar::{Day, NEVER};
use crate::model::{Exit, Group, Lane, Load, Model, Schedule};
use crate::simulate::state::{Member, Party};

/// So many people of a row of thinning, separation or transfer are due on one day, beyond
/// those that were due before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub row: u32,
    pub group: u32,
    pub n: u32,
}

/// Whose people a group's are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub component: u8,
    /// Where there is none, or they do not count for it: the number of contingents.
    pub contingent: u32,
}

/// The dated work of one model, from its first simulated day to its horizon.
#[derive(Clone, Debug)]
pub(super) struct Agenda {
    first: Day,
    sites: usize,
    /// By day and site, in the order of the rows.
    thinning: Lists<Due>,
    /// By day and site, those of `thinning` as parties: one for each priority.
    parties: Lists<Party>,
    /// Of whom these parties are made.
    pub members: Arc<[Member]>,
    /// By day, in the order of the rows.
    separation: Lists<Due>,
    transfer: Lists<Due>,
    /// By group.
    pub owners: Vec<Owner>,
    /// By site: the first date of departure of a contingent there; [`NEVER`] without one.
    pub departs: Vec<Day>,
    /// By load: the first day on which it may leave before its site does; [`NEVER`] without one.
    pub cargo_leaves: Vec<Day>,
    /// By site: those that begin after it, or whose guard waits for it.
    pub waiting_for: Vec<Vec<usize>>,
    /// By lane: some regime or shock may stop convoys there.
    pub stops_convoys: Vec<bool>,
    /// By exit: every contingent may use it; and the days on which its timetable or its part in
    /// the surge is another than on the day before, in order.
    pub for_all: Vec<bool>,
    turns: Vec<Vec<Day>>,
    /// With more people than so many in the country no milestone of people is reached.
    pub few_people: u32,
}

/// Lists one behind the other.
#[derive(Clone, Debug)]
struct Lists<T> {
    /// Where each begins, and where the last one ends.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Lists<T> {
    #[inline]
    fn get(&self, list: usize) -> &[T] {
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn new(lists: impl Iterator<Item = Vec<T>>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend(list);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }
}

/// What is due on each of these days, of each of `keys` one after the other.
fn due<'m>(days: Range<Day>, keys: &[Vec<usize>], row: impl Fn(usize) -> &'m Schedule) -> Lists<Due> {
    let of_row = |index: usize, day: Day| {
        let n = row(index).due(day) - row(index).due(day - 1);
        (n > 0).then(|| Due { row: index as u32, group: row(index).group as u32, n })
    };
    let of_rows = |day: Day, rows: &[usize]| rows.iter().filter_map(|&index| of_row(index, day)).collect();
    Lists::new(days.flat_map(|day| keys.iter().map(move |rows| of_rows(day, rows))))
}

/// The same people as parties of one priority each.
fn as_parties(thinning: &Lists<Due>, days: Range<Day>, model: &Model) -> (Lists<Party>, Arc<[Member]>) {
    let priority = |due: &Due| model.groups[due.group as usize].priority;
    let (mut members, mut lists) = (Vec::new(), Vec::new());
    let of_list = (0..thinning.len()).zip(days.flat_map(|day| std::iter::repeat_n(day, model.sites.len())));
    for (list, day) in of_list {
        let mut dues = thinning.get(list).to_vec();
        dues.sort_by_key(priority);
        let mut parties = Vec::new();
        for alike in dues.chunk_by(|a, b| priority(a) == priority(b)) {
            let from = members.len() as u32;
            members.extend(alike.iter().map(|due| Member { group: due.group, n: due.n }));
            let n = alike.iter().map(|due| due.n).sum();
            parties.push(Party::of_members(&members, (from, members.len() as u32), n, day, priority(&alike[0])));
        }
        lists.push(parties);
    }
    (Lists::new(lists.into_iter()), members.into())
}

impl Agenda {
    pub fn new(model: &Model) -> Self {
        let days = model.first..model.horizon + 2;
        let thinnings: Vec<Vec<usize>> = model.sites.iter().map(|site| site.thinnings.clone()).collect();
        let separations = vec![(0..model.separations.len()).collect()];
        let transfers = vec![(0..model.transfers.len()).collect()];
        let departs = |group: usize| model.groups[group].contingent.map_or(NEVER, |c| model.contingents[c].depart);
        let dated = |load: &Load| load.from.min(load.contingent.map_or(NEVER, |c| model.contingents[c].depart));
        let leaves = |load: &Load| if load.disposition.leaves() { dated(load) } else { NEVER };
        let first = |days: &mut dyn Iterator<Item = Day>| days.min().unwrap_or(NEVER);
        let thinning = due(days.clone(), &thinnings, |row| &model.thinnings[row]);
        let (parties, members) = as_parties(&thinning, days.clone(), model);
        let nobody = model.contingents.len();
        let owner = |group: &Group| Owner {
            component: group.component as u8,
            contingent: group.contingent.filter(|_| group.travels()).unwrap_or(nobody) as u32,
        };
        Self {
            first: model.first,
            sites: model.sites.len(),
            thinning,
            parties,
            members,
            separation: due(days.clone(), &separations, |row| &model.separations[row]),
            transfer: due(days, &transfers, |row| &model.transfers[row].row),
            owners: model.groups.iter().map(owner).collect(),
            departs: model.sites.iter().map(|s| first(&mut s.departing.iter().map(|&g| departs(g)))).collect(),
            cargo_leaves: model.loads.iter().map(leaves).collect(),
            waiting_for: waiting_for(model),
            stops_convoys: model.lanes.iter().map(|lane| may_stop(lane, model)).collect(),
            for_all: (0..model.exits.len()).map(|e| model.contingents.iter().all(|c| c.may_use[e])).collect(),
            turns: model.exits.iter().map(|exit| turns(exit, model)).collect(),
            few_people: model.sites.iter().map(|site| site.keep).sum::<u32>()
                + model.milestones.iter().map(|milestone| milestone.people_left).max().unwrap_or(0),
        }
    }

    /// The thinning that is due at a site on a simulated day.
    #[inline]
    pub fn thinning(&self, day: Day, site: usize) -> &[Due] {
        self.thinning.get((day - self.first) as usize * self.sites + site)
    }

    /// The same as parties, who become ready on that day.
    #[inline]
    pub fn parties(&self, day: Day, site: usize) -> &[Party] {
        self.parties.get((day - self.first) as usize * self.sites + site)
    }

    /// The next day after this one on which an exit's timetable or surge is another.
    pub fn next_turn(&self, exit: usize, day: Day) -> Day {
        let next = self.turns[exit].partition_point(|&turn| turn <= day);
        self.turns[exit].get(next).copied().unwrap_or(NEVER)
    }

    /// The transfers that are due on a simulated day.
    pub fn transfer(&self, day: Day) -> &[Due] {
        self.transfer.get((day - self.first) as usize)
    }

    /// The separations that are due on a simulated day.
    pub fn separation(&self, day: Day) -> &[Due] {
        self.separation.get((day - self.first) as usize)
    }
}

fn waiting_for(model: &Model) -> Vec<Vec<usize>> {
    let mut waiting = vec![Vec::new(); model.sites.len()];
    for (index, site) in model.sites.iter().enumerate() {
        site.after.iter().chain(&site.behind).for_each(|&other| waiting[other].push(index));
    }
    waiting
}

fn may_stop(lane: &Lane, model: &Model) -> bool {
    let states = lane.regimes.iter().flat_map(|&regime| &model.regimes[regime].states);
    let effects = states.map(|state| &state.effect).chain(lane.timed.iter().map(|&timed| &model.timed[timed].effect));
    effects.into_iter().any(|effect| effect.convoys_stopped)
}

fn turns(exit: &Exit, model: &Model) -> Vec<Day> {
    let days = exit.per_week.windows(2).zip(1..).filter(|(pair, _)| pair[0] != pair[1]).map(|(_, day)| day);
    let mut turns: Vec<Day> = days.chain([model.policy.surge_from, model.deadline + 1]).collect();
    turns.sort_unstable();
    turns
}
