//! From a scenario to a model that is ready to run: starts that the plan leaves
//! open are derived from its latest dates.

use crate::calendar::{Day, NEVER};
use crate::delay::{Delay, Table};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::simulate::{Silent, Simulator};

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
    let (earliest, latest) = (model.first.max(model.sites[site].not_before), (close_by - margin).min(model.horizon));
    let mut alone = alone(model, site);
    for begin in (earliest..=latest).rev() {
        alone.sites[site].begin = begin;
        if Simulator::new(&alone).plan(&mut Silent).vacated[site] <= close_by - margin {
            return begin;
        }
    }
    earliest
}

/// A copy of the mission in which only this site has anybody and anything, and
/// nothing to wait for.
fn alone(model: &Model, site: usize) -> Model {
    let mut alone = model.clone();
    let no_shift = alone.tables.len();
    alone.tables.push(Table::new(&Delay::fixed(0.0)));
    for group in alone.groups.iter_mut().filter(|g| g.site != site) {
        (group.count, group.gone) = (0, 0);
    }
    alone.loads.iter_mut().filter(|l| l.site != site).for_each(|l| l.truckloads = 0);
    for (index, other) in alone.sites.iter_mut().enumerate() {
        (other.after, other.behind, other.feeders) = (vec![], vec![], vec![]);
        // Its own shift is added later; the margin is in the date that is aimed at.
        (other.margin, other.begin, other.guard) = (None, NEVER, 0);
        if index == site {
            other.begin_shift = no_shift;
        }
    }
    alone.milestones.clear();
    alone
}
