//! Which scenario changes what, and how sure that is: changes of the headline with their simulation error.

use super::look::WIDTH;
use super::{Cast, Other};
use crate::plot::PlotError;
use crate::plot::axis::{days_step, minus, shifted, signed};
use crate::plot::canvas::Canvas;
use crate::plot::frame::{self, KEY_LINE, NOTE, Sample};
use crate::plot::marks::arrow;
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, Point, RULE, Type, WHITE};
use crate::plot::text::{percent, policy_words, short, shorten};
use crate::results::DifferenceRow;

const TOP: f64 = 150.0;
/// A scenario's name, and then one line a policy.
const NAME_LINE: f64 = 22.0;
const LINE: f64 = 20.0;
const GAP: f64 = 10.0;
const NAME: Type = Type::plain(12.5, INK).bold();
const HEAD: Type = Type::plain(12.0, INK).bold();
const CELL: Type = Type::plain(11.5, INK);
const SMALL: Type = Type::plain(11.0, GREY);
/// The radius of a dot.
const DOT: f64 = 4.0;
/// Left and right of the two plots, and of their columns of words right of them.
const PROBABILITY: (f64, f64) = (156.0, 380.0);
const DATE: (f64, f64) = (520.0, 722.0);
const RATIO: f64 = WIDTH - 20.0;
const RATIO_WORDS: &str = "Variance ratio r of the mean day: under the same luck, r times the replications tell as much as with luck of its own for each; above 1, the pairing does harm.";
/// A probability has changed by no more than this, a date by no more than that many days.
const MOST: [f64; 2] = [100.0, 10_000.0];

/// A change with its 95 % simulation error; in points or in days.
#[derive(Clone, Copy, Debug)]
struct Change {
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
}

impl Change {
    fn probability(row: &DifferenceRow) -> Option<Self> {
        let points = |share: f64| Some(100.0 * share).filter(|points| points.is_finite());
        let value = points(row.probability_change)?;
        Some(Self { value, low: points(row.probability_change_low), high: points(row.probability_change_high) })
    }

    fn date(row: &DifferenceRow) -> Option<Self> {
        let days = |days: Option<i64>| days.map(|days| days as f64);
        Some(Self { value: days(row.p80_change)?, low: days(row.p80_change_low), high: days(row.p80_change_high) })
    }

    fn ends(&self) -> [f64; 3] {
        [self.value, self.low.unwrap_or(self.value), self.high.unwrap_or(self.value)]
    }
}

/// Changes to pixels, with 0 in the picture.
#[derive(Clone, Copy, Debug)]
struct Scale {
    low: f64,
    high: f64,
    ends: (f64, f64),
}

impl Scale {
    fn new(changes: impl Iterator<Item = Change>, most: f64, ends: (f64, f64)) -> Self {
        let all = changes.flat_map(|change| change.ends()).map(|end| end.clamp(-most, most));
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        let air = (0.06 * (high - low)).max(0.5);
        Self { low: low - air, high: high + air, ends }
    }

    fn x(&self, change: f64) -> f64 {
        let share = (change.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.ends.0 + share * (self.ends.1 - self.ends.0)
    }

    fn draw(&self, canvas: &mut Canvas, top: f64, bottom: f64) {
        canvas.line(vec![(self.ends.0, bottom), (self.ends.1, bottom)], 1.0, GREY);
        let step = days_step((self.high - self.low).ceil() as i64, self.ends.1 - self.ends.0);
        let ticks = (self.low / step as f64).ceil() as i64..=(self.high / step as f64).floor() as i64;
        for tick in ticks.map(|i| i * step) {
            let x = self.x(tick as f64);
            let (width, colour) = if tick == 0 { (1.2, GREY) } else { (0.7, RULE) };
            canvas.line(vec![(x, top), (x, bottom)], width, colour);
            let words = if tick > 0 { format!("+{tick}") } else { minus(&tick.to_string()) };
            canvas.text(&words, (x, bottom + 12.0), Anchor::Middle, SMALL);
        }
    }
}

struct Sheet<'a> {
    cast: &'a Cast<'a>,
    policies: Vec<&'a str>,
    /// By scenario and policy.
    rows: Vec<Option<&'a DifferenceRow>>,
}

