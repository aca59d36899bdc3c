//! What is refused, what could not be done, and that neither touches anything.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use drawdown::output::{Folder, OutputError};
use tempfile::{TempDir, tempdir};

use crate::{commit, manifest, message, names};

/// A folder of results in a place of its own.
fn written() -> (TempDir, PathBuf) {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    commit(&target, 1).unwrap();
    (place, target)
}

/// Opening is refused with these words, and nothing is left beside the target.
fn refusal(target: &Path, words: &[&str]) {
    let error = Folder::open(target).unwrap_err();
    let message = message(&error);
    assert!(error.is_refusal(), "{message}");
    for word in words {
        assert!(message.contains(word), "{message}");
    }
    let hidden = names(target.parent().unwrap()).into_iter().find(|name| name.contains(".partial-"));
    assert_eq!(hidden, None);
}

/// Could not, with these words.
fn failure(error: &OutputError, words: &[&str]) {
    let message = message(error);
    assert!(!error.is_refusal(), "{message}");
    for word in words {
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn a_foreign_file_is_named_and_nothing_is_touched() {
    let (_place, target) = written();
    fs::write(target.join("notes.txt"), "mine").unwrap();
    let before = names(&target);
    refusal(&target, &["out`", "`notes.txt`", "choose another --out or move it away"]);
    assert_eq!(names(&target), before);
    assert_eq!(fs::read(target.join("notes.txt")).unwrap(), b"mine");
}

#[test]
fn a_folder_inside_is_foreign_even_under_a_listed_name() {
    let (_place, target) = written();
    fs::remove_file(target.join("table1.csv")).unwrap();
    fs::create_dir(target.join("table1.csv")).unwrap();
    refusal(&target, &["`table1.csv`"]);
}

#[test]
fn a_foreign_file_that_comes_during_the_run_stops_the_commit() {
    let (place, target) = written();
    let folder = Folder::open(&target).unwrap();
    fs::write(target.join("notes.txt"), "mine").unwrap();
    let error = folder.commit(manifest(2)).unwrap_err();
    assert!(error.is_refusal() && message(&error).contains("`notes.txt`"), "{error}");
    assert_eq!(fs::read(target.join("notes.txt")).unwrap(), b"mine");
    assert!(target.join("table0.csv").exists());
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn a_target_that_appears_during_the_run_is_not_replaced() {
    let place = tempdir().unwrap();
    let target = place.path().join("out");
    let folder = Folder::open(&target).unwrap();
    fs::create_dir(&target).unwrap();
    let error = folder.commit(manifest(1)).unwrap_err();
    assert!(error.is_refusal() && message(&error).contains("created by somebody else"), "{error}");
    assert_eq!(names(&target), [""; 0]);
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn folders_that_we_did_not_write_are_refused() {
    let place = tempdir().unwrap();
    let target = place.path().join("photos");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("a.jpg"), "").unwrap();
    refusal(&target, &["`a.jpg`", "no manifest.json", "choose another --out"]);
    fs::write(target.join("manifest.json"), "{ \"name\": \"web\" }").unwrap();
    refusal(&target, &["did not write", "program"]);
    fs::write(target.join("manifest.json"), "{ \"program\": \"web\", \"files\": [{ \"file\": \"a.jpg\" }] }").unwrap();
    refusal(&target, &["did not write", "`web`"]);
    assert_eq!(names(&target), ["a.jpg", "manifest.json"]);
}

#[test]
fn files_and_places_without_a_name_are_refused() {
    let place = tempdir().unwrap();
    let [file, link] = ["file", "link"].map(|name| place.path().join(name));
    fs::write(&file, "mine").unwrap();
    std::os::unix::fs::symlink(place.path().join("nothing"), &link).unwrap();
    refusal(&file, &["`", "file` is a file, not a folder", "choose another --out or move the file away"]);
    refusal(&link, &["is a link to nothing"]);
    for nameless in ["", "/", "not-there/.."] {
        let error = Folder::open(Path::new(nameless)).unwrap_err();
        assert!(error.is_refusal(), "{error}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn an_unwritable_parent_is_reported_before_the_run() {
    let place = tempdir().unwrap();
    fs::write(place.path().join("file"), "").unwrap();
    let error = Folder::open(&place.path().join("file/out")).unwrap_err();
    failure(&error, &["could not", "file/out`", "choose another place or move away the file"]);
    // Nobody, root included, creates a folder in /proc.
    let error = Folder::open(Path::new("/proc/drawdown-out")).unwrap_err();
    failure(&error, &["could not create `/proc/drawdown-out`", "choose another place"]);
}

/// A file system of 64 KiB, unmounted in the end.
struct TinyDisk(TempDir);

impl TinyDisk {
    /// `None` where this user may not mount.
    fn mount() -> Option<Self> {
        let place = tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(place.path());
        mount.output().is_ok_and(|mounted| mounted.status.success()).then_some(Self(place))
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_reported_and_the_old_results_stay() {
    let Some(disk) = TinyDisk::mount() else {
        // Not `eprintln!`, which a passing test keeps to itself.
        let _ = writeln!(io::stderr(), "SKIPPED a_full_disk_is_reported: may not mount a small file system");
        return;
    };
    let target = disk.0.path().join("out");
    let folder = Folder::open(&target).unwrap();
    folder.write("small.csv", "a test", b"x\n").unwrap();
    folder.commit(manifest(1)).unwrap();
    let folder = Folder::open(&target).unwrap();
    let error = folder.write("large.csv", "a test", &[b'x'; 200_000]).unwrap_err();
    failure(&error, &["could not write `", "out/large.csv`", "free some space", "No space left"]);
    drop(folder);
    assert_eq!(names(disk.0.path()), ["out"]);
    assert_eq!(names(&target), ["manifest.json", "small.csv"]);
    // What is mounted cannot be renamed: said before the run, not after.
    fs::remove_dir_all(&target).unwrap();
    refusal(disk.0.path(), &["is a mount point", "name a folder inside it"]);
}
