//! One site's row: its whisker, bar and dot, what was planned, what was reported.

use jiff::civil::Date;

use super::axis::TimeAxis;
use super::canvas::Canvas;
use super::marks::{self, Dated, arrow};
use super::style::{Anchor, Area, GREY, INK, MEDIAN, Point, TINTS, Type, WHITE};
use super::text::{known_percent, short, shorten, span};
use crate::calendar::in_words;
use crate::results::{CheckRow, SiteRow};

const NAME: Type = Type::plain(12.0, INK);
const SMALL: Type = Type::plain(10.0, GREY);
const CELL: Type = Type::plain(11.5, INK);
const LONGEST_NAME: f64 = 190.0;
const KEPT: &str = "kept in the plan";

/// A site with what was published about it.
pub(super) struct Row<'a> {
    pub site: &'a SiteRow,
    pub reported: Vec<Dated>,
}

impl<'a> Row<'a> {
    pub fn new(site: &'a SiteRow, checks: &[CheckRow]) -> Self {
        Self { site, reported: marks::dates(checks, &site.site, &site.name) }
    }

    fn name(&self) -> String {
        let name = if self.site.name.trim().is_empty() { &self.site.site } else { &self.site.name };
        shorten(name, LONGEST_NAME, NAME.size, false)
    }

    pub fn name_width(&self) -> f64 {
        let below = if self.site.kept { SMALL.width(KEPT) } else { 0.0 };
        NAME.width(&self.name()).max(below)
    }

    /// The median day on which the site is left; for one that ended before `as_of`, the day.
    fn median(&self) -> Option<Date> {
        if self.site.imposed { self.site.vacated_p50.or(self.site.ended_p50) } else { self.site.vacated_p50 }
    }

    /// The earliest date to be drawn.
    pub fn earliest(&self) -> Option<Date> {
        let reported = self.reported.iter().filter_map(|dated| dated.low.or(dated.high));
        reported.chain([self.median(), self.site.planned, self.site.vacated_p05].into_iter().flatten()).min()
    }

    /// What to write where the whisker leaves the axis, whose last day is `last`.
    pub fn beyond(&self, last: Date, horizon: Date) -> Option<String> {
        match (self.site.imposed, self.site.vacated_p95) {
            (true, _) => None,
            (false, None) => Some(format!("after {}", short(horizon))),
            (false, Some(late)) => (late > last).then(|| format!("to {}", short(late))),
        }
    }
}

impl Row<'_> {
    /// How many published dates lie after the axis.
    pub fn reported_after(&self, last: Date) -> usize {
        self.after(last).count()
    }

    fn after(&self, last: Date) -> impl Iterator<Item = &Dated> {
        self.reported.iter().filter(move |dated| dated.low.or(dated.high).is_some_and(|date| date > last))
    }
}

/// What all rows share.
pub(super) struct Sheet {
    pub axis: TimeAxis,
    /// Left edge of the columns of numbers.
    pub table: f64,
    pub horizon: Date,
    /// How many replications the shares are of.
    pub replications: u64,
    /// Whether published dates or a second line of a name stand below what was simulated.
    pub two_lanes: bool,
}

/// Draws a row around the height `middle`.
pub(super) fn draw(canvas: &mut Canvas, row: &Row, sheet: &Sheet, middle: f64) {
    let (y, lower) = if sheet.two_lanes { (middle - 5.0, middle + 8.5) } else { (middle, middle) };
    let shown = |date: Option<Date>| date.filter(|date| sheet.axis.shows(*date)).map(|date| (sheet.axis.x(date), y));
    canvas.text(&row.name(), (16.0, y), Anchor::Start, NAME);
    if row.site.kept {
        canvas.text(KEPT, (16.0, lower), Anchor::Start, SMALL);
    }
    if !row.site.imposed {
        simulated(canvas, row, sheet, y);
        shown(row.site.plan_vacated).into_iter().for_each(|at| reference(canvas, at));
    }
    let mark = if row.site.imposed { known } else { dot };
    shown(row.median()).into_iter().for_each(|at| mark(canvas, at));
    shown(row.site.planned).into_iter().for_each(|at| planned(canvas, at));
    for dated in &row.reported {
        reported(canvas, dated, &sheet.axis, lower);
    }
    reported_after(canvas, row, &sheet.axis, lower);
    cells(canvas, row, sheet, y);
}

/// Whisker, bar and dot; an arrow at the axis's end where they go on.
fn simulated(canvas: &mut Canvas, row: &Row, sheet: &Sheet, y: f64) {
    let (site, axis) = (row.site, &sheet.axis);
    let span = |from: Option<Date>, to: Option<Date>| {
        let from = from.filter(|from| *from <= axis.last)?;
        Some((axis.x_held(from), to.map_or(axis.x1, |to| axis.x_held(to))))
    };
    if let Some((from, to)) = span(site.vacated_p25, site.vacated_p75) {
        let (from, to) = if to - from < 3.0 { (from - 1.5, to + 1.5) } else { (from, to) };
        canvas.rect(Area { x0: from, y0: y - 5.0, x1: to, y1: y + 5.0 }, TINTS[2]);
    }
    if let Some((from, to)) = span(site.vacated_p05, site.vacated_p95) {
        canvas.line(vec![(from, y), (to, y)], 1.6, MEDIAN);
    }
    if let Some(words) = row.beyond(axis.last, sheet.horizon) {
        arrow(canvas, (axis.x1 - 5.0, y), (axis.x1 + 9.0, y), MEDIAN);
        canvas.text(&words, (axis.x1 + 14.0, y), Anchor::Start, CELL);
    }
}

