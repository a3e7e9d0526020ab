//! The decision lacks its action, its limit, its date or its measure.
//!
//! ## What it does
//! Looks in the decision for four things: what will be done, what will not be done instead, a calendar day,
//! and a number that tells success.
//!
//! ## Why it matters
//! "We will make reliability everyone's job" can be approved by everybody and followed by nobody. The
//! alternative that was ruled out is what people will otherwise go on arguing for; the day and the number
//! are what the sponsor will be asked about.
//!
//! ## Example
//! Bad: `We will stabilise the platform and build for the future.`
//!
//! Good: `We will pool connections and move activity tables out (and not shard or change the database) by
//! 2027-03-26, to serve 4,500 req/s with p95 at or below 350 ms.`
//!
//! ## Fix
//! Write one or two sentences: we will do X (and not Y) by date Z to reach measure M.

use super::sco010::amounts;
use crate::skills::shared::reading::wording::{joined, shortened};
use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::text;
use crate::quantity::date;
use crate::skills::platform_infrastructure::{Case, Context};

crate::rule!("SCO002", "decision-incomplete", Warning, needs["context"], "sco002.rs", check);

const ACTION: &[&str] = &[
    "will",
    "shall",
    "we'll",
    "we\u{2019}ll",
    "going to",
    "decide*",
    "start*",
    "stop*",
    "build*",
    "move*",
    "adopt*",
    "replac*",
];

const LIMIT: &[&str] =
    &["not", "no", "nor", "instead of", "rather than", "without", "won't", "won\u{2019}t", "except", "never", "leave*"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let decision = context.decision();
    if decision.is_blank() || !placeholder::in_text(decision.text).is_empty() {
        return;
    }
    let mut lacks = Vec::new();
    let mut wants = Vec::new();
    if !text::has_any(decision.text, ACTION) {
        lacks.push("an action");
        wants.push("an action, \"We will ...\"".to_owned());
    }
    if !text::has_any(decision.text, LIMIT) {
        lacks.push("what it rules out");
        wants.push("the alternative it rules out, \"(and not ...)\"".to_owned());
    }
    if date::find_dates(decision.text).is_empty() {
        lacks.push("a date");
        wants.push("the day by which it is reached, \"by 2027-03-26\"".to_owned());
    }
    if amounts(decision.text).is_empty() {
        lacks.push("a number to reach");
        let measure = context.success().find(|measure| text::has_number(measure.target().text));
        wants.push(match measure {
            Some(measure) => {
                format!("a measure, for example \"to reach {}: {}\"", measure.name().text, measure.target().text)
            }
            None => "a measure with its number, \"to reach p95 <= 350 ms\"".to_owned(),
        });
    }
    if lacks.is_empty() {
        return;
    }
    findings
        .at(decision.place, format!("The decision lacks {}", joined(&lacks, "and")))
        .evidence(format!("it says: {}", shortened(decision.text)))
        .fix(format!("add {}", wants.join("; ")));
}
