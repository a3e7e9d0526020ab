//! The engine's edits in the words of the tables, which are named as findings name places.

use super::Flow;
use super::project::Projected;
use crate::engine::pipeline::{CheckKind, Edit, PipelineInput, StageInput, StageKind};
use crate::skills::shared::reading::wording::joined;
use crate::text;

/// Edits as a person makes them, one after the other. New stages get names that no stage of the plan bears, on whatever
/// path it is; those of a migration migrate.
pub(super) fn print(flow: &Flow<'_>, projected: &Projected, edits: &[Edit], migrates: bool) -> String {
    let mut edits = edits.to_vec();
    let new = edits.iter().filter_map(|edit| match edit {
        Edit::Stage { stage, .. } => Some(stage.id.clone()),
        _ => None,
    });
    for id in new.collect::<Vec<_>>() {
        let name = if migrates { id.replacen("deploy ", "migrate ", 1) } else { id.clone() };
        let taken = |name: &str| flow.nodes.iter().any(|node| text::same_name(node.name(), name));
        let name = if taken(&name) { format!("{name} again") } else { name };
        edits.iter_mut().for_each(|edit| rename(edit, &id, &name));
    }
    let text = edits.iter().map(|edit| one(&projected.input, edit, migrates)).collect::<Vec<_>>().join("; ");
    // A stage of several environments has one row.
    projected.stages.iter().fold(text, |text, (id, stage)| match flow.nodes[*stage].name() {
        name if name == id => text,
        name => text.replace(&format!("\"{id}\""), &format!("\"{name}\"")),
    })
}

fn rename(edit: &mut Edit, id: &str, name: &str) {
    if let Edit::Stage { stage, before } = edit {
        let own = std::iter::once(&mut stage.id).chain(&mut stage.after).chain(before);
        own.filter(|one| *one == id).for_each(|one| name.clone_into(one));
    }
}

fn one(input: &PipelineInput, edit: &Edit, migrates: bool) -> String {
    match edit {
        Edit::Gate { stage, gate } => {
            format!(
                "block \"{stage}\" by a {gate} gate: add it to [[safety.gates.blocks]], with [[safety.gates.on_failure]] [[safety.gates.on_failure=block]]"
            )
        }
        Edit::Require { stage } => format!("let what follows \"{stage}\" need its success"),
        Edit::Start { stage } => {
            format!("set [[delivery.stages.start]] of \"{stage}\" to [[delivery.stages.start=automatic]]")
        }
        Edit::Wait { stage, after } => format!("add \"{after}\" to [[delivery.stages.after]] of \"{stage}\""),
        Edit::Stage { stage, before } => added(stage, before.as_deref(), migrates),
        Edit::Drop { stage } => format!("remove stage \"{stage}\""),
        Edit::Environment { environment } => {
            format!("add environment \"{}\" of tier {}", environment.id, environment.kind)
        }
        Edit::Artifact { artifact } => format!("add artifact \"{}\" to [[delivery.artifacts]]", artifact.id),
        Edit::Take { stage, artifact } => {
            let known = input.stages.iter().find(|one| one.id == *stage).and_then(|one| one.artifact.as_deref());
            match known.filter(|known| known != artifact) {
                Some(known) => format!(
                    "write \"{artifact}\" instead of \"{known}\" under [[delivery.stages.artifact]] of \"{stage}\""
                ),
                None => format!("write \"{artifact}\" under [[delivery.stages.artifact]] of \"{stage}\""),
            }
        }
        Edit::Produce { stage, artifact } => {
            format!(
                "write \"{artifact}\" under [[delivery.stages.artifact]] of \"{stage}\", and \"{stage}\" under its [[delivery.artifacts.built_by]]"
            )
        }
        Edit::StopProducing { stage, artifact } => {
            format!("take \"{artifact}\" out of [[delivery.stages.artifact]] of \"{stage}\"")
        }
        Edit::Check { stage, checks } => format!("add {} for \"{stage}\"", rows(checks)),
        Edit::Rollback { stage } => format!("add a way back for \"{stage}\""),
        Edit::Trigger { stage, triggers } => format!("add \"{stage}\" to triggers {}", joined(triggers, "and")),
    }
}

fn added(stage: &StageInput, before: Option<&str>, migrates: bool) -> String {
    let kind = match stage.kind {
        StageKind::Build => "build",
        StageKind::Deploy if migrates => "migrate",
        StageKind::Deploy => "deploy",
        StageKind::Verify => "verify",
        _ => "job",
    };
    let mut text = format!("add stage \"{}\" of kind {kind}", stage.id);
    if let Some(artifact) = stage.artifact.as_ref().or(stage.produces.first()) {
        text += &format!(" with artifact \"{artifact}\"");
    }
    if let Some(environment) = &stage.environment {
        text += &format!(" in {environment}");
    }
    let after: Vec<String> = stage.after.iter().map(|one| format!("\"{one}\"")).collect();
    if !after.is_empty() {
        text += &format!(" after {}", joined(&after, "and"));
    }
    if !stage.checks.is_empty() {
        text += &format!(", with {}", rows(&stage.checks));
    }
    if let Some(before) = before {
        text += &format!(", and name it in [[delivery.stages.after]] of \"{before}\"");
    }
    text
}

/// The rows of the checks that these are.
fn rows(checks: &[CheckKind]) -> String {
    let kinds: Vec<&str> = checks
        .iter()
        .map(|check| match check {
            CheckKind::HealthCheck => "a check of kind [[delivery.checks.kind=health]]",
            CheckKind::Validation => "one of kind [[delivery.checks.kind=smoke]], [[delivery.checks.kind=synthetic]] or [[delivery.checks.kind=slo]]",
        })
        .collect();
    match checks {
        [CheckKind::Validation] => "a check of kind [[delivery.checks.kind=smoke]], [[delivery.checks.kind=synthetic]] or [[delivery.checks.kind=slo]]".to_owned(),
        _ => joined(&kinds, "and"),
    }
}
