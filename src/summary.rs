//! From an ensemble to the named tables: bands, probabilities, checks.
//!
//! Reads counts and writes numbers; it simulates nothing.

use jiff::civil::Date;

use crate::calendar::{Day, NEVER, in_words};
use crate::ensemble::{self, Days, Ensemble, INTERNATIONAL, Policies, WaitKey};
use crate::model::Model;
use crate::quality;
use crate::results::{About, ContingentRow, MilestoneRow, Results, SiteRow, SourceRow};
use crate::scenario::{Knowledge, Scenario, Source};
use crate::simulate::{Cause, DayRecord, Event, Outcome, PolicyLevel, Simulator, Trace, What};
use crate::stats::{self, Level, Z95};
use crate::studies::Studies;

mod because;
mod checks;
mod criticality;
mod curves;
mod doubt;
mod endings;
mod increments;
mod ledger;
mod lift;
mod map;
mod places;
mod safe;
mod scores;
mod stages;
mod strength;
mod waiting;

pub use map::map;

/// The reference replication: what the plan itself comes to.
pub struct Plan {
    /// From the first simulated day on.
    pub days: Vec<DayRecord>,
    pub outcome: Outcome,
    /// What became of cargo, and when.
    pub moved: Vec<Event>,
    /// By site: what it is waiting for, and for how many days.
    pub waits: Vec<Vec<(WaitKey, Day)>>,
}

impl Plan {
    /// Simulates the plan's own curve.
    pub fn of(model: &Model) -> Self {
        let mut trace = Trace::default();
        let mut simulator = Simulator::new(model);
        let outcome = simulator.plan(&mut trace);
        let waits = |site| {
            let mut sums = Vec::new();
            ensemble::add_up(&mut sums, site, simulator.state());
            sums
        };
        let is_end = |what: &What| {
            matches!(what, What::CargoOut { .. } | What::CargoDisposed { .. } | What::CargoWrittenOff { .. })
        };
        let moved = trace.events.into_iter().filter(|event| is_end(&event.what)).collect();
        Self { days: trace.days, outcome, moved, waits: (0..model.sites.len()).map(waits).collect() }
    }
}

/// Everything that the tables are made of.
pub struct Material<'a> {
    pub scenario: &'a Scenario,
    pub model: &'a Model,
    pub watches: &'a [crate::observations::Watch],
    pub policies: &'a Policies,
    pub ensemble: &'a Ensemble,
    pub studies: &'a Studies,
    pub plan: &'a Plan,
    /// The scenario file's name without folder and ending.
    pub name: &'a str,
    pub seed: u64,
    /// SHA-256 of the composed scenario, in hexadecimal digits.
    pub hash: &'a str,
}

/// All tables of a run.
pub fn results(material: &Material) -> Results {
    let checks = material.checks();
    Results {
        strength: material.strength(),
        sites: material.sites(),
        milestones: material.milestones(),
        contingents: material.contingents(),
        waiting: material.waiting(),
        places: material.places(),
        lift: material.lift(),
        scores: material.scores(&checks),
        increments: material.increments(&checks),
        checks,
        inputs: material.inputs(),
        ledger: material.ledger(),
        quality: quality::findings(material.scenario, material.model),
        curves: material.curves(),
        sources: material.sources(),
        criticality: material.criticality(),
        safe: material.safe(),
        because: material.because(),
        parts: material.parts(),
        tornado: material.tornado(),
        stages: material.stages(),
        map: material.map(),
        ..Results::empty(material.about())
    }
}

/// The word for a policy in tables and options.
pub fn policy_name(level: PolicyLevel) -> &'static str {
    match level {
        PolicyLevel::Off => "off",
        PolicyLevel::Surge => "surge",
        PolicyLevel::Full => "full",
    }
}

