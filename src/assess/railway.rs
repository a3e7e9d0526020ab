//! Railway: `railway.json` and `railway.toml`.

use super::fact::{CheckKind, Fact, What};
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    matches!(file_name(path), "railway.json" | "railway.toml")
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let root = if path.ends_with(".toml") { Some(repo.toml(path)?) } else { repo.one(path)? };
    let Some(root) = root else { return Ok(Vec::new()) };
    let mut gather = Gather::new(repo, path);
    part(&mut gather, &root);
    for (name, key, environment) in root.get("environments").into_iter().flat_map(Node::fields) {
        gather.add(key, What::Environment { name: name.to_owned(), tier: known().tier(name) });
        part(&mut gather, environment);
    }
    let why = "the branch that deploys and whether it waits for checks are settings of the service, not of its files";
    gather.add(&root, What::unknown("triggers", why));
    Ok(vec![gather.into(path, "Railway", "service", &root)])
}

fn part(gather: &mut Gather<'_, '_>, node: &Node) {
    if let Some(build) = node.get("build") {
        gather.settings(build, &["builder", "dockerfilePath", "buildCommand"]);
        gather.script(build, &["buildCommand"]);
    }
    let Some(deploy) = node.get("deploy") else { return };
    let timeout = deploy.get("healthcheckTimeout").map(|node| format!(" within {} s", node.line())).unwrap_or_default();
    gather.with(deploy, &["healthcheckPath"], |path| What::Check {
        kind: CheckKind::Health,
        target: format!("GET {path}{timeout}"),
    });
    gather.settings(
        deploy,
        &["numReplicas", "startCommand", "preDeployCommand", "restartPolicyType", "overlapSeconds", "drainingSeconds"],
    );
    gather.script(deploy, &["preDeployCommand"]);
    gather.with(deploy, &["cronSchedule"], |detail| What::Trigger { event: "schedule".to_owned(), detail });
    gather.with(deploy, &["region"], |name| What::Region { name });
    for (name, key, _) in deploy.get("multiRegionConfig").into_iter().flat_map(Node::fields) {
        gather.add(key, What::Region { name: name.to_owned() });
    }
}
