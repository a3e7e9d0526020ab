//! The freeze policy does not say what stops, who decides, or for how long.
//!
//! ## What it does
//! Looks under *Feature-freeze and priority policy* for work that stops, for a person or role that decides, and for a length
//! of time or a condition that ends it.
//!
//! ## Why it matters
//! A trigger fires in a week with other plans. A policy without a name is decided by who speaks loudest; without an end it is
//! lifted by who is most annoyed; without saying what stops, nothing does.
//!
//! ## Example
//! Bad: `Scaling work takes precedence over features as appropriate.`
//!
//! Good: `When a trigger fires, feature releases of Checkout and Search stop for up to 4 weeks or until the metric is behind
//! its trigger for 7 days. Dev Raman (SRE lead) decides within 2 working days. Security fixes go on.`
//!
//! ## Fix
//! Name the teams and the kind of work that stop, the person or role that decides, the longest time and what ends it.

use crate::skills::shared::reading::wording::{Topic, joined, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Unit};
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL010", "freeze-policy-incomplete", Warning, needs["scaling"], "scl010.rs", check);

static WHAT: Topic =
    Topic { name: "what stops", words: &[], example: "\"feature releases of Checkout and Search stop\"" };
static WHO: Topic =
    Topic { name: "who decides", words: &[], example: "\"Dev Raman (SRE lead) decides within 2 working days\"" };
static HOW_LONG: Topic = Topic {
    name: "for how long",
    words: &[],
    example: "\"for up to 4 weeks, or until the metric is behind its trigger for 7 days\"",
};

/// Words for stopping. The noun `freeze` alone stops nothing in particular.
const STOPS: &[&str] = &[
    "stop", "stops", "stopped", "halt*", "pause*", "suspend*", "freezes", "frozen", "freeze all", "freeze on",
    "freeze of", "freeze feature*", "freeze new", "freeze the", "no new", "no feature*", "no release*", "no deploy*",
    "not start*", "not release*", "not deploy*", "not ship*", "blocked", "on hold", "postpone*", "deferred", "drop*",
    "yield*", "locked", "closed to",
];

/// Things that can stop.
const WORK: &[&str] = &[
    "feature*", "release*", "deploy*", "work", "launch*", "rollout*", "roll-out*", "change*", "migration*", "merge*",
    "project*", "experiment*", "import*", "campaign*", "roadmap*", "engineer*", "commit*", "backlog", "milestone*",
    "sprint*", "model*", "onboarding*", "development", "ship*", "team*", "squad*", "sweep*",
];

/// Words for deciding; whoever stands anywhere beside them decides.
const DECIDES: &[&str] = &[
    "decid*", "decision*", "approv*", "authoris*", "authoriz*", "agree*", "declare*", "impose*", "lift*", "sign-off",
    "signs off", "sign off", "calls it", "calls the", "orders", "grant*",
];

/// Words for doing it; who stands in the same sentence does it.
const ACTS: &[&str] = &["stops", "freezes", "halts", "pauses", "suspends", "may", "can", "owns", "starts", "ends"];

/// Roles that decide, where no name is given.
const ROLES: &[&str] = &[
    "lead", "cto", "ceo", "cio", "ciso", "cpo", "head", "director", "manager", "vp", "owner", "chief", "on-call",
    "officer", "architect", "commander", "committee", "board", "registrar",
];

/// Conditions that end a freeze.
const ENDS: &[&str] = &[
    "until", "till", "ends when", "ends once", "ends as soon", "as long as", "ends after", "lifted when", "lifted once",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let policy = Scaling::of(case.pack).freeze_policy();
    if unfilled(&policy) || policy.text.contains("<what") || policy.text.contains("<who") {
        return;
    }
    let mut lacks: Vec<&Topic> = Vec::new();
    if !(text::has_any(policy.text, STOPS) && text::has_any(policy.text, WORK)) {
        lacks.push(&WHAT);
    }
    let acts = |sentence: &str| text::has_any(sentence, ACTS) && names_somebody(sentence);
    if !(text::has_any(policy.text, DECIDES) && names_somebody(policy.text)
        || policy.text.split(['.', ';', '\n']).any(acts))
    {
        lacks.push(&WHO);
    }
    if !(text::has_any(policy.text, ENDS) || has_length(policy.text)) {
        lacks.push(&HOW_LONG);
    }
    if lacks.is_empty() {
        return;
    }
    let names: Vec<&str> = lacks.iter().map(|topic| topic.name).collect();
    let examples: Vec<&str> = lacks.iter().map(|topic| topic.example).collect();
    findings
        .at(policy.place, format!("The freeze policy does not say {}", joined(&names, "or")))
        .evidence(format!("it says: {}", shortened(policy.text)))
        .fix(format!("add {}", examples.join("; ")));
}

/// Words with capitals that are no name of a person.
const NO_NAMES: &[&str] = &[
    "feature", "features", "freeze", "work", "release", "releases", "team", "teams", "when", "if", "all", "no", "the",
    "a", "an", "on", "security", "priority", "policy", "roadmap", "trigger", "scaling", "only", "every", "each", "any",
    "once", "as", "for", "until", "severity", "black", "friday",
];

/// Whether a role stands in it, or two words with capitals in a row: `Dev Raman`.
fn names_somebody(text: &str) -> bool {
    if text::has_any(text, ROLES) {
        return true;
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        let named = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        named && !NO_NAMES.contains(&text::key(word).as_str())
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| match pair {
        [first, last] => {
            capital(first) && first.ends_with(char::is_alphanumeric) && capital(last.trim_start_matches('('))
        }
        _ => false,
    })
}

/// Whether a length of time stands in it that is no deadline: `for up to 4 weeks`, not `within 2 days`.
fn has_length(policy: &str) -> bool {
    let deadline = |before: &str| {
        let last = before.split_whitespace().last().unwrap_or_default();
        ["within", "after", "every", "than", "by"].contains(&last.to_ascii_lowercase().as_str())
    };
    quantity::find_all(policy)
        .iter()
        .any(|(span, one)| matches!(one.unit, Unit::Time(_)) && !deadline(&policy[..span.start]))
        || [
            "one sprint", "a sprint", "two weeks", "three weeks", "four weeks", "six weeks", "a month", "one month",
            "a week", "one week",
        ]
        .iter()
        .any(|words| text::has_any(policy, &[words]))
}
