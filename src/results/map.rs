//! Where everything is, and in what state it is on each day: what a map is drawn from.

use jiff::civil::Date;
use serde::Serialize;

/// The places and ways of a mission. Without a position for every site there is no map.
#[derive(Clone, Debug, Default)]
pub struct Map {
    pub places: Vec<Place>,
    pub lanes: Vec<Way>,
    /// Sites of the scenario without a position: their names.
    pub without_position: Vec<String>,
}

/// A site on the map.
#[derive(Clone, Debug)]
pub struct Place {
    pub site: String,
    pub name: String,
    /// Degrees north and east.
    pub lat: f64,
    pub lon: f64,
    pub gateway: bool,
    /// Others withdraw to it.
    pub hub: bool,
    pub kept: bool,
}

/// A lane between two places, as indices of [`Map::places`].
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub from: usize,
    pub to: usize,
    /// `road` or `air`.
    pub mode: &'static str,
}

/// `stages.csv`: how far one site is at the end of one day, under the policy as written. The shares sum to 1.
#[derive(Clone, Debug, Serialize)]
pub struct StageRow {
    pub date: Date,
    pub site: String,
    /// Shares of replications: not yet begun to close; preparing, withdrawing or evacuating; vacated and not
    /// handed over; ended, handed over or not.
    pub operating_share: f64,
    pub closing_share: f64,
    pub vacated_share: f64,
    pub ended_share: f64,
    /// The stage with the largest share; of equal ones the earliest.
    pub stage: &'static str,
}
