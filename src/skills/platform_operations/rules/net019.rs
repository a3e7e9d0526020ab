//! A trigger on errors or latency names no SLO although the service has one.
//!
//! ## What it does
//! Looks at triggers whose threshold is a share or a time and whose metric is about failures or slowness, or is that of another trigger
//! that names an SLO. Where a journey that needs the service has an SLO, the trigger should name it. The health of instances is
//! left alone: it tells of a version that does not run before any user meets it.
//!
//! ## Why it matters
//! One source for thresholds: when the SLO is tightened, pages follow, and triggers that name it can be held against it. A number without
//! its SLO stays where it was, and a year later nobody knows what it was for.
//!
//! ## Example
//! Bad: `burst | authorise | prod | technical declines / requests | | > 5 % | 5 min`.
//!
//! Good: the same with `Authorisation` under *SLO*, beside a tighter one with a longer window.
//!
//! ## Fix
//! Name the SLO in the cell.

use crate::finding::Findings;
use crate::text;
use crate::quantity::Unit;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::nets::Fuse;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("NET019", "trigger-without-slo", Warning, needs["safety", "objectives"], "net019.rs", check);

/// Words for slowness.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "latenc*", "slow*", "duration", "response time*", "p50", "p90", "p95", "p99", "percentile*", "late", "later", "delay*",
    "overdue", "wait*", "too long", "longer than", "within",
];

/// Words for failures, and for the share that does not fail.
#[rustfmt::skip]
const FAILURES: &[&str] = &[
    "error*", "fail*", "5xx", "500*", "declin*", "fault*", "timeout*", "timed out", "unsuccessful", "availab*", "unavailab*",
    "success*", "lost", "loses", "losing", "loss", "losses", "drop", "drops", "dropped", "dropping", "missing", "missed",
    "rejected", "rejections", "refused", "refusals", "aborted", "aborts", "crash*", "exception*", "stuck", "unanswered",
];

/// Words for the state of instances, which no SLO is about.
const HEALTH: &[&str] = &["health", "healthy", "unhealthy", "health check*", "readiness", "liveness"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fuse in &case.nets.triggers {
        let cell = fuse.row.slo();
        if !cell.is_blank() || unfilled(&fuse.row.metric()) || !judges(case, fuse) {
            continue;
        }
        let services = case.roster.services_in(fuse.row.services());
        let found = services.iter().find_map(|service| {
            let name = service.name().text;
            Some((name, alike(fuse, case.goals_of_service(name).collect())?))
        });
        let Some((service, goal)) = found else { continue };
        let twin = twin(case, fuse).and_then(|twin| case.goals_of_trigger(twin).next());
        findings
            .at(
                cell.place,
                format!("\"{}\" has a threshold of its own, and \"{service}\" has an SLO", fuse.row.name().text),
            )
            .evidence(format!("measured: {}", fuse.row.metric().text.trim()))
            .fix(format!("name the SLO it protects, such as `{}`", twin.unwrap_or(goal).name()));
    }
}

/// The objective that is about time as the metric is, or about failures as it is; else the first.
fn alike<'f, 'a>(fuse: &Fuse<'_>, goals: Vec<&'f Goal<'a>>) -> Option<&'f Goal<'a>> {
    let slow = text::has_any(fuse.row.metric().text, TIMES);
    let same = |goal: &&&Goal<'_>| is(goal.row.kind(), "latency") == slow;
    goals.iter().find(same).or(goals.first()).copied()
}

/// Whether it is about what SLOs are about: a share or a time, of failures or slowness.
fn judges(case: &Case<'_>, fuse: &Fuse<'_>) -> bool {
    let bound = fuse.threshold.as_ref().map(|threshold| &threshold.quantity.unit);
    let comparable = matches!(bound, Some(Unit::Percent | Unit::Time(_)));
    comparable
        && !text::has_any(fuse.row.metric().text, HEALTH)
        && ([FAILURES, TIMES].iter().any(|words| text::has_any(fuse.row.metric().text, words))
            || twin(case, fuse).is_some())
}

/// Another trigger on the same metric that names an SLO.
fn twin<'f, 'a>(case: &'f Case<'a>, fuse: &Fuse<'_>) -> Option<&'f Fuse<'a>> {
    let same =
        |one: &&Fuse<'_>| !one.row.slo().is_blank() && text::same_name(one.row.metric().text, fuse.row.metric().text);
    case.nets.triggers.iter().find(same)
}
