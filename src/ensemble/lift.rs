//! Seats and trucks by week: what there was, what was used, and what was wanted.
//!
//! Exact sums over replications, and nothing else. What they mean is in the
//! section "Places and lift" of `docs/model.md`.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::rooms::RoomCounts;
use crate::model::{Lane, Model};
use crate::simulate::LaneDay;

mod recorder;

pub(super) use recorder::LiftRecorder;

/// One copy takes at most this many bytes.
const LARGEST_COPY: usize = 8 << 20;

/// Sums of everything that gives lift, by period and within it by exit, gateway,
/// lane or pool. The credit of a day is at most that of 65 departures, so that 64 bits hold a week of
/// more replications than anybody runs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LiftCounts {
    pub first: Day,
    horizon: Day,
    /// Days of a period: 7, or 14, 28, … where weeks would take too much memory.
    pub length: Day,
    /// By site: whether it has scheduled lanes, and for whom its exits have seats.
    by_air: Vec<bool>,
    by_exit: Vec<ForWhom>,
    n_exits: usize,
    n_sites: usize,
    n_lanes: usize,
    n_pools: usize,
    exits: Vec<ExitSums>,
    standing: Vec<Standing>,
    lanes: Vec<LaneSums>,
    pools: Vec<PoolSums>,
    /// Of lanes by air and water that take cargo.
    pub rooms: RoomCounts,
    /// Of the replication that is being recorded: the period, and by pool whether trucks
    /// were lacking in it.
    period: usize,
    lacked: Vec<bool>,
}

/// One exit. Credit is in 1/7,000,000 of a departure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExitSums {
    /// The timetable's, of the days of which the exit told; on the others nobody asked.
    pub told: u64,
    /// Less than the timetable's, and more.
    pub taken: u64,
    pub added: u64,
    pub lapsed: u64,
    pub withheld: u64,
    /// Departures.
    pub left: u64,
    pub cancelled: u64,
    pub boarded: u64,
    pub loaded: u64,
}

/// Those who stood ready at a site when the period ended, and in how many
/// replications somebody or something did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Standing {
    /// For an exit.
    pub people: u64,
    pub people_short: u32,
    pub cargo: u64,
    pub cargo_short: u32,
    /// For a lane.
    pub by_lane: u64,
    pub by_lane_short: u32,
}

/// One lane by air or water, in seats, or in truckloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LaneSums {
    /// As of an exit.
    pub told: u64,
    pub taken: u64,
    pub added: u64,
    pub seats: u64,
    pub flown: u64,
}

impl LaneSums {
    pub(super) fn add_day(&mut self, timetable: u64, did: LaneDay) {
        self.told += timetable;
        self.taken += timetable.saturating_sub(did.seats.into());
        self.added += u64::from(did.seats).saturating_sub(timetable);
        self.seats += u64::from(did.seats);
        self.flown += u64::from(did.flown);
    }

    pub(super) fn add(&mut self, from: &Self) {
        self.told += from.told;
        self.taken += from.taken;
        self.added += from.added;
        self.seats += from.seats;
        self.flown += from.flown;
    }
}

/// One pool, in truck-days and truckload-days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PoolSums {
    pub used: u64,
    pub refused: u64,
    pub lacking: u64,
    pub short: u32,
}

impl LiftCounts {
    pub fn new(model: &Model) -> Self {
        let (n_exits, n_sites) = (model.exits.len(), model.sites.len());
        let (n_lanes, n_pools) = (model.lanes.len(), model.pools.len());
        let bytes = n_exits * size_of::<ExitSums>()
            + n_sites * size_of::<Standing>()
            + n_lanes * size_of::<LaneSums>()
            + n_pools * size_of::<PoolSums>()
            + RoomCounts::bytes(model);
        let days = (model.horizon - model.first + 1).max(0) as usize;
        let mut weeks = std::iter::successors(Some(7), |length: &usize| Some(length * 2));
        let fits = |length: &usize| days.div_ceil(*length) * bytes <= LARGEST_COPY || *length >= days;
        let length = weeks.find(fits).expect("periods grow beyond the horizon");
        let n = days.div_ceil(length);
        Self {
            first: model.first,
            horizon: model.horizon,
            length: length as Day,
            by_air: (0..n_sites).map(|site| has_air_lane(model, site)).collect(),
            by_exit: (0..n_sites).map(|site| seats_for(model, site)).collect(),
            n_exits,
            n_sites,
            n_lanes,
            n_pools,
            exits: vec![ExitSums::default(); n * n_exits],
            standing: vec![Standing::default(); n * n_sites],
            lanes: vec![LaneSums::default(); n * n_lanes],
            pools: vec![PoolSums::default(); n * n_pools],
            rooms: RoomCounts::new(model, n),
            period: 0,
            lacked: vec![false; n_pools],
        }
    }

