//! Answers as text: what matters first, for a model that reads before it parses.

use std::fmt::Write as _;

use super::types::{Checked, Opened};
use crate::finding::{Finding, Severity};
use crate::skill::workflow::{Next, Progress, State};
use crate::store::PackInfo;
use crate::workspace::Stepped;

/// How many findings are told in full; the rest is counted.
const TOLD: usize = 12;

/// How many notes are told; the rest is counted.
const NOTED: usize = 20;

pub(super) fn opened(opened: &Opened) -> String {
    let mut text = format!(
        "Opened pack {} of {} (revision {}, as of {}).\n",
        opened.pack.as_str(),
        opened.skill,
        opened.revision,
        opened.as_of
    );
    next(&mut text, &opened.next);
    text
}

pub(super) fn stepped(stepped: &Stepped) -> String {
    let mut text = String::new();
    let standing = match (stepped.finalized, stepped.answer.accepted) {
        (true, _) => "Finalized: the gate passes.",
        (false, true) => "Accepted.",
        (false, false) => "Kept, but not accepted: errors stand.",
    };
    let changed = if stepped.changed { "" } else { " (nothing changed)" };
    let _ = writeln!(
        text,
        "{standing} Revision {}{changed}. Gate now: {} of 5{}.",
        stepped.revision,
        stepped.verdict.average,
        if stepped.verdict.passed { ", passes" } else { "" }
    );
    findings(&mut text, &stepped.answer.findings);
    if !stepped.notes.is_empty() {
        text.push_str("Notes:\n");
        for note in stepped.notes.iter().take(NOTED) {
            let _ = writeln!(text, "- {note}");
        }
        if stepped.notes.len() > NOTED {
            let _ = writeln!(text, "- and {} more in `notes`", stepped.notes.len() - NOTED);
        }
    }
    if !stepped.answer.computed.is_empty() {
        text.push_str("Computed:\n");
        for computed in &stepped.answer.computed {
            let _ =
                writeln!(text, "- {}: {} = {} [{}]", computed.of, computed.what, computed.value, computed.derivation);
        }
    }
    // Once, where it is final: before that the rows themselves are what matters.
    if let Some(interface) = stepped.answer.interface.as_ref().filter(|_| stepped.finalized) {
        let _ = writeln!(text, "The plan for machines: {interface}");
    }
    progress(&mut text, &stepped.answer.progress);
    if !stepped.finalized {
        next(&mut text, &stepped.answer.next);
    }
    text
}

pub(super) fn packs(packs: &[PackInfo]) -> String {
    if packs.is_empty() {
        return "There are no packs yet; pack_open makes one.".to_owned();
    }
    let mut text = String::new();
    for pack in packs {
        let closed = if pack.finalized { ", finalized" } else { "" };
        let _ = writeln!(
            text,
            "- {} \"{}\" ({}, revision {}{closed}, changed {})",
            pack.id, pack.title, pack.skill, pack.head, pack.changed
        );
    }
    text
}

pub(super) fn checked(checked: &Checked) -> String {
    let report = &checked.report;
    let verdict = if report.passed { "passes" } else { "fails" };
    let mut text =
        format!("The gate {verdict}: {} of 5 on average, at revision {}.\n", report.average, checked.revision);
    for score in &report.rubric {
        let _ = write!(text, "- {}: {}", score.title, score.score);
        let caps: Vec<String> = score
            .lowered_by
            .iter()
            .map(|cap| format!("{} leaves {} ({} findings)", cap.rule, cap.at_most, cap.findings))
            .collect();
        let _ = writeln!(text, "{}{}", if caps.is_empty() { "" } else { ", because " }, caps.join("; "));
    }
    if let Some(advice) = &report.advice {
        let rules: Vec<&str> = advice.rules.iter().map(|mend| mend.rule).collect();
        let _ = writeln!(text, "Cheapest way to pass: {} edits, silencing {}.", advice.edits, rules.join(", "));
    }
    findings(&mut text, &report.findings);
    text
}

fn findings(text: &mut String, findings: &[Finding]) {
    let mut told: Vec<&Finding> = findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    told.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    if told.is_empty() {
        text.push_str("No errors or warnings.\n");
        return;
    }
    for finding in told.iter().take(TOLD) {
        let _ = writeln!(
            text,
            "- {} {} at {}: {} Accepted: {}",
            finding.severity,
            finding.rule,
            finding.location.pointer(),
            sentence(&finding.message),
            sentence(&finding.fix)
        );
    }
    if told.len() > TOLD {
        let _ = writeln!(text, "- and {} more in `findings`", told.len() - TOLD);
    }
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn progress(text: &mut String, progress: &[Progress]) {
    let parts: Vec<String> = progress
        .iter()
        .map(|step| match step.state {
            State::Open => format!("{} open", step.tool),
            State::Done => format!("{} done", step.tool),
            State::Findings => format!("{} {} errors {} warnings", step.tool, step.errors, step.warnings),
        })
        .collect();
    let _ = writeln!(text, "Progress: {}.", parts.join(", "));
}

fn next(text: &mut String, next: &Next) {
    let _ = writeln!(text, "Next: {} ({}).", next.tool, next.why);
    for ask in &next.ask {
        let _ = writeln!(text, "Ask `{}`: {} (or assume: {})", ask.id, ask.question, ask.options.join(" / "));
    }
}
