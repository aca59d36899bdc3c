//! Several missions: how many of their published figures lie inside the 90 % band.

use super::PlotError;
use super::canvas::Canvas;
use super::frame;
use super::style::{Anchor, Area, DEADLINE_WORDS, GREY, INK, MEDIAN, Point, RULE, TINTS, Type};
use super::text::shorten;
use crate::results::{CoverageRow, Record, ScoreRow, Scored};
use crate::text::percent;

const WIDTH: f64 = 900.0;
const TOP: f64 = 112.0;
const ROW: f64 = 30.0;
const X0: f64 = 280.0;
const X1: f64 = 660.0;
const NAME: Type = Type::plain(12.0, INK);
const SMALL: Type = Type::plain(11.0, GREY);
const BAND: &str = "inside_90";

/// One line of the picture.
enum Line<'a> {
    Heading(&'static str),
    Mission(&'a Scored, &'a ScoreRow),
    Together(&'a CoverageRow),
}

/// Draws the figure; `None` where no figure of any mission is scored.
pub(super) fn draw(record: &Record) -> Result<Option<String>, PlotError> {
    let lines = lines(record);
    if lines.is_empty() {
        return Ok(None);
    }
    let bottom = TOP + ROW * lines.len() as f64;
    let mut canvas = Canvas::new(WIDTH, bottom + 106.0);
    frame::head(&mut canvas, TITLE, &words(record));
    axis(&mut canvas, bottom);
    for (i, line) in lines.iter().enumerate() {
        draw_line(&mut canvas, line, TOP + ROW * (i as f64 + 0.5));
    }
    key(&mut canvas, bottom + 46.0);
    source(&mut canvas, record);
    canvas.finish(TITLE, &description(&lines)).map(Some)
}

const TITLE: &str = "How many published figures lie inside the 90 % band?";

fn words(record: &Record) -> [String; 2] {
    let about = &record.missions[0].results.about;
    [
        "Each mission by itself, and all together. A mission's figures hang together: a late October makes a late"
            .into(),
        format!(
            "November. {} replications of each, seed {}, under the policy as written.",
            super::text::thousands(about.replications),
            about.seed
        ),
    ]
}

fn lines(record: &Record) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (knowledge, heading) in [("forecast", "Forecasts"), ("hindcast", "Hindcasts with known events")] {
        let of_it = record.missions.iter().filter(|mission| mission.knowledge == knowledge);
        let scored = of_it.filter_map(|mission| {
            let row = mission.results.scores.iter().find(|row| row.score == BAND)?;
            Some(Line::Mission(mission, row))
        });
        let missions: Vec<Line> = scored.collect();
        if !missions.is_empty() {
            lines.push(Line::Heading(heading));
            lines.extend(missions);
            let together = record.coverage.iter().filter(|row| row.knowledge == knowledge && row.band == 90);
            lines.extend(together.map(Line::Together));
        }
    }
    lines
}

fn x(share: f64) -> f64 {
    X0 + (X1 - X0) * share
}

fn axis(canvas: &mut Canvas, bottom: f64) {
    for tenth in (0..=10).step_by(2) {
        let at = x(f64::from(tenth) / 10.0);
        canvas.line(vec![(at, TOP), (at, bottom)], 0.8, RULE);
        canvas.text(&format!("{} %", tenth * 10), (at, bottom + 14.0), Anchor::Middle, SMALL);
    }
    canvas.dashes(&[(x(0.9), TOP - 4.0), (x(0.9), bottom)], (2.0, 3.0), 1.4, DEADLINE_WORDS);
    canvas.text("90 %", (x(0.9), TOP - 12.0), Anchor::Middle, Type::plain(11.0, DEADLINE_WORDS));
}

