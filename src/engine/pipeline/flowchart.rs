//! A pipeline as a Mermaid flowchart.

use std::fmt::Write;

use super::input::{PipelineInput, StageInput, StageKind, Starts};

/// The pipeline as a Mermaid flowchart: environments are frames, what waits for one of several is dotted. Names that a
/// stage refers to and that are not there are left out.
pub fn flowchart(pipeline: &PipelineInput) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, environment) in pipeline.environments.iter().enumerate() {
        let inside = |one: &&(usize, &StageInput)| one.1.environment.as_ref() == Some(&environment.id);
        let stages: Vec<(usize, &StageInput)> = pipeline.stages.iter().enumerate().collect();
        let stages: Vec<_> = stages.iter().filter(inside).collect();
        if stages.is_empty() {
            continue;
        }
        let region = environment.region.as_ref().map_or(String::new(), |region| format!(", {region}"));
        let label = format!("{} ({}{region})", environment.id, environment.kind);
        let _ = writeln!(text, "  subgraph e{index}[\"{}\"]", escape(&label));
        for (number, stage) in stages {
            let _ = writeln!(text, "    {}", node(*number, stage));
        }
        text.push_str("  end\n");
    }
    let known = |id: &Option<String>| {
        id.as_ref().is_some_and(|id| pipeline.environments.iter().any(|environment| environment.id == *id))
    };
    for (number, stage) in pipeline.stages.iter().enumerate().filter(|(_, stage)| !known(&stage.environment)) {
        let _ = writeln!(text, "  {}", node(number, stage));
    }
    for (number, stage) in pipeline.stages.iter().enumerate() {
        for (list, arrow) in [(&stage.after, "-->"), (&stage.after_any, "-.->")] {
            let before = list.iter().filter_map(|id| pipeline.stages.iter().position(|one| one.id == *id));
            before.for_each(|before| {
                let _ = writeln!(text, "  s{before} {arrow} s{number}");
            });
        }
    }
    text
}

fn node(number: usize, stage: &StageInput) -> String {
    let mut lines = vec![escape(&stage.id)];
    let gates = stage.gates.iter().map(|gate| {
        let advisory = if gate.blocking { "" } else { ", advisory" };
        format!("{} gate{advisory}", gate.kind)
    });
    lines.extend(gates);
    lines.extend(stage.checks.iter().map(ToString::to_string));
    match stage.starts {
        Starts::Automatic => {}
        Starts::Manual => lines.push("by hand".to_owned()),
        Starts::Scheduled => lines.push("scheduled".to_owned()),
    }
    let label = lines.join("<br/>");
    let (open, close) = match stage.kind {
        StageKind::Deploy | StageKind::Release | StageKind::Rollback => ("[[", "]]"),
        StageKind::Verify => ("([", "])"),
        StageKind::Approve => ("{{", "}}"),
        _ => ("[", "]"),
    };
    format!("s{number}{open}\"{label}\"{close}")
}

/// A text between the quotes of a label.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
