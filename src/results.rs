//! The named tables of a run: plain data, with names and dates.
//!
//! Everything that is written, drawn or printed is read from here, so that no
//! statistic is computed twice. An empty date means "not within the horizon".

use jiff::civil::Date;
use serde::Serialize;

mod compare;
mod explain;
mod map;
mod plan;
mod record;
mod trust;

pub use compare::*;
pub use explain::*;
pub use map::*;
pub use plan::*;
pub use record::*;
pub use trust::*;

/// All tables of one run.
#[derive(Clone, Debug)]
pub struct Results {
    pub about: About,
    pub strength: Vec<StrengthRow>,
    pub sites: Vec<SiteRow>,
    pub milestones: Vec<MilestoneRow>,
    pub contingents: Vec<ContingentRow>,
    pub waiting: Vec<WaitingRow>,
    pub places: Vec<PlaceRow>,
    pub lift: Vec<LiftRow>,
    pub checks: Vec<CheckRow>,
    pub scores: Vec<ScoreRow>,
    pub increments: Vec<IncrementRow>,
    pub inputs: Vec<InputRow>,
    pub ledger: Vec<LedgerRow>,
    pub because: Vec<BecauseRow>,
    pub parts: Vec<PartRow>,
    pub tornado: Vec<TornadoRow>,
    pub criticality: Vec<CriticalityRow>,
    pub safe: Vec<SafeRow>,
    pub quality: Vec<QualityRow>,
    pub curves: Vec<CurveRow>,
    pub stages: Vec<StageRow>,
    pub map: Map,
    pub sources: Vec<SourceRow>,
}

impl Results {
    /// Tables without a row.
    pub fn empty(about: About) -> Self {
        Self {
            about,
            strength: vec![],
            sites: vec![],
            milestones: vec![],
            contingents: vec![],
            waiting: vec![],
            places: vec![],
            lift: vec![],
            checks: vec![],
            scores: vec![],
            increments: vec![],
            inputs: vec![],
            ledger: vec![],
            because: vec![],
            parts: vec![],
            tornado: vec![],
            criticality: vec![],
            safe: vec![],
            quality: vec![],
            curves: vec![],
            stages: vec![],
            map: Map::default(),
            sources: vec![],
        }
    }
}

/// What was run.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// What a unit of cargo is called, in the plural.
    pub cargo_unit: String,
    /// Sites that are closed or handed to another force, and people who go over to one: a line each.
    pub endings: Vec<String>,
    pub mission: String,
    /// The scenario file's name without folder and ending.
    pub scenario: String,
    pub version: String,
    pub seed: u64,
    pub replications: u64,
    /// First 12 hexadecimal digits of the SHA-256 of the composed scenario.
    pub hash: String,
    pub start: Date,
    pub as_of: Option<Date>,
    pub deadline: Date,
    pub horizon: Date,
    /// `off`, `surge` or `full`: of every table but `milestones`.
    pub policy: String,
    /// `forecast as of 28 August 2023` or `hindcast with known events`.
    pub heading: String,
    /// People at the start, local staff left out.
    pub strength: u32,
    /// Drivers of the scenario: without one there is no doubt about inputs to be computed.
    pub drivers: Vec<String>,
    /// The studies made beside the ensemble, each with its design, in words.
    pub studies: Vec<String>,
}

/// `strength.csv`: one day, component and quantity.
#[derive(Clone, Debug, Serialize)]
pub struct StrengthRow {
    pub date: Date,
    /// `military`, `police`, `civilian`, `local`, or `international` (the first three together).
    pub component: &'static str,
    /// `present`, `gone`; for `international` also `queued` and `on_road`.
    pub quantity: &'static str,
    /// The reference replication: the plan's own curve.
    pub plan: u32,
    pub mean: f64,
    pub p02_5: u32,
    pub p05: u32,
    pub p10: u32,
    pub p25: u32,
    pub p50: u32,
    pub p75: u32,
    pub p90: u32,
    pub p95: u32,
    pub p97_5: u32,
    /// Width of the histogram's bins, people: quantiles are the upper end of a bin.
    pub bin_width: u32,
}

