//! What would change the answer: studies that run the mission again with something in it held or moved.
//!
//! Every row pairs replications under the same random numbers, so that a
//! difference is the change itself and not two lots of luck. Tables of a study
//! that was not asked for are empty, and are not written.

use jiff::civil::Date;
use serde::Serialize;

/// `because.csv`: what one uncertainty takes, found by removing it and running again.
///
/// "Without" it is set to its declared neutral; a change is without − with. The headline milestone is meant.
#[derive(Clone, Debug, Serialize)]
pub struct BecauseRow {
    /// `driver`, `regime`, `shock`, `delay`.
    pub kind: &'static str,
    /// Its id in the scenario; of delays the kind, such as `clearance`.
    pub id: String,
    /// What it is set to, in words: `its planned value 1.00`, `open`, `never`, `its planned value`.
    pub neutral: String,
    /// P(deadline), policy off.
    pub by_deadline: f64,
    pub by_deadline_without: f64,
    pub by_deadline_change: f64,
    /// Simulation error: a 95 % interval.
    pub by_deadline_change_low: f64,
    pub by_deadline_change_high: f64,
    /// The date that holds with 80 %, policy off; empty: after the horizon.
    pub p80: Option<Date>,
    pub p80_without: Option<Date>,
    /// Days; empty where one of the two lies after the horizon.
    pub p80_change_days: Option<i64>,
    pub p80_change_days_low: Option<i64>,
    pub p80_change_days_high: Option<i64>,
    /// Truckloads written off under the policy as written.
    pub written_off_mean: f64,
    pub written_off_without_mean: f64,
    pub written_off_change_mean: f64,
    pub written_off_change_low_mean: f64,
    pub written_off_change_high_mean: f64,
    /// Pairs of replications.
    pub replications: u64,
}

/// `parts.csv`: the effect of removing everything, split over named groups so that the parts add up (Shapley 1953).
#[derive(Clone, Debug, Serialize)]
pub struct PartRow {
    pub group: String,
    /// What is in it: `driver:host-cooperation`, `regime:flights`, `delay:clearance`, separated by spaces.
    pub members: String,
    /// `by_deadline` (policy off, a share), `p80_days` (policy off, days, restricted to the horizon + 1),
    /// `written_off` (truckloads, policy as written).
    pub quantity: &'static str,
    /// Its part of the change that removing all groups makes (without − with).
    pub part: f64,
    /// Simulation error: a 95 % interval. With sampled orders that of the orders is in it.
    pub part_low: f64,
    pub part_high: f64,
    /// The change that removing all groups makes: the sum of the parts.
    pub total: f64,
    /// `exact`, or `sampled` with the number of orders.
    pub method: String,
    pub replications: u64,
}

/// `tornado.csv`: the headline with one driver held at its P10 and at its P90, policy off.
#[derive(Clone, Debug, Serialize)]
pub struct TornadoRow {
    pub driver: String,
    /// What a larger factor makes larger: `delay.clearance exits`, separated by spaces.
    pub multiplies: String,
    /// The driver's factor at these levels.
    pub factor_p10: f64,
    pub factor_p90: f64,
    /// The date that holds with 80 %: driver as drawn, at its P10, at its P90; empty: after the horizon.
    pub p80: Option<Date>,
    pub p80_at_p10: Option<Date>,
    pub p80_at_p90: Option<Date>,
    /// P80 at the driver's P90 less that at its P10, days, with simulation error (95 %); empty where one lies after the horizon.
    pub swing_days: Option<i64>,
    pub swing_days_low: Option<i64>,
    pub swing_days_high: Option<i64>,
    /// P(deadline).
    pub by_deadline: f64,
    pub by_deadline_at_p10: f64,
    pub by_deadline_at_p90: f64,
    pub replications: u64,
}

/// `criticality.csv`: how often something was the root of the last wait of a milestone, under the policy as written.
#[derive(Clone, Debug, Serialize)]
pub struct CriticalityRow {
    pub milestone: String,
    /// `site`, `trucks`, `escorts`, `exit`, `road`, `air lane`, `water lane`, `permission`, `shock`, `contingent`, `plan` and so on: what kind of thing it is.
    pub kind: &'static str,
    /// Its id: of a site, a truck pool, `gateway/exit`, a lane `site/to/mode`.
    pub resource: String,
    /// What the wait at the root was for, in the words of `waiting.csv`.
    pub root: &'static str,
    /// Of all replications; the rows of a milestone sum to 1.
    pub share: f64,
    /// Simulation error: 95 % Wilson interval.
    pub share_low: f64,
    pub share_high: f64,
}

/// `safe.csv`: the latest date that still leaves enough probability, found by a sweep under the same random numbers.
#[derive(Clone, Debug, Serialize)]
pub struct SafeRow {
    /// `site`: its `begin`; `permission`: the day on which a blocked regime opens.
    pub kind: &'static str,
    pub id: String,
    pub name: String,
    /// `site`: the site itself is vacated by the deadline and nothing of it written off; `mission`: everybody
    /// but those kept is out by the deadline and nothing at all is written off. Both without a policy.
    pub condition: &'static str,
    /// As the scenario has it; empty where it has none.
    pub planned: Option<Date>,
    /// P(condition) with the scenario as it is.
    pub share_as_planned: f64,
    /// The latest date tried at which P(condition) is at least `wanted`; empty: none does.
    pub latest: Option<Date>,
    pub share_at_latest: Option<f64>,
    /// Simulation error at `latest`: 95 % Wilson interval.
    pub share_at_latest_low: Option<f64>,
    pub share_at_latest_high: Option<f64>,
    /// The best probability that any date gives, and the latest date that gives it.
    pub best: f64,
    pub best_date: Date,
    /// The dates between which was looked.
    pub from: Date,
    pub to: Date,
    pub wanted: f64,
    pub replications: u64,
}
