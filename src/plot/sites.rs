//! Closings planned and simulated: one row a site, in the order in which they are left.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{TimeAxis, days, shifted};
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::marks::{self, Dated, Role};
use super::sites_row::{self, Row, Sheet};
use super::style::{Anchor, Area, GREY, INK, Point, RULE, Type};
use super::text::thousands;
use crate::calendar::in_words;
use crate::results::{Results, SiteRow};

const WIDTH: f64 = 1000.0;
const TOP: f64 = 118.0;
/// A row with two lanes, and one of a chart without kept sites and published dates.
const ROWS: [f64; 2] = [31.0, 24.0];
/// As many sites as are drawn: those left last.
const MOST: usize = 60;
/// The three columns at the right.
const TABLE: f64 = 216.0;
/// The column for dates beyond the axis.
const BEYOND: f64 = 118.0;
const HEAD: Type = Type::plain(11.0, GREY);

/// What the picture is made of.
struct Chart<'a> {
    results: &'a Results,
    rows: Vec<Row<'a>>,
    left_out: usize,
    /// Height of a row.
    row: f64,
    sheet: Sheet,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let chart = Chart::new(results);
    let bottom = TOP + chart.row * chart.rows.len().max(1) as f64;
    let words: Vec<String> = chart.key().into_iter().map(|(_, words)| words).collect();
    let lines = frame::key_lines(WIDTH - 36.0, &words) as f64 + if chart.left_out > 0 { 1.0 } else { 0.0 };
    let mut canvas = Canvas::new(WIDTH, bottom + 54.0 + KEY_LINE * lines + 28.0);
    chart.words(&mut canvas, bottom);
    chart.sheet.axis.draw(&mut canvas, TOP, bottom, true);
    chart.grid(&mut canvas, bottom);
    for (i, row) in chart.rows.iter().enumerate() {
        sites_row::draw(&mut canvas, row, &chart.sheet, TOP + chart.row * (i as f64 + 0.5));
    }
    canvas.finish(&chart.title(), &chart.description())
}

impl<'a> Chart<'a> {
    fn new(results: &'a Results) -> Self {
        let mut sites: Vec<&SiteRow> = results.sites.iter().collect();
        // None last: a site that half of the replications do not leave within the horizon.
        sites.sort_by_key(|site| {
            (site.vacated_p50.is_none(), site.vacated_p50, site.vacated_p95.is_none(), site.vacated_p95)
        });
        let left_out = sites.len().saturating_sub(MOST);
        let rows: Vec<Row> =
            sites.split_off(left_out).into_iter().map(|site| Row::new(site, &results.checks)).collect();
        let (first, last) = range(results, &rows);
        let names = rows.iter().map(Row::name_width).fold(60.0, f64::max);
        let is_beyond = |row: &Row| row.beyond(last, results.about.horizon).is_some() || row.reported_after(last) > 0;
        let beyond = rows.iter().any(is_beyond);
        let table = WIDTH - 16.0 - TABLE;
        let x1 = table - 14.0 - if beyond { BEYOND } else { 0.0 };
        let axis = TimeAxis { first, last, x0: 16.0 + names + 14.0, x1 };
        let two_lanes = rows.iter().any(|row| row.site.kept || !row.reported.is_empty());
        let row = ROWS[usize::from(!two_lanes)];
        let (horizon, replications) = (results.about.horizon, results.about.replications);
        Self { results, rows, left_out, row, sheet: Sheet { axis, table, horizon, replications, two_lanes } }
    }

