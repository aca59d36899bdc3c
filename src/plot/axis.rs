//! Axes: dates along the bottom, people up the side.

use jiff::civil::Date;
use jiff::{Span, Unit};

use super::canvas::Canvas;
use super::style::{Anchor, Area, GREY, RULE, Type};
use super::text::{self, thousands};

const SMALL: Type = Type::plain(11.5, GREY);
/// Up to this many days the ticks are days or weeks, and months or years beyond.
const LONGEST_IN_DAYS: i32 = 75;

/// Dates to pixels. What is drawn for a date is the end of that day.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    pub first: Date,
    pub last: Date,
    pub x0: f64,
    pub x1: f64,
}

impl TimeAxis {
    pub fn x(&self, date: Date) -> f64 {
        let length = days(self.first, self.last).max(1);
        self.x0 + (self.x1 - self.x0) * f64::from(days(self.first, date)) / f64::from(length)
    }

    pub fn shows(&self, date: Date) -> bool {
        (self.first..=self.last).contains(&date)
    }

    /// As [`Self::x`], with what lies beyond an end at that end.
    pub fn x_held(&self, date: Date) -> f64 {
        self.x(date.clamp(self.first, self.last))
    }

    /// Draws the ticks below `bottom`, with upright rules from `top` if asked.
    pub fn draw(&self, canvas: &mut Canvas, top: f64, bottom: f64, rules: bool) {
        canvas.line(vec![(self.x0, bottom), (self.x1, bottom)], 1.0, GREY);
        let step = Step::fitting(days(self.first, self.last), self.x1 - self.x0);
        let ticks = step.ticks(self.first, self.last);
        for (i, &tick) in ticks.iter().enumerate() {
            let next = ticks.get(i + 1).copied();
            if self.shows(tick) {
                let x = self.x(tick);
                if rules {
                    canvas.line(vec![(x, top), (x, bottom)], 0.7, RULE);
                }
                canvas.line(vec![(x, bottom), (x, bottom + 5.0)], 1.0, GREY);
            }
            self.label(canvas, step, tick, next, bottom);
        }
    }

    fn label(&self, canvas: &mut Canvas, step: Step, tick: Date, next: Option<Date>, bottom: f64) {
        let (words, x, room) = match step {
            Step::Days(_) => (tick.strftime("%-d %b").to_string(), self.x(tick), f64::INFINITY),
            Step::Months(months) => {
                let (from, to) = (self.x_held(tick), next.map_or(self.x1, |next| self.x_held(next)));
                (period(tick, months), (from + to) / 2.0, to - from)
            }
        };
        let area = SMALL.area(&words, (x, bottom + 14.0), Anchor::Middle);
        if SMALL.width(&words) > room || !canvas.is_free(&area) {
            return;
        }
        canvas.text(&words, (x, bottom + 14.0), Anchor::Middle, SMALL);
        self.year(canvas, step, tick, (x, bottom + 29.0));
    }

    /// The year, once under the first label and under each that begins a year.
    fn year(&self, canvas: &mut Canvas, step: Step, tick: Date, at: (f64, f64)) {
        let begins = match step {
            Step::Days(days) => tick.month() == 1 && i32::from(tick.day()) <= days,
            Step::Months(months) => months < 12 && tick.month() == 1,
        };
        let first = !matches!(step, Step::Months(12..))
            && canvas.is_free(&Area { x0: self.x0, x1: at.0, ..Area::around(at, 5.0) });
        let words = tick.strftime("%Y").to_string();
        if (begins || first) && canvas.is_free(&SMALL.area(&words, at, Anchor::Middle)) {
            canvas.text(&words, at, Anchor::Middle, SMALL);
        }
    }
}

/// Days from one date to another.
pub(super) fn days(from: Date, to: Date) -> i32 {
    to.since((Unit::Day, from)).map_or(0, |span| span.get_days())
}

/// `date` moved by `days`, held within the calendar.
pub(super) fn shifted(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}

/// What lies between two ticks.
#[derive(Clone, Copy, Debug)]
enum Step {
    Days(i32),
    Months(i32),
}

impl Step {
    /// The smallest step whose labels have room.
    fn fitting(days: i32, pixels: f64) -> Self {
        let day = pixels / f64::from(days.max(1));
        if days <= LONGEST_IN_DAYS {
            let fits = |step: &i32| f64::from(*step) * day >= 48.0;
            return Self::Days([1, 2, 7, 14].into_iter().find(fits).unwrap_or(28));
        }
        let room = |months: i32| f64::from(months) * 30.4 * day;
        let fits = |months: &i32| room(*months) >= if *months == 3 { 62.0 } else { 34.0 };
        Self::Months([1, 3, 12, 24, 60, 120, 600, 1_200].into_iter().find(fits).unwrap_or(12_000))
    }

