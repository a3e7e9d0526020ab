//! The date or runway of a limit in prose is not the one that the clock yields.
//!
//! ## What it does
//! Where a text names a limit of the clock, or stands in one of its rows, and says when the limit or its trigger is reached
//! (`orders-db disk: the limit is reached on 2027-03-01`, `orders-db disk has 120 days left`), the day is held against the
//! one that follows from current value, growth and limit. It may be off by a twentieth of the runway, three days at
//! least; where the clock gives a range, the day has to lie in it (P10 to P90). What is said with a condition (`after M2`,
//! `if growth doubles`) is left alone.
//!
//! ## Why it matters
//! The date in the sentence is the one that is repeated in the steering committee. The values it was computed from move
//! every month, and the sentence does not.
//!
//! ## Example
//! Bad: `Without action orders-db disk reaches its limit on 2027-03-01` where the clock yields 2028-07-02
//!
//! Good: the day of the computed line
//!
//! ## Fix
//! Write the day the finding gives, or refer to the computed lines below the clock; correct the row if the sentence is right.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::engine::capacity::Moment;
use crate::finding::Findings;
use crate::gate::Entry;
use crate::text;
use crate::quantity::{Quantity, date};
use crate::skills::platform_infrastructure::reading::clock::Reading;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL016", "stated-date-differs", Warning, needs["scaling"], "scl016.rs", check);

/// What is reached on which day, and how many days are left to the limit.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(?P<what>limit|trigger)(?: of [^;,.\d]{1,40})? (?:is |will be )?(?:reached|hit|met|fires|fired)|(?:reaches|hits|meets) (?:its |the )(?:hard )?(?P<which>limit|trigger)|is full|fills up|runs out|is exhausted) (?P<how>on|by) (?:about |around |~ ?)?(?P<day>\d{4}-\d{2}-\d{2})",
    )
    .ok()
});

static LEFT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:about |around |~ ?)?\b(?P<n>\d[\d,]*) (?P<unit>days?|weeks?|months?) (?:left(?:\s*$|[,.:)]| until| before)|of runway\b|to its limit\b|to the limit\b)").ok()
});

/// Words of a condition, of the past, or of another subject.
const OTHERWISE: &[&str] = &[
    "if", "after", "once", "would", "could", "unless", "until", "with", "instead", "then", "doubles", "twice", "from",
    "before", "allows", "lasts", "alone", "again", "next", "had", "was", "were", "least", "most", "than",
];

/// What is said of a limit.
struct Said {
    what: &'static str,
    written: String,
    day: Date,
    /// Whether it is reached by that day, and may be before.
    no_later: bool,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.pack.as_of;
    for entry in case.gate.entries() {
        let said = entry.cell.text;
        if !text::has_number(said) || !text::has_any(said, &["limit", "trigger", "left", "runway", "full", "runs out", "fills up", "exhausted"]) {
            continue;
        }
        for statement in said.split([';', '\n']).flat_map(|part| part.split(". ")) {
            let Some(reading) = about(&entry, statement, &case.clock) else { continue };
            if text::has_any(statement, OTHERWISE) {
                continue;
            }
            let found = [dated(statement), left(statement, as_of)];
            for one in found.into_iter().flatten() {
                held_against(&one, reading, &entry, as_of, findings);
            }
        }
    }
}

/// The limit that a statement is about: the only one it names, else the one in whose row it stands.
fn about<'r, 'a>(entry: &Entry<'a>, statement: &str, clock: &'r [Reading<'a>]) -> Option<&'r Reading<'a>> {
    let mut named = clock.iter().filter(|one| text::key(one.name()).contains(' ') && text::mentions(statement, one.name()));
    match (named.next(), named.next()) {
        (Some(one), None) => Some(one),
        (None, _) => {
            let place = entry.cell.place;
            let (_, row) = place.row.filter(|_| place.section == Scaling::KEY && matches!(place.field, "limits" | "growth"))?;
            clock.iter().find(|one| text::same_name(one.name(), row))
        }
        _ => None,
    }
}

fn dated(statement: &str) -> Option<Said> {
    let found = DATED.as_ref()?.captures(statement)?;
    let day = found.name("day")?;
    let no_later = found.name("how").is_some_and(|how| how.as_str().eq_ignore_ascii_case("by"));
    let what = found.name("what").or(found.name("which")).map_or("limit", |word| word.as_str());
    let what = if what.eq_ignore_ascii_case("trigger") { "trigger" } else { "limit" };
    Some(Said { what, written: day.as_str().to_owned(), day: date::parse(day.as_str()).ok()?, no_later })
}

fn left(statement: &str, as_of: Date) -> Option<Said> {
    let found = LEFT.as_ref()?.captures(statement)?;
    let (n, unit) = (found.name("n")?, found.name("unit")?);
    if statement[..n.start()].ends_with(['-', '\u{2013}', '.', ',']) {
        return None;
    }
    let written = format!("{} {}", n.as_str(), unit.as_str());
    let days = Quantity::parse(&written).ok()?.as_days()?;
    let days: i32 = days.round().try_into().ok()?;
    let day = as_of.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    Some(Said { what: "limit", written, day, no_later: false })
}

fn held_against(said: &Said, reading: &Reading<'_>, entry: &Entry<'_>, as_of: Date, findings: &mut Findings) {
    let Some((early, late, derivation)) = right(said.what, reading, as_of) else { return };
    let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
    let slack = (days(as_of, late) / 20).max(3);
    if days(said.day, early) <= slack && (said.no_later || days(late, said.day) <= slack) {
        return;
    }
    let (right, when) = match early == late {
        true if said.written.contains('-') => (late.to_string(), format!("on {late}")),
        true => {
            let left = Quantity::days(days(as_of, late));
            (format!("{left}, to {late}"), format!("in {left}, on {late},"))
        }
        false => (format!("a day between {early} and {late}"), format!("between {early} and {late}")),
    };
    findings
        .at(entry.cell.place, format!("The {} of \"{}\" is reached {when} by the clock; it says {}", said.what, reading.name().trim(), said.written))
        .evidence(derivation)
        .fix(format!("write {right}, or correct the row"))
        .related(reading.limit.place(), "the limit on the clock");
}

/// The days between which a limit or trigger is reached, and how they follow.
fn right(what: &str, reading: &Reading<'_>, as_of: Date) -> Option<(Date, Date, String)> {
    if let Some(forecast) = reading.dates() {
        let dates = if what == "trigger" { forecast.to_trigger.as_ref()? } else { &forecast.to_limit };
        let of = |moment: &Moment| moment.date;
        return Some((of(&dates.p10)?, of(&dates.p90)?, dates.derivation.clone()));
    }
    let due = if what == "trigger" { reading.trigger_date(as_of)? } else { reading.limit_date(as_of)? };
    Some((due.date, due.date, due.derivation))
}
