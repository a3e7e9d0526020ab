//! Acceptance criteria that nobody could check.
//!
//! ## What it does
//! Looks in *Acceptance criteria* for something that can be measured or shown: a number (names such as `Phase 2`
//! and "five nines" are none), a statement about all or none of something, or an event with a witness, such as a
//! signature, a test that passes, a table that is dropped. One such criterion is enough.
//!
//! ## Why it matters
//! "Stable and performs well" is accepted on the day somebody is tired of the milestone. What waits for it starts
//! on ground nobody has tested, and the argument about whether it was ever done is held later, during an incident.
//!
//! ## Example
//! `API is stable and performs well` is an opinion. `p95 < 300 ms over 14 days at 900 req/s; 0 calls to v1` is a
//! criterion.
//!
//! ## Fix
//! Say what is read, from where, over which time, and the number it must reach; or which drill passes and who
//! signs.

use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::shared::RoadmapRows;
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::skills::shared::rules::Case;

crate::rule!("ROA002", "acceptance-unmeasurable", Warning, needs["roadmap"], "roa002.rs", check);

/// Words of judgement: with none of the rest, they are all there is.
const OPINIONS: &[&str] = &[
    "satisfied",
    "happy",
    "comfortable",
    "confident",
    "stable",
    "well",
    "seamless*",
    "good",
    "great",
    "acceptable",
    "adequate",
    "sufficient",
    "expected load",
    "ready",
    "better",
    "improved",
    "faster",
    "smooth*",
    "robust",
    "nice",
    "achieved",
    "celebrated",
    "no longer needed",
    "no more",
    "successful*",
    "reliable",
    "scalable",
];

/// What somebody can witness.
const SHOWN: &[&str] = &[
    "signed by",
    "signed off by",
    "approved by",
    "accepted by",
    "confirmed by",
    "countersigned",
    "sign-off by",
    "sign-off from",
    "certified",
    "certificate",
    "drill",
    "rehearsal",
    "rehearsed",
    "tests pass",
    "test passes",
    "passes",
    "dropped",
    "deleted",
    "removed",
    "revoked",
    "decommissioned",
    "switched off",
    "turned off",
    "shut down",
    "refused",
    "refuses",
    "rejected",
    "rejects",
    "fails the build",
    "in ci",
    "filed",
    "published",
    "archived",
    "read-only",
    "restored",
    "audit",
    "attested",
    "reconciled",
    "reproduces",
];

/// Words that speak of all cases or of none, which is a number too.
const SWEEPING: &[&str] = &["every", "each", "all", "no", "none", "nobody", "nothing", "never", "both"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for milestone in RoadmapRows::of(case.gate.pack).milestones() {
        let criteria = milestone.acceptance();
        if unfilled(&criteria) || has_number(criteria.text) || is_shown(criteria.text) {
            continue;
        }
        let name = milestone.name().text;
        findings
            .at(criteria.place, format!("The acceptance criteria of \"{name}\" can be neither measured nor shown"))
            .evidence(format!("\"{}\"", shortened(criteria.text)))
            .fix(
                "give at least one with a number and where it is read, e.g. `p95 < 300 ms over 14 days; 0 calls \
             to the old path in 7 days`",
            );
    }
}

/// Whether there is an amount in it. A plain number behind a name counts nothing: `Phase 2`, `Option 3`.
fn has_number(criteria: &str) -> bool {
    let figures = quantity::find_all(criteria).into_iter().any(|(span, _)| {
        let before = criteria[..span.start].trim_end();
        let name = before.rsplit(' ').next().unwrap_or_default();
        let counts_nothing =
            ["phase", "stage", "step", "option", "tier", "level", "part", "wave", "version", "release"]
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word));
        // "No more 502s": a status, which reads like seconds.
        let status = text::has_any(&criteria[..span.start], &["no more"]) && !criteria[span.end..].contains(' ');
        !counts_nothing && !status
    });
    figures || spelled(criteria)
}

/// Whether a number is spelled out and counts something; the nines of a slogan do not.
fn spelled(criteria: &str) -> bool {
    const NUMBERS: &[&str] = &[
        "zero", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "half",
        "twice",
    ];
    NUMBERS.iter().any(|number| {
        text::find_word(criteria, number).is_some_and(|span| {
            let next = criteria[span.end..].trim_start_matches([' ', '-']);
            !next.get(.."nines".len()).is_some_and(|next| next.eq_ignore_ascii_case("nines"))
        })
    })
}

fn is_shown(criteria: &str) -> bool {
    if text::has_any(criteria, SHOWN) {
        return true;
    }
    // "All consumers read through the adapter", yes; "a seamless experience for all", no.
    let opening = |criterion: &str| {
        let first = criterion.split_whitespace().next().unwrap_or_default();
        SWEEPING.iter().any(|word| first.eq_ignore_ascii_case(word))
    };
    criteria.split([';', ',', '\n']).any(|criterion| opening(criterion) && !text::has_any(criterion, OPINIONS))
}
