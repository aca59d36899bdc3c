//! `manifest.json`: what was run, and every file that it wrote.

use serde::{Deserialize, Serialize};

use crate::ensemble::file::{self, Origin};
use crate::results::About;

/// The manifest's name in an output folder.
pub const MANIFEST: &str = "manifest.json";

/// Where the random numbers of this version come from.
pub const GENERATOR: &str =
    "SplitMix64's output function over seed, replication, purpose, owner (FNV-1a-64 of its id) and index";

/// The program that writes manifests; one of another program is not ours.
pub(super) const PROGRAM: &str = "drawdown";

/// What was run, and every file that it wrote.
///
/// It holds no clock, host, thread count or place: the same inputs give the
/// same bytes, but for the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub program: String,
    pub version: String,
    pub mission: String,
    /// The scenario file's name without folder and ending.
    pub scenario: String,
    /// SHA-256 of the composed scenario, 64 hexadecimal digits.
    pub hash: String,
    pub seed: u64,
    pub replications: u64,
    /// `off`, `surge` or `full`.
    pub policy: String,
    /// As typed, but for the program, which is named without its folder.
    pub command: Vec<String>,
    /// Where the random numbers come from.
    pub generator: String,
    /// What the reader of the results should know.
    pub warnings: Vec<String>,
    /// How `--precision` came to its number of replications.
    pub precision: Option<String>,
    /// Studies made beside the ensemble, each with its design.
    #[serde(default)]
    pub studies: Vec<String>,
    /// Of a comparison: its scenarios, the base first; `scenario` and `hash` above are the base's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<ComparedScenario>,
    /// Of a comparison: what is different beside the plans, and how it was dealt with. Of a
    /// shard: which one it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Every file of the folder but this one, by name. [`Folder::commit`](super::Folder::commit) fills it in.
    pub files: Vec<ListedFile>,
}

/// One scenario of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedScenario {
    /// As the tables call it.
    pub scenario: String,
    pub mission: String,
    /// SHA-256 of the composed scenario, 64 hexadecimal digits.
    pub hash: String,
    /// Where it stands in the folder, as composed.
    pub file: String,
}

/// One file of an output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    pub file: String,
    /// What it holds, in a few words.
    pub about: String,
    pub bytes: u64,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a run, without warnings and with no files yet.
    ///
    /// `hash` is the full SHA-256 of the composed scenario, of which
    /// [`About::hash`] is the beginning; `command` is the whole command line,
    /// program first.
    pub fn new(about: &About, hash: String, command: impl IntoIterator<Item = String>) -> Self {
        let arguments = command.into_iter().skip(1);
        Self {
            program: PROGRAM.to_owned(),
            version: about.version.clone(),
            mission: about.mission.clone(),
            scenario: about.scenario.clone(),
            hash,
            seed: about.seed,
            replications: about.replications,
            policy: about.policy.clone(),
            command: std::iter::once(PROGRAM.to_owned()).chain(arguments).collect(),
            generator: GENERATOR.to_owned(),
            warnings: Vec::new(),
            precision: None,
            studies: about.studies.clone(),
            scenarios: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The manifest of one share of a run.
    pub fn of_share(origin: &Origin, mission: &str, command: impl IntoIterator<Item = String>) -> Self {
        let level = origin.policies.levels[origin.policies.written];
        Self {
            program: PROGRAM.to_owned(),
            version: origin.version.clone(),
            mission: mission.to_owned(),
            scenario: origin.scenario.clone(),
            hash: file::hash(&origin.composed),
            seed: origin.seed,
            replications: origin.replications,
            policy: format!("{level:?}").to_lowercase(),
            command: std::iter::once(PROGRAM.to_owned()).chain(command.into_iter().skip(1)).collect(),
            generator: GENERATOR.to_owned(),
            warnings: origin.warnings.clone(),
            precision: None,
            studies: Vec::new(),
            scenarios: Vec::new(),
            notes: Vec::new(),
            files: Vec::new(),
        }
    }

    pub(super) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// The file names in a manifest of ours, of whatever version; otherwise why it is not ours.
pub(super) fn listed_names(json: &[u8]) -> Result<Vec<String>, String> {
    /// Only what every version of the manifest has.
    #[derive(Deserialize)]
    struct Listing {
        program: String,
        files: Vec<Name>,
    }
    #[derive(Deserialize)]
    struct Name {
        file: String,
    }

    let listing: Listing = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if listing.program != PROGRAM {
        return Err(format!("its program is `{}`", listing.program));
    }
    Ok(listing.files.into_iter().map(|name| name.file).collect())
}
