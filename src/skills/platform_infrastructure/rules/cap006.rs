//! A consumer is named that no other part of the pack introduces.
//!
//! ## What it does
//! Looks for each name under *Consumer teams/services* in the rest of the pack: systems, users, stakeholders,
//! scale, owners, events, roadmap. Spelling is read with tolerance ("Payments team" is introduced by "Dana Ruiz
//! (Payments lead)"). "All squads" and the like name nobody.
//!
//! ## Why it matters
//! A consumer counts because it will move. One that has no lead, no system and no milestone anywhere in the
//! plan was added to make the row look wanted, and nobody there has been asked.
//!
//! ## Example
//! `| Data export | ... | Reports team, Growth tribe | ...` in a pack that mentions the Growth tribe nowhere
//! else.
//!
//! ## Fix
//! Introduce the consumer under *Users and customers*, *Systems in scope* or *Stakeholders* with the person who
//! agreed to move; use the name the pack uses; or strike it.

use std::collections::BTreeSet;

use crate::skills::platform_infrastructure::reading::introduced::{Consumer, Introduced};
use crate::skills::shared::reading::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP006", "unknown-consumer", Warning, needs["context", "capabilities"], "cap006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Capabilities::of(case.pack);
    let introduced = Introduced::of(case, section.capabilities().flat_map(|capability| capability.consumers().names()));
    for capability in section.capabilities() {
        let consumers = capability.consumers();
        if unfilled(&consumers) {
            continue;
        }
        let mut seen = BTreeSet::new();
        let (mut unknown, mut nobody) = (Vec::new(), Vec::new());
        for name in consumers.names().filter(|name| seen.insert(text::key(name))) {
            match introduced.knows(name) {
                Consumer::Known => {}
                Consumer::Unknown => unknown.push(format!("\"{name}\"")),
                Consumer::Nobody => nobody.push(format!("\"{name}\"")),
            }
        }
        let name = capability.name().text;
        if !unknown.is_empty() {
            let stands = if unknown.len() == 1 { "stands" } else { "stand" };
            findings
                .at(consumers.place, format!("{} {stands} nowhere else in the pack", joined(&unknown, "and")))
                .evidence(format!("consumers of \"{name}\": {}", consumers.text))
                .fix(format!(
                    "introduce {} under [[context.users]], [[context.systems]] or [[context.stakeholders]] with \
                     the person who agreed \
                     to move, use the name the pack uses for it, or strike it",
                    if unknown.len() == 1 { "it" } else { "each" },
                ));
        }
        // A row with nobody else in it has too few consumers, which CAP002 says.
        if !nobody.is_empty() && seen.len() > 1 {
            let names = if nobody.len() == 1 { "names" } else { "name" };
            findings
                .at(consumers.place, format!("{} {names} nobody who could move to \"{name}\"", joined(&nobody, "and")))
                .evidence(format!("consumers of \"{name}\": {}", consumers.text))
                .fix("name the teams or services one by one, separated by commas");
        }
    }
}
