//! Rows as Parquet: columns in groups of rows, compressed, with dates as dates.
//!
//! A group is kept row by row until it is full, and then written column by column.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::super::lines::BUFFER_BYTES;
use super::super::whole::WholeFile;
use super::LEVEL;
use crate::replications::{Column, Kind, NO_DATE};

/// Rows of a group: as many as its readers like, while there are not too many columns.
const MOST_ROWS: usize = 1 << 16;

/// Numbers of a group, which are kept until it is full: 32 MiB.
const MOST_NUMBERS: usize = 1 << 22;

/// A file to which groups of rows are written.
pub(super) struct Groups {
    /// Held here too, because the writer does not give back what it was given.
    file: Arc<WholeFile>,
    writer: SerializedFileWriter<BufWriter<Shared>>,
    kinds: Vec<Kind>,
    /// Rows that wait for their group to be full, eight bytes a number.
    rows: Vec<u8>,
    most_rows: usize,
}

impl Groups {
    pub fn new(file: WholeFile, columns: &[Column], about: &[(&str, String)]) -> io::Result<Self> {
        let file = Arc::new(file);
        let out = BufWriter::with_capacity(BUFFER_BYTES, Shared(Arc::clone(&file)));
        let schema = schema(columns).map_err(io_error)?;
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties(about))).map_err(io_error)?;
        let kinds: Vec<Kind> = columns.iter().map(|column| column.kind).collect();
        let most_rows = (MOST_NUMBERS / kinds.len()).clamp(1, MOST_ROWS);
        Ok(Self { file, writer, rows: Vec::new(), kinds, most_rows })
    }

    /// Adds whole rows of numbers; writes the groups that are full.
    pub fn push(&mut self, mut bundle: &[u8]) -> io::Result<()> {
        let most = self.most_rows * self.row_bytes();
        while self.rows.len() + bundle.len() >= most {
            let (now, later) = bundle.split_at(most - self.rows.len());
            self.rows.extend_from_slice(now);
            self.write_group()?;
            bundle = later;
        }
        self.rows.extend_from_slice(bundle);
        Ok(())
    }

    /// Writes the last group and the directory of the file.
    pub fn finish(mut self) -> io::Result<WholeFile> {
        if !self.rows.is_empty() {
            self.write_group()?;
        }
        self.writer.finish().map_err(io_error)?;
        drop(self.writer);
        Ok(Arc::into_inner(self.file).expect("the writer held the only other share"))
    }

    fn row_bytes(&self) -> usize {
        self.kinds.len() * size_of::<i64>()
    }

    fn write_group(&mut self) -> io::Result<()> {
        let row_bytes = self.row_bytes();
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for (at, &kind) in self.kinds.iter().enumerate() {
            let numbers = self.rows.chunks_exact(row_bytes).map(|row| number(row, at));
            let mut column = group.next_column().map_err(io_error)?.expect("a column of the schema");
            write_column(&mut column, kind, numbers).and_then(|()| column.close()).map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        self.rows.clear();
        Ok(())
    }
}

/// The number of a column in a row.
fn number(row: &[u8], column: usize) -> i64 {
    let bytes = &row[column * size_of::<i64>()..][..size_of::<i64>()];
    i64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

fn write_column(
    column: &mut SerializedColumnWriter,
    kind: Kind,
    numbers: impl Iterator<Item = i64> + Clone,
) -> Result<(), ParquetError> {
    match kind {
        Kind::Replication | Kind::PersonDays => {
            let values: Vec<i64> = numbers.collect();
            column.typed::<Int64Type>().write_batch(&values, None, None)?;
        }
        Kind::Count => {
            // The bits of an unsigned number, as Parquet has it.
            let values: Vec<i32> = numbers.map(|n| n as u32 as i32).collect();
            column.typed::<Int32Type>().write_batch(&values, None, None)?;
        }
        Kind::Date => {
            let there: Vec<i16> = numbers.clone().map(|n| i16::from(n != NO_DATE)).collect();
            let values: Vec<i32> = numbers.filter(|&n| n != NO_DATE).map(|n| n as i32).collect();
            column.typed::<Int32Type>().write_batch(&values, Some(&there), None)?;
        }
    }
    Ok(())
}

fn schema(columns: &[Column]) -> Result<Arc<Type>, ParquetError> {
    let mut fields = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        fields.push(Arc::new(field(&unlike_others(columns, at), column.kind)?));
    }
    Ok(Arc::new(Type::group_type_builder("replications").with_fields(fields).build()?))
}

/// The name of a column: a milestone may be called like a total, and here no two columns may.
fn unlike_others(columns: &[Column], at: usize) -> String {
    let mut name = columns[at].name.clone();
    if columns[at].kind == Kind::Date {
        while columns.iter().enumerate().any(|(other, column)| other != at && column.name == name) {
            name.insert_str(0, "milestone:");
        }
    }
    name
}

fn field(name: &str, kind: Kind) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match kind {
        Kind::Replication => (Physical::INT64, None, Repetition::REQUIRED),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date), Repetition::OPTIONAL),
        Kind::Count => (Physical::INT32, Some(LogicalType::integer(32, false)), Repetition::REQUIRED),
        Kind::PersonDays => (Physical::INT64, Some(LogicalType::integer(64, false)), Repetition::REQUIRED),
    };
    Type::primitive_type_builder(name, physical).with_logical_type(logical).with_repetition(repetition).build()
}

fn properties(about: &[(&str, String)]) -> WriterProperties {
    let about = about.iter().map(|(key, value)| KeyValue::new((*key).to_string(), value.clone())).collect();
    let replication = ColumnPath::from("replication");
    WriterProperties::builder()
        .set_created_by(format!("drawdown {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(about))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL).expect("a level of Zstandard")))
        // Numbers that all differ, by one: their differences take no room.
        .set_column_dictionary_enabled(replication.clone(), false)
        .set_column_encoding(replication, Encoding::DELTA_BINARY_PACKED)
        // What is said of each page is kept in memory until the end of the file.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build()
}

/// What the system said, where it said anything.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        error => io::Error::other(error),
    }
}

/// A share of the file, to write to.
struct Shared(Arc<WholeFile>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_milestone_that_is_called_like_a_total_gets_a_name_of_its_own() {
        let column = |name: &str, kind| Column { name: name.into(), kind };
        let columns = [column("tail", Kind::Date), column("milestone:tail", Kind::Date), column("tail", Kind::Count)];
        let names: Vec<String> = (0..3).map(|at| unlike_others(&columns, at)).collect();
        assert_eq!(names, ["milestone:milestone:tail", "milestone:tail", "tail"]);
    }
}
