//! A conversation: calls of tools, answered by the very code that serves them over MCP.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::{Judged, Seen, arguments};
use crate::eval::gather::Planned;
use crate::mcp::calls::{self, Answer};
use crate::pack::Pack;
use crate::store::{PackId, Store};
use crate::text::hex;
use crate::workspace::{Act, Workspace};

/// A call with its answer. In both, the id of the pack is one that depends on the case alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The tool.
    pub tool: String,
    /// What was sent.
    pub arguments: Json,
    /// What came back; the text of a refusal where the call was refused.
    pub answer: Result<Answer, String>,
}

impl Called {
    /// The text that came back, refused or not.
    pub fn text(&self) -> &str {
        match &self.answer {
            Ok(answer) => &answer.text,
            Err(refusal) => refusal,
        }
    }
}

/// Has the conversation of a case in a store of its own.
pub(super) async fn talk(planned: &Planned, source: Option<&Pack>) -> Result<Seen, String> {
    let failed = |what: &dyn std::fmt::Display| format!("the store of the conversation failed: {what}");
    let store = Store::open("sqlite::memory:").await.map_err(|error| failed(&error))?;
    let workspace = Workspace::new(store);
    let act = Act { author: "eval".to_owned(), now: planned.noon()? };
    let mut id: Option<PackId> = None;
    let mut said = Vec::new();
    for call in &planned.case.calls {
        let sent = arguments::of(call, planned.skill.definition(), source, id.as_ref().map(PackId::as_str));
        let answer = calls::call(&workspace, &call.tool, &sent, &act).await;
        if let (None, Ok(answer)) = (&id, &answer) {
            id = answer
                .structured
                .as_ref()
                .and_then(|data| data.get("pack"))
                .and_then(Json::as_str)
                .and_then(|id| id.parse().ok());
        }
        let answer = answer.map_err(|refusal| refusal.to_string());
        said.push(Called { tool: call.tool.clone(), arguments: Json::Object(sent), answer });
    }
    let Some(id) = id else { return Ok(Seen { judged: None, calls: said, drafted: None }) };
    let judged = judge(&workspace, &id, planned).await.map_err(|error| failed(&error))?;
    let steady = steady(&planned.name);
    let calls = said.into_iter().map(|call| call.renamed(id.as_str(), &steady)).collect();
    Ok(Seen { judged: Some(judged), calls, drafted: None })
}

/// Judges where a conversation led, as `pack_check` does.
async fn judge(workspace: &Workspace, id: &PackId, planned: &Planned) -> Result<Judged, crate::workspace::Refusal> {
    let (revision, skill) = workspace.read(id, None).await?;
    let (definition, pack) = (skill.definition(), &revision.pack);
    let around = workspace.around(id, definition, pack).await?;
    Ok(Judged::of(&around.case(pack, planned.on), definition.render(pack)))
}

/// An id that looks like any and depends on the name of the case alone.
fn steady(name: &str) -> String {
    let digest = Sha256::digest(name);
    let hex = hex(&digest[..16]);
    format!("pk_{hex}")
}

impl Called {
    /// The same with another id of the pack.
    fn renamed(self, from: &str, to: &str) -> Self {
        let answer = match self.answer {
            Ok(Answer { structured, text }) => {
                Ok(Answer { structured: structured.map(|data| replaced(data, from, to)), text: text.replace(from, to) })
            }
            Err(refusal) => Err(refusal.replace(from, to)),
        };
        Called { tool: self.tool, arguments: replaced(self.arguments, from, to), answer }
    }
}

fn replaced(value: Json, from: &str, to: &str) -> Json {
    match value {
        Json::String(text) => Json::String(text.replace(from, to)),
        Json::Array(items) => items.into_iter().map(|item| replaced(item, from, to)).collect(),
        Json::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key, replaced(value, from, to)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
        other => other,
    }
}
