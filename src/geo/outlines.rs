//! The outlines of all countries, as they are embedded: Natural Earth, public domain.
//!
//! `docs/outlines.mjs` cuts the file out of npm's `world-atlas` and describes its form. It is decoded when the
//! first map is drawn, and not before.

use std::sync::OnceLock;

/// One line of text (origin and licence), then numbers.
const FILE: &[u8] = include_bytes!("outlines.bin");

/// All countries and areas, with the arcs that they share.
pub(super) struct World {
    /// Lines between points (degrees east, degrees north). A border of two countries is one arc, so that both
    /// sides stay the same line however it is simplified.
    pub arcs: Vec<Vec<(f64, f64)>>,
    pub countries: Vec<Country>,
}

pub(super) struct Country {
    pub name: &'static str,
    /// Closed lines; of those inside one another, every second is a hole.
    pub rings: Vec<Vec<Part>>,
}

/// A stretch of a ring: an arc, perhaps backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub arc: usize,
    pub backwards: bool,
}

/// The outlines, decoded once.
pub(super) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let head = FILE.iter().position(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        Numbers { rest: &FILE[head..] }.world().expect("the embedded outlines are whole: a test decodes them")
    })
}

/// What is left to be read; `None` where the file ends too early.
struct Numbers {
    rest: &'static [u8],
}

impl Numbers {
    fn world(mut self) -> Option<World> {
        let steps = [self.unsigned()? as f64, self.unsigned()? as f64];
        let corner = [self.signed()?, self.signed()?];
        let arcs = (0..self.unsigned()?).map(|_| self.arc(corner, steps)).collect::<Option<_>>()?;
        let countries = (0..self.unsigned()?).map(|_| self.country()).collect::<Option<_>>()?;
        self.rest.is_empty().then_some(World { arcs, countries })
    }

    fn arc(&mut self, corner: [i64; 2], steps: [f64; 2]) -> Option<Vec<(f64, f64)>> {
        let [mut x, mut y] = corner;
        let points = 0..self.unsigned()?;
        points
            .map(|_| {
                x += self.signed()?;
                y += self.signed()?;
                Some((x as f64 / steps[0], y as f64 / steps[1]))
            })
            .collect()
    }

    fn country(&mut self) -> Option<Country> {
        let length = self.unsigned()? as usize;
        let (name, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        let name = std::str::from_utf8(name).ok()?;
        let rings = 0..self.unsigned()?;
        let rings = rings.map(|_| self.ring()).collect::<Option<_>>()?;
        Some(Country { name, rings })
    }

    fn ring(&mut self) -> Option<Vec<Part>> {
        let parts = 0..self.unsigned()?;
        parts
            .map(|_| {
                let number = self.signed()?;
                let backwards = number < 0;
                Some(Part { arc: if backwards { -1 - number } else { number } as usize, backwards })
            })
            .collect()
    }

    /// LEB128: seven bits a byte, the lowest first; the eighth says that more follow.
    fn unsigned(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// Zigzag: 0, −1, 1, −2, 2 …
    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_two_codes() {
        // The example of the DWARF standard: 624485 is E5 8E 26.
        let mut numbers = Numbers { rest: &[0xE5, 0x8E, 0x26, 0, 1, 2, 3, 4] };
        assert_eq!(numbers.unsigned(), Some(624_485));
        let signed: Vec<_> = std::iter::from_fn(|| numbers.signed()).collect();
        assert_eq!(signed, [0, -1, 1, -2, 2]);
        assert_eq!(numbers.unsigned(), None, "nothing is left");
    }

    #[test]
    fn the_file_says_where_it_comes_from_and_is_small() {
        let head = std::str::from_utf8(FILE.split(|&byte| byte == b'\n').next().unwrap()).unwrap();
        assert!(head.contains("Natural Earth") && head.contains("public domain"), "{head}");
        assert!(FILE.len() < 500_000, "{} bytes", FILE.len());
    }

    #[test]
    fn every_ring_is_closed_and_on_the_globe() {
        let world = world();
        let end = |part: &Part, last: bool| {
            let arc = &world.arcs[part.arc];
            if part.backwards == last { arc[0] } else { arc[arc.len() - 1] }
        };
        for country in &world.countries {
            assert!(!country.name.is_empty() && !country.rings.is_empty(), "{}", country.name);
            for ring in &country.rings {
                for (part, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    let (from, to) = (end(part, true), end(next, false));
                    // The date line is one line with two longitudes.
                    let same = from.1 == to.1 && ((from.0 - to.0).abs() % 360.0 == 0.0);
                    assert!(same, "{}: {from:?} is not {to:?}", country.name);
                }
            }
        }
        let on_the_globe = |&(lon, lat): &(f64, f64)| lon.abs() <= 180.0 && lat.abs() <= 90.0;
        assert!(world.arcs.iter().all(|arc| arc.len() > 1 && arc.iter().all(on_the_globe)));
    }
}
