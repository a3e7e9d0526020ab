//! Discoverability is said not to apply, without a reason.
//!
//! ## What it does
//! Counts the words beside `Not applicable`; fewer than three that say anything are no reason.
//!
//! ## Why it matters
//! "Not applicable" closes a seventh of the plan in two words. The reason lets a reader check it: is every page
//! behind sign-in, and do help pages, status pages and public profiles belong to somebody else?
//!
//! ## Example
//! Bad: `Not applicable.`
//!
//! Good: `Not applicable: every page is behind sign-in and answers crawlers with 401; the public site is
//! another system, owned by Marketing`.
//!
//! ## Fix
//! Say which pages exist, why none of them should be found, and who owns those that should.

use crate::skills::platform_infrastructure::reading::applicability::{Applicability, reason_words};
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS002", "not-applicable-without-reason", Warning, needs["discoverability"], "dis002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let field = Discoverability::of(case.pack).applicability();
    if unfilled(&field)
        || Applicability::read(field.text) != Applicability::NotApplicable
        || reason_words(field.text) >= 3
    {
        return;
    }
    findings
        .at(field.place, "Discoverability is not applicable for no reason given")
        .evidence(format!("it says: {}", shortened(field.text)))
        .fix(
            "add why no page should be found, such as \"Not applicable: every page is behind sign-in; the \
              public site is another system\"",
        );
}
