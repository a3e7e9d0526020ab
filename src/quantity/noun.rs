//! What is counted: connections, pods, rows.

use std::fmt;
use std::hash::{Hash, Hasher};

/// A counted noun, as it was written. Two nouns are equal when they differ only in case, in number (`pod`, `pods`)
/// or in a usual abbreviation (`req`, `requests`).
#[derive(Debug, Clone)]
pub struct Noun(String);

/// Words that say in which state the counted things are, not what they are.
const STATES: &[&str] = &[
    "active", "additional", "allocated", "allowed", "available", "average", "avg", "concurrent", "configured",
    "current", "currently", "daily", "extra", "free", "idle", "live", "max", "maximum", "min", "minimum", "more",
    "new", "open", "peak", "provisioned", "running", "simultaneous", "sustained", "total", "used",
];

/// Abbreviations of counted nouns.
const SHORT: &[(&str, &str)] = &[
    ("call", "request"),
    ("conn", "connection"),
    ("evt", "event"),
    ("iop", "io"),
    ("msg", "message"),
    ("op", "operation"),
    ("req", "request"),
    ("txn", "transaction"),
    ("tx", "transaction"),
];

impl Noun {
    /// The noun written as `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Noun(text.into())
    }

    /// The noun as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The noun for one of it: `open connection`. Of several words the last plural is meant: `connection used`.
    pub(super) fn for_one(&self) -> String {
        let Some(plural) = self.0.split(' ').rfind(|word| is_plural(word)) else { return self.0.clone() };
        let words = self.0.split(' ').map(|word| if word == plural { one(word) } else { word.to_owned() });
        words.collect::<Vec<String>>().join(" ")
    }

    /// Whether both may count the same things: words about their state aside (`open`, `max`), they share
    /// the last word, or one holds all words of the other. `open connections` and `connections` do,
    /// `pods` and `connections` do not.
    pub fn counts_same(&self, other: &Noun) -> bool {
        let (left, right) = (self.words(), other.words());
        let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
        left.last() == right.last() || within(&left, &right) || within(&right, &left)
    }

    /// Singular words in lower case, without those that name a state.
    fn words(&self) -> Vec<String> {
        let words = self.0.split_whitespace().map(singular);
        words.filter(|word| !is_state(word)).collect()
    }
}

impl PartialEq for Noun {
    fn eq(&self, other: &Self) -> bool {
        let left = self.0.split_whitespace().map(singular);
        left.eq(other.0.split_whitespace().map(singular))
    }
}

impl Eq for Noun {}

impl Hash for Noun {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in self.0.split_whitespace().map(singular) {
            word.hash(state);
        }
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the word names a state rather than a thing.
pub(super) fn is_state(word: &str) -> bool {
    STATES.iter().any(|state| state.eq_ignore_ascii_case(word))
}

/// Whether the word looks like a plural.
pub(super) fn is_plural(word: &str) -> bool {
    word.len() > 2 && word.ends_with('s') && !["ss", "tus", "sis"].iter().any(|end| word.ends_with(end))
}

/// The word in its singular, by rules of thumb.
fn one(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|end| word.ends_with(end));
    match word.len() {
        _ if !is_plural(word) || ["series", "species"].contains(&word) => word.to_owned(),
        length if word.ends_with("ies") && length > 4 => format!("{}y", &word[..length - 3]),
        length if ends(&["sses", "shes", "tches", "rches", "nches", "eaches", "oaches", "xes"]) => {
            word[..length - 2].to_owned()
        }
        length => word[..length - 1].to_owned(),
    }
}

/// The word in lower case and singular, abbreviations spelt out: the same for both numbers of one word.
fn singular(word: &str) -> String {
    let word = one(&word.to_lowercase());
    match SHORT.iter().find(|(short, _)| *short == word) {
        Some((_, long)) => (*long).to_owned(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_case_do_not_matter() {
        for (left, right) in [
            ("pod", "pods"),
            ("GPU", "gpus"),
            ("query", "queries"),
            ("batch", "batches"),
            ("req", "requests"),
            ("msgs", "message"),
            ("class", "classes"),
            ("index", "indexes"),
            ("worker pod", "Worker pods"),
            ("status", "status"),
        ] {
            assert_eq!(Noun::new(left), Noun::new(right));
        }
        assert_ne!(Noun::new("pods"), Noun::new("nodes"));
        assert_ne!(Noun::new("open connections"), Noun::new("connections"));
    }

    #[test]
    fn one_of_them_is_singular() {
        for (many, one) in [
            ("connections", "connection"),
            ("open files", "open file"),
            ("connections used", "connection used"),
            ("queries", "query"),
            ("batches", "batch"),
            ("caches", "cache"),
            ("branches", "branch"),
            ("GPUs", "GPU"),
            ("time series", "time series"),
            ("status", "status"),
            ("req", "req"),
        ] {
            assert_eq!(Noun::new(many).for_one(), one);
            assert_eq!(Noun::new(many), Noun::new(one), "{many}");
        }
    }

    #[test]
    fn states_do_not_change_what_is_counted() {
        for (left, right, same) in [
            ("open connections", "connections", true),
            ("connections used", "max connections", true),
            ("used", "connections", true),
            ("client connections", "server connections", true),
            ("worker pods", "pods", true),
            ("pods", "nodes", false),
            ("open files", "open connections", false),
        ] {
            assert_eq!(Noun::new(left).counts_same(&Noun::new(right)), same, "{left} / {right}");
            assert_eq!(Noun::new(right).counts_same(&Noun::new(left)), same, "{right} / {left}");
        }
    }
}
