//! A second simulator, written from `docs/model.md` alone and for obviousness.
//!
//! It shares with the program the compiled [`Model`] and the keyed random
//! numbers, and nothing else: people and cargo are two plain lists, every sum is
//! taken anew whenever it is needed, and nothing is kept that could be looked up.

use std::collections::BTreeMap;

use drawdown::calendar::{Day, NEVER};
use drawdown::delay::{Delay, Table};
use drawdown::model::{Action, Ends, LaneKind, Model, Schedule, TableId};
use drawdown::scenario::{Carrier, Component, Effect, MilestoneKind, ScheduledLane, Work};
use drawdown::simulate::{ContingentOutcome, DayRecord, Outcome, PolicyLevel};
use drawdown::streams::{Purpose, Streams, happens, one_of};

/// Replays one replication: the record of every day from the first simulated
/// one to the horizon, and what it came to.
pub fn naive(model: &Model, seed: u64, replication: u64, level: PolicyLevel) -> (Vec<DayRecord>, Outcome) {
    World::new(model, Luck::Drawn(Box::new(Streams::new(seed, replication, replication))), level).run()
}

/// The plan's own curve: the reference replication.
pub fn reference(model: &Model) -> (Vec<DayRecord>, Outcome) {
    World::new(model, Luck::Planned, PolicyLevel::Off).run()
}

/// How many of each group are present before the first day, after the split of people.
#[allow(dead_code, reason = "the laws need it, the comparison does not")]
pub fn people_at_start(model: &Model, seed: u64, replication: u64) -> Vec<u32> {
    World::new(model, Luck::Drawn(Box::new(Streams::new(seed, replication, replication))), PolicyLevel::Off)
        .split_of_people()
}

/// *Starts derived from close_by*: the start of `site`, by trying every day.
pub fn derived_begin(model: &Model, site: usize) -> Day {
    let planned_margin = model.sites[site].margin.map_or(0, |m| model.tables[m].planned_days(1.0));
    let latest_vacated = model.sites[site].close_by.expect("a site with close_by") - planned_margin;
    let earliest = model.first.max(model.sites[site].not_before);
    let mut alone = alone(model, site);
    for begin in (earliest..=latest_vacated).rev() {
        alone.sites[site].begin = begin;
        let (_, outcome) = reference(&alone);
        if outcome.vacated[site] <= latest_vacated {
            return begin;
        }
    }
    earliest
}

/// The mission in which nobody but `site` has anything.
fn alone(model: &Model, site: usize) -> Model {
    let mut alone = model.clone();
    for (s, other) in alone.sites.iter_mut().enumerate() {
        other.guard = 0;
        if s == site {
            other.after = Vec::new();
            other.behind = Vec::new();
        } else {
            other.begin = NEVER;
        }
        if model.sites[site].feeders.contains(&s) {
            // Nobody waits for a site behind.
            other.ended = Some((model.first - 1, true));
        }
    }
    for group in alone.groups.iter_mut().filter(|g| g.site != site) {
        group.gone = group.count;
    }
    for load in alone.loads.iter_mut().filter(|l| l.site != site) {
        load.truckloads = 0;
    }
    alone.ceilings = Vec::new();
    // Its start is the candidate itself: the plan's shift comes on top of the answer.
    alone.sites[site].begin_shift = alone.tables.len();
    alone.tables.push(Table::new(&Delay::fixed(0.0)));
    alone
}

enum Luck {
    Drawn(Box<Streams>),
    /// The reference replication: everything at its planned value.
    Planned,
}

/// People of one group who are together. Those of size 0 do not exist.
#[derive(Clone, Debug)]
struct Party {
    group: usize,
    n: u32,
    whereabouts: Whereabouts,
}

#[derive(Clone, Debug, PartialEq)]
enum Whereabouts {
    /// At the site of their group.
    Unreleased,
    Waiting {
        place: usize,
        ready: Day,
        /// Order of arrival among all parties of the mission.
        ticket: u64,
    },
    OnRoad {
        convoy: u64,
        ticket: u64,
    },
    Departed,
    /// Or gone over to another force.
    Separated,
}

/// Truckloads of one load that are together.
#[derive(Clone, Debug)]
struct Goods {
    load: usize,
    n: u32,
    state: GoodsState,
}

#[derive(Clone, Debug, PartialEq)]
enum GoodsState {
    /// At the site of their load.
    Unreleased,
    /// In the cargo queue of a place.
    Queued {
        place: usize,
        ticket: u64,
    },
    OnTruck {
        convoy: u64,
        ticket: u64,
    },
    Out,
    Disposed,
    WrittenOff,
}

#[derive(Clone, Debug)]
struct Convoy {
    id: u64,
    /// When it last set out, for the site or for home, among all convoys of the mission.
    set_out: u64,
    lane: usize,
    days_left: i32,
    /// Where the trucks come from, and how many; `None`: a self-move.
    trucks: Option<(usize, u32)>,
    /// Of these trucks, so many are meant for the second site of its lane.
    spare: u32,
    /// The pool of the escort that goes with it.
    escort: Option<usize>,
    phase: &'static str,
}

const SELF_MOVE: &str = "self-move";
const OUT: &str = "trucks out";
const LOADING: &str = "loading";
const TO_SECOND: &str = "trucks to the second site";
const LOADING_AT_SECOND: &str = "loading at the second site";
const BACK: &str = "trucks back";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Operating,
    Preparing { over_on: Day },
    Withdrawing,
    Evacuating,
    Vacated { signed_on: Day },
    Ended,
}

#[derive(Clone, Debug)]
struct SiteState {
    stage: Stage,
    guard: u32,
    keep: u32,
    start: Day,
    withdrew: Option<Day>,
    /// People and truckloads to leave, when it began to withdraw.
    people_and_cargo: (u32, u32),
}

/// A clearance that was asked for: its work left, in steps of 2⁻²⁰ day.
type Request = Option<i64>;

const DAY_OF_WORK: f64 = 1_048_576.0;
const FLIGHT: i64 = 7_000_000;

/// What binary fractions may be off: a tenth of 70 is 7, though (1 - 0.9) × 70 is less.
const HAIR: f64 = 1e-9;

#[derive(Clone, Debug)]
struct RegimeNow {
    state: usize,
    /// Day on which the stay is over; `None`: for ever, or pinned.
    over_on: Option<Day>,
    begun: u64,
}

struct World<'m> {
    model: &'m Model,
    luck: Luck,
    level: PolicyLevel,
    today: Day,
    next_ticket: u64,
    next_convoy: u64,
    people: Vec<Party>,
    goods: Vec<Goods>,
    convoys: Vec<Convoy>,
    sites: Vec<SiteState>,
    /// By lane: a pending request of a self-move, of a lift, and how many were made.
    moves: Vec<(Request, u64)>,
    lifts: Vec<(Request, u64)>,
    /// By exit.
    exit_clearances: Vec<(Request, u64)>,
    credit: Vec<i64>,
    regimes: Vec<RegimeNow>,
    /// By timed effect: the last day on which it holds.
    timed_until: BTreeMap<usize, Day>,
    /// By row of thinning and of separation: what it has done so far.
    thinned: Vec<u32>,
    separated: Vec<u32>,
    transferred: Vec<u32>,
    /// The clock of each site, and behind them the mission's.
    clocks: Vec<Clock>,
    /// The one in force.
    deadline: Day,
    /// By ceiling: who was unreleased before its first day.
    begun: Vec<Option<u32>>,
    outcome: Outcome,
}

#[derive(Clone, Debug)]
struct Clock {
    plan_day: Day,
    /// Days for which it has still to stand, and whether it stands today.
    still: Day,
    stands: bool,
}

