//! The numbers below the curves: who is still there on the deadline, and how probable it is.

use super::Cast;
use super::look::{Look, SAMPLE, WIDTH};
use crate::plot::canvas::Canvas;
use crate::plot::drawdown::present;
use crate::plot::style::{Anchor, GREY, INK, RULE, Type};
use crate::plot::text::{known_percent, policy_words, short, shorten_middle, thousands};
use crate::results::{About, Results};

const ROW: f64 = 18.0;
/// Two lines of headings.
const HEAD: f64 = 36.0;
const HEADING: Type = Type::plain(11.0, GREY);
const CELL: Type = Type::plain(12.0, INK);
/// The right edges of the columns of numbers.
const COLUMNS: [f64; 4] = [560.0, 690.0, 830.0, WIDTH - 28.0];

/// One scenario's numbers.
pub(super) struct Line {
    look: Look,
    name: String,
    cells: [String; 4],
    base: bool,
}

impl Line {
    pub fn new(cast: &Cast, results: &Results, look: Look, base: bool) -> Self {
        let on = present(results).find(|row| row.date == cast.base.about.deadline);
        let none = || "–".to_owned();
        let median = on.map_or_else(none, |row| thousands(row.p50.into()));
        let band = on.map_or_else(none, |row| format!("{} – {}", thousands(row.p10.into()), thousands(row.p90.into())));
        let share = |policy: &str| {
            let rows = &results.milestones;
            let row = rows.iter().find(|row| row.milestone == cast.headline() && row.policy == policy);
            row.map_or_else(none, |row| known_percent(row.by_deadline, results.about.replications))
        };
        let room = COLUMNS[0] - 100.0 - 16.0 - SAMPLE;
        let name = if base {
            format!("{} (base)", cast.base_name(room - 50.0, CELL.bold()))
        } else {
            cast.name(results, room, CELL.bold())
        };
        let written = cast.base.about.policy.as_str();
        // With the policy off there is nothing else as written.
        let as_written = if written == "off" { String::new() } else { share(written) };
        Self { look, name, cells: [median, band, share("off"), as_written], base }
    }
}

pub(super) fn height(lines: usize) -> f64 {
    HEAD + ROW * lines as f64
}

/// Draws the table from `top` on.
pub(super) fn draw(canvas: &mut Canvas, lines: &[Line], about: &About, top: f64) {
    let day = format!("on {}", short(about.deadline));
    let heads = [
        ["people still there".to_owned(), day],
        ["80 % of".to_owned(), "replications".to_owned()],
        ["out by its deadline,".to_owned(), "policy off".to_owned()],
        match about.policy.as_str() {
            "off" => [String::new(), String::new()],
            policy => ["out by its deadline,".to_owned(), policy_words(policy).to_owned()],
        },
    ];
    for (x, heads) in COLUMNS.into_iter().zip(heads) {
        for (i, words) in heads.iter().enumerate() {
            canvas.text(words, (x, top + 7.0 + 14.0 * i as f64), Anchor::End, HEADING);
        }
    }
    for (i, line) in lines.iter().enumerate() {
        let y = top + HEAD + ROW * (i as f64 + 0.5);
        canvas.line(vec![(16.0, y - ROW / 2.0), (WIDTH - 16.0, y - ROW / 2.0)], 0.8, RULE);
        line.look.sample(canvas, (20.0, y));
        let name = Type { colour: line.look.words, ..CELL };
        let name = if line.base { name.bold() } else { name };
        canvas.text(&shorten_middle(&line.name, 420.0, name), (28.0 + SAMPLE, y), Anchor::Start, name);
        for (x, words) in COLUMNS.into_iter().zip(&line.cells) {
            canvas.text(words, (x, y), Anchor::End, CELL);
        }
    }
}
