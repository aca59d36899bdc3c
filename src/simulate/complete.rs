//! Which wait was the last before each milestone, and on whom or what it hung.

use crate::simulate::chain::{BEGINNING, LinkId};

/// Who or what a wait hung on. Indices are those of the [`crate::model::Model`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Thing {
    /// A site's own start, preparation, handover and the like; the beds or the transit of a hub.
    Site(usize),
    Pool(usize),
    Exit(usize),
    Lane(usize),
    /// A permission that this regime slowed or blocked.
    Regime(usize),
    /// Permission on this lane, in which no regime and no shock had a part.
    LanePermission(usize),
    /// Permission to depart by this exit, likewise.
    ExitPermission(usize),
    Shock(usize),
    /// The surge or the evacuation before the deadline.
    Policy,
    /// Nothing took a day: it was reached on the first day, or before.
    Nothing,
    /// A pool of escorts.
    Escorts(usize),
}

/// The root of the last wait of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Root {
    pub thing: Thing,
    /// [`crate::simulate::Cause::kind`] of the wait; of no meaning for [`Thing::Nothing`].
    pub kind: usize,
}

impl Root {
    pub const NOTHING: Self = Self { thing: Thing::Nothing, kind: 0 };
}

/// People or cargo that left, and how many were left or settled then.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub count: u32,
    pub site: usize,
    /// What they had waited for; [`BEGINNING`] for people who separate, as they wait for their date alone.
    pub link: LinkId,
}

/// The steps of today that may complete a milestone, and the links of those that are complete.
#[derive(Debug, Default)]
pub struct Completion {
    /// By milestone.
    pub(crate) links: Vec<LinkId>,
    /// Of today, in order: people in the country after each who left it.
    pub(crate) people: Vec<Step>,
    /// Of today, in order: truckloads settled after each.
    pub(crate) cargo: Vec<Step>,
    /// By milestone, once the last day is over; empty where nobody asks for waits.
    pub(crate) roots: Vec<Root>,
}

impl Completion {
    pub(crate) fn new(milestones: usize) -> Self {
        Self { links: vec![BEGINNING; milestones], ..Self::default() }
    }

    pub(crate) fn begin_day(&mut self) {
        self.people.clear();
        self.cargo.clear();
    }
}

impl Clone for Completion {
    fn clone(&self) -> Self {
        Self { links: self.links.clone(), ..Self::default() }
    }

    /// What belongs to one day only is not kept.
    fn clone_from(&mut self, other: &Self) {
        self.links.clone_from(&other.links);
        self.roots.clear();
        self.begin_day();
    }
}
