//! Who and what is where, day by day, against the beds.

use crate::ensemble::{Bins, PlacesOnADay};
use crate::results::PlaceRow;
use crate::stats::{self, Level};
use crate::summary::Material;

/// The least, the levels of the table, the most.
const LEVELS: [Level; 5] = [Level(0, 1), Level::P05, Level::P50, Level::P95, Level(1, 1)];

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
        let (site, sums) = (self.model.sites.get(place), on.sums[place]);
        let [people_p05, people_p50, people_p95] = self.quantiles_of_place(on, &people, self.share(sums.people as u64));
        let [cargo_p05, cargo_p50, cargo_p95] = self.quantiles_of_place(on, &cargo, self.share(sums.cargo as u64));
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

    /// The upper ends of bins; where all replications lie in one bin, their mean, which is exact.
    fn quantiles_of_place(&self, on: &PlacesOnADay, bins: &Bins, mean: f64) -> [u32; 3] {
        let n = self.ensemble.n;
        let [least, p05, p50, p95, most] = stats::quantiles(on.row(bins, n), n, LEVELS);
        if least == most { [mean.round() as u32; 3] } else { [p05, p50, p95].map(|bin| bins.upper(bin)) }
    }
}
