//! DigitalOcean App Platform: `.do/app.yaml`.

use super::fact::{ArtifactKind, CheckKind, Fact, Identity, Role, What};
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, is_yaml};
use crate::assess::fact::{Stage, Tier};

pub(super) fn takes(path: &str, _: &str) -> bool {
    is_yaml(path) && (path.starts_with(".do/") || path.contains("/.do/"))
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    // A template of a deploy button has the same content one level down.
    let app = root.get("spec").unwrap_or(&root);
    let mut gather = Gather::new(repo, path);
    let name = app.get("name").map_or_else(|| path.to_owned(), Node::line);
    let tier = known().tier(&name);
    if let Some(node) = app.get("name").filter(|_| tier != Tier::Unknown) {
        gather.add(node, What::Environment { name: name.clone(), tier });
    }
    gather.with(app, &["region"], |name| What::Region { name });
    for alert in app.get("alerts").map(Node::items).unwrap_or_default() {
        gather.with(alert, &["rule"], |name| What::Alarm { name });
    }
    let mut found = vec![gather.into(name, "DigitalOcean", "app", app)];
    for (list, kind) in [
        ("services", "service"),
        ("workers", "worker"),
        ("jobs", "job"),
        ("static_sites", "site"),
        ("functions", "function"),
    ] {
        for component in app.get(list).map(Node::items).unwrap_or_default() {
            found.push(of_component(repo, path, kind, component));
        }
    }
    Ok(found)
}

fn of_component(repo: &Repo<'_>, path: &str, kind: &str, component: &Node) -> Workload {
    let mut gather = Gather::new(repo, path);
    if let Some(image) = component.get("image") {
        let field = |key: &str| image.str_at(&[key]).unwrap_or_default();
        let name = [field("registry"), field("repository")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/");
        let identity = match (image.str_at(&["digest"]), image.str_at(&["tag"])) {
            (Some(digest), _) => Identity::Digest(digest.to_owned()),
            (None, Some(tag)) => Identity::Tag(tag.to_owned()),
            (None, None) => Identity::Nothing,
        };
        gather
            .add(image, What::Artifact { role: Role::Consumed, kind: ArtifactKind::Image, name, identity, from: None });
        if let Some(node) = image.at(&["deploy_on_push", "enabled"]).filter(|node| node.is_true()) {
            gather.deploys(node, "image", "a new image deploys");
        }
    }
    for host in ["github", "gitlab", "git"] {
        let Some(source) = component.get(host) else { continue };
        gather.settings(source, &["branch"]);
        match source.get("deploy_on_push") {
            Some(node) if node.is_true() => {
                gather.deploys(node, "git", "a push deploys");
            }
            Some(node) => gather.add(node, What::setting("deploys on a push", "never")),
            None => {}
        }
    }
    for (key, check) in [("health_check", CheckKind::Readiness), ("liveness_health_check", CheckKind::Liveness)] {
        if let Some(node) = component.get(key) {
            let target = match node.get("http_path") {
                Some(path) => format!("GET {}", path.line()),
                None => format!("TCP {}", node.get("port").map(Node::line).unwrap_or_default()).trim().to_owned(),
            };
            gather.add(node, What::Check { kind: check, target });
        }
    }
    gather.settings(
        component,
        &["instance_count", "instance_size_slug", "dockerfile_path", "build_command", "run_command"],
    );
    gather.script(component, &["build_command"]);
    match component.get("kind").map(|node| (node, node.line())) {
        Some((node, when)) if when == "POST_DEPLOY" => {
            gather.add(node, What::Stage { stage: Stage::Verify, by: "a job after each deploy".to_owned() });
        }
        Some((node, when)) => gather.add(node, What::setting("runs", when)),
        None => {}
    }
    for alert in component.get("alerts").map(Node::items).unwrap_or_default() {
        gather.with(alert, &["rule"], |name| What::Alarm { name });
    }
    let name = component.get("name").map(Node::line).unwrap_or_default();
    gather.into(name, "DigitalOcean", kind, component)
}
