//! A communication without an audience, or without a time and a channel.
//!
//! ## What it does
//! Reads each item of *Communications* for who is told (the words before a colon, or a group of people) and for
//! when or where (a date, a rhythm, an occasion, a channel).
//!
//! ## Why it matters
//! "Keep stakeholders informed" is done by nobody and missed by everybody on the day the old URL stops answering.
//! An item with an audience and a day can be put into a calendar now.
//!
//! ## Example
//! `Communicate progress regularly` names nobody. `Stakeholders: kept in the loop` names no time and no channel.
//!
//! ## Fix
//! `API customers: mail and status page, 14 days before each cut-over, from Hye-jin Park`.

use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::platform_infrastructure::{Case, Roadmap};
use crate::skills::shared::reading::wording::{CALENDAR, shortened, unfilled, word_count};

crate::rule!("ROA012", "communication-unaddressed", Warning, needs["roadmap"], "roa012.rs", check);

/// Words for people who are told something.
const PEOPLE: &[&str] = &[
    "team", "teams", "squad*", "customer*", "client*", "user*", "consumer*", "stakeholder*", "engineer*", "developer*",
    "everybody", "everyone", "staff", "leadership", "management", "executive*", "board", "committee", "department*",
    "partner*", "seller*", "buyer*", "merchant*", "tenant*", "support", "sales", "product manager*", "auditor*",
    "regulator*", "supplier*", "vendor*", "on-call", "operators", "sre", "sres", "cto", "ceo", "cfo", "coo", "ciso",
    "dpo", "company", "students", "owners", "integrators", "all hands", "all-hands",
];

/// Words that say when.
const WHEN: &[&str] = &[
    "daily", "weekly", "biweekly", "fortnightly", "monthly", "quarterly", "every", "each", "monday*", "tuesday*",
    "wednesday*", "thursday*", "friday*", "before", "after", "ahead", "within", "when", "once", "as soon as",
    "at kick-off", "at the start", "at launch", "on the day", "day of", "due", "deadline*", "notice", "in advance",
    "until", "during", "at the end",
];

/// Words that say where.
const WHERE: &[&str] = &[
    "mail*", "email*", "e-mail*", "slack", "teams channel", "channel*", "chat", "status page", "newsletter*",
    "meeting*", "all-hands", "all hands", "town hall", "wiki", "confluence", "notion", "changelog*", "release note*",
    "banner*", "call", "calls", "workshop*", "demo*", "letter*", "phone", "page", "office hour*", "stand-up",
    "standup", "review", "briefing*", "presentation*", "portal", "dashboard", "board meeting", "documentation",
    "developer portal", "header*", "blog*", "ticket*", "report", "intranet", "guild",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for item in Roadmap::of(case.pack).communications() {
        if unfilled(&item) {
            continue;
        }
        let (who, when) = (has_audience(item.text), has_occasion(item.text));
        let (wrong, fix) = match (who, when) {
            (true, true) => continue,
            (true, false) => (
                "says neither when nor where",
                "add the day or the rhythm and the channel, e.g. `mail 14 days before each cut-over`",
            ),
            (false, true) => ("does not say who is told", "begin it with the audience, e.g. `API customers: ...`"),
            (false, false) => (
                "has no audience, no time and no channel",
                "say who is told what, when and where, e.g. `API customers: end of the old URLs, by mail 90 and \
                 14 days before`",
            ),
        };
        findings
            .at(item.place, format!("A communication {wrong}"))
            .evidence(format!("\"{}\"", shortened(item.text)))
            .fix(fix);
    }
}

/// Whether somebody is addressed: what stands before a colon, or people.
fn has_audience(item: &str) -> bool {
    let head = item.split_once(':').map_or("", |(head, _)| head);
    let addressed = (1..=12).contains(&word_count(head)) && head.starts_with(|c: char| c.is_alphanumeric() || c == '*');
    addressed || text::has_any(item, PEOPLE)
}

fn has_occasion(item: &str) -> bool {
    text::has_any(item, WHEN)
        || text::has_any(item, CALENDAR)
        || text::has_any(item, WHERE)
        || item.contains('#')
        || !quantity::date::find_dates(item).is_empty()
}
