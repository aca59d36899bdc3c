//! What most often was the root of the last wait: bars for the headline milestone, and smaller for the others.

use super::PlotError;
use super::canvas::Canvas;
use super::frame::{self, NOTE};
use super::style::{Anchor, Area, GREY, INK, Point, RULE, Type};
use super::text::{percent, shorten};
use super::waiting;
use crate::results::{CriticalityRow, Results};
use crate::text::capital;

const WIDTH: f64 = 900.0;
const TOP: f64 = 90.0;
const HEAD: Type = Type::plain(13.0, INK).bold();
const SMALL: Type = Type::plain(11.0, GREY);
/// As many other milestones as are drawn.
const OTHERS: usize = 4;

/// How large a panel is drawn.
struct Scale {
    width: f64,
    /// Room for the words before a bar.
    words: f64,
    row: f64,
    /// As many roots have a bar of their own.
    most: usize,
    label: Type,
}

const LARGE: Scale = Scale { width: WIDTH - 32.0, words: 330.0, row: 24.0, most: 10, label: Type::plain(12.5, INK) };
const FEW: Scale = Scale { width: 424.0, words: 238.0, row: 18.0, most: 4, label: Type::plain(11.0, INK) };
/// From one row of small panels to the next.
const GAP: f64 = 34.0;

/// One milestone: words, colour's root and share of each bar.
struct Panel<'a> {
    milestone: &'a str,
    rows: Vec<&'a CriticalityRow>,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let panels = panels(results);
    let small = panels.len().saturating_sub(1).min(OTHERS);
    let below = TOP + LARGE.row * (LARGE.most + 1).min(panels.first().map_or(1, |p| p.rows.len())) as f64 + GAP;
    let height = FEW.row * (FEW.most + 1) as f64 + GAP;
    let mut canvas = Canvas::new(WIDTH, below + height * small.div_ceil(2) as f64 + 46.0);
    words(&mut canvas, results, panels.len());
    for (i, panel) in panels.iter().take(1 + OTHERS).enumerate() {
        match i.checked_sub(1) {
            None => panel.draw(&mut canvas, results, &LARGE, (16.0, TOP)),
            Some(i) => {
                let at = (16.0 + (i % 2) as f64 * (FEW.width + 20.0), below + (i / 2) as f64 * height + 12.0);
                panel.draw(&mut canvas, results, &FEW, at);
            }
        }
    }
    canvas.finish(&title(results), &description(results, &panels))
}

fn panels(results: &Results) -> Vec<Panel<'_>> {
    let mut panels: Vec<Panel> = Vec::new();
    for row in &results.criticality {
        match panels.iter_mut().find(|panel| panel.milestone == row.milestone) {
            Some(panel) => panel.rows.push(row),
            None => panels.push(Panel { milestone: &row.milestone, rows: vec![row] }),
        }
    }
    panels
}

fn title(results: &Results) -> String {
    format!("{}: what was waited for last", frame::mission(&results.about, 620.0))
}

fn words(canvas: &mut Canvas, results: &Results, milestones: usize) {
    let about = &results.about;
    let heading = format!("{}Shares of {}.", frame::heading(about), frame::replications(about));
    let unit = "The root of the last wait before each milestone: a drive is led back to what let it set out, a wait for a site to what that waited for.";
    frame::head(canvas, &title(results), &[heading, unit.to_owned()]);
    if milestones == 0 {
        canvas.text("no milestone", (16.0, TOP + 10.0), Anchor::Start, NOTE);
    }
    if milestones > 1 + OTHERS {
        let more = format!("the other milestones ({}) are in criticality.csv", milestones - 1 - OTHERS);
        let y = canvas.page().y1 - 30.0;
        canvas.text(&more, (16.0, y), Anchor::Start, NOTE);
    }
    frame::source(canvas, about);
}

impl Panel<'_> {
    /// The largest, and the rest as one.
    fn draw(&self, canvas: &mut Canvas, results: &Results, scale: &Scale, (x, y): Point) {
        canvas.text(
            &shorten(&capital(&self.milestone.replace('-', " ")), scale.width, 13.0, true),
            (x, y),
            Anchor::Start,
            HEAD,
        );
        let line = |i: usize| y + 8.0 + scale.row * (i as f64 + 0.5);
        // A single one beyond the list is named as well.
        let named = if self.rows.len() == scale.most + 1 { self.rows.len() } else { scale.most };
        for (i, row) in self.rows.iter().take(named).enumerate() {
            bar(canvas, scale, (x, line(i)), &what(results, row), row);
        }
        if let Some(first) = self.rows.get(named) {
            let rest = &self.rows[named..];
            let share = rest.iter().map(|row| row.share).sum();
            let others = CriticalityRow { share, root: "", ..(*first).clone() };
            bar(canvas, scale, (x, line(named)), &format!("{} others", rest.len()), &others);
        }
    }
}

fn bar(canvas: &mut Canvas, scale: &Scale, (x, y): Point, words: &str, row: &CriticalityRow) {
    let (x0, room) = (x + scale.words, scale.width - scale.words - 48.0);
    let words = shorten(words, scale.words - 10.0, scale.label.size, false);
    canvas.text(&words, (x0 - 8.0, y), Anchor::End, scale.label);
    let half = scale.row * 0.34;
    canvas.rect(Area { x0, y0: y - half, x1: x0 + room, y1: y + half }, RULE);
    let x1 = x0 + room * row.share.clamp(0.0, 1.0);
    canvas.rect(Area { x0, y0: y - half, x1: x1.max(x0 + 1.0), y1: y + half }, waiting::colour(row.root));
    canvas.text(&percent(row.share), (x0 + room + 8.0, y), Anchor::Start, SMALL);
}

/// `seats out of the country: airport/charter`.
fn what(results: &Results, row: &CriticalityRow) -> String {
    let site = results.sites.iter().find(|site| row.kind == "site" && site.site == row.resource);
    let name = site.map_or(&row.resource, |site| &site.name);
    if name.is_empty() { row.root.to_owned() } else { format!("{}: {name}", row.root) }
}

fn description(results: &Results, panels: &[Panel]) -> String {
    let of = |panel: &Panel| {
        let largest = panel.rows.iter().take(3).map(|row| format!("{} {}", what(results, row), percent(row.share)));
        format!("{}: {}", panel.milestone, largest.collect::<Vec<_>>().join(", "))
    };
    let panels: Vec<String> = panels.iter().take(1 + OTHERS).map(of).collect();
    format!("Bars: how often what was the root of the last wait before each milestone. {}.", panels.join("; "))
}
