//! A step's answer: what matters of it, and no more than a model can carry from call to call.

use serde_json::{Map, Value as Json, json};

use super::types::{Broken, Call, More, Taken, Value};
use crate::finding::Severity;
use crate::pack::Computed;
use crate::skill::caller::Caller;
use crate::skill::told;
use crate::skill::workflow::{Next, State};
use crate::workspace::Stepped;

/// How many findings are told; those that one edit mends are one.
const FINDINGS: usize = 5;

/// How many computed values are told.
const COMPUTED: usize = 8;

/// How many places are told where something stands that was not sent so.
const WRITTEN: usize = 8;

/// What a step answers to these arguments.
pub(super) fn taken(stepped: Stepped, arguments: &Map<String, Json>) -> Taken {
    let Stepped { pack, revision, changed, finalized, state, step, definition, mut answer, wants, .. } = stepped;
    let Stepped { mut written, notes, verdict, .. } = stepped;
    let caller = Caller::of(definition);
    let begun = answer.progress.iter().any(|one| one.tool == step.tool && one.state != State::Open);
    // What a step lacks that is not begun is what it takes.
    let wants = wants.filter(|_| !begun);
    if wants.is_some() {
        answer.findings.clear();
    }
    let count = |severity| answer.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut findings = told::said(&caller, Some(step), &state, answer.findings.iter().chain(&answer.elsewhere));
    let more_findings = findings.iter().skip(FINDINGS).map(|one| one.at.len()).sum();
    findings.truncate(FINDINGS);
    let first = findings.first().and_then(|one| {
        answer.findings.iter().find(|finding| (finding.rule, &finding.message) == (one.rule, &one.message))
    });
    let example = first.and_then(|finding| caller.example(&state, &finding.location));
    let (mut sent, rest): (Vec<Computed>, Vec<Computed>) =
        answer.computed.into_iter().partition(|one| arguments.values().any(|value| says(value, one.of.trim())));
    sent.extend(rest);
    let more = More {
        findings: more_findings,
        written: written.len().saturating_sub(WRITTEN),
        computed: sent.len().saturating_sub(COMPUTED),
        read: format!("pack_check {}", json!({"sections": step.sections})),
    };
    written.truncate(WRITTEN);
    let others = answer.progress.iter().filter(|one| one.tool != step.tool);
    let value = |one: Computed| Value { of: one.of, what: one.what, value: one.value };
    Taken {
        accepted: answer.accepted && wants.is_none(),
        errors,
        warnings,
        verdict,
        finalized,
        next: (!finalized).then(|| {
            let Next { tool, why, ask } = answer.next;
            Call { tool, why, ask: ask.into_iter().map(|one| (one.id.to_owned(), one.question.into())).collect() }
        }),
        findings,
        example,
        wants,
        written,
        notes,
        computed: sent.into_iter().take(COMPUTED).map(value).collect(),
        more,
        mend: others
            .filter(|one| one.state == State::Findings)
            .map(|one| Broken { tool: one.tool, errors: one.errors, warnings: one.warnings })
            .collect(),
        open: answer.progress.iter().filter(|one| one.state == State::Open).count(),
        plan: answer.interface.as_ref().filter(|_| !finalized).map(|_| "pack_read {\"format\": \"plan\"}"),
        interface: answer.interface.filter(|_| finalized),
        pack,
        revision,
        changed,
    }
}

/// Whether a text is one of those that a value holds.
fn says(value: &Json, text: &str) -> bool {
    match value {
        Json::String(said) => said.trim() == text,
        Json::Array(items) => items.iter().any(|item| says(item, text)),
        Json::Object(fields) => fields.values().any(|value| says(value, text)),
        _ => false,
    }
}
