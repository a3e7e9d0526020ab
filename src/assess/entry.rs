//! One entry of the catalogue: what an action, command or template shows.

use super::fact::{Answer, ArtifactKind, CheckKind, Gate, Role, Stage};
use super::tree::Node;

/// What one action, command or template shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// Its name: for a command, its words with one blank between them.
    pub name: String,
    /// The words of a command.
    pub words: Vec<String>,
    /// What it does.
    pub stages: Vec<Stage>,
    /// What it guards.
    pub gates: Vec<Gate>,
    blocks: Blocks,
    /// The check it makes.
    pub check: Option<CheckKind>,
    /// The artifact it makes or takes, and the input that names it.
    pub artifact: Option<(ArtifactKind, Role, String)>,
    /// To whom it proves who the pipeline is.
    pub credential: Option<String>,
    /// The input that shows a short-lived credential.
    pub oidc: Option<String>,
    /// The input that shows a stored one.
    pub stored: Option<String>,
    /// The input or option that names a region.
    pub region: Option<String>,
    /// The input or option that names an environment.
    pub environment: Option<String>,
    /// The option with which a command does not do this.
    pub without: Option<String>,
    only: Option<(String, Option<String>)>,
}

/// Whether a gate that is not passed ends the pipeline.
#[derive(Debug, Clone, Default)]
pub(super) enum Blocks {
    #[default]
    Yes,
    No,
    Unknown,
    If(String, Option<String>),
    Unless(String, Option<String>),
}

impl Entry {
    pub(super) fn of(node: &Node) -> Entry {
        let text = |key: &str| node.str_at(&[key]).map(str::to_owned);
        let words = |key: &str| node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::text);
        let name = text("name").unwrap_or_default();
        let artifact = text("artifact").and_then(|written| {
            let mut parts = written.split(' ');
            let kind = ArtifactKind::of(parts.next()?)?;
            Some((kind, Role::of(parts.next()?)?, parts.next()?.to_owned()))
        });
        Entry {
            words: split(&name),
            name,
            stages: words("stages").filter_map(Stage::of).collect(),
            gates: words("gates").filter_map(Gate::of).collect(),
            blocks: text("blocks").map_or(Blocks::Yes, |written| Blocks::of(&written)),
            check: text("check").and_then(|word| CheckKind::of(&word)),
            artifact,
            credential: text("credential"),
            oidc: text("oidc"),
            stored: text("stored"),
            region: text("region"),
            environment: text("environment"),
            without: text("without"),
            only: text("only").map(|written| condition(&written)),
        }
    }

    /// Whether a gate of this entry ends the pipeline; `holds` says whether an input or option is there, and has the
    /// value named where one is.
    pub(super) fn blocks(&self, holds: impl Fn(&str, Option<&str>) -> bool) -> Answer {
        let yes = |holds| if holds { Answer::Yes } else { Answer::No };
        match &self.blocks {
            Blocks::Yes => Answer::Yes,
            Blocks::No => Answer::No,
            Blocks::Unknown => Answer::Unknown,
            Blocks::If(name, value) => yes(holds(name, value.as_deref())),
            Blocks::Unless(name, value) => yes(!holds(name, value.as_deref())),
        }
    }

    /// Whether the entry is meant at all with these inputs.
    pub(super) fn applies(&self, holds: impl Fn(&str, Option<&str>) -> bool) -> bool {
        self.only.as_ref().is_none_or(|(name, value)| holds(name, value.as_deref()))
    }
}

impl Blocks {
    pub(super) fn of(written: &str) -> Blocks {
        match written.split_once(' ') {
            Some(("if", rest)) => {
                let (name, value) = condition(rest);
                Blocks::If(name, value)
            }
            Some(("unless", rest)) => {
                let (name, value) = condition(rest);
                Blocks::Unless(name, value)
            }
            _ if written == "no" => Blocks::No,
            _ if written == "yes" => Blocks::Yes,
            _ => Blocks::Unknown,
        }
    }
}

/// The words of a phrase of the catalogue, which one blank parts.
pub(super) fn split(phrase: &str) -> Vec<String> {
    phrase.split(' ').map(str::to_owned).collect()
}

/// `name` or `name=value`. An option keeps its `=`: it is one word of a command.
fn condition(written: &str) -> (String, Option<String>) {
    match written.split_once('=') {
        Some((name, value)) if !name.starts_with('-') => (name.to_owned(), Some(value.to_owned())),
        _ => (written.to_owned(), None),
    }
}
