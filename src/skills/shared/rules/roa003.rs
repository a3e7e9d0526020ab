//! Milestones that wait for each other.
//!
//! ## What it does
//! Follows the *Dependencies* of every milestone and reports each circle, the shortest through each milestone.
//!
//! ## Why it matters
//! None of the milestones on a circle can ever start, nor anything that waits for one of them. On a page of ten
//! rows nobody sees it; on the first Monday everybody waits.
//!
//! ## Example
//! M3 waits for M5, M5 for M6, M6 for M3.
//!
//! ## Fix
//! Strike the dependency that is not real, or split a milestone: what the others need of it becomes a milestone of
//! its own that waits for none of them.

use crate::engine::schedule;
use crate::finding::Findings;
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::reading::wording::joined;
use crate::skills::shared::rules::Case;

crate::rule!("ROA003", "dependency-cycle", Error, needs["roadmap"], "roa003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = case.plan;
    for cycle in &plan.cycles {
        let members: Vec<&Planned<'_>> = cycle.iter().filter_map(|index| plan.milestones.get(*index)).collect();
        let Some(first) = members.first() else { continue };
        let ids: Vec<String> = members.iter().map(|member| member.id.to_owned()).collect();
        let message = if members.len() == 1 {
            format!("{} waits for itself", first.id)
        } else {
            format!("{} wait for each other, so none of them can start: {}", joined(&ids, "and"), schedule::print(&ids))
        };
        let finding = findings.at(first.row.dependencies().place, message).fix(mend(&members));
        for member in members.iter().skip(1) {
            finding.related(
                member.row.dependencies().place,
                format!("{} waits for {}", member.id, member.row.dependencies().text),
            );
        }
    }
}

/// Which dependency to give up: that of the milestone whose dates say that it comes first.
fn mend(members: &[&Planned<'_>]) -> String {
    let [first, ..] = members else { return String::new() };
    if members.len() == 1 {
        return format!("strike {} from its own dependencies", first.id);
    }
    let starts = members.iter().enumerate().filter_map(|(at, member)| member.eta.map(|eta| (at, eta.start)));
    let earliest = starts.min_by_key(|(_, start)| *start);
    let unique = earliest.filter(|(_, start)| {
        members.iter().filter(|member| member.eta.is_some_and(|eta| eta.start == *start)).count() == 1
    });
    let Some((at, start)) = unique else {
        return format!(
            "strike the one of these dependencies that is not real, or split {} into what the others need and the rest",
            first.id
        );
    };
    let (member, next) = (members[at], members[(at + 1) % members.len()]);
    format!(
        "by its ETA {id} comes first ({start}): strike {next} from the dependencies of {id}, or split {next} \
         so that what {id} needs of it stands alone",
        id = member.id,
        next = next.id
    )
}
