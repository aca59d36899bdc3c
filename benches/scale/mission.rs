//! Missions of any size: one like another, but for the number of its sites, people or days.

use std::fmt::Write;

use drawdown::ensemble::{self, Ensemble, Job, Policies};
use drawdown::model::Model;
use drawdown::observations::{self, Watch};
use drawdown::scenario::Scenario;
use drawdown::simulate::{self, PolicyLevel, Silent, Simulator};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// A mission that is ready to run.
pub struct Mission {
    pub model: Model,
    pub watches: Vec<Watch>,
}

/// One policy: the full one. Three: all.
pub fn policies(n: usize) -> Policies {
    if n == 1 { Policies::only(PolicyLevel::Full) } else { Policies::all() }
}

impl Mission {
    /// A shipped scenario by its name, or a made-up one by `SITES,PEOPLE,DAYS`.
    pub fn named(name: &str) -> Self {
        let numbers: Vec<u32> = name.split(',').filter_map(|n| n.parse().ok()).collect();
        let scenario = match numbers[..] {
            [sites, people, days] => Scenario::parse(&made_up(sites, people, days), "made-up.toml"),
            _ => {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
                Scenario::load(&folder.join(name).with_extension("toml"), &[]).map(|loaded| loaded.scenario)
            }
        };
        let scenario = scenario.unwrap_or_else(|error| panic!("{error}"));
        let model = simulate::prepare(&scenario);
        let watches = observations::watches(&scenario, &model);
        Self { model, watches }
    }

    /// The whole: simulated, recorded, counted, merged.
    pub fn ensemble(&self, n: u64, threads: usize, n_policies: usize) -> Ensemble {
        let job = Job {
            model: &self.model,
            watches: &self.watches,
            policies: &policies(n_policies),
            seed: 1,
            chunk: ensemble::CHUNK,
            threads,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        ensemble::run(&job, 0..n).expect("nobody stops it")
    }

    /// The same replications, and nobody who listens.
    pub fn replications(&self, n: u64, n_policies: usize) {
        let mut simulator = Simulator::new(&self.model);
        let Policies { levels, written } = &policies(n_policies);
        for replication in 0..n {
            simulator.under_policies(1, replication, levels, *written, &mut Silent, |_, outcome, _| {
                std::hint::black_box(outcome.tail);
            });
        }
    }
}

/// So many sites around three gateways, with lift and seats in proportion: trucks to the sites,
/// seats to the people, and everything stretched over the days.
fn made_up(sites: u32, people: u32, days: u32) -> String {
    let date = |day: u32| {
        let start = jiff::civil::date(2024, 1, 1);
        start.checked_add(jiff::Span::new().days(i64::from(day))).expect("ten years are within the calendar")
    };
    let (deadline, horizon, outposts) = (date(days * 4 / 5), date(days - 1), sites.max(6) - 3);
    let mut text =
        format!("[mission]\nname = 'made up'\nstart = 2024-01-01\ndeadline = {deadline}\nhorizon = {horizon}\n");
    // All people leave in the half of the days before the deadline, by three exits.
    let per_week = f64::from(people) / 3.0 / 100.0 / (f64::from(days) * 0.4 / 7.0);
    for hub in 0..3 {
        let begin = date(days * 3 / 5);
        let _ = write!(
            text,
            "[[site]]\nid = 'hub-{hub}'\npeople = {{ military = {} }}\nbegin = {begin}\n\
             [[gateway]]\nid = 'hub-{hub}'\nexits = [\n\
             {{ id = 'seats', air = {{ per_week = {per_week:.4}, seats = 100 }} }},\n\
             {{ id = 'road', road = {{ per_week = 21, truckloads = {} }} }} ]\n\
             [[trucks]]\nid = 'pool-{hub}'\nhub = 'hub-{hub}'\ncount = {}\nkm_per_day = 90\n",
            people / 6,
            outposts.div_ceil(2),
            4 * outposts.div_ceil(3),
        );
    }
    for site in 0..outposts {
        // One more where people do not divide evenly, so that all are there.
        let all = people - people / 6 * 3;
        let n = all / outposts + u32::from(site < all % outposts);
        let _ = write!(
            text,
            "[[site]]\nid = 'site-{site}'\npeople = [ {{ component = 'military', contingent = 'C{}', count = {n} }} ]\n\
             cargo = [ {{ owner = 'UN', truckloads = 12, disposition = 'redeploy' }} ]\nbegin = {}\n\
             self_move = {{ km_per_day = 60 }}\nlanes = [ {{ to = 'hub-{}', road = {{ km = {} }} }} ]\n",
            site % 10,
            date(days / 20 + days / 2 * site / outposts),
            site % 3,
            90 + 30 * (site % 9),
        );
    }
    text + DELAYS
}

const DELAYS: &str = "
[delay]
preparation = { gamma = { mean = 10, sd = 5 } }
clearance = { lognormal = { median = 6, p90 = 18 } }
transit = { triangular = { min = 2, mode = 4, max = 9 } }
loading = { pert = { min = 1, mode = 2, max = 5 } }
handover = { uniform = { min = 1, max = 6 } }
[[driver]]
id = 'cooperation'
multiplies = ['delay.clearance']
factor = { lognormal = { median = 1.0, p90 = 1.8 } }
[[regime]]
id = 'permissions'
scope = 'mission'
start = 'open'
states = [
  { id = 'open', stay_days = { exponential = { mean = 40 } }, next = { shut = 1.0 } },
  { id = 'shut', stay_days = { exponential = { mean = 8 } }, next = { open = 1.0 }, clearance = 'blocked', exits = 0.3 },
]
[policy]
surge = { from_days_before = 30, exits = 1.5 }
evacuate = { sites_open_days_before = 10 }
";
