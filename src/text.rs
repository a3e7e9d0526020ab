//! Reading words: what rules ask of prose.

use std::ops::Range;

pub use crate::quantity::number::count as counted;

/// How many letters of somebody's words stand in a message.
const SHORT: usize = 90;

/// A text cut after so many letters, with `...` in place of the rest.
pub fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}...", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// A text in one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text in one line, short enough for a message.
pub fn shortened(text: &str) -> String {
    cut(&one_line(text), SHORT)
}

/// Bytes in hexadecimal digits: how a digest is written.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether `text` has one of `words` as a whole word or phrase, whatever its case. Words are given in
/// lower-case ASCII; `*` at the end of one stands for any ending: `deprecat*`.
pub fn has_any(text: &str, words: &[&str]) -> bool {
    find_any(text, words).next().is_some()
}

/// Where `word` stands in `text` as a whole word or phrase; see [`has_any`].
pub fn find_word(text: &str, word: &str) -> Option<Range<usize>> {
    find_any(text, &[word]).next().map(|(_, range)| range)
}

/// Wherever one of `words` stands in `text`, in the order of the text: which one, and where; see [`has_any`]. Of several
/// that begin at one place, the first of the list.
pub fn find_any<'t>(text: &'t str, words: &'t [&str]) -> impl Iterator<Item = (usize, Range<usize>)> + use<'t> {
    // One pass over the text, however many words: a word is tried only where one may begin and the first letter fits.
    let first = FirstLetters::of(words);
    let hay = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(start) = first.next(hay, from) {
            from = start + 1;
            let found = words.iter().enumerate().find_map(|(index, word)| Some((index, stands_at(hay, start, word)?)));
            if let Some((index, end)) = found {
                return Some((index, start..end));
            }
        }
        None
    })
}

/// The first letters of words that are sought.
struct FirstLetters {
    /// A bit for each letter from `a`.
    letters: u32,
    /// A bit for each other ASCII character; 0 almost always.
    others: u128,
}

impl FirstLetters {
    fn of(words: &[&str]) -> Self {
        let mut first = FirstLetters { letters: 0, others: 0 };
        for byte in words.iter().filter_map(|word| word.as_bytes().first()) {
            let letter = (byte | 0x20).wrapping_sub(b'a');
            if letter < 26 {
                first.letters |= 1 << letter;
            } else if *byte < 0x80 {
                first.others |= 1 << byte;
            }
        }
        first
    }

    /// The next place at which a word may begin.
    fn next(&self, hay: &[u8], from: usize) -> Option<usize> {
        let mut inside_word = from > 0 && wordlike(hay[from - 1]);
        for (at, byte) in hay.iter().enumerate().skip(from) {
            let letter = (byte | 0x20).wrapping_sub(b'a');
            if letter < 26 {
                if !inside_word && self.letters >> letter & 1 == 1 {
                    return Some(at);
                }
                inside_word = true;
                continue;
            }
            let word = wordlike(*byte);
            if self.others != 0 && *byte < 0x80 && self.others >> byte & 1 == 1 && !(inside_word && word) {
                return Some(at);
            }
            inside_word = word;
        }
        None
    }
}

/// Many words, prepared once to be sought in many texts.
#[derive(Debug)]
pub struct Words {
    /// What each byte is: [`WORDLIKE`], [`BEGINS`] where one of them begins with it, or both.
    classes: [u8; 256],
    /// Those that begin with each ASCII character, in lower case.
    by_letter: Vec<Vec<&'static str>>,
}

const WORDLIKE: u8 = 1;
const BEGINS: u8 = 2;

impl Words {
    /// Prepares words, given as [`has_any`] takes them.
    pub fn new(words: &[&'static str]) -> Self {
        let mut classes = [0; 256];
        for (byte, class) in (0..=u8::MAX).zip(&mut classes) {
            *class = if wordlike(byte) { WORDLIKE } else { 0 };
        }
        let mut by_letter = vec![Vec::new(); 256];
        for word in words {
            for first in word.bytes().take(1) {
                by_letter[usize::from(first.to_ascii_lowercase())].push(*word);
                classes[usize::from(first.to_ascii_lowercase())] |= BEGINS;
                classes[usize::from(first.to_ascii_uppercase())] |= BEGINS;
            }
        }
        Words { classes, by_letter }
    }

    /// Whether `text` has one of them; see [`has_any`].
    pub fn are_in(&self, text: &str) -> bool {
        let hay = text.as_bytes();
        let mut before = 0;
        for (start, byte) in hay.iter().enumerate() {
            let class = self.classes[usize::from(*byte)];
            let inside_word = before & class & WORDLIKE != 0;
            if class & BEGINS != 0
                && !inside_word
                && self.by_letter[usize::from(byte.to_ascii_lowercase())]
                    .iter()
                    .any(|word| stands_at(hay, start, word).is_some())
            {
                return true;
            }
            before = class;
        }
        false
    }
}

/// The end of `word` where it stands at `start`: with its own ending, or with any where it ends in `*`.
fn stands_at(hay: &[u8], start: usize, word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    // Most words fail at the first letter, and that costs nothing.
    if !bytes.first()?.eq_ignore_ascii_case(&hay[start]) {
        return None;
    }
    let (needle, any_ending) = match bytes {
        [stem @ .., b'*'] => (stem, true),
        whole => (whole, false),
    };
    let end = start + needle.len();
    let here = hay.get(start..end)?;
    let last = needle.last()?;
    (here.eq_ignore_ascii_case(needle) && (any_ending || end == hay.len() || !wordlike(hay[end]) || !wordlike(*last)))
        .then_some(end)
}

/// Whether a byte is part of a word; every letter outside ASCII is.
fn wordlike(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// With a full stop at its end, unless a sentence ends there already; nothing stays nothing.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Whether there is a digit in it.
pub fn has_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A name reduced to what tells it from others: lower-case letters and digits, single spaces.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    if name.is_ascii() {
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() {
                key.push(byte.to_ascii_lowercase() as char);
            } else if !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        }
        key.truncate(key.trim_end().len());
    } else {
        key.extend(letters(name));
    }
    key
}