/// `sites.csv`: one site.
#[derive(Clone, Debug, Serialize)]
pub struct SiteRow {
    pub site: String,
    pub name: String,
    /// `close`, else `close_by`, of the scenario.
    pub planned: Option<Date>,
    /// In the reference replication.
    pub plan_vacated: Option<Date>,
    /// Kept for the liquidation in the scenario.
    pub kept: bool,
    /// Ended on or before `as_of`: an input.
    pub imposed: bool,
    pub vacated_p05: Option<Date>,
    pub vacated_p10: Option<Date>,
    pub vacated_p25: Option<Date>,
    pub vacated_p50: Option<Date>,
    pub vacated_p75: Option<Date>,
    pub vacated_p80: Option<Date>,
    pub vacated_p90: Option<Date>,
    pub vacated_p95: Option<Date>,
    pub vacated_share: f64,
    pub ended_p10: Option<Date>,
    pub ended_p50: Option<Date>,
    pub ended_p80: Option<Date>,
    pub ended_p90: Option<Date>,
    pub ended_share: f64,
    /// Of all replications.
    pub handed_over_share: f64,
    /// Vacated − planned, days; where it is not vacated within the horizon (1 − `vacated_share`) the
    /// day after the horizon counts: a restricted mean.
    pub days_past_plan_restricted_mean: Option<f64>,
    /// Vacated on or before `planned`.
    pub by_plan: Option<f64>,
    /// Vacated on or before the deadline.
    pub by_deadline: f64,
    /// The share of replications in which it was the last to be vacated of the
    /// sites that are not kept then.
    pub last_share: f64,
    /// What its last people or cargo were most often waiting for before it was vacated.
    pub was_waiting_for: &'static str,
    /// In this share of the replications in which it was vacated.
    pub was_waiting_for_share: f64,
}

/// `milestones.csv`: one milestone under one policy.
#[derive(Clone, Debug, Serialize)]
pub struct MilestoneRow {
    pub milestone: String,
    pub kind: &'static str,
    pub share: f64,
    /// `off`, `surge` or `full`.
    pub policy: &'static str,
    /// Share of replications that reach it on or before the deadline.
    pub by_deadline: f64,
    /// Simulation error: 95 % Wilson interval, from the number of replications alone.
    pub by_deadline_low: f64,
    pub by_deadline_high: f64,
    /// Doubt about inputs: 90 % range over the drivers (`docs/doubt.md`). Without
    /// drivers both are `by_deadline`; empty with drivers and under 10,000 replications.
    pub by_deadline_inputs_low: Option<f64>,
    pub by_deadline_inputs_high: Option<f64>,
    /// Day in the reference replication.
    pub plan: Option<Date>,
    pub p10: Option<Date>,
    pub p50: Option<Date>,
    pub p80: Option<Date>,
    pub p90: Option<Date>,
    /// Simulation error of p80: 95 % interval from order statistics; empty where
    /// the horizon or too few replications leave that side open.
    pub p80_low: Option<Date>,
    pub p80_high: Option<Date>,
    /// Doubt about inputs: 90 % range of p80 over the drivers; empty where it lies
    /// beyond the horizon, or `by_deadline_inputs_low` is empty too.
    pub p80_inputs_low: Option<Date>,
    pub p80_inputs_high: Option<Date>,
    /// Share of replications that reach it within the horizon.
    pub finished_share: f64,
    /// p80 − plan, days.
    pub contingency_days: Option<i64>,
    /// What it comes to under this policy, the same for every milestone. The
    /// price of a policy is the difference from policy `off`.
    pub written_off_mean: f64,
    pub written_off_p50: u32,
    pub written_off_p90: u32,
    pub sites_left_without_handover_mean: f64,
    pub evacuated_mean: f64,
    /// Person-days under a regime or shock marked `threat`, from the first simulated day to the
    /// horizon, local staff left out: at sites, and on the road.
    pub exposed_at_sites_mean: f64,
    pub exposed_on_road_mean: f64,
    pub tail_mean: f64,
    pub tail_p90: u32,
    /// Share of replications that reach it on or before the deadline in force, which shocks may have
    /// moved in each; empty, and no column, where the scenario has no `postpone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_deadline_in_force: Option<f64>,
}

/// `contingents.csv`: one contingent.
#[derive(Clone, Debug, Serialize)]
pub struct ContingentRow {
    pub contingent: String,
    pub people: u32,
    pub half_p50: Option<Date>,
    pub half_p90: Option<Date>,
    pub nine_tenths_p50: Option<Date>,
    pub nine_tenths_p90: Option<Date>,
    pub all_p50: Option<Date>,
    pub all_p90: Option<Date>,
    pub all_home_by_deadline: f64,
    pub truckloads: u32,
    pub out_mean: f64,
    pub disposed_mean: f64,
    pub written_off_mean: f64,
    /// People of it still in the country at the end of the deadline day.
    pub rear_party_mean: f64,
    pub rear_party_p90: u32,
}

