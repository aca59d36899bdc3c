//! What says how far the other tables can be trusted: published figures, scores, inputs.

use jiff::civil::Date;
use serde::Serialize;

/// `checks.csv`: one published figure beside what was simulated.
///
/// Numbers of people or sites; for `vacated` and `ended` dates. All as text, so
/// that one column serves both.
#[derive(Clone, Debug, Serialize)]
pub struct CheckRow {
    pub observation: String,
    /// As the scenario says; `imposed` also for a figure of role `score` that an input fixes.
    pub role: &'static str,
    pub date: Date,
    /// Where the as-of date is doubtful: its last possible day.
    pub date_to: Option<Date>,
    pub quantity: &'static str,
    /// Of figures of cargo: its owner; empty for everybody's.
    pub people: String,
    pub site: String,
    pub at_least: String,
    pub at_most: String,
    /// Quantiles of the simulated quantity itself, without the figure's own error.
    pub p05: String,
    pub p25: String,
    pub p50: String,
    pub p75: String,
    pub p95: String,
    /// F(at least − 1) and F(at most) of what would be reported; empty for pure bounds.
    pub pit_low: Option<f64>,
    pub pit_high: Option<f64>,
    /// Whether the PIT pair meets 0.05..0.95.
    pub inside_90: Option<bool>,
    /// As `inside_90`, of the 99 % band.
    pub inside_99: Option<bool>,
    /// For a pure bound: the probability that it holds.
    pub bound_holds: Option<f64>,
    /// In the unit of the quantity; only where the interval is narrow.
    pub crps: Option<f64>,
    /// One keyed point, uniform between `pit_low` and `pit_high`: for histograms.
    pub pit: Option<f64>,
    /// What the baselines say: the plan, a straight line, seats alone.
    /// Over a doubtful date their median day's value; empty where they say nothing.
    pub plan: String,
    pub line: String,
    pub seats: String,
    /// The baselines' CRPS at the same figure: each is an ensemble of one.
    pub crps_plan: Option<f64>,
    pub crps_line: Option<f64>,
    pub crps_seats: Option<f64>,
    /// How far the median is from the middle of the figure: every forecast as one number.
    pub error: Option<f64>,
    pub error_plan: Option<f64>,
    pub error_line: Option<f64>,
    pub error_seats: Option<f64>,
    pub source: String,
    pub publisher: String,
    pub note: String,
}

/// `scores.csv`: one score over all figures of role `score` that it can take.
///
/// `crps_people`: mean CRPS of head counts of which all baselines speak, people;
/// `crps_people_other`: of those at one site or with local staff; `crps_sites`: of
/// numbers of sites; `crps_dates`: of dates of sites with a planned date, days;
/// `crps_dates_other`: of the others. `energy_people`: energy score of the curve
/// through the figures of `crps_people`, people. `inside_50`, `_80`, `_90`: figures
/// inside that band.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreRow {
    pub score: &'static str,
    /// How many figures.
    pub figures: u64,
    /// Of the ensemble; empty where it needs whole replications and there are none.
    pub drawdown: Option<f64>,
    /// Of the baselines, on the same figures.
    pub plan: Option<f64>,
    pub line: Option<f64>,
    pub seats: Option<f64>,
    /// Figures inside the band in missions that are drawn from the model itself.
    pub reference_p05: Option<u64>,
    pub reference_p50: Option<u64>,
    pub reference_p95: Option<u64>,
    pub reference_mean: Option<f64>,
    /// P(fewer inside) + a keyed uniform share of P(as many): small is suspicious.
    pub p_value: Option<f64>,
    /// The replications on which `drawdown` (of `inside`: the reference) rests.
    pub replications: u64,
}

/// `increments.csv`: what happened between two scored counts of the same thing
/// that follow one another.
#[derive(Clone, Debug, Serialize)]
pub struct IncrementRow {
    /// The two observations.
    pub from: String,
    pub to: String,
    /// Least and greatest difference that the two intervals allow.
    pub at_least: i64,
    pub at_most: i64,
    /// Quantiles of the simulated difference itself, without the figures' own errors.
    pub p05: i64,
    pub p50: i64,
    pub p95: i64,
    /// Shares of replications whose reported difference is below the least, and up to the greatest.
    pub pit_low: f64,
    pub pit_high: f64,
    /// Whether the PIT pair meets 0.05..0.95.
    pub inside_90: bool,
}

/// `inputs.csv`: one number of the scenario.
#[derive(Clone, Debug, Serialize)]
pub struct InputRow {
    pub input: String,
    pub value: String,
    pub basis: String,
    pub source: String,
    pub file: String,
    /// Whether it feeds a random draw that can vary; empty where that was not looked at.
    pub varies: Option<bool>,
    /// Shares of the variance of the headline, policy off, that come from *all*
    /// inputs of its basis together, so that they repeat from row to row: see
    /// [`LedgerRow`]. Empty where nothing varies.
    pub basis_deadline_share: Option<f64>,
    pub basis_deadline_share_se: Option<f64>,
    pub basis_deadline_total: Option<f64>,
    pub basis_last_vacated_share: Option<f64>,
    pub basis_last_vacated_share_se: Option<f64>,
    pub basis_last_vacated_total: Option<f64>,
}

/// `ledger.csv`: all inputs of one basis together.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerRow {
    pub basis: String,
    /// How many, and how many of them feed a random draw that can vary.
    pub inputs: usize,
    pub varying: usize,
    /// Share of the variance of "the headline milestone is reached by the deadline",
    /// policy off: decided by them alone (first-order; may come out slightly
    /// negative), with its standard error, and with its interactions (total).
    pub deadline_share: Option<f64>,
    pub deadline_share_se: Option<f64>,
    pub deadline_total: Option<f64>,
    pub deadline_total_se: Option<f64>,
    /// The same of "the last site that closes is vacated after the p80 of that day".
    pub last_vacated_share: Option<f64>,
    pub last_vacated_share_se: Option<f64>,
    pub last_vacated_total: Option<f64>,
    pub last_vacated_total_se: Option<f64>,
    /// Pairs of replications behind the shares.
    pub replications: u64,
}
