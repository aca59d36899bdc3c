//! How the scenarios of a comparison look: a colour and a pattern of dashes for each, so that
//! neither has to be told apart alone.

use crate::plot::canvas::Canvas;
use crate::plot::style::{Colour, INK, Point};

/// The width of every picture of a comparison.
pub(super) const WIDTH: f64 = 1000.0;

/// A line's colour, the same dark enough for words, and the lengths drawn and left out in turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub colour: Colour,
    pub words: Colour,
    pub pattern: &'static [f64],
}

pub(super) const BASE: Look = Look { colour: INK, words: INK, pattern: &[] };

/// Okabe and Ito's colours but black, yellow (too light) and vermilion (the deadline's); then wine,
/// olive and grey of Tol's muted scheme.
pub(super) const OTHERS: [Look; 8] = [
    look(Colour(0x00, 0x72, 0xB2), Colour(0x00, 0x5F, 0x95), &[9.0, 3.0]),
    look(Colour(0xE6, 0x9F, 0x00), Colour(0x8F, 0x62, 0x00), &[3.0, 2.5]),
    look(Colour(0x00, 0x9E, 0x73), Colour(0x00, 0x72, 0x53), &[10.0, 3.0, 2.5, 3.0]),
    look(Colour(0xCC, 0x79, 0xA7), Colour(0xA0, 0x42, 0x76), &[16.0, 3.0]),
    look(Colour(0x56, 0xB4, 0xE9), Colour(0x1F, 0x76, 0xA8), &[5.0, 2.0, 1.5, 2.0]),
    look(Colour(0x88, 0x22, 0x55), Colour(0x88, 0x22, 0x55), &[1.8, 2.0]),
    look(Colour(0x99, 0x99, 0x33), Colour(0x6B, 0x6B, 0x1E), &[12.0, 2.5, 2.5, 2.5, 2.5, 2.5]),
    look(Colour(0x77, 0x77, 0x77), Colour(0x5A, 0x5A, 0x5A), &[5.0, 5.0]),
];

const fn look(colour: Colour, words: Colour, pattern: &'static [f64]) -> Look {
    Look { colour, words, pattern }
}

impl Look {
    pub fn line(&self, canvas: &mut Canvas, points: &[Point]) {
        let width = if self.pattern.is_empty() { 2.4 } else { 2.0 };
        canvas.pattern(points, self.pattern, width, self.colour);
    }

    /// A stretch of the line before a name.
    pub fn sample(&self, canvas: &mut Canvas, (x, y): Point) {
        self.line(canvas, &[(x, y), (x + SAMPLE, y)]);
    }
}

/// The length of a sample: every pattern is seen once.
pub(super) const SAMPLE: f64 = 30.0;
