//! The gate's report for people: checklist, rubric with its derivations, accepted findings, the
//! cheapest edits, the verdict.

use std::fmt::Write as _;

use super::run::why_not;
use super::words::{Paint, clean_line, counted, table};
use crate::gate::{Advice, Checked, PASS_AVERAGE, Report, Score, Status};
use crate::skill::Definition;

/// Writes a report.
pub fn render(report: &Report, definition: &Definition, paint: Paint) -> String {
    let mut out = format!(
        "skill {}, rule set {}; facts as of {}, judged on {}\n",
        clean_line(&report.skill),
        report.rule_set,
        report.as_of,
        report.on
    );
    checklist(&mut out, &report.checklist, paint);
    rubric(&mut out, report, definition, paint);
    if !report.exempted.is_empty() {
        out.push('\n');
        out.push_str(&exempted(report, paint));
    }
    if let Some(advice) = &report.advice {
        edits(&mut out, advice, report, paint);
    }
    let _ = writeln!(out, "\n{}", verdict(report, definition, paint));
    out
}

/// Whether the gate is passed, and why not.
pub fn verdict(report: &Report, definition: &Definition, paint: Paint) -> String {
    if report.passed {
        format!("Gate: {}{}", paint.good("passed"), in_spite_of(&report.checklist))
    } else {
        format!("Gate: {} ({})", paint.bad("not passed"), why_not(report, definition))
    }
}

/// What a gate that passes leaves to be done: an item of the checklist fails by a warning, which lowers the score alone.
fn in_spite_of(items: &[Checked]) -> String {
    match items.iter().filter(|item| item.status == Status::Fail).count() {
        0 => String::new(),
        1 => "; 1 item of the checklist fails, which lowers the score and does not stop it".to_owned(),
        fail => format!("; {fail} items of the checklist fail, which lower the score and do not stop it"),
    }
}

fn checklist(out: &mut String, items: &[Checked], paint: Paint) {
    if items.is_empty() {
        return;
    }
    let number = |status| items.iter().filter(|item| item.status == status).count();
    let _ = writeln!(
        out,
        "\n{}: {} pass, {} fail, {} not applicable",
        paint.bold("Checklist"),
        number(Status::Pass),
        number(Status::Fail),
        number(Status::NotApplicable)
    );
    for item in items {
        let (mark, why) = match item.status {
            Status::Pass => (paint.good("pass"), String::new()),
            Status::Fail => (paint.bad("FAIL"), format!(" [{}]", item.failed.join(", "))),
            Status::NotApplicable => (paint.faint("n/a "), format!(" [{}]", clean_line(&item.reason))),
        };
        let _ = writeln!(out, "  {:<3} {mark} {}{why}", item.id, clean_line(item.text));
    }
}

fn rubric(out: &mut String, report: &Report, definition: &Definition, paint: Paint) {
    if report.rubric.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n{}: average {} of 5; a pack passes from {PASS_AVERAGE}.0 on, with no vital criterion at 1",
        paint.bold("Rubric"),
        report.average
    );
    let rows = report.rubric.iter().zip(definition.standard.rubric).map(|(score, criterion)| {
        let vital = if criterion.vital { " (vital)" } else { "" };
        vec![format!("{}{vital}", score.title), derivation(score)]
    });
    out.push_str(&table(rows));
}

/// How a score comes about: `3: capped by SCL003 (2 findings); at 4 by SCL011 (1)`.
pub fn derivation(score: &Score) -> String {
    let Some(first) = score.lowered_by.first() else {
        return format!("{}: none of its {} has a finding", score.score, counted(score.passed, "rule"));
    };
    let mut text = format!("{}: capped by {} ({})", score.score, first.rule, counted(first.findings, "finding"));
    let mut level = first.at_most;
    for cap in &score.lowered_by[1..] {
        if cap.at_most == level {
            text.push_str(", ");
        } else {
            let _ = write!(text, "; at {} by ", cap.at_most);
            level = cap.at_most;
        }
        let _ = write!(text, "{} ({})", cap.rule, cap.findings);
    }
    text
}

/// The findings accepted by a named person.
pub fn exempted(report: &Report, paint: Paint) -> String {
    let mut out = format!("{}: {}\n", paint.bold("Exempted"), counted(report.exempted.len(), "finding"));
    for accepted in &report.exempted {
        let finding = &accepted.finding;
        let _ = writeln!(
            out,
            "  {} at {}: {}",
            finding.rule,
            clean_line(&finding.location.to_string()),
            clean_line(&finding.message)
        );
        let _ = writeln!(
            out,
            "    accepted by {} until {}: {}",
            clean_line(&accepted.accepted_by),
            clean_line(&accepted.expires),
            clean_line(&accepted.reason)
        );
    }
    out
}

fn edits(out: &mut String, advice: &Advice, report: &Report, paint: Paint) {
    let _ = writeln!(
        out,
        "\n{}: mend {} of {}",
        paint.bold("Cheapest way to pass"),
        counted(advice.edits, "finding"),
        report.findings.len()
    );
    for mend in &advice.rules {
        let required = if mend.required { ", required" } else { "" };
        let _ = writeln!(
            out,
            "  {} ({}{required}): {}",
            mend.rule,
            counted(mend.findings, "finding"),
            clean_line(&mend.fix)
        );
    }
    let after: Vec<String> = report
        .rubric
        .iter()
        .zip(&advice.scores)
        .filter(|(before, after)| before.score != **after)
        .map(|(before, after)| format!("{} {} to {after}", before.title, before.score))
        .collect();
    if !after.is_empty() {
        let _ = writeln!(out, "  then: {}", after.join(", "));
    }
}
