//! What a repository can say about a delivery: facts, each with the place that shows it.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

pub use super::term::{Answer, ArtifactKind, CheckKind, CredentialKind, Gate, Pin, Role, Stage, Tier};

/// The most facts that are kept of one job, pipeline or workload.
pub(super) const FACTS: usize = 2_000;

/// A place in a file of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file, relative to the root, with `/` between folders.
    pub file: String,
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// The column, counted from 1; 0 where the whole line or file is meant.
    pub column: usize,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: &str) -> Self {
        Place { file: file.to_owned(), line: 0, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.file),
            (line, 0) => write!(f, "{}:{line}", self.file),
            (line, column) => write!(f, "{}:{line}:{column}", self.file),
        }
    }
}

/// A value with the place that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    #[serde(flatten)]
    pub at: Place,
}

/// A fact with the place that shows it.
pub type Fact = Sourced<What>;

impl Fact {
    /// A fact.
    pub fn new(value: What, at: Place) -> Self {
        Sourced { value, at }
    }
}

/// Which one of an artifact's versions is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "by", content = "value", rename_all = "snake_case")]
pub enum Identity {
    /// Its digest, or an expression that stands for one.
    Digest(String),
    /// A tag.
    Tag(String),
    /// Nothing: for an image, `latest`.
    Nothing,
    /// It is known only when the pipeline runs.
    Unknown,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Identity::Digest(digest) => write!(f, "by digest {digest}"),
            Identity::Tag(tag) => write!(f, "by tag {tag}"),
            Identity::Nothing => f.write_str("without a version"),
            Identity::Unknown => f.write_str("version known only when it runs"),
        }
    }
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum What {
    /// A step does this.
    Stage {
        /// What it does.
        stage: Stage,
        /// What shows it: an action, a command, a name.
        by: String,
    },
    /// A gate.
    Gate {
        /// What it looks at.
        gate: Gate,
        /// What shows it.
        by: String,
        /// Whether the pipeline ends where the gate is not passed.
        blocks: Answer,
    },
    /// An environment that is deployed to, or that a file describes.
    Environment {
        /// Its name as written.
        name: String,
        /// The part it plays.
        tier: Tier,
    },
    /// A region.
    Region {
        /// Its name as written.
        name: String,
    },
    /// An artifact.
    Artifact {
        /// What is done with it.
        role: Role,
        /// What it is.
        kind: ArtifactKind,
        /// Its name.
        name: String,
        /// Which version.
        identity: Identity,
        /// The job it comes from, where that is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// A health check, probe or smoke check.
    Check {
        /// Which.
        kind: CheckKind,
        /// What is asked.
        target: String,
    },
    /// What starts a pipeline.
    Trigger {
        /// The event.
        event: String,
        /// Its filters.
        detail: String,
    },
    /// A permission of the pipeline's own token.
    Permission {
        /// On what.
        scope: String,
        /// How far.
        access: String,
    },
    /// How a pipeline proves who it is to a platform.
    Credential {
        /// To whom.
        to: String,
        /// How.
        kind: CredentialKind,
    },
    /// Something of others that runs here.
    Uses {
        /// What.
        name: String,
        /// How it is pinned.
        pin: Pin,
    },
    /// When a job runs at all.
    Condition {
        /// As written.
        when: String,
    },
    /// A failure here ends nothing.
    Tolerated {
        /// What says so.
        by: String,
    },
    /// Runs that exclude one another.
    Concurrency {
        /// The group.
        group: String,
    },
    /// How a deploy replaces what runs.
    Strategy {
        /// Its name and its numbers.
        name: String,
    },
    /// How a bad deploy is undone.
    Rollback {
        /// What does it, and when.
        by: String,
    },
    /// An alarm that watches.
    Alarm {
        /// Its name or metric.
        name: String,
    },
    /// A setting worth knowing that has no topic of its own.
    Setting {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// What could not be told.
    Unknown {
        /// What.
        subject: String,
        /// Why.
        why: String,
    },
}

impl What {
    /// A setting.
    pub fn setting(name: &str, value: impl Into<String>) -> Self {
        What::Setting { name: name.to_owned(), value: value.into() }
    }

    /// Something that could not be told.
    pub fn unknown(subject: impl Into<String>, why: impl Into<String>) -> Self {
        What::Unknown { subject: subject.into(), why: why.into() }
    }

    /// The topic, in one word.
    pub fn topic(&self) -> &'static str {
        match self {
            What::Stage { .. } => "stage",
            What::Gate { .. } => "gate",
            What::Environment { .. } => "environment",
            What::Region { .. } => "region",
            What::Artifact { .. } => "artifact",
            What::Check { .. } => "check",
            What::Trigger { .. } => "trigger",
            What::Permission { .. } => "permission",
            What::Credential { .. } => "credential",
            What::Uses { .. } => "uses",
            What::Condition { .. } => "condition",
            What::Tolerated { .. } => "tolerated",
            What::Concurrency { .. } => "concurrency",
            What::Strategy { .. } => "strategy",
            What::Rollback { .. } => "rollback",
            What::Alarm { .. } => "alarm",
            What::Setting { .. } => "setting",
            What::Unknown { .. } => "unknown",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Stage { stage, by } => write!(f, "{stage}, by {by}"),
            What::Gate { gate, by, blocks } => {
                let blocks = match (blocks, gate) {
                    (Answer::Yes, Gate::Approval) => "the pipeline waits for it",
                    (Answer::No, Gate::Approval) => "nothing waits for it",
                    (Answer::Yes, _) => "stops the pipeline",
                    (Answer::No, _) => "reports only",
                    (Answer::Unknown, _) => "whether it stops the pipeline is unknown",
                };
                write!(f, "{gate}, by {by}; {blocks}")
            }
            What::Environment { name, tier: Tier::Unknown } => write!(f, "{name} (part unknown)"),
            What::Environment { name, tier } if name == tier.word() => f.write_str(name),
            What::Environment { name, tier } => write!(f, "{name} ({tier})"),
            What::Region { name } | What::Strategy { name } | What::Alarm { name } => f.write_str(name),
            What::Artifact { role, kind, name, identity, from } => {
                write!(f, "{kind} {role}: {name}")?;
                if !(*identity == Identity::Nothing && *kind != ArtifactKind::Image) {
                    write!(f, ", {identity}")?;
                }
                from.as_ref().map_or(Ok(()), |from| write!(f, ", from {from}"))
            }
            What::Check { kind, target } if target.is_empty() => write!(f, "{kind}"),
            What::Check { kind, target } => write!(f, "{kind}: {target}"),
            What::Trigger { event, detail } if detail.is_empty() => f.write_str(event),
            What::Trigger { event, detail } => write!(f, "{event}: {detail}"),
            What::Permission { scope, access } => write!(f, "{scope}: {access}"),
            What::Credential { to, kind } => write!(f, "{to}: {kind}"),
            What::Uses { name, pin } => write!(f, "{name} ({pin})"),
            What::Condition { when } => f.write_str(when),
            What::Tolerated { by } => write!(f, "a failure ends nothing, by {by}"),
            What::Concurrency { group } => f.write_str(group),
            What::Rollback { by } => f.write_str(by),
            What::Setting { name, value } => write!(f, "{name}: {value}"),
            What::Unknown { subject, why } => write!(f, "{subject}: {why}"),
        }
    }
}

/// Leaves out what is said twice, and what is beyond the bound; that it did is the last fact.
pub(super) fn trim(facts: &mut Vec<Fact>) {
    let mut seen = BTreeSet::new();
    facts.retain(|fact| {
        // What is unknown is so wherever it is met again.
        let at = Some(&fact.at).filter(|_| !matches!(fact.value, What::Unknown { .. }));
        seen.insert((at.cloned(), fact.value.to_string()))
    });
    if facts.len() > FACTS {
        facts.truncate(FACTS);
        let at = facts.last().map(|fact| Place::file(&fact.at.file));
        let what = What::unknown("what else it says", format!("only the first {FACTS} facts are kept"));
        facts.extend(at.map(|at| Fact::new(what, at)));
    }
}
