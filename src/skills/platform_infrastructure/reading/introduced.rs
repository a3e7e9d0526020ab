//! Who a pack speaks of outside its capabilities: the index behind CAP006. No rule.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::pack::Place;
use crate::skills::platform_infrastructure::{Capabilities, Case};
use crate::skills::shared::reading::wording::{singular, stems};

/// Words that say what kind of body a consumer is, and not which.
const KINDS: &[&str] = &[
    "team", "teams", "squad", "squads", "tribe", "tribes", "group", "groups", "department", "departments", "unit",
    "units", "domain", "domains", "service", "services", "consumer", "consumers", "developer", "developers",
    "engineer", "engineers", "product", "products", "user", "users", "stakeholders", "company", "organisation",
    "organization", "internal", "the", "a", "an", "of", "our", "and", "new",
];

/// Words that name nobody because they mean everybody, or nobody yet.
const SWEEPING: &[&str] = &[
    "all", "any", "each", "every", "everyone", "everybody", "anyone", "anybody", "most", "many", "several", "various",
    "multiple", "other", "others", "future", "later", "potential", "more", "use", "case", "cases", "etc",
];

/// Words that stand in any plan. Alone and in lower case they introduce nobody: `growth of 5 %` is not the Growth team.
const ORDINARY: &[&str] = &[
    "growth", "data", "platform", "content", "search", "core", "web", "mobile", "customer", "support", "operation",
    "security", "risk", "cost", "infrastructure", "backend", "frontend", "quality", "reliability", "performance",
];

/// Words that, beside an ordinary one, speak of people: `head of data engineering`.
const ROLES: &[&str] = &["lead", "head", "team", "engineer", "engineering", "manager", "director"];

/// Words of a pack, each with the texts it stands in.
#[derive(Debug, Default)]
pub(in super::super) struct Introduced {
    /// The words that are asked for; a pack has a hundred times as many.
    texts: BTreeMap<String, Vec<usize>>,
    /// Those that somebody wrote with a capital, or as part of a hyphenated name.
    names: BTreeSet<String>,
    /// How the words that are asked for begin, so that most words of a pack cost nothing.
    beginnings: Beginnings,
}

/// What a pack knows of a consumer.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Consumer {
    /// Some other part names it.
    Known,
    /// A name that stands nowhere else.
    Unknown,
    /// No name at all: `all squads`, `future use cases`.
    Nobody,
}

