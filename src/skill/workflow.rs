//! The workflow: what a step answers, and what comes next.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Question, Skill, Step};
use crate::finding::{Finding, Severity};
use crate::gate::{Case, Report};
use crate::pack::records::Records;
use crate::pack::{Computed, Pack, Value};

/// The fewest and the most questions asked at once.
const QUESTIONS: std::ops::RangeInclusive<usize> = 3..=5;

/// What a step answers, whoever called it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Whether the step stands: none of its findings is an error.
    pub accepted: bool,
    /// The step's sections as understood.
    pub sections: Json,
    /// What the core computed from them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
    /// What the plan yields for machines: of the last step, where the skill promises something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<Json>,
    /// What the step's rules found.
    pub findings: Vec<Finding>,
    /// Every step, and how it stands.
    pub progress: Vec<Progress>,
    /// What to do next.
    pub next: Next,
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Progress {
    /// The step's tool.
    pub tool: &'static str,
    /// How it stands.
    pub state: State,
    /// Errors among its findings.
    pub errors: usize,
    /// Warnings among its findings.
    pub warnings: usize,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not begun.
    Open,
    /// Begun, with errors or warnings.
    Findings,
    /// Begun, nothing to mend.
    Done,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Next {
    /// The tool to call.
    pub tool: &'static str,
    /// Why.
    pub why: String,
    /// Questions to ask the person first, the most useful ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Ask>,
}

/// A question to ask the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ask {
    /// Its id, under which the answer is recorded.
    pub id: &'static str,
    /// The question.
    pub question: &'static str,
    /// What to offer, or to assume if nobody answers.
    pub options: &'static [&'static str],
}

/// What a step answers for a pack that the gate has judged.
pub fn answer(skill: &dyn Skill, step: &Step, case: &Case<'_>, report: &Report) -> Answer {
    let pack = case.pack;
    let all = &report.findings;
    let here = |finding: &Finding| step.sections.contains(&finding.location.section.as_str());
    let findings: Vec<Finding> = all.iter().filter(|finding| here(finding)).cloned().collect();
    let sections = step
        .sections
        .iter()
        .filter_map(|key| {
            pack.sections
                .get(*key)
                .map(|section| ((*key).to_owned(), serde_json::to_value(section).unwrap_or_default()))
        })
        .collect();
    let computed = case.derived().computed.iter().filter(|one| step.sections.contains(&one.section)).cloned().collect();
    Answer {
        accepted: !findings.iter().any(|finding| finding.severity == Severity::Error),
        sections: Json::Object(sections),
        computed,
        interface: case.derived().interface.as_ref().filter(|_| step.finalizes).map(|one| one.plan.clone()),
        findings,
        progress: progress(skill, pack, all),
        next: next(skill, pack, all),
    }
}

/// Every step of a skill, and how it stands.
pub fn progress(skill: &dyn Skill, pack: &Pack, findings: &[Finding]) -> Vec<Progress> {
    skill
        .definition()
        .steps
        .iter()
        .map(|step| {
            let begun = begun(step, pack);
            let count = |severity| {
                let here = |finding: &&Finding| {
                    finding.severity == severity && step.sections.contains(&finding.location.section.as_str())
                };
                if begun { findings.iter().filter(here).count() } else { 0 }
            };
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let state = match (begun, errors + warnings) {
                (false, _) => State::Open,
                (true, 0) => State::Done,
                (true, _) => State::Findings,
            };
            Progress { tool: step.tool, state, errors, warnings }
        })
        .collect()
}

fn begun(step: &Step, pack: &Pack) -> bool {
    step.sections.first().is_some_and(|section| pack.sections.contains_key(*section))
}

/// The next call: the first step with an error, else the first not begun, else the gate.
pub fn next(skill: &dyn Skill, pack: &Pack, findings: &[Finding]) -> Next {
    let steps = skill.definition().steps;
    let progress = progress(skill, pack, findings);
    let broken = progress.iter().find(|step| step.errors > 0);
    let open = progress.iter().find(|step| step.state == State::Open);
    let (tool, why) = match (broken, open) {
        (Some(step), _) => {
            let rules: Vec<&str> = findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error)
                .filter(|finding| {
                    steps.iter().any(|s| s.tool == step.tool && s.sections.contains(&finding.location.section.as_str()))
                })
                .map(|finding| finding.rule)
                .collect();
            (step.tool, format!("mend the errors of this step first: {}", rules.join(", ")))
        }
        (None, Some(step)) => (step.tool, "it is the first step not begun".to_owned()),
        (None, None) => {
            let last = steps.last().map_or("", |step| step.tool);
            (last, "every step is begun; send `finalize: true` to close the pack if the gate passes".to_owned())
        }
    };
    Next { tool, why, ask: questions(skill, pack) }
}

/// The most useful questions still open: those that would fill most empty fields, in the bank's
/// order among equals.
pub fn questions(skill: &dyn Skill, pack: &Pack) -> Vec<Ask> {
    let answered: Vec<&str> = Records::of(pack).answers().map(|answer| answer.question().text).collect();
    let mut open: Vec<(usize, &'static Question)> = skill
        .definition()
        .questions
        .iter()
        .filter(|question| !answered.contains(&question.id))
        .map(|question| (question.unlocks.iter().filter(|place| is_blank(pack, place)).count(), question))
        .filter(|(blanks, _)| *blanks > 0)
        .collect();
    open.sort_by_key(|(blanks, question)| (!question.minimum, usize::MAX - blanks));
    let most = if open.len() < *QUESTIONS.start() { open.len() } else { *QUESTIONS.end() };
    open.into_iter()
        .take(most)
        .map(|(_, question)| Ask { id: question.id, question: question.text, options: question.options })
        .collect()
}

/// Whether the field `section.field` holds nothing.
fn is_blank(pack: &Pack, place: &str) -> bool {
    let Some((section, field)) = place.split_once('.') else { return true };
    pack.sections.get(section).and_then(|section| section.fields.get(field)).is_none_or(Value::is_empty)
}
