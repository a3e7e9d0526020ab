//! Helm charts: the chart, its values, and of its templates what can be told without rendering them.

use super::fact::{ArtifactKind, CheckKind, Fact, Identity, Place, Role, What};
use super::image::Image;
use super::known::known;
use super::kubernetes::{of_path, probe_of};
use super::model::Workload;
use super::tree::{Node, Value};
use super::{Gather, Repo, file_name, is_yaml};
use crate::assess::fact::Tier;

pub(super) fn takes(path: &str, text: &str) -> bool {
    let name = file_name(path);
    let chart = matches!(name, "Chart.yaml" | "Chart.yml");
    let values =
        is_yaml(path) && (name.starts_with("values.") || name.starts_with("values-") || name.starts_with("values_"));
    chart || values || is_template(path, text)
}

fn is_template(path: &str, text: &str) -> bool {
    is_yaml(path) && path.contains("templates/") && text.contains("{{")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let name = file_name(path);
    if !name.starts_with("values") && !name.starts_with("Chart.") {
        return Ok(template(repo, path).into_iter().collect());
    }
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let mut gather = Gather::new(repo, path);
    if name.starts_with("Chart.") {
        gather.settings(&root, &["version", "appVersion"]);
        for needed in root.get("dependencies").map(Node::items).unwrap_or_default() {
            let field = |key: &str| needed.str_at(&[key]).unwrap_or_default();
            let identity = match field("version") {
                "" => Identity::Nothing,
                version => Identity::Tag(version.to_owned()),
            };
            let (name, kind) = (field("name").to_owned(), ArtifactKind::Package);
            gather.add(needed, What::Artifact { role: Role::Consumed, kind, name, identity, from: None });
        }
        let said = root.get("name").map_or_else(|| path.to_owned(), Node::line);
        return Ok(vec![gather.into(said, "Helm", "chart", &root)]);
    }
    values(&mut gather, &root);
    let environment = name.strip_prefix("values").map(|rest| rest.trim_matches(['-', '_', '.']));
    let stem = environment.and_then(|rest| rest.rsplit_once('.')).map_or("", |(stem, _)| stem);
    let named = Some((stem.to_owned(), known().tier(stem))).filter(|(_, tier)| *tier != Tier::Unknown);
    if let Some((name, tier)) = named.or_else(|| of_path(path)) {
        gather.add(&root, What::Environment { name, tier });
    }
    Ok(vec![gather.into(path, "Helm", "values", &root)])
}

/// Adds what values say wherever they stand: charts give them names, not places.
fn values(gather: &mut Gather<'_, '_>, node: &Node) {
    match &node.value {
        Value::Map(_) => {
            if let Some(repository) = node.get("repository").filter(|node| node.text().is_some()) {
                image(gather, node, repository);
            }
            for (key, at, value) in node.fields() {
                let text = value.text();
                match key {
                    "image" if text.is_some() => {
                        gather.add(value, Image::of(text.unwrap_or_default()).what(Role::Consumed))
                    }
                    "readinessProbe" | "livenessProbe" | "startupProbe" if !value.entries().is_empty() => {
                        let kind = match key {
                            "readinessProbe" => CheckKind::Readiness,
                            "livenessProbe" => CheckKind::Liveness,
                            _ => CheckKind::Startup,
                        };
                        let disabled = value.get("enabled").is_some_and(Node::is_false);
                        let asked = probe_of(value);
                        if disabled {
                            gather.add(at, What::setting(key, "disabled"));
                        } else {
                            gather.add(at, What::Check { kind, target: asked });
                        }
                    }
                    "replicaCount" | "replicas" if text.is_some() => {
                        gather.add(value, What::setting(key, value.line()))
                    }
                    "strategy" | "updateStrategy" => {
                        let name = value.str_at(&["type"]).map_or_else(|| value.line(), str::to_owned);
                        gather.add(at, What::Strategy { name });
                    }
                    _ => values(gather, value),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| values(gather, item)),
        _ => {}
    }
}

fn image(gather: &mut Gather<'_, '_>, node: &Node, repository: &Node) {
    let name = match node.str_at(&["registry"]) {
        Some(registry) if !registry.is_empty() => format!("{registry}/{}", repository.line()),
        _ => repository.line(),
    };
    let field = |key: &str| node.str_at(&[key]).filter(|text| !text.is_empty()).map(str::to_owned);
    let identity = match (field("digest"), field("tag")) {
        (Some(digest), _) => Identity::Digest(digest),
        (None, Some(tag)) => Identity::Tag(tag),
        // By custom a chart then takes its own version; only its templates say so.
        (None, None) => Identity::Unknown,
    };
    gather.add(
        repository,
        What::Artifact { role: Role::Consumed, kind: ArtifactKind::Image, name, identity, from: None },
    );
}

/// A template is known only when it is rendered; that a probe is written in it can be told before.
fn template(repo: &Repo<'_>, path: &str) -> Option<Workload> {
    let text = repo.text(path).unwrap_or_default();
    let value = |line: &str, key: &str| {
        line.trim_start().trim_start_matches("- ").strip_prefix(key).map(|rest| rest.trim().to_owned())
    };
    let lines =
        || text.lines().enumerate().map(|(at, line)| (Place { file: path.to_owned(), line: at + 1, column: 0 }, line));
    let (at, kind) = lines().find_map(|(at, line)| Some((at, line.strip_prefix("kind:")?.trim().to_owned())))?;
    if !["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Rollout", "Pod"].contains(&kind.as_str()) {
        return None;
    }
    let mut facts = Vec::new();
    for (at, line) in lines() {
        for (key, kind) in [
            ("readinessProbe:", CheckKind::Readiness),
            ("livenessProbe:", CheckKind::Liveness),
            ("startupProbe:", CheckKind::Startup),
        ] {
            if value(line, key).is_some() {
                facts.push(Fact::new(What::Check { kind, target: "written in a template".to_owned() }, at.clone()));
            }
        }
        if value(line, "image:").is_some_and(|image| image.contains("{{")) {
            facts.push(Fact::new(What::unknown("image", "a template names it from the values"), at));
        }
    }
    let why = "a template is known only when it is rendered; its lines alone were read";
    facts.push(Fact::new(What::unknown("the rest of the template", why), Place::file(path)));
    Some(Workload {
        name: path.to_owned(),
        platform: "Helm".to_owned(),
        kind: format!("template of a {kind}"),
        at,
        facts,
    })
}
