//! Which exits people and cargo can come to, and what an exit takes in some days.

use crate::calendar::Day;
use crate::model::{DEPARTURE, Exit, LaneKind, Model, credit_of_a_day};

/// For each site which exits (by index) its people reach, by its own exits or its lanes.
pub(super) fn of_people(model: &Model) -> Vec<Vec<bool>> {
    let usable = |lane: usize| match model.lanes[lane].kind {
        LaneKind::Road { .. } => model.sites[model.lanes[lane].site].self_move_km_per_day.is_some(),
        LaneKind::Scheduled(schedule) => schedule.takes_people(),
    };
    reach(model, &usable, &|exit| exit.seats > 0)
}

/// The same for cargo, which travels by road on trucks of the hub, or on lanes with room for it.
pub(super) fn of_cargo(model: &Model) -> Vec<Vec<bool>> {
    reach(model, &|lane| carries_cargo(model, lane), &|exit| exit.truckloads > 0)
}

pub(super) fn carries_cargo(model: &Model, lane: usize) -> bool {
    match &model.lanes[lane].kind {
        LaneKind::Road { pools, .. } => pools.iter().any(|&pool| model.pools[pool].count > 0),
        LaneKind::Scheduled(schedule) => schedule.takes_cargo(),
    }
}

fn reach(model: &Model, usable: &dyn Fn(usize) -> bool, takes: &dyn Fn(&Exit) -> bool) -> Vec<Vec<bool>> {
    let mut known = vec![None; model.sites.len()];
    for site in 0..model.sites.len() {
        follow(model, site, usable, takes, &mut known);
    }
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// Lanes never lead in a circle: a checked scenario has none.
fn follow(
    model: &Model,
    site: usize,
    usable: &dyn Fn(usize) -> bool,
    takes: &dyn Fn(&Exit) -> bool,
    known: &mut Vec<Option<Vec<bool>>>,
) {
    if known[site].is_some() {
        return;
    }
    let mut exits: Vec<bool> = model.exits.iter().map(|exit| exit.site == site && takes(exit)).collect();
    for lane in model.sites[site].lanes.clone().filter(|&lane| usable(lane)) {
        let hub = model.lanes[lane].to;
        follow(model, hub, usable, takes, known);
        for (mine, theirs) in exits.iter_mut().zip(known[hub].iter().flatten()) {
            *mine |= theirs;
        }
    }
    known[site] = Some(exits);
}

/// Departures by the timetables and seasons, summed up so that any days can be asked for.
pub(super) struct Timetables {
    first: Day,
    /// By exit: the credit of the first simulated day up to each day.
    plain: Vec<Vec<i64>>,
    /// The same with the surge's factor on its days.
    surged: Vec<Vec<i64>>,
}

impl Timetables {
    pub fn new(model: &Model) -> Self {
        let plain = model.exits.iter().map(|exit| summed(model, exit, false)).collect();
        let surged = model.exits.iter().map(|exit| summed(model, exit, true)).collect();
        Self { first: model.first, plain, surged }
    }

    /// Whole departures of an exit on the days `from..=to`; none before the first simulated day.
    pub fn departures(&self, exit: usize, (from, to): (Day, Day), surge: bool) -> i64 {
        let sums = if surge { &self.surged[exit] } else { &self.plain[exit] };
        let up_to = |day: Day| match usize::try_from(day - self.first) {
            Ok(at) => sums.get(at).or(sums.last()).copied().unwrap_or(0),
            Err(_) => 0,
        };
        (up_to(to) - up_to(from - 1)) / DEPARTURE
    }
}

fn summed(model: &Model, exit: &Exit, surge: bool) -> Vec<i64> {
    let policy = &model.policy;
    let mut sum = 0;
    let credit = |day: Day| {
        let surges = surge && day >= policy.surge_from && day <= model.deadline;
        credit_of_a_day(exit.per_week[day as usize] * if surges { policy.surge_exits } else { 1.0 })
    };
    (model.first..=model.horizon)
        .map(|day| {
            sum += credit(day);
            sum
        })
        .collect()
}
