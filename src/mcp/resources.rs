//! The skills' texts as resources: what an assistant reads before and while it works.

use rmcp::model::{Resource, ResourceContents};

use crate::skill::registry::Registry;

/// The scheme of a skill's file: `skill://platform-infrastructure/references/intake.md`.
const SCHEME: &str = "skill://";

/// Every file of every skill, SKILL.md first.
pub(super) fn list(registry: &Registry) -> Vec<Resource> {
    let mut resources = Vec::new();
    for skill in registry.skills() {
        let mut files: Vec<_> = skill.files.iter().collect();
        files.sort_by_key(|(path, _)| (path.as_str() != "SKILL.md", path.as_str()));
        for (path, bytes) in files {
            let name = &skill.manifest.name;
            let resource = Resource::new(format!("{SCHEME}{name}/{path}"), format!("{name}/{path}"))
                .with_mime_type(mime(path))
                .with_size(bytes.len() as u64);
            resources.push(if path == "SKILL.md" {
                resource.with_description(&skill.manifest.description)
            } else {
                resource
            });
        }
    }
    resources
}

/// The file behind a URI, if it is one of a skill's. Only what was loaded can be named: nothing is read from disk.
pub(super) fn read(registry: &Registry, uri: &str) -> Option<ResourceContents> {
    let (name, path) = uri.strip_prefix(SCHEME)?.split_once('/')?;
    let bytes = registry.skill(name)?.files.get(path)?;
    let text = std::str::from_utf8(bytes).ok()?;
    Some(ResourceContents::text(text, uri).with_mime_type(mime(path)))
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md") => "text/markdown",
        Some("yaml" | "yml") => "application/yaml",
        Some("json") => "application/json",
        _ => "text/plain",
    }
}
