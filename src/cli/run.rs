//! `drawdown run`: simulate, write the tables and pictures, print the answer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::Context;

use crate::cli::resume::{How, Keeper};
use crate::cli::rows::{self, RowsOut};
use crate::cli::shard::share;
use crate::cli::simulation::{Counts, Simulation, hash, interruptible, progress_bar, write_figures};
use crate::cli::terminal::Screen;
use crate::cli::wishes::Wishes;
use crate::cli::{Done, Failure, PolicyOption, Source, json, load, maps, overview, print, shard, stem};
use crate::ensemble::file::Origin;
use crate::ensemble::{Listener, Policies};
use crate::output::{self, Folder, Manifest};
use crate::plot;
use crate::report::{self, Composed};
use crate::results::{CheckRow, Results};
use crate::scenario::Loaded;
use crate::shards::Shard;
use crate::simulate;

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  drawdown run scenarios/two-sites.toml
  drawdown run scenarios/two-sites.toml --set trucks.pool.count=8 --out output/more-trucks")]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// How many replications
    #[arg(short = 'n', long, default_value_t = 10_000, value_parser = count)]
    replications: u64,
    /// Folder for the results; earlier results of this program there are replaced
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Threads; no result depends on it [default: RAYON_NUM_THREADS, else all cores]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Run one policy only, instead of all three
    #[arg(long, value_enum)]
    policy: Option<PolicyOption>,
    /// Stop once the probability of the deadline is known to ± H (0.01 is one point); -n is the most
    #[arg(long, value_name = "H", value_parser = half_width)]
    precision: Option<f64>,
    /// Also write one row for each replication to this file: .csv, .csv.zst or .parquet
    #[arg(long, value_name = "FILE")]
    replications_out: Option<PathBuf>,
    /// Simulate only this share of the replications, for `drawdown merge`
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Go on with a run that was interrupted, to the same results
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    wishes: Wishes,
}

fn count(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(n @ 1..=1_000_000_000) => Ok(n),
        _ => Err("a whole number from 1 to 1000000000, without separators, such as 10000".into()),
    }
}

fn half_width(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(h) if h > 0.0 && h < 0.5 => Ok(h),
        _ => Err("a half-width between 0 and 0.5, such as 0.01 for one percentage point".into()),
    }
}

pub(super) fn run(args: &Args) -> Done {
    refuse_pairs(args)?;
    let loaded = load(&args.source.file, &args.source.sets)?;
    let model = simulate::prepare(&loaded.scenario);
    let wanted = args.wishes.checked(&loaded.scenario, &model)?;
    let name = name(args);
    let target = args.out.clone().unwrap_or_else(|| default_folder(args));
    let rows_file = args.replications_out.as_deref();
    let rows_file = rows_file.map(|file| rows::file(file, &args.source.file, &target)).transpose()?;
    if args.resume {
        rows_file.map_or(Ok(()), rows::refuse_to_resume)?;
    }
    // Before the first file: whoever interrupts from here on leaves no half of a folder.
    let stop = interruptible();
    // Before the work: a folder that cannot be written should not cost the user a run.
    let folder = Folder::open(&target)?;
    let about = rows::about(&loaded, &name, args.source.seed, args.policy);
    let policies = args.policy.map_or_else(Policies::all, |policy| Policies::only(policy.level()));
    let keeps = rows_file.is_none_or(|(file, format)| format.can_go_on(file));
    let keeper = if keeps { Some(keeper(args, &folder, &loaded, &name, &policies)?) } else { None };
    let kept = keeper.as_ref().and_then(Keeper::kept);
    let rows = match rows_file.map(|file| RowsOut::begin(file, &model, &about, kept, stop)).transpose() {
        Ok(rows) => rows,
        Err(failure) => return end(keeper.as_ref(), Err(failure)),
    };
    let keeper = keeper.map(|keeper| keeper.with_rows(rows.as_ref()));
    let bar = progress_bar(share(args.shard, args.replications).n(), args.wishes.quiet);
    let simulation = Simulation {
        loaded: &loaded,
        model: &model,
        name: &name,
        seed: args.source.seed,
        replications: args.replications,
        threads: args.threads,
        policies: &policies,
        precision: args.precision,
        wanted,
        ear: None,
        counts: keeper.as_ref().map_or(Counts::Simulated, Counts::Kept),
        stop,
        bar: &bar,
    };
    if let (Some(keeper), true) = (&keeper, args.shard.is_some()) {
        return shard::run(&simulation, keeper, folder, &target, args.wishes.quiet);
    }
    let run = simulate_all(&simulation, rows.as_ref().map(|rows| rows as Listener));
    // First, because rows that cannot be written stop the run.
    let run = rows.as_ref().map_or(Ok(()), RowsOut::checked).and(run);
    // Only then, so that an interruption while the pictures are drawn leaves an older file as it was.
    let finish = || rows.as_ref().map_or(Ok(()), RowsOut::finish);
    let done = run
        .and_then(|(results, precision)| deliver(folder, &loaded, &results, precision, &args.wishes, &target, finish));
    end(keeper.as_ref(), done)
}

