//! An assumption offers fewer than two or more than three options.
//!
//! ## What it does
//! Counts the options of each assumption, separated by semicolons; `or`, slashes and line breaks between
//! them are read too.
//!
//! ## Why it matters
//! An assumption is a question somebody still has to answer. With one option there is nothing to choose, so
//! it is confirmed by silence and turns into a fact; with seven nobody answers at all. Two or three can be
//! ticked in a minute.
//!
//! ## Example
//! Bad: `| A1 | Traffic grows evenly | even growth | ...`.
//!
//! Good: `| A1 | Traffic grows evenly | even growth; flat until March, then five times in a week; three
//! times | ...`.
//!
//! ## Fix
//! Write the assumed option first, then one or two that would change the plan. Leave out those that would
//! change nothing.

use crate::skills::shared::reading::wording::shortened;
use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::skills::platform_infrastructure::{Case, Context};

crate::rule!("SCO007", "assumption-options", Warning, needs["context"], "sco007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for assumption in Context::of(case.pack).assumptions() {
        let options = assumption.options();
        if options.is_blank() || !placeholder::in_text(options.text).is_empty() {
            continue;
        }
        let count = count(options.text);
        let id = assumption.name().text;
        if count < 2 {
            findings
                .at(options.place, format!("Assumption {id} offers a single option, so there is nothing to choose"))
                .evidence(format!("it says: {}", shortened(options.text)))
                .fix(
                    "add one or two alternatives that would change the plan, separated by semicolons, the \
                     assumed one first",
                );
        } else if count > 3 {
            findings
                .at(
                    options.place,
                    format!("Assumption {id} offers {count} options, too many to be answered in passing"),
                )
                .evidence(format!("it says: {}", shortened(options.text)))
                .fix("keep the assumed one and the one or two that would change the plan");
        }
    }
}

/// The options of a text: at its semicolons, else at whatever else it separates them by.
fn count(text: &str) -> usize {
    let parts = |separator: &str| text.split(separator).filter(|part| part.contains(char::is_alphanumeric)).count();
    [";", "<br>", "\n", " / ", " or ", " vs ", " | "]
        .iter()
        .map(|separator| parts(separator))
        .find(|count| *count > 1)
        .unwrap_or(1)
}
