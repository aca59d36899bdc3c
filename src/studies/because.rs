//! Because of: the mission run again without each driver, regime, shock and kind
//! of delay, under the same luck (`docs/because.md`).
//!
//! Three questions: what changes without each of them alone; how the change that
//! removing everything makes splits over groups so that the parts add up; and
//! how far each driver moves the date between its own P10 and P90.

use std::sync::Arc;

use crate::calendar::{Day, NEVER};
use crate::ensemble::{Interrupted, Job, replays};
use crate::model::Model;
use crate::scenario::Scenario;
use crate::simulate::{Draw, Held, PolicyLevel, Silent, Simulator};

pub mod groups;
pub mod members;
pub mod paired;
pub mod shapley;

use groups::Group;
use members::Member;
use paired::{Change, Column, RESAMPLES, Resampled, Resamples, Statistics};
use shapley::{Coalition, Design};

/// At most so many replications are paired.
pub const MOST: u64 = 2_000;

/// What the study came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// Pairs of replications: numbers 0 to this.
    pub replications: u64,
    /// Everything as drawn.
    pub with: Headline,
    pub removed: Vec<Removed>,
    pub groups: Vec<Group>,
    /// By group; of the share by the deadline, the p80 in days, the truckloads.
    pub parts: Vec<[Change; 3]>,
    /// What the parts sum to.
    pub totals: [f64; 3],
    /// `exact`, or how many orders were sampled.
    pub method: String,
    coalitions: usize,
    pub swings: Vec<Swing>,
}

/// The headline of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline {
    /// P(deadline), policy off.
    pub by_deadline: f64,
    /// Policy off; `None` after the horizon.
    pub p80: Option<Day>,
    /// Mean truckloads, policy as written.
    pub written_off: f64,
}

/// Days later, with the ends of a 95 % interval that are known.
pub type Later = Option<(i64, Option<i64>, Option<i64>)>;

/// The mission without one member. Changes are without − with.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    pub member: Member,
    pub without: Headline,
    pub by_deadline: Change,
    /// `None` where one of the two dates lies after the horizon.
    pub p80: Later,
    pub written_off: Change,
}

/// The mission with one driver at its P10 and at its P90.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    pub driver: String,
    pub factors: [f64; 2],
    pub at: [Headline; 2],
    /// P80 at the driver's P90 less that at its P10.
    pub days: Later,
}

impl Because {
    /// The design in words, as the manifest has it.
    pub fn design(&self) -> String {
        let removed = self.removed.len();
        let (groups, coalitions) = (self.groups.len(), self.coalitions);
        format!(
            "because of: {} replications run again without each of {removed} drivers, regimes, shocks and kinds of delay, \
             for {coalitions} combinations of {groups} groups ({}), and with {} drivers at P10 and P90; {RESAMPLES} resamples",
            self.replications,
            self.method,
            self.swings.len()
        )
    }
}

/// Makes the study beside an ensemble of `n` replications, of which it takes at
/// most 2,000. Without `groups` the split is over the usual ones.
///
/// # Errors
/// [`Interrupted`] when the job was stopped before the end.
pub fn run(scenario: &Scenario, job: &Job, n: u64, groups: &[Group]) -> Result<Because, Interrupted> {
    let (n, model) = (n.min(MOST), job.model);
    let members = members::of(scenario, model);
    let groups = if groups.is_empty() { groups::usual(&members) } else { groups.to_vec() };
    let mut cases = Cases::default();
    let with = cases.put(Held::default());
    let singles: Vec<usize> = members.iter().map(|member| cases.put(held(std::slice::from_ref(member)))).collect();
    let design = Design::of(groups.len(), job.seed);
    let coalitions: Vec<(Coalition, usize)> =
        design.coalitions().into_iter().map(|coalition| (coalition, cases.put(without(&groups, coalition)))).collect();
    let tornado: Vec<(usize, [(f64, usize); 2])> = members
        .iter()
        .filter_map(Member::driver)
        .map(|driver| (driver, [0.1, 0.9].map(|level| at_level(model, driver, level, &mut cases))))
        .collect();

    let resamples = Resamples::of(n as usize, job.seed, "because");
    let runs: Vec<Resampled> =
        cases.replay(job, n)?.iter().map(|column| Resampled::new(column, model.deadline, &resamples)).collect();
    let headline = |case: usize| headline(&runs[case].own, n, model.horizon);
    let removed = members.into_iter().zip(singles).map(|(member, case)| Removed {
        member,
        without: headline(case),
        by_deadline: runs[case].less(&runs[with], |s| s.by_deadline).over(n),
        p80: runs[case].days_later(&runs[with], model.horizon),
        written_off: runs[case].less(&runs[with], |s| s.written_off).over(n),
    });
    let swing = |(driver, ends): (usize, [(f64, usize); 2])| Swing {
        driver: model.drivers[driver].id.clone(),
        factors: ends.map(|(factor, _)| factor),
        at: ends.map(|(_, case)| headline(case)),
        days: runs[ends[1].1].days_later(&runs[ends[0].1], model.horizon),
    };
    let (parts, totals) = split(&design, groups.len(), &coalitions, &runs, job.seed, n);
    Ok(Because {
        replications: n,
        with: headline(with),
        removed: removed.collect(),
        parts,
        totals,
        method: design.words(),
        coalitions: coalitions.len(),
        groups,
        swings: tornado.into_iter().map(swing).collect(),
    })
}

