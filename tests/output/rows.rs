//! Rows of replications in every format: what goes in comes out, and no file is half.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use drawdown::calendar::NEVER;
use drawdown::ensemble::file::RowsMark;
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
    let format = RowsFormat::of(path).unwrap();
    let mut rows = Rows::create(path, format, model, &[("drawdown.seed", "7".into())]).unwrap();
    push(&mut rows, format, model, 0..n);
    rows.finish().unwrap();
}

/// Adds these rows, in bundles of 64.
fn push(rows: &mut Rows, format: RowsFormat, model: &Model, range: Range<u64>) {
    let plan = Simulator::new(model).replay(1, 0, PolicyLevel::Full, &mut Silent);
    let maker = RowMaker::new(format, model);
    for first in range.clone().step_by(64) {
        let mut bundle = Vec::new();
        for replication in first..range.end.min(first + 64) {
            maker.row(replication, &outcome(&plan, replication), &mut bundle);
        }
        assert!(rows.push(&bundle));
    }
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

/// Writes rows until `until`, marks them, writes more that are lost, and leaves the file as a killed process does.
fn leave(path: &Path, model: &Model, from: Option<(RowsMark, u64)>, until: u64) -> RowsMark {
    let format = RowsFormat::of(path).unwrap();
    let mut rows = begin(path, model, from);
    push(&mut rows.0, format, model, rows.1..until);
    let mark = rows.0.keep().unwrap();
    push(&mut rows.0, format, model, until..until + 300);
    mark
}

fn begin(path: &Path, model: &Model, from: Option<(RowsMark, u64)>) -> (Rows, u64) {
    let format = RowsFormat::of(path).unwrap();
    match from {
        None => (Rows::create(path, format, model, &[]).unwrap(), 0),
        Some(from) => patiently(|| Rows::go_on(path, format, model, from, || true).unwrap()),
    }
}

/// Another test of this process may be starting a child, and until that has become another program
/// it holds the lock of every file that was open here.
fn patiently<T>(try_it: impl Fn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(done) = try_it() {
            return done;
        }
        assert!(begin.elapsed() < Duration::from_secs(30), "nothing to go on with");
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn rows_that_go_on_from_any_mark_end_with_the_bytes_of_those_that_were_never_interrupted() {
    let place = tempdir().unwrap();
    let model = model();
    for name in ["rows.csv", "rows.csv.zst"] {
        let path = place.path().join(name);
        // Nearly six megabytes of text: more than the two that the packer looks back on.
        write(&path, &model, 40_000);
        let whole = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let format = RowsFormat::of(&path).unwrap();
        let mut from = None;
        for until in [0, 1, 700, 701, 12_345, 39_999, 40_000] {
            let mark = leave(&path, &model, from, until);
            let (rows, there) = begin(&path, &model, Some((mark, until)));
            // What the packer holds back is less than a block of 128 KiB and what it has not yet begun to pack.
            assert!(there <= until && (format == RowsFormat::CsvZst || there == until), "{there} of {until}");
            assert!(until - there < 3_000, "{there} of {until}");
            drop(rows);
            from = Some((mark, until));
        }
        let (mut rows, there) = begin(&path, &model, from);
        push(&mut rows, format, &model, there..40_000);
        rows.finish().unwrap();
        assert!(fs::read(&path).unwrap() == whole, "{name}");
        // Killed when the file had its name and the folder had not: the finished rows are those of the mark.
        let (mut rows, there) = begin(&path, &model, from);
        assert!(fs::read(&path).unwrap() == whole, "it stays until the new one is whole");
        push(&mut rows, format, &model, there..40_000);
        rows.finish().unwrap();
        assert!(fs::read(&path).unwrap() == whole, "{name}");
        patiently(|| {
            Rows::forget_others(&path, true);
            (names(place.path()) == [name]).then_some(())
        });
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn kept_rows_that_were_changed_or_taken_away_are_not_gone_on_with() {
    let place = tempdir().unwrap();
    let model = model();
    for name in ["rows.csv", "rows.csv.zst"] {
        let path = place.path().join(name);
        let format = RowsFormat::of(&path).unwrap();
        let mark = leave(&path, &model, None, 9_000);
        let kept = fs::read_dir(place.path()).unwrap().next().unwrap().unwrap().path();
        let whole = fs::read(&kept).unwrap();
        let go_on = |from| Rows::go_on(&path, format, &model, from, || true).unwrap();
        // One bit, in the header, in the midst, and at the last byte of the mark.
        for at in [30, mark.bytes as usize / 2, mark.bytes as usize - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&kept, changed).unwrap();
            assert!(go_on((mark, 9_000)).is_none(), "{name}: byte {at}");
        }
        fs::write(&kept, &whole[..mark.bytes as usize - 1]).unwrap();
        assert!(go_on((mark, 9_000)).is_none(), "cut short");
        fs::write(&kept, &whole).unwrap();
        drop(patiently(|| go_on((mark, 9_000))));
        // Whoever asks it to stop need not wait.
        patiently(|| Rows::go_on(&path, format, &model, (mark, 9_000), || false).err());
        fs::remove_file(&kept).unwrap();
        assert!(go_on((mark, 9_000)).is_none(), "not there");
        assert_eq!(names(place.path()), [""; 0]);
    }
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
