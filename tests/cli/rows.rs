//! `--replications-out`: one row a replication, in the format that the name asks for.

use std::fs;

use snapbox::str;
use tempfile::tempdir;

use crate::{drawdown, names, shipped};

#[test]
fn compressed_rows_are_the_rows_whatever_the_threads() {
    let place = tempdir().unwrap();
    let minusma = shipped("minusma.toml");
    let rows = |name: &str, threads: &str| {
        let args = ["run", &minusma, "-n", "150", "-q", "--out", "results", "--threads", threads];
        drawdown(place.path(), &[&args[..], &["--replications-out", name]].concat()).assert().success();
        fs::read(place.path().join(name)).unwrap()
    };
    let plain = rows("rows.csv", "1");
    assert_eq!(plain.iter().filter(|&&byte| byte == b'\n').count(), 151);
    let packed = rows("rows.csv.zst", "2");
    assert!(zstd::decode_all(&packed[..]).unwrap() == plain);
    assert!(rows("again.csv.zst", "1") == packed);
    #[cfg(feature = "parquet")]
    assert!(rows("rows.parquet", "2") == rows("again.parquet", "1"));
}

#[test]
fn a_name_without_a_format_is_refused_before_anything_runs() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    let run = |name: &str| {
        drawdown(place.path(), &["run", &two_sites, "--out", "results", "--replications-out", name]).assert().code(2)
    };
    run("rows.csv.gz").stderr_eq(str![[r#"
error: `rows.csv.gz` has an ending that drawdown writes no rows for: end the name in .csv, .csv.zst (compressed) or .parquet

"#]]);
    run("mine.toml").stderr_eq(str![[r#"
error: `mine.toml` is the name of a scenario file
  = help: give --replications-out a name that ends in .csv

"#]]);
    #[cfg(not(feature = "parquet"))]
    run("rows.parquet").stderr_eq(str![[r#"
error: `rows.parquet` would be Parquet, and this program was built without it: end the name in .csv or .csv.zst, or build with `cargo install --path . --features parquet` (to try it, `cargo run --release --features parquet --`)

"#]]);
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn rows_take_the_place_of_neither_the_scenario_nor_the_results() {
    let place = tempdir().unwrap();
    let scenario = fs::read_to_string(shipped("two-sites.toml")).unwrap();
    fs::write(place.path().join("scenario.csv"), &scenario).unwrap();
    fs::create_dir(place.path().join("there")).unwrap();
    let run = |rows: &str, out: &str| {
        let args = ["run", "scenario.csv", "-n", "5", "-q", "--out", out, "--replications-out", rows];
        drawdown(place.path(), &args).assert()
    };
    run("there/../scenario.csv", "results").code(2).stderr_eq(str![[r#"
error: `there/../scenario.csv` is the scenario of this run
  = help: give --replications-out another name

"#]]);
    for rows in ["results/rows.csv", "./results/deep/rows.csv", "there/../results/rows.csv"] {
        let refused = run(rows, "results").code(2).get_output().stderr.clone();
        let expected = format!(
            "error: `{rows}` is in the folder of the results, which holds nothing else\n  \
             = help: give --replications-out a name outside `results`\n"
        );
        assert_eq!(String::from_utf8(refused).unwrap(), expected);
    }
    run("same.csv", "same.csv").code(2);
    assert_eq!(names(place.path()), ["scenario.csv", "there"]);
    assert_eq!(fs::read_to_string(place.path().join("scenario.csv")).unwrap(), scenario);
    // A name that only begins alike is another place.
    run("results-rows.csv", "results").success();
}
