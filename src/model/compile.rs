//! From a checked scenario to arrays. No rule of the model is decided here.

use crate::calendar::{Calendar, Day, NEVER};
use crate::delay::{Delay, Law, Table};
use crate::model::bind::join_routes;
use crate::model::imposed::{self, Departures, largest_remainder};
use crate::model::{
    Contingent, Exit, Group, Lane, LaneKind, Load, Milestone, Model, Policy, Schedule, Site, TableId, Threats,
};
use crate::scenario::{self, Component, Imposed, Scenario, Selector};
use crate::streams::owner;

impl Model {
    /// Compiles a scenario. Starts that have to be derived from `close_by` are
    /// still [`NEVER`]: [`crate::simulate::prepare`] fills them in.
    pub fn compile(scenario: &Scenario) -> Self {
        Compiler::new(scenario).model()
    }
}

/// Names to indices, and the tables made so far.
pub(super) struct Compiler<'a> {
    pub(super) scenario: &'a Scenario,
    calendar: Calendar,
    pub(super) first: Day,
    pub(super) horizon: Day,
    delays: Vec<Delay>,
    contingents: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let calendar = Calendar::new(scenario.mission.start);
        let mut contingents: Vec<String> = scenario.contingents.iter().map(|c| c.id.clone()).collect();
        for person in scenario.sites.iter().flat_map(|s| &s.people) {
            if !person.contingent.is_empty() && !contingents.contains(&person.contingent) {
                contingents.push(person.contingent.clone());
            }
        }
        Self {
            scenario,
            calendar,
            first: scenario.mission.as_of.map_or(0, |date| calendar.day(date) + 1),
            horizon: calendar.day(scenario.mission.horizon),
            delays: Vec::new(),
            contingents,
        }
    }

    fn model(mut self) -> Model {
        let scenario = self.scenario;
        let mut groups = self.groups();
        let loads = self.loads();
        let mut lanes = self.lanes();
        self.join_trips(&mut lanes);
        let mut exits = self.exits();
        let mut sites = self.sites(&groups, &loads, &lanes, &exits);
        join_routes(&mut sites, &lanes);
        let hub: Vec<Option<usize>> = (0..sites.len()).map(|site| open_hub(&sites, &lanes, site)).collect();
        let departures = self.departures(&groups);
        let history = imposed::apply(&mut groups, &sites, &hub, &departures, self.first);
        let loads = loads
            .into_iter()
            .map(|load| Load { at_hub: sites[load.site].ended.and(hub[load.site]), ..load })
            .collect::<Vec<_>>();
        let clocks = self.clocks();
        let (shocks, timed) = self.shocks(&clocks);
        self.bind(&mut sites, &mut lanes, &timed);
        let threatened_sites = positions(&sites, |site| !site.threats.is_empty());
        let has_threatened_lanes = lanes.iter().any(|lane| !lane.threats.is_empty());
        self.bind_exits(&mut exits);
        let contingents = self.contingents(&groups, &loads, &exits);
        let thinnings = self.schedules(&scenario.thinnings, &groups, false);
        let separations = self.schedules(&scenario.separations, &groups, true);
        let (transfers, forces) = (self.transfers(&groups), self.forces());
        let ceilings = self.ceilings(&groups);
        for (index, site) in sites.iter_mut().enumerate() {
            site.thinnings = positions(&thinnings, |row| groups[row.group].site == index);
            let departs = |g: usize| groups[g].contingent.is_some_and(|c| contingents[c].depart != NEVER);
            site.departing = site.groups.clone().filter(|&g| groups[g].travels() && departs(g)).collect();
        }
        let drivers = self.drivers();
        let regimes = self.regimes();
        Model {
            calendar: self.calendar,
            cargo_unit: scenario.mission.cargo_unit.clone(),
            first: self.first,
            horizon: self.horizon,
            deadline: self.calendar.day(scenario.mission.deadline),
            liquidation: self.calendar.day(scenario.mission.liquidation),
            order: self.order(&sites),
            policy: self.policy(),
            pools: self.pools(),
            escorts: self.escorts(),
            milestones: milestones(scenario, &groups, &loads),
            imposed_present: history.present,
            imposed_queued: history.queued,
            tables: self.delays.iter().map(Table::new).collect(),
            sites,
            lanes,
            exits,
            groups,
            loads,
            contingents,
            thinnings,
            separations,
            transfers,
            forces,
            ceilings,
            clocks,
            drivers,
            regimes,
            shocks,
            timed,
            threatened_sites,
            has_threatened_lanes,
        }
    }

    /// Equal laws share one table, so that the tables in use stay few and in cache.
    pub(super) fn table(&mut self, delay: &Delay) -> TableId {
        if let Some(id) = self.delays.iter().position(|d| d == delay) {
            return id;
        }
        self.delays.push(delay.clone());
        self.delays.len() - 1
    }

    pub(super) fn day(&self, date: jiff::civil::Date) -> Day {
        self.calendar.day(date)
    }

    pub(super) fn site(&self, id: &str) -> usize {
        self.scenario.sites.iter().position(|s| s.id == id).expect("a checked scenario names its own sites")
    }

    pub(super) fn contingent(&self, id: &str) -> Option<usize> {
        self.contingents.iter().position(|c| c == id)
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        for (site, s) in self.scenario.sites.iter().enumerate() {
            for person in &s.people {
                let rules = self.scenario.contingents.iter().find(|c| c.id == person.contingent);
                groups.push(Group {
                    site,
                    component: person.component,
                    contingent: self.contingent(&person.contingent),
                    priority: rules.map_or(5, |c| c.priority),
                    count: person.count,
                    gone: 0,
                    at_hub: None,
                });
            }
        }
        groups
    }

    fn loads(&self) -> Vec<Load> {
        let mut loads = Vec::new();
        for (site, s) in self.scenario.sites.iter().enumerate() {
            for cargo in &s.cargo {
                loads.push(Load {
                    site,
                    owner: cargo.owner.clone(),
                    key: owner("cargo", &format!("{}/{}", s.id, cargo.owner)),
                    contingent: self.contingent(&cargo.owner),
                    disposition: cargo.disposition,
                    truckloads: cargo.truckloads,
                    from: cargo.from.map_or(NEVER, |date| self.day(date)),
                    at_hub: None,
                });
            }
        }
        loads
    }

    fn sites(&mut self, groups: &[Group], loads: &[Load], lanes: &[Lane], exits: &[Exit]) -> Vec<Site> {
        let scenario = self.scenario;
        let mut sites = Vec::new();
        for (index, s) in scenario.sites.iter().enumerate() {
            let own = &scenario.delays;
            let range = |keys: Vec<usize>| keys.first().map_or(0..0, |&first| first..first + keys.len());
            let lanes_here = range(positions(lanes, |l| l.site == index));
            let road = lanes_here.clone().find(|&l| matches!(lanes[l].kind, LaneKind::Road { .. }));
            sites.push(Site {
                id: s.id.clone(),
                name: s.name.clone(),
                key: owner("site", &s.id),
                groups: range(positions(groups, |g| g.site == index)),
                loads: range(positions(loads, |l| l.site == index)),
                thinnings: vec![],
                departing: vec![],
                lanes: lanes_here,
                exits: range(positions(exits, |e| e.site == index)),
                road,
                self_move_km_per_day: s.self_move_km_per_day,
                begin: s.begin.map_or(NEVER, |date| self.day(date)),
                margin: (s.begin.is_none() && s.close_by.is_some())
                    .then(|| self.table(s.delays.margin.as_ref().unwrap_or(&own.margin))),
                not_before: s.not_before.map_or(0, |date| self.day(date)),
                begin_shift: self.table(s.begin_shift.as_ref().unwrap_or(&own.begin_shift)),
                planned: s.close.or(s.close_by).map(|date| self.day(date)),
                close_by: s.close_by.filter(|_| s.begin.is_none()).map(|date| self.day(date)),
                after: s.after.iter().map(|id| self.site(id)).collect(),
                feeders: vec![],
                behind: vec![],
                guard: s.guard,
                keep: s.keep,
                beds: s.beds,
                ends: self.ends(s),
                leaves_with_cargo: s.leaves_with_cargo,
                people_weight: (s.people_error > 0.0)
                    .then(|| self.table(&Delay::new(Law::Lognormal { mu: 0.0, sigma: s.people_error }))),
                preparation: self.table(s.delays.preparation.as_ref().unwrap_or(&own.preparation)),
                handover: self.table(s.delays.handover.as_ref().unwrap_or(&own.handover)),
                disposal: self.table(s.delays.disposal.as_ref().unwrap_or(&own.disposal)),
                liquidation: self.table(s.delays.liquidation.as_ref().unwrap_or(&own.liquidation)),
                preparation_drivers: vec![],
                handover_drivers: vec![],
                disposal_drivers: vec![],
                liquidation_drivers: vec![],
                ended: scenario.imposed.iter().find_map(|row| match row {
                    Imposed::Ended { date, site, handed_over } if *site == s.id => {
                        Some((self.day(*date), *handed_over))
                    }
                    _ => None,
                }),
                threats: Threats::default(),
            });
        }
        sites
    }

    /// Rows of the same selection form one sequence.
    fn departures(&self, groups: &[Group]) -> Vec<Departures> {
        let mut selections: Vec<(&Selector, Departures)> = Vec::new();
        for row in &self.scenario.imposed {
            let Imposed::Gone { date, who, gone } = row else { continue };
            let position = selections.iter().position(|(selector, _)| *selector == who).unwrap_or_else(|| {
                let groups = positions(groups, |g| self.selects(who, g));
                selections.push((who, Departures { groups, rows: vec![] }));
                selections.len() - 1
            });
            selections[position].1.rows.push((self.day(*date), *gone));
        }
        let mut departures: Vec<Departures> = selections.into_iter().map(|(_, d)| d).collect();
        departures.iter_mut().for_each(|d| d.rows.sort_unstable());
        departures
    }

    pub(super) fn selects(&self, who: &Selector, group: &Group) -> bool {
        who.site.as_ref().is_none_or(|id| self.scenario.sites[group.site].id == *id)
            && who.component.is_none_or(|component| component == group.component)
            && who.contingent.as_ref().is_none_or(|id| self.contingent(id) == group.contingent)
    }

    pub(super) fn schedules(&self, rows: &[scenario::Schedule], groups: &[Group], with_local: bool) -> Vec<Schedule> {
        let mut schedules = Vec::new();
        for row in rows {
            let selected =
                positions(groups, |g| (with_local || g.component != Component::Local) && self.selects(&row.who, g));
            let sizes: Vec<f64> = selected.iter().map(|&g| f64::from(groups[g].present())).collect();
            for (group, count) in selected.into_iter().zip(largest_remainder(row.count, &sizes)) {
                schedules.push(Schedule { group, from: self.day(row.from), to: self.day(row.to), count });
            }
        }
        schedules
    }

    fn contingents(&self, groups: &[Group], loads: &[Load], exits: &[Exit]) -> Vec<Contingent> {
        let mut contingents = Vec::new();
        for (index, id) in self.contingents.iter().enumerate() {
            let rules = self.scenario.contingents.iter().find(|c| c.id == *id);
            let allowed = rules.map_or(&[][..], |c| &c.exits);
            contingents.push(Contingent {
                id: id.clone(),
                depart: rules.and_then(|c| c.depart).map_or(NEVER, |date| self.day(date)),
                may_use: exits.iter().map(|e| allowed.is_empty() || allowed.contains(&e.name)).collect(),
                people: groups.iter().filter(|g| g.contingent == Some(index) && g.travels()).map(|g| g.count).sum(),
                truckloads: loads.iter().filter(|l| l.contingent == Some(index)).map(|l| l.truckloads).sum(),
            });
        }
        contingents
    }

    fn policy(&self) -> Policy {
        let policy = &self.scenario.policy;
        let deadline = self.day(self.scenario.mission.deadline);
        Policy {
            surge_from: policy.surge.as_ref().map_or(NEVER, |s| deadline - s.from_days_before as Day),
            surge_exits: policy.surge.as_ref().map_or(1.0, |s| s.exits),
            surge_air: policy.surge.as_ref().map_or(1.0, |s| s.air),
            evacuate_from: policy.evacuate.as_ref().map_or(NEVER, |e| deadline - e.sites_open_days_before as Day),
        }
    }

    fn order(&self, sites: &[Site]) -> Vec<usize> {
        let named: Vec<usize> = self.scenario.policy.order.iter().map(|id| self.site(id)).collect();
        let mut rest: Vec<usize> = (0..sites.len()).filter(|s| !named.contains(s)).collect();
        rest.sort_by_key(|&s| (sites[s].planned.unwrap_or(NEVER), s));
        named.into_iter().chain(rest).collect()
    }
}

