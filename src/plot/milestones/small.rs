//! A small panel: the curves of another milestone, and its numbers in words.

use super::name;
use super::series::{self, Series, y};
use crate::plot::axis::signed;
use crate::plot::canvas::Canvas;
use crate::plot::labels::{self, Ground};
use crate::plot::panels;
use crate::plot::style::{Anchor, Area, GREY, INK, MEDIAN, Point, RULE, Type};
use crate::plot::text::{known_percent, percent, short, shorten};
use crate::results::About;

const NAME: Type = Type::plain(12.5, INK).bold();
const WORDS: Type = Type::plain(10.5, GREY);
const TICK: Type = Type::plain(10.5, GREY);
const NEVER: Type = Type::plain(10.5, MEDIAN).halo();
/// What is never reached is told from this share on.
const SMALLEST: f64 = 0.005;
/// From the panel's top to its plot, and from the plot to the panel's bottom.
const ABOVE: f64 = 50.0;
const BELOW: f64 = 52.0;
/// Room for the shares left of the plot.
const SHARES: f64 = 44.0;

pub(super) fn draw(canvas: &mut Canvas, series: &Series, about: &About, panel: Area) {
    let plot = Area { x0: panel.x0 + SHARES, y0: panel.y0 + ABOVE, x1: panel.x1, y1: panel.y1 - BELOW };
    let axis = series.axis(about, plot.x0, plot.x1);
    let room = panel.x1 - panel.x0;
    canvas.text(&name(series, room, NAME), (panel.x0, panel.y0 + 8.0), Anchor::Start, NAME);
    for (i, words) in [chances(series, about), dates(series, about)].into_iter().enumerate() {
        let words = shorten(&words, room, WORDS.size, false);
        canvas.text(&words, (panel.x0, panel.y0 + 24.0 + 14.0 * i as f64), Anchor::Start, WORDS);
    }
    for share in [0.0, 0.5, 1.0] {
        let y = y(share, &plot);
        canvas.line(vec![(plot.x0, y), (plot.x1, y)], 0.9, RULE);
        canvas.text(&percent(share), (plot.x0 - 6.0, y), Anchor::End, TICK);
    }
    axis.draw(canvas, plot.y0, plot.y1, false);
    if let Some(plan) = series.plan().filter(|plan| axis.shows(*plan)) {
        canvas.line(vec![(axis.x(plan), plot.y0 - 3.0), (axis.x(plan), plot.y1)], 1.1, INK);
    }
    panels::deadline(canvas, &axis, about.deadline, plot);
    series::draw(canvas, series, about, &axis, &plot);
    let Some(line) = series.main() else { return };
    for date in line.row.into_iter().flat_map(|row| [row.p50, row.p80]).flatten().filter(|date| axis.shows(*date)) {
        let at = (axis.x(date), y(line.at(date), &plot));
        series::dot(canvas, at);
        canvas.reserve(Area::around(at, 4.0));
    }
    if let Some(words) = series::beyond(line, about).filter(|_| 1.0 - line.end() >= SMALLEST) {
        let curves = series.lines.iter().flatten().map(|line| line.points(&axis, &plot));
        let avoid: Vec<Point> = curves.flat_map(|points| labels::dense(&points).collect::<Vec<_>>()).collect();
        let ground = Ground { frame: plot, avoid: &avoid };
        labels::beside(canvas, (plot.x1 - 2.0, y(line.at(axis.last), &plot)), &words, NEVER, &ground, -1.0);
    }
}

/// `by the deadline: off 24 %, as written 97 %`.
fn chances(series: &Series, about: &About) -> String {
    let words = ["off", "as written"];
    let rows = series.lines.iter().zip(words).filter_map(|(line, words)| Some((line.as_ref()?.row?, words)));
    let each: Vec<String> =
        rows.map(|(row, words)| format!("{words} {}", known_percent(row.by_deadline, about.replications))).collect();
    format!("by the deadline: {}", each.join(", "))
}

/// `P50 …, P80 …: contingency +35 days`.
fn dates(series: &Series, about: &About) -> String {
    let Some(row) = series.main().and_then(|line| line.row) else { return String::new() };
    let contingency =
        row.contingency_days.map_or(String::new(), |days| format!(", contingency {} days", signed(days as f64, 0)));
    match (row.p50, row.p80) {
        (Some(p50), Some(p80)) => format!("P50 {}, P80 {}{contingency}", short(p50), short(p80)),
        (Some(p50), None) => format!("P50 {}, P80 after {}", short(p50), short(about.horizon)),
        _ => format!("P50 and P80 after {}", short(about.horizon)),
    }
}
