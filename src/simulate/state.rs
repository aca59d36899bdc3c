//! The state of a mission at one moment of one replication: whole numbers only.

use std::sync::Arc;

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::simulate::chain::{BEGINNING, Chain, LinkId, Waited};
use crate::simulate::complete::{Completion, Root};

mod parts;
mod party;

pub use parts::*;
pub use party::{Member, Party};

/// Everything that changes during a replication.
#[derive(Clone, Debug)]
pub struct State {
    pub sites: Vec<SiteState>,
    /// What there is still something to do for: sites that have not ended, and those of them that
    /// are not vacated, in the order in which they are served.
    pub(crate) open: Open,
    /// By site, in the order in which they leave.
    pub parties: Vec<Vec<Party>>,
    /// Of whom parties of several groups are made.
    pub members: Arc<[Member]>,
    /// By site, first in, first out.
    pub cargo: Vec<Vec<Batch>>,
    pub groups: Vec<GroupState>,
    pub loads: Vec<LoadState>,
    /// Clearances of lifts, by lane.
    pub lifts: Vec<Desk>,
    /// Idle trucks, by pool.
    pub idle: Vec<u32>,
    /// Idle escorts, by pool.
    pub escorts: Vec<u32>,
    pub exits: Vec<ExitState>,
    pub convoys: Vec<Convoy>,
    /// Released so far, by row of thinning.
    pub thinned: Vec<u32>,
    /// By ceiling: unreleased people of its selection when the way down began; and whether some
    /// who were due to be released are held.
    pub(crate) begun: Vec<Option<u32>>,
    pub(crate) exceeded: Vec<bool>,
    /// Room for the split of those who are above a ceiling.
    pub(crate) shares: Vec<Share>,
    /// Room for the parts of a party that is split.
    pub(crate) parts: Vec<Party>,
    pub present: [u32; 4],
    pub on_road: u32,
    pub queued: u32,
    /// People gone, by contingent (local staff left out), and last of no contingent.
    pub(crate) gone: Vec<Gone>,
    /// Since milestones were looked at, a site has come to another stage or is kept no longer.
    pub(crate) turned: bool,
    /// Strength and settled cargo when they were.
    pub(crate) looked_at: (u32, u32),
    pub evacuated: u32,
    /// Truckloads out, given, sold, destroyed or written off.
    pub settled_cargo: u32,
    /// What everybody waited for.
    pub chain: Chain,
    /// What completed each milestone.
    pub(crate) completion: Completion,
    /// People under threat at the end of the day, by site; and on the road.
    pub exposed: Vec<u32>,
    pub exposed_on_road: u32,
}

