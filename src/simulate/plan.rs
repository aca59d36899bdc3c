//! From a scenario to a model that is ready to run: starts that the plan leaves
//! open are derived from its latest dates.

use crate::calendar::{Day, NEVER};
use crate::delay::{Delay, Table};
use crate::model::{Clocks, Exit, LaneKind, Model, Schedule, Site};
use crate::scenario::Scenario;
use crate::simulate::{Silent, Simulator, Waited};

/// Compiles a scenario and derives the starts of sites that only have a `close_by`.
pub fn prepare(scenario: &Scenario) -> Model {
    let mut model = Model::compile(scenario);
    let derived: Vec<(usize, Day)> = (0..model.sites.len())
        .filter(|&site| model.sites[site].ended.is_none())
        .filter_map(|site| Some((site, latest_start(&model, site, model.sites[site].close_by?))))
        .collect();
    for (site, begin) in derived {
        model.sites[site].begin = begin;
    }
    model
}

/// The latest day from which the plan alone vacates a site in time, with its
/// planned margin; the earliest possible day if none does.
fn latest_start(model: &Model, site: usize, close_by: Day) -> Day {
    let margin = model.sites[site].margin.map_or(0, |law| model.tables[law].planned_days(1.0));
    let (earliest, latest) =
        (model.first.max(model.sites[site].not_before), close_by.saturating_sub(margin).min(model.horizon));
    let mut alone = alone(model, site);
    // Whatever comes later is too late.
    alone.horizon = latest.max(model.first);
    for begin in (earliest..=latest).rev() {
        alone.sites[0].begin = begin;
        if Simulator::new(&alone).plan(&mut Silent).vacated[0] <= latest {
            return begin;
        }
    }
    earliest
}

/// One site's closing by the plan, with nothing shared and nobody to wait for.
#[derive(Clone, Debug)]
pub struct Alone {
    /// [`NEVER`] where it is not vacated within the horizon.
    pub vacated: Day,
    /// What it waits for, from the first simulated day on, in order of time. Site 0 is
    /// the site itself; others are hubs.
    pub waits: Vec<Waited>,
}

/// The closing of one site that starts on a day (never before its `not_before` and the
/// first simulated day), as in the reference replication, but with nobody else there.
pub fn alone_from(model: &Model, site: usize, begin: Day) -> Alone {
    let mut alone = alone(model, site);
    alone.sites[0].begin = begin;
    // People who would go on from there are not waited for.
    alone.sites[1..].iter_mut().for_each(|hub| hub.beds = None);
    release_under_ceilings(model, site, &mut alone);
    let closing = simulated(&alone);
    if !may_lose_the_kept(&alone) {
        return closing;
    }
    // Whether it does hangs on who is left among those who stay; so the earlier of both is never too late.
    alone.sites[0].keep = 0;
    let unkept = simulated(&alone);
    if unkept.vacated < closing.vacated { unkept } else { closing }
}

fn simulated(alone: &Model) -> Alone {
    let mut simulator = Simulator::new(alone);
    let vacated = simulator.plan(&mut Silent).vacated[0];
    let mut waits: Vec<Waited> = simulator.state().waits(0).collect();
    waits.reverse();
    Alone { vacated, waits }
}

/// Whether all who are kept may end their contracts in place or go over to another force before they are
/// let go: whoever is unreleased may, kept or not.
fn may_lose_the_kept(alone: &Model) -> bool {
    let keep = alone.sites[0].keep;
    let rows = alone.separations.iter().chain(alone.transfers.iter().map(|transfer| &transfer.row));
    let of_travellers = rows.filter(|row| alone.groups[row.group].travels());
    keep > 0 && of_travellers.map(|row| row.count).fold(0, u32::saturating_add) >= keep
}

/// Whom an authorised strength lets go, and when, hangs on the other sites too: here everybody whom
/// one may is due on its first day, which is never too late.
fn release_under_ceilings(model: &Model, site: usize, alone: &mut Model) {
    let own = model.sites[site].groups.clone();
    for ceiling in &model.ceilings {
        for &group in ceiling.groups.iter().filter(|group| own.contains(group)) {
            let (from, count) = (ceiling.from, model.groups[group].present());
            alone.thinnings.push(Schedule { group: group - own.start, from, to: from, count });
        }
    }
    alone.sites[0].thinnings = (0..alone.thinnings.len()).collect();
}

