//! Every name that refers to something refers to something.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, nth, path};
use crate::scenario::{Imposed, Part, Scenario, Scope, Selector, ShockEffect};
use crate::streams;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    let names = Names::of(scenario);
    places(c, &names);
    for (n, row) in scenario.imposed.iter().enumerate() {
        match row {
            Imposed::Ended { site, .. } => {
                c.known(&path("imposed", &(n + 1).to_string(), "ended"), "site", site, &names.sites)
            }
            Imposed::Gone { who, .. } => selector(c, &nth("imposed", n), who, &names),
        }
    }
    for (list, schedules) in
        [("thinning", &scenario.thinnings), ("separation", &scenario.separations), ("transfer", &scenario.transfers)]
    {
        schedules.iter().for_each(|s| selector(c, &crate::scenario::keys::join(list, &s.id), &s.who, &names));
    }
    for ceiling in &scenario.ceilings {
        selector(c, &crate::scenario::keys::join("ceiling", &ceiling.id), &ceiling.who, &names);
    }
    for contingent in &scenario.contingents {
        references(c, &path("contingent", &contingent.id, "exits"), "exit", &contingent.exits, &names.exits);
    }
    bindings(c, &names);
    references(c, "policy.order", "site", &scenario.policy.order, &names.sites);
    for observation in &scenario.observations {
        if let Some(site) = &observation.site {
            c.known(&path("observation", &observation.id, "site"), "site", site, &names.sites);
        }
        if let Some(owner) = &observation.owner {
            c.known(&path("observation", &observation.id, "owner"), "contingent", owner, &owners(&names));
        }
    }
    sources(c);
    collisions(c);
}

struct Names {
    sites: BTreeSet<String>,
    contingents: BTreeSet<String>,
    exits: BTreeSet<String>,
    lanes: BTreeSet<String>,
}

impl Names {
    fn of(s: &Scenario) -> Self {
        let named = s.sites.iter().flat_map(|site| &site.people).map(|group| group.contingent.clone());
        let mut contingents: BTreeSet<String> = named.chain(s.contingents.iter().map(|c| c.id.clone())).collect();
        contingents.remove("");
        Self {
            sites: s.sites.iter().map(|site| site.id.clone()).collect(),
            contingents,
            exits: exits(s).collect(),
            lanes: lanes(s).collect(),
        }
    }
}

fn exits(s: &Scenario) -> impl Iterator<Item = String> {
    s.gateways.iter().flat_map(|g| g.exits.iter().map(|e| format!("{}/{}", g.id, e.id)))
}

fn lanes(s: &Scenario) -> impl Iterator<Item = String> {
    s.sites.iter().flat_map(|site| site.lanes.iter().map(|l| format!("{}/{}/{}", site.id, l.to, l.mode.name())))
}

/// Who may own cargo.
fn owners(names: &Names) -> BTreeSet<String> {
    let mut owners = names.contingents.clone();
    owners.insert("UN".into());
    owners
}

fn places(c: &mut Checker<'_>, names: &Names) {
    let owners = owners(names);
    for site in &c.scenario.sites {
        for lane in &site.lanes {
            let key = format!("{}/{}", lane.to, lane.mode.name());
            let lane_path = path(&path("site", &site.id, "lanes"), &key, "to");
            c.known(&lane_path, "site", &lane.to, &names.sites);
        }
        for cargo in &site.cargo {
            let cargo_path = path(&path("site", &site.id, "cargo"), &cargo.owner, "owner");
            c.known(&cargo_path, "contingent", &cargo.owner, &owners);
        }
        references(c, &path("site", &site.id, "after"), "site", &site.after, &names.sites);
    }
    for gateway in &c.scenario.gateways {
        c.known(&path("gateway", &gateway.id, "id"), "site", &gateway.id, &names.sites);
        for exit in &gateway.exits {
            let inner = path(&path("gateway", &gateway.id, "exits"), &exit.id, exit.mode.name());
            if let Some(name) = &exit.reserved_for {
                c.known(&format!("{inner}.reserved_for"), "contingent", name, &names.contingents);
            }
        }
    }
    for pool in &c.scenario.escorts {
        c.known(&path("escorts", &pool.id, "hub"), "site", &pool.hub, &names.sites);
    }
    for pool in &c.scenario.trucks {
        c.known(&path("trucks", &pool.id, "hub"), "site", &pool.hub, &names.sites);
    }
}

fn references(c: &mut Checker<'_>, list: &str, what: &str, given: &[String], known: &BTreeSet<String>) {
    for (n, name) in given.iter().enumerate() {
        c.known(&nth(list, n), what, name, known);
        if given[..n].contains(name) {
            c.fault(&nth(list, n), format!("`{name}` is in this list twice"), "take one of them out");
        }
    }
}

fn selector(c: &mut Checker<'_>, at: &str, who: &Selector, names: &Names) {
    if let Some(site) = &who.site {
        c.known(&format!("{at}.site"), "site", site, &names.sites);
    }
    if let Some(contingent) = &who.contingent {
        c.known(&format!("{at}.contingent"), "contingent", contingent, &names.contingents);
    }
}

