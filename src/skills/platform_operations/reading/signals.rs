//! The pillars of observability: which signal each is, what its records carry, how long they are kept.

use rust_decimal::Decimal;

use crate::pack::Pack;
use crate::quantity::duration;
use crate::skills::platform_operations::observability::{Observability, Pillar};
use crate::skills::shared::reading::wording::unfilled;
use crate::text;

/// The pillars of a pack.
#[derive(Debug)]
pub(in super::super) struct Signals<'a> {
    /// The pillars, in the order of the document; rows without a name are none.
    pub pillars: Vec<Signal<'a>>,
}

/// The signals without which nothing is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Kind {
    /// Numbers over time.
    Metrics,
    /// Events as lines.
    Logs,
    /// Requests as spans.
    Traces,
}

/// What a record has to carry so that it can be joined with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Label {
    /// Which service wrote it.
    Service,
    /// Which version of it.
    Version,
    /// Where it ran.
    Region,
    /// Which request it was part of.
    TraceId,
}

/// A pillar as understood.
#[derive(Debug)]
pub(in super::super) struct Signal<'a> {
    /// Its row.
    pub row: Pillar<'a>,
    /// Which of the three it is; `None` for another, such as synthetic checks or profiles.
    pub kind: Option<Kind>,
    /// How long it is kept, in days.
    pub days: Option<Decimal>,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Kind; 3] = [Kind::Metrics, Kind::Logs, Kind::Traces];

    /// What a pillar is called.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Metrics => "metrics",
            Kind::Logs => "logs",
            Kind::Traces => "traces",
        }
    }

    fn of(name: &str) -> Option<Self> {
        let words: [&[&str]; 3] =
            [&["metric", "metrics"], &["log", "logs", "logging"], &["trace", "traces", "tracing"]];
        Kind::ALL.into_iter().zip(words).find(|(_, words)| text::has_any(name, words)).map(|(kind, _)| kind)
    }
}

impl Label {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Label::Service => "service",
            Label::Version => "version",
            Label::Region => "region",
            Label::TraceId => "trace_id",
        }
    }

    /// Whether a carried name is this label. `service.version` is a version.
    fn is(self, name: &str) -> bool {
        const VERSION: &[&str] = &["version", "release", "build", "commit", "digest", "sha", "revision", "image"];
        let key = text::key(name);
        match self {
            Label::Version => text::has_any(&key, VERSION),
            Label::Service => {
                let words: &[&str] = &["service", "app", "application", "component", "function", "job"];
                text::has_any(&key, words) && !text::has_any(&key, VERSION) && !key.ends_with(" id")
            }
            Label::Region => {
                text::has_any(&key, &["region", "location", "datacenter", "data center", "zone", "az", "cluster"])
            }
            Label::TraceId => {
                let key = key.replace(' ', "");
                ["traceid", "traceparent", "tracecontext"].iter().any(|word| key.contains(word))
            }
        }
    }
}

impl<'a> Signals<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let rows = Observability::of(pack).pillars().filter(|row| !row.name().is_blank());
        let pillars = rows.map(|row| Signal {
            row,
            kind: Kind::of(row.name().text),
            days: duration::seconds(row.keep().text).map(|seconds| seconds / Decimal::from(86_400)),
        });
        Signals { pillars: pillars.collect() }
    }

    /// The pillars that are one of the three and say what they carry.
    pub fn carriers(&self) -> impl Iterator<Item = (Kind, &Signal<'a>)> {
        let told = self.pillars.iter().filter(|pillar| !unfilled(&pillar.row.carries()));
        told.filter_map(|pillar| Some((pillar.kind?, pillar)))
    }
}

impl<'a> Signal<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.row.name().text.trim()
    }

    /// Whether its records carry a label.
    pub fn carries(&self, label: Label) -> bool {
        self.row.carries().names().any(|name| label.is(name))
    }

    /// The names it carries that tell one request or thing from others: `trace_id`, `order_hash`.
    pub fn ids(&self) -> impl Iterator<Item = &'a str> {
        let tells = |name: &&str| {
            let key = text::key(name);
            Label::TraceId.is(name) || ["id", "hash", "key"].iter().any(|end| key.ends_with(&format!(" {end}")))
        };
        self.row.carries().names().filter(tells)
    }
}
