//! Rows of replications in every format: what goes in comes out, and no file is half.

use std::fs;
use std::path::Path;

use drawdown::calendar::NEVER;
use drawdown::model::Model;
use drawdown::output::{RowMaker, Rows, RowsFormat};
use drawdown::scenario::Scenario;
use drawdown::simulate::{self, Outcome, PolicyLevel, Silent, Simulator};
use tempfile::tempdir;

use crate::{message, names};

/// Two sites and four milestones: 17 columns.
fn model() -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-sites.toml");
    simulate::prepare(&Scenario::load(&path, &[]).unwrap().scenario)
}

/// Outcomes that differ, among them dates that do not come and the largest numbers.
fn outcome(plan: &Outcome, replication: u64) -> Outcome {
    let mut outcome = plan.clone();
    outcome.tail = u32::MAX - replication as u32;
    outcome.exposed_at_sites = (1 << 40) + replication;
    outcome.cargo_out = replication as u32 % 7;
    outcome.milestones[0] = (replication % 90) as i32;
    outcome.vacated[1] = if replication.is_multiple_of(3) { NEVER } else { (replication % 100) as i32 };
    outcome
}

/// Writes this many rows in bundles of 64.
fn write(path: &Path, model: &Model, n: u64) {
    let plan = Simulator::new(model).replay(1, 0, PolicyLevel::Full, &mut Silent);
    let format = RowsFormat::of(path).unwrap();
    let maker = RowMaker::new(format, model);
    let mut rows = Rows::create(path, format, model, &[("drawdown.seed", "7".into())]).unwrap();
    for first in (0..n).step_by(64) {
        let mut bundle = Vec::new();
        for replication in first..n.min(first + 64) {
            maker.row(replication, &outcome(&plan, replication), &mut bundle);
        }
        assert!(rows.push(&bundle));
    }
    rows.finish().unwrap();
}

#[test]
fn a_row_is_a_line_of_dates_and_numbers() {
    let place = tempdir().unwrap();
    let path = place.path().join("rows.csv");
    write(&path, &model(), 2);
    // By hand: the mission starts on 1 January 2024, and the rest of the plan stands in docs/tutorial.md.
    let text = "\
replication,people-out,half-of-the-people,sites-ended,cargo-out,vacated:outpost,vacated:gateway,ended:outpost,\
ended:gateway,tail,evacuated,cargo_out,cargo_disposed,cargo_written_off,sites_left_without_handover,\
exposed_at_sites,exposed_on_road
0,2024-01-01,2024-01-25,2024-01-27,2024-01-26,2024-01-21,,2024-01-22,2024-01-27,4294967295,0,0,0,0,0,1099511627776,0
1,2024-01-02,2024-01-25,2024-01-27,2024-01-26,2024-01-21,2024-01-02,2024-01-22,2024-01-27,4294967294,0,1,0,0,0,1099511627777,0
";
    assert_eq!(fs::read_to_string(path).unwrap(), text);
}

#[test]
fn compressed_rows_are_the_same_rows_and_carry_a_checksum() {
    let place = tempdir().unwrap();
    let [plain, packed] = ["rows.csv", "rows.csv.zst"].map(|name| place.path().join(name));
    let model = model();
    write(&plain, &model, 10_000);
    write(&packed, &model, 10_000);
    let (plain, packed) = (fs::read(plain).unwrap(), fs::read(packed).unwrap());
    assert!(zstd::decode_all(&packed[..]).unwrap() == plain);
    assert!(packed.len() * 5 < plain.len(), "{} of {} bytes", packed.len(), plain.len());
    // The checksum flag of a frame's header (RFC 8878, 3.1.1.1.1), and what it is for.
    assert_eq!(packed[4] & 0b100, 0b100);
    let mut damaged = packed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(zstd::decode_all(&damaged[..]).is_err());
}

