//! Which random numbers a replication uses: its own, or in part another's.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::simulate::held::{self, Held};
use crate::streams::{Purpose, Streams};

/// Sources of random numbers: what each decides, and about whom.
///
/// The owner is the key of [`crate::streams::owner`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(BTreeSet<(u64, u64)>);

impl Sources {
    pub fn insert(&mut self, purpose: Purpose, owner: u64) {
        self.0.insert((purpose as u64, owner));
    }

    pub fn contains(&self, purpose: Purpose, owner: u64) -> bool {
        self.0.contains(&(purpose as u64, owner))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Purpose, u64)> for Sources {
    fn from_iter<I: IntoIterator<Item = (Purpose, u64)>>(sources: I) -> Self {
        Self(sources.into_iter().map(|(purpose, owner)| (purpose as u64, owner)).collect())
    }
}

/// The random numbers of one replication.
#[derive(Clone, Debug)]
pub struct Draw {
    seed: u64,
    streams: Streams,
    /// These sources draw what they draw in another replication.
    taken: Option<(Streams, Arc<Sources>)>,
    /// What is not drawn at all, and its bits of [`Purpose`] at hand.
    held: Option<Arc<Held>>,
    planned: u64,
}

impl Draw {
    /// Replication `replication` of seed `seed`.
    pub fn new(seed: u64, replication: u64) -> Self {
        Self::with_drivers(seed, replication, replication)
    }

    /// As [`Self::new`], with the drivers of replication `drivers`: the two-level
    /// design, in which drivers are held while everything else is drawn anew.
    pub fn with_drivers(seed: u64, replication: u64, drivers: u64) -> Self {
        let streams = Streams::new(seed, replication, drivers);
        Self { seed, streams, taken: None, held: None, planned: 0 }
    }

    /// The same, but that these sources draw what they draw in `replication`.
    #[must_use]
    pub fn taking(self, sources: &Arc<Sources>, replication: u64) -> Self {
        let streams = Streams::new(self.seed, replication, replication);
        Self { taken: Some((streams, Arc::clone(sources))), ..self }
    }

    /// The same, but that this is held at its neutral; whatever else draws what it would have drawn.
    #[must_use]
    pub fn holding(self, held: &Arc<Held>) -> Self {
        Self { held: Some(Arc::clone(held)), planned: held.purposes(), ..self }
    }

    pub(crate) fn held(&self) -> Option<&Held> {
        self.held.as_deref()
    }

    /// As [`Self::bits`]; `None` where it is held as planned.
    #[inline]
    pub(crate) fn bits_unless_planned(&self, purpose: Purpose, owner: u64, index: u64) -> Option<u64> {
        (self.planned & held::bit(purpose) == 0).then(|| self.bits(purpose, owner, index))
    }

    /// The 64 random bits of one use.
    #[inline]
    pub(crate) fn bits(&self, purpose: Purpose, owner: u64, index: u64) -> u64 {
        match &self.taken {
            Some((streams, sources)) if sources.contains(purpose, owner) => streams.bits(purpose, owner, index),
            _ => self.streams.bits(purpose, owner, index),
        }
    }
}
