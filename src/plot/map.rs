//! Where everything is and how far: a map for each month, or one of a single day.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use jiff::civil::Date;

use super::PlotError;
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::style::{Anchor, Area, INK, MEDIAN, Point, Type, WHITE};
use super::text::{short, thousands};
use crate::calendar::in_words;
use crate::geo::Ground;
use crate::results::{Map, PlaceRow, Results, StageRow};
use marks::Stage;
use panel::{Look, Panel, Seen, radius};

mod dates;
mod marks;
mod panel;

const WIDTH: f64 = 900.0;
const TOP: f64 = 84.0;
/// The first, large panel, its key to the right of it; and one that has the page to itself.
const LARGE: (f64, f64) = (606.0, 424.0);
const ALONE: (f64, f64) = (868.0, 580.0);
const KEY: f64 = 640.0;
/// Small panels side by side, the space between them, and that for the date above each.
const COLUMNS: usize = 4;
const GAP: f64 = 12.0;
const DATE: f64 = 24.0;
const DATE_WORDS: Type = Type::plain(12.5, INK).bold();
const NAME: Type = Type::plain(11.5, INK).halo();
const BOTTOM: f64 = 62.0;
/// Circles cover at most this share of a map.
const MOST_COVERED: f64 = 0.1;

const HOW: &str = "At the end of the day; circles by area; roads and flights until the site is vacated";
const DISCLAIMER: &str = "Borders and names on this map imply no official endorsement or acceptance. Outlines: Natural Earth, public domain.";

/// Draws a map of the first day, and a small one for each month; only where every site has a position.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let dates = dates::dates(results);
    let sheet = Sheet::new(results);
    let rows = dates.len().saturating_sub(1).div_ceil(COLUMNS) as f64;
    let small = (WIDTH - 32.0 - GAP * (COLUMNS as f64 - 1.0)) / COLUMNS as f64;
    let (small, step) = ((small, small * LARGE.1 / LARGE.0), small * LARGE.1 / LARGE.0 + DATE + 6.0);
    let mut canvas = Canvas::new(WIDTH, TOP + DATE + LARGE.1 + 10.0 + rows * step + BOTTOM);
    let title = format!("{}: where people are, and how far each site is", frame::mission(&results.about, 520.0));
    sheet.head(&mut canvas, &title, &format!("{HOW}."));
    let large = Look { radius: sheet.radii(LARGE, (26.0, 4.0)), names: Some(NAME), numbers: false };
    let tiny = Look { radius: sheet.radii(small, (12.0, 2.8)), names: None, numbers: false };
    for (i, &date) in dates.iter().enumerate() {
        let (at, size, look) = match i.checked_sub(1) {
            None => ((16.0, TOP + DATE), LARGE, large),
            Some(i) => {
                let (row, column) = ((i / COLUMNS) as f64, (i % COLUMNS) as f64);
                let y = TOP + DATE + LARGE.1 + 10.0 + row * step + DATE;
                ((16.0 + column * (small.0 + GAP), y), small, tiny)
            }
        };
        sheet.panel(&mut canvas, date, at, size, look);
    }
    sheet.key_beside(&mut canvas, large.radius);
    let last = dates.last().map_or(String::new(), |date| format!(" to {}", in_words(*date)));
    let first = dates.first().copied().unwrap_or(results.about.start);
    let days = format!("Maps of the mission from {}{last}. ", in_words(first));
    canvas.finish(&title, &(days + &sheet.description(first)))
}

/// Draws the map of one day.
pub(super) fn draw_on(results: &Results, date: Date) -> Result<String, PlotError> {
    let sheet = Sheet::new(results);
    let mut canvas = Canvas::new(WIDTH, TOP + ALONE.1 + 3.0 * KEY_LINE + 10.0 + BOTTOM);
    let title = format!("{}: {}", frame::mission(&results.about, 560.0), in_words(date));
    sheet.head(&mut canvas, &title, &format!("{HOW}. Beside names: median (90 % band{}).", sheet.steps()));
    let look = Look { radius: sheet.radii(ALONE, (32.0, 4.5)), names: Some(NAME), numbers: true };
    sheet.panel(&mut canvas, date, (16.0, TOP), ALONE, look);
    sheet.key_below(&mut canvas, TOP + ALONE.1 + 22.0, look.radius);
    canvas.finish(&title, &sheet.description(date))
}

