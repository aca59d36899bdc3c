//! The curve of the page: people by day, in colours that the page's style sheet decides.

use std::fmt::Write;

use jiff::civil::Date;

use super::days::Days;
use crate::plot::{self, Reported, Role};
use crate::results::{Results, StrengthRow};
use crate::text::{short_date, thousands};

/// The lower and the upper end of a band.
type Band = fn(&StrengthRow) -> (u32, u32);

/// One drawing of the curve; a page has a wide one and one for narrow screens.
pub(super) struct Curve<'a> {
    results: &'a Results,
    days: &'a Days<'a>,
    width: f64,
    height: f64,
    most: f64,
    narrow: bool,
}

const LEFT: f64 = 58.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 44.0;
/// The axis has at most so many steps.
const STEPS: f64 = 5.0;

impl<'a> Curve<'a> {
    pub fn new(results: &'a Results, days: &'a Days<'a>, (width, height): (f64, f64)) -> Self {
        let most = days.curve.iter().map(|row| row.p97_5.max(row.plan)).max().unwrap_or(0).max(1);
        Self { results, days, width, height, most: top(f64::from(most)), narrow: width < 500.0 }
    }

    pub fn svg(&self) -> String {
        let name = if self.narrow { "narrow" } else { "wide" };
        let mut svg = format!(
            "<svg class=\"curve {name}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"curve-{name}-title\" data-x0=\"{LEFT}\" data-x1=\"{x1}\" data-y0=\"{TOP}\" data-y1=\"{y1}\" data-most=\"{most}\"><title id=\"curve-{name}-title\">{title}</title>",
            w = self.width,
            h = self.height,
            x1 = self.width - RIGHT,
            y1 = self.height - BOTTOM,
            most = self.most,
            title = escaped(&self.title()),
        );
        self.axis(&mut svg);
        self.bands(&mut svg);
        self.lines(&mut svg);
        self.dates(&mut svg);
        self.figures(&mut svg);
        self.cursor(&mut svg);
        svg + "</svg>"
    }

    fn title(&self) -> String {
        format!("People still in the country at the end of each day. {}.", self.days.words(self.days.at))
    }

    fn x(&self, day: usize) -> f64 {
        let last = (self.days.curve.len() - 1).max(1);
        LEFT + (self.width - RIGHT - LEFT) * day as f64 / last as f64
    }

    fn y(&self, people: f64) -> f64 {
        let bottom = self.height - BOTTOM;
        bottom - (bottom - TOP) * people / self.most
    }

    fn day(&self, date: Date) -> Option<usize> {
        self.days.curve.binary_search_by_key(&date, |row| row.date).ok()
    }

    fn axis(&self, svg: &mut String) {
        let step = self.most / (self.most / step(self.most)).round();
        let mut people = 0.0;
        while people <= self.most + 0.5 {
            let y = self.y(people);
            let words = thousands(people.round() as u64);
            put(
                svg,
                format_args!(
                    "<path class=\"rule\" d=\"M{LEFT} {y:.1}H{:.1}\"/><text class=\"tick\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{words}</text>",
                    self.width - RIGHT,
                    LEFT - 7.0,
                    y + 4.0
                ),
            );
            people += step;
        }
        self.months(svg);
    }

    /// A tick at every start of a month, a name where there is room, years below.
    fn months(&self, svg: &mut String) {
        let bottom = self.height - BOTTOM;
        let (mut room, mut year) = (f64::NEG_INFINITY, None);
        for (day, row) in self.days.curve.iter().enumerate() {
            let long = self.days.curve.len() > 75;
            let is_tick = if long { row.date.day() == 1 } else { day % 7 == 0 };
            if !is_tick {
                continue;
            }
            let x = self.x(day);
            put(svg, format_args!("<path class=\"axis\" d=\"M{x:.1} {bottom}v5\"/>"));
            if x < room || x > self.width - RIGHT - 16.0 {
                continue;
            }
            let words = row.date.strftime(if long { "%b" } else { "%-d %b" });
            put(svg, format_args!("<text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\">{words}</text>", bottom + 18.0));
            if year != Some(row.date.year()) {
                put(
                    svg,
                    format_args!(
                        "<text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                        bottom + 34.0,
                        row.date.year()
                    ),
                );
                year = Some(row.date.year());
            }
            room = x + if long { 38.0 } else { 52.0 };
        }
        put(svg, format_args!("<path class=\"axis\" d=\"M{LEFT} {bottom}H{:.1}\"/>", self.width - RIGHT));
    }

    fn bands(&self, svg: &mut String) {
        let levels: [(&str, Band); 3] = [
            ("band95", |row| (row.p02_5, row.p97_5)),
            ("band80", |row| (row.p10, row.p90)),
            ("band50", |row| (row.p25, row.p75)),
        ];
        for (class, level) in levels {
            let upper = self.path(|row| level(row).1, false);
            let lower = self.path(|row| level(row).0, true);
            put(svg, format_args!("<path class=\"{class}\" d=\"M{upper}L{lower}Z\"/>"));
        }
    }

    /// Points of a line, without those inside a level stretch.
    fn path(&self, number: impl Fn(&StrengthRow) -> u32, backwards: bool) -> String {
        let numbers: Vec<u32> = self.days.curve.iter().map(|row| number(row)).collect();
        let inside =
            |day: usize| day > 0 && numbers.get(day + 1) == Some(&numbers[day]) && numbers[day - 1] == numbers[day];
        let mut points: Vec<String> = (0..numbers.len())
            .filter(|&day| !inside(day))
            .map(|day| format!("{:.1} {:.1}", self.x(day), self.y(numbers[day].into())))
            .collect();
        if backwards {
            points.reverse();
        }
        points.join("L")
    }