impl State {
    /// The state at the end of the day before the first, with people split as
    /// the scenario says.
    pub(crate) fn at_start(model: &Model, members: Arc<[Member]>) -> Self {
        let mut state = Self {
            sites: (0..model.sites.len()).map(|site| site_at_start(model, site)).collect(),
            open: Open::new(model),
            parties: vec![Vec::new(); model.sites.len()],
            members,
            cargo: vec![Vec::new(); model.sites.len()],
            groups: vec![GroupState { unreleased: 0 }; model.groups.len()],
            loads: vec![LoadState::default(); model.loads.len()],
            lifts: vec![Desk::default(); model.lanes.len()],
            idle: model.pools.iter().map(|pool| pool.count).collect(),
            escorts: model.escorts.iter().map(|pool| pool.count).collect(),
            exits: vec![ExitState::default(); model.exits.len()],
            convoys: Vec::new(),
            thinned: model.thinnings.iter().map(|row| row.due(model.first - 1)).collect(),
            begun: vec![None; model.ceilings.len()],
            exceeded: vec![false; model.ceilings.len()],
            shares: Vec::with_capacity(model.ceilings.iter().map(|c| c.groups.len()).max().unwrap_or(0)),
            parts: Vec::new(),
            present: [0; 4],
            on_road: 0,
            queued: 0,
            gone: model.contingents.iter().map(|c| Gone::new(c.people)).chain([Gone::of_nobody()]).collect(),
            turned: true,
            looked_at: (0, 0),
            evacuated: 0,
            settled_cargo: 0,
            chain: Chain::new(model.first),
            completion: Completion::new(model.milestones.len()),
            exposed: vec![0; model.sites.len()],
            exposed_on_road: 0,
        };
        for (index, group) in model.groups.iter().enumerate() {
            state.present[group.component as usize] += group.present();
            if let (Some(contingent), true) = (group.contingent, group.travels()) {
                state.gone[contingent].n += group.gone;
            }
            match group.at_hub {
                Some(hub) => state.join(model, hub, index, group.present(), (model.first, model.first - 1), BEGINNING),
                None => state.settle(model, index, group.present()),
            }
        }
        for (index, load) in model.loads.iter().enumerate() {
            match load.at_hub {
                Some(hub) if load.disposition.leaves() => {
                    state.queue(hub, index, load.truckloads, model.first - 1, BEGINNING)
                }
                Some(_) => {
                    // Sold, given or destroyed where it stood, before the first day.
                    state.loads[index].disposed = load.truckloads;
                    state.settled_cargo += load.truckloads;
                }
                None => {
                    state.loads[index].own = load.truckloads;
                    state.sites[load.site].own_cargo += load.truckloads;
                }
            }
        }
        state.forget_ended();
        state
    }

    /// Sites that have ended or are vacated are not looked at again.
    pub(crate) fn forget_ended(&mut self) {
        let sites = &self.sites;
        self.open.sites.retain(|&site| sites[site].stage <= Stage::Vacated);
        self.open.with_roads.retain(|&site| !sites[site].stage.is_vacated());
        self.open.with_schedules.retain(|&site| !sites[site].stage.is_vacated());
        self.open.gateways.retain(|&site| !sites[site].stage.is_vacated());
        self.open.closing.retain(|&site| sites[site].stage <= Stage::Vacated);
    }

    /// Sets the people of a group who are at their own site, unreleased.
    pub(crate) fn settle(&mut self, model: &Model, group: usize, n: u32) {
        let before = std::mem::replace(&mut self.groups[group].unreleased, n);
        if model.groups[group].travels() {
            let site = &mut self.sites[model.groups[group].site];
            site.unreleased = site.unreleased - before + n;
        }
    }

    /// People join the waiting parties of a place, behind those of the same
    /// priority and readiness: `when` is the day from which they are ready, and the day on which they came.
    pub(crate) fn join(&mut self, model: &Model, site: usize, group: usize, n: u32, when: (Day, Day), link: LinkId) {
        if n == 0 {
            return;
        }
        let priority = model.groups[group].priority;
        line_up(&mut self.parties[site], Party::of_group(group, n, when, priority, link));
        self.sites[site].waiting += n;
        self.queued += n;
    }

    /// Cargo joins the end of the queue of a place.
    pub(crate) fn queue(&mut self, site: usize, load: usize, n: u32, since: Day, link: LinkId) {
        if n == 0 {
            return;
        }
        self.sites[site].queued_cargo += n;
        match self.cargo[site].last_mut() {
            Some(last) if last.load == load && last.since == since => last.n += n,
            _ => self.cargo[site].push(Batch { load, n, since, link }),
        }
    }

    /// Overwrites this state with another of the same model, without allocating
    /// where the room is there.
    pub(crate) fn become_(&mut self, other: &Self) {
        self.sites.clone_from(&other.sites);
        self.open.become_(&other.open);
        copy_lists(&mut self.parties, &other.parties);
        copy_lists(&mut self.cargo, &other.cargo);
        self.groups.clone_from(&other.groups);
        self.loads.clone_from(&other.loads);
        self.lifts.clone_from(&other.lifts);
        self.idle.clone_from(&other.idle);
        self.escorts.clone_from(&other.escorts);
        self.exits.clone_from(&other.exits);
        self.convoys.clone_from(&other.convoys);
        self.thinned.clone_from(&other.thinned);
        self.begun.clone_from(&other.begun);
        self.exceeded.clone_from(&other.exceeded);
        self.gone.clone_from(&other.gone);
        (self.turned, self.looked_at) = (other.turned, other.looked_at);
        self.chain.clone_from(&other.chain);
        self.completion.clone_from(&other.completion);
        (self.present, self.on_road, self.queued) = (other.present, other.on_road, other.queued);
        (self.evacuated, self.settled_cargo) = (other.evacuated, other.settled_cargo);
        self.exposed.clone_from(&other.exposed);
        self.exposed_on_road = other.exposed_on_road;
    }

