//! One pass over the lines.

use std::collections::BTreeMap;

use serde_json::error::Category;

use super::super::contract::Contract;
use super::super::kind::PropertyType;
use super::check::{Verdict, describe, judge};
use super::lag::Lags;
use super::lines::Line;
use super::plan::{Plan, Slot};
use super::read::{Fields, Id, Val, read};
use super::repeats::{Repeats, Seen};
use super::tally::{Cell, Clients, Count, Names, Row, Shape};
use super::{Settings, time};

/// What is wrong with an event in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    Missing,
    Null,
    Type,
    Value,
}

/// Where something is wrong with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// At the n-th property of the event.
    Slot(usize),
    /// At an object around properties.
    Node(u16),
}

/// A violation, counted, with what was found in the first lines.
#[derive(Debug, Default)]
pub(super) struct Violations {
    pub count: u64,
    pub examples: Vec<(u64, String)>,
}

/// Everything that is counted.
pub(super) struct Pass<'s> {
    settings: &'s Settings,
    pub plan: Plan,
    /// For each property, the line that last held it and where in `fields`.
    places: Vec<(u64, usize)>,
    fields: Fields<'static>,
    pub blank: u64,
    pub too_long: Count,
    pub not_utf8: Count,
    pub not_json: Count,
    pub not_object: Count,
    pub without_name: Count,
    pub repeated_keys: Count,
    /// Events of declared kinds, and those of them without a violation.
    pub known: u64,
    pub valid: u64,
    pub unknown_events: Names,
    pub undeclared: Names,
    pub violations: BTreeMap<(usize, Place, Fault), Violations>,
    pub clients: Clients,
    /// By client, then by event.
    pub rows: Vec<Vec<Row>>,
    pub repeats: Repeats,
    pub repeat_lines: Count,
    pub probable: u64,
    pub keyed: u64,
    pub lags: Lags,
}

impl<'s> Pass<'s> {
    pub fn new(contract: &Contract, settings: &'s Settings) -> Self {
        let plan = Plan::new(contract);
        Pass {
            places: vec![(0, 0); plan.properties.len()],
            plan,
            fields: Fields::default(),
            blank: 0,
            too_long: Count::default(),
            not_utf8: Count::default(),
            not_json: Count::default(),
            not_object: Count::default(),
            without_name: Count::default(),
            repeated_keys: Count::default(),
            known: 0,
            valid: 0,
            unknown_events: Names::default(),
            undeclared: Names::default(),
            violations: BTreeMap::new(),
            clients: Clients::new(),
            rows: Vec::new(),
            repeats: Repeats::new(settings.exact_keys, settings.filter_bytes),
            repeat_lines: Count::default(),
            probable: 0,
            keyed: 0,
            lags: Lags::default(),
            settings,
        }
    }