/// What is held, each once: many combinations are the same.
#[derive(Default)]
struct Cases(Vec<Arc<Held>>);

impl Cases {
    fn put(&mut self, held: Held) -> usize {
        let known = self.0.iter().position(|known| **known == held);
        known.unwrap_or_else(|| {
            self.0.push(Arc::new(held));
            self.0.len() - 1
        })
    }

    /// The same replications under each of them.
    fn replay(&self, job: &Job, n: u64) -> Result<Vec<Column>, Interrupted> {
        let never = job.model.horizon + 1;
        let rows = replays(job, 0..n * self.0.len() as u64, |simulator, number| {
            let draw = Draw::new(job.seed, number % n).holding(&self.0[(number / n) as usize]);
            let (day, written_off) = headline_of(simulator, job, draw);
            (day.min(never), written_off)
        })?;
        let column = |rows: &[(Day, u32)]| {
            let (days, written_off) = rows.iter().copied().unzip();
            Column { days, written_off }
        };
        Ok(rows.chunks(n.max(1) as usize).map(column).collect())
    }
}

/// The day of the headline milestone, policy off, and the truckloads written off
/// under the policy as written.
fn headline_of(simulator: &mut Simulator<'_>, job: &Job, draw: Draw) -> (Day, u32) {
    let mut found = (NEVER, 0);
    let levels = [PolicyLevel::Off, job.policies.levels[job.policies.written]];
    let levels = if levels[1] == PolicyLevel::Off { &levels[..1] } else { &levels[..] };
    simulator.under_policies_drawn(draw, levels, levels.len() - 1, &mut Silent, |index, outcome, _| {
        if index == 0 {
            found.0 = outcome.milestones[0];
        }
        found.1 = outcome.cargo_written_off;
    });
    found
}

fn held(members: &[Member]) -> Held {
    let mut held = Held::default();
    members.iter().for_each(|member| member.hold(&mut held));
    held
}

/// The mission without the groups of a coalition.
fn without(groups: &[Group], coalition: Coalition) -> Held {
    let removed = (0..groups.len()).filter(|group| coalition >> group & 1 == 1);
    held(&removed.flat_map(|group| groups[group].members.clone()).collect::<Vec<_>>())
}

/// A driver at a quantile of its factor: the factor, and the case.
fn at_level(model: &Model, driver: usize, level: f64, cases: &mut Cases) -> (f64, usize) {
    let factor = model.tables[model.drivers[driver].factor].at_level(level);
    let mut held = Held::default();
    held.driver(driver, factor);
    (factor, cases.put(held))
}

fn headline(own: &Statistics, n: u64, horizon: Day) -> Headline {
    let p80 = (own.p80 <= i64::from(horizon)).then_some(own.p80 as Day);
    let mean = |sum: i64| sum as f64 / n.max(1) as f64;
    Headline { by_deadline: mean(own.by_deadline), p80, written_off: mean(own.written_off) }
}

/// One of the three statistics.
type Quantity = fn(&Statistics) -> i64;

/// The parts of each group, and what they sum to, of the three statistics.
fn split(
    design: &Design,
    groups: usize,
    coalitions: &[(Coalition, usize)],
    runs: &[Resampled],
    seed: u64,
    n: u64,
) -> (Vec<[Change; 3]>, [f64; 3]) {
    let run_of = |coalition: Coalition| {
        let place = coalitions.binary_search_by_key(&coalition, |(known, _)| *known);
        &runs[coalitions[place.expect("the design named it")].1]
    };
    // A resample of the replications takes one of the orders too: the interval then holds both errors.
    let orders = Resamples::of(design.pairs(), seed, "because-pairs");
    let of: [(Quantity, f64); 3] = [(|s| s.by_deadline, n as f64), (|s| s.p80, 1.0), (|s| s.written_off, n as f64)];
    let changes = of.map(|(of, unit)| {
        let in_units = |parts: shapley::Parts| {
            let unit = parts.denominator.max(1) as f64 * unit;
            parts.numerators.into_iter().map(|part| part as f64 / unit).collect::<Vec<_>>()
        };
        let own = in_units(design.parts(|coalition| of(&run_of(coalition).own), |_| 1));
        let each: Vec<Vec<f64>> = (0..RESAMPLES)
            .zip(orders.iter())
            .map(|(resample, times)| {
                let worth = |coalition| of(&run_of(coalition).each[resample]);
                in_units(design.parts(worth, |pair| i64::from(times[pair])))
            })
            .collect();
        (0..groups).map(|group| Change::new(own[group], each.iter().map(|parts| parts[group]).collect())).collect()
    });
    let all = design.coalitions().last().copied().unwrap_or(0);
    let totals = of.map(|(of, unit)| (of(&run_of(all).own) - of(&run_of(0).own)) as f64 / unit);
    let changes: [Vec<Change>; 3] = changes;
    ((0..groups).map(|group| [0, 1, 2].map(|quantity| changes[quantity][group])).collect(), totals)
}
