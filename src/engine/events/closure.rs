//! Closure: whether everything that is promised is measured by something that is declared.
//!
//! A text resolves where it names a declared metric, event or property: as an identifier (`order_placed`,
//! `http_requests_total` with or without the suffixes of a Prometheus metric), or in words (*orders placed*). What a
//! text spells like an identifier and nobody declared is listed too: it is measured by something that does not exist.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::name::{canonical, singular, words};

/// What is checked for closure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosureInput {
    /// What is promised.
    pub texts: Vec<Named>,
    /// What is measured.
    pub declared: Vec<Declared>,
}

/// A promise: one SLI, one check, one measure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// How it is known: `SLI of checkout`, `M3`.
    pub name: String,
    /// What kind of promise it is.
    #[serde(default)]
    pub kind: PromiseKind,
    /// What it says.
    pub text: String,
}

/// Kinds of promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromiseKind {
    /// A service level indicator.
    Sli,
    /// A check of data.
    QaCheck,
    /// A measure of success.
    SuccessMeasure,
    /// What a milestone is accepted by.
    #[default]
    AcceptanceCriterion,
}

/// Something that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Its name: `order_placed`, `http_requests_total`.
    pub name: String,
    /// What it is.
    pub kind: DeclaredKind,
    /// Other names that people use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What can be measured with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeclaredKind {
    /// A metric of a monitoring system.
    Metric,
    /// An event of the contract.
    Event,
    /// A property of an event.
    Property,
}

/// What resolves, and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Closure {
    /// How many texts resolve.
    pub resolved: Vec<Resolved>,
    /// Those that resolve to nothing.
    pub unresolved: Vec<Unresolved>,
    /// Identifiers that texts use and nobody declares, in texts that resolve otherwise as well.
    pub undeclared: Vec<Undeclared>,
    /// Declared metrics and events that no text uses. Properties are not listed.
    pub unused: Vec<String>,
    /// `11 of 14 texts resolve`.
    pub derivation: String,
}

/// A text with what it is measured by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Resolved {
    /// The promise.
    pub name: String,
    /// Its kind.
    pub kind: PromiseKind,
    /// What it names, in the order of declarations.
    pub by: Vec<Match>,
}

/// How a text names something declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Match {
    /// The declared name.
    pub declared: String,
    /// What it is.
    pub kind: DeclaredKind,
    /// How sure it is.
    pub how: How,
}

/// How sure it is that a text means what is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is written as an identifier.
    Identifier,
    /// Its words stand in the text, side by side.
    Words,
    /// It is one plain word, which may stand there by chance.
    Word,
}

/// A text that names nothing declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unresolved {
    /// The promise.
    pub name: String,
    /// Its kind.
    pub kind: PromiseKind,
    /// What it says.
    pub text: String,
    /// Declared names that share most of their words with it, the closest first; at most three.
    pub nearest: Vec<String>,
}

/// An identifier that nobody declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Undeclared {
    /// The promise that uses it.
    pub name: String,
    /// As written.
    pub identifier: String,
    /// The declared name most like it, if one is.
    pub nearest: Option<String>,
}

/// Resolves each text.
pub fn closure(input: &ClosureInput) -> Closure {
    let targets: Vec<Target<'_>> = input.declared.iter().map(Target::new).collect();
    let (mut resolved, mut unresolved, mut undeclared) = (Vec::new(), Vec::new(), Vec::new());
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for text in &input.texts {
        let read = Text::read(&text.text);
        let by = read.matches(&targets);
        used.extend(by.iter().map(|target| target.0.declared.name.as_str()));
        for identifier in read.identifiers.iter().filter(|one| one.dangles(&targets)) {
            undeclared.push(Undeclared {
                name: text.name.clone(),
                identifier: identifier.text.clone(),
                nearest: nearest(&stems(&identifier.text), &targets).into_iter().next(),
            });
        }
        if by.is_empty() {
            unresolved.push(Unresolved {
                name: text.name.clone(),
                kind: text.kind,
                text: text.text.clone(),
                nearest: nearest(&read.words, &targets),
            });
        } else {
            let matched = |(target, how): (&Target<'_>, How)| Match {
                declared: target.declared.name.clone(),
                kind: target.declared.kind,
                how,
            };
            resolved.push(Resolved {
                name: text.name.clone(),
                kind: text.kind,
                by: by.into_iter().map(matched).collect(),
            });
        }
    }
    let idle = |one: &&Declared| one.kind != DeclaredKind::Property && !used.contains(one.name.as_str());
    let unused = input.declared.iter().filter(idle).map(|one| one.name.clone()).collect();
    let derivation = format!("{} of {} texts resolve", resolved.len(), input.texts.len());
    Closure { resolved, unresolved, undeclared, unused, derivation }
}

