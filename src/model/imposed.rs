//! The imposed state: who had left, and which sites had ended, by the end of `as_of`.

use crate::calendar::Day;
use crate::model::{Group, Site};

/// One selection's known departures: people gone in all by the end of each day.
pub(super) struct Departures {
    /// Groups of the selection.
    pub groups: Vec<usize>,
    /// (day, gone), in order of time.
    pub rows: Vec<(Day, u32)>,
}

/// Splits `total` over `weights` in proportion, by largest remainder; equal
/// remainders go to the lower index. The parts add up to `total` (0 where no
/// weight is positive).
pub fn largest_remainder(total: u32, weights: &[f64]) -> Vec<u32> {
    let mut parts = vec![0; weights.len()];
    let mut order = Vec::new();
    split_by_largest_remainder(total, weights, &mut parts, &mut order);
    parts
}

/// As [`largest_remainder`], into buffers of the caller.
pub(crate) fn split_by_largest_remainder(
    total: u32,
    weights: &[f64],
    parts: &mut [u32],
    order: &mut Vec<(f64, usize)>,
) {
    let sum: f64 = weights.iter().sum();
    parts.fill(0);
    if sum <= 0.0 {
        return;
    }
    order.clear();
    let mut given = 0;
    for (i, weight) in weights.iter().enumerate() {
        let exact = f64::from(total) * weight / sum;
        // Rounding in the quotient must not give away more than there is.
        let whole = (exact.floor() as u32).min(total - given);
        parts[i] = whole;
        given += whole;
        order.push((exact - exact.floor(), i));
    }
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, i) in order.iter().cycle().take((total - given) as usize) {
        parts[i] += 1;
    }
}

/// People gone by the end of `day`: between two rows people leave evenly, with
/// the remainder on the later day; before the first row from the day before the start.
fn gone_by(rows: &[(Day, u32)], day: Day) -> u32 {
    let (mut since, mut before) = (-1, 0);
    for &(until, gone) in rows {
        if day >= until {
            (since, before) = (until, gone);
            continue;
        }
        let daily = (gone - before) / (until - since) as u32;
        return before + daily * (day - since).max(0) as u32;
    }
    before
}

/// The state by day before the first simulated one.
pub(super) struct History {
    pub present: Vec<[u32; 4]>,
    pub queued: Vec<u32>,
}

/// Applies known departures and endings: sets each group's `gone` and `at_hub`,
/// and returns the days before `first`.
pub(super) fn apply(
    groups: &mut [Group],
    sites: &[Site],
    hub: &[Option<usize>],
    departures: &[Departures],
    first: Day,
) -> History {
    let mut history = History { present: Vec::new(), queued: Vec::new() };
    for day in 0..first {
        set_gone(groups, departures, day);
        let mut present = [0; 4];
        let mut queued = 0;
        for group in groups.iter() {
            present[group.component as usize] += group.present();
            let at_hub = sites[group.site].ended.is_some_and(|(ended, _)| ended <= day);
            if at_hub && group.travels() {
                queued += group.present();
            }
        }
        history.present.push(present);
        history.queued.push(queued);
    }
    set_gone(groups, departures, first - 1);
    for group in groups.iter_mut().filter(|g| g.travels() && sites[g.site].ended.is_some()) {
        group.at_hub = hub[group.site];
    }
    history
}

fn set_gone(groups: &mut [Group], departures: &[Departures], day: Day) {
    for selection in departures {
        let sizes: Vec<f64> = selection.groups.iter().map(|&g| f64::from(groups[g].count)).collect();
        let parts = largest_remainder(gone_by(&selection.rows, day), &sizes);
        for (&g, part) in selection.groups.iter().zip(parts) {
            groups[g].gone = part.min(groups[g].count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_ties_go_to_the_lower_index() {
        assert_eq!(largest_remainder(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(largest_remainder(7, &[2.0, 1.0, 1.0]), [3, 2, 2]);
        assert_eq!(largest_remainder(5, &[0.0, 0.0]), [0, 0]);
    }

    #[test]
    fn people_leave_evenly_with_the_remainder_on_the_later_day() {
        // 11 people over days 0..=3: 2, 2, 2 and 5; then 4 over days 4..=5.
        let rows = [(3, 11), (5, 15)];
        let gone: Vec<u32> = (0..=6).map(|day| gone_by(&rows, day)).collect();
        assert_eq!(gone, [2, 4, 6, 11, 13, 15, 15]);
    }
}