    /// Whether it has the shape of these, and no replication is under way.
    pub(super) fn has_shape_of(&self, other: &Self) -> bool {
        let days = |of: &Self| (of.first, of.horizon, of.length, of.period);
        let sizes = |of: &Self| [of.n_exits, of.n_sites, of.n_lanes, of.n_pools];
        let lengths = |of: &Self| [of.exits.len(), of.standing.len(), of.lanes.len(), of.pools.len()];
        (days(self), sizes(self), lengths(self)) == (days(other), sizes(other), lengths(other))
            && self.rooms.has_shape_of(&other.rooms)
            && (&self.by_air, &self.by_exit, &self.lacked) == (&other.by_air, &other.by_exit, &other.lacked)
    }

    /// The periods: first and last day.
    pub fn periods(&self) -> impl Iterator<Item = (Day, Day)> {
        let (length, horizon) = (self.length, self.horizon);
        (self.first..=horizon).step_by(length as usize).map(move |from| (from, (from + length - 1).min(horizon)))
    }

    pub fn exit(&self, period: usize, exit: usize) -> ExitSums {
        self.exits[period * self.n_exits + exit]
    }

    pub fn standing(&self, period: usize, site: usize) -> Standing {
        self.standing[period * self.n_sites + site]
    }

    pub fn lane(&self, period: usize, lane: usize) -> LaneSums {
        self.lanes[period * self.n_lanes + lane]
    }

    pub fn pool(&self, period: usize, pool: usize) -> PoolSums {
        self.pools[period * self.n_pools + pool]
    }

    /// The sums of an exit in the period that is recorded.
    fn exit_now(&mut self, exit: usize) -> &mut ExitSums {
        &mut self.exits[self.period * self.n_exits + exit]
    }

    /// The last day of a period.
    fn end_of(&self, period: usize) -> Day {
        (self.first + (period as Day + 1) * self.length - 1).min(self.horizon)
    }

    /// The period that is recorded is over, or the replication is.
    fn end_of_period(&mut self, day: Day) {
        let pools = self.pools[self.period * self.n_pools..].iter_mut();
        for (sums, lacked) in pools.zip(&mut self.lacked).filter(|(_, lacked)| **lacked) {
            *lacked = false;
            sums.short += 1;
            counts::scattered(&sums.short, 1);
        }
        self.period = if day == self.horizon { 0 } else { self.period + 1 };
    }

    pub fn merge(&mut self, other: &Self) {
        for (to, from) in self.exits.iter_mut().zip(&other.exits) {
            to.told += from.told;
            to.taken += from.taken;
            to.added += from.added;
            to.lapsed += from.lapsed;
            to.withheld += from.withheld;
            to.left += from.left;
            to.cancelled += from.cancelled;
            to.boarded += from.boarded;
            to.loaded += from.loaded;
        }
        for (to, from) in self.standing.iter_mut().zip(&other.standing) {
            to.people += from.people;
            to.people_short += from.people_short;
            to.cargo += from.cargo;
            to.cargo_short += from.cargo_short;
            to.by_lane += from.by_lane;
            to.by_lane_short += from.by_lane_short;
        }
        for (to, from) in self.lanes.iter_mut().zip(&other.lanes) {
            to.add(from);
        }
        self.rooms.merge(&other.rooms);
        for (to, from) in self.pools.iter_mut().zip(&other.pools) {
            to.used += from.used;
            to.refused += from.refused;
            to.lacking += from.lacking;
            to.short += from.short;
        }
    }
}

/// What the timetable of a lane has on a day: seats; by road there are none.
pub fn timetable_of_lane(lane: &Lane, day: Day) -> i64 {
    lane.schedule().map_or(0, |schedule| scheduled(lane, schedule.seats_per_day, day))
}

/// So many a day, by the seasons.
pub(super) fn scheduled(lane: &Lane, per_day: u32, day: Day) -> i64 {
    (f64::from(per_day) * lane.capacity[day as usize]).floor() as i64
}

fn has_air_lane(model: &Model, site: usize) -> bool {
    model.sites[site].lanes.clone().any(|lane| model.lanes[lane].schedule().is_some())
}

/// For whom the exits of a site have seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum ForWhom {
    Nobody,
    All,
    /// Some contingent may use none of them.
    Part,
}

fn seats_for(model: &Model, site: usize) -> ForWhom {
    let exits = || model.sites[site].exits.clone().filter(|&exit| model.exits[exit].seats > 0);
    let all = model.contingents.iter().all(|c| exits().any(|exit| c.may_use[exit]));
    match (exits().next(), all) {
        (None, _) => ForWhom::Nobody,
        (Some(_), true) => ForWhom::All,
        (Some(_), false) => ForWhom::Part,
    }
}
