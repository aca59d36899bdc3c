//! How many replications are enough for a headline probability.
//!
//! The ensemble is looked at after 1,000 × 2^k replications and at no other
//! moment, in the order of the replications, so that the number used does not
//! depend on threads. The 5 % of error that a 95 % interval allows is split over
//! the looks (2.5 % at the first, half of the rest at each further one), so that
//! looking often does not make the interval too narrow; each look's part is split
//! again over the policies. (The intervals in `milestones.csv` are of the number of
//! replications alone, as if it had been fixed beforehand.)

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
    if half_width.is_none() {
        return Ok((ensemble::run(job, 0..most)?, None));
    }
    let mut ensemble = Ensemble::empty(job.model, job.watches, job.policies.levels.len());
    let how = go_on(job, most, half_width, &mut ensemble, |ensemble, until| {
        ensemble.merge(&ensemble::run(job, ensemble.n..until)?);
        Ok(())
    })?;
    Ok((ensemble, how))
}

/// As [`run`], from an ensemble of the first replications on, which a run of the same
/// `half_width` left behind; `extend` simulates from those that are there up to a number.
///
/// # Errors
/// [`Interrupted`] when `extend` was.
pub fn go_on(
    job: &Job,
    most: u64,
    half_width: Option<f64>,
    ensemble: &mut Ensemble,
    mut extend: impl FnMut(&mut Ensemble, u64) -> Result<(), Interrupted>,
) -> Result<Option<String>, Interrupted> {
    let Some(wanted) = half_width else {
        return extend(ensemble, most).map(|()| None);
    };
    // The run went on after every look before this one, or it would not have come so far.
    let mut look = (0..).find(|&look| replications(look).min(most) >= ensemble.n).expect("looks double");
    loop {
        let until = replications(look).min(most);
        extend(ensemble, until)?;
        let reached = widest(ensemble, job, alpha(look));
        if reached <= wanted || until == most {
            let how = if reached <= wanted { "reached" } else { "not reached with the most replications allowed" };
            let words = format!("half-width {wanted} {how}: {reached:.4} after {until} replications");
            return Ok(Some(words));
        }
        look += 1;
    }
}

/// How many replications there are at a look, counted from 0.
fn replications(look: u32) -> u64 {
    FIRST_LOOK << look
}

/// The part of the error that a look may spend.
fn alpha(look: u32) -> f64 {
    0.05 / f64::from(2 << look)
}

/// The half-width of the widest Wilson interval of the headline over the policies.
fn widest(ensemble: &Ensemble, job: &Job, alpha: f64) -> f64 {
    let alpha = alpha / ensemble.policies.len() as f64;
    let z = Normal::standard().inverse_cdf(1.0 - alpha / 2.0);
    let half_widths = ensemble.policies.iter().map(|policy| {
        let days = &policy.milestones[0];
        let until = ((job.model.deadline + 1).max(0) as usize).min(days.len() - 1);
        let (low, high) = stats::wilson(stats::total(&days[..until]), ensemble.n, z);
        (high - low) / 2.0
    });
    half_widths.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// -n is at most 1,000,000,000, so there are at most this many looks.
    const LOOKS: std::ops::Range<u32> = 0..21;

    #[test]
    fn looks_double_from_a_thousand_to_the_most_that_can_be_asked_for() {
        let counts: Vec<u64> = LOOKS.map(replications).collect();
        assert_eq!(counts[..4], [1_000, 2_000, 4_000, 8_000]);
        assert!(counts[19] < 1_000_000_000 && counts[20] > 1_000_000_000);
    }

    #[test]
    fn all_looks_together_spend_at_most_five_hundredths() {
        assert_eq!((alpha(0), alpha(1)), (0.025, 0.0125));
        let spent: f64 = LOOKS.map(alpha).sum();
        assert!(spent <= 0.05 && spent > 0.0499);
    }

    #[test]
    fn a_coin_is_known_to_two_points_at_the_fourth_look() {
        // Wilson's half-width of 1/2 is z / (2 sqrt(n + z²)); z from a table of the normal law.
        for (look, z, half) in [(0, 2.2414, 0.03535), (1, 2.4977, 0.02788), (2, 2.7344, 0.02160), (3, 2.9552, 0.01651)]
        {
            let n = replications(look);
            let ours = Normal::standard().inverse_cdf(1.0 - alpha(look) / 2.0);
            assert!((ours - z).abs() < 5e-5, "{ours}");
            let (low, high) = stats::wilson(n / 2, n, ours);
            assert!(((high - low) / 2.0 - half).abs() < 5e-6, "{}", (high - low) / 2.0);
        }
    }
}