impl Introduced {
    /// Seeks the words of the names `wanted` in every text of the pack but those of the section on capabilities, of
    /// which it reads the names: one capability may consume another.
    pub fn of<'a>(case: &Case<'_>, wanted: impl Iterator<Item = &'a str>) -> Self {
        let mut index = Introduced::default();
        for word in wanted.flat_map(|name| stems(name, &[])).chain(ROLES.iter().map(|role| (*role).to_owned())) {
            index.beginnings.add(word.as_bytes());
            index.texts.entry(word).or_default();
        }
        let introduces = |place: Place<'_>| place.section != Capabilities::KEY || place.column == "capability";
        let texts = case.gate.entries().filter(|entry| introduces(entry.cell.place)).map(|entry| entry.cell.text);
        for (at, text) in std::iter::once(case.pack.title.as_str()).chain(texts).enumerate() {
            index.add(at, text);
        }
        index
    }

    fn add(&mut self, at: usize, text: &str) {
        let bytes = text.as_bytes();
        let mut lower = String::new();
        for word in words(text) {
            if bytes[word.start].is_ascii() && !self.beginnings.holds(&bytes[word.clone()]) {
                continue;
            }
            lower.clear();
            lower.extend(text[word.clone()].chars().flat_map(char::to_lowercase));
            let stem = singular(&lower);
            let Some(places) = self.texts.get_mut(&*stem) else { continue };
            if places.last() != Some(&at) {
                places.push(at);
            }
            let capital = || text[word.clone()].starts_with(char::is_uppercase);
            if !self.names.contains(&*stem) && (capital() || is_part_of_compound(bytes, &word)) {
                self.names.insert(stem.into_owned());
            }
        }
    }

    /// Whether the pack knows a consumer, by its words in one text; for `A and B` whether it knows both.
    pub fn knows(&self, consumer: &str) -> Consumer {
        // What stands in parentheses explains a name.
        let plain = consumer.split('(').next().unwrap_or_default();
        let name = if plain.trim().is_empty() { consumer } else { plain };
        let words = distinctive(name);
        if words.is_empty() {
            // A team may go by such a word: `Product`. Then somebody wrote it with a capital.
            let words = stems(name, &[]);
            let sweeping = words.is_empty() || words.iter().any(|word| SWEEPING.contains(&word.as_str()));
            let named = !sweeping && words.iter().all(|word| self.names.contains(word));
            return if named { Consumer::Known } else { Consumer::Nobody };
        }
        let parts = || name.split(['&', '+', '/']).flat_map(|part| part.split(" and ")).map(distinctive);
        if self.together(&words) || parts().all(|part| self.together(&part)) {
            Consumer::Known
        } else {
            Consumer::Unknown
        }
    }

    /// Whether one text holds both words.
    fn share_a_text(&self, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (self.texts.get(one), self.texts.get(other)) else { return false };
        one.iter().any(|at| other.binary_search(at).is_ok())
    }

    /// Whether one text holds all the words.
    fn together(&self, words: &[String]) -> bool {
        let mut lists = Vec::with_capacity(words.len());
        for word in words {
            match self.texts.get(word) {
                Some(list) if !list.is_empty() => lists.push(list),
                _ => return false,
            }
        }
        match (words, lists.split_first()) {
            ([word], _) => {
                !ORDINARY.contains(&word.as_str())
                    || self.names.contains(word)
                    || ROLES.iter().any(|role| self.share_a_text(word, role))
            }
            (_, Some((first, rest))) => first.iter().any(|at| rest.iter().all(|list| list.binary_search(at).is_ok())),
            _ => false,
        }
    }
}

/// The first three letters of words, a bit for each that may be: no plural differs from its singular in them.
#[derive(Debug)]
struct Beginnings(Vec<u64>);

impl Default for Beginnings {
    fn default() -> Self {
        Beginnings(vec![0; 1 << 9])
    }
}

impl Beginnings {
    fn add(&mut self, word: &[u8]) {
        let at = Self::at(word);
        self.0[at >> 6] |= 1 << (at & 63);
    }

    fn holds(&self, word: &[u8]) -> bool {
        let at = Self::at(word);
        self.0[at >> 6] >> (at & 63) & 1 == 1
    }

    /// Five bits a letter, in which upper and lower case are one.
    fn at(word: &[u8]) -> usize {
        (0..3).fold(0, |bits, at| bits << 5 | usize::from(word.get(at).map_or(0, |byte| byte & 31)))
    }
}

/// The words of a text, as ranges.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + end_of(&text[from..], |is_word| !is_word);
        from = start + end_of(&text[start..], |is_word| is_word);
        (from > start).then_some(start..from)
    })
}

/// Where the beginning of a text ends that consists of characters that are wanted, being part of words or not.
fn end_of(text: &str, wanted: impl Fn(bool) -> bool) -> usize {
    let ascii = text.bytes().position(|byte| byte >= 0x80 || !wanted(byte.is_ascii_alphanumeric()));
    match ascii {
        Some(at) if text.as_bytes()[at] >= 0x80 => {
            at + text[at..].find(|c: char| !wanted(c.is_alphanumeric())).unwrap_or(text.len() - at)
        }
        Some(at) => at,
        None => text.len(),
    }
}

/// Whether a word is joined to another by a hyphen or underscore.
fn is_part_of_compound(text: &[u8], word: &Range<usize>) -> bool {
    let joins = |at: Option<usize>, beyond: Option<usize>| {
        at.and_then(|at| text.get(at)).is_some_and(|byte| matches!(byte, b'-' | b'_'))
            && beyond.and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric())
    };
    joins(word.start.checked_sub(1), word.start.checked_sub(2)) || joins(Some(word.end), Some(word.end + 1))
}

/// The words of a name that say who is meant.
fn distinctive(name: &str) -> Vec<String> {
    let mut words = stems(name, KINDS);
    words.retain(|word| !SWEEPING.contains(&word.as_str()));
    words
}
