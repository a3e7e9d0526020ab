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

use super::wording::shortened;
use crate::finding::Findings;
use crate::gate::Case;
use crate::skill::Boundary;
use crate::skills::platform_infrastructure::Context;
use crate::skills::platform_infrastructure::boundary::screen;

crate::rule!("SCO001", "wrong-kind-of-work", Error, needs &["context"], "sco001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let (request, situation, decision) = (context.request(), context.situation(), context.decision());
    let introduction = case.pack.others.get("Introduction").map_or("", String::as_str);
    // Of a decision alone only the words for an incident count; what it mentions is not what it is about.
    let told = format!("{}\n{}\n{}\n{introduction}", request.text, case.pack.title, decision.text);
    let word = Some(situation.text.trim()).filter(|word| !word.is_empty());
    let Boundary::Outside { situation: kind, because, instead } = screen(&told, word) else { return };
    let by_word = word == Some(kind);
    let place = if by_word || request.is_blank() { situation.place } else { request.place };
    let place = if by_word || !request.is_blank() { place } else { decision.place };
    let what = match kind {
        "active-incident" => "about an incident that is happening now, not about a plan",
        "local-fix" => "about one localized fix, not about a plan",
        "platform-strategy" => "about the strategy of a platform as a product, not about its infrastructure",
        "feature-spec" => "about the specification of a feature, not about infrastructure",
        _ => "about SEO or content strategy, not about infrastructure",
    };
    let finding = findings.at(place, format!("The request is {what}"));
    let mut evidence = shortened(&because);
    if !by_word && let Some(word) = word {
        evidence.push_str(&format!("; the situation `{word}` is not believed against that"));
    }
    finding.evidence(evidence);
    let back = match kind {
        "active-incident" => "; if it is over, give the day it ended in the request",
        _ => "; if infrastructure is the main work, say so in the request and set the situation to `improvement`",
    };
    finding.fix(format!("go to {instead}{back}").replace("go to just do it", "just do it"));
}
