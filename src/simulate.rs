//! One replication: `(model, seed, replication, policy) → outcome`.
//!
//! Pure: no file, clock, thread or string in here. The rules of a day are in the
//! modules below, one for each of its steps; `docs/model.md` gives them in words.

use crate::calendar::{Day, NEVER};
use crate::model::{Model, split_by_largest_remainder};
use crate::simulate::agenda::Agenda;
use crate::simulate::day::Mission;
use crate::simulate::luck::Luck;
use crate::simulate::state::Stage;
use crate::streams::Purpose;

mod agenda;
mod chain;
mod clock;
mod complete;
mod dates;
mod day;
mod draw;
mod event;
mod held;
mod lift;
mod luck;
mod plan;
mod state;

pub use chain::{Chain, LinkId, On, Waited};
pub use complete::{Root, Thing};
pub use draw::{Draw, Sources};
pub use event::{Cause, DayRecord, Event, Recorder, Silent, Trace, Wait, What};
pub use held::{Held, KINDS, Kind};
pub use lift::{ExitDay, LaneDay, TrucksWanted};
pub use plan::{Alone, alone_from, prepare};
pub use state::{Party, State};

/// How much of the scenario's policy is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum PolicyLevel {
    /// Neither surge nor evacuation.
    Off,
    /// Surge only.
    Surge,
    /// As written.
    Full,
}

/// What one replication came to under one policy. Days that did not come within
/// the horizon are [`NEVER`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// By site: the day on which it began to close (prepare, withdraw or be evacuated); for one that
    /// had ended before the first day, the day on which it ended.
    pub began: Vec<Day>,
    /// By site.
    pub vacated: Vec<Day>,
    pub ended: Vec<Day>,
    pub handed_over: Vec<bool>,
    /// Closed as planned, without anybody who signs.
    pub closed: Vec<bool>,
    /// By milestone.
    pub milestones: Vec<Day>,
    pub contingents: Vec<ContingentOutcome>,
    /// The deadline in force at the end of the horizon: the scenario's, unless a shock moved it.
    pub deadline_in_force: Day,
    /// Present at the end of the deadline in force, without those kept and local staff.
    pub tail: u32,
    pub evacuated: u32,
    /// Person-days under threat from the first simulated day to the horizon, local staff
    /// left out: at sites, and on the road.
    pub exposed_at_sites: u64,
    pub exposed_on_road: u64,
    /// Truckloads, at the end of the horizon.
    pub cargo_out: u32,
    pub cargo_disposed: u32,
    pub cargo_written_off: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContingentOutcome {
    /// Days on which half, nine tenths and all of its people were gone.
    pub half: Day,
    pub nine_tenths: Day,
    pub all: Day,
    /// Of its own truckloads, at the end of the horizon.
    pub out: u32,
    pub disposed: u32,
    pub written_off: u32,
    /// People still present at the end of the deadline in force: its rear party.
    pub rear_party: u32,
}

/// Runs replications of one model, one after the other, in the same memory.
pub struct Simulator<'m> {
    model: &'m Model,
    agenda: Agenda,
    luck: Luck,
    /// The state before the first day, people split as the scenario says.
    start: State,
    state: State,
    /// State and outcome at the moment at which the policies part.
    fork: State,
    before: Outcome,
    outcome: Outcome,
    /// Groups of one component and contingent whose split over sites is uncertain.
    pools: Vec<Vec<usize>>,
    split: Split,
}

/// Room for the split of people over sites.
#[derive(Default)]
struct Split {
    weights: Vec<f64>,
    parts: Vec<u32>,
    order: Vec<(f64, usize)>,
}

impl<'m> Simulator<'m> {
    pub fn new(model: &'m Model) -> Self {
        let start = State::at_start(model);
        Self {
            model,
            agenda: Agenda::new(model),
            luck: Luck::new(model),
            state: start.clone(),
            fork: start.clone(),
            start,
            before: Outcome::new(model),
            outcome: Outcome::new(model),
            pools: uncertain_pools(model),
            split: Split::default(),
        }
    }

