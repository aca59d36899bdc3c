//! The scores of all figures together, beside the baselines and beside what the
//! model itself would give.
//!
//! Only figures of role `score` enter; a pure bound has no PIT and no CRPS, and is
//! therefore in none of the counts.

use crate::results::{CheckRow, ScoreRow};
use crate::score::{Counted, Figure, Law, energy, inside, p_value, reference};
use crate::stats::Level;
use crate::streams::{self, Purpose, Streams};
use crate::summary::Material;

/// The bands: name, and what lies outside on either side.
const BANDS: [(&str, f64); 3] = [("inside_50", 0.25), ("inside_80", 0.1), ("inside_90", 0.05)];

/// A mean over figures: its name, the quantities, whether the figures are those of
/// which the baselines speak, and what is averaged.
type Mean = (&'static str, &'static [&'static str], bool, Of);

/// What a row of `checks.csv` has of each forecast: drawdown, plan, line, seats.
type Of = fn(&CheckRow) -> [Option<f64>; 4];

const MEANS: [Mean; 10] = [
    ("crps_people", &PEOPLE, true, crps),
    ("crps_people_other", &PEOPLE, false, crps),
    ("crps_sites", &["sites_vacated", "sites_ended"], true, crps),
    ("crps_dates", &DATES, true, crps),
    ("crps_dates_other", &DATES, false, crps),
    ("crps_cargo", &CARGO, true, crps),
    ("crps_cargo_other", &CARGO, false, crps),
    ("error_people", &PEOPLE, true, error),
    ("error_dates", &DATES, true, error),
    ("error_cargo", &CARGO, true, error),
];

fn crps(row: &CheckRow) -> [Option<f64>; 4] {
    [row.crps, row.crps_plan, row.crps_line, row.crps_seats]
}

fn error(row: &CheckRow) -> [Option<f64>; 4] {
    [row.error, row.error_plan, row.error_line, row.error_seats]
}

const PEOPLE: [&str; 2] = ["gone", "present"];
const CARGO: [&str; 4] = ["cargo_out", "cargo_disposed", "cargo_gone", "percent_gone"];
const DATES: [&str; 2] = ["vacated", "ended"];

impl Material<'_> {
    /// Rows that have a figure, in the order of the table.
    pub(super) fn scores(&self, checks: &[CheckRow]) -> Vec<ScoreRow> {
        let mut rows: Vec<ScoreRow> = MEANS.iter().filter_map(|mean| self.mean(checks, mean)).collect();
        rows.extend(self.energy(checks, "energy_people", &PEOPLE));
        rows.extend(self.energy(checks, "energy_cargo", &CARGO));
        rows.extend(self.inside(checks));
        rows
    }

    fn mean(&self, checks: &[CheckRow], &(score, quantities, spoken_of, of): &Mean) -> Option<ScoreRow> {
        let is_meant = |row: &&CheckRow| quantities.contains(&row.quantity) && has_baselines(row) == spoken_of;
        let rows: Vec<&CheckRow> = scored(checks).filter(|row| row.crps.is_some()).filter(is_meant).collect();
        let mean = |forecast: usize| {
            let all: Option<Vec<f64>> = rows.iter().map(|row| of(row)[forecast]).collect();
            all.map(|all| all.iter().sum::<f64>() / rows.len() as f64)
        };
        (!rows.is_empty()).then(|| ScoreRow {
            drawdown: mean(0),
            plan: mean(1),
            line: mean(2),
            seats: mean(3),
            ..row(score, rows.len(), self.ensemble.n)
        })
    }

    /// The energy score of the curve through figures of these quantities.
    fn energy(&self, checks: &[CheckRow], score: &'static str, quantities: &[&str]) -> Option<ScoreRow> {
        let sample = self.studies.sample.as_ref().filter(|sample| sample.n > 0)?;
        let is_meant = |row: &CheckRow| quantities.contains(&row.quantity) && has_baselines(row) && row.crps.is_some();
        let figures = positions(checks, is_meant);
        let y: Vec<f64> = figures.iter().map(|&at| self.figure(at).map_or(0.0, |f| f.middle() as f64)).collect();
        let points = |value: &dyn Fn(usize, usize) -> Option<i64>| {
            let point = |replication| {
                let of = |&at: &usize| value(at, replication).map(|x| x as f64);
                figures.iter().map(of).collect::<Option<Vec<f64>>>()
            };
            energy::energy(&(0..sample.n).map(point).collect::<Option<Vec<_>>>()?, &y)
        };
        let baselines = self.baselines();
        // A baseline is reported like a replication: on its day, with its error.
        let baseline = |which: usize| {
            points(&|at, replication| {
                let reported = sample.figures[at][replication];
                let value = baselines.values(&self.watches[at], reported.day)[which]?;
                Some(i64::from(value) + reported.error)
            })
        };
        (!figures.is_empty()).then(|| ScoreRow {
            drawdown: points(&|at, replication| Some(sample.figures[at][replication].figure())),
            plan: baseline(0),
            line: baseline(1),
            seats: baseline(2),
            ..row(score, figures.len(), sample.n as u64)
        })
    }

    /// The number inside each band, with its reference distribution.
    fn inside(&self, checks: &[CheckRow]) -> Vec<ScoreRow> {
        let at = positions(checks, |row| row.inside_90.is_some());
        let figures: Vec<Figure> = at.iter().filter_map(|&at| self.figure(at)).collect();
        let laws: Vec<Law> = at.iter().map(|&at| self.law(at)).collect();
        let sample = self.studies.sample.as_ref().filter(|sample| sample.n > 0);
        let reported: Vec<Vec<i64>> = sample.map_or(vec![], |sample| at.iter().map(|&at| sample.of(at)).collect());
        let reported: Vec<&[i64]> = reported.iter().map(Vec::as_slice).collect();
        let band = |&(score, tail): &(&'static str, f64)| {
            let count = inside(&laws, &figures, tail);
            let reference = sample.map_or(vec![], |_| reference(&laws, &figures, &reported, tail));
            let quantile = |level| Counted { counts: &reference, error: 0 }.quantile(level).map(|n| n as u64);
            ScoreRow {
                drawdown: Some(count as f64),
                reference_p05: quantile(Level::P05),
                reference_p50: quantile(Level::P50),
                reference_p95: quantile(Level::P95),
                reference_mean: mean(&reference),
                p_value: p_value(&reference, count, self.tie(score)),
                ..row(score, figures.len(), sample.map_or(0, |sample| sample.n as u64))
            }
        };
        if figures.is_empty() { vec![] } else { BANDS.iter().map(band).collect() }
    }

    /// Both ends of a published figure; `None` for a pure bound.
    pub(super) fn figure(&self, observation: usize) -> Option<Figure> {
        let value = self.scenario.observations[observation].value;
        Some(Figure { at_least: value.at_least?, at_most: value.at_most? })
    }

    fn law(&self, observation: usize) -> Law {
        let error = self.scenario.observations[observation].error;
        Law::new(&Counted { counts: &self.ensemble.observed[observation], error })
    }

    fn tie(&self, score: &str) -> f64 {
        streams::level(Streams::new(self.seed, 0, 0).bits(Purpose::TiePoint, streams::owner("score", score), 0))
    }
}

/// The mean of a distribution given by how often 0, 1, … came.
fn mean(counts: &[u64]) -> Option<f64> {
    let n: u64 = counts.iter().sum();
    let sum: u64 = (0..).zip(counts).map(|(value, count)| value * count).sum();
    (n > 0).then(|| sum as f64 / n as f64)
}

fn row(score: &'static str, figures: usize, replications: u64) -> ScoreRow {
    ScoreRow {
        score,
        figures: figures as u64,
        drawdown: None,
        plan: None,
        line: None,
        seats: None,
        reference_p05: None,
        reference_p50: None,
        reference_p95: None,
        reference_mean: None,
        p_value: None,
        replications,
    }
}

fn scored(checks: &[CheckRow]) -> impl Iterator<Item = &CheckRow> {
    checks.iter().filter(|row| row.role == "score")
}

/// Which observations are scored and meant.
pub(super) fn positions(checks: &[CheckRow], is_meant: impl Fn(&CheckRow) -> bool) -> Vec<usize> {
    let all = checks.iter().enumerate();
    all.filter(|(_, row)| row.role == "score" && is_meant(row)).map(|(at, _)| at).collect()
}

/// Whether every baseline speaks of this figure that speaks of such things at all.
fn has_baselines(row: &CheckRow) -> bool {
    let curves = row.crps_line.is_some() && row.crps_seats.is_some();
    row.crps_plan.is_some() && (curves || !(PEOPLE.contains(&row.quantity) || CARGO.contains(&row.quantity)))
}
