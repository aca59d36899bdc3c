//! What is decided outside the mission: everything that a replication draws
//! before its first day, and the look-up of all that it draws later.
//!
//! The same luck serves all three policies.

use crate::calendar::{Day, NEVER};
use crate::model::{Model, TableId, Threats, nearest};
use crate::scenario::{Effect, Work};
use crate::simulate::clock::Clock;
use crate::simulate::draw::Draw;
use crate::streams::{self, Purpose};

/// One day of clearance work, in its steps of 2⁻²⁰ day.
const WORK: i64 = 1 << 20;
const DAY_OF_WORK: f64 = WORK as f64;

/// The luck of one replication, or of the plan.
#[derive(Clone, Debug)]
pub(crate) struct Luck {
    /// `None`: the reference replication, the plan's own curve.
    draw: Option<Draw>,
    /// By driver.
    factors: Vec<f64>,
    /// By regime, then by day.
    states: Vec<u16>,
    n_days: usize,
    /// By shock; [`NEVER`] if it does not happen.
    pub shock_days: Vec<Day>,
    /// By timed effect: its first day and the day after its last.
    timed: Vec<(Day, Day)>,
    /// Before this day, and from that day on, nobody is under threat.
    threatened: (Day, Day),
    /// Days on which effects differ from those of the day before, in order.
    changes: Vec<Day>,
    clock: Clock,
}

impl Luck {
    pub fn new(model: &Model) -> Self {
        Self {
            draw: None,
            factors: vec![1.0; model.drivers.len()],
            states: vec![0; model.regimes.len() * model.n_days()],
            n_days: model.n_days(),
            shock_days: vec![NEVER; model.shocks.len()],
            timed: vec![(NEVER, NEVER); model.timed.len()],
            threatened: (NEVER, Day::MIN),
            changes: Vec::new(),
            clock: Clock::new(model),
        }
    }

    /// The luck of a replication.
    pub fn draw(&mut self, model: &Model, draw: Draw) {
        for (index, (factor, driver)) in self.factors.iter_mut().zip(&model.drivers).enumerate() {
            let held = draw.held().and_then(|held| held.factor(index));
            let drawn = || model.tables[driver.factor].value(1.0, draw.bits(Purpose::Driver, driver.key, 0));
            *factor = held.unwrap_or_else(drawn);
        }
        self.changes.clear();
        self.threatened = (NEVER, Day::MIN);
        for (index, regime) in model.regimes.iter().enumerate() {
            if draw.held().is_some_and(|held| held.holds_regime(index)) {
                self.states[index * self.n_days..][..self.n_days].fill(regime.start as u16);
                threaten(&mut self.threatened, &regime.states[regime.start].effect, (model.first, model.horizon + 1));
            } else {
                self.draw_regime(model, index, &draw);
            }
        }
        self.draw_shocks(model, &draw);
        self.clock.draw(model, &self.shock_days, &draw);
        self.find_changes(model);
        self.draw = Some(draw);
    }

    /// The plan's own luck: everything as planned, nothing happens.
    pub fn plan(&mut self, model: &Model) {
        self.draw = None;
        for (factor, driver) in self.factors.iter_mut().zip(&model.drivers) {
            *factor = model.tables[driver.factor].planned;
        }
        self.threatened = (NEVER, Day::MIN);
        for (regime, states) in model.regimes.iter().zip(self.states.chunks_mut(self.n_days)) {
            states.fill(regime.start as u16);
            threaten(&mut self.threatened, &regime.states[regime.start].effect, (model.first, model.horizon + 1));
        }
        self.shock_days.fill(NEVER);
        self.timed.fill((NEVER, NEVER));
        self.changes.clear();
        self.clock.set();
    }

    /// All other days of change, beside those of regimes.
    fn find_changes(&mut self, model: &Model) {
        self.changes.extend(self.timed.iter().flat_map(|&(from, end)| [from, end]));
        for moved in self.clock.moves() {
            // The surge goes by the deadline in force.
            let surge = model.policy.surge_from.saturating_add(moved.deadline - model.deadline);
            self.changes.extend([moved.day, surge, moved.deadline + 1]);
        }
        self.changes.sort_unstable();
    }

    /// The next day after this one on which any effect is another.
    pub fn next_change(&self, day: Day) -> Day {
        let next = self.changes.partition_point(|&change| change <= day);
        self.changes.get(next).copied().unwrap_or(NEVER)
    }

    fn draw_regime(&mut self, model: &Model, index: usize, draw: &Draw) {
        let regime = &model.regimes[index];
        let states = &mut self.states[index * self.n_days..][..self.n_days];
        let mut stays = 0;
        let mut stay = |state: usize| {
            let days = match regime.states[state].stay {
                None => Day::MAX,
                Some(law) => model.tables[law].days(1.0, draw.bits(Purpose::RegimeStay, regime.key, stays)).max(1),
            };
            stays += 1;
            (stays - 1, days)
        };
        let ended_yesterday = regime.pins.iter().find(|pin| pin.to == model.first - 1);
        let mut state = ended_yesterday.map_or(regime.start, |pin| pin.then);
        // The number of the stay that is over; none after a pin.
        let mut over = None;
        let mut day = model.first;
        while day <= model.horizon {
            let pinned = regime.pins.iter().find(|pin| pin.from <= day && day <= pin.to);
            let (now, last) = if let Some(pin) = pinned {
                (over, state) = (None, pin.then);
                (pin.state, pin.to)
            } else {
                if let Some(number) = over {
                    let bits = draw.bits(Purpose::RegimeNext, regime.key, number);
                    state = next_state(&regime.states[state].next, bits);
                }
                let (number, days) = stay(state);
                let next_pin = regime.pins.iter().map(|pin| pin.from).filter(|&from| from > day).min();
                let last = day.saturating_add(days - 1).min(next_pin.map_or(NEVER, |from| from - 1));
                over = Some(number);
                (state, last)
            };
            let last = last.min(model.horizon);
            states[day as usize..=last as usize].fill(now as u16);
            threaten(&mut self.threatened, &regime.states[now].effect, (day, last + 1));
            if day > model.first && states[day as usize - 1] != now as u16 {
                self.changes.push(day);
            }
            day = last + 1;
        }
    }

