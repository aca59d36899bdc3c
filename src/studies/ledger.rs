//! The evidence ledger: how much of the variance of the headline comes from
//! inputs that are reported, derived, assumed, fitted or unstated
//! (`docs/ledger.md`).
//!
//! Pick-freeze (Sobol' 1993): a replication is run again with the draws of one
//! basis from another replication, and what the two have in common is what that
//! basis decides. Only numbers that feed a random draw have a share: a fixed
//! number has no variance, however doubtful it is.

use std::sync::Arc;

use crate::calendar::{Day, NEVER};
use crate::ensemble::{Interrupted, Job, replays};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::simulate::{Draw, Outcome, PolicyLevel, Silent, Simulator, Sources, State};
use crate::stats::Level;

pub mod shares;
pub mod sources;

use shares::Share;
use sources::Source;

/// At most so many pairs of replications.
const MOST: u64 = 1_000;

/// What a number may rest on, strongest first.
pub const BASES: [&str; 5] = ["reported", "derived", "fitted", "assumed", "unstated"];

/// Shares of the variance of the two headlines, policy off.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// Pairs of replications: numbers 0 to this, and as many after them.
    pub replications: u64,
    /// Bases of which some draw can vary.
    pub groups: usize,
    /// Bases that some number of the scenario has, strongest first.
    pub bases: Vec<Basis>,
    /// By input of the scenario: whether it feeds a draw that can vary.
    pub varies: Vec<bool>,
}

/// All numbers of one basis together.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    pub basis: &'static str,
    /// Numbers of the scenario, and how many of them feed a draw that can vary.
    pub inputs: usize,
    pub varying: usize,
    /// Of 1{headline milestone by the deadline}; `None` where that does not vary.
    pub deadline: Option<Share>,
    /// Of 1{the last site that closes is vacated after the p80 of that day}.
    pub last_vacated: Option<Share>,
}

impl Ledger {
    /// The design in words, as the manifest has it.
    pub fn design(&self) -> String {
        let Self { replications, groups, .. } = self;
        format!("evidence ledger: {replications} pairs of replications, draws of {groups} bases exchanged, policy off")
    }

    pub fn basis(&self, name: &str) -> Option<&Basis> {
        self.bases.iter().find(|basis| basis.basis == name)
    }
}

/// The two days of one replication on which the headlines look.
type Days = (Day, Day);

/// Makes the study beside an ensemble of `n` replications, of which it takes
/// at most 1,000.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64) -> Result<Ledger, Interrupted> {
    let n = n.min(MOST);
    let sources = sources::of(scenario, job.model);
    let groups = groups(&sources);
    let runs = runs(job, n, &groups)?;
    let deadline = shares::all(job.seed, &by_deadline(job.model, &runs));
    let last_vacated = shares::all(job.seed, &late(job.model, &runs));
    let mut varies = vec![false; scenario.inputs.len()];
    sources.iter().filter(|s| s.varies).flat_map(|s| &s.inputs).for_each(|&input| varies[input] = true);
    let basis = |name: &'static str| {
        let inputs = || scenario.inputs.iter().zip(&varies).filter(|(input, _)| input.basis == name);
        let group = groups.iter().position(|(basis, _)| *basis == name);
        // A basis that decides no draw has a share of exactly 0.
        let share = |of_groups: &Option<Vec<Share>>| {
            of_groups.as_ref().map(|shares| group.map_or(Share::default(), |group| shares[group]))
        };
        Basis {
            basis: name,
            inputs: inputs().count(),
            varying: inputs().filter(|(_, varies)| **varies).count(),
            deadline: share(&deadline),
            last_vacated: share(&last_vacated),
        }
    };
    let bases = BASES.into_iter().map(basis).filter(|basis| basis.inputs > 0).collect();
    Ok(Ledger { replications: n, groups: groups.len(), bases, varies })
}

/// The sources whose draws each basis decides, of bases of which one can vary.
fn groups(sources: &[Source]) -> Vec<(&'static str, Arc<Sources>)> {
    let of = |basis: &'static str| {
        let own = || sources.iter().filter(move |source| source.basis == basis);
        own().any(|source| source.varies).then(|| (basis, own().map(|s| (s.purpose, s.owner)).collect::<Sources>()))
    };
    BASES.into_iter().filter_map(of).map(|(basis, sources)| (basis, Arc::new(sources))).collect()
}

/// The runs A (replications 0 to n), B (n to 2 n), and for each group B with that
/// group's draws from A.
fn runs(job: &Job, n: u64, groups: &[(&str, Arc<Sources>)]) -> Result<Vec<Vec<Days>>, Interrupted> {
    let days = replays(job, 0..n * (groups.len() as u64 + 2), |simulator, number| {
        let r = number % n;
        let draw = match number / n {
            0 => Draw::new(job.seed, r),
            1 => Draw::new(job.seed, n + r),
            group => Draw::new(job.seed, n + r).taking(&groups[group as usize - 2].1, r),
        };
        headline_days(simulator, draw)
    })?;
    Ok(days.chunks(n.max(1) as usize).map(<[Days]>::to_vec).collect())
}

/// The day of the headline milestone, and that on which the last site is vacated
/// of those that are not kept in the end; policy off.
fn headline_days(simulator: &mut Simulator<'_>, draw: Draw) -> Days {
    let mut days = (NEVER, NEVER);
    simulator.under_policies_drawn(draw, &[PolicyLevel::Off], 0, &mut Silent, |_, outcome, state| {
        days = (outcome.milestones[0], last_vacated(outcome, state));
    });
    days
}

fn last_vacated(outcome: &Outcome, state: &State) -> Day {
    let closing = (0..outcome.vacated.len()).filter(|&site| state.closes(site));
    closing.map(|site| outcome.vacated[site]).max().unwrap_or(NEVER)
}

/// 1 where the headline milestone is reached by the deadline, by run.
fn by_deadline(model: &Model, runs: &[Vec<Days>]) -> Vec<Vec<f64>> {
    indicator(runs, |(milestone, _)| milestone <= model.deadline)
}

/// 1 where the last site is vacated later than the p80 of that day over the
/// independent runs A and B: a target sensitivity (Marrel & Chabridon 2021).
fn late(model: &Model, runs: &[Vec<Days>]) -> Vec<Vec<f64>> {
    let held = |day: Day| day.min(model.horizon + 1);
    let mut days: Vec<Day> = runs.iter().take(2).flatten().map(|days| held(days.1)).collect();
    days.sort_unstable();
    let rank = Level::P80.rank(days.len() as u64) as usize;
    let p80 = days.get(rank.saturating_sub(1)).copied().unwrap_or(NEVER);
    indicator(runs, |(_, last)| held(last) > p80)
}

fn indicator(runs: &[Vec<Days>], holds: impl Fn(Days) -> bool) -> Vec<Vec<f64>> {
    let of_run = |run: &Vec<Days>| run.iter().map(|&days| f64::from(u8::from(holds(days)))).collect();
    runs.iter().map(of_run).collect()
}
