//! A table that grows while the ensemble runs, in a file of its own.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::error::OutputError;
use super::place::{Place, remove};

/// How much is kept back before it is written: a few thousand rows at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// A CSV file of one row for each replication, for `--replications-out FILE`.
///
/// The file appears whole, with [`finish`](Self::finish), or not at all. A
/// device or a pipe has no whole: what is already there and is neither file nor
/// folder is written to directly.
#[derive(Debug)]
pub struct Lines {
    writer: csv::Writer<File>,
    shown: PathBuf,
    /// `None` where the rows go straight to where they belong.
    renamed: Option<Renamed>,
}

/// A file that bears another name until it is finished, and is removed if it never is.
#[derive(Debug)]
struct Renamed {
    place: Place,
    partial: PathBuf,
}

impl Lines {
    /// Begins the file; a file that is there already stays until [`finish`](Self::finish).
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
        let writer = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        Ok(Self { writer, shown: path.to_owned(), renamed })
    }

    /// Adds a row. The first row that is a struct writes its fields' names as
    /// the header; arrays and tuples have none.
    ///
    /// # Errors
    ///
    /// When the disk is full, or whatever else the system says.
    pub fn row(&mut self, row: &impl Serialize) -> Result<(), OutputError> {
        self.writer.serialize(row).map_err(|error| OutputError::io("write", &self.shown)(error.into()))
    }

    /// Brings every row to the disk and gives the file its name.
    ///
    /// # Errors
    ///
    /// When the rest cannot be written. An older file is then as it was.
    pub fn finish(self) -> Result<(), OutputError> {
        let Self { writer, shown, renamed } = self;
        let file = writer.into_inner().map_err(|error| OutputError::io("write", &shown)(error.into_error()))?;
        renamed.map_or(Ok(()), |renamed| renamed.finish(&file))
    }
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
        Ok((file, Self { place, partial }))
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
        // After the rename there is nothing left of this name.
        let _ = remove(&self.partial);
    }
}
