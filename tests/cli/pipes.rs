//! Where the output goes: a reader who has gone is no failure, a full disk is.

use std::fs::File;
use std::process::{Command, Stdio};

use tempfile::tempdir;

use crate::{PROGRAM, complete, scenario, shipped};

#[test]
fn a_closed_pipe_ends_every_command_in_silence() {
    let place = tempdir().unwrap();
    let (two_sites, minusma) = (shipped("two-sites.toml"), shipped("minusma.toml"));
    let commands: [&[&str]; 8] = [
        &["man"],
        &["schema"],
        &["completions", "bash"],
        &["--help"],
        &["check", &two_sites],
        &["replay", &two_sites],
        &["replay", &minusma],
        &["run", &two_sites, "-n", "10", "--out", "results"],
    ];
    for args in commands {
        // Nobody reads from the first byte on.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Command::new(PROGRAM).args(args).current_dir(&place).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
    complete(&place.path().join("results"));
}

#[test]
fn the_first_line_can_be_taken_from_a_long_log() {
    let replay = format!("'{PROGRAM}' replay '{}' | head -1; exit ${{PIPESTATUS[0]}}", shipped("minusma.toml"));
    let output = Command::new("bash").args(["-c", &replay]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "MINUSMA: replication 0 of seed 1, policy full\n");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn strict_counts_when_nobody_reads() {
    let place = tempdir().unwrap();
    let far = "[[observation]]\nid = 'far-off'\ndate = 2024-01-20\nquantity = 'gone'\nvalue = 150\nrole = 'score'\n";
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut run = Command::new(PROGRAM);
    run.args(["run", &scenario(place.path(), "far.toml", far), "-n", "10", "--strict"]).current_dir(&place);
    assert_eq!(run.stdout(writer).stderr(Stdio::null()).status().unwrap().code(), Some(3));
}

#[test]
fn a_full_disk_behind_stdout_is_a_failure() {
    for args in [&["man"][..], &["schema"], &["check", &shipped("two-sites.toml")]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(PROGRAM).args(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with("error: ") && text.contains("No space left"), "{args:?}: {text}");
    }
}
