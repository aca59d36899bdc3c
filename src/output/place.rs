//! Where an output goes, and the hidden names beside it while it is written.
//!
//! For a target `NAME`, `.NAME.partial-PID` is what process PID is filling, and
//! `.NAME.old-PID` what it has put aside for a moment. `.NAME.checkpoint` is what an
//! unfinished run has done, and `.NAME.checkpoint-PID` what will replace it.
//! `.NAME.unfinished-PID` is a file that goes with a checkpoint: it outlives process PID.
//! All are beside the target, because only there can a rename be one step.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::OutputError;
use super::manifest::MANIFEST;
use super::rename::{is_locked, is_running};

/// The target of an output, independent of the working folder.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user typed it, for messages.
    pub shown: PathBuf,
    /// Absolute, with links followed: the link stays and what it names is replaced.
    pub path: PathBuf,
    parent: PathBuf,
    name: OsString,
}

impl Place {
    /// Finds the place and creates the folders above it.
    pub fn resolve(target: &Path) -> Result<Self, OutputError> {
        let unusable = |why| OutputError::Unusable { path: target.to_owned(), why };
        let path = match fs::canonicalize(target) {
            Ok(path) => path,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if fs::symlink_metadata(target).is_ok() {
                    return Err(unusable("is a link to nothing: remove the link or choose another place"));
                }
                let name = target.file_name().ok_or_else(|| unusable("has no name: choose another place"))?;
                parent_of(target)?.join(name)
            }
            Err(error) => return Err(OutputError::io("open", target)(error)),
        };
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => {
                Ok(Self { shown: target.to_owned(), parent: parent.to_owned(), name: name.to_owned(), path })
            }
            _ => Err(unusable("is not a place for results: name a folder inside it")),
        }
    }

    /// What this process fills.
    pub fn partial(&self) -> PathBuf {
        self.beside("partial")
    }

    /// Where this process puts the old output for the moment between two renames.
    pub fn aside(&self) -> PathBuf {
        self.beside("old")
    }

    /// What an unfinished run has done, and where this process writes what will replace it.
    pub fn checkpoint(&self) -> [PathBuf; 2] {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".checkpoint");
        [self.parent.join(name), self.beside("checkpoint")]
    }

    /// What this process fills, once another may go on with it.
    pub fn kept(&self) -> PathBuf {
        self.beside("unfinished")
    }

    /// What dead processes have left to be gone on with.
    pub fn kept_by_others(&self) -> Vec<PathBuf> {
        let left = self.left_over("unfinished").into_iter();
        // A process that holds its own has locked it, where files can be locked.
        left.filter(|(kept, pid)| is_over(*pid) && !is_locked(kept)).map(|(kept, _)| kept).collect()
    }

    /// Mends an exchange that was interrupted between its two renames, and
    /// removes what dead processes were filling.
    ///
    /// What cannot be removed (another user's, say) is left: it is hidden and in
    /// nobody's way, and a run should not fail because of it.
    pub fn tidy(&self) {
        for (old, pid) in self.left_over("old") {
            if is_over(pid) {
                self.mend(&old);
            }
        }
        for (partial, pid) in self.left_over("partial") {
            if is_over(pid) && !is_locked(&partial) {
                let _ = remove(&partial);
            }
        }
        for (unfinished, pid) in self.left_over("checkpoint") {
            if is_over(pid) {
                let _ = remove(&unfinished);
            }
        }
    }

    /// Makes the new name survive a power cut.
    pub fn sync_parent(&self) -> Result<(), OutputError> {
        sync_folder(&self.parent).map_err(OutputError::io("write", &self.parent))
    }

    fn beside(&self, what: &str) -> PathBuf {
        let mut name = self.prefix(what);
        name.push(std::process::id().to_string());
        self.parent.join(name)
    }

    fn prefix(&self, what: &str) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(format!(".{what}-"));
        name
    }

    /// Everything beside the target that bears the name of a process.
    fn left_over(&self, what: &str) -> Vec<(PathBuf, u32)> {
        let prefix = self.prefix(what);
        let pid_in = |name: &OsStr| {
            let pid = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
            std::str::from_utf8(pid).ok()?.parse().ok()
        };
        // An unreadable parent is reported when something is created in it.
        let entries = fs::read_dir(&self.parent).into_iter().flatten().flatten();
        entries.filter_map(|entry| Some((entry.path(), pid_in(&entry.file_name())?))).collect()
    }

    fn mend(&self, old: &Path) {
        if self.path.join(MANIFEST).exists() {
            // The second rename was done: only the old folder's removal is missing.
            let _ = remove(old);
        } else {
            // This cannot replace a folder that holds anything.
            let _ = fs::rename(old, &self.path);
        }
    }
}

/// Our own number on something that we do not hold means an earlier process of the same number.
fn is_over(pid: u32) -> bool {
    pid == std::process::id() || !is_running(pid)
}

fn parent_of(target: &Path) -> Result<PathBuf, OutputError> {
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(OutputError::io("create", parent))?;
    fs::canonicalize(parent).map_err(OutputError::io("open", parent))
}

/// Removes a file, or a folder with everything in it.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

/// Makes the names in a folder survive a power cut, where the system can.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
