//! A row repeats another in every cell but its name.
//!
//! ## What it does
//! Compares the rows of each table without the name, owner, dates and choices. Two rows are copies where
//! all the rest agrees, three cells or more are filled, and at least one of them is a sentence and not a
//! number; or where two sentences agree. Unfilled rows are TXT001's. Rows of the appendix may repeat one another, and so may events: rows
//! whose name begins with a day.
//!
//! ## Why it matters
//! A search heap is not measured in `pg_database_size_bytes`. Such a row was copied to be edited and
//! forgotten, so its numbers are another component's: the alert watches the wrong metric and the trigger
//! date is computed from someone else's growth.
//!
//! ## Example
//! Bad: `| catalogue-search heap | pg_database_size_bytes | 410 GB | 560 GB | ...` below `| patron-db disk
//! | pg_database_size_bytes | 410 GB | 560 GB | ...`.
//!
//! Good: `| catalogue-search heap | opensearch_jvm_heap_used_ratio, daily maximum | 71 % | 80 % | ...`.
//!
//! ## Fix
//! Give the row its own metric, values and project, or delete it.

use std::collections::BTreeMap;

use super::placeholder;
use crate::finding::Findings;
use crate::gate::{Case, Entry, voice};
use crate::pack::records::Records;
use crate::pack::{Kind, RowRef};
use crate::quantity::date;
use crate::text::{self, shortened};

crate::rule!("TXT003", "copied-row", Warning, needs[], "txt003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // By table, and by length first: most rows differ in that already.
    let mut seen: BTreeMap<(&str, &str, usize, Vec<&str>), RowRef<'_>> = BTreeMap::new();
    for (table, row, entries) in case.rows() {
        let place = row.place();
        if place.section == Records::KEY {
            continue;
        }
        let Some(cells) = substance(entries) else { continue };
        let name = row.cell(table.key_column().key);
        let length = cells.iter().map(|cell| cell.len()).sum();
        let key = (place.section, place.field, length, cells);
        let Some(first) = seen.get(&key) else {
            seen.insert(key, row);
            continue;
        };
        let cells = key.3;
        let original = first.cell(table.key_column().key);
        // Rows of one name are TXT004's; of placeholders beside the name another rule speaks.
        if text::same_name(name.text, original.text) || is_event(name.text) || entries.iter().skip(1).any(stands_in) {
            continue;
        }
        let different: Vec<String> = table
            .columns
            .iter()
            .filter(|column| !row.cell(column.key).is_blank() && compared(column.kind))
            .take(3)
            .map(|column| voice::place(place.column(column.key)))
            .collect();
        findings
            .at(
                place,
                format!(
                    "The {} \"{}\" is a copy of \"{}\" under another name",
                    table.row,
                    shortened(name.text),
                    shortened(original.text)
                ),
            )
            .evidence(format!("both say: {}", shortened(&cells.join(" | "))))
            .fix(format!("give it values of its own for {} and the rest, or delete the row", different.join(", ")))
            .related(first.place(), "the row it repeats");
    }
}

/// Whether a name is one of something that happened on a day: such things are often alike.
fn is_event(name: &str) -> bool {
    date::find_dates(name).first().is_some_and(|(range, _)| range.start == 0)
}

fn stands_in(entry: &Entry<'_>) -> bool {
    !entry.cell.is_blank() && placeholder::fills(entry)
}

/// What two rows must share to be copies, all but the name; `None` where that is too little to tell.
fn substance<'a>(entries: &[Entry<'a>]) -> Option<Vec<&'a str>> {
    let beside_name = entries.get(1..)?;
    let filled = || beside_name.iter().filter(|entry| !entry.cell.is_blank());
    let told = || filled().filter(|entry| compared(entry.kind));
    let words = |entry: &Entry<'_>, letters: usize| {
        matches!(entry.kind, Kind::Prose | Kind::Names)
            && entry.cell.text.chars().filter(|c| c.is_alphabetic()).nth(letters - 1).is_some()
    };
    let several = filled().nth(2).is_some() && told().nth(1).is_some() && told().any(|entry| words(entry, 8));
    // Two sentences that agree do so by no chance.
    let sentences = told().filter(|entry| words(entry, 24)).nth(1).is_some();
    (several || sentences).then(|| beside_name.iter().map(|entry| entry.cell.text.trim()).collect())
}

/// Whether agreeing in such a cell tells something: one person may own many rows, and many things are due on one day.
fn compared(kind: Kind) -> bool {
    !matches!(kind, Kind::Owner | Kind::Choice(_) | Kind::Date | Kind::PastDate | Kind::Name)
}
