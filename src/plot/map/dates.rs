//! Which days a series of maps shows.

use jiff::civil::Date;

use crate::plot::axis::{days, shifted};
use crate::results::Results;

/// As many panels as are drawn.
pub(super) const MOST: usize = 12;

/// A month that ends sooner after the first day is not shown: nothing has changed.
const LEAST_DAYS: i32 = 10;

/// The first simulated day, then the last day of each month (in the deadline's month the deadline) up to the month
/// in which the last site that is to close is vacated in the median, or of the deadline. Where these are too many,
/// every second, third, … month.
pub(super) fn dates(results: &Results) -> Vec<Date> {
    let about = &results.about;
    let Some(first) = results.stages.iter().map(|row| row.date).min() else { return vec![] };
    let closing = results.sites.iter().filter(|site| !site.kept && !site.imposed);
    let vacated = closing.map(|site| site.vacated_p50.unwrap_or(about.horizon)).max();
    let last = vacated.unwrap_or(first).max(about.deadline).clamp(first, about.horizon.max(first));
    let months: Vec<Date> = std::iter::successors(Some(first.last_of_month()), |month| {
        let next = shifted(*month, 1).last_of_month();
        (month < &last && next > *month).then_some(next)
    })
    .map(|month| if month.first_of_month() == about.deadline.first_of_month() { about.deadline } else { month })
    .map(|date| date.min(about.horizon))
    .filter(|date| days(first, *date) >= LEAST_DAYS)
    .collect();
    let step = months.len().div_ceil(MOST - 1).max(1);
    // Counted from the end, so that the last month is shown.
    let shown = months.iter().rev().step_by(step).rev().copied();
    std::iter::once(first).chain(shown).collect()
}

/// Of the days in the table the last that is not after `date`: very large missions do not count every day.
pub(super) fn counted(results: &Results, date: Date) -> Option<Date> {
    results.stages.iter().map(|row| row.date).filter(|day| *day <= date).max()
}
