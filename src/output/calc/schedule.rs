//! A roadmap in time.

use super::{Matter, Severity, Sheet, row};
use crate::engine::schedule::{LimitCheck, Roadmap};
use crate::output::words::Paint;
use crate::quantity::number;

/// The chance, in percent, with which a deadline should be held.
const CHANCE: u32 = 80;

/// What is the matter with a roadmap: mitigations after their limits, deadlines that are more wish than plan, a first
/// milestone that cannot start, and what the numbers should not rest on.
pub fn matters(roadmap: &Roadmap) -> Vec<Matter> {
    let mut matters: Vec<Matter> = roadmap.limits.iter().filter(|limit| limit.days_short > 0).map(late).collect();
    for deadline in roadmap.deadlines.iter().filter(|deadline| deadline.percent < CHANCE.into()) {
        let what = deadline.milestone.clone().unwrap_or_else(|| "the plan".to_owned());
        let message = format!(
            "the deadline of {} is held in {} % of the draws; a date to promise is held in {CHANCE} %: {}",
            deadline.date,
            number::print(deadline.percent),
            deadline.derivation
        );
        matters.push(Matter::new(Severity::Warning, what, message));
    }
    let first = &roadmap.can_start_now;
    if !first.now {
        let matter = Matter::new(
            Severity::Warning,
            first.milestone.clone(),
            format!("the first milestone cannot start now: {}", first.because.join("; ")),
        );
        let fix = match &first.start_at_once[..] {
            [] => String::new(),
            others => format!("these can: {}", others.join(", ")),
        };
        matters.push(Matter { fix, ..matter });
    }
    matters.extend(roadmap.issues.iter().map(|issue| Matter::of(issue, issue.subject.clone())));
    matters
}

fn late(limit: &LimitCheck) -> Matter {
    let fixes: Vec<String> = limit.fixes.iter().map(|fix| fix.what.clone()).collect();
    let message = format!("{} comes too late: {}", limit.milestone, limit.derivation);
    let fix = if fixes.is_empty() {
        "no move that was tried is enough: widen the limit, or start earlier".to_owned()
    } else {
        fixes.join(" | or: ")
    };
    Matter { fix, ..Matter::new(Severity::Error, limit.limit.clone(), message) }
}

/// The whole answer.
pub fn render(roadmap: &Roadmap, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title(&format!("Roadmap from {} to {}", roadmap.start, roadmap.finish));
    let proof = &roadmap.proof;
    let kind = if proof.optimal { "none is better" } else { "a better one may exist" };
    sheet.figures(&[
        row("schedule", kind, &proof.derivation),
        row("critical path", roadmap.critical_path.finish, &roadmap.critical_path.derivation),
        row("all done, P50", roadmap.odds.p50, &roadmap.odds.derivation),
        row("  P80, a date to promise", roadmap.odds.p80, ""),
        row("  P95", roadmap.odds.p95, ""),
        row("  P80, were all lengths alike", roadmap.dependence.p80_alike, &roadmap.dependence.derivation),
    ]);
    sheet.title("Milestones");
    let rows: Vec<Vec<String>> = roadmap
        .milestones
        .iter()
        .map(|one| {
            // A milestone without a title bears its id as one.
            let name = if one.title == one.id { one.id.clone() } else { format!("{} {}", one.id, one.title) };
            let critical = if one.critical { "critical".to_owned() } else { one.slack_days.to_string() };
            vec![
                name,
                one.owner.clone().unwrap_or_else(|| "-".to_owned()),
                one.days.to_string(),
                one.start.to_string(),
                one.finish.to_string(),
                one.odds.p80.to_string(),
                critical,
                one.because.clone(),
            ]
        })
        .collect();
    sheet.table(
        &["milestone", "owner", "days", "start", "finish", "P80 finish", "slack", "starts no earlier because"],
        &rows,
    );
    let rows: Vec<_> =
        roadmap.milestones.iter().map(|one| row(one.id.clone(), days(one.days), &one.derivation)).collect();
    sheet.title("Expected lengths");
    sheet.figures(&rows);
    if !roadmap.deadlines.is_empty() {
        sheet.title("Deadlines");
        let rows: Vec<_> = roadmap
            .deadlines
            .iter()
            .map(|one| {
                let name = one.milestone.as_deref().unwrap_or("the plan");
                row(format!("{name} by {}", one.date), format!("{} %", number::print(one.percent)), &one.derivation)
            })
            .collect();
        sheet.figures(&rows);
    }
    if !roadmap.limits.is_empty() {
        sheet.title("Limits");
    }
    for limit in &roadmap.limits {
        let verdict =
            if limit.days_short == 0 { "in time".to_owned() } else { format!("{} short", days(limit.days_short)) };
        sheet.figures(&[row(format!("{} by {}", limit.limit, limit.milestone), verdict, &limit.derivation)]);
        for fix in &limit.fixes {
            sheet.line(&format!("  {} ({}): P80 finish {}", fix.what, fix.cost, fix.finish_p80));
            sheet.aside(&format!("  {}", fix.derivation));
            if !fix.breaks.is_empty() {
                sheet.line(&format!("  breaks: {}", fix.breaks.join(", ")));
            }
        }
    }
    sheet.title("Can start now");
    let first = &roadmap.can_start_now;
    let now = if first.now { "yes" } else { "no" };
    sheet.figures(&[row(first.milestone.clone(), now, &first.because.join("; "))]);
    sheet.matters(&matters(roadmap));
    sheet.finish()
}

fn days(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{} days", number::print(count.into())) }
}
