//! The person at this process's own terminal: there is no client between, so they are asked while the call waits.

use rmcp::model::{ElicitResult, ElicitationAction};
use serde_json::{Map, Value as Json};

use super::form::{Blanks, Form, Reply};
use super::inquiry::{self, Inquiry};
use super::{Ready, Refused, asks, exemption, intake, rows, step};
use crate::workspace::{Act, Workspace};

/// Whoever can show a form to the person.
pub trait Forms {
    /// Shows a form; what was said by the keys of its fields, `None` where the person declined.
    fn fill(&mut self, form: &Blanks<'_>) -> impl Future<Output = Option<Map<String, Json>>>;
}

/// Asks what has to be asked and makes the answers part of the call. Whoever talks with the person in words already asks
/// the questions of the intake only where the call says `ask: true`.
pub(in crate::mcp) async fn settle(
    workspace: &Workspace,
    tool: &str,
    arguments: Map<String, Json>,
    act: Act,
    forms: &mut impl Forms,
) -> Result<Ready, Refused> {
    let mut ready = Ready::of(arguments, act);
    let step = step(tool);
    let wish = match step {
        Some((definition, step)) if asks(definition, step) => intake::wish(&mut ready.arguments)?,
        _ => None,
    };
    let pack = ready.arguments.get("pack").and_then(Json::as_str).and_then(|id| id.trim().parse().ok());
    let inquiry = match (step, &pack) {
        (Some((_, step)), Some(pack)) => {
            Inquiry::of_step(workspace, step, Some(wish.unwrap_or(false)), pack, &ready).await?
        }
        (None, _) if tool == "pack_open" => Inquiry::of_opening(workspace, &ready)?,
        _ => None,
    };
    if let Some(inquiry) = inquiry {
        let mut replies = Vec::new();
        for (key, form) in inquiry.forms() {
            replies.push(shown(key, form, forms).await);
        }
        inquiry.settle(workspace, replies, &mut ready).await?;
    }
    if let (Some((_, step)), Some(pack)) = (step, &pack)
        && rows::sent(&ready.arguments, exemption::TABLE)
    {
        let preview = workspace.preview(pack, step.tool, &ready.arguments).await?;
        let changed = rows::changed(&preview, exemption::TABLE)?;
        rows::clear(&mut ready.arguments, exemption::TABLE);
        for row in &changed {
            let form = exemption::of_row(&preview.pack.title, row);
            let reply = shown(exemption::TABLE, &form, forms).await;
            if let Some(row) = exemption::settled(row, reply, &mut ready) {
                inquiry::add(&mut ready.arguments, exemption::TABLE, vec![row]);
            }
        }
        ready.name_author();
    }
    Ok(ready)
}

/// What the person does with a form.
async fn shown(key: &str, form: &Form, forms: &mut impl Forms) -> Reply {
    let result = match forms.fill(&form.blanks()).await {
        Some(said) => ElicitResult::new(ElicitationAction::Accept).with_content(Json::Object(said)),
        None => ElicitResult::new(ElicitationAction::Decline),
    };
    form.read(&format!("/{key}"), result)
}
