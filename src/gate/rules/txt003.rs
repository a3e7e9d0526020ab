//! A row repeats another in every cell but its name.
//!
//! ## What it does
//! Compares the rows of each table without the name, owner, dates and choices. Two rows are copies where
//! all the rest agrees, three cells or more are filled, and at least one of them is a sentence and not a
//! number. Unfilled rows are TXT001's, and rows of the appendix may repeat one another.
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
use super::prose::excerpt;
use crate::finding::Findings;
use crate::gate::{Case, Entry, text};
use crate::pack::records::Records;
use crate::pack::{Kind, RowRef, TableSpec};

crate::rule!("TXT003", "copied-row", Warning, needs[], "txt003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut seen: BTreeMap<(&str, &str, Vec<&str>), RowRef<'_>> = BTreeMap::new();
    for (table, row) in case.rows() {
        let place = row.place();
        if place.section == Records::KEY {
            continue;
        }
        let Some(cells) = substance(table, &row) else { continue };
        let name = row.cell(table.key_column().key);
        let first = *seen.entry((place.section, place.field, cells.clone())).or_insert(row);
        let original = first.cell(table.key_column().key);
        // Rows of one name are TXT004's.
        if first.place() == place || text::same_name(name.text, original.text) || holds_placeholder(table, &row) {
            continue;
        }
        let different: Vec<String> = table
            .columns
            .iter()
            .filter(|column| !row.cell(column.key).is_blank() && compared(column.kind))
            .take(3)
            .map(|column| format!("\"{}\"", column.header))
            .collect();
        findings
            .at(
                place,
                format!(
                    "The {} \"{}\" is a copy of \"{}\" under another name",
                    table.row,
                    excerpt(name.text),
                    excerpt(original.text)
                ),
            )
            .evidence(format!("both say: {}", excerpt(&cells.join(" | "))))
            .fix(format!("give it values of its own for {} and the rest, or delete the row", different.join(", ")))
            .related(first.place(), "the row it repeats");
    }
}

/// Whether a cell beside the name is a placeholder: of those another rule speaks.
fn holds_placeholder(table: &'static TableSpec, row: &RowRef<'_>) -> bool {
    table.columns.iter().skip(1).any(|column| {
        let cell = row.cell(column.key);
        let entry =
            Entry { cell, kind: column.kind, optional: column.optional, label: column.header, clean: false };
        !cell.is_blank() && placeholder::fills(&entry)
    })
}

/// What two rows must share to be copies; `None` where that is too little to tell.
fn substance<'a>(table: &'static TableSpec, row: &RowRef<'a>) -> Option<Vec<&'a str>> {
    let mut cells = Vec::with_capacity(table.columns.len());
    let mut filled = 0;
    let mut told = 0;
    let mut sentence = false;
    for column in table.columns.iter().skip(1) {
        let cell = row.cell(column.key);
        filled += usize::from(!cell.is_blank());
        if compared(column.kind) {
            told += usize::from(!cell.is_blank());
            sentence |= matches!(column.kind, Kind::Prose | Kind::Names)
                && cell.text.chars().filter(|c| c.is_alphabetic()).count() >= 8;
        }
        cells.push(cell.text.trim());
    }
    (filled >= 3 && told >= 2 && sentence).then_some(cells)
}

/// Whether agreeing in such a cell tells something: one person may own many rows, and many things are due on one day.
fn compared(kind: Kind) -> bool {
    !matches!(kind, Kind::Owner | Kind::Choice(_) | Kind::Date | Kind::Name)
}
