//! GitHub Actions: workflows with their jobs.
//!
//! # Layout
//! - this file: a workflow: triggers, permissions, which of them only others call
//! - `jobs`: its jobs, with those of the workflows they call; `calls`: what waits for those
//! - `steps`: the steps of a job, with those of the actions of the repository
//! - `matrix`, `scope`: what is multiplied and filled in

mod calls;
mod jobs;
mod matrix;
mod scope;
mod steps;

use std::collections::BTreeSet;

use super::Repo;
use super::fact::{Fact, Place, What};
use super::model::Pipeline;
use super::tree::{Node, Value};
use scope::Scope;

/// Whether a path is that of a workflow.
pub(super) fn is_workflow(path: &str) -> bool {
    path.strip_prefix(".github/workflows/")
        .is_some_and(|name| !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml")))
}

/// Reads every workflow. One that only others call stands where it is called, not by itself.
pub(super) fn read(repo: &Repo<'_>, unread: &mut Vec<Fact>) -> Vec<Pipeline> {
    let mut workflows = Vec::new();
    for path in repo.paths().filter(|path| is_workflow(path)) {
        match repo.yaml(path) {
            Ok(documents) => workflows.push((path, documents.first().cloned())),
            Err(problem) => unread.push(problem),
        }
    }
    let mut called: BTreeSet<String> = BTreeSet::new();
    for (_, root) in &workflows {
        let jobs = root.iter().filter_map(|root| root.get("jobs")).flat_map(Node::entries);
        called.extend(jobs.filter_map(|(_, job)| job.str_at(&["uses"])?.strip_prefix("./").map(str::to_owned)));
    }
    let stands = |(path, root): &(&str, Option<Node>)| {
        let only_called = root.as_ref().and_then(on).is_some_and(|on| {
            let events: Vec<&str> = events(on).map(|(name, _, _)| name).collect();
            events == ["workflow_call"]
        });
        !(only_called && called.contains(*path))
    };
    workflows
        .iter()
        .filter(|workflow| stands(workflow))
        .map(|(path, root)| pipeline(repo, path, root.as_ref()))
        .collect()
}

fn pipeline(repo: &Repo<'_>, path: &str, root: Option<&Node>) -> Pipeline {
    let file = |node: &Node| repo.place(path, node);
    let mut facts = Vec::new();
    let mut jobs = Vec::new();
    let mut name = path.rsplit('/').next().unwrap_or(path).to_owned();
    if let Some(root) = root {
        if let Some(said) = root.str_at(&["name"]) {
            name = said.to_owned();
        }
        match on(root) {
            Some(on) => facts.extend(events(on).map(|(event, at, node)| {
                Fact::new(
                    What::Trigger { event: event.to_owned(), detail: node.map(filters).unwrap_or_default() },
                    file(at),
                )
            })),
            None => facts.push(Fact::new(What::unknown("triggers", "the workflow has no `on`"), Place::file(path))),
        }
        if let Some((key, node)) = root.entry("permissions") {
            facts.extend(permissions(key, node).into_iter().map(|(what, at)| Fact::new(what, file(at))));
        }
        if let Some((key, node)) = root.entry("concurrency") {
            facts.push(Fact::new(concurrency(node, &Scope::default()), file(key)));
        }
        let scheduled =
            facts.iter().all(|fact| match &fact.value {
                What::Trigger { event, .. } => matches!(event.as_str(), "schedule" | "workflow_dispatch"),
                _ => true,
            }) && facts.iter().any(|fact| matches!(&fact.value, What::Trigger { event, .. } if event == "schedule"));
        let mut reader = jobs::Reader::new(repo);
        jobs = reader.read(root, path, "", &Scope::default()).jobs;
        jobs.iter_mut().for_each(|job| job.settle(scheduled));
        if jobs.is_empty() {
            facts.push(Fact::new(What::unknown("jobs", "the workflow has none"), Place::file(path)));
        }
    } else {
        facts.push(Fact::new(What::unknown("jobs", "the file is empty"), Place::file(path)));
    }
    Pipeline { id: path.to_owned(), name, platform: "GitHub Actions".to_owned(), at: Place::file(path), facts, jobs }
}

/// The triggers. Tools that take YAML 1.1 for granted write the key `on` as the truth value it is there.
fn on(root: &Node) -> Option<&Node> {
    root.get("on").or_else(|| root.get("true"))
}

/// Each event with its place and its filters.
fn events(on: &Node) -> impl Iterator<Item = (&str, &Node, Option<&Node>)> {
    let plain = if on.entries().is_empty() { on.each() } else { &[] };
    let plain = plain.iter().filter_map(|node| node.text().map(|name| (name, node, None)));
    plain.chain(on.fields().map(|(name, key, value)| (name, key, Some(value))))
}

/// The filters of an event in a line.
fn filters(node: &Node) -> String {
    if let Value::List(items) = &node.value {
        return items.iter().map(|item| item.str_at(&["cron"]).unwrap_or_default()).collect::<Vec<_>>().join("; ");
    }
    let shown = |name: &str| {
        name.contains("branches")
            || name.contains("tags")
            || name.contains("paths")
            || matches!(name, "types" | "workflows")
    };
    let parts = node.fields().filter(|(name, _, _)| shown(name));
    parts.map(|(name, _, value)| format!("{name} {}", value.line())).collect::<Vec<_>>().join("; ")
}

/// The permissions of the token that are more than reading, or all where one word says them.
fn permissions<'n>(key: &'n Node, node: &'n Node) -> Vec<(What, &'n Node)> {
    if let Some(word) = node.text() {
        return vec![(What::Permission { scope: "all".to_owned(), access: word.to_owned() }, key)];
    }
    if node.entries().is_empty() {
        return vec![(What::Permission { scope: "all".to_owned(), access: "none".to_owned() }, key)];
    }
    let what = |scope: &str, access: &Node| What::Permission { scope: scope.to_owned(), access: access.line() };
    node.fields().map(|(scope, key, access)| (what(scope, access), key)).collect()
}

fn concurrency(node: &Node, scope: &Scope) -> What {
    let group = scope.fill(node.text().or_else(|| node.str_at(&["group"])).unwrap_or_default());
    let cancels = node.get("cancel-in-progress").filter(|value| !value.is_false());
    let group = if cancels.is_some() { format!("{group}; a newer run ends an older one") } else { group };
    What::Concurrency { group }
}
