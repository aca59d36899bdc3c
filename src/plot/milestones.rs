//! S-curves: how probable it is that each milestone is reached by a date, the headline large.

use super::PlotError;
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::style::{Anchor, Area, Colour, DEADLINE, INK, MEDIAN, Type};
use super::text::{policy_words, shorten, thousands};
use crate::calendar::in_words;
use crate::results::Results;
use crate::text::capital;

mod large;
mod series;
mod small;

use series::Series;

const WIDTH: f64 = 1000.0;
/// As many milestones as are drawn: the headline and five small ones.
const MOST: usize = 6;
/// The headline's plot.
const LARGE: Area = Area { x0: 60.0, y0: 164.0, x1: 972.0, y1: 462.0 };
/// From the bottom of the large plot to the small panels.
const TO_SMALL: f64 = 62.0;
const COLUMNS: usize = 3;
const SMALL_HEIGHT: f64 = 210.0;
/// What the policy as written is drawn with.
const WRITTEN: Colour = Colour(0x55, 0x55, 0x55);
const WRITTEN_DASHES: [f64; 2] = [6.0, 3.5];

struct Sheet<'a> {
    results: &'a Results,
    all: Vec<Series<'a>>,
    left_out: usize,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let sheet = Sheet::new(results);
    let small = sheet.all.len().saturating_sub(1);
    let bottom = LARGE.y1 + TO_SMALL + SMALL_HEIGHT * small.div_ceil(COLUMNS) as f64;
    let mut canvas = Canvas::new(WIDTH, bottom + 28.0 + if sheet.left_out > 0 { KEY_LINE } else { 0.0 });
    sheet.words(&mut canvas, bottom);
    match sheet.all.split_first() {
        None => drop(canvas.text("no milestone was computed", (LARGE.x0, LARGE.y0), Anchor::Start, NOTE)),
        Some((headline, others)) => {
            large::draw(&mut canvas, headline, &results.about, LARGE);
            for (i, series) in others.iter().enumerate() {
                small::draw(&mut canvas, series, &results.about, small_panel(i));
            }
        }
    }
    canvas.finish(&sheet.title(), &sheet.description())
}

/// The place of a small panel with its words.
fn small_panel(index: usize) -> Area {
    let width = (WIDTH - 32.0) / COLUMNS as f64;
    let (x0, y0) =
        (16.0 + width * (index % COLUMNS) as f64, LARGE.y1 + TO_SMALL + SMALL_HEIGHT * (index / COLUMNS) as f64);
    Area { x0, y0, x1: x0 + width - 18.0, y1: y0 + SMALL_HEIGHT }
}

impl<'a> Sheet<'a> {
    fn new(results: &'a Results) -> Self {
        let mut all = series::all(results);
        let left_out = all.len().saturating_sub(MOST);
        all.truncate(MOST);
        Self { results, all, left_out }
    }

    fn title(&self) -> String {
        format!("{}: how probable it is to be done by a date", frame::mission(&self.results.about, 540.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let what = format!(
            "{}Share of {} that reach a milestone on or before a date; every panel has its own dates.",
            frame::heading(about),
            frame::replications(about)
        );
        frame::head(canvas, &self.title(), &[what, self.doubts()]);
        frame::key(canvas, (16.0, 88.0), WIDTH - 16.0, self.key());
        if self.left_out > 0 {
            let words = format!("{} more milestones are in curves.csv", thousands(self.left_out as u64));
            canvas.text(&words, (16.0, bottom + 4.0), Anchor::Start, NOTE);
        }
        frame::source(canvas, about);
    }

    /// What the bands say, and the bracket where there is one.
    fn doubts(&self) -> String {
        if self.results.about.replications <= 1 {
            return "One replication, so that nothing is known of how probable it is.".to_owned();
        }
        let band = "Thin band: 95 % simulation error at each date (Wilson), from too few replications alone";
        let rows = self.all.first().into_iter().flat_map(|series| series.lines.iter().flatten());
        match rows.filter_map(|line| line.row).any(|row| series::doubt(row, &self.results.about).is_some()) {
            true => format!("{band}; bracket at the deadline: doubt about inputs, the 90 % range over the drivers."),
            false => format!("{band}."),
        }
    }

    fn key(&self) -> Vec<(Sample<'static>, String)> {
        let has = |index: usize| self.all.iter().any(|series| series.lines[index].is_some());
        let mut items: Vec<(Sample, String)> = Vec::new();
        if has(0) {
            items.push((
                Box::new(|canvas, (x, y)| canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 2.2, MEDIAN)),
                "policy off".to_owned(),
            ));
        }
        if has(1) {
            items.push((
                Box::new(|canvas, (x, y)| {
                    canvas.pattern(&[(x - 11.0, y), (x + 11.0, y)], &WRITTEN_DASHES, 1.8, WRITTEN);
                }),
                policy_words(&self.results.about.policy).to_owned(),
            ));
        }
        items.push((
            Box::new(|canvas, (x, y)| canvas.line(vec![(x, y - 8.0), (x, y + 8.0)], 1.2, INK)),
            "the plan's own date: nothing late".to_owned(),
        ));
        items.push((
            Box::new(|canvas, (x, y)| canvas.dashes(&[(x, y - 8.0), (x, y + 8.0)], (4.0, 2.5), 1.6, DEADLINE)),
            format!("deadline {}", in_words(self.results.about.deadline)),
        ));
        items
    }

    fn description(&self) -> String {
        let each: Vec<String> = self.all.iter().map(|series| series.in_a_sentence(&self.results.about)).collect();
        format!(
            "S-curves of {} milestones over {}. {}Deadline: {}. {}.",
            self.all.len(),
            frame::replications(&self.results.about),
            frame::heading(&self.results.about),
            in_words(self.results.about.deadline),
            each.join("; ")
        )
    }
}

/// A milestone's name in its room.
fn name(series: &Series, room: f64, style: Type) -> String {
    let name = shorten(&capital(&series.milestone.replace('-', " ")), room, style.size, style.bold);
    if name.is_empty() { "a milestone without a name".to_owned() } else { name }
}
