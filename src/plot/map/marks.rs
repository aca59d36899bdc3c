//! The marks of a map: a site by its stage and size, a lane by its mode, a gateway.

use std::f64::consts::PI;

use crate::plot::canvas::Canvas;
use crate::plot::marks::arrow;
use crate::plot::style::{Colour, GREY, INK, MEDIAN, Point, TINTS, WHITE};

/// Below this share of replications in the commonest stage a site's state is shown as uncertain.
pub(super) const SURE: f64 = 0.75;

const LANE: Colour = Colour(0x6F, 0x6F, 0x6F);

/// How far a site is, as `stages.csv` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Operating,
    Closing,
    Vacated,
    Ended,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Operating, Self::Closing, Self::Vacated, Self::Ended];

    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|stage| stage.name() == name).unwrap_or(Self::Ended)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Operating => "operating",
            Self::Closing => "closing",
            Self::Vacated => "vacated",
            Self::Ended => "ended",
        }
    }

    /// As a key explains it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Operating => "operating",
            Self::Closing => "closing: prepares, withdraws",
            Self::Vacated => "vacated: nobody there",
            Self::Ended => "ended: handed over or left",
        }
    }

    /// The mark: stages differ in shape and filling, and not by colour alone.
    pub fn draw(self, canvas: &mut Canvas, at: Point, radius: f64, sure: bool) {
        let colour = if sure { MEDIAN } else { TINTS[2] };
        if self == Self::Ended {
            return cross(canvas, at, radius, if sure { INK } else { GREY });
        }
        canvas.disc(at, radius + 1.2, WHITE);
        canvas.disc(at, radius, colour);
        let pen = (0.16 * radius).clamp(1.0, 1.8);
        match self {
            Self::Vacated => canvas.disc(at, radius - pen, WHITE),
            Self::Closing => canvas.fill(upper_half(at, radius - pen), WHITE),
            _ => {}
        }
    }
}

fn cross(canvas: &mut Canvas, (x, y): Point, radius: f64, colour: Colour) {
    let reach = 0.75 * radius;
    for (width, colour) in [(4.4, WHITE), (1.7, colour)] {
        canvas.line(vec![(x - reach, y - reach), (x + reach, y + reach)], width, colour);
        canvas.line(vec![(x - reach, y + reach), (x + reach, y - reach)], width, colour);
    }
}

fn upper_half((x, y): Point, radius: f64) -> Vec<Point> {
    let corner = |i: u32| {
        let (sin, cos) = (PI * f64::from(i) / 24.0).sin_cos();
        (x + radius * cos, y - radius * sin)
    };
    (0..=24).map(corner).collect()
}

/// A lane: by road a line, by air dashes, by water dots.
pub(super) fn lane(canvas: &mut Canvas, from: Point, to: Point, mode: &str) {
    match mode {
        "road" => canvas.line(vec![from, to], 1.3, LANE),
        "air" => canvas.dashes(&[from, to], (5.0, 3.5), 1.3, LANE),
        _ => canvas.dashes(&[from, to], (1.5, 3.0), 1.3, LANE),
    }
}

/// A gateway: a second ring around its mark, and an arrow out of the country.
pub(super) fn gateway(canvas: &mut Canvas, (x, y): Point, radius: f64) {
    let ring = ring(radius);
    canvas.disc((x, y), ring + 1.2, INK);
    canvas.disc((x, y), ring, WHITE);
    let (start, length) = (0.72 * ring, 0.1 * ring + 6.0);
    arrow(canvas, (x - start, y - start), (x - start - length, y - start - length), INK);
}

/// The radius of the ring around a gateway's mark.
pub(super) fn ring(radius: f64) -> f64 {
    radius + (0.3 * radius).clamp(2.2, 3.6)
}
