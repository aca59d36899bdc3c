//! What the state of a mission is made of.

use crate::calendar::Day;
use crate::model::Model;
use crate::simulate::chain::LinkId;
use crate::simulate::event::{Cause, Wait};

/// A site's way to its end. The order of the variants is the order in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Operating,
    Preparing,
    Withdrawing,
    Evacuating,
    Vacated,
    HandedOver,
    Left,
    Closed,
}

impl Stage {
    /// People and cargo are on their way out.
    pub fn is_leaving(self) -> bool {
        matches!(self, Self::Withdrawing | Self::Evacuating)
    }

    /// Nobody and nothing remains.
    pub fn is_vacated(self) -> bool {
        self >= Self::Vacated
    }
}

/// Truckloads of one load in the cargo queue of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub load: usize,
    pub n: u32,
    /// When it joined the queue.
    pub since: Day,
    /// What it had waited for before.
    pub link: LinkId,
}

/// A request for the host's permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub asked: Day,
    /// Work left, in steps of 2⁻²⁰ day; granted at 0 or below.
    pub work: i64,
    /// [`NEVER`] until it is granted.
    pub granted: Day,
    /// Granted, and when it was last looked at an escort was missing, and nothing else.
    pub lacks_escort: bool,
}

/// Requests of one kind at one lane, site or exit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    pub pending: Option<Request>,
    /// How many were asked for so far: the index of the next one's random number.
    pub asked: u64,
}

/// A group's part of those who are above a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub group: usize,
    pub n: u32,
    /// What division leaves of it.
    pub rest: u64,
}

/// The last people or the last cargo that left a place: when, and the wait that they had behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    pub day: Day,
    pub waited: Wait,
    pub link: LinkId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SiteState {
    pub stage: Stage,
    /// Before this day it needs no look, but for people who are due to be released.
    pub(crate) asleep_until: Day,
    /// Some permission to leave it was asked for, and not used yet.
    pub(crate) asks: bool,
    /// First day on which it may start closing.
    pub begin: Day,
    /// The same before a shock moved it, and the shock that did.
    pub begin_before: Day,
    pub advanced_by: Option<usize>,
    /// Start of the present stage.
    pub since: Day,
    /// End of preparation, or day of the handover.
    pub until: Day,
    pub guard: u32,
    pub keep: u32,
    /// It was kept until its liquidation was over.
    pub liquidated: bool,
    /// What let the last go who were kept.
    pub kept_until: Option<Cause>,
    /// It is kept so many days from the first of the liquidation on.
    pub liquidation_days: Day,
    /// Day on which its cargo began to be disposed of in place.
    pub withdrew: Day,
    /// People at their own site who are not released (local staff left out).
    pub unreleased: u32,
    /// Some of them were due to be released before today, and are held.
    pub overdue: bool,
    /// People in waiting parties here.
    pub waiting: u32,
    /// People on the road to here.
    pub people_inbound: u32,
    /// Convoys that bring people or cargo here.
    pub convoys_inbound: u32,
    /// Trucks on their way to this site, or loading here.
    pub trucks_sent: u32,
    /// Truckloads of its own cargo that have not joined the queue.
    pub own_cargo: u32,
    /// Truckloads in its cargo queue.
    pub queued_cargo: u32,
    pub vacated: Day,
    pub ended: Day,
    /// Clearances of self-moves.
    pub moves: Desk,
    pub people_left: Option<Leaving>,
    pub cargo_left: Option<Leaving>,
    /// When trucks last left it empty, and when the last came home to it and from where.
    pub trucks_left: Day,
    pub trucks_home: (Day, usize),
    /// When the last of its people to do so separated.
    pub separated: Day,
    /// The wait that ended with the start of the present stage, and the last one before it was vacated.
    pub stage_link: LinkId,
    pub vacated_link: LinkId,
    /// The last wait of its chain; none if nothing took a day.
    pub emptied_after: Option<Wait>,
    /// Who ordered its evacuation.
    pub evacuated_by: Option<Wait>,
    /// Where people stay with their cargo: how much of both there was when it began to withdraw.
    pub weighed: Option<Weighed>,
}

impl SiteState {
    /// Something happens to it today.
    pub(crate) fn wake(&mut self) {
        self.asleep_until = Day::MIN;
    }

    /// People who are due to be released have to stay.
    pub(crate) fn hold_back(&mut self) {
        self.overdue = true;
        self.wake();
    }
}

