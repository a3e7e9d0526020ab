//! The events of a pack as one contract: what their rows declare, what the privacy targets say of keeping them, and how
//! the contract is to change.

use jiff::civil::Date;

use super::property::{Property, properties};
use super::{emitter, identity};
use crate::engine::events::compat::{self, Diff};
use crate::engine::events::consistency::{Consistency, consistency};
use crate::engine::events::input::{
    ContractInput, DataClass, EnvelopeInput, EventInput, PropertyInput, Readers, Source,
};
use crate::engine::events::name::{canonical, singular, words};
use crate::engine::events::{Contract, ContractError, PropertyType};
use crate::gate::rules::placeholder;
use crate::pack::{Cell, Pack};
use crate::quantity::{self, Quantity};
use crate::skills::platform_infrastructure::{ContractChange, Event, Instrumentation, Quality};
use crate::text;

/// The events of a pack.
#[derive(Debug)]
pub(in super::super) struct Events<'a> {
    /// Those whose rows are filled in.
    pub rows: Vec<Row<'a>>,
    /// How long data is to be kept, as the privacy targets say.
    pub duties: Vec<Duty<'a>>,
    /// The contract that the rows make, of properties whose type is known; `None` without rows.
    pub contract: Option<Result<Contract, ContractError>>,
    /// Whether the definitions of the contract agree.
    pub consistency: Option<Consistency>,
    /// Planned changes.
    pub changes: Vec<Change<'a>>,
}

/// One event.
#[derive(Debug)]
pub(in super::super) struct Row<'a> {
    /// Its row.
    pub event: Event<'a>,
    /// Its name, without marks.
    pub name: &'a str,
    /// Its properties. What one event says of unit, class and retention holds for all where the others are silent.
    pub properties: Vec<Property<'a>>,
}

/// A clause of the privacy targets that says how long something is kept.
#[derive(Debug, Clone)]
pub(in super::super) struct Duty<'a> {
    /// The cell it stands in.
    pub cell: Cell<'a>,
    /// The clause.
    pub text: &'a str,
    /// Its length.
    pub length: Quantity,
    /// Whether it is the least, and not the most.
    pub least: bool,
}

/// A planned change of a contract.
#[derive(Debug)]
pub(in super::super) struct Change<'a> {
    /// Its row.
    pub row: ContractChange<'a>,
    /// The event's name, without marks.
    pub name: &'a str,
    /// The teams that read it.
    pub consumers: Vec<String>,
    /// What it does; `None` where the cells say neither versions nor properties.
    pub what: Option<What>,
}

/// What a change does to readers.
#[derive(Debug)]
pub(in super::super) enum What {
    /// A new event, which nobody reads yet.
    New,
    /// An event that ends.
    Ends,
    /// From one version to another, of which the first part of the number says whether readers break.
    Versions {
        /// Whether it is a new major version.
        major: bool,
    },
    /// Properties that change.
    Properties(Box<Diff>),
}

/// The name in a cell, without code marks and what follows them.
pub(in super::super) fn bare(cell: &str) -> &str {
    let cell = cell.trim().trim_matches('*');
    match cell.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
        Some((name, _)) => name.trim(),
        None => cell.split(" (").next().unwrap_or_default().trim(),
    }
}

impl<'a> Events<'a> {
    /// Reads the events of a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let section = Instrumentation::of(pack);
        let filled = |cell: &Cell<'_>| !cell.is_blank() && placeholder::in_text(cell.text).is_empty();
        let mut rows: Vec<Row<'a>> = Vec::new();
        for event in section.events().filter(|event| filled(&event.name())) {
            let listed = filled(&event.properties()) && !is_none(event.properties().text);
            let properties = if listed { properties(event.properties().text).collect() } else { Vec::new() };
            rows.push(Row { event, name: bare(event.name().text), properties });
        }
        inherit(&mut rows);
        let duties = duties(pack);
        let contract = (!rows.is_empty()).then(|| Contract::try_from(contract(section, &rows, &duties, pack.as_of)));
        let changes = section.changes().filter(|row| filled(&row.name())).map(|row| change(row, &rows)).collect();
        let consistency = contract.as_ref().and_then(|contract| contract.as_ref().ok()).map(consistency);
        Events { rows, duties, contract, consistency, changes }
    }

    /// The contract, where the rows make one.
    pub fn contract(&self) -> Option<&Contract> {
        self.contract.as_ref()?.as_ref().ok()
    }

    /// The row of an event.
    pub fn row(&self, name: &str) -> Option<&Row<'a>> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// Properties without a type that is known, each with its event.
    pub fn untyped(&self) -> impl Iterator<Item = (&Row<'a>, &Property<'a>)> {
        self.rows
            .iter()
            .flat_map(|row| row.properties.iter().map(move |property| (row, property)))
            .filter(|(_, property)| property.kind.is_none())
    }
}

