//! The arguments of a call: which of them is what.

use serde_json::{Map, Value as Json};

use super::call::{self, Call};
use super::keys::{meant, pointer};
use super::reader::{Reader, decoded};
use crate::pack::{FieldSpec, SectionSpec, Shape, same_letters};
use crate::skill::{Attachment, Step};

/// What the arguments held beside fields.
pub(super) struct Arguments<'a> {
    pub call: Call,
    /// Each attachment with its pointer and value.
    pub attachments: Vec<(&'static Attachment, String, &'a Json)>,
}

/// What an argument is.
enum Argument {
    OfCall(&'static str),
    Attachment(&'static Attachment),
    Section(&'static SectionSpec),
    /// Several sections by their keys, as an answer prints them.
    Sections,
    Field(&'static SectionSpec, &'static FieldSpec),
}

impl Reader {
    /// Reads what can be read at once; attachments are left to those who know what the rest came to.
    pub(super) fn arguments<'a>(&mut self, arguments: &'a Map<String, Json>) -> Arguments<'a> {
        let mut read = Arguments { call: Call::default(), attachments: Vec::new() };
        let mut stated: Vec<(String, &'a Json, Argument)> = Vec::new();
        for (key, value) in arguments {
            let at = pointer("", key);
            match self.argument(key, value) {
                Some(Argument::OfCall("remove")) => self.remove(&at, value),
                Some(Argument::OfCall(own)) => read.call.read(self, own, &at, value),
                Some(Argument::Attachment(_)) if value.is_null() => {}
                Some(Argument::Attachment(one)) => read.attachments.push((one, at, value)),
                Some(other) => stated.push((at, value, other)),
                None => self.stray(key),
            }
        }
        for (at, value, argument) in stated {
            match argument {
                Argument::Field(spec, field) => self.field(spec, field, &at, value),
                Argument::Section(spec) => self.section(spec, &at, value),
                _ => self.sections(&at, value),
            }
        }
        self.remove_the_rest();
        read
    }

    /// What a key at the top of a call means.
    fn argument(&self, key: &str, value: &Json) -> Option<Argument> {
        let main = self.specs().next()?;
        let of_call =
            |is: &dyn Fn(&str) -> bool| call::KEYS.iter().find(|one| is(one)).map(|key| Argument::OfCall(key));
        let attached =
            |is: &dyn Fn(&str) -> bool| self.step.attachments.iter().find(|one| is(one.key)).map(Argument::Attachment);
        let section = |is: &dyn Fn(&SectionSpec) -> bool| self.specs().find(|one| is(one)).map(Argument::Section);
        let exactly = |one: &str| one == key;
        let alike = |one: &str| same_letters(one, key);
        let other_field = |find: &dyn Fn(&'static SectionSpec) -> Option<&'static FieldSpec>| {
            self.specs().skip(1).find_map(|spec| find(spec).map(|field| Argument::Field(spec, field)))
        };
        // `risks` is a section with a field of that name.
        if let Some(field) = main.field(key) {
            let whole = self.specs().find(|spec| spec.key == key).filter(|spec| is_section(spec, field, value));
            return Some(whole.map_or(Argument::Field(main, field), Argument::Section));
        }
        of_call(&exactly)
            .or_else(|| attached(&exactly))
            .or_else(|| section(&|spec| spec.key == key))
            .or_else(|| (key == "sections").then_some(Argument::Sections))
            .or_else(|| other_field(&|spec| spec.field(key)))
            .or_else(|| of_call(&alike))
            .or_else(|| attached(&alike))
            .or_else(|| meant(main.fields, key).map(|field| Argument::Field(main, field)))
            .or_else(|| section(&|spec| same_letters(spec.key, key) || same_letters(spec.title, key)))
            .or_else(|| other_field(&|spec| meant(spec.fields, key)))
    }

    /// A key at the top of a call that means nothing: the step that takes it, or the keys that this one takes.
    fn stray(&mut self, key: &str) {
        let takes = |step: &&'static Step| {
            let mut specs = step.sections.iter().filter_map(|section| self.definition.standard.section(section));
            specs.any(|spec| meant(spec.fields, key).is_some() || same_letters(spec.key, key))
        };
        if let Some(taker) = self.definition.steps.iter().find(takes) {
            let problem = format!("`{key}` is not taken by {}", self.step.tool);
            self.mistake(&pointer("", key), problem, format!("the same sent to {}", taker.tool));
            return;
        }
        let main = self.specs().next().map_or(&[][..], |spec| spec.fields);
        let own = main.iter().map(|field| field.key);
        let others = self.specs().skip(1).map(|spec| spec.key);
        let attached = self.step.attachments.iter().map(|one| one.key);
        let known: Vec<&str> = own.chain(others).chain(attached).chain(call::KEYS.iter().copied()).collect();
        self.unknown("", key, known.iter().copied());
    }

    /// Several sections by their keys.
    fn sections(&mut self, at: &str, value: &Json) {
        match value {
            Json::Null => {}
            Json::Object(sections) => {
                for (key, value) in sections {
                    match self.specs().find(|spec| same_letters(spec.key, key) || same_letters(spec.title, key)) {
                        Some(spec) => self.section(spec, &pointer(at, key), value),
                        None => self.unknown(at, key, self.step.sections.iter().copied()),
                    }
                }
            }
            Json::String(text) if matches!(decoded(text), Some(Json::Object(_))) => {
                if let Some(value) = decoded(text) {
                    self.inside(at, |reader| reader.sections(at, &value));
                }
            }
            _ => {
                let keys = self.step.sections.join(", ");
                self.mistake(at, "it is not an object", format!("an object with the sections {keys}"));
            }
        }
    }
}

/// Whether what is sent under a key that both a section and its field bear is the section: it has fields of it, and not
/// the name of a row.
fn is_section(spec: &'static SectionSpec, field: &'static FieldSpec, value: &Json) -> bool {
    let Json::Object(sent) = value else { return false };
    let names = |key: &str| match field.shape {
        Shape::Table(table) => meant(table.columns, key).is_some_and(|column| column.key == table.key_column().key),
        _ => false,
    };
    !sent.keys().any(|key| names(key)) && sent.keys().any(|key| meant(spec.fields, key).is_some())
}
