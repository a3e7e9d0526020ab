//! The roadmap ends after the day the decision names.
//!
//! ## What it does
//! Takes the last date of the *Decision* and looks for milestones whose *ETA range* ends after it. Milestones that
//! only retire an old path may: the measure is reached before they end.
//!
//! ## Why it matters
//! The decision promises a measure by a day. A milestone behind that day either has no part in the promise and
//! needs no hurry, or breaks it, and the reader cannot tell which.
//!
//! ## Example
//! The decision says "by 2027-06-18"; M6 ends on 2027-07-02.
//!
//! ## Fix
//! Pull the milestone in, move the decision's date, or say in the decision which part comes later and by when.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::text;
use crate::quantity::date;
use crate::skills::platform_infrastructure::{Case, Context};
use crate::skills::shared::reading::plan::Planned;

crate::rule!("ROA010", "ends-after-decision", Warning, needs["roadmap", "context"], "roa010.rs", check);

/// Work that may follow the decision's day.
const RETIRING: &[&str] = &[
    "retire*",
    "retiring",
    "decommission*",
    "remov*",
    "delet*",
    "clean-up",
    "cleanup",
    "switch-off",
    "sunset*",
    "shutdown",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let decision = Context::of(case.pack).decision();
    let Some(by) = date::find_dates(decision.text).into_iter().map(|(_, date)| date).max() else { return };
    let plan = &case.plan;
    let late = plan.milestones.iter().filter_map(|milestone| milestone.eta.map(|eta| (milestone, eta.end)));
    let mut late: Vec<(&Planned<'_>, Date)> =
        late.filter(|(milestone, end)| *end > by && !text::has_any(milestone.title, RETIRING)).collect();
    late.sort_by_key(|(_, end)| std::cmp::Reverse(*end));
    let Some(((last, end), others)) = late.split_first() else { return };
    let days = by.until(*end).map_or(0, |span| span.get_days());
    let finding = findings
        .at(
            last.row.eta().place,
            format!(
                "{} ends on {end}, {days} {} after the decision's date",
                last.id,
                if days == 1 { "day" } else { "days" }
            ),
        )
        .evidence(format!("the decision says by {by}"))
        .fix(format!("end it by {by}, move the decision's date to {end}, or say in the decision what comes later"))
        .related(decision.place, format!("by {by}"));
    for (other, end) in others {
        finding.related(other.row.eta().place, format!("{} ends on {end}", other.id));
    }
}
