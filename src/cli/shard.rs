//! `drawdown run --shard i/n`: one share of the replications, counted into one file.

use std::path::Path;

use crate::cli::resume::{Keeper, Share};
use crate::cli::simulation::Simulation;
use crate::cli::{Done, Failure, print};
use crate::ensemble::file::{self, Head};
use crate::output::{Folder, Manifest};
use crate::shards::Shard;

/// The name of the file in a shard's folder.
pub(super) const FILE: &str = "ensemble.drawdown";

/// Refuses an option that a share has nothing to say to.
pub(super) fn refuse(option: Option<&str>) -> Done {
    let Some(option) = option else { return Ok(()) };
    let help = match option {
        "--replications-out" => "leave --shard out: the rows are written front to back by one run".into(),
        "--precision" => "choose -n, as no share knows when the whole is precise enough".into(),
        _ => format!("give {option} to `drawdown merge`, which has all replications"),
    };
    let rule = format!("error: {option} cannot be used with --shard: a share is counts and has no tables");
    Err(Failure::Refused(format!("{rule}\n  = help: {help}\n")))
}

/// The share of a shard.
pub(super) fn share(shard: Option<Shard>, replications: u64) -> Share {
    let whole = 0..replications;
    Share { shard: shard.map(|shard| (shard.index, shard.of)), range: shard.map_or(whole, |s| s.range(replications)) }
}

/// Simulates the share of the keeper and writes it.
pub(super) fn run(simulation: &Simulation, keeper: &Keeper, folder: Folder, target: &Path, quiet: bool) -> Done {
    let counted = simulation.share(keeper);
    simulation.bar.finish_and_clear();
    let bytes = file::encode(keeper.head(), &counted?);
    folder.write(FILE, "counts of a share of the replications, for `drawdown merge`", &bytes)?;
    let head = keeper.head();
    folder.commit(manifest(head, &simulation.loaded.scenario.mission.name))?;
    keeper.finish();
    if quiet { Ok(()) } else { print(&told(head, target, bytes.len())) }
}

fn manifest(head: &Head, mission: &str) -> Manifest {
    let mut manifest = Manifest::of_share(&head.origin, mission, std::env::args());
    manifest.notes = vec![what(head)];
    manifest
}

fn what(head: &Head) -> String {
    let (index, of) = head.shard.unwrap_or((1, 1));
    format!("shard {index} of {of}: {} of {} replications", head.n, head.origin.replications)
}

fn told(head: &Head, target: &Path, bytes: usize) -> String {
    let of = head.shard.map_or(1, |(_, of)| of);
    let kilobytes = bytes.div_ceil(1000);
    let file = target.join(FILE);
    let next = match of {
        1 => format!("drawdown merge {}", target.display()),
        _ => format!("drawdown merge FOLDER… (all {of} of them) --out FOLDER"),
    };
    format!("{}\n{} ({kilobytes} kB)\nnext: {next}\n", what(head), file.display())
}
