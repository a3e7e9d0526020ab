//! What the gate says, to the person a pack is planned with: the verdict first, then what there is to mend, by name.

use std::fmt::Write as _;

use crate::finding::{Finding, Severity};
use crate::gate::{Report, Status};
use crate::output::report;
use crate::output::words::{Paint, clean_line, counted};
use crate::pack::{Location, Revision, SectionSpec};
use crate::skill::Definition;

/// How many warnings are told; the rest is counted.
const WARNINGS: usize = 12;

/// Writes a report on a revision. What a section lacks that is not begun is no news.
pub(super) fn render(report: &Report, definition: &Definition, revision: &Revision, paint: Paint) -> String {
    let sections = definition.standard.sections;
    let mut out = format!("{}\n", report::verdict(report, definition, paint));
    let closed = if revision.step == Revision::FINALIZED { ", finalized" } else { "" };
    let _ = writeln!(out, "Revision {}{closed}; {}", revision.number, scores(report));
    let _ = writeln!(out, "{}", checklist(report));
    let absent = |finding: &Finding| !is_begun(finding, revision);
    let open = |spec: &&&SectionSpec| {
        report.findings.iter().any(|finding| finding.location.section == spec.key && absent(finding))
    };
    let open: Vec<&str> = sections.iter().filter(open).map(|spec| spec.title).collect();
    if !open.is_empty() {
        let _ = writeln!(out, "Not begun: {}", open.join(", "));
    }
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings")] {
        let found: Vec<&Finding> =
            report.findings.iter().filter(|one| one.severity == severity && !absent(one)).collect();
        if found.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", paint.bold(heading));
        let most = if severity == Severity::Error { usize::MAX } else { WARNINGS };
        for finding in found.iter().take(most) {
            let _ = writeln!(out, "  {}", line(finding, sections));
            if severity == Severity::Error && !finding.fix.is_empty() {
                let _ = writeln!(out, "    {}", paint.faint(&clean_line(&finding.fix)));
            }
        }
        if found.len() > most {
            let _ = writeln!(out, "  and {}", counted(found.len() - most, "more warning"));
        }
    }
    if !report.exempted.is_empty() {
        let _ = write!(out, "\n{}", report::exempted(report, paint));
    }
    let hint = "`/why RULE` explains a rule, `/show SECTION` shows a section.";
    let _ = writeln!(out, "\n{}", paint.faint(hint));
    out
}

/// A finding in a line: its rule, its place, what is wrong.
pub(super) fn line(finding: &Finding, sections: &[&'static SectionSpec]) -> String {
    format!("{} {}: {}", finding.rule, place(&finding.location, sections), clean_line(&finding.message))
}

/// Whether a finding is about something that was begun.
pub(super) fn is_begun(finding: &Finding, revision: &Revision) -> bool {
    let section = &finding.location.section;
    section.is_empty() || revision.pack.sections.contains_key(section)
}

/// `Scaling readiness spec, orders-db disk, Owner`.
fn place(at: &Location, sections: &[&'static SectionSpec]) -> String {
    let Some(spec) = sections.iter().find(|spec| spec.key == at.section) else {
        return "the pack".to_owned();
    };
    let field = spec.field(&at.field);
    let mut parts = vec![spec.title.to_owned()];
    match field {
        Some(field) if at.row_name.is_empty() => parts.push(field.label.to_owned()),
        _ if !at.row_name.is_empty() => parts.push(clean_line(&at.row_name)),
        _ => {}
    }
    if !at.column.is_empty() {
        let header = spec.table(&at.field).and_then(|table| table.column(&at.column)).map(|column| column.header);
        parts.push(clean_line(header.unwrap_or(&at.column)));
    }
    parts.join(", ")
}

/// The scores that are not the best, each with the rule that lowers it most.
fn scores(report: &Report) -> String {
    let lowered = report.rubric.iter().filter_map(|score| {
        let first = score.lowered_by.first()?;
        Some(format!("{} {} ({})", score.title, score.score, first.rule))
    });
    let lowered: Vec<String> = lowered.collect();
    match lowered.is_empty() {
        true => format!("score {} of 5", report.average),
        false => format!("score {} of 5: {}", report.average, lowered.join(", ")),
    }
}

fn checklist(report: &Report) -> String {
    let number = |status| report.checklist.iter().filter(|item| item.status == status).count();
    let failed: Vec<&str> =
        report.checklist.iter().filter(|item| item.status == Status::Fail).map(|item| item.id).collect();
    let which = if failed.is_empty() { String::new() } else { format!(" ({})", failed.join(", ")) };
    format!(
        "Checklist: {} pass, {} fail{which}, {} not applicable",
        number(Status::Pass),
        failed.len(),
        number(Status::NotApplicable)
    )
}
