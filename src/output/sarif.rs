//! A check as SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::position::Position;
use super::run::{Judged, Run};
use super::words;
use crate::finding::{Finding, Severity};
use crate::gate::{Exempted, Rule};
use crate::pack::Location;
use crate::reader::Remark;
use crate::text::hex;

/// The schema the output follows.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes a whole run.
pub fn render(run: &Run) -> String {
    let rules = rules(run);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let mut results = Vec::new();
    for (artifact, file) in run.files.iter().enumerate() {
        let writer = Writer { file, artifact, index: &index };
        let mut seen = BTreeMap::new();
        let counted = file.report.findings.iter().map(|finding| (finding, None));
        let exempted = file.report.exempted.iter().map(|exempted| (&exempted.finding, Some(exempted)));
        results.extend(counted.chain(exempted).map(|(finding, exempted)| writer.result(finding, exempted, &mut seen)));
        let remarks = file.reading.iter().flat_map(|reading| reading.remarks.iter().map(|one| (&reading.model, one)));
        results.extend(remarks.map(|(model, remark)| writer.remark(model, remark)));
    }
    let notifications: Vec<Value> = run
        .unread
        .iter()
        .map(|unread| json!({"level": "error", "message": {"text": format!("{}: {}", unread.name, unread.problem)}}))
        .collect();
    let mut invocation = json!({"executionSuccessful": run.unread.is_empty()});
    if !notifications.is_empty() {
        invocation["toolExecutionNotifications"] = json!(notifications);
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| of_rule(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation],
            "artifacts": run.files.iter().map(|file| artifact(run, file)).collect::<Vec<_>>(),
            "results": results,
        }],
    });
    words::json(&log) + "\n"
}

/// The rules that could have spoken, each once.
fn rules(run: &Run) -> Vec<&'static Rule> {
    let mut rules: BTreeMap<&str, &'static Rule> = BTreeMap::new();
    for file in &run.files {
        rules.extend(
            file.definition
                .standard
                .rules()
                .filter(|rule| run.gated() || run.only.contains(&rule.id))
                .map(|rule| (rule.id, rule)),
        );
    }
    rules.into_values().collect()
}

fn of_rule(rule: &Rule) -> Value {
    let page = rule.page();
    json!({
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary()},
        "fullDescription": {"text": rule.summary()},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A document, with the gate's verdict on it where it has one.
fn artifact(run: &Run, file: &Judged) -> Value {
    let report = &file.report;
    let mut properties = json!({"skill": report.skill, "ruleSet": report.rule_set, "judgedOn": report.on.to_string()});
    if run.gated() {
        properties["gatePassed"] = json!(report.passed);
        properties["rubricAverage"] = json!(report.average.to_string());
    }
    json!({"location": {"uri": file.uri}, "mimeType": "text/markdown", "encoding": "UTF-8", "properties": properties})
}

struct Writer<'a> {
    file: &'a Judged,
    artifact: usize,
    index: &'a BTreeMap<&'static str, usize>,
}

impl Writer<'_> {
    fn result(&self, finding: &Finding, exempted: Option<&Exempted>, seen: &mut BTreeMap<String, usize>) -> Value {
        let mut message = finding.message.clone();
        for (name, text) in [("Evidence", &finding.evidence), ("Fix", &finding.fix)] {
            if !text.is_empty() {
                message.push_str(&format!("\n{name}: {text}"));
            }
        }
        let mut result = json!({
            "ruleId": finding.rule,
            "ruleIndex": self.index.get(finding.rule),
            "level": level(finding.severity),
            "message": {"text": message},
            "locations": [self.location(&finding.location, self.file.span(finding))],
            "partialFingerprints": {"groundplanPlace/v1": self.fingerprint(finding, seen)},
        });
        if !finding.related.is_empty() {
            let related = finding.related.iter().enumerate().map(|(id, related)| {
                let mut location = self.location(&related.location, self.file.span_of(&related.location));
                location["id"] = json!(id);
                location["message"] = json!({"text": related.label});
                location
            });
            result["relatedLocations"] = related.collect();
        }
        if let Some(exempted) = exempted {
            let why = format!("{} (accepted by {} until {})", exempted.reason, exempted.accepted_by, exempted.expires);
            result["suppressions"] = json!([{"kind": "inSource", "status": "accepted", "justification": why}]);
        }
        result
    }

    /// A remark of a second reader: of no rule that is described, and never more than a note.
    fn remark(&self, model: &str, Remark { about, remark, range }: &Remark) -> Value {
        let span = self.file.lines.span(&self.file.source, range);
        json!({
            "ruleId": format!("reader/{}", about.word()),
            "kind": "review",
            "level": "none",
            "message": {"text": remark},
            "locations": [{"physicalLocation": self.physical(span)}],
            "properties": {"model": model},
        })
    }

    fn location(&self, place: &Location, span: (Position, Position)) -> Value {
        json!({
            "physicalLocation": self.physical(span),
            "logicalLocations": [{"fullyQualifiedName": place.to_string()}],
        })
    }

    fn physical(&self, (start, end): (Position, Position)) -> Value {
        json!({
            "artifactLocation": {"uri": self.file.uri, "index": self.artifact},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
                "byteOffset": start.offset,
                "byteLength": end.offset - start.offset,
            },
        })
    }

    /// What tells a finding from others whatever line it stands on: rule, file, and the place by name.
    /// Where a place has no name its words stand in; findings that are still alike are counted.
    fn fingerprint(&self, finding: &Finding, seen: &mut BTreeMap<String, usize>) -> String {
        let at = &finding.location;
        let range = self.file.range(finding);
        let unnamed = at.row.is_some() && at.row_name.is_empty();
        let narrowed = range != self.file.map.range(at);
        let words = if unnamed || narrowed { self.file.source.get(range).unwrap_or_default() } else { "" };
        let parts = [finding.rule, &self.file.uri, &at.section, &at.field, &at.row_name, &at.column, words].join("\0");
        let count = seen.entry(parts.clone()).or_default();
        *count += 1;
        let mut digest = Sha256::new();
        digest.update(parts);
        digest.update(count.to_be_bytes());
        hex(&digest.finalize()[..16])
    }
}
