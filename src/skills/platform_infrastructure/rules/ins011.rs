//! Properties of an event lack types, or a property has two types.
//!
//! ## What it does
//! Reads *Required properties* as a list of names with types (`order_id: uuid`, `rows int`, `is_gift (bool)`). Reports names
//! without one, and a name that has different types in two events. Spellings of a type (`int`, `bigint`) count as the same.
//!
//! ## Why it matters
//! The table is what producers implement from. Without types each of them chooses, and `order_id` arrives as a number from
//! one service and as text from another; the join between the two drops rows and reports no error.
//!
//! ## Example
//! Bad: `seatIds, price`; or `order_id: uuid` in one event and `order_id: string` in the next.
//!
//! Good: `order_id: uuid, total_minor: integer, currency: string`.
//!
//! ## Fix
//! Write `name: type` for each, and one type for one name throughout.

use std::collections::BTreeMap;

use super::property::{Type, known, properties};
use super::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::Instrumentation;

crate::rule!("INS011", "untyped-properties", Warning, needs &["instrumentation"], "ins011.rs", check);

/// The first event that gives a property a type.
struct First<'a> {
    event: &'a str,
    of: &'a str,
    kind: Type,
    cell: Cell<'a>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut types: BTreeMap<String, First<'_>> = BTreeMap::new();
    for event in Instrumentation::of(case.pack).events() {
        let cell = event.properties();
        if unfilled(&cell) || ["none", "n/a"].iter().any(|none| cell.text.trim().eq_ignore_ascii_case(none)) {
            continue;
        }
        let name = event.name().text.trim_matches('`');
        let mut untyped = Vec::new();
        for property in properties(cell.text) {
            if property.of.is_empty() {
                untyped.push(property.name);
            }
            let Some(kind) = known(property.of) else { continue };
            let first = types
                .entry(property.name.to_lowercase())
                .or_insert(First { event: name, of: property.of, kind, cell });
            if !first.kind.agrees(kind) {
                findings
                    .at(cell.place, format!("\"{}\" is {} in {name} and {} in {}", property.name, property.of, first.of, first.event))
                    .fix(format!("use one type for \"{}\" in both, or two names if they are two things", property.name))
                    .related(first.cell.place, format!("{} here", first.of));
            }
        }
        if !untyped.is_empty() {
            let (have, example) = if untyped.len() == 1 { ("has", "its type") } else { ("have", "the type of each") };
            findings
                .at(cell.place, format!("{} of {name} {have} no type", joined(&untyped, "and")))
                .evidence(format!("it says: {}", cell.text))
                .fix(format!("write {example} behind the name, such as \"{}: string\"", untyped[0]));
        }
    }
}
