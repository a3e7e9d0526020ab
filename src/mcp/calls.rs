//! What each tool does.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::elicit::Ready;
use super::taken::taken;
use super::typed::{typed, unknown};
use super::types::{Check, Checked, Format, List, Opened, Packs, Read, Report, Score};
use super::words;
use crate::finding::{Finding, Severity};
use crate::gate::{self, Case};
use crate::pack::{Pack, render};
use crate::skill::caller::Caller;
use crate::skill::input::Mistake;
use crate::skill::{Definition, told, workflow};
use crate::store::PackId;
use crate::workspace::{Act, Open, Refusal, Workspace};

/// An answer, for programs and for models.
#[derive(Debug, Clone)]
pub struct Answer {
    /// For programs; none where the text says it all.
    pub structured: Option<Json>,
    /// For models.
    pub text: String,
}

/// Calls a tool, as a client does.
///
/// # Errors
/// Why it was refused.
pub async fn call(
    workspace: &Workspace,
    tool: &str,
    arguments: &Map<String, Json>,
    act: &Act,
) -> Result<Answer, Refusal> {
    settled(workspace, tool, Ready::of(arguments.clone(), act.clone())).await
}

/// Calls a tool for which nobody has to be asked any more.
pub(super) async fn settled(workspace: &Workspace, tool: &str, ready: Ready) -> Result<Answer, Refusal> {
    let (arguments, act) = (&ready.arguments, &ready.act);
    match tool {
        "pack_open" => open(workspace, ready.id, &typed(arguments)?, act).await,
        "pack_read" => read(workspace, &typed(arguments)?).await,
        "pack_list" => list(workspace, &typed(arguments)?).await,
        "pack_check" => check(workspace, &typed(arguments)?, act).await,
        step => {
            let id = pack_id(arguments.get("pack").and_then(Json::as_str).unwrap_or_default())?;
            let mut stepped = workspace.step(&id, step, arguments, act).await?;
            stepped.notes.splice(0..0, ready.notes);
            let taken = taken(stepped, arguments);
            answer(&taken, words::taken(&taken))
        }
    }
}

async fn open(workspace: &Workspace, promised: Option<PackId>, open: &Open, act: &Act) -> Result<Answer, Refusal> {
    let pack = promised.unwrap_or_else(PackId::mint);
    let (revision, skill) = workspace.open_as(&pack, open, act).await?;
    let opened = Opened {
        pack,
        skill: skill.definition().name,
        revision: revision.number,
        as_of: revision.pack.as_of.to_string(),
        next: workflow::first(skill, &revision.pack),
    };
    answer(&opened, words::opened(&opened))
}

async fn read(workspace: &Workspace, read: &Read) -> Result<Answer, Refusal> {
    let id = pack_id(&read.pack)?;
    let (revision, skill) = workspace.read(&id, read.revision).await?;
    let (definition, pack) = (skill.definition(), &revision.pack);
    let wanted = |key: &str| read.sections.as_ref().is_none_or(|keys| keys.iter().any(|one| one == key));
    for key in read.sections.iter().flatten() {
        known_section(definition, key)?;
    }
    let part = || Pack {
        sections: pack
            .sections
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(key, one)| (key.clone(), one.clone()))
            .collect(),
        ..pack.clone()
    };
    let json = match read.format.unwrap_or(Format::Markdown) {
        // A document is text: said once more as JSON it would cost a model twice as much.
        Format::Markdown => {
            // What is derived may rest on sections that were not asked for.
            let text = render(&part(), definition.standard.sections, &definition.standard.derive(pack));
            return Ok(Answer { structured: None, text });
        }
        Format::Json => {
            json!({"pack": id, "revision": revision.number, "title": pack.title, "as_of": pack.as_of, "sections": part().sections})
        }
        Format::Plan => match definition.standard.derive(pack).interface {
            Some(interface) => json!({"pack": id, "revision": revision.number, "plan": interface.plan}),
            None => {
                return Err(Refusal::Mistakes(vec![Mistake {
                    pointer: "/format".to_owned(),
                    problem: format!("packs of {} yield no plan for machines", definition.name),
                    accepted: "markdown, json".to_owned(),
                }]));
            }
        },
    };
    answer(&json, json.to_string())
}

