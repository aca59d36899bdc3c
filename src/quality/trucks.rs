//! Trucks: whether a hub's can fetch what must be fetched, even without delay.

use crate::calendar::{Day, NEVER};
use crate::model::{LaneKind, Model};
use crate::quality::look::Look;
use crate::quality::ways;
use crate::quality::words::{Words, counted, days, loads, number, row};
use crate::results::QualityRow;
use crate::scenario::join;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    let hubs = (0..model.sites.len()).filter(|&hub| model.pools.iter().any(|pool| pool.hub == hub));
    rows.extend(hubs.filter_map(|hub| too_few(look, hub)));
}

/// What one site has to send to a hub by truck, and what a round trip takes.
struct Haul {
    site: usize,
    truckloads: i64,
    round: i64,
    /// The way home.
    home: i64,
    from: Day,
}

fn too_few(look: &Look, hub: usize) -> Option<QualityRow> {
    let model = look.model;
    let hauls: Vec<Haul> = (0..model.sites.len()).filter_map(|site| haul(look, site, hub)).collect();
    let from = hauls.iter().map(|haul| haul.from).min()?;
    let trucks: i64 = model.pools.iter().filter(|pool| pool.hub == hub).map(|pool| i64::from(pool.count)).sum();
    let length = i64::from(model.deadline - from + 1);
    let need: i64 = hauls.iter().map(|haul| haul.truckloads * haul.round).sum();
    // A site is empty when the last truck has left it: the last trip of each truck needs no way home.
    let home = hauls.iter().map(|haul| haul.home).max().unwrap_or(0);
    let have = trucks * (length + home);
    if need <= have {
        return None;
    }
    let terms: Vec<String> = hauls
        .iter()
        .map(|haul| {
            let cargo = loads(&model.cargo_unit, haul.truckloads);
            format!("`{}` {cargo} x {} a round trip", look.id(haul.site), days(haul.round))
        })
        .collect();
    let pools: Vec<&str> = model.pools.iter().filter(|pool| pool.hub == hub).map(|pool| pool.id.as_str()).collect();
    let enough = (need + length + home - 1) / (length + home);
    let words = Words {
        finding: format!(
            "too few trucks at `{}` to fetch the cargo of the sites that close by the deadline",
            look.id(hub)
        ),
        arithmetic: format!(
            "{} = {} truck-days; {} x {} from {} to {} (the last way home may be later) = {}: {} short",
            terms.join(" + "),
            number(need),
            counted(trucks, "truck", "trucks"),
            days(length + home),
            look.date(from),
            look.date(model.deadline),
            number(have),
            number(need - have)
        ),
        remedy: format!(
            "{} would do, or cargo that leaves earlier, or another `disposition`",
            counted(enough, "truck", "trucks")
        ),
    };
    Some(row("trucks-too-few", join("trucks", pools.first()?), words))
}

/// The cargo of a site that can go nowhere but to `hub`, by truck; kept sites have time after the deadline.
fn haul(look: &Look, site: usize, hub: usize) -> Option<Haul> {
    let model = look.model;
    if !look.closes(site) || model.shares_trips(site) || only_hub(model, site) != Some(hub) {
        return None;
    }
    let (truckloads, from) = own_and_behind(look, site);
    let lanes = model.sites[site].lanes.clone().filter(|&lane| model.lanes[lane].to == hub);
    let (round, home) = lanes.filter_map(|lane| round_trip(model, lane)).min()?;
    // What cannot leave by then at all has a date that is out of reach, which is told.
    (truckloads > 0 && from <= model.deadline).then_some(Haul {
        site,
        truckloads,
        round,
        home,
        from: from.max(model.first),
    })
}

/// Truckloads that are to leave a site by truck, and the first day on which some may: its
/// own, and what comes to it from sites without another way. Lanes lead in no circle.
fn own_and_behind(look: &Look, site: usize) -> (i64, Day) {
    let model = look.model;
    let preparation = model.tables[model.sites[site].preparation].planned_days(1.0).max(0);
    let withdraws = look.earliest[site].start.saturating_add(preparation);
    let leaving = model.loads.iter().filter(|load| load.disposition.leaves() && look.place_of_load(load) == site);
    let own = leaving.filter(|load| load.truckloads > 0).map(|load| {
        let departs = load.contingent.map_or(NEVER, |contingent| model.contingents[contingent].depart);
        (i64::from(load.truckloads), load.from.min(departs).min(withdraws))
    });
    let behind = (0..model.sites.len()).filter(|&other| look.closes(other) && only_hub(model, other) == Some(site));
    let behind = behind.map(|other| own_and_behind(look, other));
    own.chain(behind).fold((0, NEVER), |(all, first), (n, from)| (all + n, first.min(from)))
}

/// The one hub to which a site's cargo can go, by truck alone; `None` where there are several, or it has room out of the country.
fn only_hub(model: &Model, site: usize) -> Option<usize> {
    let mut lanes = model.sites[site].lanes.clone();
    let by_schedule = lanes.any(|lane| model.lanes[lane].schedule().is_some_and(|lane| lane.takes_cargo()));
    let room = by_schedule || model.sites[site].exits.clone().any(|exit| model.exits[exit].truckloads > 0);
    let mut hubs: Vec<usize> = model.sites[site]
        .lanes
        .clone()
        .filter(|&lane| ways::carries_cargo(model, lane))
        .map(|lane| model.lanes[lane].to)
        .collect();
    hubs.dedup();
    match hubs.as_slice() {
        [hub] if !room => Some(*hub),
        _ => None,
    }
}

/// Days out, loading and back of the fastest pool, at the best speed that a season gives.
fn round_trip(model: &Model, lane: usize) -> Option<(i64, i64)> {
    let l = &model.lanes[lane];
    let LaneKind::Road { km, pools, .. } = &l.kind else { return None };
    let fastest = pools.iter().map(|&pool| model.pools[pool].km_per_day).max_by(f64::total_cmp)?;
    let speed = l.speed[model.first as usize..].iter().copied().max_by(f64::total_cmp)?;
    // As the reference replication has it, with drivers at their planned value.
    let planned =
        |drivers: &[usize]| drivers.iter().map(|&d| model.tables[model.drivers[d].factor].planned).product::<f64>();
    let factor = km / (fastest * speed * planned(&l.speed_drivers)) * planned(&l.travel_drivers);
    let travel = i64::from(model.tables[l.travel].planned_days(factor).max(1));
    let loading = i64::from(model.tables[l.loading].planned_days(planned(&l.loading_drivers)).max(0));
    Some((2 * travel + loading, travel))
}
