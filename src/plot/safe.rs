//! The last safe dates: one row for each site and each permission that may be shut.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{TimeAxis, days, shifted};
use super::canvas::Canvas;
use super::frame::{self, NOTE, Sample};
use super::sites_row;
use super::style::{Anchor, Area, GREY, INK, MEDIAN, Point, RULE, Type};
use super::text::{percent, shorten, thousands};
use crate::results::{Results, SafeRow};

const WIDTH: f64 = 1000.0;
const TOP: f64 = 118.0;
const ROW: f64 = 26.0;
/// As many rows as are drawn.
const MOST: usize = 50;
const NAME: Type = Type::plain(12.0, INK);
const CELL: Type = Type::plain(11.0, GREY);
const LONGEST_NAME: f64 = 250.0;
/// The columns at the right: for the site, for the mission.
const COLUMNS: [f64; 2] = [118.0, 16.0];
const TABLE: f64 = 226.0;

/// A site, or a permission, which has no date of its own for the site.
struct Row<'a> {
    of_site: Option<&'a SafeRow>,
    of_mission: &'a SafeRow,
}

impl Row<'_> {
    fn name(&self) -> String {
        let row = self.of_mission;
        let name = if self.of_site.is_some() { row.name.clone() } else { format!("{}, {}", row.id, row.name) };
        shorten(&name, LONGEST_NAME, NAME.size, false)
    }
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let of_site = |id: &str| results.safe.iter().find(|r| r.kind == "site" && r.condition == "site" && r.id == id);
    let missions = results.safe.iter().filter(|row| row.condition == "mission");
    let mut rows: Vec<Row> = missions
        .map(|row| Row { of_site: if row.kind == "site" { of_site(&row.id) } else { None }, of_mission: row })
        .collect();
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let names = rows.iter().map(|row| NAME.width(&row.name())).fold(60.0, f64::max);
    let axis = axis(results, 16.0 + names + 16.0);
    let bottom = TOP + ROW * rows.len().max(1) as f64;
    let mut canvas = Canvas::new(WIDTH, bottom + 98.0);
    words(&mut canvas, results, &axis, (bottom, left_out));
    axis.draw(&mut canvas, TOP, bottom, true);
    for (i, row) in rows.iter().enumerate() {
        let y = TOP + ROW * (i as f64 + 0.5);
        canvas.line(vec![(16.0, y + ROW / 2.0), (WIDTH - 16.0, y + ROW / 2.0)], 0.8, RULE);
        draw_row(&mut canvas, row, &axis, y);
    }
    canvas.finish(&title(results), &description(results, &rows))
}

fn axis(results: &Results, x0: f64) -> TimeAxis {
    let about = &results.about;
    let first = results.safe.iter().map(|row| row.from).min().unwrap_or(about.start);
    let planned = results.safe.iter().filter_map(|row| row.planned).filter(|&date| date <= about.deadline).min();
    let first = planned.map_or(first, |planned| planned.min(first));
    let last = shifted(about.deadline, 4 + days(first, about.deadline) / 20);
    TimeAxis { first, last: last.max(shifted(first, 1)), x0, x1: WIDTH - 16.0 - TABLE - 14.0 }
}

fn title(results: &Results) -> String {
    format!("{}: how late is still safe", frame::mission(&results.about, 640.0))
}

fn words(canvas: &mut Canvas, results: &Results, axis: &TimeAxis, (bottom, left_out): (f64, usize)) {
    let about = &results.about;
    let first = results.safe.first();
    let (wanted, n) = first.map_or((0.8, 0), |row| (row.wanted, row.replications));
    let heading = format!(
        "{}The latest begin of a site, or opening of a permission, that leaves {}; {} replications, no policy.",
        frame::heading(about),
        percent(wanted),
        thousands(n)
    );
    let unit = "For the site: it is left by the deadline and loses no cargo. For the mission: everybody is out and no cargo lost. One date moved at a time.";
    frame::head(canvas, &title(results), &[heading, unit.to_owned()]);
    for (from_right, words) in COLUMNS.into_iter().zip(["for the site", "for the mission"]) {
        canvas.text(words, (WIDTH - from_right, TOP - 12.0), Anchor::End, CELL);
    }
    frame::deadline(canvas, axis, about.deadline, (TOP, bottom), None);
    let drawn = |condition: &str| results.safe.iter().any(|row| row.condition == condition && row.latest.is_some());
    let mut items: Vec<(Sample, String)> = vec![(Box::new(sites_row::planned), "planned".into())];
    if drawn("site") {
        items.push((Box::new(of_the_site), "last safe date for the site".into()));
    }
    if drawn("mission") {
        items.push((Box::new(of_the_mission), "last safe date for the mission".into()));
    }
    frame::key(canvas, (16.0, bottom + 52.0), WIDTH - 20.0, items);
    if left_out > 0 {
        let more = format!("{left_out} more in safe.csv");
        canvas.text(&more, (WIDTH - 16.0, bottom + 52.0), Anchor::End, NOTE);
    }
    frame::source_of(canvas, about, n, "off");
}

fn draw_row(canvas: &mut Canvas, row: &Row, axis: &TimeAxis, y: f64) {
    canvas.text(&row.name(), (16.0, y), Anchor::Start, NAME);
    let at = |date: Option<Date>| date.filter(|&date| axis.shows(date)).map(|date| (axis.x(date), y));
    let (site, mission) = (row.of_site.and_then(|row| row.latest), row.of_mission.latest);
    if let (Some(from), Some(to)) = (at(Some(row.of_mission.from)), at(site.max(mission))) {
        canvas.rect(Area { x0: from.0, y0: y - 2.0, x1: to.0, y1: y + 2.0 }, RULE);
    }
    at(site).into_iter().for_each(|at| of_the_site(canvas, at));
    at(mission).into_iter().for_each(|at| of_the_mission(canvas, at));
    at(row.of_mission.planned).into_iter().for_each(|at| sites_row::planned(canvas, at));
    for (from_right, row) in COLUMNS.into_iter().zip([row.of_site, Some(row.of_mission)]) {
        let words = row.map_or_else(|| "–".to_owned(), cell);
        canvas.text(&words, (WIDTH - from_right, y), Anchor::End, CELL);
    }
}

/// A disc, and a triangle that points back: shapes that differ without colour.
fn of_the_site(canvas: &mut Canvas, at: Point) {
    canvas.disc(at, 5.0, MEDIAN);
}

fn of_the_mission(canvas: &mut Canvas, (x, y): Point) {
    canvas.fill(vec![(x - 8.0, y), (x, y - 6.5), (x, y + 6.5)], INK);
}

fn cell(row: &SafeRow) -> String {
    match row.latest {
        Some(day) if day == row.to => "any date".to_owned(),
        Some(day) => day.strftime("%-d %b %Y").to_string(),
        None => format!("none, best {}", percent(row.best)),
    }
}

fn description(results: &Results, rows: &[Row]) -> String {
    let of = |row: &Row| {
        let site = row.of_site.map_or(String::new(), |row| format!(" for the site {},", cell(row)));
        format!("{}:{site} for the mission {}", row.name(), cell(row.of_mission))
    };
    let rows: Vec<String> = rows.iter().map(of).collect();
    format!("Last safe dates. {}Latest dates: {}.", frame::heading(&results.about), rows.join("; "))
}