/// Draws the figure.
pub(super) fn draw(cast: &Cast) -> Result<String, PlotError> {
    let policies = cast.policies();
    let of = |other: &Other| policies.iter().map(|policy| cast.row(other.results, policy)).collect::<Vec<_>>();
    let rows = cast.others.iter().flat_map(of).collect();
    let sheet = Sheet { cast, policies, rows };
    let bottom = TOP + sheet.height() * cast.others.len().max(1) as f64;
    let footer = bottom + 48.0 + 2.0 * KEY_LINE;
    let mut canvas = Canvas::new(WIDTH, footer + cast.footer_height());
    sheet.words(&mut canvas);
    let scales = sheet.scales();
    scales.iter().for_each(|scale| scale.draw(&mut canvas, TOP, bottom));
    for (i, other) in cast.others.iter().enumerate() {
        sheet.scenario(&mut canvas, i, other, &scales);
    }
    frame::key(&mut canvas, (16.0, bottom + 42.0), WIDTH - 16.0, sheet.key());
    canvas.text(RATIO_WORDS, (16.0, bottom + 42.0 + KEY_LINE), Anchor::Start, NOTE);
    cast.write_footer(&mut canvas, footer);
    canvas.finish(&sheet.title(), &sheet.description())
}

impl Sheet<'_> {
    fn height(&self) -> f64 {
        NAME_LINE + LINE * self.policies.len() as f64 + GAP
    }

    fn title(&self) -> String {
        format!("{}: what would change it, and how sure", frame::mission(&self.cast.base.about, 600.0))
    }

    fn scales(&self) -> [Scale; 2] {
        let rows = || self.rows.iter().flatten().copied();
        [
            Scale::new(rows().filter_map(Change::probability), MOST[0], PROBABILITY),
            Scale::new(rows().filter_map(Change::date), MOST[1], DATE),
        ]
    }

    fn words(&self, canvas: &mut Canvas) {
        let name = shorten(self.cast.headline(), 170.0, CELL.size, false);
        let what = format!("{} Milestone {name}: changes against the base, under the same luck.", self.cast.what());
        let unit = "Whiskers: 95 % simulation error of the change, from too few replications alone; they say nothing of the doubt about inputs.";
        frame::head(canvas, &self.title(), &[what, unit.to_owned()]);
        let heads = [
            (
                PROBABILITY.0,
                "Change of P(out by its deadline), points",
                self.bases(|row| percent(row.probability_base)),
            ),
            (DATE.0, "Change of the P80 date, days", self.bases(|row| self.day(row.p80_base))),
        ];
        for (x, words, base) in heads {
            canvas.text(words, (x, TOP - 48.0), Anchor::Start, HEAD);
            canvas.text(&base, (x, TOP - 31.0), Anchor::Start, SMALL);
        }
        for (i, words) in ["variance, paired", "to independent"].into_iter().enumerate() {
            canvas.text(words, (RATIO, TOP - 48.0 + 17.0 * i as f64), Anchor::End, if i == 0 { HEAD } else { SMALL });
        }
        if self.cast.others.is_empty() {
            canvas.text("no other scenario to compare with", (16.0, TOP + 20.0), Anchor::Start, NOTE);
        }
    }

    /// What the base has, by policy: `base: 24 % off, 97 % as written`.
    fn bases(&self, of: impl Fn(&DifferenceRow) -> String) -> String {
        let rows = self.policies.iter().zip(&self.rows);
        let each = rows.filter_map(|(policy, row)| Some(format!("{} {}", of((*row)?), tag(policy))));
        let each: Vec<String> = each.collect();
        if each.is_empty() { String::new() } else { format!("base: {}", each.join(", ")) }
    }

    /// A day counted from the mission's start, as a date.
    fn day(&self, days: Option<i64>) -> String {
        let about = &self.cast.base.about;
        let days = days.and_then(|days| i32::try_from(days).ok());
        days.map_or_else(|| format!("after {}", short(about.horizon)), |days| short(shifted(about.start, days)))
    }

    fn scenario(&self, canvas: &mut Canvas, index: usize, other: &Other, scales: &[Scale; 2]) {
        let top = TOP + self.height() * index as f64;
        canvas.line(vec![(16.0, top), (WIDTH - 16.0, top)], 0.8, RULE);
        let style = Type { colour: other.look.words, ..NAME }.halo();
        let name = self.cast.name(other.results, 900.0, style);
        canvas.text(&name, (16.0, top + 13.0), Anchor::Start, style);
        for (i, policy) in self.policies.iter().enumerate() {
            let y = top + NAME_LINE + LINE * (i as f64 + 0.5);
            canvas.text(policy_words(policy), (32.0, y), Anchor::Start, SMALL);
            match self.rows[index * self.policies.len() + i] {
                Some(row) => self.line(canvas, row, y, mark(policy), other.look.colour, scales),
                None => drop(canvas.text("not computed", (PROBABILITY.1 + 10.0, y), Anchor::Start, SMALL)),
            }
        }
    }

    fn line(
        &self,
        canvas: &mut Canvas,
        row: &DifferenceRow,
        y: f64,
        mark: Mark,
        colour: Colour,
        [probability, date]: &[Scale; 2],
    ) {
        if let Some(change) = Change::probability(row) {
            whisker(canvas, change, probability, y, mark, colour);
            let words = format!("{}  → {}", signed(change.value, 1), percent(row.probability_other));
            canvas.text(&words, (PROBABILITY.1 + 10.0, y), Anchor::Start, CELL);
        }
        let words = match Change::date(row) {
            Some(change) => {
                whisker(canvas, change, date, y, mark, colour);
                format!("{}  → {}", signed(change.value.clamp(-MOST[1], MOST[1]), 0), self.day(row.p80_other))
            }
            None => format!("→ {}", self.day(row.p80_other)),
        };
        canvas.text(&words, (DATE.1 + 10.0, y), Anchor::Start, CELL);
        let ratio = match (row.variance_ratio, row.variance_ratio_low, row.variance_ratio_high) {
            (Some(ratio), Some(low), Some(high)) => format!("{} ({}–{})", two(ratio), two(low), two(high)),
            (Some(ratio), ..) => two(ratio),
            (None, ..) => "nothing varies".to_owned(),
        };
        canvas.text(&ratio, (RATIO, y), Anchor::End, CELL);
    }

    fn key(&self) -> Vec<(Sample<'static>, String)> {
        let item = |policy: &&str| -> (Sample<'static>, String) {
            let mark = mark(policy);
            (Box::new(move |canvas, at| mark.draw(canvas, at, INK)), policy_words(policy).to_owned())
        };
        let mut items: Vec<_> = self.policies.iter().map(item).collect();
        items.push((
            Box::new(|canvas, (x, y)| canvas.line(vec![(x, y - 8.0), (x, y + 8.0)], 1.2, GREY)),
            "no change".to_owned(),
        ));
        items.push((
            Box::new(|canvas, (x, y)| {
                canvas.line(vec![(x - 9.0, y), (x + 9.0, y)], 2.0, INK);
                [-9.0, 9.0].iter().for_each(|dx| canvas.line(vec![(x + dx, y - 4.0), (x + dx, y + 4.0)], 1.6, INK));
            }),
            "95 % simulation error; where none is drawn it is smaller than the dot".to_owned(),
        ));
        items
    }

    fn description(&self) -> String {
        let one = |row: &&DifferenceRow| {
            format!(
                "{}, {}: probability {} points, P80 date {} days",
                row.scenario,
                policy_words(row.policy),
                signed(100.0 * row.probability_change, 1),
                row.p80_change.map_or("–".to_owned(), |days| signed(days as f64, 0))
            )
        };
        let all: Vec<String> = self.rows.iter().flatten().map(one).collect();
        format!("Dots with whiskers of the change of the headline. {} {}.", self.cast.what(), all.join("; "))
    }
}

