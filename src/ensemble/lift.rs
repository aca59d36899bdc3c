//! Seats and trucks by week: what there was, what was used, and what was wanted.
//!
//! Exact sums over replications, and nothing else. What they mean is in the
//! section "Places and lift" of `docs/model.md`.

use crate::calendar::Day;
use crate::counts;
use crate::ensemble::rooms::RoomCounts;
use crate::model::{Lane, LaneKind, Model};
use crate::simulate::{ExitDay, LaneDay, Party, State, TrucksWanted};

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

    #[inline]
    pub fn exit_day(&mut self, model: &Model, day: Day, exit: usize, did: ExitDay) {
        let timetable = model.exits[exit].timetable[day as usize];
        // On a day on which nobody asks, what is not saved up is idle, whatever the permissions.
        let had = if did.asked { did.credit } else { did.credit - did.lapsed };
        let lapsed = if did.asked { did.lapsed } else { (timetable - had).max(0) };
        let taken = if did.asked { (timetable - had).max(0) } else { 0 };
        let at = self.period * self.n_exits + exit;
        let sums = &mut self.exits[at];
        sums.told += timetable as u64;
        sums.taken += taken as u64;
        sums.added += (had - timetable).max(0) as u64;
        sums.lapsed += lapsed as u64;
        sums.withheld += did.withheld as u64;
        counts::scattered(sums, if did.left + did.cancelled > 0 { 9 } else { 5 });
        if did.left + did.cancelled > 0 {
            sums.left += u64::from(did.left);
            sums.cancelled += u64::from(did.cancelled);
            sums.boarded += u64::from(did.boarded);
            sums.loaded += u64::from(did.loaded);
        }
    }

    #[inline]
    pub fn lane_day(&mut self, model: &Model, day: Day, lane: usize, did: LaneDay) {
        let timetable = timetable_of_lane(&model.lanes[lane], day) as u64;
        let at = self.period * self.n_lanes + lane;
        let sums = &mut self.lanes[at];
        sums.told += timetable;
        sums.taken += timetable.saturating_sub(did.seats.into());
        sums.added += u64::from(did.seats).saturating_sub(timetable);
        sums.seats += u64::from(did.seats);
        sums.flown += u64::from(did.flown);
        counts::scattered(sums, 5);
    }

    pub fn lane_room_day(&mut self, model: &Model, day: Day, lane: usize, did: LaneDay) {
        self.rooms.day(model, day, (self.period, lane), did);
    }

    pub fn trucks_wanted(&mut self, model: &Model, wanted: TrucksWanted) {
        let LaneKind::Road { pools, .. } = &model.lanes[wanted.lane].kind else { return };
        let at = self.period * self.n_pools + pools[0];
        let sums = &mut self.pools[at];
        if wanted.cleared {
            sums.lacking += u64::from(wanted.truckloads);
            counts::scattered(&sums.lacking, 1);
            self.lacked[pools[0]] = true;
        } else {
            sums.refused += u64::from(wanted.truckloads);
            counts::scattered(&sums.refused, 1);
        }
    }

    /// The end of a day, after all that the steps of the day told.
    #[inline]
    pub fn end_of_day(&mut self, model: &Model, day: Day, state: &State) {
        if !state.convoys.is_empty() {
            for (pool, &idle) in state.idle.iter().enumerate() {
                let used = &mut self.pools[self.period * self.n_pools + pool].used;
                *used += u64::from(model.pools[pool].count - idle);
                counts::scattered(used, 1);
            }
        }
        if day == self.horizon || (day - self.first + 1) % self.length == 0 {
            self.end_of_period(model, day, state);
        }
    }

    fn end_of_period(&mut self, model: &Model, day: Day, state: &State) {
        let period = self.period;
        self.rooms.end_of_period(model, period, state);
        for (site, now) in state.sites.iter().enumerate() {
            if now.waiting + now.queued_cargo == 0 {
                continue;
            }
            let (gateway, leaves) = (model.sites[site].is_gateway(), now.stage.is_leaving());
            let by_lane = self.by_air[site] && (!gateway || leaves);
            let ready = if gateway || by_lane { now.waiting - not_ready(&state.parties[site], day) } else { 0 };
            let people = match self.by_exit[site] {
                ForWhom::All => ready,
                ForWhom::Nobody => 0,
                ForWhom::Part => ready_of(model, state, day, site),
            };
            let by_lane = if by_lane { ready } else { 0 };
            let standing = &mut self.standing[period * self.n_sites + site];
            count(&mut standing.people, &mut standing.people_short, people);
            count(&mut standing.cargo, &mut standing.cargo_short, if gateway { now.queued_cargo } else { 0 });
            count(&mut standing.by_lane, &mut standing.by_lane_short, by_lane);
            counts::scattered(standing, 6);
        }
        for (pool, lacked) in self.lacked.iter_mut().enumerate() {
            let short = &mut self.pools[period * self.n_pools + pool].short;
            *short += u32::from(std::mem::take(lacked));
            counts::scattered(short, 1);
        }
        self.period = if day == self.horizon { 0 } else { period + 1 };
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

fn count(sum: &mut u64, short: &mut u32, n: u32) {
    *sum += u64::from(n);
    *short += u32::from(n > 0);
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

fn not_ready(parties: &[Party], day: Day) -> u32 {
    parties.iter().filter(|party| party.ready > day).map(|party| party.n).sum()
}

/// People at a gateway who could have left today by one of its exits.
fn ready_of(model: &Model, state: &State, day: Day, site: usize) -> u32 {
    let may_use = |group: usize| {
        let allowed = |exit| model.groups[group].contingent.is_none_or(|c| model.contingents[c].may_use[exit]);
        model.sites[site].exits.clone().any(|exit| model.exits[exit].seats > 0 && allowed(exit))
    };
    let ready = state.parties[site].iter().filter(|party| party.ready <= day);
    ready.flat_map(|party| party.people(&state.members)).filter(|&(group, _)| may_use(group)).map(|(_, n)| n).sum()
}
