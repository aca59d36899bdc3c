//! Published figures as marks: what was reported, how sure it is, and what it was used for.

use jiff::civil::Date;

use super::canvas::Canvas;
use super::style::{Area, Colour, INK, Point, WHITE};
use crate::results::{CheckRow, Results};

/// What a figure was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Score,
    Fit,
    Imposed,
    Show,
}

impl Role {
    pub fn of(row: &CheckRow) -> Self {
        match row.role {
            "score" => Self::Score,
            "fit" => Self::Fit,
            "imposed" => Self::Imposed,
            _ => Self::Show,
        }
    }

    /// As a key says it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Score => "reported: a check",
            Self::Fit => "reported: used to fit",
            Self::Imposed => "reported: an input",
            Self::Show => "reported: only shown",
        }
    }

    /// Draws the mark: shapes that differ without colour, on a white ground.
    pub(super) fn draw(self, canvas: &mut Canvas, (x, y): Point) {
        match self {
            Self::Score => {
                canvas.disc((x, y), 5.4, WHITE);
                canvas.disc((x, y), 4.0, INK);
            }
            Self::Fit => {
                canvas.disc((x, y), 5.8, WHITE);
                canvas.disc((x, y), 4.4, INK);
                canvas.disc((x, y), 2.8, WHITE);
            }
            Self::Imposed => {
                canvas.rect(Area::around((x, y), 4.8), WHITE);
                canvas.rect(Area::around((x, y), 3.5), INK);
            }
            Self::Show => {
                for (width, colour) in [(4.6, WHITE), (1.8, INK)] {
                    canvas.line(vec![(x - 3.6, y - 3.6), (x + 3.6, y + 3.6)], width, colour);
                    canvas.line(vec![(x - 3.6, y + 3.6), (x + 3.6, y - 3.6)], width, colour);
                }
            }
        }
    }
}

/// A number of people that was published, as people present.
#[derive(Clone, Debug)]
pub(crate) struct Reported {
    pub role: Role,
    pub from: Date,
    pub to: Date,
    /// The least and the most that may have been present; one of them is known.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Of those in uniform: the median of the civilians was added.
    pub is_part: bool,
    pub publisher: String,
}

impl Reported {
    /// Where the mark stands: the middle, or the bound.
    pub fn value(&self) -> f64 {
        match (self.low, self.high) {
            (Some(low), Some(high)) => (low + high) / 2.0,
            (one, other) => one.or(other).unwrap_or(0.0),
        }
    }
}

/// The figures about all international people, in order of date; also of those in uniform, where civilians
/// are so few that their median may be added for the picture.
pub(crate) fn people(results: &Results) -> Vec<Reported> {
    let mut found: Vec<Reported> = results
        .checks
        .iter()
        .filter(|row| row.site.is_empty())
        .filter_map(|row| reported(row, f64::from(results.about.strength), others(results, row)?))
        .collect();
    found.sort_by_key(|reported| (reported.from, reported.to));
    found
}

/// Of those whose curve is drawn and whom a figure leaves out: how many there were at first, and how many
/// (the median) were there on the day of the figure. `None`: it is about others, or leaves out too many.
fn others(results: &Results, row: &CheckRow) -> Option<(f64, f64)> {
    let left_out: &[&str] = match row.people.as_str() {
        "international" => &[],
        "uniformed" => &["civilian"],
        "military" => &["police", "civilian"],
        _ => return None,
    };
    let rows = |component: &'static str| {
        results.strength.iter().filter(move |row| row.component == component && row.quantity == "present")
    };
    let first: f64 = left_out.iter().filter_map(|c| rows(c).next()).map(|row| f64::from(row.p50)).sum();
    let then = |component: &&'static str| rows(component).take_while(|day| day.date <= row.date).last();
    let then: f64 = left_out.iter().filter_map(then).map(|row| f64::from(row.p50)).sum();
    (first <= MOST_LEFT_OUT * f64::from(results.about.strength)).then_some((first, then))
}

/// A figure is drawn on the curve of all if it leaves out at most this share of them.
const MOST_LEFT_OUT: f64 = 0.02;

fn reported(row: &CheckRow, strength: f64, (first, then): (f64, f64)) -> Option<Reported> {
    let (least, most) = (number(&row.at_least), number(&row.at_most));
    let left = |gone: f64| (strength - first - gone).max(0.0);
    let (low, high) = match row.quantity {
        "present" => (least, most),
        "gone" => (most.map(left), least.map(left)),
        _ => return None,
    };
    let (low, high) = (low.map(|n| n + then), high.map(|n| n + then));
    low.or(high)?;
    let (role, from, to) = (Role::of(row), row.date, row.date_to.unwrap_or(row.date).max(row.date));
    Some(Reported { role, from, to, low, high, is_part: first > 0.0, publisher: publisher(row) })
}

/// A date on which a site was left or ended, that was published.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dated {
    pub role: Role,
    /// Ended (handed over, or left for good) rather than vacated.
    pub ended: bool,
    pub low: Option<Date>,
    pub high: Option<Date>,
}

/// The published dates of one site; a check names it by id or by name.
pub(super) fn dates(checks: &[CheckRow], site: &str, name: &str) -> Vec<Dated> {
    let of_site = checks.iter().filter(|row| !row.site.is_empty() && (row.site == site || row.site == name));
    of_site
        .filter(|row| matches!(row.quantity, "vacated" | "ended"))
        .map(|row| Dated {
            role: Role::of(row),
            ended: row.quantity == "ended",
            low: row.at_least.trim().parse().ok(),
            high: row.at_most.trim().parse().ok(),
        })
        .filter(|dated| dated.low.or(dated.high).is_some())
        .collect()
}

fn number(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The publisher without what stands in brackets; else the source's key; else the observation's id.
fn publisher(row: &CheckRow) -> String {
    let short = row.publisher.split(" (").next().unwrap_or_default().trim();
    [short, row.source.trim(), row.observation.trim()]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or("")
        .to_owned()
}

/// An arrow from a mark: the figure is a bound and the truth lies that way.
pub(super) fn arrow(canvas: &mut Canvas, from: Point, to: Point, colour: Colour) {
    let length = (to.0 - from.0).hypot(to.1 - from.1).max(1e-9);
    let (ux, uy) = ((to.0 - from.0) / length, (to.1 - from.1) / length);
    canvas.line(vec![from, (to.0 - 3.0 * ux, to.1 - 3.0 * uy)], 1.4, colour);
    let base = (to.0 - 6.0 * ux, to.1 - 6.0 * uy);
    canvas.fill(vec![to, (base.0 - 3.2 * uy, base.1 + 3.2 * ux), (base.0 + 3.2 * uy, base.1 - 3.2 * ux)], colour);
}
