//! Render: blueprints in `render.yaml`.

use super::fact::{CheckKind, Fact, Role, Tier, What};
use super::image::Image;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    matches!(file_name(path), "render.yaml" | "render.yml")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let mut services: Vec<(&Node, Option<&Node>)> = Vec::new();
    let list = |node: &'_ Node| -> Vec<Node> {
        node.get("services").map(|services| services.items().to_vec()).unwrap_or_default()
    };
    let top = list(&root);
    services.extend(top.iter().map(|service| (service, None)));
    // Projects group services by environment.
    let projects = root.get("projects").map(Node::items).unwrap_or_default();
    for environment in projects.iter().filter_map(|project| project.get("environments")).flat_map(Node::items) {
        let inside = environment.get("services").map(Node::items).unwrap_or_default();
        services.extend(inside.iter().map(|service| (service, environment.get("name"))));
    }
    let mut found: Vec<Workload> = services
        .into_iter()
        .map(|(service, environment)| of_service(repo, path, &root, service, environment))
        .collect();
    for database in root.get("databases").map(Node::items).unwrap_or_default() {
        let mut gather = Gather::new(repo, path);
        gather.settings(database, &["plan", "postgresMajorVersion", "highAvailability.enabled"]);
        gather.with(database, &["region"], |name| What::Region { name });
        let name = database.get("name").map(Node::line).unwrap_or_default();
        found.push(gather.into(name, "Render", "database", database));
    }
    Ok(found)
}

fn of_service(repo: &Repo<'_>, path: &str, root: &Node, service: &Node, environment: Option<&Node>) -> Workload {
    let mut gather = Gather::new(repo, path);
    if let Some(name) = environment {
        let tier = super::known::known().tier(&name.line());
        gather.add(name, What::Environment { name: name.line(), tier });
    }
    gather.settings(
        service,
        &["runtime", "plan", "numInstances", "scaling.minInstances", "dockerfilePath", "maxShutdownDelaySeconds"],
    );
    gather.with(service, &["region"], |name| What::Region { name });
    gather.with(service, &["image", "url"], |reference| Image::of(&reference).what(Role::Consumed));
    gather.with(service, &["healthCheckPath"], |path| What::Check {
        kind: CheckKind::Health,
        target: format!("GET {path}"),
    });
    for key in ["buildCommand", "preDeployCommand", "startCommand"] {
        gather.settings(service, &[key]);
        if key != "startCommand" {
            gather.script(service, &[key]);
        }
    }
    gather.with(service, &["schedule"], |detail| What::Trigger { event: "schedule".to_owned(), detail });
    let kind = service.get("type").map_or_else(|| "service".to_owned(), Node::line);
    if !matches!(kind.as_str(), "cron" | "keyvalue" | "redis") {
        let switch = service.get("autoDeployTrigger").or_else(|| service.get("autoDeploy"));
        let detail = match switch.map(|node| (node, node.line())) {
            Some((node, word)) if matches!(word.as_str(), "off" | "false" | "no") => {
                gather.add(node, What::setting("deploys on a push", "never"));
                None
            }
            Some((node, word)) if word == "checksPass" => Some((node, "a push, once its checks pass")),
            Some((node, _)) => Some((node, "a push")),
            None => Some((service, "a push, as nothing else is written")),
        };
        if let Some((node, detail)) = detail {
            gather.deploys(node, "git", detail);
        }
        let name = "zero-downtime: a new instance takes over once it is healthy, a function of the platform".to_owned();
        gather.add(service, What::Strategy { name });
    }
    let previews = service.at(&["previews", "generation"]).or_else(|| root.at(&["previews", "generation"]));
    let previews =
        previews.or_else(|| root.get("previewsEnabled")).filter(|node| !matches!(node.text(), Some("off" | "false")));
    if let Some(node) = previews {
        gather.add(node, What::Environment { name: "preview".to_owned(), tier: Tier::Preview });
    }
    let name = service.get("name").map(Node::line).unwrap_or_default();
    gather.into(name, "Render", kind, service)
}
