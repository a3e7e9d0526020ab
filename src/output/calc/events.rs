//! Contracts of events, their versions, samples and closure.

use super::{Matter, Severity, Sheet, number, row, word};
use crate::engine::events::closure::Closure;
use crate::engine::events::compat::Diff;
use crate::engine::events::consistency::{Consistency, Naming};
use crate::engine::events::contract::Contract;
use crate::engine::events::migration::Unplanned;
use crate::engine::events::sample::report::{Lines, SampleReport};
use crate::output::words::{Paint, counted};

/// Each disagreement.
pub fn check_matters(answer: &Consistency) -> Vec<Matter> {
    let matter = |issue: &crate::engine::events::consistency::Issue| {
        let subject = [issue.event.as_deref(), issue.property.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        let severity = Severity::Warning;
        Matter { severity, subject: subject.join("."), message: issue.message.clone(), fix: issue.fix.clone() }
    };
    answer.issues.iter().map(matter).collect()
}

/// Whether a contract agrees with itself.
pub fn check(contract: &Contract, answer: &Consistency, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title(&format!("Contract {}: {}", contract.version, counted(contract.events.len(), "event")));
    let naming = |label: &str, naming: &Naming| {
        let convention = naming.convention.as_ref().map_or("none leads".to_owned(), word);
        row(label, convention, &naming.derivation)
    };
    let mut rows =
        vec![naming("names of events", &answer.event_names), naming("names of properties", &answer.property_names)];
    if let Some(share) = &answer.server_side {
        let percent = format!("{} %", crate::quantity::number::print(share.percent));
        rows.push(row("captured on a server", percent, &share.derivation));
        if !share.client_only.is_empty() {
            rows.push(row("  only by a client", share.client_only.join(", "), ""));
        }
    }
    if !answer.unclassified.is_empty() {
        rows.push(row("personal data undecided", answer.unclassified.len(), &answer.unclassified.join(", ")));
    }
    sheet.figures(&rows);
    sheet.matters(&check_matters(answer));
    sheet.finish()
}

/// Breaks that no milestone of the roadmap speaks of; all of them without a roadmap.
pub fn diff_matters(diff: &Diff, unplanned: Option<&[Unplanned]>) -> Vec<Matter> {
    let consumers = |names: &[String]| {
        if names.is_empty() {
            "name its consumers and agree a migration".to_owned()
        } else {
            format!("agree a migration with {}", names.join(", "))
        }
    };
    let mut matters: Vec<Matter> = match unplanned {
        None => diff
            .breaks
            .iter()
            .map(|one| {
                let subject =
                    one.property.as_ref().map_or(one.event.clone(), |property| format!("{}.{property}", one.event));
                let message = format!("{} break: {}", word(&one.direction), one.message);
                Matter { fix: consumers(&one.consumers), ..Matter::new(Severity::Error, subject, message) }
            })
            .collect(),
        Some(unplanned) => unplanned
            .iter()
            .map(|one| {
                let message = format!("no milestone plans its migration: {}", one.breaks.join("; "));
                let near = if one.nearest.is_empty() {
                    String::new()
                } else {
                    format!("; these name the event and no migration: {}", one.nearest.join(", "))
                };
                let fix = format!("add a milestone that migrates it; {}{near}", consumers(&one.consumers));
                Matter { fix, ..Matter::new(Severity::Error, one.event.clone(), message) }
            })
            .collect(),
    };
    if let Some(issue) = &diff.version_issue {
        matters.push(Matter::new(Severity::Warning, "version", issue.clone()));
    }
    matters
}

/// What a new version breaks.
pub fn diff(diff: &Diff, unplanned: Option<&[Unplanned]>, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title(&format!("Contract {} to {}", diff.from, diff.to));
    sheet.figures(&[row("compatible", word(&diff.compatibility), &diff.derivation), row("rollout", &diff.rollout, "")]);
    if unplanned.is_some() && !diff.breaks.is_empty() {
        sheet.title("Breaks");
        for one in &diff.breaks {
            sheet.line(&format!("{} ({}; read by {})", one.message, word(&one.direction), readers(&one.consumers)));
        }
    }
    if !diff.notes.is_empty() {
        sheet.title("Also changed");
    }
    for note in &diff.notes {
        sheet.line(note);
    }
    sheet.matters(&diff_matters(diff, unplanned));
    sheet.finish()
}

fn readers(consumers: &[String]) -> String {
    if consumers.is_empty() { "nobody who is named".to_owned() } else { consumers.join(", ") }
}

/// What a sample shows that the contract does not allow.
pub fn sample_matters(report: &SampleReport) -> Vec<Matter> {
    let mut matters = Vec::new();
    let at = |lines: &Lines| {
        let first: Vec<String> = lines.first.iter().map(|line| number(*line)).collect();
        let word = match lines.first.len() {
            1 if lines.count == 1 => "in line",
            all if all as u64 == lines.count => "in lines",
            _ => "first in lines",
        };
        if first.is_empty() { String::new() } else { format!(", {word} {}", first.join(", ")) }
    };
    let rejected = &report.rejected;
    for (lines, what) in [
        (&rejected.not_json, "not JSON"),
        (&rejected.not_object, "JSON and no object"),
        (&rejected.not_utf8, "not UTF-8"),
        (&rejected.too_long, "longer than is read"),
        (&rejected.without_name, "without the name of an event"),
    ] {
        if lines.count > 0 {
            let message = format!("{} {what}{}", lines_of(lines.count), at(lines));
            matters.push(Matter::new(Severity::Error, "lines", message));
        }
    }
    for unknown in &report.unknown_events {
        let near = unknown.looks_like.as_ref().map(|near| format!("it is spelled `{near}` in the contract"));
        let by = if unknown.clients.is_empty() {
            String::new()
        } else {
            format!(", sent by {}", unknown.clients.join(", "))
        };
        let message =
            format!("nobody declares this event: {}{}{by}", lines_of(unknown.lines.count), at(&unknown.lines));
        let fix = near.unwrap_or_else(|| "declare it, or stop sending it".to_owned());
        matters.push(Matter { fix, ..Matter::new(Severity::Error, unknown.name.clone(), message) });
    }
    if report.unknown_events_beyond > 0 {
        let message = format!("{} more with other names that nobody declares", lines_of(report.unknown_events_beyond));
        matters.push(Matter::new(Severity::Error, "events", message));
    }
    for violation in &report.violations {
        let examples: Vec<String> =
            violation.examples.iter().map(|one| format!("line {}: {}", number(one.line), one.found)).collect();
        let message = format!(
            "{}: expected {}; {} of them, {} % of its kind ({})",
            word(&violation.kind),
            violation.expected,
            number(violation.count),
            crate::quantity::number::print(violation.percent),
            examples.join("; ")
        );
        matters.push(Matter::new(Severity::Error, format!("{}.{}", violation.event, violation.property), message));
    }
    for rate in report.nulls.iter().filter(|rate| rate.too_many == Some(true)) {
        let message = format!("null or absent too often: {}", rate.derivation);
        matters.push(Matter::new(Severity::Warning, format!("{}.{}", rate.event, rate.property), message));
    }
    for unlike in &report.inconsistencies {
        let subject =
            unlike.property.as_ref().map_or(unlike.event.clone(), |property| format!("{}.{property}", unlike.event));
        matters.push(Matter::new(Severity::Warning, subject, format!("clients differ: {}", unlike.message)));
    }
    if rejected.repeated_keys.count > 0 {
        let message = format!(
            "{} in which a key stands twice{}",
            lines_of(rejected.repeated_keys.count),
            at(&rejected.repeated_keys)
        );
        matters.push(Matter::new(Severity::Warning, "lines", message));
    }
    for undeclared in &report.undeclared {
        let event = undeclared.event.as_deref().unwrap_or("any event");
        let message =
            format!("carried and not declared: {}{}", lines_of(undeclared.lines.count), at(&undeclared.lines));
        let fix = undeclared
            .looks_like
            .as_ref()
            .map(|near| format!("it is spelled `{near}` in the contract"))
            .unwrap_or_default();
        matters.push(Matter { fix, ..Matter::new(Severity::Note, format!("{event}.{}", undeclared.name), message) });
    }
    if !report.silent.is_empty() {
        matters.push(Matter::new(
            Severity::Note,
            "",
            format!("declared, and not in the sample: {}", report.silent.join(", ")),
        ));
    }
    matters
}

fn lines_of(lines: u64) -> String {
    if lines == 1 { "1 line".to_owned() } else { format!("{} lines", number(lines)) }
}

/// A sample held against its contract.
pub fn sample(report: &SampleReport, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title(&format!("Sample of {}, {} bytes", lines_of(report.lines), number(report.bytes)));
    let mut rows = vec![
        row("valid events", number(report.valid), &report.derivation),
        row("repeats", number(report.duplicates.lines.count), &report.duplicates.derivation),
        row("late", number(report.lateness.late), &report.lateness.derivation),
    ];
    if report.lateness.before > 0 {
        rows.push(row("received before they happened", number(report.lateness.before), "a clock is wrong"));
    }
    for one in &report.lateness.percentiles {
        rows.push(row(format!("  {} % came within", one.percent), &one.at_most, ""));
    }
    sheet.figures(&rows);
    let seldom: Vec<_> = report.nulls.iter().filter(|rate| rate.null + rate.missing > 0).collect();
    if !seldom.is_empty() {
        sheet.title("Null or absent");
        let rows: Vec<_> = seldom
            .iter()
            .map(|rate| {
                let percent = format!("{} %", crate::quantity::number::print(rate.percent));
                row(format!("{}.{}", rate.event, rate.property), percent, &rate.derivation)
            })
            .collect();
        sheet.figures(&rows);
    }
    sheet.matters(&sample_matters(report));
    sheet.finish()
}

/// What is promised and not measured.
pub fn closure_matters(answer: &Closure) -> Vec<Matter> {
    let mut matters = Vec::new();
    for one in &answer.unresolved {
        let message = format!("this {} resolves to nothing declared: {}", word(&one.kind), one.text);
        let fix = match &one.nearest[..] {
            [] => "declare the metric or event that measures it, and name it in the text".to_owned(),
            near => format!("name one of these if it is meant: {}", near.join(", ")),
        };
        matters.push(Matter { fix, ..Matter::new(Severity::Error, one.name.clone(), message) });
    }
    for one in &answer.undeclared {
        let message = format!("`{}` is not declared", one.identifier);
        let fix = one.nearest.as_ref().map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        matters.push(Matter { fix, ..Matter::new(Severity::Warning, one.name.clone(), message) });
    }
    if !answer.unused.is_empty() {
        matters.push(Matter::new(
            Severity::Note,
            "",
            format!("declared, and used by no text: {}", answer.unused.join(", ")),
        ));
    }
    matters
}

/// Whether all that is promised is measured.
pub fn closure(answer: &Closure, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title(&answer.derivation);
    let rows: Vec<Vec<String>> = answer
        .resolved
        .iter()
        .map(|one| {
            let by: Vec<String> =
                one.by.iter().map(|by| format!("{} ({}, {})", by.declared, word(&by.kind), word(&by.how))).collect();
            vec![one.name.clone(), word(&one.kind), by.join(", ")]
        })
        .collect();
    if !rows.is_empty() {
        sheet.table(&["promise", "kind", "measured by"], &rows);
    }
    sheet.matters(&closure_matters(answer));
    sheet.finish()
}
