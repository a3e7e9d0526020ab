//! Vercel: `vercel.json`.

use super::fact::{Fact, Tier, What};
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, file_name};

pub(super) fn takes(path: &str, _: &str) -> bool {
    file_name(path) == "vercel.json"
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let mut gather = Gather::new(repo, path);
    gather.settings(&root, &["framework", "outputDirectory"]);
    for key in ["buildCommand", "installCommand"] {
        gather.settings(&root, &[key]);
        gather.script(&root, &[key]);
    }
    if let Some(ignore) = root.get("ignoreCommand") {
        gather.add(ignore, What::Condition { when: format!("no build where `{}` succeeds", ignore.line()) });
    }
    for region in root.get("regions").map(Node::each).unwrap_or_default() {
        gather.add(region, What::Region { name: region.line() });
    }
    for cron in root.get("crons").map(Node::items).unwrap_or_default() {
        let field = |key: &str| cron.get(key).map(Node::line).unwrap_or_default();
        gather.add(
            cron,
            What::Trigger { event: "schedule".into(), detail: format!("{} {}", field("schedule"), field("path")) },
        );
    }
    git(&mut gather, &root);
    let why = "protection of deployments and the branch of production are settings of the project, not of its files";
    gather.add(&root, What::unknown("approval for production", why));
    let name = root.get("name").map_or_else(|| path.to_owned(), Node::line);
    Ok(vec![gather.into(name, "Vercel", "site", &root)])
}

/// Whether a push deploys: it does unless a file says no.
fn git(gather: &mut Gather<'_, '_>, root: &Node) {
    let deploys = root.at(&["git", "deploymentEnabled"]);
    let legacy = root.at(&["github", "enabled"]);
    if let Some(off) = deploys.or(legacy).filter(|node| node.is_false()) {
        return gather.add(off, What::setting("deploys on a push", "never"));
    }
    let at = deploys.unwrap_or(root);
    let detail = match deploys.filter(|node| !node.entries().is_empty()) {
        Some(branches) => format!("a push, by branch: {}", branches.line()),
        None => "a push, where the repository is connected".to_owned(),
    };
    gather.deploys(at, "git", detail);
    for tier in [Tier::Preview, Tier::Production] {
        gather.add(at, What::Environment { name: tier.word().to_owned(), tier });
    }
    gather.add(
        at,
        What::Rollback { by: "instant rollback to an earlier deployment, a function of the platform".to_owned() },
    );
}
