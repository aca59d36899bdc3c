//! `drawdown schema`, `completions` and `man`: what other programs read about this one.

use clap::CommandFactory;

use crate::cli::{Cli, Done, Failure, print};

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  drawdown completions bash > ~/.local/share/bash-completion/completions/drawdown")]
pub(super) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

pub(super) fn completions(args: &Completions) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "drawdown", &mut script);
    print(&String::from_utf8_lossy(&script))
}

pub(super) fn man() -> Done {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    print(&String::from_utf8_lossy(&page))
}

pub(super) fn schema() -> Done {
    let text =
        serde_json::to_string_pretty(&crate::scenario::schema()).map_err(|error| Failure::Failed(error.into()))?;
    print(&format!("{text}\n"))
}
