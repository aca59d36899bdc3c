//! A folder is written, replaced, mended and cleaned up after.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use drawdown::output::{Folder, Manifest, OutputError};
use tempfile::tempdir;

use crate::{commit, manifest, message, names};

fn generation(target: &Path) -> u64 {
    let manifest: Manifest = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    manifest.seed
}

/// The number of a process that has ended and been waited for.
fn dead_pid() -> u32 {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

#[test]
fn a_folder_is_written_with_its_parents_and_then_replaced() {
    let place = tempdir().unwrap();
    let target = place.path().join("output/deep/minusma");
    commit(&target, 1).unwrap();
    assert_eq!(generation(&target), 1);
    let folder = Folder::open(&target).unwrap();
    folder.write("other.csv", "a test", b"x\n").unwrap();
    assert_eq!(generation(&target), 1, "nothing changes before the commit");
    folder.commit(manifest(2)).unwrap();
    assert_eq!(names(&target), ["manifest.json", "other.csv"]);
    assert_eq!(generation(&target), 2);
    assert_eq!(names(target.parent().unwrap()), ["minusma"]);
}

#[test]
fn the_manifest_lists_every_file_with_its_known_hash() {
    let place = tempdir().unwrap();
    let folder = Folder::open(&place.path().join("out")).unwrap();
    folder.write("b.txt", "the second", b"").unwrap();
    let mut file = folder.create("a.txt", "the first").unwrap();
    file.write_all(b"a").unwrap();
    file.write_all(b"bc").unwrap();
    file.finish().unwrap();
    folder.commit(manifest(1)).unwrap();
    let json = fs::read_to_string(place.path().join("out/manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&json).unwrap();
    let listed: Vec<_> = manifest.files.iter().map(|f| (f.file.as_str(), f.bytes, f.sha256.as_str())).collect();
    // SHA-256 of `abc` and of nothing: FIPS 180-2, appendix B.1, and NIST's test vectors.
    assert_eq!(listed[0], ("a.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assert_eq!(listed[1], ("b.txt", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_eq!(manifest.command, ["drawdown", "run", "minusma.toml"]);
    assert!(!json.contains(place.path().to_str().unwrap()), "{json}");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let place = tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| place.path().join(name));
    commit(&one, 3).unwrap();
    commit(&two, 3).unwrap();
    for name in names(&one) {
        assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(two.join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn an_empty_folder_is_taken() {
    let place = tempdir().unwrap();
    fs::create_dir(place.path().join("out")).unwrap();
    commit(&place.path().join("out"), 1).unwrap();
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn a_link_to_a_folder_stays_a_link() {
    let place = tempdir().unwrap();
    let [real, link] = ["real", "link"].map(|name| place.path().join(name));
    commit(&real, 1).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    commit(&link, 2).unwrap();
    assert_eq!(generation(&real), 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn dropping_without_a_commit_leaves_nothing() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    let folder = Folder::open(&target).unwrap();
    folder.write("a.csv", "a test", b"x").unwrap();
    assert_eq!(names(place.path()).len(), 1);
    drop(folder);
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn an_unfinished_file_stops_the_commit() {
    let place = tempdir().unwrap();
    let folder = Folder::open(&place.path().join("out")).unwrap();
    drop(folder.create("a.csv", "a test").unwrap());
    let error = folder.commit(manifest(1)).unwrap_err();
    assert!(message(&error).contains("a.csv` was not finished"), "{error}");
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn what_a_dead_process_left_is_removed_and_what_a_live_one_fills_is_kept() {
    let place = tempdir().unwrap();
    let mut alive = Command::new("sleep").arg("60").stdout(Stdio::null()).spawn().unwrap();
    let partial = |name: &str, pid: u32| place.path().join(format!(".{name}.partial-{pid}"));
    let stale = [partial("out", dead_pid()), partial("out", std::process::id())];
    let kept = [partial("out", alive.id()), partial("other", dead_pid()), place.path().join(".out.partial-mine")];
    for folder in stale.iter().chain(&kept) {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("strength.csv"), "half").unwrap();
    }
    drop(Folder::open(&place.path().join("out")).unwrap());
    alive.kill().unwrap();
    alive.wait().unwrap();
    assert_eq!(stale.map(|folder| folder.exists()), [false; 2]);
    assert_eq!(kept.map(|folder| folder.join("strength.csv").exists()), [true; 3]);
}

#[test]
fn one_process_opens_a_folder_once_at_a_time() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    let first = Folder::open(&target).unwrap();
    let error = Folder::open(&target).unwrap_err();
    assert!(matches!(error, OutputError::Busy { .. }) && error.is_refusal(), "{error}");
    first.write("a.csv", "a test", b"x").unwrap();
    first.commit(manifest(1)).unwrap();
    assert_eq!(generation(&target), 1);
}

#[test]
fn an_exchange_interrupted_between_its_renames_is_mended() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    let old = place.path().join(format!(".out.old-{}", dead_pid()));
    // After the first rename: the target is gone and comes back.
    commit(&target, 1).unwrap();
    fs::rename(&target, &old).unwrap();
    drop(Folder::open(&target).unwrap());
    assert_eq!(generation(&target), 1);
    // After the second: the new folder is in place, and the old one goes.
    fs::rename(&target, &old).unwrap();
    fs::create_dir(&target).unwrap();
    fs::copy(old.join("manifest.json"), target.join("manifest.json")).unwrap();
    drop(Folder::open(&target).unwrap());
    assert_eq!(names(place.path()), ["out"]);
    assert_eq!(names(&target), ["manifest.json"]);
}