struct Sheet<'a> {
    results: &'a Results,
    map: &'a Map,
    /// People at the fullest site on any day.
    most: u32,
    /// The sum over sites of the most people there on any day.
    sum: u64,
}

impl<'a> Sheet<'a> {
    fn new(results: &'a Results) -> Self {
        let mut most: BTreeMap<&str, u32> = results.map.places.iter().map(|place| (&*place.site, 0)).collect();
        for row in &results.places {
            if let Some(most) = most.get_mut(&*row.site) {
                *most = row.people_p50.max(*most);
            }
        }
        let sum = most.values().map(|&people| u64::from(people)).sum();
        Self { results, map: &results.map, most: most.values().copied().max().unwrap_or(0), sum }
    }

    /// The largest and the least radius, smaller where many sites would cover the ground.
    fn radii(&self, size: (f64, f64), (largest, least): (f64, f64)) -> (f64, f64) {
        let discs = PI * self.sum as f64 / f64::from(self.most.max(1));
        let covered = (MOST_COVERED * size.0 * size.1 / discs.max(1e-9)).sqrt();
        (largest.min(covered).max(least), least)
    }

    fn head(&self, canvas: &mut Canvas, title: &str, second: &str) {
        let about = &self.results.about;
        let lines = [
            format!(
                "{}The commonest stage and the median number of people in {}, local staff left out.",
                frame::heading(about),
                frame::replications(about)
            ),
            second.into(),
        ];
        frame::head(canvas, title, &lines);
        let page = canvas.page();
        canvas.text(DISCLAIMER, (16.0, page.y1 - 30.0), Anchor::Start, NOTE);
        frame::source(canvas, about);
    }

    /// How coarse the counts of people are.
    fn steps(&self) -> String {
        let widest = self.results.places.iter().map(|row| row.people_bin_width).max().unwrap_or(1);
        if widest > 1 { format!(", in steps of at most {}", thousands(widest.into())) } else { String::new() }
    }

    fn panel(&self, canvas: &mut Canvas, date: Date, at: Point, size: (f64, f64), look: Look) {
        let Some(ground) = Ground::of(self.map, size.0, size.1) else { return };
        let area = Area { x0: at.0, y0: at.1, x1: at.0 + size.0, y1: at.1 + size.1 };
        let sites = self.seen(date);
        let lanes = self.lanes(&ground, &sites);
        let panel = Panel { area, ground: &ground, sites, lanes, most: self.most, look };
        let unnamed = panel.draw(canvas);
        if !look.numbers {
            canvas.text(&short(date), (area.x0, area.y0 - 12.0), Anchor::Start, DATE_WORDS);
        }
        if unnamed > 0 {
            let words = match unnamed {
                1 => "1 site has no room for its name".to_owned(),
                n => format!("{n} sites have no room for their names"),
            };
            let style = if look.numbers { (area.x1, area.y1 + 10.0) } else { (area.x1, area.y0 - 12.0) };
            canvas.text(&words, style, Anchor::End, NOTE);
        }
    }

