//! Published figures on the fan chart: their marks, their labels, and the table below that numbers them.

use super::axis::{CountAxis, TimeAxis};
use super::canvas::Canvas;
use super::frame::{KEY_LINE, NOTE, Sample, key, key_lines};
use super::labels::{self, Ground};
use super::marks::{Reported, Role, arrow};
use super::style::{Anchor, Area, GREY, INK, Point, Type, WHITE};
use super::text::{shorten, span, thousands};

/// Up to this many figures are named beside their marks; more are numbered and listed below.
const NAMED: usize = 6;
const COLUMNS: usize = 2;
/// As many figures as the table lists; the others keep their marks.
const LISTED: usize = 40;
const ROW: f64 = 16.5;
const WORDS: Type = Type::plain(11.0, INK);

/// Height of what [`below`] writes.
pub(super) fn height(figures: &[Reported], width: f64) -> f64 {
    if figures.is_empty() {
        return 0.0;
    }
    let items: Vec<String> = roles(figures).into_iter().map(|role| role.words().to_owned()).collect();
    let rows = if figures.len() > NAMED { figures.len().min(LISTED).div_ceil(COLUMNS) + 1 } else { 0 };
    let rest = if figures.len() > LISTED { 1 } else { 0 };
    KEY_LINE * key_lines(width, &with_bars(items)) as f64 + ROW * (rows + rest) as f64 + 5.0
}

/// Draws marks with their intervals, and keeps labels off them.
pub(super) fn marks(canvas: &mut Canvas, figures: &[Reported], axis: &TimeAxis, counts: &CountAxis) {
    for figure in figures {
        let at = place(figure, axis, counts);
        interval(canvas, figure, at, axis, counts);
    }
    // Checks last, so that none is hidden by a figure that is only shown.
    let mut ordered: Vec<&Reported> = figures.iter().collect();
    ordered.sort_by_key(|figure| std::cmp::Reverse(figure.role));
    for figure in ordered {
        let at = place(figure, axis, counts);
        figure.role.draw(canvas, at);
        canvas.reserve(Area::around(at, 5.0));
    }
}

/// Names or numbers beside the marks, off the curve where that is possible.
pub(super) fn label(canvas: &mut Canvas, figures: &[Reported], axis: &TimeAxis, counts: &CountAxis, ground: &Ground) {
    let named = figures.len() <= NAMED;
    for (i, figure) in figures.iter().take(LISTED).enumerate() {
        let words = if named {
            format!("{}: {}", shorten(&figure.publisher, 150.0, WORDS.size, false), people(figure))
        } else {
            (i + 1).to_string()
        };
        let style = if named { WORDS.halo() } else { WORDS.bold().halo() };
        labels::beside(canvas, place(figure, axis, counts), &words, style, ground, 1.0);
    }
}

fn place(figure: &Reported, axis: &TimeAxis, counts: &CountAxis) -> Point {
    ((axis.x_held(figure.from) + axis.x_held(figure.to)) / 2.0, counts.y(figure.value()))
}

/// Bars over the doubt about the number and the date; an arrow where only one bound is known.
fn interval(canvas: &mut Canvas, figure: &Reported, (x, y): Point, axis: &TimeAxis, counts: &CountAxis) {
    if figure.from < figure.to {
        bar(canvas, (axis.x_held(figure.from), y), (axis.x_held(figure.to), y));
    }
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if low < high => bar(canvas, (x, counts.y(low)), (x, counts.y(high))),
        (Some(_), None) => bound(canvas, (x, y), y - 19.0),
        (None, Some(_)) => bound(canvas, (x, y), (y + 19.0).min(counts.y(0.0) + 10.0)),
        _ => {}
    }
}

/// An arrow up or down from a bound, that keeps labels off.
fn bound(canvas: &mut Canvas, (x, y): Point, to: f64) {
    arrow(canvas, (x, y), (x, to), INK);
    canvas.reserve(Area { x0: x - 3.0, y0: y.min(to), x1: x + 3.0, y1: y.max(to) });
}

/// An interval with its ends, that keeps labels off.
fn bar(canvas: &mut Canvas, from: Point, to: Point) {
    canvas.reserve(Area {
        x0: from.0.min(to.0) - 2.0,
        y0: from.1.min(to.1) - 2.0,
        x1: from.0.max(to.0) + 2.0,
        y1: from.1.max(to.1) + 2.0,
    });
    let (ux, uy) = if from.0 == to.0 { (3.0, 0.0) } else { (0.0, 3.0) };
    for (width, colour) in [(3.6, WHITE), (1.4, INK)] {
        canvas.line(vec![from, to], width, colour);
        for (x, y) in [from, to] {
            canvas.line(vec![(x - ux, y - uy), (x + ux, y + uy)], width, colour);
        }
    }
}