impl Row<'_> {
    /// Where it is emitted.
    fn source(&self) -> Source {
        let declared = emitter::declared_client(self.event.notes().text);
        if declared || emitter::by_a_client(self.event.emitted().text) { Source::Client } else { Source::Server }
    }

    /// The identity fields it carries, by their plain names.
    fn identity(&self) -> Vec<String> {
        self.event.identity().names().filter(|name| !is_none(name)).map(identity::field).collect()
    }

    /// How long its notes say that it is kept.
    pub fn kept(&self) -> Option<Quantity> {
        let notes = self.event.notes().text;
        let after = text::find_any(notes, &["kept", "retention", "deleted after"]).map(|(_, at)| at.end).min()?;
        let clause = notes.get(after..)?.split([',', ';', '.']).next()?;
        quantity::find_all(clause).into_iter().map(|(_, length)| length).find(|length| length.as_days().is_some())
    }
}

impl Duty<'_> {
    /// Whether it is about events, and not about one field of them.
    pub fn is_about_events(&self) -> bool {
        text::has_any(self.text, &["event", "events", "event data", "analytics"])
    }

    /// Whether it is about a field of this name: all of the name's words stand in it.
    pub fn is_about(&self, name: &str) -> bool {
        let stems = |text: &str| words(text).iter().map(|word| singular(word)).collect::<Vec<_>>();
        let (own, name) = (stems(self.text), stems(name));
        !name.is_empty() && own.windows(name.len()).any(|window| window == name)
    }
}

fn is_none(cell: &str) -> bool {
    ["none", "n/a", "-"].iter().any(|none| cell.trim().eq_ignore_ascii_case(none))
}

/// What is said of a property once holds wherever its name stands.
fn inherit(rows: &mut [Row<'_>]) {
    let all: Vec<Property<'_>> = rows.iter().flat_map(|row| row.properties.iter().cloned()).collect();
    for property in rows.iter_mut().flat_map(|row| &mut row.properties) {
        let named = || all.iter().filter(|other| other.name == property.name);
        property.unit = property.unit.or_else(|| named().find_map(|other| other.unit));
        property.class = property.class.or_else(|| named().find_map(|other| other.class));
        property.kept = property.kept.take().or_else(|| named().find_map(|other| other.kept.clone()));
    }
}

/// The clauses of the privacy targets that say how long something is kept.
fn duties(pack: &Pack) -> Vec<Duty<'_>> {
    let mut duties = Vec::new();
    let about = |name: &str| text::has_any(name, &["retention", "deletion", "erasure", "storage limitation"]);
    for row in Quality::of(pack).privacy().filter(|row| about(row.name().text)) {
        let cell = row.target();
        for clause in cell.text.split([';', ',', '\n']).flat_map(|part| part.split(" and ")) {
            let mut lengths = quantity::find_all(clause).into_iter().map(|(_, length)| length);
            // Two lengths in one clause (`13 months after 30 days of quarantine`) are not told apart.
            let (Some(length), None) = (lengths.next(), lengths.next()) else { continue };
            if length.as_days().is_none_or(|days| days.is_zero()) {
                continue;
            }
            let least =
                text::has_any(clause, &["at least", "no less than", "minimum"]) || clause.contains(['\u{2265}', '>']);
            duties.push(Duty { cell, text: clause.trim(), length, least });
        }
    }
    duties
}

