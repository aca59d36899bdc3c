//! Threads, chunks and stopping: how the replications of a job are spread.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::counts;
use crate::ensemble::order::{Listen, Order};
use crate::ensemble::recorder::DayRecorder;
use crate::ensemble::{Ensemble, Policies};
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{Outcome, Simulator};

/// Replications that one worker takes at a time.
pub const CHUNK: u64 = 64;

/// Is told of every replication in order.
pub type Listener<'a> = &'a dyn Listen;

/// Is told of every replication under every policy (its place among the job's), by
/// whichever worker has simulated it, in no order.
pub type Ear<'a> = &'a (dyn Fn(u64, usize, &Outcome) + Sync);

/// More threads than any machine has cores for would only take memory.
const MOST_THREADS: usize = 256;

/// What is to be computed, and who is told about it meanwhile.
pub struct Job<'a> {
    pub model: &'a Model,
    pub watches: &'a [Watch],
    pub policies: &'a Policies,
    pub seed: u64,
    /// Replications that a worker takes at a time; no result depends on it.
    pub chunk: u64,
    /// At 0 or missing: `RAYON_NUM_THREADS`, else the number of cores.
    pub threads: usize,
    /// Set to stop early.
    pub stop: &'a AtomicBool,
    /// Called after each chunk with the number of its replications.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Hears each replication in order, under the policy as written.
    pub each: Option<Listener<'a>>,
}

/// The job was stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// The number of threads of a job that asks for `wanted`: at most 256.
pub fn threads(wanted: usize) -> usize {
    let asked = Some(wanted).filter(|&n| n > 0);
    let told = || std::env::var("RAYON_NUM_THREADS").ok().and_then(|n| n.parse().ok()).filter(|&n| n > 0);
    let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
    asked.or_else(told).unwrap_or_else(cores).min(MOST_THREADS)
}

/// Simulates these replications. The result depends on the model, the policies,
/// the seed and the range alone.
///
/// # Errors
/// [`Interrupted`] when `stop` was set before the end.
pub fn run(job: &Job, replications: Range<u64>) -> Result<Ensemble, Interrupted> {
    run_heard(job, replications, None)
}

/// As [`run`]; `ear` hears all outcomes.
///
/// # Errors
/// [`Interrupted`] when `stop` was set before the end.
pub fn run_heard(job: &Job, replications: Range<u64>, ear: Option<Ear>) -> Result<Ensemble, Interrupted> {
    let all = spread(job, replications, ear, &AtomicBool::new(false));
    if job.stop.load(Ordering::Relaxed) { Err(Interrupted) } else { Ok(all) }
}

/// As [`run`], but ends early when `pause` or the job's `stop` is set: its `n` says how many
/// of the replications it holds, which are the first of the range without a gap.
pub fn run_some(job: &Job, replications: Range<u64>, pause: &AtomicBool) -> Ensemble {
    spread(job, replications, None, pause)
}

fn spread(job: &Job, replications: Range<u64>, ear: Option<Ear>, pause: &AtomicBool) -> Ensemble {
    let chunks = (replications.end - replications.start).div_ceil(job.chunk);
    let workers = (threads(job.threads) as u64).min(chunks.max(1)) as usize;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads can be started");
    let next = AtomicU64::new(0);
    let order = Order::new(job.each, workers);
    let parts = pool.broadcast(|_| {
        let mut worker = Worker::new(job, ear);
        loop {
            // Asked before a chunk is taken: whoever takes one simulates it, so that none is left out.
            if job.stop.load(Ordering::Relaxed) || pause.load(Ordering::Relaxed) {
                return worker.finish();
            }
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks {
                return worker.finish();
            }
            let Some(turn) = order.begin(chunk) else { return worker.finish() };
            let from = replications.start + chunk * job.chunk;
            turn.done(worker.simulate(from..replications.end.min(from + job.chunk)));
            (job.progress)(replications.end.min(from + job.chunk) - from);
        }
    });
    let mut parts = parts.into_iter();
    let (mut recorder, mut all) = parts.next().expect("there is at least one worker");
    for (of_worker, part) in parts {
        recorder.absorb(of_worker);
        all.merge(&part);
    }
    recorder.finish(all)
}

/// One thread's memory.
struct Worker<'a> {
    job: &'a Job<'a>,
    ear: Option<Ear<'a>>,
    simulator: Simulator<'a>,
    recorder: DayRecorder<'a>,
    ensemble: Ensemble,
}

impl<'a> Worker<'a> {
    fn new(job: &'a Job<'a>, ear: Option<Ear<'a>>) -> Self {
        let mut ensemble = Ensemble::empty(job.model, job.watches, job.policies.levels.len());
        let recorder = DayRecorder::new(job.model, job.watches, &mut ensemble);
        Self { job, ear, simulator: Simulator::new(job.model), recorder, ensemble }
    }

    /// What this thread has counted: of days, and the rest.
    fn finish(mut self) -> (DayRecorder<'a>, Ensemble) {
        self.recorder.settle();
        (self.recorder, self.ensemble)
    }

    /// Returns what the listener noted.
    fn simulate(&mut self, replications: Range<u64>) -> Vec<u8> {
        let mut notes = Vec::new();
        self.ensemble.n += replications.end - replications.start;
        for replication in replications {
            let (job, ear, ensemble) = (self.job, self.ear, &mut self.ensemble);
            let Policies { levels, written } = job.policies;
            self.simulator.under_policies(
                job.seed,
                replication,
                levels,
                *written,
                &mut self.recorder,
                |policy, outcome, state| {
                    ensemble.count_policy(policy, job.model, outcome);
                    if let Some(ear) = ear {
                        ear(replication, policy, outcome);
                    }
                    if policy == *written {
                        ensemble.count(job.model, outcome, state);
                        count_watches(ensemble, job, outcome);
                        if let Some(each) = job.each {
                            each.note(replication, outcome, &mut notes);
                        }
                    }
                },
            );
        }
        notes
    }
}

fn count_one(count: &mut u64) {
    *count += 1;
    counts::scattered(count, 1);
}

/// Observations of what is known at a replication's end, and of imposed days.
fn count_watches(ensemble: &mut Ensemble, job: &Job, outcome: &Outcome) {
    for (watch, counts) in job.watches.iter().zip(&mut ensemble.observed) {
        if watch.is_date() {
            count_one(&mut counts[watch.of_outcome(job.model, outcome, watch.to) as usize]);
        } else if watch.is_daily() {
            for day in watch.from..watch.to.min(job.model.first - 1) + 1 {
                count_one(&mut counts[watch.of_present(job.model.imposed_present[day as usize]) as usize]);
            }
        } else {
            for day in watch.from..=watch.to {
                count_one(&mut counts[watch.of_outcome(job.model, outcome, day) as usize]);
            }
        }
    }
}
