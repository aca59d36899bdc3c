//! What removing each thing changes in the probability of the deadline, and how
//! the change without everything splits over groups.

use super::PlotError;
use super::canvas::Canvas;
use super::frame;
use super::style::{Anchor, Area, Colour, GREY, INK, RULE, Type, WHITE};
use super::text::{shorten, thousands};
use crate::results::{BecauseRow, Results};

mod steps;

pub(super) const WIDTH: f64 = 900.0;
const TOP: f64 = 122.0;
const ROW: f64 = 27.0;
/// As many rows as are drawn: the largest changes.
const MOST: usize = 16;
/// Left and right of the bars, and the column of words at the right.
pub(super) const LEFT: f64 = 232.0;
pub(super) const RIGHT: f64 = 664.0;
pub(super) const NAME: Type = Type::plain(12.0, INK);
pub(super) const SMALL: Type = Type::plain(11.0, GREY);
const HEADING: Type = Type::plain(13.0, INK).bold();
/// Without it the deadline is likelier; less likely (Okabe & Ito 2008).
pub(super) const LIKELIER: Colour = Colour(0x00, 0x72, 0xB2);
pub(super) const LESS_LIKELY: Colour = Colour(0xE6, 0x9F, 0x00);

/// Draws the figure, of at least one row.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let mut rows: Vec<&BecauseRow> = results.because.iter().collect();
    rows.sort_by(|a, b| b.by_deadline_change.abs().total_cmp(&a.by_deadline_change.abs()));
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let bottom = TOP + ROW * rows.len().max(1) as f64;
    let note = if left_out > 0 { 20.0 } else { 0.0 };
    let second = bottom + 40.0 + note;
    let mut canvas = Canvas::new(WIDTH, steps::bottom(results, second) + 44.0);
    words(&mut canvas, results);
    let scale = Scale::of(&rows);
    scale.draw(&mut canvas, TOP, bottom);
    for (i, row) in rows.iter().enumerate() {
        draw_row(&mut canvas, row, &scale, TOP + ROW * (i as f64 + 0.5));
    }
    if left_out > 0 {
        let words = format!("{left_out} with a smaller change are not drawn; all are in because.csv");
        canvas.text(&words, (16.0, bottom + 34.0), Anchor::Start, SMALL);
    }
    steps::draw(&mut canvas, results, second);
    let n = results.because.first().map_or(0, |row| row.replications);
    frame::source_of(&mut canvas, &results.about, n, "off");
    canvas.finish(&title(results), &format!("{}{}", in_sentences(&rows), steps::in_sentences(results)))
}

fn title(results: &Results) -> String {
    format!("{}: because of what is the deadline missed?", frame::mission(&results.about, 420.0))
}

fn words(canvas: &mut Canvas, results: &Results) {
    let Some(row) = results.because.first() else { return };
    let lines = [
        format!(
            "{}As drawn, the deadline is met in {} of {} replications without a policy. Each thing is removed alone,",
            frame::heading(&results.about),
            percent(row.by_deadline),
            thousands(row.replications)
        ),
        "and the same replications run again under the same luck. Lines: 95 % simulation error. Single changes do not add up."
            .to_owned(),
    ];
    frame::head(canvas, &title(results), &lines);
    canvas.text("Without it, the chance changes by", (16.0, TOP - 30.0), Anchor::Start, HEADING);
    canvas.text("points", (RIGHT + 66.0, TOP - 12.0), Anchor::End, SMALL);
    canvas.text("P80 date, days", (WIDTH - 16.0, TOP - 12.0), Anchor::End, SMALL);
}

fn draw_row(canvas: &mut Canvas, row: &BecauseRow, scale: &Scale, y: f64) {
    canvas.line(vec![(16.0, y + ROW / 2.0), (WIDTH - 16.0, y + ROW / 2.0)], 0.7, RULE);
    let kind = SMALL.width(row.kind);
    let id = shorten(&row.id.replace('_', " "), LEFT - 46.0 - kind, NAME.size, false);
    let area = canvas.text(&id, (16.0, y), Anchor::Start, NAME);
    canvas.text(row.kind, (area.x1 + 6.0, y), Anchor::Start, SMALL);
    let change = (row.by_deadline_change, row.by_deadline_change_low, row.by_deadline_change_high);
    bar(canvas, (scale.x(0.0), scale.x(change.0)), y, change.0);
    whisker(canvas, (scale.x(change.1), scale.x(change.2)), y);
    canvas.text(&points(change.0), (RIGHT + 66.0, y), Anchor::End, Type::plain(12.0, INK).bold());
    canvas.text(&days(row), (WIDTH - 16.0, y), Anchor::End, SMALL);
}

