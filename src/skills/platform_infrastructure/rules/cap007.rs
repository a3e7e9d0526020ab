//! The ownership model names nobody who owns, or no way to change a contract.
//!
//! ## What it does
//! Looks under *Ownership model* for a person, a role or a team with a verb of owning (owns, maintains, runs,
//! decides, is accountable), and for how a contract is changed (proposal, review, approval, who settles it).
//!
//! ## Why it matters
//! A shared capability without an owner is an unpaid one: upgrades wait, questions go unanswered, consumers
//! build round it. Without a rule for change either every request waits for consensus, or the loudest consumer
//! breaks the others.
//!
//! ## Example
//! Bad: `The platform owns the platform; a guild, open to anyone, works by consensus`.
//!
//! Good: `Ines Carvalho owns authz and export and carries the pager. Consumers propose changes by pull request;
//! the owner answers within 5 working days; Marta Lindqvist settles disputes.`
//!
//! ## Fix
//! Say who owns each capability, who may change the contract with whose agreement, within what time consumers
//! hear back, and who decides when they disagree.

use crate::skills::shared::reading::wording::{Topic, examples, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP007", "ownership-without-owner", Warning, needs["capabilities"], "cap007.rs", check);

static OWNING: Topic = Topic {
    name: "nobody who owns the capabilities",
    words: &[
        "own", "owns", "owned", "owner", "owners", "owning", "accountable", "responsible", "maintain*", "run", "runs",
        "operate*", "decide*", "answers for", "carries", "carry", "in charge",
    ],
    example: "who owns each one, such as \"Ines Carvalho owns authz and carries its pager\"",
};

static CHANGE: Topic = Topic {
    name: "no way to change a contract",
    words: &[
        "change", "changes", "changed", "propos*", "review*", "pull request*", "merge request*", "merge", "rfc",
        "rfcs", "approv*", "agree*", "disagree*", "decide*", "settle*", "escalat*", "dispute*", "sign off",
        "signs off", "sign-off", "request*",
    ],
    example: "how a contract changes, such as \"proposed by pull request, answered by the owner within 5 \
              working days, \
              disputes settled by Marta Lindqvist\"",
};

const ROLES: &[&str] = &[
    "team", "teams", "lead", "leads", "leader*", "group", "maintainer*", "owner", "owners", "manager*", "engineer",
    "engineers", "architect*", "head of", "director*", "officer", "cto", "cio", "ciso", "vp", "sre", "sres", "product",
    "squad",
];

/// Words with a capital that stand in names of bodies, not of people.
const BODIES: &[&str] = &[
    "guild", "platform", "council", "committee", "board", "group", "team", "squad", "tribe", "chapter", "service",
    "the", "a", "an", "each", "every", "all", "this", "any", "data", "api", "contract", "contracts", "squads", "teams",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let ownership = Capabilities::of(case.pack).ownership();
    if unfilled(&ownership) {
        return;
    }
    let somebody = text::has_any(ownership.text, ROLES) || names_a_person(ownership.text);
    let owned = somebody && text::has_any(ownership.text, OWNING.words);
    let changes = text::has_any(ownership.text, CHANGE.words);
    let lacks: Vec<&Topic> =
        [(owned, &OWNING), (changes, &CHANGE)].into_iter().filter(|(said, _)| !said).map(|(_, topic)| topic).collect();
    if lacks.is_empty() {
        return;
    }
    let names: Vec<&str> = lacks.iter().map(|topic| topic.name).collect();
    findings
        .at(ownership.place, format!("The ownership model names {}", names.join(" and ")))
        .evidence(format!("it says: {}", shortened(ownership.text)))
        .fix(format!("say {}", examples(&lacks)));
}

/// Two words with capitals in a row that are no name of a body: `Ines Carvalho`.
fn names_a_person(text: &str) -> bool {
    let mut before = false;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut letters = bare.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
        let personal = capital && !BODIES.contains(&bare.to_lowercase().as_str());
        if before && personal {
            return true;
        }
        // A name does not go on over the end of a sentence.
        before = personal && word.ends_with(char::is_alphanumeric);
    }
    false
}
