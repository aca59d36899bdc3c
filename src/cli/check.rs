//! `drawdown check`: everything that is wrong with scenario files, and what is doubtful about good ones.

use std::path::PathBuf;

use crate::cli::{Done, Failure, load, print};
use crate::scenario::Scenario;
use crate::{quality, simulate};

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  drawdown check scenarios/*.toml")]
pub(super) struct Args {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    files: Vec<PathBuf>,
    /// Change one value of each scenario before checking (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

pub(super) fn run(args: &Args) -> Done {
    let mut refused = String::new();
    for file in &args.files {
        match load(file, &args.sets) {
            Ok(loaded) => {
                let mut text = format!("{}: good ({})\n", file.display(), contents(&loaded.scenario));
                for warning in &loaded.warnings {
                    text += &format!("  warning: {warning}\n");
                }
                text += &doubts(&loaded.scenario);
                print(&text)?;
            }
            Err(Failure::Refused(message)) => refused += &message,
            Err(other) => return Err(other),
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(Failure::Refused(refused)) }
}

/// What is doubtful about the plan itself, each with its arithmetic and its remedy.
fn doubts(scenario: &Scenario) -> String {
    let mut text = String::new();
    for row in quality::findings(scenario, &simulate::prepare(scenario)) {
        text += &format!("  warning: {} ({}, {})\n", row.finding, row.concerns, row.rule);
        text += &format!("    {}\n    help: {}\n", row.arithmetic, row.remedy);
    }
    text
}

fn contents(scenario: &Scenario) -> String {
    let people: u64 = scenario.sites.iter().flat_map(|s| &s.people).map(|p| u64::from(p.count)).sum();
    let counted = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    format!(
        "{}, {} people with local staff, {}, {}",
        counted(scenario.sites.len(), "site"),
        crate::text::thousands(people),
        counted(scenario.observations.len(), "observation"),
        counted(scenario.inputs.len(), "input")
    )
}
