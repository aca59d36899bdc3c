//! What one replication came to.

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::simulate::state::{Gone, Stage, State};

/// What one replication came to under one policy. Days that did not come within
/// the horizon are [`NEVER`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// By site: the day on which it began to close (prepare, withdraw or be evacuated); for one that
    /// had ended before the first day, the day on which it ended.
    pub began: Vec<Day>,
    /// By site.
    pub vacated: Vec<Day>,
    pub ended: Vec<Day>,
    pub handed_over: Vec<bool>,
    /// Closed as planned, without anybody who signs.
    pub closed: Vec<bool>,
    /// By milestone.
    pub milestones: Vec<Day>,
    pub contingents: Vec<ContingentOutcome>,
    /// The deadline in force at the end of the horizon: the scenario's, unless a shock moved it.
    pub deadline_in_force: Day,
    /// Present at the end of the deadline in force, without those kept and local staff.
    pub tail: u32,
    pub evacuated: u32,
    /// Person-days under threat from the first simulated day to the horizon, local staff
    /// left out: at sites, and on the road.
    pub exposed_at_sites: u64,
    pub exposed_on_road: u64,
    /// Truckloads, at the end of the horizon.
    pub cargo_out: u32,
    pub cargo_disposed: u32,
    pub cargo_written_off: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContingentOutcome {
    /// Days on which half, nine tenths and all of its people were gone.
    pub half: Day,
    pub nine_tenths: Day,
    pub all: Day,
    /// Of its own truckloads, at the end of the horizon.
    pub out: u32,
    pub disposed: u32,
    pub written_off: u32,
    /// People still present at the end of the deadline in force: its rear party.
    pub rear_party: u32,
}

impl ContingentOutcome {
    /// So many are gone by the end of a day: nobody comes back, so that a share that is reached stays so.
    #[cold]
    #[inline(never)]
    pub(super) fn reach(&mut self, gone: &mut Gone, day: Day) {
        gone.next = u32::MAX;
        for (share, reached) in gone.shares.into_iter().zip([&mut self.half, &mut self.nine_tenths, &mut self.all]) {
            if gone.n < share {
                gone.next = gone.next.min(share);
            } else if *reached == NEVER {
                *reached = day;
            }
        }
    }
}

impl Outcome {
    pub(super) fn new(model: &Model) -> Self {
        let none = ContingentOutcome {
            half: NEVER,
            nine_tenths: NEVER,
            all: NEVER,
            out: 0,
            disposed: 0,
            written_off: 0,
            rear_party: 0,
        };
        Self {
            began: vec![NEVER; model.sites.len()],
            vacated: vec![NEVER; model.sites.len()],
            ended: vec![NEVER; model.sites.len()],
            handed_over: vec![false; model.sites.len()],
            closed: vec![false; model.sites.len()],
            milestones: vec![NEVER; model.milestones.len()],
            deadline_in_force: model.deadline,
            contingents: vec![none; model.contingents.len()],
            tail: 0,
            evacuated: 0,
            exposed_at_sites: 0,
            exposed_on_road: 0,
            cargo_out: 0,
            cargo_disposed: 0,
            cargo_written_off: 0,
        }
    }

    pub(super) fn reset(&mut self, start: &State, model: &Model) {
        for (index, site) in start.sites.iter().enumerate() {
            (self.began[index], self.vacated[index], self.ended[index]) = (site.ended, site.vacated, site.ended);
            self.handed_over[index] = site.stage == Stage::HandedOver;
            self.closed[index] = false;
        }
        self.milestones.fill(NEVER);
        (self.exposed_at_sites, self.exposed_on_road) = (0, 0);
        for outcome in &mut self.contingents {
            (outcome.half, outcome.nine_tenths, outcome.all) = (NEVER, NEVER, NEVER);
        }
        debug_assert_eq!(self.contingents.len(), model.contingents.len());
    }

    /// Overwrites this outcome with another of the same model, without allocating.
    pub(super) fn become_(&mut self, other: &Self) {
        self.began.clone_from(&other.began);
        self.vacated.clone_from(&other.vacated);
        self.ended.clone_from(&other.ended);
        self.handed_over.clone_from(&other.handed_over);
        self.closed.clone_from(&other.closed);
        self.milestones.clone_from(&other.milestones);
        self.contingents.clone_from(&other.contingents);
        (self.tail, self.evacuated) = (other.tail, other.evacuated);
        self.deadline_in_force = other.deadline_in_force;
        (self.exposed_at_sites, self.exposed_on_road) = (other.exposed_at_sites, other.exposed_on_road);
        (self.cargo_out, self.cargo_disposed) = (other.cargo_out, other.cargo_disposed);
        self.cargo_written_off = other.cargo_written_off;
    }

    /// Who is still there at the end of the deadline in force.
    pub(super) fn take_stock(&mut self, model: &Model, state: &State) {
        self.tail = state.strength() - state.kept();
        for (index, contingent) in model.contingents.iter().enumerate() {
            self.contingents[index].rear_party = contingent.people - state.gone_of(index);
        }
    }

    /// What became of the cargo, and of the people who were evacuated.
    pub(super) fn take_cargo(&mut self, model: &Model, state: &State) {
        self.evacuated = state.evacuated;
        (self.cargo_out, self.cargo_disposed, self.cargo_written_off) = (0, 0, 0);
        for outcome in &mut self.contingents {
            (outcome.out, outcome.disposed, outcome.written_off) = (0, 0, 0);
        }
        for (load, now) in model.loads.iter().zip(&state.loads) {
            self.cargo_out += now.out;
            self.cargo_disposed += now.disposed;
            self.cargo_written_off += now.written_off;
            if let Some(contingent) = load.contingent {
                let own = &mut self.contingents[contingent];
                own.out += now.out;
                own.disposed += now.disposed;
                own.written_off += now.written_off;
            }
        }
    }

    /// Sites that ended without a handover within the horizon, those left out that were
    /// closed as planned or had ended before the first simulated day.
    pub fn left_without_handover(&self, model: &Model) -> u32 {
        let left = |site: &usize| {
            let (ended, handed_over) = (self.ended[*site], self.handed_over[*site]);
            ended != NEVER && !handed_over && !self.closed[*site] && model.sites[*site].ended.is_none()
        };
        (0..self.ended.len()).filter(left).count() as u32
    }
}
