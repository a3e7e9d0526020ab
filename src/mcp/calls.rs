//! What each tool does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::types::{Check, Checked, Document, List, Opened, Packs, Read};
use super::words;
use crate::gate::{self, Case};
use crate::pack::{Pack, render};
use crate::skill::input::{Mistake, nearest};
use crate::skill::workflow::{self, Next};
use crate::store::PackId;
use crate::workspace::{Act, Open, Refusal, Workspace};

/// An answer, for programs and for models.
pub(super) struct Answer {
    pub structured: Json,
    pub text: String,
}

/// Calls a tool.
pub(super) async fn call(
    workspace: &Workspace,
    tool: &str,
    arguments: &Map<String, Json>,
    act: &Act,
) -> Result<Answer, Refusal> {
    match tool {
        "pack_open" => open(workspace, &typed(arguments)?, act).await,
        "pack_read" => read(workspace, &typed(arguments)?).await,
        "pack_list" => list(workspace, &typed(arguments)?).await,
        "pack_check" => check(workspace, &typed(arguments)?, act).await,
        step => {
            let id = pack_id(arguments.get("pack").and_then(Json::as_str).unwrap_or_default())?;
            let stepped = workspace.step(&id, step, arguments, act).await?;
            answer(&stepped, words::stepped(&stepped))
        }
    }
}

async fn open(workspace: &Workspace, open: &Open, act: &Act) -> Result<Answer, Refusal> {
    let (pack, revision, skill) = workspace.open(open, act).await?;
    let report = gate::judge(&Case::new(&skill.definition().standard, &revision.pack, &[], act.today()));
    let opened = Opened {
        pack,
        skill: skill.definition().name,
        revision: revision.number,
        as_of: revision.pack.as_of.to_string(),
        progress: workflow::progress(skill, &revision.pack, &report.findings),
        next: Next { tool: skill.definition().steps[0].tool, ..workflow::next(skill, &revision.pack, &[]) },
    };
    answer(&opened, words::opened(&opened))
}

async fn read(workspace: &Workspace, read: &Read) -> Result<Answer, Refusal> {
    let pack = pack_id(&read.pack)?;
    let (revision, skill) = workspace.read(&pack, read.revision).await?;
    let definition = skill.definition();
    let markdown = match &read.sections {
        None => definition.render(&revision.pack),
        Some(keys) => {
            let known = || definition.standard.sections.iter().map(|spec| spec.key);
            if let Some(unknown) = keys.iter().find(|key| definition.standard.section(key).is_none()) {
                return Err(unknown_key("/sections", unknown, known()));
            }
            let sections = revision.pack.sections.iter().filter(|(key, _)| keys.contains(key));
            let part = Pack {
                sections: sections.map(|(key, section)| (key.clone(), section.clone())).collect(),
                ..revision.pack.clone()
            };
            // What is derived may rest on sections that were not asked for.
            render(&part, definition.standard.sections, &definition.standard.derive(&revision.pack))
        }
    };
    let document = Document { pack, revision: revision.number, markdown };
    answer(&document, document.markdown.clone())
}

async fn list(workspace: &Workspace, list: &List) -> Result<Answer, Refusal> {
    let packs = Packs { packs: workspace.list(list.limit.unwrap_or(20).clamp(1, 200)).await? };
    answer(&packs, words::packs(&packs.packs))
}

async fn check(workspace: &Workspace, check: &Check, act: &Act) -> Result<Answer, Refusal> {
    let pack = pack_id(&check.pack)?;
    let (revision, skill, report) = workspace.judge(&pack, check.revision, act.today()).await?;
    let checked = Checked { pack, revision: revision.number, ask: workflow::questions(skill, &revision.pack), report };
    answer(&checked, words::checked(&checked))
}

fn answer(value: &impl Serialize, text: String) -> Result<Answer, Refusal> {
    Ok(Answer { structured: serde_json::to_value(value)?, text })
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

/// Arguments of a declared type; a key it does not know is named with the nearest one.
pub(super) fn typed<T: DeserializeOwned>(arguments: &Map<String, Json>) -> Result<T, Refusal> {
    serde_json::from_value(Json::Object(arguments.clone())).map_err(|error| {
        let problem = error.to_string();
        let quoted: Vec<&str> = problem.split('`').skip(1).step_by(2).collect();
        if problem.starts_with("unknown field")
            && let [unknown, known @ ..] = quoted.as_slice()
        {
            return unknown_key("", unknown, known.iter().copied());
        }
        let pointer = quoted.first().filter(|_| problem.starts_with("missing field")).map(|field| format!("/{field}"));
        Refusal::Mistakes(vec![Mistake {
            pointer: pointer.unwrap_or_default(),
            problem,
            accepted: "arguments as the tool's input schema says".to_owned(),
        }])
    })
}

fn unknown_key<'k>(pointer: &str, unknown: &str, known: impl Iterator<Item = &'k str> + Clone) -> Refusal {
    let all = known.clone().collect::<Vec<_>>().join(", ");
    let accepted = match nearest(unknown, known) {
        Some(near) => format!("did you mean `{near}`? There are: {all}"),
        None => all,
    };
    Refusal::Mistakes(vec![Mistake {
        pointer: format!("{pointer}/{unknown}"),
        problem: format!("`{unknown}` is not known here"),
        accepted,
    }])
}
