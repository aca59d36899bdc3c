//! Every random number of the program comes from here.
//!
//! A random number is not drawn from a generator in some order: it is looked up
//! by what it is for. `(seed, replication, purpose, owner, index)` is hashed to
//! 64 bits, so that adding a site, or one more draw somewhere, changes no other
//! draw, and two scenarios under one seed share their luck.

use crate::counts;

/// What a random number decides. The values are part of every published result:
/// add new ones at the end, and never change or reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Owner site.
    Preparation = 1,
    /// Owner lane; index: how many clearances of self-moves it asked for before.
    ClearanceMove = 2,
    /// Owner lane; index: how many clearances of lifts it asked for before.
    ClearanceLift = 3,
    /// Owner lane; index: day of arrival.
    Transit = 4,
    /// Owner lane; index: day of arrival at the site.
    Loading = 5,
    /// Owner lane; index: day of departure.
    TravelPeople = 6,
    TravelOut = 7,
    TravelBack = 8,
    /// Owner site.
    Handover = 9,
    /// Owner cargo.
    Disposal = 10,
    /// Owner site.
    Liquidation = 11,
    BeginShift = 12,
    Margin = 13,
    /// Owner driver.
    Driver = 14,
    /// Owner regime; index: how many stays it had before.
    RegimeStay = 15,
    RegimeNext = 16,
    /// Owner shock.
    ShockHappens = 17,
    ShockDay = 18,
    /// Owner shock; index: which of its effects.
    ShockLength = 19,
    /// Owner site.
    PeopleSplit = 20,
    /// Owner exit; index: day × 64 + which departure of the day.
    Cancellation = 21,
    /// Owner exit; index: how many clearances it asked for before.
    ExitClearance = 22,
    /// Owner lane; index: day.
    AirAvailable = 23,
    /// Owner observation: on which of its days a doubtful figure was counted.
    ObservationDay = 24,
    /// Owner observation: its error.
    ObservationError = 25,
    /// Owner observation: the point between the two ends of its PIT.
    PitPoint = 26,
    /// Owner score: how ties with the reference distribution count.
    TiePoint = 27,
    /// Which replications a resample of a bootstrap takes: no part of the model.
    /// Owner `bootstrap:` and the study; index: position in the resample.
    Bootstrap = 28,
}

/// SplitMix64's output function with its increment (Steele, Lea & Flood 2014).
#[inline]
pub const fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The key of an owner: FNV-1a-64 of `kind:id` (Fowler, Noll & Vo).
///
/// It is a hash of the id in the scenario file, not of an index, so that a new
/// element leaves the luck of the others alone.
pub const fn owner(kind: &str, id: &str) -> u64 {
    let h = fnv1a(0xCBF2_9CE4_8422_2325, kind.as_bytes());
    fnv1a(fnv1a(h, b":"), id.as_bytes())
}

const fn fnv1a(mut h: u64, bytes: &[u8]) -> u64 {
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        i += 1;
    }
    h
}

/// All random numbers of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    /// The hash of seed, replication and purpose, by purpose.
    roots: [u64; N_PURPOSES],
}

/// One more than the largest number of a purpose.
const N_PURPOSES: usize = Purpose::Bootstrap as usize + 1;

impl Streams {
    /// `driver_replication` equals `replication` except in a two-level design,
    /// in which drivers are held while everything else is drawn anew.
    pub fn new(seed: u64, replication: u64, driver_replication: u64) -> Self {
        let root = mix(seed);
        let (all, drivers) = (mix(root ^ replication), mix(root ^ driver_replication));
        let of = |purpose: usize| if purpose == Purpose::Driver as usize { drivers } else { all };
        Self { roots: std::array::from_fn(|purpose| mix(of(purpose) ^ purpose as u64)) }
    }

    /// The 64 random bits of one use.
    #[inline]
    pub fn bits(&self, purpose: Purpose, owner: u64, index: u64) -> u64 {
        counts::hash(purpose, owner, index);
        mix(mix(self.roots[purpose as usize] ^ owner) ^ index)
    }
}

/// The upper 40 bits, as a whole number below 2⁴⁰: the level *u* of a draw is
/// the middle of its cell, `(u40 + 1/2) / 2⁴⁰`.
#[inline]
pub const fn u40(bits: u64) -> u64 {
    bits >> 24
}

/// The lower 24 bits as a number in (0, 1), the middle of its cell: it decides
/// between the two whole days around a delay.
#[inline]
pub fn v24(bits: u64) -> f64 {
    ((bits & 0xFF_FFFF) as f64 + 0.5) * (1.0 / 16_777_216.0)
}

/// The level of a draw as a number in (0, 1), the middle of its cell.
#[inline]
pub fn level(bits: u64) -> f64 {
    (u40(bits) as f64 + 0.5) * (1.0 / 1_099_511_627_776.0)
}

/// Whether an event of probability `p` happens.
#[inline]
pub fn happens(bits: u64, p: f64) -> bool {
    (u40(bits) as f64 + 0.5) < p * 1_099_511_627_776.0
}

/// One of `n` equally likely whole numbers from 0, in order of the level.
#[inline]
pub fn one_of(bits: u64, n: u64) -> u64 {
    ((u128::from(u40(bits)) * u128::from(n)) >> 40) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mix_is_the_published_splitmix64() {
        // First outputs of SplitMix64 seeded with 0 and 1 (reference C code by Vigna, 2015).
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(mix(0x9E37_79B9_7F4A_7C15), 0x6E78_9E6A_A1B9_65F4);
        assert_eq!(mix(1), 0x910A_2DEC_8902_5CC1);
    }

    #[test]
    fn owner_is_the_published_fnv1a() {
        // Test vectors of the FNV page: "" and "foobar" (here "foo" + ":" + "bar" differs, so check the parts).
        assert_eq!(fnv1a(0xCBF2_9CE4_8422_2325, b""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a(0xCBF2_9CE4_8422_2325, b"foobar"), 0x8594_4171_F739_67E8);
        assert_eq!(owner("site", "hub"), fnv1a(0xCBF2_9CE4_8422_2325, b"site:hub"));
    }

    #[test]
    fn a_probability_of_one_always_happens_and_of_zero_never() {
        for bits in [0, u64::MAX, 1 << 63] {
            assert!(happens(bits, 1.0));
            assert!(!happens(bits, 0.0));
        }
    }
}
