//! Properties of an event lack types, or a property has two types.
//!
//! ## What it does
//! Reads *Required properties* as a list of names with types (`order_id: uuid`, `rows int`, `is_gift (bool)`).
//! Reports names without one, and a name that has different types in two events. Spellings of a type (`int`,
//! `bigint`) count as the same.
//!
//! ## Why it matters
//! The table is what producers implement from. Without types each of them chooses, and `order_id` arrives as a
//! number from one service and as text from another; the join between the two drops rows and reports no error.
//!
//! ## Example
//! Bad: `seatIds, price`; or `order_id: uuid` in one event and `order_id: string` in the next.
//!
//! Good: `order_id: uuid, total_minor: integer, currency: string`.
//!
//! ## Fix
//! Write `name: type` for each, and one type for one name throughout.

use std::collections::BTreeMap;

use super::property::{Type, known, likely, properties};
use super::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS011", "untyped-properties", Warning, needs["instrumentation"], "ins011.rs", check);

/// A property with the type that one event gives it.
struct Use<'a> {
    event: &'a str,
    of: &'a str,
    kind: Type,
    cell: Cell<'a>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut uses: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
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
            if let Some(kind) = known(property.of) {
                uses.entry(property.name).or_default().push(Use { event: name, of: property.of, kind, cell });
            }
        }
        if !untyped.is_empty() {
            let quoted: Vec<String> = untyped.iter().map(|name| format!("\"{name}\"")).collect();
            let typed: Vec<String> = untyped.iter().map(|name| format!("{name}: {}", likely(name))).collect();
            let have = if untyped.len() == 1 { "has" } else { "have" };
            findings
                .at(cell.place, format!("{} of {name} {have} no type", joined(&quoted, "and")))
                .evidence(format!("it says: {}", cell.text))
                .fix(format!("write a type behind each name, such as \"{}\"", typed.join(", ")));
        }
    }
    for (property, uses) in &uses {
        disagreement(property, uses, findings);
    }
}

/// Reports a property once, however many events disagree about it, at the first that differs from the first use.
fn disagreement(property: &str, uses: &[Use<'_>], findings: &mut Findings) {
    let [first, rest @ ..] = uses else { return };
    let differing: Vec<&Use<'_>> = rest.iter().filter(|other| !other.kind.agrees(first.kind)).collect();
    let Some(second) = differing.first() else { return };
    let events: Vec<&str> =
        differing.iter().filter(|other| other.kind == second.kind).map(|other| other.event).collect();
    let finding = findings
        .at(
            second.cell.place,
            format!(
                "\"{property}\" is {} in {} and {} in {}",
                first.of,
                first.event,
                second.of,
                joined(&events, "and")
            ),
        )
        .fix(format!("use one type for \"{property}\" throughout, or two names if they are two things"))
        .related(first.cell.place, format!("{} here", first.of));
    for other in &differing[1..] {
        finding.related(other.cell.place, format!("{} here", other.of));
    }
}
