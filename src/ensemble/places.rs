//! People and cargo at each site by date: histograms with few bins, and exact sums.
//!
//! Nothing and nobody is not counted: the first bin is what the others leave of
//! all replications, so that a site that has ended costs no time.

use crate::calendar::Day;
use crate::ensemble::{add, bin};
use crate::model::{Group, Model};
use crate::simulate::State;

/// One copy of these histograms takes at most this many bytes.
const LARGEST_COPY: usize = 16 << 20;

/// A site's row of people or cargo has at most so many bins, beside that of none
/// and one for all that is hardly possible; the row of those on the road four times as many.
const MOST_BINS: usize = 64;

/// An uncertain split gives a site more than this share of the law of its size
/// in one replication of 200: what lies beyond falls into one last bin.
const LIKELY: f64 = 0.995;

/// How the values of one row fall into bins of 2^`shift`; a function of the scenario alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// The largest value of a bin (0: the value 0).
    pub fn upper(&self, bin: usize) -> u32 {
        if bin >= self.n { self.largest } else { ((bin as u64) << self.shift).min(u64::from(self.largest)) as u32 }
    }
}

/// Counts and sums of every place on every counted day. The places are the sites,
/// in order, and then the road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceCounts {
    pub first: Day,
    /// Every so-manieth simulated day is counted, from the first on.
    pub step: Day,
    /// By place: of people, and of truckloads.
    pub people: Vec<Bins>,
    pub cargo: Vec<Bins>,
    n_days: usize,
    /// Of the whole mission.
    truckloads: u32,
    /// By counted day: the counts of all places.
    counts: Vec<u32>,
    counts_a_day: usize,
    /// By counted day and place.
    sums: Vec<Sums>,
}

/// Over the replications, of one place on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub people: u64,
    pub cargo: u64,
    /// People there while the place is under threat.
    pub exposed: u64,
    /// Replications with more people than beds.
    pub over_beds: u32,
}

impl PlaceCounts {
    pub fn new(model: &Model) -> Self {
        let (mut people, mut cargo, mut at) = (Vec::new(), Vec::new(), 0);
        let mut bins = |likely, largest, most| {
            let bins = Bins::new(likely, largest, most, at);
            at += bins.n;
            bins
        };
        let (likely, largest) = people_of_sites(model);
        let truckloads = truckloads_of_sites(model);
        for site in 0..model.sites.len() {
            people.push(bins(likely[site], largest[site], MOST_BINS));
            cargo.push(bins(truckloads[site], truckloads[site], MOST_BINS));
        }
        let trucks = model.pools.iter().map(|pool| pool.count).sum::<u32>().min(model.truckloads());
        people.push(bins(model.strength(), model.strength(), 4 * MOST_BINS));
        cargo.push(bins(trucks, trucks, MOST_BINS));
        let simulated = (model.horizon - model.first + 1).max(0) as usize;
        let bytes = 4 * at + size_of::<Sums>() * people.len();
        let step = step(simulated, bytes);
        let n_days = simulated.div_ceil(step);
        let (counts, sums) = (vec![0; at * n_days], vec![Sums::default(); people.len() * n_days]);
        let (first, step, truckloads) = (model.first, step as Day, model.truckloads());
        Self { first, step, truckloads, people, cargo, n_days, counts, counts_a_day: at, sums }
    }

    /// Adds the end of one day of one replication.
    #[inline]
    pub fn record(&mut self, model: &Model, day: Day, state: &State) {
        let since = day - self.first;
        if self.step != 1 && since % self.step != 0 {
            return;
        }
        let day = (since / self.step) as usize;
        let mut at_sites = 0;
        for (site, now) in state.sites.iter().enumerate() {
            let (people, cargo) = (now.unreleased + now.waiting, now.own_cargo + now.queued_cargo);
            at_sites += cargo;
            if people + cargo > 0 {
                let sums = self.put(day, site, people, cargo, state.exposed[site]);
                sums.over_beds += u32::from(model.sites[site].beds.is_some_and(|beds| people > beds));
            }
        }
        // Cargo that is neither settled nor at a site is on trucks.
        let on_trucks = self.truckloads - state.settled_cargo - at_sites;
        if state.on_road + on_trucks > 0 {
            self.put(day, state.sites.len(), state.on_road, on_trucks, state.exposed_on_road);
        }
    }

