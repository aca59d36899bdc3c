//! A finished output folder as a scenario: what it was run with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::simulation::hash;
use crate::output::{MANIFEST, Manifest};

/// What a folder's run was of.
pub(super) struct Finished {
    pub scenario: PathBuf,
    pub name: String,
    pub seed: u64,
}

/// Reads a folder that `drawdown run` has written.
pub(super) fn finished(folder: &Path) -> Result<Finished, Failure> {
    let shown = folder.display();
    let run = "name a scenario file, or a folder that `drawdown run` has written";
    let json = fs::read(folder.join(MANIFEST))
        .map_err(|_| refused(format!("`{shown}` is a folder without {MANIFEST}, so no run has filled it"), run))?;
    let manifest: Manifest = serde_json::from_slice(&json)
        .map_err(|error| refused(format!("`{shown}` has a {MANIFEST} that drawdown did not write ({error})"), run))?;
    if let Some(first) = manifest.scenarios.first() {
        let help = format!("name one of its scenarios, such as `{}`", folder.join(&first.file).display());
        return Err(refused(format!("`{shown}` holds several scenarios, not one run"), &help));
    }
    let scenario = folder.join("scenario.toml");
    let text = fs::read_to_string(&scenario)
        .map_err(|error| refused(format!("could not read `{}`: {error}", scenario.display()), run))?;
    if hash(&text) != manifest.hash {
        let help = format!("run it again, or name the file itself: `{}`", scenario.display());
        let rule = format!("`{}` is not what was run: it has been changed since", scenario.display());
        return Err(refused(rule, &help));
    }
    Ok(Finished { scenario, name: manifest.scenario, seed: manifest.seed })
}

/// A refusal with its remedy.
pub(super) fn refused(rule: impl std::fmt::Display, help: &str) -> Failure {
    Failure::Refused(format!("error: {rule}\n  = help: {help}\n"))
}
