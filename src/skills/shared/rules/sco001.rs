//! The request belongs elsewhere: it is an incident, a single fix, or another skill's work.
//!
//! ## What it does
//! Reads *Situation*, *Request*, the title, the decision or target, and what stands before the first section
//! for signs of another kind of work: an outage that is happening now, one localized fix, a feature
//! specification, the work of another skill. The words of the request count more than the situation that
//! somebody filled in. Of two works that requests mix (capacity, and the pipeline that deploys it) the one
//! with more weight decides. Planning for incidents, past ones included, belongs here.
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
use crate::skill::screen::INCIDENT;
use crate::skills::shared::reading::request::Request;
use crate::skills::shared::rules::Case;

crate::rule!("SCO001", "wrong-kind-of-work", Error, needs[], "sco001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let (pack, Request { screen, request, situation, aim }) = (case.gate.pack, case.request);
    if !pack.sections.contains_key(request.place.section) {
        return;
    }
    let word = Some(situation.text.trim()).filter(|word| !word.is_empty());
    let told = format!("{}\n{}\n{}", request.text, pack.title, aim.text);
    // A status line above the sections counts where it speaks of an incident; what else it mentions is decoration.
    let (outside, status_line) = match screen.judge(&told, word) {
        Boundary::Inside { .. } => {
            let introduction = pack.others.get("Introduction").map_or("", String::as_str);
            (screen.judge(introduction, None), true)
        }
        outside => (outside, false),
    };
    let Boundary::Outside { situation: kind, because, instead } = outside else { return };
    let incident = kind == INCIDENT;
    if status_line && !incident {
        return;
    }
    let by_word = word == Some(kind);
    let place = match (by_word, request.is_blank()) {
        (true, _) => situation.place,
        (false, false) => request.place,
        (false, true) => aim.place,
    };
    let mut evidence = if status_line {
        because.replacen("the request says", "the text above the first section says", 1)
    } else {
        because
    };
    if !by_word && let Some(word) = word {
        evidence.push_str(&format!("; the situation `{word}` is not believed against that"));
    }
    let inside = screen.inside;
    let back = if incident {
        format!("if it is over, give the day it ended in the request and set the situation to `{inside}`")
    } else {
        format!("if {} is the main work, say so in the request and set the situation to `{inside}`", screen.work)
    };
    let go = if instead.starts_with("just") { instead.to_owned() } else { format!("go to {instead}") };
    let message = format!("What is asked for is {}", screen.what(kind));
    findings.at(place, message).evidence(evidence).fix(format!("{go}; {back}"));
}
