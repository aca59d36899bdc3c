//! A table that grows while the ensemble runs, in a file of its own.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

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
    out: BufWriter<File>,
    shown: PathBuf,
    /// `None` where the lines go straight to where they belong.
    renamed: Option<Renamed>,
    /// Why nothing more is written.
    failure: Option<io::Error>,
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
        let out = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(Self { out, shown: path.to_owned(), renamed, failure: None })
    }

    /// Adds whole lines, such as [`csv_line`] makes them.
    ///
    /// Returns whether all is well: after `false` nothing more is written, there
    /// is no use in going on, and [`finish`](Self::finish) says why.
    pub fn push(&mut self, lines: &str) -> bool {
        if self.failure.is_none() {
            self.failure = self.out.write_all(lines.as_bytes()).err();
        }
        self.failure.is_none()
    }

    /// Whether something could not be written.
    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Brings every line to the disk and gives the file its name.
    ///
    /// # Errors
    ///
    /// When something could not be written, now or before. An older file is then
    /// as it was.
    pub fn finish(self) -> Result<(), OutputError> {
        let Self { mut out, shown, renamed, failure } = self;
        failure.map_or_else(|| out.flush(), Err).map_err(OutputError::io("write", &shown))?;
        renamed.map_or(Ok(()), |renamed| renamed.finish(out.get_ref()))
    }
}

/// One line of CSV, quoted where it must be, with its end.
///
/// ```
/// use drawdown::output::csv_line;
/// assert_eq!(csv_line(["7", "Kidal, north", ""]), "7,\"Kidal, north\",\n");
/// ```
pub fn csv_line(fields: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(512).from_writer(Vec::new());
    writer.write_record(fields.into_iter().map(Bytes)).expect("memory takes every record");
    let line = writer.into_inner().expect("memory takes every record");
    String::from_utf8(line).expect("quoting keeps text what it is")
}

/// Lets csv see the bytes of a text.
struct Bytes<T>(T);

impl<T: AsRef<str>> AsRef<[u8]> for Bytes<T> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().as_bytes()
    }
}

/// A file that bears another name until it is finished, and is removed if it never is.
#[derive(Debug)]
struct Renamed {
    place: Place,
    partial: PathBuf,
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