fn dot(canvas: &mut Canvas, at: Point) {
    canvas.disc(at, 4.6, WHITE);
    canvas.disc(at, 3.4, MEDIAN);
}

/// The mark of a date that was known and not drawn.
pub(super) fn known(canvas: &mut Canvas, at: Point) {
    canvas.rect(Area::around(at, 5.0), WHITE);
    canvas.rect(Area::around(at, 4.2), MEDIAN);
    canvas.rect(Area::around(at, 2.0), WHITE);
}

/// An open diamond: the planned date. What lies under it stays in sight.
pub(super) fn planned(canvas: &mut Canvas, (x, y): Point) {
    let reach = 6.4;
    let corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)];
    // Past the first corner again, so that it is joined like the others.
    canvas.line(corners.iter().cycle().take(6).copied().collect(), 1.6, INK);
}

/// A tick: the date in the reference replication.
pub(super) fn reference(canvas: &mut Canvas, (x, y): Point) {
    canvas.line(vec![(x, y - 7.5), (x, y + 7.5)], 3.2, WHITE);
    canvas.line(vec![(x, y - 7.5), (x, y + 7.5)], 1.4, INK);
}

/// The stroke through a mark that says "ended" rather than "vacated".
pub(super) fn flag(canvas: &mut Canvas, (x, y): Point) {
    canvas.line(vec![(x, y - 6.0), (x, y + 6.0)], 1.4, INK);
}

/// A whisker with bar and dot, as a key shows it.
pub(super) fn sample(canvas: &mut Canvas, (x, y): Point) {
    canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 1.6, MEDIAN);
    canvas.rect(Area { x0: x - 6.0, y0: y - 5.0, x1: x + 6.0, y1: y + 5.0 }, TINTS[2]);
    dot(canvas, (x, y));
}

fn reported(canvas: &mut Canvas, dated: &Dated, axis: &TimeAxis, y: f64) {
    let (low, high) = (dated.low, dated.high);
    let Some(middle) = low.or(high) else { return };
    if !axis.shows(middle) {
        return;
    }
    let x = match (low, high) {
        (Some(low), Some(high)) => {
            let ends = (axis.x_held(low), axis.x_held(high));
            canvas.line(vec![(ends.0, y), (ends.1, y)], 1.4, INK);
            if low < high {
                for x in [ends.0, ends.1] {
                    canvas.line(vec![(x, y - 3.0), (x, y + 3.0)], 1.4, INK);
                }
            }
            (ends.0 + ends.1) / 2.0
        }
        _ => axis.x(middle),
    };
    match (low, high) {
        (Some(_), None) => arrow(canvas, (x, y), (x + 17.0, y), INK),
        (None, Some(_)) => arrow(canvas, (x, y), (x - 17.0, y), INK),
        _ => {}
    }
    dated.role.draw(canvas, (x, y));
    if dated.ended {
        flag(canvas, (x, y));
    }
}

/// Published dates after the axis: the first in words behind its mark, and how many more.
fn reported_after(canvas: &mut Canvas, row: &Row, axis: &TimeAxis, y: f64) {
    let mut after = row.after(axis.last);
    let Some(first) = after.next() else { return };
    let more = after.count();
    let words = match (first.low, first.high) {
        (Some(low), Some(high)) => span(low, high.max(low)),
        (Some(low), None) => format!("≥ {}", short(low)),
        (None, high) => high.map_or(String::new(), |high| format!("≤ {}", short(high))),
    };
    let words = if more > 0 { format!("{words}, {more} more") } else { words };
    let at = (axis.x1 + 5.0, y);
    first.role.draw(canvas, at);
    if first.ended {
        flag(canvas, at);
    }
    canvas.text(&shorten(&words, 104.0, CELL.size, false), (axis.x1 + 14.0, y), Anchor::Start, CELL);
}

/// Median date, share by the plan's date, share by the deadline; the last is no aim of a site that stays kept.
fn cells(canvas: &mut Canvas, row: &Row, sheet: &Sheet, y: f64) {
    let site = row.site;
    let mut cell = |dx: f64, words: &str| canvas.text(words, (sheet.table + dx, y), Anchor::End, CELL);
    let none = || "–".to_owned();
    match row.median() {
        Some(date) => cell(84.0, &short(date)),
        None if site.imposed => cell(84.0, &none()),
        None => cell(84.0, &format!("after {}", sheet.horizon.strftime("%b %Y"))),
    };
    if site.imposed {
        cell(216.0, "known");
    } else {
        let share = |share: f64| known_percent(share, sheet.replications);
        cell(148.0, &site.by_plan.map_or_else(none, share));
        cell(216.0, &if site.kept && site.by_deadline == 0.0 { none() } else { share(site.by_deadline) });
    }
}

/// The site's row in words, for those who do not see it.
pub(super) fn in_a_sentence(row: &Row, horizon: Date) -> String {
    let word = |date: Option<Date>| date.map_or_else(|| format!("after {}", in_words(horizon)), in_words);
    let planned = row.site.planned.map_or(String::new(), |date| format!(" (planned {})", in_words(date)));
    format!("{}{planned}: {}", row.name(), word(row.median()))
}
