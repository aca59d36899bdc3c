//! One row for each replication, in a file of its own: CSV, compressed CSV or Parquet.
//!
//! Rows arrive in bundles, in order, and are written as they come: the memory for
//! them does not grow with their number. (Parquet keeps one group of rows until it
//! is full, and at the end of the file a directory of all groups.)

mod format;
mod kept;
#[cfg(feature = "parquet")]
mod parquet;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use zstd::Encoder;

use self::kept::{Kept, Summed};

use super::error::OutputError;
use super::lines::{BUFFER_BYTES, csv_line, whole};
use super::place::Place;
use super::whole::WholeFile;
use crate::ensemble::file::RowsMark;
use crate::model::Model;
use crate::replications::{Column, Numbers, Text, columns};
use crate::simulate::Outcome;

pub use format::RowsFormat;

/// Zstandard's own default: a higher level takes longer and saves little on rows of dates.
const LEVEL: i32 = 3;

type Buffered = BufWriter<Summed>;

/// What a worker needs to make rows.
#[derive(Debug)]
pub enum RowMaker<'m> {
    Text(Text<'m>),
    Numbers(Numbers<'m>),
}

/// A file of one row for each replication, for `--replications-out FILE`.
///
/// The file appears whole, with [`finish`](Self::finish), or not at all.
pub struct Rows {
    shown: PathBuf,
    /// An error once something could not be written.
    sink: io::Result<Sink>,
}

enum Sink {
    Csv(Buffered),
    CsvZst(Encoder<'static, Buffered>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Groups>),
}

impl<'m> RowMaker<'m> {
    /// For a format.
    pub fn new(format: RowsFormat, model: &'m Model) -> Self {
        match format {
            RowsFormat::Csv | RowsFormat::CsvZst => Self::Text(Text::new(model)),
            RowsFormat::Parquet => Self::Numbers(Numbers::new(model)),
        }
    }

    /// Adds the row of a replication to a bundle of rows.
    pub fn row(&self, replication: u64, outcome: &Outcome, bundle: &mut Vec<u8>) {
        match self {
            Self::Text(text) => text.row(replication, outcome, bundle),
            Self::Numbers(numbers) => numbers.row(replication, outcome, bundle),
        }
    }
}

impl Rows {
    /// Begins the file; a file that is there already stays until [`finish`](Self::finish).
    /// `about` says in pairs where the rows come from: a format that has room for that keeps it.
    ///
    /// # Errors
    ///
    /// A refusal where there is a folder; otherwise what the system says.
    pub fn create(
        path: &Path,
        format: RowsFormat,
        model: &Model,
        about: &[(&str, String)],
    ) -> Result<Self, OutputError> {
        Ok(Self { shown: path.to_owned(), sink: Sink::new(WholeFile::create(path)?, format, model, about) })
    }

    /// Begins the file with the first `most` rows that a run which was interrupted has kept up to
    /// a [mark](Self::keep), as far as they are whole; says how many those are. `None`: what the
    /// mark speaks of is not there any more, or has changed. `proceed` is asked from time to time.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create), and when `proceed` says no.
    pub fn go_on(
        path: &Path,
        format: RowsFormat,
        model: &Model,
        (mark, most): (RowsMark, u64),
        proceed: impl Fn() -> bool,
    ) -> Result<Option<(Self, u64)>, OutputError> {
        let header = header(&columns(model));
        for file in kept::candidates(&Place::resolve(path)?, mark) {
            let mut rows = Self::create(path, format, model, &[])?;
            let Ok(mut kept) = Kept::new(file, format, mark) else { continue };
            let mut push = |bundle: &[u8]| if proceed() { rows.push(bundle) } else { false };
            let n = kept.hand_on(header.as_bytes(), most, &mut push);
            if !proceed() || rows.has_failed() {
                let stopped = io::ErrorKind::Interrupted.into();
                return Err(OutputError::io("write", path)(rows.sink.err().unwrap_or(stopped)));
            }
            if let Ok(n) = n {
                return Ok(Some((rows, n)));
            }
        }
        Ok(None)
    }

    /// Brings the rows to the disk, where they stay should the run not come to its end. The mark
    /// says how far they have come: of a compressed file not all rows are there.
    ///
    /// `None` when something could not be written: [`finish`](Self::finish) says why.
    pub fn keep(&mut self) -> Option<RowsMark> {
        let kept = self.sink.as_mut().ok()?.keep();
        kept.map_err(|error| self.sink = Err(error)).ok()
    }

    /// Removes what dead processes have kept of a file; `is_finished`: this process keeps nothing of it.
    pub fn forget_others(path: &Path, is_finished: bool) {
        let Ok(place) = Place::resolve(path) else { return };
        let is_ours = |kept: &PathBuf| !is_finished && *kept == place.kept();
        for kept in place.kept_by_others().iter().filter(|kept| !is_ours(kept)) {
            // What cannot be removed is hidden and in nobody's way.
            let _ = fs::remove_file(kept);
        }
    }

    /// Adds a bundle of whole rows, as a [`RowMaker`] of the same format made them.
    ///
    /// Returns whether all is well: after `false` nothing more is written, there
    /// is no use in going on, and [`finish`](Self::finish) says why.
    pub fn push(&mut self, bundle: &[u8]) -> bool {
        if let Ok(sink) = &mut self.sink
            && let Err(error) = sink.push(bundle)
        {
            self.sink = Err(error);
        }
        !self.has_failed()
    }

    /// Whether something could not be written.
    pub fn has_failed(&self) -> bool {
        self.sink.is_err()
    }

    /// Brings every row to the disk and gives the file its name.
    ///
    /// # Errors
    ///
    /// When something could not be written, now or before. An older file is then
    /// as it was.
    pub fn finish(self) -> Result<(), OutputError> {
        let finished = self.sink.and_then(Sink::finish);
        finished.map_err(OutputError::io("write", &self.shown))?.finish()
    }
}

impl Sink {
    fn new(file: WholeFile, format: RowsFormat, model: &Model, about: &[(&str, String)]) -> io::Result<Self> {
        let columns = columns(model);
        match format {
            RowsFormat::Csv => {
                let mut out = buffered(Summed::new(file));
                out.write_all(header(&columns).as_bytes())?;
                Ok(Self::Csv(out))
            }
            RowsFormat::CsvZst => {
                let mut encoder = Encoder::new(buffered(Summed::new(file)), LEVEL)?;
                // So that a damaged file is known when it is read.
                encoder.include_checksum(true)?;
                encoder.write_all(header(&columns).as_bytes())?;
                Ok(Self::CsvZst(encoder))
            }
            #[cfg(feature = "parquet")]
            RowsFormat::Parquet => Ok(Self::Parquet(Box::new(parquet::Groups::new(file, &columns, about)?))),
            #[cfg(not(feature = "parquet"))]
            RowsFormat::Parquet => Err(io::Error::new(io::ErrorKind::Unsupported, format!("no Parquet for {about:?}"))),
        }
    }

    fn push(&mut self, bundle: &[u8]) -> io::Result<()> {
        match self {
            Self::Csv(out) => out.write_all(bundle),
            Self::CsvZst(out) => out.write_all(bundle),
            #[cfg(feature = "parquet")]
            Self::Parquet(groups) => groups.push(bundle),
        }
    }

    fn keep(&mut self) -> io::Result<RowsMark> {
        let out = match self {
            Self::Csv(out) => out,
            // What the packer holds back stays there: to flush it would change the bytes.
            Self::CsvZst(out) => out.get_mut(),
            #[cfg(feature = "parquet")]
            Self::Parquet(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        out.flush()?;
        out.get_mut().keep()
    }

    fn finish(self) -> io::Result<WholeFile> {
        match self {
            Self::Csv(out) => whole(out).map(Summed::into_file),
            Self::CsvZst(out) => out.finish().and_then(whole).map(Summed::into_file),
            #[cfg(feature = "parquet")]
            Self::Parquet(groups) => groups.finish(),
        }
    }
}

fn buffered(file: Summed) -> Buffered {
    BufWriter::with_capacity(BUFFER_BYTES, file)
}

fn header(columns: &[Column]) -> String {
    csv_line(columns.iter().map(|column| &column.name))
}
