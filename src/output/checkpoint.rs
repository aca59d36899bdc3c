//! What an unfinished run has done so far: one file beside its folder, whole or absent.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::OutputError;

/// The place of a checkpoint: `.NAME.checkpoint` beside the folder `NAME`.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    path: PathBuf,
    unfinished: PathBuf,
    /// As the user would type it.
    shown: PathBuf,
}

impl Checkpoint {
    pub(super) fn new([path, unfinished]: [PathBuf; 2], folder: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        Self { shown: folder.with_file_name(name), path, unfinished }
    }

    /// Its path, for messages.
    pub fn shown(&self) -> std::path::Display<'_> {
        self.shown.display()
    }

    /// What was saved, if anything was.
    ///
    /// # Errors
    /// When there is something that cannot be read.
    pub fn read(&self) -> Result<Option<Vec<u8>>, OutputError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(OutputError::io("read", &self.shown)(error)),
        }
    }

    /// Replaces what was saved, in one step: whoever is killed meanwhile leaves the old or the new.
    ///
    /// # Errors
    /// When the system refuses; what was saved before is then still there.
    pub fn save(&self, bytes: &[u8]) -> Result<(), OutputError> {
        self.replace(bytes).map_err(|error| {
            let _ = fs::remove_file(&self.unfinished);
            OutputError::io("write", &self.shown)(error)
        })
    }

    /// Removes what was saved.
    pub fn remove(&self) {
        // One that cannot be removed is in nobody's way.
        let _ = fs::remove_file(&self.path);
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(&self.unfinished)?;
        file.write_all(bytes)?;
        // Else a power cut could leave the name without the bytes.
        file.sync_all()?;
        fs::rename(&self.unfinished, &self.path)
    }
}