    fn title(&self) -> String {
        format!("{}: when the sites are left", frame::mission(&self.results.about, 680.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let heading =
            format!("{}Planned and simulated closings in {}.", frame::heading(about), frame::replications(about));
        let unit = "A site is left on the date on which nobody and nothing remains there. At the right: shares of replications, in per cent.";
        frame::head(canvas, &self.title(), &[heading, unit.to_owned()]);
        for (dx, words) in [(84.0, "median date"), (148.0, "by plan"), (TABLE, "by deadline")] {
            let area = canvas.text(words, (self.sheet.table + dx, TOP - 12.0), Anchor::End, HEAD);
            canvas.reserve(Area { x0: area.x0 - 10.0, ..area });
        }
        frame::deadline(canvas, &self.sheet.axis, about.deadline, (TOP, bottom), None);
        if let Some(known) = about.as_of {
            frame::as_of(canvas, &self.sheet.axis, known, (TOP, bottom));
        }
        if self.rows.is_empty() {
            canvas.text(
                "no site in this scenario",
                (self.sheet.axis.x0 + 8.0, TOP + self.row / 2.0),
                Anchor::Start,
                NOTE,
            );
        }
        let mut y = bottom + 54.0;
        if self.left_out > 0 {
            let words = format!(
                "{} sites that are left earlier are not drawn; all are in sites.csv",
                thousands(self.left_out as u64)
            );
            canvas.text(&words, (16.0, y), Anchor::Start, NOTE);
            y += KEY_LINE;
        }
        frame::key(canvas, (16.0, y), WIDTH - 20.0, self.key());
        frame::source(canvas, about);
    }

    fn grid(&self, canvas: &mut Canvas, bottom: f64) {
        for i in 0..=self.rows.len() {
            let y = TOP + self.row * i as f64;
            if y < bottom {
                canvas.line(vec![(16.0, y), (WIDTH - 16.0, y)], 0.8, RULE);
            }
        }
    }

    fn key(&self) -> Vec<(Sample<'a>, String)> {
        let mut items: Vec<(Sample, String)> = Vec::new();
        let mut item = |sample: Sample<'a>, words: &str| items.push((sample, words.to_owned()));
        item(Box::new(sites_row::sample), "median, half and 90 % of replications");
        if self.rows.iter().any(|row| row.site.imposed) {
            item(Box::new(sites_row::known), "known, an input");
        }
        item(Box::new(sites_row::planned), "planned");
        item(Box::new(sites_row::reference), "plan as written, nothing late");
        let reported = self.rows.iter().flat_map(|row| &row.reported);
        let mut roles: Vec<Role> = reported.clone().map(|dated| dated.role).collect();
        roles.sort();
        roles.dedup();
        for role in roles {
            item(Box::new(move |canvas, at| role.draw(canvas, at)), role.words());
        }
        if reported.clone().any(|dated| dated.ended) {
            item(Box::new(sites_row::flag), "with a stroke: handed over or ended");
        }
        if self.rows.iter().any(|row| row.beyond(self.sheet.axis.last, self.sheet.horizon).is_some()) {
            item(
                Box::new(|canvas, (x, y): Point| marks::arrow(canvas, (x - 10.0, y), (x + 10.0, y), INK)),
                "goes on beyond the axis, to the date said",
            );
        }
        items
    }

    fn description(&self) -> String {
        let about = &self.results.about;
        format!(
            "Chart of {} sites in the order in which they are left, over {}: planned date, median date and the dates between which half and nine tenths of replications lie. {}Deadline: {}.",
            self.rows.len(),
            frame::replications(about),
            frame::heading(about),
            in_words(about.deadline)
        ) + &self.medians()
    }

    fn medians(&self) -> String {
        let rows = self.rows.iter().map(|row| sites_row::in_a_sentence(row, self.sheet.horizon));
        format!(" Median dates: {}.", rows.collect::<Vec<_>>().join("; "))
    }
}

/// The axis: all that is planned, reported or likely; whiskers only as far as they leave that readable.
fn range(results: &Results, rows: &[Row]) -> (Date, Date) {
    let about = &results.about;
    let dated = |dated: &Dated| dated.high.or(dated.low);
    // Years may pass until a kept site ends: they would leave no room for the months in which the others do.
    let likely = |row: &Row| {
        let site = row.site;
        let own = [site.planned, site.plan_vacated, site.vacated_p50, site.vacated_p75];
        own.into_iter().flatten().chain(row.reported.iter().filter_map(dated)).max().filter(|_| !site.kept)
    };
    let core = rows.iter().filter_map(likely).chain([about.deadline]).max().unwrap_or(about.deadline);
    let first = rows.iter().filter_map(Row::earliest).chain([about.start]).min().unwrap_or(about.start);
    let first = first.max(shifted(about.start, -90)).min(about.start);
    let core = core.min(about.horizon.max(about.start));
    let limit = shifted(core, days(first, core) / 4);
    let tail = |row: &Row| {
        let own = [row.site.vacated_p95, row.site.vacated_p50, row.site.planned];
        own.into_iter().flatten().chain(row.reported.iter().filter_map(dated)).collect::<Vec<_>>()
    };
    let tails = rows.iter().flat_map(tail).filter(|tail| *tail <= limit);
    let last = tails.chain([core]).max().unwrap_or(core);
    (first, shifted(last, 3 + days(first, last) / 40).max(shifted(first, 1)))
}
