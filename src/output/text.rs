//! A check for people: each finding over the words it is about, then the gate's report.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::report;
use super::run::{Judged, Run};
use super::words::{Paint, clean, clean_line, counted};
use crate::finding::{Finding, Severity};
use crate::reader::{Reading, Remark};

/// How wide an excerpt may be where nothing is known of the terminal.
pub const WIDTH: usize = 120;

/// Writes a whole run.
pub fn render(run: &Run, paint: Paint, width: usize) -> String {
    let renderer = if paint.on { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let mut out = String::new();
    for file in &run.files {
        for finding in &file.report.findings {
            out.push_str(&excerpt(file, finding, &renderer));
            out.push_str("\n\n");
        }
        if run.gated() {
            let _ = writeln!(
                out,
                "{}",
                paint.bold(&format!("{}: {}", clean_line(&file.name), clean_line(&file.report.title)))
            );
            out.push_str(&report::render(&file.report, file.definition, paint));
            out.push('\n');
        } else if !file.report.exempted.is_empty() {
            out.push_str(&report::exempted(&file.report, paint));
            out.push('\n');
        }
        if let Some(reading) = &file.reading {
            out.push_str(&second(file, reading, &renderer, paint));
        }
    }
    out.push_str(&summary(run, paint));
    out
}

/// A finding with the line it is about.
fn excerpt(file: &Judged, finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let path = clean_line(&file.name);
    let place = finding.location.to_string();
    let mut group = level.primary_title(clean(&finding.message)).id(finding.rule).element(snippet(
        file,
        &path,
        file.range(finding),
        AnnotationKind::Primary,
        &place,
    ));
    for related in &finding.related {
        let range = file.map.range(&related.location);
        group = group.element(snippet(file, &path, range, AnnotationKind::Context, &related.label));
    }
    if !finding.evidence.is_empty() {
        group = group.element(Level::NOTE.message(clean(&finding.evidence)));
    }
    if !finding.fix.is_empty() {
        group = group.element(Level::HELP.message(clean(&finding.fix)));
    }
    let groups: [Group<'_>; 1] = [group];
    renderer.render(&groups)
}

/// What a second reader has to say.
fn second(file: &Judged, reading: &Reading, renderer: &Renderer, paint: Paint) -> String {
    let Reading { model, remarks, dropped, unread } = reading;
    let said = match (unread, dropped) {
        (Some(problem), _) => format!("its answer cannot be read: {}", clean_line(problem)),
        (None, 0) => counted(remarks.len(), "remark"),
        (None, 1) => {
            format!("{}; one dropped, whose quote does not stand in the document", counted(remarks.len(), "remark"))
        }
        (None, n) => {
            format!("{}; {n} dropped, whose quotes do not stand in the document", counted(remarks.len(), "remark"))
        }
    };
    let name = paint.bold(&format!("Second reader {}", clean_line(model)));
    let mut out = format!("{name} (advice, no part of the score): {said}\n");
    let path = clean_line(&file.name);
    for Remark { about, remark, range } in remarks {
        let group = Level::NOTE.primary_title(clean_line(remark)).element(snippet(
            file,
            &path,
            range.clone(),
            AnnotationKind::Primary,
            about.word(),
        ));
        let groups: [Group<'_>; 1] = [group];
        let _ = writeln!(out, "{}\n", renderer.render(&groups));
    }
    out
}

/// The first line of a range, or the mere beginning of one that goes on: the whole of a table or a
/// section would bury what is said of it.
fn snippet(
    file: &Judged,
    path: &str,
    range: Range<usize>,
    kind: AnnotationKind,
    label: &str,
) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
    let (start, end) = file.lines.span(&file.source, &range);
    let line = file.lines.line(&file.source, start.line);
    let from = start.offset.clamp(line.start, line.end);
    let to = if end.line == start.line { end.offset.clamp(from, line.end) } else { from };
    let part = |range: Range<usize>| clean(file.source.get(range).unwrap_or_default());
    let mut text = part(line.start..from).into_owned();
    let begin = text.len();
    text.push_str(&part(from..to));
    let inside = begin..text.len();
    text.push_str(&part(to..line.end));
    Snippet::source(text)
        .line_start(start.line)
        .path(path.to_owned())
        .annotation(kind.span(inside).label(clean_line(label)))
}

/// The last lines: what was found in all, and whether that is a failure.
fn summary(run: &Run, paint: Paint) -> String {
    let total = |severity| run.files.iter().map(|file| file.report.count(severity)).sum::<usize>();
    let found = [
        counted(total(Severity::Error), "error"),
        counted(total(Severity::Warning), "warning"),
        format!("{} info", total(Severity::Info)),
    ];
    let verdict = if run.passed() { paint.good("passed") } else { paint.bad("failed") };
    let mut out = format!("{}: {}; {verdict}", counted(run.files.len(), "file"), found.join(", "));
    let failing: Vec<&Judged> = run.files.iter().filter(|file| run.fails(file)).collect();
    let gates = failing.iter().filter(|file| run.gate_fails(file)).count();
    if gates > 0 {
        let _ = write!(out, " (gate not passed: {})", counted(gates, "file"));
    } else if !failing.is_empty() {
        let _ = write!(out, " (findings at or above the threshold: {})", counted(failing.len(), "file"));
    }
    if !run.unread.is_empty() {
        let _ = write!(out, "; {} could not be judged", counted(run.unread.len(), "input"));
    }
    out.push('\n');
    out
}
