//! A heading that names no field of its section is kept as notes.
//!
//! ## What it does
//! Reports each heading inside a section that is none of its fields, by label or by another name people use. The heading
//! and what follows it go to the section's notes.
//!
//! ## Why it matters
//! Notes are for readers. The rules that ask for an owner, a number or a date read fields, so a freeze policy under
//! `### When things get tight` counts as missing.
//!
//! ## Example
//! `### What we measured` in the context snapshot, where `### Scale and trajectory` is meant.
//!
//! ## Fix
//! Use the field's label; or put remarks under `### Notes`, with headings of level 4.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK006", "unknown-heading", Info, needs[], "pck006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::UnknownHeading) {
        let Some(spec) = case.spec(&problem.section) else { continue };
        let present = case.pack.sections.get(spec.key);
        let missing: Vec<&str> = spec
            .fields
            .iter()
            .filter(|field| !field.optional && present.is_none_or(|section| !section.fields.contains_key(field.key)))
            .map(|field| field.label)
            .collect();
        let fix = if missing.is_empty() {
            "leave it if it is a remark; move what a field should say under that field's heading".to_owned()
        } else {
            format!("leave it if it is a remark; if it is a field that the section lacks, give it that heading: {}", missing.join(", "))
        };
        findings
            .at(problem.place(), format!("\"{}\" is no field of `{}`; what stands under it is kept as notes", problem.what, spec.title))
            .fix(fix)
            .range(problem.range.clone());
    }
}
