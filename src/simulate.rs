//! One replication: `(model, seed, replication, policy) → outcome`.
//!
//! Pure: no file, clock, thread or string in here. The rules of a day are in the
//! modules below, one for each of its steps; `docs/model.md` gives them in words.

use crate::calendar::{Day, NEVER};
use crate::model::{Model, split_by_largest_remainder};
use crate::simulate::agenda::Agenda;
use crate::simulate::day::Mission;
use crate::simulate::luck::Luck;
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
mod outcome;
mod plan;
mod state;

pub use chain::{Chain, LinkId, On, Waited};
pub use complete::{Root, Thing};
pub use draw::{Draw, Sources};
pub use event::{Cause, DayRecord, Event, Recorder, Silent, Trace, Wait, What};
pub use held::{Held, KINDS, Kind};
pub use lift::{ExitDay, LaneDay, TrucksWanted};
pub use outcome::{ContingentOutcome, Outcome};
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
        let agenda = Agenda::new(model);
        let start = State::at_start(model, agenda.members.clone());
        Self {
            model,
            agenda,
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
        let yesterday = (self.model.first - 1).max(0);
        for (outcome, gone) in self.outcome.contingents.iter_mut().zip(&mut self.state.gone) {
            outcome.reach(gone, yesterday);
        }
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
