//! The curve in one line of bars: the median of people in the country, and where the deadline lies.

use crate::cli::terminal::Screen;
use crate::results::{Results, StrengthRow};
use crate::text::{short_date, sparkline};

/// Bars at most, and the fewest that show a curve.
const MOST: usize = 60;
const LEAST: usize = 8;

/// The line ends when so much of the first day's people is left above the last value, or at the deadline if that is later.
const TAIL: f64 = 0.05;

/// Two lines; none where there is no room, or nothing falls. Bars are equally far apart in time.
pub(super) fn lines(results: &Results, present: &[&StrengthRow], screen: Screen) -> Vec<String> {
    let (Some(first), Some(last)) = (present.first(), present.last()) else { return vec![] };
    let left = f64::from(last.p50) + TAIL * f64::from(first.p50);
    let settled = present.iter().position(|row| f64::from(row.p50) <= left).unwrap_or(0);
    let deadline = present.iter().position(|row| row.date == results.about.deadline).unwrap_or(0);
    let until = settled.max(deadline);
    let room = screen.width.saturating_sub(2 * "31 Dec 2023 ".len() + 2);
    let n = MOST.min(room).min(until + 1);
    if n < LEAST || first.p50 == last.p50 {
        return vec![];
    }
    let day = |bar: usize| bar * until / (n - 1);
    let bars: Vec<u32> = (0..n).map(|bar| present[day(bar)].p50).collect();
    let (from, to) = (short_date(first.date), short_date(present[until].date));
    let mut lines = vec![format!("  {from} {} {to}", sparkline(&bars))];
    if results.about.deadline >= first.date && deadline < until {
        let at = (0..n).rfind(|&bar| day(bar) <= deadline).unwrap_or(0);
        let mark = format!("{}^ {}", " ".repeat(2 + from.chars().count() + 1 + at), short_date(results.about.deadline));
        lines.push(mark);
    }
    lines
}
