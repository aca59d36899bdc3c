//! What a replication can tell about itself: events, and the record of a day.

use crate::calendar::Day;
use crate::simulate::{ExitDay, LaneDay, State, TrucksWanted};

/// Something that happened on one day of one replication. Indices are those of
/// the [`crate::model::Model`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub day: Day,
    pub what: What,
    /// The wait that this event ended, if it ended one.
    pub ended: Option<Wait>,
}

/// A wait that is over: since when, for what, and on whom or what it hung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    pub since: Day,
    pub cause: Cause,
}

/// What somebody was waiting for. Ties are broken by this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The planned start, with its shift.
    Plan,
    /// This site, to be vacated.
    Predecessor(usize),
    /// This shock.
    Shock(usize),
    /// The surge or the evacuation before the deadline.
    Policy,
    Preparation,
    /// A dated release, or the departure date of the contingent.
    Release,
    /// The guard, while sites behind were open; the last of them.
    Guard(usize),
    Clearance,
    Beds,
    /// An escort for a convoy.
    Escort,
    /// Seats of an air lane.
    AirSeats,
    /// Room for cargo on an air lane, and for people or cargo on one by river or sea.
    LaneRoom,
    Trucks,
    Loading,
    Travel,
    Transit,
    /// Seats or room of an exit.
    ExitSeats,
    ExitClearance,
    Disposal,
    Handover,
    Liquidation,
}

impl Cause {
    /// One of each kind, in order.
    pub const KINDS: [Self; 21] = [
        Self::Plan,
        Self::Predecessor(0),
        Self::Shock(0),
        Self::Policy,
        Self::Preparation,
        Self::Release,
        Self::Guard(0),
        Self::Clearance,
        Self::Beds,
        Self::Escort,
        Self::AirSeats,
        Self::LaneRoom,
        Self::Trucks,
        Self::Loading,
        Self::Travel,
        Self::Transit,
        Self::ExitSeats,
        Self::ExitClearance,
        Self::Disposal,
        Self::Handover,
        Self::Liquidation,
    ];

    /// The place of its kind in [`Self::KINDS`].
    pub fn kind(self) -> usize {
        match self {
            Self::Plan => 0,
            Self::Predecessor(_) => 1,
            Self::Shock(_) => 2,
            Self::Policy => 3,
            Self::Preparation => 4,
            Self::Release => 5,
            Self::Guard(_) => 6,
            Self::Clearance => 7,
            Self::Beds => 8,
            Self::Escort => 9,
            Self::AirSeats => 10,
            Self::LaneRoom => 11,
            Self::Trucks => 12,
            Self::Loading => 13,
            Self::Travel => 14,
            Self::Transit => 15,
            Self::ExitSeats => 16,
            Self::ExitClearance => 17,
            Self::Disposal => 18,
            Self::Handover => 19,
            Self::Liquidation => 20,
        }
    }

    /// The index of the site or shock that it names; 0 where it names none.
    pub fn named(self) -> usize {
        match self {
            Self::Predecessor(index) | Self::Shock(index) | Self::Guard(index) => index,
            _ => 0,
        }
    }

    /// The same kind of cause, naming another site or shock.
    pub fn naming(self, index: usize) -> Self {
        match self {
            Self::Predecessor(_) => Self::Predecessor(index),
            Self::Shock(_) => Self::Shock(index),
            Self::Guard(_) => Self::Guard(index),
            other => other,
        }
    }

