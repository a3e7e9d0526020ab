//! Kubernetes manifests: workloads with their images, probes and rollout strategies; what delivers them.

use super::fact::{CheckKind, Fact, Identity, Role, What};
use super::image::Image;
use super::known::{known, words_of};
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name, is_json, is_yaml};
use crate::assess::fact::{ArtifactKind, Tier};

/// The kinds that run containers of their own.
const WORKLOADS: [&str; 8] =
    ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "Rollout", "ReplicaSet"];
/// The kinds that say something of how others are delivered.
const OTHERS: [&str; 7] = [
    "Kustomization", "Application", "ApplicationSet", "Canary", "PodDisruptionBudget", "HelmRelease",
    "AnalysisTemplate",
];

/// The probes of a container.
const PROBES: [(&str, CheckKind); 3] = [
    ("readinessProbe", CheckKind::Readiness),
    ("livenessProbe", CheckKind::Liveness),
    ("startupProbe", CheckKind::Startup),
];

pub(super) fn takes(path: &str, text: &str) -> bool {
    let named = matches!(file_name(path), "kustomization.yaml" | "kustomization.yml");
    let yaml = || is_yaml(path) && text.contains("apiVersion:") && text.contains("kind:");
    let json = || is_json(path) && text.contains("\"apiVersion\"") && text.contains("\"kind\"");
    named || yaml() || json()
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let documents = repo.yaml(path)?;
    let mut found = Vec::new();
    for document in documents.iter() {
        let items = if document.str_at(&["kind"]) == Some("List") { document.get("items") } else { None };
        for object in items.map_or(std::slice::from_ref(document), Node::items) {
            found.extend(resource(repo, path, object));
        }
    }
    Ok(found)
}

fn resource(repo: &Repo<'_>, path: &str, object: &Node) -> Option<Workload> {
    let kustomization = file_name(path).starts_with("kustomization.");
    let kind = object.str_at(&["kind"]).or_else(|| kustomization.then_some("Kustomization"))?;
    let mut gather = Gather::new(repo, path);
    if WORKLOADS.contains(&kind) {
        workload(&mut gather, kind, object);
    } else if OTHERS.contains(&kind) {
        other(&mut gather, kind, object);
    } else {
        return None;
    }
    environment(&mut gather, path, object);
    let at = object.entry("kind").map_or(object, |(key, _)| key);
    let name = object.at(&["metadata", "name"]).map_or_else(|| path.to_owned(), Node::line);
    Some(gather.into(name, "Kubernetes", kind, at))
}

/// The environment a file belongs to, by namespace or folder, where the name says which part it plays.
fn environment(gather: &mut Gather<'_, '_>, path: &str, object: &Node) {
    let namespace = object.at(&["metadata", "namespace"]).or_else(|| object.get("namespace"));
    if let Some(node) = namespace {
        let name = node.line();
        let tier = known().tier(&name);
        if tier != Tier::Unknown {
            return gather.add(node, What::Environment { name, tier });
        }
    }
    if let Some((name, tier)) = of_path(path) {
        gather.add(object, What::Environment { name, tier });
    }
}

/// The environment a path belongs to, by the innermost folder whose name says which part it plays.
pub(super) fn of_path(path: &str) -> Option<(String, Tier)> {
    let folders = path.rsplit('/').skip(1);
    let tiers = folders.map(|folder| (folder.to_owned(), known().tier(folder)));
    // A folder called `test` or `ci` holds tests more often than an environment.
    let says = |(name, tier): &(String, Tier)| match tier {
        Tier::Unknown => false,
        Tier::Development => words_of(name).iter().any(|word| word.starts_with("dev")),
        _ => true,
    };
    tiers.into_iter().find(says)
}

fn workload(gather: &mut Gather<'_, '_>, kind: &str, object: &Node) {
    let Some(spec) = object.get("spec") else { return };
    gather.settings(spec, &["replicas", "minReadySeconds", "progressDeadlineSeconds", "schedule", "suspend"]);
    let strategy = spec.entry("strategy").or_else(|| spec.entry("updateStrategy"));
    match strategy {
        Some((key, node)) => gather.add(key, What::Strategy { name: strategy_of(node) }),
        None if matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet") => {
            let name = "RollingUpdate, as none is written".to_owned();
            gather.add(object, What::Strategy { name });
        }
        None => {}
    }
    for analysis in ["canary", "blueGreen"].iter().filter_map(|key| spec.at(&["strategy", key])) {
        gather.with(analysis, &["analysis"], |line| What::Rollback { by: format!("a failed analysis aborts: {line}") });
    }
    let pod = match kind {
        "Pod" => Some(spec),
        "CronJob" => spec.at(&["jobTemplate", "spec", "template", "spec"]),
        _ => spec.at(&["template", "spec"]),
    };
    let Some(pod) = pod else {
        return gather.add(object, What::unknown("containers", "the object has no pod template of its own"));
    };
    gather.settings(pod, &["terminationGracePeriodSeconds", "securityContext.runAsNonRoot"]);
    for part in ["initContainers", "containers"] {
        for container in pod.get(part).map(Node::items).unwrap_or_default() {
            if let Some(image) = container.get("image") {
                gather.add(image, Image::of(image.text().unwrap_or_default()).what(Role::Consumed));
            }
            gather.settings(container, &["securityContext.runAsNonRoot"]);
            for (name, kind) in PROBES {
                if let Some((key, probe)) = container.entry(name) {
                    gather.add(key, What::Check { kind, target: probe_of(probe) });
                }
            }
        }
    }
}

