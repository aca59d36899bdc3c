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

impl Map {
    /// Every site has a place.
    pub fn is_whole(&self) -> bool {
        !self.places.is_empty() && self.without_position.is_empty()
    }

    /// Why there is no map, and what to do about it; `None` where there is one.
    pub fn why_none(&self) -> Option<String> {
        const NAMED: usize = 3;
        let names = self.without_position.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>();
        let more = match self.without_position.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let remedy = "give each site `position = { lat, lon }`";
        (!self.is_whole()).then(|| format!("no map: without a position {}{more}; {remedy}", names.join(", ")))
    }
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
    /// `road`, `air`, `river` or `sea`.
    pub mode: &'static str,
}

/// The stages of a site as `stages.csv` names them, in their order in time.
pub const STAGES: [&str; 4] = ["operating", "closing", "vacated", "ended"];

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
