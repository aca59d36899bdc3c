//! A single file that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::OutputError;
use super::place::{Place, remove};

/// A file that is being written; what was there before stays until [`finish`](Self::finish).
///
/// A device or a pipe has no whole: what is already there and is neither file nor
/// folder is written to directly.
#[derive(Debug)]
pub(super) struct WholeFile {
    file: File,
    /// `None` where all goes straight to where it belongs.
    renamed: Option<Renamed>,
}

impl WholeFile {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// A refusal where there is a folder; otherwise what the system says.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        let (file, renamed) = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(OutputError::IsAFolder { path: path.to_owned() }),
            Ok(there) if !there.is_file() => {
                (File::options().write(true).open(path).map_err(OutputError::io("open", path))?, None)
            }
            _ => {
                let (file, renamed) = Renamed::create(path)?;
                (file, Some(renamed))
            }
        };
        Ok(Self { file, renamed })
    }

    /// Brings everything to the disk; should the file never be finished, it stays there from now on.
    ///
    /// # Errors
    ///
    /// When the system refuses, or this is a device.
    pub fn keep(&mut self) -> io::Result<()> {
        let renamed = self.renamed.as_mut().ok_or(ErrorKind::Unsupported)?;
        self.file.sync_data().and_then(|()| renamed.keep())
    }

    /// Brings everything to the disk and gives the file its name.
    pub fn finish(self) -> Result<(), OutputError> {
        let Self { file, renamed } = self;
        renamed.map_or(Ok(()), |renamed| renamed.finish(&file))
    }
}

/// As a file, it is written to without being changed.
impl Write for &WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&self.file).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&self.file).flush()
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self).flush()
    }
}

/// A file that bears another name until it is finished, and is removed if it never is and nobody keeps it.
#[derive(Debug)]
struct Renamed {
    place: Place,
    partial: PathBuf,
    is_kept: bool,
}

impl Renamed {
    fn create(path: &Path) -> Result<(File, Self), OutputError> {
        let place = Place::resolve(path)?;
        place.tidy();
        let partial = place.partial();
        let file = File::create_new(&partial).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => OutputError::Busy { path: path.to_owned() },
            _ => OutputError::io("create", path)(error),
        })?;
        // Where files cannot be locked, the process number alone protects it.
        let _ = file.try_lock();
        Ok((file, Self { place, partial, is_kept: false }))
    }

    fn keep(&mut self) -> io::Result<()> {
        if !self.is_kept {
            let kept = self.place.kept();
            fs::rename(&self.partial, &kept)?;
            (self.partial, self.is_kept) = (kept, true);
        }
        Ok(())
    }

    fn finish(self, file: &File) -> Result<(), OutputError> {
        let renamed = file.sync_all().and_then(|()| fs::rename(&self.partial, &self.place.path));
        renamed.map_err(|error: io::Error| match error.kind() {
            ErrorKind::IsADirectory => OutputError::IsAFolder { path: self.place.shown.clone() },
            _ => OutputError::io("write", &self.place.shown)(error),
        })?;
        self.place.sync_parent()
    }
}

impl Drop for Renamed {
    fn drop(&mut self) {
        if !self.is_kept {
            // After the rename there is nothing left of this name.
            let _ = remove(&self.partial);
        }
    }
}
