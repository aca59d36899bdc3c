//! The tables of a comparison: scenarios side by side under the same luck.

use serde::Serialize;

use crate::results::Results;

/// A base scenario, the others, and what is different, replication by replication.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub base: Results,
    pub others: Vec<Results>,
    /// Replications that were paired: the first of the ensemble, 10,000 at most.
    pub pairs: u64,
    pub differences: Vec<DifferenceRow>,
    pub distribution: Vec<DistributionRow>,
    /// What a reader must know: other missions, deadlines or horizons, and how they were dealt with.
    pub notes: Vec<String>,
}

/// `differences.csv`: one quantity of one scenario beside the base. A change is other − base.
///
/// For dates, numbers are days: `mean` is restricted (never counts as the day after the horizon) and is
/// counted from the mission's start; P50 and P80 are also days from the start and empty beyond the horizon.
#[derive(Clone, Debug, Serialize)]
pub struct DifferenceRow {
    pub scenario: String,
    pub base: String,
    /// `milestone`, `site` (vacated), `contingent` (all home), `price`.
    pub quantity: &'static str,
    /// The milestone, site or contingent; of a price `written_off`, `sites_left_without_handover`, `evacuated`, `tail`.
    pub id: String,
    /// `off`, `surge`, `full`: of sites and contingents that of the policy as written.
    pub policy: &'static str,
    /// `days`, `truckloads`, `sites`, `people`.
    pub unit: &'static str,
    pub mean_base: f64,
    pub mean_other: f64,
    pub mean_change: f64,
    /// Simulation error of every change: a 95 % interval.
    pub mean_change_low: f64,
    pub mean_change_high: f64,
    pub p50_base: Option<i64>,
    pub p50_other: Option<i64>,
    pub p50_change: Option<i64>,
    pub p50_change_low: Option<i64>,
    pub p50_change_high: Option<i64>,
    pub p80_base: Option<i64>,
    pub p80_other: Option<i64>,
    pub p80_change: Option<i64>,
    pub p80_change_low: Option<i64>,
    pub p80_change_high: Option<i64>,
    /// Share by the deadline (each scenario's own); of a price the share with none of it.
    pub probability_base: f64,
    pub probability_other: f64,
    pub probability_change: f64,
    pub probability_change_low: f64,
    pub probability_change_high: f64,
    /// Under the same luck: P(other earlier or less), P(same), P(other later or more); they sum to 1. Two that
    /// never come within the horizon are the same.
    pub earlier: f64,
    pub same: f64,
    pub later: f64,
    /// The same if each scenario had luck of its own.
    pub independent_earlier: f64,
    pub independent_same: f64,
    pub independent_later: f64,
    /// Of the mean (of days, truckloads and so on): variance of the paired difference over the sum of the two
    /// variances; empty where nothing varies.
    pub variance_ratio: Option<f64>,
    pub variance_ratio_low: Option<f64>,
    pub variance_ratio_high: Option<f64>,
    /// The same ratio of the probability, which is that of its own change; empty where no probability varies.
    pub probability_variance_ratio: Option<f64>,
    /// Pairs of replications.
    pub replications: u64,
}

/// `distribution.csv`: how often the paired difference of a milestone was so many days.
#[derive(Clone, Debug, Serialize)]
pub struct DistributionRow {
    pub scenario: String,
    pub milestone: String,
    pub policy: &'static str,
    /// Other − base, days. Where one of the two does not come within the horizon it counts as the day after.
    pub days: i64,
    pub share: f64,
    /// Part of `share` in which one of the two did not come within the horizon: at least so many days.
    pub censored_share: f64,
}
