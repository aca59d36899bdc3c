//! How many replications are enough for a headline probability.
//!
//! The ensemble is looked at after 1,000 × 2^k replications and at no other
//! moment, in the order of the replications, so that the number used does not
//! depend on threads. The 5 % of error that a 95 % interval allows is split over
//! the looks (2.5 % at the first, half of the rest at each further one), so that
//! looking often does not make the interval too narrow.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::ensemble::{self, Ensemble, Interrupted, Job};
use crate::stats;

/// Replications before the first look.
const FIRST_LOOK: u64 = 1_000;

/// Simulates up to `most` replications, or until the half-width of the interval
/// of the headline probability (of every policy of the job) is at most
/// `half_width`. Returns how it stopped, in words.
///
/// # Errors
/// [`Interrupted`] when the job was stopped.
pub fn run(job: &Job, most: u64, half_width: Option<f64>) -> Result<(Ensemble, Option<String>), Interrupted> {
    let Some(wanted) = half_width else {
        return Ok((ensemble::run(job, 0..most)?, None));
    };
    let mut ensemble = Ensemble::empty(job.model, job.watches, job.policies.levels.len());
    let mut alpha = 0.05;
    let mut look = FIRST_LOOK;
    loop {
        let until = look.min(most);
        ensemble.merge(&ensemble::run(job, ensemble.n..until)?);
        alpha /= 2.0;
        let reached = widest(&ensemble, job, alpha);
        if reached <= wanted || until == most {
            let how = if reached <= wanted { "reached" } else { "not reached with the most replications allowed" };
            let words = format!("half-width {wanted} {how}: {reached:.4} after {until} replications");
            return Ok((ensemble, Some(words)));
        }
        look *= 2;
    }
}

/// The half-width of the widest Wilson interval of the headline over the policies.
fn widest(ensemble: &Ensemble, job: &Job, alpha: f64) -> f64 {
    let z = Normal::standard().inverse_cdf(1.0 - alpha / 2.0);
    let half_widths = ensemble.policies.iter().map(|policy| {
        let days = &policy.milestones[0];
        let until = ((job.model.deadline + 1).max(0) as usize).min(days.len() - 1);
        let (low, high) = stats::wilson(stats::total(&days[..until]), ensemble.n, z);
        (high - low) / 2.0
    });
    half_widths.fold(0.0, f64::max)
}
