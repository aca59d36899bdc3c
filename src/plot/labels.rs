//! Labels beside points: each where nothing else is written.

use super::canvas::Canvas;
use super::style::{Anchor, Area, GREY, Point, Type};

/// Steps away from the point, in pixels.
const DISTANCES: [f64; 8] = [9.0, 13.0, 18.0, 25.0, 34.0, 46.0, 62.0, 82.0];
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

/// Writes `words` near `at`, inside `frame`, off what is written and reserved and, where that is
/// possible, off `avoid`. A label at a distance gets a leader. False where there is no room at all.
pub(super) fn beside(canvas: &mut Canvas, at: Point, words: &str, style: Type, frame: &Area, avoid: &[Point]) -> bool {
    let mut best: Option<(f64, Point, Anchor)> = None;
    for (d, distance) in DISTANCES.iter().enumerate() {
        for (i, (dx, dy)) in DIRECTIONS.iter().enumerate() {
            let place = (at.0 + dx * distance, at.1 + dy * distance);
            let anchor = anchor(*dx);
            let area = style.area(words, place, anchor);
            if !area.within(frame) || !canvas.is_free(&area) {
                continue;
            }
            let crossed = avoid.iter().filter(|point| area.holds(**point)).count();
            let cost = distance + 0.4 * (i + d) as f64 + if crossed > 0 { 30.0 + crossed as f64 } else { 0.0 };
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, place, anchor));
            }
        }
    }
    let Some((_, place, anchor)) = best else { return false };
    let area = canvas.text(words, place, anchor, style);
    leader(canvas, at, &area);
    true
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
fn leader(canvas: &mut Canvas, at: Point, area: &Area) {
    let to = (at.0.clamp(area.x0, area.x1), at.1.clamp(area.y0 + 2.0, area.y1 - 2.0));
    let length = (to.0 - at.0).hypot(to.1 - at.1);
    if length > 14.0 {
        let share = 6.0 / length;
        let from = (at.0 + share * (to.0 - at.0), at.1 + share * (to.1 - at.1));
        canvas.line(vec![from, to], 0.7, GREY);
    }
}