/// People and truckloads of a site on the day of its withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub people: u32,
    pub cargo: u32,
}

/// People of one contingent who have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gone {
    pub n: u32,
    /// With so many the next of its shares is reached; [`u32::MAX`] after the last.
    pub next: u32,
    /// Half of its people, nine tenths, all.
    pub shares: [u32; 3],
}

impl Gone {
    /// Nobody yet, of so many.
    pub fn new(people: u32) -> Self {
        let nine_tenths = (u64::from(people) * 9).div_ceil(10) as u32;
        Self { n: 0, next: 0, shares: [people.div_ceil(2), nine_tenths, people] }
    }

    /// Of people whose shares nobody asks for.
    pub fn of_nobody() -> Self {
        Self { n: 0, next: u32::MAX, shares: [u32::MAX; 3] }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupState {
    /// At the site and not released; local staff stay here until they separate.
    pub unreleased: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadState {
    /// At its own site, not in the queue.
    pub own: u32,
    pub out: u32,
    pub disposed: u32,
    pub written_off: u32,
    /// Day on which the disposal in place is done; 0 until the withdrawal.
    pub disposal: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Trucks to the site.
    Out,
    /// Trucks at the site.
    Loading,
    /// Trucks from their site to a second one, with cargo or empty.
    Via,
    /// Trucks at the second site.
    ViaLoading,
    /// Trucks to the hub, with cargo or empty.
    Back,
    /// People to the hub.
    People,
}

/// Vehicles on a lane. What carries two loads or groups is two entries here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convoy {
    pub lane: usize,
    pub phase: Phase,
    pub days_left: Day,
    pub since: Day,
    /// People, or trucks.
    pub n: u32,
    /// The group or the load that it carries; none: empty trucks.
    pub carries: Option<usize>,
    pub pool: usize,
    /// Of which pool an escort goes with it; that of the whole convoy is noted in the first of its entries.
    pub escort: Option<usize>,
    /// Of trucks on their way out: those that are meant for a second site.
    pub spare: u32,
    /// What its people or cargo had waited for before it set out.
    pub link: LinkId,
    /// Of trucks: when their permission was asked for and granted, and when they set out.
    pub sent: Sent,
}

/// The days of a convoy of trucks before it reaches its site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub asked: Day,
    pub granted: Day,
    pub set_out: Day,
    /// What they lacked last before they set out was an escort, not trucks.
    pub lacked_escort: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitState {
    /// In 1/7,000,000 of a departure.
    pub credit: i64,
    pub desk: Desk,
    /// What a day adds to its credit and does of the work on its clearance, the same until `until`.
    pub a_day: i64,
    pub work: i64,
    pub until: Day,
}

/// Sites that are still looked at, each list in its own order.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub sites: Vec<usize>,
    /// Sites from which roads lead, and those with scheduled lanes, in the order in which they are served.
    pub with_roads: Vec<usize>,
    pub with_schedules: Vec<usize>,
    /// In the order of their exits.
    pub gateways: Vec<usize>,
    /// Sites that are leaving, or vacated and have not ended.
    pub closing: Vec<usize>,
}

impl Open {
    pub fn new(model: &Model) -> Self {
        let lanes = |site: usize| model.lanes[model.sites[site].lanes.clone()].iter();
        let served = |scheduled: bool| {
            let serves = |&site: &usize| lanes(site).any(|lane| lane.schedule().is_some() == scheduled);
            model.order.iter().copied().filter(serves).collect()
        };
        let mut gateways: Vec<usize> = (0..model.sites.len()).filter(|&site| model.sites[site].is_gateway()).collect();
        gateways.sort_by_key(|&site| model.sites[site].exits.start);
        let (sites, closing) = ((0..model.sites.len()).collect(), Vec::new());
        Self { sites, with_roads: served(false), with_schedules: served(true), gateways, closing }
    }

    /// Overwrites this with another of the same model, without allocating.
    pub fn become_(&mut self, other: &Self) {
        self.sites.clone_from(&other.sites);
        self.with_roads.clone_from(&other.with_roads);
        self.with_schedules.clone_from(&other.with_schedules);
        self.gateways.clone_from(&other.gateways);
        self.closing.clone_from(&other.closing);
    }

    /// A site begins to leave.
    pub fn leaves(&mut self, site: usize) {
        if let Err(place) = self.closing.binary_search(&site) {
            self.closing.insert(place, site);
        }
    }
}
