//! Small multiples: where the panels of a picture stand.

use jiff::civil::Date;

use super::axis::{TimeAxis, shifted};
use super::canvas::Canvas;
use super::style::{Area, DEADLINE, INK, Type};
use crate::results::About;

pub(super) const WIDTH: f64 = 900.0;
/// The upper edge of the first panel.
pub(super) const TOP: f64 = 112.0;
/// As many panels as are drawn.
pub(super) const MOST: usize = 12;
pub(super) const NAME: Type = Type::plain(12.5, INK).bold();
/// Panels side by side.
const COLUMNS: usize = 3;
/// The height of a panel's plot; of its name above and its dates below.
const PLOT: f64 = 88.0;
pub(super) const ABOVE: f64 = 22.0;
const BELOW: f64 = 44.0;
/// Room for the numbers left of a plot.
const NUMBERS: f64 = 46.0;
/// The axis goes on for this long after the deadline.
const AFTER_DEADLINE_DAYS: i32 = 42;

/// Where the plot of a panel stands.
pub(super) fn plot_of(index: usize) -> Area {
    let (line, column) = ((index / COLUMNS) as f64, (index % COLUMNS) as f64);
    let width = (WIDTH - 32.0) / COLUMNS as f64;
    let (x, y) = (16.0 + column * width, TOP + line * (ABOVE + PLOT + BELOW));
    Area { x0: x + NUMBERS, y0: y + ABOVE, x1: x + width - 10.0, y1: y + ABOVE + PLOT }
}

/// The lower edge of so many panels.
pub(super) fn bottom(panels: usize) -> f64 {
    TOP + panels.div_ceil(COLUMNS).max(1) as f64 * (ABOVE + PLOT + BELOW)
}

/// The last day of the axes, of tables that go on to the horizon.
pub(super) fn last(about: &About, first: Date, horizon: Date) -> Date {
    shifted(about.deadline, AFTER_DEADLINE_DAYS).min(horizon).max(shifted(first, 1))
}

/// The deadline as a dashed line in a panel.
pub(super) fn deadline(canvas: &mut Canvas, axis: &TimeAxis, date: Date, plot: Area) {
    if axis.shows(date) {
        let x = axis.x(date);
        canvas.dashes(&[(x, plot.y0 - 4.0), (x, plot.y1)], (4.0, 2.5), 1.4, DEADLINE);
    }
}
