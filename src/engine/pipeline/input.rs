//! A pipeline as it stands in a file.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pipeline: what runs after what, what is made and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineInput {
    /// Where stages deploy to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<EnvironmentInput>,
    /// What is built and deployed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<ArtifactInput>,
    /// The names of the rollback triggers that are defined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
    /// The stages, in the order people read them.
    pub stages: Vec<StageInput>,
}

/// A place that is deployed to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentInput {
    /// Its name: `prod-eu`.
    pub id: String,
    /// Who meets what is deployed there.
    pub kind: EnvironmentKind,
    /// Where it is: `eu-west-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The service it is for; left out where several share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// Who meets what is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnvironmentKind {
    /// Those who build it.
    Development,
    /// Those who judge whether it may go to production.
    Staging,
    /// Users.
    Production,
}

/// Something that is built once and deployed everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArtifactInput {
    /// Its name: `shop-image`.
    pub id: String,
    /// The service it is of; left out where there is one service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Which part of the service it is, where there are several: `migrations`, `hotfix`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// Its name: `deploy prod-eu`.
    pub id: String,
    /// What it does.
    pub kind: StageKind,
    /// The service it is for; left out where its environment or artifact says so, or where it is for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The stages that all have to succeed before it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// The stages of which one has to succeed before it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_any: Vec<String>,
    /// What starts it, once it may.
    #[serde(default, skip_serializing_if = "Starts::is_automatic")]
    pub starts: Starts,
    /// Whether what follows needs its success; `false` for what may fail or be skipped. True if left out.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub required: bool,
    /// What has to be passed in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<GateInput>,
    /// The artifacts it builds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// Where it deploys, verifies, releases or rolls back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What it deploys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// How a deploy names what it deploys; by digest if left out.
    #[serde(default, skip_serializing_if = "Reference::is_digest")]
    pub by: Reference,
    /// What a verification checks, or a deploy before it counts as done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckKind>,
    /// How a deploy is taken back: `the digest before it`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<String>,
    /// The triggers that roll a deploy back, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<String>,
}

/// What a stage does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Makes an artifact from source.
    Build,
    /// Runs tests.
    Test,
    /// Scans code, dependencies or an artifact.
    Analyze,
    /// Makes one artifact of others: an image of a binary.
    Package,
    /// Brings an artifact into an environment.
    Deploy,
    /// Checks what is deployed.
    Verify,
    /// Waits for people to agree.
    Approve,
    /// Turns a feature flag.
    Release,
    /// Returns an environment to what it had before.
    Rollback,
    /// Anything else: a notification, a drift check.
    Job,
}

/// What starts a stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// The stages before it, or a push.
    #[default]
    Automatic,
    /// A person.
    Manual,
    /// A clock.
    Scheduled,
}

/// How a deploy names what it deploys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// By what it is: it cannot change.
    #[default]
    Digest,
    /// By a name that can be given to something else.
    Tag,
    /// Not at all: it builds again from source.
    Source,
}

/// Something that has to be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateInput {
    /// What it is about.
    pub kind: GateKind,
    /// Whether failing it stops the stage; `false` for one that only reports. True if left out.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub blocking: bool,
}

/// What a gate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GateKind {
    /// Weaknesses of the code or of what runs.
    Security,
    /// Known weaknesses of dependencies.
    Dependency,
    /// Secrets in what is published.
    Secret,
    /// Tests, coverage, style.
    Quality,
    /// Speed and load.
    Performance,
    /// People who agree.
    Approval,
}

/// What is checked of a deploy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Whether it runs and answers.
    HealthCheck,
    /// Whether it does what users need: smoke tests, synthetic journeys, metrics against their objectives.
    Validation,
}

impl StageInput {
    /// A stage that does this and nothing else.
    pub fn new(id: impl Into<String>, kind: StageKind) -> Self {
        StageInput {
            id: id.into(),
            kind,
            service: None,
            after: Vec::new(),
            after_any: Vec::new(),
            starts: Starts::Automatic,
            required: true,
            gates: Vec::new(),
            produces: Vec::new(),
            environment: None,
            artifact: None,
            by: Reference::Digest,
            checks: Vec::new(),
            rollback: None,
            triggers: Vec::new(),
        }
    }

    /// Whether it has a gate of this kind that stops it.
    pub(super) fn blocks(&self, kind: GateKind) -> bool {
        self.gates.iter().any(|gate| gate.kind == kind && gate.blocking)
    }
}

impl Starts {
    fn is_automatic(&self) -> bool {
        *self == Starts::Automatic
    }
}

impl Reference {
    fn is_digest(&self) -> bool {
        *self == Reference::Digest
    }
}

impl fmt::Display for GateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GateKind::Security => "security",
            GateKind::Dependency => "dependency",
            GateKind::Secret => "secret",
            GateKind::Quality => "quality",
            GateKind::Performance => "performance",
            GateKind::Approval => "approval",
        })
    }
}

impl fmt::Display for CheckKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CheckKind::HealthCheck => "health check",
            CheckKind::Validation => "post-deploy validation",
        })
    }
}

impl fmt::Display for EnvironmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EnvironmentKind::Development => "development",
            EnvironmentKind::Staging => "staging",
            EnvironmentKind::Production => "production",
        })
    }
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}
