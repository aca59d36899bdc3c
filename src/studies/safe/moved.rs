//! The dates that are moved, and the mission with one of them moved.

use crate::calendar::{Day, NEVER};
use crate::model::{Model, Pin, Regime};
use crate::scenario::{Effect, Scenario, Work};

/// A date of the plan or of the host that may be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The `begin` of a site.
    Begin { site: usize },
    /// The day on which a regime opens that is held in this state: by the pin of this index, or
    /// else from the first simulated day on.
    Opening { regime: usize, state: usize, pin: Option<usize> },
}

/// All dates that are looked at, sites first, in the file's order; none where the deadline has
/// passed before the first simulated day.
pub(super) fn subjects(model: &Model) -> Vec<Subject> {
    let closes = |&site: &usize| {
        let s = &model.sites[site];
        s.ended.is_none() && s.keep == 0 && s.begin != NEVER
    };
    let begins = (0..model.sites.len()).filter(closes).map(|site| Subject::Begin { site });
    let openings = (0..model.regimes.len()).flat_map(|regime| openings(model, regime));
    begins.chain(openings).filter(|subject| subject.range(model).0 <= model.deadline).collect()
}

/// The pins that hold a regime in a state that blocks; without one the first such state itself.
fn openings(model: &Model, regime: usize) -> Vec<Subject> {
    let r = &model.regimes[regime];
    let is_blocked = |state: usize| blocks(&r.states[state].effect);
    let ahead = |pin: &Pin| pin.to >= model.first;
    let pins = r.pins.iter().enumerate().filter(|(_, pin)| is_blocked(pin.state) && ahead(pin));
    let pinned: Vec<Subject> =
        pins.map(|(index, pin)| Subject::Opening { regime, state: pin.state, pin: Some(index) }).collect();
    let state = (0..r.states.len()).find(|&state| is_blocked(state));
    match state {
        // There is nothing to open to where the regime starts blocked.
        Some(state) if pinned.is_empty() && !is_blocked(r.start) => {
            vec![Subject::Opening { regime, state, pin: None }]
        }
        _ => pinned,
    }
}

/// Whether some permission or way is closed under this effect.
fn blocks(effect: &Effect) -> bool {
    [effect.clearance, effect.lift].contains(&Work::Blocked) || [effect.exits, effect.air, effect.water].contains(&0.0)
}

impl Subject {
    /// The first and the last day that are tried.
    pub(super) fn range(&self, model: &Model) -> (Day, Day) {
        let from = match *self {
            // A pin holds for a day at least, be it one before the first.
            Self::Opening { regime, pin: Some(pin), .. } => model.regimes[regime].pins[pin].from + 1,
            _ => model.first,
        };
        (from.max(model.first), model.deadline)
    }

    /// The day that the scenario itself has.
    pub fn planned(&self, model: &Model) -> Option<Day> {
        match *self {
            Self::Begin { site } => Some(model.sites[site].begin),
            Self::Opening { regime, pin, .. } => pin.map(|pin| model.regimes[regime].pins[pin].to + 1),
        }
    }

    /// The mission with this date moved to a day.
    pub(super) fn moves<'a>(&'a self, scenario: &Scenario, model: &'a Model) -> Box<dyn Fn(Day) -> Model + 'a> {
        match *self {
            Self::Begin { site } => {
                let begun = with_begin(scenario, model, site);
                Box::new(move |day| {
                    let mut moved = begun.clone();
                    moved.sites[site].begin = day;
                    moved
                })
            }
            Self::Opening { regime, state, pin } => Box::new(move |day| {
                let mut moved = model.clone();
                moved.regimes[regime].pins = pins_until(&model.regimes[regime], state, pin, day, model.first);
                moved
            }),
        }
    }
}

/// The mission as `--set site.ID.begin=DATE` makes it: no `close` and no `close_by` any more, hence
/// no margin, and its place in the order of the sites is another. The starts that other sites derive
/// from their `close_by` do not depend on this site.
fn with_begin(scenario: &Scenario, model: &Model, site: usize) -> Model {
    let mut changed = scenario.clone();
    let s = &mut changed.sites[site];
    (s.begin, s.close, s.close_by, s.not_before) = (Some(changed.mission.start), None, None, None);
    let mut begun = Model::compile(&changed);
    for (to, from) in begun.sites.iter_mut().zip(&model.sites) {
        to.begin = from.begin;
    }
    begun
}

/// The pins of a regime that stays in `state` up to the day before `day`. What is pinned otherwise
/// until then gives way, later pins hold.
fn pins_until(regime: &Regime, state: usize, pin: Option<usize>, day: Day, first: Day) -> Vec<Pin> {
    let held = match pin.map(|pin| regime.pins[pin]) {
        Some(pin) => Pin { to: day - 1, ..pin },
        None => Pin { state, from: first, to: day - 1, then: regime.start },
    };
    let others = regime.pins.iter().enumerate().filter(|(index, _)| Some(*index) != pin);
    let rest = others.filter_map(|(_, other)| match other {
        before if before.to < held.from => Some(*before),
        after => (after.to >= day).then(|| Pin { from: after.from.max(day), ..*after }),
    });
    std::iter::once(held).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(state: usize, from: Day, to: Day) -> Pin {
        Pin { state, from, to, then: 0 }
    }

    fn told(pins: &[Pin]) -> Vec<(usize, Day, Day)> {
        pins.iter().map(|pin| (pin.state, pin.from, pin.to)).collect()
    }

    #[test]
    fn a_longer_hold_takes_the_days_of_the_pins_behind_it_and_a_shorter_one_leaves_them() {
        let pins = vec![pin(2, 3, 9), pin(1, 10, 19), pin(2, 20, 25), pin(1, 30, 40)];
        let regime = Regime { id: String::new(), key: 0, start: 0, states: vec![], pins };
        let until = |pin, day| told(&pins_until(&regime, 1, pin, day, 5));
        // The pin of days 10 to 19 opens on day 15, or on day 24: then the one behind it has days 24 and 25 left.
        assert_eq!(until(Some(1), 15), [(1, 10, 14), (2, 3, 9), (2, 20, 25), (1, 30, 40)]);
        assert_eq!(until(Some(1), 24), [(1, 10, 23), (2, 3, 9), (2, 24, 25), (1, 30, 40)]);
        assert_eq!(until(Some(1), 31), [(1, 10, 30), (2, 3, 9), (1, 31, 40)]);
        // Without a pin of its own the state holds from the first simulated day.
        assert_eq!(until(None, 12), [(1, 5, 11), (1, 12, 19), (2, 20, 25), (1, 30, 40)]);
    }
}