#[test]
fn an_unfinished_file_of_any_format_leaves_the_older_one() {
    let place = tempdir().unwrap();
    let model = model();
    for name in [
        "rows.csv",
        "rows.csv.zst",
        #[cfg(feature = "parquet")]
        "rows.parquet",
    ] {
        let path = place.path().join(name);
        fs::write(&path, "old").unwrap();
        let format = RowsFormat::of(&path).unwrap();
        let mut rows = Rows::create(&path, format, &model, &[]).unwrap();
        assert!(rows.push(&vec![b'\n'; 17 * 8 * 100_000]));
        drop(rows);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        fs::remove_file(path).unwrap();
    }
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn a_full_device_is_reported_in_every_format() {
    let place = tempdir().unwrap();
    let model = model();
    for name in [
        "full.csv",
        "full.csv.zst",
        #[cfg(feature = "parquet")]
        "full.parquet",
    ] {
        let path = place.path().join(name);
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let format = RowsFormat::of(&path).unwrap();
        // Known at the end at the latest, and said with the system's reason and a remedy.
        let rows = Rows::create(&path, format, &model, &[]).unwrap();
        let error = message(&rows.finish().unwrap_err());
        assert!(
            error.contains(&format!("{name}` (free some space or choose another place): No space left")),
            "{error}"
        );
        // More than is kept back: known at once. Numbers that do not repeat, so that no format packs them away.
        let mut rows = Rows::create(&path, format, &model, &[]).unwrap();
        let noise = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bundle: Vec<u8> = (0..17 * 100_000).flat_map(|n| noise(n).to_le_bytes()).collect();
        assert!(!rows.push(&bundle) && rows.has_failed() && !rows.push(&bundle), "{name}");
        assert!(message(&rows.finish().unwrap_err()).contains("No space left"));
    }
}

#[test]
fn the_name_says_the_format_and_other_names_are_refused() {
    let of = |name: &str| RowsFormat::of(Path::new(name)).map_err(|error| (error.is_refusal(), message(&error)));
    assert_eq!(of("a.folder/rows.csv"), Ok(RowsFormat::Csv));
    assert_eq!(of("ROWS.CSV.ZST"), Ok(RowsFormat::CsvZst));
    assert_eq!(of("/dev/null"), Ok(RowsFormat::Csv));
    for name in ["rows", "rows.csv.gz", "rows.zst", "rows.xlsx", ""] {
        let refused = format!(
            "`{name}` has an ending that drawdown writes no rows for: end the name in .csv, .csv.zst (compressed) or \
             .parquet"
        );
        assert_eq!(of(name), Err((true, refused)));
    }
    match of("rows.parquet") {
        Ok(format) => assert!(cfg!(feature = "parquet") && format == RowsFormat::Parquet),
        Err((refused, error)) => {
            assert!(!cfg!(feature = "parquet") && refused);
            assert!(error.contains("end the name in .csv or .csv.zst, or build with `cargo install"), "{error}");
        }
    }
}

#[cfg(feature = "parquet")]
mod as_parquet {
    use ::parquet::basic::{Compression, LogicalType, Type as Physical};
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    use super::*;

    fn read(path: &Path) -> SerializedFileReader<fs::File> {
        SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap()
    }

    /// A field as CSV has it; dates by the calendar of jiff.
    fn text(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Date(days) => {
                let day = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(*days);
                day.to_string()
            }
            Field::Long(n) => n.to_string(),
            Field::UInt(n) => n.to_string(),
            Field::ULong(n) => n.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parquet_holds_the_rows_of_the_csv() {
        let place = tempdir().unwrap();
        let [csv, columns] = ["rows.csv", "rows.parquet"].map(|name| place.path().join(name));
        let model = model();
        // Two full groups of 65,536 rows, and the rest.
        write(&csv, &model, 140_000);
        write(&columns, &model, 140_000);
        let reader = read(&columns);
        let mut lines = vec![
            reader
                .metadata()
                .file_metadata()
                .schema()
                .get_fields()
                .iter()
                .map(|f| f.name())
                .collect::<Vec<_>>()
                .join(","),
        ];
        for row in reader.get_row_iter(None).unwrap() {
            let row = row.unwrap();
            lines.push(row.get_column_iter().map(|(_, field)| text(field)).collect::<Vec<_>>().join(","));
        }
        assert!(lines.join("\n") + "\n" == fs::read_to_string(csv).unwrap());
        let sizes: Vec<i64> = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
        assert_eq!(sizes, [65_536, 65_536, 8_928]);
    }

    #[test]
    fn parquet_knows_what_its_columns_are_and_where_they_come_from() {
        let place = tempdir().unwrap();
        let path = place.path().join("rows.parquet");
        write(&path, &model(), 3);
        let reader = read(&path);
        let file = reader.metadata().file_metadata();
        let column = |name: &str| {
            let at = (0..17).find(|&at| file.schema_descr().column(at).name() == name).unwrap();
            let column = file.schema_descr().column(at);
            (column.physical_type(), column.logical_type_ref().cloned(), column.max_def_level())
        };
        assert_eq!(column("replication"), (Physical::INT64, None, 0));
        assert_eq!(column("people-out"), (Physical::INT32, Some(LogicalType::Date), 1));
        assert_eq!(column("tail"), (Physical::INT32, Some(LogicalType::integer(32, false)), 0));
        assert_eq!(column("exposed_on_road"), (Physical::INT64, Some(LogicalType::integer(64, false)), 0));
        let packed = reader.metadata().row_group(0).column(1).compression();
        assert!(matches!(packed, Compression::ZSTD(_)), "{packed:?}");
        let about = file.key_value_metadata().unwrap();
        assert!(about.iter().any(|pair| pair.key == "drawdown.seed" && pair.value.as_deref() == Some("7")));
    }

    #[test]
    fn parquet_without_a_row_is_still_a_table() {
        let place = tempdir().unwrap();
        let path = place.path().join("rows.parquet");
        write(&path, &model(), 0);
        assert_eq!((read(&path).metadata().file_metadata().num_rows(), read(&path).num_row_groups()), (0, 0));
        assert_eq!(read(&path).metadata().file_metadata().schema_descr().num_columns(), 17);
    }
}
