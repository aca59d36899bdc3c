//! Replications replayed for a purpose of their own, beside the ensemble: each
//! study is one file below and ends in plain numbers that `summary` reads.
//!
//! Every study looks its replications up by number, so that it is the same for
//! any threads, and its size is a function of the number of replications alone.

use crate::ensemble::{Interrupted, Job};
use crate::scenario::Scenario;

pub mod sample;

pub use sample::Sample;

/// What the studies of a run came to. A study that was not made is `None`.
#[derive(Clone, Debug, Default)]
pub struct Studies {
    /// What would have been reported of single replications.
    pub sample: Option<Sample>,
}

/// Makes all studies of a run of `n` replications.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64) -> Result<Studies, Interrupted> {
    Ok(Studies { sample: Some(sample::make(scenario, job, n)?) })
}