/// Whether a text names something: as an identifier, or in its words.
pub fn mentions(text: &str, name: &str) -> bool {
    let declared = Declared { name: name.to_owned(), kind: DeclaredKind::Event, aliases: Vec::new() };
    !Text::read(text).matches(&[Target::new(&declared)]).is_empty()
}

/// Something declared, by all of its names.
struct Target<'a> {
    declared: &'a Declared,
    names: Vec<Vec<String>>,
}

/// What Prometheus adds to the name of a metric for its series (Prometheus documentation, "Metric types"; OpenMetrics
/// 1.0, "Suffixes").
const SUFFIXES: &[&str] = &["bucket", "count", "sum", "total", "created"];

impl<'a> Target<'a> {
    fn new(declared: &'a Declared) -> Self {
        let names = std::iter::once(&declared.name).chain(&declared.aliases);
        let names = names.map(|name| stems(name)).filter(|words| !words.is_empty()).collect();
        Target { declared, names }
    }

    /// Whether an identifier is one of its names, or one of its series.
    fn is(&self, identifier: &[String]) -> bool {
        let bare = |words: &[String]| -> Vec<String> {
            match words.split_last() {
                Some((last, rest)) if !rest.is_empty() && SUFFIXES.contains(&last.as_str()) => rest.to_vec(),
                _ => words.to_vec(),
            }
        };
        let metric = self.declared.kind == DeclaredKind::Metric;
        self.names.iter().any(|name| name == identifier || (metric && bare(name) == bare(identifier)))
    }
}

/// A text, in words and in what it spells like identifiers.
struct Text {
    words: Vec<String>,
    /// Runs of words between identifiers.
    phrases: Vec<Vec<String>>,
    identifiers: Vec<Identifier>,
}

struct Identifier {
    text: String,
    /// The whole, and its parts: `order_placed.total` is about `order_placed` too.
    names: Vec<Vec<String>>,
}

impl Identifier {
    fn new(text: &str) -> Self {
        let parts = text.split([':', '.', '/']).map(stems).filter(|words| !words.is_empty());
        let mut names = vec![stems(text)];
        names.extend(parts);
        names.dedup();
        Identifier { text: text.to_owned(), names }
    }

    fn is(&self, target: &Target<'_>) -> bool {
        self.names.iter().any(|name| target.is(name))
    }

    /// Whether it looks like the name of something measured and is none.
    fn dangles(&self, targets: &[Target<'_>]) -> bool {
        self.text.contains('_') && !is_function(&self.text) && !targets.iter().any(|target| self.is(target))
    }
}

/// Functions of PromQL with an underscore in their names, beside those ending in `_over_time`.
const FUNCTIONS: &[&str] = &[
    "histogram_quantile", "histogram_avg", "histogram_count", "histogram_sum", "histogram_fraction", "label_replace",
    "label_join", "predict_linear", "count_values", "group_left", "group_right", "sort_desc", "days_in_month",
    "day_of_month", "day_of_week", "day_of_year", "clamp_max", "clamp_min", "double_exponential_smoothing",
];

fn is_function(text: &str) -> bool {
    FUNCTIONS.contains(&text) || text.ends_with("_over_time")
}

impl Text {
    fn read(text: &str) -> Text {
        let plain = without_labels(text);
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '/');
        let mut identifiers = Vec::new();
        let mut phrases: Vec<Vec<String>> = vec![Vec::new()];
        for token in plain.split(|c: char| !part(c)) {
            let token = token.trim_matches([':', '.', '-', '/', '_']);
            let several = words(token).len() > 1;
            if several || plain.contains(&format!("`{token}`")) {
                identifiers.push(Identifier::new(token));
            }
            // What hyphens and slashes join may be plain words; what underscores, points and capitals join is a name.
            if several && (token.contains(['_', ':', '.']) || !token.contains(['-', '/'])) {
                phrases.push(Vec::new());
            } else if let Some(phrase) = phrases.last_mut() {
                phrase.extend(stems(token));
            }
        }
        identifiers.retain(|one| one.names.iter().all(|name| !name.is_empty()));
        Text { words: stems(&plain), phrases, identifiers }
    }

