//! What the constraints found: gathered stage by stage, with paths and derivations where somebody will read them.

use super::graph::Graph;
use super::result::{Broken, Constraint, Holding, Problem, Violation};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// Whether paths and derivations are found, too, which takes longer.
    shown: bool,
    pub broken: Vec<Broken>,
    pub holds: Vec<Holding>,
    pub violations: Vec<Violation>,
}

impl Checked {
    /// Nothing found yet; what will be is shown with paths and derivations.
    pub fn shown() -> Self {
        Checked { shown: true, ..Checked::default() }
    }

    /// A constraint that holds for a stage.
    pub fn hold(&mut self, constraint: Constraint, graph: &Graph, stage: usize, derivation: impl FnOnce() -> String) {
        if self.shown {
            let stage = graph.stage(stage).id.clone();
            self.holds.push(Holding { constraint, stage, derivation: derivation() });
        }
    }

    /// A violation of a stage; `shows` gives the path, and what stands behind it.
    pub fn violate(
        &mut self,
        graph: &Graph,
        (problem, stage, about): (Problem, usize, String),
        shows: impl FnOnce() -> (Vec<usize>, String),
    ) {
        let stage = graph.stage(stage).id.clone();
        if self.shown {
            let (path, says) = shows();
            self.violations.push(Violation {
                constraint: constraint(problem),
                problem,
                stage: stage.clone(),
                about: about.clone(),
                path: graph.ids(&path),
                message: format!("{} {says}", graph.print(&path)),
                repair: None,
            });
        }
        self.broken.push(Broken { problem, stage, about });
    }
}

/// The constraint that a problem breaks.
fn constraint(problem: Problem) -> Constraint {
    match problem {
        Problem::NoGate => Constraint::ReleaseGates,
        Problem::NoTriggers => Constraint::TriggersFirst,
        Problem::NotStaged | Problem::NotVerified => Constraint::StagedVerification,
        Problem::NotChecked | Problem::NoRollback => Constraint::PostDeploy,
        Problem::BuiltTwice
        | Problem::UnnamedBuild
        | Problem::NotBuilt
        | Problem::NotBuiltBefore
        | Problem::NoArtifact
        | Problem::MutableReference
        | Problem::BuiltOnDeploy => Constraint::BuildOnce,
    }
}
