//! Every published figure beside what was simulated.

use crate::baselines::Baselines;
use crate::calendar::Day;
use crate::observations::{Count, Watch};
use crate::results::CheckRow;
use crate::scenario::{Interval, Observation, Role};
use crate::score::{Counted, Figure, Score};
use crate::stats::Level;
use crate::streams::{self, Purpose, Streams};
use crate::summary::Material;

/// Days that an interval of dates may span to have a CRPS.
const NARROW_DAYS: i64 = 7;

impl Material<'_> {
    pub(super) fn checks(&self) -> Vec<CheckRow> {
        let baselines = self.baselines();
        let observations = self.scenario.observations.iter().zip(self.watches).zip(&self.ensemble.observed);
        let row =
            |((observation, watch), counts): ((_, _), &Vec<u64>)| self.check(observation, watch, counts, &baselines);
        observations.map(row).collect()
    }

    pub(super) fn baselines(&self) -> Baselines<'_> {
        Baselines::new(self.model, &self.plan.days, &self.plan.outcome, &self.plan.moved)
    }

    fn check(&self, observation: &Observation, watch: &Watch, counts: &[u64], baselines: &Baselines) -> CheckRow {
        let counted = Counted { counts, error: observation.error };
        let compared = watch.count != Count::Nothing && observation.role != Role::Imposed && !watch.imposed;
        let telling = watch.telling(self.model, observation.value);
        let middle = self.midpoint(watch, telling).filter(|_| compared);
        let score = counted.score(telling).filter(|_| compared);
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
        let baselines = baselines.counts(watch);
        let point = |counts: &Option<Vec<u64>>| {
            let median = Counted { counts: counts.as_ref()?, error: 0 }.quantile(Level::P50);
            median.filter(|_| watch.count != Count::Nothing).map(|value| text(value as i64))
        };
        let [plan, line, seats] = baselines.each_ref().map(|counts| point(counts).unwrap_or_default());
        let crps =
            |counts: &Option<Vec<u64>>| Counted { counts: counts.as_ref()?, error: observation.error }.crps(middle?);
        let [crps_plan, crps_line, crps_seats] = baselines.each_ref().map(crps);
        let error = |counts: &[u64]| {
            let median = Counted { counts, error: 0 }.quantile(Level::P50)?;
            Some((median as i64 - middle?).abs() as f64)
        };
        let [error_plan, error_line, error_seats] =
            baselines.each_ref().map(|counts| counts.as_ref().and_then(|counts| error(counts)));
        let source = observation.source.clone().unwrap_or_default();
        let published = observation.published.unwrap_or(observation.value);
        CheckRow {
            observation: observation.id.clone(),
            role: role(observation, watch).name(),
            date: observation.from,
            date_to: (observation.to != observation.from).then_some(observation.to),
            quantity: observation.quantity.name(),
            people: whose(observation, watch),
            site: observation.site.clone().unwrap_or_default(),
            at_least: published.at_least.map(|x| self.bound_text(watch, observation, x)).unwrap_or_default(),
            at_most: published.at_most.map(|x| self.bound_text(watch, observation, x)).unwrap_or_default(),
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
            crps: middle.and_then(|y| counted.crps(y)),
            pit: score.and_then(|s| s.point(self.point_of(&observation.id))),
            plan,
            line,
            seats,
            crps_plan,
            crps_line,
            crps_seats,
            error: error(counts),
            error_plan,
            error_line,
            error_seats,
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

    /// Where inside its PIT pair a figure's point lies.
    fn point_of(&self, id: &str) -> f64 {
        let luck = Streams::new(self.seed, 0, 0);
        streams::level(luck.bits(Purpose::PitPoint, streams::owner("observation", id), 0))
    }

    /// The middle of an interval that is narrow enough to stand for one figure.
    fn midpoint(&self, watch: &Watch, value: Interval) -> Option<i64> {
        let (a, b) = (value.at_least?, value.at_most?);
        let narrow = match watch.count {
            _ if watch.is_date() => NARROW_DAYS,
            Count::Cargo(_) => i64::from(self.model.truckloads()) / 50,
            _ => i64::from(self.model.strength()) / 50,
        };
        (b - a <= narrow).then(|| Figure { at_least: a, at_most: b }.middle())
    }

    fn bound_text(&self, watch: &Watch, observation: &Observation, value: i64) -> String {
        use crate::scenario::Quantity::{Ended, Vacated};
        let is_date = watch.is_date() || matches!(observation.quantity, Vacated | Ended);
        if observation.published.is_some() {
            // Millionths.
            return (value as f64 / 1e4).to_string();
        }
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
            false if matches!(&watch.count, Count::Cargo(cargo) if cargo.in_percent) => {
                format!("{:.1}", 100.0 * value as f64 / f64::from(watch.largest))
            }
            false => value.to_string(),
            true if value > i64::from(self.model.horizon) => String::new(),
            true => self.model.calendar.date(value as Day).to_string(),
        }
    }
}

/// Whom a figure counts, or whose cargo.
fn whose(observation: &Observation, watch: &Watch) -> String {
    match observation.quantity.is_cargo() {
        true => observation.owner.clone().unwrap_or_default(),
        false if watch.is_daily() => observation.population.name().into(),
        false => String::new(),
    }
}

/// The role in which a figure is used: one that an input fixes scores nothing, whatever was written.
fn role(observation: &Observation, watch: &Watch) -> Role {
    match observation.role {
        Role::Score if watch.imposed => Role::Imposed,
        role => role,
    }
}
