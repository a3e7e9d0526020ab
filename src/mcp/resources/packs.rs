//! Packs as resources: Markdown and JSON, at their newest revision or an earlier one.

use rmcp::model::{Annotations, MetaObject, Resource, ResourceContents, Role};
use serde_json::json;

use super::uri::{Form, JSON, MARKDOWN, PACKS, Target};
use crate::output::words;
use crate::store::{PackId, PackInfo};
use crate::workspace::{Refusal, Workspace};

/// The address of a pack as Markdown.
pub(in crate::mcp) fn markdown(id: &PackId) -> String {
    format!("{PACKS}{id}.md")
}

/// The pack whose newest revision an address means, whatever its form.
pub(in crate::mcp) fn pack_of(uri: &str) -> Option<PackId> {
    match Target::parse(uri) {
        Ok(Target::Pack { id, revision: None, .. }) => Some(id),
        _ => None,
    }
}

/// A pack in the list of resources. Its size is known only once it is rendered, so it is not said.
pub(super) fn resource(info: &PackInfo) -> Resource {
    let closed = if info.finalized { ", finalized" } else { "" };
    let mut annotations = Annotations::default().with_audience(vec![Role::User, Role::Assistant]).with_priority(0.8);
    annotations.last_modified = Some(info.changed.clone());
    Resource::new(markdown(&info.id), info.id.as_str())
        .with_title(&info.title)
        .with_description(format!("Pack of {}, revision {}{closed}", info.skill, info.head))
        .with_mime_type(MARKDOWN)
        .with_annotations(annotations)
}

/// Reads a pack.
pub(super) async fn read(
    workspace: &Workspace,
    id: &PackId,
    revision: Option<u32>,
    form: Form,
    uri: &str,
) -> Result<ResourceContents, Refusal> {
    let reading = workspace.rendered(id, revision).await?;
    let revision = &reading.revision;
    let (text, mime) = match form {
        Form::Markdown => (reading.markdown.clone(), MARKDOWN),
        Form::Json => (words::json(&serde_json::to_value(&revision.pack)?), JSON),
    };
    let mut meta = MetaObject::new();
    meta.0.insert("groundplan/revision".to_owned(), json!(revision.number));
    Ok(ResourceContents::text(text, uri).with_mime_type(mime).with_meta(meta))
}
