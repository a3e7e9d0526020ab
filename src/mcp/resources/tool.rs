//! `skill_read`: resources for clients that know none.

use std::fmt::Write as _;

use rmcp::model::{CallToolResult, ContentBlock, ResourceContents};
use serde_json::{Map, Value as Json};

use super::uri::RULES;
use crate::mcp::Server;
use crate::mcp::typed::typed;
use crate::mcp::types::SkillRead;
use crate::skill::input::{Mistake, accepted};
use crate::skill::manifest;
use crate::workspace::Refusal;

/// The tool's name.
pub(in crate::mcp) const NAME: &str = "skill_read";

/// Calls it. The answer is the text itself: to say it twice, as data too, would cost what it saves.
pub(in crate::mcp) async fn call(server: &Server, arguments: &Map<String, Json>) -> CallToolResult {
    match read(server, arguments).await {
        Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
        Err(problem) => CallToolResult::error(vec![ContentBlock::text(problem)]),
    }
}

/// What it says, or why it cannot.
pub(in crate::mcp) async fn read(server: &Server, arguments: &Map<String, Json>) -> Result<String, String> {
    let sent: SkillRead = typed(arguments).map_err(|refusal| refusal.to_string())?;
    let uri = match (sent.uri, sent.skill, sent.path) {
        (None, None, None) => return Ok(list(server)),
        (Some(uri), None, None) => uri.trim().to_owned(),
        (None, Some(skill), path) => address(server, skill.trim(), path.as_deref().unwrap_or(manifest::FILE))?,
        _ => return Err(mistake("/uri", "it says two things".to_owned(), "`uri`, or `skill` and `path`, or nothing")),
    };
    match super::contents(server, &uri).await.map_err(|error| error.message.into_owned())?.0 {
        ResourceContents::TextResourceContents { text, .. } => Ok(text),
        _ => Err(format!("{uri} is no text; read it as a resource")),
    }
}

fn address(server: &Server, skill: &str, path: &str) -> Result<String, String> {
    let library = &server.library;
    if let Some(uri) = library.address(skill, path) {
        return Ok(uri.to_owned());
    }
    let (pointer, given, known): (_, _, Vec<&str>) = match library.paths(skill).next() {
        None => ("/skill", skill, library.names().collect()),
        Some(_) => ("/path", path, library.paths(skill).collect()),
    };
    Err(mistake(pointer, format!("there is no `{given}`"), &accepted(given, known.into_iter())))
}

fn mistake(pointer: &str, problem: String, accepted: &str) -> String {
    let mistake = Mistake { pointer: pointer.to_owned(), problem, accepted: accepted.to_owned() };
    Refusal::Mistakes(vec![mistake]).to_string()
}

/// What there is.
fn list(server: &Server) -> String {
    let mut text = String::from("Read the SKILL.md of the skill you use, then what it names as you need it.\n");
    for resource in server.library.files() {
        let size = resource.size.unwrap_or_default();
        let about = resource.description.map(|about| format!(": {about}")).unwrap_or_default();
        let _ = writeln!(text, "- {} ({size} bytes){about}", resource.uri);
    }
    let _ = writeln!(text, "- {RULES}: the rules; {RULES}/ and an id is the page of one");
    text
}
