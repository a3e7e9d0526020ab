//! A placeholder of a template is still there.
//!
//! ## What it does
//! Looks in the title and in every field, item and cell for text that somebody was to replace: `<owner>`,
//! `[your team]`, TBD, TODO, XXX, lorem ipsum, `YYYY-MM-DD`, "N months", a cell that begins with "e.g.", a
//! header copied into a row, a choice with all its words. Code between backticks, path parameters,
//! comparisons and the answers "N/A" and "none" are none of these.
//!
//! ## Why it matters
//! A template looks finished from a distance. Whoever skims the plan takes the gap for a decision, and on
//! GitHub `<what stops>` is an unknown HTML tag: it is not shown at all. What is not known yet has a place
//! of its own, with an owner and a date.
//!
//! ## Example
//! Bad: `When a trigger fires, <what stops>, decided by <who>, for <how long>.`
//!
//! Good: `When a trigger fires, feature work on the component stops for up to 4 weeks; Dana Ruiz (SRE lead)
//! decides.`
//!
//! ## Fix
//! Write what belongs there. What nobody knows becomes an assumption with options, or an open question with
//! an owner and a due date; a row nobody needs is deleted.

use super::placeholder;
use super::prose::{belongs, called};
use crate::finding::Findings;
use crate::gate::{Case, Entry};
use crate::pack::{Kind, Place};
use crate::text::shortened;

crate::rule!("TXT001", "placeholder", Error, needs[], "txt001.rs", check);

/// What to do with what nobody knows.
const UNKNOWN: &str = "if nobody knows yet, make it an open question with an owner and a due date";

/// From so many placeholders on, a row is reported as a whole.
const WHOLE_ROW: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let title = &case.pack.title;
    let found = texts(title, placeholder::in_text(title));
    if !found.is_empty() {
        findings.at(Place::PACK, "The title still holds a placeholder").evidence(found.join(", ")).fix(
            "say in the title which system reaches what by when, such as \"Orders platform: hold 5x \
                 traffic by May 2027\"",
        );
    }
    let entries: Vec<Entry<'_>> = case.entries().collect();
    let together = |a: &Entry<'_>, b: &Entry<'_>| {
        let (a, b) = (a.cell.place, b.cell.place);
        !a.column.is_empty() && !b.column.is_empty() && (a.section, a.field, a.row) == (b.section, b.field, b.row)
    };
    for row in entries.chunk_by(together) {
        let found: Vec<(&Entry<'_>, Vec<&str>)> = row
            .iter()
            .map(|entry| (entry, texts(entry.cell.text, placeholder::of(entry))))
            .filter(|(_, found)| !found.is_empty())
            .collect();
        if found.len() >= WHOLE_ROW {
            report_row(case, row, &found, findings);
        } else {
            for (entry, found) in found {
                report(case, entry, &found, findings);
            }
        }
    }
}

fn texts(text: &str, ranges: Vec<std::ops::Range<usize>>) -> Vec<&str> {
    ranges.into_iter().filter_map(|range| text.get(range)).collect()
}

fn report_row(case: &Case<'_>, row: &[Entry<'_>], found: &[(&Entry<'_>, Vec<&str>)], findings: &mut Findings) {
    let Some(first) = row.first() else { return };
    let place = Place { column: "", ..first.cell.place };
    let index = place.row.map_or(0, |(index, _)| index);
    let filled = row.iter().filter(|entry| !entry.cell.is_blank()).count();
    let named = !found.iter().any(|(entry, _)| entry.cell.place == first.cell.place);
    let kind = case.spec(place.section).and_then(|spec| spec.table(place.field)).map_or("row", |table| table.row);
    let count = found.len();
    let (message, fix) = if named && count * 2 < filled {
        let name = shortened(first.cell.text);
        (format!("The {kind} \"{name}\" holds placeholders in {count} of its {filled} cells"), "fill them in")
    } else {
        let message =
            format!("Row {} is still the template's: {count} of its {filled} cells hold placeholders", index + 1);
        (message, "fill the row in, or delete it")
    };
    let all: Vec<&str> = found.iter().flat_map(|(_, texts)| texts.iter().copied()).collect();
    findings.at(place, message).evidence(shortened(&all.join(" | "))).fix(format!("{fix}; {UNKNOWN}"));
}

fn report(case: &Case<'_>, entry: &Entry<'_>, found: &[&str], findings: &mut Findings) {
    let what = if found.len() == 1 { "a placeholder" } else { "placeholders" };
    let belongs = belongs(case, entry);
    let item = entry.cell.place.row.is_some() && entry.cell.place.column.is_empty();
    let fix = if entry.optional || item {
        format!("write {belongs}, or delete it")
    } else if matches!(entry.kind, Kind::Choice(_) | Kind::Date | Kind::DateRange | Kind::Owner) {
        format!("write {belongs}")
    } else {
        format!("write {belongs}; {UNKNOWN}")
    };
    let message = format!("{} still holds {what}: {}", called(entry), shortened(&found.join(", ")));
    findings.at(entry.cell.place, message).fix(fix);
}
