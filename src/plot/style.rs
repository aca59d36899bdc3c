//! Colours, type and places: the words in which a figure is described.

use super::text;

/// Pixels from the left and from the top.
pub(super) type Point = (f64, f64);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

pub(super) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF);
pub(super) const INK: Colour = Colour(0x22, 0x22, 0x22);
pub(super) const GREY: Colour = Colour(0x5E, 0x5E, 0x5E);
pub(super) const RULE: Colour = Colour(0xE3, 0xE3, 0xE3);
/// Tints of one hue, opaque and drawn from wide to narrow: 95 %, 80 %, 50 %.
pub(super) const TINTS: [Colour; 3] = [Colour(0xD6, 0xE6, 0xF4), Colour(0xA6, 0xCD, 0xE6), Colour(0x5D, 0xA5, 0xD1)];
pub(super) const MEDIAN: Colour = Colour(0x08, 0x45, 0x94);
/// Okabe and Ito's vermilion, and the same darkened for words.
pub(super) const DEADLINE: Colour = Colour(0xD5, 0x5E, 0x00);
pub(super) const DEADLINE_WORDS: Colour = Colour(0xA8, 0x48, 0x00);

/// An upright rectangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Area {
    /// The square around a point.
    pub fn around((x, y): Point, reach: f64) -> Self {
        Self { x0: x - reach, y0: y - reach, x1: x + reach, y1: y + reach }
    }

    /// The same, smaller on all sides.
    pub fn inset(&self, by: f64) -> Self {
        Self { x0: self.x0 + by, y0: self.y0 + by, x1: self.x1 - by, y1: self.y1 - by }
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    pub fn within(&self, other: &Self) -> bool {
        self.x0 >= other.x0 && self.x1 <= other.x1 && self.y0 >= other.y0 && self.y1 <= other.y1
    }

    pub fn holds(&self, (x, y): Point) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }
}

/// Which part of a label stands at its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a label looks. Sizes are pixels per em.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub size: f64,
    pub bold: bool,
    pub colour: Colour,
    pub halo: bool,
}

impl Type {
    pub const fn plain(size: f64, colour: Colour) -> Self {
        Self { size, bold: false, colour, halo: false }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn halo(self) -> Self {
        Self { halo: true, ..self }
    }

    pub fn width(&self, words: &str) -> f64 {
        text::width(words, self.size, self.bold)
    }

    /// Where `words` will stand: `at` is the anchor, at the middle of the small letters.
    pub fn area(&self, words: &str, (x, y): Point, anchor: Anchor) -> Area {
        let width = self.width(words);
        let x0 = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        Area { x0, y0: y - 0.5 * self.size, x1: x0 + width, y1: y + 0.5 * self.size }
    }
}
