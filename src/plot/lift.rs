//! Seats and trucks by week: what was used, lay idle or was refused, and what was needed.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{CountAxis, TimeAxis, shifted};
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::panels::{self, ABOVE, MOST, NAME, TOP, WIDTH, plot_of};
use super::style::{Anchor, Area, Colour, DEADLINE, INK, MEDIAN, Point, TINTS, WHITE};
use super::text::{shorten, thousands};
use crate::calendar::in_words;
use crate::results::{LiftRow, Results};

/// Orange of Okabe & Ito (2008).
const REFUSED: Colour = Colour(0xE6, 0x9F, 0x00);
/// A part of a bar: its name, its colour, its size.
type Part = (&'static str, Colour, fn(&LiftRow) -> f64);

/// From below.
const PARTS: [Part; 3] = [
    ("used", MEDIAN, |row| row.used_mean),
    ("idle", TINTS[0], |row| row.idle_mean),
    ("refused", REFUSED, |row| row.refused_mean),
];

/// One gateway's seats, or one pool's trucks.
struct Panel<'a> {
    name: String,
    rows: Vec<&'a LiftRow>,
}

struct Sheet<'a> {
    results: &'a Results,
    panels: Vec<Panel<'a>>,
    left_out: usize,
    first: Date,
    last: Date,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let sheet = Sheet::new(results);
    let bottom = panels::bottom(sheet.panels.len());
    let mut canvas = Canvas::new(WIDTH, bottom + KEY_LINE + 36.0);
    sheet.words(&mut canvas, bottom);
    for (i, panel) in sheet.panels.iter().enumerate() {
        panel.draw(&mut canvas, &sheet, plot_of(i));
    }
    canvas.finish(&sheet.title(), &sheet.description())
}

impl<'a> Sheet<'a> {
    fn new(results: &'a Results) -> Self {
        let about = &results.about;
        let dates = || results.lift.iter().map(|row| row.week);
        let first = dates().min().unwrap_or(about.start);
        let last = panels::last(about, first, about.horizon);
        let mut panels: Vec<Panel> = Vec::new();
        for row in results.lift.iter().filter(|row| row.week <= last) {
            let name = match row.kind {
                "seats" => format!("{}: seats out", name_of(results, &row.resource)),
                "trucks" => format!("{}: truck-days", row.resource),
                _ => continue,
            };
            match panels.iter_mut().find(|panel| panel.name == name) {
                Some(panel) => panel.rows.push(row),
                None => panels.push(Panel { name, rows: vec![row] }),
            }
        }
        panels.retain(|panel| panel.most() > 0.0);
        let left_out = panels.len().saturating_sub(MOST);
        panels.truncate(MOST);
        Self { results, panels, left_out, first, last }
    }

    fn title(&self) -> String {
        format!("{}: seats and trucks by week", frame::mission(&self.results.about, 700.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let heading = format!(
            "{}Means over {}; every panel has its own scale.",
            frame::heading(about),
            frame::replications(about)
        );
        let unit = "Seats out of each gateway, truck-days of each pool. Refused: by permissions, events, cancellations (trucks: truckload-days).";
        frame::head(canvas, &self.title(), &[heading, unit.to_owned()]);
        self.key(canvas);
        if self.panels.is_empty() {
            canvas.text("no seats and no trucks", (16.0, TOP + ABOVE), Anchor::Start, NOTE);
        }
        let mut end = format!("end of the axes: {}", in_words(self.last));
        if self.left_out > 0 {
            end += &format!("; {} more are in lift.csv", thousands(self.left_out as u64));
        }
        canvas.text(&end, (WIDTH - 26.0, bottom + 6.0), Anchor::End, NOTE);
        frame::source(canvas, about);
    }

    fn key(&self, canvas: &mut Canvas) {
        let mut items: Vec<(Sample, String)> = Vec::new();
        for (name, colour, _) in PARTS {
            let sample: Sample = Box::new(move |canvas, (x, y)| {
                canvas.rect(Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 }, colour)
            });
            items.push((sample, name.to_owned()));
        }
        let line: Sample = Box::new(|canvas, (x, y)| canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 2.0, INK));
        let deadline: Sample =
            Box::new(|canvas, (x, y)| canvas.dashes(&[(x, y - 8.0), (x, y + 8.0)], (4.0, 2.5), 1.6, DEADLINE));
        items.push((line, "needed: used, and what stood ready at the week's end".to_owned()));
        items.push((deadline, format!("deadline {}", in_words(self.results.about.deadline))));
        frame::key(canvas, (16.0, 88.0), WIDTH - 16.0, items);
    }

    fn description(&self) -> String {
        let one = |panel: &Panel| {
            format!("{} (most needed in a week: {})", panel.name, thousands(panel.needed().round() as u64))
        };
        let names: Vec<String> = self.panels.iter().map(one).collect();
        format!(
            "Small multiples of lift by week from {} to {}: used, idle, refused and needed, means over {}. {}.",
            in_words(self.first),
            in_words(self.last),
            frame::replications(&self.results.about),
            names.join(", ")
        )
    }
}

/// A gateway's name; its id where it has none.
fn name_of<'a>(results: &'a Results, id: &'a str) -> &'a str {
    let site = results.sites.iter().find(|site| site.site == id);
    site.map(|site| site.name.trim()).filter(|name| !name.is_empty()).unwrap_or(id)
}

impl Panel<'_> {
    fn needed(&self) -> f64 {
        self.rows.iter().map(|row| row.needed_mean).fold(0.0, f64::max)
    }

    fn most(&self) -> f64 {
        let bar = |row: &&LiftRow| PARTS.iter().map(|(_, _, of)| of(row).max(0.0)).sum::<f64>();
        self.rows.iter().map(bar).fold(self.needed(), f64::max)
    }

    fn draw(&self, canvas: &mut Canvas, sheet: &Sheet, plot: Area) {
        let axis = TimeAxis { first: sheet.first, last: sheet.last, x0: plot.x0, x1: plot.x1 };
        let counts = CountAxis::new(self.most(), plot.y0, plot.y1);
        let name = shorten(&self.name, plot.x1 - plot.x0, NAME.size, true);
        canvas.text(&name, (plot.x0, plot.y0 - 12.0), Anchor::Start, NAME);
        counts.draw(canvas, plot.x0, plot.x1);
        axis.draw(canvas, plot.y0, plot.y1, false);
        let mut needed: Vec<Point> = Vec::new();
        for row in &self.rows {
            let x0 = axis.x_held(row.week);
            let x1 = axis.x_held(shifted(row.week, row.days as i32));
            let mut from = 0.0;
            for (_, colour, of) in PARTS {
                let to = from + of(row).max(0.0);
                if to > from {
                    canvas
                        .rect(Area { x0, y0: counts.y(to), x1: (x1 - 0.8).max(x0 + 0.2), y1: counts.y(from) }, colour);
                }
                from = to;
            }
            needed.extend([(x0, counts.y(row.needed_mean)), (x1, counts.y(row.needed_mean))]);
        }
        canvas.line(needed.clone(), 3.4, WHITE);
        canvas.line(needed, 1.6, INK);
        panels::deadline(canvas, &axis, sheet.results.about.deadline, plot);
    }
}
