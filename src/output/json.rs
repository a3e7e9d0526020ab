//! A check as JSON, format 1. Within a format, keys are added and never change their meaning.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::position::Position;
use super::run::{Judged, Run, Threshold};
use super::words;
use crate::finding::{Finding, Severity};
use crate::gate::{Advice, Checked, Score};
use crate::reader::{About, Remark};

/// The version of this format.
pub const FORMAT: u32 = 1;

/// A check as JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Check<'a> {
    /// The version of this format: 1.
    format: u32,
    /// What wrote it.
    tool: Tool,
    /// The day of judgement, like 2026-11-21.
    on: String,
    /// From which severity on a finding means failure.
    fail_on: Threshold,
    /// The rules the check was restricted to, if it was; the gate then has no say.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    only: &'a [&'static str],
    /// Whether every input was judged and none fails.
    passed: bool,
    /// The documents, in the order given.
    files: Vec<File<'a>>,
    /// The inputs that could not be judged.
    errors: Vec<Problem<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// An input that could not be judged.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem<'a> {
    /// The name given.
    path: &'a str,
    /// Why, and what would be accepted.
    message: &'a str,
}

/// A document as judged.
#[derive(Debug, Serialize, JsonSchema)]
struct File<'a> {
    /// The name given.
    path: &'a str,
    skill: &'a str,
    rule_set: u32,
    title: &'a str,
    /// The day its facts are true of.
    as_of: String,
    /// Whether it stays under the threshold and, where the gate has a say, passes it.
    passed: bool,
    summary: Summary,
    /// The gate's report; missing where the check was restricted to some rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<Gate<'a>>,
    /// The findings that count, in the order of the document.
    findings: Vec<Found<'a>>,
    /// The findings accepted by a named person.
    exempted: Vec<Accepted<'a>>,
    /// What a second reader has to say, where one was asked: advice, which nothing above depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<Reader<'a>>,
}

/// What a second reader has to say.
#[derive(Debug, Serialize, JsonSchema)]
struct Reader<'a> {
    /// The model.
    model: &'a str,
    /// The gravest first.
    remarks: Vec<Remarked<'a>>,
    /// How many remarks were dropped: what they quote does not stand in the document.
    dropped: usize,
    /// Why there are none, where the answer could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<&'a str>,
}

/// A remark.
#[derive(Debug, Serialize, JsonSchema)]
struct Remarked<'a> {
    about: About,
    /// What is doubtful, and what would settle it.
    remark: &'a str,
    /// The words it is about, as they stand in the document.
    quote: &'a str,
    span: Span,
}

/// How many findings of each severity count.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
    exempted: usize,
}

/// The gate's report.
#[derive(Debug, Serialize, JsonSchema)]
struct Gate<'a> {
    passed: bool,
    /// Why it does not pass; blank where it does.
    #[serde(skip_serializing_if = "String::is_empty")]
    because: String,
    /// The rubric's average, 1 to 5, exact to two decimals.
    average: f64,
    /// The average a pack must reach.
    bar: u32,
    rubric: &'a [Score],
    checklist: &'a [Checked],
    /// The cheapest edits after which it passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'a Advice>,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Found<'a> {
    /// The rule's id.
    rule: &'static str,
    /// The rule's name.
    name: &'static str,
    severity: Severity,
    message: &'a str,
    /// The facts behind it.
    #[serde(skip_serializing_if = "str::is_empty")]
    evidence: &'a str,
    /// What would be accepted.
    #[serde(skip_serializing_if = "str::is_empty")]
    fix: &'a str,
    /// The place as people say it and as an exemption names it.
    place: String,
    /// The place as a JSON pointer into the sections of the pack's JSON.
    pointer: String,
    /// Where it stands in the document.
    span: Span,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Related<'a> {
    place: String,
    label: &'a str,
    span: Span,
}