impl<'m> World<'m> {
    fn new(model: &'m Model, luck: Luck, level: PolicyLevel) -> Self {
        let never = |n: usize| vec![NEVER; n];
        let mut world = Self {
            model,
            luck,
            level,
            today: model.first - 1,
            next_ticket: 0,
            next_convoy: 0,
            people: Vec::new(),
            goods: Vec::new(),
            convoys: Vec::new(),
            sites: Vec::new(),
            moves: vec![(None, 0); model.lanes.len()],
            lifts: vec![(None, 0); model.lanes.len()],
            exit_clearances: vec![(None, 0); model.exits.len()],
            credit: vec![0; model.exits.len()],
            regimes: Vec::new(),
            timed_until: BTreeMap::new(),
            thinned: vec![0; model.thinnings.len()],
            separated: vec![0; model.separations.len()],
            transferred: vec![0; model.transfers.len()],
            clocks: vec![Clock { plan_day: model.first - 1, still: 0, stands: false }; model.sites.len() + 1],
            deadline: model.deadline,
            begun: vec![None; model.ceilings.len()],
            outcome: Outcome {
                began: never(model.sites.len()),
                vacated: never(model.sites.len()),
                ended: never(model.sites.len()),
                handed_over: vec![false; model.sites.len()],
                closed: vec![false; model.sites.len()],
                milestones: never(model.milestones.len()),
                contingents: model
                    .contingents
                    .iter()
                    .map(|_| ContingentOutcome {
                        half: NEVER,
                        nine_tenths: NEVER,
                        all: NEVER,
                        out: 0,
                        disposed: 0,
                        written_off: 0,
                        rear_party: 0,
                    })
                    .collect(),
                deadline_in_force: model.deadline,
                tail: 0,
                evacuated: 0,
                exposed_at_sites: 0,
                exposed_on_road: 0,
                cargo_out: 0,
                cargo_disposed: 0,
                cargo_written_off: 0,
            },
        };
        world.set_up_sites();
        world.set_up_people();
        world.set_up_goods();
        world
    }

    fn run(mut self) -> (Vec<DayRecord>, Outcome) {
        let mut records = Vec::new();
        if self.model.first > 0 {
            self.today = self.model.first - 1;
            self.milestones();
            self.contingents();
        }
        if self.model.deadline < self.model.first {
            self.count_tail();
        }
        for day in self.model.first..=self.model.horizon {
            self.today = day;
            self.calendar();
            self.move_convoys();
            let unreleased: Vec<u32> = (0..self.model.ceilings.len()).map(|c| self.unreleased_under(c)).collect();
            for site in 0..self.model.sites.len() {
                if !self.is_vacated(site) {
                    self.stages_and_releases(site);
                }
            }
            for (ceiling, before) in unreleased.into_iter().enumerate() {
                self.ceiling(ceiling, before);
            }
            self.requests_and_dispatch();
            self.air_lanes();
            self.separations();
            self.transfers();
            for exit in 0..self.model.exits.len() {
                self.departures(exit);
            }
            self.closures();
            self.milestones();
            self.contingents();
            self.exposure();
            records.push(self.record());
        }
        self.outcome.deadline_in_force = self.deadline;
        self.outcome.cargo_out = self.goods_in(|g| g.state == GoodsState::Out);
        self.outcome.cargo_disposed = self.goods_in(|g| g.state == GoodsState::Disposed);
        self.outcome.cargo_written_off = self.goods_in(|g| g.state == GoodsState::WrittenOff);
        for c in 0..self.model.contingents.len() {
            let own = |state| self.goods_in(|g| g.state == state && self.model.loads[g.load].contingent == Some(c));
            let (out, disposed, written_off) =
                (own(GoodsState::Out), own(GoodsState::Disposed), own(GoodsState::WrittenOff));
            let contingent = &mut self.outcome.contingents[c];
            (contingent.out, contingent.disposed, contingent.written_off) = (out, disposed, written_off);
        }
        (records, self.outcome)
    }

    // ---- random numbers -------------------------------------------------

    /// A delay in whole days.
    fn days(&self, table: TableId, factor: f64, purpose: Purpose, owner: u64, index: u64) -> i32 {
        let table = &self.model.tables[table];
        match &self.luck {
            Luck::Drawn(streams) => table.days(factor, streams.bits(purpose, owner, index)),
            Luck::Planned => table.planned_days(factor),
        }
    }

    /// Clearance work in steps of 2⁻²⁰ day.
    fn work(&self, table: TableId, factor: f64, purpose: Purpose, owner: u64, index: u64) -> i64 {
        let table = &self.model.tables[table];
        let days = match &self.luck {
            Luck::Drawn(streams) => table.value(factor, streams.bits(purpose, owner, index)),
            Luck::Planned => factor * table.planned,
        };
        (days * DAY_OF_WORK).round() as i64
    }

    fn driver(&self, driver: usize) -> f64 {
        let driver = &self.model.drivers[driver];
        let factor = &self.model.tables[driver.factor];
        match &self.luck {
            Luck::Drawn(streams) => factor.value(1.0, streams.bits(Purpose::Driver, driver.key, 0)),
            Luck::Planned => factor.planned,
        }
    }

    fn times_drivers(&self, number: f64, drivers: &[usize]) -> f64 {
        drivers.iter().fold(number, |product, d| product * self.driver(*d))
    }

    // ---- sums, always taken anew ----------------------------------------

    fn people_in(&self, such: impl Fn(&Party) -> bool) -> u32 {
        self.people.iter().filter(|p| such(p)).map(|p| p.n).sum()
    }

    fn goods_in(&self, such: impl Fn(&Goods) -> bool) -> u32 {
        self.goods.iter().filter(|g| such(g)).map(|g| g.n).sum()
    }

    fn travels(&self, party: &Party) -> bool {
        self.model.groups[party.group].component != Component::Local
    }

    fn unreleased_of(&self, group: usize) -> u32 {
        self.people_in(|p| p.group == group && p.whereabouts == Whereabouts::Unreleased)
    }

    /// Local staff left out.
    fn unreleased_at(&self, site: usize) -> u32 {
        self.people_in(|p| {
            self.travels(p) && self.model.groups[p.group].site == site && p.whereabouts == Whereabouts::Unreleased
        })
    }

    fn waiting_at(&self, site: usize) -> u32 {
        self.people_in(|p| matches!(p.whereabouts, Whereabouts::Waiting { place, .. } if place == site))
    }

    fn present(&self, such: impl Fn(&Party) -> bool) -> u32 {
        self.people_in(|p| !matches!(p.whereabouts, Whereabouts::Departed | Whereabouts::Separated) && such(p))
    }

    fn queue_at(&self, site: usize) -> u32 {
        self.goods_in(|g| matches!(g.state, GoodsState::Queued { place, .. } if place == site))
    }

    /// In the country, local staff and those kept left out.
    fn still_to_leave(&self) -> u32 {
        let kept: u32 = (0..self.sites.len()).map(|s| self.sites[s].keep.min(self.unreleased_at(s))).sum();
        self.present(|p| self.travels(p)) - kept
    }

    fn is_vacated(&self, site: usize) -> bool {
        matches!(self.sites[site].stage, Stage::Vacated { .. } | Stage::Ended)
    }

    fn free_beds(&self, hub: usize) -> u32 {
        let Some(beds) = self.model.sites[hub].beds else { return u32::MAX };
        let coming: u32 = self
            .convoys
            .iter()
            .filter(|c| c.phase == SELF_MOVE && self.model.lanes[c.lane].to == hub)
            .map(|c| self.people_in(|p| matches!(p.whereabouts, Whereabouts::OnRoad { convoy, .. } if convoy == c.id)))
            .sum();
        beds.saturating_sub(self.unreleased_at(hub) + self.waiting_at(hub) + coming)
    }

