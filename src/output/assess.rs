//! An assessment for people: what is there in all, then every pipeline and workload with the place of each fact.

use std::fmt::Write as _;

use super::words::{Paint, clean_line, counted, table};
use crate::assess::fact::{Answer, Fact, Place, Stage, What};
use crate::assess::model::{Assessment, Job};

/// Writes an assessment.
pub fn render(assessment: &Assessment, name: &str, paint: Paint) -> String {
    let summary = &assessment.summary;
    let parts = [
        format!("{} with {}", counted(summary.pipelines, "pipeline"), counted(summary.jobs, "job")),
        counted(summary.workloads, "workload"),
        format!("{} unknown", summary.unknown),
        format!("{} not read", counted(summary.unread, "file")),
    ];
    let mut out = format!("{}: {}\n\n", paint.bold(&clean_line(name)), parts.join(", "));
    out.push_str(&subjects(assessment, paint));
    for pipeline in &assessment.pipelines {
        let head = format!("{} ({}, {})", pipeline.name, pipeline.platform, pipeline.at);
        let _ = writeln!(out, "\n{}", paint.bold(&clean_line(&head)));
        out.push_str(&facts(&pipeline.facts, &pipeline.at));
        for job in &pipeline.jobs {
            let _ = writeln!(out, "  {}", clean_line(&head_of(job, &pipeline.at)));
            out.push_str(&facts(&job.facts, &pipeline.at));
        }
    }
    for workload in &assessment.workloads {
        let head = format!("{} ({} {}, {})", workload.name, workload.platform, workload.kind, workload.at);
        let _ = writeln!(out, "\n{}", paint.bold(&clean_line(&head)));
        out.push_str(&facts(&workload.facts, &workload.at));
    }
    if !assessment.unread.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Not read"));
        let row = |fact: &Fact| match &fact.value {
            What::Unknown { why, .. } => vec![fact.at.to_string(), why.clone()],
            other => vec![fact.at.to_string(), other.to_string()],
        };
        out.push_str(&table(assessment.unread.iter().map(row)));
    }
    out
}

fn subjects(assessment: &Assessment, paint: Paint) -> String {
    let mut out = String::new();
    let lines = table(assessment.summary.subjects.iter().map(|subject| {
        let found = match subject.found {
            Answer::Yes => subject.count.to_string(),
            Answer::No => "none".to_owned(),
            Answer::Unknown => "unknown".to_owned(),
        };
        let first = subject.first.as_ref().map_or_else(|| "-".to_owned(), Place::to_string);
        vec![subject.name.clone(), found, first, subject.remark.clone()]
    }));
    for (subject, line) in assessment.summary.subjects.iter().zip(lines.lines()) {
        let line = if subject.found == Answer::Yes { line.to_owned() } else { paint.faint(line) };
        let _ = writeln!(out, "{line}");
    }
    out
}

/// A job in a line: what it does, after which others, how often.
fn head_of(job: &Job, pipeline: &Place) -> String {
    let mut head = format!("job {}", job.id);
    if let Some(name) = job.name.as_ref().filter(|name| **name != job.id) {
        let _ = write!(head, " \"{name}\"");
    }
    let _ = write!(head, ", {}", near(&job.at, pipeline));
    let stages: Vec<&str> = job.stages.iter().map(|stage: &Stage| stage.word()).collect();
    let _ = write!(head, ": {}", if stages.is_empty() { "stage unknown".to_owned() } else { stages.join(", ") });
    if !job.needs.is_empty() {
        let needs: Vec<&str> = job.needs.iter().map(|need| need.value.as_str()).collect();
        let _ = write!(head, "; after {}", needs.join(", "));
    }
    if !job.legs.is_empty() {
        let leg = |leg: &std::collections::BTreeMap<String, String>| {
            leg.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
        };
        let shown: Vec<String> = job.legs.iter().take(MOST_LEGS).map(leg).collect();
        let more = if job.legs.len() > MOST_LEGS { ", ..." } else { "" };
        let _ = write!(head, "; {}: {}{more}", counted(job.legs.len(), "run"), shown.join(", "));
    }
    head
}

/// The most runs of a matrix that are listed.
const MOST_LEGS: usize = 6;

fn facts(facts: &[Fact], owner: &Place) -> String {
    let row =
        |fact: &Fact| vec![String::new(), near(&fact.at, owner), fact.value.topic().to_owned(), fact.value.to_string()];
    table(facts.iter().map(row))
}

/// A place as seen from a file: without its name where it is the same.
fn near(at: &Place, owner: &Place) -> String {
    if at.file != owner.file {
        return at.to_string();
    }
    match (at.line, at.column) {
        (0, _) => "file".to_owned(),
        (line, 0) => format!("line {line}"),
        (line, column) => format!("line {line}:{column}"),
    }
}
