//! The ground of a map: the countries around some places, in the units of a drawing.
//!
//! A [`Ground`] is made for a drawing of a certain width and height. It knows nothing of a mission but where its
//! sites are, and of colours nothing at all.

mod lines;
mod outlines;
mod projection;

pub use lines::{Frame, Point};

use lines::{area, borders, clipped, simplified, within};
use outlines::{Country, Part, World, world};
use projection::{Projection, extent};

use crate::results::Map;

/// The least that a map shows, however near its sites stand: with less, outlines are coarser than a pen.
const LEAST_KM: f64 = 160.0;
/// So much of the width and of the height is left free on either side of the sites.
const MARGIN: f64 = 0.13;
/// Outlines may be off by so many units.
const TOLERANCE: f64 = 0.35;
/// Countries without a point nearer than this are left out. No country is so large that a map inside
/// it would see nothing of its border.
const NEAR_DEGREES: f64 = 45.0;
/// Outlines go on outside the frame, so that the pen along a cut edge is not seen.
const BEYOND: f64 = 4.0;

/// What lies under the sites of a map.
#[derive(Clone, Debug)]
pub struct Ground {
    pub width: f64,
    pub height: f64,
    /// Those in the frame, the largest there first, so that an enclave comes after what surrounds it.
    pub countries: Vec<Outline>,
    pub km_per_unit: f64,
    projection: Projection,
}

/// A country, as far as it lies in the frame.
#[derive(Clone, Debug)]
pub struct Outline {
    pub name: &'static str,
    /// Of all countries it has the most sites.
    pub own: bool,
    /// The whole outline as path data of an SVG, to be filled by the rule `evenodd` and cut at the frame: a little
    /// of it lies outside.
    pub path: String,
    /// Its areas, cut at the frame.
    pub rings: Vec<Vec<Point>>,
    /// Its borders and coasts, without the frame's own edges.
    pub borders: Vec<Vec<Point>>,
}

impl Ground {
    /// The ground for a drawing of this size; `None` without a place.
    pub fn of(map: &Map, width: f64, height: f64) -> Option<Self> {
        let places: Vec<(f64, f64)> = map.places.iter().map(|place| (place.lat, place.lon)).collect();
        if places.is_empty() || width < 1.0 || height < 1.0 {
            return None;
        }
        let projection = Projection::around(&places);
        let [x0, x1, y0, y1] = extent(places.iter().map(|&(lat, lon)| projection.forward(lat, lon)));
        // From the centre on, as near a pole the middle of the extent cannot be had on all sides.
        let (across, up) = (x1.max(-x0) / (width * (0.5 - MARGIN)), y1.max(-y0) / (height * (0.5 - MARGIN)));
        let km_per_unit = across.max(up).max(LEAST_KM / width.min(height));
        let mut ground = Self { width, height, countries: vec![], km_per_unit, projection };
        ground.countries = ground.outlines(world(), &places);
        Some(ground)
    }

    /// Where a place (degrees north, degrees east) is on the drawing.
    pub fn place(&self, lat: f64, lon: f64) -> Point {
        let (east, north) = self.projection.forward(lat, lon);
        (self.width / 2.0 + east / self.km_per_unit, self.height / 2.0 - north / self.km_per_unit)
    }

    pub fn frame(&self) -> Frame {
        Frame { x0: 0.0, y0: 0.0, x1: self.width, y1: self.height }
    }

    /// A round number of kilometres, and how long that is on the drawing: at most a quarter of its width.
    pub fn scale_bar(&self) -> (u32, f64) {
        let most = self.km_per_unit * self.width / 4.0;
        let tens = 10_f64.powf(most.log10().floor());
        let km = [5.0, 2.0, 1.0].into_iter().map(|n| n * tens).find(|&km| km <= most).unwrap_or(tens).max(1.0);
        (km as u32, km / self.km_per_unit)
    }

    fn outlines(&self, world: &World, places: &[(f64, f64)]) -> Vec<Outline> {
        let sites: Vec<Point> = places.iter().map(|&(lat, lon)| self.place(lat, lon)).collect();
        let mut arcs = Arcs { world, ground: self, drawn: vec![None; world.arcs.len()] };
        let mut own = (0, None);
        let mut found = Vec::new();
        for country in &world.countries {
            let rings = arcs.rings(country);
            let cut = |frame: &Frame| -> Vec<Vec<Point>> {
                rings.iter().map(|ring| clipped(ring, frame)).filter(|ring| area(ring) > 0.01).collect()
            };
            let shown = cut(&self.frame());
            if shown.is_empty() {
                continue;
            }
            let here = sites.iter().filter(|&&site| within(site, &rings)).count();
            if here > own.0 {
                own = (here, Some(country.name));
            }
            let borders = shown.iter().flat_map(|ring| borders(ring, &self.frame())).collect();
            let path = path(&cut(&self.frame().grown(BEYOND)));
            found.push(Outline { name: country.name, own: false, path, rings: shown, borders });
        }
        for outline in &mut found {
            outline.own = Some(outline.name) == own.1;
        }
        let size = |outline: &Outline| outline.rings.iter().map(|ring| area(ring)).fold(0.0, f64::max);
        found.sort_by(|a, b| size(b).total_cmp(&size(a)));
        found
    }
}