fn draw_line(canvas: &mut Canvas, line: &Line, y: f64) {
    match line {
        Line::Heading(words) => drop(canvas.text(words, (16.0, y + 4.0), Anchor::Start, NAME.bold())),
        Line::Mission(mission, row) => {
            let name = shorten(&mission.results.about.mission, X0 - 40.0, NAME.size, false);
            canvas.text(&name, (28.0, y), Anchor::Start, NAME);
            let of = |n: u64| x(n as f64 / row.figures as f64);
            if let Some((low, high)) = row.reference_p05.zip(row.reference_p95) {
                canvas.rect(Area { x0: of(low) - 1.0, x1: of(high) + 1.0, y0: y - 7.0, y1: y + 7.0 }, TINTS[1]);
            }
            let inside = row.drawdown.unwrap_or(0.0) as u64;
            canvas.disc((of(inside), y), 5.0, MEDIAN);
            canvas.text(&format!("{inside} of {}{}", row.figures, few(row)), (X1 + 24.0, y), Anchor::Start, NAME);
        }
        Line::Together(row) => {
            canvas.text("all together", (28.0, y), Anchor::Start, NAME.bold());
            if let Some((low, high)) = row.low.zip(row.high) {
                canvas.line(vec![(x(low), y), (x(high), y)], 2.4, INK);
            }
            if let Some(expected) = row.expected {
                canvas.line(vec![(x(expected), y - 9.0), (x(expected), y + 9.0)], 2.4, MEDIAN);
            }
            diamond(canvas, (x(row.share), y));
            canvas.text(&together(row), (X1 + 24.0, y), Anchor::Start, NAME.bold());
        }
    }
}

fn few(row: &ScoreRow) -> &'static str {
    let is_few = row.reference_p05.is_some_and(|low| row.drawdown < Some(low as f64));
    if is_few { ": too few" } else { "" }
}

fn together(row: &CoverageRow) -> String {
    let range = row.low.zip(row.high).map(|(low, high)| format!(" ({} to {})", percent(low), percent(high)));
    format!("{}{}", percent(row.share), range.unwrap_or_default())
}

fn diamond(canvas: &mut Canvas, (x, y): Point) {
    canvas.fill(vec![(x - 7.0, y), (x, y - 7.0), (x + 7.0, y), (x, y + 7.0)], INK);
}

fn key(canvas: &mut Canvas, y: f64) {
    let items: Vec<(frame::Sample, String)> = vec![
        (Box::new(|canvas: &mut Canvas, at: Point| canvas.disc(at, 5.0, MEDIAN)), "what came".into()),
        (
            Box::new(|canvas: &mut Canvas, (x, y): Point| {
                canvas.rect(Area { x0: x - 10.0, x1: x + 10.0, y0: y - 6.0, y1: y + 6.0 }, TINTS[1]);
            }),
            "what comes in nine of ten missions drawn from the model itself".into(),
        ),
        (
            Box::new(|canvas: &mut Canvas, (x, y): Point| {
                canvas.line(vec![(x - 11.0, y), (x + 11.0, y)], 2.4, INK);
                diamond(canvas, (x, y));
            }),
            "all, with a 95 % interval from resampling whole missions (too narrow: they are few)".into(),
        ),
        (
            Box::new(|canvas: &mut Canvas, (x, y): Point| {
                canvas.line(vec![(x, y - 8.0), (x, y + 8.0)], 2.4, MEDIAN);
            }),
            "all, if the model were right".into(),
        ),
    ];
    frame::key(canvas, (16.0, y), WIDTH - 16.0, items);
}

fn source(canvas: &mut Canvas, record: &Record) {
    let version = &record.missions[0].results.about.version;
    let words = format!("Source: drawdown {version}; {} scenarios, each with its sources", record.missions.len());
    let y = canvas.page().y1 - 12.0;
    canvas.text(&words, (16.0, y), Anchor::Start, Type::plain(10.0, GREY));
}

fn description(lines: &[Line]) -> String {
    let one = |line: &Line| match line {
        Line::Heading(words) => (*words).to_string(),
        Line::Mission(mission, row) => {
            format!("{}: {} of {}", mission.results.about.scenario, row.drawdown.unwrap_or(0.0), row.figures)
        }
        Line::Together(row) => format!("all together: {}", together(row)),
    };
    format!("Dot chart. {}.", lines.iter().map(one).collect::<Vec<_>>().join("; "))
}