/// The key of the marks and, where they are numbered, the table of the figures.
pub(super) fn below(canvas: &mut Canvas, figures: &[Reported], strength: u32, (x0, y): Point, x1: f64) {
    if figures.is_empty() {
        return;
    }
    let samples =
        roles(figures).into_iter().map(|role| -> Sample { Box::new(move |canvas, at| role.draw(canvas, at)) });
    let extras: [Sample; 2] = [
        Box::new(|canvas, (x, y)| bar(canvas, (x, y - 6.0), (x, y + 6.0))),
        Box::new(|canvas, (x, y)| arrow(canvas, (x, y - 7.0), (x, y + 8.0), INK)),
    ];
    let words = with_bars(roles(figures).into_iter().map(|role| role.words().to_owned()).collect());
    let y = key(canvas, (x0, y), x1, samples.chain(extras).zip(words).collect());
    if figures.len() > NAMED {
        table(canvas, figures, strength, (x0, y + KEY_LINE + 5.0), x1);
    }
}

fn table(canvas: &mut Canvas, figures: &[Reported], strength: u32, (x0, y): Point, x1: f64) {
    let part =
        if figures.iter().any(|figure| figure.is_part) { "; of those in uniform, with the others' median" } else { "" };
    let heading = format!(
        "Reported figures as people present ({} at the start less those reported gone{part})",
        thousands(strength.into())
    );
    canvas.text(&shorten(&heading, x1 - x0, NOTE.size, true), (x0, y), Anchor::Start, NOTE.bold());
    let listed = &figures[..figures.len().min(LISTED)];
    let (rows, width) = (listed.len().div_ceil(COLUMNS), (x1 - x0) / COLUMNS as f64);
    for (i, figures) in listed.chunks(rows).enumerate() {
        column(canvas, figures, i * rows, (x0 + width * i as f64, y + ROW), width);
    }
    if figures.len() > LISTED {
        let rest = format!("{} more figures are marked above; all are in checks.csv", figures.len() - LISTED);
        canvas.text(&rest, (x0, y + ROW * (rows + 1) as f64), Anchor::Start, WORDS);
    }
}

/// Number, date, people and publisher, a line each.
fn column(canvas: &mut Canvas, figures: &[Reported], before: usize, (x, y): Point, width: f64) {
    let widest = |words: fn(&Reported) -> String| figures.iter().map(|f| WORDS.width(&words(f))).fold(0.0, f64::max);
    let people_x = 36.0 + widest(dates) + widest(people);
    let room = width - people_x - 22.0;
    for (i, figure) in figures.iter().enumerate() {
        let y = y + ROW * i as f64;
        let publisher = shorten(&figure.publisher, room, WORDS.size, false);
        canvas.text(&(before + i + 1).to_string(), (x + 14.0, y), Anchor::End, WORDS.bold());
        canvas.text(&dates(figure), (x + 22.0, y), Anchor::Start, WORDS);
        canvas.text(&people(figure), (x + people_x, y), Anchor::End, WORDS);
        canvas.text(&publisher, (x + people_x + 12.0, y), Anchor::Start, Type { colour: GREY, ..WORDS });
    }
}

fn dates(figure: &Reported) -> String {
    span(figure.from, figure.to)
}

fn with_bars(mut words: Vec<String>) -> Vec<String> {
    words.extend(["interval of number or date".to_owned(), "a bound: the number lies that way".to_owned()]);
    words
}

/// The roles that occur, each once.
fn roles(figures: &[Reported]) -> Vec<Role> {
    let mut roles: Vec<Role> = figures.iter().map(|figure| figure.role).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// The number as it was bounded: `4,695`, `3,271–3,371`, `≤ 6,500`.
fn people(figure: &Reported) -> String {
    let number = |people: f64| thousands(people.max(0.0).round() as u64);
    match (figure.low, figure.high) {
        (Some(low), Some(high)) if low < high => format!("{}–{}", number(low), number(high)),
        (Some(low), None) => format!("≥ {}", number(low)),
        (None, Some(high)) => format!("≤ {}", number(high)),
        _ => number(figure.value()),
    }
}