    fn lines(&self, svg: &mut String) {
        put(svg, format_args!("<path class=\"plan\" d=\"M{}\"/>", self.path(|row| row.plan, false)));
        put(svg, format_args!("<path class=\"median\" d=\"M{}\"/>", self.path(|row| row.p50, false)));
    }

    fn dates(&self, svg: &mut String) {
        let bottom = self.height - BOTTOM;
        let about = &self.results.about;
        let mut line = |date: Date, class: &str, words: String, y: f64| {
            let Some(day) = self.day(date) else { return };
            let x = self.x(day);
            let (anchor, dx) = if x > self.width / 2.0 { ("end", -6.0) } else { ("start", 6.0) };
            put(
                svg,
                format_args!(
                    "<path class=\"{class}\" d=\"M{x:.1} {:.1}V{bottom}\"/><text class=\"{class}-words\" x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
                    y - 11.0,
                    x + dx,
                    escaped(&words)
                ),
            );
        };
        line(about.deadline, "deadline", format!("deadline {}", short_date(about.deadline)), 16.0);
        if let Some(known) = about.as_of {
            line(known, "known", format!("known until {}", short_date(known)), 32.0);
        }
    }

    fn figures(&self, svg: &mut String) {
        for figure in plot::people(self.results) {
            let middle = (figure.from.max(self.days.curve[0].date), figure.to);
            let (Some(from), Some(to)) = (self.day(middle.0), self.day(middle.1)) else { continue };
            let (x, y) = ((self.x(from) + self.x(to)) / 2.0, self.y(figure.value()));
            put(svg, format_args!("<g class=\"figure\"><title>{}</title>", escaped(&told(&figure))));
            interval(svg, (x, y), [figure.low, figure.high].map(|people| people.map(|people| self.y(people))));
            put(svg, format_args!("{}</g>", mark(figure.role, x, y)));
        }
    }

    fn cursor(&self, svg: &mut String) {
        let row = self.days.curve[self.days.at];
        let x = self.x(self.days.at);
        let [low, median, high] = [row.p05, row.p50, row.p95].map(|people| self.y(people.into()));
        put(
            svg,
            format_args!(
                "<g class=\"cursor\"><path class=\"cursor-line\" d=\"M{x:.1} {TOP}V{:.1}\"/><path class=\"cursor-band\" d=\"M{x:.1} {high:.1}V{low:.1}\"/><circle class=\"cursor-dot\" cx=\"{x:.1}\" cy=\"{median:.1}\" r=\"5\"/></g><path class=\"hover\" d=\"\"/>",
                self.height - BOTTOM
            ),
        );
    }
}

/// The doubt about a figure, or an arrow where only one bound is known.
fn interval(svg: &mut String, (x, y): (f64, f64), [low, high]: [Option<f64>; 2]) {
    match (low, high) {
        (Some(low), Some(high)) => {
            put(svg, format_args!("<path class=\"interval\" d=\"M{x:.1} {low:.1}V{high:.1}\"/>"))
        }
        (Some(_), None) => {
            put(svg, format_args!("<path class=\"interval\" d=\"M{x:.1} {y:.1}v-15m-3.5 5l3.5 -5l3.5 5\"/>"))
        }
        _ => put(svg, format_args!("<path class=\"interval\" d=\"M{x:.1} {y:.1}v15m-3.5 -5l3.5 5l3.5 -5\"/>")),
    }
}

/// The sign of a figure's role: shapes that differ without colour.
pub(super) fn mark(role: Role, x: f64, y: f64) -> String {
    match role {
        Role::Score => format!("<circle class=\"mark\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
        Role::Fit => format!("<circle class=\"mark hollow\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.6\"/>"),
        Role::Imposed => {
            format!("<rect class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\"/>", x - 3.5, y - 3.5)
        }
        Role::Show => format!("<path class=\"mark cross\" d=\"M{:.1} {:.1}l7 7m0 -7l-7 7\"/>", x - 3.5, y - 3.5),
    }
}

fn told(figure: &Reported) -> String {
    let people = match (figure.low, figure.high) {
        (Some(low), Some(high)) if low < high => format!("{} to {}", whole(low), whole(high)),
        (Some(low), Some(_)) => whole(low),
        (Some(low), None) => format!("at least {}", whole(low)),
        (_, high) => format!("at most {}", whole(high.unwrap_or(0.0))),
    };
    let dates = if figure.from == figure.to {
        short_date(figure.to)
    } else {
        format!("{} to {}", short_date(figure.from), short_date(figure.to))
    };
    format!("{}: {people} present, {dates} ({})", figure.role.words(), figure.publisher)
}

fn whole(people: f64) -> String {
    thousands(people.round() as u64)
}

/// A round number of people for one step of the axis.
fn step(most: f64) -> f64 {
    let least = most / STEPS;
    let tens = 10_f64.powf(least.max(1.0).log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * tens).find(|&step| step >= least).unwrap_or(least).max(1.0)
}

/// The top of the axis.
fn top(most: f64) -> f64 {
    (most / step(most)).ceil() * step(most)
}

pub(super) fn put(svg: &mut String, words: std::fmt::Arguments) {
    svg.write_fmt(words).expect("a text takes everything");
}

/// Text for an element or an attribute.
pub(super) fn escaped(words: &str) -> String {
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
