//! What each site was waiting for, against the reference replication.

use std::collections::BTreeMap;

use crate::calendar::{Day, NEVER};
use crate::ensemble::{WaitDays, WaitKey};
use crate::results::WaitingRow;
use crate::simulate::Cause;
use crate::stats::{self, Level};
use crate::summary::Material;

/// The word for what the plan's own curve is late, or early.
const PLAN: &str = "the plan";

impl Material<'_> {
    /// Site by site; what it was waiting for by days lost, the most first.
    pub(super) fn waiting(&self) -> Vec<WaitingRow> {
        (0..self.model.sites.len()).flat_map(|site| self.waits_of(site)).collect()
    }

    /// None for a site without a planned date, one that had ended before the first day, one
    /// that the plan itself does not vacate within the horizon, and one that no replication does.
    fn waits_of(&self, site: usize) -> Vec<WaitingRow> {
        let (planned, plan) = (self.model.sites[site].planned, self.plan.outcome.vacated[site]);
        let (Some(planned), None, true) = (planned, self.model.sites[site].ended, plan != NEVER) else {
            return vec![];
        };
        let n = self.n_vacated(site);
        if n == 0 {
            return vec![];
        }
        let none = WaitDays::new();
        let mut waits: BTreeMap<WaitKey, (&WaitDays, Day)> =
            self.ensemble.waits.of_site(site).map(|(key, days)| (key, (days, 0))).collect();
        for (key, days) in &self.plan.waits[site] {
            waits.entry(*key).or_insert((&none, 0)).1 = *days;
        }
        let mut rows: Vec<WaitingRow> =
            waits.into_iter().map(|(key, (days, plan_days))| self.wait(key, days, plan_days, n)).collect();
        rows.sort_by(|a, b| b.days_lost_mean.total_cmp(&a.days_lost_mean));
        rows.insert(0, self.lateness_of_the_plan(site, plan - planned, n));
        rows
    }

    fn wait(&self, key: WaitKey, days: &WaitDays, plan_days: Day, n: u64) -> WaitingRow {
        let (bound, sum) = days.iter().fold((0, 0), |(bound, sum), (&days, &count)| {
            (bound + u64::from(count), sum + i64::from(days) * i64::from(count))
        });
        // In the other replications it took no day.
        let mut all = days.clone();
        *all.entry(0).or_default() += (n - bound) as u32;
        let counts: Vec<u32> = all.values().copied().collect();
        let values: Vec<Day> = all.into_keys().collect();
        let lost = |level| values[stats::quantile(&counts, level).expect("n is above 0")] - plan_days;
        let days_mean = sum as f64 / n as f64;
        let root = Cause::KINDS[key.kind].words();
        WaitingRow {
            site: self.model.sites[key.site].id.clone(),
            was_waiting_for: if key.root == key.site { root } else { Cause::Predecessor(key.root).words() },
            root_site: self.model.sites[key.root].id.clone(),
            root,
            days_lost_mean: days_mean - f64::from(plan_days),
            days_lost_p10: lost(Level::P10),
            days_lost_p50: lost(Level::P50),
            days_lost_p90: lost(Level::P90),
            plan_days,
            days_mean,
            bound_share: bound as f64 / n as f64,
            vacated_share: self.share(n),
        }
    }

    fn lateness_of_the_plan(&self, site: usize, days: Day, n: u64) -> WaitingRow {
        let id = &self.model.sites[site].id;
        WaitingRow {
            site: id.clone(),
            was_waiting_for: PLAN,
            root_site: id.clone(),
            root: PLAN,
            days_lost_mean: f64::from(days),
            days_lost_p10: days,
            days_lost_p50: days,
            days_lost_p90: days,
            plan_days: 0,
            days_mean: f64::from(days),
            bound_share: if days == 0 { 0.0 } else { 1.0 },
            vacated_share: self.share(n),
        }
    }

    fn n_vacated(&self, site: usize) -> u64 {
        let counts = &self.ensemble.sites[site].vacated;
        stats::total(&counts[..counts.len() - 1])
    }

    /// Vacated − planned, over the replications in which it was vacated.
    pub(super) fn days_past_plan(&self, site: usize) -> Option<f64> {
        let planned = self.model.sites[site].planned?;
        let n = self.n_vacated(site);
        let counts = &self.ensemble.sites[site].vacated;
        let sum: i64 = (0_i64..).zip(&counts[..counts.len() - 1]).map(|(day, &count)| day * i64::from(count)).sum();
        (n > 0).then(|| sum as f64 / n as f64 - f64::from(planned))
    }
}