    /// The waits of a site from the day on which it was vacated back to the first simulated
    /// day, the last one first; of a site that was not, from the day after the horizon.
    /// None for one that had ended before the first day.
    pub fn waits(&self, site: usize) -> impl Iterator<Item = Waited> + '_ {
        self.chain.walk(self.sites[site].vacated_link)
    }

    /// By milestone the root of its last wait, once the last day is over; empty where the waits were not asked for.
    pub fn roots(&self) -> &[Root] {
        &self.completion.roots
    }

    /// People present who count as strength.
    pub fn strength(&self) -> u32 {
        self.present[..3].iter().sum()
    }

    /// Whether a site is one that closes: not kept, nor until its liquidation was over.
    pub fn closes(&self, site: usize) -> bool {
        self.sites[site].keep == 0 && !self.sites[site].liquidated
    }

    /// People who stay for the liquidation.
    pub fn kept(&self) -> u32 {
        self.sites.iter().map(|site| site.keep.min(site.unreleased)).sum()
    }

    /// People of a contingent who are gone.
    pub fn gone_of(&self, contingent: usize) -> u32 {
        self.gone[contingent].n
    }

    /// People at a place, local staff left out.
    pub fn people_at(&self, site: usize) -> u32 {
        self.sites[site].unreleased + self.sites[site].waiting
    }
}

/// A party joins those who wait, behind those of the same priority and readiness.
pub(crate) fn line_up(parties: &mut Vec<Party>, party: Party) {
    let before = |p: &Party| (p.priority, p.ready) <= (party.priority, party.ready);
    match parties.last() {
        Some(last) if !before(last) => {
            let place = parties.iter().rposition(before).map_or(0, |i| i + 1);
            parties.insert(place, party);
        }
        _ => parties.push(party),
    }
}

fn copy_lists<T: Copy>(to: &mut [Vec<T>], from: &[Vec<T>]) {
    for (to, from) in to.iter_mut().zip(from) {
        to.clear();
        to.extend_from_slice(from);
    }
}

fn site_at_start(model: &Model, site: usize) -> SiteState {
    let s = &model.sites[site];
    let (stage, day) = match s.ended {
        None => (Stage::Operating, NEVER),
        Some((day, true)) => (Stage::HandedOver, day),
        Some((day, false)) => (Stage::Left, day),
    };
    SiteState {
        stage,
        asleep_until: Day::MIN,
        asks: false,
        begin: NEVER,
        begin_before: NEVER,
        advanced_by: None,
        since: model.first,
        until: NEVER,
        guard: s.guard,
        keep: if s.ended.is_some() { 0 } else { s.keep },
        liquidated: false,
        kept_until: None,
        liquidation_days: 0,
        withdrew: NEVER,
        unreleased: 0,
        overdue: false,
        waiting: 0,
        people_inbound: 0,
        convoys_inbound: 0,
        trucks_sent: 0,
        own_cargo: 0,
        queued_cargo: 0,
        vacated: day,
        ended: day,
        moves: Desk::default(),
        people_left: None,
        cargo_left: None,
        trucks_left: NEVER,
        trucks_home: (NEVER, site),
        separated: NEVER,
        stage_link: BEGINNING,
        vacated_link: BEGINNING,
        emptied_after: None,
        evacuated_by: None,
        weighed: None,
    }
}