/// A bar from one place to another, in the colour of its sign.
pub(super) fn bar(canvas: &mut Canvas, (from, to): (f64, f64), y: f64, change: f64) {
    let colour = if change < 0.0 { LESS_LIKELY } else { LIKELIER };
    canvas.rect(Area { x0: from.min(to), x1: from.max(to).max(from.min(to) + 1.0), y0: y - 7.0, y1: y + 7.0 }, colour);
}

/// A simulation error.
pub(super) fn whisker(canvas: &mut Canvas, (low, high): (f64, f64), y: f64) {
    if high - low < 0.5 {
        return;
    }
    for (width, colour) in [(3.4, WHITE), (1.4, INK)] {
        canvas.line(vec![(low, y), (high, y)], width, colour);
        for x in [low, high] {
            canvas.line(vec![(x, y - 3.5), (x, y + 3.5)], width, colour);
        }
    }
}

/// Changes in points to pixels, 0 in between.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(rows: &[&BecauseRow]) -> Self {
        let low = rows.iter().map(|row| row.by_deadline_change_low).fold(-0.005, f64::min);
        let high = rows.iter().map(|row| row.by_deadline_change_high).fold(0.02, f64::max);
        let room = 0.05 * (high - low);
        Self { low: low - room, high: high + room }
    }

    fn x(&self, share: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * ((share - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    fn draw(&self, canvas: &mut Canvas, top: f64, bottom: f64) {
        let pixels = (RIGHT - LEFT) / (self.high - self.low);
        let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
        let step = steps.into_iter().find(|step| step * pixels >= 52.0).unwrap_or(1.0);
        for i in (self.low / step).ceil() as i32..=(self.high / step).floor() as i32 {
            let x = self.x(f64::from(i) * step);
            let (width, colour) = if i == 0 { (1.2, INK) } else { (0.8, RULE) };
            canvas.line(vec![(x, top - 2.0), (x, bottom)], width, colour);
            canvas.text(&signed(f64::from(i) * step * 100.0, 0), (x, bottom + 12.0), Anchor::Middle, SMALL);
        }
    }
}

/// Days that the P80 date moves, with their simulation error.
fn days(row: &BecauseRow) -> String {
    let signed = |days: i64| signed(days as f64, 0);
    let end = |end: Option<i64>| end.map_or("?".to_owned(), signed);
    match (row.p80_change_days, row.p80, row.p80_without) {
        (Some(days), ..) => {
            format!("{} ({} to {})", signed(days), end(row.p80_change_days_low), end(row.p80_change_days_high))
        }
        (None, None, Some(_)) => "into the horizon".into(),
        (None, Some(_), None) => "beyond the horizon".into(),
        _ => "both beyond the horizon".into(),
    }
}

/// A change of a probability, in points; under ten with one decimal.
pub(super) fn points(share: f64) -> String {
    let points = share * 100.0;
    signed(points, usize::from(points.abs() < 9.95))
}

/// `+12`, `−3.5`, `0`.
fn signed(number: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", number.abs());
    match digits.parse() {
        Ok(0.0) => "0".into(),
        _ if number < 0.0 => format!("\u{2212}{digits}"),
        _ => format!("+{digits}"),
    }
}

pub(super) fn percent(share: f64) -> String {
    super::text::percent(share)
}

fn in_sentences(rows: &[&BecauseRow]) -> String {
    let one = |row: &&BecauseRow| {
        format!(
            "{} {}: {} points ({} to {})",
            row.kind,
            row.id,
            points(row.by_deadline_change),
            points(row.by_deadline_change_low),
            points(row.by_deadline_change_high)
        )
    };
    let rows: Vec<String> = rows.iter().map(one).collect();
    format!("Bar chart of the change of the chance of the deadline without each thing. {}.", rows.join("; "))
}
