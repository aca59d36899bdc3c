//! Every published figure beside what was simulated.

use crate::calendar::Day;
use crate::observations::{Count, Watch};
use crate::results::CheckRow;
use crate::scenario::{Interval, Observation, Role};
use crate::score::{Counted, Score};
use crate::stats::Level;
use crate::summary::Material;

/// Days that an interval of dates may span to have a CRPS.
const NARROW_DAYS: i64 = 7;

impl Material<'_> {
    pub(super) fn checks(&self) -> Vec<CheckRow> {
        let observations = self.scenario.observations.iter().zip(self.watches).zip(&self.ensemble.observed);
        observations.map(|((observation, watch), counts)| self.check(observation, watch, counts)).collect()
    }

    fn check(&self, observation: &Observation, watch: &Watch, counts: &[u64]) -> CheckRow {
        let counted = Counted { counts, error: observation.error };
        let compared = watch.count != Count::Nothing && observation.role != Role::Imposed;
        let score = counted.score(observation.value).filter(|_| compared);
        let text = |value: i64| self.value_text(watch, value);
        let quantile = |level| match counted.quantile(level) {
            Some(value) if watch.count != Count::Nothing => text(value as i64),
            _ => String::new(),
        };
        let (pit_low, pit_high, bound_holds) = match score {
            Some(Score::Pit { low, high }) => (Some(low), Some(high), None),
            Some(Score::Bound { holds }) => (None, None, Some(holds)),
            None => (None, None, None),
        };
        let source = observation.source.clone().unwrap_or_default();
        CheckRow {
            observation: observation.id.clone(),
            role: observation.role.name(),
            date: observation.from,
            date_to: (observation.to != observation.from).then_some(observation.to),
            quantity: observation.quantity.name(),
            people: if watch.is_daily() { observation.population.name() } else { "" },
            site: observation.site.clone().unwrap_or_default(),
            at_least: observation.value.at_least.map(|x| self.bound_text(watch, observation, x)).unwrap_or_default(),
            at_most: observation.value.at_most.map(|x| self.bound_text(watch, observation, x)).unwrap_or_default(),
            p05: quantile(Level::P05),
            p25: quantile(Level::P25),
            p50: quantile(Level::P50),
            p75: quantile(Level::P75),
            p95: quantile(Level::P95),
            pit_low,
            pit_high,
            inside_90: score.and_then(|s| s.inside(0.05)),
            inside_99: score.and_then(|s| s.inside(0.005)),
            bound_holds,
            crps: self.midpoint(watch, observation.value).filter(|_| compared).and_then(|y| counted.crps(y)),
            publisher: self
                .scenario
                .sources
                .iter()
                .find(|s| s.key == source)
                .map(|s| s.publisher.clone())
                .unwrap_or_default(),
            source,
            note: observation.note.clone(),
        }
    }

    /// The middle of an interval that is narrow enough to stand for one figure.
    fn midpoint(&self, watch: &Watch, value: Interval) -> Option<i64> {
        let (a, b) = (value.at_least?, value.at_most?);
        let narrow = if watch.is_date() { NARROW_DAYS } else { i64::from(self.model.strength()) / 50 };
        // Between two whole numbers the later one: a figure is not counted before it is reached.
        (b - a <= narrow).then(|| (a + b + 1).div_euclid(2))
    }

    fn bound_text(&self, watch: &Watch, observation: &Observation, value: i64) -> String {
        use crate::scenario::Quantity::{Ended, Vacated};
        let is_date = watch.is_date() || matches!(observation.quantity, Vacated | Ended);
        if !is_date {
            return value.to_string();
        }
        // A figure's own date may lie anywhere, even where the calendar ends.
        let day = Day::try_from(value).ok().and_then(|day| self.model.calendar.try_date(day));
        day.map_or_else(String::new, |date| date.to_string())
    }

    /// A simulated value as text: a number, or a date; empty after the horizon.
    fn value_text(&self, watch: &Watch, value: i64) -> String {
        match watch.is_date() {
            false => value.to_string(),
            true if value > i64::from(self.model.horizon) => String::new(),
            true => self.model.calendar.date(value as Day).to_string(),
        }
    }
}