    /// What it names. Of plain words the longest name counts: *order placed twice* is `order_placed_twice` alone.
    fn matches<'t, 'd>(&self, targets: &'t [Target<'d>]) -> Vec<(&'t Target<'d>, How)> {
        let mut found: Vec<(&Target<'d>, How, &[String])> = Vec::new();
        for target in targets {
            if self.identifiers.iter().any(|identifier| identifier.is(target)) {
                found.push((target, How::Identifier, &[]));
                continue;
            }
            let stands = |name: &&Vec<String>| self.phrases.iter().any(|words| inside(name, words));
            if let Some(name) = target.names.iter().find(stands) {
                found.push((target, if name.len() > 1 { How::Words } else { How::Word }, name));
            }
        }
        let within =
            |name: &[String]| found.iter().any(|(_, _, other)| other.len() > name.len() && inside(name, other));
        found.iter().filter(|(_, _, name)| !within(name)).map(|(target, how, _)| (*target, *how)).collect()
    }
}

/// The text without labels and groupings of PromQL: what stands in `{...}`, and in brackets behind `by` and the like.
fn without_labels(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut closing: Option<char> = None;
    for letter in text.chars() {
        match closing {
            // The bracket stays, so that what follows is not taken for another grouping.
            Some(end) if letter == end => {
                closing = None;
                out.push(letter);
            }
            Some(_) => {}
            None => {
                let grouping = || {
                    let last = out.trim_end().rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next();
                    matches!(last, Some("by" | "without" | "on" | "ignoring" | "group_left" | "group_right"))
                };
                closing = match letter {
                    '{' => Some('}'),
                    '(' if grouping() => Some(')'),
                    _ => None,
                };
                out.push(if closing.is_some() { ' ' } else { letter });
            }
        }
    }
    out
}

/// Words without the endings of plurals.
fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(|word| singular(word)).collect()
}

fn inside(part: &[String], whole: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

/// Declared names of which at least half the words stand in the text, those with the greatest share first.
fn nearest(text: &[String], targets: &[Target<'_>]) -> Vec<String> {
    let roots: BTreeSet<&str> = text.iter().map(|word| root(word)).collect();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for target in targets {
        let share = |name: &Vec<String>| {
            let common = name.iter().filter(|word| roots.contains(root(word))).count();
            if common == 0 { 0 } else { common * 100 / name.len() }
        };
        let best = target.names.iter().map(share).max().unwrap_or_default();
        if best >= 50 {
            found.push((best, target.declared.name.as_str()));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// A word without what its forms differ in: `complet` of `completes`, `completed` and `completion`.
fn root(word: &str) -> &str {
    for ending in ["ations", "ation", "ions", "ion", "ing", "ed", "es", "s", "e"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 3) {
            return stem;
        }
    }
    word
}

/// The names that a contract declares: its events, with the properties they have.
pub fn declared(contract: &super::Contract) -> Vec<Declared> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let of = |name: &str, kind| Declared { name: name.to_owned(), kind, aliases: Vec::new() };
    let mut all: Vec<Declared> = contract.events.iter().map(|event| of(&event.name, DeclaredKind::Event)).collect();
    names.extend(contract.events.iter().flat_map(|event| event.properties.iter().map(|property| property.leaf())));
    all.extend(
        names.into_iter().filter(|name| canonical(name).contains('_')).map(|name| of(name, DeclaredKind::Property)),
    );
    all
}

#[cfg(test)]
#[path = "closure_tests.rs"]
mod tests;