/// How the base's policies are told in a line.
fn tag(policy: &str) -> &'static str {
    match policy {
        "off" => "policy off",
        "surge" => "surge only",
        _ => "as written",
    }
}

/// Open or full, so that the policies differ without colour.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mark {
    Open,
    Full,
}

fn mark(policy: &str) -> Mark {
    if policy == "off" { Mark::Open } else { Mark::Full }
}

impl Mark {
    fn draw(self, canvas: &mut Canvas, at: Point, colour: Colour) {
        canvas.disc(at, DOT + 1.0, WHITE);
        canvas.disc(at, DOT, colour);
        if self == Self::Open {
            canvas.disc(at, DOT - 1.7, WHITE);
        }
    }
}

fn whisker(canvas: &mut Canvas, change: Change, scale: &Scale, y: f64, mark: Mark, colour: Colour) {
    let (low, high) = (change.low.unwrap_or(scale.low), change.high.unwrap_or(scale.high));
    let (x0, x1) = (scale.x(low), scale.x(high));
    if x1 - x0 > 2.0 * DOT + 2.0 {
        canvas.line(vec![(x0, y), (x1, y)], 2.0, colour);
    }
    for (end, x, outwards) in [(change.low, x0, -8.0), (change.high, x1, 8.0)] {
        match end {
            Some(_) if x1 - x0 > 2.0 * DOT + 2.0 => canvas.line(vec![(x, y - 4.0), (x, y + 4.0)], 1.6, colour),
            Some(_) => {}
            // Too few replications to bound it on this side.
            None => arrow(canvas, (x - outwards, y), (x, y), colour),
        }
    }
    mark.draw(canvas, (scale.x(change.value), y), colour);
    canvas.reserve(Area { x0, y0: y - 5.0, x1, y1: y + 5.0 });
}

/// Two decimals, or two digits of a small number.
fn two(ratio: f64) -> String {
    match ratio {
        _ if !ratio.is_finite() => "–".to_owned(),
        _ if ratio != 0.0 && ratio.abs() < 0.095 => format!("{ratio:.3}"),
        _ => format!("{ratio:.2}"),
    }
}