    /// The words after "was waiting for".
    pub fn words(self) -> &'static str {
        match self {
            Self::Plan => "the planned start",
            Self::Predecessor(_) => "another site",
            Self::Shock(_) => "an event",
            Self::Policy => "the policy's date",
            Self::Preparation => "preparation",
            Self::Release => "a dated release",
            Self::Guard(_) => "sites behind its guard",
            Self::Clearance => "permission",
            Self::Beds => "beds",
            Self::Escort => "an escort",
            Self::AirSeats => "seats on an air lane",
            Self::LaneRoom => "room on an air or water lane",
            Self::Trucks => "trucks",
            Self::Loading => "loading",
            Self::Travel => "travel",
            Self::Transit => "transit",
            Self::ExitSeats => "seats out of the country",
            Self::ExitClearance => "permission to depart",
            Self::Disposal => "disposal",
            Self::Handover => "signature",
            Self::Liquidation => "liquidation",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    RegimeEntered {
        regime: usize,
        state: usize,
    },
    ShockHappened {
        shock: usize,
    },
    /// The plan's clocks in the shock's scope stand still for so many days.
    ClockPaused {
        shock: usize,
        days: u32,
    },
    /// The deadline in force moves.
    DeadlineMoved {
        shock: usize,
        from: crate::calendar::Day,
        to: crate::calendar::Day,
    },
    EvacuationOrdered {
        site: usize,
        people: u32,
    },
    KeptNoLonger {
        site: usize,
    },
    Began {
        site: usize,
    },
    Withdrew {
        site: usize,
    },
    LiquidationEnded {
        site: usize,
    },
    /// Unreleased people join the waiting parties of their site.
    Released {
        group: usize,
        n: u32,
    },
    MoveAsked {
        site: usize,
    },
    MoveCleared {
        site: usize,
    },
    /// Waiting people set out on a road lane.
    PeopleSetOut {
        lane: usize,
        group: usize,
        n: u32,
    },
    /// People on the road join the waiting parties of the hub.
    PeopleArrived {
        lane: usize,
        group: usize,
        n: u32,
    },
    /// Waiting people go on a lane by air or water and join the waiting parties of the hub.
    PeopleFlew {
        lane: usize,
        group: usize,
        n: u32,
    },
    /// Cargo leaves the queue of its place on a lane by air or water and joins that of the hub.
    CargoFlew {
        lane: usize,
        load: usize,
        n: u32,
    },
    LiftAsked {
        lane: usize,
    },
    LiftCleared {
        lane: usize,
    },
    /// An escort goes with a convoy on this lane.
    EscortSetOut {
        lane: usize,
        pool: usize,
    },
    EscortFree {
        pool: usize,
    },
    TrucksSetOut {
        lane: usize,
        pool: usize,
        n: u32,
    },
    TrucksReachedSite {
        lane: usize,
        pool: usize,
        n: u32,
    },
    /// Cargo leaves the queue of its place on trucks.
    CargoSetOut {
        lane: usize,
        load: usize,
        n: u32,
    },
    /// Cargo on trucks joins the queue of the hub.
    CargoArrived {
        lane: usize,
        load: usize,
        n: u32,
    },
    TrucksHome {
        pool: usize,
        n: u32,
    },
    /// Cargo at its own site joins the cargo queue.
    CargoReleased {
        load: usize,
        n: u32,
    },
    /// Sold, given or destroyed in place, as planned.
    CargoDisposed {
        load: usize,
        n: u32,
    },
    /// Destroyed or abandoned at this place because it could not be moved.
    CargoWrittenOff {
        site: usize,
        load: usize,
        n: u32,
    },
    Separated {
        group: usize,
        n: u32,
    },
    /// Unreleased people go over to another force, in place.
    Transferred {
        group: usize,
        force: usize,
        n: u32,
    },
    DepartureCancelled {
        exit: usize,
    },
    Departed {
        exit: usize,
        group: usize,
        n: u32,
    },
    CargoOut {
        exit: usize,
        load: usize,
        n: u32,
    },
    Vacated {
        site: usize,
    },
    HandedOver {
        site: usize,
    },
    /// Nobody takes it over, as planned.
    Closed {
        site: usize,
    },
    LeftWithoutHandover {
        site: usize,
    },
    MilestoneReached {
        milestone: usize,
    },
}

/// The state at the end of a day, as every table counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRecord {
    /// In the country, by component (military, police, civilian, local).
    pub present: [u32; 4],
    /// Waiting at a place to leave it: in transit or in a queue, at hubs and at their own site.
    pub queued: u32,
    pub on_road: u32,
}

impl DayRecord {
    /// People in the country who count as strength.
    pub fn strength(&self) -> u32 {
        self.present[..3].iter().sum()
    }
}

/// Who listens to a replication.
pub trait Recorder {
    /// Whether it hears events: nothing is looked up for one that does not.
    const HEARS_EVENTS: bool = true;

    /// Every event, in the order in which it happened.
    #[inline]
    fn event(&mut self, _event: Event) {}

    /// What an exit did, on every simulated day on which somebody asked for a departure or
    /// credit was saved up, until its gateway is vacated.
    #[inline]
    fn exit_day(&mut self, _day: Day, _exit: usize, _did: ExitDay) {}

    /// What the seats of a scheduled lane did, on every day on which people stood ready for it.
    #[inline]
    fn lane_day(&mut self, _day: Day, _lane: usize, _did: LaneDay) {}

    /// What the room for cargo of a scheduled lane did, in truckloads, on every day on which
    /// cargo stood in the queue for it.
    #[inline]
    fn lane_room_day(&mut self, _day: Day, _lane: usize, _did: LaneDay) {}

    /// Somebody wanted trucks and got none.
    #[inline]
    fn trucks_wanted(&mut self, _day: Day, _wanted: TrucksWanted) {}

    /// The end of every simulated day.
    #[inline]
    fn end_of_day(&mut self, _day: Day, _record: &DayRecord, _state: &State) {}
}

/// Listens to nothing.
pub struct Silent;

impl Recorder for Silent {
    const HEARS_EVENTS: bool = false;
}

/// Keeps every event and every day's record, from the first simulated day on.
#[derive(Default)]
pub struct Trace {
    pub events: Vec<Event>,
    pub days: Vec<DayRecord>,
}

impl Recorder for Trace {
    fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    fn end_of_day(&mut self, _day: Day, record: &DayRecord, _state: &State) {
        self.days.push(*record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_cause_stands_in_its_place() {
        for (place, cause) in Cause::KINDS.into_iter().enumerate() {
            assert_eq!(cause.kind(), place);
            // The order of the kinds is the order of ties.
            assert!(Cause::KINDS[place..].iter().all(|later| cause <= *later));
            let named = cause.naming(7);
            assert_eq!(named.kind(), place);
            assert!(named.named() == 7 || named == cause);
        }
    }
}
