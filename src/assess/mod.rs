//! Assessment of a repository: what its files say of how software is built, gated, deployed and watched.
//!
//! Nothing is run and nothing is fetched: files are read, within bounds, and every fact bears the place that shows it.
//! What files cannot tell, such as reviewers that a platform keeps in its settings, is a fact too: an unknown, with why.
//!
//! # Layout
//! - `fact`, `model`, `summary`: what is said, in which shape, and what is there in all
//! - `walk`: the files of a folder; the only part that reads anything
//! - `tree`, `toml`: YAML, JSON and TOML with places; `shell`, `image`: scripts and image references
//! - `known`, `entry`: the catalogue of actions and commands; `evidence`, `action`: what scripts and actions show by it
//! - `github`, `gitlab`: pipelines; every other file describes one kind of thing that runs
//! - `graph`: all jobs as one pipeline that can be proved, with what stays unknown

mod action;
mod cloudformation;
mod compose;
mod digitalocean;
mod dockerfile;
mod entry;
mod evidence;
pub mod fact;
mod fly;
mod github;
mod gitlab;
pub mod graph;
mod helm;
mod image;
mod known;
mod kubernetes;
pub mod model;
mod netlify;
mod pulumi;
mod railway;
mod render;
mod shell;
mod sst;
mod summary;
mod supabase;
mod term;
mod toml;
mod tree;
mod vercel;
pub mod walk;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use fact::{Fact, Place, Stage, What};
use model::{Assessment, Pipeline, Summary, Workload};
use tree::{Node, TreeError};
use walk::{Files, WalkError};

/// Assesses the repository in a folder.
///
/// # Errors
/// Where the folder itself cannot be read. A file in it that cannot is a fact of the answer.
pub fn assess(root: &Path) -> Result<Assessment, WalkError> {
    Ok(read(&walk::files(root)?))
}

/// Assesses the files of a repository. The same files give the same answer.
pub fn read(files: &Files) -> Assessment {
    let repo = Repo::new(files);
    let mut unread: Vec<Fact> = files.unread.clone();
    let mut pipelines = github::read(&repo, &mut unread);
    pipelines.extend(gitlab::read(&repo, &mut unread));
    let mut workloads = Vec::new();
    let is_pipeline = |path: &&str| github::is_workflow(path) || gitlab::is_pipeline(path);
    for path in repo.paths().filter(|path| !is_pipeline(path)) {
        let found = READERS.iter().find(|reader| (reader.takes)(path, repo.text(path).unwrap_or_default()));
        match found.map(|reader| (reader.read)(&repo, path)) {
            Some(Ok(found)) => workloads.extend(found),
            Some(Err(problem)) => unread.push(problem),
            None => {}
        }
    }
    finish(&mut pipelines, &mut workloads, &mut unread);
    let mut assessment = Assessment { pipelines, workloads, unread, summary: Summary::default() };
    assessment.summary = summary::of(&assessment);
    assessment
}

fn finish(pipelines: &mut [Pipeline], workloads: &mut [Workload], unread: &mut Vec<Fact>) {
    pipelines.iter_mut().for_each(|pipeline| fact::trim(&mut pipeline.facts));
    workloads.iter_mut().for_each(|workload| fact::trim(&mut workload.facts));
    unread.sort_by(|a, b| a.at.cmp(&b.at));
    unread.dedup();
}

/// What reads one kind of file.
struct Reader {
    /// Whether it takes a file, by its path and, where names say nothing, its text.
    takes: fn(&str, &str) -> bool,
    read: fn(&Repo<'_>, &str) -> Result<Vec<Workload>, Fact>,
}

/// The readers, in order: the first that takes a file reads it.
const READERS: [Reader; 14] = [
    Reader { takes: dockerfile::takes, read: dockerfile::read },
    Reader { takes: compose::takes, read: compose::read },
    Reader { takes: vercel::takes, read: vercel::read },
    Reader { takes: netlify::takes, read: netlify::read },
    Reader { takes: render::takes, read: render::read },
    Reader { takes: railway::takes, read: railway::read },
    Reader { takes: fly::takes, read: fly::read },
    Reader { takes: pulumi::takes, read: pulumi::read },
    Reader { takes: sst::takes, read: sst::read },
    Reader { takes: supabase::takes, read: supabase::read },
    Reader { takes: digitalocean::takes, read: digitalocean::read },
    Reader { takes: helm::takes, read: helm::read },
    Reader { takes: cloudformation::takes, read: cloudformation::read },
    Reader { takes: kubernetes::takes, read: kubernetes::read },
];

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a path is that of a YAML file.
fn is_yaml(path: &str) -> bool {
    path.ends_with(".yml") || path.ends_with(".yaml")
}

/// Whether a path is that of a JSON file.
fn is_json(path: &str) -> bool {
    path.ends_with(".json")
}

/// The documents of a file, or why it has none.
type Documents = Result<Rc<Vec<Node>>, Fact>;

/// The files of a repository, each parsed once.
struct Repo<'f> {
    texts: BTreeMap<&'f str, &'f str>,
    parsed: RefCell<BTreeMap<String, Documents>>,
}

