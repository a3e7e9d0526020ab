//! Reading words: what rules ask of prose.

use std::ops::Range;

/// Whether `text` has one of `words` as a whole word or phrase, whatever its case. Words are given in
/// lower-case ASCII; `*` at the end of one stands for any ending: `deprecat*`.
pub fn has_any(text: &str, words: &[&str]) -> bool {
    // One pass over the text, however many words: a word is tried only where one may begin and the first letter fits.
    let mut first_letters = 0u128;
    for word in words {
        first_letters |= word.bytes().next().filter(u8::is_ascii).map_or(0, |byte| 1 << byte);
    }
    let hay = text.as_bytes();
    let mut inside_word = false;
    for (start, byte) in hay.iter().enumerate() {
        let letter = byte.to_ascii_lowercase();
        if letter < 0x80
            && first_letters >> letter & 1 == 1
            && !(inside_word && wordlike(letter))
            && words.iter().any(|word| stands_at(hay, start, word).is_some())
        {
            return true;
        }
        inside_word = wordlike(*byte);
    }
    false
}

/// Where `word` stands in `text` as a whole word or phrase; see [`has_any`].
pub fn find_word(text: &str, word: &str) -> Option<Range<usize>> {
    let hay = text.as_bytes();
    (0..hay.len()).find_map(|start| {
        let free = start == 0 || !wordlike(hay[start - 1]) || !word.bytes().next().is_some_and(wordlike);
        if free { stands_at(hay, start, word).map(|end| start..end) } else { None }
    })
}

/// The end of `word` where it stands at `start`: with its own ending, or with any where it ends in `*`.
fn stands_at(hay: &[u8], start: usize, word: &str) -> Option<usize> {
    let (needle, any_ending) = match word.as_bytes() {
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

/// Whether there is a digit in it.
pub fn has_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// A name reduced to what tells it from others: lower-case letters and digits, single spaces.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    key.extend(letters(name));
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
    fn words_are_whole_and_of_any_case() {
        assert!(has_any("Shim, then Deprecation.", &["deprecat*"]));
        assert!(has_any("to be (TBD)", &["tbd"]));
        assert!(!has_any("adaptered", &["adapter"]));
        assert!(!has_any("", &["adapter"]));
        assert_eq!(find_word("an API", "api"), Some(3..6));
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
