//! Any split of a run gives its bytes; what is no split of one run is refused by name.

use std::fs;
use std::path::Path;

use snapbox::{file, str};
use tempfile::tempdir;

use crate::{bytes, complete, drawdown, names, scenario, shipped};

fn run(place: &Path, args: &[&str]) {
    drawdown(place, args).assert().success().stderr_eq("");
}

/// Runs all shards, merges them, the last first, and holds the result against the unsplit run.
fn same_when_split(place: &Path, file: &str, n: &str, of: u64, more: &[&str]) {
    let whole = place.join("whole");
    if !whole.exists() {
        run(place, &[&["run", file, "-n", n, "-q", "--out", "whole"], more].concat());
    }
    let mut merge = vec!["merge".to_owned()];
    for index in (1..=of).rev() {
        let out = format!("s-{index}-of-{of}");
        let threads = (1 + index % 3).to_string();
        let shard = format!("{index}/{of}");
        run(place, &["run", file, "-n", n, "-q", "--out", &out, "--shard", &shard, "--threads", &threads]);
        assert_eq!(names(&place.join(&out)), ["ensemble.drawdown", "manifest.json"]);
        complete(&place.join(&out));
        // A folder or the file in it.
        merge.push(if index % 2 == 0 { out } else { format!("{out}/ensemble.drawdown") });
    }
    merge.extend(["-q", "--out", "merged"].map(str::to_owned));
    let merge: Vec<&str> = merge.iter().map(String::as_str).chain(more.iter().copied()).collect();
    run(place, &merge);
    // File by file, so that a failure names one and does not print a picture.
    let (whole, merged) = (bytes(&whole), bytes(&place.join("merged")));
    assert_eq!(names(&place.join("whole")), names(&place.join("merged")));
    for (whole, merged) in whole.iter().zip(&merged) {
        assert!(whole == merged, "{} of {of} shards", whole.0);
    }
}

#[test]
fn any_split_gives_the_bytes_of_the_unsplit_run() {
    let place = tempdir().unwrap();
    for of in [1, 2, 3, 7] {
        same_when_split(place.path(), &shipped("two-sites.toml"), "150", of, &[]);
    }
}

#[test]
fn more_shards_than_replications_give_the_same_bytes() {
    let place = tempdir().unwrap();
    same_when_split(place.path(), &shipped("two-sites.toml"), "4", 6, &[]);
}

#[test]
fn a_mission_of_several_files_gives_the_same_bytes_with_its_studies() {
    let place = tempdir().unwrap();
    same_when_split(place.path(), &shipped("minusma.toml"), "20", 2, &["--map", "2023-10-31"]);
}

#[test]
fn removals_and_last_safe_dates_are_those_of_the_unsplit_run() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "late.toml", "[mission]\nname = 'late'\n");
    same_when_split(place.path(), &file, "60", 2, &["--explain", "--last-safe"]);
}

