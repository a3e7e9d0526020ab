//! The workflow: what a step answers, and what comes next.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Skill, Step, asking, told};
use crate::finding::{Finding, Severity};
use crate::gate::{Case, Report};
use crate::pack::{Computed, Pack};

pub(crate) use super::asking::is_blank;
pub use super::asking::{Ask, answer as answer_to, left_open, noted, questions, unasked, unlocked};

/// What a step answers, whoever called it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Whether the step stands: none of its findings is an error.
    pub accepted: bool,
    /// What the step's rules found.
    pub findings: Vec<Finding>,
    /// The errors of the step to call next, where that is another one.
    pub elsewhere: Vec<Finding>,
    /// What the core computed from its sections.
    pub computed: Vec<Computed>,
    /// What the plan yields for machines: of the last step, where the skill promises something.
    pub interface: Option<Json>,
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

/// What a step answers for a pack that the gate has judged.
pub fn answer(skill: &dyn Skill, step: &Step, case: &Case<'_>, report: &Report) -> Answer {
    let of = |step: &Step| -> Vec<Finding> {
        report.findings.iter().filter(|finding| is_of(step, finding)).cloned().collect()
    };
    let findings = of(step);
    let computed = case.derived().computed.iter().filter(|one| step.sections.contains(&one.section)).cloned().collect();
    let (next, progress) = (next(skill, case.pack, report), progress(skill, case.pack, &report.findings));
    let broken = |tool: &str| progress.iter().any(|one| one.tool == tool && one.errors > 0);
    let other = skill.definition().step(next.tool).filter(|other| other.tool != step.tool && broken(other.tool));
    Answer {
        accepted: !findings.iter().any(|finding| finding.severity == Severity::Error),
        findings,
        elsewhere: other.into_iter().flat_map(of).filter(|finding| finding.severity == Severity::Error).collect(),
        computed,
        interface: case.derived().interface.as_ref().filter(|_| step.finalizes).map(|one| one.plan.clone()),
        progress,
        next,
    }
}

/// Whether a finding is about what a step writes.
fn is_of(step: &Step, finding: &Finding) -> bool {
    step.sections.contains(&finding.location.section.as_str())
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
                let here = |finding: &&Finding| finding.severity == severity && is_of(step, finding);
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

/// The questions of the intake that nobody has answered and that a step is about.
pub fn open(skill: &dyn Skill, pack: &Pack, step: &Step) -> Vec<Ask> {
    asking::of_step(skill, pack, step)
}

/// Whether a step was taken. What opening a pack writes into its first section is no step.
fn begun(step: &Step, pack: &Pack) -> bool {
    let section = step.sections.first().and_then(|section| pack.sections.get(*section));
    section.is_some_and(|section| {
        section.fields.is_empty() || section.fields.keys().any(|key| !OPENING.contains(&key.as_str()))
    })
}

/// The fields that opening a pack writes.
pub const OPENING: [&str; 2] = ["request", "situation"];

/// The first call of a pack that has just been opened.
pub fn first(skill: &dyn Skill, pack: &Pack) -> Next {
    let tool = skill.definition().steps.first().map_or("", |step| step.tool);
    Next { tool, why: "it is the first step".to_owned(), ask: questions(skill, pack) }
}

/// The next call: the first step with an error, else the first not begun, else what raises the score, else the gate.
pub fn next(skill: &dyn Skill, pack: &Pack, report: &Report) -> Next {
    let steps = skill.definition().steps;
    let progress = progress(skill, pack, &report.findings);
    let stands = |step: &&&Step, stands: &dyn Fn(&Progress) -> bool| {
        progress.iter().any(|one| one.tool == step.tool && stands(one))
    };
    let broken = steps.iter().find(|step| stands(&step, &|one| one.errors > 0));
    let open = steps.iter().find(|step| stands(&step, &|one| one.state == State::Open));
    let last = steps.last();
    let (step, why) = match (broken, open) {
        (Some(step), _) => {
            let errors = report.findings.iter().filter(|one| one.severity == Severity::Error && is_of(step, one));
            (Some(step), format!("mend its errors: {}", rules(errors)))
        }
        (None, Some(step)) => (Some(step), "it is the first step not begun".to_owned()),
        (None, None) if report.passed => (last, "every step is begun; `finalize: true` closes the pack".to_owned()),
        (None, None) => {
            let mends = report.advice.iter().flat_map(|advice| &advice.rules).map(|mend| mend.rule);
            let wanted: Vec<&str> = mends.collect();
            let lifts = |one: &&Finding| one.severity > Severity::Info && wanted.contains(&one.rule);
            let step = steps.iter().find(|step| report.findings.iter().filter(lifts).any(|one| is_of(step, one)));
            let here = |one: &&Finding| lifts(one) && step.is_some_and(|step| is_of(step, one));
            (step.or(last), format!("the score is too low; mend {}", rules(report.findings.iter().filter(here))))
        }
    };
    let ask = step.filter(|_| !report.passed).map(|step| asking::of_step(skill, pack, step)).unwrap_or_default();
    Next { tool: step.map_or("", |step| step.tool), why, ask }
}

/// Rules by id, each with how many findings it has.
fn rules<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    told::rules(findings.map(|finding| (finding.rule, 1)))
}