    /// One replication under one policy.
    pub fn replay(&mut self, seed: u64, replication: u64, level: PolicyLevel, recorder: &mut impl Recorder) -> Outcome {
        self.replay_drawn(Draw::new(seed, replication), level, recorder)
    }

    /// As [`Self::replay`], with these random numbers.
    pub fn replay_drawn(&mut self, draw: Draw, level: PolicyLevel, recorder: &mut impl Recorder) -> Outcome {
        self.draw(draw);
        self.advance(self.model.first, self.model.horizon, level, recorder);
        self.outcome.clone()
    }

    /// From the next replication on no chain of waits is kept: for those who never ask for it.
    pub fn forget_waits(&mut self) {
        self.start.chain.sleep();
    }

    /// The state in which the last replication ended.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The reference replication: the plan's own curve.
    pub fn plan(&mut self, recorder: &mut impl Recorder) -> Outcome {
        self.luck.plan(self.model);
        self.set_up();
        self.look_back();
        self.advance(self.model.first, self.model.horizon, PolicyLevel::Off, recorder);
        self.outcome.clone()
    }

    /// One replication under several policies and the same luck, in the order of
    /// `levels`; `recorder` listens to the one at `written`. What comes before the
    /// policies part is simulated once.
    pub fn under_policies(
        &mut self,
        seed: u64,
        replication: u64,
        levels: &[PolicyLevel],
        written: usize,
        recorder: &mut impl Recorder,
        each: impl FnMut(usize, &Outcome, &State),
    ) {
        self.under_policies_drawn(Draw::new(seed, replication), levels, written, recorder, each);
    }

    /// As [`Self::under_policies`], with these random numbers.
    pub fn under_policies_drawn(
        &mut self,
        draw: Draw,
        levels: &[PolicyLevel],
        written: usize,
        recorder: &mut impl Recorder,
        mut each: impl FnMut(usize, &Outcome, &State),
    ) {
        self.draw(draw);
        let part = self.luck.policies_part(self.model).clamp(self.model.first, self.model.horizon + 1);
        self.advance(self.model.first, part - 1, PolicyLevel::Off, recorder);
        if levels.len() > 1 {
            self.fork.become_(&self.state);
            self.before.become_(&self.outcome);
        }
        for (index, &level) in levels.iter().enumerate() {
            if index > 0 {
                self.state.become_(&self.fork);
                self.outcome.become_(&self.before);
            }
            if index == written {
                self.advance(part, self.model.horizon, level, recorder);
            } else {
                // What was waited for is told of the written policy alone.
                self.state.chain.sleep();
                self.advance(part, self.model.horizon, level, &mut Silent);
            }
            each(index, &self.outcome, &self.state);
        }
    }

    fn draw(&mut self, draw: Draw) {
        self.luck.draw(self.model, draw);
        self.set_up();
        self.split_people();
        self.look_back();
    }

    /// The state before the first day, and the days that each site's plan and luck give.
    fn set_up(&mut self) {
        self.state.become_(&self.start);
        self.outcome.reset(&self.start, self.model);
        self.outcome.deadline_in_force = self.luck.deadline(self.model, self.model.horizon);
        for (index, site) in self.model.sites.iter().enumerate() {
            let (days, factor) = (|law, purpose| self.luck.days(self.model, law, 1.0, purpose, site.key, 0), 1.0);
            let state = &mut self.state.sites[index];
            if site.keep > 0 {
                let factor = self.luck.product(factor, &site.liquidation_drivers);
                let length = self.luck.days(self.model, site.liquidation, factor, Purpose::Liquidation, site.key, 0);
                state.liquidation_days = length;
            }
            if site.begin != NEVER {
                let margin =
                    site.margin.map_or(0, |law| days(law, Purpose::Margin) - self.model.tables[law].planned_days(1.0));
                let begin = site.begin - margin + days(site.begin_shift, Purpose::BeginShift);
                state.begin = begin.max(site.not_before).max(self.model.first);
                state.begin_before = state.begin;
            }
        }
    }

