//! Who and what is where, day by day, against the beds.

use crate::ensemble::{Bins, PlacesOnADay};
use crate::results::PlaceRow;
use crate::stats::{self, Level};
use crate::summary::Material;

const LEVELS: [Level; 3] = [Level::P05, Level::P50, Level::P95];

/// The name of the row of those who are on no site.
pub(super) const ROAD: &str = "(road)";

impl Material<'_> {
    pub(super) fn places(&self) -> Vec<PlaceRow> {
        let places = 0..self.ensemble.places.people.len();
        let rows = |day: PlacesOnADay| places.clone().map(move |place| self.place_row(&day, place)).collect::<Vec<_>>();
        self.ensemble.places.by_day().flat_map(rows).collect()
    }

    fn place_row(&self, on: &PlacesOnADay, place: usize) -> PlaceRow {
        let (people, cargo) = (self.ensemble.places.people[place], self.ensemble.places.cargo[place]);
        let [people_p05, people_p50, people_p95] = self.quantiles_of_place(on, &people);
        let [cargo_p05, cargo_p50, cargo_p95] = self.quantiles_of_place(on, &cargo);
        let (site, sums) = (self.model.sites.get(place), on.sums[place]);
        PlaceRow {
            date: self.model.calendar.date(on.day),
            site: site.map_or(ROAD, |site| &site.id).into(),
            people_mean: self.share(sums.people as u64),
            people_p05,
            people_p50,
            people_p95,
            beds: site.and_then(|site| site.beds),
            over_beds_share: site.and_then(|site| site.beds).map(|_| self.share(sums.over_beds as u64)),
            cargo_mean: self.share(sums.cargo as u64),
            cargo_p05,
            cargo_p50,
            cargo_p95,
            exposed_mean: self.share(sums.exposed as u64),
            people_bin_width: 1 << people.shift,
            cargo_bin_width: 1 << cargo.shift,
        }
    }

    fn quantiles_of_place(&self, on: &PlacesOnADay, bins: &Bins) -> [u32; LEVELS.len()] {
        let n = self.ensemble.n;
        stats::quantiles(on.row(bins, n), n, LEVELS).map(|bin| bins.upper(bin))
    }
}
