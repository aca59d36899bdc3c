//! People still in the country, day by day, in all scenarios of a comparison.

use jiff::civil::Date;

use super::look::{self, Look, WIDTH};
use super::table::{self, Line};
use super::{Cast, Other};
use crate::calendar::in_words;
use crate::plot::PlotError;
use crate::plot::axis::{CountAxis, TimeAxis, shifted};
use crate::plot::canvas::Canvas;
use crate::plot::drawdown::{end, present};
use crate::plot::frame::{self, NOTE};
use crate::plot::labels::{self, Ground};
use crate::plot::style::{Anchor, Area, Point, TINTS, Type};
use crate::plot::text::{shorten, shorten_middle, thousands};
use crate::results::{Results, StrengthRow};

const PLOT: Area = Area { x0: 68.0, y0: 132.0, x1: 972.0, y1: 488.0 };
const TABLE_TOP: f64 = PLOT.y1 + 74.0;
const NAME: Type = Type::plain(12.0, look::BASE.words).bold().halo();
const LONGEST_NAME: f64 = 300.0;
/// Lines closer than this, in pixels, are hard to tell apart.
const CLOSE: f64 = 22.0;
/// And closer than this they are one.
const ONE: f64 = 2.0;
/// As many points of a line are tried for its label.
const TRIED: usize = 28;

/// Scenarios whose medians are the same on every day, drawn as one.
struct Curve {
    medians: Vec<(Date, u32)>,
    look: Look,
    names: Vec<String>,
}

struct Chart<'a> {
    cast: &'a Cast<'a>,
    axis: TimeAxis,
    counts: CountAxis,
    band: Vec<&'a StrengthRow>,
    curves: Vec<Curve>,
}

/// Draws the figure.
pub(super) fn draw(cast: &Cast) -> Result<String, PlotError> {
    let chart = Chart::new(cast);
    let table = chart.table();
    let footer = TABLE_TOP + table::height(table.len()) + 8.0;
    let mut canvas = Canvas::new(WIDTH, footer + cast.footer_height());
    chart.words(&mut canvas);
    chart.counts.draw(&mut canvas, PLOT.x0, PLOT.x1);
    chart.axis.draw(&mut canvas, PLOT.y0, PLOT.y1, false);
    chart.band(&mut canvas);
    for curve in chart.curves.iter().rev() {
        curve.look.line(&mut canvas, &chart.points(curve));
    }
    chart.deadlines(&mut canvas);
    chart.labels(&mut canvas);
    table::draw(&mut canvas, &table, &cast.base.about, TABLE_TOP);
    cast.write_footer(&mut canvas, footer);
    canvas.finish(&chart.title(), &chart.description())
}

/// The median of people present, by day.
pub(super) fn medians(results: &Results) -> Vec<(Date, u32)> {
    let mut days: Vec<(Date, u32)> = present(results).map(|row| (row.date, row.p50)).collect();
    days.sort_unstable();
    days
}

impl Curve {
    fn name(&self) -> String {
        self.names.join(" = ")
    }
}

impl<'a> Chart<'a> {
    fn new(cast: &'a Cast<'a>) -> Self {
        let base = cast.base;
        let mut band: Vec<&StrengthRow> = present(base).collect();
        band.sort_by_key(|row| row.date);
        let all = || std::iter::once(base).chain(cast.others.iter().map(|other| other.results));
        let mut curves = curves(cast);
        let first = curves.iter().filter_map(|curve| curve.medians.first()).map(|day| day.0).min();
        let first = first.unwrap_or(base.about.start);
        let last = all().map(last_day).max().unwrap_or(first).max(shifted(first, 1));
        curves.iter_mut().for_each(|curve| curve.medians.retain(|day| day.0 <= last));
        let as_of = base.about.as_of;
        band.retain(|row| row.date <= last && as_of.is_none_or(|known| row.date >= known));
        let strength = all().map(|results| results.about.strength);
        let most = curves.iter().flat_map(|curve| &curve.medians).map(|day| day.1);
        let most = most.chain(strength).chain(band.iter().map(|row| row.p90)).max().unwrap_or(0);
        let axis = TimeAxis { first, last, x0: PLOT.x0, x1: PLOT.x1 };
        Self { cast, axis, counts: CountAxis::new(f64::from(most), PLOT.y0, PLOT.y1), band, curves }
    }

    fn title(&self) -> String {
        format!("{}: people still in the country, by scenario", frame::mission(&self.cast.base.about, 560.0))
    }

    fn words(&self, canvas: &mut Canvas) {
        let about = &self.cast.base.about;
        let band = match about.replications {
            0 | 1 => String::new(),
            _ => format!("; shaded: where 80 % of {} of the base lie", frame::replications(about)),
        };
        let what = format!("{} Lines: medians{band}.", self.cast.what());
        let unit = "People present at the end of each day, local staff left out. All scenarios under the same luck: replication by replication the same draws.";
        frame::head(canvas, &self.title(), &[what, unit.to_owned()]);
        canvas.text("people", (PLOT.x0 - 8.0, PLOT.y0 - 16.0), Anchor::End, NOTE);
        let end = match self.curves.iter().all(|curve| curve.medians.is_empty()) {
            true => "nothing was simulated".to_owned(),
            false => format!("end of the axis: {}; horizon: {}", in_words(self.axis.last), in_words(about.horizon)),
        };
        canvas.text(&end, (PLOT.x1, PLOT.y1 + 45.0), Anchor::End, NOTE);
    }

