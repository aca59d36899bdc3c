//! Pictures of a comparison: the curves overlaid, the paired differences, and how sure they are.
//!
//! One choice of scenarios and one look for each holds for all pictures.

use super::canvas::Canvas;
use super::frame::{self, SOURCE};
use super::style::{Anchor, Type};
use super::text::{filled, shorten, shorten_middle, thousands};
use super::{Figure, PlotError};
use crate::results::{About, Comparison, DifferenceRow, Results};

mod curves;
mod differences;
mod histogram;
mod look;
mod points;
mod table;

use look::Look;

/// As many scenarios as are drawn beside the base: those whose median differs most from it.
const MOST: usize = 8;
/// The longest line of hashes and notes.
const LINE: f64 = 15.0;
/// As many lines of notes as are written below a picture.
const MOST_NOTES: usize = 4;

/// All pictures of a comparison.
pub(super) fn figures(comparison: &Comparison) -> Result<Vec<Figure>, PlotError> {
    let cast = Cast::new(comparison);
    Ok(vec![
        Figure { name: "curves", svg: curves::draw(&cast)? },
        Figure { name: "differences", svg: differences::draw(&cast)? },
        Figure { name: "points", svg: points::draw(&cast)? },
    ])
}

/// A scenario beside the base.
struct Other<'a> {
    results: &'a Results,
    look: Look,
}

/// What is drawn of a comparison.
struct Cast<'a> {
    comparison: &'a Comparison,
    base: &'a Results,
    others: Vec<Other<'a>>,
    left_out: usize,
}

impl<'a> Cast<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let base = &comparison.base;
        let mut others: Vec<(u64, usize)> =
            comparison.others.iter().enumerate().map(|(i, other)| (apart(base, other), i)).collect();
        // Of those as far away as the last one, the first that were named.
        others.sort_by_key(|&(apart, i)| (std::cmp::Reverse(apart), i));
        others.truncate(MOST);
        others.sort_by_key(|&(_, i)| i);
        let drawn = others.iter().zip(look::OTHERS);
        Self {
            comparison,
            base,
            others: drawn.map(|(&(_, i), look)| Other { results: &comparison.others[i], look }).collect(),
            left_out: comparison.others.len().saturating_sub(MOST),
        }
    }

    /// The base's name, cut in its middle to its room.
    fn base_name(&self, room: f64, style: Type) -> String {
        named(&self.base.about.scenario, room, style)
    }

    /// A scenario's name; of a variant of the base what makes it one.
    fn name(&self, other: &Results, room: f64, style: Type) -> String {
        let name = other.about.scenario.as_str();
        let variant = name.strip_prefix(self.base.about.scenario.as_str()).and_then(|rest| rest.strip_prefix(' '));
        named(variant.unwrap_or(name), room, style)
    }

    /// `plan beside 3 others`.
    fn what(&self) -> String {
        let base = self.base_name(260.0, Type::plain(12.5, look::BASE.words));
        match self.comparison.others.len() {
            0 => format!("Base {base}, and no other scenario."),
            1 => format!("Base {base} and one other scenario."),
            n => format!("Base {base} and {n} other scenarios."),
        }
    }

    /// The milestone that everybody asks about.
    fn headline(&self) -> &str {
        let first = self.comparison.differences.iter().find(|row| row.quantity == "milestone");
        let base = self.base.milestones.first().map(|row| row.milestone.as_str());
        base.or(first.map(|row| row.id.as_str())).unwrap_or("")
    }

    /// The policies that are drawn: off, and as written where that is another.
    fn policies(&self) -> Vec<&str> {
        let written = self.base.about.policy.as_str();
        let has = |policy: &str| {
            self.comparison.differences.iter().any(|row| row.quantity == "milestone" && row.policy == policy)
        };
        match (written != "off" && has("off"), has(written)) {
            (true, true) => vec!["off", written],
            (true, false) => vec!["off"],
            _ => vec![written],
        }
    }

    /// The headline's row of one scenario under one policy.
    fn row(&self, other: &Results, policy: &str) -> Option<&'a DifferenceRow> {
        let headline = self.headline();
        self.comparison.differences.iter().find(|row| {
            row.quantity == "milestone"
                && row.id == headline
                && row.policy == policy
                && row.scenario == other.about.scenario
        })
    }

    /// What stands at the bottom of each picture, from which it can be made again; then what was left out, and the notes.
    fn footer(&self) -> Vec<(String, Type)> {
        let room = look::WIDTH - 32.0;
        let mut lines: Vec<(String, Type)> = Vec::new();
        if self.left_out > 0 {
            let words = format!(
                "{} scenarios whose median differs less from the base are not drawn; all are in differences.csv.",
                self.left_out
            );
            lines.push((words, frame::NOTE));
        }
        let notes = self.comparison.notes.iter().flat_map(|note| {
            // Written for a terminal: a picture has no need of marks around names.
            let words: Vec<String> = note.replace('`', "").split_whitespace().map(str::to_owned).collect();
            filled(&words, " ", room, frame::NOTE.size)
        });
        lines.extend(notes.take(MOST_NOTES).map(|line| (line, frame::NOTE)));
        lines.extend(self.source().into_iter().map(|line| (line, SOURCE)));
        lines
    }

    fn source(&self) -> Vec<String> {
        let about = &self.base.about;
        let pairs = match self.comparison.pairs {
            1 => "1 pair".to_owned(),
            n => format!("{} pairs", thousands(n)),
        };
        let head = format!(
            "Source: drawdown {}, seed {}, {pairs} of {}, policy as written: {}. Scenario hashes:",
            about.version,
            about.seed,
            frame::replications(about),
            about.policy
        );
        let hash = |about: &About| format!("{} {},", named(&about.scenario, 190.0, SOURCE), about.hash);
        let mut words: Vec<String> = head.split(' ').map(str::to_owned).collect();
        words.push(hash(about));
        words.extend(self.others.iter().map(|other| hash(&other.results.about)));
        if let Some(last) = words.last_mut() {
            last.pop();
        }
        filled(&words, " ", look::WIDTH - 32.0, SOURCE.size)
    }

    fn footer_height(&self) -> f64 {
        LINE * self.footer().len() as f64 + 14.0
    }

    /// Writes the footer from `top` on.
    fn write_footer(&self, canvas: &mut Canvas, top: f64) {
        for (i, (words, style)) in self.footer().iter().enumerate() {
            let words = shorten(words, look::WIDTH - 32.0, style.size, false);
            canvas.text(&words, (16.0, top + LINE * (i as f64 + 0.5)), Anchor::Start, *style);
        }
    }
}

fn named(name: &str, room: f64, style: Type) -> String {
    let name = shorten_middle(name, room, style);
    if name.is_empty() { "a scenario without a name".to_owned() } else { name }
}

/// How far the medians of two scenarios are apart: people, summed over the days that both have.
fn apart(base: &Results, other: &Results) -> u64 {
    let (base, other) = (curves::medians(base), curves::medians(other));
    let mut others = other.iter().peekable();
    let mut sum = 0;
    for (date, people) in base {
        while others.next_if(|(day, _)| *day < date).is_some() {}
        if let Some((_, there)) = others.next_if(|(day, _)| *day == date) {
            sum += u64::from(people.abs_diff(*there));
        }
    }
    sum
}
