//! The plan's clocks and the deadline in force: what pauses and postponements do to the dates of the plan.
//!
//! Shocks are decided outside the mission, so that all of it is known before the first
//! day of a replication, and the same under all three policies.

use crate::calendar::Day;
use crate::model::{Action, Model};
use crate::simulate::draw::Draw;
use crate::streams::Purpose;

/// The clocks of one replication.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// The first simulated day, and how many days a row of `plan_days` has.
    first: Day,
    n_days: usize,
    /// By clock, then by day from the one before the first on: its plan day.
    plan_days: Vec<Day>,
    /// Likewise, whether it stands still.
    stands: Vec<bool>,
    /// By clock: days for which it still has to stand.
    still: Vec<Day>,
    moves: Vec<Move>,
}

/// The deadline moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub day: Day,
    pub shock: usize,
    /// What has been in force since, and what was before.
    pub deadline: Day,
    pub before: Day,
}

impl Clock {
    /// Every plan day is the day itself.
    pub fn new(model: &Model) -> Self {
        // One day before the first, and one after the horizon, when the waits of open sites are broken off.
        let n_days = (model.horizon - model.first + 3).max(0) as usize;
        let mut clock = Self {
            first: model.first,
            n_days,
            plan_days: vec![0; model.clocks.n * n_days],
            stands: vec![false; model.clocks.n * n_days],
            still: vec![0; model.clocks.n],
            moves: Vec::new(),
        };
        clock.set();
        clock
    }

    /// Sets every clock by the calendar.
    pub fn set(&mut self) {
        for days in self.plan_days.chunks_mut(self.n_days) {
            days.iter_mut().zip(self.first - 1..).for_each(|(plan, day)| *plan = day);
        }
        self.stands.fill(false);
        self.moves.clear();
    }

    /// Works out what these shocks do, each on its day.
    pub fn draw(&mut self, model: &Model, shock_days: &[Day], draw: &Draw) {
        if model.clocks.n == 0 {
            return;
        }
        self.set();
        if !self.is_moved(model, shock_days) {
            return;
        }
        self.still.fill(0);
        for at in 1..self.n_days {
            let day = self.first - 1 + at as Day;
            for clock in 0..model.clocks.n {
                self.plan_days[clock * self.n_days + at] = self.plan_days[clock * self.n_days + at - 1];
            }
            for shock in (0..shock_days.len()).filter(|&shock| shock_days[shock] == day) {
                self.strike(model, shock, at, draw);
            }
            for clock in 0..model.clocks.n {
                let stands = self.still[clock] > 0;
                self.stands[clock * self.n_days + at] = stands;
                self.still[clock] -= Day::from(stands);
                self.plan_days[clock * self.n_days + at] += Day::from(!stands);
            }
        }
    }

    fn is_moved(&self, model: &Model, shock_days: &[Day]) -> bool {
        let within = self.first..self.first + self.n_days as Day;
        let moves = |action: &Action| matches!(action, Action::Pause { .. } | Action::Postpone { .. });
        model.shocks.iter().zip(shock_days).any(|(s, day)| within.contains(day) && s.actions.iter().any(moves))
    }

    fn strike(&mut self, model: &Model, shock: usize, at: usize, draw: &Draw) {
        let key = model.shocks[shock].key;
        let bits = |index| draw.bits(Purpose::ShockLength, key, index);
        for action in &model.shocks[shock].actions {
            match action {
                Action::Pause { clocks, days, index } => {
                    let days = model.tables[*days].days(1.0, bits(*index)).max(1);
                    clocks.iter().for_each(|&clock| self.still[clock] = self.still[clock].max(days));
                }
                Action::Postpone { by, of_lead, index } => {
                    let (day, deadline) = (self.first - 1 + at as Day, self.deadline_so_far(model));
                    let factor = if *of_lead { f64::from((deadline - day).max(0)) } else { 1.0 };
                    let days = model.tables[*by].days(factor, bits(*index));
                    self.postpone(model, (shock, at), days);
                }
                _ => {}
            }
        }
    }

    /// The deadline moves by so many days, as far as it can: never before today, nor beyond the
    /// scenario's horizon. One that has passed stays.
    fn postpone(&mut self, model: &Model, (shock, at): (usize, usize), days: Day) {
        let (day, before) = (self.first - 1 + at as Day, self.deadline_so_far(model));
        if before < day {
            return;
        }
        let deadline = before.saturating_add(days).clamp(day, model.clocks.latest.max(day));
        self.moves.push(Move { day, shock, deadline, before });
        let moved = deadline - before;
        for (clock, still) in self.still.iter_mut().enumerate() {
            // Forward: what it had still to stand goes first.
            let taken = (-moved).clamp(0, *still);
            *still += moved.max(-taken);
            self.plan_days[clock * self.n_days + at] += (-moved - taken).max(0);
        }
    }

    fn deadline_so_far(&self, model: &Model) -> Day {
        self.moves.last().map_or(model.deadline, |last| last.deadline)
    }

    /// The plan day of a clock on a day from the one before the first to the one after the horizon.
    pub fn plan_day(&self, clock: usize, day: Day) -> Day {
        self.plan_days[clock * self.n_days + (day - self.first + 1) as usize]
    }

    /// Whether a clock stands still on a day.
    pub fn stands(&self, clock: usize, day: Day) -> bool {
        self.stands[clock * self.n_days + (day - self.first + 1) as usize]
    }

    /// The first day with this plan day or a later one; the day after the horizon, or later by
    /// what is missing then, if there is none before.
    pub fn day_of(&self, clock: usize, plan_day: Day) -> Day {
        let days = &self.plan_days[clock * self.n_days..][..self.n_days];
        let at = days.partition_point(|&day| day < plan_day).min(self.n_days - 1);
        self.first - 1 + at as Day + (plan_day - days[at]).max(0)
    }

    /// The deadline in force on a day.
    pub fn deadline(&self, model: &Model, day: Day) -> Day {
        let moved = self.moves.iter().rev().find(|moved| moved.day <= day);
        moved.map_or(model.deadline, |moved| moved.deadline)
    }

    /// Every move of the deadline, in the order of the days and of the file.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }
}