impl Outline {
    /// The middle of a box of this size inside the country and the frame, off the boxes of `avoid`; the place
    /// farthest from all borders. `None` where there is no room.
    pub fn room(&self, width: f64, height: f64, frame: &Frame, avoid: &[Frame]) -> Option<Point> {
        const STEPS: u32 = 48;
        let (dx, dy) = (width / 2.0, height / 2.0);
        let at = |i: u32, from: f64, to: f64| from + (to - from) * f64::from(i) / f64::from(STEPS);
        let mut best: Option<(f64, Point)> = None;
        for (i, j) in (0..=STEPS).flat_map(|i| (0..=STEPS).map(move |j| (i, j))) {
            let middle =
                (at(i, frame.x0 + dx + 2.0, frame.x1 - dx - 2.0), at(j, frame.y0 + dy + 2.0, frame.y1 - dy - 2.0));
            let place = Frame { x0: middle.0 - dx, y0: middle.1 - dy, x1: middle.0 + dx, y1: middle.1 + dy };
            let outside = place.x0 < frame.x0 || place.x1 > frame.x1 || place.y0 < frame.y0 || place.y1 > frame.y1;
            if outside || avoid.iter().any(|other| other.meets(&place)) || !self.covers(&place) {
                continue;
            }
            let clearance = self.clearance(&place).min(edge(&place, frame));
            if best.is_none_or(|(most, _)| clearance > most) {
                best = Some((clearance, middle));
            }
        }
        best.map(|(_, middle)| middle)
    }

    fn covers(&self, place: &Frame) -> bool {
        let middle = ((place.x0 + place.x1) / 2.0, (place.y0 + place.y1) / 2.0);
        let xs = [place.x0, (place.x0 + middle.0) / 2.0, middle.0, (place.x1 + middle.0) / 2.0, place.x1];
        xs.iter().all(|&x| [place.y0, middle.1, place.y1].iter().all(|&y| within((x, y), &self.rings)))
    }

    /// How far the nearest border is from a box.
    fn clearance(&self, place: &Frame) -> f64 {
        let off = |(x, y): &Point| {
            let (dx, dy) = ((place.x0 - x).max(x - place.x1).max(0.0), (place.y0 - y).max(y - place.y1).max(0.0));
            dx.hypot(dy)
        };
        self.borders.iter().flatten().map(off).fold(f64::INFINITY, f64::min)
    }
}

/// How far a box is from the edge of the frame around it.
fn edge(place: &Frame, frame: &Frame) -> f64 {
    (place.x0 - frame.x0).min(frame.x1 - place.x1).min(place.y0 - frame.y0).min(frame.y1 - place.y1)
}

/// The arcs of the world on a drawing, each drawn when it is first asked for.
struct Arcs<'a> {
    world: &'a World,
    ground: &'a Ground,
    drawn: Vec<Option<Vec<Point>>>,
}

impl Arcs<'_> {
    /// The rings of a country that come near.
    fn rings(&mut self, country: &Country) -> Vec<Vec<Point>> {
        let near = country.rings.iter().filter(|ring| self.comes_near(ring));
        near.cloned().collect::<Vec<_>>().iter().map(|ring| self.ring(ring)).collect()
    }

    fn comes_near(&self, ring: &[Part]) -> bool {
        let least = NEAR_DEGREES.to_radians().cos();
        let near = |&(lon, lat): &(f64, f64)| self.ground.projection.nearness(lat, lon) > least;
        ring.iter().any(|part| self.world.arcs[part.arc].iter().any(near))
    }

    fn ring(&mut self, parts: &[Part]) -> Vec<Point> {
        let mut ring = Vec::new();
        for part in parts {
            let arc = self.arc(part.arc);
            // The last point of a part is the first of the next.
            let n = arc.len() - 1;
            match part.backwards {
                true => ring.extend(arc[1..].iter().rev()),
                false => ring.extend(&arc[..n]),
            }
        }
        ring
    }

    fn arc(&mut self, index: usize) -> &[Point] {
        let (world, ground) = (self.world, self.ground);
        self.drawn[index].get_or_insert_with(|| {
            let points = dense(&world.arcs[index]).map(|(lon, lat)| ground.place(lat, lon)).collect::<Vec<_>>();
            simplified(&points, TOLERANCE)
        })
    }
}

/// With points at most a degree apart: a border along a parallel is bent on paper.
fn dense(arc: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    let between = arc.windows(2).flat_map(|pair| {
        let ((lon, lat), (to_lon, to_lat)) = (pair[0], pair[1]);
        // Across the date line the short way.
        let east = (to_lon - lon + 180.0).rem_euclid(360.0) - 180.0;
        let steps = east.abs().max((to_lat - lat).abs()).ceil().max(1.0);
        (0..steps as u32).map(move |i| {
            let share = f64::from(i) / steps;
            (lon + share * east, lat + share * (to_lat - lat))
        })
    });
    between.chain(arc.last().copied())
}

/// Path data of an SVG, to a tenth of a unit.
fn path(rings: &[Vec<Point>]) -> String {
    let mut path = String::new();
    for ring in rings {
        for (i, (x, y)) in ring.iter().enumerate() {
            let command = if i == 0 { 'M' } else { 'L' };
            path += &format!("{command}{:.1} {:.1}", x + 0.0, y + 0.0);
        }
        path.push('Z');
    }
    path
}

#[cfg(test)]
mod tests;
