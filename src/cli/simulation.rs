//! From a loaded scenario to its tables: what every command that simulates an ensemble does.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::cli::resume::Keeper;
use crate::cli::{Done, Failure};
pub(super) use crate::ensemble::file::hash;
use crate::ensemble::{self, Ear, Ensemble, Job, Listener, Policies};
use crate::model::Model;
use crate::observations::Watch;
use crate::output::Folder;
use crate::plot::{self, Figure};
use crate::results::Results;
use crate::scenario::Loaded;
use crate::studies::Wanted;
use crate::summary::{self, Material, Plan};
use crate::{observations, precision, studies};

/// One scenario that is to be simulated.
pub(super) struct Simulation<'a> {
    pub loaded: &'a Loaded,
    pub model: &'a Model,
    /// What the tables and pictures call it.
    pub name: &'a str,
    pub seed: u64,
    pub replications: u64,
    pub threads: usize,
    pub policies: &'a Policies,
    pub precision: Option<f64>,
    pub wanted: Wanted,
    /// Hears all replications under all policies; then `precision` is not looked at.
    pub ear: Option<Ear<'a>>,
    pub counts: Counts<'a>,
    pub stop: &'a AtomicBool,
    pub bar: &'a ProgressBar,
}

/// Where the counts of a simulation come from.
#[derive(Clone, Copy)]
pub(super) enum Counts<'a> {
    Simulated,
    /// Simulated, and saved from time to time.
    Kept(&'a Keeper<'a>),
    /// They are there already.
    Given(&'a Ensemble),
}

impl Simulation<'_> {
    /// All its tables, and how `--precision` stopped; `each` is told of every replication in order.
    pub fn results(&self, each: Option<Listener>) -> Result<(Results, Option<String>), Failure> {
        let (scenario, model) = (&self.loaded.scenario, self.model);
        let watches = observations::watches(scenario, model);
        let progress = |n| self.bar.inc(n);
        let job = self.job(&watches, &progress, each);
        let (ensemble, precision) = match self.counts {
            Counts::Given(ensemble) => (Cow::Borrowed(ensemble), None),
            Counts::Kept(keeper) => {
                let mut ensemble = keeper.begin(&job)?;
                let extend = |ensemble: &mut Ensemble, until| keeper.extend(&job, ensemble, until);
                let how = precision::go_on(&job, self.replications, self.precision, &mut ensemble, extend)?;
                keeper.keep_whole(&ensemble);
                (Cow::Owned(ensemble), how)
            }
            Counts::Simulated if self.ear.is_some() => {
                (Cow::Owned(ensemble::run_heard(&job, 0..self.replications, self.ear)?), None)
            }
            Counts::Simulated => {
                let (ensemble, how) = precision::run(&job, self.replications, self.precision)?;
                (Cow::Owned(ensemble), how)
            }
        };
        if self.wanted.last_safe {
            self.bar.inc_length(studies::safe::replications(model, ensemble.n));
        }
        let studies = studies::run(scenario, &job, ensemble.n, &self.wanted).inspect_err(|_| {
            if let Counts::Kept(keeper) = self.counts {
                keeper.keep(&ensemble);
            }
        })?;
        let material = Material {
            scenario,
            model,
            watches: &watches,
            policies: self.policies,
            ensemble: &ensemble,
            studies: &studies,
            plan: &Plan::of(model),
            name: self.name,
            seed: self.seed,
            hash: &hash(&self.loaded.composed),
        };
        Ok((summary::results(&material), precision))
    }

    /// The counts of the keeper's share.
    pub fn share(&self, keeper: &Keeper) -> Result<Ensemble, Failure> {
        let watches = observations::watches(&self.loaded.scenario, self.model);
        let progress = |n| self.bar.inc(n);
        let job = self.job(&watches, &progress, None);
        let mut ensemble = keeper.begin(&job)?;
        keeper.extend(&job, &mut ensemble, keeper.head().n).map_err(|_| keeper.interrupted())?;
        Ok(ensemble)
    }

    fn job<'b>(
        &'b self,
        watches: &'b [Watch],
        progress: &'b (dyn Fn(u64) + Sync),
        each: Option<Listener<'b>>,
    ) -> Job<'b> {
        let Self { model, policies, seed, threads, stop, .. } = *self;
        Job { model, watches, policies, seed, chunk: ensemble::CHUNK, threads, stop, progress, each }
    }
}

/// A flag that Ctrl-C sets; the work then stops at the next chunk.
pub(super) fn interruptible() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Without a handler Ctrl-C still ends the process, only less politely.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
    &STOP
}

/// Counts replications on a terminal.
pub(super) fn progress_bar(replications: u64, quiet: bool) -> ProgressBar {
    // indicatif draws nothing where stderr is no terminal.
    let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(replications), target);
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} replications, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Writes each picture as SVG and as PNG.
pub(super) fn write_figures(folder: &Folder, figures: Vec<Figure>) -> Done {
    write_named(folder, figures, |name| name.to_string())
}

/// The same, in a folder of several missions: each name begins with the mission's.
pub(super) fn write_figures_of(folder: &Folder, mission: &str, figures: Vec<Figure>) -> Done {
    write_named(folder, figures, |name| format!("{mission}-{name}"))
}

fn write_named(folder: &Folder, figures: Vec<Figure>, named: impl Fn(&str) -> String) -> Done {
    // As pictures, by threads: to render one takes as long as a thousand replications.
    let rendered: Vec<_> = figures.par_iter().map(|figure| plot::png(&figure.svg, plot::SCREEN)).collect();
    for (figure, png) in figures.into_iter().zip(rendered) {
        let png = png.context("could not render a picture").map_err(Failure::Failed)?;
        let name = named(figure.name);
        folder.write(&format!("{name}.svg"), "picture", figure.svg.as_bytes())?;
        folder.write(&format!("{name}.png"), "picture", &png)?;
    }
    Ok(())
}