    fn at(&self, date: Date, people: u32) -> Point {
        (self.axis.x(date), self.counts.y(f64::from(people)))
    }

    fn points(&self, curve: &Curve) -> Vec<Point> {
        curve.medians.iter().map(|&(date, people)| self.at(date, people)).collect()
    }

    fn band(&self, canvas: &mut Canvas) {
        let upper = self.band.iter().map(|row| self.at(row.date, row.p90));
        let lower: Vec<Point> = self.band.iter().map(|row| self.at(row.date, row.p10)).collect();
        canvas.fill(upper.chain(lower.into_iter().rev()).collect(), TINTS[0]);
    }

    /// The base's deadline, and each other date with the scenarios whose deadline it is.
    fn deadlines(&self, canvas: &mut Canvas) {
        let base = self.cast.base.about.deadline;
        frame::deadline(canvas, &self.axis, base, (PLOT.y0, PLOT.y1), None);
        let mut dates: Vec<Date> = self.cast.others.iter().map(|other| other.results.about.deadline).collect();
        dates.sort_unstable();
        dates.dedup();
        for date in dates.into_iter().filter(|date| *date != base) {
            let of = self.cast.others.iter().filter(|other| other.results.about.deadline == date);
            let names: Vec<String> = of.map(|other| self.cast.name(other.results, 150.0, NOTE)).collect();
            let words = shorten(&format!("of {}", names.join(", ")), 260.0, 12.0, false);
            frame::deadline(canvas, &self.axis, date, (PLOT.y0, PLOT.y1), Some(words));
        }
        if let Some(known) = self.cast.base.about.as_of {
            frame::as_of(canvas, &self.axis, known, (PLOT.y0, PLOT.y1));
        }
    }

    /// Names every line where it is far from the others.
    fn labels(&self, canvas: &mut Canvas) {
        let frame = Area { x0: PLOT.x0 + 2.0, y0: PLOT.y0 - 4.0, x1: PLOT.x1, y1: PLOT.y1 - 2.0 };
        let dense: Vec<Vec<Point>> =
            self.curves.iter().map(|curve| labels::dense(&self.points(curve)).collect()).collect();
        let avoid: Vec<Point> = dense.iter().flatten().copied().collect();
        for (i, curve) in self.curves.iter().enumerate() {
            let others = dense.iter().enumerate().filter(|(j, _)| *j != i).flat_map(|(_, points)| points);
            let others: Vec<Point> = others.copied().collect();
            let points = candidates(&dense[i], &others);
            let name = shorten_middle(&curve.name(), LONGEST_NAME, NAME);
            let style = Type { colour: curve.look.words, ..NAME };
            // The base is named below and left of its line first, so that the others have the other side.
            let side = if i == 0 { -1.0 } else { 1.0 };
            labels::beside_any(canvas, &points, &name, style, &Ground { frame, avoid: &avoid }, side);
        }
    }

    fn table(&self) -> Vec<Line> {
        let base = std::iter::once((self.cast.base, look::BASE, true));
        let others = self.cast.others.iter().map(|other| (other.results, other.look, false));
        base.chain(others).map(|(results, look, base)| Line::new(self.cast, results, look, base)).collect()
    }

    fn description(&self) -> String {
        let deadline = self.cast.base.about.deadline;
        let left = self.curves.iter().filter_map(|curve| {
            let on = curve.medians.iter().find(|day| day.0 == deadline)?;
            Some(format!("{}: {}", curve.name(), thousands(on.1.into())))
        });
        format!(
            "Lines of the median number of people present at the end of each day, {} Median at the end of {}: {}.",
            self.cast.what(),
            in_words(deadline),
            left.collect::<Vec<_>>().join("; ")
        )
    }
}

fn last_day(results: &Results) -> Date {
    let mut rows: Vec<&StrengthRow> = present(results).collect();
    rows.sort_by_key(|row| row.date);
    end(results, &rows, &[])
}

/// The base, then the others in their order; those with the same medians together.
fn curves(cast: &Cast) -> Vec<Curve> {
    let base_name = format!("{} (base)", cast.base_name(200.0, NAME));
    let base = Curve { medians: medians(cast.base), look: look::BASE, names: vec![base_name] };
    let mut curves = vec![base];
    for Other { results, look } in &cast.others {
        let (medians, name) = (medians(results), cast.name(results, 200.0, NAME));
        match curves.iter_mut().find(|curve| curve.medians == medians) {
            Some(curve) => curve.names.push(name),
            None => curves.push(Curve { medians, look: *look, names: vec![name] }),
        }
    }
    curves
}

/// Points of a line at which its label may stand, each with what it costs to be near other lines.
fn candidates(curve: &[Point], others: &[Point]) -> Vec<(Point, f64)> {
    let step = (curve.len() / TRIED).max(1);
    let near = |at: Point| others.iter().map(|to| (to.0 - at.0).hypot(to.1 - at.1)).fold(f64::INFINITY, f64::min);
    let cost = |apart: f64| 60.0 * (1.0 - apart / CLOSE).max(0.0) + if apart < ONE { 500.0 } else { 0.0 };
    curve.iter().step_by(step).map(|&at| (at, cost(near(at)))).collect()
}