    /// Counts a line; lines are numbered from 1.
    pub fn line(&mut self, number: u64, line: Line<'_>) {
        let examples = self.settings.examples;
        let Line::Text(mut bytes) = line else { return self.too_long.add(number, examples) };
        if number == 1 {
            // A byte order mark may be ignored (RFC 8259, section 8.1).
            bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        }
        if bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            self.blank += 1;
            return;
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return self.not_utf8.add(number, examples) };
        let mut fields = std::mem::take(&mut self.fields).recycled();
        match read(text, &mut self.plan.tree, &mut fields) {
            Ok(()) => self.object(number, &mut fields),
            Err(error) => {
                let json =
                    error.classify() == Category::Data && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
                if json { &mut self.not_object } else { &mut self.not_json }.add(number, examples);
            }
        }
        self.fields = fields.recycled();
    }

    fn object(&mut self, line: u64, fields: &mut Fields<'_>) {
        let examples = self.settings.examples;
        for (at, (id, _)) in fields.known.iter().enumerate() {
            let Id::Property(property) = id else { continue };
            let Some(place) = self.places.get_mut(usize::from(*property)) else { continue };
            fields.repeated += u32::from(place.0 == line);
            *place = (line, at);
        }
        if fields.repeated > 0 {
            self.repeated_keys.add(line, examples);
        }
        let Some(Val::Text(name)) = self.value(line, fields, self.plan.event) else {
            return self.without_name.add(line, examples);
        };
        let client = match self.plan.client.and_then(|client| self.value(line, fields, client)) {
            Some(Val::Text(client)) => self.clients.number(Some(client)),
            _ => 0,
        };
        match self.plan.names.find(name) {
            Some((event, ())) => self.event(line, event, client, fields),
            None => self.unknown_events.add(0, name, line, client, examples),
        }
    }

    fn value<'f, 'a>(&self, line: u64, fields: &'f Fields<'a>, property: u16) -> Option<&'f Val<'a>> {
        let (held, at) = self.places.get(usize::from(property))?;
        if *held == line { fields.known.get(*at).map(|(_, value)| value) } else { None }
    }

    fn event(&mut self, line: u64, event: usize, client: usize, fields: &Fields<'_>) {
        self.known += 1;
        let mut row = self.take_row(client, event);
        let mut faults = self.slots(line, event, fields, &mut row);
        faults += self.others(line, event, client, fields);
        row.events += 1;
        row.invalid += u64::from(faults > 0);
        self.valid += u64::from(faults == 0);
        row.repeats += u64::from(self.is_repeat(line, event, fields));
        row.late += u64::from(self.is_late(line, event, fields));
        self.put_row(client, event, row);
    }

    /// Holds each declared property against its type. Returns the number of faults.
    fn slots(&mut self, line: u64, event: usize, fields: &Fields<'_>, row: &mut Row) -> u32 {
        let Some(plan) = self.plan.events.get(event) else { return 0 };
        let mut faults = 0;
        for (at, (slot, cell)) in plan.slots.iter().zip(&mut row.cells).enumerate() {
            let value = self.value(line, fields, slot.property);
            let Some(fault) = fault(slot, value, cell) else { continue };
            faults += 1;
            cell.wrong += 1;
            let found = || value.map_or_else(|| "nothing".to_owned(), |value| describe(value, slot.showable));
            note(&mut self.violations, self.settings, (event, Place::Slot(at), fault), line, found);
        }
        faults
    }

    /// What stands beside the declared properties. Returns the number of faults.
    fn others(&mut self, line: u64, event: usize, client: usize, fields: &Fields<'_>) -> u32 {
        let Some(plan) = self.plan.events.get(event) else { return 0 };
        let mut faults = 0;
        let examples = self.settings.examples;
        let declares = |list: &[bool], at: u16| list.get(usize::from(at)).copied().unwrap_or_default();
        for (id, value) in &fields.known {
            match *id {
                Id::Property(property) if !declares(&plan.declares, property) => {
                    faults += u32::from(plan.strict);
                    let path = self.plan.properties.get(usize::from(property)).map_or("", String::as_str);
                    self.undeclared.add(event, path, line, client, examples);
                }
                Id::Node(node) if declares(&plan.declares_node, node) => {
                    if *value != Val::Object {
                        faults += 1;
                        let key = (event, Place::Node(node), Fault::Type);
                        note(&mut self.violations, self.settings, key, line, || describe(value, false));
                    }
                }
                Id::Node(node) => {
                    faults += u32::from(plan.strict);
                    self.undeclared.add(event, self.plan.tree.path(node), line, client, examples);
                }
                Id::Property(_) | Id::Dropped => {}
            }
        }
        for (node, name) in &fields.unknown {
            let Some(node) = node else { continue };
            faults += u32::from(plan.strict);
            let parent = self.plan.tree.path(*node);
            if parent.is_empty() {
                self.undeclared.add(event, name, line, client, examples);
            } else {
                self.undeclared.add(event, &format!("{parent}/{name}"), line, client, examples);
            }
        }
        faults
    }

    fn is_repeat(&mut self, line: u64, event: usize, fields: &Fields<'_>) -> bool {
        let Some((key, is_uuid)) = self.plan.events.get(event).and_then(|plan| Some((plan.key?, plan.key_is_uuid)))
        else {
            return false;
        };
        let seen = match self.value(line, fields, key) {
            Some(Val::Text(text)) if is_uuid && text.len() == 36 => {
                let mut lower = [0; 36];
                lower.copy_from_slice(text.as_bytes());
                lower.make_ascii_lowercase();
                self.repeats.add(event, &lower)
            }
            Some(Val::Text(text)) => self.repeats.add(event, text.as_bytes()),
            Some(Val::Integer(number)) => self.repeats.add(event, &number.to_le_bytes()),
            Some(Val::Large(number)) => self.repeats.add(event, &u128::from(*number).to_le_bytes()),
            _ => return false,
        };
        self.keyed += 1;
        if seen == Seen::New {
            return false;
        }
        self.probable += u64::from(seen == Seen::Probably);
        self.repeat_lines.add(line, self.settings.examples);
        true
    }

    fn is_late(&mut self, line: u64, event: usize, fields: &Fields<'_>) -> bool {
        let (Some(time), Some(received)) = (self.plan.time, self.plan.received) else { return false };
        let Some(plan) = self.plan.events.get(event) else { return false };
        let moment = |property: u16| {
            let kind = &plan.slots.iter().find(|slot| slot.property == property)?.kind;
            millis(kind, self.value(line, fields, property)?)
        };
        match (moment(time), moment(received)) {
            (Some(happened), Some(received)) => self.lags.add(happened, received, self.settings.late_after_millis),
            _ => {
                self.lags.unknown += 1;
                false
            }
        }
    }

    /// The counters of a client's events of a kind, to be put back.
    fn take_row(&mut self, client: usize, event: usize) -> Row {
        while self.rows.len() <= client {
            let empty = |plan: &super::plan::EventPlan| Row {
                cells: vec![Cell::default(); plan.slots.len()],
                ..Row::default()
            };
            self.rows.push(self.plan.events.iter().map(empty).collect());
        }
        self.rows.get_mut(client).and_then(|rows| rows.get_mut(event)).map(std::mem::take).unwrap_or_default()
    }

    fn put_row(&mut self, client: usize, event: usize, row: Row) {
        if let Some(place) = self.rows.get_mut(client).and_then(|rows| rows.get_mut(event)) {
            *place = row;
        }
    }
}

