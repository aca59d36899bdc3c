//! Labels beside points: each where nothing else is written.

use super::canvas::Canvas;
use super::style::{Anchor, Area, GREY, Point, Type};

/// Steps away from the point, in pixels.
const DISTANCES: [f64; 8] = [9.0, 13.0, 18.0, 25.0, 34.0, 46.0, 62.0, 82.0];
/// White space before and after a label.
const GAP: f64 = 2.5;
/// Directions, the liked ones first: right of it, left, then around.
const DIRECTIONS: [Point; 12] = [
    (1.0, -0.6),
    (1.0, 0.6),
    (-1.0, -0.6),
    (-1.0, 0.6),
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.6, -1.0),
    (0.6, 1.0),
    (-0.6, -1.0),
    (-0.6, 1.0),
];

/// Where labels may stand, and the curves that they had better not cover.
pub(super) struct Ground<'a> {
    pub frame: Area,
    pub avoid: &'a [Point],
}

/// Writes `words` near `at`, inside the frame, off what is written and reserved and, where that is
/// possible, off the curves; on the right and upper side of it first, or with `side` -1 on the other. A label at a distance gets a leader. False where there is no room at all.
pub(super) fn beside(canvas: &mut Canvas, at: Point, words: &str, style: Type, ground: &Ground, side: f64) -> bool {
    beside_mark(canvas, (at, 6.0), words, style, ground, side)
}

/// The same beside a mark of so large a radius, where the leader begins.
pub(super) fn beside_mark(
    canvas: &mut Canvas,
    (at, radius): (Point, f64),
    words: &str,
    style: Type,
    ground: &Ground,
    side: f64,
) -> bool {
    let Some((_, place, anchor)) = place(canvas, at, words, style, ground, side) else { return false };
    let area = canvas.text(words, place, anchor, style);
    leader(canvas, at, &area, radius);
    true
}

/// As [`beside`], at that of several points which has the best place; each with what it costs to choose it.
pub(super) fn beside_any(
    canvas: &mut Canvas,
    points: &[(Point, f64)],
    words: &str,
    style: Type,
    ground: &Ground,
    side: f64,
) -> bool {
    let places = points.iter().filter_map(|&(at, dear)| {
        let (cost, place, anchor) = place(canvas, at, words, style, ground, side)?;
        Some((cost + dear, at, place, anchor))
    });
    let Some((_, at, place, anchor)) = places.min_by(|a, b| a.0.total_cmp(&b.0)) else { return false };
    let area = canvas.text(words, place, anchor, style);
    leader(canvas, at, &area, 6.0);
    true
}

/// The best place near a point: what it costs, where it is, and which part of the label stands there.
fn place(
    canvas: &Canvas,
    at: Point,
    words: &str,
    style: Type,
    ground: &Ground,
    side: f64,
) -> Option<(f64, Point, Anchor)> {
    let mut best: Option<(f64, Point, Anchor)> = None;
    for (d, distance) in DISTANCES.iter().enumerate() {
        for (i, (dx, dy)) in DIRECTIONS.iter().map(|(dx, dy)| (dx * side, dy * side)).enumerate() {
            let place = (at.0 + dx * distance, at.1 + dy * distance);
            let anchor = anchor(dx);
            let area = style.area(words, place, anchor);
            if !area.within(&ground.frame) || !canvas.is_free(&Area { x0: area.x0 - GAP, x1: area.x1 + GAP, ..area }) {
                continue;
            }
            let crossed = ground.avoid.iter().filter(|point| area.holds(**point)).count();
            let cost = distance + 0.4 * (i + d) as f64 + if crossed > 0 { 30.0 + crossed as f64 } else { 0.0 };
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, place, anchor));
            }
        }
    }
    best
}

fn anchor(dx: f64) -> Anchor {
    if dx > 0.5 {
        Anchor::Start
    } else if dx < -0.5 {
        Anchor::End
    } else {
        Anchor::Middle
    }
}

/// A thin line from the point to the nearest edge of a label that stands away from it.
fn leader(canvas: &mut Canvas, at: Point, area: &Area, radius: f64) {
    let to = (at.0.clamp(area.x0, area.x1), at.1.clamp(area.y0 + 2.0, area.y1 - 2.0));
    let length = (to.0 - at.0).hypot(to.1 - at.1);
    if length > radius + 8.0 {
        let share = radius / length;
        let from = (at.0 + share * (to.0 - at.0), at.1 + share * (to.1 - at.1));
        canvas.line(vec![from, to], 0.7, GREY);
    }
}

/// Names a curve somewhere on its fall, off everything else; one that hardly falls has the key.
pub(super) fn name(canvas: &mut Canvas, curve: &[Point], words: &str, style: Type, ground: &Ground, side: f64) {
    let (Some(start), Some(end)) = (curve.first(), curve.last()) else { return };
    if end.1 - start.1 < 20.0 {
        return;
    }
    for share in [0.6, 0.45, 0.75, 0.3, 0.9] {
        let middle = curve.iter().find(|point| point.1 >= start.1 + share * (end.1 - start.1));
        if middle.is_some_and(|&at| beside(canvas, at, words, style, ground, side)) {
            return;
        }
    }
}

/// The points of a curve and those between them, a few pixels apart.
pub(super) fn dense(curve: &[Point]) -> impl Iterator<Item = Point> {
    curve.windows(2).flat_map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 4.0).ceil().clamp(1.0, 500.0);
        (0..steps as u32).map(move |i| {
            let share = f64::from(i) / steps;
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        })
    })
}