/// A strategy in words: its kind, then its numbers or steps.
fn strategy_of(node: &Node) -> String {
    if let Some(steps) = node.at(&["canary", "steps"]) {
        let step = |step: &Node| {
            step.fields()
                .map(|(name, _, value)| match name {
                    "setWeight" => format!("{} %", value.line()),
                    "pause" => match value.get("duration") {
                        Some(duration) => format!("pause {}", duration.line()),
                        None => "pause until a person goes on".to_owned(),
                    },
                    _ => name.to_owned(),
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        return format!("canary: {}", steps.items().iter().map(step).collect::<Vec<_>>().join(", "));
    }
    if let Some(node) = node.get("canary") {
        return format!("canary: {}", node.line());
    }
    if let Some(node) = node.get("blueGreen") {
        return format!("blue-green: {}", node.line());
    }
    let kind = node.str_at(&["type"]).unwrap_or("RollingUpdate");
    match node.get("rollingUpdate") {
        Some(numbers) => format!("{kind}: {}", numbers.line()),
        None => kind.to_owned(),
    }
}

/// What a probe asks.
pub(super) fn probe_of(probe: &Node) -> String {
    if let Some(http) = probe.get("httpGet") {
        let path = http.get("path").map_or_else(|| "/".to_owned(), Node::line);
        let port = http.get("port").map(|port| format!(" on port {}", port.line())).unwrap_or_default();
        return format!("GET {path}{port}");
    }
    if let Some(command) = probe.at(&["exec", "command"]) {
        return command.items().iter().map(Node::line).collect::<Vec<_>>().join(" ");
    }
    if let Some(port) = probe.at(&["tcpSocket", "port"]) {
        return format!("TCP port {}", port.line());
    }
    if let Some(port) = probe.at(&["grpc", "port"]) {
        return format!("gRPC port {}", port.line());
    }
    String::new()
}

fn other(gather: &mut Gather<'_, '_>, kind: &str, object: &Node) {
    match kind {
        "Kustomization" => {
            for image in object.get("images").map(Node::items).unwrap_or_default() {
                let name = image.str_at(&["newName"]).or_else(|| image.str_at(&["name"])).unwrap_or_default();
                let identity = match (image.str_at(&["digest"]), image.str_at(&["newTag"])) {
                    (Some(digest), _) => Identity::Digest(digest.to_owned()),
                    (None, Some(tag)) => Identity::Tag(tag.to_owned()),
                    (None, None) => Identity::Unknown,
                };
                let (name, kind) = (name.to_owned(), ArtifactKind::Image);
                gather.add(image, What::Artifact { role: Role::Consumed, kind, name, identity, from: None });
            }
            let remote = |node: &&Node| node.text().is_some_and(|text| text.contains("://") || text.contains("?ref="));
            for resource in object.get("resources").map(Node::items).unwrap_or_default().iter().filter(remote) {
                gather.add(
                    resource,
                    What::unknown(format!("what {} says", resource.line()), "it lies outside of the repository"),
                );
            }
        }
        "Application" | "ApplicationSet" => {
            gather.settings(object, &["spec.source.path", "spec.source.targetRevision", "spec.destination.namespace"]);
            gather.with(object, &["spec", "syncPolicy"], |line| What::setting("sync", line));
            gather.with(object, &["spec", "source", "repoURL"], |line| {
                What::unknown("when it is deployed", format!("Argo CD takes it from {line}"))
            });
        }
        "HelmRelease" => {
            gather.settings(object, &["spec.chart.spec.chart", "spec.chart.spec.version"]);
            gather.with(object, &["spec", "upgrade", "remediation"], |line| What::Rollback {
                by: format!("remediation: {line}"),
            });
        }
        "Canary" => {
            gather.with(object, &["spec", "analysis"], |line| What::Strategy { name: format!("canary: {line}") });
            gather.with(object, &["spec", "analysis", "metrics"], |line| What::Rollback {
                by: format!("metrics: {line}"),
            });
        }
        "PodDisruptionBudget" => gather.settings(object, &["spec.minAvailable", "spec.maxUnavailable"]),
        _ => gather.with(object, &["spec", "metrics"], |line| What::Rollback { by: format!("analysis: {line}") }),
    }
}
