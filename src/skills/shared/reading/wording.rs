//! Reading the words of a cell: what rules of several sections ask alike. No rule.

use std::borrow::Cow;

use crate::gate::rules::placeholder;
use crate::pack::Cell;
use crate::quantity;
use crate::text;
pub use crate::text::{counted, shortened};

/// Times as people write them without figures. May is left out: it is a verb more often than a month.
#[rustfmt::skip]
pub const CALENDAR: &[&str] = &[
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "q1", "q2", "q3", "q4", "quarter",
];

/// Something a text should cover.
#[derive(Debug)]
pub struct Topic {
    /// What it is called in a message.
    pub name: &'static str,
    /// Words that show that it is covered; see [`text::has_any`].
    pub words: &'static [&'static str],
    /// A text that would cover it, for the fix.
    pub example: &'static str,
}

/// The topics that `text` does not cover.
pub fn missing<'t>(text: &str, topics: &'t [Topic]) -> Vec<&'t Topic> {
    topics.iter().filter(|topic| !text::has_any(text, topic.words)).collect()
}

/// The names of topics: `noindex, robots and canonical`, with `and` as the conjunction.
pub fn names(topics: &[&Topic], conjunction: &str) -> String {
    let names: Vec<&str> = topics.iter().map(|topic| topic.name).collect();
    joined(&names, conjunction)
}

/// The examples of topics, as the rest of a sentence that begins with `add` or `say`.
pub fn examples(topics: &[&Topic]) -> String {
    let mut out = String::new();
    for (index, topic) in topics.iter().enumerate() {
        if index > 0 {
            out += if index + 1 == topics.len() { "; and " } else { "; " };
        }
        out += topic.example;
    }
    out
}

/// Names in a row: `a, b and c`.
pub fn joined<S: AsRef<str>>(names: &[S], conjunction: &str) -> String {
    let mut out = String::new();
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out += if index + 1 == names.len() { " " } else { ", " };
            if index + 1 == names.len() {
                out += conjunction;
                out.push(' ');
            }
        }
        out += name.as_ref();
    }
    out
}

/// The texts of several cells, one a line, so that words are sought in all of them at once.
pub fn together<'a>(cells: impl Iterator<Item = Cell<'a>>) -> String {
    let texts: Vec<&str> = cells.map(|cell| cell.text).collect();
    texts.join("\n")
}

/// Whether it is not written yet: blank, or with a placeholder in it. Other rules speak of both.
pub fn unfilled(cell: &Cell<'_>) -> bool {
    cell.is_blank() || !placeholder::in_text(cell.text).is_empty()
}

/// How many words a text has; marks between them are none.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Numbers people spell out. `one` is missing: it is an article as often as a number.
const SPELLED: &[&str] = &[
    "zero", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "hundred*",
    "thousand*", "half", "halve*", "halving", "twice", "double*", "triple*",
];

/// Whether there is an amount in it, in figures or spelled out. Digits of names (`p95`, `v2`) and of dates are none.
pub fn has_amount(text: &str) -> bool {
    text::has_any(text, SPELLED) || !quantity::find_all(text).is_empty()
}

/// Whether `text` says one of `words` without denying it: `no dual-run` does not say `dual-run`.
pub fn says(text: &str, words: &[&str]) -> bool {
    said(text, words).next().is_some()
}

/// Which of `words` a text says without denying them, in the order of the text.
pub fn said<'t>(text: &'t str, words: &'t [&str]) -> impl Iterator<Item = usize> + use<'t> {
    text::find_any(text, words).filter(|(_, range)| !denied(&text[..range.start])).map(|(index, _)| index)
}

/// Whether what follows `before` is denied by the word in front of it, an article aside.
fn denied(before: &str) -> bool {
    // Two words back is far enough, and keeps a long text from being read again for each of its words.
    let start = before.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    let before = &before[start..];
    let clause = before.rsplit(['.', ',', ';', ':', '(', ')']).next().unwrap_or_default();
    let mut words = clause.split_whitespace().rev();
    let last = words.next().unwrap_or_default();
    let is = |word: &str, one_of: &[&str]| one_of.iter().any(|one| one.eq_ignore_ascii_case(word));
    let word = if is(last, &["a", "an", "any", "the"]) { words.next().unwrap_or_default() } else { last };
    is(word, &["no", "not", "without", "never", "nor"])
}

/// The words that tell a name from others, in lower case and in the singular; `generic` ones left out.
pub fn stems(name: &str, generic: &[&str]) -> Vec<String> {
    text::key(name).split(' ').filter(|word| !word.is_empty() && !generic.contains(word)).map(stem).collect()
}

/// A word in the singular, as far as English endings tell.
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return Cow::Owned(format!("{stem}y"));
    }
    Cow::Borrowed(match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    })
}

/// The same, owned.
pub fn stem(word: &str) -> String {
    singular(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_people_say_them() {
        assert_eq!(joined(&["a"], "and"), "a");
        assert_eq!(joined(&["a", "b"], "or"), "a or b");
        assert_eq!(joined(&["a", "b", "c"], "and"), "a, b and c");
    }

    #[test]
    fn what_is_denied_is_not_said() {
        assert!(says("Adapter first; dual-run for 14 days", &["dual-run"]));
        assert!(!says("Big bang, no dual-run", &["dual-run"]));
        assert!(!says("Moves without a shim", &["shim"]));
        assert!(says("No downtime: shim in each caller", &["shim"]));
        assert!(says("No shim at first, later a shim", &["shim"]));
    }

    #[test]
    fn stems_forget_number_and_generic_words() {
        assert_eq!(stems("Payments team", &["team"]), ["payment"]);
        assert_eq!(stems("orders-api", &[]), ["order", "api"]);
        assert_eq!(stem("status"), "status");
        assert_eq!(stem("policies"), "policy");
    }
}
