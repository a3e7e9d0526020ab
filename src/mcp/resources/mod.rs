//! Resources: what an assistant or a person reads beside the answers of tools.
//!
//! # Layout
//! - `uri`: what addresses mean, and the templates of those that are not listed
//! - `skills`: the files of the skills, from one snapshot, as the skills extension serves them too
//! - `packs`: packs as Markdown and as JSON
//! - `rules`: the pages of the rules
//! - `tool`: the same for clients that know no resources

use rmcp::ErrorData;
use rmcp::model::{
    ListResourceTemplatesResult, ListResourcesResult, PaginatedRequestParams, ReadResourceResult, Resource,
    ResourceContents,
};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::json;

use super::cache::Keep;
use super::{Server, page};
use crate::store::StoreError;
use crate::workspace::Refusal;

mod packs;
mod rules;
mod skills;
pub(super) mod tool;
mod uri;

pub(super) use packs::{markdown, pack_of};
pub(super) use skills::Library;
pub(super) use uri::{Target, template};

/// A page of the resources: the files of the skills, the list of rules, then the packs, the one made last first. What is
/// not listed has a template: packs as JSON, earlier revisions, the pages of rules.
pub(super) async fn list(
    server: &Server,
    request: Option<PaginatedRequestParams>,
    context: &RequestContext<RoleServer>,
) -> Result<ListResourcesResult, ErrorData> {
    let cursor = page::cursor(request);
    let after = cursor.as_deref().and_then(pack_of);
    let (mut resources, mut next_cursor) = (Vec::new(), None);
    if after.is_none() {
        let fixed: Vec<Resource> = server.library.files().chain([rules::index(server.workspace.skills())]).collect();
        (resources, next_cursor) = page::of(&fixed, |resource| &resource.uri, cursor.as_deref())?;
    }
    if next_cursor.is_none() {
        let room = page::SIZE.saturating_sub(resources.len());
        // One more than there is room for tells whether there is another page.
        let most = u32::try_from(room + 1).unwrap_or(u32::MAX);
        let packs = server.workspace.page(after.as_ref(), most).await.map_err(|refusal| failed(&refusal))?;
        if let (Some(_), true, Some(cursor)) = (&after, packs.is_empty(), &cursor) {
            // A cursor is given out only where more follows, and no pack ever goes away.
            return Err(page::unknown(cursor));
        }
        let more = packs.len() > room;
        resources.extend(packs.iter().take(room).map(packs::resource));
        next_cursor = resources.last().filter(|_| more).map(|last| last.uri.clone());
    }
    let (ttl_ms, cache_scope) = Keep::Moving.hints(context);
    Ok(ListResourcesResult { next_cursor, ttl_ms, cache_scope, ..ListResourcesResult::with_all_items(resources) })
}

/// The templates of what is not listed.
pub(super) fn templates(
    request: Option<PaginatedRequestParams>,
    context: &RequestContext<RoleServer>,
) -> Result<ListResourceTemplatesResult, ErrorData> {
    let (templates, next_cursor) =
        page::of(&uri::templates(), |one| &one.uri_template, page::cursor(request).as_deref())?;
    let (ttl_ms, cache_scope) = Keep::Shared.hints(context);
    let all = ListResourceTemplatesResult::with_all_items(templates);
    Ok(ListResourceTemplatesResult { next_cursor, ttl_ms, cache_scope, ..all })
}

/// Reads a resource.
pub(super) async fn read(
    server: &Server,
    uri: &str,
    context: &RequestContext<RoleServer>,
) -> Result<ReadResourceResult, ErrorData> {
    let (contents, keep) = contents(server, uri).await?;
    let mut result = ReadResourceResult::new(vec![contents]);
    (result.ttl_ms, result.cache_scope) = keep.hints(context);
    Ok(result)
}

/// What stands behind an address, and how long that stays true.
pub(super) async fn contents(server: &Server, uri: &str) -> Result<(ResourceContents, Keep), ErrorData> {
    match Target::parse(uri).map_err(|problem| not_found(uri, &problem))? {
        Target::File => {
            let unknown = || not_found(uri, &server.library.unknown(uri));
            Ok((server.library.read(uri).ok_or_else(unknown)?, Keep::Shared))
        }
        Target::Rule(rule) => Ok((rules::page(rule, uri), Keep::Shared)),
        Target::Rules => Ok((rules::list(server.workspace.skills(), uri), Keep::Shared)),
        Target::Pack { id, revision, form } => {
            let read = packs::read(&server.workspace, &id, revision, form, uri).await;
            let keep = if revision.is_some() { Keep::Settled } else { Keep::Moving };
            Ok((read.map_err(|refusal| missing(uri, &refusal))?, keep))
        }
    }
}

/// What is said where a pack cannot be read.
fn missing(uri: &str, refusal: &Refusal) -> ErrorData {
    match refusal {
        Refusal::Store(StoreError::UnknownPack { .. } | StoreError::UnknownRevision { .. }) => {
            not_found(uri, &refusal.to_string())
        }
        _ => failed(refusal),
    }
}

/// What is said where the store fails.
pub(super) fn failed(refusal: &Refusal) -> ErrorData {
    ErrorData::internal_error(refusal.to_string(), None)
}

fn not_found(uri: &str, problem: &str) -> ErrorData {
    ErrorData::resource_not_found(format!("there is no resource `{uri}`: {problem}"), Some(json!({"uri": uri})))
}
