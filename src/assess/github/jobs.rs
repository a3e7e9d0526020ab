//! The jobs of a workflow, with those of the workflows of this repository that they call.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::{Call, connect};
use super::matrix::{self, Leg};
use super::scope::{Scope, is_open, outputs, paths};
use super::steps;
use super::{concurrency, permissions};
use crate::assess::Repo;
use crate::assess::action::{self, pin};
use crate::assess::evidence::Around;
use crate::assess::fact::{ArtifactKind, Fact, Identity, Pin, Place, Role, Sourced, Stage, Tier, What};
use crate::assess::image::Image;
use crate::assess::known::known;
use crate::assess::model::Job;
use crate::assess::tree::{Node, shorten};

/// The most workflows within workflows, as GitHub has it.
const DEPTH: usize = 10;
/// The most inputs of one call.
const INPUTS: usize = 100;
/// The most jobs of one pipeline.
const JOBS: usize = 500;

/// Reads jobs, and follows calls within the repository.
pub(super) struct Reader<'r> {
    repo: &'r Repo<'r>,
    calls: Vec<String>,
    jobs: usize,
}

/// The jobs of a workflow.
#[derive(Default)]
pub(super) struct Read {
    /// In the order of the file.
    pub jobs: Vec<Job>,
    /// What it hands to whoever calls it: the job and its output, by name.
    outputs: BTreeMap<String, (String, String)>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(repo: &'r Repo<'r>) -> Self {
        Reader { repo, calls: Vec::new(), jobs: 0 }
    }

    /// Reads the jobs of a workflow; their ids get a prefix.
    pub(super) fn read(&mut self, root: &Node, file: &str, prefix: &str, scope: &Scope) -> Read {
        let mut read = Read::default();
        let mut calls: BTreeMap<String, Call> = BTreeMap::new();
        for (name, key, node) in root.get("jobs").into_iter().flat_map(Node::fields) {
            self.jobs += 1;
            if self.jobs > JOBS {
                break;
            }
            let id = format!("{prefix}{name}");
            let mut job = Job {
                id: id.clone(),
                name: node.str_at(&["name"]).map(|text| scope.fill(text)),
                at: self.repo.place(file, key),
                stages: Vec::new(),
                needs: Vec::new(),
                legs: Vec::new(),
                facts: Vec::new(),
            };
            for need in node.get("needs").into_iter().flat_map(Node::each) {
                if let Some(text) = need.text() {
                    let at = self.repo.place(file, need);
                    job.needs.push(Sourced { value: format!("{prefix}{text}"), at });
                }
            }
            let legs = self.frame(&mut job, node, file, prefix, scope);
            match node.get("uses") {
                Some(uses) => match self.call(&job, uses, node, file, prefix, scope, &legs) {
                    Ok((called, call)) => {
                        read.jobs.extend(called);
                        calls.insert(id, call);
                    }
                    Err(facts) => {
                        job.facts.extend(facts);
                        read.jobs.push(job);
                    }
                },
                None => {
                    self.body(&mut job, node, file, scope, &legs);
                    read.jobs.push(job);
                }
            }
        }
        connect(&mut read.jobs, &calls);
        let handed = root.get("on").and_then(|on| on.at(&["workflow_call", "outputs"]));
        for (name, _, node) in handed.into_iter().flat_map(Node::fields) {
            let value = node.str_at(&["value"]).unwrap_or_default();
            if let Some((job, output)) = paths(value, "jobs.").find_map(|path| path.split_once(".outputs.")) {
                let from = (format!("{prefix}{job}"), output.to_owned());
                let through = calls.get(&from.0).and_then(|call| call.outputs.get(&from.1)).cloned();
                read.outputs.insert(name.to_owned(), through.unwrap_or(from));
            }
        }
        read
    }

