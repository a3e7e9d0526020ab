//! There are fewer than two non-goals.
//!
//! ## What it does
//! Counts the non-goals that say something; placeholders do not count.
//!
//! ## Why it matters
//! Scope grows through what nobody excluded. A plan without non-goals is read by each stakeholder as
//! containing his own wish, and the place to find that out is this page and not the review in March. One
//! non-goal is usually the one everybody agreed on anyway.
//!
//! ## Example
//! Bad: one item, `Compromise on quality`.
//!
//! Good: `Splitting web-app into services` and `Content strategy for the new countries: skill
//! content-marketing`.
//!
//! ## Fix
//! Write down what was asked for and refused, what a neighbouring team will do instead, and what belongs to
//! another skill.

use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::skills::platform_infrastructure::{Case, Context};

crate::rule!("SCO004", "too-few-non-goals", Warning, needs["context"], "sco004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let items: Vec<_> = context.non_goals().filter(|item| !item.is_blank()).collect();
    let told: Vec<_> = items.iter().filter(|item| placeholder::in_text(item.text).is_empty()).collect();
    // Nothing at all is another rule's to report, and so are placeholders.
    let [only] = told.as_slice() else { return };
    if items.len() > 1 {
        return;
    }
    findings
        .at(context.0.field("non_goals"), "There is a single non-goal, so nearly everything is in scope")
        .evidence(format!("it says: {}", only.text))
        .fix(
            "add what somebody asked for and this plan refuses, and where neighbouring work goes, such as \"No \
             new export formats; feature requests go to skill writing-prds\"",
        );
}
