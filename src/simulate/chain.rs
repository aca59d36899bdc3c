//! The binding chain: which wait ended last, and what had ended before it.
//!
//! Whatever moves carries the number of a [`Link`]: a wait that is over, on the
//! day on which one event ended it, and the link before. Walked back from the
//! day on which a site was vacated, the links tile the time since the first
//! simulated day, so that what every cause took adds up to that day exactly.

use crate::calendar::Day;
use crate::simulate::event::Cause;

/// The number of a link in its [`Chain`]; 0 is the beginning.
pub type LinkId = u32;

/// The beginning: the first simulated day.
pub const BEGINNING: LinkId = 0;

/// A wait that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Link {
    end: Day,
    before: LinkId,
    /// Where the wait was.
    site: u32,
    /// Of its cause: [`Cause::kind`].
    kind: u8,
    /// Of what it hung on: [`On::kind`].
    on: u8,
    /// The site or shock that the cause names, or else the index of what it hung on.
    index: u32,
}

impl Link {
    fn cause(&self) -> Cause {
        Cause::KINDS[usize::from(self.kind)].naming(self.index as usize)
    }

    fn on(&self) -> On {
        On::of(self.on, self.index as usize)
    }
}

/// What a wait hung on, beside its cause: whose trucks, seats or permission. No tie is broken by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// The site where the wait was, or what the cause names.
    Place,
    Pool(usize),
    Exit(usize),
    Lane(usize),
    /// The permission for cargo on this lane.
    Lift(usize),
    /// A pool of escorts.
    Escorts(usize),
}

impl On {
    fn kind(self) -> u8 {
        match self {
            Self::Place => 0,
            Self::Pool(_) => 1,
            Self::Exit(_) => 2,
            Self::Lane(_) => 3,
            Self::Lift(_) => 4,
            Self::Escorts(_) => 5,
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Place => 0,
            Self::Pool(index) | Self::Exit(index) | Self::Lane(index) | Self::Lift(index) | Self::Escorts(index) => {
                index
            }
        }
    }

    fn of(kind: u8, index: usize) -> Self {
        match kind {
            1 => Self::Pool(index),
            2 => Self::Exit(index),
            3 => Self::Lane(index),
            4 => Self::Lift(index),
            5 => Self::Escorts(index),
            _ => Self::Place,
        }
    }
}

/// What is waited for: the cause, and what that hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct For {
    pub cause: Cause,
    pub on: On,
}

impl From<Cause> for For {
    fn from(cause: Cause) -> Self {
        Self { cause, on: On::Place }
    }
}

impl Cause {
    /// Waiting for this, which hangs on `on`.
    pub(crate) fn on(self, on: On) -> For {
        debug_assert!(on == On::Place || self.named() == 0, "a cause names a site or a shock, or hangs on something");
        For { cause: self, on }
    }
}

/// All links of one replication.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Chain {
    links: Vec<Link>,
    /// Nobody will ask: no link is added.
    asleep: bool,
}

/// One wait on the way back from a vacated site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// Where the wait was: at the site itself, or at another that it had to wait for.
    pub site: usize,
    pub cause: Cause,
    pub on: On,
    /// The day on which it began, and the day on which it ended. An event that cut
    /// a wait short runs backwards, from the day to which that would have lasted.
    pub from: Day,
    pub to: Day,
}

impl Waited {
    /// How long it took, days; negative for an event that cut a wait short.
    pub fn days(&self) -> Day {
        self.to - self.from
    }
}

impl Clone for Chain {
    fn clone(&self) -> Self {
        Self { links: self.links.clone(), asleep: self.asleep }
    }

    /// Without allocating, where the room is there.
    fn clone_from(&mut self, other: &Self) {
        self.links.clone_from(&other.links);
        self.asleep = other.asleep;
    }
}

impl Chain {
    /// A chain without a wait, that begins on `first`.
    pub(crate) fn new(first: Day) -> Self {
        Self { links: vec![Link { end: first, before: BEGINNING, site: 0, kind: 0, on: 0, index: 0 }], asleep: false }
    }

    /// From here on nobody will ask.
    pub(crate) fn sleep(&mut self) {
        self.asleep = true;
    }

    /// The day on which a link ended.
    pub(crate) fn end(&self, link: LinkId) -> Day {
        self.links[link as usize].end
    }

    /// Whether nobody will ask.
    pub(crate) fn is_asleep(&self) -> bool {
        self.asleep
    }

    /// After `before`, `site` waited for this until `day`. A day that is not later makes no wait.
    pub(crate) fn until(&mut self, before: LinkId, what: impl Into<For>, site: usize, day: Day) -> LinkId {
        if day > self.end(before) { self.push(before, what.into(), site, day) } else { before }
    }

    /// The wait `before`, which would have gone on beyond `day`, was cut short by an event on that day.
    pub(crate) fn cut(&mut self, before: LinkId, cause: Cause, site: usize, day: Day) -> LinkId {
        if day < self.end(before) { self.push(before, cause.into(), site, day) } else { before }
    }

    /// As [`Self::until`], for what `before` itself waited for.
    pub(crate) fn go_on(&mut self, before: LinkId, site: usize, day: Day) -> LinkId {
        let link = &self.links[before as usize];
        self.until(before, For { cause: link.cause(), on: link.on() }, site, day)
    }

    fn push(&mut self, before: LinkId, what: For, site: usize, end: Day) -> LinkId {
        if self.asleep {
            return before;
        }
        let (kind, on) = (what.cause.kind() as u8, what.on.kind());
        let index = what.cause.named().max(what.on.index()) as u32;
        self.links.push(Link { end, before, site: site as u32, kind, on, index });
        (self.links.len() - 1) as LinkId
    }

    /// The wait that ended with `link`, and the link before it; `None` at the beginning.
    pub(crate) fn wait(&self, link: LinkId) -> Option<(Waited, LinkId)> {
        if link == BEGINNING {
            return None;
        }
        let link = self.links[link as usize];
        let (cause, on, from) = (link.cause(), link.on(), self.end(link.before));
        Some((Waited { site: link.site as usize, cause, on, from, to: link.end }, link.before))
    }

    /// The waits from `link` back to the beginning, the last one first.
    pub fn walk(&self, link: LinkId) -> impl Iterator<Item = Waited> + '_ {
        let mut at = link;
        std::iter::from_fn(move || {
            let (waited, before) = self.wait(at)?;
            at = before;
            Some(waited)
        })
    }
}
