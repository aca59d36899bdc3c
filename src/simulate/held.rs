//! What is held at its neutral while everything else is drawn as ever: the
//! mission without a driver, a regime, a shock or a kind of delay.
//!
//! As every random number is looked up by what it is for, whatever is not held
//! draws what it would have drawn.

use std::collections::{BTreeMap, BTreeSet};

use crate::streams::Purpose;

/// A kind of delay, or of small luck, that can be held at what the plan has.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// As in the scenario file.
    pub name: &'static str,
    /// What it is set to, in words.
    pub neutral: &'static str,
    pub purposes: &'static [Purpose],
}

const PLANNED: &str = "its planned value";

/// Every kind, in the order in which a site meets them.
pub const KINDS: [Kind; 13] = [
    Kind { name: "begin_shift", neutral: PLANNED, purposes: &[Purpose::BeginShift] },
    Kind { name: "margin", neutral: PLANNED, purposes: &[Purpose::Margin] },
    Kind { name: "preparation", neutral: PLANNED, purposes: &[Purpose::Preparation] },
    Kind {
        name: "clearance",
        neutral: PLANNED,
        purposes: &[Purpose::ClearanceMove, Purpose::ClearanceLift, Purpose::ExitClearance],
    },
    Kind { name: "loading", neutral: PLANNED, purposes: &[Purpose::Loading] },
    Kind {
        name: "travel",
        neutral: PLANNED,
        purposes: &[Purpose::TravelPeople, Purpose::TravelOut, Purpose::TravelBack],
    },
    Kind { name: "transit", neutral: PLANNED, purposes: &[Purpose::Transit] },
    Kind { name: "disposal", neutral: PLANNED, purposes: &[Purpose::Disposal] },
    Kind { name: "handover", neutral: PLANNED, purposes: &[Purpose::Handover] },
    Kind { name: "liquidation", neutral: PLANNED, purposes: &[Purpose::Liquidation] },
    Kind { name: "people_error", neutral: "the split as stated", purposes: &[Purpose::PeopleSplit] },
    Kind { name: "cancellation", neutral: "none", purposes: &[Purpose::Cancellation] },
    Kind { name: "available", neutral: "air lanes on every day", purposes: &[Purpose::AirAvailable] },
];

/// What is held, by index in the model. Nothing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// At these factors.
    drivers: BTreeMap<usize, f64>,
    /// In their start state on every day, pins or not.
    regimes: BTreeSet<usize>,
    /// Which never happen.
    shocks: BTreeSet<usize>,
    /// A bit for each [`Purpose`] that is as planned.
    purposes: u64,
}

impl Held {
    /// Holds a driver at a factor; delays that are held are multiplied by it too.
    pub fn driver(&mut self, driver: usize, factor: f64) {
        self.drivers.insert(driver, factor);
    }

    /// Holds a regime in its start state: what is documented of it did not happen.
    pub fn regime(&mut self, regime: usize) {
        self.regimes.insert(regime);
    }

    /// A shock that never happens.
    pub fn shock(&mut self, shock: usize) {
        self.shocks.insert(shock);
    }

    /// Holds a kind of delay as the plan has it.
    pub fn kind(&mut self, kind: &Kind) {
        self.purposes |= kind.purposes.iter().fold(0, |mask, &purpose| mask | bit(purpose));
    }

    pub(crate) fn factor(&self, driver: usize) -> Option<f64> {
        self.drivers.get(&driver).copied()
    }

    pub(crate) fn holds_regime(&self, regime: usize) -> bool {
        self.regimes.contains(&regime)
    }

    pub(crate) fn holds_shock(&self, shock: usize) -> bool {
        self.shocks.contains(&shock)
    }

    pub(crate) fn purposes(&self) -> u64 {
        self.purposes
    }
}

/// The bit of a purpose in a mask.
#[inline]
pub(crate) const fn bit(purpose: Purpose) -> u64 {
    1 << purpose as u64
}
