//! A section of the pack is missing.
//!
//! ## What it does
//! Asks for each of the skill's numbered sections, under its title or another name people use for it.
//!
//! ## Why it matters
//! Each section answers a question that the next one builds on. Where one is missing nobody knows whether it was
//! forgotten or found not to matter, and the difference is discovered in production.
//!
//! ## Example
//! A pack that goes from *Quality attributes spec* to *Execution roadmap*: nothing says what will run out, or when.
//!
//! ## Fix
//! Write the section. One that does not apply says so in its own words and with a reason, under its heading.

use crate::finding::Findings;
use crate::gate::{Case, voice};
use crate::pack::Place;

crate::rule!("SEC001", "section-missing", Error, needs[], "sec001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for (index, spec) in case.sections.iter().filter(|spec| spec.numbered).enumerate() {
        if case.pack.sections.contains_key(spec.key) {
            continue;
        }
        let (purpose, done) = spec.doc.trim().split_once('\n').unwrap_or((spec.doc.trim(), ""));
        let required = spec.fields.iter().filter(|field| !field.optional);
        let fields: Vec<String> = required.map(|field| voice::field(spec, field)).collect();
        findings
            .at(Place::section(spec.key), format!("Section {}, [[{}]], is missing", index + 1, spec.key))
            .evidence(format!("what it is for: {}", purpose.trim()))
            .fix(format!("add it with {}. {}", fields.join(", "), done.trim()).trim_end().to_owned());
    }
}