    /// What is declared of a job apart from its steps. Yields the runs of its matrix, one without values where it has
    /// none.
    fn frame(&self, job: &mut Job, node: &Node, file: &str, prefix: &str, scope: &Scope) -> Vec<Leg> {
        let at = |node: &Node| self.repo.place(file, node);
        let mut legs = vec![Leg::new()];
        if let Some((key, matrix)) = node.get("strategy").and_then(|strategy| strategy.entry("matrix")) {
            match matrix::legs(matrix, scope) {
                Ok(found) => {
                    job.legs.clone_from(&found);
                    legs = found;
                }
                Err(why) => job.facts.push(Fact::new(What::unknown("matrix", why), at(key))),
            }
        }
        if let Some((key, condition)) = node.entry("if") {
            job.facts.push(Fact::new(What::Condition { when: scope.fill(&condition.line()) }, at(key)));
        }
        if let Some((key, _)) = node.entry("continue-on-error").filter(|(_, value)| !value.is_false()) {
            job.facts.push(Fact::new(What::Tolerated { by: "`continue-on-error`".to_owned() }, at(key)));
        }
        if let Some((key, node)) = node.entry("permissions") {
            job.facts.extend(permissions(key, node).into_iter().map(|(what, place)| Fact::new(what, at(place))));
        }
        if let Some((key, node)) = node.entry("concurrency") {
            job.facts.push(Fact::new(concurrency(node, scope), at(key)));
        }
        let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
        let mut take = |job: &mut Job, from: String, name: &str, place: Place| {
            if taken.insert((from.clone(), name.to_owned())) {
                job.facts.push(Fact::new(output(name, from), place));
            }
        };
        node.visit(&mut |_, value| {
            let Some(text) = value.text() else { return };
            for (from, name) in outputs(text) {
                take(job, format!("{prefix}{from}"), name, at(value));
            }
            // An input may stand for the output of a job of the caller; its value names that job in full.
            for (input, given) in scope.values() {
                if paths(text, input).any(|rest| rest.is_empty()) {
                    outputs(given).into_iter().for_each(|(from, name)| take(job, from.to_owned(), name, at(value)));
                }
            }
        });
        legs
    }

    /// Environment, image and steps of a job that calls no other workflow.
    fn body(&self, job: &mut Job, node: &Node, file: &str, scope: &Scope, legs: &[Leg]) {
        let at = |node: &Node| self.repo.place(file, node);
        let scope = of_legs(scope, legs);
        if let Some((key, environment)) = node.entry("environment") {
            let name = environment.text().or_else(|| environment.str_at(&["name"])).unwrap_or_default();
            job.facts.extend(environments(name, &at(key), &scope));
        }
        let mut images = Vec::new();
        if let Some(container) = node.get("container") {
            images.push(container.get("image").unwrap_or(container));
        }
        let services = node.get("services").into_iter().flat_map(Node::fields);
        images.extend(services.filter_map(|(_, _, service)| service.get("image")));
        for image in images {
            if let Some(text) = image.text() {
                job.facts.push(Fact::new(Image::of(&scope.fill(text)).what(Role::Base), at(image)));
            }
        }
        let tolerated = node.get("continue-on-error").is_some_and(Node::is_true);
        let verifying = known().stage_of_name(&job.id) == Some(Stage::Verify);
        let around = Around { tolerated, verifying, when: None };
        steps::read(self.repo, node.get("steps"), file, &scope, around, 0, &mut job.facts);
    }

    /// The jobs of a called workflow in place of the one that calls it.
    #[expect(clippy::too_many_arguments, reason = "a call is where two workflows meet")]
    fn call(
        &mut self,
        job: &Job,
        uses: &Node,
        node: &Node,
        file: &str,
        prefix: &str,
        scope: &Scope,
        legs: &[Leg],
    ) -> Result<(Vec<Job>, Call), Vec<Fact>> {
        let at = self.repo.place(file, uses);
        let name = uses.text().unwrap_or_default();
        let (path, how) = pin(name);
        let mut facts = vec![Fact::new(What::Uses { name: name.to_owned(), pin: how }, at.clone())];
        let mut refuse = |why: &str| {
            let what = What::unknown(format!("what the workflow `{path}` does"), why);
            facts.push(Fact::new(what, at.clone()));
            Err(facts.clone())
        };
        let Some(path) = path.strip_prefix("./").filter(|_| how == Pin::Local) else {
            if known().knows(&path) {
                return Err(self.known_call(name, node, file, scope, &at));
            }
            return refuse("it lies in another repository");
        };
        if self.calls.len() >= DEPTH || self.calls.iter().any(|call| call == path) {
            return refuse("the workflows call one another in a circle, or too deep");
        }
        let root = match self.repo.yaml(path) {
            Ok(documents) => documents.first().cloned(),
            Err(problem) => return refuse(&problem.value.to_string()),
        };
        let Some(root) = root else { return refuse("the file is empty") };
        let scope = self.inputs(&root, node, prefix, scope, legs);
        self.calls.push(path.to_owned());
        let called = self.read(&root, path, &format!("{}/", job.id), &scope);
        self.calls.pop();
        let mut jobs = called.jobs;
        if jobs.is_empty() {
            return refuse("it has no jobs");
        }
        let own: Vec<String> = jobs.iter().map(|job| job.id.clone()).collect();
        let inside = |need: &Sourced<String>| own.contains(&need.value);
        let first: Vec<String> =
            jobs.iter().filter(|job| !job.needs.iter().any(inside)).map(|job| job.id.clone()).collect();
        let waited = |id: &String| jobs.iter().any(|job| job.needs.iter().any(|need| need.value == *id));
        let last = own.iter().filter(|id| !waited(id)).cloned().collect();
        // What the caller hands over is found again where it is used.
        let handed = |fact: &Fact| matches!(fact.value, What::Artifact { kind: ArtifactKind::Output, .. });
        let granted = |root: &Node| -> Vec<Fact> {
            let granted = root.entry("permissions").map(|(key, node)| permissions(key, node)).unwrap_or_default();
            granted.into_iter().map(|(what, node)| Fact::new(what, self.repo.place(path, node))).collect()
        };
        for called in &mut jobs {
            // What the called workflow asks for holds for its jobs that do not say otherwise.
            if !called.facts.iter().any(|fact| matches!(fact.value, What::Permission { .. })) {
                called.facts.extend(granted(&root));
            }
            let mut said: Vec<Fact> = job.facts.iter().filter(|fact| !handed(fact)).cloned().collect();
            said.append(&mut called.facts);
            called.facts = said;
            if called.legs.is_empty() {
                called.legs.clone_from(&job.legs);
            }
            if first.contains(&called.id) {
                called.facts.extend(facts.iter().cloned());
                called.needs.extend(job.needs.iter().cloned());
            }
        }
        Ok((jobs, Call { first, last, outputs: called.outputs }))
    }