#[test]
fn a_shard_says_what_it_wrote_and_what_comes_next() {
    let place = tempdir().unwrap();
    let args = ["run", &shipped("two-sites.toml"), "-n", "10", "--shard", "2/3"];
    drawdown(place.path(), &args).assert().success().stderr_eq("").stdout_eq(str![[r#"
shard 2 of 3: 3 of 10 replications
output/two-sites-shard-2-of-3/ensemble.drawdown (2 kB)
next: drawdown merge FOLDER… (all 3 of them) --out FOLDER

"#]]);
}

#[test]
fn options_of_a_whole_run_are_refused_with_a_share() {
    let place = tempdir().unwrap();
    let file = shipped("two-sites.toml");
    for (option, remedy) in [
        (&["--explain"][..], "give --explain to `drawdown merge`, which has all replications"),
        (&["--last-safe"], "give --last-safe to `drawdown merge`, which has all replications"),
        (&["--map", "2024-01-10"], "give --map to `drawdown merge`, which has all replications"),
        (&["--strict"], "give --strict to `drawdown merge`, which has all replications"),
        (&["--json"], "give --json to `drawdown merge`, which has all replications"),
        (&["--replications-out", "x.csv"], "leave --shard out: the rows are written front to back by one run"),
        (&["--precision", "0.1"], "choose -n, as no share knows when the whole is precise enough"),
    ] {
        let done = drawdown(place.path(), &[&["run", &file, "--shard", "1/2"], option].concat()).assert().code(2);
        let rule = format!("error: {} cannot be used with --shard: a share is counts and has no tables", option[0]);
        done.stdout_eq("").stderr_eq(format!("{rule}\n  = help: {remedy}\n"));
    }
    for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "1/1000001", "-1/3", "1/2/3"] {
        let done = drawdown(place.path(), &["run", &file, &format!("--shard={wrong}")]).assert().code(2);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains("which shard of how many, such as 2/8"), "{said}");
    }
    assert_eq!(names(place.path()), [""; 0]);
}

/// A folder for each shard of several runs, to be merged wrongly.
fn several(place: &Path) {
    let file = shipped("two-sites.toml");
    let shard = |out: &str, more: &[&str]| {
        let all = ["run", &file, "-q", "--out", out];
        run(place, &[&all, more].concat());
    };
    for index in ["1", "2", "3"] {
        shard(&format!("s{index}"), &["-n", "30", "--shard", &format!("{index}/3")]);
    }
    shard("seed", &["-n", "30", "--shard", "3/3", "--seed", "2"]);
    shard("more", &["-n", "60", "--shard", "3/3"]);
    shard("off", &["-n", "30", "--shard", "3/3", "--policy", "off"]);
    shard("set", &["-n", "30", "--shard", "3/3", "--set", "mission.deadline=2024-01-20"]);
    shard("halves", &["-n", "30", "--shard", "2/2"]);
    shard("whole", &["-n", "30"]);
    let bytes = fs::read(place.join("s3/ensemble.drawdown")).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 4;
    fs::write(place.join("flipped"), flipped).unwrap();
    fs::write(place.join("cut"), &bytes[..1_000]).unwrap();
    fs::write(place.join("later"), [b"drawdown ensemble 99\n", &bytes[20..]].concat()).unwrap();
    fs::write(place.join("none"), "date,component\n").unwrap();
}

#[test]
fn what_is_no_split_of_one_run_is_refused_by_name() {
    let place = tempdir().unwrap();
    several(place.path());
    let before = names(place.path());
    let mut messages = String::new();
    for shards in [
        "s1 s3",
        "s2",
        "s1 s2 s3 s2",
        "s1 s2 halves",
        "s1 s2 seed",
        "s1 s2 more",
        "s1 s2 off",
        "s1 s2 set",
        "s1 s2 flipped",
        "s1 s2 cut",
        "s1 s2 later",
        "s1 s2 none",
        "s1 s2 whole",
        "s1 s2 nowhere",
        "none cut s1 flipped",
    ] {
        let mut args = vec!["merge", "--out", "merged"];
        args.extend(shards.split(' '));
        let done = drawdown(place.path(), &args).assert().code(2).stdout_eq("");
        messages += &format!("$ merge {shards}\n{}", String::from_utf8_lossy(&done.get_output().stderr));
    }
    // Sizes of files depend on the version of the packer.
    let messages =
        messages.replace(&fs::metadata(place.path().join("s3/ensemble.drawdown")).unwrap().len().to_string(), "SIZE");
    snapbox::assert_data_eq!(messages, file!["snapshots/merge-refused.txt"].raw());
    assert_eq!(names(place.path()), before);
}

#[test]
fn a_merge_does_not_take_the_place_of_its_shard() {
    let place = tempdir().unwrap();
    run(place.path(), &["run", &shipped("two-sites.toml"), "-n", "4", "-q", "--out", "s", "--shard", "1/1"]);
    for shard in ["s", "s/ensemble.drawdown"] {
        let before = bytes(&place.path().join("s"));
        let refused = format!(
            "error: the results would take the place of the shard `{shard}`: name another folder with --out\nnothing was written\n"
        );
        drawdown(place.path(), &["merge", shard, "--out", "s"]).assert().code(2).stderr_eq(refused);
        assert_eq!(before, bytes(&place.path().join("s")));
    }
}

#[test]
fn results_are_left_as_they_were_when_a_merge_is_refused() {
    let place = tempdir().unwrap();
    several(place.path());
    let before = bytes(&place.path().join("whole"));
    drawdown(place.path(), &["merge", "s1", "s3", "--out", "whole"]).assert().code(2);
    assert!(bytes(&place.path().join("whole")) == before);
}

#[test]
fn a_shard_that_the_system_does_not_let_us_read_could_not_be_merged() {
    let place = tempdir().unwrap();
    let two_sites = shipped("two-sites.toml");
    run(place.path(), &["run", &two_sites, "-n", "10", "-q", "--out", "s-1", "--shard", "1/2"]);
    // A folder in the place of the file.
    fs::create_dir_all(place.path().join("s-2/ensemble.drawdown")).unwrap();
    drawdown(place.path(), &["merge", "s-1", "s-2", "--out", "merged"]).assert().code(1).stderr_eq(str![[r#"
error: could not read `s-2/ensemble.drawdown` (Is a directory (os error 21)): make it readable, or copy it again

"#]]);
    assert_eq!(names(place.path()), ["s-1", "s-2"]);
}
