//! The drawdown curve: people still in the country, day by day, as a fan.

use jiff::civil::Date;

use super::PlotError;
use super::axis::{CountAxis, TimeAxis, days, shifted};
use super::canvas::Canvas;
use super::frame::{self, NOTE, Sample};
use super::labels::{self, Ground};
use super::marks::{self, Reported};
use super::reported;
use super::style::{Anchor, Area, INK, MEDIAN, Point, TINTS, Type, WHITE};
use super::text::{shorten, thousands};
use crate::calendar::in_words;
use crate::results::{Results, SiteRow, StrengthRow};

const WIDTH: f64 = 900.0;
/// The plot's left, right, top and bottom.
const PLOT: Area = Area { x0: 68.0, y0: 136.0, x1: 872.0, y1: 476.0 };
/// The axis goes on for this long after the deadline.
const AFTER_DEADLINE_DAYS: i32 = 42;

/// Whoever is present for so long at the end of the axis stays.
const RESTING_DAYS: usize = 7;

/// The lower and the upper end of a band.
type Band = fn(&StrengthRow) -> (u32, u32);

/// What the picture is made of.
struct Fan<'a> {
    results: &'a Results,
    rows: Vec<&'a StrengthRow>,
    figures: Vec<Reported>,
    axis: TimeAxis,
    counts: CountAxis,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let fan = Fan::new(results);
    let below = PLOT.y1 + 66.0;
    let mut canvas = Canvas::new(WIDTH, below + reported::height(&fan.figures, PLOT.x1 - 16.0) + 36.0);
    fan.words(&mut canvas);
    fan.counts.draw(&mut canvas, PLOT.x0, PLOT.x1);
    fan.axis.draw(&mut canvas, PLOT.y0, PLOT.y1, false);
    fan.bands(&mut canvas);
    fan.lines(&mut canvas);
    fan.dates(&mut canvas);
    reported::marks(&mut canvas, &fan.figures, &fan.axis, &fan.counts);
    fan.labels(&mut canvas);
    reported::below(&mut canvas, &fan.figures, results.about.strength, (16.0, below), PLOT.x1);
    canvas.finish(&fan.title(), &fan.description())
}

impl<'a> Fan<'a> {
    fn new(results: &'a Results) -> Self {
        let mut rows: Vec<&StrengthRow> = present(results).collect();
        rows.sort_by_key(|row| row.date);
        let mut figures = marks::people(results);
        let first = rows.first().map_or(results.about.start, |row| row.date);
        let last = end(results, &rows, &figures).max(shifted(first, 1));
        rows.retain(|row| row.date <= last);
        figures.retain(|figure| figure.to >= first && figure.from <= last);
        let most = rows.iter().map(|row| row.p97_5.max(row.plan)).max().unwrap_or(0).max(results.about.strength);
        let most = figures.iter().map(Reported::value).fold(f64::from(most), f64::max);
        Self {
            results,
            rows,
            figures,
            axis: TimeAxis { first, last, x0: PLOT.x0, x1: PLOT.x1 },
            counts: CountAxis::new(most, PLOT.y0, PLOT.y1),
        }
    }

    fn title(&self) -> String {
        format!("{}: people still in the country", frame::mission(&self.results.about, 580.0))
    }

    fn words(&self, canvas: &mut Canvas) {
        let about = &self.results.about;
        let bands = match about.replications {
            0 | 1 => "One replication, so that there is no band.".to_owned(),
            _ => {
                format!("Shaded: where half, 80 % and 95 % of {} lie; line: their median.", frame::replications(about))
            }
        };
        let bands = frame::heading(about) + &bands;
        let bins = self.rows.iter().map(|row| row.bin_width).max().unwrap_or(1);
        let coarse = if bins > 1 { format!(", in steps of {} people", thousands(bins.into())) } else { String::new() };
        let unit = format!("People present at the end of each day, local staff left out{coarse}.");
        frame::head(canvas, &self.title(), &[bands, unit]);
        canvas.text("people", (PLOT.x0 - 8.0, PLOT.y0 - 16.0), Anchor::End, NOTE);
        self.key(canvas);
        let end = self.end_words();
        canvas.text(&end, (PLOT.x1, PLOT.y1 + 45.0), Anchor::End, NOTE);
        frame::source(canvas, about);
    }

