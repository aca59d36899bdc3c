//! One map: the ground, the lanes, the sites, and their names where they fit.

use super::marks::{self, SURE, Stage};
use crate::geo::{Frame, Ground, Outline};
use crate::plot::canvas::Canvas;
use crate::plot::labels::{self, dense};
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, Point, Type, WHITE};
use crate::plot::text::{shorten, thousands};
use crate::results::Place;

const SEA: Colour = Colour(0xDD, 0xE7, 0xEE);
const OWN: Colour = Colour(0xFC, 0xFA, 0xF4);
const OTHERS: Colour = Colour(0xEA, 0xE9, 0xE5);
const BORDER: Colour = Colour(0xB4, 0xB1, 0xAA);
const EDGE: Colour = Colour(0x8C, 0x8C, 0x8C);
const COUNTRY: Type = Type::plain(10.0, GREY);
const SCALE: Type = Type::plain(10.0, INK).halo();
const DOUBT: Type = Type::plain(11.0, INK).bold().halo();
const LONGEST_NAME: f64 = 150.0;

/// One site on the day of the map.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub place: &'a Place,
    pub stage: Stage,
    /// Of replications in that stage.
    pub share: f64,
    /// People: lower end of the 90 % band, median, upper end.
    pub people: [u32; 3],
}

impl Seen<'_> {
    pub fn is_sure(&self) -> bool {
        self.share >= SURE
    }

    fn name(&self) -> &str {
        if self.place.name.trim().is_empty() { &self.place.site } else { &self.place.name }
    }
}

/// How much a map says, and how large its marks are.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// Radius of the site with the most people, and of one without.
    pub radius: (f64, f64),
    /// Names of sites and countries, and the scale bar.
    pub names: Option<Type>,
    /// People beside the names.
    pub numbers: bool,
}

pub(super) struct Panel<'a> {
    pub area: Area,
    pub ground: &'a Ground,
    pub sites: Vec<Seen<'a>>,
    pub lanes: Vec<(Point, Point, &'static str)>,
    /// People at the largest site on any day.
    pub most: u32,
    pub look: Look,
}

/// The radius of a site's mark: its area grows with the people there.
pub(super) fn radius(people: u32, most: u32, (largest, least): (f64, f64)) -> f64 {
    (largest * (f64::from(people) / f64::from(most.max(1))).sqrt()).max(least)
}

