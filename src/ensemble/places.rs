//! People and cargo at each site by date: histograms with few bins, and exact sums.
//!
//! Kept as changes from one counted day to the next, so that a day on which nothing
//! moves costs nothing. Changes add up over replications like the counts themselves,
//! and [`PlaceCounts::by_day`] adds them up over the days.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::by_day::Move;
use crate::ensemble::{add, bin};
use crate::model::Model;

mod recorder;
mod size;

pub(super) use recorder::PlaceRecorder;

/// One copy of these histograms takes at most this many bytes.
const LARGEST_COPY: usize = 16 << 20;

/// A site's row of people or cargo has at most so many bins, beside that of none
/// and one for all that is hardly possible; the row of people on the road twice as many.
const MOST_BINS: usize = 128;

/// Beyond the counts of any day.
const NOWHERE: u32 = u32::MAX;

/// How the values of one row fall into bins of 2^`shift`; a function of the scenario alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bins {
    pub shift: u32,
    /// Where the bin of 1 stands within the counts of a day.
    from: usize,
    /// The number of bins, that of 0 left out.
    n: usize,
    /// The largest value that can be: the upper end of the last bin.
    largest: u32,
}

impl Bins {
    fn new(likely: u32, largest: u32, most_bins: usize, from: usize) -> Self {
        let likely = likely.min(largest);
        let shift = (0..32).find(|&shift| bin(likely, shift) <= most_bins).expect("32 halvings leave one bin");
        let n = bin(likely, shift) + usize::from(likely < largest);
        Self { shift, from, n, largest }
    }

    /// Where a value is counted within the counts of a day; 0 is nowhere among them.
    #[inline]
    fn place(&self, value: u32) -> u32 {
        match self.bin(value) {
            0 => NOWHERE,
            bin => (self.from + bin - 1) as u32,
        }
    }

    #[inline]
    fn bin(&self, value: u32) -> usize {
        bin(value, self.shift).min(self.n)
    }

    /// The number of bins, that of 0 left out.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether nothing can be there.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The largest value of a bin (0: the value 0).
    pub fn upper(&self, bin: usize) -> u32 {
        if bin >= self.n { self.largest } else { ((bin as u64) << self.shift).min(u64::from(self.largest)) as u32 }
    }
}

/// Changes of the counts and sums of every place on every counted day. The places are
/// the sites, in order, and then the road.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlaceCounts {
    pub first: Day,
    /// Every so-manieth simulated day is counted, from the first on.
    step: Day,
    /// By place: of people, and of truckloads.
    pub people: Vec<Bins>,
    pub cargo: Vec<Bins>,
    n_days: usize,
    /// Truckloads of the whole mission.
    truckloads: u32,
    /// By counted day: changes of the counts of all places, those of 0 left out.
    counts: Vec<i32>,
    counts_a_day: usize,
    /// By counted day and place.
    sums: Vec<Sums>,
}

/// Over the replications, of one place on one day; or their change since the day before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sums {
    pub people: i64,
    pub cargo: i64,
    /// People there while the place is under threat.
    pub exposed: i64,
    /// Replications with more people than beds.
    pub over_beds: i32,
}

impl PlaceCounts {
    pub fn new(model: &Model) -> Self {
        let (mut people, mut cargo, mut at) = (Vec::new(), Vec::new(), 0);
        let mut bins = |likely, largest, most| {
            let bins = Bins::new(likely, largest, most, at);
            at += bins.n;
            bins
        };
        let (likely, largest) = size::people_of_sites(model);
        let truckloads = size::truckloads_of_sites(model);
        for site in 0..model.sites.len() {
            people.push(bins(likely[site], largest[site], MOST_BINS));
            cargo.push(bins(truckloads[site], truckloads[site], MOST_BINS));
        }
        let trucks = model.pools.iter().map(|pool| pool.count).sum::<u32>().min(model.truckloads());
        people.push(bins(model.strength(), model.strength(), 2 * MOST_BINS));
        cargo.push(bins(trucks, trucks, MOST_BINS));
        let simulated = (model.horizon - model.first + 1).max(0) as usize;
        let step = step(simulated, 4 * at + size_of::<Sums>() * people.len());
        let n_days = simulated.div_ceil(step);
        Self {
            first: model.first,
            step: step as Day,
            n_days,
            truckloads: model.truckloads(),
            counts: vec![0; at * n_days],
            counts_a_day: at,
            sums: vec![Sums::default(); people.len() * n_days],
            people,
            cargo,
        }
    }

    /// Whether it has the shape of these.
    pub(super) fn has_shape_of(&self, other: &Self) -> bool {
        let shape = |of: &Self| (of.first, of.step, of.n_days, of.truckloads, of.counts_a_day);
        let lengths = |of: &Self| (of.counts.len(), of.sums.len());
        (shape(self), lengths(self)) == (shape(other), lengths(other))
            && (&self.people, &self.cargo) == (&other.people, &other.cargo)
    }

