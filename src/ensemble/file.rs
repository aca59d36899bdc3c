//! The ensemble file: the counts of a range of replications, and all that is needed
//! to write the tables of the whole run from them.
//!
//! ```text
//! drawdown ensemble 3⏎      what it is, and the number of its format
//! u64, u64                  lengths of the two parts below, little end first
//! head                      a Head, by postcard, compressed by zstd
//! counts                    an Ensemble, likewise
//! 32 bytes                  SHA-256 of everything above
//! ```
//!
//! The sum is looked at before anything is decoded, and what was decoded is held
//! against the model before it is used: a file may be cut short, or made by hand.

use std::io::{BufWriter, Read as _};
use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::{Ensemble, Policies};
use crate::model::Model;
use crate::observations::Watch;
use crate::scenario::Input;

/// The number of the format; any change of [`Head`] or of what [`Ensemble`] holds makes it grow.
pub const FORMAT: u32 = 3;

/// What every ensemble file of every format begins with.
const MAGIC: &[u8] = b"drawdown ensemble ";

/// A part takes at most this many bytes when it is unpacked: counts of people and of
/// places take 80 MiB at most, with five bytes for four.
const LARGEST_PART: u64 = 512 << 20;

/// Counts are mostly zeros: higher levels take longer and save little.
const LEVEL: i32 = 3;

/// The run that a file is a part of: all that its tables depend on but the counts.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct Origin {
    /// Of the program.
    pub version: String,
    /// What tables and pictures call the scenario.
    pub scenario: String,
    /// The whole scenario, with what it extends and `--set`.
    pub composed: String,
    /// Every input with the file in which it was written: the composed text has forgotten that.
    pub inputs: Vec<Input>,
    pub warnings: Vec<String>,
    pub seed: u64,
    /// Of the whole run; with `precision` the most.
    pub replications: u64,
    pub policies: Policies,
    /// The half-width at which the run stops.
    pub precision: Option<f64>,
}

/// Which part of a run it is.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct Head {
    pub origin: Origin,
    /// Shard so-manieth of so many, from 1; `None`: the whole run.
    pub shard: Option<(u64, u64)>,
    /// The replications that it is to hold, counted from 0.
    pub share: Range<u64>,
    /// Those of them that it holds: the first so many.
    pub n: u64,
    /// Of a run that also writes rows and is not yet finished: how far they have come.
    pub rows: Option<RowsMark>,
}

/// What has reached the disk of a file that is still being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct RowsMark {
    pub bytes: u64,
    /// SHA-256 of all of them.
    pub sum: [u8; 32],
}

/// Why bytes are no ensemble file, or none that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", self.what(), self.remedy())]
pub enum FileError {
    Foreign,
    Format(String),
    /// So many bytes of so many; 0 where it is not known of how many.
    CutShort(u64, u64),
    Damaged,
    Unsound(&'static str),
}

impl FileError {
    /// What is wrong, to be said after the file's name.
    pub fn what(&self) -> String {
        match self {
            Self::Foreign => "is not an ensemble file".into(),
            Self::Format(format) => format!("has format {format}, and this program reads format {FORMAT}"),
            Self::CutShort(0, _) => "is empty".into(),
            Self::CutShort(there, 0) => format!("is cut short (after {there} bytes)"),
            Self::CutShort(there, whole) => format!("is cut short ({there} of {whole} bytes)"),
            Self::Damaged => "is damaged (its checksum does not fit)".into(),
            Self::Unsound(what) => {
                format!("does not hold what such a file holds ({what}), though its checksum fits")
            }
        }
    }

    /// What to do about it where it is the file of a shard.
    fn remedy(&self) -> &'static str {
        match self {
            Self::Foreign => "name a folder or file that `drawdown run --shard` wrote",
            Self::Format(_) => "make it again with this version of drawdown",
            Self::CutShort(..) | Self::Damaged => "copy it again, or make it again with `drawdown run --shard`",
            Self::Unsound(_) => "make it again with this version",
        }
    }
}

/// An ensemble file whose checksum fits; its counts are still packed.
#[derive(Debug)]
pub struct Packed<'a> {
    pub head: Head,
    counts: &'a [u8],
}

/// The bytes of a file.
///
/// # Panics
/// When the ensemble holds another number of replications than the head says.
pub fn encode(head: &Head, ensemble: &Ensemble) -> Vec<u8> {
    assert_eq!(head.n, ensemble.n, "the head is that of this ensemble");
    let (head, counts) = (pack(head), pack(ensemble));
    let mut bytes = [MAGIC, FORMAT.to_string().as_bytes(), b"\n"].concat();
    for part in [&head, &counts] {
        bytes.extend((part.len() as u64).to_le_bytes());
    }
    bytes.extend(head);
    bytes.extend(counts);
    let sum = Sha256::digest(&bytes);
    bytes.extend(sum);
    bytes
}

