//! The parts that add up, as steps from the chance as drawn to the chance with everything removed.

use super::{HEADING, LEFT, NAME, RIGHT, SMALL, WIDTH, bar, percent, points, whisker};
use crate::plot::canvas::Canvas;
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, RULE, Type};
use crate::plot::text::{shorten, thousands};
use crate::results::{PartRow, Results};

const ROW: f64 = 30.0;
const ENDS: Colour = Colour(0x8A, 0x8A, 0x8A);

fn parts(results: &Results) -> Vec<&PartRow> {
    results.parts.iter().filter(|row| row.quantity == "by_deadline").collect()
}

/// The lower edge of the panel.
pub(super) fn bottom(results: &Results, top: f64) -> f64 {
    match parts(results).len() {
        0 => top,
        n => top + 42.0 + ROW * (n + 2) as f64 + 18.0,
    }
}

pub(super) fn draw(canvas: &mut Canvas, results: &Results, top: f64) {
    let parts = parts(results);
    let (Some(first), Some(with)) = (parts.first(), results.because.first().map(|row| row.by_deadline)) else { return };
    let area = canvas.text("The same, split so that it adds up", (16.0, top + 8.0), Anchor::Start, HEADING);
    let groups = if parts.len() == 1 { "1 group".to_owned() } else { format!("{} groups", parts.len()) };
    let how = format!("Shapley values of {groups} ({})", first.method);
    canvas.text(&how, (area.x1 + 8.0, top + 8.0), Anchor::Start, SMALL);
    let (y0, y1) = (top + 32.0, top + 32.0 + ROW * (parts.len() + 2) as f64);
    axis(canvas, y0, y1);
    let y = |row: usize| y0 + ROW * (row as f64 + 0.5);
    end(canvas, "as drawn", with, y(0));
    let mut at = with;
    for (row, part) in (1..).zip(&parts) {
        let to = at + part.part;
        link(canvas, at, y(row - 1), y(row));
        let name = shorten(&format!("without {}", part.group), LEFT - 26.0, NAME.size, false);
        canvas.text(&name, (16.0, y(row)), Anchor::Start, NAME);
        bar(canvas, (x(at), x(to)), y(row), part.part);
        whisker(canvas, (x(at + part.part_low), x(at + part.part_high)), y(row));
        canvas.text(&points(part.part), (RIGHT + 66.0, y(row)), Anchor::End, Type::plain(12.0, INK).bold());
        let members = match part.members.split_whitespace().count() {
            1 => "1 member".to_owned(),
            n => format!("{} members", thousands(n as u64)),
        };
        canvas.text(&members, (WIDTH - 16.0, y(row)), Anchor::End, SMALL);
        at = to;
    }
    link(canvas, at, y(parts.len()), y(parts.len() + 1));
    end(canvas, "all of these removed", with + first.total, y(parts.len() + 1));
}

fn x(share: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
}

fn axis(canvas: &mut Canvas, top: f64, bottom: f64) {
    for tenth in (0..=10).step_by(2) {
        let share = f64::from(tenth) / 10.0;
        canvas.line(
            vec![(x(share), top), (x(share), bottom)],
            if tenth == 0 { 1.2 } else { 0.8 },
            if tenth == 0 { INK } else { RULE },
        );
        canvas.text(&percent(share), (x(share), bottom + 12.0), Anchor::Middle, SMALL);
    }
}

/// A whole chance.
fn end(canvas: &mut Canvas, words: &str, share: f64, y: f64) {
    canvas.text(words, (16.0, y), Anchor::Start, NAME);
    canvas.rect(Area { x0: x(0.0), x1: x(share).max(x(0.0) + 1.0), y0: y - 7.0, y1: y + 7.0 }, ENDS);
    canvas.text(&percent(share), (RIGHT + 66.0, y), Anchor::End, Type::plain(12.0, INK).bold());
}

/// From the end of one step down to the next.
fn link(canvas: &mut Canvas, share: f64, from: f64, to: f64) {
    canvas.line(vec![(x(share), from + 7.0), (x(share), to - 7.0)], 0.9, GREY);
}

pub(super) fn in_sentences(results: &Results) -> String {
    let parts = parts(results);
    let Some(first) = parts.first() else { return String::new() };
    let one = |row: &&PartRow| format!("{} {}", row.group, points(row.part));
    let list: Vec<String> = parts.iter().map(one).collect();
    format!(" Parts that add up to {} points: {}.", points(first.total), list.join(", "))
}