/// The contract that rows make; its version is the day the pack is of.
fn contract(section: Instrumentation<'_>, rows: &[Row<'_>], duties: &[Duty<'_>], as_of: Date) -> ContractInput {
    let delivery = section.delivery().text;
    let envelope = [section.versioning().text, delivery].iter().any(|text| code_or_word(text, "event_name"));
    let most = duties
        .iter()
        .filter(|duty| duty.is_about_events())
        .find(|duty| !duty.least)
        .map(|duty| duty.length.to_string());
    let fields: Vec<(String, &str)> = section
        .identity()
        .flat_map(|row| row.name().names().map(move |name| (identity::field(name), row.meaning().text)))
        .collect();
    ContractInput {
        version: as_of.to_string(),
        envelope: EnvelopeInput {
            event: if envelope { "event_name" } else { "event" }.to_owned(),
            ..EnvelopeInput::default()
        },
        readers: Readers::Tolerant,
        identity: fields.iter().map(|(name, _)| name.clone()).collect(),
        idempotency_key: key(delivery),
        retention: most,
        privacy: Vec::new(),
        server_side_target: None,
        common_properties: Vec::new(),
        events: rows.iter().map(|row| event(row, &fields, delivery)).collect(),
    }
}

fn event(row: &Row<'_>, fields: &[(String, &str)], delivery: &str) -> EventInput {
    let mut properties: Vec<PropertyInput> = row
        .properties
        .iter()
        .filter_map(|one| {
            let kind = one.kind.as_ref()?;
            Some(PropertyInput {
                name: one.name.to_owned(),
                kind: if one.nullable { format!("nullable {kind}") } else { kind.to_string() },
                required: one.required,
                unit: one.unit.map(str::to_owned),
                personal_data: one.class.or_else(|| {
                    fields.iter().any(|(field, _)| *field == canonical(one.name)).then_some(DataClass::Pseudonymous)
                }),
                retention: one.kept.as_ref().map(Quantity::to_string),
                description: None,
            })
        })
        .collect();
    let has = |properties: &[PropertyInput], name: &str| properties.iter().any(|one| canonical(&one.name) == name);
    let identity = row.identity();
    for name in &identity {
        // A field that the properties list as well is told there; one nobody defines is another rule's to report.
        let Some((_, meaning)) = fields.iter().find(|(field, _)| field == name) else { continue };
        if has(&properties, name) {
            continue;
        }
        let kind = if text::has_any(meaning, &["uuid*"]) {
            "uuid"
        } else if text::has_any(meaning, &["integer"]) {
            "integer"
        } else {
            "string"
        };
        properties.push(PropertyInput {
            name: name.clone(),
            // Of several fields those are null that nobody knows yet.
            kind: if identity.len() > 1 { format!("nullable {kind}") } else { kind.to_owned() },
            required: true,
            unit: None,
            personal_data: Some(DataClass::Pseudonymous),
            retention: None,
            description: Some(plain(meaning)),
        });
    }
    if let Some(key) = key(delivery)
        && !has(&properties, &canonical(&key))
    {
        let uuid = text::has_any(delivery, &["uuid*"]);
        properties.push(PropertyInput {
            name: key,
            kind: if uuid { "uuid" } else { "string" }.to_owned(),
            required: true,
            unit: None,
            personal_data: Some(DataClass::None),
            retention: None,
            description: Some("The key by which repeats are known.".to_owned()),
        });
    }
    EventInput {
        name: row.name.to_owned(),
        emitted: Some(plain(row.event.emitted().text)).filter(|text| !text.is_empty()),
        source: row.source(),
        canonical: true,
        identity: identity.into_iter().filter(|name| fields.iter().any(|(field, _)| field == name)).collect(),
        idempotency_key: None,
        retention: row.kept().map(|length| length.to_string()),
        consumers: row.event.consumers().names().map(str::to_owned).collect(),
        properties,
    }
}

/// A cell without marks of Markdown.
fn plain(cell: &str) -> String {
    cell.replace(['`', '*'], "").trim().to_owned()
}

fn code_or_word(text: &str, name: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == name)
}

/// The idempotency key that the delivery names: the first identifier in the sentence that speaks of one.
fn key(delivery: &str) -> Option<String> {
    let sentence = delivery.split(['.', ';']).find(|sentence| text::has_any(sentence, &["idempoten*"]))?;
    let mut words = sentence.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.find(|word| word.contains('_') && word.starts_with(char::is_alphabetic)).map(str::to_owned)
}

