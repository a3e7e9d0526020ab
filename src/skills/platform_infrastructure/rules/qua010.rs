//! An operability target says nothing that can be checked.
//!
//! ## What it does
//! Looks in each *Target* under *Operability* for something one can go and look at: a number, a time, a date, a named
//! tool, document, role or person.
//!
//! ## Why it matters
//! "Proactive alerting" and "clear escalation" are true of every team until the night on which they are needed. Who is woken,
//! after how many minutes, and which page is opened can be tested on any afternoon.
//!
//! ## Example
//! Bad: alerts `proactive`, escalation `clear and fast`, runbooks `for all critical services`.
//!
//! Good: `>= 85 % of pages actionable over 30 days`, `second person after 10 min, Head of Platform after 30 min`, `1 for each
//! paging alert, rehearsed every 180 days`.
//!
//! ## Fix
//! Add the number, the time, the person or the place.

use crate::skills::platform_infrastructure::reading::attributes::{declined, group};
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, date};
use crate::skills::platform_infrastructure::{Case, Quality};

crate::rule!("QUA010", "operability-not-checkable", Warning, needs["quality"], "qua010.rs", check);

/// Tools by name, for where they begin a sentence, and documents.
const NAMED: &[&str] = &[
    "grafana", "pagerduty", "opsgenie", "datadog", "prometheus", "alertmanager", "confluence", "notion", "backstage",
    "git", "slack", "splunk", "kibana", "jira", "statuspage", "rota", "ci",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    let Some(group) = group("operability") else { return };
    for row in group.rows(&quality) {
        let cell = row.target();
        if unfilled(&cell) || declined(cell.text) || is_checkable(cell.text) {
            continue;
        }
        findings
            .at(
                cell.place,
                format!("\"{}\" says nothing that can be checked: {}", row.name().text, shortened(cell.text)),
            )
            .fix(match group.topic_of(&row) {
                Some(topic) => format!("write a target like {}", topic.example),
                None => "add a number, a time, a person or a named tool".to_owned(),
            });
    }
}

/// Whether a text holds a number, a date, code, or a name.
fn is_checkable(target: &str) -> bool {
    !quantity::find_all(target).is_empty()
        || !date::find_dates(target).is_empty()
        || target.contains(['`', '%'])
        || text::has_any(target, NAMED)
        || has_name(target)
}

/// Whether a word has a capital that its place in the sentence does not explain.
fn has_name(target: &str) -> bool {
    let mut begins = true;
    for word in target.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let capitals = bare.chars().filter(|c| c.is_uppercase()).count();
        if capitals > usize::from(begins) || (capitals == 1 && !begins) {
            return true;
        }
        begins = word.ends_with(['.', ':', ';', '!', '?']);
    }
    false
}