/// Looks at the sum and unpacks the head.
///
/// # Errors
/// Why it cannot be used.
pub fn open(bytes: &[u8]) -> Result<Packed<'_>, FileError> {
    if bytes.len() < MAGIC.len() && MAGIC.starts_with(bytes) {
        return Err(FileError::CutShort(bytes.len() as u64, 0));
    }
    let rest = bytes.strip_prefix(MAGIC).ok_or(FileError::Foreign)?;
    let line = rest.iter().take(12).position(|&byte| byte == b'\n');
    let number = line.map(|end| &rest[..end]).ok_or(FileError::Damaged)?;
    if number != FORMAT.to_string().as_bytes() {
        let digits = number.iter().all(u8::is_ascii_digit) && !number.is_empty();
        return Err(if digits {
            FileError::Format(String::from_utf8_lossy(number).into())
        } else {
            FileError::Damaged
        });
    }
    let start = MAGIC.len() + number.len() + 1;
    let Some(lengths) = bytes.get(start..start + 16) else {
        return Err(FileError::CutShort(bytes.len() as u64, (start + 16 + 32) as u64));
    };
    let length = |at: usize| u64::from_le_bytes(lengths[at..at + 8].try_into().expect("8 bytes"));
    let (start, head, counts) = (start as u64 + 16, length(0), length(8));
    let whole = start.saturating_add(head).saturating_add(counts).saturating_add(32);
    let (body, sum) = bytes.split_at(bytes.len() - 32.min(bytes.len()));
    if whole != bytes.len() as u64 || Sha256::digest(body)[..] != *sum {
        let is_short = whole > bytes.len() as u64 && whole < LARGEST_PART;
        return Err(if is_short { FileError::CutShort(bytes.len() as u64, whole) } else { FileError::Damaged });
    }
    let (head, counts) = body[start as usize..].split_at(head as usize);
    let head: Head = unpack(head, "its head")?;
    let is_sound = head.share.start <= head.share.end
        && head.share.end <= head.origin.replications
        && head.n <= head.share.end - head.share.start
        && head.origin.policies.written < head.origin.policies.levels.len();
    if is_sound { Ok(Packed { head, counts }) } else { Err(FileError::Unsound("its range")) }
}

impl Packed<'_> {
    /// The counts, if they can be those of this model.
    ///
    /// # Errors
    /// [`FileError::Unsound`] where they cannot.
    pub fn counts(&self, model: &Model, watches: &[Watch]) -> Result<Ensemble, FileError> {
        let ensemble: Ensemble = unpack(self.counts, "its counts")?;
        let fits = ensemble.n == self.head.n && ensemble.fits(model, watches, self.head.origin.policies.levels.len());
        if fits { Ok(ensemble) } else { Err(FileError::Unsound("its counts are not those of its scenario")) }
    }
}

impl Head {
    /// Whether it holds all that it is to hold.
    pub fn is_complete(&self) -> bool {
        self.n == self.share.end - self.share.start
    }
}

impl Origin {
    /// What is different in another run, in words with both values: `its seed is 2, not 1`.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let is = |what: &str, theirs: String, ours: String| {
            (theirs != ours).then(|| format!("{what} is {theirs}, not {ours}"))
        };
        let hash = |of: &Self| hash(&of.composed).chars().take(12).collect::<String>();
        let most = |of: &Self| of.precision.map_or_else(|| "missing".into(), |half_width| half_width.to_string());
        is("the program's version", other.version.clone(), self.version.clone())
            .or_else(|| is("the scenario", format!("`{}`", other.scenario), format!("`{}`", self.scenario)))
            .or_else(|| is("the hash of the composed scenario", hash(other), hash(self)))
            .or_else(|| is("the seed", other.seed.to_string(), self.seed.to_string()))
            .or_else(|| is("the number of replications", other.replications.to_string(), self.replications.to_string()))
            .or_else(|| is("the policy", policies(&other.policies), policies(&self.policies)))
            .or_else(|| is("--precision", most(other), most(self)))
            .or_else(|| (self != other).then(|| "the files of the scenario are named otherwise".into()))
    }
}

fn policies(policies: &Policies) -> String {
    let names: Vec<String> = policies.levels.iter().map(|level| format!("{level:?}").to_lowercase()).collect();
    names.join(" and ")
}

/// SHA-256 of a composed scenario, in hexadecimal digits.
pub fn hash(composed: &str) -> String {
    Sha256::digest(composed.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    let packer = zstd::stream::Encoder::new(Vec::new(), LEVEL).expect("memory is not refused");
    // postcard writes byte by byte, and each call of zstd costs hundreds of instructions.
    let buffered = BufWriter::with_capacity(1 << 16, packer);
    let buffered = postcard::to_io(value, buffered).expect("memory takes all bytes");
    let packer = buffered.into_inner().map_err(|error| error.into_error()).expect("memory takes all bytes");
    packer.finish().expect("memory takes all bytes")
}

fn unpack<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, FileError> {
    let unsound = || FileError::Unsound(what);
    let mut unpacked = Vec::new();
    let reader = zstd::stream::Decoder::with_buffer(bytes).map_err(|_| unsound())?;
    reader.take(LARGEST_PART).read_to_end(&mut unpacked).map_err(|_| unsound())?;
    match postcard::take_from_bytes(&unpacked) {
        Ok((value, [])) => Ok(value),
        _ => Err(unsound()),
    }
}
