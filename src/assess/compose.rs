//! Compose files: services with their images, health checks and updates.

use super::fact::{CheckKind, Fact, Role, What};
use super::image::Image;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name, is_yaml};

pub(super) fn takes(path: &str, _: &str) -> bool {
    let name = file_name(path);
    let stem = |stem: &str| name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.') || rest.starts_with('-'));
    is_yaml(path) && (stem("compose") || stem("docker-compose"))
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let services = root.get("services").into_iter().flat_map(Node::fields);
    Ok(services.map(|(name, key, node)| service(repo, path, name, key, node)).collect())
}

fn service(repo: &Repo<'_>, path: &str, name: &str, key: &Node, service: &Node) -> Workload {
    let mut gather = Gather::new(repo, path);
    // `<<` brings what an anchor says below what the service says itself.
    let merged = service.get("<<").map(Node::each).unwrap_or_default();
    let get = |key: &str| service.get(key).or_else(|| merged.iter().rev().find_map(|node| node.get(key)));
    if let Some(image) = get("image") {
        gather.add(image, Image::of(image.text().unwrap_or_default()).what(Role::Consumed));
    }
    if let Some(build) = get("build") {
        let context = build.str_at(&["context"]).or_else(|| build.text()).unwrap_or(".");
        gather.add(build, What::setting("built from", context));
    }
    if let Some(check) = get("healthcheck") {
        let disabled = check.get("disable").is_some_and(Node::is_true);
        let test = check.get("test").map(Node::line).unwrap_or_default();
        if disabled || test == "NONE" {
            gather.add(check, What::setting("health check", "disabled"));
        } else {
            let target = test.trim_start_matches("CMD-SHELL, ").trim_start_matches("CMD, ").to_owned();
            gather.add(check, What::Check { kind: CheckKind::Health, target });
        }
    }
    for (other, _, node) in get("depends_on").into_iter().flat_map(Node::fields) {
        let condition = node.str_at(&["condition"]).unwrap_or("service_started");
        gather.add(node, What::setting("waits for", format!("{other}: {condition}")));
    }
    if let Some(deploy) = get("deploy") {
        gather.settings(deploy, &["replicas"]);
        gather.with(deploy, &["update_config"], |line| What::Strategy { name: format!("rolling: {line}") });
        if deploy.str_at(&["update_config", "failure_action"]) == Some("rollback") {
            gather.with(deploy, &["update_config", "failure_action"], |_| What::Rollback {
                by: "a failed update rolls back".to_owned(),
            });
        }
        gather.with(deploy, &["rollback_config"], |line| What::Rollback { by: format!("rollback_config: {line}") });
    }
    if let Some(extends) = get("extends").filter(|extends| extends.get("file").is_some()) {
        gather
            .add(extends, What::unknown(format!("what {name} takes over"), format!("it stands in {}", extends.line())));
    }
    for key in ["user", "restart", "profiles"] {
        if let Some(value) = get(key) {
            gather.add(value, What::setting(key, value.line()));
        }
    }
    gather.into(name, "Compose", "service", key)
}
