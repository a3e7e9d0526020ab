//! A gap that cannot wait is closed after one that can.
//!
//! ## What it does
//! The day on which a gap is closed is the last day of the latest milestone under *Closed by*. A P0 gap that is closed later
//! than a P2 or P3 gap, or more than four weeks later than a P1 gap, is reported, unless its milestone depends on the
//! other's, or the other gap is closed by a milestone that closes an urgent one as well.
//!
//! ## Why it matters
//! Milestones are done in the order in which they are easy unless somebody looks. Users live with the worst gap for as long
//! as its milestone takes, and every other one before it makes that longer.
//!
//! ## Example
//! Bad: `G1 Production is rebuilt`, P0, closed by M4 in March; `G6 Dashboards are ugly`, P3, closed by M1 in January.
//!
//! Good: M1 and M4 swapped; or M4 depends on M1.
//!
//! ## Fix
//! Swap the milestones, name the dependency that explains the order, or correct a priority.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::Hole;
use crate::skills::shared::reading::plan::Plan;

/// How many days later than a P1 gap is too late for a P0 gap.
const LONG: i32 = 28;

crate::rule!("DLV003", "priority-upside-down", Warning, needs["baseline", "roadmap"], "dlv003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = &case.plan;
    let gaps = &case.observed.gaps;
    let of = |most: u8| -> Vec<usize> {
        let so_urgent = gaps.iter().filter(|gap| gap.priority().is_some_and(|rank| rank <= most));
        so_urgent.flat_map(|gap| gap.closed_by.clone()).collect()
    };
    let (urgent, most_urgent) = (of(1), of(0));
    // A P1 gap may go first where it is soon done.
    let can_wait = |gap: &Hole<'_>, earlier: Date, day: Date| match gap.priority() {
        Some(0) | None => false,
        Some(1) => {
            let days = earlier.until(day).map_or(0, |span| span.get_days());
            days > LONG && !gap.closed_by.iter().any(|one| most_urgent.contains(one))
        }
        Some(_) => earlier < day && !gap.closed_by.iter().any(|one| urgent.contains(one)),
    };
    for gap in gaps.iter().filter(|gap| gap.priority() == Some(0)) {
        let Some(day) = gap.closed_on(plan) else { continue };
        let first = gaps
            .iter()
            .filter_map(|other| Some((other.closed_on(plan)?, other)))
            .filter(|(other_day, other)| can_wait(other, *other_day, day))
            .filter(|(_, other)| !depends(plan, &gap.closed_by, &other.closed_by))
            .min_by_key(|(day, _)| *day);
        let Some((earlier, other)) = first else { continue };
        let ids = |gap: &Hole<'_>| {
            gap.closed_by.iter().filter_map(|one| plan.milestones.get(*one)).map(|one| one.id).collect::<Vec<_>>().join(", ")
        };
        let (name, other_name) = (gap.row.name().text.trim(), other.row.name().text.trim());
        findings
            .at(
                gap.row.closed_by().place,
                format!("P0 gap \"{name}\" is closed after {} gap \"{other_name}\"", other.row.priority().text.trim()),
            )
            .evidence(format!("{} ends on {day}, {} on {earlier}", ids(gap), ids(other)))
            .fix(format!("do {} before {}, let it depend on it, or correct a priority", ids(gap), ids(other)))
            .related(other.row.closed_by().place, "closed earlier");
    }
}

/// Whether one of these milestones waits for one of those, directly or not.
fn depends(plan: &Plan<'_>, these: &[usize], those: &[usize]) -> bool {
    let (mut seen, mut next) = (these.to_vec(), these.to_vec());
    while let Some(one) = next.pop() {
        for on in plan.milestones.get(one).into_iter().flat_map(|one| one.waits_on()) {
            if those.contains(&on) {
                return true;
            }
            if !seen.contains(&on) {
                seen.push(on);
                next.push(on);
            }
        }
    }
    these.iter().any(|one| those.contains(one))
}
