//! The tornado: the date that holds with 80 %, with one driver at its P10 and at its P90.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{TimeAxis, days, shifted, top_label};
use super::canvas::Canvas;
use super::frame;
use super::marks::arrow;
use super::style::{Anchor, Area, Colour, GREY, INK, MEDIAN, RULE, Type};
use super::text::{short, shorten, thousands};
use crate::calendar::in_words;
use crate::results::{Results, TornadoRow};

const WIDTH: f64 = 900.0;
const TOP: f64 = 142.0;
const ROW: f64 = 36.0;
/// As many drivers as are drawn: those that move the date most.
const MOST: usize = 20;
/// The column of words at the right, and room for a label at each end of a bar.
const WORDS: f64 = 158.0;
const ENDS: f64 = 84.0;
const NAME: Type = Type::plain(12.0, INK);
const SMALL: Type = Type::plain(11.0, GREY);
const BAR: Colour = Colour(0xA6, 0xCD, 0xE6);
const LONGEST_NAME: f64 = 190.0;

struct Chart<'a> {
    results: &'a Results,
    rows: Vec<&'a TornadoRow>,
    axis: TimeAxis,
}

/// Draws the figure, of at least one row.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let chart = Chart::new(results);
    let bottom = TOP + ROW * chart.rows.len().max(1) as f64;
    let mut canvas = Canvas::new(WIDTH, bottom + 78.0);
    chart.words(&mut canvas, bottom);
    chart.axis.draw(&mut canvas, TOP, bottom, true);
    for i in 0..=chart.rows.len() {
        let y = TOP + ROW * i as f64;
        canvas.line(vec![(16.0, y), (WIDTH - 16.0, y)], 0.7, RULE);
    }
    for (i, row) in chart.rows.iter().enumerate() {
        chart.bar(&mut canvas, row, TOP + ROW * (i as f64 + 0.5));
    }
    chart.dates(&mut canvas, bottom);
    for (i, row) in chart.rows.iter().enumerate() {
        chart.row(&mut canvas, row, TOP + ROW * (i as f64 + 0.5));
    }
    canvas.finish(&chart.title(), &chart.description())
}

impl<'a> Chart<'a> {
    fn new(results: &'a Results) -> Self {
        let mut rows: Vec<&TornadoRow> = results.tornado.iter().collect();
        // A swing that goes beyond the horizon is longer than any that does not.
        rows.sort_by_key(|row| std::cmp::Reverse(swing(row)));
        rows.truncate(MOST);
        let names =
            rows.iter().map(|row| NAME.width(&name(row)).max(SMALL.width(&multiplies(row)))).fold(60.0, f64::max);
        let (x0, x1) = (16.0 + names + 12.0, WIDTH - 16.0 - WORDS);
        Self { results, axis: axis(results, &rows, x0, x1), rows }
    }

