//! Which field or column a key means.
//!
//! The key itself goes before its own letters in another dress (`leadTime`), those before the words of the printed page
//! (`Estimated lead time to mitigate`).

use std::fmt::Write as _;

use crate::pack::{ColumnSpec, FieldSpec, same_letters};

/// Something that is declared with a key and headings.
pub(super) trait Keyed {
    /// Its key.
    fn key(&self) -> &'static str;
    /// What the printed page calls it.
    fn headings(&self) -> impl Iterator<Item = &'static str>;
}

impl Keyed for FieldSpec {
    fn key(&self) -> &'static str {
        self.key
    }

    fn headings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.label).chain(self.aliases.iter().copied())
    }
}

impl Keyed for ColumnSpec {
    fn key(&self) -> &'static str {
        self.key
    }

    fn headings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.header)
    }
}

/// The one of `among` that a key means.
pub(super) fn meant<K: Keyed>(among: &'static [K], key: &str) -> Option<&'static K> {
    let exactly = || among.iter().find(|one| one.key() == key);
    let dressed = || among.iter().find(|one| same_letters(one.key(), key));
    let printed = || among.iter().find(|one| one.headings().any(|heading| same_letters(heading, key)));
    exactly().or_else(dressed).or_else(printed)
}

/// A JSON pointer one key further.
pub fn pointer(at: &str, key: &str) -> String {
    let mut pointer = at.to_owned();
    let _ = write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1"));
    pointer
}

/// The known word nearest to `word`, if one is near enough to be meant.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    near(word, known).into_iter().next()
}

/// The known words that may be meant, the nearest first.
fn near<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Vec<&'k str> {
    let wanted = word.to_lowercase();
    let scored = known.map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate));
    let mut found: Vec<(f64, &str)> = scored.filter(|(score, _)| *score >= 0.8).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// How many known words are all told; of more than that only some are.
const ALL: usize = 60;

/// How many of them are told then.
const SOME: usize = 3;

/// What would be accepted in place of a word that is not known: "did you mean `y`? There are: y, z".
pub fn accepted<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> String {
    instead(word, known, "")
}

/// What is said of a name that is not known: "there is no skill `x`; did you mean `y`? There are: y, z".
pub fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>) -> String {
    format!("there is no {what} `{name}`; {}", instead(name, known, "there are: "))
}

/// What is said of a key that means nothing where it stands.
pub fn unknown_key<'k>(key: &str, known: impl Iterator<Item = &'k str>) -> String {
    format!("`{key}` is not known here; {}", instead(key, known, "there are: "))
}

/// What to write instead of a word: the one that was probably meant, and all there are, behind `lead` where they stand
/// alone; of very many, some.
fn instead<'k>(word: &str, known: impl Iterator<Item = &'k str>, lead: &str) -> String {
    let known: Vec<&str> = known.collect();
    let near = near(word, known.iter().copied());
    let some = |words: &[&str], last: &str| {
        let words: Vec<String> = words.iter().take(SOME).map(|word| format!("`{word}`")).collect();
        match words.split_last() {
            Some((end, first)) if !first.is_empty() => format!("{} {last} {end}", first.join(", ")),
            _ => words.concat(),
        }
    };
    match (near.first(), known.len()) {
        // Where there is but one, it is no guess.
        (Some(near), 2..=ALL) => format!("did you mean `{near}`? There are: {}", known.join(", ")),
        (_, ..=ALL) => format!("{lead}{}", known.join(", ")),
        (Some(_), _) => format!("did you mean {}?", some(&near, "or")),
        (None, all) => format!("{lead}{all} words, such as {}", some(&known, "and")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Shape;
    use crate::skills;

    /// What a page prints leads back to what it is printed for.
    #[test]
    fn every_heading_means_its_own_field_or_column() {
        for spec in skills::NATIVE.iter().flat_map(|skill| skill.definition().standard.sections) {
            for field in spec.fields {
                assert_eq!(meant(spec.fields, field.label).map(|one| one.key), Some(field.key), "{}", spec.key);
                let Shape::Table(table) = field.shape else { continue };
                for column in table.columns {
                    let found = meant(table.columns, column.header).map(|one| one.key);
                    assert_eq!(found, Some(column.key), "{}.{}: {}", spec.key, field.key, column.header);
                }
            }
        }
    }

    #[test]
    fn keys_are_understood_in_any_dress() {
        let scaling = skills::NATIVE[0].definition().standard.section("scaling").expect("a section");
        let limits = scaling.table("limits").expect("a table").columns;
        for (key, meaning) in [
            ("lead_time", "lead_time"),
            ("leadTime", "lead_time"),
            ("Lead time", "lead_time"),
            ("Estimated lead time to mitigate", "lead_time"),
            ("Component/limit", "component"),
            ("TRIGGER", "trigger"),
        ] {
            assert_eq!(meant(limits, key).map(|one| one.key), Some(meaning), "{key}");
        }
        assert_eq!(meant(scaling.fields, "Doomsday clock").map(|one| one.key), Some("limits"));
        assert!(meant(limits, "triger").is_none() && meant(limits, "").is_none() && meant(limits, "-").is_none());
        assert_eq!(pointer("/a", "b/c~d"), "/a/b~1c~0d");
    }

    #[test]
    fn a_word_that_is_not_known_is_held_against_those_that_are() {
        let few = || ["owner", "due", "step"].into_iter();
        assert_eq!(accepted("ownr", few()), "did you mean `owner`? There are: owner, due, step");
        assert_eq!(accepted("x", few()), "owner, due, step");
        assert_eq!(unknown("field", "x", few()), "there is no field `x`; there are: owner, due, step");
        assert_eq!(unknown_key("x", few()), "`x` is not known here; there are: owner, due, step");
        assert_eq!(accepted("ownr", few().take(1)), "owner");
        let many: Vec<String> = (0..100).map(|number| format!("SCL{number:03}")).collect();
        let many = || many.iter().map(String::as_str);
        assert_eq!(accepted("SCL0077", many()), "did you mean `SCL007`, `SCL077` or `SCL070`?");
        assert_eq!(
            unknown("rule", "x", many()),
            "there is no rule `x`; there are: 100 words, such as `SCL000`, `SCL001` and `SCL002`"
        );
    }
}
