//! The most memory that a process of its own ever had.

use std::process::Command;

use crate::mission::Mission;

/// Runs an ensemble and prints the peak in kilobytes.
pub fn child(mission: &str, n: u64, policies: u64) {
    Mission::named(mission).ensemble(n, 2, policies as usize);
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says how much memory was used");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak is in it");
    println!("{}", peak.trim().trim_end_matches(" kB"));
}

/// The peak of a process with two threads, in MB.
pub fn peak(mission: &str, n: u64, policies: u64) -> f64 {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).args(["memory", mission, &n.to_string(), &policies.to_string()]).output();
    let output = output.expect("this program can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let kilobytes: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number");
    kilobytes / 1024.0
}
