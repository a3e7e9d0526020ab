//! The day of a milestone is another elsewhere in the pack.
//!
//! ## What it does
//! Where a text outside the roadmap's milestones cites one by its identifier with a day (`M3 by 2027-03-01`, `M3
//! (2027-03-01)`, `after M3 is live on 2027-03-01`), the day is held against the milestone's ETA range: `by` a day before
//! the range ends, or any other day outside of it, contradicts it.
//!
//! ## Why it matters
//! Each place is read by other people. The team plans by the roadmap, sponsors by the decision, partners by the risk table,
//! and each of them has the date in writing.
//!
//! ## Example
//! Bad: `M3 is live by 2027-02-01` among the success measures, ETA `2027-01-11 to 2027-02-19` on the roadmap
//!
//! Good: `M3 is live by 2027-02-19`
//!
//! ## Fix
//! Decide which day holds and write it in both places, or cite the milestone without a day.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::text;
use crate::quantity::date;
use crate::skills::platform_infrastructure::{Case, Roadmap};

crate::rule!("ONE001", "milestone-dated-twice", Warning, needs["roadmap"], "one001.rs", check);

/// How much may stand between a milestone and its day.
const NEAR: usize = 30;

/// Words by which a day is an end, and by which it is some day of the work.
const UNTIL: &[&str] = &["by", "until", "due", "before", "no later than"];
const DURING: &[&str] = &["on", "ends", "done", "finishes", "finished", "live", "lands", "ready", "in production", "starts"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = &case.plan;
    let dated = plan.milestones.iter().filter_map(|one| Some((text::identifier(one.id)?, one.eta?, one)));
    let dated: Vec<_> = dated.collect();
    for entry in case.gate.entries() {
        let (said, place) = (entry.cell.text, entry.cell.place);
        let on_roadmap = place.section == Roadmap::KEY && place.field == "milestones";
        if on_roadmap || !said.contains("20") || !dated.iter().any(|(id, ..)| said.contains(id)) {
            continue;
        }
        for (at, day) in date::find_dates(said) {
            let before = nearby(&said[..at.start]);
            let Some((id, eta, milestone)) = dated.iter().filter_map(|one| Some((last_mention(before, one.0)?, one))).max_by_key(|(end, _)| *end).map(|(_, one)| one)
            else {
                continue;
            };
            let between = last_mention(before, id).map_or("", |end| &before[end..]);
            if !contradicts(between, day, eta.start, eta.end) {
                continue;
            }
            findings
                .at(place, format!("{id} is dated {day} here and {} to {} on the roadmap", eta.start, eta.end))
                .evidence(format!("\"{id}{between}{day}\""))
                .fix(format!("write {} in both places, or the day that holds", eta.end))
                .related(milestone.row.eta().place, format!("ETA {}", milestone.row.eta().text));
        }
    }
}

/// The end of a text, from the last mark that ends a statement.
fn nearby(text: &str) -> &str {
    let start = text.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
    text[start..].rsplit([';', '.', '\n']).next().unwrap_or_default()
}

/// Where the last mention of an identifier ends in a text.
fn last_mention(text: &str, id: &str) -> Option<usize> {
    text.rmatch_indices(id).find_map(|(at, _)| {
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let end = at + id.len();
        (free(text[..at].chars().next_back()) && free(text[end..].chars().next())).then_some(end)
    })
}

/// Whether the words between a milestone and a day make the day a statement about it that its range denies.
fn contradicts(between: &str, day: Date, start: Date, end: Date) -> bool {
    // Another milestone or number between them owns the day.
    if between.contains(|c: char| c.is_ascii_digit() || matches!(c, ')' | ',' | ':')) {
        return false;
    }
    let bracket = between.trim() == "(";
    if text::has_any(between, UNTIL) {
        day < end
    } else {
        (bracket || text::has_any(between, DURING)) && !(start..=end).contains(&day)
    }
}
