//! One milestone: its curves under two policies, and the dates between which they rise.

use jiff::civil::Date;

use super::{WRITTEN, WRITTEN_DASHES};
use crate::calendar::in_words;
use crate::plot::axis::{TimeAxis, days, shifted};
use crate::plot::canvas::Canvas;
use crate::plot::style::{Area, MEDIAN, Point, RULE, TINTS, WHITE};
use crate::plot::text::{percent, policy_words, short};
use crate::results::{About, CurveRow, MilestoneRow, Results};
use crate::stats::{Z95, wilson};

/// A curve has begun and ended, for the axis, at these shares of what it comes to.
const BEGUN: f64 = 0.002;
const ENDED: f64 = 0.97;
/// Days around what is shown.
const AIR: i32 = 10;

/// One curve, and the row of the table that belongs to it.
pub(super) struct Line<'a> {
    pub row: Option<&'a MilestoneRow>,
    /// By date, in order.
    pub steps: Vec<(Date, f64)>,
}

/// A milestone with its curve without a policy, and as written.
pub(super) struct Series<'a> {
    pub milestone: &'a str,
    pub lines: [Option<Line<'a>>; 2],
}

/// Every milestone that has a curve, the headline first.
pub(super) fn all(results: &Results) -> Vec<Series<'_>> {
    let mut names: Vec<&str> = Vec::new();
    for row in &results.curves {
        if names.last() != Some(&row.milestone.as_str()) && !names.contains(&row.milestone.as_str()) {
            names.push(&row.milestone);
        }
    }
    names.into_iter().map(|name| Series::new(results, name)).collect()
}

impl<'a> Series<'a> {
    fn new(results: &'a Results, milestone: &'a str) -> Self {
        let written = results.about.policy.as_str();
        let line = |policy: &str| {
            let meant = |row: &&CurveRow| row.milestone == milestone && row.policy == policy && row.share.is_finite();
            let mut steps: Vec<(Date, f64)> =
                results.curves.iter().filter(meant).map(|row| (row.date, row.share.clamp(0.0, 1.0))).collect();
            steps.sort_by_key(|step| step.0);
            let row = results.milestones.iter().find(|row| row.milestone == milestone && row.policy == policy);
            (!steps.is_empty()).then_some(Line { row, steps })
        };
        let as_written = if written == "off" { None } else { line(written) };
        Self { milestone, lines: [line("off"), as_written] }
    }

    /// The curve on which dates are marked: without a policy, where it was simulated.
    pub fn main(&self) -> Option<&Line<'a>> {
        self.lines.iter().flatten().next()
    }

    pub fn plan(&self) -> Option<Date> {
        self.main().and_then(|line| line.row).and_then(|row| row.plan)
    }

    pub fn p80(&self) -> Option<Date> {
        self.main().and_then(|line| line.row).and_then(|row| row.p80)
    }

    /// From before the first to after the last of what is marked, within the simulated days.
    pub fn axis(&self, about: &About, x0: f64, x1: f64) -> TimeAxis {
        let lines = || self.lines.iter().flatten();
        let row_dates = lines().filter_map(|line| line.row).flat_map(|row| [row.plan, row.p80]).flatten();
        let marked: Vec<Date> = lines()
            .flat_map(Line::span)
            .chain(row_dates)
            .chain([about.deadline])
            .filter(|date| *date <= about.horizon)
            .collect();
        let first = marked.iter().min().copied().unwrap_or(about.start);
        let last = marked.iter().max().copied().unwrap_or(about.horizon);
        let air = AIR.max(days(first, last) / 16);
        let simulated = lines().filter_map(|line| line.steps.first()).map(|step| step.0).min().unwrap_or(first);
        let first = shifted(first, -air).max(shifted(simulated, -1)).min(first);
        let last = shifted(last, air).min(about.horizon).max(shifted(first, 1));
        TimeAxis { first, last, x0, x1 }
    }

    /// What a person who does not see the picture is told.
    pub fn in_a_sentence(&self, about: &About) -> String {
        let one = |line: &Line, words: &str| {
            line.row.map(|row| {
                let p80 = row.p80.map_or_else(|| format!("after {}", in_words(about.horizon)), in_words);
                format!("{words} {} by the deadline, P80 {p80}", percent(row.by_deadline))
            })
        };
        let words = ["policy off", policy_words(&about.policy)];
        let lines = self.lines.iter().zip(words).filter_map(|(line, words)| one(line.as_ref()?, words));
        format!("{}: {}", self.milestone, lines.collect::<Vec<_>>().join(", "))
    }
}

