//! An old path is to be retired without a date or a condition.
//!
//! ## What it does
//! Looks in each item of *Deprecation and decommissioning* for a date (a day, a month or a quarter), for a
//! milestone, or for a condition that can be read off: "when it has had 0 calls for 30 days", "once the last
//! consumer has moved".
//!
//! ## Why it matters
//! Old paths do not end by themselves. Without a day or a measured condition each stays for its last user, and the
//! team runs two systems from then on, which costs more than the one it wanted to replace.
//!
//! ## Example
//! `The SOAP adapter is switched off once the new API has bedded in`.
//!
//! ## Fix
//! `SOAP adapter: off on 2027-09-30, after 30 days with 0 calls in its access log (Sunil Bhatt)`.

use crate::finding::Findings;
use crate::text;
use crate::quantity::date;
use crate::skills::platform_infrastructure::{Case, Roadmap};
use crate::skills::shared::reading::plan::Plan;
use crate::skills::shared::reading::wording::{CALENDAR, has_amount, shortened, unfilled, word_count};

crate::rule!("ROA011", "deprecation-open-ended", Warning, needs["roadmap"], "roa011.rs", check);

/// Words that begin a condition.
const CONDITIONS: &[&str] = &["when", "once", "after", "until", "as soon as", "if", "following", "provided"];

/// What makes a condition one that can be read off.
const READABLE: &[&str] = &["no", "none", "nobody", "nothing", "never", "last", "every", "all", "each"];

/// Items that say that there is nothing to retire.
const NOTHING: &[&str] = &["none", "nothing", "no old path*", "no deprecation*", "not applicable", "n/a"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = &case.plan;
    for item in Roadmap::of(case.pack).deprecation() {
        if unfilled(&item) || opens(item.text) || is_dated(item.text, plan) {
            continue;
        }
        findings
            .at(item.place, "An old path is to be retired on no date and no condition that can be read off")
            .evidence(format!("\"{}\"", shortened(item.text)))
            .fix(
                "add the day and how disuse is shown, e.g. `off on 2027-06-30, after 30 days with 0 calls \
             in the access log`",
            );
    }
}

fn opens(item: &str) -> bool {
    NOTHING.iter().any(|word| text::find_word(item, word).is_some_and(|span| span.start == 0))
}

/// Whether a milestone is meant. A title of one word may be any word.
fn is_named(item: &str, title: &str) -> bool {
    word_count(title) > 1 && text::mentions(item, title)
}

fn is_dated(item: &str, plan: &Plan<'_>) -> bool {
    !date::find_dates(item).is_empty()
        || text::has_any(item, CALENDAR)
        || plan.milestones.iter().any(|milestone| text::mentions(item, milestone.id) || is_named(item, milestone.title))
        || (text::has_any(item, CONDITIONS) && (text::has_any(item, READABLE) || has_amount(item)))
}
