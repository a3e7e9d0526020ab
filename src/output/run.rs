//! Documents as judged, and whether that means failure.

use std::ops::Range;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::position::{Lines, Position};
use super::words::counted;
use crate::finding::{Finding, Severity};
use crate::gate::{Report, Rule};
use crate::pack::{Location, SourceMap};
use crate::reader::Reading;
use crate::skill::Definition;

/// From which severity on a finding makes a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Threshold {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Info,
    /// No finding, and no verdict of the gate either
    Never,
}

impl Threshold {
    /// Whether a finding of this severity makes a check fail.
    pub fn reached_by(self, severity: Severity) -> bool {
        match self {
            Threshold::Error => severity >= Severity::Error,
            Threshold::Warning => severity >= Severity::Warning,
            Threshold::Info => true,
            Threshold::Never => false,
        }
    }
}

/// A document as judged.
#[derive(Debug)]
pub struct Judged {
    /// Its name, as the person gave it.
    pub name: String,
    /// Its address relative to the working directory, percent-encoded.
    pub uri: String,
    /// Its text.
    pub source: String,
    /// What its skill declares.
    pub definition: &'static Definition,
    /// The sections it has.
    pub sections: Vec<String>,
    /// What the gate says; findings carry their range in the source.
    pub report: Report,
    /// Where everything stands in the text.
    pub map: SourceMap,
    /// Where the lines of the text begin.
    pub lines: Lines,
    /// What a second reader has to say, where one was asked. Nothing else depends on it.
    pub reading: Option<Reading>,
}

/// An input that could not be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name, as the person gave it.
    pub name: String,
    /// Why, and what would be accepted.
    pub problem: String,
}

/// Everything one check looked at.
#[derive(Debug)]
pub struct Run {
    /// The documents, in the order given.
    pub files: Vec<Judged>,
    /// The inputs that could not be judged.
    pub unread: Vec<Unread>,
    /// The day of judgement.
    pub on: Date,
    /// From which severity on a finding means failure.
    pub threshold: Threshold,
    /// The rules the check was restricted to; where there are any, the gate has no say.
    pub only: Vec<&'static str>,
}

impl Run {
    /// Whether the gate has a say: not where only some rules were asked.
    pub fn gated(&self) -> bool {
        self.only.is_empty()
    }

    /// Whether a document fails: a finding reaches the threshold, or the gate does not pass.
    pub fn fails(&self, file: &Judged) -> bool {
        let reached = file.report.findings.iter().any(|finding| self.threshold.reached_by(finding.severity));
        reached || self.gate_fails(file)
    }

    /// Whether a document fails for the gate's verdict.
    pub fn gate_fails(&self, file: &Judged) -> bool {
        self.gated() && self.threshold != Threshold::Never && !file.report.passed
    }

    /// Whether every input was judged and none fails.
    pub fn passed(&self) -> bool {
        self.unread.is_empty() && !self.files.iter().any(|file| self.fails(file))
    }
}

impl Judged {
    /// The range of a finding in the source.
    pub fn range(&self, finding: &Finding) -> Range<usize> {
        finding.range.clone().unwrap_or_else(|| self.map.range(&finding.location))
    }

    /// Where a finding begins and ends.
    pub fn span(&self, finding: &Finding) -> (Position, Position) {
        self.lines.span(&self.source, &self.range(finding))
    }

    /// Where a place begins and ends.
    pub fn span_of(&self, location: &Location) -> (Position, Position) {
        self.lines.span(&self.source, &self.map.range(location))
    }

    /// Why a rule did not run, if it did not.
    pub fn skipped(&self, rule: &Rule) -> Option<String> {
        if rule.since > self.report.rule_set {
            return Some(format!("rule set {} does not have it", self.report.rule_set));
        }
        let missing = rule.needs.iter().find(|section| !self.sections.iter().any(|has| has == *section))?;
        Some(format!("the pack has no section `{missing}`"))
    }

    /// Why the gate does not pass, in a few words; empty where it does.
    pub fn why_not(&self) -> String {
        why_not(&self.report, self.definition)
    }
}

/// Why the gate does not pass, in a few words; empty where it does.
pub fn why_not(report: &Report, definition: &Definition) -> String {
    let mut why = Vec::new();
    let errors = report.count(Severity::Error);
    if errors > 0 {
        why.push(counted(errors, "error"));
    }
    let bar = crate::gate::PASS_AVERAGE;
    let sum: u32 = report.rubric.iter().map(|score| u32::from(score.score)).sum();
    if sum < bar * u32::try_from(report.rubric.len()).unwrap_or(u32::MAX) {
        why.push(format!("rubric average {} is under {bar}.0", report.average));
    }
    let vital = definition.standard.rubric.iter().filter(|criterion| criterion.vital);
    for criterion in vital {
        if report.rubric.iter().any(|score| score.key == criterion.key && score.score <= 1) {
            why.push(format!("{} is at 1", criterion.title));
        }
    }
    why.join("; ")
}
