//! The voice of findings: what the places are called that their sentences name.
//!
//! A rule writes `[[safety.gates.blocks]]` for a column, `[[safety.gates]]` for a field, `[[safety]]` for a section, and
//! `[[safety.gates.kind=secret]]` for a word to choose. Whoever reads a document knows them by their headings, whoever calls
//! a tool by its arguments. What is declared nowhere stays as it is written: it is somebody's own text.

use std::fmt::Debug;

use super::Case;
use crate::finding::Finding;
use crate::pack::{ColumnSpec, FieldSpec, Kind, Location, Place, SectionSpec, Shape};

/// What places are called by those who read a finding that stands at `here`.
pub trait Voice: Debug + Sync {
    /// A section.
    fn section(&self, here: &Location, section: &SectionSpec) -> String;
    /// A field of a section.
    fn field(&self, here: &Location, section: &SectionSpec, field: &FieldSpec) -> String;
    /// A column of a table.
    fn column(&self, here: &Location, section: &SectionSpec, field: &FieldSpec, column: &ColumnSpec) -> String;
}

/// By headings and headers, as a document has them.
#[derive(Debug, Clone, Copy)]
pub struct Headings;

impl Voice for Headings {
    fn section(&self, _: &Location, section: &SectionSpec) -> String {
        format!("`{}`", section.title)
    }

    fn field(&self, _: &Location, _: &SectionSpec, field: &FieldSpec) -> String {
        format!("\"{}\"", field.label)
    }

    fn column(&self, _: &Location, _: &SectionSpec, _: &FieldSpec, column: &ColumnSpec) -> String {
        format!("\"{}\"", column.header)
    }
}

/// A place as a rule names it, whichever row or item it is in.
pub fn place(place: Place<'_>) -> String {
    let parts = [place.section, place.field, place.column];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("[[{}]]", parts.join("."))
}

/// A field as a rule names it.
pub fn field(section: &SectionSpec, field: &FieldSpec) -> String {
    place(Place::section(section.key).field(field.key))
}

/// A column as a rule names it.
pub fn column(section: &SectionSpec, field: &FieldSpec, column: &ColumnSpec) -> String {
    place(Place::section(section.key).field(field.key).column(column.key))
}

/// Gives findings the words of the case's voice.
pub(super) fn speak(findings: &mut [Finding], case: &Case<'_>) {
    for finding in findings {
        let Finding { location, message, evidence, fix, related, .. } = finding;
        let labels = related.iter_mut().map(|one| &mut one.label);
        for text in [message, evidence, fix].into_iter().chain(labels) {
            if text.contains("[[") {
                *text = spoken(text, location, case);
            }
        }
    }
}

fn spoken(text: &str, here: &Location, case: &Case<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[[") {
        out.push_str(before);
        let found = after.split_once("]]").and_then(|(name, after)| Some((named(case.sections, name)?, after)));
        rest = match found {
            Some((named, after)) => {
                out.push_str(&match named {
                    Named::Section(section) => case.voice.section(here, section),
                    Named::Field(section, field) => case.voice.field(here, section, field),
                    Named::Column(section, field, column) => case.voice.column(here, section, field, column),
                    Named::Word(word) => format!("`{word}`"),
                });
                after
            }
            None => {
                out.push_str("[[");
                after
            }
        };
    }
    out + rest
}

/// What a name in double brackets stands for.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    /// A section.
    Section(&'static SectionSpec),
    /// A field.
    Field(&'static SectionSpec, &'static FieldSpec),
    /// A column.
    Column(&'static SectionSpec, &'static FieldSpec, &'static ColumnSpec),
    /// A word to choose in a field or column.
    Word(&'static str),
}

/// What `section.field.column` or `section.field.column=word` stands for; `None` where nothing is declared so.
pub fn named(sections: &[&'static SectionSpec], name: &str) -> Option<Named> {
    let (place, word) = name.split_once('=').map_or((name, None), |(place, word)| (place, Some(word)));
    let mut parts = place.split('.');
    let section = parts.next().and_then(|key| sections.iter().copied().find(|spec| spec.key == key))?;
    let field = parts.next().map(|key| section.field(key).ok_or(())).transpose().ok()?;
    let column = parts
        .next()
        .map(|key| field.and_then(|field| section.table(field.key)?.column(key)).ok_or(()))
        .transpose()
        .ok()?;
    let (found, kind) = match (field, column) {
        (None, _) => (Named::Section(section), None),
        (Some(field), Some(column)) => (Named::Column(section, field, column), Some(column.kind)),
        (Some(field), None) => match field.shape {
            Shape::Text(kind) | Shape::List(kind) => (Named::Field(section, field), Some(kind)),
            Shape::Table(_) => (Named::Field(section, field), None),
        },
    };
    match (word, kind) {
        _ if parts.next().is_some() => None,
        (None, _) => Some(found),
        (Some(word), Some(Kind::Choice(words))) => words.iter().find(|one| **one == word).map(|one| Named::Word(one)),
        (Some(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::Pack;
    use crate::skill::Skill;
    use crate::skills::platform_operations::PlatformOperations;

    #[test]
    fn what_is_declared_gets_its_name_and_the_rest_stays() {
        let pack = Pack::new("platform-operations", 1, "Orders", date(2026, 11, 2));
        let case = Case::new(&PlatformOperations.definition().standard, &pack, &[], date(2026, 11, 2));
        for (text, expected) in [
            ("add it to [[safety.gates.blocks]] of \"x\"", "add it to \"Blocks\" of \"x\""),
            ("fill [[rollout.steps]], then [[delivery]]", "fill \"Canary steps\", then `Delivery pipeline`"),
            ("a gap of kind [[baseline.gaps.kind=blind spot]]", "a gap of kind `blind spot`"),
            ("[[baseline.gaps.kind=blindness]]", "[[baseline.gaps.kind=blindness]]"),
            ("see [[runbook]] or [[safety.gates.blocks.more]]", "see [[runbook]] or [[safety.gates.blocks.more]]"),
            ("open [[safety.gates", "open [[safety.gates"),
        ] {
            assert_eq!(spoken(text, &Location::default(), &case), expected);
        }
    }
}
