//! `--replications-out`: the file that grows while the ensemble runs.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::simulation::hash;
use crate::cli::{Done, Failure, PolicyOption, spare_scenarios};
use crate::ensemble::Listen;
use crate::model::Model;
use crate::output::{RowMaker, Rows, RowsFormat};
use crate::scenario::Loaded;
use crate::simulate::{Outcome, PolicyLevel};
use crate::summary::policy_name;

/// The file that was asked for, as a listener of an ensemble.
pub(super) struct RowsOut<'a> {
    maker: RowMaker<'a>,
    rows: Mutex<Rows>,
    /// Set when nothing more can be written.
    stop: &'a AtomicBool,
}

/// The file and its format; refused before anything is opened.
pub(super) fn file(file: &Path) -> Result<(&Path, RowsFormat), Failure> {
    spare_scenarios(file, "--replications-out")?;
    Ok((file, RowsFormat::of(file)?))
}

/// Where the rows come from, so that a stray file is known.
pub(super) fn about(
    loaded: &Loaded,
    name: &str,
    seed: u64,
    policy: Option<PolicyOption>,
) -> [(&'static str, String); 5] {
    let policy = policy.map_or(PolicyLevel::Full, PolicyOption::level);
    [
        ("drawdown.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("drawdown.scenario", name.to_owned()),
        ("drawdown.hash", hash(&loaded.composed)),
        ("drawdown.seed", seed.to_string()),
        ("drawdown.policy", policy_name(policy).to_owned()),
    ]
}

/// The rows, or why something could not be written.
pub(super) fn checked(mut rows: Option<RowsOut>) -> Result<Option<RowsOut>, Failure> {
    if let Some(failed) = rows.take_if(|rows| rows.rows.lock().expect("no writer panicked").has_failed()) {
        failed.finish()?;
    }
    Ok(rows)
}

impl<'a> RowsOut<'a> {
    /// Begins the file.
    pub fn create(
        (file, format): (&Path, RowsFormat),
        model: &'a Model,
        about: &[(&str, String)],
        stop: &'a AtomicBool,
    ) -> Result<Self, Failure> {
        let rows = Mutex::new(Rows::create(file, format, model, about)?);
        Ok(Self { maker: RowMaker::new(format, model), rows, stop })
    }

    /// Gives the file its name.
    pub fn finish(self) -> Done {
        Ok(self.rows.into_inner().expect("no writer panicked").finish()?)
    }
}

impl Listen for RowsOut<'_> {
    fn note(&self, replication: u64, outcome: &Outcome, notes: &mut Vec<u8>) {
        self.maker.row(replication, outcome, notes);
    }

    fn take(&self, notes: &[u8]) {
        if !self.rows.lock().expect("no writer panicked").push(notes) {
            // There is no use in going on; `checked` says why.
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}
