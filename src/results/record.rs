//! Tables of several missions: the record of the model.

use serde::Serialize;

use super::{Results, ScoreRow};

/// What several missions say of the model.
#[derive(Clone, Debug)]
pub struct Record {
    pub missions: Vec<Scored>,
    pub coverage: Vec<CoverageRow>,
    pub against: Vec<AgainstRow>,
}

/// A mission that was simulated and scored.
#[derive(Clone, Debug)]
pub struct Scored {
    pub results: Results,
    /// What it is one piece of evidence with.
    pub cluster: String,
    /// `forecast` or `hindcast`.
    pub knowledge: &'static str,
}

/// `missions.csv`: a row of `scores.csv`, and whose it is.
#[derive(Clone, Debug, Serialize)]
pub struct MissionRow<'a> {
    pub scenario: &'a str,
    pub mission: &'a str,
    pub cluster: &'a str,
    pub knowledge: &'static str,
    #[serde(flatten)]
    pub score: &'a ScoreRow,
}

/// `coverage.csv`: how many figures of all missions lie inside a band.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageRow {
    /// Forecasts and hindcasts are never pooled.
    pub knowledge: &'static str,
    /// Per cent of the ensemble that lies inside the band.
    pub band: u64,
    /// Scenarios with a figure that is scored, and the clusters that they make.
    pub missions: u64,
    pub clusters: u64,
    pub figures: u64,
    pub inside: u64,
    pub share: f64,
    /// What the share would be on average if each mission were drawn from the model itself: intervals and whole
    /// numbers meet a band more often than its name says.
    pub expected: Option<f64>,
    /// 95 % interval of the share, from resampling whole clusters; empty for fewer than two.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// `against.csv`: in how many missions the model has a better score than a simple rule.
#[derive(Clone, Debug, Serialize)]
pub struct AgainstRow {
    pub knowledge: &'static str,
    /// A score of `scores.csv`.
    pub score: &'static str,
    /// `plan`, `line` or `seats`.
    pub baseline: &'static str,
    /// Missions in which both have that score.
    pub missions: u64,
    /// Of these, those in which the model's is smaller.
    pub better: u64,
}

impl Record {
    /// The rows of `missions.csv`: every score of every mission.
    pub fn rows(&self) -> impl Iterator<Item = MissionRow<'_>> {
        self.missions.iter().flat_map(|mission| mission.results.scores.iter().map(|row| mission.row(row)))
    }
}

impl Scored {
    fn row<'a>(&'a self, score: &'a ScoreRow) -> MissionRow<'a> {
        let about = &self.results.about;
        MissionRow {
            scenario: &about.scenario,
            mission: &about.mission,
            cluster: &self.cluster,
            knowledge: self.knowledge,
            score,
        }
    }
}
