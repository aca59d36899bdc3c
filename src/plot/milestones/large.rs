//! The headline's panel: everything marked and named.

use jiff::civil::Date;

use super::series::{self, Line, Series, y};
use super::{WRITTEN, name};
use crate::calendar::in_words;
use crate::plot::axis::{TimeAxis, signed, top_label};
use crate::plot::canvas::Canvas;
use crate::plot::frame::{self, NOTE};
use crate::plot::labels::{self, Ground};
use crate::plot::marks::arrow;
use crate::plot::style::{Anchor, Area, DEADLINE, DEADLINE_WORDS, GREY, INK, MEDIAN, Point, RULE, Type};
use crate::plot::text::{known_percent, percent, policy_words, short};
use crate::results::About;

const HEADING: Type = Type::plain(13.5, INK).bold();
const LABEL: Type = Type::plain(12.0, MEDIAN).bold().halo();
const WORDS: Type = Type::plain(11.5, INK).halo();
const DOUBT: Type = Type::plain(11.5, DEADLINE_WORDS).halo();
const TICK: Type = Type::plain(11.5, GREY);
/// Half the width of a bracket's ends.
const CAP: f64 = 5.0;

pub(super) fn draw(canvas: &mut Canvas, series: &Series, about: &About, plot: Area) {
    let axis = series.axis(about, plot.x0, plot.x1);
    canvas.text(&name(series, 620.0, HEADING), (16.0, plot.y0 - 50.0), Anchor::Start, HEADING);
    shares(canvas, &plot);
    axis.draw(canvas, plot.y0, plot.y1, false);
    series::draw(canvas, series, about, &axis, &plot);
    let mut curves: Vec<Point> = Vec::new();
    for line in series.lines.iter().flatten() {
        curves.extend(labels::dense(&line.points(&axis, &plot)));
    }
    let p50 = series.main().and_then(|line| line.row).and_then(|row| row.p50);
    for date in [Some(about.deadline), series.plan(), p50, series.p80()].into_iter().flatten() {
        curves.extend(labels::dense(&[(axis.x_held(date), plot.y0), (axis.x_held(date), plot.y1)]));
    }
    dates(canvas, series, about, &axis, &plot);
    let frame = Area { x0: plot.x0 + 2.0, y0: plot.y0 - 4.0, x1: plot.x1, y1: plot.y1 - 2.0 };
    let ground = Ground { frame, avoid: &curves };
    quantiles(canvas, series, &axis, &plot, &ground);
    doubts(canvas, series, about, &axis, &plot, &ground);
    contingency(canvas, series, &axis, &plot, &ground);
    ends(canvas, series, about, &axis, &plot, &ground);
    names(canvas, series, about, &axis, &plot, &ground);
    let end = format!("end of the axis: {}; simulated until {}", in_words(axis.last), in_words(about.horizon));
    canvas.text(&end, (plot.x1, plot.y1 + 45.0), Anchor::End, NOTE);
}

fn shares(canvas: &mut Canvas, plot: &Area) {
    for fifth in 0..=5 {
        let share = f64::from(fifth) / 5.0;
        let y = y(share, plot);
        canvas.line(vec![(plot.x0, y), (plot.x1, y)], 1.0, RULE);
        canvas.text(&percent(share), (plot.x0 - 8.0, y), Anchor::End, TICK);
    }
}

/// The deadline with its probabilities, and the plan's own date.
fn dates(canvas: &mut Canvas, series: &Series, about: &About, axis: &TimeAxis, plot: &Area) {
    let chance = |index: usize, words: &str| {
        let row = series.lines[index].as_ref()?.row?;
        Some(format!("{words}{}", known_percent(row.by_deadline, about.replications)))
    };
    let both: Vec<String> = [chance(0, "off "), chance(1, "as written ")].into_iter().flatten().collect();
    let below = (!both.is_empty()).then(|| format!("by then: {}", both.join(", ")));
    frame::deadline(canvas, axis, about.deadline, (plot.y0, plot.y1), below);
    if let Some(plan) = series.plan().filter(|plan| axis.shows(*plan)) {
        let x = axis.x(plan);
        canvas.line(vec![(x, plot.y0 - 8.0), (x, plot.y1)], 1.1, INK);
        top_label(canvas, x, plot.y0 - 10.0, &[(format!("plan {}", in_words(plan)), Type::plain(12.0, INK))]);
    }
}

/// The range over the drivers at the deadline, as a bracket beside the line: left without a policy, right as written.
fn doubts(canvas: &mut Canvas, series: &Series, about: &About, axis: &TimeAxis, plot: &Area, ground: &Ground) {
    if !axis.shows(about.deadline) {
        return;
    }
    for (line, (side, policy)) in series.lines.iter().zip([(-1.0, "off"), (1.0, "as written")]) {
        let row = line.as_ref().and_then(|line| line.row);
        let Some((low, high)) = row.and_then(|row| series::doubt(row, about)) else { continue };
        let x = axis.x(about.deadline) + 9.0 * side;
        let (top, bottom) = (y(high, plot), y(low, plot));
        canvas.line(vec![(x - CAP, top), (x + CAP, top)], 1.6, DEADLINE);
        canvas.line(vec![(x, top), (x, bottom)], 1.6, DEADLINE);
        canvas.line(vec![(x - CAP, bottom), (x + CAP, bottom)], 1.6, DEADLINE);
        canvas.reserve(Area { x0: x - CAP, y0: top - 2.0, x1: x + CAP, y1: bottom + 2.0 });
        let points: Vec<(Point, f64)> =
            (0..=12).map(|i| ((x, top + (bottom - top) * f64::from(i) / 12.0), 0.0)).collect();
        let words = format!("doubt about inputs, {policy}: {}", crate::text::percent_range(low, high));
        labels::beside_any(canvas, &points, &words, DOUBT, ground, side);
    }
}

