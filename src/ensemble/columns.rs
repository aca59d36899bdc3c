//! Whole numbers of the first replications, one by one: what a comparison takes
//! differences of. Only what its rows need is kept, so that memory is bounded.

use crate::calendar::Day;
use crate::ensemble::Policies;
use crate::model::Model;
use crate::simulate::{Outcome, PolicyLevel};

/// Replications that are kept: the first so many.
pub const MOST_PAIRS: u64 = 10_000;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The day on which a milestone is reached.
    Milestone,
    /// The day on which a site is vacated.
    Site,
    /// The day on which a contingent is all home.
    Contingent,
    /// What a policy costs: truckloads, sites or people.
    Price(Price),
}

/// What a policy costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    WrittenOff,
    LeftWithoutHandover,
    Evacuated,
    Tail,
}

impl Price {
    pub const ALL: [Self; 4] = [Self::WrittenOff, Self::LeftWithoutHandover, Self::Evacuated, Self::Tail];

    /// Its name in tables, and its unit.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::WrittenOff => ("written_off", "truckloads"),
            Self::LeftWithoutHandover => ("sites_left_without_handover", "sites"),
            Self::Evacuated => ("evacuated", "people"),
            Self::Tail => ("tail", "people"),
        }
    }

    fn of(self, model: &Model, outcome: &Outcome) -> u32 {
        match self {
            Self::WrittenOff => outcome.cargo_written_off,
            Self::LeftWithoutHandover => outcome.left_without_handover(model),
            Self::Evacuated => outcome.evacuated,
            Self::Tail => outcome.tail,
        }
    }
}

/// One number of every replication. A day counts from the mission's start; one that
/// does not come within the horizon is the day after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub kind: Kind,
    /// The milestone, site or contingent; the price's name.
    pub id: String,
    pub level: PolicyLevel,
    pub values: Vec<u32>,
}

/// The numbers of the first replications of one ensemble.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Replications.
    pub n: usize,
    pub deadline: Day,
    pub horizon: Day,
    /// Milestones by policy, sites, contingents, prices by policy.
    pub columns: Vec<Column>,
    policies: Policies,
}

impl Columns {
    /// Room for the first `n` replications, [`MOST_PAIRS`] at most.
    pub fn new(model: &Model, policies: &Policies, n: u64) -> Self {
        let n = n.min(MOST_PAIRS) as usize;
        let column = |kind, id: &str, level| Column { kind, id: id.into(), level, values: vec![0; n] };
        let written = policies.levels[policies.written];
        let levels = || policies.levels.iter().copied();
        let mut columns = Vec::new();
        for milestone in &model.milestones {
            columns.extend(levels().map(|level| column(Kind::Milestone, &milestone.id, level)));
        }
        columns.extend(model.sites.iter().map(|site| column(Kind::Site, &site.id, written)));
        columns.extend(model.contingents.iter().map(|c| column(Kind::Contingent, &c.id, written)));
        for price in Price::ALL {
            columns.extend(levels().map(|level| column(Kind::Price(price), price.words().0, level)));
        }
        Self { n, deadline: model.deadline, horizon: model.horizon, columns, policies: policies.clone() }
    }

    /// Keeps what a replication came to under one of the job's policies; those
    /// beyond the first are passed over. The order of calls does not matter.
    pub fn put(&mut self, model: &Model, replication: u64, policy: usize, outcome: &Outcome) {
        let (at, n_policies) = (replication as usize, self.policies.levels.len());
        if at >= self.n {
            return;
        }
        let never = self.horizon + 1;
        let day = |day: Day| day.clamp(0, never) as u32;
        for (index, &reached) in outcome.milestones.iter().enumerate() {
            self.columns[index * n_policies + policy].values[at] = day(reached);
        }
        let mut column = outcome.milestones.len() * n_policies;
        if policy == self.policies.written {
            let contingents = outcome.contingents.iter().map(|contingent| contingent.all);
            for (offset, of) in outcome.vacated.iter().copied().chain(contingents).enumerate() {
                self.columns[column + offset].values[at] = day(of);
            }
        }
        column += outcome.vacated.len() + outcome.contingents.len();
        for (offset, price) in Price::ALL.into_iter().enumerate() {
            self.columns[column + offset * n_policies + policy].values[at] = price.of(model, outcome);
        }
    }
}
