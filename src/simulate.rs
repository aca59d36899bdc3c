//! One replication: `(model, seed, replication, policy) → outcome`.
//!
//! Pure: no file, clock, thread or string in here. The rules of a day are in the
//! modules below, one for each of its steps; `docs/model.md` gives them in words.

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::streams::Streams;

mod event;

pub use event::{Cause, DayRecord, Event, Recorder, Silent, Trace, Wait, What};

/// How much of the scenario's policy is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PolicyLevel {
    /// Neither surge nor evacuation.
    Off,
    /// Surge only.
    Surge,
    /// As written.
    Full,
}

/// What one replication came to under one policy. Days that did not come within
/// the horizon are [`NEVER`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// By site.
    pub vacated: Vec<Day>,
    pub ended: Vec<Day>,
    pub handed_over: Vec<bool>,
    /// By milestone.
    pub milestones: Vec<Day>,
    pub contingents: Vec<ContingentOutcome>,
    /// Present at the end of the deadline day, without those kept and local staff.
    pub tail: u32,
    pub evacuated: u32,
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
    /// People still present at the end of the deadline day: its rear party.
    pub rear_party: u32,
}
