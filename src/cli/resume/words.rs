//! What is said of a checkpoint: that a run goes on from it, or why it cannot.

use std::path::Display;

use crate::cli::Failure;
use crate::ensemble::file::{FileError, Head};
use crate::output::Folder;

/// Why a run cannot go on from a checkpoint.
pub(super) enum Problem {
    /// It is damaged, say.
    Unusable(FileError),
    /// It is of another run, which differs in this.
    Another(String),
    /// It is of another part of the run.
    Part { theirs: Option<(u64, u64)>, ours: Option<(u64, u64)> },
    /// One of the two writes rows and the other does not.
    Rows { ours: bool },
}

impl Problem {
    /// To be said after its name.
    pub fn what(&self) -> String {
        match self {
            Self::Unusable(error) => error.what(),
            Self::Another(difference) => format!("is of another run: {difference}"),
            Self::Rows { ours: true } => "is of a run without --replications-out, and this is one with it".into(),
            Self::Rows { ours: false } => "is of a run with --replications-out, and this is one without".into(),
            Self::Part { theirs, ours } => format!("is of {}, not of {}", part(*theirs), part(*ours)),
        }
    }

    /// How a run ends that was to go on from it.
    pub fn refused(&self, shown: &Display) -> Failure {
        let help = match self {
            Self::Unusable(_) => "no run can go on from it: leave --resume out to begin anew",
            _ => "give the options of the run that was interrupted, or leave --resume out to begin anew",
        };
        Failure::Refused(format!("error: `{shown}` {}\n  = help: {help}\n", self.what()))
    }
}

fn part(shard: Option<(u64, u64)>) -> String {
    shard.map_or_else(|| "the whole run".into(), |(index, of)| format!("shard {index} of {of}"))
}

/// There is no checkpoint.
pub(super) fn nothing(shown: &Display, folder: &Folder) -> String {
    let why = if folder.replaces_results() { " (a finished run leaves none)" } else { "" };
    format!("resume: there is no `{shown}`{why}, so the run begins with its first replication\n")
}

/// The first `n` replications of a share are there.
pub(super) fn goes_on(shown: &Display, whole: &Head, n: u64) -> String {
    let most = if whole.origin.precision.is_some() { "at most " } else { "" };
    let of = whole.shard.map_or_else(String::new, |_| format!(" of {}", part(whole.shard)));
    let next = match whole.share.start + n {
        _ if n == whole.n => "nothing is left to simulate but what is made of them".into(),
        // Whether there is a next one, the stopping rule says.
        _ if whole.origin.precision.is_some() => "the run goes on from there".into(),
        next => format!("the run goes on with replication {next} (counted from 0)"),
    };
    format!("resume: `{shown}` has {n} of {most}{} replications{of}; {next}\n", whole.n)
}
