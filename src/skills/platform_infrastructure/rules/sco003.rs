//! The pains are too many, or one is of no known kind.
//!
//! ## What it does
//! Counts the pains, one to three of them, and looks in each for its kind: reliability, performance, cost,
//! privacy/security/compliance, developer velocity, data quality/analytics, SEO/discoverability. Usual
//! words for a kind (latency, availability, spend) will do.
//!
//! ## Why it matters
//! Five pains are no priority. The kind decides which sections must carry the plan and which measure proves
//! it: a pain that is of no kind is answered by no section and stays when the plan is done.
//!
//! ## Example
//! Bad: `everyone is in the incident call`, as the fourth of five.
//!
//! Good: `reliability: 5 of the 7 incidents of the last 180 days started on market-db`.
//!
//! ## Fix
//! Keep the three that cost most, begin each with its kind, and say what it cost in numbers. The others go
//! to the non-goals or to the open questions.

use crate::skills::shared::reading::wording::{counted, shortened};
use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Case, Context};
use crate::skills::platform_infrastructure::context::PAINS;

crate::rule!("SCO003", "pains", Warning, needs["context"], "sco003.rs", check);

/// The most pains one plan can be about.
const MOST: usize = 3;

/// Words for the kinds, in the order of [`PAINS`].
const WORDS: &[&[&str]] = &[
    &[
        "reliab*",
        "availab*",
        "outage*",
        "downtime",
        "uptime",
        "incident*",
        "resilien*",
        "stability",
        "durability",
        "data loss",
        "failover",
    ],
    &[
        "performance",
        "latency",
        "slow*",
        "speed",
        "throughput",
        "p95",
        "p99",
        "response time*",
        "load time*",
        "scalab*",
        "capacity",
    ],
    &["cost*", "spend*", "budget*", "bill", "expens*", "efficiency"],
    &["privacy", "security", "complian*", "gdpr", "audit*", "regulat*", "vulnerab*", "access control", "safety"],
    &[
        "developer",
        "velocity",
        "productivity",
        "lead time",
        "delivery speed",
        "time to market",
        "developer experience",
        "build time*",
        "deploy time*",
        "deployment*",
        "onboarding",
        "toil",
    ],
    &["data quality", "analytics", "tracking", "instrumentation", "observab*", "reporting", "data"],
    &["seo", "discoverab*", "search traffic", "organic", "crawl*", "index*", "findab*"],
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let pains: Vec<Cell<'_>> =
        context.pains().filter(|pain| !pain.is_blank() && placeholder::in_text(pain.text).is_empty()).collect();
    if pains.len() > MOST {
        findings
            .at(
                context.0.field("pains"),
                format!(
                    "There are {}, where one to three can be cured by one \
                 plan",
                    counted(pains.len(), "pain")
                ),
            )
            .evidence(shortened(&pains.iter().map(|pain| shortened(head(pain.text))).collect::<Vec<_>>().join("; ")))
            .fix(format!(
                "keep the {MOST} that cost most; move the others to the non-goals, or to the open \
                 questions if nobody knows what they cost"
            ));
    }
    for pain in &pains {
        if WORDS.iter().any(|words| text::has_any(pain.text, words)) {
            continue;
        }
        findings
            .at(pain.place, format!("This pain is of no known kind: \"{}\"", shortened(pain.text)))
            .fix(format!("begin it with one of: {}; then what it cost, in numbers", PAINS.join(", ")));
    }
}

/// The kind an item begins with, as far as it goes.
fn head(text: &str) -> &str {
    text.split(':').next().unwrap_or(text).trim_matches(['*', '_', ' '])
}
