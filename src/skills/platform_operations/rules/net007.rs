//! The window of a trigger holds too few requests to tell a bad version from a good one.
//!
//! ## What it does
//! Takes for each trigger on a share of failures the traffic that it sees: the requests of the SLO's journey or of the service's risk
//! profile, whichever are fewer, times the share of the first canary step. From them follows how many failures the window holds at the
//! threshold. It reports a window with fewer than tell the threshold from what fails usually, and a threshold so close to it that no
//! window does.
//!
//! How many are needed: a good version of which `m = k x usual / threshold` requests fail in the window reaches `k` failures with
//! probability `1 - sum over i < k of e^-m m^i / i!` (Poisson); the least `k` of at least 2 for which that is 1 % or less. At 14.4 times
//! the usual ratio 2 failures do, at 6 times 4, at twice 16.
//!
//! ## Why it matters
//! With 30 requests in the window one failure is 3.3 %. A trigger above 1.44 % then fires at the first failure, which comes on any day:
//! good releases are sent back until somebody switches the trigger off.
//!
//! ## Example
//! Bad: `> 1.44 %` over 1 min at 5 % of 600 requests per minute: 0.4 failures.
//!
//! Good: the same over 5 min: 2.2 failures, and 2 are needed at 99.9 %.
//!
//! ## Fix
//! Lengthen the window to what the finding computes, give the first step a larger share, or add scripted requests.

use rust_decimal::Decimal;

use crate::engine::rollback::IssueKind;
use crate::finding::Findings;
use crate::quantity::{duration, number};
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("NET007", "trigger-window-empty", Warning, needs["safety", "objectives"], "net007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fuse in &case.nets.triggers {
        let name = fuse.row.name().text;
        // The objective that asks for most is enough.
        for verdict in case.verdicts(fuse) {
            let usual = format!("{} %", number::print(verdict.usual));
            let Some(needed) = verdict.failures else {
                findings
                    .at(
                        fuse.row.threshold().place,
                        format!("\"{name}\" fires so close to what fails anyway that no window tells the two apart"),
                    )
                    .evidence(format!(
                        "threshold {}; {usual} may fail or does by \"{}\"",
                        fuse.row.threshold().text.trim(),
                        verdict.goal.name()
                    ))
                    .fix(format!("write a threshold of up to `> {}`, that of the page", verdict.proposal.threshold))
                    .related(
                        verdict.goal.row.target().place,
                        format!("the target: {}", verdict.goal.row.target().text.trim()),
                    );
                break;
            };
            let issue = verdict.issue(IssueKind::TooFewEvents);
            let Some((issue, sight)) = issue.zip(verdict.sight.as_ref()) else { continue };
            let (Some(held), Some(window)) = (&verdict.judged.failures, fuse.window) else { continue };
            let Some(long) = long_enough(window, held.value, needed) else { continue };
            findings
                .at(
                    fuse.row.window().place,
                    format!(
                        "The window of \"{name}\" holds {held} failures at its threshold; it takes {needed} to tell"
                    ),
                )
                .evidence(format!(
                    "{} of \"{}\", first share {} %; {}",
                    sight.traffic,
                    sight.of,
                    number::print(sight.share),
                    issue.message
                ))
                .fix(format!("take a window of {long} or more, or a larger first share, or add scripted requests"))
                .related(verdict.goal.row.target().place, format!("{usual} fail usually"));
            break;
        }
    }
}

/// The window that holds so many failures, in whole minutes.
fn long_enough(window: Decimal, held: Decimal, needed: u32) -> Option<String> {
    let minute = Decimal::from(60);
    let seconds = window.checked_mul(needed.into())?.checked_div(held)?;
    Some(duration::in_words((seconds / minute).ceil() * minute))
}
