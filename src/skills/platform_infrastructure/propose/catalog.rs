//! The catalogues: what is proposed where a brief is silent, each entry with its source.
//!
//! They are data (`references/catalogs`), embedded so that a draft needs nothing but the binary.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::text;
use crate::yaml::{self, YamlError};

/// A capability that several teams tend to rebuild.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Capability {
    pub key: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub contract: String,
    pub migration: String,
    pub impact: String,
    pub risks: String,
    pub ownership: String,
    pub effort: String,
    pub confidence: String,
    pub source: String,
}

/// A kind of user journey.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journey {
    pub key: String,
    pub name: String,
    pub when: String,
    pub sli: String,
    pub target: String,
    pub method: String,
    pub confidence: String,
    pub source: String,
}

/// The default of a quality attribute.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attribute {
    pub key: String,
    pub group: String,
    pub attribute: String,
    pub target: String,
    pub measurement: String,
    pub confidence: String,
    pub source: String,
}

/// A limit of a component.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    pub key: String,
    pub component: String,
    pub limit: String,
    pub metric: String,
    pub measure: String,
    pub direction: String,
    pub hard_limit: String,
    pub lead_time: String,
    pub mitigation: String,
    pub how: String,
    pub hurts_before: String,
    /// From which share of the hard limit on, or from which value where that is a percentage; none where nothing says.
    #[serde(default)]
    pub hurts_at: Option<String>,
    pub confidence: String,
    pub source: String,
}

/// An observability gap and the words that suggest it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gap {
    pub key: String,
    pub area: String,
    #[serde(rename = "match")]
    pub words: Vec<String>,
    pub gap: String,
    pub proposal: String,
    pub priority: String,
    pub confidence: String,
    pub source: String,
}

/// A part of the standard event contract.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Instrument {
    pub key: String,
    pub part: String,
    pub name: String,
    pub meaning: String,
    pub rule: String,
    pub confidence: String,
    pub source: String,
}

/// All catalogues.
#[derive(Debug)]
pub(super) struct Catalog {
    pub capabilities: Vec<Capability>,
    pub journeys: Vec<Journey>,
    pub attributes: Vec<Attribute>,
    pub limits: Vec<Limit>,
    pub gaps: Vec<Gap>,
    pub instruments: Vec<Instrument>,
}

macro_rules! embedded {
    ($name:literal) => {
        yaml::read(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/references/catalogs/", $name, ".yaml")))
    };
}

impl Catalog {
    /// The catalogues this binary carries.
    ///
    /// # Errors
    /// Where a catalogue is not of its shape, which the tests rule out.
    pub fn embedded() -> Result<&'static Catalog, &'static YamlError> {
        static CATALOG: OnceLock<Result<Catalog, YamlError>> = OnceLock::new();
        CATALOG.get_or_init(Catalog::read).as_ref()
    }

    fn read() -> Result<Catalog, YamlError> {
        Ok(Catalog {
            capabilities: embedded!("capabilities")?,
            journeys: embedded!("journeys")?,
            attributes: embedded!("attributes")?,
            limits: embedded!("limits")?,
            gaps: embedded!("gaps")?,
            instruments: embedded!("instrumentation")?,
        })
    }

    /// The capability of a kind, else the one whose name or alias `name` contains; the longest of several.
    pub fn capability(&self, kind: Option<&str>, name: &str) -> Option<&Capability> {
        match kind {
            Some(kind) => self.capabilities.iter().find(|entry| entry.key == kind),
            None => longest(&self.capabilities, name, |entry| {
                std::iter::once(entry.name.as_str()).chain(entry.aliases.iter().map(String::as_str)).collect()
            }),
        }
    }

    /// The journey of a kind, else the one whose name `name` contains.
    pub fn journey(&self, kind: Option<&str>, name: &str) -> Option<&Journey> {
        match kind {
            Some(kind) => self.journeys.iter().find(|entry| entry.key == kind),
            None => longest(&self.journeys, name, |entry| entry.name.split(" and ").collect()),
        }
    }

    /// The limit of a kind, else the one whose component and limit `name` both contains.
    pub fn limit(&self, kind: Option<&str>, name: &str) -> Option<&Limit> {
        match kind {
            Some(kind) => self.limits.iter().find(|entry| entry.key == kind),
            None => self
                .limits
                .iter()
                .find(|entry| text::mentions(name, &entry.component) && text::mentions(name, &entry.limit)),
        }
    }

    /// The default of a quality attribute, by its name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|entry| text::same_name(&entry.attribute, name))
    }

    /// The gap that a text suggests most, by the longest of its phrases that stands there.
    pub fn gap(&self, found_in: &str) -> Option<&Gap> {
        longest(&self.gaps, found_in, |entry| entry.words.iter().map(String::as_str).collect())
    }

    /// The parts of the event contract of one kind.
    pub fn instruments(&self, part: &str) -> impl Iterator<Item = &Instrument> {
        self.instruments.iter().filter(move |entry| entry.part == part)
    }
}

