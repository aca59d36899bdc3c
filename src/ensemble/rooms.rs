//! Room for cargo on lanes by air and water, by week: sums as of seats, one row a lane that takes cargo.

use crate::calendar::Day;
use crate::ensemble::lift::{LaneSums, scheduled};
use crate::model::{Lane, Model};
use crate::simulate::{LaneDay, State};

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RoomCounts {
    /// The lanes that take cargo.
    lanes: Vec<usize>,
    /// By period and lane.
    rooms: Vec<Room>,
}

/// One lane, in truckloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Room {
    pub sums: LaneSums,
    /// Truckloads that stood in the queue when the period ended, and in how many replications some did.
    pub standing: u64,
    pub short: u32,
}

impl RoomCounts {
    pub(super) fn new(model: &Model, periods: usize) -> Self {
        let lanes: Vec<usize> = (0..model.lanes.len()).filter(|&lane| takes_cargo(&model.lanes[lane])).collect();
        Self { rooms: vec![Room::default(); periods * lanes.len()], lanes }
    }

    /// What one period takes.
    pub(super) fn bytes(model: &Model) -> usize {
        model.lanes.iter().filter(|lane| takes_cargo(lane)).count() * size_of::<Room>()
    }

    pub(super) fn has_shape_of(&self, other: &Self) -> bool {
        self.lanes == other.lanes && self.rooms.len() == other.rooms.len()
    }

    /// What a lane did in a period; nothing where it takes no cargo.
    pub fn of(&self, period: usize, lane: usize) -> Option<Room> {
        let at = self.lanes.binary_search(&lane).ok()?;
        Some(self.rooms[period * self.lanes.len() + at])
    }

    pub(super) fn day(&mut self, model: &Model, day: Day, (period, lane): (usize, usize), did: LaneDay) {
        let Ok(at) = self.lanes.binary_search(&lane) else { return };
        let timetable = timetable_of_room(&model.lanes[lane], day) as u64;
        self.rooms[period * self.lanes.len() + at].sums.add_day(timetable, did);
    }

    pub(super) fn end_of_period(&mut self, model: &Model, period: usize, state: &State) {
        for (at, &lane) in self.lanes.iter().enumerate() {
            let queued = state.sites[model.lanes[lane].site].queued_cargo;
            let room = &mut self.rooms[period * self.lanes.len() + at];
            room.standing += u64::from(queued);
            room.short += u32::from(queued > 0);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (to, from) in self.rooms.iter_mut().zip(&other.rooms) {
            to.sums.add(&from.sums);
            to.standing += from.standing;
            to.short += from.short;
        }
    }
}

fn takes_cargo(lane: &Lane) -> bool {
    lane.schedule().is_some_and(|schedule| schedule.truckloads_per_day > 0)
}

/// Truckloads that the timetable of a lane has on a day.
pub fn timetable_of_room(lane: &Lane, day: Day) -> i64 {
    lane.schedule().map_or(0, |schedule| scheduled(lane, schedule.truckloads_per_day, day))
}
