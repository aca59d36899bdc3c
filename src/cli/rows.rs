//! `--replications-out`: the file that grows while the ensemble runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::resume::Kept;
use crate::cli::simulation::hash;
use crate::cli::{Done, Failure, PolicyOption, spare_scenarios};
use crate::ensemble::Listen;
use crate::ensemble::file::RowsMark;
use crate::model::Model;
use crate::output::{RowMaker, Rows, RowsFormat};
use crate::scenario::Loaded;
use crate::simulate::{Outcome, PolicyLevel};
use crate::summary::policy_name;

/// The file that was asked for, as a listener of an ensemble.
pub(super) struct RowsOut<'a> {
    maker: RowMaker<'a>,
    file: &'a Path,
    /// `None` when the file is finished.
    rows: Mutex<Option<Rows>>,
    /// Rows that an interrupted run had kept.
    there: u64,
    /// Set when nothing more can be written.
    stop: &'a AtomicBool,
}

/// The file and its format; refused before anything is opened. It is replaced as a whole, so it may be
/// neither the scenario nor in the folder of the results.
pub(super) fn file<'f>(file: &'f Path, scenario: &Path, results: &Path) -> Result<(&'f Path, RowsFormat), Failure> {
    spare_scenarios(file, "--replications-out")?;
    let format = RowsFormat::of(file)?;
    let place = followed(file);
    if place == followed(scenario) {
        return Err(refused(file, "is the scenario of this run", "give --replications-out another name"));
    }
    if place.starts_with(followed(results)) {
        let help = format!("give --replications-out a name outside `{}`", results.display());
        return Err(refused(file, "is in the folder of the results, which holds nothing else", &help));
    }
    Ok((file, format))
}

fn refused(file: &Path, rule: &str, help: &str) -> Failure {
    Failure::Refused(format!("error: `{}` {rule}\n  = help: {help}\n", file.display()))
}

/// A path from the root, with links followed as far as it is there.
fn followed(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |up: &Path| Some(fs::canonicalize(up).ok()?.join(path.strip_prefix(up).ok()?));
    path.ancestors().find_map(real).unwrap_or_else(|| path.clone())
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

/// Refuses to go on with a file that cannot be gone on with.
pub(super) fn refuse_to_resume((file, format): (&Path, RowsFormat)) -> Done {
    let (rule, help) = match format {
        _ if format.can_go_on(file) => return Ok(()),
        RowsFormat::Parquet => (
            "its directory comes last, and without it the rows of a run that was interrupted cannot be read",
            "give --replications-out a name that ends in .csv.zst, whose rows go on; or leave --resume out",
        ),
        _ => ("a device or pipe does not keep what was written", "name a file, or leave --resume out"),
    };
    let file = file.display();
    Err(Failure::Refused(format!("error: --resume cannot be used with rows in `{file}`: {rule}\n  = help: {help}\n")))
}

impl<'a> RowsOut<'a> {
    /// Begins the file, with the rows that an interrupted run has kept.
    pub fn begin(
        (file, format): (&'a Path, RowsFormat),
        model: &'a Model,
        about: &[(&str, String)],
        kept: Option<Kept>,
        stop: &'a AtomicBool,
    ) -> Result<Self, Failure> {
        let (rows, there) = match kept {
            None => (Rows::create(file, format, model, about)?, 0),
            Some(kept) => go_on((file, format), model, kept, stop)?,
        };
        Ok(Self { maker: RowMaker::new(format, model), file, rows: Mutex::new(Some(rows)), there, stop })
    }

    /// Rows that were there when the file was begun.
    pub fn there(&self) -> u64 {
        self.there
    }

    /// As [`Rows::keep`].
    pub fn keep(&self) -> Option<RowsMark> {
        self.with(|rows| rows.keep())
    }

    /// Removes what earlier runs have kept of this file.
    pub fn forget_others(&self) {
        let is_finished = self.rows.lock().expect("no writer panicked").is_none();
        Rows::forget_others(self.file, is_finished);
    }

    /// Says why something could not be written, if that is so.
    pub fn checked(&self) -> Done {
        if self.with(|rows| rows.has_failed()) { self.finish() } else { Ok(()) }
    }

    /// Gives the file its name.
    pub fn finish(&self) -> Done {
        let rows = self.rows.lock().expect("no writer panicked").take();
        Ok(rows.expect("a file is finished once").finish()?)
    }

    fn with<T>(&self, then: impl FnOnce(&mut Rows) -> T) -> T {
        then(self.rows.lock().expect("no writer panicked").as_mut().expect("nothing is written after the end"))
    }
}

fn go_on(
    (file, format): (&Path, RowsFormat),
    model: &Model,
    kept: Kept,
    stop: &AtomicBool,
) -> Result<(Rows, u64), Failure> {
    let proceed = || !stop.load(Ordering::Relaxed);
    match Rows::go_on(file, format, model, (kept.mark, kept.n), proceed) {
        Ok(Some(rows)) => Ok(rows),
        Ok(None) => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let rule = format!("has beside it no unchanged `.{name}.unfinished-…`, which goes with the checkpoint");
            let help = "give the options of the run that was interrupted, put that file back, or leave --resume out \
                        to begin anew";
            Err(refused(file, &rule, help))
        }
        Err(_) if !proceed() => Err(Failure::Interrupted),
        Err(error) => Err(error.into()),
    }
}

impl Listen for RowsOut<'_> {
    fn note(&self, replication: u64, outcome: &Outcome, notes: &mut Vec<u8>) {
        self.maker.row(replication, outcome, notes);
    }

    fn take(&self, notes: &[u8]) {
        if !self.with(|rows| rows.push(notes)) {
            // There is no use in going on; `checked` says why.
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}
