//! How values fall into bins: a function of the scenario alone, so that counts
//! of any two ensembles of one model add up.

use crate::calendar::Day;
use crate::counts;
use crate::model::Model;

/// What a strength histogram counts, in this order: people present by component
/// (military, police, civilian, local), all of the first three, those who wait,
/// those on the road.
pub const N_COLUMNS: usize = 7;
pub const INTERNATIONAL: usize = 4;
pub const QUEUED: usize = 5;
pub const ON_ROAD: usize = 6;

/// One copy of the strength histograms takes at most this many bytes.
const LARGEST_COPY: u64 = 64 << 20;

/// How values fall into bins; a function of the scenario alone.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Layout {
    pub first: Day,
    pub horizon: Day,
    /// Largest value of each column.
    pub largest: [u32; N_COLUMNS],
    /// A bin of column `c` holds 2^`shift[c]` values; see [`bin`].
    pub shift: [u32; N_COLUMNS],
    /// Where each column starts, in counts; and the number of counts.
    pub(super) offsets: [usize; N_COLUMNS + 1],
    /// Bins of each column.
    widths: [usize; N_COLUMNS],
    /// A bin of truckloads holds 2^this many.
    pub cargo_shift: u32,
}

impl Layout {
    pub fn new(model: &Model) -> Self {
        let mut largest = [0; N_COLUMNS];
        for group in &model.groups {
            largest[group.component as usize] += group.count;
        }
        largest[INTERNATIONAL..].fill(model.strength());
        let days = (model.horizon - model.first + 1).max(0) as usize;
        // People present are counted one by one; people who wait or drive in bins of 16.
        let mut shift = [0, 0, 0, 0, 0, 4, 4];
        let bins = |shift: &[u32; N_COLUMNS]| [0, 1, 2, 3, 4, 5, 6].map(|c: usize| bin(largest[c], shift[c]) + 1);
        while bins(&shift).iter().sum::<usize>() as u64 * days as u64 * 4 > LARGEST_COPY && shift[0] < 20 {
            shift.iter_mut().for_each(|s| *s += 1);
        }
        let mut offsets = [0; N_COLUMNS + 1];
        let widths = bins(&shift);
        for (column, bins) in widths.into_iter().enumerate() {
            offsets[column + 1] = offsets[column] + bins * days;
        }
        let cargo_shift = (model.truckloads() >> 16).checked_ilog2().map_or(0, |log| log + 1);
        Self { first: model.first, horizon: model.horizon, largest, shift, offsets, widths, cargo_shift }
    }

    /// Days that are simulated.
    pub fn n_days(&self) -> usize {
        (self.horizon - self.first + 1).max(0) as usize
    }

    pub(super) fn bins(&self, column: usize) -> usize {
        self.widths[column]
    }

    /// Where the counts of a column on a simulated day stand among all counts.
    pub fn row(&self, column: usize, day: usize) -> std::ops::Range<usize> {
        let from = self.offsets[column] + day * self.bins(column);
        from..from + self.bins(column)
    }
}

/// The bin of a value where a bin holds 2^`shift` values: 0 is a bin of its own,
/// and bin `b` holds the values above (b − 1) 2^`shift` up to b 2^`shift`.
#[inline]
pub fn bin(value: u32, shift: u32) -> usize {
    ((u64::from(value) + (1 << shift) - 1) >> shift) as usize
}

impl Layout {
    /// Where a value of a column on a simulated day is counted.
    #[inline]
    pub fn place(&self, column: usize, day: usize, value: u32) -> usize {
        self.row(column, day).start + bin(value, self.shift[column])
    }
}

/// One replication moves from one place of the counts to another, where these are of changes: they
/// wrap around below 0 until they are added up.
#[inline]
pub fn change(counts: &mut [u32], from: u32, to: u32) {
    let (from, to) = (from as usize, to as usize);
    counts[from] = counts[from].wrapping_sub(1);
    counts[to] = counts[to].wrapping_add(1);
    counts::changed(2);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// One site of so many people, over so many days.
    fn layout(people: u32, days: u32) -> Layout {
        let horizon = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(i64::from(days) - 1)).unwrap();
        let text = format!(
            "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-02\nhorizon = {horizon}\n\
             [[site]]\nid = 'a'\npeople = {{ military = {people} }}\nbegin = 2024-01-01\n\
             [[gateway]]\nid = 'a'\nexits = [ {{ id = 'out', air = {{ per_week = 7, seats = 100 }} }} ]\n"
        );
        let scenario = Scenario::parse(&text, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        Layout::new(&Model::compile(&scenario))
    }

    fn bytes(layout: &Layout) -> u64 {
        4 * layout.offsets[N_COLUMNS] as u64
    }

    #[test]
    fn people_of_an_ordinary_mission_are_counted_one_by_one() {
        assert_eq!(layout(13_871, 550).shift, [0, 0, 0, 0, 0, 4, 4]);
    }

    #[test]
    fn bins_widen_just_enough() {
        for (people, days) in [(1, 3), (13_871, 3_660), (100_000, 400), (1_000_000, 40), (1_000_000, 3_660)] {
            let layout = layout(people, days);
            assert!(bytes(&layout) <= LARGEST_COPY, "{people} people, {days} days");
            let widened = layout.shift[0];
            assert_eq!(layout.shift, [0, 0, 0, 0, 0, 4, 4].map(|shift| shift + widened));
            // With bins of half the width, one copy would have been too large: at least the two lines of all people.
            let halved = 2 * bytes(&layout) + 4 * u64::from(days) * N_COLUMNS as u64;
            assert!(widened == 0 || halved > LARGEST_COPY, "{people} people, {days} days: bins of 2^{widened}");
        }
    }

    #[test]
    fn a_million_people_over_ten_years_fall_into_bins_of_512() {
        // Military and international, 1,000,000 each, and two lines of bins 16 times as wide, over 3,660 days of 4 bytes:
        // 2,125,000 / 2^k × 14,640 bytes are at most 64 MiB from k = 9 on (60.8 million of 67.1).
        assert_eq!(layout(1_000_000, 3_660).shift[0], 9);
    }

    #[test]
    fn every_value_has_a_bin_of_its_row() {
        let layout = layout(1_000_000, 3_660);
        let mut next = 0;
        for column in 0..N_COLUMNS {
            for day in 0..layout.n_days() {
                let row = layout.row(column, day);
                assert_eq!(row.start, next);
                assert!(((layout.largest[column] >> layout.shift[column]) as usize) < row.len());
                next = row.end;
            }
        }
        assert_eq!(next, layout.offsets[N_COLUMNS]);
    }
}
