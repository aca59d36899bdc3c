//! `drawdown compare`: what another plan would change, under the same luck.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use crate::cli::compare::plans::{Asked, Plan};
use crate::cli::simulation::{Counts, Simulation, hash, interruptible, progress_bar, write_figures};
use crate::cli::terminal::Screen;
use crate::cli::{Done, Failure, PolicyOption, json, print};
use crate::compare::{self, Resamples, Side};
use crate::ensemble::{Columns, MOST_PAIRS, Policies};
use crate::output::{self, ComparedScenario, Folder, Manifest};
use crate::plot;
use crate::report::{self, Composed};
use crate::results::{Comparison, Results};
use crate::simulate::{self, Outcome};
use crate::studies::Wanted;

mod changes;
mod folder;
mod plans;
mod short;
mod sweep;
mod table;

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  drawdown compare scenarios/two-sites.toml scenarios/my-plan.toml
  drawdown compare scenarios/two-sites.toml --sweep trucks.pool.count=4,8,16
  drawdown compare scenarios/two-sites.toml --sweep 'delay.clearance={ fixed = 3 },{ fixed = 5 }'")]
pub(super) struct Args {
    /// What the others are measured against: a scenario file, or a folder that `run` has written
    #[arg(value_name = "BASE")]
    base: PathBuf,
    /// What is measured: more of them
    #[arg(value_name = "OTHER")]
    others: Vec<PathBuf>,
    /// Change one value of all scenarios (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Also compare BASE with itself, with each of these values in turn (several times: every combination)
    #[arg(long = "sweep", value_name = "PATH=A,B,C")]
    sweeps: Vec<String>,
    /// How many replications of each scenario; the first 10,000 are paired
    #[arg(short = 'n', long, default_value_t = 10_000, value_parser = count)]
    replications: u64,
    /// Seed of all random numbers [default: that of the given folders, else 1]
    #[arg(long)]
    seed: Option<u64>,
    /// Folder for the results [default: output/compare-BASE-OTHER…]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Threads; no result depends on it [default: RAYON_NUM_THREADS, else all cores]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Compare under one policy only, instead of all three
    #[arg(long, value_enum)]
    policy: Option<PolicyOption>,
    /// Print the answer as JSON, for a program
    #[arg(long, conflicts_with = "quiet")]
    json: bool,
    /// Print nothing but problems
    #[arg(short, long)]
    quiet: bool,
}

fn count(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(n @ 2..=1_000_000_000) => Ok(n),
        _ => Err("a whole number from 2 to 1000000000 (one replication says nothing of doubt), such as 10000".into()),
    }
}

pub(super) fn run(args: &Args) -> Done {
    let Asked { plans, seed } = plans::asked(args)?;
    let target = args.out.clone().unwrap_or_else(|| plans::default_folder(args));
    let stop = interruptible();
    // Before the work: a folder that cannot be written should not cost the user a run.
    let folder = Folder::open(&target)?;
    let comparison = compared(args, &plans, seed, stop)?;
    let manifest = manifest(&plans, &comparison);
    write(&folder, &plans, &comparison, &manifest.warnings)?;
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    let answer = match () {
        () if args.quiet => String::new(),
        () if args.json => json::comparison(&comparison, &manifest, &target),
        () => table::text(&comparison, &target, Screen::here()),
    };
    folder.commit(manifest)?;
    print(&answer)
}

/// Simulates every plan once and takes the differences.
fn compared(args: &Args, plans: &[Plan], seed: u64, stop: &AtomicBool) -> Result<Comparison, Failure> {
    let (first, others) = plans.split_first().expect("a comparison has a base");
    let bar = progress_bar(args.replications * plans.len() as u64, args.quiet);
    let simulated = |plan: &Plan| simulated(args, plan, seed, stop, &bar).ok_or(Failure::Interrupted);
    let resamples = Resamples::new(seed, args.replications.min(MOST_PAIRS) as usize);
    let (base, columns) = simulated(first)?;
    let side = Side::new(first.name.clone(), columns, &resamples);
    let mut comparison = Comparison {
        base,
        others: vec![],
        pairs: resamples.n() as u64,
        differences: vec![],
        distribution: vec![],
        notes: vec![],
    };
    for plan in others {
        let (results, columns) = simulated(plan)?;
        let other = Side::new(plan.name.clone(), columns, &resamples);
        let (differences, distribution) = compare::rows(&side, &other, &resamples);
        comparison.others.push(results);
        comparison.differences.extend(differences);
        comparison.distribution.extend(distribution);
        comparison.notes.extend(compare::notes(first.named(), plan.named()));
    }
    bar.finish_and_clear();
    Ok(comparison)
}

