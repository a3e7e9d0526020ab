//! What the plan of a site leads to, as findings at its rows. No rule.

use std::collections::BTreeSet;

use crate::engine::site::plan::IssueKind;
use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::PageType;
use crate::skills::platform_infrastructure::reading::pages::Pages;

/// Reports issues of these kinds, each once for a page type: what holds today is not told again of the horizon.
pub(in super::super) fn report<'a>(
    pages: &Pages<'a>,
    kinds: &[IssueKind],
    cell: impl Fn(&PageType<'a>) -> Cell<'a>,
    fix: &str,
    findings: &mut Findings,
) {
    let mut told = BTreeSet::new();
    let Some(report) = pages.report() else { return };
    let issues = report.issues.iter().filter(|issue| kinds.contains(&issue.kind));
    for issue in issues.filter(|issue| told.insert((issue.kind, issue.page_type.as_str()))) {
        let Some(row) = pages.row(&issue.page_type) else { continue };
        let when = match (issue.message.strip_prefix("now: "), pages.horizon) {
            (Some(message), _) => message.to_owned(),
            // The horizon is a number of days from now; people think of it as a day.
            (None, Some(day)) => match issue.message.strip_prefix("in ").and_then(|rest| rest.split_once(": ")) {
                Some((_, message)) => format!("on {day} {message}"),
                None => issue.message.clone(),
            },
            (None, None) => issue.message.clone(),
        };
        let finding = findings.at(cell(row).place, format!("\"{}\": {when}", issue.page_type)).fix(fix);
        if let (IssueKind::TooDeep, Some((_, rule))) = (issue.kind, pages.bound) {
            finding.related(rule.place, "the bound");
        }
    }
}
