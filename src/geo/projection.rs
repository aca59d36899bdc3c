//! From the globe to the plane: Lambert's azimuthal equal-area projection, centred on what is shown.
//!
//! It has no seam: places across the date line or around a pole are as near to each other on paper as on the
//! globe. At 1,000 km from the centre lengths are off by 0.3 %, so that one scale bar serves the whole map.
//! Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), formulas 24-2 to 24-4, 20-14 and 20-15.

/// Mean radius of the Earth.
const EARTH_KM: f64 = 6371.0;

/// Kilometres east and north of the centre.
pub(super) type Km = (f64, f64);

#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    /// Degrees east, and sine and cosine of the latitude.
    lon: f64,
    sin: f64,
    cos: f64,
}

impl Projection {
    /// Centred on the place (degrees north, degrees east).
    pub fn centred(lat: f64, lon: f64) -> Self {
        let (sin, cos) = lat.to_radians().sin_cos();
        Self { lon, sin, cos }
    }

    /// Centred on the middle of the extent of places (degrees north, degrees east).
    pub fn around(places: &[(f64, f64)]) -> Self {
        let sum =
            places.iter().map(|&place| on_sphere(place)).fold([0.0; 3], |s, p| [s[0] + p[0], s[1] + p[1], s[2] + p[2]]);
        let mut projection = match places.first() {
            // Places all round the globe have no middle: then the first is it.
            Some(&(lat, lon)) if sum.iter().all(|part| part.abs() < 1e-6) => Self::centred(lat, lon),
            _ => Self::centred(sum[2].atan2(sum[0].hypot(sum[1])).to_degrees(), sum[1].atan2(sum[0]).to_degrees()),
        };
        // The middle of the extent moves a little as the centre does.
        for _ in 0..3 {
            let [x0, x1, y0, y1] = extent(places.iter().map(|&(lat, lon)| projection.forward(lat, lon)));
            let (lat, lon) = projection.back(((x0 + x1) / 2.0, (y0 + y1) / 2.0));
            projection = Self::centred(lat, lon);
        }
        projection
    }

    /// Where a place is on the plane. What lies on the other half of the globe stands on its edge.
    pub fn forward(&self, lat: f64, lon: f64) -> Km {
        let (sin, cos) = lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = (lon - self.lon).to_radians().sin_cos();
        let (x, y) = (cos * sin_lon, self.cos * sin - self.sin * cos * cos_lon);
        let cos_distance = self.sin * sin + self.cos * cos * cos_lon;
        let scale = if cos_distance >= 0.0 {
            (2.0 / (1.0 + cos_distance)).sqrt()
        } else {
            // The direction stays; at 90 degrees the radius is √2.
            2.0_f64.sqrt() / x.hypot(y).max(1e-9)
        };
        (EARTH_KM * scale * x, EARTH_KM * scale * y)
    }

    /// The place (degrees north, degrees east) of a point on the plane.
    pub fn back(&self, (x, y): Km) -> (f64, f64) {
        let rho = x.hypot(y) / EARTH_KM;
        if rho < 1e-12 {
            return (self.sin.atan2(self.cos).to_degrees(), self.lon);
        }
        let (x, y) = (x / EARTH_KM / rho, y / EARTH_KM / rho);
        let (sin, cos) = (2.0 * (rho / 2.0).min(1.0).asin()).sin_cos();
        let lat = (cos * self.sin + y * sin * self.cos).clamp(-1.0, 1.0).asin();
        let lon = (x * sin).atan2(self.cos * cos - y * self.sin * sin);
        (lat.to_degrees(), self.lon + lon.to_degrees())
    }

    /// Cosine of the angle between the centre and a place, seen from the middle of the Earth.
    pub fn nearness(&self, lat: f64, lon: f64) -> f64 {
        let (sin, cos) = lat.to_radians().sin_cos();
        self.sin * sin + self.cos * cos * (lon - self.lon).to_radians().cos()
    }
}

/// Least and largest x, least and largest y.
pub(super) fn extent(points: impl Iterator<Item = Km>) -> [f64; 4] {
    let none = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
    points.fold(none, |e, (x, y)| [e[0].min(x), e[1].max(x), e[2].min(y), e[3].max(y)])
}

fn on_sphere((lat, lon): (f64, f64)) -> [f64; 3] {
    let ((sin, cos), (sin_lon, cos_lon)) = (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
    [cos * cos_lon, cos * sin_lon, sin]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: (f64, f64), b: (f64, f64), by: f64) -> bool {
        (a.0 - b.0).abs() < by && (a.1 - b.1).abs() < by
    }

    #[test]
    fn a_worked_example_of_the_textbook_comes_out() {
        // Snyder 1987, page 332: sphere of radius 3, centre 40° N 100° W, place 20° S 100° E: x = -4.2339303, y = 4.0257775.
        // (The place is on the other half of the globe: there the direction alone is kept.)
        let (x, y) = Projection::centred(40.0, -100.0).forward(-20.0, 100.0);
        assert!((x / y - -4.233_930_3 / 4.025_777_5).abs() < 1e-6, "{x} {y}");
    }

    #[test]
    fn distances_from_the_centre_are_chords_of_the_great_circle() {
        // One degree of a meridian is 6371 π / 180 = 111.19 km; the radius on paper is 2 R sin(c / 2).
        let (x, y) = Projection::centred(10.0, 20.0).forward(11.0, 20.0);
        assert!(x.abs() < 1e-9 && (y - 2.0 * 6371.0 * 0.5_f64.to_radians().sin()).abs() < 1e-9, "{x} {y}");
        // 1,000 km: off by 0.1 % along the way, by 0.3 % on both directions together.
        let c = 1000.0 / 6371.0;
        let (_, y) = Projection::centred(0.0, 0.0).forward(f64::to_degrees(c), 0.0);
        assert!((y / 1000.0 - 1.0).abs() < 0.002, "{y}");
    }

    #[test]
    fn there_and_back_again_is_the_same_place() {
        for (lat, lon) in [(0.0, 0.0), (17.0, -3.0), (-54.0, -36.5), (89.0, 10.0), (-12.0, 179.5)] {
            let projection = Projection::centred(lat, lon);
            for (dlat, dlon) in [(0.0, 0.0), (0.5, 0.5), (-0.9, 3.0), (-40.0, 20.0)] {
                let (lat, lon) = (f64::max(lat + dlat, -89.9), lon + dlon);
                let back = projection.back(projection.forward(lat, lon));
                let turns = ((back.1 - lon) / 360.0).round() * 360.0;
                assert!(near((back.0, back.1 - turns), (lat, lon), 1e-6), "{back:?} is not {lat} {lon}");
            }
        }
    }

    #[test]
    fn the_centre_of_places_across_the_date_line_lies_between_them() {
        let (lat, lon) = Projection::around(&[(-17.0, 178.0), (-17.0, -178.0)]).back((0.0, 0.0));
        assert!(near((lat, lon.rem_euclid(360.0)), (-17.0, 180.0), 0.02), "{lat} {lon}");
    }

    #[test]
    fn places_all_round_the_globe_have_a_centre_too() {
        for places in [vec![(0.0, 0.0), (0.0, 180.0)], vec![(90.0, 0.0), (-90.0, 0.0)], vec![(90.0, 0.0)]] {
            let projection = Projection::around(&places);
            assert!(places.iter().all(|&(lat, lon)| projection.forward(lat, lon).0.is_finite()));
        }
    }
}
