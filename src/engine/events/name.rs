//! Names: the words they are made of, and the convention they are spelled in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// A way to spell a name of several words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// `order_placed`
    Snake,
    /// `order-placed`
    Kebab,
    /// `order.placed`, `orders.order_placed`
    Dotted,
    /// `orderPlaced`
    Camel,
    /// `OrderPlaced`
    Pascal,
    /// `Order Placed`
    Spaced,
}

impl Convention {
    /// All of them, the one to prefer first.
    pub const ALL: [Convention; 6] = [
        Convention::Snake,
        Convention::Kebab,
        Convention::Dotted,
        Convention::Camel,
        Convention::Pascal,
        Convention::Spaced,
    ];

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Convention::Snake => "snake_case",
            Convention::Kebab => "kebab-case",
            Convention::Dotted => "dotted.case",
            Convention::Camel => "camelCase",
            Convention::Pascal => "PascalCase",
            Convention::Spaced => "Separate Words",
        }
    }

    /// `name` in this convention.
    pub fn spell(self, name: &str) -> String {
        let words = words(name);
        let capitals = || words.iter().map(|word| capital(word)).collect::<Vec<_>>();
        match self {
            Convention::Snake => words.join("_"),
            Convention::Kebab => words.join("-"),
            Convention::Dotted => words.join("."),
            Convention::Pascal => capitals().concat(),
            Convention::Spaced => capitals().join(" "),
            Convention::Camel => {
                let mut parts = capitals();
                if let (Some(part), Some(word)) = (parts.first_mut(), words.first()) {
                    part.clone_from(word);
                }
                parts.concat()
            }
        }
    }

    /// The convention of a name; `None` for a single lower-case word, which fits most of them, and for a mixture.
    pub fn of(name: &str) -> Option<Convention> {
        match spelling(name) {
            Spelling::In(convention) => Some(convention),
            Spelling::Any | Spelling::Mixed => None,
        }
    }
}

/// How a name is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// In one convention.
    In(Convention),
    /// A single lower-case word.
    Any,
    /// In a mixture: `Order_placed-v2`.
    Mixed,
}

impl Spelling {
    /// Whether a name spelled this way keeps to the convention.
    pub fn keeps(self, convention: Convention) -> bool {
        match self {
            Spelling::In(own) => own == convention,
            Spelling::Any => !matches!(convention, Convention::Pascal | Convention::Spaced),
            Spelling::Mixed => false,
        }
    }
}

/// How a name is spelled.
pub fn spelling(name: &str) -> Spelling {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    if name.is_empty() || !name.chars().all(plain) {
        return Spelling::Mixed;
    }
    let has = |mark: char| name.contains(mark);
    let upper = name.chars().any(char::is_uppercase);
    match (has('_'), has('-'), has('.'), has(' ')) {
        (false, false, false, false) if !upper => Spelling::Any,
        (false, false, false, false) if name.starts_with(char::is_uppercase) => Spelling::In(Convention::Pascal),
        (false, false, false, false) => Spelling::In(Convention::Camel),
        (true, false, false, false) if !upper => Spelling::In(Convention::Snake),
        (false, true, false, false) if !upper => Spelling::In(Convention::Kebab),
        // The dot parts a domain from a name in snake_case.
        (_, false, true, false) if !upper => Spelling::In(Convention::Dotted),
        (false, false, false, true) => Spelling::In(Convention::Spaced),
        _ => Spelling::Mixed,
    }
}

/// The words of a name in lower case: `HTTPRequest-count v2` is `http`, `request`, `count`, `v2`.
pub fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for (at, &letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let lower_before = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        // The last capital of an acronym begins the next word: `HTTP|Request`.
        let ends_acronym =
            before.is_some_and(char::is_uppercase) && letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins = !open || (letter.is_uppercase() && (lower_before || ends_acronym));
        match words.last_mut() {
            Some(word) if !begins => word.extend(letter.to_lowercase()),
            _ => words.push(letter.to_lowercase().collect()),
        }
        open = true;
    }
    words
}

/// The words of a name joined, the same for all spellings of it: `user_id` for `userId` and `User ID`.
pub fn canonical(name: &str) -> String {
    words(name).join("_")
}

/// A word without a plural's ending: `orders` is `order`, `queries` is `query`, `address` stays.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let keeps = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !keeps => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Whether a word says that something has happened: `placed`, `sent`.
pub fn is_past(word: &str) -> bool {
    const IRREGULAR: &[&str] = &[
        "begun", "bought", "broken", "built", "chosen", "done", "found", "given", "gone", "held", "kept", "left",
        "lost", "made", "met", "paid", "put", "read", "run", "seen", "sent", "set", "shown", "sold", "spent",
        "started", "sunk", "taken", "thrown", "told", "withdrawn", "won", "written",
    ];
    const NOUNS: &[&str] = &["feed", "seed", "speed", "need", "embed", "bed", "breed"];
    IRREGULAR.contains(&word) || (word.len() > 3 && word.ends_with("ed") && !NOUNS.contains(&word))
}

/// The one value that more of `values` have than any other, with its count; `None` where two lead alike.
pub fn majority<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> Option<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let mut leading = counts.into_iter().filter(|(_, count)| *count == most);
    match (leading.next(), leading.next()) {
        (leader, None) => leader,
        _ => None,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, expected) in [
            ("order_placed", "order placed"),
            ("HTTPRequestCount", "http request count"),
            ("userID", "user id"),
            ("User ID", "user id"),
            ("data/order.placed-v2", "data order placed v2"),
            ("p95Latency", "p95 latency"),
            ("__x", "x"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
        for (word, expected) in
            [("orders", "order"), ("queries", "query"), ("address", "address"), ("status", "status")]
        {
            assert_eq!(singular(word), expected);
        }
        assert!(is_past("placed") && is_past("sent") && !is_past("speed") && !is_past("click"));
    }

    #[test]
    fn spellings_are_told_apart() {
        for (name, expected) in [
            ("order_placed", Spelling::In(Convention::Snake)),
            ("order-placed", Spelling::In(Convention::Kebab)),
            ("orders.order_placed", Spelling::In(Convention::Dotted)),
            ("orderPlaced", Spelling::In(Convention::Camel)),
            ("OrderPlaced", Spelling::In(Convention::Pascal)),
            ("Order Placed", Spelling::In(Convention::Spaced)),
            ("signup", Spelling::Any),
            ("Order_Placed", Spelling::Mixed),
            ("order:placed", Spelling::Mixed),
        ] {
            assert_eq!(spelling(name), expected, "{name}");
        }
        assert_eq!(majority([1, 1, 2]), Some((1, 2)));
        assert_eq!(majority([1, 2]), None);
    }

    proptest! {
        #[test]
        fn a_spelled_name_keeps_its_words_and_its_convention(words in prop::collection::vec("[a-z]{2,6}", 2..5)) {
            let name = words.join("_");
            for convention in [Convention::Snake, Convention::Kebab, Convention::Dotted, Convention::Camel, Convention::Pascal, Convention::Spaced] {
                let spelled = convention.spell(&name);
                prop_assert_eq!(Convention::of(&spelled), Some(convention));
                prop_assert_eq!(canonical(&spelled), name.clone());
            }
        }
    }
}
