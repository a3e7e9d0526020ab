//! What the files of a repository say, as rows of a pack: the current state, the delivery pipeline, the safety nets.
//!
//! A cell holds what files show, and nothing where they do not: whose a service is, which region an environment lies in,
//! how long an artifact is kept. Every row names the place that shows it where the table has a cell for that.
//!
//! # Layout
//! - `baseline`, `delivery`, `safety`: the rows of a section each
//! - `taken`: a repository as an argument of steps; a brief of one is written by [`super::propose`]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::DEFINITION;
use crate::assess::fact::{Place, Stage, What};
use crate::assess::graph::Drawn;
use crate::assess::model::{Assessment, Pipeline};
use crate::engine::pipeline::{StageInput, StageKind, Starts};
use crate::skill::Sections;

mod baseline;
mod delivery;
mod image;
mod safety;
mod taken;

pub(super) use taken::ATTACHMENT;

type Row = Map<String, Json>;

/// The rows that an assessment gives, as the steps take them.
pub(super) fn told(assessment: &Assessment, drawn: &Drawn) -> Sections {
    let case = Case { assessment, drawn, services: baseline::services(assessment, drawn) };
    let mut sections = Sections::new();
    let mut put = |section, field: &str, rows: Vec<Row>| {
        if !rows.is_empty() {
            let rows = rows.into_iter().map(|row| Json::Object(in_order(section, field, row))).collect();
            sections.entry(section).or_default().insert(field.to_owned(), Json::Array(rows));
        }
    };
    put("baseline", "services", case.services.clone());
    put("baseline", "stack", case.stack());
    put("delivery", "paths", case.paths());
    put("delivery", "environments", case.environments());
    put("delivery", "artifacts", case.artifacts());
    put("delivery", "stages", case.stages());
    put("delivery", "checks", case.checks());
    put("safety", "gates", case.gates());
    put("safety", "approvals", case.approvals());
    put("safety", "controls", case.controls());
    sections
}

/// The cells of a row in the order of its table.
fn in_order(section: &str, field: &str, mut row: Row) -> Row {
    let table = DEFINITION.standard.section(section).and_then(|spec| spec.table(field));
    let columns = table.into_iter().flat_map(|table| table.columns);
    columns.filter_map(|column| row.remove_entry(column.key)).collect()
}

/// A row of texts; those that are blank are left out.
fn row<const N: usize>(cells: [(&str, String); N]) -> Row {
    let filled = cells.into_iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(key, text)| (key.to_owned(), Json::String(text))).collect()
}

/// Adds a cell that names others.
fn refs(row: &mut Row, key: &str, names: impl IntoIterator<Item = String>) {
    let names: Vec<Json> = names.into_iter().map(Json::String).collect();
    if !names.is_empty() {
        row.insert(key.to_owned(), Json::Array(names));
    }
}

fn line(at: &Place) -> String {
    Place { column: 0, ..at.clone() }.to_string()
}

struct Case<'c> {
    assessment: &'c Assessment,
    drawn: &'c Drawn,
    services: Vec<Row>,
}

impl<'c> Case<'c> {
    fn drawn_stages(&self) -> impl Iterator<Item = &'c StageInput> {
        self.drawn.pipeline.stages.iter()
    }

    fn pipeline(&self, stage: &StageInput) -> Option<&'c Pipeline> {
        let source = self.drawn.source(&stage.id)?;
        self.assessment.pipelines.iter().find(|pipeline| pipeline.id == source.pipeline)
    }

    /// The stages of a delivery: all but what runs by the clock apart from it.
    fn is_delivery(&self, stage: &StageInput) -> bool {
        self.kind(stage).is_some() && stage.starts != Starts::Scheduled
    }

    /// What a stage is called in a pack.
    fn kind(&self, stage: &StageInput) -> Option<&'static str> {
        match stage.kind {
            StageKind::Build => Some("build"),
            StageKind::Test => Some("test"),
            StageKind::Analyze => Some("analyze"),
            StageKind::Package => Some("package"),
            StageKind::Approve => Some("approve"),
            StageKind::Deploy => Some("deploy"),
            StageKind::Verify => Some("verify"),
            StageKind::Release => Some("release"),
            StageKind::Rollback => None,
            StageKind::Job => {
                let at = &self.drawn.source(&stage.id)?.at;
                let shown = self.assessment.facts().filter(|fact| fact.at == *at).find_map(|fact| match &fact.value {
                    What::Stage { stage, .. } => Some(*stage),
                    _ => None,
                });
                match shown? {
                    Stage::Deploy => Some("deploy"),
                    Stage::Release => Some("package"),
                    _ => None,
                }
            }
        }
    }

    /// The stages that have succeeded when a stage starts. One that may fail or be skipped is none of them; what it waited
    /// for stands in its place.
    fn waits(&self, stage: &StageInput) -> Vec<String> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut open: Vec<&str> = stage.after.iter().rev().map(String::as_str).collect();
        while let Some(one) = open.pop() {
            let Some(before) = self.drawn_stages().find(|other| other.id == one).filter(|_| seen.insert(one)) else {
                continue;
            };
            if before.required {
                found.push(before.id.clone());
            } else {
                open.extend(before.after.iter().rev().map(String::as_str));
            }
        }
        found
    }
}

/// A text of others in one line, in which nothing can move a cursor or turn the direction of writing.
pub(super) fn tame(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
