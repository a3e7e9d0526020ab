//! An owner has more milestones at once than capacity.
//!
//! ## What it does
//! Where *Owner capacity* states how many milestones an owner can carry at once, counts those whose ETAs share a day.
//!
//! ## Why it matters
//! Two milestones of one person in the same six weeks are twelve weeks. The plan does not say which of them is late, and
//! whoever waits for the other one finds out last.
//!
//! ## Example
//! Bad: `| Priya Nair | 1 |` and two milestones of hers from 2027-01-11 to 2027-02-19.
//!
//! Good: the second from 2027-02-22 to 2027-04-02, or owned by somebody else.
//!
//! ## Fix
//! Move one of the milestones behind the other, give it to somebody who has room, or state the capacity that is really
//! there.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::quantity::DateRange;
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::rules::Case;

crate::rule!("ROA017", "owner-overloaded", Warning, needs["roadmap"], "roa017.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.gate.pack.as_of;
    for capacity in &case.timetable.capacities {
        let own: Vec<(&Planned<'_>, DateRange)> = case
            .plan
            .milestones
            .iter()
            .filter(|one| capacity.is_of(one.row.owner().text.trim()))
            .filter_map(|one| Some((one, one.eta.filter(|eta| eta.end >= as_of)?)))
            .collect();
        let at = |day: Date| own.iter().filter(move |(_, eta)| eta.contains(day));
        // The load grows only on days on which something starts.
        let Some(day) =
            own.iter().map(|(_, eta)| eta.start).max_by_key(|day| (at(*day).count(), std::cmp::Reverse(*day)))
        else {
            continue;
        };
        let together: Vec<&(&Planned<'_>, DateRange)> = at(day).collect();
        if together.len() <= capacity.at_once as usize {
            continue;
        }
        let until = together.iter().map(|(_, eta)| eta.end).min().unwrap_or(day);
        let ids: Vec<&str> = together.iter().map(|(one, _)| one.id).collect();
        let Some((last, _)) = together.iter().max_by_key(|(_, eta)| eta.start) else { continue };
        let finding = findings
            .at(
                capacity.row.at_once().place,
                format!(
                    "{} can carry {} at once, but has {} from {day} to {until}: {}",
                    capacity.row.name().text,
                    capacity.at_once,
                    together.len(),
                    ids.join(", ")
                ),
            )
            .fix(format!(
                "start {} after {until}, give it to somebody who has room, or state the capacity that is there",
                last.id
            ));
        for (one, eta) in together {
            finding.related(one.row.eta().place, format!("{} is {eta}", one.id));
        }
    }
}