/// Counts what a value looks like, and says what is wrong with it.
fn fault(slot: &Slot, value: Option<&Val<'_>>, cell: &mut Cell) -> Option<Fault> {
    let Some(value) = value else { return slot.required.then_some(Fault::Missing) };
    let shape = match value {
        Val::Null => Shape::Null,
        Val::Bool => Shape::Boolean,
        Val::Integer(_) | Val::Large(_) => Shape::Integer,
        Val::Fraction(_) => Shape::Fraction,
        Val::Text(_) => Shape::Text,
        Val::List(_) => Shape::List,
        Val::Object => Shape::Object,
    };
    cell.shapes[shape as usize] += 1;
    if shape == Shape::Null {
        return (!slot.nullable).then_some(Fault::Null);
    }
    match judge(&slot.kind, value) {
        Verdict::Fits => None,
        Verdict::Type => Some(Fault::Type),
        Verdict::Value => Some(Fault::Value),
    }
}

fn note(
    violations: &mut BTreeMap<(usize, Place, Fault), Violations>,
    settings: &Settings,
    key: (usize, Place, Fault),
    line: u64,
    found: impl FnOnce() -> String,
) {
    let entry = violations.entry(key).or_default();
    entry.count += 1;
    if entry.examples.len() < settings.examples {
        entry.examples.push((line, found()));
    }
}

/// A point in time in milliseconds since 1970.
fn millis(kind: &PropertyType, value: &Val<'_>) -> Option<i64> {
    match (kind, value) {
        (PropertyType::Timestamp, Val::Text(text)) => time::date_time(text),
        (PropertyType::EpochMillis, Val::Integer(millis)) => Some(*millis),
        (PropertyType::EpochSeconds, Val::Integer(seconds)) => seconds.checked_mul(1000),
        _ => None,
    }
}
