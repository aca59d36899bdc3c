//! Simple forecasts to be scored beside the ensemble: whoever cannot beat them has
//! nothing to say.
//!
//! | baseline | people | dates of sites |
//! |---|---|---|
//! | the plan | the reference replication | `close`, else `close_by` |
//! | a straight line | from the day before the first simulated one to the deadline | none |
//! | seats alone | all queue at once for the exits' seats | none |
//!
//! For cargo they are the reference replication, a straight line, and *room alone*.
//!
//! The last two know no sites and leave local staff out. Each is one curve: a
//! point forecast, to be scored as an ensemble of one. Nothing here is random.

use crate::calendar::Day;
use crate::model::Model;
use crate::observations::{Count, Watch};
use crate::scenario::{Component, Population};
use crate::simulate::{DayRecord, Event, Outcome};

mod cargo;
mod curve;

pub use curve::{line, seats};

/// The baselines, in the order of every table.
pub const N: usize = 3;

/// All baselines of one model.
pub struct Baselines<'a> {
    model: &'a Model,
    /// The reference replication, from the first simulated day on, and how it ended.
    plan: (&'a [DayRecord], &'a Outcome),
    /// What became of cargo in the reference replication.
    moved: &'a [Event],
    /// Units of cargo for which the exits had room, from the first simulated day to the end of each.
    room: Vec<u64>,
    /// People present by component, at the end of each simulated day.
    line: Vec<[u32; 4]>,
    seats: Vec<[u32; 4]>,
}

impl<'a> Baselines<'a> {
    pub fn new(model: &'a Model, days: &'a [DayRecord], outcome: &'a Outcome, moved: &'a [Event]) -> Self {
        let (line, seats, room) = (line(model), seats(model), curve::room(model));
        Self { model, plan: (days, outcome), moved, room, line, seats }
    }

    /// What each baseline says about one watch on one of its days: plan, line,
    /// seats. `None` where it says nothing about such a thing.
    pub fn values(&self, watch: &Watch, day: Day) -> [Option<u32>; N] {
        if let Count::Cargo(cargo) = &watch.count {
            return self.of_cargo(cargo, day);
        }
        [self.plan(watch, day), self.curve(&self.line, watch, day), self.curve(&self.seats, watch, day)]
    }

    /// How often each value comes over the days of a watch, as an ensemble of one
    /// replication would count it.
    pub fn counts(&self, watch: &Watch) -> [Option<Vec<u64>>; N] {
        let none = vec![0; watch.largest as usize + 1];
        let mut counts = [Some(none.clone()), Some(none.clone()), Some(none)];
        // A date is one value, whenever it was told.
        let from = if watch.is_date() { watch.to } else { watch.from };
        for day in from..=watch.to {
            for (counts, value) in counts.iter_mut().zip(self.values(watch, day)) {
                match (counts.as_mut(), value) {
                    (Some(counts), Some(value)) => counts[value as usize] += 1,
                    _ => *counts = None,
                }
            }
        }
        counts
    }

    fn plan(&self, watch: &Watch, day: Day) -> Option<u32> {
        let (days, outcome) = self.plan;
        match watch.count {
            Count::Gone(_) | Count::Present(_) => {
                self.present(day, |at| days.get(at).map(|record| record.present), watch)
            }
            Count::SitesVacated | Count::SitesEnded => Some(watch.of_outcome(self.model, outcome, day)),
            Count::Vacated(site) | Count::Ended(site) => {
                // A plan may reach beyond the horizon; that is then all it says.
                self.model.sites[site].planned.map(|planned| planned.clamp(0, self.model.horizon + 1) as u32)
            }
            // The reference replication is kept by day, not by place.
            Count::PresentAt(..) | Count::Cargo(_) | Count::Nothing => None,
        }
    }

    fn curve(&self, curve: &[[u32; 4]], watch: &Watch, day: Day) -> Option<u32> {
        let (Count::Gone(people) | Count::Present(people)) = watch.count else { return None };
        has_no_local(people).then(|| self.present(day, |at| curve.get(at).copied(), watch))?
    }

    /// The value of a watch, from the people present on a day (imposed or simulated).
    fn present(&self, day: Day, simulated: impl Fn(usize) -> Option<[u32; 4]>, watch: &Watch) -> Option<u32> {
        let since = day - self.model.first;
        let present = match usize::try_from(since) {
            Ok(at) => simulated(at),
            Err(_) => self.model.imposed_present.get(usize::try_from(day).ok()?).copied(),
        };
        present.map(|present| watch.of_present(present))
    }
}

/// Whether a population is one of which line and seats speak.
fn has_no_local(people: Population) -> bool {
    !people.includes(Component::Local)
}
