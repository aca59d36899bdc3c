//! What is measured: the processor's time, and the median of pairs taken in turn.

use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// Seconds of processor time of all threads of this process: what others do on the machine is not in it.
pub fn cpu_seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let now = || {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let from = now();
    std::hint::black_box(work());
    now() - from
}

/// Seconds by the clock on the wall.
pub fn wall_seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let from = Instant::now();
    std::hint::black_box(work());
    from.elapsed().as_secs_f64()
}

/// One after the other in turn, so that a slow minute slows both: the median of each, and of the
/// ratio of the first to the second.
pub struct Pair {
    pub first: f64,
    pub second: f64,
    pub ratio: f64,
}

impl Pair {
    pub fn of(pairs: &[(f64, f64)]) -> Self {
        Self {
            first: median(pairs.iter().map(|pair| pair.0)),
            second: median(pairs.iter().map(|pair| pair.1)),
            ratio: median(pairs.iter().map(|pair| pair.0 / pair.1)),
        }
    }
}

pub fn in_turn(times: usize, mut first: impl FnMut() -> f64, mut second: impl FnMut() -> f64) -> Pair {
    let pairs: Vec<(f64, f64)> = (0..times).map(|_| (first(), second())).collect();
    Pair::of(&pairs)
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
