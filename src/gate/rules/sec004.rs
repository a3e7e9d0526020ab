//! A section exists in name only.
//!
//! ## What it does
//! Counts, in each of the numbered sections, what is said: texts, items and required cells. It reports a heading with nothing under
//! it, or nothing but notes that do not say why it does not apply, and a section of which more than half is blank, placeholder or
//! filler.
//!
//! ## Why it matters
//! A hollow section is worse than a missing one: the table of contents is complete, the reviewer skims, and the plan is
//! approved with a hole that looks like a chapter.
//!
//! ## Example
//! Bad: `## 6. Discoverability plan` and nothing under it; a risk table with one row, `| Risk 1 | low/medium/high | ... | TBD | <owner> |`.
//!
//! Good: `Not applicable: every page is behind sign-in.`
//!
//! ## Fix
//! Write the section, or say in it in one sentence why it does not apply. What nobody knows yet is an assumption or an
//! open question, with a name and a day.

use super::{filler, placeholder};
use crate::finding::Findings;
use crate::gate::{Case, Entry, voice};
use crate::text;
use crate::pack::{Kind, Place};

crate::rule!("SEC004", "section-hollow", Error, needs[], "sec004.rs", check);

/// How many hollow entries a finding points to.
const SHOWN: usize = 3;

/// What the entries of a section say, counted.
#[derive(Default)]
struct Count<'a> {
    entries: usize,
    blank: usize,
    placeholders: usize,
    filler: usize,
    /// The first hollow ones.
    shown: Vec<Entry<'a>>,
}

impl<'a> Count<'a> {
    fn add(&mut self, entry: Entry<'a>) {
        if entry.optional && entry.cell.is_blank() {
            return;
        }
        self.entries += 1;
        let counter = if entry.cell.is_blank() {
            &mut self.blank
        } else if placeholder::fills(&entry) {
            &mut self.placeholders
        } else if matches!(entry.kind, Kind::Prose | Kind::Target) && filler::dominates(entry.cell.text, 1).is_some() {
            &mut self.filler
        } else {
            return;
        };
        *counter += 1;
        if self.shown.len() < SHOWN && !entry.cell.is_blank() {
            self.shown.push(entry);
        }
    }

    fn hollow(&self) -> usize {
        self.blank + self.placeholders + self.filler
    }
}

/// Whether an entry says something, as far as that is seen at a glance.
fn is_plain(entry: &Entry<'_>) -> bool {
    let prose = matches!(entry.kind, Kind::Prose | Kind::Target);
    entry.clean && !entry.cell.is_blank() && (!prose || filler::says_enough(entry.cell.text))
}

/// The field of a section in which anything may stand, and which no rule asks for.
const NOTES: &str = "notes";

/// Whether notes say that their section does not apply.
fn declines(notes: &str) -> bool {
    const WORDS: &[&str] = &["not applicable", "n/a", "does not apply", "do not apply", "out of scope", "not needed"];
    text::has_any(notes, WORDS)
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut counts: Vec<Count<'_>> = case.sections.iter().map(|_| Count::default()).collect();
    let mut entries: Vec<Vec<Entry<'_>>> = case.sections.iter().map(|_| Vec::new()).collect();
    for entry in case.entries() {
        if let Some(at) = case.sections.iter().position(|spec| spec.key == entry.cell.place.section) {
            entries[at].push(entry);
        }
    }
    for (count, entries) in counts.iter_mut().zip(entries) {
        // Where half of the entries plainly say something the section is not hollow, and the others need no search.
        if entries.iter().filter(|entry| is_plain(entry)).count() * 2 < entries.len() {
            entries.into_iter().for_each(|entry| count.add(entry));
        }
    }
    for (spec, count) in case.sections.iter().zip(counts) {
        let section = case.section(spec);
        if !spec.numbered || !section.exists() {
            continue;
        }
        let written = || spec.fields.iter().filter(|field| section.has(field.key));
        let notes_alone = written().all(|field| field.key == NOTES) && !declines(section.text(NOTES).text);
        if written().next().is_none() || notes_alone {
            let required = spec.fields.iter().filter(|field| !field.optional);
            let fields: Vec<String> = required.map(|field| voice::field(spec, field)).collect();
            let holds = if written().next().is_none() { "nothing" } else { "nothing but notes" };
            findings
                .at(Place::section(spec.key), format!("[[{}]] has {holds} in it", spec.key))
                .fix(format!("write {}; or say in a sentence why the section does not apply", fields.join(", ")));
        } else if count.hollow() * 2 > count.entries {
            let finding = findings.at(
                Place::section(spec.key),
                format!(
                    "[[{}]] exists in name only: {} of its {} entries say nothing",
                    spec.key,
                    count.hollow(),
                    count.entries
                ),
            );
            finding
                .evidence(format!("{} blank, {} placeholders, {} filler", count.blank, count.placeholders, count.filler))
                .fix("write what is meant in each, or strike the rows and items nobody can fill; what is not known yet is an open question");
            for entry in count.shown {
                finding.related(entry.cell.place, format!("it says: {}", entry.cell.text));
            }
        }
    }
}
