//! What each site was waiting for, against the reference replication.

use std::collections::BTreeMap;

use crate::calendar::Day;
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

    /// None for a site without a planned date, for one that had ended before the first day, and
    /// without replications.
    fn waits_of(&self, site: usize) -> Vec<WaitingRow> {
        let (planned, n) = (self.model.sites[site].planned, self.ensemble.n);
        let (Some(planned), None, true) = (planned, self.model.sites[site].ended, n > 0) else { return vec![] };
        let plan = self.plan.outcome.vacated[site].min(self.model.horizon + 1);
        let none = WaitDays::new();
        let mut waits: BTreeMap<WaitKey, (&WaitDays, Day)> =
            self.ensemble.waits.of_site(site).map(|(key, days)| (key, (days, 0))).collect();
        for (key, days) in &self.plan.waits[site] {
            waits.entry(*key).or_insert((&none, 0)).1 = *days;
        }
        let mut rows: Vec<WaitingRow> =
            waits.into_iter().map(|(key, (days, plan_days))| self.wait(key, days, plan_days, n)).collect();
        rows.sort_by(|a, b| b.days_lost_restricted_mean.total_cmp(&a.days_lost_restricted_mean));
        rows.insert(0, self.lateness_of_the_plan(site, plan - planned));
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
            days_lost_restricted_mean: days_mean - f64::from(plan_days),
            days_lost_p10: lost(Level::P10),
            days_lost_p50: lost(Level::P50),
            days_lost_p90: lost(Level::P90),
            plan_days,
            days_restricted_mean: days_mean,
            bound_share: bound as f64 / n as f64,
            vacated_share: self.vacated_share(key.site),
        }
    }

    fn lateness_of_the_plan(&self, site: usize, days: Day) -> WaitingRow {
        let id = &self.model.sites[site].id;
        WaitingRow {
            site: id.clone(),
            was_waiting_for: PLAN,
            root_site: id.clone(),
            root: PLAN,
            days_lost_restricted_mean: f64::from(days),
            days_lost_p10: days,
            days_lost_p50: days,
            days_lost_p90: days,
            plan_days: 0,
            days_restricted_mean: f64::from(days),
            bound_share: if days == 0 { 0.0 } else { 1.0 },
            vacated_share: self.vacated_share(site),
        }
    }

    fn vacated_share(&self, site: usize) -> f64 {
        self.by(&self.ensemble.sites[site].vacated, self.model.horizon)
    }

    /// Vacated − planned, a site that is not vacated within the horizon counted as vacated on the
    /// day after it: the last bin of the counts.
    pub(super) fn days_past_plan(&self, site: usize) -> Option<f64> {
        let (planned, n) = (self.model.sites[site].planned?, self.ensemble.n);
        let days = (0_i64..).zip(&self.ensemble.sites[site].vacated);
        let sum: i64 = days.map(|(day, &count)| day * i64::from(count)).sum();
        (n > 0).then(|| sum as f64 / n as f64 - f64::from(planned))
    }
}
