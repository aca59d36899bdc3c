//! How the model counts published figures of cargo.

use crate::model::{Load, Model};
use crate::scenario::{Observation, Quantity};
use crate::simulate::{State, What};

/// What becomes of cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It left the country through an exit.
    Out,
    /// It was sold, given or destroyed, as planned.
    Disposed,
    /// Either, or it was written off.
    Gone,
}

/// Whose cargo is counted, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cargo {
    pub fate: Fate,
    /// Of the model's loads, by index.
    loads: Vec<usize>,
    /// The figure is published in percent of the load at the start.
    pub in_percent: bool,
}

impl Cargo {
    pub(super) fn of(observation: &Observation, model: &Model) -> Self {
        let own = |load: &Load| observation.owner.as_ref().is_none_or(|owner| load.owner == *owner);
        let loads = model.loads.iter().enumerate().filter(|(_, load)| own(load)).map(|(index, _)| index);
        let fate = match observation.quantity {
            Quantity::CargoOut => Fate::Out,
            Quantity::CargoDisposed => Fate::Disposed,
            _ => Fate::Gone,
        };
        let in_percent = observation.quantity == Quantity::PercentGone;
        Self { fate, loads: loads.collect(), in_percent }
    }

    /// Units at the start.
    pub fn load(&self, model: &Model) -> u32 {
        self.sum(model, |_| true)
    }

    /// Units that come to this fate if nothing is written off.
    pub fn most(&self, model: &Model) -> u32 {
        self.sum(model, |load| match self.fate {
            Fate::Out => load.disposition.leaves(),
            Fate::Disposed => !load.disposition.leaves(),
            Fate::Gone => true,
        })
    }

    /// Units that leave the country if nothing is written off.
    pub fn leaving(&self, model: &Model) -> u32 {
        self.sum(model, |load| load.disposition.leaves())
    }

    /// Units that had come to it before the first simulated day: cargo of sites that had
    /// ended by then, which was to be sold, given or destroyed.
    pub fn at_first(&self, model: &Model) -> u32 {
        let gone = self.sum(model, |load| load.at_hub.is_some() && !load.disposition.leaves());
        if self.fate == Fate::Out { 0 } else { gone }
    }

    /// Units that have come to it so far.
    pub fn of_state(&self, state: &State) -> u32 {
        let of = |&load: &usize| {
            let now = &state.loads[load];
            match self.fate {
                Fate::Out => now.out,
                Fate::Disposed => now.disposed,
                Fate::Gone => now.out + now.disposed + now.written_off,
            }
        };
        self.loads.iter().map(of).sum()
    }

    /// Units that come to it with an event.
    pub fn of_event(&self, what: &What) -> u32 {
        let (load, n, counts) = match *what {
            What::CargoOut { load, n, .. } => (load, n, self.fate != Fate::Disposed),
            What::CargoDisposed { load, n } => (load, n, self.fate != Fate::Out),
            What::CargoWrittenOff { load, n, .. } => (load, n, self.fate == Fate::Gone),
            _ => return 0,
        };
        if counts && self.loads.contains(&load) { n } else { 0 }
    }

    fn sum(&self, model: &Model, counts: impl Fn(&Load) -> bool) -> u32 {
        self.loads.iter().map(|&load| &model.loads[load]).filter(|load| counts(load)).map(|load| load.truckloads).sum()
    }
}
