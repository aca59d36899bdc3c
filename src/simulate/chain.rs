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
    /// Of its cause: [`Cause::kind`], and the site or shock that this names.
    kind: u8,
    named: u32,
}

impl Link {
    fn cause(&self) -> Cause {
        Cause::KINDS[usize::from(self.kind)].naming(self.named as usize)
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
        Self { links: vec![Link { end: first, before: BEGINNING, site: 0, kind: 0, named: 0 }], asleep: false }
    }

    /// From here on nobody will ask.
    pub(crate) fn sleep(&mut self) {
        self.asleep = true;
    }

    /// The day on which a link ended.
    pub(crate) fn end(&self, link: LinkId) -> Day {
        self.links[link as usize].end
    }

    /// After `before`, `site` waited for `cause` until `day`. A day that is not later makes no wait.
    pub(crate) fn until(&mut self, before: LinkId, cause: Cause, site: usize, day: Day) -> LinkId {
        if day > self.end(before) { self.push(before, cause, site, day) } else { before }
    }

    /// The wait `before`, which would have gone on beyond `day`, was cut short by an event on that day.
    pub(crate) fn cut(&mut self, before: LinkId, cause: Cause, site: usize, day: Day) -> LinkId {
        if day < self.end(before) { self.push(before, cause, site, day) } else { before }
    }

    /// As [`Self::until`], with the cause of `before` itself.
    pub(crate) fn go_on(&mut self, before: LinkId, site: usize, day: Day) -> LinkId {
        self.until(before, self.links[before as usize].cause(), site, day)
    }

    fn push(&mut self, before: LinkId, cause: Cause, site: usize, end: Day) -> LinkId {
        if self.asleep {
            return before;
        }
        let (kind, named) = (cause.kind() as u8, cause.named() as u32);
        self.links.push(Link { end, before, site: site as u32, kind, named });
        (self.links.len() - 1) as LinkId
    }

    /// The waits from `link` back to the beginning, the last one first.
    pub fn walk(&self, link: LinkId) -> impl Iterator<Item = Waited> + '_ {
        let mut at = link;
        std::iter::from_fn(move || {
            if at == BEGINNING {
                return None;
            }
            let link = self.links[at as usize];
            at = link.before;
            Some(Waited { site: link.site as usize, cause: link.cause(), from: self.end(at), to: link.end })
        })
    }
}
