//! `drawdown score`: how well the published figures of several missions were met.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use crate::cli::simulation::{Counts, Simulation, hash, interruptible, progress_bar, write_figures, write_figures_of};
use crate::cli::terminal::Screen;
use crate::cli::{Done, Failure, json, load, print, stem};
use crate::ensemble::Policies;
use crate::output::{self, ComparedScenario, Folder, Manifest};
use crate::plot;
use crate::record;
use crate::results::{Record, Results, Scored};
use crate::scenario::{Knowledge, Loaded};
use crate::simulate::{self, PolicyLevel};
use crate::studies::Wanted;

mod table;

#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  drawdown score scenarios/*.toml
  (what-if scenarios, in which no figure is scored, are run and counted in nothing)")]
pub(super) struct Args {
    /// Scenario files
    #[arg(value_name = "SCENARIO", required = true)]
    files: Vec<PathBuf>,
    /// How many replications of each
    #[arg(short = 'n', long, default_value_t = 10_000, value_parser = count)]
    replications: u64,
    /// Seed of all random numbers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder for the results
    #[arg(long, value_name = "FOLDER", default_value = "output/score")]
    out: PathBuf,
    /// Threads; no result depends on it [default: RAYON_NUM_THREADS, else all cores]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    threads: usize,
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
        _ => Err("a whole number from 1 to 1000000000, such as 10000".into()),
    }
}

/// A mission that is to be scored.
struct Mission {
    name: String,
    loaded: Loaded,
}

pub(super) fn run(args: &Args) -> Done {
    let missions = missions(args)?;
    let stop = interruptible();
    // Before the work: a folder that cannot be written should not cost the user a run.
    let folder = Folder::open(&args.out)?;
    let record = recorded(args, &missions, stop)?;
    let manifest = manifest(&missions, &record);
    write(&folder, &missions, &record)?;
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    let answer = match () {
        () if args.quiet => String::new(),
        () if args.json => json::record(&record, &manifest, &args.out),
        () => table::text(&record, &args.out, Screen::here()),
    };
    folder.commit(manifest)?;
    print(&answer)
}

/// Reads every file; two of one name could not be told apart.
fn missions(args: &Args) -> Result<Vec<Mission>, Failure> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    for file in &args.files {
        if let Some(other) = seen.insert(stem(file), file) {
            let rule = format!("`{}` and `{}` have one name", other.display(), file.display());
            return Err(Failure::Refused(format!("error: {rule}\n  = help: name each file once\n")));
        }
    }
    args.files.iter().map(|file| Ok(Mission { name: stem(file), loaded: load(file, &[])? })).collect()
}

fn recorded(args: &Args, missions: &[Mission], stop: &AtomicBool) -> Result<Record, Failure> {
    let bar = progress_bar(args.replications * missions.len() as u64, args.quiet);
    let scored = |mission: &Mission| {
        let knowledge = match mission.loaded.scenario.mission.knowledge {
            Knowledge::Forecast => "forecast",
            Knowledge::Hindcast => "hindcast",
        };
        let cluster = mission.loaded.scenario.mission.cluster.clone();
        Ok(Scored { results: simulated(args, mission, stop, &bar)?, cluster, knowledge })
    };
    let scored = missions.iter().map(scored).collect::<Result<Vec<_>, Failure>>()?;
    bar.finish_and_clear();
    Ok(record::record(scored, args.seed))
}

/// All tables of a mission under the policy as written: figures are compared with nothing else.
fn simulated(
    args: &Args,
    mission: &Mission,
    stop: &AtomicBool,
    bar: &indicatif::ProgressBar,
) -> Result<Results, Failure> {
    let model = simulate::prepare(&mission.loaded.scenario);
    let simulation = Simulation {
        loaded: &mission.loaded,
        model: &model,
        name: &mission.name,
        seed: args.seed,
        replications: args.replications,
        threads: args.threads,
        policies: &Policies::only(PolicyLevel::Full),
        precision: None,
        wanted: Wanted::default(),
        ear: None,
        counts: Counts::Simulated,
        stop,
        bar,
    };
    Ok(simulation.results(None)?.0)
}

fn manifest(missions: &[Mission], record: &Record) -> Manifest {
    let hashes: Vec<String> = missions.iter().map(|mission| hash(&mission.loaded.composed)).collect();
    let mut manifest = Manifest::new(&record.missions[0].results.about, hashes[0].clone(), std::env::args());
    for (mission, hash) in missions.iter().zip(hashes) {
        let warning = |warning: &String| format!("{}: {warning}", mission.name);
        manifest.warnings.extend(mission.loaded.warnings.iter().map(warning));
        let (scenario, name) = (mission.name.clone(), mission.loaded.scenario.mission.name.clone());
        manifest.scenarios.push(ComparedScenario { scenario, mission: name, hash, file: file(mission) });
    }
    manifest
}

fn file(mission: &Mission) -> String {
    format!("{}.toml", mission.name)
}

fn write(folder: &Folder, missions: &[Mission], record: &Record) -> Done {
    for (mission, scored) in missions.iter().zip(&record.missions) {
        let about = format!("{}, as composed and run", mission.name);
        folder.write(&file(mission), &about, mission.loaded.composed.as_bytes())?;
        output::write_checks(folder, &format!("{}-checks.csv", mission.name), &scored.results)?;
        let figures = plot::record_figures(&scored.results).context("could not draw the pictures");
        write_figures_of(folder, &mission.name, figures.map_err(Failure::Failed)?)?;
    }
    let figures = plot::of_record(record).context("could not draw the picture").map_err(Failure::Failed)?;
    write_figures(folder, figures)?;
    Ok(output::write_record(folder, record)?)
}
