//! How far each forecast was from the head counts, over time.

use jiff::civil::Date;

use super::pit::middle;
use super::{COLOURS, Mark, heading, sample};
use crate::plot::axis::{TimeAxis, days, shifted};
use crate::plot::canvas::Canvas;
use crate::plot::frame::{self, NOTE};
use crate::plot::labels::{self, Ground};
use crate::plot::style::{Anchor, Area, Colour, Point, RULE, Type};
use crate::plot::text::thousands;
use crate::results::{CheckRow, Results};

/// Name beside the curve, name in the key, mark, and the column.
type Forecast = (&'static str, &'static str, Mark, fn(&CheckRow) -> Option<f64>);

const FORECASTS: [Forecast; 4] = [
    ("drawdown", "drawdown", Mark::Disc, |row| row.crps),
    ("plan", "the plan as written, nothing late", Mark::Square, |row| row.crps_plan),
    ("straight line", "a straight line to the deadline", Mark::Triangle, |row| row.crps_line),
    ("seats alone", "seats alone, without sites", Mark::Diamond, |row| row.crps_seats),
];

/// A mission has at most a million people; what is further off stands at the top.
const MOST: f64 = 1e6;

/// One forecast's scores by date.
pub(super) struct Series {
    name: &'static str,
    words: &'static str,
    mark: Mark,
    colour: Colour,
    /// In people.
    points: Vec<(Date, f64)>,
}

/// The forecasts that have a score at a head count.
pub(super) fn series(results: &Results) -> Vec<Series> {
    let is_meant = |row: &&CheckRow| row.role == "score" && matches!(row.quantity, "gone" | "present");
    let rows: Vec<&CheckRow> = results.checks.iter().filter(is_meant).collect();
    let one = |(forecast, colour): (&Forecast, Colour)| {
        let (name, words, mark, crps) = *forecast;
        let point = |row: &&CheckRow| Some((middle(row.date, row.date_to.unwrap_or(row.date)), crps(row)?));
        let mut points: Vec<(Date, f64)> = rows.iter().filter_map(point).collect();
        points.sort_by_key(|point| point.0);
        Series { name, words, mark, colour, points }
    };
    FORECASTS.iter().zip(COLOURS).map(one).filter(|series| !series.points.is_empty()).collect()
}

/// Powers of ten to pixels. What is under the lowest power stands on it.
struct LogAxis {
    low: i32,
    high: i32,
    panel: Area,
}

impl LogAxis {
    fn new(series: &[Series], panel: Area) -> Self {
        let all = series.iter().flat_map(|series| &series.points).map(|point| point.1.clamp(1.0, MOST));
        let (least, most) = all.fold((MOST, 1.0_f64), |(least, most), score| (least.min(score), most.max(score)));
        let low = least.log10().floor() as i32;
        Self { low, high: (most.log10().ceil() as i32).max(low + 1), panel }
    }

    fn y(&self, people: f64) -> f64 {
        let power = people.max(1e-9).log10().clamp(f64::from(self.low), f64::from(self.high));
        let share = (power - f64::from(self.low)) / f64::from(self.high - self.low);
        self.panel.y1 - (self.panel.y1 - self.panel.y0) * share
    }

    fn draw(&self, canvas: &mut Canvas) {
        for power in self.low..=self.high {
            let people = 10_f64.powi(power);
            let y = self.y(people);
            canvas.line(vec![(self.panel.x0, y), (self.panel.x1, y)], 1.0, RULE);
            let bound = if power == 0 { "≤ " } else { "" };
            canvas.text(&format!("{bound}{}", thousands(people as u64)), (self.panel.x0 - 8.0, y), Anchor::End, NOTE);
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas, series: &[Series], panel: Area) {
    let dates = || series.iter().flat_map(|series| &series.points).map(|point| point.0);
    let (Some(first), Some(last)) = (dates().min(), dates().max()) else { return };
    heading(
        canvas,
        panel,
        20.0,
        "How far from each head count (CRPS):",
        "people, logarithmic scale; 0 would be perfect; all but drawdown are a single curve each",
    );
    let margin = 3 + days(first, last) / 30;
    // Room at the right for the names.
    let last = shifted(last, margin + days(first, last) / 8);
    let axis = TimeAxis { first: shifted(first, -margin), last, x0: panel.x0, x1: panel.x1 };
    let scale = LogAxis::new(series, panel);
    scale.draw(canvas);
    axis.draw(canvas, panel.y0, panel.y1, false);
    let curves: Vec<Vec<Point>> = series
        .iter()
        .map(|series| series.points.iter().map(|&(date, score)| (axis.x(date), scale.y(score))).collect())
        .collect();
    // Ours last, so that nothing hides it.
    for (series, curve) in series.iter().zip(&curves).rev() {
        canvas.line(curve.clone(), 1.6, series.colour);
    }
    for (series, curve) in series.iter().zip(&curves).rev() {
        for &at in curve {
            series.mark.draw(canvas, at, series.colour);
            canvas.reserve(Area::around(at, 5.5));
        }
    }
    names(canvas, series, &curves, panel);
    let items = series.iter().map(|series| (sample(series.mark, series.colour, true), series.words.to_owned()));
    frame::key(canvas, (16.0, panel.y1 + super::TO_KEY), panel.x1, items.collect());
}

/// Each curve's name beside its last point.
fn names(canvas: &mut Canvas, series: &[Series], curves: &[Vec<Point>], panel: Area) {
    let dense: Vec<Point> = curves.iter().flat_map(|curve| labels::dense(curve)).collect();
    let frame = Area { x0: panel.x0, y0: panel.y0 - 8.0, x1: panel.x1 + 12.0, y1: panel.y1 - 2.0 };
    let ground = Ground { frame, avoid: &dense };
    for (series, curve) in series.iter().zip(curves) {
        let style = Type::plain(12.0, series.colour).bold().halo();
        if let Some(&last) = curve.last() {
            labels::beside(canvas, last, series.name, style, &ground, 1.0);
        }
    }
}

pub(super) fn in_sentences(series: &[Series]) -> String {
    let one = |series: &Series| {
        let each = series.points.iter().map(|(date, score)| format!("{date}: {score:.0}"));
        format!(" CRPS of {} at each head count, in people: {}.", series.name, each.collect::<Vec<_>>().join("; "))
    };
    series.iter().map(one).collect()
}
