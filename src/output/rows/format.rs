//! Which format a name asks for.

use std::path::Path;

use super::super::error::OutputError;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsFormat {
    /// `.csv`: text.
    Csv,
    /// `.csv.zst`: the same text, compressed by Zstandard.
    CsvZst,
    /// `.parquet`: columns (with the feature `parquet`).
    Parquet,
}

const ENDINGS: [(&str, RowsFormat); 3] =
    [(".csv", RowsFormat::Csv), (".csv.zst", RowsFormat::CsvZst), (".parquet", RowsFormat::Parquet)];

impl RowsFormat {
    /// The format that a file's name asks for. A device or a pipe that is already
    /// there gets CSV, unless its name says otherwise.
    ///
    /// # Errors
    ///
    /// A refusal of any other ending, and of Parquet where the program was built without it.
    pub fn of(path: &Path) -> Result<Self, OutputError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        match ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) {
            Some((_, Self::Parquet)) if !cfg!(feature = "parquet") => {
                Err(OutputError::NoParquet { path: path.to_owned() })
            }
            Some(&(_, format)) => Ok(format),
            None if is_device(path) => Ok(Self::Csv),
            None => {
                Err(OutputError::Ending { path: path.to_owned(), endings: ".csv, .csv.zst (compressed) or .parquet" })
            }
        }
    }
}

impl RowsFormat {
    /// Whether a run that was interrupted can go on with a file of this name: not with Parquet,
    /// whose directory comes last, nor with a device or pipe, which keeps nothing.
    pub fn can_go_on(self, path: &Path) -> bool {
        self != Self::Parquet && !is_device(path)
    }
}

/// Whether there is something that is neither file nor folder.
fn is_device(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir())
}
