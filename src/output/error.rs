//! Why an output cannot be written: asked wrongly, or could not.

use std::io;
use std::path::{Path, PathBuf};

/// Why an output cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The folder holds something that a run did not write.
    #[error(
        "`{}` holds `{entry}`, which its manifest does not list: {}",
        .folder.display(), foreign(.entry)
    )]
    Foreign { folder: PathBuf, entry: String },

    /// The folder holds something and was not written by a run.
    #[error(
        "`{}` holds `{entry}` and has no manifest.json, so drawdown did not write it: \
         choose another --out or empty the folder",
        .folder.display()
    )]
    NoManifest { folder: PathBuf, entry: String },

    /// There is a `manifest.json`, but not one of ours.
    #[error(
        "`{}` has a manifest.json that drawdown did not write ({why}): choose another --out or move the folder away",
        .folder.display()
    )]
    ForeignManifest { folder: PathBuf, why: String },

    /// A file where a folder is to be.
    #[error("`{}` is a file, not a folder: choose another --out or move the file away", .path.display())]
    IsAFile { path: PathBuf },

    /// A folder where a file is to be.
    #[error("`{}` is a folder, not a file: name a file inside it", .path.display())]
    IsAFolder { path: PathBuf },

    /// A place that cannot be replaced in one step.
    #[error("`{}` {why}", .path.display())]
    Unusable { path: PathBuf, why: &'static str },

    /// Rows in a format that we do not write.
    #[error("`{}` has an ending that drawdown writes no rows for: end the name in {endings}", .path.display())]
    Ending { path: PathBuf, endings: &'static str },

    /// Rows in a format that this program was built without.
    #[error(
        "`{}` would be Parquet, and this program was built without it: end the name in .csv or .csv.zst, or build \
         with `cargo install --path . --features parquet` (to try it, `cargo run --release --features parquet --`)",
        .path.display()
    )]
    NoParquet { path: PathBuf },

    /// This process already has an output open there.
    #[error("`{}` is already being written: choose another --out or wait until it is finished", .path.display())]
    Busy { path: PathBuf },

    /// It was not there when the run began.
    #[error(
        "`{}` was created by somebody else during the run: choose another --out or move it away",
        .path.display()
    )]
    Appeared { path: PathBuf },

    /// A file of the folder was begun and not finished: a mistake of the program.
    #[error("`{}` was not finished, so the folder is not written", .path.display())]
    Unfinished { path: PathBuf },

    /// The system said no.
    #[error("could not {action} `{}` ({})", .path.display(), remedy(.source))]
    Io { action: &'static str, path: PathBuf, source: io::Error },
}

/// What to do about a file that is not ours.
fn foreign(entry: &str) -> &'static str {
    // The lock files of LibreOffice and of Excel.
    if entry.starts_with(".~lock.") || entry.starts_with("~$") {
        return "close the spreadsheet that has a table of this folder open";
    }
    "choose another --out or move it away"
}

impl OutputError {
    /// Whether something was asked that is refused (exit code 2), rather than
    /// something that could not be done (exit code 1).
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Self::Io { .. } | Self::Unfinished { .. })
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

fn remedy(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "free some space or choose another place",
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "choose another place or make this one writable",
        Kind::NotADirectory | Kind::AlreadyExists => {
            "choose another place or move away the file that stands in its way"
        }
        Kind::InvalidFilename => "choose a shorter name",
        _ => "choose another place",
    }
}
