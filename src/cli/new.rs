//! `drawdown new`: a commented scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::Context;

use crate::cli::{Done, Failure, print};

/// Also a test's input: it must stay a good scenario.
pub const STARTER: &str = include_str!("starter.toml");

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  drawdown new my-mission.toml\n  drawdown check my-mission.toml\n  drawdown run my-mission.toml"
)]
pub(super) struct Args {
    /// The file to write; it must not exist yet
    file: PathBuf,
}

pub(super) fn run(args: &Args) -> Done {
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&args.file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Failure::Refused(format!(
                "error: `{}` exists already and is left as it is\n  = help: choose another name\n",
                args.file.display()
            )),
            _ => Failure::Failed(
                anyhow::Error::from(error).context(format!("could not create `{}`", args.file.display())),
            ),
        })?;
    file.write_all(STARTER.as_bytes())
        .with_context(|| format!("could not write `{}`", args.file.display()))
        .map_err(Failure::Failed)?;
    print(&format!("wrote {0}; next: drawdown check {0}, then drawdown run {0}\n", args.file.display()))
}