/// Scopes and lists of sites.
fn bindings(c: &mut Checker<'_>, names: &Names) {
    let scenario = c.scenario;
    let drivers = scenario.drivers.iter().map(|d| (path("driver", &d.id, "scope"), &d.scope));
    let regimes = scenario.regimes.iter().map(|r| (path("regime", &r.id, "scope"), &r.scope));
    let seasons = scenario.seasons.iter().map(|s| (path("season", &s.id, "scope"), &s.scope));
    drivers.chain(regimes).chain(seasons).for_each(|(at, given)| scope(c, &at, given, names));
    for shock in &scenario.shocks {
        for (n, effect) in shock.effects.iter().enumerate() {
            let at = nth(&path("shock", &shock.id, "effects"), n);
            match effect {
                ShockEffect::Suspend { scope: given, .. } => scope(c, &format!("{at}.suspend.scope"), given, names),
                ShockEffect::Slow { scope: given, .. } => scope(c, &format!("{at}.slow.scope"), given, names),
                ShockEffect::Evacuate { sites } => {
                    references(c, &format!("{at}.evacuate"), "site", sites, &names.sites)
                }
                ShockEffect::Advance { sites } => references(c, &format!("{at}.advance"), "site", sites, &names.sites),
                ShockEffect::CloseKept { sites } => kept(c, &format!("{at}.close_kept"), sites, names),
                ShockEffect::Pause { scope: given, .. } => clocks(c, &format!("{at}.pause.scope"), given, names),
                ShockEffect::Postpone { .. } => {}
            }
        }
    }
}

fn kept(c: &mut Checker<'_>, at: &str, sites: &[String], names: &Names) {
    references(c, at, "site", sites, &names.sites);
    for (n, id) in sites.iter().enumerate() {
        if c.scenario.sites.iter().any(|site| site.id == *id && site.keep == 0) {
            let help = format!("give it `keep = …`, or write `advance = [\"{id}\"]`");
            c.fault_of(&nth(at, n), &[&path("site", id, "keep")], format!("`{id}` is not a kept site"), help);
        }
    }
}

/// Only the mission and its sites have a clock.
fn clocks(c: &mut Checker<'_>, at: &str, given: &Scope, names: &Names) {
    scope(c, at, given, names);
    let Scope::Parts(parts) = given else { return };
    for (n, part) in parts.iter().enumerate() {
        if !matches!(part, Part::Site(_)) {
            let help =
                "write `scope = \"mission\"` or `scope = [\"site:ID\"]`; what stops a lane or an exit is `suspend`";
            c.fault(&nth(at, n), "a pause is of the mission or of sites: nothing else has dates in the plan", help);
        }
    }
}

fn scope(c: &mut Checker<'_>, at: &str, scope: &Scope, names: &Names) {
    let Scope::Parts(parts) = scope else { return };
    for (n, part) in parts.iter().enumerate() {
        let at = nth(at, n);
        match part {
            Part::Site(id) => c.known(&at, "site", id, &names.sites),
            Part::Lane { site, to, mode } => c.known(&at, "lane", &format!("{site}/{to}/{mode}"), &names.lanes),
            Part::Exit { gateway, exit } => c.known(&at, "exit", &format!("{gateway}/{exit}"), &names.exits),
        }
    }
}

fn sources(c: &mut Checker<'_>) {
    let known: BTreeSet<String> = c.scenario.sources.iter().map(|source| source.key.clone()).collect();
    let mut used = std::mem::take(&mut c.log.sources);
    // An observation's source is read twice: as its own, and as that of its numbers.
    used.sort_by_key(|(_, at, _)| *at);
    used.dedup();
    for (name, at, at_path) in &used {
        c.log.places.insert(at_path.clone(), *at);
        c.known(at_path, "source", name, &known);
    }
    c.log.sources = used;
}

/// Two owners of random numbers must not share them.
fn collisions(c: &mut Checker<'_>) {
    let s = c.scenario;
    let cargo = s.sites.iter().flat_map(|site| site.cargo.iter().map(|cargo| format!("{}/{}", site.id, cargo.owner)));
    let ids: [(&str, Vec<String>); 7] = [
        ("site", s.sites.iter().map(|x| x.id.clone()).collect()),
        ("lane", lanes(s).collect()),
        ("cargo", cargo.collect()),
        ("exit", exits(s).collect()),
        ("driver", s.drivers.iter().map(|x| x.id.clone()).collect()),
        ("regime", s.regimes.iter().map(|x| x.id.clone()).collect()),
        ("shock", s.shocks.iter().map(|x| x.id.clone()).collect()),
    ];
    let mut owners = BTreeMap::new();
    for (kind, id) in ids.iter().flat_map(|(kind, ids)| ids.iter().map(move |id| (*kind, id))) {
        if let Some((other_kind, other)) = owners.insert(streams::owner(kind, id), (kind, id))
            && (other_kind, other) != (kind, id)
        {
            let rule = format!("`{kind}:{id}` and `{other_kind}:{other}` would share their random numbers");
            c.fault(&crate::scenario::keys::join(kind, id), rule, "change one of the two ids a little");
        }
    }
}