    fn draw_shocks(&mut self, model: &Model, draw: &Draw) {
        for (index, shock) in model.shocks.iter().enumerate() {
            let held = draw.held().is_some_and(|held| held.holds_shock(index));
            let happens = !held && streams::happens(draw.bits(Purpose::ShockHappens, shock.key, 0), shock.probability);
            let length = (shock.to - shock.from + 1) as u64;
            let day = shock.from + streams::one_of(draw.bits(Purpose::ShockDay, shock.key, 0), length) as Day;
            self.shock_days[index] = if happens && day >= model.first { day } else { NEVER };
        }
        for (index, timed) in model.timed.iter().enumerate() {
            let from = self.shock_days[timed.shock];
            let bits = draw.bits(Purpose::ShockLength, model.shocks[timed.shock].key, timed.index);
            let days = model.tables[timed.days].days(1.0, bits).max(1);
            self.timed[index] = if from == NEVER { (NEVER, NEVER) } else { (from, from.saturating_add(days)) };
            threaten(&mut self.threatened, &timed.effect, self.timed[index]);
        }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The random bits of one use; `None` in the plan, and where it is held as planned.
    pub fn bits(&self, purpose: Purpose, owner: u64, index: u64) -> Option<u64> {
        self.draw.as_ref().and_then(|draw| draw.bits_unless_planned(purpose, owner, index))
    }

    /// A delay in whole days.
    pub fn days(&self, model: &Model, law: TableId, factor: f64, purpose: Purpose, owner: u64, index: u64) -> Day {
        match self.bits(purpose, owner, index) {
            Some(bits) => model.tables[law].days(factor, bits),
            None => model.tables[law].planned_days(factor),
        }
    }

    /// An amount of clearance work, in steps of 2⁻²⁰ day.
    pub fn work(&self, model: &Model, law: TableId, factor: f64, purpose: Purpose, owner: u64, index: u64) -> i64 {
        let days = match self.bits(purpose, owner, index) {
            Some(bits) => model.tables[law].value(factor, bits),
            None => factor * model.tables[law].planned,
        };
        (days * DAY_OF_WORK).round() as i64
    }

    /// `start` times the factors of these drivers.
    pub fn product(&self, start: f64, drivers: &[usize]) -> f64 {
        drivers.iter().fold(start, |product, &driver| product * self.factors[driver])
    }

    /// The state in which a regime is.
    pub fn regime_state(&self, regime: usize, day: Day) -> usize {
        usize::from(self.states[regime * self.n_days + day as usize])
    }

    /// The effects in force of these regimes and timed effects, in that order.
    pub fn effects<'a>(
        &'a self,
        model: &'a Model,
        regimes: &'a [usize],
        timed: &'a [usize],
        day: Day,
    ) -> impl Iterator<Item = &'a Effect> {
        let of_regimes = regimes.iter().map(move |&r| &model.regimes[r].states[self.regime_state(r, day)].effect);
        let active = move |&&t: &&usize| (self.timed[t].0..self.timed[t].1).contains(&day);
        of_regimes.chain(timed.iter().filter(active).map(|&t| &model.timed[t].effect))
    }
}

impl Luck {
    /// Whether a timed effect is in force on one of these days.
    pub fn lasts(&self, timed: usize, days: &std::ops::Range<Day>) -> bool {
        self.timed[timed].0 < days.end && days.start < self.timed[timed].1
    }

    /// Whether somebody may be under threat today, or was yesterday.
    pub fn may_threaten(&self, day: Day) -> bool {
        self.threatened.0 <= day && day <= self.threatened.1
    }

    /// Whether one of these threats is in force.
    pub fn threatens(&self, model: &Model, threats: &Threats, day: Day) -> bool {
        !threats.is_empty() && self.effects(model, &threats.regimes, &threats.timed, day).any(|effect| effect.threat)
    }
}

/// The clearance work that one day does under these effects, in steps of 2⁻²⁰ day.
pub(crate) fn work_of_a_day<'a>(effects: impl Iterator<Item = &'a Effect>, lift: bool) -> i64 {
    let mut factor = 1.0;
    for effect in effects {
        for work in [Some(effect.clearance), lift.then_some(effect.lift)].into_iter().flatten() {
            match work {
                Work::Factor(f) => factor *= f,
                Work::Blocked => return 0,
            }
        }
    }
    if factor == 1.0 { WORK } else { nearest(DAY_OF_WORK / factor) }
}

/// The days of an effect are days of threat, if it is one.
fn threaten(threatened: &mut (Day, Day), effect: &Effect, (from, end): (Day, Day)) {
    if effect.threat && from != NEVER {
        *threatened = (threatened.0.min(from), threatened.1.max(end));
    }
}

/// The first state whose cumulative share exceeds the level; the last one takes
/// what rounding leaves.
fn next_state(next: &[(usize, f64)], bits: u64) -> usize {
    let chosen = next.iter().find(|(_, share)| streams::happens(bits, *share));
    chosen.or(next.last()).expect("a state that ends has a next state").0
}