impl Material<'_> {
    fn about(&self) -> About {
        let mission = &self.scenario.mission;
        About {
            mission: mission.name.clone(),
            scenario: self.name.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            seed: self.seed,
            replications: self.ensemble.n,
            hash: self.hash.chars().take(12).collect(),
            start: mission.start,
            as_of: mission.as_of,
            deadline: mission.deadline,
            horizon: mission.horizon,
            policy: policy_name(self.policies.levels[self.policies.written]).into(),
            heading: match mission.knowledge {
                Knowledge::Hindcast => "hindcast with known events".into(),
                Knowledge::Forecast => match mission.as_of {
                    Some(as_of) => format!("forecast as of {}", in_words(as_of)),
                    None => format!("a plan, simulated from its first day ({})", in_words(mission.start)),
                },
            },
            strength: self.model.strength(),
            cargo_unit: mission.cargo_unit.clone(),
            endings: self.endings(),
            drivers: self.scenario.drivers.iter().map(|driver| driver.id.clone()).collect(),
            studies: self.studies.designs(),
        }
    }

    /// A day of a count of days; the last bin is "not within the horizon".
    fn date_of(&self, bin: Option<usize>) -> Option<Date> {
        bin.filter(|&bin| bin <= self.model.horizon as usize).map(|bin| self.model.calendar.date(bin as Day))
    }

    fn date(&self, days: &Days, level: Level) -> Option<Date> {
        self.date_of(stats::quantile(days, level))
    }

    fn date_of_day(&self, day: Day) -> Option<Date> {
        (day != NEVER).then(|| self.model.calendar.date(day))
    }

    fn share(&self, count: u64) -> f64 {
        count as f64 / self.ensemble.n.max(1) as f64
    }

    /// Share of replications on or before a day.
    fn by(&self, days: &Days, day: Day) -> f64 {
        self.share(count_by(days, day))
    }

    fn sites(&self) -> Vec<SiteRow> {
        let mut rows = Vec::new();
        for (index, (site, counts)) in self.model.sites.iter().zip(&self.ensemble.sites).enumerate() {
            let (vacated, ended) = (&counts.vacated, &counts.ended);
            let (was_waiting_for, was_waiting_for_share) = commonest_wait(&counts.emptied_after);
            rows.push(SiteRow {
                site: site.id.clone(),
                name: site.name.clone(),
                planned: site.planned.map(|day| self.model.calendar.date(day)),
                plan_vacated: self.date_of_day(self.plan.outcome.vacated[index]),
                kept: site.keep > 0,
                imposed: site.ended.is_some(),
                vacated_p05: self.date(vacated, Level::P05),
                vacated_p10: self.date(vacated, Level::P10),
                vacated_p25: self.date(vacated, Level::P25),
                vacated_p50: self.date(vacated, Level::P50),
                vacated_p75: self.date(vacated, Level::P75),
                vacated_p80: self.date(vacated, Level::P80),
                vacated_p90: self.date(vacated, Level::P90),
                vacated_p95: self.date(vacated, Level::P95),
                vacated_share: self.by(vacated, self.model.horizon),
                ended_p10: self.date(ended, Level::P10),
                ended_p50: self.date(ended, Level::P50),
                ended_p80: self.date(ended, Level::P80),
                ended_p90: self.date(ended, Level::P90),
                ended_share: self.by(ended, self.model.horizon),
                handed_over_share: self.share(counts.handed_over),
                days_past_plan_restricted_mean: self.days_past_plan(index),
                by_plan: site.planned.map(|day| self.by(vacated, day)),
                by_deadline: self.by(vacated, self.model.deadline),
                last_share: self.share(counts.last),
                was_waiting_for,
                was_waiting_for_share,
            });
        }
        rows
    }

    fn milestones(&self) -> Vec<MilestoneRow> {
        let policies = self.policies.levels.iter().zip(&self.ensemble.policies);
        let mut rows = Vec::new();
        for (index, milestone) in self.model.milestones.iter().enumerate() {
            for (policy, (level, counts)) in policies.clone().enumerate() {
                let days = &counts.milestones[index];
                let by_deadline = count_by(days, self.model.deadline);
                let (low, high) = stats::wilson(by_deadline, self.ensemble.n, Z95);
                let (rank_low, rank_high) = stats::quantile_ranks(Level::P80, self.ensemble.n);
                let doubt = self.doubt(policy, index);
                let plan = self.date_of_day(self.plan.outcome.milestones[index]);
                let p80 = self.date(days, Level::P80);
                let cargo_bin =
                    |bin: Option<usize>| self.upper(bin, self.ensemble.layout.cargo_shift, self.model.truckloads());
                let people_shift = self.ensemble.layout.shift[INTERNATIONAL];
                let left = counts
                    .left_without_handover
                    .iter()
                    .enumerate()
                    .map(|(n, &count)| n as u64 * u64::from(count))
                    .sum();
                rows.push(MilestoneRow {
                    milestone: milestone.id.clone(),
                    kind: milestone.kind.name(),
                    share: milestone.share,
                    policy: policy_name(*level),
                    by_deadline: self.share(by_deadline),
                    by_deadline_low: low,
                    by_deadline_high: high,
                    by_deadline_inputs_low: doubt.by_deadline.map(|(low, _)| low),
                    by_deadline_inputs_high: doubt.by_deadline.map(|(_, high)| high),
                    plan,
                    p10: self.date(days, Level::P10),
                    p50: self.date(days, Level::P50),
                    p80,
                    p90: self.date(days, Level::P90),
                    p80_low: self.date_of(rank_low.and_then(|rank| stats::at_rank(days, rank))),
                    p80_high: self.date_of(rank_high.and_then(|rank| stats::at_rank(days, rank))),
                    p80_inputs_low: doubt.p80.0,
                    p80_inputs_high: doubt.p80.1,
                    finished_share: self.by(days, self.model.horizon),
                    contingency_days: p80.zip(plan).map(|(p80, plan)| i64::from((p80 - plan).get_days())),
                    written_off_mean: self.share(counts.written_off_sum),
                    written_off_p50: cargo_bin(stats::quantile(&counts.written_off, Level::P50)),
                    written_off_p90: cargo_bin(stats::quantile(&counts.written_off, Level::P90)),
                    sites_left_without_handover_mean: self.share(left),
                    evacuated_mean: self.share(counts.evacuated_sum),
                    exposed_at_sites_mean: self.share(counts.exposed_at_sites_sum),
                    exposed_on_road_mean: self.share(counts.exposed_on_road_sum),
                    tail_mean: self.share(counts.tail_sum),
                    tail_p90: self.upper(
                        stats::quantile(&counts.tail, Level::P90),
                        people_shift,
                        self.model.strength(),
                    ),
                    by_deadline_in_force: counts.by_deadline_in_force.get(index).map(|&n| self.share(n)),
                });
            }
        }
        rows
    }

    fn sources(&self) -> Vec<SourceRow> {
        let row = |source: &Source| SourceRow {
            source: source.key.clone(),
            publisher: source.publisher.clone(),
            title: source.title.clone(),
            published: source.published.clone(),
            url: source.url.clone(),
        };
        self.scenario.sources.iter().map(row).collect()
    }

    /// The upper end of a bin.
    fn upper(&self, bin: Option<usize>, shift: u32, largest: u32) -> u32 {
        ((bin.unwrap_or(0) as u64) << shift).min(u64::from(largest)) as u32
    }

    fn contingents(&self) -> Vec<ContingentRow> {
        let mut rows = Vec::new();
        for (contingent, counts) in self.model.contingents.iter().zip(&self.ensemble.contingents) {
            let rear: u64 = counts.rear_party.iter().enumerate().map(|(n, &count)| n as u64 * u64::from(count)).sum();
            rows.push(ContingentRow {
                contingent: contingent.id.clone(),
                people: contingent.people,
                half_p50: self.date(&counts.half, Level::P50),
                half_p90: self.date(&counts.half, Level::P90),
                nine_tenths_p50: self.date(&counts.nine_tenths, Level::P50),
                nine_tenths_p90: self.date(&counts.nine_tenths, Level::P90),
                all_p50: self.date(&counts.all, Level::P50),
                all_p90: self.date(&counts.all, Level::P90),
                all_home_by_deadline: self.by(&counts.all, self.model.deadline),
                truckloads: contingent.truckloads,
                out_mean: self.share(counts.out),
                disposed_mean: self.share(counts.disposed),
                written_off_mean: self.share(counts.written_off),
                rear_party_mean: self.share(rear),
                rear_party_p90: stats::quantile(&counts.rear_party, Level::P90).unwrap_or(0) as u32,
            });
        }
        rows
    }
}

/// The kind of wait that ended last most often, and in what share.
fn commonest_wait(counts: &[u64; Cause::KINDS.len()]) -> (&'static str, f64) {
    let all: u64 = counts.iter().sum();
    let most = counts.iter().enumerate().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(*kind)));
    match most {
        Some((kind, &count)) if count > 0 => (Cause::KINDS[kind].words(), count as f64 / all as f64),
        _ => ("", 0.0),
    }
}

/// Replications on or before a day.
fn count_by(days: &Days, day: Day) -> u64 {
    stats::total(&days[..((day + 1).max(0) as usize).min(days.len() - 1)])
}
