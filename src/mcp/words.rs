//! Answers as text: what matters first, for a model that reads before it parses.

use std::fmt::Write as _;

use super::types::{Broken, Call, Checked, Opened, Taken};
use crate::gate::PASS_AVERAGE;
use crate::skill::input::Wants;
use crate::text::counted;
use crate::workspace::Listed;

/// How many notes are told; the rest is counted.
const NOTED: usize = 10;

/// What stands before questions.
const ASK: &str = "Ask the person; the answers go to `records.answers` of the first step, by id:\n";

pub(super) fn opened(opened: &Opened) -> String {
    let mut text = format!(
        "Opened pack {} of {} (revision {}, as of {}). Next: {}.\n",
        opened.pack.as_str(),
        opened.skill,
        opened.revision,
        opened.as_of,
        opened.next.tool
    );
    text.push_str(ASK);
    for one in &opened.next.ask {
        let _ = writeln!(text, "- `{}`: {} (or assume: {})", one.id, one.question, one.options.join(" / "));
    }
    text
}

pub(super) fn taken(taken: &Taken) -> String {
    let mut text = String::new();
    let standing = match (taken.finalized, taken.accepted) {
        (true, _) => "Finalized: the gate passes",
        (false, true) => "Accepted",
        (false, false) if taken.wants.is_some() => "Nothing was sent",
        (false, false) => "Kept, not accepted",
    };
    let found = [(taken.errors, "error"), (taken.warnings, "warning")];
    let found: Vec<String> =
        found.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
    let found = if found.is_empty() { String::new() } else { format!(" ({})", found.join(", ")) };
    let of = match (taken.verdict.passed, taken.open) {
        (true, _) => "passes".to_owned(),
        (false, 0) => format!("to pass: {PASS_AVERAGE} and no error"),
        (false, open) => format!("{} open", counted(open, "step")),
    };
    let changed = if taken.changed { "" } else { " as before" };
    let _ = writeln!(
        text,
        "{standing}{found}. Score {} of 5, {of}. Revision {}{changed}.",
        taken.verdict.average, taken.revision
    );
    if let Some(Call { tool, why, .. }) = &taken.next {
        let _ = writeln!(text, "Next: {tool}; {why}.");
    }
    for finding in &taken.findings {
        let _ = writeln!(text, "- {finding}");
    }
    if let Some(example) = &taken.example {
        let _ = writeln!(text, "For example: {example}");
    }
    if let Some(Wants { needed, others }) = &taken.wants {
        listed(&mut text, "This step wants", needed.iter().cloned());
        if !others.is_empty() {
            let _ = writeln!(text, "It takes as well: {}.", others.join(", "));
        }
    }
    listed(
        &mut text,
        "Written beside what you sent",
        taken.written.iter().map(|one| format!("{}: {}", one.at, one.stands)),
    );
    if !taken.notes.is_empty() {
        listed(&mut text, "Notes", taken.notes.iter().take(NOTED).cloned());
        if taken.notes.len() > NOTED {
            let _ = writeln!(text, "- and {} more", taken.notes.len() - NOTED);
        }
    }
    computed(&mut text, taken);
    if let Some(interface) = &taken.interface {
        let _ = writeln!(text, "The plan for machines: {interface}");
    }
    if let Some(read) = taken.plan {
        let _ = writeln!(text, "The plan for machines, as far as it goes: {read}.");
    }
    if let Some(next) = taken.next.as_ref().filter(|next| !next.ask.is_empty()) {
        text.push_str(ASK);
        for (id, question) in &next.ask {
            let _ = writeln!(text, "- `{id}`: {}", question.as_str().unwrap_or_default());
        }
    }
    mend(&mut text, &taken.mend);
    if !taken.more.is_none() {
        let more = &taken.more;
        let left = [(more.findings, "finding"), (more.written, "place"), (more.computed, "computed value")];
        let left: Vec<String> =
            left.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun)).collect();
        let _ = writeln!(text, "Left out: {}; {} tells them.", left.join(", "), more.read);
    }
    text
}

/// Computed values, those of a row in one line.
fn computed(text: &mut String, taken: &Taken) {
    let rows = taken.computed.chunk_by(|a, b| a.of == b.of).map(|row| {
        let values: Vec<String> = row.iter().map(|one| format!("{} = {}", one.what, one.value)).collect();
        format!("{}: {}", row.first().map_or("", |one| one.of.trim()), values.join("; "))
    });
    listed(text, "Computed", rows);
}

fn listed(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(text, "{heading}:");
        lines.for_each(|line| {
            let _ = writeln!(text, "- {line}");
        });
    }
}

pub(super) fn packs(listed: &Listed) -> String {
    match listed.text() {
        "" => "There are no packs yet; pack_open makes one.".to_owned(),
        text => text.to_owned(),
    }
}

pub(super) fn checked(checked: &Checked) -> String {
    let report = &checked.report;
    let verdict = if report.passed { "passes" } else { "fails" };
    let mut text = format!(
        "The gate {verdict}: {} of 5, {}, {}, at revision {}.\n",
        report.average,
        counted(report.errors, "error"),
        counted(report.warnings, "warning"),
        checked.revision
    );
    if !report.mend.is_empty() {
        let _ = writeln!(text, "Cheapest way to pass: mend {}.", report.mend);
    }
    for score in report.rubric.iter().filter(|score| !score.held_by.is_empty()) {
        let _ = writeln!(text, "{}: {}, held there by {}.", score.title, score.score, score.held_by);
    }
    if !report.checklist_failed.is_empty() {
        let _ = writeln!(text, "Checklist items that fail: {}.", report.checklist_failed.join(", "));
    }
    for finding in &report.findings {
        let _ = writeln!(text, "- {finding}");
    }
    if report.more > 0 {
        let _ =
            writeln!(text, "Left out: {}; name `sections` or `rules` to be told all.", counted(report.more, "finding"));
    }
    let lines = report.computed.iter().map(crate::pack::Computed::line);
    listed(&mut text, "Computed", lines);
    text
}

/// The other steps that have something to mend.
fn mend(text: &mut String, steps: &[Broken]) {
    let step = |one: &Broken| {
        let found = [(one.errors, "error"), (one.warnings, "warning")];
        let found = found.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(*count, noun));
        format!("{} ({})", one.tool, found.collect::<Vec<_>>().join(", "))
    };
    if !steps.is_empty() {
        let _ = writeln!(text, "To mend: {}.", steps.iter().map(step).collect::<Vec<_>>().join(", "));
    }
}
