//! Putting words together.

use serde_json::{Map, Value as Json};

use super::Arguments;
pub(super) use crate::text::{counted, sentence};

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// `1 of 1 gap`, `3 of 3 gaps`.
pub(super) fn all_of(count: usize, noun: &str) -> String {
    format!("{count} of {}", counted(count, noun))
}

/// The part before the first semicolon or the end of the first sentence, without a full stop.
pub(super) fn first_clause(text: &str) -> &str {
    let end = [";", ". "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    text[..end].trim().trim_end_matches('.')
}

/// With a small letter at its beginning, unless the first word may be a name or an abbreviation.
pub(super) fn lower_first(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let plain = word.chars().skip(1).all(|c| c.is_lowercase() || c == '\'');
    let common = word.ends_with("ing") || word.len() <= 2 || COMMON.contains(&word);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if plain && common => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// First words that are no names.
const COMMON: &[&str] = &["The", "An", "Any", "Which", "Own", "New"];

/// With a capital at its beginning.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The documents behind several entries, each once, and once that their numbers are estimates.
pub(super) fn documents<'s>(sources: impl Iterator<Item = &'s str>) -> String {
    let (mut documents, mut estimated): (Vec<&str>, bool) = (Vec::new(), false);
    for part in sources.flat_map(|source| source.split("; ")) {
        if part.to_lowercase().contains("practice estimate") {
            estimated = true;
        } else if !documents.contains(&part) {
            documents.push(part);
        }
    }
    if estimated {
        documents.push(if documents.is_empty() { "practice estimate" } else { "numbers: practice estimate" });
    }
    documents.join("; ")
}

/// The lowest of several confidences.
pub(super) fn lowest<'s>(confidences: impl Iterator<Item = &'s str>) -> String {
    let all: Vec<&str> = confidences.collect();
    ["low", "medium", "high"].into_iter().find(|level| all.contains(level)).unwrap_or("low").to_owned()
}

/// Text fit to be one of several options: semicolons separate those.
pub(super) fn option(text: &str) -> String {
    text.replace(';', ",")
}

/// A row of a table from its cells; blank cells are left out.
pub(super) fn row<const N: usize>(cells: [(&str, &str); N]) -> Json {
    let cells = cells.into_iter().filter(|(_, text)| !text.trim().is_empty());
    Json::Object(cells.map(|(key, text)| (key.to_owned(), Json::from(text))).collect())
}

/// Sets a field that has something in it.
pub(super) fn put(arguments: &mut Arguments, field: &str, value: impl Into<Json>) {
    let value = value.into();
    let empty = match &value {
        Json::String(text) => text.trim().is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Null => true,
        _ => false,
    };
    if !empty {
        arguments.insert(field.to_owned(), value);
    }
}

/// No arguments yet.
pub(super) fn arguments() -> Arguments {
    Map::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_put_together() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(first_clause("Removes 2 weeks; check it. Later"), "Removes 2 weeks");
        assert_eq!(first_clause("Removes 2.5 weeks."), "Removes 2.5 weeks");
        assert_eq!(lower_first("Leaving PostgreSQL"), "leaving PostgreSQL");
        assert_eq!(lower_first("A second region"), "a second region");
        assert_eq!(lower_first("PostgreSQL"), "PostgreSQL");
        assert_eq!(lower_first("Kubernetes or microservices"), "Kubernetes or microservices");
    }
}