impl Panel<'_> {
    /// Draws the map; gives the number of sites whose name found no room.
    pub fn draw(&self, canvas: &mut Canvas) -> usize {
        self.land(canvas);
        for &(from, to, mode) in &self.lanes {
            marks::lane(canvas, self.on_page(from), self.on_page(to), mode);
        }
        let mut sites: Vec<&Seen> = self.sites.iter().collect();
        // Small ones lie on top of large ones.
        sites.sort_by_key(|site| std::cmp::Reverse(site.people[1]));
        for site in &sites {
            self.mark(canvas, site);
        }
        let Area { x0, y0, x1, y1 } = self.area;
        canvas.line(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], 0.9, EDGE);
        let Some(style) = self.look.names else {
            self.doubts(canvas);
            return 0;
        };
        self.scale_bar(canvas);
        let unnamed = sites.iter().filter(|site| !self.name(canvas, site, style)).count();
        self.countries(canvas);
        unnamed
    }

    fn on_page(&self, (x, y): Point) -> Point {
        (self.area.x0 + x, self.area.y0 + y)
    }

    fn at(&self, site: &Seen) -> Point {
        self.on_page(self.ground.place(site.place.lat, site.place.lon))
    }

    fn radius(&self, site: &Seen) -> f64 {
        radius(site.people[1], self.most, self.look.radius)
    }

    fn land(&self, canvas: &mut Canvas) {
        canvas.rect(self.area, SEA);
        for country in &self.ground.countries {
            for ring in &country.rings {
                canvas.fill(self.lines(ring), if country.own { OWN } else { OTHERS });
            }
        }
        for country in &self.ground.countries {
            for line in &country.borders {
                canvas.line(self.lines(line), if country.own { 1.1 } else { 0.7 }, BORDER);
            }
        }
    }

    fn lines(&self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|&point| self.on_page(point)).collect()
    }

    fn is_gateway(site: &Seen) -> bool {
        site.place.gateway && site.stage != Stage::Ended
    }

    /// The radius of all that is drawn of a site.
    fn reach(&self, site: &Seen) -> f64 {
        let radius = self.radius(site);
        if Self::is_gateway(site) { marks::ring(radius) + 1.2 } else { radius + 1.0 }
    }

    fn mark(&self, canvas: &mut Canvas, site: &Seen) {
        let (at, reach) = (self.at(site), self.reach(site));
        if Self::is_gateway(site) {
            marks::gateway(canvas, at, self.radius(site));
            let (x, y) = (at.0 - 0.7 * reach, at.1 - 0.7 * reach);
            canvas.reserve(Area { x0: x - 9.0, y0: y - 9.0, x1: x, y1: y });
        }
        site.stage.draw(canvas, at, self.radius(site), site.is_sure());
        canvas.reserve(Area::around(at, 0.9 * reach));
    }

    /// A question mark beside each site whose state is not sure, where there is room for it.
    fn doubts(&self, canvas: &mut Canvas) {
        for site in self.sites.iter().filter(|site| !site.is_sure()) {
            let ((x, y), reach) = (self.at(site), self.reach(site));
            let around = [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.2), (0.0, 1.2), (0.8, -0.9), (0.8, 0.9), (-0.8, 0.9)];
            let places: Vec<Point> = [5.0, 9.0]
                .iter()
                .flat_map(|gap| around.map(|(dx, dy)| (x + dx * (reach + gap), y + dy * (reach + gap))))
                .collect();
            let free = |at: &&Point| {
                let area = DOUBT.area("?", **at, Anchor::Middle);
                area.within(&self.area) && canvas.is_free(&area)
            };
            if let Some(&at) = places.iter().find(free) {
                canvas.text("?", at, Anchor::Middle, DOUBT);
            }
        }
    }

    /// The name of a site beside its mark; false where there is no room for it.
    fn name(&self, canvas: &mut Canvas, site: &Seen, style: Type) -> bool {
        let doubt = if site.is_sure() { "" } else { " ?" };
        let name = shorten(site.name(), LONGEST_NAME, style.size, style.bold) + doubt;
        let [p05, p50, p95] = site.people.map(|people| thousands(people.into()));
        let band = if p05 == p95 { p50.clone() } else { format!("{p50} ({p05}–{p95})") };
        let with_numbers = format!("{name}: {band}");
        let avoid: Vec<Point> = self
            .lanes
            .iter()
            .flat_map(|&(a, b, _)| dense(&[self.on_page(a), self.on_page(b)]).collect::<Vec<_>>())
            .collect();
        let ground = labels::Ground { frame: self.area.inset(3.0), avoid: &avoid };
        let at = self.at(site);
        let side =
            if at.0 > (self.area.x0 + self.area.x1) / 2.0 + 0.3 * (self.area.x1 - self.area.x0) { -1.0 } else { 1.0 };
        let mark = (at, self.reach(site));
        let numbers = self.look.numbers && site.people[2] > 0;
        (numbers && labels::beside_mark(canvas, mark, &with_numbers, style, &ground, side))
            || labels::beside_mark(canvas, mark, &name, style, &ground, side)
    }

    /// Names of countries where they fit, in capitals; the own one too.
    fn countries(&self, canvas: &mut Canvas) {
        for country in &self.ground.countries {
            let words = country.name.to_uppercase();
            let mut taken: Vec<Frame> = canvas.taken().iter().map(|area| self.in_frame(area)).collect();
            taken.extend(
                self.lanes.iter().flat_map(|&(from, to, _)| dense(&[from, to]).map(around).collect::<Vec<_>>()),
            );
            if let Some(at) = self.room(country, &words, &taken) {
                canvas.text(&words, self.on_page(at), Anchor::Middle, COUNTRY);
            }
        }
    }

    fn room(&self, country: &Outline, words: &str, taken: &[Frame]) -> Option<Point> {
        country.room(COUNTRY.width(words) + 8.0, COUNTRY.size + 8.0, &self.ground.frame(), taken)
    }

    fn in_frame(&self, area: &Area) -> Frame {
        let (dx, dy) = (self.area.x0, self.area.y0);
        Frame { x0: area.x0 - dx, y0: area.y0 - dy, x1: area.x1 - dx, y1: area.y1 - dy }
    }

    /// A round number of kilometres, at the lower left or, where a site stands there, at another corner.
    fn scale_bar(&self, canvas: &mut Canvas) {
        let (km, length) = self.ground.scale_bar();
        let words = format!("{} km", thousands(km.into()));
        let width = length + 6.0 + SCALE.width(&words);
        let Area { x0, y0, x1, y1 } = self.area;
        let corners = [
            (x0 + 10.0, y1 - 12.0),
            (x1 - 10.0 - width, y1 - 12.0),
            (x0 + 10.0, y0 + 12.0),
            (x1 - 10.0 - width, y0 + 12.0),
        ];
        let box_at = |(x, y): Point| Area { x0: x - 4.0, y0: y - 8.0, x1: x + width + 4.0, y1: y + 8.0 };
        let (x, y) = corners.into_iter().find(|&corner| canvas.is_free(&box_at(corner))).unwrap_or(corners[0]);
        for (width, colour) in [(4.0, WHITE), (1.6, INK)] {
            canvas.line(vec![(x, y - 4.0), (x, y), (x + length, y), (x + length, y - 4.0)], width, colour);
        }
        canvas.reserve(box_at((x, y)));
        canvas.text(&words, (x + length + 6.0, y), Anchor::Start, SCALE);
    }
}

/// The square of a pixel's reach around a point of a lane.
fn around((x, y): Point) -> Frame {
    Frame { x0: x, y0: y, x1: x, y1: y }.grown(1.0)
}
