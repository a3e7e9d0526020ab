//! Where work goes that no planning skill does.

use crate::skill::screen::Route;

/// The specification of a feature.
pub const FEATURE_SPEC: Route = Route {
    situation: "feature-spec",
    what: "the specification of a feature, not infrastructure",
    skill: None,
    instead: "the skills writing-specs-designs and writing-prds",
    near: false,
    words: &[
        "write a prd", "a full prd", "feature spec", "feature specification", "user flows", "ux flow", "ux flows",
        "wireframe*",
    ],
};

/// A single fix.
pub const LOCAL_FIX: Route = Route {
    situation: "local-fix",
    what: "one localized fix, not a plan",
    skill: None,
    instead: "just do it; one localized fix or refactor costs less than a plan for it",
    near: false,
    words: LOCAL_WORK,
};

/// Words of a single fix.
#[rustfmt::skip]
const LOCAL_WORK: &[&str] = &[
    "this bug", "one bug", "a bug in", "fix the bug", "this query", "one slow query", "the slow query",
    "a single query", "one endpoint", "a single endpoint", "this endpoint", "this function", "one function",
    "this class", "this method", "refactor this", "typo",
];
