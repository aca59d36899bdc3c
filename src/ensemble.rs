//! Many replications to statistics: whole-number histograms that add up.
//!
//! An [`Ensemble`] is a commutative monoid: merging adds counts, exactly and in
//! any order, so that a result depends on the replications alone and not on
//! threads, chunks or shards. Those live in [`run`] and nowhere else.

use crate::calendar::{Day, NEVER};
use crate::counts;
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{Cause, Outcome, PolicyLevel, State};

mod by_day;
mod columns;
pub mod file;
mod layout;
mod lift;
mod order;
mod places;
mod recorder;
mod replays;
mod rooms;
mod roots;
mod run;
mod shape;
mod strength;
mod waits;

pub use columns::{Column, Columns, Kind, MOST_PAIRS, Price};
pub use layout::{INTERNATIONAL, Layout, N_COLUMNS, ON_ROAD, QUEUED, bin, change};
pub use lift::{ExitSums, LaneSums, LiftCounts, PoolSums, Standing, timetable_of_lane};
pub use order::Listen;
pub use places::{Bins, PlaceCounts, PlacesOnADay, Sums};
pub use replays::replays;
pub use rooms::{Room, timetable_of_room};
pub use roots::RootCounts;
pub use run::{CHUNK, Ear, Interrupted, Job, Listener, run, run_heard, run_some, threads};
pub use waits::{WaitCounts, WaitDays, WaitKey, add_up};

/// Counts of days from 0 to the horizon; the last count is "not within it".
pub type Days = Vec<u32>;

