//! What can be said of the plan itself, and the curves of its milestones.

use jiff::civil::Date;
use serde::Serialize;

/// `quality.csv`: something in the plan that cannot hold even without delay, or hangs loose; found before anything is drawn.
#[derive(Clone, Debug, Serialize)]
pub struct QualityRow {
    /// The rule: `open-end`, `impossible-date`, `lift-too-small` and so on.
    pub rule: &'static str,
    /// What it concerns, as `--set` names it: `site.outpost`, `gateway.airport`, `trucks.pool`.
    pub concerns: String,
    /// In a sentence.
    pub finding: String,
    /// The numbers behind it: `5,400 people / (2.0 flights a week x 120 seats) = 22.5 weeks; 17.9 are left`.
    pub arithmetic: String,
    /// What to look at.
    pub remedy: String,
}

/// `curves.csv`: the S-curve of one milestone under one policy, by date.
#[derive(Clone, Debug, Serialize)]
pub struct CurveRow {
    pub milestone: String,
    /// `off`, `surge` or `full`.
    pub policy: &'static str,
    pub date: Date,
    /// Share of replications that reach it on or before the date.
    pub share: f64,
}

/// One entry of the scenario's `[sources]`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRow {
    pub source: String,
    pub publisher: String,
    pub title: String,
    pub published: String,
    pub url: String,
}
