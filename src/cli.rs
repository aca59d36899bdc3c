//! The command line: one file for each subcommand, and how each ends.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::ensemble::Interrupted;
use crate::output::OutputError;
use crate::problem;
use crate::scenario::{Loaded, Scenario, ScenarioError};

mod check;
mod compare;
mod generate;
mod json;
mod maps;
mod merge;
mod new;
mod overview;
mod replay;
mod resume;
mod rows;
mod run;
mod score;
mod shard;
mod simulation;
mod terminal;
mod wishes;

/// Simulates how a peacekeeping mission leaves a country: sites close, convoys
/// wait for permission, people fly home, and a deadline comes.
#[derive(Parser, Debug)]
#[command(name = "drawdown", version, max_term_width = 100, after_help = EXAMPLE)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLE: &str = "Example:
  drawdown run scenarios/two-sites.toml
  (writes tables and pictures to output/two-sites and prints a summary)

Exit codes: 0 done, 1 could not (disk, permission), 2 asked wrongly (options, a refused scenario,
a foreign output folder), 3 a scored figure outside its band under --strict, 130 interrupted";

#[derive(Subcommand, Debug)]
enum Command {
    /// Simulate a scenario many times; write tables and pictures, print a summary
    Run(run::Args),
    /// Add the shards of one run up: writes what the unsplit run would have written
    Merge(merge::Args),
    /// Show what other plans would change, replication by replication under the same luck
    Compare(compare::Args),
    /// Simulate several missions, and say how well the published figures of all were met
    Score(score::Args),
    /// Say everything that is wrong with scenario files, and run nothing
    Check(check::Args),
    /// Tell one replication as a log of every event
    Replay(replay::Args),
    /// Write a commented starter scenario
    New(new::Args),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_help = "Example:\n  drawdown schema > drawdown.schema.json")]
    Schema,
    /// Print a completion script for a shell
    Completions(generate::Completions),
    /// Print the manual page
    #[command(after_help = "Example:\n  drawdown man > drawdown.1\n  man ./drawdown.1")]
    Man,
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Asked wrongly: the message is complete. Exit code 2.
    Refused(String),
    /// It could not be done. Exit code 1.
    Failed(anyhow::Error),
    /// Exit code 3.
    Strict(String),
    /// Exit code 130.
    Interrupted,
    /// Interrupted, with something saved: the message says what. Exit code 130.
    Saved(String),
    /// Whoever read our output has gone: no failure of ours. Exit code 0.
    ClosedPipe,
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        if error.is_refusal() {
            Self::Refused(format!("error: {:#}\n", anyhow::Error::from(error)))
        } else {
            Self::Failed(error.into())
        }
    }
}

impl From<Interrupted> for Failure {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Failed(error.into()),
        }
    }
}

pub use new::STARTER;

type Done = Result<(), Failure>;

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout with 0, mistakes to stderr with 2; a closed pipe is nobody's mistake.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::New(args) => new::run(&args),
        Command::Schema => generate::schema(),
        Command::Completions(args) => generate::completions(&args),
        Command::Man => generate::man(),
    };
    match done {
        Ok(()) | Err(Failure::ClosedPipe) => ExitCode::SUCCESS,
        Err(Failure::Refused(message)) => say(&message, 2),
        Err(Failure::Failed(error)) => say(&format!("error: {error:#}\n"), 1),
        Err(Failure::Strict(message)) => say(&message, 3),
        Err(Failure::Saved(message)) => say(&message, 130),
        Err(Failure::Interrupted) => say("interrupted: nothing was written, earlier results are as they were\n", 130),
    }
}

fn say(message: &str, code: u8) -> ExitCode {
    // If stderr is closed too there is nobody left to tell.
    let _ = anstream::stderr().write_all(message.as_bytes());
    ExitCode::from(code)
}

/// Data, for a person or a pipe.
fn print(text: &str) -> Done {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Reads a scenario, or refuses it with everything that is wrong.
fn load(path: &Path, sets: &[String]) -> Result<Loaded, Failure> {
    Scenario::load(path, sets).map_err(|error| match error {
        ScenarioError::Invalid { problems } => {
            let n = problems.len();
            let things = if n == 1 { "1 problem".into() } else { format!("{n} problems") };
            let text = problem::render(&problems, true);
            let with = if sets.is_empty() { "" } else { " with these `--set`" };
            Failure::Refused(format!("{text}\nerror: `{}`{with} cannot be used: {things}\n", path.display()))
        }
        error @ ScenarioError::Read { .. } => Failure::Refused(format!("error: {error}\n")),
    })
}

/// Refuses to write rows over a scenario file.
fn spare_scenarios(file: &Path, option: &str) -> Done {
    if file.extension().is_some_and(|ending| ending == "toml") {
        let text = format!("error: `{}` is the name of a scenario file", file.display());
        return Err(Failure::Refused(format!("{text}\n  = help: give {option} a name that ends in .csv\n")));
    }
    Ok(())
}

/// The name of a scenario's results: the file's name without folder and ending.
fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "scenario".into(), |stem| stem.to_string_lossy().into_owned())
}

/// Options that several commands share.
#[derive(clap::Args, Debug)]
struct Source {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    file: PathBuf,
    /// Change one value of the scenario: keys and ids joined by dots (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Seed of all random numbers: the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A policy, as an option.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum PolicyOption {
    /// Neither surge nor evacuation
    Off,
    /// Surge only
    Surge,
    /// Surge, evacuation and write-off as the scenario says
    Full,
}

impl PolicyOption {
    fn level(self) -> crate::simulate::PolicyLevel {
        match self {
            Self::Off => crate::simulate::PolicyLevel::Off,
            Self::Surge => crate::simulate::PolicyLevel::Surge,
            Self::Full => crate::simulate::PolicyLevel::Full,
        }
    }
}