    /// How the axis ends, so that nobody takes its end for the end of the mission.
    fn end_words(&self) -> String {
        let last = self.axis.last;
        let horizon = self.last().map_or(last, |row| row.date);
        match self.rows.last() {
            None => "nothing was simulated".to_owned(),
            Some(_) if horizon <= last => format!("end of the axis: {}, the last simulated day", in_words(last)),
            Some(row) if self.last().is_some_and(|end| (end.p02_5, end.p97_5) == (row.p02_5, row.p97_5)) => {
                format!("end of the axis: {}; the bands stay as they are until {}", in_words(last), in_words(horizon))
            }
            Some(_) => {
                let (low, high) = self.last().map_or((0, 0), |row| (row.p02_5, row.p97_5));
                let (last, horizon) = (in_words(last), in_words(horizon));
                format!("end of the axis: {last}; simulated until {horizon}, when {}", between(low, high))
            }
        }
    }

    /// The last simulated day, on the axis or not.
    fn last(&self) -> Option<&StrengthRow> {
        present(self.results).max_by_key(|row| row.date)
    }

    /// The tints and what they hold, for the case that they are too thin to be seen apart.
    fn key(&self, canvas: &mut Canvas) {
        let tint = |i: usize| -> Sample {
            Box::new(move |canvas, (x, y)| {
                canvas.rect(Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 }, TINTS[i])
            })
        };
        let line: Sample = Box::new(|canvas, (x, y)| canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 2.2, MEDIAN));
        let plan: Sample =
            Box::new(|canvas, (x, y)| canvas.dashes(&[(x - 11.0, y), (x + 11.0, y)], (4.0, 3.0), 1.3, INK));
        let words = ["95 %", "80 %", "50 %", "median", "plan as written, nothing late"].map(str::to_owned);
        let samples = [tint(0), tint(1), tint(2), line, plan];
        frame::key(canvas, (16.0, 86.0), PLOT.x1, samples.into_iter().zip(words).collect());
    }

    /// Rows that are a fan: from `as_of`, where all replications are in one state, on.
    fn uncertain(&self) -> impl Iterator<Item = &StrengthRow> {
        let from = self.results.about.as_of;
        self.rows.iter().copied().filter(move |row| from.is_none_or(|from| row.date >= from))
    }

    fn at(&self, date: Date, people: u32) -> Point {
        (self.axis.x(date), self.counts.y(f64::from(people)))
    }

    fn bands(&self, canvas: &mut Canvas) {
        let levels: [Band; 3] = [|row| (row.p02_5, row.p97_5), |row| (row.p10, row.p90), |row| (row.p25, row.p75)];
        for (level, tint) in levels.into_iter().zip(TINTS) {
            let upper = self.uncertain().map(|row| self.at(row.date, level(row).1));
            let lower: Vec<Point> = self.uncertain().map(|row| self.at(row.date, level(row).0)).collect();
            canvas.fill(upper.chain(lower.into_iter().rev()).collect(), tint);
        }
    }

    fn median(&self) -> Vec<Point> {
        self.rows.iter().map(|row| self.at(row.date, row.p50)).collect()
    }

    fn plan(&self) -> Vec<Point> {
        let known = self.results.about.as_of;
        let open = self.rows.iter().filter(|row| known.is_none_or(|known| row.date >= known));
        open.map(|row| self.at(row.date, row.plan)).collect()
    }

    fn lines(&self, canvas: &mut Canvas) {
        let median = self.median();
        canvas.line(median.clone(), 4.2, WHITE);
        canvas.dashes(&self.plan(), (5.0, 3.5), 1.3, INK);
        canvas.line(median.clone(), 2.2, MEDIAN);
        if let [only] = median[..] {
            canvas.disc(only, 3.0, MEDIAN);
        }
    }

    fn dates(&self, canvas: &mut Canvas) {
        let about = &self.results.about;
        let left = self.rows.iter().find(|row| row.date == about.deadline).map(|row| {
            let [low, median, high] = [row.p10, row.p50, row.p90].map(|people| thousands(people.into()));
            format!("median {median} present, 80 %: {low}–{high}")
        });
        frame::deadline(canvas, &self.axis, about.deadline, (PLOT.y0, PLOT.y1), left);
        if let Some(known) = about.as_of {
            frame::as_of(canvas, &self.axis, known, (PLOT.y0, PLOT.y1));
        }
    }

    fn labels(&self, canvas: &mut Canvas) {
        let frame = Area { x0: PLOT.x0 + 2.0, y0: PLOT.y0 - 4.0, x1: PLOT.x1, y1: PLOT.y1 - 2.0 };
        let (median, plan) = (self.median(), self.plan());
        let curves: Vec<Point> = labels::dense(&median).chain(labels::dense(&plan)).collect();
        let ground = Ground { frame, avoid: &curves };
        reported::label(canvas, &self.figures, &self.axis, &self.counts, &ground);
        let style = |colour| Type::plain(12.0, colour).bold().halo();
        self.stay(canvas, plan.last(), &ground);
        labels::name(canvas, &plan, "plan", style(INK), &ground, -1.0);
        labels::name(canvas, &median, "median", style(MEDIAN), &ground, 1.0);
    }

    /// Where plan and median come to rest at different numbers: both, and the sites that only the plan keeps.
    fn stay(&self, canvas: &mut Canvas, end: Option<&Point>, ground: &Ground) {
        let ends = self.rows.last().zip(self.rows.iter().rev().nth(RESTING_DAYS));
        let (Some(&at), Some((last, before))) = (end, ends) else { return };
        if last.plan == last.p50 || (last.plan, last.p50) != (before.plan, before.p50) {
            return;
        }
        let [plan, median] = [last.plan, last.p50].map(|people| thousands(people.into()));
        let words = format!("stay: plan {plan}, median {median}");
        let style = Type::plain(11.0, INK).halo();
        labels::beside(canvas, at, &words, style, ground, -1.0);
        let kept = self.kept_by_the_plan();
        if !kept.is_empty() {
            labels::beside(canvas, (at.0, at.1 - 14.0), &format!("only the plan keeps {kept}"), style, ground, -1.0);
        }
    }

    /// Kept sites that most replications leave before the axis ends.
    fn kept_by_the_plan(&self) -> String {
        let by = |date: Option<Date>| date.is_some_and(|date| date <= self.axis.last);
        let left = |site: &&SiteRow| site.kept && by(site.vacated_p50) && !by(site.plan_vacated);
        let names: Vec<&str> = self.results.sites.iter().filter(left).map(|site| site.name.as_str()).collect();
        shorten(&names.join(", "), 120.0, 11.0, false)
    }

    fn description(&self) -> String {
        let about = &self.results.about;
        let end = self.rows.iter().find(|row| row.date == about.deadline);
        let left = end.map_or(String::new(), |row| {
            let [p10, p50, p90] = [row.p10, row.p50, row.p90].map(|people| thousands(people.into()));
            format!(" At the end of the deadline day the median is {p50} people present; 80 % of replications lie between {p10} and {p90}.")
        });
        format!(
            "Fan chart of the number of people present at the end of each day from {} to {}, over {}. {}Deadline: {}.{left} {} reported figures are marked.",
            in_words(self.axis.first),
            in_words(self.axis.last),
            frame::replications(about),
            frame::heading(about),
            in_words(about.deadline),
            self.figures.len()
        )
    }
}

/// The widest band in words.
fn between(low: u32, high: u32) -> String {
    let [low_words, high_words] = [low, high].map(|people| thousands(people.into()));
    if low == high {
        format!("{high_words} are present")
    } else {
        format!("95 % lie between {low_words} and {high_words}")
    }
}

pub(super) fn present(results: &Results) -> impl Iterator<Item = &StrengthRow> {
    results.strength.iter().filter(|row| row.component == "international" && row.quantity == "present")
}

/// The axis's last day: some weeks after the deadline, or the day from which the widest band
/// hardly moves: not the whole liquidation of a few people.
pub(super) fn end(results: &Results, rows: &[&StrengthRow], figures: &[Reported]) -> Date {
    let about = &results.about;
    let Some(last) = rows.last() else { return about.deadline };
    let slack = about.strength / 25;
    let moving =
        rows.iter().rev().find(|row| row.p97_5.abs_diff(last.p97_5) > slack).map_or(about.start, |row| row.date);
    let settled = shifted(moving, 1 + days(about.start, moving) / 20);
    let reported = figures.iter().map(|figure| figure.to).max().unwrap_or(about.start);
    settled.max(shifted(about.deadline, AFTER_DEADLINE_DAYS)).max(shifted(reported, 3)).min(last.date)
}
