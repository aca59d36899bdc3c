//! What goes with a convoy, and where it calls: escorts of its hub, a second site on its way home.

use std::collections::BTreeSet;

use super::{Checker, path};
use crate::scenario::{Lane, LaneMode, Site};

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for site in &scenario.sites {
        for lane in &site.lanes {
            let LaneMode::Road(road) = &lane.mode else { continue };
            let at = path(&path("site", &site.id, "lanes"), &format!("{}/road", lane.to), "road");
            if let Some(escort) = &road.escort {
                escorted(c, site, lane, &format!("{at}.escort"), escort);
            }
            if let Some(via) = &road.via {
                calls(c, (site, lane), road.km, &format!("{at}.via"), via);
            }
        }
    }
}

/// Escorts belong to the hub to which the lane leads.
fn escorted(c: &mut Checker<'_>, site: &Site, lane: &Lane, at: &str, escort: &str) {
    let scenario = c.scenario;
    let known: BTreeSet<String> = scenario.escorts.iter().map(|pool| pool.id.clone()).collect();
    c.known(at, "pool of escorts", escort, &known);
    let Some(pool) = scenario.escorts.iter().find(|pool| pool.id == escort && pool.hub != lane.to) else { return };
    let rule = format!(
        "the escorts `{escort}` belong to `{}`, and this road leads from `{}` to `{}`",
        pool.hub, site.id, lane.to
    );
    let help = format!("name a pool of `{}`, or write `hub = \"{}\"` in `[[escorts]]`", lane.to, lane.to);
    c.fault_of(at, &[&path("escorts", escort, "hub")], rule, help);
}

/// The second site is another one, nearer to the same hub, with a road of its own to it.
fn calls(c: &mut Checker<'_>, (site, lane): (&Site, &Lane), km: f64, at: &str, via: &str) {
    let scenario = c.scenario;
    let known: BTreeSet<String> = scenario.sites.iter().map(|site| site.id.clone()).collect();
    c.known(at, "site", via, &known);
    let Some(second) = scenario.sites.iter().find(|site| site.id == via) else { return };
    let own_road = second.lanes.iter().find_map(|other| match &other.mode {
        LaneMode::Road(road) if other.to == lane.to => Some(road.km),
        _ => None,
    });
    let lanes = path("site", via, "lanes");
    let (rule, help) = match own_road {
        _ if via == site.id => {
            (format!("`{via}` is the site from which this road leads"), "name another site on the way".into())
        }
        None => (
            format!("`{via}` has no road of its own to `{}`", lane.to),
            format!("give it a lane `{{ to = \"{}\", road = {{ km = … }} }}`, or take `via` out", lane.to),
        ),
        Some(nearer) if nearer >= km => (
            format!("`{via}` is {nearer} km from `{}`, and `{}` only {km} km", lane.to, site.id),
            "a convoy calls at a nearer site on its way home: name one, or mend `km`".into(),
        ),
        Some(_) => return,
    };
    c.fault_of(at, &[&lanes], rule, help);
}