/// A mission of one site (index 0) with its own people and cargo, and the empty
/// hubs of its lanes: nobody else is there, and it has nothing to wait for.
fn alone(model: &Model, site: usize) -> Model {
    let own = &model.sites[site];
    let mut kept = vec![site];
    for lane in &model.lanes[own.lanes.clone()] {
        if !kept.contains(&lane.to) {
            kept.push(lane.to);
        }
    }
    let place = |old: usize| kept.iter().position(|&k| k == old);
    let pools: Vec<usize> = (0..model.pools.len()).filter(|&p| place(model.pools[p].hub).is_some()).collect();
    let exits: Vec<usize> = kept.iter().flat_map(|&k| model.sites[k].exits.clone()).collect();
    let mut tables = model.tables.clone();
    tables.push(Table::new(&Delay::fixed(0.0)));
    let no_shift = tables.len() - 1;
    let mut alone = Model {
        cargo_unit: model.cargo_unit.clone(),
        sites: kept.iter().map(|&k| emptied(&model.sites[k], no_shift)).collect(),
        lanes: model.lanes[own.lanes.clone()].to_vec(),
        exits: exits.iter().map(|&e| model.exits[e].clone()).collect(),
        pools: pools.iter().map(|&p| model.pools[p].clone()).collect(),
        // Those of other hubs are named by no lane.
        escorts: model.escorts.clone(),
        groups: model.groups[own.groups.clone()].to_vec(),
        loads: model.loads[own.loads.clone()].to_vec(),
        contingents: model.contingents.clone(),
        thinnings: model.thinnings.iter().filter(|row| own.groups.contains(&row.group)).cloned().collect(),
        separations: model.separations.iter().filter(|row| own.groups.contains(&row.group)).cloned().collect(),
        transfers: model.transfers.iter().filter(|t| own.groups.contains(&t.row.group)).cloned().collect(),
        forces: model.forces.clone(),
        // Authorised strengths are shared, and nothing moves the plan's dates.
        ceilings: vec![],
        clocks: Clocks { latest: model.clocks.latest, ..Clocks::default() },
        shocks: vec![],
        timed: vec![],
        threatened_sites: vec![],
        has_threatened_lanes: false,
        milestones: vec![],
        order: (0..kept.len()).collect(),
        drivers: model.drivers.clone(),
        regimes: model.regimes.clone(),
        imposed_present: vec![],
        imposed_queued: vec![],
        tables,
        ..*model
    };
    alone.sites[0].groups = 0..alone.groups.len();
    alone.sites[0].loads = 0..alone.loads.len();
    alone.sites[0].lanes = 0..alone.lanes.len();
    alone.sites[0].road = own.road.map(|lane| lane - own.lanes.start);
    alone.sites[0].thinnings = (0..alone.thinnings.len()).collect();
    alone.sites[0].departing = own.departing.iter().map(|group| group - own.groups.start).collect();
    alone.groups.iter_mut().for_each(|group| group.site = 0);
    alone.loads.iter_mut().for_each(|load| load.site = 0);
    let transfers = alone.transfers.iter_mut().map(|transfer| &mut transfer.row);
    for row in alone.thinnings.iter_mut().chain(&mut alone.separations).chain(transfers) {
        row.group -= own.groups.start;
    }
    for lane in &mut alone.lanes {
        (lane.site, lane.to) = (0, place(lane.to).expect("the hubs are kept"));
        lane.timed.clear();
        if let LaneKind::Road { pools: of_lane, via, .. } = &mut lane.kind {
            // Nothing waits for trucks anywhere else.
            *via = None;
            of_lane.iter_mut().for_each(|pool| *pool = pools.iter().position(|p| p == pool).expect("its hub is kept"));
        }
    }
    for pool in &mut alone.pools {
        pool.hub = place(pool.hub).expect("its hub is kept");
    }
    for contingent in &mut alone.contingents {
        contingent.may_use = exits.iter().map(|&e| contingent.may_use[e]).collect();
    }
    place_exits(&mut alone.sites, &mut alone.exits, place);
    alone
}

/// A site without people, cargo and ways, that waits for nobody and never starts.
fn emptied(site: &Site, no_shift: usize) -> Site {
    Site {
        groups: 0..0,
        loads: 0..0,
        lanes: 0..0,
        thinnings: vec![],
        departing: vec![],
        road: None,
        after: vec![],
        behind: vec![],
        feeders: vec![],
        guard: 0,
        begin: NEVER,
        // The margin is in the date that is aimed at, and the shift is added later.
        margin: None,
        begin_shift: no_shift,
        ..site.clone()
    }
}

fn place_exits(sites: &mut [Site], exits: &mut [Exit], place: impl Fn(usize) -> Option<usize>) {
    for exit in exits.iter_mut() {
        exit.site = place(exit.site).expect("an exit's gateway is kept");
        exit.timed.clear();
    }
    for (index, site) in sites.iter_mut().enumerate() {
        let from = exits.iter().position(|exit| exit.site == index).unwrap_or(0);
        site.exits = from..from + exits.iter().filter(|exit| exit.site == index).count();
    }
}
