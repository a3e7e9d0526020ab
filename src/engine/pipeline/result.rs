//! What is known of a pipeline.

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;

/// What holds of a pipeline and what does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// The stages in an order in which they can run.
    pub order: Vec<String>,
    /// The stages that deploy to production.
    pub production: Vec<String>,
    /// What holds, one line for each constraint and deploy.
    pub holds: Vec<Holding>,
    /// What does not, in the order of the constraints.
    pub violations: Vec<Violation>,
    /// Edits after which nothing is violated, none of them needless; `None` where nothing is, or where none were found.
    pub repair: Option<Repair>,
}

/// A rule that a pipeline must not break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Constraint {
    /// Built once, the same immutable artifact everywhere.
    BuildOnce,
    /// A blocking security gate and a blocking dependency gate on every path to production.
    ReleaseGates,
    /// Rollback triggers defined before the deploy to production.
    TriggersFirst,
    /// A deploy and then a verification in staging on every path to production.
    StagedVerification,
    /// A health check, a post-deploy validation and a way back for each deploy to production.
    PostDeploy,
}

/// A constraint that holds for a stage, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holding {
    /// The constraint.
    pub constraint: Constraint,
    /// The stage it holds for.
    pub stage: String,
    /// By which stages: `every way to deploy prod-eu passes scan (security gate)`.
    pub derivation: String,
}

/// What exactly is violated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A second stage builds what another has built.
    BuiltTwice,
    /// A build that leads to a deploy and does not say what it makes.
    UnnamedBuild,
    /// A deploy of what no stage builds.
    NotBuilt,
    /// A deploy that can run before the build of what it deploys.
    NotBuiltBefore,
    /// A deploy that does not say what it deploys.
    NoArtifact,
    /// A deploy by a name that can be given to something else.
    MutableReference,
    /// A deploy that builds again.
    BuiltOnDeploy,
    /// A path without a blocking gate.
    NoGate,
    /// A deploy without triggers.
    NoTriggers,
    /// A path without a deploy to staging.
    NotStaged,
    /// A path with a deploy to staging that nothing verifies.
    NotVerified,
    /// A deploy that is not checked.
    NotChecked,
    /// A deploy without a way back.
    NoRollback,
}

/// A constraint that is broken, shown on a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Violation {
    /// The constraint.
    pub constraint: Constraint,
    /// What exactly.
    pub problem: Problem,
    /// The stage it is about.
    pub stage: String,
    /// What is missing or doubled: a gate, a check, an artifact; blank where the problem says it all.
    pub about: String,
    /// The shortest path that shows it, from its first stage on.
    pub path: Vec<String>,
    /// The path and what is wrong with it: `build -> deploy prod-eu skips verify in staging`.
    pub message: String,
    /// The smallest set of edits that puts it right and nothing else wrong.
    pub repair: Option<Repair>,
}

/// Edits that put something right; the pipeline so edited was judged again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repair {
    /// The edits.
    pub edits: Vec<Edit>,
    /// The edits in words.
    pub text: String,
    /// How it was found: `1 edit; of 11 tried it leaves the fewest violations, 0 of 4`.
    pub derivation: String,
}

impl Constraint {
    /// What it asks for, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Constraint::BuildOnce => "built once, deployed by digest",
            Constraint::ReleaseGates => "security and dependency gates",
            Constraint::TriggersFirst => "triggers before production",
            Constraint::StagedVerification => "verified in staging",
            Constraint::PostDeploy => "checked, with a way back",
        }
    }
}

/// What makes two violations the same, whatever the path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Broken {
    pub problem: Problem,
    pub stage: String,
    pub about: String,
}

impl Violation {
    pub(super) fn broken(&self) -> Broken {
        Broken { problem: self.problem, stage: self.stage.clone(), about: self.about.clone() }
    }
}
