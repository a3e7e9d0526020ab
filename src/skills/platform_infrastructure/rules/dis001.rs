//! It is not decided whether discoverability applies.
//!
//! ## What it does
//! Reads the section's first text for `Applicable` or `Not applicable`. Neither, or both as in a template, is
//! undecided; and so is `Not applicable` in a pack that counts discoverability among its primary pains.
//!
//! ## Why it matters
//! A large site is found only through structure that a crawler can follow, and nobody is paged when it cannot.
//! Silence here means that the question was skipped, which is discovered by the traffic, a quarter later.
//!
//! ## Example
//! Bad: `Applicable / Not applicable: <reason>`.
//!
//! Good: `Applicable: 61 % of visits come from organic search (Search Console, 90 days to 2026-10-11)`, or `Not
//! applicable: every page is behind sign-in`.
//!
//! ## Fix
//! Begin the section with one of the two and the reason.

use crate::skills::platform_infrastructure::reading::applicability::Applicability;
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Context, Discoverability};

crate::rule!("DIS001", "applicability-undecided", Warning, needs["discoverability"], "dis001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let field = Discoverability::of(case.pack).applicability();
    if field.is_blank() {
        return;
    }
    match Applicability::read(field.text) {
        Applicability::Applicable => {}
        // A placeholder alone is TXT001's to report; both answers side by side are not.
        Applicability::Undecided if unfilled(&field) && !text::has_any(field.text, &["applicable"]) => {}
        Applicability::Undecided => {
            findings
                .at(field.place, "Nothing says whether discoverability applies")
                .evidence(format!("it says: {}", shortened(field.text)))
                .fix(
                    "begin with \"Applicable: \" or \"Not applicable: \" and the reason, such as \"Applicable: \
                     61 % of visits come from \
                     search\" or \"Not applicable: every page is behind sign-in\"",
                );
        }
        Applicability::NotApplicable => {
            let pain = Context::of(case.pack)
                .pains()
                .find(|pain| text::has_any(kind(pain.text), &["seo*", "discoverability"]));
            if let Some(pain) = pain {
                findings
                    .at(field.place, "Discoverability is a primary pain of this pack and yet not applicable")
                    .evidence(format!("the pain: {}", shortened(pain.text)))
                    .fix("begin with \"Applicable: \" and fill the four lists, or strike the pain")
                    .related(pain.place, "the pain");
            }
        }
    }
}

/// The kind that a pain begins with: what stands before its colon.
fn kind(pain: &str) -> &str {
    pain.split(':').next().unwrap_or_default()
}
