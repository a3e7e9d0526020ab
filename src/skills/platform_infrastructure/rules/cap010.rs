//! A capability of the inventory is neither shared nor kept with a product.
//!
//! ## What it does
//! Looks for each name of the *Capabilities* table in *Becomes a shared primitive* and *Stays
//! product-specific*. A shortened name is recognized, and so is an item that speaks of all of them.
//!
//! ## Why it matters
//! The inventory lists candidates; the two lists decide. A candidate that stands in neither is planned,
//! estimated and perhaps built without anybody having decided it.
//!
//! ## Example
//! The table has Audit log, Permissions and Notifications; the lists mention Audit log and Permissions.
//!
//! ## Fix
//! Add each capability to one of the two lists, with its reason, or take the row out of the inventory.

use crate::skills::shared::reading::wording::{joined, stem, stems, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Case, Capabilities, Capability};

crate::rule!("CAP010", "capability-undecided", Warning, needs["capabilities"], "cap010.rs", check);

/// Words that do not tell one capability from another.
const GENERIC: &[&str] = &[
    "service", "services", "platform", "shared", "system", "engine", "the", "a", "an", "and", "of", "for", "on", "v1",
    "v2", "common",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Capabilities::of(case.pack);
    if section.shared().next().is_none() {
        // A missing list is SEC002's to report.
        return;
    }
    let items: Vec<String> = section.shared().chain(section.product_specific()).map(|item| words(&item)).collect();
    if items.iter().any(|item| ["all ", "both ", "each ", "every "].iter().any(|word| item.starts_with(word))) {
        return;
    }
    let undecided: Vec<Capability<'_>> = section
        .capabilities()
        .filter(|row| !items.iter().any(|item| speaks_of(item, row.name().text)) && !unfilled(&row.name()))
        .collect();
    if undecided.is_empty() {
        return;
    }
    let names: Vec<String> = undecided.iter().map(|row| format!("\"{}\"", row.name().text)).collect();
    let stand = if names.len() == 1 { "stands" } else { "stand" };
    let finding = findings
        .at(
            section.0.field("shared"),
            format!("{} {stand} in the inventory but in neither list of decisions", joined(&names, "and")),
        )
        .fix(
            "add each to [[capabilities.shared]] or [[capabilities.product_specific]] with its reason, or \
              strike the row",
        );
    for row in undecided {
        finding.related(row.place(), "a candidate nobody decided on");
    }
}

/// The words of an item in the singular, with a blank behind each.
fn words(item: &Cell<'_>) -> String {
    text::key(item.text).split(' ').map(|word| stem(word) + " ").collect()
}

/// Whether an item names a capability: a third of the words that tell it from others.
fn speaks_of(item: &str, name: &str) -> bool {
    let mut words = stems(name, GENERIC);
    if words.is_empty() {
        words = stems(name, &[]);
    }
    let found = words.iter().filter(|word| item.split(' ').any(|other| other == *word)).count();
    found > 0 && found * 3 >= words.len()
}
