//! What every figure has: a title, what is shown, where it comes from; and the row of a key.

use jiff::civil::Date;

use super::axis::{TimeAxis, top_label};
use super::canvas::Canvas;
use super::style::{Anchor, DEADLINE, DEADLINE_WORDS, GREY, INK, Point, Type};
use super::text::{shorten, thousands};
use crate::calendar::in_words;
use crate::results::About;
use crate::text::capital;

const TITLE: Type = Type::plain(18.0, INK).bold();
const SUBTITLE: Type = Type::plain(12.5, GREY);
pub(super) const SOURCE: Type = Type::plain(10.5, GREY);
pub(super) const NOTE: Type = Type::plain(11.5, GREY);

/// Title and one or two lines below it, at the top of a page.
pub(super) fn head(canvas: &mut Canvas, title: &str, lines: &[String]) {
    let room = canvas.page().x1 - 32.0;
    canvas.text(&shorten(title, room, TITLE.size, TITLE.bold), (16.0, 24.0), Anchor::Start, TITLE);
    for (line, y) in lines.iter().zip([47.0, 64.0]) {
        canvas.text(&shorten(line, room, SUBTITLE.size, false), (16.0, y), Anchor::Start, SUBTITLE);
    }
}

/// The heading as a sentence: `Forecast as of 28 August 2023. `, or nothing.
pub(super) fn heading(about: &About) -> String {
    let heading = shorten(&about.heading, 420.0, SUBTITLE.size, false);
    if heading.is_empty() { String::new() } else { format!("{}. ", capital(&heading)) }
}

/// The mission's name, with room for what the title says about it.
pub(super) fn mission(about: &About, room: f64) -> String {
    let name = shorten(&about.mission, room, TITLE.size, TITLE.bold);
    if name.is_empty() { "A mission without a name".to_owned() } else { name }
}

pub(super) fn replications(about: &About) -> String {
    replications_in_words(about.replications)
}

fn replications_in_words(n: u64) -> String {
    match n {
        1 => "1 replication".to_owned(),
        n => format!("{} replications", thousands(n)),
    }
}

/// The line at the bottom from which the picture can be made again.
pub(super) fn source(canvas: &mut Canvas, about: &About) {
    source_of(canvas, about, about.replications, &about.policy);
}

/// The same for a study, which has replications and a policy of its own.
pub(super) fn source_of(canvas: &mut Canvas, about: &About, n: u64, policy: &str) {
    let page = canvas.page();
    let fixed = format!(
        ", seed {}, {}, policy {}. drawdown {}, scenario hash {}",
        about.seed,
        replications_in_words(n),
        policy,
        about.version,
        about.hash
    );
    let scenario = shorten(&about.scenario, 220.0, SOURCE.size, false);
    let words = shorten(&format!("Source: scenario {scenario}{fixed}"), page.x1 - 32.0, SOURCE.size, false);
    canvas.text(&words, (16.0, page.y1 - 12.0), Anchor::Start, SOURCE);
}

/// The deadline: a dashed line from `top` to `bottom` with its date above; at the edge where it lies beyond.
pub(super) fn deadline(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    date: Date,
    (top, bottom): (f64, f64),
    below: Option<String>,
) {
    let x = axis.x_held(date);
    let mut words = format!("deadline {}", in_words(date));
    if axis.shows(date) {
        canvas.dashes(&[(x, top - 8.0), (x, bottom)], (6.0, 4.0), 1.6, DEADLINE);
    } else if date > axis.last {
        words.push_str(" →");
    } else {
        words.insert_str(0, "← ");
    }
    let style = Type::plain(12.0, DEADLINE_WORDS);
    let mut lines = vec![(words, style.bold())];
    lines.extend(below.map(|words| (words, style)));
    top_label(canvas, x, top - 10.0, &lines);
}

/// The day up to which events are known: a thin line with its date above.
pub(super) fn as_of(canvas: &mut Canvas, axis: &TimeAxis, date: Date, (top, bottom): (f64, f64)) {
    if axis.shows(date) {
        let x = axis.x(date);
        canvas.line(vec![(x, top - 8.0), (x, bottom)], 0.9, INK);
        top_label(canvas, x, top - 10.0, &[(format!("known until {}", in_words(date)), Type::plain(12.0, INK))]);
    }
}

/// A sample in a key: draws itself around a point, within 11 pixels to either side.
pub(super) type Sample<'a> = Box<dyn Fn(&mut Canvas, Point) + 'a>;

/// Writes samples with their words from `from` on, over as many lines as they need; gives the last line's height.
pub(super) fn key(canvas: &mut Canvas, (x0, y0): Point, x1: f64, items: Vec<(Sample, String)>) -> f64 {
    let (mut x, mut y) = (x0, y0);
    for (sample, words) in items {
        let words = shorten(&words, x1 - x0 - 30.0, NOTE.size, false);
        let width = 29.0 + NOTE.width(&words);
        if x > x0 && x + width > x1 {
            (x, y) = (x0, y + KEY_LINE);
        }
        sample(canvas, (x + 11.0, y));
        canvas.text(&words, (x + 27.0, y), Anchor::Start, NOTE);
        x += width + 16.0;
    }
    y
}

/// The height of a key's line.
pub(super) const KEY_LINE: f64 = 20.0;

/// How many lines [`key`] will need.
pub(super) fn key_lines(width: f64, words: &[String]) -> usize {
    let (mut x, mut lines) = (0.0, 1);
    for words in words {
        let item = 29.0 + NOTE.width(&shorten(words, width - 30.0, NOTE.size, false));
        if x > 0.0 && x + item > width {
            (x, lines) = (0.0, lines + 1);
        }
        x += item + 16.0;
    }
    lines
}
