//! Where everything is.

use crate::results::{Map, Place, Way};
use crate::scenario::{Position, Scenario, Site};
use crate::summary::Material;

impl Material<'_> {
    pub(super) fn map(&self) -> Map {
        map(self.scenario)
    }
}

/// The places and ways of a scenario.
pub fn map(scenario: &Scenario) -> Map {
    let placed: Vec<(&Site, Position)> =
        scenario.sites.iter().filter_map(|site| site.position.map(|position| (site, position))).collect();
    let index = |id: &str| placed.iter().position(|(site, _)| site.id == id);
    let leads_to = |id: &str| scenario.sites.iter().flat_map(|site| &site.lanes).any(|lane| lane.to == id);
    let place = |(site, position): &(&Site, Position)| Place {
        site: site.id.clone(),
        name: site.name.clone(),
        lat: position.lat,
        lon: position.lon,
        gateway: scenario.gateways.iter().any(|gateway| gateway.id == site.id),
        hub: leads_to(&site.id),
        kept: site.keep > 0,
    };
    let ways = placed.iter().enumerate().flat_map(|(from, (site, _))| {
        let way =
            move |lane: &crate::scenario::Lane| index(&lane.to).map(|to| Way { from, to, mode: lane.mode.name() });
        site.lanes.iter().filter_map(way)
    });
    let nameless = scenario.sites.iter().filter(|site| site.position.is_none());
    Map {
        places: placed.iter().map(place).collect(),
        lanes: ways.collect(),
        without_position: nameless.map(|site| site.name.clone()).collect(),
    }
}
