//! Pulumi: the project and its stacks. The program itself is code, which is not read.

use super::fact::{Fact, What};
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name, is_yaml};

pub(super) fn takes(path: &str, _: &str) -> bool {
    is_yaml(path) && file_name(path).starts_with("Pulumi.")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let mut gather = Gather::new(repo, path);
    let stem = file_name(path).trim_start_matches("Pulumi.").trim_end_matches(".yaml").trim_end_matches(".yml");
    if !matches!(stem, "yaml" | "yml") {
        gather.add(&root, What::Environment { name: stem.to_owned(), tier: known().tier(stem) });
        for (key, at, value) in root.get("config").into_iter().flat_map(Node::fields) {
            let secret = value.get("secure").is_some();
            if key.ends_with(":region") || key.ends_with(":location") {
                gather.add(at, What::Region { name: value.line() });
            } else if !secret && (key.ends_with(":protect") || key.to_lowercase().ends_with("image")) {
                gather.add(at, What::setting(key, value.line()));
            }
        }
        gather.settings(&root, &["secretsprovider"]);
        return Ok(vec![gather.into(stem, "Pulumi", "stack", &root)]);
    }
    let name = root.get("name").map_or_else(|| path.to_owned(), Node::line);
    let runtime = root.at(&["runtime", "name"]).or_else(|| root.get("runtime"));
    if let Some(runtime) = runtime {
        gather.add(runtime, What::setting("runtime", runtime.line()));
    }
    let resources = root.get("resources").map(Node::entries).unwrap_or_default();
    for (key, resource) in resources {
        let kind = resource.get("type").map(Node::line).unwrap_or_default();
        gather.add(key, What::setting("resource", format!("{} ({kind})", key.line())));
        if resource.at(&["options", "protect"]).is_some_and(Node::is_true) {
            gather.add(resource, What::setting("protected", key.line()));
        }
    }
    if runtime.and_then(Node::text) != Some("yaml") {
        let why = "its program is code, which is neither run nor read";
        gather.add(&root, What::unknown("resources, regions and rollouts of the project", why));
    }
    Ok(vec![gather.into(name, "Pulumi", "project", &root)])
}
