//! How the published figures lie among the replications, and how far each forecast
//! was from the head counts.

use super::PlotError;
use super::canvas::Canvas;
use super::frame::{self, NOTE, Sample};
use super::style::{Anchor, Area, Colour, INK, MEDIAN, Point, Type, WHITE};
use crate::results::Results;

mod crps;
mod pit;

const WIDTH: f64 = 900.0;
/// Left and right of both panels, and the top of the first.
const LEFT: f64 = 68.0;
const RIGHT: f64 = 872.0;
const TOP: f64 = 136.0;
const PIT_HEIGHT: f64 = 216.0;
const CRPS_HEIGHT: f64 = 190.0;
/// From the bottom of a panel to its key, and from there to the next heading.
const TO_KEY: f64 = 52.0;
const TO_HEADING: f64 = 40.0;
const HEADING: Type = Type::plain(13.0, INK).bold();

/// Shapes that differ without colour.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mark {
    Disc,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    fn draw(self, canvas: &mut Canvas, at: Point, colour: Colour) {
        self.shape(canvas, at, 6.2, WHITE);
        self.shape(canvas, at, 4.6, colour);
    }

    fn shape(self, canvas: &mut Canvas, (x, y): Point, reach: f64, colour: Colour) {
        match self {
            Self::Disc => canvas.disc((x, y), reach, colour),
            Self::Square => canvas.rect(Area::around((x, y), 0.85 * reach), colour),
            Self::Triangle => {
                canvas.fill(
                    vec![(x, y - 1.2 * reach), (x + 1.1 * reach, y + 0.8 * reach), (x - 1.1 * reach, y + 0.8 * reach)],
                    colour,
                );
            }
            Self::Diamond => {
                let reach = 1.2 * reach;
                canvas.fill(vec![(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], colour);
            }
        }
    }
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let (figures, series) = (pit::figures(results), crps::series(results));
    let first = Area { x0: LEFT, y0: TOP, x1: RIGHT, y1: TOP + if figures.is_empty() { 40.0 } else { PIT_HEIGHT } };
    let y0 = first.y1 + TO_KEY + TO_HEADING + 20.0;
    let second = Area { y0, y1: y0 + if series.is_empty() { 0.0 } else { CRPS_HEIGHT }, ..first };
    let height = if series.is_empty() { first.y1 + TO_KEY + 46.0 } else { second.y1 + TO_KEY + 42.0 };
    let mut canvas = Canvas::new(WIDTH, height);
    words(&mut canvas, results);
    pit::draw(&mut canvas, results, &figures, first);
    crps::draw(&mut canvas, &series, second);
    frame::source(&mut canvas, &results.about);
    let description = format!("{}{}", pit::in_sentences(results, &figures), crps::in_sentences(&series));
    canvas.finish(&title(results), &description)
}

fn title(results: &Results) -> String {
    format!("{}: published figures against the model", frame::mission(&results.about, 480.0))
}

fn words(canvas: &mut Canvas, results: &Results) {
    let heading = format!("{}{}.", frame::heading(&results.about), inside(results));
    let lines = [
        heading,
        "One mission is one trajectory and its figures hang together: their share inside a band is no success rate."
            .to_owned(),
    ];
    frame::head(canvas, &title(results), &lines);
}

/// The number inside the band beside what the model itself would give.
fn inside(results: &Results) -> String {
    let Some(row) = results.scores.iter().find(|row| row.score == "inside_90") else {
        return "No figure is scored".to_owned();
    };
    let inside = row.drawdown.unwrap_or(0.0);
    let reference = match (row.reference_p05, row.reference_p95) {
        (Some(low), Some(high)) if low < high => {
            format!("; a mission drawn from it has {low} to {high} in at least nine of ten cases")
        }
        (Some(low), Some(_)) => format!("; a mission drawn from it has {low} in at least nine of ten cases"),
        _ => String::new(),
    };
    format!("{inside:.0} of {} figures lie inside the 90 % band{reference}", row.figures)
}

/// A panel's heading above it.
fn heading(canvas: &mut Canvas, panel: Area, above: f64, bold: &str, plain: &str) {
    let y = panel.y0 - above;
    let area = canvas.text(bold, (16.0, y), Anchor::Start, HEADING);
    canvas.text(plain, (area.x1 + 8.0, y), Anchor::Start, NOTE);
}

/// A sample of a mark for a key.
fn sample<'a>(mark: Mark, colour: Colour, line: bool) -> Sample<'a> {
    Box::new(move |canvas, (x, y)| {
        if line {
            canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 1.6, colour);
        }
        mark.draw(canvas, (x, y), colour);
    })
}

/// Blue, black, vermilion and green can be told apart by all eyes; the shapes do so in print.
const COLOURS: [Colour; 4] = [MEDIAN, INK, Colour(0xB8, 0x50, 0x00), Colour(0x00, 0x7A, 0x5A)];
