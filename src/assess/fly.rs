//! Fly.io: `fly.toml`.

use super::fact::{CheckKind, Fact, Role, Tier, What};
use super::image::Image;
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    let name = file_name(path);
    name.starts_with("fly.") && name.ends_with(".toml")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let root = repo.toml(path)?;
    let mut gather = Gather::new(repo, path);
    let app = root.get("app").map_or_else(|| path.to_owned(), Node::line);
    let stem = file_name(path).trim_start_matches("fly.").trim_end_matches("toml").trim_end_matches('.').to_owned();
    for (name, at) in [(stem, &root), (app.clone(), root.get("app").unwrap_or(&root))] {
        let tier = known().tier(&name);
        if tier != Tier::Unknown {
            gather.add(at, What::Environment { name, tier });
            break;
        }
    }
    gather.with(&root, &["primary_region"], |name| What::Region { name });
    gather.with(&root, &["build", "image"], |reference| Image::of(&reference).what(Role::Consumed));
    gather.settings(&root, &["build.dockerfile", "build.builder"]);
    match root.at(&["deploy", "strategy"]) {
        Some(node) => gather.add(node, What::Strategy { name: node.line() }),
        None => gather.add(&root, What::Strategy { name: "rolling, as none is written".to_owned() }),
    }
    gather.settings(&root, &["deploy.release_command", "deploy.max_unavailable", "deploy.wait_timeout"]);
    gather.script(&root, &["deploy", "release_command"]);
    let service = root.get("http_service");
    if let Some(service) = service {
        gather.settings(service, &["min_machines_running", "auto_stop_machines"]);
    }
    let several = root.get("services").map(Node::items).unwrap_or_default();
    for service in service.into_iter().chain(several) {
        for list in ["checks", "http_checks", "tcp_checks"] {
            for check in service.get(list).map(Node::items).unwrap_or_default() {
                gather.add(check, What::Check { kind: CheckKind::Health, target: asked(check, list == "tcp_checks") });
            }
        }
        for check in service.get("machine_checks").map(Node::items).unwrap_or_default() {
            let target = check.get("command").or_else(|| check.get("image")).map(Node::line).unwrap_or_default();
            gather.add(check, What::Check { kind: CheckKind::Smoke, target });
        }
    }
    for (name, key, check) in root.get("checks").into_iter().flat_map(Node::fields) {
        let tcp = check.str_at(&["type"]) == Some("tcp");
        gather.add(key, What::Check { kind: CheckKind::Health, target: format!("{name}: {}", asked(check, tcp)) });
    }
    Ok(vec![gather.into(app, "Fly.io", "app", &root)])
}

fn asked(check: &Node, tcp: bool) -> String {
    if tcp {
        let port = check.get("port").map(|port| format!(" port {}", port.line())).unwrap_or_default();
        return format!("TCP{port}");
    }
    let method = check.get("method").map_or_else(|| "GET".to_owned(), |method| method.line().to_uppercase());
    format!("{method} {}", check.get("path").map_or_else(|| "/".to_owned(), Node::line))
}
