//! The PIT of each scored figure: its pair as an upright bar, at the date of which it speaks.

use jiff::civil::Date;

use super::{Mark, heading, sample};
use crate::calendar::in_words;
use crate::plot::axis::{TimeAxis, days, shifted};
use crate::plot::canvas::Canvas;
use crate::plot::frame::{self, NOTE, Sample};
use crate::plot::labels::{self, Ground};
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, MEDIAN, TINTS, Type};
use crate::plot::text::shorten;
use crate::results::{CheckRow, Results};

/// As many figures get a name.
const NAMED: usize = 40;

/// One scored figure.
pub(super) struct Figure {
    date: Date,
    low: f64,
    high: f64,
    inside: bool,
    /// The name of the site whose date it is.
    site: Option<String>,
    id: String,
}

/// All scored figures that have a PIT, by date.
pub(super) fn figures(results: &Results) -> Vec<Figure> {
    let mut figures: Vec<Figure> =
        results.checks.iter().filter(|row| row.role == "score").filter_map(|row| figure(results, row)).collect();
    figures.sort_by_key(|figure| figure.date);
    figures
}

fn figure(results: &Results, row: &CheckRow) -> Option<Figure> {
    // What is no number has no place on a picture.
    let [low, high] = [row.pit_low?, row.pit_high?].map(|share| share.is_finite().then_some(share));
    let (low, high) = low.zip(high)?;
    let is_date = matches!(row.quantity, "vacated" | "ended");
    let name = results.sites.iter().find(|site| site.site == row.site).map_or(&row.site, |site| &site.name);
    let dates = if is_date { row.at_least.parse().ok().zip(row.at_most.parse().ok()) } else { None };
    let (from, to) = dates.unwrap_or((row.date, row.date_to.unwrap_or(row.date)));
    Some(Figure {
        date: middle(from, to),
        low,
        high,
        inside: row.inside_90 != Some(false),
        site: is_date.then(|| name.clone()),
        id: row.observation.clone(),
    })
}

/// The middle of a doubtful date.
pub(super) fn middle(from: Date, to: Date) -> Date {
    shifted(from, days(from, to).max(0) / 2)
}

impl Figure {
    fn mark(&self) -> Mark {
        if self.site.is_some() { Mark::Diamond } else { Mark::Disc }
    }

    fn colour(&self) -> Colour {
        if self.inside { MEDIAN } else { INK }
    }
}

pub(super) fn draw(canvas: &mut Canvas, results: &Results, figures: &[Figure], panel: Area) {
    let plain = "the share of replications that lie below it";
    heading(canvas, panel, 34.0, "Where each figure lies (PIT):", plain);
    let (Some(first), Some(last)) = (figures.first(), figures.last()) else {
        let words = "no figure of role \"score\" that has two ends: nothing here has been checked against reality";
        canvas.text(words, (panel.x0, panel.y0 + 12.0), Anchor::Start, NOTE);
        return;
    };
    let margin = 4 + days(first.date, last.date) / 30;
    let axis =
        TimeAxis { first: shifted(first.date, -margin), last: shifted(last.date, margin), x0: panel.x0, x1: panel.x1 };
    let y = |share: f64| panel.y1 - (panel.y1 - panel.y0) * share.clamp(0.0, 1.0);
    ground(canvas, panel, y);
    axis.draw(canvas, panel.y0, panel.y1, false);
    if axis.shows(results.about.deadline) {
        frame::deadline(canvas, &axis, results.about.deadline, (panel.y0, panel.y1), None);
    }
    for figure in figures {
        let x = axis.x(figure.date);
        let (low, high) = (y(figure.low), y(figure.high));
        canvas.line(vec![(x, low), (x, high)], 2.6, figure.colour());
        let middle = (low + high) / 2.0;
        figure.mark().draw(canvas, (x, middle), figure.colour());
        canvas.reserve(Area { x0: x - 5.0, y0: high.min(middle - 5.0), x1: x + 5.0, y1: low.max(middle + 5.0) });
    }
    names(canvas, figures, &axis, results.about.deadline, panel, y);
    key(canvas, panel);
}

/// The bands that nine in ten and one in two figures of a right model lie in.
fn ground(canvas: &mut Canvas, panel: Area, y: impl Fn(f64) -> f64) {
    for (tail, tint) in [(0.05, TINTS[0]), (0.25, TINTS[1])] {
        canvas.rect(Area { y0: y(1.0 - tail), y1: y(tail), ..panel }, tint);
    }
    for share in [0.0, 1.0] {
        canvas.line(vec![(panel.x0, y(share)), (panel.x1, y(share))], 0.8, GREY);
    }
    for (share, words) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")] {
        canvas.text(words, (panel.x0 - 8.0, y(share)), Anchor::End, NOTE);
    }
}

/// Sites by name; counts by their id where they lie outside the band.
fn names(
    canvas: &mut Canvas,
    figures: &[Figure],
    axis: &TimeAxis,
    deadline: Date,
    panel: Area,
    y: impl Fn(f64) -> f64,
) {
    let frame = Area { x0: panel.x0 + 2.0, y0: panel.y0 - 8.0, x1: panel.x1, y1: panel.y1 + 2.0 };
    let x = axis.x_held(deadline);
    let line: Vec<_> = labels::dense(&[(x, panel.y0), (x, panel.y1)]).filter(|_| axis.shows(deadline)).collect();
    let ground = Ground { frame, avoid: &line };
    for figure in figures.iter().take(NAMED) {
        let words = match &figure.site {
            Some(site) => site,
            None if !figure.inside => &figure.id,
            None => continue,
        };
        let style = if figure.inside { Type::plain(11.0, INK) } else { Type::plain(11.0, INK).bold() };
        let at = (axis.x(figure.date), (y(figure.low) + y(figure.high)) / 2.0);
        labels::beside(canvas, at, &shorten(words, 160.0, style.size, style.bold), style, &ground, 1.0);
    }
}

fn key(canvas: &mut Canvas, panel: Area) {
    let tint = |i: usize| -> Sample {
        Box::new(move |canvas, (x, y)| {
            canvas.rect(Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 }, TINTS[i])
        })
    };
    let bar: Sample = Box::new(|canvas, (x, y)| canvas.line(vec![(x, y - 8.0), (x, y + 8.0)], 2.6, MEDIAN));
    let items = vec![
        (sample(Mark::Disc, MEDIAN, false), "a count".to_owned()),
        (sample(Mark::Diamond, MEDIAN, false), "the date of a site".to_owned()),
        (sample(Mark::Disc, INK, false), "outside the 90 % band".to_owned()),
        (bar, "an interval, or many replications level".to_owned()),
        (tint(0), "90 % band".to_owned()),
        (tint(1), "50 % band".to_owned()),
    ];
    frame::key(canvas, (16.0, panel.y1 + super::TO_KEY), panel.x1, items);
}

pub(super) fn in_sentences(results: &Results, figures: &[Figure]) -> String {
    if figures.is_empty() {
        return "No figure is scored.".to_owned();
    }
    let each = figures.iter().map(|figure| {
        let what = figure.site.as_ref().map_or_else(|| figure.id.clone(), |site| format!("{site} ({})", figure.id));
        format!("{what}, {}: {:.2} to {:.2}", in_words(figure.date), figure.low, figure.high)
    });
    format!("{}. PIT of each scored figure: {}.", super::inside(results), each.collect::<Vec<_>>().join("; "))
}
