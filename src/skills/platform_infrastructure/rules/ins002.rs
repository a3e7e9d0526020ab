//! A canonical identity field is not defined.
//!
//! ## What it does
//! Looks for `user_id`, `account_id` and `anonymous_id` in the *Identity fields* table. Spellings such as
//! `userId` are recognized; other names (`device_id`, `tenant`) are not.
//!
//! ## Why it matters
//! Every question about people is asked of one of the three: what a person did, what a customer did, and what
//! happened before anybody signed in. Leave one out and each team invents its own, with other rules; numbers
//! then differ by team.
//!
//! ## Example
//! Bad: `| device_id | browser or phone | linked at login |` as the only row.
//!
//! Good: a row for each of `user_id`, `account_id` and `anonymous_id`, each with who issues it and how it
//! merges.
//!
//! ## Fix
//! Add the missing row. Where a kind of identity does not exist, say so in it: `anonymous_id | not issued,
//! every caller is signed in | never merged`.

use std::collections::BTreeSet;

use crate::skills::shared::reading::wording::joined;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Instrumentation};
use crate::skills::platform_infrastructure::reading::identity;

crate::rule!("INS002", "identity-field-missing", Warning, needs["instrumentation"], "ins002.rs", check);

/// The fields, and a row for each.
const CANONICAL: [(&str, &str); 3] = [
    (
        "user_id",
        "`| user_id | a person with a sign-in | never merged by itself; a confirmed duplicate is mapped to the \
         older id |`",
    ),
    ("account_id", "`| account_id | the paying customer or tenant | stamped as of the event, never rewritten |`"),
    (
        "anonymous_id",
        "`| anonymous_id | a browser or device before sign-in | linked once to the user_id that signs in, 30 \
         days back |`",
    ),
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Instrumentation::of(case.pack);
    let defined: BTreeSet<String> =
        section.identity().flat_map(|row| row.name().names().map(identity::field).collect::<Vec<_>>()).collect();
    let written: Vec<&str> = section.identity().map(|row| row.name().text).collect();
    let lacking: Vec<(&str, &str)> = CANONICAL.into_iter().filter(|(name, _)| !defined.contains(*name)).collect();
    if written.is_empty() || lacking.is_empty() {
        return;
    }
    let names: Vec<&str> = lacking.iter().map(|(name, _)| *name).collect();
    let rows: Vec<&str> = lacking.iter().map(|(_, row)| *row).collect();
    findings
        .at(section.0.field("identity"), format!("The identity fields lack {}", joined(&names, "and")))
        .evidence(format!("defined: {}", joined(&written, "and")))
        .fix(format!("add {}; where such an identity does not exist, let the row say so", joined(&rows, "and")));
}
