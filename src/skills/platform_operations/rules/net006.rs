//! A person is paged before any trigger takes the release back.
//!
//! ## What it does
//! For each SLO that triggers cite takes its page with the highest bound, burn rate x (1 - target), and all triggers of one service in
//! one environment together. None of them firing at or below that bound is a finding. A looser trigger with a shorter window may
//! stand beside a tight one: it is for the outage that everybody sees.
//!
//! ## Why it matters
//! The page says from when on failures are worth waking somebody. Between page and trigger the release stays in place while a person
//! does by hand, at night, what the trigger was made for.
//!
//! ## Example
//! Bad: SLO `99.9 % over 30 days`, page at 14.4x, trigger `> 5 %` over 5 min: the page fires above 1.44 %.
//!
//! Good: `> 1.44 %` over 10 min, and `> 10 %` over 2 min beside it.
//!
//! ## Fix
//! Take the bound of the page, in this row or in one beside it.

use rust_decimal::Decimal;

use crate::engine::rollback::IssueKind;
use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::Fuse;
use crate::skills::platform_operations::reading::verdicts::Verdict;
use crate::skills::shared::reading::wording::joined;

crate::rule!("NET006", "trigger-looser-than-page", Error, needs["safety", "objectives", "alerting"], "net006.rs", check);

/// A trigger held against its objectives.
type Held<'f, 'a> = (&'f Fuse<'a>, Vec<Verdict<'f, 'a>>);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let acting = case.nets.triggers.iter().filter(|fuse| fuse.acts());
    let held: Vec<Held<'_, '_>> = acting.map(|fuse| (fuse, case.verdicts(fuse))).collect();
    for goal in &case.goals.goals {
        let mut loose: Vec<(&Fuse<'_>, &Verdict<'_, '_>, Vec<String>)> = Vec::new();
        for (service, environment) in case.production_pairs() {
            let Some((fuse, verdict)) = tightest(&held, goal.name(), service, environment) else { continue };
            if !verdict.paged || verdict.issue(IssueKind::LooserThanPage).is_none() {
                continue;
            }
            let whose = format!("\"{service}\" in \"{environment}\"");
            match loose.iter_mut().find(|(one, _, _)| one.row.place() == fuse.row.place()) {
                Some((_, _, pairs)) => pairs.push(whose),
                None => loose.push((fuse, verdict, vec![whose])),
            }
        }
        for (fuse, verdict, pairs) in loose {
            let page = &verdict.proposal;
            let finding = findings.at(
                fuse.row.threshold().place,
                format!(
                    "\"{}\" fires above {}, and \"{}\" pages above {}",
                    fuse.row.name().text,
                    bound(fuse),
                    goal.name(),
                    page.threshold
                ),
            );
            finding
                .evidence(format!(
                    "page: {}; the tightest trigger for {}",
                    page.threshold.derivation,
                    joined(&pairs, "and")
                ))
                .fix(format!(
                    "write `> {}`, or add a trigger with it and leave this one as the fast one",
                    page.threshold
                ))
                .related(goal.row.target().place, format!("the target: {}", goal.row.target().text.trim()));
        }
    }
}

/// The trigger with the lowest threshold that acts for a service in an environment and cites an objective.
fn tightest<'h, 'f, 'a>(
    held: &'h [Held<'f, 'a>],
    goal: &str,
    service: &str,
    environment: &str,
) -> Option<(&'f Fuse<'a>, &'h Verdict<'f, 'a>)> {
    let of = held.iter().filter(|(fuse, _)| fuse.is_for(service, environment));
    let cited = of.filter_map(|(fuse, verdicts)| {
        let verdict = verdicts.iter().find(|verdict| verdict.goal.name() == goal)?;
        Some((*fuse, verdict))
    });
    cited.min_by_key(|(fuse, _)| fuse.bound().unwrap_or(Decimal::MAX))
}

fn bound(fuse: &Fuse<'_>) -> String {
    fuse.bound().map_or_else(|| fuse.row.threshold().text.to_owned(), |bound| format!("{} %", number::print(bound)))
}
