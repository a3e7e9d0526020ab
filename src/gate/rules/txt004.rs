//! Two rows of a table go by the same name.
//!
//! ## What it does
//! Compares the first column of each table, case, punctuation and spacing aside. Milestones, questions and
//! assumptions are also compared by the identifier they begin with. Rows that are told apart by more than
//! their first cell are not: two indicators of one journey, one fact observed on two days, one rule
//! exempted in two places.
//!
//! ## Why it matters
//! Other sections refer to rows by name. With two rows called `orders-db disk` nobody can say which growth,
//! project or start date is meant, and what is computed for one is read for the other.
//!
//! ## Example
//! Bad: `| M3 Queue split | ...` and, further down, `| M3 Bigint key | ...`.
//!
//! Good: `| M3 Queue split | ...` and `| M4 Bigint key | ...`, with the dependencies that cite them.
//!
//! ## Fix
//! Rename one of the two, merge them, or delete the one that was left behind; then check who refers to the
//! name.

use std::collections::BTreeMap;

use super::placeholder;
use crate::finding::Findings;
use crate::gate::Case;
use crate::text;
use crate::pack::{Place, RowRef, TableSpec};

crate::rule!("TXT004", "same-name", Warning, needs[], "txt004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut names: BTreeMap<(&str, &str, String), Place<'_>> = BTreeMap::new();
    let mut numbers: BTreeMap<(&str, &str, &str), (Place<'_>, &str)> = BTreeMap::new();
    for (table, row, entries) in case.rows() {
        let Some(entry) = entries.iter().find(|entry| entry.cell.place.column == table.key_column().key) else { continue };
        let name = entry.cell;
        if placeholder::fills(entry) {
            continue;
        }
        let place = row.place();
        let first = *names.entry((place.section, place.field, identity(table, &row))).or_insert(place);
        if first != place {
            let other = first.row.map_or("", |(_, name)| name);
            let message = if other == name.text {
                format!("Two rows go by the name \"{other}\"")
            } else {
                format!("\"{other}\" and \"{}\" are the same name to whoever refers to it", name.text)
            };
            findings
                .at(name.place, message)
                .evidence(format!("rows {} and {}", number(first), number(place)))
                .fix(format!("rename this {}, merge the two, or delete one", table.row))
                .related(first, "the other row");
            continue;
        }
        let Some(id) = text::identifier(name.text).filter(|id| numbers_rows(table, id)) else { continue };
        let (first, other) = *numbers.entry((place.section, place.field, id)).or_insert((place, name.text));
        if first != place {
            findings
                .at(name.place, format!("{id} stands for two rows: \"{other}\" and \"{}\"", name.text))
                .evidence(format!("rows {} and {}", number(first), number(place)))
                .fix(format!("give this {} the next free number, and mend what cites {id}", table.row))
                .related(first, "the other row");
        }
    }
}

/// What tells a row from the others of its table.
fn identity(table: &'static TableSpec, row: &RowRef<'_>) -> String {
    let mut identity = text::key(row.cell(table.key_column().key).text);
    for column in table.telling_apart() {
        identity.push('\n');
        identity.push_str(&text::key(row.cell(column.key).text));
    }
    identity
}

/// Whether an identifier counts the rows of its table, as M does milestones; `S3` among the limits is a product.
fn numbers_rows(table: &'static TableSpec, id: &str) -> bool {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() == 1 && table.row.get(..1).is_some_and(|first| first.eq_ignore_ascii_case(letters))
}

fn number(place: Place<'_>) -> usize {
    place.row.map_or(0, |(index, _)| index + 1)
}
