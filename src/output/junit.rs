//! A check as JUnit XML: a suite for each document, a case for each rule and one for the gate.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::run::{Judged, Run};
use super::words::{clean, counted};
use crate::finding::Finding;
use crate::gate::Rule;

/// Writes a whole run. It bears no times: the same run gives the same bytes.
///
/// # Errors
/// Only if the XML cannot be written, which no run causes.
pub fn render(run: &Run) -> Result<String, SerializeError> {
    let mut report = Report::new("groundplan check");
    for unread in &run.unread {
        let mut suite = TestSuite::new(text(&unread.name));
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("unreadable").set_message(text(&unread.problem));
        suite.add_test_case(case(&unread.name, "read", status));
        report.add_test_suite(suite);
    }
    for file in &run.files {
        report.add_test_suite(suite(run, file));
    }
    report.to_string()
}

fn suite(run: &Run, file: &Judged) -> TestSuite {
    let mut suite = TestSuite::new(text(&file.name));
    suite.add_property(("skill", text(&file.report.skill).as_str()));
    suite.add_property(("rule_set", file.report.rule_set.to_string().as_str()));
    suite.add_property(("on", file.report.on.to_string().as_str()));
    if run.gated() {
        suite.add_property(("rubric_average", file.report.average.to_string().as_str()));
        let status = if run.gate_fails(file) {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("gate").set_message(text(&format!("the gate does not pass: {}", file.why_not())));
            status
        } else {
            TestCaseStatus::success()
        };
        suite.add_test_case(case(&file.name, "gate", status));
    }
    for rule in file.definition.standard.rules().filter(|rule| run.gated() || run.only.contains(&rule.id)) {
        suite.add_test_case(of_rule(run, file, rule));
    }
    suite
}

/// The case of a rule: it fails where a finding reaches the threshold; what stays under it is output.
fn of_rule(run: &Run, file: &Judged, rule: &Rule) -> TestCase {
    let name = format!("{} {}", rule.id, rule.name);
    if let Some(why) = file.skipped(rule) {
        let mut status = TestCaseStatus::skipped();
        status.set_message(text(&why));
        return case(&file.name, &name, status);
    }
    let found: Vec<&Finding> = file.report.findings.iter().filter(|finding| finding.rule == rule.id).collect();
    let mut listed: Vec<String> = found.iter().map(|finding| describe(file, finding)).collect();
    let exempted = file.report.exempted.iter().filter(|exempted| exempted.finding.rule == rule.id);
    listed.extend(exempted.map(|exempted| {
        let finding = describe(file, &exempted.finding);
        format!("{finding}\nexempted by {} until {}: {}", exempted.accepted_by, exempted.expires, exempted.reason)
    }));
    let listed = text(&listed.join("\n\n"));
    if found.iter().any(|finding| run.threshold.reached_by(finding.severity)) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type(rule.severity.to_string()).set_message(counted(found.len(), "finding")).set_description(listed);
        return case(&file.name, &name, status);
    }
    let mut passed = case(&file.name, &name, TestCaseStatus::success());
    if !listed.is_empty() {
        passed.set_system_out(listed);
    }
    passed
}

fn case(file: &str, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(text(name), status);
    case.set_classname(text(file));
    case
}

fn describe(file: &Judged, finding: &Finding) -> String {
    let (start, _) = file.span(finding);
    let mut out = format!(
        "{}:{}:{}: {} at {}\n{}",
        file.name, start.line, start.column, finding.severity, finding.location, finding.message
    );
    for (name, text) in [("evidence", &finding.evidence), ("fix", &finding.fix)] {
        if !text.is_empty() {
            out.push_str(&format!("\n{name}: {text}"));
        }
    }
    out
}

/// XML has no place for control characters.
fn text(text: &str) -> String {
    clean(text).into_owned()
}
