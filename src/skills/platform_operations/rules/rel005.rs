//! An indicator does not say what is good out of what, or averages a latency.
//!
//! ## What it does
//! Reads *SLI* of each SLO. Availability, error rate and freshness as a share need good events over valid ones. A latency must
//! be no mean and no average of percentiles. A latency under a share needs its threshold.
//!
//! ## Why it matters
//! "Uptime" is a different number for everybody who computes it, and health checks, retries and client errors decide whether
//! it is met. A mean hides the slowest tenth of the requests. Percentiles of parts cannot be averaged into that of the whole:
//! only counts under a threshold add up.
//!
//! ## Example
//! Bad: `uptime of the API`; `average response time`; `mean p95 over pods`.
//!
//! Good: `POST /orders answered below 500 / all valid POST /orders`; `requests answered within 300 ms / all requests`.
//!
//! ## Fix
//! Write the good events, a slash, and the events that count; give a latency its threshold, `within 300 ms`.

use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL005", "sli-not-ratio", Warning, needs["objectives"], "rel005.rs", check);

/// Words that part good events from valid ones.
const OUT_OF: &[&str] = &["over", "out of", "of all", "of valid", "divided by", "among", "per valid"];

/// Words that make one number out of many and lose the slow ones.
const AVERAGED: &[&str] = &["mean", "average", "averaged", "avg"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let cell = goal.row.sli();
        if unfilled(&cell) {
            continue;
        }
        if let Some((problem, fix)) = problem(goal) {
            findings.at(cell.place, format!("The SLI of \"{}\" {problem}: {}", goal.name(), shortened(cell.text))).fix(fix);
        }
    }
}

fn problem(goal: &Goal<'_>) -> Option<(&'static str, &'static str)> {
    let (sli, kind) = (goal.row.sli().text, goal.row.kind());
    if is(kind, "latency") || is(kind, "freshness") {
        if text::has_any(sli, AVERAGED) {
            return Some((
                "averages, which hides the slowest",
                "count the events under a threshold, as in `requests answered within 300 ms / all requests`, or name one percentile of all requests",
            ));
        }
        // Of a percentile there is nothing to divide.
        goal.share?;
    }
    if is(kind, "throughput") {
        return None;
    }
    if !is_divided(sli) {
        return Some((
            "does not say what is good out of what",
            "write good events over valid ones, as in `POST /orders answered below 500 / all valid POST /orders`",
        ));
    }
    // A time of day, `complete by 06:00`, is a threshold as well.
    let has_threshold = !quantity::find_all(sli).is_empty() || text::has_number(sli);
    (is(kind, "latency") && !has_threshold).then_some((
        "has no threshold, so nobody can tell which events are good",
        "add it, as in `requests answered within 300 ms / all requests`",
    ))
}

/// Whether an indicator divides one count by another. The slash of a path divides nothing.
fn is_divided(sli: &str) -> bool {
    let slash = |(at, _): (usize, &str)| {
        let (before, after) = (sli[..at].chars().next_back(), sli[at + 1..].chars().next());
        before.zip(after).is_some_and(|(before, after)| {
            before.is_whitespace() && after.is_whitespace() || before.is_alphanumeric() && after.is_alphanumeric()
        })
    };
    sli.match_indices('/').any(slash) || sli.contains('\u{f7}') || text::has_any(sli, OUT_OF)
}
