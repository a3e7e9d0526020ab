//! The pipeline that files show, for people: its stages with their places, then what is proved of it.

use std::fmt::Write as _;

use super::words::{Paint, clean_line, counted, table};
use crate::assess::fact::Fact;
use crate::assess::graph::{Drawn, Judged};
use crate::engine::pipeline::{Edit, EnvironmentInput, Holding, PipelineError, Repair, StageInput, Starts, Violation};
use crate::output::calc;

/// Writes a drawn pipeline and what was proved of it, or why that could not be.
pub fn render(drawn: &Drawn, judged: Result<&Judged, &PipelineError>, name: &str, paint: Paint) -> String {
    let pipeline = &drawn.pipeline;
    let parts = [
        counted(pipeline.stages.len(), "stage"),
        counted(pipeline.environments.len(), "environment"),
        counted(pipeline.artifacts.len(), "artifact"),
    ];
    let mut out = format!("{}: {}\n", paint.bold(&clean_line(name)), parts.join(", "));
    if !pipeline.stages.is_empty() {
        title(&mut out, "Stages", paint);
        out.push_str(&table(pipeline.stages.iter().map(|stage| row(stage, drawn))));
    }
    if !pipeline.environments.is_empty() {
        title(&mut out, "Environments", paint);
        let row = |one: &EnvironmentInput| {
            vec![String::new(), one.id.clone(), one.kind.to_string(), one.region.clone().unwrap_or_default()]
        };
        out.push_str(&table(pipeline.environments.iter().map(row)));
    }
    match judged {
        Ok(judged) => proof(&mut out, drawn, judged, paint),
        Err(PipelineError::NoStages) => {
            title(&mut out, "Proof", paint);
            out.push_str("  There is no pipeline of jobs among the files, so there is nothing to prove.\n");
        }
        Err(error) => {
            title(&mut out, "Proof", paint);
            let _ = writeln!(out, "  {}", clean_line(&format!("The pipeline cannot be judged. {error}")));
        }
    }
    if !drawn.unknown.is_empty() {
        title(&mut out, "What the files do not tell", paint);
        let row = |fact: &Fact| vec![String::new(), fact.at.to_string(), fact.value.to_string()];
        out.push_str(&table(drawn.unknown.iter().map(row)));
    }
    out
}

fn title(out: &mut String, text: &str, paint: Paint) {
    let _ = writeln!(out, "\n{}", paint.bold(text));
}

/// A stage in a row: what it is, what it waits for, where it stands.
fn row(stage: &StageInput, drawn: &Drawn) -> Vec<String> {
    let mut said = vec![calc::word(&stage.kind)];
    if stage.environment.as_ref().is_some_and(|environment| !stage.id.ends_with(environment.as_str())) {
        said.extend(stage.environment.clone());
    }
    if !stage.produces.is_empty() {
        said.push(format!("makes {}", stage.produces.join(" and ")));
    }
    if let Some(artifact) = &stage.artifact {
        said.push(format!("takes {artifact} by {}", calc::word(&stage.by)));
    }
    for gate in &stage.gates {
        said.push(format!("{} gate{}", gate.kind, if gate.blocking { "" } else { " that only reports" }));
    }
    said.extend(stage.checks.iter().map(ToString::to_string));
    if stage.starts != Starts::Automatic {
        said.push(calc::word(&stage.starts));
    }
    if !stage.required {
        said.push("may fail or be skipped".to_owned());
    }
    let after = if stage.after.is_empty() { String::new() } else { format!("after {}", stage.after.join(", ")) };
    let at = drawn.source(&stage.id).map(|source| source.at.to_string()).unwrap_or_default();
    vec![String::new(), stage.id.clone(), at, [said.join(", "), after].join("; ").trim_end_matches("; ").to_owned()]
}

fn proof(out: &mut String, drawn: &Drawn, judged: &Judged, paint: Paint) {
    let proof = &judged.proof;
    if !proof.holds.is_empty() {
        title(out, "Holds", paint);
        let row = |one: &Holding| {
            vec![String::new(), one.stage.clone(), one.constraint.title().to_owned(), one.derivation.clone()]
        };
        out.push_str(&table(proof.holds.iter().map(row)));
    }
    if !proof.violations.is_empty() {
        title(out, "Violated", paint);
        for violation in &proof.violations {
            let head = format!("{}: {}", violation.constraint.title(), violation.message);
            let _ = writeln!(out, "  {} {}", paint.bad("violated"), clean_line(&head));
            out.push_str(&places(violation, drawn));
            if let Some(repair) = &violation.repair {
                let help = format!("help: {}{}", repair.text, if across(repair, drawn) { ACROSS } else { "" });
                let _ = writeln!(out, "    {}", paint.faint(&clean_line(&help)));
            }
        }
    }
    if !judged.open.is_empty() {
        title(out, "Cannot be told", paint);
        for open in &judged.open {
            let head = format!("{}: {}", open.violation.constraint.title(), open.violation.message);
            let _ = writeln!(out, "  {} {}", paint.bold("unknown"), clean_line(&head));
            let _ = writeln!(out, "    {}", clean_line(&format!("but {}", open.why)));
        }
    }
    title(out, "Result", paint);
    let kept = "steps outside of the catalogue and settings of the platform count for nothing";
    let _ = match proof.production.as_slice() {
        [] => writeln!(out, "  No stage is known to deploy to production, so there is little to prove."),
        stages => writeln!(
            out,
            "  {} to production: {} held, {} violated, {} unknown. What is violated is so in the files: {kept}.",
            counted(stages.len(), "deploy"),
            proof.holds.len(),
            proof.violations.len(),
            judged.open.len()
        ),
    };
}

/// Said where an edit lets a job wait for one of another file.
const ACROSS: &str = " (jobs of different files: call the one file from the other)";

fn across(repair: &Repair, drawn: &Drawn) -> bool {
    let file = |stage: &str| drawn.source(stage).map(|source| &source.pipeline);
    repair.edits.iter().any(|edit| match edit {
        Edit::Wait { stage, after } => file(stage) != file(after),
        _ => false,
    })
}

/// The places of the stages of a path.
fn places(violation: &Violation, drawn: &Drawn) -> String {
    let sources = violation.path.iter().filter_map(|stage| drawn.source(stage));
    table(sources.map(|source| vec![String::new(), String::new(), source.stage.clone(), source.at.to_string()]))
}