    fn title(&self) -> String {
        format!("{}: what the unknown drivers do to the date", frame::mission(&self.results.about, 480.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let n = self.rows.first().map_or(0, |row| row.replications);
        let lines = [
            format!(
                "{}The date that holds with 80 % (P80), with one driver at the 10 % and at the 90 % end of what it may be.",
                frame::heading(about)
            ),
            format!("Everything else as drawn, without a policy; {} replications under the same luck.", thousands(n)),
        ];
        frame::head(canvas, &self.title(), &lines);
        canvas.text(
            "days between (95 % simulation error)",
            (WIDTH - 16.0, bottom + 30.0),
            Anchor::End,
            Type::plain(10.0, GREY),
        );
        frame::source_of(canvas, about, n, "off");
    }

    /// Upright lines: the deadline, the plan's own date, the P80 as drawn.
    fn dates(&self, canvas: &mut Canvas, bottom: f64) {
        frame::deadline(canvas, &self.axis, self.results.about.deadline, (TOP, bottom), None);
        let upright = |canvas: &mut Canvas, date: Date, words: String, style: Type, dashed: bool| {
            let x = self.axis.x_held(date);
            // No higher: another date's words may stand there.
            let line = [(x, TOP - 2.0), (x, bottom)];
            if dashed {
                canvas.dashes(&line, (2.0, 3.0), 1.4, style.colour);
            } else {
                canvas.line(line.to_vec(), 1.6, style.colour);
            }
            top_label(canvas, x, TOP - 10.0, &[(words, style)]);
        };
        if let Some(date) = self.rows.first().and_then(|row| row.p80) {
            let words = format!("P80 as drawn: {}", in_words(date));
            upright(canvas, date, words, Type::plain(12.0, MEDIAN).bold(), false);
        }
        if let Some(plan) = plan(self.results) {
            upright(canvas, plan, format!("the plan: {}", in_words(plan)), Type::plain(12.0, INK), true);
        }
    }

    /// The place of a date; after the horizon the end of the axis.
    fn x(&self, date: Option<Date>) -> f64 {
        date.map_or(self.axis.x1 - ENDS, |date| self.axis.x_held(date))
    }

    fn bar(&self, canvas: &mut Canvas, row: &TornadoRow, y: f64) {
        let (a, b) = (self.x(row.p80_at_p10), self.x(row.p80_at_p90));
        let area = Area { x0: a.min(b) - 1.0, x1: a.max(b) + 1.0, y0: y - 8.0, y1: y + 8.0 };
        canvas.rect(area, BAR);
        if row.p80_at_p10.is_none() || row.p80_at_p90.is_none() {
            arrow(canvas, (area.x1, y), (area.x1 + 12.0, y), MEDIAN);
        }
    }

    fn row(&self, canvas: &mut Canvas, row: &TornadoRow, y: f64) {
        canvas.text(&name(row), (16.0, y - 6.0), Anchor::Start, NAME);
        canvas.text(&multiplies(row), (16.0, y + 9.0), Anchor::Start, SMALL);
        let ends = [(row.p80_at_p10, row.factor_p10), (row.p80_at_p90, row.factor_p90)];
        let [a, b] = ends.map(|(date, _)| self.x(date));
        let right = if a > b { 0 } else { 1 };
        for (i, (date, factor)) in ends.into_iter().enumerate() {
            let x = self.x(date);
            canvas.line(vec![(x, y - 11.0), (x, y + 11.0)], 2.2, MEDIAN);
            let (x, anchor) = if i == right { (x + 7.0, Anchor::Start) } else { (x - 7.0, Anchor::End) };
            let x = if date.is_none() && i == right { x + 8.0 } else { x };
            canvas.text(&times(factor), (x, y), anchor, Type::plain(11.0, INK).halo());
        }
        let words = match row.swing_days {
            Some(swing) => {
                let end = |end: Option<i64>| end.map_or("?".to_owned(), signed);
                format!("{} ({} to {})", signed(swing), end(row.swing_days_low), end(row.swing_days_high))
            }
            None => format!("reaches after {}", short(self.results.about.horizon)),
        };
        canvas.text(&words, (WIDTH - 16.0, y), Anchor::End, SMALL);
    }

    fn description(&self) -> String {
        let date = |date: Option<Date>| {
            date.map_or_else(|| format!("after {}", in_words(self.results.about.horizon)), in_words)
        };
        let one = |row: &&TornadoRow| {
            format!(
                "{}: {} at {}, {} at {}",
                row.driver,
                date(row.p80_at_p10),
                times(row.factor_p10),
                date(row.p80_at_p90),
                times(row.factor_p90)
            )
        };
        format!(
            "Bar chart of the date that holds with 80 %. {}.",
            self.rows.iter().map(one).collect::<Vec<_>>().join("; ")
        )
    }
}

/// All dates within, with room at both ends for the labels of the bars.
fn axis(results: &Results, rows: &[&TornadoRow], x0: f64, x1: f64) -> TimeAxis {
    let about = &results.about;
    let of_rows = rows.iter().flat_map(|row| [row.p80, row.p80_at_p10, row.p80_at_p90]).flatten();
    let open = rows.iter().any(|row| row.p80_at_p10.is_none() || row.p80_at_p90.is_none());
    let all = of_rows.chain(plan(results)).chain([about.deadline]).chain(open.then_some(about.horizon));
    let (first, last) = all.fold((about.deadline, about.deadline), |(a, b), date| (a.min(date), b.max(date)));
    let room = (x1 - x0 - 2.0 * ENDS).max(1.0);
    let margin = (f64::from(days(first, last).max(14)) * ENDS / room).ceil() as i32;
    TimeAxis { first: shifted(first, -margin), last: shifted(last, margin), x0, x1 }
}

/// The plan's own date of the headline.
fn plan(results: &Results) -> Option<Date> {
    results.milestones.first().and_then(|row| row.plan)
}

/// What the factors at the ends multiply.
fn multiplies(row: &TornadoRow) -> String {
    shorten(&format!("times {}", row.multiplies), LONGEST_NAME, SMALL.size, false)
}

fn name(row: &TornadoRow) -> String {
    shorten(&row.driver, LONGEST_NAME, NAME.size, false)
}

/// Days between the two ends; with one beyond the horizon more than any, with both nothing that is known.
fn swing(row: &TornadoRow) -> i64 {
    let both = row.p80_at_p10.is_none() && row.p80_at_p90.is_none();
    if both { 0 } else { row.swing_days.map_or(i64::MAX, i64::abs) }
}

/// A factor in words.
fn times(factor: f64) -> String {
    let digits = if factor < 9.95 { format!("{factor:.1}") } else { format!("{factor:.0}") };
    format!("{digits} times")
}

/// `+12`, `−3`, `0`.
fn signed(days: i64) -> String {
    let whole = thousands(days.unsigned_abs());
    match days {
        0 => "0".to_owned(),
        days if days < 0 => format!("\u{2212}{whole}"),
        _ => format!("+{whole}"),
    }
}
