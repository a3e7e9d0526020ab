//! What the gate says, as templates take it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::gate::{Exempted, Mend, Report, Status};
use crate::output::report::derivation;
use crate::skill::Definition;
use crate::text::sentence;

/// How many findings are told one by one; of the rest only the rules are named.
const TOLD: usize = 40;

/// The gate's verdict on a pack or document.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    passed: bool,
    average: String,
    on: String,
    as_of: String,
    rule_set: u32,
    errors: usize,
    warnings: usize,
    notes: usize,
    scores: Vec<Score>,
    /// The items of the checklist that fail.
    failed: Vec<Failed>,
    accepted: Vec<Accepted>,
    /// The rules to silence with the fewest edits; none where it passes.
    cheapest: Vec<Mend>,
    /// A rule to name as an example: one of those that found something.
    example: &'static str,
}

#[derive(Debug, Serialize)]
struct Score {
    title: &'static str,
    derivation: String,
}

#[derive(Debug, Serialize)]
struct Failed {
    id: &'static str,
    text: &'static str,
    failed: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Accepted {
    rule: &'static str,
    place: String,
    accepted_by: String,
    reason: String,
    expires: String,
}

impl Verdict {
    pub(super) fn of(report: &Report, definition: &Definition) -> Self {
        let failed = report.checklist.iter().filter(|item| item.status == Status::Fail);
        let accepted = |one: &Exempted| Accepted {
            rule: one.finding.rule,
            place: one.finding.location.to_string(),
            accepted_by: one.accepted_by.clone(),
            reason: one.reason.clone(),
            expires: one.expires.clone(),
        };
        let any = definition.standard.rules().next().map_or("", |rule| rule.id);
        Verdict {
            passed: report.passed,
            average: report.average.to_string(),
            on: report.on.to_string(),
            as_of: report.as_of.to_string(),
            rule_set: report.rule_set,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Info),
            scores: report
                .rubric
                .iter()
                .map(|score| Score { title: score.title, derivation: derivation(score) })
                .collect(),
            failed: failed.map(|item| Failed { id: item.id, text: item.text, failed: item.failed.clone() }).collect(),
            accepted: report.exempted.iter().map(accepted).collect(),
            cheapest: report.advice.iter().flat_map(|advice| advice.rules.clone()).collect(),
            example: report.findings.iter().max_by_key(|finding| finding.severity).map_or(any, |finding| finding.rule),
        }
    }
}

/// A finding as it is told.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    severity: String,
    rule: &'static str,
    /// Where, in the words of whoever mends it.
    at: String,
    message: String,
    fix: String,
    /// Whether the gate fails by it alone.
    required: bool,
}

impl Told {
    pub(super) fn of(finding: &Finding, at: String) -> Self {
        Told {
            severity: finding.severity.to_string(),
            rule: finding.rule,
            at,
            message: sentence(&finding.message),
            fix: sentence(&finding.fix),
            required: finding.severity == Severity::Error,
        }
    }
}

/// Findings, the heaviest first: so many of them one by one, the rest by their rules.
#[derive(Debug, Serialize)]
pub(super) struct Findings {
    findings: Vec<Told>,
    more: usize,
    rest: BTreeSet<&'static str>,
}

impl Findings {
    pub(super) fn of<'f>(findings: impl Iterator<Item = &'f Finding>, tell: impl Fn(&'f Finding) -> Told) -> Self {
        let mut all: Vec<&Finding> = findings.collect();
        all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let (told, rest) = all.split_at(all.len().min(TOLD));
        Findings {
            findings: told.iter().copied().map(tell).collect(),
            more: rest.len(),
            rest: rest.iter().map(|finding| finding.rule).collect(),
        }
    }
}