    /// What had been reached by the end of the day before the first.
    fn look_back(&mut self) {
        if self.model.first == 0 {
            return;
        }
        let mut yesterday = Mission {
            model: self.model,
            agenda: &self.agenda,
            luck: &self.luck,
            level: PolicyLevel::Off,
            day: self.model.first - 1,
            state: &mut self.state,
            outcome: &mut self.outcome,
            recorder: &mut Silent,
        };
        yesterday.reach_milestones();
        if self.model.deadline < self.model.first {
            self.outcome.take_stock(self.model, &self.state);
        }
    }

    /// Splits people over the sites whose share is uncertain; every component
    /// and contingent keeps its total.
    fn split_people(&mut self) {
        let Split { weights, parts, order } = &mut self.split;
        for pool in &self.pools {
            weights.clear();
            let mut total = 0;
            for &group in pool {
                let g = &self.model.groups[group];
                let site = &self.model.sites[g.site];
                let law = site.people_weight.expect("a pool is made of uncertain sites");
                let Some(bits) = self.luck.bits(Purpose::PeopleSplit, site.key, 0) else {
                    // Held: people stand where the scenario says.
                    return;
                };
                weights.push(self.model.tables[law].value(f64::from(g.present()), bits));
                total += g.present();
            }
            parts.resize(pool.len(), 0);
            split_by_largest_remainder(total, weights, parts, order);
            for (&group, &n) in pool.iter().zip(parts.iter()) {
                self.state.settle(self.model, group, n);
            }
        }
    }

    /// Simulates the days `from..=to`.
    fn advance(&mut self, from: Day, to: Day, level: PolicyLevel, recorder: &mut impl Recorder) {
        for day in from..=to {
            Mission {
                model: self.model,
                agenda: &self.agenda,
                luck: &self.luck,
                level,
                day,
                state: &mut self.state,
                outcome: &mut self.outcome,
                recorder,
            }
            .step();
            if day == self.luck.deadline(self.model, day) {
                self.outcome.take_stock(self.model, &self.state);
            }
            let record =
                DayRecord { present: self.state.present, queued: self.state.queued, on_road: self.state.on_road };
            recorder.end_of_day(day, &record, &self.state);
        }
        if to == self.model.horizon {
            self.outcome.take_cargo(self.model, &self.state);
            self.break_off(level);
        }
    }

    /// What open sites still wait for after the last day.
    fn break_off(&mut self, level: PolicyLevel) {
        let day = self.model.horizon + 1;
        let (model, agenda, luck, recorder) = (self.model, &self.agenda, &self.luck, &mut Silent);
        Mission { model, agenda, luck, level, day, state: &mut self.state, outcome: &mut self.outcome, recorder }
            .break_off();
    }
}

fn uncertain_pools(model: &Model) -> Vec<Vec<usize>> {
    let (mut keys, mut pools) = (Vec::new(), Vec::<Vec<usize>>::new());
    for (index, group) in model.groups.iter().enumerate() {
        let site = &model.sites[group.site];
        if !group.travels() || site.people_weight.is_none() || site.ended.is_some() {
            continue;
        }
        let key = (group.component, group.contingent);
        match keys.iter().position(|k| *k == key) {
            Some(position) => pools[position].push(index),
            None => {
                keys.push(key);
                pools.push(vec![index]);
            }
        }
    }
    pools.retain(|pool| pool.len() > 1);
    pools
}

