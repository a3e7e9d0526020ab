//! The files of the skills as resources, and as the skills extension of the protocol serves them.
//!
//! Everything comes from one snapshot, taken when the server starts: what a manifest says of a file is true of its bytes
//! for as long as the server runs.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::ErrorData;
use rmcp::model::{
    Annotations, DIRECTORY_MIME_TYPE, GetSkillResult, ListResourcesResult, ListSkillsResult, PaginatedRequestParams,
    Resource, ResourceContents, Role, Skill, SkillFrontmatter, SkillResource, SkillResources,
};
use rmcp::service::{RequestContext, RoleServer};
use url::Url;

use super::uri::SKILL;
use crate::mcp::cache::Keep;
use crate::mcp::page;
use crate::skill::input::nearest;
use crate::skill::manifest;
use crate::skill::registry::{LoadedSkill, Registry};
use crate::yaml;

/// The skills' files, with all that is said of them.
#[derive(Debug)]
pub(in crate::mcp) struct Library {
    registry: Registry,
    skills: Vec<Skill>,
    /// In the order of the list: skill by skill, SKILL.md first.
    files: Vec<File>,
    /// What stands in each directory, by name.
    directories: BTreeMap<String, BTreeMap<String, Resource>>,
}

#[derive(Debug)]
struct File {
    resource: Resource,
    skill: String,
    path: String,
}

impl Library {
    /// The files of these skills, as they are now.
    pub(in crate::mcp) fn new(registry: Registry) -> Self {
        let (mut skills, mut files, mut directories) = (Vec::new(), Vec::new(), BTreeMap::new());
        for skill in registry.skills() {
            let own: Vec<File> = files_of(skill).collect();
            match entry(skill, &own) {
                Ok(entry) => skills.push(entry),
                // Its files are served all the same.
                Err(problem) => tracing::warn!("{}: not listed as a skill: {problem}", skill.manifest.name),
            }
            for file in &own {
                place(&mut directories, file);
            }
            files.extend(own);
        }
        Library { registry, skills, files, directories }
    }

    /// Every file, as it is listed.
    pub(super) fn files(&self) -> impl Iterator<Item = Resource> {
        self.files.iter().map(|file| file.resource.clone())
    }

    /// The names of the skills.
    pub(in crate::mcp) fn names(&self) -> impl Iterator<Item = &str> {
        self.registry.skills().map(|skill| skill.manifest.name.as_str())
    }

    /// The paths of a skill's files.
    pub(in crate::mcp) fn paths(&self, skill: &str) -> impl Iterator<Item = &str> {
        self.files.iter().filter(move |file| file.skill == skill).map(|file| file.path.as_str())
    }

    /// The address of a skill's file, as it is listed.
    pub(super) fn address(&self, skill: &str, path: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.skill == skill && file.path == path)?;
        Some(&file.resource.uri)
    }

    /// Whether there is a file at this address.
    pub(in crate::mcp) fn has(&self, uri: &str) -> bool {
        self.files.iter().any(|file| file.resource.uri == uri)
    }

    /// The file at this address. Only what was loaded can be named: nothing is read from disk.
    pub(super) fn read(&self, uri: &str) -> Option<ResourceContents> {
        let file = self.files.iter().find(|file| file.resource.uri == uri)?;
        let bytes = self.registry.skill(&file.skill)?.files.get(&file.path)?;
        let contents = match std::str::from_utf8(bytes) {
            Ok(text) => ResourceContents::text(text, uri),
            Err(_) => ResourceContents::blob(STANDARD.encode(bytes), uri),
        };
        Some(contents.with_mime_type(mime(&file.path, bytes)))
    }

    /// What is said of an address at which there is no file.
    pub(super) fn unknown(&self, uri: &str) -> String {
        match nearest(uri, self.files.iter().map(|file| file.resource.uri.as_str())) {
            Some(near) => format!("no skill has such a file; did you mean {near}?"),
            None => {
                let names = self.names().collect::<Vec<_>>().join(", ");
                format!("no skill has such a file; the skills are {names}, each with a SKILL.md that names its files")
            }
        }
    }

    /// `skills/list`: what each skill says of itself, with every file of it, its size and its digest.
    pub(in crate::mcp) fn list_skills(
        &self,
        request: Option<PaginatedRequestParams>,
        context: &RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        let (skills, next_cursor) = page::of(&self.skills, |skill| &skill.uri, page::cursor(request).as_deref())?;
        let (ttl_ms, cache_scope) = Keep::Shared.hints(context);
        Ok(ListSkillsResult { next_cursor, ttl_ms, cache_scope, ..ListSkillsResult::with_all_items(skills) })
    }

    /// `skills/get`: the same of one skill.
    pub(in crate::mcp) fn get_skill(
        &self,
        uri: &str,
        context: &RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        let skill = self.skills.iter().find(|skill| skill.uri == uri).ok_or_else(|| {
            let known = self.skills.iter().map(|skill| skill.uri.as_str()).collect::<Vec<_>>().join(", ");
            ErrorData::invalid_params(format!("no skill is served at {uri}; there are: {known}"), None)
        })?;
        let mut result = GetSkillResult::new(skill.clone());
        (result.ttl_ms, result.cache_scope) = Keep::Shared.hints(context);
        Ok(result)
    }

    /// `resources/directory/read`: what stands in a directory of a skill.
    pub(in crate::mcp) fn read_directory(
        &self,
        uri: &str,
        cursor: Option<&str>,
        context: &RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let children = self.directories.get(uri).ok_or_else(|| {
            let known = self.directories.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            ErrorData::invalid_params(format!("{uri} is not a directory; directories are: {known}"), None)
        })?;
        let children: Vec<Resource> = children.values().cloned().collect();
        let (children, next_cursor) = page::of(&children, |child| &child.uri, cursor)?;
        let (ttl_ms, cache_scope) = Keep::Shared.hints(context);
        Ok(ListResourcesResult { next_cursor, ttl_ms, cache_scope, ..ListResourcesResult::with_all_items(children) })
    }
}

