//! A field that its section needs is missing or blank.
//!
//! ## What it does
//! Asks each section that exists for the fields without which it is not complete: text, items or rows. A dash counts as
//! blank, "none" and "not applicable" with a reason are answers.
//!
//! ## Why it matters
//! The fields are the questions somebody will ask in the review. A blank one is answered there from memory, by whoever
//! speaks first.
//!
//! ## Example
//! Bad: a scaling section without *Feature-freeze and priority policy*.
//!
//! Good: `When a trigger fires, releases that touch the component stop for up to 4 weeks; Dana Ruiz (SRE lead) decides.`
//!
//! ## Fix
//! Fill the field. Where nobody knows, write an assumption with options and the person who can confirm it, and say here
//! what follows from it.

use crate::finding::Findings;
use crate::gate::rules::prose::within;
use crate::gate::{Case, voice};
use crate::pack::{Place, Shape};

crate::rule!("SEC002", "field-missing", Warning, needs[], "sec002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for spec in case.sections {
        let section = case.section(spec);
        // A section with nothing in it is SEC004's to report.
        if !section.exists() || !spec.fields.iter().any(|field| section.has(field.key)) {
            continue;
        }
        for field in spec.fields.iter().filter(|field| !field.optional && !section.has(field.key)) {
            let form = match field.shape {
                Shape::Text(_) => String::new(),
                Shape::List(_) => "a list".to_owned(),
                Shape::Table(table) => {
                    let columns = table.columns.iter().map(|column| voice::column(spec, field, column));
                    format!("one row for each {}: {}", table.row, columns.collect::<Vec<_>>().join(", "))
                }
            };
            let name = voice::field(spec, field);
            findings
                .at(Place::section(spec.key).field(field.key), format!("{name} is missing"))
                .evidence(form)
                .fix(format!("fill it in ({})", within(field.doc)));
        }
    }
}