impl Outcome {
    fn new(model: &Model) -> Self {
        let none = ContingentOutcome {
            half: NEVER,
            nine_tenths: NEVER,
            all: NEVER,
            out: 0,
            disposed: 0,
            written_off: 0,
            rear_party: 0,
        };
        Self {
            began: vec![NEVER; model.sites.len()],
            vacated: vec![NEVER; model.sites.len()],
            ended: vec![NEVER; model.sites.len()],
            handed_over: vec![false; model.sites.len()],
            closed: vec![false; model.sites.len()],
            milestones: vec![NEVER; model.milestones.len()],
            deadline_in_force: model.deadline,
            contingents: vec![none; model.contingents.len()],
            tail: 0,
            evacuated: 0,
            exposed_at_sites: 0,
            exposed_on_road: 0,
            cargo_out: 0,
            cargo_disposed: 0,
            cargo_written_off: 0,
        }
    }

    fn reset(&mut self, start: &State, model: &Model) {
        for (index, site) in start.sites.iter().enumerate() {
            (self.began[index], self.vacated[index], self.ended[index]) = (site.ended, site.vacated, site.ended);
            self.handed_over[index] = site.stage == Stage::HandedOver;
            self.closed[index] = false;
        }
        self.milestones.fill(NEVER);
        (self.exposed_at_sites, self.exposed_on_road) = (0, 0);
        for outcome in &mut self.contingents {
            (outcome.half, outcome.nine_tenths, outcome.all) = (NEVER, NEVER, NEVER);
        }
        debug_assert_eq!(self.contingents.len(), model.contingents.len());
    }

    /// Overwrites this outcome with another of the same model, without allocating.
    fn become_(&mut self, other: &Self) {
        self.began.clone_from(&other.began);
        self.vacated.clone_from(&other.vacated);
        self.ended.clone_from(&other.ended);
        self.handed_over.clone_from(&other.handed_over);
        self.closed.clone_from(&other.closed);
        self.milestones.clone_from(&other.milestones);
        self.contingents.clone_from(&other.contingents);
        (self.tail, self.evacuated) = (other.tail, other.evacuated);
        self.deadline_in_force = other.deadline_in_force;
        (self.exposed_at_sites, self.exposed_on_road) = (other.exposed_at_sites, other.exposed_on_road);
        (self.cargo_out, self.cargo_disposed) = (other.cargo_out, other.cargo_disposed);
        self.cargo_written_off = other.cargo_written_off;
    }

    /// Who is still there at the end of the deadline in force.
    fn take_stock(&mut self, model: &Model, state: &State) {
        self.tail = state.strength() - state.kept();
        for (index, contingent) in model.contingents.iter().enumerate() {
            self.contingents[index].rear_party = contingent.people - state.contingent_gone[index];
        }
    }

    /// What became of the cargo, and of the people who were evacuated.
    fn take_cargo(&mut self, model: &Model, state: &State) {
        self.evacuated = state.evacuated;
        (self.cargo_out, self.cargo_disposed, self.cargo_written_off) = (0, 0, 0);
        for outcome in &mut self.contingents {
            (outcome.out, outcome.disposed, outcome.written_off) = (0, 0, 0);
        }
        for (load, now) in model.loads.iter().zip(&state.loads) {
            self.cargo_out += now.out;
            self.cargo_disposed += now.disposed;
            self.cargo_written_off += now.written_off;
            if let Some(contingent) = load.contingent {
                let own = &mut self.contingents[contingent];
                own.out += now.out;
                own.disposed += now.disposed;
                own.written_off += now.written_off;
            }
        }
    }

    /// Sites that ended without a handover within the horizon, those left out that were
    /// closed as planned or had ended before the first simulated day.
    pub fn left_without_handover(&self, model: &Model) -> u32 {
        let left = |site: &usize| {
            let (ended, handed_over) = (self.ended[*site], self.handed_over[*site]);
            ended != NEVER && !handed_over && !self.closed[*site] && model.sites[*site].ended.is_none()
        };
        (0..self.ended.len()).filter(left).count() as u32
    }
}