/// All tables of a plan, and the numbers of its first replications; `None` when interrupted.
fn simulated(
    args: &Args,
    plan: &Plan,
    seed: u64,
    stop: &AtomicBool,
    bar: &indicatif::ProgressBar,
) -> Option<(Results, Columns)> {
    let model = simulate::prepare(&plan.loaded.scenario);
    let policies = args.policy.map_or_else(Policies::all, |policy| Policies::only(policy.level()));
    let columns = Mutex::new(Columns::new(&model, &policies, args.replications));
    let ear = |replication: u64, policy: usize, outcome: &Outcome| {
        columns.lock().expect("no worker panicked").put(&model, replication, policy, outcome);
    };
    let simulation = Simulation {
        loaded: &plan.loaded,
        model: &model,
        name: &plan.name,
        seed,
        replications: args.replications,
        threads: args.threads,
        policies: &policies,
        precision: None,
        wanted: Wanted { bare: true, ..Wanted::default() },
        ear: Some(&ear),
        counts: Counts::Simulated,
        stop,
        bar,
    };
    let (results, _) = simulation.results(None).ok()?;
    Some((results, columns.into_inner().expect("no worker panicked")))
}

fn manifest(plans: &[Plan], comparison: &Comparison) -> Manifest {
    let hashes: Vec<String> = plans.iter().map(|plan| hash(&plan.loaded.composed)).collect();
    let mut manifest = Manifest::new(&comparison.base.about, hashes[0].clone(), std::env::args());
    manifest.notes.clone_from(&comparison.notes);
    for (at, (plan, hash)) in plans.iter().zip(hashes).enumerate() {
        let warning = |warning: &String| format!("{}: {warning}", plan.name);
        manifest.warnings.extend(plan.loaded.warnings.iter().map(warning));
        let mission = plan.loaded.scenario.mission.name.clone();
        manifest.scenarios.push(ComparedScenario { scenario: plan.name.clone(), mission, hash, file: file(at) });
    }
    manifest
}

/// The name under which a scenario stands in the folder; the base is the first.
fn file(at: usize) -> String {
    format!("scenario-{}.toml", at + 1)
}

fn write(folder: &Folder, plans: &[Plan], comparison: &Comparison, warnings: &[String]) -> Done {
    for (at, plan) in plans.iter().enumerate() {
        let about = format!("{}, as composed and run", plan.name);
        folder.write(&file(at), &about, plan.loaded.composed.as_bytes())?;
    }
    output::write_comparison(folder, comparison)?;
    let figures = plot::comparison_figures(comparison).context("could not draw the pictures");
    let figures = figures.map_err(Failure::Failed)?;
    write_report(folder, plans, comparison, &figures, warnings)?;
    write_figures(folder, figures)
}

fn write_report(
    folder: &Folder,
    plans: &[Plan],
    comparison: &Comparison,
    figures: &[plot::Figure],
    warnings: &[String],
) -> Done {
    let files: Vec<String> = (0..plans.len()).map(file).collect();
    let pairs = plans.iter().zip(&files);
    let composed: Vec<Composed> = pairs.map(|(plan, file)| Composed { file, text: &plan.loaded.composed }).collect();
    let page = report::comparison_page(comparison, figures, &composed, warnings);
    let page = page.context("could not make the report").map_err(Failure::Failed)?;
    Ok(folder.write(report::FILE, "everything on one page, for a browser", page.as_bytes())?)
}
