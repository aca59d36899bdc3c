//! A way out for everybody and everything that has to leave.

use super::{Checker, path, travellers};
use crate::scenario::keys::join;
use crate::scenario::{Component, Ends, Exit, LaneMode, People, Scenario, Selector, Site};

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    if loops(c) {
        return;
    }
    let ways = Ways::of(scenario);
    for (i, site) in scenario.sites.iter().enumerate() {
        ways_out(c, site, i, &ways);
    }
    for contingent in scenario.contingents.iter().filter(|contingent| !contingent.exits.is_empty()) {
        own_exits(c, &contingent.id, &contingent.exits, &ways);
    }
}

/// Lanes that lead in a circle would carry people round and round.
fn loops(c: &mut Checker<'_>) -> bool {
    let sites = &c.scenario.sites;
    let edges: Vec<Vec<usize>> =
        sites.iter().map(|site| hubs(c.scenario, site).map(|(hub, _)| hub).collect()).collect();
    let circles = circles(&edges);
    for circle in &circles {
        let names: Vec<&str> = circle.iter().map(|i| sites[*i].id.as_str()).collect();
        let lane = sites[circle[0]].lanes.iter().find(|lane| lane.to == names[1]);
        let key = lane.map_or_else(String::new, |lane| format!("{}/{}", lane.to, lane.mode.name()));
        let at = path(&path("site", names[0], "lanes"), &key, "to");
        let help = "let every route end at a gateway: take one of these lanes out";
        c.fault(&at, format!("lanes lead in a circle: {}", names.join(" → ")), help);
    }
    !circles.is_empty()
}

/// The sites to which a site's lanes lead.
fn hubs<'a>(s: &'a Scenario, site: &'a Site) -> impl Iterator<Item = (usize, &'a LaneMode)> + 'a {
    site.lanes.iter().filter_map(|lane| Some((s.sites.iter().position(|hub| hub.id == lane.to)?, &lane.mode)))
}

/// One circle for each set of points that reach each other, its first point repeated at the end.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for start in 0..edges.len() {
        if found.iter().any(|circle| circle.contains(&start)) {
            continue;
        }
        // Breadth first, so that the shortest circle through `start` is shown.
        let mut from: Vec<Option<usize>> = vec![None; edges.len()];
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(here) = queue.pop_front() {
            if edges[here].contains(&start) {
                found.push(back_to(start, here, &from));
                break;
            }
            for &next in &edges[here] {
                if next != start && from[next].is_none() {
                    from[next] = Some(here);
                    queue.push_back(next);
                }
            }
        }
    }
    found
}

fn back_to(start: usize, last: usize, from: &[Option<usize>]) -> Vec<usize> {
    let mut circle = vec![start, last];
    let mut here = last;
    while here != start {
        let Some(before) = from[here] else { break };
        circle.push(before);
        here = before;
    }
    if circle.last() != Some(&start) {
        circle.push(start);
    }
    if last == start {
        circle.truncate(2);
    }
    circle.reverse();
    circle
}

/// What leaves each site, one way or another: by which gateways, in the order of sites.
struct Ways {
    people: Vec<Vec<String>>,
    cargo: Vec<Vec<String>>,
}

