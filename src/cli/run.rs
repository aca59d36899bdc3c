//! `drawdown run`: simulate, write the tables and pictures, print the answer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use crate::cli::rows::{self, RowsOut};
use crate::cli::simulation::{Simulation, hash, interruptible, progress_bar, write_figures};
use crate::cli::terminal::Screen;
use crate::cli::{Done, Failure, PolicyOption, Source, json, load, maps, overview, print, stem};
use crate::ensemble::{Listener, Policies};
use crate::model::Model;
use crate::output::{self, Folder, Manifest};
use crate::plot;
use crate::report::{self, Composed};
use crate::results::{CheckRow, Results};
use crate::scenario::Loaded;
use crate::simulate;
use crate::stats::Level;
use crate::studies::Wanted;
use crate::studies::because::{groups, members};
use crate::studies::safe::SafeLevel;

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  drawdown run scenarios/minusma.toml
  drawdown run scenarios/minusma.toml --set trucks.gao-pool.count=400 --out output/more-trucks")]
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
    /// Also find the latest dates that are still safe: of the begin of each site, and of blocked permissions
    #[arg(long)]
    last_safe: bool,
    /// The probability that a safe date must leave, with `--last-safe`
    #[arg(long, value_name = "P", default_value = "0.8", value_parser = safe_level, requires = "last_safe")]
    safe_level: SafeLevel,
    /// Exit with 3 if a figure of role `score` lies outside its 90 % band
    #[arg(long)]
    strict: bool,
    /// Also say what would change it: run again without each driver, regime, shock and delay
    #[arg(long)]
    explain: bool,
    /// A group of the split that --explain makes, such as host=regime:flights,delay:clearance (several times)
    #[arg(long = "group", value_name = "NAME=MEMBER,…", requires = "explain")]
    groups: Vec<String>,
    /// Also draw a map of this day (may be given several times)
    #[arg(long = "map", value_name = "DATE", value_parser = maps::date)]
    maps: Vec<jiff::civil::Date>,
    /// Also write one row for each replication to this file: .csv, .csv.zst or .parquet
    #[arg(long, value_name = "FILE")]
    replications_out: Option<PathBuf>,
    /// Print the answer as JSON, for a program
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Print nothing but problems
    #[arg(short, long)]
    quiet: bool,
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

/// A probability as a fraction of a million, so that it is compared in whole numbers.
fn safe_level(text: &str) -> Result<SafeLevel, String> {
    match text.parse::<f64>().map(|p| (p * 1e6).round()) {
        Ok(parts) if parts > 0.0 && parts < 1e6 => Ok(SafeLevel(Level(parts as u64, 1_000_000))),
        _ => Err("a probability between 0 and 1, such as 0.8 for 80 %".into()),
    }
}

pub(super) fn run(args: &Args) -> Done {
    let loaded = load(&args.source.file, &args.source.sets)?;
    let model = simulate::prepare(&loaded.scenario);
    let wanted = wanted(args, &loaded, &model)?;
    let name = name(args);
    let target = args.out.clone().unwrap_or_else(|| default_folder(args));
    let rows_file = args.replications_out.as_deref().map(rows::file).transpose()?;
    let model = simulate::prepare(&loaded.scenario);
    maps::check(&args.maps, &loaded.scenario, &model)?;
    // Before the first file: whoever interrupts from here on leaves no half of a folder.
    let stop = interruptible();
    // Before the work: a folder that cannot be written should not cost the user a run.
    let folder = Folder::open(&target)?;
    let about = rows::about(&loaded, &name, args.source.seed, args.policy);
    let rows = rows_file.map(|file| RowsOut::create(file, &model, &about, stop)).transpose()?;
    let each = rows.as_ref().map(|rows| rows as Listener);
    let run = simulate_all(args, &loaded, &model, &name, wanted, stop, each);
    // First, because rows that cannot be written stop the run.
    let rows = rows::checked(rows)?;
    let (results, precision) = run?;
    let mut manifest = Manifest::new(&results.about, hash(&loaded.composed), std::env::args());
    manifest.warnings.clone_from(&loaded.warnings);
    manifest.warnings.extend(results.quality.iter().map(|row| format!("{} ({})", row.finding, row.arithmetic)));
    manifest.warnings.extend(results.map.why_none());
    manifest.precision = precision;
    write(&folder, &loaded, &results)?;
    maps::write(&folder, &results, &args.maps)?;
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    // Only now, so that an interruption while the pictures are drawn leaves an older file as it was.
    rows.map_or(Ok(()), RowsOut::finish)?;
    let answer = answer(args, &results, &manifest, &target);
    folder.commit(manifest)?;
    let printed = print(&answer);
    // A reader who has gone does not make a figure lie inside its band.
    if args.strict {
        strict(&results)?;
    }
    printed
}

/// What is printed when all is written.
fn answer(args: &Args, results: &Results, manifest: &Manifest, target: &Path) -> String {
    match () {
        () if args.quiet => String::new(),
        () if args.json => json::text(results, manifest, target),
        () => overview::text(results, manifest.precision.as_deref(), target, Screen::here()),
    }
}

/// The studies that were asked for; a group that cannot be made is refused before anything runs.
fn wanted(args: &Args, loaded: &Loaded, model: &Model) -> Result<Wanted, Failure> {
    let groups = if args.groups.is_empty() {
        vec![]
    } else {
        groups::parse(&args.groups, &members::of(&loaded.scenario, model)).map_err(Failure::Refused)?
    };
    Ok(Wanted { explain: args.explain, groups, last_safe: args.last_safe, safe_level: args.safe_level, bare: false })
}

/// What the tables and pictures call the scenario: the file, and what `--set` changed in it.
fn name(args: &Args) -> String {
    let changes = args.source.sets.iter().map(|set| format!(" --set {set}"));
    std::iter::once(stem(&args.source.file)).chain(changes).collect()
}

/// Where results go without `--out`: those of a changed scenario beside those of the file.
fn default_folder(args: &Args) -> PathBuf {
    let changed = if args.source.sets.is_empty() { "" } else { "-changed" };
    PathBuf::from("output").join(format!("{}{changed}", stem(&args.source.file)))
}

fn simulate_all(
    args: &Args,
    loaded: &Loaded,
    model: &Model,
    name: &str,
    wanted: Wanted,
    stop: &AtomicBool,
    each: Option<Listener>,
) -> Result<(Results, Option<String>), Failure> {
    let bar = progress_bar(args.replications, args.quiet);
    let simulation = Simulation {
        loaded,
        model,
        name,
        seed: args.source.seed,
        replications: args.replications,
        threads: args.threads,
        policies: &args.policy.map_or_else(Policies::all, |policy| Policies::only(policy.level())),
        precision: args.precision,
        wanted,
        ear: None,
        stop,
        bar: &bar,
    };
    let run = simulation.results(each);
    bar.finish_and_clear();
    run.map_err(|_| Failure::Interrupted)
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
