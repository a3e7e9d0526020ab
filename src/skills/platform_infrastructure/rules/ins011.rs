//! Properties of an event lack types.
//!
//! ## What it does
//! Reads *Required properties* as a list of names with types (`order_id: uuid`, `rows int`, `is_gift (bool)`) and
//! reports names without one.
//!
//! ## Why it matters
//! The table is what producers implement from. Without types each of them chooses, and `order_id` arrives as a
//! number from one service and as text from another; the join between the two drops rows and reports no error.
//!
//! ## Example
//! Bad: `seatIds, price`.
//!
//! Good: `order_id: uuid, total: integer (EUR cents), currency: string`.
//!
//! ## Fix
//! Write `name: type` for each, with the unit of a number in brackets.

use crate::skills::shared::reading::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::reading::property::{likely, properties};
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS011", "untyped-properties", Warning, needs["instrumentation"], "ins011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for event in Instrumentation::of(case.pack).events() {
        let cell = event.properties();
        if unfilled(&cell) || ["none", "n/a"].iter().any(|none| cell.text.trim().eq_ignore_ascii_case(none)) {
            continue;
        }
        let name = event.name().text.trim_matches('`');
        let untyped: Vec<&str> =
            properties(cell.text).filter(|property| property.of.is_empty()).map(|property| property.name).collect();
        if untyped.is_empty() {
            continue;
        }
        let quoted: Vec<String> = untyped.iter().map(|name| format!("\"{name}\"")).collect();
        let typed: Vec<String> = untyped.iter().map(|name| format!("{name}: {}", likely(name))).collect();
        let have = if untyped.len() == 1 { "has" } else { "have" };
        findings
            .at(cell.place, format!("{} of {name} {have} no type", joined(&quoted, "and")))
            .evidence(format!("it says: {}", cell.text))
            .fix(format!("write a type behind each name, such as \"{}\"", typed.join(", ")));
    }
}
