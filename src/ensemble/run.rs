//! Threads, chunks and stopping: how the replications of a job are spread.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::ensemble::block::Block;
use crate::ensemble::{Ensemble, Policies};
use crate::model::Model;
use crate::observations::Watch;
use crate::simulate::{Outcome, Simulator};

/// Replications that one worker takes at a time.
pub const CHUNK: u64 = 64;

/// Is told a replication's number and outcome.
pub type Listener<'a> = &'a (dyn Fn(u64, &Outcome) + Sync);

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
    /// Called with each replication in order, under the policy as written.
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
    let order = Mutex::new(Order::default());
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
            let from = replications.start + chunk * job.chunk;
            let outcomes = worker.simulate(from..replications.end.min(from + job.chunk));
            if let Some(each) = job.each {
                order.lock().expect("no listener panicked").put(chunk, (from, outcomes), each);
            }
            (job.progress)(replications.end.min(from + job.chunk) - from);
        }
    });
    let mut parts = parts.into_iter();
    let mut all = parts.next().expect("there is at least one worker");
    parts.for_each(|part| all.merge(&part));
    all
}

/// Chunks that came before their turn wait here.
#[derive(Default)]
struct Order {
    next: u64,
    /// By chunk: its first replication, and the outcomes from there on.
    waiting: std::collections::BTreeMap<u64, (u64, Vec<Outcome>)>,
}

impl Order {
    fn put(&mut self, chunk: u64, outcomes: (u64, Vec<Outcome>), each: &dyn Fn(u64, &Outcome)) {
        self.waiting.insert(chunk, outcomes);
        while let Some((first, outcomes)) = self.waiting.remove(&self.next) {
            (first..).zip(&outcomes).for_each(|(replication, outcome)| each(replication, outcome));
            self.next += 1;
        }
    }
}

/// One thread's memory.
struct Worker<'a> {
    job: &'a Job<'a>,
    ear: Option<Ear<'a>>,
    simulator: Simulator<'a>,
    block: Block<'a>,
    ensemble: Ensemble,
}

impl<'a> Worker<'a> {
    fn new(job: &'a Job<'a>, ear: Option<Ear<'a>>) -> Self {
        Self {
            job,
            ear,
            simulator: Simulator::new(job.model),
            block: Block::new(job.model, job.watches, job.chunk as usize),
            ensemble: Ensemble::empty(job.model, job.watches, job.policies.levels.len()),
        }
    }

    /// What this thread has counted.
    fn finish(self) -> Ensemble {
        Ensemble { places: self.block.places.counts, lift: self.block.lift, ..self.ensemble }
    }

    /// Returns the outcomes where somebody wants to hear them.
    fn simulate(&mut self, replications: Range<u64>) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let n = (replications.end - replications.start) as usize;
        for (at, replication) in replications.enumerate() {
            self.block.next(at);
            let (job, ear, ensemble) = (self.job, self.ear, &mut self.ensemble);
            let Policies { levels, written } = job.policies;
            self.simulator.under_policies(
                job.seed,
                replication,
                levels,
                *written,
                &mut self.block,
                |policy, outcome, state| {
                    ensemble.count_policy(policy, job.model, outcome);
                    if let Some(ear) = ear {
                        ear(replication, policy, outcome);
                    }
                    if policy == *written {
                        ensemble.count(job.model, outcome, state);
                        count_watches(ensemble, job, outcome);
                        if job.each.is_some() {
                            outcomes.push(outcome.clone());
                        }
                    }
                },
            );
        }
        self.block.count_into(&mut self.ensemble, n);
        self.ensemble.n += n as u64;
        outcomes
    }
}

/// Observations of what is known at a replication's end, and of imposed days.
fn count_watches(ensemble: &mut Ensemble, job: &Job, outcome: &Outcome) {
    for (watch, counts) in job.watches.iter().zip(&mut ensemble.observed) {
        if watch.is_date() {
            counts[watch.of_outcome(job.model, outcome, watch.to) as usize] += 1;
        } else if watch.is_daily() {
            for day in watch.from..watch.to.min(job.model.first - 1) + 1 {
                counts[watch.of_present(job.model.imposed_present[day as usize]) as usize] += 1;
            }
        } else {
            for day in watch.from..=watch.to {
                counts[watch.of_outcome(job.model, outcome, day) as usize] += 1;
            }
        }
    }
}
