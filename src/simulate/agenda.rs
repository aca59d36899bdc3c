//! What a model's dates ask for on each day, looked up instead of computed: most
//! sites do nothing on most days.

use std::ops::Range;

use crate::calendar::{Day, NEVER};
use crate::model::{Exit, Load, Model, Schedule};

/// So many people of a row of thinning or separation are due on one day, beyond
/// those that were due before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub row: usize,
    pub n: u32,
}

/// The dated work of one model, from its first simulated day to its horizon.
#[derive(Clone, Debug)]
pub(super) struct Agenda {
    first: Day,
    sites: usize,
    /// By day and site, in the order of the rows.
    thinning: Lists,
    /// By day, in the order of the rows.
    separation: Lists,
    transfer: Lists,
    /// By site: the first date of departure of a contingent there, and the first day on which
    /// cargo may leave; [`NEVER`] without one.
    pub departs: Vec<Day>,
    pub cargo_leaves: Vec<Day>,
    /// By exit: every contingent may use it; and the days on which its timetable or its part in
    /// the surge is another than on the day before, in order.
    pub for_all: Vec<bool>,
    turns: Vec<Vec<Day>>,
    /// With more people than so many in the country no milestone of people is reached.
    pub few_people: u32,
}

/// Lists one behind the other.
#[derive(Clone, Debug)]
struct Lists {
    ends: Vec<u32>,
    items: Vec<Due>,
}

impl Lists {
    fn get(&self, list: usize) -> &[Due] {
        let from = if list == 0 { 0 } else { self.ends[list - 1] };
        &self.items[from as usize..self.ends[list] as usize]
    }

    /// The lists of `days`, in each of which `keys` come one after the other.
    fn new<'m>(days: Range<Day>, keys: &[Vec<usize>], row: impl Fn(usize) -> &'m Schedule) -> Self {
        let (mut ends, mut items) = (Vec::new(), Vec::new());
        for day in days {
            for rows in keys {
                let due = |&index: &usize| Due { row: index, n: row(index).due(day) - row(index).due(day - 1) };
                items.extend(rows.iter().map(due).filter(|due| due.n > 0));
                ends.push(items.len() as u32);
            }
        }
        Self { ends, items }
    }
}

impl Agenda {
    pub fn new(model: &Model) -> Self {
        let days = model.first..model.horizon + 2;
        let thinnings: Vec<Vec<usize>> = model.sites.iter().map(|site| site.thinnings.clone()).collect();
        let separations = vec![(0..model.separations.len()).collect()];
        let transfers = vec![(0..model.transfers.len()).collect()];
        let departs = |group: usize| model.groups[group].contingent.map_or(NEVER, |c| model.contingents[c].depart);
        let leaves = |load: &Load| load.from.min(load.contingent.map_or(NEVER, |c| model.contingents[c].depart));
        let first = |days: &mut dyn Iterator<Item = Day>| days.min().unwrap_or(NEVER);
        Self {
            first: model.first,
            sites: model.sites.len(),
            thinning: Lists::new(days.clone(), &thinnings, |row| &model.thinnings[row]),
            separation: Lists::new(days.clone(), &separations, |row| &model.separations[row]),
            transfer: Lists::new(days, &transfers, |row| &model.transfers[row].row),
            departs: model.sites.iter().map(|s| first(&mut s.departing.iter().map(|&g| departs(g)))).collect(),
            cargo_leaves: model
                .sites
                .iter()
                .map(|s| first(&mut model.loads[s.loads.clone()].iter().filter(|l| l.disposition.leaves()).map(leaves)))
                .collect(),
            for_all: (0..model.exits.len()).map(|e| model.contingents.iter().all(|c| c.may_use[e])).collect(),
            turns: model.exits.iter().map(|exit| turns(exit, model)).collect(),
            few_people: model.sites.iter().map(|site| site.keep).sum::<u32>()
                + model.milestones.iter().map(|milestone| milestone.people_left).max().unwrap_or(0),
        }
    }

    /// The thinning that is due at a site on a simulated day.
    pub fn thinning(&self, day: Day, site: usize) -> &[Due] {
        self.thinning.get((day - self.first) as usize * self.sites + site)
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

fn turns(exit: &Exit, model: &Model) -> Vec<Day> {
    let days = exit.per_week.windows(2).zip(1..).filter(|(pair, _)| pair[0] != pair[1]).map(|(_, day)| day);
    let mut turns: Vec<Day> = days.chain([model.policy.surge_from, model.deadline + 1]).collect();
    turns.sort_unstable();
    turns
}