/// A finding accepted by a named person.
#[derive(Debug, Serialize, JsonSchema)]
struct Accepted<'a> {
    finding: Found<'a>,
    accepted_by: &'a str,
    reason: &'a str,
    /// The last day it holds.
    expires: &'a str,
}

/// A stretch of the document; the end is the first place after it.
#[derive(Debug, Serialize, JsonSchema)]
struct Span {
    start: Point,
    end: Point,
}

/// A place in the document.
#[derive(Debug, Serialize, JsonSchema)]
struct Point {
    /// Counted from 1.
    line: usize,
    /// Counted from 1 in Unicode scalar values.
    column: usize,
    /// Bytes of UTF-8 before it.
    offset: usize,
}

/// Writes a whole run.
///
/// # Errors
/// Only if a value cannot be written as JSON, which no run causes.
pub fn render(run: &Run) -> Result<String, serde_json::Error> {
    let check = Check {
        format: FORMAT,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        on: run.on.to_string(),
        fail_on: run.threshold,
        only: &run.only,
        passed: run.passed(),
        files: run.files.iter().map(|file| of_file(run, file)).collect(),
        errors: run.unread.iter().map(|unread| Problem { path: &unread.name, message: &unread.problem }).collect(),
    };
    Ok(words::json(&serde_json::to_value(&check)?) + "\n")
}

/// The JSON Schema of [`render`]'s output.
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Check<'static>>().to_value()
}

fn of_file<'a>(run: &Run, file: &'a Judged) -> File<'a> {
    let report = &file.report;
    File {
        path: &file.name,
        skill: &report.skill,
        rule_set: report.rule_set,
        title: &report.title,
        as_of: report.as_of.to_string(),
        passed: !run.fails(file),
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            exempted: report.exempted.len(),
        },
        gate: run.gated().then(|| Gate {
            passed: report.passed,
            because: file.why_not(),
            average: number(report.average),
            bar: crate::gate::PASS_AVERAGE,
            rubric: &report.rubric,
            checklist: &report.checklist,
            advice: report.advice.as_ref(),
        }),
        findings: report.findings.iter().map(|finding| of_finding(file, finding)).collect(),
        exempted: report
            .exempted
            .iter()
            .map(|exempted| Accepted {
                finding: of_finding(file, &exempted.finding),
                accepted_by: &exempted.accepted_by,
                reason: &exempted.reason,
                expires: &exempted.expires,
            })
            .collect(),
        reader: file.reading.as_ref().map(|reading| Reader {
            model: &reading.model,
            remarks: reading.remarks.iter().map(|remark| remarked(file, remark)).collect(),
            dropped: reading.dropped,
            unread: reading.unread.as_deref(),
        }),
    }
}

fn remarked<'a>(file: &'a Judged, Remark { about, remark, range }: &'a Remark) -> Remarked<'a> {
    let quote = file.source.get(range.clone()).unwrap_or_default();
    Remarked { about: *about, remark, quote, span: span(file.lines.span(&file.source, range)) }
}

/// Two decimals survive the trip through binary: serde_json prints the shortest text that reads back.
fn number(average: Decimal) -> f64 {
    average.to_string().parse().unwrap_or_default()
}

fn of_finding<'a>(file: &'a Judged, finding: &'a Finding) -> Found<'a> {
    Found {
        rule: finding.rule,
        name: file.definition.standard.rules().find(|rule| rule.id == finding.rule).map_or("", |rule| rule.name),
        severity: finding.severity,
        message: &finding.message,
        evidence: &finding.evidence,
        fix: &finding.fix,
        place: finding.location.to_string(),
        pointer: finding.location.pointer(),
        span: span(file.span(finding)),
        related: finding
            .related
            .iter()
            .map(|related| Related {
                place: related.location.to_string(),
                label: &related.label,
                span: span(file.span_of(&related.location)),
            })
            .collect(),
    }
}

fn span((start, end): (Position, Position)) -> Span {
    let point = |at: Position| Point { line: at.line, column: at.column, offset: at.offset };
    Span { start: point(start), end: point(end) }
}