/// The characters of a name's [`key`], one after another.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).enumerate();
    words.flat_map(|(at, word)| {
        let gap = (at > 0).then_some(' ');
        gap.into_iter().chain(word.chars().flat_map(char::to_lowercase))
    })
}

/// Whether two names mean the same thing: equal but for case, punctuation and spacing.
pub fn same_name(a: &str, b: &str) -> bool {
    // Almost all names differ in their first letter already.
    let first = |name: &str| name.bytes().find(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    if a.is_ascii() && b.is_ascii() && first(a) != first(b) {
        return false;
    }
    letters(a).eq(letters(b))
}

/// Whether `text` names `name`: all the words of the name, in a row.
pub fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (key(text), key(name));
    !name.is_empty() && format!(" {text} ").contains(&format!(" {name} "))
}

/// The identifier a name begins with: `M1` of `M1 Audit log service`. One to three capital letters
/// and one to three digits.
pub fn identifier(name: &str) -> Option<&str> {
    let name = name.trim_start_matches(['*', '_', '`', '[']);
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = name[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let end = letters + digits;
    let ends = name[end..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    ((1..=3).contains(&letters) && (1..=3).contains(&digits) && ends).then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_between_letters() {
        assert_eq!([cut("Müller", 6), cut("Müller", 2), cut("a bc", 2)], ["Müller", "Mü...", "a..."]);
        assert_eq!(shortened(" one\n two "), "one two");
        assert_eq!(hex(&[0, 0xAB]), "00ab");
    }

    #[test]
    fn words_are_whole_and_of_any_case() {
        assert!(has_any("Shim, then Deprecation.", &["deprecat*"]));
        assert!(has_any("to be (TBD)", &["tbd"]));
        assert!(!has_any("adaptered", &["adapter"]));
        assert!(!has_any("", &["adapter"]));
        assert_eq!(find_word("an API", "api"), Some(3..6));
    }

    #[test]
    fn prepared_words_are_found_as_others_are() {
        let words = ["deprecat*", "tbd", "<", "???", "5xx"];
        let prepared = Words::new(&words);
        for text in
            ["Deprecation", "(TBD)", "a<b", "what???", "what??", "5xx", "15xx", "undeprecated", "stbd", "", "\u{e9}tbd"]
        {
            assert_eq!(prepared.are_in(text), has_any(text, &words), "{text}");
        }
    }

    #[test]
    fn every_place_is_found_once() {
        let found: Vec<_> = find_any("Adapter, then adapters; 5xx", &["adapter*", "adapter", "5xx"]).collect();
        assert_eq!(found, [(0, 0..7), (0, 14..21), (2, 24..27)]);
        assert_eq!(find_any("p95x p95", &["p95"]).collect::<Vec<_>>(), [(0, 5..8)]);
    }

    #[test]
    fn keys_of_any_script() {
        assert_eq!(key("  Orders-DB (disk) "), "orders db disk");
        assert_eq!(key("\u{c9}cole \u{2013} N\u{b0}5"), "\u{e9}cole n 5");
        assert_eq!(key("--"), "");
    }

    #[test]
    fn names_are_compared_by_their_words() {
        assert!(same_name("Orders-DB  disk", "orders db disk"));
        assert!(mentions("M2 Partition orders-db (phase 1)", "partition orders db"));
        assert!(!mentions("M2 Partitioning", "partition"));
    }

    #[test]
    fn identifiers_stand_at_the_beginning() {
        assert_eq!(identifier("M1 Audit log"), Some("M1"));
        assert_eq!(identifier("**Q12**: who"), Some("Q12"));
        assert_eq!(identifier("M1Audit"), None);
        assert_eq!(identifier("Audit"), None);
    }
}