impl<'f> Repo<'f> {
    fn new(files: &'f Files) -> Self {
        let texts = files.texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        Repo { texts, parsed: RefCell::default() }
    }

    fn paths(&self) -> impl Iterator<Item = &'f str> {
        self.texts.keys().copied()
    }

    fn text(&self, path: &str) -> Option<&'f str> {
        self.texts.get(path).copied()
    }

    /// The documents of a YAML or JSON file.
    fn yaml(&self, path: &str) -> Documents {
        self.parse(path, tree::yaml)
    }

    /// The one document of a YAML or JSON file; an empty file has none.
    fn one(&self, path: &str) -> Result<Option<Node>, Fact> {
        Ok(self.yaml(path)?.first().cloned())
    }

    fn toml(&self, path: &str) -> Result<Node, Fact> {
        let documents = self.parse(path, |text| Ok(vec![toml::toml(text)?]))?;
        documents.first().cloned().ok_or_else(|| unreadable(path, (0, 0), "it is empty"))
    }

    fn parse(&self, path: &str, parser: fn(&str) -> Result<Vec<Node>, TreeError>) -> Documents {
        if let Some(known) = self.parsed.borrow().get(path) {
            return known.clone();
        }
        let parsed = match self.text(path) {
            Some(text) => {
                parser(text).map(Rc::new).map_err(|error| unreadable(path, error.place(), &error.to_string()))
            }
            None => Err(unreadable(path, (0, 0), "there is no such file among those that are read")),
        };
        self.parsed.borrow_mut().insert(path.to_owned(), parsed.clone());
        parsed
    }

    /// The place of a value.
    fn place(&self, path: &str, node: &Node) -> Place {
        Place { file: path.to_owned(), line: node.line, column: node.column }
    }
}

/// A file that could not be read.
fn unreadable(path: &str, (line, column): (usize, usize), why: &str) -> Fact {
    let at = Place { file: path.to_owned(), line, column };
    Fact::new(What::unknown(format!("what `{path}` says"), why), at)
}

/// Gathers the facts of one workload.
struct Gather<'r, 'f> {
    repo: &'r Repo<'f>,
    file: &'r str,
    facts: Vec<Fact>,
}

impl<'r, 'f> Gather<'r, 'f> {
    fn new(repo: &'r Repo<'f>, file: &'r str) -> Self {
        Gather { repo, file, facts: Vec::new() }
    }

    fn add(&mut self, at: &Node, what: What) {
        self.facts.push(Fact::new(what, self.repo.place(self.file, at)));
    }

    /// Adds a setting of each of these names, where it is there; a name may lead through keys, with dots.
    fn settings(&mut self, node: &Node, names: &[&str]) {
        for name in names {
            let path: Vec<&str> = name.split('.').collect();
            if let Some(value) = node.at(&path) {
                self.add(value, What::setting(name, value.line()));
            }
        }
    }

    /// Adds a fact made of the line of a value, where it is there.
    fn with(&mut self, node: &Node, path: &[&str], what: impl Fn(String) -> What) {
        if let Some(value) = node.at(path) {
            self.add(value, what(value.line()));
        }
    }

    /// Adds that a platform deploys by itself.
    fn deploys(&mut self, at: &Node, event: &str, detail: impl Into<String>) {
        self.add(at, What::Trigger { event: event.to_owned(), detail: detail.into() });
        self.add(at, What::Stage { stage: Stage::Deploy, by: "the platform itself".to_owned() });
    }

    /// Adds what a command shows.
    fn script(&mut self, node: &Node, path: &[&str]) {
        if let Some(value) = node.at(path) {
            let lines = value.each().iter().filter_map(|line| line.text().map(|text| (line, text)));
            for (line, text) in lines {
                evidence::script(line, text, self.file, evidence::Around::default(), &mut self.facts);
            }
        }
    }

    fn into(self, name: impl Into<String>, platform: &str, kind: impl Into<String>, at: &Node) -> Workload {
        let at = self.repo.place(self.file, at);
        Workload { name: name.into(), platform: platform.to_owned(), kind: kind.into(), at, facts: self.facts }
    }
}
