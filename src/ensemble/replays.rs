//! Replications replayed by number, for what needs each of them whole.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ensemble::{CHUNK, Interrupted, Job, threads};
use crate::simulate::Simulator;

/// What `each` makes of every number of the range, in the order of the numbers. Which
/// replication a number stands for is for `each` to say; no result depends on threads.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn replays<T: Send>(
    job: &Job,
    numbers: Range<u64>,
    each: impl Fn(&mut Simulator<'_>, u64) -> T + Sync,
) -> Result<Vec<T>, Interrupted> {
    let chunks = (numbers.end - numbers.start).div_ceil(CHUNK);
    let workers = (threads(job.threads) as u64).min(chunks.max(1)) as usize;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("threads can be started");
    let next = AtomicU64::new(0);
    let parts = pool.broadcast(|_| {
        let mut simulator = Simulator::new(job.model);
        // No study asks what anybody was waiting for.
        simulator.forget_waits();
        let mut done = Vec::new();
        loop {
            let chunk = next.fetch_add(1, Ordering::Relaxed);
            if chunk >= chunks || job.stop.load(Ordering::Relaxed) {
                return done;
            }
            let from = numbers.start + chunk * CHUNK;
            let to = numbers.end.min(from + CHUNK);
            done.push((chunk, (from..to).map(|number| each(&mut simulator, number)).collect::<Vec<T>>()));
        }
    });
    if job.stop.load(Ordering::Relaxed) {
        return Err(Interrupted);
    }
    let mut chunks: Vec<(u64, Vec<T>)> = parts.into_iter().flatten().collect();
    chunks.sort_by_key(|(chunk, _)| *chunk);
    Ok(chunks.into_iter().flat_map(|(_, made)| made).collect())
}
