//! Keys seen before, in bounded memory.
//!
//! The first keys, up to a fixed number, are remembered as 128-bit hashes (XXH3). Two different keys share a hash with a
//! probability of about n² / 2^129 (the birthday bound): for 100 million keys, 1.5e-23. Later keys go into a Bloom filter
//! (Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970) with k = 7 positions made of two halves of
//! the hash (Kirsch and Mitzenmacher, "Less Hashing, Same Performance", 2006). It forgets nothing, but takes a new key for
//! an old one with probability (share of bits that are set)^7. That probability is added up over all keys that were asked
//! of it, which gives the number of wrong answers to be expected.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Positions of a key in the filter.
const POSITIONS: u32 = 7;

/// Whether a key was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    New,
    /// For certain, up to the probability of equal hashes.
    Before,
    /// According to the filter.
    Probably,
}

/// The keys seen so far.
#[derive(Debug)]
pub(super) struct Repeats {
    exact: HashSet<u128, BuildHasherDefault<Plain>>,
    most: usize,
    filter: Option<Filter>,
    filter_bytes: usize,
    /// Wrong answers of the filter to be expected so far.
    pub expected_false: f64,
}

impl Repeats {
    /// Remembers `most` keys exactly, and then takes `filter_bytes` for the others.
    pub fn new(most: usize, filter_bytes: usize) -> Self {
        Repeats { exact: HashSet::default(), most, filter: None, filter_bytes, expected_false: 0.0 }
    }

    /// Remembers a key of an event, and says whether it was there before.
    pub fn add(&mut self, event: usize, key: &[u8]) -> Seen {
        let hash = xxh3_128_with_seed(key, event as u64);
        if self.exact.len() < self.most {
            return if self.exact.insert(hash) { Seen::New } else { Seen::Before };
        }
        if self.exact.contains(&hash) {
            return Seen::Before;
        }
        let bytes = self.filter_bytes;
        let filter = self.filter.get_or_insert_with(|| Filter::new(bytes));
        self.expected_false += filter.false_rate();
        if filter.add(hash) { Seen::Probably } else { Seen::New }
    }

    /// Whether the filter was needed.
    pub fn is_exact(&self) -> bool {
        self.filter.is_none()
    }
}

#[derive(Debug)]
struct Filter {
    words: Vec<u64>,
    set: u64,
}

impl Filter {
    fn new(bytes: usize) -> Self {
        Filter { words: vec![0; bytes.div_ceil(8)], set: 0 }
    }

    /// Sets the positions of a key; whether all were set before.
    fn add(&mut self, hash: u128) -> bool {
        let bits = self.words.len() as u64 * 64;
        // The low half steps through the filter; an odd step visits different positions.
        let (mut at, step) = ((hash >> 64) as u64, (hash as u64) | 1);
        let mut all = true;
        for _ in 0..POSITIONS {
            let bit = at % bits;
            at = at.wrapping_add(step);
            if let Some(word) = self.words.get_mut((bit / 64) as usize) {
                let mask = 1 << (bit % 64);
                if *word & mask == 0 {
                    *word |= mask;
                    self.set += 1;
                    all = false;
                }
            }
        }
        all
    }

    fn false_rate(&self) -> f64 {
        let share = self.set as f64 / (self.words.len() as f64 * 64.0);
        let square = share * share;
        square * square * square * share
    }
}

/// Takes a hash as its own hash.
#[derive(Debug, Default, Clone, Copy)]
struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = hash as u64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exact_up_to_the_bound_and_never_forgetful_beyond(keys in prop::collection::vec(0_u16..400, 0..600), most in 0_usize..300) {
            let mut repeats = Repeats::new(most, 1024);
            let mut before: HashSet<u16> = HashSet::new();
            for key in keys {
                let seen = repeats.add(0, &key.to_le_bytes());
                let new = before.insert(key);
                prop_assert!(new || seen != Seen::New, "a key was forgotten");
                prop_assert!(!new || seen != Seen::Before, "a new key was certainly known");
                prop_assert!(repeats.is_exact() || before.len() > most);
            }
        }
    }

    #[test]
    fn the_stated_error_is_the_error() {
        // 8,192 bits and 1,500 different keys: many wrong answers, whose number the sum of probabilities foretells.
        let mut repeats = Repeats::new(0, 1024);
        let wrong = (0..1500_u32).filter(|key| repeats.add(0, &key.to_le_bytes()) == Seen::Probably).count();
        let expected = repeats.expected_false;
        // Four standard deviations of a sum of independent trials are less than 4 * sqrt(expected).
        assert!((wrong as f64 - expected).abs() < 4.0 * expected.sqrt(), "{wrong} of {expected} expected");
        assert!(wrong > 20);
    }

    #[test]
    fn keys_of_two_events_are_two_keys() {
        let mut repeats = Repeats::new(10, 1024);
        assert_eq!(
            [repeats.add(0, b"k"), repeats.add(1, b"k"), repeats.add(0, b"k")],
            [Seen::New, Seen::New, Seen::Before]
        );
    }
}