impl Line<'_> {
    /// The days on which it has begun to rise and on which hardly anything is missing.
    fn span(&self) -> Vec<Date> {
        let end = self.steps.last().map_or(0.0, |step| step.1);
        let at = |share: f64| self.steps.iter().find(|step| step.1 > 0.0 && step.1 >= share * end).map(|step| step.0);
        [at(BEGUN), at(ENDED)].into_iter().flatten().collect()
    }

    /// The share that is reached by a date.
    pub fn at(&self, date: Date) -> f64 {
        self.steps.iter().take_while(|step| step.0 <= date).last().map_or(0.0, |step| step.1)
    }

    /// What it comes to within the horizon.
    pub fn end(&self) -> f64 {
        self.steps.last().map_or(0.0, |step| step.1)
    }

    /// The curve as (date, share), level where nothing changes, on the axis only.
    fn vertices(&self, axis: &TimeAxis) -> Vec<(Date, f64)> {
        let mut out = vec![(axis.first, self.at(axis.first))];
        for &(date, share) in self.steps.iter().filter(|step| step.0 > axis.first && step.0 <= axis.last) {
            let (before, level) = (shifted(date, -1), out[out.len() - 1]);
            if before > level.0 {
                out.push((before, level.1));
            }
            out.push((date, share));
        }
        let level = out[out.len() - 1];
        if level.0 < axis.last {
            out.push((axis.last, level.1));
        }
        out
    }

    pub fn points(&self, axis: &TimeAxis, plot: &Area) -> Vec<Point> {
        self.vertices(axis).into_iter().map(|(date, share)| (axis.x(date), y(share, plot))).collect()
    }

    /// Where the true share lies, as far as so many replications tell.
    fn error(&self, axis: &TimeAxis, plot: &Area, n: u64) -> Vec<Point> {
        let ends = |share: f64| wilson((share * n as f64).round() as u64, n, Z95);
        let all = self.vertices(axis);
        let side = |of: fn((f64, f64)) -> f64| -> Vec<Point> {
            all.iter().map(|&(date, share)| (axis.x(date), y(of(ends(share)), plot))).collect()
        };
        side(|ends| ends.1).into_iter().chain(side(|ends| ends.0).into_iter().rev()).collect()
    }
}

/// The range over the drivers at the deadline, where there are drivers and it was computed.
pub(super) fn doubt(row: &MilestoneRow, about: &About) -> Option<(f64, f64)> {
    let range = row.by_deadline_inputs_low.zip(row.by_deadline_inputs_high);
    range.filter(|(low, high)| !about.drivers.is_empty() && low.is_finite() && high.is_finite())
}

/// A share's height.
pub(super) fn y(share: f64, plot: &Area) -> f64 {
    plot.y1 - (plot.y1 - plot.y0) * share.clamp(0.0, 1.0)
}

/// Draws the bands, then the curves.
pub(super) fn draw(canvas: &mut Canvas, series: &Series, about: &About, axis: &TimeAxis, plot: &Area) {
    // Of a single replication the interval says nothing but that it is one.
    let bands = series.lines.iter().zip([TINTS[1], RULE]).rev().filter(|_| about.replications > 1);
    for (line, tint) in bands {
        if let Some(line) = line {
            canvas.fill(line.error(axis, plot, about.replications), tint);
        }
    }
    if let Some(written) = &series.lines[1] {
        canvas.pattern(&written.points(axis, plot), &WRITTEN_DASHES, 1.8, WRITTEN);
    }
    if let Some(off) = &series.lines[0] {
        canvas.line(off.points(axis, plot), 2.2, MEDIAN);
    }
}

/// A dot on the curve at a date.
pub(super) fn dot(canvas: &mut Canvas, at: Point) {
    canvas.disc(at, 4.8, WHITE);
    canvas.disc(at, 3.6, MEDIAN);
}

/// How much lies beyond the horizon: `3 % not by 31 Dec 2024`, or nothing.
pub(super) fn beyond(line: &Line, about: &About) -> Option<String> {
    let missing = 1.0 - line.end();
    (missing > 0.0).then(|| format!("{} not by {}", percent(missing), short(about.horizon)))
}
