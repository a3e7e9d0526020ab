//! The statements that a text consists of.

use std::ops::Range;

/// The parts of a text that make a statement of their own. The marks in `10:07`, `99.9` and `10,000` part nothing.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = |(at, mark): (usize, char)| match mark {
            '!' | '?' | ';' | '\n' | '\u{2014}' => true,
            '.' | ':' | ',' => !rest[at + 1..].starts_with(|next: char| next.is_ascii_digit()),
            _ => false,
        };
        let (clause, after) = match rest.char_indices().find(|found| ends(*found)) {
            Some((at, mark)) => (&rest[..at], &rest[at + mark.len_utf8()..]),
            None => (rest, ""),
        };
        rest = after;
        Some(clause.trim())
    })
    .map(|clause| clause.trim_matches(['"', '>', '*', ' ', '\u{201c}', '\u{201d}']))
    .filter(|clause| !clause.is_empty())
}

/// The words of a clause that stand at a place, whole: where `scal*` was found, `scaling`.
pub(super) fn own_words(clause: &str, at: Range<usize>) -> &str {
    let rest = &clause[at.end..];
    let inside = clause[..at.end].ends_with(char::is_alphanumeric);
    let ending = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    &clause[at.start..at.end + if inside { ending } else { 0 }]
}
