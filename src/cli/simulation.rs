//! From a loaded scenario to its tables: what every command that simulates an ensemble does.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};

use crate::cli::{Done, Failure};
use crate::ensemble::{self, Ear, Interrupted, Job, Listener, Policies};
use crate::model::Model;
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
    pub stop: &'a AtomicBool,
    pub bar: &'a ProgressBar,
}

impl Simulation<'_> {
    /// All its tables, and how `--precision` stopped; `each` is told of every replication in order.
    pub fn results(&self, each: Option<Listener>) -> Result<(Results, Option<String>), Interrupted> {
        let (scenario, model) = (&self.loaded.scenario, self.model);
        let watches = observations::watches(scenario, model);
        let progress = |n| self.bar.inc(n);
        let job = Job {
            model,
            watches: &watches,
            policies: self.policies,
            seed: self.seed,
            chunk: ensemble::CHUNK,
            threads: self.threads,
            stop: self.stop,
            progress: &progress,
            each,
        };
        let (ensemble, precision) = match self.ear {
            Some(_) => (ensemble::run_heard(&job, 0..self.replications, self.ear)?, None),
            None => precision::run(&job, self.replications, self.precision)?,
        };
        if self.wanted.last_safe {
            self.bar.inc_length(studies::safe::replications(model, ensemble.n));
        }
        let studies = studies::run(scenario, &job, ensemble.n, &self.wanted)?;
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
}

/// SHA-256 of a composed scenario, in hexadecimal digits.
pub(super) fn hash(composed: &str) -> String {
    Sha256::digest(composed.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
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
    // As pictures, by threads: to render one takes as long as a thousand replications.
    let rendered: Vec<_> = figures.par_iter().map(|figure| plot::png(&figure.svg, plot::SCREEN)).collect();
    for (figure, png) in figures.into_iter().zip(rendered) {
        let png = png.context("could not render a picture").map_err(Failure::Failed)?;
        folder.write(&format!("{}.svg", figure.name), "picture", figure.svg.as_bytes())?;
        folder.write(&format!("{}.png", figure.name), "picture", &png)?;
    }
    Ok(())
}