/// The 10⁻⁹ keeps binary fractions such as 0.9 from counting one too many.
fn milestones(scenario: &Scenario, groups: &[Group], loads: &[Load]) -> Vec<Milestone> {
    let strength: u32 = groups.iter().filter(|g| g.travels()).map(|g| g.count).sum();
    let truckloads: u32 = loads.iter().map(|l| l.truckloads).sum();
    let compile = |m: &scenario::Milestone| Milestone {
        id: m.id.clone(),
        kind: m.kind,
        share: m.share,
        people_left: ((1.0 - m.share) * f64::from(strength) + 1e-9).floor() as u32,
        cargo_settled: (m.share * f64::from(truckloads) - 1e-9).ceil() as u32,
    };
    scenario.milestones.iter().map(compile).collect()
}

/// Indices of the elements that satisfy a condition.
pub(super) fn positions<T>(list: &[T], condition: impl Fn(&T) -> bool) -> Vec<usize> {
    list.iter().enumerate().filter(|(_, element)| condition(element)).map(|(i, _)| i).collect()
}

/// The hub of a site's first lane; where that has ended, the hub of that, and so on.
fn open_hub(sites: &[Site], lanes: &[Lane], site: usize) -> Option<usize> {
    let mut hub = lanes[sites[site].lanes.clone()].first()?.to;
    while sites[hub].ended.is_some() {
        hub = lanes[sites[hub].lanes.clone()].first()?.to;
    }
    Some(hub)
}
