//! The fingerprint of a text: texts that share most of their wording have fingerprints that differ in few bits.
//!
//! Source: M. Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002; used for the web by
//! G. Manku, A. Jain, A. Das Sarma, Detecting near-duplicates for web crawling, WWW 2007, who found 64 bits and a
//! distance of at most 3 to be right for web pages (section 2 and section 5.1).

use schemars::JsonSchema;
use serde::Serialize;

/// Words of a shingle: order of words counts, and one changed word changes this many shingles.
const SHINGLE: usize = 3;
/// Shingles of a text that are kept: a novel. What follows counts as words only.
const MOST_SHINGLES: usize = 200_000;

/// The simhash of a text and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Fingerprint {
    /// 64 bits, each the majority of that bit in the hashes of all different runs of three words. Each run counts once:
    /// a label on every card of a listing would outvote the rest.
    pub simhash: u64,
    /// How many words the text has.
    pub words: u32,
}

impl Fingerprint {
    /// The fingerprint of a text.
    pub fn of(text: &str) -> Self {
        let mut maker = Fingerprinter::default();
        maker.text(text);
        maker.finish()
    }

    /// In how many of the 64 bits two texts differ.
    pub fn distance(self, other: Fingerprint) -> u32 {
        (self.simhash ^ other.simhash).count_ones()
    }
}

/// Takes a text piece by piece. A piece ends a word.
#[derive(Debug, Clone, Default)]
pub struct Fingerprinter {
    shingles: Vec<u64>,
    recent: [u64; SHINGLE],
    words: u32,
}

impl Fingerprinter {
    /// Adds the words of a text: runs of letters and digits in lower case. In scripts without blanks between words
    /// (Chinese, Japanese, Thai) each letter is a word.
    pub fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut word = None;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let plain = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let (count, hash) = plain.fold((0, word.unwrap_or(FNV_OFFSET)), |(count, hash), byte| {
                // With this bit a letter of ASCII is a small one, and a digit has it.
                (count + 1, fnv(hash, (byte | 0x20).into()))
            });
            if count > 0 {
                word = Some(hash);
                at += count;
            } else if byte.is_ascii() {
                self.end(&mut word);
                at += 1;
            } else if let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
                self.letter(&mut word, letter);
                at += letter.len_utf8();
            } else {
                // Not reached: `at` moves by whole letters.
                at += 1;
            }
        }
        self.end(&mut word);
    }

    /// A letter beyond ASCII, behind those of `word`.
    fn letter(&mut self, word: &mut Option<u64>, letter: char) {
        let unspaced = is_unspaced(letter);
        if unspaced || !letter.is_alphanumeric() {
            self.end(word);
        }
        if letter.is_alphanumeric() {
            let before = word.unwrap_or(FNV_OFFSET);
            *word = Some(letter.to_lowercase().fold(before, |word, lower| fnv(word, lower as u32)));
        }
        if unspaced {
            self.end(word);
        }
    }

    fn end(&mut self, word: &mut Option<u64>) {
        if let Some(hash) = word.take() {
            self.word(hash);
        }
    }

    /// The fingerprint of all that was added.
    pub fn finish(mut self) -> Fingerprint {
        if self.words > 0 && self.shingles.is_empty() {
            self.shingle();
        }
        self.shingles.sort_unstable();
        self.shingles.dedup();
        Fingerprint { simhash: majority(&self.shingles), words: self.words }
    }

    fn word(&mut self, hash: u64) {
        self.recent.rotate_left(1);
        self.recent[SHINGLE - 1] = hash;
        self.words = self.words.saturating_add(1);
        if self.words as usize >= SHINGLE {
            self.shingle();
        }
    }

    fn shingle(&mut self) {
        let hash = self.recent.iter().fold(0, |hash: u64, word| mix(hash.wrapping_add(*word)));
        if self.shingles.len() < MOST_SHINGLES {
            self.shingles.push(hash);
        }
    }
}

/// The bits that more than half of the hashes have. All 64 are counted at once: plane `p` holds bit `p` of each count,
/// and adding a hash is adding with carry from plane to plane. Four hashes are added to the lowest two planes before
/// one carry goes on.
fn majority(hashes: &[u64]) -> u64 {
    let mut planes = [0_u64; 32];
    let mut groups = hashes.chunks_exact(4);
    for group in &mut groups {
        let [ones, twos, higher @ ..] = &mut planes;
        let (low, high) = group.split_at(2);
        let first = add(ones, low[0], low[1]);
        let second = add(ones, high[0], high[1]);
        let carry = add(twos, first, second);
        carry_on(higher, carry);
    }
    groups.remainder().iter().for_each(|hash| carry_on(&mut planes, *hash));
    let count = |bit: u32| planes.iter().rev().fold(0, |count: usize, plane| count << 1 | (plane >> bit & 1) as usize);
    (0..64).filter(|bit| count(*bit) > hashes.len() / 2).fold(0, |simhash, bit| simhash | 1 << bit)
}

