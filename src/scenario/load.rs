//! From a path or a text to a scenario, or to everything that is wrong with it.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::compose::{self, Composed};
use super::reader::{Log, Reader};
use super::tree::{At, Fault, Node};
use super::{Input, Scenario, check, read, warn, write};
use crate::problem::{self, Problem};

/// Why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file itself could not be read.
    #[error("{}", unreadable(.path, .source))]
    Read { path: PathBuf, source: io::Error },
    /// Everything that is wrong with it, in the order of files and lines.
    #[error("{}", problem::render(.problems, false))]
    Invalid { problems: Vec<Problem> },
}

fn unreadable(path: &Path, source: &io::Error) -> String {
    let (rule, help) = compose::unreadable(path, source);
    let mut message = rule;
    if !help.is_empty() {
        let _ = write!(message, "\n  = help: {help}");
    }
    message
}

/// A scenario, and what belongs to it.
#[derive(Debug)]
pub struct Loaded {
    pub scenario: Scenario,
    /// One TOML text that says the same as all the files and options together.
    pub composed: String,
    /// What is allowed, but probably not meant.
    pub warnings: Vec<String>,
}

impl Scenario {
    /// Reads a scenario file with what it extends, changed by `sets`
    /// (`PATH=VALUE`, as after `--set`).
    ///
    /// # Errors
    /// When the file cannot be read, or with everything that is wrong in what was read.
    pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, ScenarioError> {
        let composed = compose::from_disk(path, sets);
        finish(composed.map_err(|source| ScenarioError::Read { path: path.to_path_buf(), source })?)
    }

    /// Reads what [`Loaded`] held once more: a composed text, with the inputs and warnings of
    /// the files it came from, which it has forgotten.
    ///
    /// # Errors
    /// With everything that is wrong in the text.
    pub fn reload(composed: &str, inputs: Vec<Input>, warnings: Vec<String>) -> Result<Loaded, ScenarioError> {
        let loaded = finish(compose::from_text(composed, "scenario.toml"))?;
        Ok(Loaded { scenario: Self { inputs, ..loaded.scenario }, composed: composed.into(), warnings })
    }

    /// Reads a text that stands alone: it extends nothing and reads no CSV.
    ///
    /// # Errors
    /// With everything that is wrong in the text.
    pub fn parse(text: &str, file_name: &str) -> Result<Self, ScenarioError> {
        finish(compose::from_text(text, file_name)).map(|loaded| loaded.scenario)
    }
}

fn finish(composed: Composed) -> Result<Loaded, ScenarioError> {
    let Composed { files, mut faults, root } = composed;
    let read = root.as_ref().and_then(|root| {
        let reader = Reader::new(&files);
        let scenario = read::scenario(&reader.root(root));
        scenario.map(|scenario| checked(scenario, reader.log.into_inner(), root, &mut faults))
    });
    match (read, root) {
        (Some((scenario, warnings)), Some(root)) if faults.is_empty() => {
            Ok(Loaded { scenario, composed: write::text(&root), warnings })
        }
        _ => {
            // Stable, so that two complaints about one place stay in reading order.
            faults.sort_by_key(|fault| fault.at);
            faults.dedup_by(|a, b| a.at == b.at && a.rule == b.rule);
            Err(ScenarioError::Invalid { problems: faults.into_iter().map(|fault| fault.in_files(&files)).collect() })
        }
    }
}

fn checked(mut scenario: Scenario, mut log: Log, root: &Node, faults: &mut Vec<Fault>) -> (Scenario, Vec<String>) {
    log.inputs.sort_by_key(|(at, _)| *at);
    scenario.inputs = std::mem::take(&mut log.inputs).into_iter().map(|(_, input)| input).collect();
    // What the composer complained about is as good as unread.
    log.broken.extend(faults.iter().filter(|fault| !fault.path.is_empty()).map(|fault| fault.path.clone()));
    let root = At { end: root.at.start, ..root.at };
    check::all(&mut check::Checker { scenario: &scenario, log: &mut log, root });
    let warnings = warn::all(&scenario, &log);
    faults.append(&mut log.faults);
    (scenario, warnings)
}
