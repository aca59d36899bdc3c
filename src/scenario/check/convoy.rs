//! What goes with a convoy: escorts of its hub.

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
