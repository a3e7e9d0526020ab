//! A promise is measured by something that nothing declares.
//!
//! ## What it does
//! Reads SLIs, data checks, names of success measures and acceptance criteria for names of events and metrics in code
//! form (`` `orders_lost_total` ``) and looks for where each is declared: as an event or its property, in the doomsday
//! clock, in how an SLI or a success measure is measured, in a gap's proposed instrumentation, or anywhere else in the
//! pack. A metric's suffixes (`_total`, `_bucket`) do not matter. In ordinary writing a name with underscores counts
//! where it can be no other thing's: it ends as metrics do, or is a declared name in another form.
//!
//! ## Why it matters
//! A criterion whose number comes from nowhere cannot fail, and nobody notices before the day it is judged. Mostly the
//! name has changed since, or the milestone that was to emit it was cut.
//!
//! ## Example
//! Bad: the acceptance criterion `` `export_succeeded` at 99.5 % `` where the event is called `export_completed`.
//!
//! Good: the name as the taxonomy, the clock or a gap declares it.
//!
//! ## Fix
//! Use the declared name; or declare it: as an event, as a metric of a gap's proposed instrumentation, or in the method
//! that measures the SLI.

use std::collections::BTreeSet;

use crate::engine::events::closure::{Declared, DeclaredKind, PromiseKind, closure, declared};
use crate::engine::events::name::words;
use crate::engine::events::{ClosureInput, Named};
use crate::finding::Findings;
use crate::pack::{Cell, Place};
use crate::skills::platform_infrastructure::{Case, Context, Instrumentation, Quality, Roadmap};

crate::rule!("INS015", "measured-by-nothing", Warning, needs["instrumentation"], "ins015.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let promises = promises(case);
    if promises.is_empty() {
        return;
    }
    let places: BTreeSet<Place<'_>> = promises.iter().map(|(_, cell)| cell.place).collect();
    let mut known: Vec<Declared> = case.events.contract().map(declared).unwrap_or_default();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let spelt = case.gate.entries().filter(|entry| entry.cell.text.contains('_'));
    for entry in spelt.filter(|entry| !places.contains(&entry.cell.place)) {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.');
        let tokens = entry.cell.text.split(|c: char| !word(c)).map(|token| token.trim_matches(['.', ':', '_']));
        names.extend(tokens.filter(|token| token.contains('_')));
    }
    let metric = |name: &str| Declared { name: name.to_owned(), kind: DeclaredKind::Metric, aliases: Vec::new() };
    known.extend(names.into_iter().map(metric));
    let texts = promises.iter().enumerate().map(|(at, (kind, cell))| Named {
        name: at.to_string(),
        kind: *kind,
        text: cell.text.to_owned(),
    });
    let found = closure(&ClosureInput { texts: texts.collect(), declared: known });
    for open in found.undeclared {
        let Some((kind, cell)) = open.name.parse().ok().and_then(|at: usize| promises.get(at)) else { continue };
        let like = open.nearest.filter(|name| alike(name, &open.identifier));
        if !in_code(cell.text, &open.identifier) && !is_measured(&open.identifier, like.as_deref()) {
            continue;
        }
        let what = match kind {
            PromiseKind::Sli => "This SLI",
            PromiseKind::QaCheck => "This check",
            PromiseKind::SuccessMeasure => "This measure",
            PromiseKind::AcceptanceCriterion => "This criterion",
        };
        let like = like.map(|name| format!("call it `{name}` if that is meant; or ")).unwrap_or_default();
        findings
            .at(cell.place, format!("{what} rests on `{}`, which nothing in the pack declares", open.identifier))
            .fix(format!(
                "{like}declare it as an event, in a gap's proposed instrumentation, in the doomsday clock or as the method \
                 of an SLI"
            ));
    }
}

fn promises<'a>(case: &Case<'a>) -> Vec<(PromiseKind, Cell<'a>)> {
    let mut all = Vec::new();
    all.extend(Quality::of(case.pack).slos().map(|slo| (PromiseKind::Sli, slo.sli())));
    for check in Instrumentation::of(case.pack).qa() {
        all.extend([check.name(), check.compares()].map(|cell| (PromiseKind::QaCheck, cell)));
    }
    for measure in Context::of(case.pack).success() {
        all.push((PromiseKind::SuccessMeasure, measure.name()));
    }
    let criteria = Roadmap::of(case.pack).milestones().map(|milestone| milestone.acceptance());
    all.extend(criteria.map(|cell| (PromiseKind::AcceptanceCriterion, cell)));
    all.retain(|(_, cell)| cell.text.contains('_'));
    all
}

/// Whether most words of a declared name stand in an identifier, in some form: `order_placed` in `order_place`.
fn alike(declared: &str, identifier: &str) -> bool {
    let (own, other) = (words(declared), words(identifier));
    let stem = |word: &str| word.chars().take(4).collect::<String>();
    let common = own.iter().filter(|word| other.iter().any(|one| stem(one) == stem(word))).count();
    common * 2 > own.len()
}

/// Whether a name in ordinary writing is that of something measured. Tables and flags have underscores too, so it has to
/// end as a metric does (Prometheus, "Metric and label naming"), or to differ from a declared name in the forms of its
/// words alone.
fn is_measured(identifier: &str, like: Option<&str>) -> bool {
    let is_plain = identifier.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let ends = ["_total", "_bucket", "_count", "_sum", "_seconds", "_bytes", "_ratio"];
    let is_metric = ends.iter().any(|end| identifier.ends_with(end));
    is_plain && (is_metric || like.is_some_and(|name| words(name).len() == words(identifier).len()))
}

/// Whether an identifier stands in code form in a text.
fn in_code(text: &str, identifier: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|code| code.contains(identifier))
}