/// P50 and P80 on the curve without a policy, with their dates.
fn quantiles(canvas: &mut Canvas, series: &Series, axis: &TimeAxis, plot: &Area, ground: &Ground) {
    let Some((line, row)) = series.main().and_then(|line| Some((line, line.row?))) else { return };
    for (words, date) in [("P80", row.p80), ("P50", row.p50)] {
        let Some(date) = date.filter(|date| axis.shows(*date)) else { continue };
        let at = (axis.x(date), y(line.at(date), plot));
        canvas.dashes(&[at, (at.0, plot.y1)], (1.5, 3.0), 1.0, MEDIAN);
        series::dot(canvas, at);
        canvas.reserve(Area::around(at, 5.0));
        labels::beside(canvas, at, &format!("{words} {}", short(date)), LABEL, ground, 1.0);
    }
}

/// From the plan's own date to P80: an arrow at the height of 80 %, with its days.
fn contingency(canvas: &mut Canvas, series: &Series, axis: &TimeAxis, plot: &Area, ground: &Ground) {
    let row = series.main().and_then(|line| line.row);
    let (Some(plan), Some(p80), Some(days)) = (series.plan(), series.p80(), row.and_then(|row| row.contingency_days))
    else {
        return;
    };
    let shown = |date: Date| axis.shows(date);
    if !shown(plan) || !shown(p80) || plan == p80 {
        return;
    }
    let y = y(0.8, plot);
    let (from, to) = (axis.x(plan), axis.x(p80));
    let towards = if to > from { -6.0 } else { 6.0 };
    arrow(canvas, (from, y), (to + towards, y), INK);
    canvas.reserve(Area { x0: from.min(to), y0: y - 1.5, x1: from.max(to), y1: y + 1.5 });
    let words = format!("contingency {} days", signed(days as f64, 0));
    let points = (1..20).map(|i| ((from + (to - from) * f64::from(i) / 20.0, y), 0.1 * f64::from((10_i32 - i).abs())));
    labels::beside_any(canvas, &points.collect::<Vec<_>>(), &words, WORDS, ground, 1.0);
}

/// Where a curve stays below 1: how much is missing at the horizon.
fn ends(canvas: &mut Canvas, series: &Series, about: &About, axis: &TimeAxis, plot: &Area, ground: &Ground) {
    let mut said: Vec<String> = Vec::new();
    for (line, colour) in series.lines.iter().zip([MEDIAN, WRITTEN]) {
        let Some((line, words)) = line.as_ref().and_then(|line| Some((line, series::beyond(line, about)?))) else {
            continue;
        };
        let at = (plot.x1 - 4.0, y(line.at(axis.last), plot));
        if !said.contains(&words) {
            labels::beside(canvas, at, &words, Type { colour, ..WORDS }, ground, -1.0);
            said.push(words);
        }
    }
}

fn names(canvas: &mut Canvas, series: &Series, about: &About, axis: &TimeAxis, plot: &Area, ground: &Ground) {
    let candidates = |line: &Line, other: Option<&Line>| -> Vec<(Point, f64)> {
        let other: Vec<Point> = other.map_or(vec![], |other| labels::dense(&other.points(axis, plot)).collect());
        let near = |at: Point| other.iter().map(|to| (to.0 - at.0).hypot(to.1 - at.1)).fold(f64::INFINITY, f64::min);
        let points: Vec<Point> = labels::dense(&line.points(axis, plot)).collect();
        let step = (points.len() / 30).max(1);
        let rises = |at: &Point| at.1 < plot.y1 - 20.0 && at.1 > plot.y0 + 12.0;
        let cost = |at: Point| 40.0 * (1.0 - near(at) / 26.0).max(0.0);
        points.iter().step_by(step).filter(|at| rises(at)).map(|&at| (at, cost(at))).collect()
    };
    let [off, written] = &series.lines;
    if let (Some(off), Some(written)) = (off, written)
        && off.steps == written.steps
    {
        let words = format!("policy off = {}", policy_words(&about.policy).trim_start_matches("policy "));
        labels::beside_any(canvas, &candidates(off, None), &words, LABEL, ground, 1.0);
        return;
    }
    if let Some(line) = written {
        let style = Type { colour: WRITTEN, ..LABEL };
        let points = candidates(line, off.as_ref());
        labels::beside_any(canvas, &points, policy_words(&about.policy), style, ground, -1.0);
    }
    if let Some(line) = off {
        labels::beside_any(canvas, &candidates(line, written.as_ref()), "policy off", LABEL, ground, 1.0);
    }
}
