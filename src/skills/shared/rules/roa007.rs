//! A milestone begins or ends before what it waits for can be done.
//!
//! ## What it does
//! Holds the *ETA range* of each milestone against those of its dependencies. It reports a milestone that begins no
//! later than a dependency begins, and one that ends before a dependency ends. Ranges may overlap: a dependency
//! that finishes early lets the next one begin. Circles and dates that cannot be read are reported by other rules.
//!
//! ## Why it matters
//! Two rows of the same table then tell two stories. Whoever follows the dates starts on something that is not
//! there; whoever follows the dependencies is late from the first day.
//!
//! ## Example
//! M7, 2027-03-01 to 2027-04-16, waits for M4, 2027-05-03 to 2027-06-11.
//!
//! ## Fix
//! Move the milestone behind its dependency, bring the dependency forward, or strike the dependency if it is not
//! real.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::finding::Findings;
use crate::quantity::DateRange;
use crate::skills::shared::rules::Case;

crate::rule!("ROA007", "starts-before-dependency", Warning, needs["roadmap"], "roa007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = case.plan;
    for (index, milestone) in plan.milestones.iter().enumerate() {
        let Some(eta) = milestone.eta else { continue };
        let early = milestone.waits_on().filter(|on| !plan.circular(index, *on)).filter_map(|on| {
            let dependency = plan.milestones.get(on)?;
            let other = dependency.eta?;
            clashes(eta, other).then_some((dependency, other))
        });
        // The dependency that ends last decides when the milestone can start.
        let Some((dependency, other)) = early.max_by_key(|(_, other)| other.end) else { continue };
        let id = milestone.id;
        let message = if eta.start <= other.start {
            format!("{id} starts on {}, before {}, which it waits for, can be done", eta.start, dependency.id)
        } else {
            format!("{id} ends on {}, before {}, which it waits for, ends", eta.end, dependency.id)
        };
        let finding = findings
            .at(milestone.row.eta().place, message)
            .evidence(format!("{id} is {eta}; {} is {other}", dependency.id))
            .related(dependency.row.eta().place, format!("when {} is worked on", dependency.id));
        match behind(eta, other.end) {
            Some(later) => finding.fix(format!(
                "write `{later}` for {id}, let {on} end before {}, or strike {on} from the dependencies of {id}",
                eta.start,
                on = dependency.id
            )),
            None => finding.fix(format!(
                "let {} end before {}, or strike it from the dependencies of {id}",
                dependency.id, eta.start
            )),
        };
    }
}

/// Whether a milestone cannot wait for the other and still keep its dates.
fn clashes(eta: DateRange, dependency: DateRange) -> bool {
    (eta.start <= dependency.start && dependency.end > dependency.start)
        || eta.start < dependency.start
        || eta.end < dependency.end
}

/// The same number of days, from the first working day after `end`.
fn behind(eta: DateRange, end: Date) -> Option<DateRange> {
    let mut start = end.tomorrow().ok()?;
    while matches!(start.weekday(), Weekday::Saturday | Weekday::Sunday) {
        start = start.tomorrow().ok()?;
    }
    DateRange::new(start, start.checked_add((eta.days() - 1).days()).ok()?).ok()
}