    /// Ticks from the one at or before `first` to the last not after `last`.
    fn ticks(self, first: Date, last: Date) -> Vec<Date> {
        let mut ticks = Vec::new();
        match self {
            Self::Days(step) => {
                let to_monday = (7 - i32::from(first.weekday().to_monday_zero_offset())) % 7;
                let mut day = if step >= 7 { to_monday } else { 0 };
                while day <= days(first, last) {
                    ticks.push(shifted(first, day));
                    day += step;
                }
            }
            Self::Months(step) => {
                let month = i32::from(first.year()) * 12 + i32::from(first.month()) - 1;
                let mut month = month.div_euclid(step) * step;
                while let Some(tick) = month_start(month).filter(|tick| *tick <= last) {
                    ticks.push(tick);
                    month += step;
                }
            }
        }
        ticks
    }
}

/// A round number of days between ticks whose labels have room.
pub(super) fn days_step(days: i64, pixels: f64) -> i64 {
    let day = pixels / days.max(1) as f64;
    let fits = |step: &i64| *step as f64 * day >= 36.0;
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].into_iter().find(fits).unwrap_or(10_000)
}

/// With a true minus.
pub(super) fn minus(number: &str) -> String {
    number.replace('-', "−")
}

/// A change with its sign: `+3.2`, `−0.4`, `0`.
pub(super) fn signed(change: f64, decimals: usize) -> String {
    if !change.is_finite() {
        return "–".to_owned();
    }
    let words = format!("{change:+.decimals$}");
    let is_zero = words.chars().all(|c| matches!(c, '+' | '-' | '0' | '.'));
    if is_zero { words.trim_start_matches(['+', '-']).to_owned() } else { minus(&words) }
}

fn month_start(month: i32) -> Option<Date> {
    let (year, month) = (i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12) + 1);
    Date::new(year, month as i8, 1).ok()
}

/// The name of what begins at a tick: `Aug`, `Jan–Mar` or `2024`.
fn period(tick: Date, months: i32) -> String {
    match months {
        1 => tick.strftime("%b").to_string(),
        3 => format!("{}–{}", tick.strftime("%b"), shifted(tick, 70).strftime("%b")),
        _ => tick.strftime("%Y").to_string(),
    }
}

/// Whole numbers to pixels, from 0 at `bottom`.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountAxis {
    most: f64,
    step: f64,
    top: f64,
    bottom: f64,
}

impl CountAxis {
    /// An axis that reaches `most` with at most six round steps.
    pub fn new(most: f64, top: f64, bottom: f64) -> Self {
        let most = if most.is_finite() { most.max(1.0) } else { 1.0 };
        let power = 10_f64.powi((most / 6.0).log10().floor() as i32);
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|unit| unit * power).find(|step| step * 6.0 >= most);
        let step = step.unwrap_or(10.0 * power).max(1.0).ceil();
        Self { most: (most / step).ceil() * step, step, top, bottom }
    }

    pub fn y(&self, count: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * (count / self.most).clamp(0.0, 1.0)
    }

    /// Level rules from `x0` to `x1`, with the numbers left of them.
    pub fn draw(&self, canvas: &mut Canvas, x0: f64, x1: f64) {
        for i in 0..=(self.most / self.step).round() as u32 {
            let count = f64::from(i) * self.step;
            let y = self.y(count);
            canvas.line(vec![(x0, y), (x1, y)], 1.0, RULE);
            canvas.text(&thousands(count as u64), (x0 - 8.0, y), Anchor::End, SMALL);
        }
    }
}

/// Writes the lines of a label beside an upright line, above the plot: right of it if there is
/// room, else left; on a row further up where another label stands already.
pub(super) fn top_label(canvas: &mut Canvas, x: f64, lowest: f64, lines: &[(String, Type)]) {
    let lines: Vec<(String, Type)> = lines.iter().map(|(words, style)| (text::clean(words), *style)).collect();
    for row in 0..3 {
        for (dx, anchor) in [(5.0, Anchor::Start), (-5.0, Anchor::End)] {
            let place = |i: usize| (x + dx, lowest - 15.0 * (row + lines.len() - 1 - i) as f64);
            let free = lines
                .iter()
                .enumerate()
                .all(|(i, (words, style))| canvas.is_free(&style.area(words, place(i), anchor)));
            if free {
                for (i, (words, style)) in lines.iter().enumerate() {
                    canvas.text(words, place(i), anchor, *style);
                }
                return;
            }
        }
    }
}
