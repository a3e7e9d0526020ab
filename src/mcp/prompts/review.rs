//! What a review takes: the document, and what the gate says of it.

use std::path::{Path, PathBuf};

use minijinja::value::{Serde, Value};
use rmcp::model::{ContentBlock, ResourceContents};
use serde::Serialize;
use url::Url;

use super::arguments::Given;
use super::state::{Findings, Told, Verdict};
use super::{Trouble, embedded};
use crate::finding::Finding;
use crate::gate::Beside;
use crate::mcp::resources::{Target, markdown};
use crate::output::document::{self, Terms};
use crate::pack::Pack;
use crate::skill::Skill;
use crate::skill::input::MAX_CALL;
use crate::store::PackId;
use crate::workspace::{Act, Surroundings, Workspace};

/// A document, and what it is held against.
struct Document {
    name: String,
    text: String,
    material: ContentBlock,
    before: Option<Pack>,
    beside: Vec<Beside>,
    /// What others cite it by.
    names: Vec<String>,
}

#[derive(Serialize)]
struct Values {
    skill: &'static str,
    name: String,
    #[serde(flatten)]
    verdict: Verdict,
    #[serde(flatten)]
    findings: Findings,
}

/// Judges the document that was given by the rules of the skill that was given.
pub(super) async fn of(workspace: &Workspace, given: &Given, act: &Act) -> Result<(Value, ContentBlock), Trouble> {
    let (Some(skill), Some(text)) = (given.skill(), given.text("document")) else {
        return Err(Trouble::Given("`skill` and `document` are missing".to_owned()));
    };
    let Document { name, text, material, before, beside, names } = find(workspace, skill, text).await?;
    let terms = Terms { skill: Some(skill), before, beside, ..Terms::of(act.today()) };
    let judged = document::judge(&name, &names, name.clone(), text, &terms)
        .map_err(|unfit| Trouble::Given(format!("`document`: {unfit}")))?;
    let definition = skill.definition();
    let tell = |finding: &Finding| {
        let (start, _) = judged.span(finding);
        Told::of(finding, format!("line {}, column {}, `{}`", start.line, start.column, finding.location))
    };
    let values = Values {
        skill: definition.name,
        name,
        verdict: Verdict::of(&judged.report, definition),
        findings: Findings::of(judged.report.findings.iter(), tell),
    };
    Ok((Value::from(Serde(&values)), material))
}

/// The document: a text, or a single line that names a pack or a file.
async fn find(workspace: &Workspace, skill: &'static dyn Skill, text: &str) -> Result<Document, Trouble> {
    let pack = text.parse::<PackId>().ok().or_else(|| match Target::parse(text) {
        Ok(Target::Pack { id, revision: None, .. }) => Some(id),
        _ => None,
    });
    if let Some(id) = pack {
        return of_pack(workspace, skill, &id).await;
    }
    let path = Path::new(text);
    let one_line = !text.contains('\n');
    if one_line && path.is_absolute() {
        return of_file(workspace, path.to_owned()).await;
    }
    if one_line && path.extension().is_some_and(|ending| ending == "md" || ending == "markdown") {
        let problem = "`document` is a relative path, and the server runs in a folder of its own; send the absolute path, \
                       or the text";
        return Err(Trouble::Given(problem.to_owned()));
    }
    let material = ContentBlock::text(text.to_owned());
    Ok(Document { name: "The document".to_owned(), text: text.to_owned(), material, ..Document::empty() })
}

impl Document {
    fn empty() -> Self {
        Document {
            name: String::new(),
            text: String::new(),
            material: ContentBlock::text(""),
            before: None,
            beside: Vec::new(),
            names: Vec::new(),
        }
    }
}

async fn of_pack(workspace: &Workspace, skill: &'static dyn Skill, id: &PackId) -> Result<Document, Trouble> {
    let (revision, own) = workspace.read(id, None).await?;
    let (definition, asked) = (own.definition(), skill.definition());
    if definition.name != asked.name {
        let problem =
            format!("the pack {id} is of `{}`, so it cannot be reviewed against `{}`", definition.name, asked.name);
        return Err(Trouble::Given(problem));
    }
    let text = definition.render(&revision.pack);
    let contents = ResourceContents::text(&text, markdown(id)).with_mime_type("text/markdown");
    let Surroundings { before, beside, names, .. } = workspace.around(id, definition, &revision.pack).await?;
    Ok(Document {
        name: format!("Pack {id}, revision {}", revision.number),
        text,
        material: embedded(contents),
        before,
        beside,
        names: names.to_vec(),
    })
}

/// A file on this machine, where the caller works on it too.
async fn of_file(workspace: &Workspace, path: PathBuf) -> Result<Document, Trouble> {
    if !workspace.reads_folders() {
        let problem = "`document` is a path, and this server reads no files of yours; send the text";
        return Err(Trouble::Given(problem.to_owned()));
    }
    let name = path.display().to_string();
    let uri = Url::from_file_path(&path).map_or_else(|()| name.clone(), String::from);
    let read = tokio::task::spawn_blocking(move || read(&path)).await;
    let text = read.unwrap_or_else(|_| Err("its reading broke off".to_owned()));
    let text = text.map_err(|problem| Trouble::Given(format!("`document`: {name}: {problem}")))?;
    let contents = ResourceContents::text(&text, uri).with_mime_type("text/markdown");
    Ok(Document { name, text, material: embedded(contents), ..Document::empty() })
}

fn read(path: &Path) -> Result<String, String> {
    let markdown = path.extension().is_some_and(|ending| ending == "md" || ending == "markdown");
    if !markdown {
        return Err("it is no Markdown file; its name ends in .md or .markdown".to_owned());
    }
    let about = std::fs::metadata(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if !about.is_file() {
        return Err("it is no file".to_owned());
    }
    let most = u64::try_from(MAX_CALL).unwrap_or(u64::MAX);
    if about.len() > most {
        return Err(format!("it is {} bytes long, and {most} are the most", about.len()));
    }
    std::fs::read_to_string(path).map_err(|error| format!("it cannot be read as UTF-8 text: {error}"))
}
