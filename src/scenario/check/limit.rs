//! The largest mission that is simulated, and the smallest.

use super::{Checker, path};
use crate::scenario::numbers::grouped;
use crate::scenario::read::MANY;

pub(super) fn check(c: &mut Checker<'_>) {
    let s = c.scenario;
    let people: f64 = s.sites.iter().flat_map(|site| &site.people).map(|group| f64::from(group.count)).sum();
    let loads: f64 = s.sites.iter().flat_map(|site| &site.cargo).map(|cargo| f64::from(cargo.truckloads)).sum();
    let trucks: f64 = s.trucks.iter().map(|pool| f64::from(pool.count)).sum();
    let limits = [
        ("site", "people", people, MANY),
        ("site", "truckloads", loads, MANY),
        ("trucks", "trucks", trucks, 100_000.0),
        ("site", "sites", s.sites.len() as f64, 2_000.0),
    ];
    for (at, what, count, most) in limits {
        if count > most {
            let rule = format!("a scenario has at most {} {what}, and this one has {}", grouped(most), grouped(count));
            c.fault(at, rule, "leave out what does not matter, or put several into one");
        }
    }
    for pool in &s.trucks {
        if pool.min_trucks > pool.count.max(1) {
            let rule = format!("`min_trucks` is {}, and the pool has {} trucks", pool.min_trucks, pool.count);
            let at = path("trucks", &pool.id, "min_trucks");
            let count = path("trucks", &pool.id, "count");
            c.fault_of(
                &at,
                &[&count],
                rule,
                format!("write a number up to {}: else no convoy ever leaves", pool.count),
            );
        }
    }
    if people == 0.0 && !s.sites.is_empty() {
        c.fault("site", "a mission needs people", "add `people = { military = 900 }` to its sites");
    }
}