async fn list(workspace: &Workspace, list: &List) -> Result<Answer, Refusal> {
    let packs = Packs { packs: workspace.list(list.limit.unwrap_or(10).clamp(1, 200)).await? };
    answer(&packs, words::packs(&packs.packs))
}

/// How many findings are told where nobody asked for them by section or rule; those that one edit mends are one.
const TOLD: usize = 10;

async fn check(workspace: &Workspace, check: &Check, act: &Act) -> Result<Answer, Refusal> {
    let id = pack_id(&check.pack)?;
    let (revision, skill) = workspace.read(&id, check.revision).await?;
    let (definition, pack) = (skill.definition(), &revision.pack);
    for key in check.sections.iter().flatten() {
        known_section(definition, key)?;
    }
    let ids = || definition.standard.rules().map(|rule| rule.id);
    let strange = check.rules.iter().flatten().filter(|rule| definition.standard.rule(rule).is_none());
    let mistakes: Vec<Mistake> =
        strange.map(|rule| unknown("/rules", rule, ids().collect::<Vec<_>>().into_iter())).collect();
    if !mistakes.is_empty() {
        return Err(Refusal::Mistakes(mistakes));
    }
    let (before, standard) = (workspace.agreed(&id).await?, &definition.standard);
    let (beside, names) = (workspace.beside(standard, pack).await?, [id.to_string()]);
    let caller = Caller::of(definition);
    let case = Case::new(standard, pack, &[], act.today()).against(before.as_ref());
    let case = case.beside(&beside).called(&names).told(&caller);
    let report = gate::judge(&case);
    let in_sections = |section: &str| check.sections.iter().flatten().any(|one| one == section);
    let asked = |finding: &&Finding| {
        let of_rule = check.rules.iter().flatten().any(|rule| rule.eq_ignore_ascii_case(finding.rule));
        of_rule || in_sections(&finding.location.section)
    };
    let in_full = check.sections.is_some() || check.rules.is_some();
    let mut findings = match in_full {
        true => told::detailed(&caller, pack, report.findings.iter().filter(asked)),
        false => told::said(&caller, None, pack, report.findings.iter()),
    };
    let left = findings.get(TOLD..).filter(|_| !in_full).unwrap_or_default();
    let more = left.iter().map(|one| one.at.len()).sum();
    if !in_full {
        findings.truncate(TOLD);
    }
    let checked = Checked {
        report: Report {
            passed: report.passed,
            average: report.average.to_string(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            mend: told::rules(
                report.advice.iter().flat_map(|advice| &advice.rules).map(|mend| (mend.rule, mend.findings)),
            ),
            rubric: report
                .rubric
                .into_iter()
                .map(|score| {
                    let holds = score.lowered_by.iter().filter(|cap| cap.at_most == score.score);
                    let held_by = told::rules(holds.map(|cap| (cap.rule, cap.findings)));
                    Score { title: score.title, score: score.score, held_by }
                })
                .collect(),
            checklist_failed: report
                .checklist
                .iter()
                .filter(|item| item.status == gate::Status::Fail)
                .map(|item| item.id)
                .collect(),
            findings,
            more,
            exempted: report.exempted.len(),
            computed: match &check.sections {
                Some(_) => case.derived().computed.iter().filter(|one| in_sections(one.section)).cloned().collect(),
                None => Vec::new(),
            },
        },
        ask: workflow::questions(skill, pack),
        pack: id,
        revision: revision.number,
    };
    answer(&checked, words::checked(&checked))
}

/// That a skill has a section of this key.
fn known_section(definition: &Definition, key: &str) -> Result<(), Refusal> {
    match definition.standard.section(key) {
        Some(_) => Ok(()),
        None => {
            let known = definition.standard.sections.iter().map(|spec| spec.key);
            Err(Refusal::Mistakes(vec![unknown("/sections", key, known)]))
        }
    }
}

fn answer(value: &impl Serialize, text: String) -> Result<Answer, Refusal> {
    Ok(Answer { structured: Some(serde_json::to_value(value)?), text })
}

/// A pack id, as it was given out.
fn pack_id(text: &str) -> Result<PackId, Refusal> {
    text.trim().parse::<PackId>().map_err(|error| {
        Refusal::Mistakes(vec![Mistake {
            pointer: "/pack".to_owned(),
            problem: error.to_string(),
            accepted: "the id that pack_open returned; pack_list shows the packs there are".to_owned(),
        }])
    })
}
