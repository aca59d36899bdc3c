//! What an instrumented run does, one elementary work at a time: random numbers
//! looked up, quantiles looked up, counts added to.
//!
//! Built with the feature `counts`, each place at which one of these happens says so here, and
//! `benches/scale` does the same work again with nothing around it (`docs/performance.md`).
//! Without the feature nothing of it is compiled. A run is for a few hundred replications then:
//! everything is written down.

use crate::delay::Table;
use crate::streams::Purpose;

/// A random number was looked up.
#[inline(always)]
pub(crate) fn hash(purpose: Purpose, owner: u64, index: u64) {
    #[cfg(feature = "counts")]
    recorded::with(|work| work.draws.push(Draw { purpose, owner, index, table: None }));
    #[cfg(not(feature = "counts"))]
    let _ = (purpose, owner, index);
}

/// A quantile was looked up, with the random number before it.
#[inline(always)]
pub(crate) fn look_up(table: &Table) {
    #[cfg(feature = "counts")]
    recorded::with(|work| {
        if let Some(draw) = work.draws.last_mut() {
            draw.table = Some(std::ptr::from_ref(table) as usize);
        }
    });
    #[cfg(not(feature = "counts"))]
    let _ = table;
}

/// So many counts of changes from one day to the next were added to.
#[inline(always)]
pub(crate) fn changed(n: usize) {
    #[cfg(feature = "counts")]
    recorded::with(|work| work.in_changes += n as u64);
    #[cfg(not(feature = "counts"))]
    let _ = n;
}

/// `n` counts or sums that stand together in `place` were added to, wherever that is.
#[inline(always)]
pub(crate) fn scattered<T>(place: &T, n: usize) {
    #[cfg(feature = "counts")]
    recorded::with(|work| {
        let (at, step) = (std::ptr::from_ref(place) as usize, size_of::<T>() / n);
        work.scattered.extend((0..n).map(|i| at + i * step));
    });
    #[cfg(not(feature = "counts"))]
    let _ = (place, n);
}

/// A random number, and whose quantile was looked up with it.
#[cfg(feature = "counts")]
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub purpose: Purpose,
    pub owner: u64,
    pub index: u64,
    /// The address of the [`Table`].
    pub table: Option<usize>,
}

/// All elementary works since the last look.
#[cfg(feature = "counts")]
#[derive(Clone, Debug)]
pub struct Work {
    pub draws: Vec<Draw>,
    /// Added to counts of changes.
    pub in_changes: u64,
    /// The addresses of all other counts that were added to, in order.
    pub scattered: Vec<usize>,
}

#[cfg(feature = "counts")]
pub use recorded::taken;

#[cfg(feature = "counts")]
mod recorded {
    use std::sync::Mutex;

    use super::Work;

    const NOTHING: Work = Work { draws: Vec::new(), in_changes: 0, scattered: Vec::new() };

    // One for all threads: how long an instrumented run takes says nothing.
    static WORK: Mutex<Work> = Mutex::new(NOTHING);

    pub(super) fn with(add: impl FnOnce(&mut Work)) {
        add(&mut WORK.lock().expect("no count panics"));
    }

    /// What was done since the last call.
    pub fn taken() -> Work {
        let mut work = WORK.lock().expect("no count panics");
        std::mem::replace(&mut *work, NOTHING)
    }
}
