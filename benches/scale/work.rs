//! The elementary works of one block of replications, as an instrumented run wrote them down.

use std::path::Path;
use std::{fs, io};

/// No quantile was looked up with the random number.
pub const NO_TABLE: u64 = u64::MAX;

/// A key of a random number, and the table that was asked with it.
#[derive(Clone, Copy)]
pub struct Draw {
    pub owner: u64,
    pub index: u32,
    pub purpose: u16,
    pub table: Option<u16>,
}

pub struct Work {
    /// Of so many replications under one policy.
    pub replications: u64,
    pub draws: Vec<Draw>,
    /// Added to counts of changes from one day to the next.
    pub in_changes: u64,
    /// Where all other counts stand that were added to, in steps of four bytes of the memory that was touched.
    pub scattered: Vec<u32>,
    /// Steps of four bytes of that memory.
    pub touched: u32,
}

impl Work {
    pub fn look_ups(&self) -> usize {
        self.draws.iter().filter(|draw| draw.table.is_some()).count()
    }

    pub fn read(path: &Path) -> io::Result<Self> {
        let bytes = fs::read(path)?;
        let mut numbers = bytes.chunks_exact(8).map(|b| u64::from_le_bytes(b.try_into().expect("eight bytes")));
        let mut next = || numbers.next().ok_or_else(|| io::Error::other("the file of works is cut off"));
        let (replications, in_changes, touched) = (next()?, next()?, next()? as u32);
        let (n_draws, n_scattered) = (next()?, next()?);
        let draws = (0..n_draws)
            .map(|_| {
                let (purpose, owner, index, table) = (next()? as u16, next()?, next()? as u32, next()?);
                Ok(Draw { owner, index, purpose, table: (table != NO_TABLE).then_some(table as u16) })
            })
            .collect::<io::Result<_>>()?;
        let scattered = (0..n_scattered).map(|_| Ok(next()? as u32)).collect::<io::Result<_>>()?;
        Ok(Self { replications, draws, in_changes, scattered, touched })
    }
}

/// Runs one block under one policy and writes down what it did.
#[cfg(feature = "counts")]
pub fn write(mission: &crate::mission::Mission, path: &Path) -> io::Result<()> {
    use std::collections::BTreeMap;

    let replications = drawdown::ensemble::CHUNK;
    drawdown::counts::taken();
    mission.ensemble(replications, 1, 1);
    let work = drawdown::counts::taken();
    // The pages that were touched, side by side.
    let mut pages: BTreeMap<usize, u64> = work.scattered.iter().map(|at| (at >> 12, 0)).collect();
    pages.values_mut().zip(0..).for_each(|(place, n)| *place = n * 1024);
    let tables: Vec<usize> = mission.model.tables.iter().map(|table| std::ptr::from_ref(table) as usize).collect();
    let table = |at: usize| tables.iter().position(|&t| t == at).expect("a table of the model") as u64;
    let mut numbers = vec![replications, work.in_changes, pages.len() as u64 * 1024];
    numbers.extend([work.draws.len() as u64, work.scattered.len() as u64]);
    for draw in &work.draws {
        numbers.extend([draw.purpose as u64, draw.owner, draw.index, draw.table.map_or(NO_TABLE, table)]);
    }
    numbers.extend(work.scattered.iter().map(|at| pages[&(at >> 12)] + (*at as u64 & 4095) / 4));
    fs::write(path, numbers.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<_>>())
}

#[cfg(not(feature = "counts"))]
pub fn write(_: &crate::mission::Mission, _: &Path) -> io::Result<()> {
    Err(io::Error::other("build with --features counts"))
}
