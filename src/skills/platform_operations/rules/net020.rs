//! A release that can hurt many is taken back only by hand.
//!
//! ## What it does
//! For each service whose risk profile says `high` under *Blast radius*, looks at its triggers in each production environment. None
//! that acts by itself is a finding.
//!
//! ## Why it matters
//! Between the alert and a person's decision lie ten minutes on a good day. At a thousand requests per minute that is ten thousand
//! requests, of which a machine would have spared nine thousand.
//!
//! ## Example
//! Bad: blast radius `high`, and one trigger with start `manual`.
//!
//! Good: the same trigger with start `automatic`; manual ones beside it for what only a person can judge.
//!
//! ## Fix
//! Write `automatic` in the row whose metric a machine can judge.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::Fuse;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::joined;

crate::rule!("NET020", "manual-trigger-only", Warning, needs["safety", "rollout"], "net020.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for profile in case.rollouts.profiles.iter().filter(|row| is(row.blast_radius(), "high")) {
        let service = profile.name().text;
        // Where there is no trigger at all, another rule says so.
        let mut manual: Vec<(&Fuse<'_>, String)> = Vec::new();
        for environment in case.roster.production() {
            let triggers: Vec<&Fuse<'_>> = case.nets.triggers_of(service, environment.name().text).collect();
            let alone = triggers.iter().any(|fuse| fuse.acts() && is(fuse.row.start(), "automatic"));
            if let Some(first) = triggers.iter().find(|fuse| fuse.acts()).or(triggers.first()).filter(|_| !alone) {
                manual.push((first, format!("\"{}\"", environment.name().text)));
            }
        }
        let Some((first, _)) = manual.first() else { continue };
        let environments: Vec<&str> = manual.iter().map(|(_, name)| name.as_str()).collect();
        findings
            .at(
                first.row.start().place,
                format!(
                    "\"{service}\" can hurt many, and in {} only a person takes it back",
                    joined(&environments, "and")
                ),
            )
            .fix("write [[safety.triggers.start=automatic]] here, or add a trigger that acts by itself")
            .related(profile.blast_radius().place, "its blast radius");
    }
}
