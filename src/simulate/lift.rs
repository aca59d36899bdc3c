//! What seats and trucks did on one day, for a recorder that counts them.

/// One day of an exit. Credit is in 1/7,000,000 of a departure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitDay {
    /// Somebody or something stood ready for it.
    pub asked: bool,
    /// Added today, with drivers, regimes, shocks and the surge.
    pub credit: i64,
    /// Given up at the end of the day because no more than one departure is saved up,
    /// and nobody asked for one.
    pub lapsed: i64,
    /// Given up likewise although somebody asked: permission was not there.
    pub withheld: i64,
    /// Departures that left, and those that were cancelled.
    pub left: u32,
    pub cancelled: u32,
    /// People who left, and truckloads.
    pub boarded: u32,
    pub loaded: u32,
}

/// One day of an air lane for which people stood ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneDay {
    /// Seats that flew, empty or not: 0 where the lane was not available.
    pub seats: u32,
    pub flown: u32,
}

/// Truckloads for which a lane wanted trucks today and got none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrucksWanted {
    pub lane: usize,
    pub truckloads: u32,
    /// Permission was there, and trucks were not; otherwise permission was not.
    pub cleared: bool,
}