impl Ways {
    fn of(s: &Scenario) -> Self {
        let none = || vec![None; s.sites.len()];
        let (mut people, mut cargo) = (none(), none());
        for i in 0..s.sites.len() {
            follow(s, i, Load::People, &mut people);
            follow(s, i, Load::Cargo, &mut cargo);
        }
        let all = |ways: Vec<Option<Vec<String>>>| ways.into_iter().map(Option::unwrap_or_default).collect();
        Self { people: all(people), cargo: all(cargo) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Load {
    People,
    Cargo,
}

/// The exits (`gateway/exit`) that a load at site `i` can reach. There are no circles.
fn follow(s: &Scenario, i: usize, load: Load, known: &mut [Option<Vec<String>>]) {
    if known[i].is_some() {
        return;
    }
    let site = &s.sites[i];
    let carries = |exit: &&Exit| if load == Load::People { exit.seats > 0 } else { exit.truckloads > 0 };
    let gateways = s.gateways.iter().filter(|gateway| gateway.id == site.id);
    let mut exits: Vec<String> =
        gateways.flat_map(|g| g.exits.iter().filter(carries).map(|e| format!("{}/{}", g.id, e.id))).collect();
    for (hub, mode) in hubs(s, site) {
        let usable = match (load, mode) {
            (Load::People, LaneMode::Scheduled(lane)) => lane.takes_people(),
            (Load::People, LaneMode::Road(_)) => site.self_move_km_per_day.is_some(),
            (Load::Cargo, LaneMode::Scheduled(lane)) => lane.takes_cargo(),
            (Load::Cargo, LaneMode::Road(_)) => has_trucks(s, &s.sites[hub].id),
        };
        if usable {
            follow(s, hub, load, known);
            exits.extend(known[hub].iter().flatten().cloned());
        }
    }
    // Each exit once: the ways to it multiply from hub to hub.
    exits.sort();
    exits.dedup();
    known[i] = Some(exits);
}

fn has_trucks(s: &Scenario, hub: &str) -> bool {
    s.trucks.iter().any(|pool| pool.hub == hub && pool.count > 0)
}

fn ways_out(c: &mut Checker<'_>, site: &Site, i: usize, ways: &Ways) {
    // What is broken elsewhere on the way may be the reason.
    if blurred(c) {
        return;
    }
    let element = join("site", &site.id);
    let keys = ["people", "cargo", "self_move", "id"];
    let cargo = site.cargo.iter().any(|cargo| cargo.disposition.leaves() && cargo.truckloads > 0);
    // Whoever goes over to another force needs no way.
    let go_over = matches!(site.ends, Ends::TransferredTo(_));
    let stuck = travellers(site) > 0 && !go_over && ways.people[i].is_empty();
    if go_over && travellers(site) > 0 && ways.people[i].is_empty() {
        released_there(c, site);
    }
    if stuck {
        let (rule, help) = people_stuck(c.scenario, site);
        c.fault_in(&element, &keys, rule, help);
    }
    if cargo && ways.cargo[i].is_empty() && !(stuck && site.lanes.is_empty()) {
        let (rule, help) = cargo_stuck(c.scenario, site);
        c.fault_in(&element, &keys, rule, help);
    }
}

/// People of a site without a way out may go over to another force, and not be released before.
fn released_there(c: &mut Checker<'_>, site: &Site) {
    let s = c.scenario;
    let help = "give it a lane, or name `site`, `component` or `contingent` so that its people are left out";
    let mut stranded = |element: String, who: &str| {
        c.fault(&element, format!("{who} would release people of `{}`, which has no way out", site.id), help);
    };
    for row in s.thinnings.iter().filter(|row| selects(&row.who, site)) {
        stranded(join("thinning", &row.id), &format!("`{}`", row.id));
    }
    for ceiling in s.ceilings.iter().filter(|ceiling| selects(&ceiling.who, site)) {
        stranded(join("ceiling", &ceiling.id), &format!("`{}`", ceiling.id));
    }
    let leaves = |name: &str| {
        let of_it = |group: &People| group.contingent == name && group.component != Component::Local && group.count > 0;
        site.people.iter().any(of_it)
    };
    for contingent in s.contingents.iter().filter(|c| c.depart.is_some() && leaves(&c.id)) {
        stranded(path("contingent", &contingent.id, "depart"), &format!("`{}`", contingent.id));
    }
    if s.policy.evacuate.is_some() {
        stranded("policy.evacuate".into(), "the policy");
    }
}

/// Whether somebody of this site who travels is meant.
fn selects(who: &Selector, site: &Site) -> bool {
    let is_meant = |group: &People| {
        group.component != Component::Local
            && group.count > 0
            && who.component.is_none_or(|component| component == group.component)
            && who.contingent.as_ref().is_none_or(|name| *name == group.contingent)
    };
    who.site.as_ref().is_none_or(|id| *id == site.id) && site.people.iter().any(is_meant)
}

/// Whether something that the ways out are made of could not be read.
fn blurred(c: &Checker<'_>) -> bool {
    let of_ways = |path: &String| {
        let unknown_site_key =
            path.split('.').count() == 3 && c.log.unknown.iter().any(|table| path.starts_with(table));
        path.starts_with("gateway") || path.starts_with("trucks") || path.contains(".lanes") || unknown_site_key
    };
    c.log.broken.iter().any(of_ways)
}

fn people_stuck(s: &Scenario, site: &Site) -> (String, String) {
    let id = &site.id;
    let is_gateway = s.gateways.iter().any(|gateway| gateway.id == *id);
    if site.lanes.is_empty() && !is_gateway {
        let help = format!(
            "give it `lanes = [ {{ to = \"…\", road = {{ km = 100 }} }} ]`, or a `[[gateway]]` with the id `{id}`"
        );
        return (format!("`{id}` has no way out"), help);
    }
    if site.lanes.is_empty() {
        return (format!("no exit of `{id}` has seats for its people"), "add `seats` to one of its exits".into());
    }
    let on_foot = site.lanes.iter().all(|lane| matches!(lane.mode, LaneMode::Road(_)));
    if on_foot && site.self_move_km_per_day.is_none() {
        let help = "add `self_move = { km_per_day = 60 }`, or a lane by air or water: trucks carry cargo only";
        return (format!("the people of `{id}` have only roads and no vehicles of their own"), help.into());
    }
    let help = "lead one of them, over other sites or not, to a gateway with `seats`";
    (format!("no lane of `{id}` takes people to a gateway"), help.into())
}

fn cargo_stuck(s: &Scenario, site: &Site) -> (String, String) {
    let id = &site.id;
    let rule = format!("the cargo of `{id}` that must leave the country cannot");
    let roads: Vec<&str> =
        site.lanes.iter().filter(|lane| matches!(lane.mode, LaneMode::Road(_))).map(|lane| lane.to.as_str()).collect();
    let help = match roads.iter().find(|hub| !has_trucks(s, hub)) {
        _ if roads.is_empty() && s.gateways.iter().any(|gateway| gateway.id == *id) => {
            "add `truckloads` to one of its exits, or give the cargo another `disposition`".into()
        }
        _ if roads.is_empty() => "add a road lane to a hub with `[[trucks]]`, or `truckloads_per_day` to a lane by air or water; or give it another `disposition`".into(),
        Some(hub) => format!("add `[[trucks]]` with `hub = \"{hub}\"`: trucks are sent from the hub for cargo"),
        None => "let a road lead to a gateway that has an exit with `truckloads`".into(),
    };
    (rule, help)
}

/// A contingent that may use some exits only must be able to get to one of them.
fn own_exits(c: &mut Checker<'_>, name: &str, exits: &[String], ways: &Ways) {
    let sites = &c.scenario.sites;
    let reaches = |known: &[String]| known.iter().any(|exit| exits.contains(exit));
    let at = path("contingent", name, "exits");
    let others = ["gateway", "trucks"];
    for (i, site) in sites.iter().enumerate() {
        let is_there = site.people.iter().any(|group| group.contingent == *name && group.count > 0);
        let stuck = is_there && !ways.people[i].is_empty() && !reaches(&ways.people[i]);
        if stuck {
            let rule = format!("people of `{name}` at `{}` reach none of these exits with seats", site.id);
            c.fault_of(&at, &others, rule, format!("from there they reach {}", listed(&ways.people[i])));
        }
    }
}

fn listed(exits: &[String]) -> String {
    let mut names: Vec<String> = exits.iter().map(|exit| format!("`{exit}`")).collect();
    names.sort();
    names.dedup();
    names.join(", ")
}