fn change<'a>(row: ContractChange<'a>, rows: &[Row<'a>]) -> Change<'a> {
    let name = bare(row.name().text);
    let mut consumers: Vec<String> = row.consumers().names().filter(|name| !is_none(name)).map(str::to_owned).collect();
    if consumers.is_empty()
        && let Some(known) = rows.iter().find(|one| one.name == name)
    {
        consumers = known.event.consumers().names().map(str::to_owned).collect();
    }
    Change { row, name, what: what(name, row.from().text, row.to().text, &consumers), consumers }
}

fn what(name: &str, from: &str, to: &str, consumers: &[String]) -> Option<What> {
    match (is_none(from), is_none(to)) {
        (true, true) => return None,
        (true, false) => return Some(What::New),
        (false, true) => return Some(What::Ends),
        (false, false) => {}
    }
    if let (Some(before), Some(after)) = (version(from), version(to)) {
        return Some(What::Versions { major: before != after });
    }
    let contract = |list: &str, version: &str| {
        let listed: Vec<Property<'_>> = properties(list).collect();
        let typed = !listed.is_empty() && listed.iter().all(|one| one.kind.is_some());
        let input = |one: &Property<'_>| PropertyInput {
            name: one.name.to_owned(),
            kind: format!(
                "{}{}",
                if one.nullable { "nullable " } else { "" },
                one.kind.as_ref().map(PropertyType::to_string).unwrap_or_default()
            ),
            required: one.required,
            unit: one.unit.map(str::to_owned),
            personal_data: one.class,
            retention: None,
            description: None,
        };
        let event = EventInput {
            name: name.to_owned(),
            emitted: None,
            source: Source::Server,
            canonical: true,
            identity: Vec::new(),
            idempotency_key: None,
            retention: None,
            consumers: consumers.to_vec(),
            properties: listed.iter().map(input).collect(),
        };
        let whole = ContractInput {
            version: version.to_owned(),
            envelope: EnvelopeInput::default(),
            readers: Readers::Tolerant,
            identity: Vec::new(),
            idempotency_key: None,
            retention: None,
            privacy: Vec::new(),
            server_side_target: None,
            common_properties: Vec::new(),
            events: vec![event],
        };
        if typed { Contract::try_from(whole).ok() } else { None }
    };
    let (before, after) = (contract(from, "1")?, contract(to, "2")?);
    Some(What::Properties(Box::new(compat::diff(&before, &after))))
}

/// The first part of a version: 2 of `2.1.0`, `v2` and `version 2`.
fn version(cell: &str) -> Option<u32> {
    let cell = cell.trim().trim_matches('`').to_ascii_lowercase();
    let number = cell.strip_prefix("version ").or_else(|| cell.strip_prefix('v')).unwrap_or(&cell).trim();
    let mut parts = number.split('.');
    let major = parts.next()?.parse().ok()?;
    parts.all(|part| part == "x" || part.parse::<u32>().is_ok()).then_some(major)
}

impl Change<'_> {
    /// Whether readers break.
    pub fn breaks(&self) -> bool {
        match &self.what {
            Some(What::Ends | What::Versions { major: true }) => true,
            Some(What::Properties(diff)) => !diff.breaks.is_empty(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_properties_are_told_apart() {
        let told = |from: &str, to: &str| what("order_placed", from, to, &[]);
        assert!(matches!(told("1.4.0", "v2"), Some(What::Versions { major: true })));
        assert!(matches!(told("1.4.0", "1.5"), Some(What::Versions { major: false })));
        assert!(matches!(told("none", "1.0"), Some(What::New)));
        assert!(matches!(told("3", "none"), Some(What::Ends)));
        assert!(told("as it is", "better").is_none() && told("none", "none").is_none());
        let Some(What::Properties(diff)) = told("total: integer (EUR)", "total: integer (EUR cents)") else {
            panic!("two lists of properties")
        };
        assert_eq!(diff.breaks.len(), 2);
        let Some(What::Properties(diff)) = told("order_id: uuid", "order_id: uuid, note?: string") else {
            panic!("two lists of properties")
        };
        assert!(diff.breaks.is_empty(), "{diff:?}");
    }

    #[test]
    fn the_idempotency_key_is_the_one_that_is_named_as_such() {
        let text = "At-least-once with `attempt_no`. The idempotency key is `event_id`, a UUIDv7.";
        assert_eq!(key(text), Some("event_id".to_owned()));
        assert_eq!(key("Exactly once"), None);
    }
}
