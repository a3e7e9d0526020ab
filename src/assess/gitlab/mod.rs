//! GitLab CI: the pipeline of `.gitlab-ci.yml` and the files of the repository it includes.
//!
//! # Layout
//! - this file: the pipeline: includes, stages, which job waits for which
//! - `layers`: a job as what it says itself and what it takes over
//! - `job`: what a job shows; `variables`: texts with their variables filled in

mod job;
mod layers;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use super::Repo;
use super::action::of_version;
use super::fact::{Answer, Fact, Gate, Pin, Place, Sourced, What};
use super::known::known;
use super::model::{Job, Pipeline};
use super::tree::{Node, shorten};
use layers::{Definition, Definitions};

const FILE: &str = ".gitlab-ci.yml";

/// Keys of the pipeline that are no jobs.
const KEYS: [&str; 12] = [
    "stages", "default", "include", "variables", "workflow", "image", "services", "cache", "before_script",
    "after_script", "spec", "types",
];
/// The most files within files.
const DEPTH: usize = 10;
/// The most jobs of a pipeline.
const JOBS: usize = 500;
/// The most includes of a pipeline, as GitLab has it.
const INCLUDES: usize = 150;

/// Whether a path is that of the pipeline.
pub(super) fn is_pipeline(path: &str) -> bool {
    path == FILE
}

/// Reads the pipeline, where there is one.
pub(super) fn read(repo: &Repo<'_>, unread: &mut Vec<Fact>) -> Option<Pipeline> {
    repo.text(FILE)?;
    let mut reader =
        Reader { repo, facts: Vec::new(), parts: Vec::new(), jobs: Vec::new(), includes: 0, seen: BTreeSet::new() };
    match repo.yaml(FILE) {
        Ok(_) => reader.file(FILE, 0),
        Err(problem) => {
            unread.push(problem);
            return None;
        }
    }
    Some(reader.pipeline())
}

/// A file of the pipeline, with its contents.
struct Part {
    file: String,
    root: Node,
}

struct Reader<'r, 'f> {
    repo: &'r Repo<'f>,
    facts: Vec<Fact>,
    /// In the order in which they override: what includes stands before what it includes.
    parts: Vec<Part>,
    /// Jobs of templates.
    jobs: Vec<Job>,
    includes: usize,
    seen: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn file(&mut self, file: &str, depth: usize) {
        if !self.seen.insert(file.to_owned()) {
            return;
        }
        let documents = match self.repo.yaml(file) {
            Ok(documents) => documents,
            Err(problem) => return self.facts.push(problem),
        };
        // A file with a `spec` head has its content in the second document.
        let root = documents.iter().find(|root| root.get("spec").is_none() || documents.len() == 1).cloned();
        let Some(root) = root else { return };
        self.parts.push(Part { file: file.to_owned(), root: root.clone() });
        // Of two included files the later one overrides.
        for include in root.get("include").map(Node::each).unwrap_or_default().iter().rev() {
            self.include(include, file, depth);
        }
    }

    fn include(&mut self, include: &Node, file: &str, depth: usize) {
        let at = self.repo.place(file, include);
        self.includes += 1;
        if self.includes > INCLUDES {
            let what = What::unknown("the jobs of further files", format!("there are more than {INCLUDES} includes"));
            return self.facts.push(Fact::new(what, at));
        }
        let plain = include.text();
        let field = |key: &str| include.str_at(&[key]);
        let remote = |text: &&str| text.contains("://");
        let local = plain.filter(|text| !remote(text)).or_else(|| field("local"));
        if let Some(local) = local {
            return self.local(local, &at, depth);
        }
        let (name, pin) = if let Some(template) = field("template") {
            if let Some(entry) = known().template(template) {
                let by = format!("the template `{template}`");
                let stages = entry.stages.iter().map(|stage| What::Stage { stage: *stage, by: by.clone() });
                let blocks = entry.blocks(|_, _| false);
                let gates = entry.gates.iter().map(|gate| What::Gate { gate: *gate, by: by.clone(), blocks });
                let facts = stages.chain(gates).map(|what| Fact::new(what, at.clone())).collect();
                let id = format!("template {}", entry.name);
                let (stages, needs, legs) = (Vec::new(), Vec::new(), Vec::new());
                self.jobs.push(Job { id, name: None, at, stages, needs, legs, facts });
                return;
            }
            (format!("the template `{template}`"), Pin::Nothing)
        } else if let Some(component) = field("component") {
            let version = component.rsplit_once('@').map_or("", |(_, version)| version);
            (component.to_owned(), of_version(version))
        } else if let Some(project) = field("project") {
            let files = include.get("file").map(Node::line).unwrap_or_default();
            (format!("{project}: {files}"), of_version(field("ref").unwrap_or_default()))
        } else if let Some(address) = plain.or_else(|| field("remote")) {
            (address.to_owned(), Pin::Nothing)
        } else {
            (include.line(), Pin::Nothing)
        };
        let name = shorten(&name);
        self.facts.push(Fact::new(What::Uses { name: name.clone(), pin }, at.clone()));
        let what = What::unknown(format!("the jobs of {name}"), "it lies outside of the repository");
        self.facts.push(Fact::new(what, at));
    }

    fn local(&mut self, local: &str, at: &Place, depth: usize) {
        let pattern = local.trim_start_matches('/');
        let paths: Vec<&str> = self.repo.paths().filter(|path| fits(pattern, path)).collect();
        let mut refuse = |why: &str| {
            self.facts.push(Fact::new(What::unknown(format!("the jobs of `{}`", shorten(local)), why), at.clone()));
        };
        if depth >= DEPTH {
            return refuse("files include one another too deep");
        }
        if paths.is_empty() {
            return refuse("there is no such file among those that are read");
        }
        for path in paths {
            self.file(path, depth + 1);
        }
    }