    /// Parties that wait at a place and satisfy a condition, in the order in
    /// which they are served: positions in `people`.
    fn waiting_in_order(&self, site: usize, such: impl Fn(&Party) -> bool) -> Vec<usize> {
        let mut order: Vec<(u8, Day, u64, usize)> = self
            .people
            .iter()
            .enumerate()
            .filter(|(_, party)| such(party))
            .filter_map(|(i, party)| match party.whereabouts {
                Whereabouts::Waiting { place, ready, ticket, .. } if place == site => {
                    Some((self.model.groups[party.group].priority, ready, ticket, i))
                }
                _ => None,
            })
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(.., i)| i).collect()
    }

    fn is_ready(&self, party: &Party) -> bool {
        matches!(party.whereabouts, Whereabouts::Waiting { ready, .. } if ready <= self.today)
    }

    fn queue_in_order(&self, site: usize) -> Vec<usize> {
        let mut order: Vec<(u64, usize)> = self
            .goods
            .iter()
            .enumerate()
            .filter_map(|(i, g)| match g.state {
                GoodsState::Queued { place, ticket } if place == site => Some((ticket, i)),
                _ => None,
            })
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, i)| i).collect()
    }

    // ---- the two lists change only here ---------------------------------

    fn ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Moves `n` of a party: the rest stays where it is.
    fn take_people(&mut self, party: usize, n: u32, whereabouts: Whereabouts) {
        if n == 0 {
            return;
        }
        let group = self.people[party].group;
        assert!(n <= self.people[party].n, "more people than there are");
        self.people[party].n -= n;
        self.people.push(Party { group, n, whereabouts });
    }

    fn take_goods(&mut self, goods: usize, n: u32, state: GoodsState) {
        if n == 0 {
            return;
        }
        let load = self.goods[goods].load;
        assert!(n <= self.goods[goods].n, "more truckloads than there are");
        self.goods[goods].n -= n;
        self.goods.push(Goods { load, n, state });
    }

    /// Forgets parties of nobody, and puts those who have left together.
    fn tidy(&mut self) {
        let mut left: BTreeMap<(usize, bool), u32> = BTreeMap::new();
        self.people.retain(|p| {
            let departed = match p.whereabouts {
                Whereabouts::Departed => true,
                Whereabouts::Separated => false,
                _ => return p.n > 0,
            };
            *left.entry((p.group, departed)).or_default() += p.n;
            false
        });
        for ((group, departed), n) in left {
            let whereabouts = if departed { Whereabouts::Departed } else { Whereabouts::Separated };
            self.people.push(Party { group, n, whereabouts });
        }
        self.goods.retain(|g| g.n > 0);
    }

    // ---- initial state ---------------------------------------------------

    fn set_up_sites(&mut self) {
        for (s, site) in self.model.sites.iter().enumerate() {
            let mut start = site.begin;
            if start != NEVER {
                if let Some(margin) = site.margin {
                    let planned = self.model.tables[margin].planned_days(1.0);
                    start -= self.days(margin, 1.0, Purpose::Margin, site.key, 0) - planned;
                }
                start += self.days(site.begin_shift, 1.0, Purpose::BeginShift, site.key, 0);
                start = start.max(self.model.first).max(site.not_before);
            }
            let mut stage = Stage::Operating;
            if let Some((day, handed_over)) = site.ended {
                stage = Stage::Ended;
                self.outcome.began[s] = day;
                self.outcome.vacated[s] = day;
                self.outcome.ended[s] = day;
                self.outcome.handed_over[s] = handed_over;
            }
            let (guard, keep, people_and_cargo) = (site.guard, site.keep, (0, 0));
            self.sites.push(SiteState { stage, guard, keep, start, withdrew: None, people_and_cargo });
        }
    }

    fn set_up_people(&mut self) {
        let present = self.split_of_people();
        for (g, group) in self.model.groups.iter().enumerate() {
            let n_gone = group.count - group.present();
            if n_gone > 0 {
                self.people.push(Party { group: g, n: n_gone, whereabouts: Whereabouts::Departed });
            }
            if present[g] == 0 {
                continue;
            }
            let whereabouts = match group.at_hub {
                Some(hub) if group.travels() => {
                    let ticket = self.ticket();
                    Whereabouts::Waiting { place: hub, ready: self.model.first, ticket }
                }
                _ => Whereabouts::Unreleased,
            };
            self.people.push(Party { group: g, n: present[g], whereabouts });
        }
    }

    /// *people_error*: how many of each group are at their site at the start.
    fn split_of_people(&self) -> Vec<u32> {
        let model = self.model;
        let mut present: Vec<u32> = model.groups.iter().map(|g| g.present()).collect();
        let Luck::Drawn(streams) = &self.luck else { return present };
        let mut pools: BTreeMap<(Component, Option<usize>), Vec<usize>> = BTreeMap::new();
        for (g, group) in model.groups.iter().enumerate() {
            let site = &model.sites[group.site];
            if group.travels() && site.people_weight.is_some() && site.ended.is_none() {
                pools.entry((group.component, group.contingent)).or_default().push(g);
            }
        }
        for groups in pools.values() {
            let total: u32 = groups.iter().map(|g| present[*g]).sum();
            let weights: Vec<f64> = groups
                .iter()
                .map(|g| {
                    let site = &model.sites[model.groups[*g].site];
                    let law = &model.tables[site.people_weight.expect("only uncertain sites are pooled")];
                    f64::from(present[*g]) * law.value(1.0, streams.bits(Purpose::PeopleSplit, site.key, 0))
                })
                .collect();
            if total > 0 {
                for (g, n) in groups.iter().zip(largest_remainder(total, &weights)) {
                    present[*g] = n;
                }
            }
        }
        present
    }

    fn set_up_goods(&mut self) {
        for (l, load) in self.model.loads.iter().enumerate() {
            if load.truckloads == 0 {
                continue;
            }
            let state = match load.at_hub {
                Some(hub) if load.disposition.leaves() => GoodsState::Queued { place: hub, ticket: self.ticket() },
                // What was to be sold, given or destroyed at a site that has ended has been.
                Some(_) => GoodsState::Disposed,
                None => GoodsState::Unreleased,
            };
            self.goods.push(Goods { load: l, n: load.truckloads, state });
        }
    }

    // ---- 1. calendar -----------------------------------------------------

    fn calendar(&mut self) {
        self.tidy();
        for regime in 0..self.model.regimes.len() {
            self.regime(regime);
        }
        let of_today: Vec<usize> =
            (0..self.model.shocks.len()).filter(|s| self.day_of_shock(*s) == Some(self.today)).collect();
        of_today.iter().for_each(|shock| self.move_dates(*shock));
        for clock in &mut self.clocks {
            clock.stands = clock.still > 0;
            if clock.stands {
                clock.still -= 1;
            } else {
                clock.plan_day += 1;
            }
        }
        if let Luck::Planned = self.luck {
            return;
        }
        of_today.iter().for_each(|shock| self.shock(*shock));
        let nearly = self.near_deadline(self.model.policy.evacuate_from);
        if self.level == PolicyLevel::Full && nearly {
            for site in 0..self.sites.len() {
                if self.sites[site].keep == 0 {
                    self.evacuate(site);
                }
            }
        }
    }

    fn regime(&mut self, r: usize) {
        let regime = &self.model.regimes[r];
        let today = self.today;
        let is_first = today == self.model.first;
        if let Luck::Planned = self.luck {
            if is_first {
                self.regimes.push(RegimeNow { state: regime.start, over_on: None, begun: 0 });
            }
            return;
        }
        if is_first {
            self.regimes.push(RegimeNow { state: regime.start, over_on: None, begun: 0 });
        }
        if let Some(pin) = regime.pins.iter().find(|p| p.from <= today && today <= p.to) {
            self.regimes[r].state = pin.state;
            self.regimes[r].over_on = None;
        } else if let Some(pin) = regime.pins.iter().find(|p| p.to + 1 == today) {
            self.begin_stay(r, pin.then);
        } else if is_first {
            self.begin_stay(r, regime.start);
        } else if self.regimes[r].over_on == Some(today) {
            let now = &self.regimes[r];
            let Luck::Drawn(streams) = &self.luck else { unreachable!("the plan has no stays") };
            let bits = streams.bits(Purpose::RegimeNext, regime.key, now.begun - 1);
            let next = &regime.states[now.state].next;
            let (state, _) = next.iter().find(|(_, share)| happens(bits, *share)).unwrap_or(&next[next.len() - 1]);
            self.begin_stay(r, *state);
        }
    }

    fn begin_stay(&mut self, r: usize, state: usize) {
        let regime = &self.model.regimes[r];
        let begun = self.regimes[r].begun;
        let over_on = regime.states[state]
            .stay
            .map(|stay| self.today + self.days(stay, 1.0, Purpose::RegimeStay, regime.key, begun).max(1));
        self.regimes[r] = RegimeNow { state, over_on, begun: begun + 1 };
    }

    fn day_of_shock(&self, s: usize) -> Option<Day> {
        let shock = &self.model.shocks[s];
        let Luck::Drawn(streams) = &self.luck else { return None };
        let days = (shock.to - shock.from + 1) as u64;
        happens(streams.bits(Purpose::ShockHappens, shock.key, 0), shock.probability)
            .then(|| shock.from + one_of(streams.bits(Purpose::ShockDay, shock.key, 0), days) as Day)
    }

    /// Whether today is between this date, as far as the deadline in force has moved it, and that deadline.
    fn near_deadline(&self, from: Day) -> bool {
        let moved = self.deadline - self.model.deadline;
        from != NEVER && from + moved <= self.today && self.today <= self.deadline
    }

    /// What a shock does to the clocks and to the deadline.
    fn move_dates(&mut self, s: usize) {
        let shock = &self.model.shocks[s];
        for action in &shock.actions {
            match action {
                Action::Pause { clocks, days, index } => {
                    let days = self.days(*days, 1.0, Purpose::ShockLength, shock.key, *index).max(1);
                    for (place, clock) in self.clocks.iter_mut().enumerate() {
                        // Behind the sites stands the mission, whose clock has the number 0.
                        let number = self.model.clocks.of_site.get(place).unwrap_or(&0);
                        if clocks.contains(number) && clock.still < days {
                            clock.still = days;
                        }
                    }
                }
                Action::Postpone { by, of_lead, index } if self.today <= self.deadline => {
                    let lead = f64::from(self.deadline - self.today);
                    let factor = if *of_lead { lead } else { 1.0 };
                    let n = self.days(*by, factor, Purpose::ShockLength, shock.key, *index);
                    let before = self.deadline;
                    self.deadline = (before + n).max(self.today).min(self.model.horizon);
                    let n = self.deadline - before;
                    for clock in &mut self.clocks {
                        if clock.still + n >= 0 {
                            clock.still += n;
                        } else {
                            clock.plan_day += -n - clock.still;
                            clock.still = 0;
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn shock(&mut self, s: usize) {
        let shock = &self.model.shocks[s];
        for action in &shock.actions {
            match action {
                Action::Start(t) => {
                    let timed = &self.model.timed[*t];
                    let length = self.days(timed.days, 1.0, Purpose::ShockLength, shock.key, timed.index).max(1);
                    self.timed_until.insert(*t, self.today + length - 1);
                }
                Action::Evacuate(sites) => sites.iter().for_each(|site| self.evacuate(*site)),
                Action::Advance(sites) => {
                    for site in sites {
                        let state = &mut self.sites[*site];
                        if state.stage == Stage::Operating {
                            state.start = state.start.min(self.clocks[*site].plan_day);
                        }
                    }
                }
                // They came before all others.
                Action::Pause { .. } | Action::Postpone { .. } => {}
                Action::CloseKept(sites) => {
                    for site in sites {
                        if self.sites[*site].stage != Stage::Ended {
                            self.sites[*site].keep = 0;
                        }
                    }
                }
            }
        }
    }

    fn evacuate(&mut self, site: usize) {
        if self.is_vacated(site) || self.sites[site].stage == Stage::Evacuating {
            return;
        }
        self.outcome.evacuated += self.unreleased_at(site) + self.waiting_at(site);
        let state = &mut self.sites[site];
        (state.stage, state.guard, state.keep) = (Stage::Evacuating, 0, 0);
        self.operates_no_more(site);
        for lane in self.model.sites[site].lanes.clone() {
            self.moves[lane].0 = None;
            self.lifts[lane].0 = None;
        }
        self.write_off_cargo(site);
        // Everybody is released with the releases of the day, in step 3.
    }

    /// Cargo at a site: its own that is unreleased, and all in its queue.
    fn stands_at(&self, goods: &Goods, site: usize) -> bool {
        match goods.state {
            GoodsState::Unreleased => self.model.loads[goods.load].site == site,
            GoodsState::Queued { place, .. } => place == site,
            _ => false,
        }
    }

    /// What binds a lane or an exit today, in order.
    fn effects(&self, regimes: &[usize], timed: &[usize]) -> Vec<Effect> {
        let of_regimes = regimes.iter().map(|r| self.model.regimes[*r].states[self.regimes[*r].state].effect);
        let of_shocks = timed.iter().filter(|t| self.holds(**t)).map(|t| self.model.timed[*t].effect);
        of_regimes.chain(of_shocks).collect()
    }

    fn holds(&self, timed: usize) -> bool {
        self.timed_until.get(&timed).is_some_and(|until| self.today <= *until)
    }

    fn lane_effects(&self, lane: usize) -> Vec<Effect> {
        self.effects(&self.model.lanes[lane].regimes, &self.model.lanes[lane].timed)
    }

    fn surges(&self) -> bool {
        self.level != PolicyLevel::Off && self.near_deadline(self.model.policy.surge_from)
    }

    // ---- 2. convoys ------------------------------------------------------

    fn move_convoys(&mut self) {
        let mut order: Vec<(u64, u64)> = self.convoys.iter().map(|convoy| (convoy.set_out, convoy.id)).collect();
        order.sort_unstable();
        for (_, id) in order {
            let at = self.convoys.iter().position(|convoy| convoy.id == id).expect("convoys end by themselves alone");
            let convoy = self.convoys.remove(at);
            if let Some(convoy) = self.a_day_of(convoy) {
                self.convoys.push(convoy);
            }
        }
    }

    /// One day of a convoy; `None` once it has arrived.
    fn a_day_of(&mut self, mut convoy: Convoy) -> Option<Convoy> {
        let stopped = self.lane_effects(convoy.lane).iter().any(|e| e.convoys_stopped);
        if stopped && convoy.phase != LOADING && convoy.phase != LOADING_AT_SECOND {
            return Some(convoy);
        }
        convoy.days_left -= 1;
        if convoy.days_left > 0 {
            return Some(convoy);
        }
        match convoy.phase {
            SELF_MOVE => self.people_reach_hub(&convoy),
            BACK => self.trucks_come_home(&convoy),
            OUT => {
                convoy.days_left = self.loading_days(convoy.lane);
                convoy.phase = LOADING;
            }
            TO_SECOND => {
                convoy.days_left = self.loading_days(self.second_road(convoy.lane).expect("it drives there"));
                convoy.phase = LOADING_AT_SECOND;
            }
            _ => {}
        }
        if convoy.days_left <= 0 {
            match convoy.phase {
                LOADING => self.trucks_leave_site(&mut convoy),
                LOADING_AT_SECOND => self.trucks_leave_second(&mut convoy),
                _ => return None,
            }
        }
        Some(convoy)
    }

    fn loading_days(&self, lane: usize) -> i32 {
        let lane = &self.model.lanes[lane];
        let factor = self.times_drivers(1.0, &lane.loading_drivers);
        self.days(lane.loading, factor, Purpose::Loading, lane.key, self.today as u64)
    }

    /// *via*: the road of the second site to the hub of this lane.
    fn second_road(&self, lane: usize) -> Option<usize> {
        match self.model.lanes[lane].kind {
            LaneKind::Road { via, .. } => via,
            LaneKind::Scheduled(_) => None,
        }
    }

    fn people_reach_hub(&mut self, convoy: &Convoy) {
        let mut aboard: Vec<(u64, usize)> = self
            .people
            .iter()
            .enumerate()
            .filter_map(|(i, p)| match p.whereabouts {
                Whereabouts::OnRoad { convoy: id, ticket } if id == convoy.id => Some((ticket, i)),
                _ => None,
            })
            .collect();
        aboard.sort_unstable();
        let hub = self.model.lanes[convoy.lane].to;
        let ready = self.ready_at_hub(convoy.lane);
        for (_, i) in aboard {
            let ticket = self.ticket();
            self.people[i].whereabouts = Whereabouts::Waiting { place: hub, ready, ticket };
        }
    }

    /// The day from which somebody who arrives today by this lane is ready.
    fn ready_at_hub(&self, lane: usize) -> Day {
        let lane = &self.model.lanes[lane];
        if !self.model.sites[lane.to].is_gateway() {
            return self.today + 1;
        }
        let factor = self.times_drivers(1.0, &lane.transit_drivers);
        let transit = self.days(lane.transit, factor, Purpose::Transit, lane.key, self.today as u64);
        self.today + transit.max(1)
    }

    fn trucks_leave_site(&mut self, convoy: &mut Convoy) {
        let site = self.model.lanes[convoy.lane].site;
        self.take_aboard(convoy, site);
        convoy.spare = 0;
        let empty = self.empty_trucks(convoy);
        let mut km = self.km(convoy.lane);
        convoy.phase = BACK;
        if let Some(road) = self.second_road(convoy.lane) {
            let second = self.model.lanes[road].site;
            if empty > 0 && self.need(second) > 0 && self.sites[second].stage != Stage::Evacuating {
                convoy.phase = TO_SECOND;
                km -= self.km(road);
            }
        }
        self.sets_out_for_home(convoy, km);
    }

    fn trucks_leave_second(&mut self, convoy: &mut Convoy) {
        let road = self.second_road(convoy.lane).expect("it drove there");
        self.take_aboard(convoy, self.model.lanes[road].site);
        convoy.lane = road;
        convoy.phase = BACK;
        self.sets_out_for_home(convoy, self.km(road));
    }

    fn sets_out_for_home(&mut self, convoy: &mut Convoy, km: f64) {
        let (pool, _) = convoy.trucks.expect("only trucks load");
        convoy.set_out = self.ticket();
        convoy.days_left = self.travel_days(convoy.lane, km, self.model.pools[pool].km_per_day, Purpose::TravelBack);
    }

    /// Trucks of a convoy that carry nothing.
    fn empty_trucks(&self, convoy: &Convoy) -> u32 {
        let (_, trucks) = convoy.trucks.expect("only trucks load");
        trucks - self.goods_in(|g| matches!(g.state, GoodsState::OnTruck { convoy: id, .. } if id == convoy.id))
    }

    /// From the head of the queue of a place, as much as there are empty trucks.
    fn take_aboard(&mut self, convoy: &Convoy, site: usize) {
        let mut room = self.empty_trucks(convoy);
        for i in self.queue_in_order(site) {
            let n = room.min(self.goods[i].n);
            let ticket = self.ticket();
            self.take_goods(i, n, GoodsState::OnTruck { convoy: convoy.id, ticket });
            room -= n;
        }
    }

    fn km(&self, lane: usize) -> f64 {
        let LaneKind::Road { km, .. } = self.model.lanes[lane].kind else { panic!("nobody drives on an air lane") };
        km
    }

    fn trucks_come_home(&mut self, convoy: &Convoy) {
        let hub = self.model.lanes[convoy.lane].to;
        let mut aboard: Vec<(u64, usize)> = self
            .goods
            .iter()
            .enumerate()
            .filter_map(|(i, g)| match g.state {
                GoodsState::OnTruck { convoy: id, ticket } if id == convoy.id => Some((ticket, i)),
                _ => None,
            })
            .collect();
        aboard.sort_unstable();
        for (_, i) in aboard {
            let ticket = self.ticket();
            self.goods[i].state = GoodsState::Queued { place: hub, ticket };
        }
    }

    fn travel_days(&self, lane: usize, km: f64, km_per_day: f64, purpose: Purpose) -> i32 {
        let lane = &self.model.lanes[lane];
        let speed = self.times_drivers(lane.speed[self.today as usize], &lane.speed_drivers);
        let factor = self.times_drivers(km / (km_per_day * speed), &lane.travel_drivers);
        self.days(lane.travel, factor, purpose, lane.key, self.today as u64).max(1)
    }

    // ---- 3. releases and site stages ---------------------------------------

    fn stages_and_releases(&mut self, site: usize) {
        self.liquidation(site);
        self.start(site);
        self.preparation_and_disposal(site);
        self.releases(site);
        self.forced_move(site);
        self.cargo_releases(site);
    }

    fn liquidation(&mut self, s: usize) {
        let site = &self.model.sites[s];
        let factor = self.times_drivers(1.0, &site.liquidation_drivers);
        let length = self.days(site.liquidation, factor, Purpose::Liquidation, site.key, 0);
        let first = self.model.liquidation + self.deadline - self.model.deadline;
        if self.sites[s].keep == 0 || self.today < first + length {
            return;
        }
        self.sites[s].keep = 0;
        if self.sites[s].stage < Stage::Withdrawing {
            self.withdraw(s);
        }
        // What was to be sold, given or destroyed in place still is, in its time.
        for i in 0..self.goods.len() {
            if self.stands_at(&self.goods[i], s) && self.model.loads[self.goods[i].load].disposition.leaves() {
                self.goods[i].state = GoodsState::WrittenOff;
            }
        }
    }

    fn start(&mut self, s: usize) {
        let site = &self.model.sites[s];
        let may_begin = self.sites[s].stage == Stage::Operating
            && self.sites[s].start <= self.clocks[s].plan_day
            && !self.clocks[s].stands
            && site.after.iter().all(|before| self.is_vacated(*before));
        if may_begin {
            let factor = self.times_drivers(1.0, &site.preparation_drivers);
            let days = self.days(site.preparation, factor, Purpose::Preparation, site.key, 0);
            self.sites[s].stage = Stage::Preparing { over_on: self.today + days };
            self.operates_no_more(s);
        }
    }

    /// The first day of a stage after *operating* is the day on which the site began.
    fn operates_no_more(&mut self, s: usize) {
        self.outcome.began[s] = self.outcome.began[s].min(self.today);
    }

    fn withdraw(&mut self, s: usize) {
        self.operates_no_more(s);
        self.sites[s].stage = Stage::Withdrawing;
        self.sites[s].withdrew = Some(self.today);
        if matches!(self.model.sites[s].ends, Ends::TransferredTo(_)) {
            let goes = |p: &Party| self.travels(p) && self.model.groups[p.group].site == s;
            let all: Vec<usize> = (0..self.people.len())
                .filter(|i| goes(&self.people[*i]) && self.people[*i].whereabouts == Whereabouts::Unreleased)
                .collect();
            for i in all {
                self.take_people(i, self.people[i].n, Whereabouts::Separated);
            }
        }
        self.sites[s].people_and_cargo = (self.unreleased_at(s), self.cargo_to_leave(s));
    }

    fn preparation_and_disposal(&mut self, s: usize) {
        if matches!(self.sites[s].stage, Stage::Preparing { over_on } if over_on <= self.today) {
            self.withdraw(s);
        }
        let Some(withdrew) = self.sites[s].withdrew else { return };
        let site = &self.model.sites[s];
        for i in 0..self.goods.len() {
            let load = &self.model.loads[self.goods[i].load];
            let in_place =
                self.goods[i].state == GoodsState::Unreleased && load.site == s && !load.disposition.leaves();
            if in_place {
                let factor = self.times_drivers(1.0, &site.disposal_drivers);
                let days = self.days(site.disposal, factor, Purpose::Disposal, load.key, 0);
                if withdrew + days <= self.today {
                    self.goods[i].state = GoodsState::Disposed;
                }
            }
        }
    }

    fn hold(&self, s: usize) -> u32 {
        let guards = self.model.sites[s].behind.iter().any(|behind| !self.is_vacated(*behind));
        let guard = if guards { self.sites[s].guard } else { 0 };
        guard.max(self.sites[s].keep).max(self.with_cargo(s))
    }

    fn cargo_to_leave(&self, s: usize) -> u32 {
        self.goods_in(|g| self.stands_at(g, s) && self.model.loads[g.load].disposition.leaves())
    }

    /// Of a withdrawal led by equipment: people who stay with the cargo that is still there.
    fn with_cargo(&self, s: usize) -> u32 {
        let (people, cargo) = self.sites[s].people_and_cargo;
        if !self.model.sites[s].leaves_with_cargo || self.sites[s].stage != Stage::Withdrawing || cargo == 0 {
            return 0;
        }
        let share = u64::from(people) * u64::from(self.cargo_to_leave(s));
        let stay = share / u64::from(cargo) + u64::from(share % u64::from(cargo) > 0);
        stay as u32
    }

    /// Releases up to `n` people of a group, down to the hold; how many it were.
    fn release(&mut self, group: usize, n: u32) -> u32 {
        let site = self.model.groups[group].site;
        let above_hold = self.unreleased_at(site).saturating_sub(self.hold(site));
        let n = n.min(self.unreleased_of(group)).min(above_hold);
        let whereabouts = Whereabouts::Waiting { place: site, ready: self.today, ticket: self.ticket() };
        if let Some(i) = self.people.iter().position(|p| p.group == group && p.whereabouts == Whereabouts::Unreleased) {
            self.take_people(i, n, whereabouts);
        }
        n
    }

    fn releases(&mut self, s: usize) {
        let model = self.model;
        let here = |g: &usize| model.groups[*g].site == s && model.groups[*g].travels();
        let dated = !self.clocks[s].stands;
        for group in (0..model.groups.len()).filter(|g| dated && here(g)) {
            if self.has_departed(s, model.groups[group].contingent) {
                self.release(group, u32::MAX);
            }
        }
        for (row, thinning) in model.thinnings.iter().enumerate() {
            if dated && here(&thinning.group) {
                let due = self.due(thinning, self.clocks[s].plan_day, self.thinned[row]);
                self.thinned[row] += self.release(thinning.group, due);
            }
        }
        if matches!(self.sites[s].stage, Stage::Withdrawing | Stage::Evacuating) {
            for component in [Component::Civilian, Component::Police, Component::Military] {
                for group in (0..model.groups.len()).rev().filter(here) {
                    if model.groups[group].component == component {
                        self.release(group, u32::MAX);
                    }
                }
            }
        }
    }

    /// Whether the departure date of a contingent has come at a site.
    fn has_departed(&self, s: usize, contingent: Option<usize>) -> bool {
        contingent.is_some_and(|c| self.model.contingents[c].depart <= self.clocks[s].plan_day)
    }

    fn unreleased_under(&self, ceiling: usize) -> u32 {
        self.model.ceilings[ceiling].groups.iter().map(|g| self.unreleased_of(*g)).sum()
    }

    /// An authorised strength: whoever is above what is allowed today is released.
    fn ceiling(&mut self, c: usize, before: u32) {
        let (ceiling, clock) = (&self.model.ceilings[c], self.clocks[self.sites.len()].clone());
        let today = clock.plan_day;
        if today < ceiling.from {
            return;
        }
        let begun = f64::from(*self.begun[c].get_or_insert(before));
        if clock.stands {
            return;
        }
        let people = f64::from(ceiling.people);
        let allowed = if today >= ceiling.date {
            people
        } else {
            let (left, days) = (f64::from(ceiling.date - today), f64::from(ceiling.date - ceiling.from + 1));
            people + ((begun - people).max(0.0) * left / days - HAIR).ceil()
        };
        let excess = (f64::from(self.unreleased_under(c)) - allowed).max(0.0) as u32;
        // Only where somebody may go at all.
        let free = |group: &&usize| {
            let site = self.model.groups[**group].site;
            !self.clocks[site].stands && self.unreleased_at(site) > self.hold(site)
        };
        let groups: Vec<usize> = ceiling.groups.iter().filter(free).copied().collect();
        let sizes: Vec<f64> = groups.iter().map(|g| f64::from(self.unreleased_of(*g))).collect();
        let excess = excess.min(sizes.iter().sum::<f64>() as u32);
        if excess == 0 {
            return;
        }
        for (group, n) in groups.into_iter().zip(largest_remainder_exactly(excess, &sizes)) {
            self.release(group, n);
        }
    }

    /// What a schedule still has to do by the end of a day; its days before the first are past.
    fn due(&self, row: &Schedule, today: Day, done: u32) -> u32 {
        let by = |day: Day| -> u32 {
            let (days, passed) = (i64::from(row.to - row.from + 1), i64::from(day - row.from + 1));
            let passed = passed.clamp(0, days);
            (i64::from(row.count) * passed / days) as u32
        };
        by(today) - by(self.model.first - 1) - done
    }

    /// An evacuating site: everyone who can drive goes, ready or not, and cargo
    /// that has come since the evacuation was ordered is written off.
    fn forced_move(&mut self, s: usize) {
        if self.sites[s].stage != Stage::Evacuating {
            return;
        }
        let site = &self.model.sites[s];
        if let (Some(lane), Some(_)) = (site.road, site.self_move_km_per_day) {
            let everyone = self.waiting_in_order(s, |_| true);
            self.drive_out(lane, &everyone, u32::MAX, false);
        }
        self.write_off_cargo(s);
    }

    fn write_off_cargo(&mut self, s: usize) {
        for i in 0..self.goods.len() {
            if self.stands_at(&self.goods[i], s) {
                self.goods[i].state = GoodsState::WrittenOff;
            }
        }
    }

    /// Puts people on the road, at most so many.
    fn drive_out(&mut self, lane: usize, parties: &[usize], mut room: u32, escorted: bool) {
        let site = self.model.lanes[lane].site;
        let km_per_day = self.model.sites[site].self_move_km_per_day.expect("people who drive out");
        if parties.iter().all(|i| self.people[*i].n == 0) {
            return;
        }
        let id = self.next_convoy;
        self.next_convoy += 1;
        for i in parties {
            let n = self.people[*i].n.min(room);
            let ticket = self.ticket();
            self.take_people(*i, n, Whereabouts::OnRoad { convoy: id, ticket });
            room -= n;
        }
        let days_left = self.travel_days(lane, self.km(lane), km_per_day, Purpose::TravelPeople);
        let set_out = self.ticket();
        let escort = if escorted { self.escorts_of(lane) } else { None };
        self.convoys.push(Convoy { id, set_out, lane, days_left, trucks: None, spare: 0, escort, phase: SELF_MOVE });
    }

    fn cargo_releases(&mut self, s: usize) {
        let site_leaves = self.sites[s].stage >= Stage::Withdrawing;
        for load in self.model.sites[s].loads.clone() {
            let cargo = &self.model.loads[load];
            let has_date = cargo.from <= self.clocks[s].plan_day || self.has_departed(s, cargo.contingent);
            let may_leave = site_leaves || (has_date && !self.clocks[s].stands);
            if !cargo.disposition.leaves() || !may_leave {
                continue;
            }
            for i in 0..self.goods.len() {
                if self.goods[i].load == load && self.goods[i].state == GoodsState::Unreleased {
                    let ticket = self.ticket();
                    self.goods[i].state = GoodsState::Queued { place: s, ticket };
                }
            }
        }
    }

    // ---- 4. requests and dispatch ------------------------------------------

    fn may_leave_by_lane(&self, s: usize) -> bool {
        !self.model.sites[s].is_gateway() || matches!(self.sites[s].stage, Stage::Withdrawing | Stage::Evacuating)
    }

    fn requests_and_dispatch(&mut self) {
        for &s in &self.model.order {
            if self.is_vacated(s) || self.sites[s].stage == Stage::Evacuating {
                continue;
            }
            let site = &self.model.sites[s];
            if let (Some(lane), Some(_), true) = (site.road, site.self_move_km_per_day, self.may_leave_by_lane(s)) {
                self.self_move(s, lane);
            }
            for lane in site.lanes.clone() {
                if let LaneKind::Road { pools, .. } = &self.model.lanes[lane].kind
                    && !pools.is_empty()
                {
                    self.lift(s, lane, pools);
                }
            }
        }
    }

    /// Whether the request is granted today; if not, a day of work is done on it.
    fn granted(&self, request: &mut Request, effects: &[Effect], lift: bool) -> bool {
        let left = request.expect("a pending request");
        if left <= 0 {
            return true;
        }
        *request = Some(left - a_day_of_work(effects, lift));
        false
    }

    fn self_move(&mut self, s: usize, lane: usize) {
        let ready = self.waiting_in_order(s, |p| self.is_ready(p) && p.n > 0);
        let compiled = &self.model.lanes[lane];
        if self.moves[lane].0.is_none() {
            if ready.is_empty() {
                return;
            }
            let factor = self.times_drivers(1.0, &compiled.clearance_drivers);
            let work = self.work(compiled.clearance, factor, Purpose::ClearanceMove, compiled.key, self.moves[lane].1);
            self.moves[lane] = (Some(work), self.moves[lane].1 + 1);
        }
        let mut request = self.moves[lane].0;
        let granted = self.granted(&mut request, &self.lane_effects(lane), false);
        self.moves[lane].0 = request;
        if !granted {
            return;
        }
        if ready.is_empty() {
            self.moves[lane].0 = None;
            return;
        }
        let room = self.free_beds(compiled.to);
        if room > 0 && self.an_escort_is_idle(lane) {
            self.drive_out(lane, &ready, room, true);
            self.moves[lane].0 = None;
        }
    }

    /// Truckloads for which no truck is on its way.
    fn need(&self, s: usize) -> i64 {
        let trucks: u32 = self.convoys.iter().map(|convoy| self.trucks_on_the_way_to(convoy, s)).sum();
        i64::from(self.queue_at(s)) - i64::from(trucks)
    }

    /// Trucks of a convoy that are out to a site, or loading there.
    fn trucks_on_the_way_to(&self, convoy: &Convoy, s: usize) -> u32 {
        let Some((_, n)) = convoy.trucks else { return 0 };
        let first = self.model.lanes[convoy.lane].site;
        let second = self.second_road(convoy.lane).map(|road| self.model.lanes[road].site);
        match convoy.phase {
            OUT | LOADING if first == s => n - convoy.spare,
            OUT | LOADING if second == Some(s) => convoy.spare,
            TO_SECOND | LOADING_AT_SECOND if second == Some(s) => self.empty_trucks(convoy),
            _ => 0,
        }
    }

    /// What a lane asks for: its site's need, and, if there is one, the second site's as well.
    fn need_of_lane(&self, lane: usize) -> i64 {
        let own = self.need(self.model.lanes[lane].site);
        let second = self.second_road(lane).map_or(0, |road| self.need(self.model.lanes[road].site).max(0));
        if own > 0 { own + second } else { own }
    }

    fn idle(&self, pool: usize) -> u32 {
        let away: u32 = self.convoys.iter().filter_map(|c| c.trucks).filter(|(p, _)| *p == pool).map(|(_, n)| n).sum();
        self.model.pools[pool].count - away
    }

    /// A lane without escorts never lacks one.
    fn an_escort_is_idle(&self, lane: usize) -> bool {
        let Some(pool) = self.escorts_of(lane) else { return true };
        let away = self.convoys.iter().filter(|convoy| convoy.escort == Some(pool)).count();
        away < self.model.escorts[pool].count as usize
    }

    fn escorts_of(&self, lane: usize) -> Option<usize> {
        match self.model.lanes[lane].kind {
            LaneKind::Road { escort, .. } => escort,
            LaneKind::Scheduled(_) => None,
        }
    }

    fn lift(&mut self, s: usize, lane: usize, pools: &[usize]) {
        let compiled = &self.model.lanes[lane];
        if self.lifts[lane].0.is_none() {
            if self.need_of_lane(lane) <= 0 {
                return;
            }
            let factor = self.times_drivers(1.0, &compiled.clearance_drivers);
            let work = self.work(compiled.clearance, factor, Purpose::ClearanceLift, compiled.key, self.lifts[lane].1);
            self.lifts[lane] = (Some(work), self.lifts[lane].1 + 1);
        }
        let mut request = self.lifts[lane].0;
        let granted = self.granted(&mut request, &self.lane_effects(lane), true);
        self.lifts[lane].0 = request;
        if !granted {
            return;
        }
        let mut some_left = false;
        for &pool in pools {
            let need = self.need_of_lane(lane);
            let trucks = need.min(i64::from(self.idle(pool)));
            let enough = trucks > 0 && trucks >= need.min(i64::from(self.model.pools[pool].min_trucks));
            if enough && self.an_escort_is_idle(lane) {
                let days_left =
                    self.travel_days(lane, self.km(lane), self.model.pools[pool].km_per_day, Purpose::TravelOut);
                let id = self.next_convoy;
                self.next_convoy += 1;
                let set_out = self.ticket();
                self.convoys.push(Convoy {
                    id,
                    set_out,
                    lane,
                    days_left,
                    trucks: Some((pool, trucks as u32)),
                    spare: (trucks - trucks.min(self.need(s))) as u32,
                    escort: self.escorts_of(lane),
                    phase: OUT,
                });
                some_left = true;
            }
        }
        if some_left || self.need_of_lane(lane) <= 0 {
            self.lifts[lane].0 = None;
        }
    }

    // ---- 5. air lanes ------------------------------------------------------

    fn air_lanes(&mut self) {
        for &s in &self.model.order {
            if self.is_vacated(s) {
                continue;
            }
            for lane in self.model.sites[s].lanes.clone() {
                if let LaneKind::Scheduled(schedule) = self.model.lanes[lane].kind
                    && self.runs(lane, schedule.available)
                {
                    self.people_by_schedule(s, lane, schedule);
                    self.cargo_by_schedule(s, lane, schedule);
                }
            }
        }
    }

    fn runs(&self, lane: usize, available: f64) -> bool {
        match &self.luck {
            Luck::Drawn(streams) => {
                let bits = streams.bits(Purpose::AirAvailable, self.model.lanes[lane].key, self.today as u64);
                happens(bits, available)
            }
            Luck::Planned => true,
        }
    }

    /// floor(so many per day × factors): those of air for a lane by air, those of water for others.
    fn room_on(&self, lane: usize, per_day: u32, by: Carrier) -> u32 {
        let compiled = &self.model.lanes[lane];
        let mut room = self.times_drivers(f64::from(per_day), &compiled.capacity_drivers);
        room *= compiled.capacity[self.today as usize];
        for effect in self.lane_effects(lane) {
            room *= if by == Carrier::Air { effect.air } else { effect.water };
        }
        if self.surges() && by == Carrier::Air {
            room *= self.model.policy.surge_air;
        }
        room.floor() as u32
    }

    fn people_by_schedule(&mut self, s: usize, lane: usize, schedule: ScheduledLane) {
        if !self.may_leave_by_lane(s) {
            return;
        }
        let hub = self.model.lanes[lane].to;
        let mut room = self.room_on(lane, schedule.seats_per_day, schedule.by).min(self.free_beds(hub));
        let ready = self.ready_at_hub(lane);
        for i in self.waiting_in_order(s, |p| self.is_ready(p)) {
            let n = self.people[i].n.min(room);
            let ticket = self.ticket();
            self.take_people(i, n, Whereabouts::Waiting { place: hub, ready, ticket });
            room -= n;
        }
    }

    /// From the head of the queue to the end of the hub's; not what stands at a site under evacuation.
    fn cargo_by_schedule(&mut self, s: usize, lane: usize, schedule: ScheduledLane) {
        if self.sites[s].stage == Stage::Evacuating {
            return;
        }
        let mut room = self.room_on(lane, schedule.truckloads_per_day, schedule.by);
        for i in self.queue_in_order(s) {
            let n = self.goods[i].n.min(room);
            let ticket = self.ticket();
            self.take_goods(i, n, GoodsState::Queued { place: self.model.lanes[lane].to, ticket });
            room -= n;
        }
    }

    // ---- 6. separations ------------------------------------------------------

    fn separations(&mut self) {
        for (row, separation) in self.model.separations.iter().enumerate() {
            let n = self.due(separation, self.today, self.separated[row]).min(self.unreleased_of(separation.group));
            let at = self
                .people
                .iter()
                .position(|p| p.group == separation.group && p.whereabouts == Whereabouts::Unreleased);
            if let Some(i) = at {
                self.take_people(i, n, Whereabouts::Separated);
                self.separated[row] += n;
            }
        }
    }

    fn transfers(&mut self) {
        for (t, transfer) in self.model.transfers.iter().enumerate() {
            let row = &transfer.row;
            let n = self.due(row, self.today, self.transferred[t]).min(self.unreleased_of(row.group));
            let here = |p: &Party| p.group == row.group && p.whereabouts == Whereabouts::Unreleased;
            if let Some(i) = self.people.iter().position(here) {
                self.take_people(i, n, Whereabouts::Separated);
                self.transferred[t] += n;
            }
        }
    }

    // ---- 7. exits ------------------------------------------------------------

    fn departures(&mut self, e: usize) {
        let exit = &self.model.exits[e];
        let effects = self.effects(&exit.regimes, &exit.timed);
        let mut per_week = self.times_drivers(exit.per_week[self.today as usize], &exit.exits_drivers);
        for effect in &effects {
            per_week *= effect.exits;
        }
        if self.surges() {
            per_week *= self.model.policy.surge_exits;
        }
        let growth = (per_week * 1e6).round() as i64;
        if growth == 0 {
            // The exit is closed today.
            return;
        }
        self.credit[e] += growth;

        let mut departures_today = 0;
        while departures_today < 64 && self.demand(e) {
            if let Some(clearance) = exit.clearance {
                if self.exit_clearances[e].0.is_none() {
                    let asked = self.exit_clearances[e].1;
                    let factor = self.times_drivers(1.0, &exit.clearance_drivers);
                    let work = self.work(clearance, factor, Purpose::ExitClearance, exit.key, asked);
                    self.exit_clearances[e] = (Some(work), asked + 1);
                }
                let mut request = self.exit_clearances[e].0;
                let granted = self.granted(&mut request, &effects, false);
                self.exit_clearances[e].0 = request;
                if !granted {
                    break;
                }
            }
            if self.credit[e] < FLIGHT {
                break;
            }
            self.credit[e] -= FLIGHT;
            self.exit_clearances[e].0 = None;
            let number = self.today as u64 * 64 + departures_today;
            departures_today += 1;
            let cancelled = match &self.luck {
                Luck::Drawn(streams) => {
                    happens(streams.bits(Purpose::Cancellation, exit.key, number), exit.cancellation)
                }
                Luck::Planned => false,
            };
            if !cancelled {
                self.depart(e);
            }
        }
        self.credit[e] = self.credit[e].min(FLIGHT);
    }

    fn may_use(&self, party: &Party, exit: usize) -> bool {
        self.model.groups[party.group].contingent.is_none_or(|c| self.model.contingents[c].may_use[exit])
    }

    fn demand(&self, e: usize) -> bool {
        let exit = &self.model.exits[e];
        let passengers = self.waiting_in_order(exit.site, |p| p.n > 0 && self.is_ready(p) && self.may_use(p, e));
        (exit.seats > 0 && !passengers.is_empty()) || (exit.truckloads > 0 && self.queue_at(exit.site) > 0)
    }

    fn depart(&mut self, e: usize) {
        let exit = &self.model.exits[e];
        let (mut seats, mut room) = (exit.seats, exit.truckloads);
        for only_reserved in [true, false] {
            for i in self.waiting_in_order(exit.site, |p| self.is_ready(p) && self.may_use(p, e)) {
                let contingent = self.model.groups[self.people[i].group].contingent;
                if !only_reserved || (contingent.is_some() && contingent == exit.reserved_for) {
                    let n = seats.min(self.people[i].n);
                    self.take_people(i, n, Whereabouts::Departed);
                    seats -= n;
                }
            }
            for i in self.queue_in_order(exit.site) {
                let contingent = self.model.loads[self.goods[i].load].contingent;
                if !only_reserved || (contingent.is_some() && contingent == exit.reserved_for) {
                    let n = room.min(self.goods[i].n);
                    self.take_goods(i, n, GoodsState::Out);
                    room -= n;
                }
            }
        }
    }

    // ---- 8. closures and milestones --------------------------------------------

    fn closures(&mut self) {
        self.tidy();
        for s in 0..self.sites.len() {
            let site = &self.model.sites[s];
            let leaving = matches!(self.sites[s].stage, Stage::Withdrawing | Stage::Evacuating);
            if leaving && self.is_empty(s) {
                self.outcome.vacated[s] = self.today;
                let factor = self.times_drivers(1.0, &site.handover_drivers);
                let signed_on = self.today + self.days(site.handover, factor, Purpose::Handover, site.key, 0);
                let closes = site.ends == Ends::Closed;
                if self.sites[s].stage == Stage::Evacuating || closes {
                    self.outcome.ended[s] = self.today;
                    self.outcome.closed[s] = self.sites[s].stage == Stage::Withdrawing;
                    self.sites[s].stage = Stage::Ended;
                } else {
                    self.sites[s].stage = Stage::Vacated { signed_on };
                }
            }
            if matches!(self.sites[s].stage, Stage::Vacated { signed_on } if signed_on <= self.today) {
                self.outcome.ended[s] = self.today;
                self.outcome.handed_over[s] = true;
                self.sites[s].stage = Stage::Ended;
            }
        }
    }

    fn is_empty(&self, s: usize) -> bool {
        let nobody = self.unreleased_at(s) == 0 && self.waiting_at(s) == 0;
        let nothing = !self.goods.iter().any(|g| g.n > 0 && self.stands_at(g, s));
        let nobody_comes = !self.convoys.iter().any(|c| {
            let lane = &self.model.lanes[c.lane];
            let for_it = self.sites[s].stage == Stage::Withdrawing && self.trucks_on_the_way_to(c, s) > 0;
            for_it || (c.phase != OUT && c.phase != LOADING && lane.to == s)
        });
        let none_behind = self.model.lanes.iter().filter(|l| l.to == s).all(|l| self.is_vacated(l.site));
        nobody && nothing && nobody_comes && none_behind
    }

    fn milestones(&mut self) {
        for (m, milestone) in self.model.milestones.iter().enumerate() {
            let holds = match milestone.kind {
                MilestoneKind::PeopleOut => {
                    let left = (1.0 - milestone.share) * f64::from(self.model.strength());
                    f64::from(self.still_to_leave()) <= (left + HAIR).floor()
                }
                MilestoneKind::SitesVacated => self.enough_sites(milestone.share, |s| self.is_vacated(s)),
                MilestoneKind::SitesEnded => self.enough_sites(milestone.share, |s| self.has_ended(s)),
                MilestoneKind::CargoOut => {
                    let needed = (milestone.share * f64::from(self.model.truckloads()) - HAIR).ceil();
                    let done = [GoodsState::Out, GoodsState::Disposed, GoodsState::WrittenOff];
                    f64::from(self.goods_in(|g| done.contains(&g.state))) >= needed
                }
                MilestoneKind::LiquidationOver => {
                    let kept: Vec<usize> = (0..self.sites.len()).filter(|s| self.model.sites[*s].keep > 0).collect();
                    let sites = if kept.is_empty() { (0..self.sites.len()).collect() } else { kept };
                    sites.iter().all(|s| self.has_ended(*s))
                }
            };
            let day = &mut self.outcome.milestones[m];
            if holds && *day == NEVER {
                *day = self.today;
            } else if !holds && self.today <= self.deadline {
                *day = NEVER;
            }
        }
        if self.today == self.deadline {
            self.count_tail();
        }
    }

    fn has_ended(&self, s: usize) -> bool {
        self.sites[s].stage == Stage::Ended
    }

    fn enough_sites(&self, share: f64, are: impl Fn(usize) -> bool) -> bool {
        let not_kept: Vec<usize> = (0..self.sites.len()).filter(|s| self.sites[*s].keep == 0).collect();
        let n = not_kept.iter().filter(|s| are(**s)).count();
        n as f64 >= (share * not_kept.len() as f64 - HAIR).ceil()
    }

    /// Who is left at the deadline (or before the first day, if that is later).
    fn count_tail(&mut self) {
        self.outcome.tail = self.still_to_leave();
        for c in 0..self.model.contingents.len() {
            self.outcome.contingents[c].rear_party =
                self.present(|p| self.travels(p) && self.model.groups[p.group].contingent == Some(c));
        }
    }

    fn contingents(&mut self) {
        for c in 0..self.model.contingents.len() {
            let people = u64::from(self.model.contingents[c].people);
            let present = self.present(|p| self.travels(p) && self.model.groups[p.group].contingent == Some(c));
            let gone = people - u64::from(present);
            let (today, outcome) = (self.today, &mut self.outcome.contingents[c]);
            let reach = |day: &mut Day, tenths: u64| {
                if *day == NEVER && 10 * gone >= tenths * people {
                    *day = today;
                }
            };
            reach(&mut outcome.half, 5);
            reach(&mut outcome.nine_tenths, 9);
            reach(&mut outcome.all, 10);
        }
    }

    // ---- 9. exposure and record --------------------------------------------------

    /// A person-day for everybody whose place is under threat at the end of the day, local staff left out.
    fn exposure(&mut self) {
        let mut at_sites = 0;
        for s in 0..self.sites.len() {
            let threats = &self.model.sites[s].threats;
            if self.effects(&threats.regimes, &threats.timed).iter().any(|effect| effect.threat) {
                at_sites += self.unreleased_at(s) + self.waiting_at(s);
            }
        }
        let on_road = self.people_in(|party| match party.whereabouts {
            Whereabouts::OnRoad { convoy, .. } => {
                let convoy = self.convoys.iter().find(|c| c.id == convoy).expect("people on the road drive");
                self.lane_effects(convoy.lane).iter().any(|effect| effect.threat)
            }
            _ => false,
        });
        self.outcome.exposed_at_sites += u64::from(at_sites);
        self.outcome.exposed_on_road += u64::from(on_road);
    }

    fn record(&self) -> DayRecord {
        let of = |component| self.present(|p| self.model.groups[p.group].component == component);
        DayRecord {
            present: Component::ALL.map(of),
            queued: self.people_in(|p| matches!(p.whereabouts, Whereabouts::Waiting { .. })),
            on_road: self.people_in(|p| matches!(p.whereabouts, Whereabouts::OnRoad { .. })),
        }
    }
}

/// A day of work in steps of 2⁻²⁰ day.
fn a_day_of_work(effects: &[Effect], lift: bool) -> i64 {
    let mut factor = 1.0;
    for effect in effects {
        let works = if lift { vec![effect.clearance, effect.lift] } else { vec![effect.clearance] };
        for work in works {
            match work {
                Work::Factor(f) => factor *= f,
                Work::Blocked => return 0,
            }
        }
    }
    (DAY_OF_WORK / factor).round() as i64
}

/// Splits a whole number in proportion to weights; ties go to the lower index.
fn largest_remainder(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|w| f64::from(total) * w / sum).collect();
    let mut parts: Vec<u32> = exact.iter().map(|x| x.floor() as u32).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| {
        let rest = |i: usize| exact[i] - exact[i].floor();
        rest(*b).total_cmp(&rest(*a)).then(a.cmp(b))
    });
    let missing = total - parts.iter().sum::<u32>();
    for i in order.into_iter().take(missing as usize) {
        parts[i] += 1;
    }
    parts
}

/// The same of whole numbers, without a fraction: remainders are compared as they are.
fn largest_remainder_exactly(total: u32, sizes: &[f64]) -> Vec<u32> {
    let sizes: Vec<u128> = sizes.iter().map(|size| *size as u128).collect();
    let (total, sum) = (u128::from(total), sizes.iter().sum::<u128>());
    let mut parts: Vec<u128> = sizes.iter().map(|size| total * size / sum).collect();
    while parts.iter().sum::<u128>() < total {
        // The one that is furthest below its share, by what it has still to get.
        let short = |i: usize| (total * sizes[i]).saturating_sub(parts[i] * sum);
        let next = (0..sizes.len()).rev().max_by_key(|i| short(*i)).expect("a selection has groups");
        parts[next] += 1;
    }
    parts.into_iter().map(|part| part as u32).collect()
}
