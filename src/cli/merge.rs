//! `drawdown merge`: adds the shards of one run up and writes what the unsplit run would have written.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::shard::FILE;
use crate::cli::simulation::{Counts, Simulation, interruptible, progress_bar};
use crate::cli::wishes::Wishes;
use crate::cli::{Done, Failure, run};
use crate::ensemble::Ensemble;
use crate::ensemble::file::{self, Head, Packed};
use crate::model::Model;
use crate::observations;
use crate::output::Folder;
use crate::scenario::{Loaded, Scenario};
use crate::{shards, simulate};

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  drawdown run scenarios/two-sites.toml --shard 1/2
  drawdown run scenarios/two-sites.toml --shard 2/2
  drawdown merge output/two-sites-shard-1-of-2 output/two-sites-shard-2-of-2")]
pub(super) struct Args {
    /// The folders that `run --shard` wrote, in any order (or the files in them)
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    /// Folder for the results; earlier results of this program there are replaced
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Threads; no result depends on it [default: RAYON_NUM_THREADS, else all cores]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    threads: usize,
    #[command(flatten)]
    wishes: Wishes,
}

pub(super) fn run(args: &Args) -> Done {
    let heads = heads(&args.shards)?;
    let (name, head) = &heads[0];
    let loaded = loaded(name, head)?;
    let model = simulate::prepare(&loaded.scenario);
    let wanted = args.wishes.checked(&loaded.scenario, &model)?;
    let origin = &head.origin;
    let target = args.out.clone().unwrap_or_else(|| default_folder(&origin.scenario));
    spare_shards(&args.shards, &target)?;
    let stop = interruptible();
    let folder = Folder::open(&target)?;
    let ensemble = add(&args.shards, &heads, &loaded.scenario, &model)?;
    let bar = progress_bar(origin.replications, args.wishes.quiet);
    bar.inc(ensemble.n);
    let simulation = Simulation {
        loaded: &loaded,
        model: &model,
        name: &origin.scenario,
        seed: origin.seed,
        replications: origin.replications,
        threads: args.threads,
        policies: &origin.policies,
        precision: None,
        wanted,
        ear: None,
        counts: Counts::Given(&ensemble),
        stop,
        bar: &bar,
    };
    let made = simulation.results(None);
    bar.finish_and_clear();
    let (results, precision) = made?;
    run::deliver(folder, &loaded, &results, precision, &args.wishes, &target, || Ok(()))
}

/// The head of each shard, with its name; refused, all problems of a kind at once, unless they make a whole.
fn heads(shards: &[PathBuf]) -> Result<Vec<(String, Head)>, Failure> {
    let (mut heads, mut problems) = (Vec::new(), Vec::new());
    for path in shards {
        match with(path, |packed| Ok(packed.head)) {
            Ok(head) => heads.push((path.display().to_string(), head)),
            Err(Problem::Refused(problem)) => problems.push(problem),
            Err(problem) => return Err(problem.into()),
        }
    }
    if problems.is_empty() {
        problems = shards::problems(&heads);
    }
    if problems.is_empty() { Ok(heads) } else { Err(refused(&problems)) }
}

/// Results take the place of what lies in their folder: never of a shard.
fn spare_shards(shards: &[PathBuf], target: &Path) -> Done {
    let folder = |path: &Path| fs::canonicalize(path).ok();
    let holds = |shard: &PathBuf| match shard.is_dir() {
        true => folder(shard),
        false => shard.canonicalize().ok().and_then(|file| file.parent().map(Path::to_owned)),
    };
    match shards.iter().find(|shard| folder(target).is_some_and(|target| holds(shard) == Some(target))) {
        None => Ok(()),
        Some(shard) => Err(refused(&[format!(
            "the results would take the place of the shard `{}`: name another folder with --out",
            shard.display()
        )])),
    }
}

fn refused(problems: &[String]) -> Failure {
    let lines: String = problems.iter().map(|problem| format!("error: {problem}\n")).collect();
    Failure::Refused(format!("{lines}nothing was written\n"))
}

/// Why a shard cannot be used.
enum Problem {
    Refused(String),
    /// The system did not let us read it.
    Failed(anyhow::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Refused(problem) => refused(&[problem]),
            Problem::Failed(error) => Self::Failed(error),
        }
    }
}

/// Opens the file of a shard.
fn with<T>(path: &Path, then: impl FnOnce(Packed<'_>) -> Result<T, file::FileError>) -> Result<T, Problem> {
    let shown = path.display();
    let file = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
    let bytes = fs::read(&file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if path.is_dir() => {
            Problem::Refused(format!("`{shown}` holds no {FILE}: name a folder that `drawdown run --shard` wrote"))
        }
        std::io::ErrorKind::NotFound => {
            Problem::Refused(format!("there is no `{shown}`: check the path, or make the shard first"))
        }
        _ => {
            let rule = format!("could not read `{}` ({error}): make it readable, or copy it again", file.display());
            Problem::Failed(anyhow::Error::msg(rule))
        }
    })?;
    file::open(&bytes).and_then(then).map_err(|error| Problem::Refused(format!("`{shown}` {error}")))
}

fn loaded(name: &str, head: &Head) -> Result<Loaded, Failure> {
    let origin = &head.origin;
    if origin.version != env!("CARGO_PKG_VERSION") {
        let ours = env!("CARGO_PKG_VERSION");
        let rule = format!("`{name}` was made by drawdown {}, and this is {ours}", origin.version);
        return Err(refused(&[format!("{rule}; merge with the version that made the shards")]));
    }
    Scenario::reload(&origin.composed, origin.inputs.clone(), origin.warnings.clone())
        .map_err(|error| refused(&[format!("`{name}` holds a scenario that cannot be used:\n{error}")]))
}

/// One shard after the other, so that memory does not grow with their number.
fn add(paths: &[PathBuf], heads: &[(String, Head)], scenario: &Scenario, model: &Model) -> Result<Ensemble, Failure> {
    let watches = observations::watches(scenario, model);
    let mut all = Ensemble::empty(model, &watches, heads[0].1.origin.policies.levels.len());
    for (path, (_, head)) in paths.iter().zip(heads) {
        let part = with(path, |packed| match packed.head == *head {
            true => packed.counts(model, &watches),
            false => Err(file::FileError::Unsound("it has changed since it was looked at")),
        });
        all.merge(&part?);
    }
    Ok(all)
}

/// Where `run` would have put them.
fn default_folder(scenario: &str) -> PathBuf {
    let (stem, changed) = scenario.split_once(" --set ").map_or((scenario, ""), |(stem, _)| (stem, "-changed"));
    PathBuf::from("output").join(format!("{stem}{changed}"))
}
