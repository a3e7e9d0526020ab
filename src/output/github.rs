//! A check as workflow commands of GitHub Actions, which shows them as annotations.
//!
//! GitHub shows at most ten errors and ten warnings of a step; the errors therefore come first.

use std::fmt::Write as _;

use super::run::{Judged, Run};
use super::words::clean;
use crate::finding::{Finding, Severity};
use crate::reader::Remark;

/// Writes a whole run.
pub fn render(run: &Run) -> String {
    let mut out = String::new();
    for unread in &run.unread {
        let _ = writeln!(out, "::error file={},title=not judged::{}", property(&unread.name), data(&unread.problem));
    }
    for file in run.files.iter().filter(|file| run.gate_fails(file)) {
        let message = format!("the gate does not pass: {}", file.why_not());
        let _ = writeln!(out, "::error file={},title=gate::{}", property(&file.name), data(&message));
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        for file in &run.files {
            for finding in file.report.findings.iter().filter(|finding| finding.severity == severity) {
                annotation(&mut out, file, finding);
            }
        }
    }
    for file in &run.files {
        for Remark { about, remark, range } in file.reading.iter().flat_map(|reading| &reading.remarks) {
            let (start, _) = file.lines.span(&file.source, range);
            let place = format!("file={},line={},col={}", property(&file.name), start.line, start.column);
            let title = property(&format!("second reader: {}", about.word()));
            let _ = writeln!(out, "::notice {place},title={title}::{}", data(remark));
        }
    }
    out
}

fn annotation(out: &mut String, file: &Judged, finding: &Finding) {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (start, end) = file.span(finding);
    let mut place = format!("file={},line={},col={}", property(&file.name), start.line, start.column);
    // Columns are shown only where the annotation stays on one line.
    if end.line == start.line && end.column > start.column {
        let _ = write!(place, ",endLine={},endColumn={}", end.line, end.column);
    }
    let mut message = finding.message.clone();
    for (name, text) in [("evidence", &finding.evidence), ("fix", &finding.fix)] {
        if !text.is_empty() {
            let _ = write!(message, "\n{name}: {text}");
        }
    }
    let title = format!("{} at {}", finding.rule, finding.location);
    let _ = writeln!(out, "::{level} {place},title={}::{}", property(&title), data(&message));
}

/// The text of a command: a line break would end it.
fn data(text: &str) -> String {
    clean(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

/// The value of a property: a colon or comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("50 %\r\nof::x"), "50 %25%0D%0Aof::x");
        assert_eq!(property("a,b:c%\n::warning::x"), "a%2Cb%3Ac%25%0A%3A%3Awarning%3A%3Ax");
    }
}
