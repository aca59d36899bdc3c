//! Who is where: one small panel a site, people there over time against its beds.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{CountAxis, TimeAxis};
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::panels::{self, ABOVE, MOST, NAME, TOP, WIDTH, plot_of};
use super::style::{Anchor, Area, DEADLINE, INK, MEDIAN, Point, TINTS, Type, WHITE};
use super::text::{shorten, thousands};
use crate::calendar::in_words;
use crate::results::{PlaceRow, Results};

const BEDS: Type = Type::plain(11.0, INK).halo();

/// One site of the picture.
struct Panel<'a> {
    name: &'a str,
    rows: Vec<&'a PlaceRow>,
    most: u32,
}

struct Sheet<'a> {
    results: &'a Results,
    panels: Vec<Panel<'a>>,
    left_out: usize,
    first: Date,
    last: Date,
    horizon: Date,
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
        let dates = || results.places.iter().map(|row| row.date);
        let first = dates().min().unwrap_or(about.start);
        let horizon = dates().max().unwrap_or(first);
        let last = panels::last(about, first, horizon);
        let mut panels: Vec<Panel> =
            results.sites.iter().map(|site| Panel::new(results, &site.site, &site.name, last)).collect();
        panels.retain(|panel| panel.most > 0);
        let mut sizes: Vec<u32> = panels.iter().map(|panel| panel.most).collect();
        sizes.sort_unstable_by_key(|size| std::cmp::Reverse(*size));
        let left_out = panels.len().saturating_sub(MOST);
        let smallest = sizes.get(MOST - 1).copied().unwrap_or(0);
        panels.retain(|panel| panel.most >= smallest);
        // Of sites as large as the last one, the first of the file.
        panels.truncate(MOST);
        Self { results, panels, left_out, first, last, horizon }
    }

    fn title(&self) -> String {
        format!("{}: who is where", frame::mission(&self.results.about, 780.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let bands = match about.replications {
            0 | 1 => "One replication, so that there is no band.".to_owned(),
            _ => format!("Shaded: where 90 % of {} lie; line: their median.", frame::replications(about)),
        };
        let bins = self.panels.iter().flat_map(|panel| &panel.rows).map(|row| row.people_bin_width).max().unwrap_or(1);
        let coarse =
            if bins > 1 { format!(", in steps of at most {} people", thousands(bins.into())) } else { String::new() };
        let unit = format!(
            "People at each site at the end of each day, local staff left out{coarse}; every panel has its own scale."
        );
        frame::head(canvas, &self.title(), &[frame::heading(about) + &bands, unit]);
        self.key(canvas);
        if self.panels.is_empty() {
            canvas.text("nobody is at any site", (16.0, TOP + ABOVE), Anchor::Start, NOTE);
        }
        let mut end = format!("end of the axes: {}", in_words(self.last));
        if self.last < self.horizon {
            end += &format!("; simulated until {}", in_words(self.horizon));
        }
        if self.left_out > 0 {
            end += &format!("; {} smaller sites are left out", thousands(self.left_out as u64));
        }
        canvas.text(&end, (WIDTH - 26.0, bottom + 6.0), Anchor::End, NOTE);
        frame::source(canvas, about);
    }

    fn key(&self, canvas: &mut Canvas) {
        let band: Sample = Box::new(|canvas, (x, y)| {
            canvas.rect(Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 }, TINTS[1]);
        });
        let line: Sample = Box::new(|canvas, (x, y)| canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 2.2, MEDIAN));
        let beds: Sample =
            Box::new(|canvas, (x, y)| canvas.dashes(&[(x - 11.0, y), (x + 11.0, y)], (4.0, 3.0), 1.3, INK));
        let deadline: Sample =
            Box::new(|canvas, (x, y)| canvas.dashes(&[(x, y - 8.0), (x, y + 8.0)], (4.0, 2.5), 1.6, DEADLINE));
        let date = format!("deadline {}", in_words(self.results.about.deadline));
        let mut items = vec![(band, "90 %".to_owned()), (line, "median".to_owned())];
        if self.panels.iter().any(|panel| panel.beds().is_some()) {
            items.push((beds, "beds".to_owned()));
        }
        items.push((deadline, date));
        frame::key(canvas, (16.0, 88.0), WIDTH - 16.0, items);
    }

    fn description(&self) -> String {
        let names: Vec<&str> = self.panels.iter().map(|panel| panel.name).collect();
        format!(
            "Small multiples of the number of people at each of {} sites from {} to {}, over {}: median, 90 % band and beds. Sites: {}.",
            self.panels.len(),
            in_words(self.first),
            in_words(self.last),
            frame::replications(&self.results.about),
            names.join(", ")
        )
    }
}

impl<'a> Panel<'a> {
    fn new(results: &'a Results, site: &str, name: &'a str, last: Date) -> Self {
        let mut rows: Vec<&PlaceRow> =
            results.places.iter().filter(|row| row.site == site && row.date <= last).collect();
        rows.sort_by_key(|row| row.date);
        let most = rows.iter().map(|row| row.people_p95).max().unwrap_or(0);
        Self { name, rows, most }
    }

    fn beds(&self) -> Option<u32> {
        self.rows.first().and_then(|row| row.beds)
    }

    fn draw(&self, canvas: &mut Canvas, sheet: &Sheet, plot: Area) {
        let axis = TimeAxis { first: sheet.first, last: sheet.last, x0: plot.x0, x1: plot.x1 };
        // Beds far beyond all people would flatten the curve: then only their number is told.
        let beds = self.beds().filter(|beds| u64::from(*beds) <= 2 * u64::from(self.most));
        let counts = CountAxis::new(f64::from(self.most.max(beds.unwrap_or(0))), plot.y0, plot.y1);
        let beds_words = self.beds().map_or(String::new(), |beds| format!("{} beds", thousands(beds.into())));
        let room = plot.x1 - plot.x0 - BEDS.width(&beds_words) - 10.0;
        canvas.text(&shorten(self.name, room, NAME.size, true), (plot.x0, plot.y0 - 12.0), Anchor::Start, NAME);
        counts.draw(canvas, plot.x0, plot.x1);
        axis.draw(canvas, plot.y0, plot.y1, false);
        self.curves(canvas, &axis, &counts);
        panels::deadline(canvas, &axis, sheet.results.about.deadline, plot);
        if let Some(beds) = beds {
            let y = counts.y(f64::from(beds));
            canvas.dashes(&[(plot.x0, y), (plot.x1, y)], (4.0, 3.0), 1.2, INK);
        }
        canvas.text(&beds_words, (plot.x1, plot.y0 - 12.0), Anchor::End, BEDS);
    }

    fn curves(&self, canvas: &mut Canvas, axis: &TimeAxis, counts: &CountAxis) {
        let curve = |of: fn(&PlaceRow) -> u32| -> Vec<Point> {
            self.rows.iter().map(|row| (axis.x(row.date), counts.y(f64::from(of(row))))).collect()
        };
        let upper = curve(|row| row.people_p95);
        let lower = curve(|row| row.people_p05);
        canvas.fill(upper.into_iter().chain(lower.into_iter().rev()).collect(), TINTS[1]);
        let median = curve(|row| row.people_p50);
        canvas.line(median.clone(), 3.6, WHITE);
        canvas.line(median, 1.9, MEDIAN);
    }
}
