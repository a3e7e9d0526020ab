//! The request belongs elsewhere: it is an incident, a single fix, or another skill's work.
//!
//! ## What it does
//! Reads *Situation*, *Request*, the title, the decision and what stands before the first section for signs
//! of another kind of work: an outage that is happening now, one localized fix, platform strategy, a
//! feature specification, SEO or content strategy. The words of the request count more than the situation
//! that somebody filled in. Planning for incidents, past ones included, belongs here.
//!
//! ## Why it matters
//! While checkout is down, a plan is the wrong document: it takes the people who could restore service, and
//! its numbers are taken on the worst day of the year. The other way round, a plan for one slow query costs
//! more than the index that cures it.
//!
//! ## Example
//! Bad: a request that says "checkout is returning 502s, what do we do right now?".
//!
//! Good: "Checkout failed for 52 minutes on 2026-10-11; plan what keeps the next on-sale standing".
//!
//! ## Fix
//! Go where the finding points. If the incident is over, say so in the request with its day, and plan.

use crate::finding::Findings;
use crate::skill::Boundary;
use crate::skills::platform_infrastructure::{Case, Context};
use crate::skills::platform_infrastructure::boundary::screen;

crate::rule!("SCO001", "wrong-kind-of-work", Error, needs["context"], "sco001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let (request, situation, decision) = (context.request(), context.situation(), context.decision());
    let word = Some(situation.text.trim()).filter(|word| !word.is_empty());
    let told = format!("{}\n{}\n{}", request.text, case.pack.title, decision.text);
    // A status line above the sections counts where it speaks of an incident; what else it mentions is decoration.
    let (outside, status_line) = match screen(&told, word) {
        Boundary::Inside { .. } => {
            let introduction = case.pack.others.get("Introduction").map_or("", String::as_str);
            (screen(introduction, None), true)
        }
        outside => (outside, false),
    };
    let Boundary::Outside { situation: kind, because, instead } = outside else { return };
    let incident = kind == "active-incident";
    if status_line && !incident {
        return;
    }
    let by_word = word == Some(kind);
    let place = match (by_word, request.is_blank()) {
        (true, _) => situation.place,
        (false, false) => request.place,
        (false, true) => decision.place,
    };
    let what = match kind {
        "active-incident" => "help with an incident that is happening now, not a plan",
        "local-fix" => "one localized fix, not a plan",
        "platform-strategy" => "the strategy of a platform as a product, not its infrastructure",
        "feature-spec" => "the specification of a feature, not infrastructure",
        _ => "SEO or content strategy, not infrastructure",
    };
    let mut evidence = if status_line {
        because.replacen("the request says", "the text above the first section says", 1)
    } else {
        because
    };
    if !by_word && let Some(word) = word {
        evidence.push_str(&format!("; the situation `{word}` is not believed against that"));
    }
    let back = if incident {
        "if it is over, give the day it ended in the request and set the situation to `improvement`"
    } else {
        "if infrastructure is the main work, say so in the request and set the situation to `improvement`"
    };
    let go = if instead.starts_with("just") { instead.to_owned() } else { format!("go to {instead}") };
    findings.at(place, format!("What is asked for is {what}")).evidence(evidence).fix(format!("{go}; {back}"));
}