/// Statistics of the replications that were added.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ensemble {
    pub layout: Layout,
    /// How many replications.
    pub n: u64,
    strength: Vec<u32>,
    /// Sum of each column on each day.
    sums: Vec<u64>,
    pub sites: Vec<SiteCounts>,
    pub waits: WaitCounts,
    pub roots: RootCounts,
    pub contingents: Vec<ContingentCounts>,
    /// By policy, in the order of the job's levels.
    pub policies: Vec<PolicyCounts>,
    /// By observation: counts of each possible value, over its days.
    pub observed: Vec<Vec<u64>>,
    pub places: PlaceCounts,
    pub lift: LiftCounts,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SiteCounts {
    pub began: Days,
    pub vacated: Days,
    pub ended: Days,
    pub handed_over: u64,
    /// What its last people or cargo were waiting for before it was vacated, by
    /// [`Cause::kind`].
    pub emptied_after: [u64; Cause::KINDS.len()],
    /// How often no site that is not kept was vacated later (several may be last
    /// together, on one day or never).
    pub last: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ContingentCounts {
    pub half: Days,
    pub nine_tenths: Days,
    pub all: Days,
    pub out: u64,
    pub disposed: u64,
    pub written_off: u64,
    /// Counts of each size of the rear party.
    pub rear_party: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PolicyCounts {
    pub milestones: Vec<Days>,
    /// By milestone, how often it was reached by the deadline in force; empty where no shock may move that.
    pub by_deadline_in_force: Vec<u64>,
    /// In bins of 2^`cargo_shift` truckloads.
    pub written_off: Vec<u32>,
    pub written_off_sum: u64,
    pub left_without_handover: Vec<u32>,
    pub evacuated_sum: u64,
    /// Person-days under threat.
    pub exposed_at_sites_sum: u64,
    pub exposed_on_road_sum: u64,
    /// In bins as people present.
    pub tail: Vec<u32>,
    pub tail_sum: u64,
}

impl Ensemble {
    /// No replication yet.
    pub fn empty(model: &Model, watches: &[Watch], n_policies: usize) -> Self {
        let layout = Layout::new(model);
        let days = || vec![0; model.n_days() + 1];
        let site = SiteCounts {
            began: days(),
            vacated: days(),
            ended: days(),
            handed_over: 0,
            emptied_after: [0; Cause::KINDS.len()],
            last: 0,
        };
        let policy = PolicyCounts {
            milestones: vec![days(); model.milestones.len()],
            by_deadline_in_force: vec![0; if model.clocks.postpones { model.milestones.len() } else { 0 }],
            written_off: vec![0; bin(model.truckloads(), layout.cargo_shift) + 1],
            written_off_sum: 0,
            left_without_handover: vec![0; model.sites.len() + 1],
            evacuated_sum: 0,
            exposed_at_sites_sum: 0,
            exposed_on_road_sum: 0,
            tail: vec![0; layout.bins(INTERNATIONAL)],
            tail_sum: 0,
        };
        let contingent = |people: u32| ContingentCounts {
            half: days(),
            nine_tenths: days(),
            all: days(),
            out: 0,
            disposed: 0,
            written_off: 0,
            rear_party: vec![0; people as usize + 1],
        };
        Self {
            n: 0,
            strength: vec![0; layout.offsets[N_COLUMNS]],
            sums: vec![0; N_COLUMNS * layout.n_days()],
            sites: vec![site; model.sites.len()],
            waits: WaitCounts::default(),
            roots: RootCounts::new(model.milestones.len()),
            contingents: model.contingents.iter().map(|c| contingent(c.people)).collect(),
            policies: vec![policy; n_policies],
            observed: watches.iter().map(|w| vec![0; w.largest as usize + 1]).collect(),
            places: PlaceCounts::new(model),
            lift: LiftCounts::new(model),
            layout,
        }
    }

    /// Counts of a column on a simulated day (0 is the first of them).
    pub fn strength(&self, column: usize, day: usize) -> &[u32] {
        &self.strength[self.layout.row(column, day)]
    }

    /// Sum over replications of a column on a simulated day.
    pub fn sum(&self, column: usize, day: usize) -> u64 {
        self.sums[column * self.layout.n_days() + day]
    }

    /// Adds the replications of another ensemble of the same model.
    ///
    /// # Panics
    /// When the two were not made for the same model.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.layout, other.layout, "ensembles of different models cannot be added");
        assert_eq!(self.policies.len(), other.policies.len(), "ensembles of different policies cannot be added");
        self.n += other.n;
        add(&mut self.strength, &other.strength);
        add(&mut self.sums, &other.sums);
        for (to, from) in self.sites.iter_mut().zip(&other.sites) {
            add(&mut to.began, &from.began);
            add(&mut to.vacated, &from.vacated);
            add(&mut to.ended, &from.ended);
            to.handed_over += from.handed_over;
            to.last += from.last;
            add(&mut to.emptied_after, &from.emptied_after);
        }
        self.waits.merge(&other.waits);
        self.roots.merge(&other.roots);
        for (to, from) in self.contingents.iter_mut().zip(&other.contingents) {
            to.merge(from);
        }
        for (to, from) in self.policies.iter_mut().zip(&other.policies) {
            to.merge(from);
        }
        for (to, from) in self.observed.iter_mut().zip(&other.observed) {
            add(to, from);
        }
        self.places.merge(&other.places);
        self.lift.merge(&other.lift);
    }

    /// Counts how a replication ended under the policy of every table.
    fn count(&mut self, model: &Model, outcome: &Outcome, state: &State) {
        self.waits.count(model, state);
        self.roots.count(state);
        for (site, counts) in self.sites.iter_mut().enumerate() {
            count_day(&mut counts.began, outcome.began[site]);
            count_day(&mut counts.vacated, outcome.vacated[site]);
            count_day(&mut counts.ended, outcome.ended[site]);
            counts.handed_over += u64::from(outcome.handed_over[site]);
            counts::scattered(&counts.handed_over, 1);
            if let Some(wait) = state.sites[site].emptied_after {
                counts.emptied_after[wait.cause.kind()] += 1;
                counts::scattered(&counts.emptied_after[wait.cause.kind()], 1);
            }
        }
        // Sites that are vacated last on the same day are last together.
        let closing = |site: &usize| state.closes(*site);
        let last = (0..self.sites.len()).filter(closing).map(|site| outcome.vacated[site]).max();
        for site in (0..self.sites.len()).filter(closing).filter(|&site| Some(outcome.vacated[site]) == last) {
            self.sites[site].last += 1;
            counts::scattered(&self.sites[site].last, 1);
        }
        for (counts, outcome) in self.contingents.iter_mut().zip(&outcome.contingents) {
            count_day(&mut counts.half, outcome.half);
            count_day(&mut counts.nine_tenths, outcome.nine_tenths);
            count_day(&mut counts.all, outcome.all);
            counts.out += u64::from(outcome.out);
            counts.disposed += u64::from(outcome.disposed);
            counts.written_off += u64::from(outcome.written_off);
            counts.rear_party[outcome.rear_party as usize] += 1;
            counts::scattered(&counts.rear_party[outcome.rear_party as usize], 1);
            counts::scattered(counts, 3);
        }
    }

    /// Counts what a replication came to under one policy.
    fn count_policy(&mut self, policy: usize, model: &Model, outcome: &Outcome) {
        let left = outcome.left_without_handover(model);
        let counts = &mut self.policies[policy];
        for (days, &day) in counts.milestones.iter_mut().zip(&outcome.milestones) {
            count_day(days, day);
        }
        for (count, &day) in counts.by_deadline_in_force.iter_mut().zip(&outcome.milestones) {
            *count += u64::from(day <= outcome.deadline_in_force);
        }
        counts.written_off[bin(outcome.cargo_written_off, self.layout.cargo_shift)] += 1;
        counts.written_off_sum += u64::from(outcome.cargo_written_off);
        counts.left_without_handover[left as usize] += 1;
        counts.evacuated_sum += u64::from(outcome.evacuated);
        counts.exposed_at_sites_sum += outcome.exposed_at_sites;
        counts.exposed_on_road_sum += outcome.exposed_on_road;
        counts.tail[bin(outcome.tail, self.layout.shift[INTERNATIONAL])] += 1;
        counts.tail_sum += u64::from(outcome.tail);
        counts::scattered(counts, 8);
    }
}

impl ContingentCounts {
    fn merge(&mut self, other: &Self) {
        add(&mut self.half, &other.half);
        add(&mut self.nine_tenths, &other.nine_tenths);
        add(&mut self.all, &other.all);
        add(&mut self.rear_party, &other.rear_party);
        self.out += other.out;
        self.disposed += other.disposed;
        self.written_off += other.written_off;
    }
}

impl PolicyCounts {
    fn merge(&mut self, other: &Self) {
        add(&mut self.by_deadline_in_force, &other.by_deadline_in_force);
        for (to, from) in self.milestones.iter_mut().zip(&other.milestones) {
            add(to, from);
        }
        add(&mut self.written_off, &other.written_off);
        add(&mut self.left_without_handover, &other.left_without_handover);
        add(&mut self.tail, &other.tail);
        self.written_off_sum += other.written_off_sum;
        self.evacuated_sum += other.evacuated_sum;
        self.exposed_at_sites_sum += other.exposed_at_sites_sum;
        self.exposed_on_road_sum += other.exposed_on_road_sum;
        self.tail_sum += other.tail_sum;
    }
}

fn add<T: Copy + std::ops::AddAssign>(to: &mut [T], from: &[T]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += *from;
    }
}

fn count_day(days: &mut Days, day: Day) {
    let bin = if day == NEVER { days.len() - 1 } else { day.max(0) as usize };
    days[bin] += 1;
    counts::scattered(&days[bin], 1);
}

/// The policies of a run: those that are reported, and which one is *as written*.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Policies {
    pub levels: Vec<PolicyLevel>,
    pub written: usize,
}

impl Policies {
    /// All three, with the full policy as written.
    pub fn all() -> Self {
        Self { levels: vec![PolicyLevel::Off, PolicyLevel::Surge, PolicyLevel::Full], written: 2 }
    }

    pub fn only(level: PolicyLevel) -> Self {
        Self { levels: vec![level], written: 0 }
    }
}