/// Adds two bits to each of a plane, and returns what is carried.
fn add(plane: &mut u64, one: u64, other: u64) -> u64 {
    let carry = (one & other) | (*plane & (one ^ other));
    *plane ^= one ^ other;
    carry
}

/// Adds a bit to each of the lowest plane, and carries through the others.
fn carry_on(planes: &mut [u64], mut carry: u64) {
    for plane in planes {
        let next = *plane & carry;
        *plane ^= carry;
        carry = next;
        if carry == 0 {
            break;
        }
    }
}

/// A 64-bit hash of a text, the same everywhere: for titles, which are equal or not.
pub fn hash(text: &str) -> u64 {
    mix(text.chars().fold(FNV_OFFSET, |hash, letter| fnv(hash, letter as u32)))
}

/// The start of FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923).
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of FNV-1a, by letters in place of octets.
fn fnv(hash: u64, letter: u32) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): FNV alone leaves the high bits of short words alike.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(count: usize, seed: u64) -> Vec<String> {
        (0..count).map(|index| format!("w{:x}", mix(seed.wrapping_mul(1_000_003).wrapping_add(index as u64)))).collect()
    }

    #[test]
    fn pieces_case_and_marks_do_not_matter() {
        let mut maker = Fingerprinter::default();
        maker.text("The quick,");
        maker.text("  BROWN fox");
        assert_eq!(maker.finish(), Fingerprint::of("the quick brown fox"));
        assert_eq!(Fingerprint::of("天気がいい").words, 5);
        assert_eq!(Fingerprint::of(" - "), Fingerprint { simhash: 0, words: 0 });
        assert_ne!(Fingerprint::of("yes").simhash, Fingerprint::of("no").simhash);
    }

    // Charikar 2002, section 3: a bit differs with probability angle / pi, here arccos(1 - 3 / 998) / pi = 0.0247,
    // which is 1.58 of 64 bits; its standard deviation over 400 texts is 1.24 / 20 = 0.06.
    #[test]
    fn one_changed_word_in_a_thousand_changes_as_many_bits_as_the_theory_says() {
        let bits: u32 = (0..400)
            .map(|seed| {
                let mut text = words(1_000, seed);
                let before = Fingerprint::of(&text.join(" "));
                text[500] = "another".to_owned();
                before.distance(Fingerprint::of(&text.join(" ")))
            })
            .sum();
        assert!((520..=744).contains(&bits), "{bits} of 632 expected");
    }

    #[test]
    fn what_is_repeated_counts_once() {
        let text = words(100, 1).join(" ");
        let labels = |text: &str| Fingerprint::of(&[text, &" add to cart".repeat(200)].concat());
        assert!(Fingerprint::of(&text).distance(labels(&text)) <= 16);
        assert!(labels(&text).distance(labels(&words(100, 2).join(" "))) > 16);
    }

    #[test]
    fn different_texts_differ_in_about_half_of_the_bits() {
        // 64 fair bits: mean 32, standard deviation 4; the mean of 200 independent pairs lies within 1 of 32.
        let sum: u32 = (0..200)
            .map(|seed| {
                let of = |seed| Fingerprint::of(&words(300, seed).join(" "));
                of(2 * seed).distance(of(2 * seed + 1))
            })
            .sum();
        assert!((31 * 200..33 * 200).contains(&sum), "{sum}");
    }

    proptest! {
        #[test]
        fn planes_count_as_counting_does(hashes in prop::collection::vec(any::<u64>(), 0..40)) {
            let count = |bit: u32| hashes.iter().filter(|hash| *hash >> bit & 1 == 1).count();
            let expected = (0..64).filter(|bit| 2 * count(*bit) > hashes.len()).fold(0_u64, |sum, bit| sum | 1 << bit);
            // With an odd number, half rounded down is the same bound; with an even one it is exact.
            prop_assert_eq!(majority(&hashes), expected);
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            prop_assert_eq!(Fingerprint::of(&text).distance(Fingerprint::of(&text)), 0);
        }
    }
}
