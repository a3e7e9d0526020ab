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
    let wanted = word.to_lowercase();
    known
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
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
}