    /// Every site on a day, or on the last counted day before it.
    fn seen(&self, date: Date) -> Vec<Seen<'a>> {
        let Some(day) = dates::counted(self.results, date) else { return vec![] };
        let stages: Vec<&StageRow> = self.results.stages.iter().filter(|row| row.date == day).collect();
        let people: Vec<&PlaceRow> = self.results.places.iter().filter(|row| row.date == day).collect();
        let seen = |place: &'a crate::results::Place| {
            let row = stages.iter().find(|row| row.site == place.site)?;
            let people = people.iter().find(|row| row.site == place.site);
            let shares = [row.operating_share, row.closing_share, row.vacated_share, row.ended_share];
            Some(Seen {
                place,
                stage: Stage::of(row.stage),
                share: shares.into_iter().fold(0.0, f64::max),
                people: people.map_or([0; 3], |row| [row.people_p05, row.people_p50, row.people_p95]),
            })
        };
        self.map.places.iter().filter_map(seen).collect()
    }

    /// The lanes of sites that still have somebody or something.
    fn lanes(&self, ground: &Ground, sites: &[Seen]) -> Vec<(Point, Point, &'static str)> {
        let open = |from: usize| {
            let site = &self.map.places[from].site;
            sites.iter().any(|seen| seen.place.site == *site && matches!(seen.stage, Stage::Operating | Stage::Closing))
        };
        let place = |index: usize| ground.place(self.map.places[index].lat, self.map.places[index].lon);
        let lanes = self.map.lanes.iter().filter(|lane| open(lane.from));
        lanes.map(|lane| (place(lane.from), place(lane.to), lane.mode)).collect()
    }

    fn key(&self) -> Vec<(Sample<'static>, String)> {
        let mut items: Vec<(Sample, String)> = Vec::new();
        for stage in Stage::ALL {
            items.push((Box::new(move |canvas, at| stage.draw(canvas, at, 7.0, true)), stage.words().into()));
        }
        items.push((
            Box::new(|canvas, at| Stage::Operating.draw(canvas, at, 7.0, false)),
            "lighter, with “?”: in under 75 % of them".into(),
        ));
        items.push((
            Box::new(|canvas, at| {
                marks::gateway(canvas, at, 4.0);
                Stage::Operating.draw(canvas, at, 4.0, true);
            }),
            "with exits from the country".into(),
        ));
        for (mode, words, same) in [("road", "by road", ""), ("air", "by air", ""), ("river", "by water", "sea")] {
            if self.map.lanes.iter().any(|lane| [mode, same].contains(&lane.mode)) {
                let sample =
                    move |canvas: &mut Canvas, (x, y): Point| marks::lane(canvas, (x - 11.0, y), (x + 11.0, y), mode);
                items.push((Box::new(sample), words.into()));
            }
        }
        items
    }

    /// The key right of the large panel, the sizes first.
    fn key_beside(&self, canvas: &mut Canvas, radii: (f64, f64)) {
        let mut y = TOP + DATE + 8.0;
        canvas.text("People", (KEY, y), Anchor::Start, DATE_WORDS);
        y += 24.0 + radii.0;
        self.sizes(canvas, (KEY, y), radii);
        y += radii.0 + 34.0;
        canvas.text("Stage", (KEY, y), Anchor::Start, DATE_WORDS);
        for (sample, words) in self.key() {
            y += 25.0;
            sample(canvas, (KEY + 11.0, y));
            canvas.text(&words, (KEY + 31.0, y), Anchor::Start, NOTE);
        }
    }

    fn key_below(&self, canvas: &mut Canvas, y: f64, radii: (f64, f64)) {
        let items = self.key();
        frame::key(canvas, (16.0, y), WIDTH - 250.0, items);
        self.sizes(canvas, (WIDTH - 230.0, y + 14.0), radii);
    }

    /// Three circles with the people that they stand for.
    fn sizes(&self, canvas: &mut Canvas, (mut x, y): Point, radii: (f64, f64)) {
        for people in round_sizes(self.most) {
            let r = radius(people, self.most, radii);
            x += r;
            canvas.disc((x, y), r, MEDIAN);
            canvas.disc((x, y), r - 1.2, WHITE);
            let words = thousands(people.into());
            canvas.text(&words, (x + r + 6.0, y), Anchor::Start, NOTE);
            x += r + 6.0 + NOTE.width(&words) + 18.0;
        }
    }

    /// The map of one day in words, for those who do not see it.
    fn description(&self, date: Date) -> String {
        let site = |seen: &Seen| {
            let sure = if seen.is_sure() { "" } else { ", uncertain" };
            format!("{} ({}{sure}, {} people)", seen.place.name, seen.stage.name(), thousands(seen.people[1].into()))
        };
        let sites: Vec<String> = self.seen(date).iter().map(site).collect();
        format!("On {}: {}.", in_words(date), sites.join("; "))
    }
}

/// At most three round numbers up to `most`, the largest first.
fn round_sizes(most: u32) -> Vec<u32> {
    let decades = (0..10).rev().map(|power| 10_u64.pow(power));
    let all = decades.flat_map(|ten| [5 * ten, 2 * ten, ten]).filter(|&n| n <= u64::from(most.max(1)));
    let sizes: Vec<u32> = all.map(|n| n as u32).collect();
    // Four steps down is about a twentieth: a circle of a fifth of the width.
    sizes.into_iter().step_by(2).take(3).collect()
}