/// The entry with the longest phrase that stands in `found_in` as whole words; the first of equals.
fn longest<'c, T>(entries: &'c [T], found_in: &str, phrases: impl Fn(&'c T) -> Vec<&'c str>) -> Option<&'c T> {
    let mut best: Option<(usize, &T)> = None;
    for entry in entries {
        let length = phrases(entry)
            .into_iter()
            .filter(|phrase| text::mentions(found_in, phrase))
            .map(str::len)
            .max()
            .unwrap_or(0);
        if length > best.map_or(0, |(most, _)| most) {
            best = Some((length, entry));
        }
    }
    best.map(|(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::quantity::{DurationRange, Target};

    const CONFIDENCE: &[&str] = &["low", "medium", "high"];

    /// What every entry must satisfy: a key of its own, single lines, a confidence, a source with its year.
    fn common<'c>(keys: &mut BTreeSet<&'c str>, key: &'c str, confidence: &str, source: &str, texts: &[&str]) {
        assert!(keys.insert(key), "{key} stands twice");
        assert!(CONFIDENCE.contains(&confidence), "{key}: {confidence}");
        let years = source
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse::<u32>().ok())
            .filter(|year| (1970..2100).contains(year));
        assert!(years.count() > 0, "{key}: the source `{source}` has no year");
        for text in texts.iter().chain(&[source]) {
            assert!(!text.trim().is_empty(), "{key} has a blank text");
            assert!(!text.contains(['\n', '|']), "{key}: `{text}` does not fit into a cell");
        }
    }

    #[test]
    fn every_entry_is_complete() {
        let catalog = Catalog::embedded().expect("readable catalogues");
        let mut keys = BTreeSet::new();
        for one in &catalog.capabilities {
            let texts = [&one.name, &one.contract, &one.migration, &one.impact, &one.risks].map(String::as_str);
            common(&mut keys, &one.key, &one.confidence, &one.source, &texts);
            assert!(!one.aliases.is_empty(), "{}", one.key);
            assert!(one.ownership.contains("; "), "{}: what the platform owns; what each product owns", one.key);
            DurationRange::parse(&one.effort).expect("an effort");
        }
        keys.clear();
        for one in &catalog.journeys {
            common(&mut keys, &one.key, &one.confidence, &one.source, &[&one.name, &one.when, &one.sli, &one.method]);
            assert!(Target::parse(&one.target).expect("a target").window.is_some(), "{} has no window", one.key);
        }
        keys.clear();
        for one in &catalog.attributes {
            common(&mut keys, &one.key, &one.confidence, &one.source, &[&one.attribute, &one.target, &one.measurement]);
            assert!(
                super::super::quality::GROUPS.iter().any(|group| group.key == one.group),
                "{}: {}",
                one.key,
                one.group
            );
        }
        keys.clear();
        for one in &catalog.limits {
            let texts = [
                &one.component, &one.limit, &one.metric, &one.measure, &one.hard_limit, &one.mitigation, &one.how,
                &one.hurts_before,
            ];
            common(&mut keys, &one.key, &one.confidence, &one.source, &texts.map(String::as_str));
            assert!(["rising", "falling"].contains(&one.direction.as_str()), "{}", one.key);
            assert!(one.mitigation.split_whitespace().count() <= 8, "{}: {}", one.key, one.mitigation);
            DurationRange::parse(&one.lead_time).expect("a lead time");
        }
        keys.clear();
        for one in &catalog.gaps {
            common(&mut keys, &one.key, &one.confidence, &one.source, &[&one.area, &one.gap, &one.proposal]);
            assert!(["P0", "P1", "P2", "P3"].contains(&one.priority.as_str()), "{}", one.key);
            assert!(one.words.iter().all(|word| *word == word.to_lowercase()) && !one.words.is_empty(), "{}", one.key);
        }
        keys.clear();
        for one in &catalog.instruments {
            common(&mut keys, &one.key, &one.confidence, &one.source, &[&one.name, &one.meaning, &one.rule]);
        }
        for (part, count) in [("identity", 3), ("delivery", 1), ("versioning", 1), ("qa", 4)] {
            assert_eq!(catalog.instruments(part).count(), count, "{part}");
        }
    }

    #[test]
    fn entries_are_found_by_kind_and_by_words() {
        let catalog = Catalog::embedded().expect("readable catalogues");
        let capability = |kind, name| catalog.capability(kind, name).map(|entry| entry.key.as_str());
        assert_eq!(capability(Some("webhooks"), "Permissions"), Some("webhooks"));
        assert_eq!(capability(None, "Shared audit log"), Some("audit-log"));
        assert_eq!(capability(None, "Research"), None, "`search` is not a word of it");
        assert_eq!(capability(Some("no-such-kind"), "Permissions"), None);
        assert_eq!(
            catalog.journey(None, "Customer login").map(|entry| entry.key.as_str()),
            Some("login-authentication")
        );
        assert_eq!(
            catalog.limit(None, "PostgreSQL connections of orders").map(|entry| entry.key.as_str()),
            Some("postgresql-connections")
        );
        assert_eq!(catalog.limit(None, "connections of orders").map(|entry| entry.key.as_str()), None);
        assert_eq!(catalog.gap("Logs only, no traces").map(|entry| entry.key.as_str()), Some("distributed-tracing"));
    }
}
