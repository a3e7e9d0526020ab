//! What `pack_check` answers: the gate's report in short, or all of the sections and rules that were asked for.

use super::types::{Check, Checked, Report, Score};
use crate::finding::{Finding, Severity};
use crate::gate::{self, Case, Status};
use crate::pack::Revision;
use crate::skill::caller::Caller;
use crate::skill::{Skill, told, workflow};
use crate::store::PackId;

/// How many findings are told where nobody asked for them by section or rule; those that one edit mends are one.
const TOLD: usize = 10;

/// What the gate says of a revision.
pub(super) fn checked(
    (pack, revision): (PackId, &Revision),
    skill: &dyn Skill,
    case: &Case<'_>,
    caller: &Caller,
    check: &Check,
) -> Checked {
    let report = gate::judge(case);
    let in_sections = |section: &str| check.sections.iter().flatten().any(|one| one == section);
    let asked = |finding: &&Finding| {
        let of_rule = check.rules.iter().flatten().any(|rule| rule.eq_ignore_ascii_case(finding.rule));
        of_rule || in_sections(&finding.location.section)
    };
    let (findings, more) = if check.sections.is_some() || check.rules.is_some() {
        (told::detailed(caller, case.pack, report.findings.iter().filter(asked)), 0)
    } else {
        let mut all = told::said(caller, None, case.pack, report.findings.iter());
        let left = all.split_off(all.len().min(TOLD));
        (all, left.iter().map(|one| one.at.len()).sum())
    };
    let score = |score: &gate::Score| {
        let holds = score.lowered_by.iter().filter(|cap| cap.at_most == score.score);
        let held_by = told::rules(holds.map(|cap| (cap.rule, cap.findings)));
        Score { title: score.title, score: score.score, held_by }
    };
    let mends = report.advice.iter().flat_map(|advice| &advice.rules);
    let fails = report.checklist.iter().filter(|item| item.status == Status::Fail);
    let computed = case.derived().computed.iter().filter(|one| in_sections(one.section));
    Checked {
        report: Report {
            passed: report.passed,
            average: report.average.to_string(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            mend: told::rules(mends.map(|mend| (mend.rule, mend.findings))),
            rubric: report.rubric.iter().map(score).collect(),
            checklist_failed: fails.map(|item| item.id).collect(),
            findings,
            more,
            exempted: report.exempted.len(),
            computed: computed.cloned().collect(),
        },
        ask: workflow::questions(skill, case.pack),
        pack,
        revision: revision.number,
    }
}
