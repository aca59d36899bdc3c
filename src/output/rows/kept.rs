//! Rows that an interrupted run has kept: found by their sum, and handed on line by line.
//!
//! They are written anew, into a file that is packed as if it had never been interrupted: the state
//! of a packer cannot be saved, but the same text gives the same bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};

use sha2::{Digest, Sha256};

use super::super::lines::BUFFER_BYTES;
use super::super::place::Place;
use super::super::whole::WholeFile;
use super::RowsFormat;
use crate::ensemble::file::RowsMark;

/// Adds up what passes: a file's bytes on their way in or out.
pub(super) struct Summed<F = WholeFile> {
    file: F,
    bytes: u64,
    sum: Sha256,
}

impl<F> Summed<F> {
    pub fn new(file: F) -> Self {
        Self { file, bytes: 0, sum: Sha256::new() }
    }

    pub fn into_file(self) -> F {
        self.file
    }

    fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.sum.update(bytes);
    }

    fn mark(&self) -> RowsMark {
        RowsMark { bytes: self.bytes, sum: self.sum.clone().finalize().into() }
    }
}

impl Summed {
    /// Brings it to the disk, to stay there.
    pub fn keep(&mut self) -> io::Result<RowsMark> {
        self.file.keep().map(|()| self.mark())
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.file.write(bytes)?;
        self.add(&bytes[..n_written]);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = self.file.read(bytes)?;
        self.add(&bytes[..n_read]);
        Ok(n_read)
    }
}

/// The files that a mark may be of: those that were kept, and the finished one, should the run have
/// been killed when it had just been given its name.
pub(super) fn candidates(place: &Place, mark: RowsMark) -> impl Iterator<Item = File> {
    let paths = place.kept_by_others().into_iter().chain([place.path.clone()]);
    let files = paths.filter_map(|path| File::open(path).ok());
    files.filter(move |file| file.metadata().is_ok_and(|file| file.is_file() && file.len() >= mark.bytes))
}

type Source = Summed<io::Take<File>>;

/// The rows of a file up to a mark.
pub(super) struct Kept {
    text: Text,
    mark: RowsMark,
}

enum Text {
    Plain(BufReader<Source>),
    Packed(BufReader<zstd::Decoder<'static, BufReader<Source>>>),
}

impl Kept {
    pub fn new(file: File, format: RowsFormat, mark: RowsMark) -> io::Result<Self> {
        let source = Summed::new(file.take(mark.bytes));
        let text = match format {
            RowsFormat::Csv => Text::Plain(BufReader::with_capacity(BUFFER_BYTES, source)),
            RowsFormat::CsvZst => Text::Packed(BufReader::with_capacity(BUFFER_BYTES, zstd::Decoder::new(source)?)),
            RowsFormat::Parquet => return Err(ErrorKind::Unsupported.into()),
        };
        Ok(Self { text, mark })
    }

    /// Hands on the rows after the header, until there are `most`, or no more whole ones, or
    /// `push` says no; in bundles, so that memory does not grow with their number.
    ///
    /// # Errors
    /// When it cannot be read, or is not what the mark is of.
    pub fn hand_on(&mut self, header: &[u8], most: u64, push: &mut dyn FnMut(&[u8]) -> bool) -> io::Result<u64> {
        let text: &mut dyn BufRead = match &mut self.text {
            Text::Plain(text) => text,
            Text::Packed(text) => text,
        };
        let rows = whole_lines(text, header, most, push)?;
        let source = match &mut self.text {
            Text::Plain(text) => text.get_mut(),
            Text::Packed(text) => text.get_mut().get_mut().get_mut(),
        };
        // What is left: the row that was cut short, say.
        io::copy(source, &mut io::sink())?;
        if source.mark() == self.mark { Ok(rows) } else { Err(ErrorKind::InvalidData.into()) }
    }
}

fn whole_lines(
    text: &mut dyn BufRead,
    header: &[u8],
    most: u64,
    push: &mut dyn FnMut(&[u8]) -> bool,
) -> io::Result<u64> {
    let mut first = vec![0; header.len()];
    match text.read_exact(&mut first) {
        Ok(()) if first == header => {}
        Ok(()) => return Err(ErrorKind::InvalidData.into()),
        Err(error) => return is_cut_short(error).map(|()| 0),
    }
    let (mut rows, mut bundle) = (0, Vec::new());
    while rows < most {
        let whole = bundle.len();
        let read = text.read_until(b'\n', &mut bundle);
        read.map(|_| ()).or_else(is_cut_short)?;
        if bundle.len() == whole || !bundle.ends_with(b"\n") {
            bundle.truncate(whole);
            break;
        }
        rows += 1;
        if bundle.len() >= BUFFER_BYTES {
            if !push(&bundle) {
                return Ok(rows);
            }
            bundle.clear();
        }
    }
    push(&bundle);
    Ok(rows)
}

/// An end in the midst of something is no error here.
fn is_cut_short(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::UnexpectedEof { Ok(()) } else { Err(error) }
}