    /// How much memory one copy takes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.counts.as_slice()) + size_of_val(self.sums.as_slice())
    }

    /// The place in order of the days that are counted, if this one is.
    fn counted(&self, day: Day) -> Option<usize> {
        let since = day - self.first;
        if self.step == 1 {
            return Some(since as usize);
        }
        (since % self.step == 0).then(|| (since / self.step) as usize)
    }

    /// Adds moves on one counted day.
    fn add(&mut self, day: usize, moves: &[Move]) {
        let counts = &mut self.counts[day * self.counts_a_day..][..self.counts_a_day];
        for &(from, to) in moves {
            if let Some(count) = counts.get_mut(from as usize) {
                *count -= 1;
                counts::scattered(count, 1);
            }
            if let Some(count) = counts.get_mut(to as usize) {
                *count += 1;
                counts::scattered(count, 1);
            }
        }
    }

    fn sums_of(&mut self, day: usize, place: usize) -> &mut Sums {
        &mut self.sums[day * self.people.len() + place]
    }

    /// The counted days, in order.
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let (first, step) = (self.first, self.step);
        (0..self.n_days).map(move |day| first + day as Day * step)
    }

    /// Every counted day, in order, with what stands there.
    pub fn by_day(&self) -> impl Iterator<Item = PlacesOnADay> {
        let (places, mut counts) = (self.people.len(), vec![0_i64; self.counts_a_day]);
        let mut sums = vec![Sums::default(); places];
        (0..self.n_days).map(move |day| {
            let changes = &self.counts[day * self.counts_a_day..][..self.counts_a_day];
            counts.iter_mut().zip(changes).for_each(|(count, change)| *count += i64::from(*change));
            sums.iter_mut().zip(&self.sums[day * places..]).for_each(|(sum, change)| sum.add(change));
            PlacesOnADay { day: self.first + day as Day * self.step, counts: counts.clone(), sums: sums.clone() }
        })
    }

    pub fn merge(&mut self, other: &Self) {
        add(&mut self.counts, &other.counts);
        self.sums.iter_mut().zip(&other.sums).for_each(|(to, from)| to.add(from));
    }
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.cargo += other.cargo;
        self.exposed += other.exposed;
        self.over_beds += other.over_beds;
    }
}

/// All places at the end of one counted day.
pub struct PlacesOnADay {
    pub day: Day,
    counts: Vec<i64>,
    /// By place.
    pub sums: Vec<Sums>,
}

impl PlacesOnADay {
    /// The counts of all bins of a row over `n` replications, that of 0 first.
    pub fn row(&self, bins: &Bins, n: u64) -> impl Iterator<Item = u32> {
        let some = &self.counts[bins.from..][..bins.n];
        let none = n as i64 - some.iter().sum::<i64>();
        std::iter::once(none).chain(some.iter().copied()).map(|count| count as u32)
    }
}

/// The first of 1, 7, 28, 56, 112, … days at which so many bytes a counted day fit.
fn step(n_days: usize, bytes: usize) -> usize {
    let fits = |step: &usize| n_days.div_ceil(*step) * bytes <= LARGEST_COPY;
    let doubled = std::iter::successors(Some(28), |step: &usize| Some(step * 2));
    [1, 7].into_iter().chain(doubled).find(|step| fits(step) || *step >= n_days).expect("steps grow beyond the horizon")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hardly_possible_falls_into_one_last_bin() {
        // Likely up to 100, possible up to 300: bins of 16 reach 112 in 7, and the eighth stands for 300.
        let bins = Bins::new(100, 300, 10, 0);
        assert_eq!((bins.shift, bins.len()), (4, 8));
        assert_eq!([0, 1, 16, 17, 112, 113, 300].map(|value| bins.bin(value)), [0, 1, 1, 2, 7, 8, 8]);
        assert_eq!([0, 1, 2, 7, 8].map(|bin| bins.upper(bin)), [0, 16, 32, 112, 300]);
    }

    #[test]
    fn a_certain_size_needs_no_last_bin() {
        // 100 people at most: bins of 2 are 50.
        let bins = Bins::new(100, 100, 64, 0);
        assert_eq!((bins.shift, bins.len(), bins.bin(100), bins.upper(50)), (1, 50, 50, 100));
        // With bins of 16 the last one ends at the 100 that can be.
        let bins = Bins::new(100, 100, 10, 0);
        assert_eq!((bins.len(), bins.bin(100), bins.upper(7)), (7, 7, 100));
        assert!(Bins::new(0, 0, 64, 0).is_empty());
    }

    #[test]
    fn days_are_left_out_when_they_would_take_too_much() {
        assert_eq!(step(3_660, 4_096), 1);
        assert_eq!(step(3_660, LARGEST_COPY / 523), 7);
        assert_eq!(step(3_660, LARGEST_COPY / 522), 28);
        assert_eq!(step(3_660, LARGEST_COPY / 66), 56);
    }
}
