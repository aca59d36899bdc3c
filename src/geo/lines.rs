//! Lines on a drawing: fewer points, inside a frame, what lies within.

/// Right and down from the corner, in the drawing's units.
pub type Point = (f64, f64);

/// An upright rectangle of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Frame {
    pub fn grown(&self, by: f64) -> Self {
        Self { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    pub fn holds(&self, (x, y): Point) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }

    pub fn meets(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }
}

/// Without the points that lie less than `tolerance` off the line without them (Douglas and Peucker 1973). The ends stay.
pub(super) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    let Some(last) = points.len().checked_sub(1) else { return vec![] };
    let mut kept = vec![false; points.len()];
    (kept[0], kept[last]) = (true, true);
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        let off = |i: &usize| distance(points[*i], points[from], points[to]);
        let farthest = (from + 1..to).max_by(|a, b| off(a).total_cmp(&off(b)));
        if let Some(middle) = farthest.filter(|i| off(i) > tolerance) {
            kept[middle] = true;
            spans.extend([(from, middle), (middle, to)]);
        }
    }
    points.iter().zip(kept).filter(|(_, kept)| *kept).map(|(point, _)| *point).collect()
}

/// How far a point is from a stretch.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    (point.0 - from.0 - share * dx).hypot(point.1 - from.1 - share * dy)
}

/// The part of a ring inside the frame, as a ring (Sutherland and Hodgman 1974): where the ring leaves the
/// frame, it goes along the edge.
pub(super) fn clipped(ring: &[Point], frame: &Frame) -> Vec<Point> {
    let sides: [fn(Point, &Frame) -> f64; 4] =
        [|p, f| p.0 - f.x0, |p, f| f.x1 - p.0, |p, f| p.1 - f.y0, |p, f| f.y1 - p.1];
    let mut ring = ring.to_vec();
    for inside in sides {
        let mut out = Vec::with_capacity(ring.len());
        for (i, &to) in ring.iter().enumerate() {
            let from = ring[if i == 0 { ring.len() - 1 } else { i - 1 }];
            let (a, b) = (inside(from, frame), inside(to, frame));
            if (a < 0.0) != (b < 0.0) {
                let share = a / (a - b);
                out.push((from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1)));
            }
            if b >= 0.0 {
                out.push(to);
            }
        }
        ring = out;
    }
    ring
}

/// The stretches of a clipped ring that are not the frame's own edge.
pub(super) fn borders(ring: &[Point], frame: &Frame) -> Vec<Vec<Point>> {
    let on = |a: f64, b: f64, edge: f64| (a - edge).abs() < 1e-6 && (b - edge).abs() < 1e-6;
    let on_edge = |a: Point, b: Point| {
        on(a.0, b.0, frame.x0) || on(a.0, b.0, frame.x1) || on(a.1, b.1, frame.y0) || on(a.1, b.1, frame.y1)
    };
    let mut lines: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for (i, &from) in ring.iter().enumerate() {
        let to = ring[(i + 1) % ring.len()];
        if on_edge(from, to) {
            open = false;
        } else if let (true, Some(line)) = (open, lines.last_mut()) {
            line.push(to);
        } else {
            lines.push(vec![from, to]);
            open = true;
        }
    }
    lines
}

/// Whether a point lies within rings, of which those inside one another are holes.
pub(super) fn within(point: Point, rings: &[Vec<Point>]) -> bool {
    rings.iter().filter(|ring| surrounds(point, ring)).count() % 2 == 1
}

fn surrounds((x, y): Point, ring: &[Point]) -> bool {
    let mut inside = false;
    for (i, &(x1, y1)) in ring.iter().enumerate() {
        let (x0, y0) = ring[if i == 0 { ring.len() - 1 } else { i - 1 }];
        if (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) {
            inside = !inside;
        }
    }
    inside
}

/// Twice the area of a ring is the sum of its cross products.
pub(super) fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { x0: 0.0, y0: 0.0, x1: 10.0, y1: 10.0 };

    #[test]
    fn a_straight_line_keeps_its_ends_alone() {
        let line: Vec<Point> = (0..=20).map(|x| (f64::from(x), 0.1 * f64::from(x % 2))).collect();
        assert_eq!(simplified(&line, 0.2), [(0.0, 0.0), (20.0, 0.0)]);
        assert_eq!(simplified(&[(0.0, 0.0), (1.0, 3.0), (2.0, 0.0)], 0.5).len(), 3);
        assert!(simplified(&[], 1.0).is_empty());
    }

    #[test]
    fn a_square_over_a_corner_is_cut_to_a_quarter() {
        let square = [(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)];
        let cut = clipped(&square, &FRAME);
        assert_eq!(area(&cut), 25.0);
        // Of its four sides the frame hides two; the others meet in one line.
        assert_eq!(borders(&cut, &FRAME).iter().map(Vec::len).sum::<usize>(), 3);
    }

    #[test]
    fn a_ring_around_the_frame_fills_it_and_one_beside_it_is_nothing() {
        let around = [(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)];
        let cut = clipped(&around, &FRAME);
        assert_eq!(area(&cut), 100.0);
        assert!(borders(&cut, &FRAME).is_empty());
        assert!(clipped(&[(20.0, 0.0), (30.0, 0.0), (30.0, 10.0)], &FRAME).is_empty());
    }

    #[test]
    fn a_hole_is_not_within() {
        let square = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b)];
        let rings = [square(0.0, 10.0), square(4.0, 6.0)];
        assert!(within((1.0, 1.0), &rings) && !within((5.0, 5.0), &rings) && !within((11.0, 5.0), &rings));
    }
}
