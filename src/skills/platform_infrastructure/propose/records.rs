//! The appendix: answers, evidence and confirmations, as they were given.

use serde_json::Value as Json;

use super::Arguments;
use super::words::{self, put, row};
use crate::skills::platform_infrastructure::DEFINITION;
use crate::skills::platform_infrastructure::brief::Brief;

/// The fields of the records.
pub(super) fn arguments(brief: &Brief) -> Arguments {
    let mut arguments = words::arguments();
    let source = format!("brief of {}", brief.as_of);
    let answers: Vec<Json> = DEFINITION
        .questions
        .iter()
        .map(|question| (question.id, brief.answer_text(question.id)))
        .filter(|(_, answer)| !answer.is_empty())
        .map(|(id, answer)| row([("question", id), ("answer", &answer), ("source", &source)]))
        .collect();
    put(&mut arguments, "answers", answers);
    let evidence: Vec<Json> = brief
        .evidence
        .iter()
        .map(|fact| {
            row([
                ("fact", &fact.fact),
                ("value", &fact.value),
                ("window", &fact.window),
                ("source", &fact.source),
                ("observed", &fact.observed.to_string()),
            ])
        })
        .collect();
    put(&mut arguments, "evidence", evidence);
    let confirmations: Vec<Json> = brief
        .confirmations
        .iter()
        .map(|fact| {
            row([
                ("change", &fact.change),
                ("confirmed_by", &fact.confirmed_by),
                ("date", &fact.date.to_string()),
                ("rollback", &fact.rollback),
            ])
        })
        .collect();
    put(&mut arguments, "confirmations", confirmations);
    arguments
}