    fn pipeline(mut self) -> Pipeline {
        let repo = self.repo;
        let mut definitions: Definitions<'_> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for part in &self.parts {
            for (name, key, node) in part.root.fields() {
                let known = definitions.entry(name).or_default();
                if known.is_empty() {
                    order.push(name);
                }
                known.push(Definition { file: &part.file, key, node });
            }
        }
        let first = |name: &str| definitions.get(name).and_then(|defined| defined.first());
        let mut stages: Vec<String> = vec![".pre".to_owned()];
        match first("stages") {
            Some(defined) => stages.extend(defined.node.items().iter().filter_map(Node::text).map(str::to_owned)),
            None => stages.extend(["build", "test", "deploy"].map(str::to_owned)),
        }
        stages.push(".post".to_owned());
        self.facts.extend(triggers(repo, first("workflow")));
        let mut jobs: Vec<(usize, bool, Job)> = Vec::new();
        for name in order {
            let is_job = !name.starts_with('.') && !KEYS.contains(&name);
            if !is_job || jobs.len() >= JOBS || first(name).is_none_or(|defined| defined.node.entries().is_empty()) {
                continue;
            }
            let (stage, waits, job) = job::read(repo, name, &definitions);
            let at = stages.iter().position(|known| *known == stage);
            let mut job = job;
            if at.is_none() {
                let what = What::unknown(format!("stage `{stage}`"), "it is not among the stages of the pipeline");
                job.facts.push(Fact::new(what, job.at.clone()));
            }
            jobs.push((at.unwrap_or(stages.len()), waits, job));
        }
        let test = stages.iter().position(|stage| stage == "test").unwrap_or(0);
        jobs.extend(self.jobs.drain(..).map(|job| (test, true, job)));
        // A stable order: by stage, and within a stage as written.
        jobs.sort_by_key(|(stage, _, _)| *stage);
        wait(&mut jobs);
        let mut jobs: Vec<Job> = jobs.into_iter().map(|(_, _, job)| job).collect();
        jobs.iter_mut().for_each(|job| {
            let scheduled = job.facts.iter().any(|fact| {
                matches!(&fact.value, What::Condition { when } if when.contains("schedule") && !when.contains(';'))
            });
            job.settle(scheduled);
        });
        self.facts.sort_by(|a, b| a.at.cmp(&b.at));
        let (id, platform) = (FILE.to_owned(), "GitLab CI".to_owned());
        Pipeline { name: id.clone(), id, platform, at: Place::file(FILE), facts: self.facts, jobs }
    }
}

/// A job that does not say for which it waits does so for all of earlier stages: of these, those no other of them waits
/// for.
fn wait(jobs: &mut [(usize, bool, Job)]) {
    for at in 0..jobs.len() {
        let (stage, waits, _) = jobs[at];
        if !waits {
            continue;
        }
        // Nothing waits for a job that a person may start or not.
        let optional = |job: &Job| job.gates().any(|(gate, blocks, _)| gate == Gate::Approval && blocks == Answer::No);
        let earlier = || {
            let earlier = jobs.iter().filter(|(other, _, _)| *other < stage).map(|(_, _, job)| job);
            earlier.filter(|job| !optional(job))
        };
        let needed: BTreeSet<&str> = earlier().flat_map(|job| &job.needs).map(|need| need.value.as_str()).collect();
        let last: Vec<String> =
            earlier().filter(|job| !needed.contains(job.id.as_str())).map(|job| job.id.clone()).collect();
        let place = jobs[at].2.at.clone();
        jobs[at].2.needs = last.into_iter().map(|value| Sourced { value, at: place.clone() }).collect();
    }
}

fn triggers(repo: &Repo<'_>, workflow: Option<&Definition<'_>>) -> Vec<Fact> {
    let rules = workflow.and_then(|defined| Some((defined.file, defined.node.get("rules")?)));
    let Some((file, rules)) = rules else {
        let what = What::Trigger { event: "push".to_owned(), detail: "no rules of the workflow limit it".to_owned() };
        return vec![Fact::new(what, Place::file(FILE))];
    };
    let fact = |rule: &Node| {
        let never = rule.str_at(&["when"]) == Some("never");
        let event = if never { "not" } else { "rule" };
        let detail = rule.get("if").map_or_else(|| "otherwise".to_owned(), Node::line);
        Fact::new(What::Trigger { event: event.to_owned(), detail }, repo.place(file, rule))
    };
    rules.items().iter().map(fact).collect()
}

/// Whether a path fits a pattern, where `*` stands for anything within a folder and `**` for anything.
fn fits(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == path };
    let Some(rest) = path.strip_prefix(before) else { return false };
    let (deep, after) = match after.strip_prefix('*') {
        Some(after) => (true, after.strip_prefix('/').unwrap_or(after)),
        None => (false, after),
    };
    // One star each of pattern and path is enough for real files; a second star is matched as the first.
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    let mut within = ends.take_while(|at| deep || !rest[..*at].contains('/'));
    if after.matches('*').count() > 2 {
        return false;
    }
    within.any(|at| fits(after, &rest[at..]))
}

/// Whether a gate holds the pipeline, by whether failing is allowed.
fn blocking(tolerated: bool) -> Answer {
    if tolerated { Answer::No } else { Answer::Yes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_files() {
        assert!(fits("ci/*.yml", "ci/build.yml") && !fits("ci/*.yml", "ci/x/build.yml"));
        assert!(fits("ci/**.yml", "ci/x/build.yml") && fits("ci/**/*.yml", "ci/build.yml"));
        assert!(!fits("ci/build.yml", "ci/other.yml") && !fits("*****", "x"));
    }
}
