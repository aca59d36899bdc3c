//! Last safe dates: how late a site may begin to close, and how late a blocked permission
//! may open (`docs/last-safe.md`).
//!
//! One date is moved at a time, everything else stays as the scenario has it, and every date
//! tried is simulated with the same replications, without a policy. Not every date is tried,
//! and two dates moved together are another question.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::calendar::Day;
use crate::ensemble::{Interrupted, Job, replays};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::simulate::{Outcome, PolicyLevel, Silent, Simulator, State};
use crate::stats::Level;

mod moved;

pub use moved::Subject;

/// As many replications are used, the first of the run.
pub const MOST: u64 = 1_000;
/// Days between the dates that are tried first.
const STEP: Day = 7;

/// The probability that a safe date must leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeLevel(pub Level);

impl Default for SafeLevel {
    fn default() -> Self {
        Self(Level::P80)
    }
}

/// What all sweeps came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safe {
    pub wanted: Level,
    pub replications: u64,
    pub sweeps: Vec<Sweep>,
}

/// The dates tried of one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    pub subject: Subject,
    /// With the scenario as it is.
    pub as_planned: Held,
    /// By day tried.
    pub tried: BTreeMap<Day, Held>,
    /// The days between which was looked, both included.
    pub from: Day,
    pub to: Day,
}

/// In how many replications the two conditions held at the end of the deadline day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The site is vacated and nothing of its own cargo is written off; `None` for a permission.
    pub site: Option<u64>,
    /// The first milestone is reached and nothing at all is written off.
    pub mission: u64,
}

impl Safe {
    /// The design in words, as the manifest has it.
    pub fn design(&self) -> String {
        let (wanted, dates) = (self.wanted, self.sweeps.iter().map(|sweep| sweep.tried.len()).sum::<usize>());
        let level = wanted.0 as f64 / wanted.1 as f64;
        format!(
            "last safe dates: {dates} dates tried x {} replications, for a probability of {level}",
            self.replications
        )
    }
}

impl Sweep {
    /// The latest day tried at which a condition holds often enough.
    pub fn latest(&self, of: impl Fn(&Held) -> Option<u64>, wanted: Level, n: u64) -> Option<Day> {
        let safe = |held: &Held| of(held).is_some_and(|held| wanted.reached(held, n));
        self.tried.iter().rev().find(|(_, held)| safe(held)).map(|(&day, _)| day)
    }
}

/// At most so many replications are simulated: for a bar that shows how far it has come.
pub fn replications(model: &Model, n: u64) -> u64 {
    let tried = |subject: &Subject| {
        let (from, to) = subject.range(model);
        ((to - from) / STEP + 1 + 2 * (STEP - 1)) as u64
    };
    (moved::subjects(model).iter().map(tried).sum::<u64>() + 1) * n.min(MOST)
}

/// Sweeps the dates of all sites that close and all permissions that may be blocked.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64, SafeLevel(wanted): SafeLevel) -> Result<Safe, Interrupted> {
    let n = n.min(MOST);
    let as_planned = conditions(job, job.model, n)?;
    let sweep = |subject| sweep(scenario, job, n, wanted, (subject, &as_planned));
    let sweeps = moved::subjects(job.model).into_iter().map(sweep).collect::<Result<_, _>>()?;
    Ok(Safe { wanted, replications: n, sweeps })
}

/// Tries every seventh day, and then each in the week after the last that holds.
fn sweep(
    scenario: &Scenario,
    job: &Job,
    n: u64,
    wanted: Level,
    (subject, as_planned): (Subject, &[u64]),
) -> Result<Sweep, Interrupted> {
    let moves = subject.moves(scenario, job.model);
    let held = |day| Ok(subject.held(&conditions(job, &moves(day), n)?));
    let (from, to) = subject.range(job.model);
    let mut sweep =
        Sweep { subject: subject.clone(), as_planned: subject.held(as_planned), tried: BTreeMap::new(), from, to };
    for day in (from..=to).step_by(STEP as usize) {
        sweep.tried.insert(day, held(day)?);
    }
    let of_site = sweep.latest(|held| held.site, wanted, n);
    let of_mission = sweep.latest(|held| Some(held.mission), wanted, n);
    for last in [of_site, of_mission].into_iter().flatten() {
        for day in last + 1..(last + STEP).min(to + 1) {
            if let Entry::Vacant(untried) = sweep.tried.entry(day) {
                untried.insert(held(day)?);
            }
        }
    }
    Ok(sweep)
}

/// The same mission, simulated up to the deadline only: what comes later decides neither condition.
fn until_deadline(model: &Model) -> Model {
    Model { horizon: model.deadline.min(model.horizon), ..model.clone() }
}

/// By site, and last for the mission: in how many of the first `n` replications the condition holds.
fn conditions(job: &Job, model: &Model, n: u64) -> Result<Vec<u64>, Interrupted> {
    let model = &until_deadline(model);
    let held = replays(&Job { model, ..*job }, 0..n, |simulator: &mut Simulator, replication| {
        let outcome = simulator.replay(job.seed, replication, PolicyLevel::Off, &mut Silent);
        hold(model, &outcome, simulator.state())
    })?;
    (job.progress)(n);
    let mut counts = vec![0; model.sites.len() + 1];
    for replication in held {
        counts.iter_mut().zip(replication).for_each(|(count, holds)| *count += u64::from(holds));
    }
    Ok(counts)
}

/// By site, and last for the mission: whether the condition holds at the end of the deadline day.
fn hold(model: &Model, outcome: &Outcome, state: &State) -> Vec<bool> {
    let nothing_lost = |site: usize| model.sites[site].loads.clone().all(|load| state.loads[load].written_off == 0);
    let of_site = |site: usize| outcome.vacated[site] <= model.deadline && nothing_lost(site);
    let reached = outcome.milestones.first().is_some_and(|&day| day <= model.deadline);
    let of_mission = reached && outcome.cargo_written_off == 0;
    (0..model.sites.len()).map(of_site).chain([of_mission]).collect()
}

impl Subject {
    fn held(&self, counts: &[u64]) -> Held {
        let site = match self {
            Self::Begin { site } => Some(counts[*site]),
            Self::Opening { .. } => None,
        };
        Held { site, mission: counts[counts.len() - 1] }
    }
}
