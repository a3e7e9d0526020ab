//! Schema versioning leaves out where schemas live or what counts as breaking.
//!
//! ## What it does
//! Looks under *Schema and versioning* for a place (repository, registry, folder) and for a rule on compatible
//! and breaking changes ("semantic versions" is one).
//!
//! ## Why it matters
//! Without one place there are as many definitions as clients. Without a rule on breaking changes each producer
//! decides on the day of its release, and consumers learn it from empty columns.
//!
//! ## Example
//! Bad: `Schemas are versioned`.
//!
//! Good: `JSON Schema in the repository event-contracts, one file an event. Adding an optional property is
//! compatible; anything else is a new major version, published beside the old one for 90 days. CI refuses an
//! incompatible change`.
//!
//! ## Fix
//! Name the repository or registry, what is compatible, what needs a new version, and how long both are
//! published.

use crate::skills::shared::reading::wording::{Topic, examples, missing, shortened, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS010", "schema-versioning-incomplete", Warning, needs["instrumentation"], "ins010.rs", check);

static PARTS: [Topic; 2] = [
    Topic {
        name: "where schemas live",
        words: &[
            "repositor*", "repo", "repos", "monorepo", "registry", "registries", "git", "github", "gitlab", "folder",
            "directory", "catalog*", "lives in", "live in", "kept in", "stored in", "package", "buf", "bucket",
        ],
        example: "where schemas live, such as \"JSON Schema in the repository event-contracts, one file an event\"",
    },
    Topic {
        name: "what counts as a breaking change",
        words: &[
            "break*", "incompatib*", "compatib*", "semver", "semantic version*", "major", "renam*", "removing",
            "removal", "removed", "retyp*", "additive", "optional",
        ],
        example: "what is breaking, such as \"optional properties may be added; anything else is a new major \
                  version, published \
                  beside the old one for 90 days\"",
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let versioning = Instrumentation::of(case.pack).versioning();
    if unfilled(&versioning) {
        return;
    }
    let mut lacks = missing(versioning.text, &PARTS);
    if names_a_path(versioning.text) {
        lacks.retain(|topic| topic.name != PARTS[0].name);
    }
    if lacks.is_empty() {
        return;
    }
    let names: Vec<&str> = lacks.iter().map(|topic| topic.name).collect();
    findings
        .at(versioning.place, format!("Schema versioning does not say {}", names.join(" or ")))
        .evidence(format!("it says: {}", shortened(versioning.text)))
        .fix(format!("say {}", examples(&lacks)));
}

/// Whether it names a path: `` `contracts/events` ``.
fn names_a_path(text: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|code| code.contains('/'))
}
