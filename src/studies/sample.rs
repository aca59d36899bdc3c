//! What would have been reported of single replications: one value for each
//! observation, as scores that need whole replications take it.

use crate::calendar::Day;
use crate::ensemble::{Interrupted, Job, replays};
use crate::model::Model;
use crate::observations::{Count, Watch};
use crate::scenario::{Observation, Scenario};
use crate::simulate::{DayRecord, Outcome, Recorder, Simulator, State};
use crate::streams::{self, Purpose, Streams};

/// The first so many replications are taken.
pub const MOST: u64 = 2_000;

/// One figure of one replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The day of which it speaks: of a doubtful date, one of its days, each alike.
    pub day: Day,
    /// What the model counts on that day (a date as a day; the horizon + 1 if never).
    pub value: i64,
    /// The figure's own error, a whole number from −k to k, each alike.
    pub error: i64,
}

impl Reported {
    /// What would have been published.
    pub fn figure(&self) -> i64 {
        self.value + self.error
    }
}

/// The figures of the first replications, under the policy as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// How many replications.
    pub n: usize,
    /// By observation, then by replication; empty where nothing is counted.
    pub figures: Vec<Vec<Reported>>,
}

impl Sample {
    /// What would have been published for one observation, by replication.
    pub fn of(&self, observation: usize) -> Vec<i64> {
        self.figures[observation].iter().map(Reported::figure).collect()
    }
}

/// Replays the first min(`n`, 2,000) replications of the job.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn make(scenario: &Scenario, job: &Job, n: u64) -> Result<Sample, Interrupted> {
    let keys: Vec<u64> = scenario.observations.iter().map(|o| streams::owner("observation", &o.id)).collect();
    let each = |simulator: &mut Simulator<'_>, replication| {
        let luck = Streams::new(job.seed, replication, replication);
        let figures = scenario.observations.iter().zip(job.watches).zip(&keys);
        let mut seen = Seen::new(job, figures.map(|((o, watch), &key)| announced(o, watch, key, luck)).collect());
        let level = job.policies.levels[job.policies.written];
        let outcome = simulator.replay(job.seed, replication, level, &mut seen);
        seen.finish(&outcome)
    };
    let rows = if scenario.observations.is_empty() { vec![] } else { replays(job, 0..n.min(MOST), each)? };
    let counted = |index: usize| job.watches[index].count != Count::Nothing;
    let column = |index: usize| rows.iter().map(|row: &Vec<Reported>| row[index]).collect();
    let figures = (0..keys.len()).map(|index| if counted(index) { column(index) } else { vec![] }).collect();
    Ok(Sample { n: rows.len(), figures })
}

/// The day and the error with which a figure will be reported.
fn announced(observation: &Observation, watch: &Watch, key: u64, luck: Streams) -> Reported {
    let one_of = |purpose, n: i64| streams::one_of(luck.bits(purpose, key, 0), n as u64) as i64;
    let days = i64::from(watch.to - watch.from) + 1;
    let k = i64::from(observation.error);
    Reported {
        day: watch.from + one_of(Purpose::ObservationDay, days) as Day,
        value: 0,
        error: one_of(Purpose::ObservationError, 2 * k + 1) - k,
    }
}

/// Listens to one replication.
struct Seen<'a> {
    model: &'a Model,
    watches: &'a [Watch],
    figures: Vec<Reported>,
    /// Figures that are read off a simulated day, the latest first.
    due: Vec<(Day, usize)>,
}

impl<'a> Seen<'a> {
    fn new(job: &Job<'a>, figures: Vec<Reported>) -> Self {
        let (model, watches) = (job.model, job.watches);
        let simulated = |index: &usize| watches[*index].is_daily() && figures[*index].day >= model.first;
        let mut due: Vec<(Day, usize)> =
            (0..figures.len()).filter(simulated).map(|index| (figures[index].day, index)).collect();
        due.sort_unstable_by(|a, b| b.cmp(a));
        Self { model, watches, figures, due }
    }

    /// All figures, with those that are known at the end or were imposed.
    fn finish(mut self, outcome: &Outcome) -> Vec<Reported> {
        for (figure, watch) in self.figures.iter_mut().zip(self.watches) {
            if !watch.is_daily() {
                figure.value = i64::from(watch.of_outcome(self.model, outcome, figure.day));
            } else if figure.day < self.model.first {
                figure.value = i64::from(watch.of_present(self.model.imposed_present[figure.day as usize]));
            }
        }
        self.figures
    }
}

impl Recorder for Seen<'_> {
    fn end_of_day(&mut self, day: Day, record: &DayRecord, state: &State) {
        while let Some((_, index)) = self.due.pop_if(|(due, _)| *due == day) {
            self.figures[index].value = i64::from(self.watches[index].of_day(self.model, record, state));
        }
    }
}