fn end(keeper: Option<&Keeper>, done: Done) -> Done {
    match keeper {
        Some(keeper) => keeper.end(done),
        None => done,
    }
}

/// Options that say nothing to each other.
fn refuse_pairs(args: &Args) -> Done {
    if args.shard.is_none() {
        return Ok(());
    }
    let rows = args.replications_out.as_ref().map(|_| "--replications-out");
    let precision = args.precision.map(|_| "--precision");
    shard::refuse(args.wishes.of_a_whole_run().or(rows).or(precision))
}

/// What keeps the work of this run, should it be interrupted.
fn keeper<'r>(
    args: &Args,
    folder: &Folder,
    loaded: &Loaded,
    name: &str,
    policies: &Policies,
) -> Result<Keeper<'r>, Failure> {
    let origin = Origin {
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: name.into(),
        composed: loaded.composed.clone(),
        inputs: loaded.scenario.inputs.clone(),
        warnings: loaded.warnings.clone(),
        seed: args.source.seed,
        replications: args.replications,
        policies: policies.clone(),
        precision: args.precision,
    };
    let writes_rows = args.replications_out.is_some();
    let how = How { resume: args.resume, quiet: args.wishes.quiet, writes_rows };
    Keeper::new(folder, origin, share(args.shard, args.replications), how)
}

/// Writes the folder and prints the answer; `last` is done when all else is, just before
/// the folder takes its place.
pub(super) fn deliver(
    folder: Folder,
    loaded: &Loaded,
    results: &Results,
    precision: Option<String>,
    wishes: &Wishes,
    target: &Path,
    last: impl FnOnce() -> Done,
) -> Done {
    let mut manifest = Manifest::new(&results.about, hash(&loaded.composed), std::env::args());
    manifest.warnings.clone_from(&loaded.warnings);
    manifest.warnings.extend(results.quality.iter().map(|row| format!("{} ({})", row.finding, row.arithmetic)));
    manifest.warnings.extend(results.map.why_none());
    manifest.precision = precision;
    write(&folder, loaded, results)?;
    maps::write(&folder, results, &wishes.maps)?;
    if interruptible().load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    last()?;
    let answer = answer(wishes, results, &manifest, target);
    folder.commit(manifest)?;
    let printed = print(&answer);
    // A reader who has gone does not make a figure lie inside its band.
    if wishes.strict {
        strict(results)?;
    }
    printed
}

/// What is printed when all is written.
fn answer(wishes: &Wishes, results: &Results, manifest: &Manifest, target: &Path) -> String {
    match () {
        () if wishes.quiet => String::new(),
        () if wishes.json => json::text(results, manifest, target),
        () => overview::text(results, manifest.precision.as_deref(), target, Screen::here()),
    }
}

/// What the tables and pictures call the scenario: the file, and what `--set` changed in it.
fn name(args: &Args) -> String {
    let changes = args.source.sets.iter().map(|set| format!(" --set {set}"));
    std::iter::once(stem(&args.source.file)).chain(changes).collect()
}

/// Where results go without `--out`: those of a changed scenario beside those of the file.
fn default_folder(args: &Args) -> PathBuf {
    let changed = if args.source.sets.is_empty() { "" } else { "-changed" };
    let part = args.shard.map_or_else(String::new, |shard| format!("-shard-{}-of-{}", shard.index, shard.of));
    PathBuf::from("output").join(format!("{}{changed}{part}", stem(&args.source.file)))
}

fn simulate_all(simulation: &Simulation, each: Option<Listener>) -> Result<(Results, Option<String>), Failure> {
    let run = simulation.results(each);
    simulation.bar.finish_and_clear();
    run
}

fn write(folder: &Folder, loaded: &Loaded, results: &Results) -> Done {
    folder.write("scenario.toml", "the scenario as composed and run", loaded.composed.as_bytes())?;
    output::write_tables(folder, results)?;
    let figures = plot::figures(results).context("could not draw the pictures").map_err(Failure::Failed)?;
    write_report(folder, loaded, results, &figures)?;
    write_figures(folder, figures)
}

fn write_report(folder: &Folder, loaded: &Loaded, results: &Results, figures: &[plot::Figure]) -> Done {
    let composed = Composed { file: "scenario.toml", text: &loaded.composed };
    let page = report::page(results, figures, composed, &loaded.warnings);
    let page = page.context("could not make the report").map_err(Failure::Failed)?;
    Ok(folder.write(report::FILE, "everything on one page, for a browser", page.as_bytes())?)
}

fn strict(results: &Results) -> Done {
    let missed = |check: &&CheckRow| check.inside_90 == Some(false) || check.bound_holds.is_some_and(|p| p < 0.05);
    let outside = results.checks.iter().filter(|check| check.role == "score").filter(missed);
    if !results.checks.iter().any(|check| check.role == "score") {
        // If nobody listens there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "strict: the scenario has no figure of role `score`: nothing was checked");
    }
    let names: Vec<String> = outside.map(|check| format!("`{}`", check.observation)).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(Failure::Strict(format!(
        "strict: outside the 90 % band, or a bound that holds in under 5 %: {}\n",
        names.join(", ")
    )))
}
