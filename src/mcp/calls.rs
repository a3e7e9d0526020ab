//! What each tool does.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::checked::checked;
use super::elicit::Ready;
use super::taken::taken;
use super::typed::typed;
use super::types::{Check, Format, List, Opened, Read};
use super::words;
use crate::pack::{Derived, Pack, render};
use crate::skill::input::{Mistake, pointer};
use crate::skill::{Definition, workflow};
use crate::store::PackId;
use crate::workspace::{Act, Open, Refusal, Workspace};

/// An answer, for programs and for models.
#[derive(Debug, Clone, PartialEq)]
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
    let reading = workspace.rendered(&id, read.revision).await?;
    let (definition, revision, pack) = (reading.skill.definition(), &reading.revision, &reading.revision.pack);
    let wanted = |key: &str| read.sections.as_ref().is_none_or(|keys| keys.iter().any(|one| one == key));
    sound(sections(definition, read.sections.as_deref()))?;
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
            let text = match &read.sections {
                None => reading.markdown.clone(),
                // What is derived may rest on sections that were not asked for; what is told first is about all of them.
                Some(_) => {
                    let derived = Derived { highlights: Vec::new(), ..reading.derived.clone() };
                    render(&part(), definition.standard.sections, &derived)
                }
            };
            return Ok(Answer { structured: None, text });
        }
        Format::Json => {
            json!({"pack": id, "revision": revision.number, "title": pack.title, "as_of": pack.as_of, "sections": part().sections})
        }
        Format::Plan => match &reading.derived.interface {
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
    let packs = workspace.list(list.limit.unwrap_or(10).clamp(1, 200)).await?;
    let data = Json::Object(Map::from_iter([("packs".to_owned(), packs.data()?.clone())]));
    Ok(Answer { structured: Some(data), text: words::packs(&packs) })
}

async fn check(workspace: &Workspace, check: &Check, act: &Act) -> Result<Answer, Refusal> {
    let id = pack_id(&check.pack)?;
    let (revision, skill) = workspace.read(&id, check.revision).await?;
    let (definition, pack) = (skill.definition(), &revision.pack);
    let standard = &definition.standard;
    let mut mistakes = sections(definition, check.sections.as_deref());
    let ids: Vec<&str> = standard.rules().map(|rule| rule.id).collect();
    let is_rule = |id: &str| standard.rule(id).is_some();
    mistakes.extend(strangers("/rules", check.rules.as_deref(), is_rule, ids.into_iter()));
    sound(mistakes)?;
    let around = workspace.around(&id, definition, pack).await?;
    let case = around.case(pack, act.today());
    let checked = checked((id, &revision), skill, &case, &around.caller, check);
    answer(&checked, words::checked(&checked))
}

/// The sections asked for that a skill does not have.
fn sections(definition: &Definition, asked: Option<&[String]>) -> Vec<Mistake> {
    let standard = &definition.standard;
    let known = standard.sections.iter().map(|spec| spec.key);
    strangers("/sections", asked, |key| standard.section(key).is_some(), known).collect()
}

/// The words of a list that are not known, each with its place.
fn strangers<'k>(
    at: &str,
    asked: Option<&[String]>,
    is_known: impl Fn(&str) -> bool,
    known: impl Iterator<Item = &'k str> + Clone,
) -> impl Iterator<Item = Mistake> {
    let strange = asked.unwrap_or_default().iter().enumerate().filter(move |(_, word)| !is_known(word));
    strange.map(move |(index, word)| Mistake::unknown(&pointer(at, &index.to_string()), word, known.clone()))
}

/// That there is no mistake.
fn sound(mistakes: Vec<Mistake>) -> Result<(), Refusal> {
    if mistakes.is_empty() { Ok(()) } else { Err(Refusal::Mistakes(mistakes)) }
}

fn answer(value: &impl Serialize, text: String) -> Result<Answer, Refusal> {
    Ok(Answer { structured: Some(serde_json::to_value(value)?), text: text.trim_end().to_owned() })
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