    /// What a well-known workflow of others shows; its inputs are those of an action.
    fn known_call(&self, name: &str, node: &Node, file: &str, scope: &Scope, at: &Place) -> Vec<Fact> {
        let input = |key: &str| {
            let node = node.get("with")?.get(key)?;
            Some((scope.fill(node.text()?), self.repo.place(file, node)))
        };
        let mut facts = Vec::new();
        action::action(name, at, Around::default(), &input, &mut facts);
        facts
    }

    /// The inputs a called workflow gets: what the caller gives in each run of its matrix, else their defaults.
    fn inputs(&self, root: &Node, node: &Node, prefix: &str, scope: &Scope, legs: &[Leg]) -> Scope {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let declared = root.get("on").and_then(|on| on.at(&["workflow_call", "inputs"]));
        for (name, _, input) in declared.into_iter().flat_map(Node::fields).take(INPUTS) {
            if let Some(text) = input.str_at(&["default"]) {
                values.insert(format!("inputs.{name}"), vec![text.to_owned()]);
            }
        }
        for (name, _, value) in node.get("with").into_iter().flat_map(Node::fields).take(INPUTS) {
            let each = of_legs(scope, legs).each(value.text().unwrap_or_default());
            let named = each.into_iter().map(|text| text.replace("needs.", &format!("needs.{prefix}")));
            values.insert(format!("inputs.{name}"), named.collect());
        }
        Scope::default().with_each(values)
    }
}

/// The output of another job, taken.
fn output(name: &str, from: String) -> What {
    let digest = name.to_lowercase().contains("digest");
    let identity = if digest { Identity::Digest(format!("needs.{from}.outputs.{name}")) } else { Identity::Unknown };
    What::Artifact {
        role: Role::Consumed,
        kind: ArtifactKind::Output,
        name: name.to_owned(),
        identity,
        from: Some(from),
    }
}

/// A scope with the values that the runs of a matrix have.
fn of_legs(scope: &Scope, legs: &[Leg]) -> Scope {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in legs.iter().flatten() {
        let known = values.entry(format!("matrix.{name}")).or_default();
        if !known.contains(value) {
            known.push(value.clone());
        }
    }
    // What only some runs have is not known for all of them.
    values.retain(|name, _| legs.iter().all(|leg| leg.contains_key(name.trim_start_matches("matrix."))));
    scope.with_each(values)
}

/// The environments of a job, and what its files cannot tell of them.
fn environments(name: &str, at: &Place, scope: &Scope) -> Vec<Fact> {
    let mut facts = Vec::new();
    for name in &scope.each(name) {
        if is_open(name) {
            let literals = name.split('\'').skip(1).step_by(2).filter(|word| known().tier(word) != Tier::Unknown);
            let literals: Vec<&str> = literals.collect();
            let why = match literals.as_slice() {
                [] => format!("{} is known only when it runs", shorten(name)),
                words => format!("{} is known only when it runs; it names {}", shorten(name), words.join(", ")),
            };
            facts.push(Fact::new(What::unknown("environment", why), at.clone()));
            continue;
        }
        let tier = known().tier(name);
        facts.push(Fact::new(What::Environment { name: name.clone(), tier }, at.clone()));
        let why = "reviewers and waiting times of environments are settings of the platform, not of its files";
        facts.push(Fact::new(What::unknown(format!("approval for {name}"), why), at.clone()));
    }
    facts
}