/// The files of a skill, SKILL.md first.
fn files_of(skill: &LoadedSkill) -> impl Iterator<Item = File> {
    let name = &skill.manifest.name;
    let mut files: Vec<_> = skill.files.iter().collect();
    files.sort_by_key(|(path, _)| (path.as_str() != manifest::FILE, path.as_str()));
    files.into_iter().map(move |(path, bytes)| {
        let first = path == manifest::FILE;
        let annotations = Annotations::default().with_audience(vec![Role::Assistant]);
        let named = if first { name.clone() } else { format!("{name}/{path}") };
        let resource = Resource::new(address(name, path), named)
            .with_mime_type(mime(path, bytes))
            .with_size(bytes.len() as u64)
            .with_annotations(annotations.with_priority(if first { 0.9 } else { 0.5 }));
        let resource = if first { resource.with_description(&skill.manifest.description) } else { resource };
        File { resource, skill: name.clone(), path: path.clone() }
    })
}

/// What the skills extension says of a skill. Its front matter is told as the author wrote it, with all its fields.
fn entry(skill: &LoadedSkill, files: &[File]) -> Result<Skill, String> {
    let text = skill.files.get(manifest::FILE).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let (front, _) = manifest::front(&text).map_err(|error| error.to_string())?;
    let front: SkillFrontmatter = yaml::read(front).map_err(|error| error.to_string())?;
    let resources = files.iter().filter_map(|file| {
        let bytes = skill.files.get(&file.path)?;
        Some(SkillResource::from_bytes(&file.resource.uri, bytes))
    });
    let uri = address(&skill.manifest.name, manifest::FILE);
    let entry = Skill::new(uri, front, SkillResources::Files(resources.collect()));
    entry.validate().map_err(|error| error.to_string())?;
    Ok(entry)
}

/// Puts a file into its directory, and each directory above it into the one above that.
fn place(directories: &mut BTreeMap<String, BTreeMap<String, Resource>>, file: &File) {
    let mut child = (file.path.as_str(), file.resource.clone());
    loop {
        let (parent, name) = child.0.rsplit_once('/').unwrap_or(("", child.0));
        let uri = address(&file.skill, parent);
        let directory = Resource::new(&uri, parent.rsplit('/').next().unwrap_or(parent));
        directories.entry(uri).or_default().insert(name.to_owned(), child.1);
        if parent.is_empty() {
            return;
        }
        child = (parent, directory.with_mime_type(DIRECTORY_MIME_TYPE));
    }
}

/// The address of a file or directory of a skill; of the skill itself for an empty path.
fn address(skill: &str, path: &str) -> String {
    let plain = format!("{SKILL}{skill}");
    if path.is_empty() {
        return plain;
    }
    // Names of files may hold anything; a URI may not.
    let encoded = Url::parse(&plain).ok().and_then(|mut url| {
        url.path_segments_mut().ok()?.extend(path.split('/'));
        Some(url.into())
    });
    encoded.unwrap_or_else(|| format!("{plain}/{path}"))
}

fn mime(path: &str, bytes: &[u8]) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md") => "text/markdown",
        Some("yaml" | "yml") => "application/yaml",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("pdf") => "application/pdf",
        _ if std::str::from_utf8(bytes).is_ok() => "text/plain",
        _ => "application/octet-stream",
    }
}
