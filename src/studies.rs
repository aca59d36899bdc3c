//! Replications replayed for a purpose of their own, beside the ensemble: each
//! study is one file below and ends in plain numbers that `summary` reads.
//!
//! Every study looks its replications up by number, so that it is the same for
//! any threads, and its size is a function of the number of replications alone.

use crate::ensemble::{Interrupted, Job};
use crate::scenario::Scenario;

pub mod because;
pub mod doubt;
pub mod ledger;
pub mod safe;
pub mod sample;

pub use sample::Sample;

/// What the studies of a run came to. A study that was not made is `None`.
#[derive(Clone, Debug, Default)]
pub struct Studies {
    pub because: Option<because::Because>,
    pub doubt: Option<doubt::Doubt>,
    pub ledger: Option<ledger::Ledger>,
    /// What would have been reported of single replications.
    pub sample: Option<Sample>,
    pub safe: Option<safe::Safe>,
}

/// The studies that are made only when asked for, as they take their time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// What would be without each driver, regime, shock and delay.
    pub explain: bool,
    /// The groups of its split; none: the usual ones.
    pub groups: Vec<because::groups::Group>,
    /// The latest dates that are still safe.
    pub last_safe: bool,
    /// The probability that these must leave.
    pub safe_level: safe::SafeLevel,
    /// None of the studies that every run has: a comparison shows none of them.
    pub bare: bool,
}

/// Makes all studies of a run of `n` replications that are wanted.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64, wanted: &Wanted) -> Result<Studies, Interrupted> {
    if wanted.bare {
        return Ok(Studies::default());
    }
    let because = wanted.explain.then(|| because::run(scenario, job, n, &wanted.groups)).transpose()?;
    Ok(Studies {
        because,
        doubt: Some(doubt::run(scenario, job, n)?),
        ledger: Some(ledger::run(scenario, job, n)?),
        sample: Some(sample::make(scenario, job, n)?),
        safe: if wanted.last_safe { Some(safe::run(scenario, job, n, wanted.safe_level)?) } else { None },
    })
}

impl Studies {
    /// The design of each study that was made, in words.
    pub fn designs(&self) -> Vec<String> {
        let doubt = self.doubt.iter().map(doubt::Doubt::design);
        let because = self.because.iter().map(because::Because::design);
        let safe = self.safe.iter().map(safe::Safe::design);
        doubt.chain(self.ledger.iter().map(ledger::Ledger::design)).chain(because).chain(safe).collect()
    }
}