    #[inline]
    fn put(&mut self, day: usize, place: usize, people: u32, cargo: u32, exposed: u32) -> &mut Sums {
        let counts = &mut self.counts[day * self.counts_a_day..][..self.counts_a_day];
        for (value, bins) in [(people, &self.people[place]), (cargo, &self.cargo[place])] {
            if value > 0 {
                counts[bins.from + bin(value, bins.shift).min(bins.n) - 1] += 1;
            }
        }
        let sums = &mut self.sums[day * self.people.len() + place];
        sums.people += u64::from(people);
        sums.cargo += u64::from(cargo);
        sums.exposed += u64::from(exposed);
        sums
    }

    /// The counted days.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        let (first, step) = (self.first, self.step);
        (0..self.n_days).map(move |day| first + day as Day * step)
    }

    /// The sums of a place on a counted day (0 is the first of them).
    pub fn sums(&self, day: usize, place: usize) -> Sums {
        self.sums[day * self.people.len() + place]
    }

    /// The counts of all bins of a row on a counted day, over `n` replications.
    pub fn row(&self, bins: &Bins, day: usize, n: u64) -> impl Iterator<Item = u32> {
        let some = &self.counts[day * self.counts_a_day + bins.from..][..bins.n];
        let none = n - crate::stats::total(some);
        std::iter::once(none as u32).chain(some.iter().copied())
    }

    pub fn merge(&mut self, other: &Self) {
        add(&mut self.counts, &other.counts);
        for (to, from) in self.sums.iter_mut().zip(&other.sums) {
            to.people += from.people;
            to.cargo += from.cargo;
            to.exposed += from.exposed;
            to.over_beds += from.over_beds;
        }
    }
}

/// The first of 1, 7, 28, 56, 112, … days at which so many bytes a counted day fit.
fn step(n_days: usize, bytes: usize) -> usize {
    let fits = |step: &usize| n_days.div_ceil(*step) * bytes <= LARGEST_COPY;
    let doubled = std::iter::successors(Some(28), |step: &usize| Some(step * 2));
    [1, 7].into_iter().chain(doubled).find(|step| fits(step) || *step >= n_days).expect("steps grow beyond the horizon")
}

/// By site: how many people are likely to be there at most, and how many can be. Its
/// own, and those of all sites whose lanes lead there.
fn people_of_sites(model: &Model) -> (Vec<u32>, Vec<u32>) {
    let strength: u32 = model.groups.iter().filter(|g| g.travels()).map(Group::present).sum();
    let own = |site: usize| {
        let groups = model.groups.iter().filter(|g| g.site == site && g.travels());
        groups.fold((0, 0), |(likely, largest), group| {
            let (a, b) = people_of_group(model, group);
            (likely + a, largest + b)
        })
    };
    let own: Vec<(u64, u64)> = (0..model.sites.len()).map(own).collect();
    let with_feeders = |site: usize, part: fn(&(u64, u64)) -> u64| {
        let feeders: u64 = model.sites[site].feeders.iter().map(|&f| part(&own[f])).sum();
        (part(&own[site]) + feeders).min(u64::from(strength)) as u32
    };
    let all = |part: fn(&(u64, u64)) -> u64| (0..model.sites.len()).map(|site| with_feeders(site, part)).collect();
    (all(|own| own.0), all(|own| own.1))
}

/// Where the split of people is uncertain, a group may be larger than the file says.
fn people_of_group(model: &Model, group: &Group) -> (u64, u64) {
    let uncertain = |g: &Group| model.sites[g.site].people_weight.filter(|_| model.sites[g.site].ended.is_none());
    let present = u64::from(group.present());
    let Some(law) = uncertain(group) else { return (present, present) };
    let alike = |g: &&Group| g.component == group.component && g.contingent == group.contingent;
    let pool = model.groups.iter().filter(alike).filter(|g| uncertain(g).is_some()).map(|g| u64::from(g.present()));
    let level = ((LIKELY * (1_u64 << 40) as f64) as u64) << 24;
    let likely = model.tables[law].value(f64::from(group.present()), level).ceil() as u64;
    let pool = pool.sum::<u64>();
    (likely.min(pool), pool)
}

/// By site: its own truckloads, and those of all sites whose lanes lead there.
fn truckloads_of_sites(model: &Model) -> Vec<u32> {
    let own = |site: usize| model.loads.iter().filter(move |l| l.site == site).map(|l| l.truckloads).sum::<u32>();
    (0..model.sites.len())
        .map(|site| own(site) + model.sites[site].feeders.iter().map(|&f| own(f)).sum::<u32>())
        .collect()
}
