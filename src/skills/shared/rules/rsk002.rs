//! A mitigation is a wish.
//!
//! ## What it does
//! Reads the *Mitigation* of each risk. Fewer than four words, or words of watching and caring without a number, a
//! date, a cited row or a name, do not mitigate.
//!
//! ## Why it matters
//! Watching a risk changes neither its likelihood nor its impact. The page says that something is done about it, so
//! nobody does anything.
//!
//! ## Example
//! `Monitor closely`, `Stay ambitious`, `Executive sponsorship`.
//!
//! ## Fix
//! Say what is done beforehand, by which day or in which milestone, and what is done when it happens: `Alert at 70
//! % of connections; level 2 shedding cuts 35 % in 60 s; drill in M14`.

use crate::finding::Findings;
use crate::text;
use crate::quantity::date;
use crate::skills::shared::Risks;
use crate::skills::shared::reading::wording::{has_amount, shortened, unfilled, word_count};
use crate::skills::shared::rules::Case;

crate::rule!("RSK002", "mitigation-is-a-wish", Warning, needs["risks"], "rsk002.rs", check);

/// Words of watching, caring and hoping.
const WISHES: &[&str] = &[
    "monitor",
    "monitoring",
    "monitor closely",
    "watch",
    "watch closely",
    "keep an eye",
    "keep watching",
    "observe",
    "be careful",
    "careful*",
    "hope*",
    "hopefully",
    "stay",
    "try",
    "try to",
    "pay attention",
    "be aware",
    "awareness",
    "be vigilant",
    "vigilan*",
    "closely",
    "communicate",
    "communication",
    "manage expectations",
    "manage carefully",
    "work hard",
    "think about",
    "we will see",
    "deal with it",
    "react",
    "address it",
    "handle it",
    "escalate",
    "sponsorship",
    "align",
    "alignment",
    "keep in mind",
    "discuss",
];

/// Words that do something: with one of them a mitigation is more than watching.
const DEEDS: &[&str] = &[
    "decid*",
    "ask",
    "asks",
    "agree*",
    "assign*",
    "write",
    "publish*",
    "remove*",
    "add",
    "adds",
    "measure*",
    "verif*",
    "validat*",
    "check*",
    "switch*",
    "negotiat*",
    "renegotiat*",
    "workaround*",
    "rotat*",
    "delegat*",
    "spare",
    "redundan*",
    "staged",
    "accept*",
    "drill*",
    "test*",
    "rehears*",
    "rollback*",
    "revert*",
    "flag*",
    "shim*",
    "adapter*",
    "dual-run*",
    "dual-write*",
    "shadow*",
    "canary",
    "backup*",
    "restore*",
    "replica*",
    "snapshot*",
    "quota*",
    "limit*",
    "throttl*",
    "shed*",
    "cap",
    "caps",
    "budget*",
    "contract*",
    "second provider*",
    "freeze*",
    "stop*",
    "halt*",
    "pair*",
    "train*",
    "hire*",
    "replace*",
    "split*",
    "buffer*",
    "reserve*",
    "retry*",
    "retries",
    "queue*",
    "alert*",
    "runbook*",
    "reconcil*",
    "checksum*",
    "review*",
    "approval*",
    "approve*",
    "insur*",
    "fallback*",
    "fall back",
    "failover*",
    "move*",
    "migrat*",
    "encrypt*",
    "sign*",
    "kept",
    "keep the",
    "pool*",
    "cache*",
    "automat*",
    "prepar*",
    "order*",
    "buy*",
    "book*",
    "postpone*",
    "descope*",
    "drop*",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for risk in Risks::of(case.gate.pack).risks() {
        let mitigation = risk.mitigation();
        if unfilled(&mitigation) || is_anchored(mitigation.text) {
            continue;
        }
        let wrong = if is_wish(mitigation.text) {
            "is a wish"
        } else if word_count(mitigation.text) < 4 {
            "is too short to act on"
        } else {
            continue;
        };
        findings
            .at(mitigation.place, format!("The mitigation of \"{}\" {wrong}", shortened(risk.name().text)))
            .evidence(format!("\"{}\"", shortened(mitigation.text)))
            .fix("say what is done beforehand and by when, and what is done when it happens and who decides it");
    }
}

/// Whether there is something in it that can be held against the day: a number, a date, a cited row.
fn is_anchored(mitigation: &str) -> bool {
    has_amount(mitigation) || !date::find_dates(mitigation).is_empty() || cites(mitigation)
}

fn is_wish(mitigation: &str) -> bool {
    text::has_any(mitigation, WISHES) && !text::has_any(mitigation, DEEDS)
}

/// Whether a row of the pack is cited: `M3`, `Q2`.
fn cites(mitigation: &str) -> bool {
    mitigation.split(|c: char| !c.is_alphanumeric()).any(|word| text::identifier(word) == Some(word))
}
