//! A table that grows line by line, in a file of its own.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::OutputError;
use super::whole::WholeFile;

/// How much is kept back before it is written: a few thousand rows at a time.
pub(super) const BUFFER_BYTES: usize = 1 << 18;

/// A CSV file of one row for each event, for `--trace FILE`.
///
/// The file appears whole, with [`finish`](Self::finish), or not at all. A
/// device or a pipe has no whole: what is already there and is neither file nor
/// folder is written to directly.
#[derive(Debug)]
pub struct Lines {
    out: BufWriter<WholeFile>,
    shown: PathBuf,
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
        let out = BufWriter::with_capacity(BUFFER_BYTES, WholeFile::create(path)?);
        Ok(Self { out, shown: path.to_owned(), failure: None })
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
        let Self { out, shown, failure } = self;
        let whole = failure.map_or_else(|| whole(out), Err).map_err(OutputError::io("write", &shown))?;
        whole.finish()
    }
}

/// The file with all that was kept back.
pub(super) fn whole<W: Write>(out: BufWriter<W>) -> io::Result<W> {
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

/// One line of CSV, quoted where it must be, with its end.
///
/// ```
/// use drawdown::output::csv_line;
/// assert_eq!(csv_line(["7", "Camp, north", ""]), "7,\"Camp, north\",\n");
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