/// `waiting.csv`: one thing that a site with a planned date was waiting for, up to the day on which
/// it was vacated; where it is not within the horizon, up to the day after that (restricted).
///
/// The days lost are what the wait took less what it takes in the reference replication; the
/// row `the plan` is what that itself is late. The means of a site's rows sum to
/// `days_past_plan_restricted_mean` in `sites.csv`; in each replication they sum to vacated − planned.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingRow {
    pub site: String,
    /// `another site` where the wait was not at the site itself.
    pub was_waiting_for: &'static str,
    /// Where the wait was, and for what it was there.
    pub root_site: String,
    pub root: &'static str,
    /// Negative: gained.
    pub days_lost_restricted_mean: f64,
    pub days_lost_p10: i32,
    pub days_lost_p50: i32,
    pub days_lost_p90: i32,
    /// What the wait takes in the reference replication.
    pub plan_days: i32,
    /// What it took.
    pub days_restricted_mean: f64,
    /// Share of replications in which it took any.
    pub bound_share: f64,
    /// Share of replications in which the site was vacated within the horizon.
    pub vacated_share: f64,
}

/// `places.csv`: one site on one simulated day (in very large missions on every 7th, 28th, 56th …
/// day), at its end.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceRow {
    pub date: Date,
    /// The site's id; `(road)` for people in self-moves and cargo on trucks.
    pub site: String,
    /// People, unreleased and waiting there, local staff left out.
    pub people_mean: f64,
    pub people_p05: u32,
    pub people_p50: u32,
    pub people_p95: u32,
    /// Of the scenario; empty: unlimited.
    pub beds: Option<u32>,
    /// Share of replications with more people than beds; empty without beds.
    pub over_beds_share: Option<f64>,
    /// Truckloads: those that have not joined the queue, and those in it.
    pub cargo_mean: f64,
    pub cargo_p05: u32,
    pub cargo_p50: u32,
    pub cargo_p95: u32,
    /// People there while a regime or shock marked `threat` is in force, 0 in the other replications.
    pub exposed_mean: f64,
    /// Widths of the histograms' bins: quantiles are the upper end of a bin (where all replications
    /// lie in one, their mean), and 0 is a bin of its own. Means and shares are exact. Where the split of people is uncertain, a last bin
    /// holds what is hardly possible, and stands for all the people who could be there.
    pub people_bin_width: u32,
    pub cargo_bin_width: u32,
}

/// `lift.csv`: what one source of lift had, gave and lacked in one week.
///
/// In seats (`seats` of a gateway's exits, `air_seats` or `water_seats` of a lane), truckloads (`room` of a
/// gateway's exits, `air_room` or `water_room` of a lane) or truck-days (`trucks` of a pool). For seats and room, used + idle + refused
/// = offered + added, but for the credit of at most one departure of each exit that is saved up.
#[derive(Clone, Debug, Serialize)]
pub struct LiftRow {
    /// Its first day; weeks are counted from the first simulated day.
    pub week: Date,
    /// How many simulated days: 7, less in the last week, more (14, 28, …) in very large missions.
    pub days: u32,
    /// `seats`, `room`, `air_seats`, `water_seats`, `air_room`, `water_room`, `trucks`.
    pub kind: &'static str,
    /// The gateway's id, the lane's name, the pool's id.
    pub resource: String,
    /// What the timetable has: table × seasons; trucks of the pool × days.
    pub offered_mean: f64,
    /// What drivers, regimes, shocks and the surge add to it, on days on which they do.
    pub added_mean: f64,
    /// Used, and wanted beside: people or truckloads that stood ready when the week ended;
    /// for trucks, truckload-days with permission and without a truck.
    pub needed_mean: f64,
    /// People who left, truckloads that left, truck-days away.
    pub used_mean: f64,
    /// Seats that left empty or that nobody asked for; truck-days at the hub.
    pub idle_mean: f64,
    /// Seats of the timetable that drivers, regimes, shocks, cancellations and permissions took
    /// away; for trucks, truckload-days that waited for a lift's permission.
    pub refused_mean: f64,
    /// Share of replications in which more was needed than used.
    pub short_share: f64,
}
