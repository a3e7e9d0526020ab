//! An owner is nobody in particular.
//!
//! ## What it does
//! Reads the cells that name one accountable person. Groups ("the team", "Platform Guild"), departments
//! ("Engineering"), rotas ("on-call"), roles that many people have ("engineer") and everybody ("all", "we")
//! are reported; a person is accepted, and so is a precise role such as `SRE lead`. Several rows of one
//! table with the same words are one finding.
//!
//! ## Why it matters
//! When the trigger fires on a Friday, somebody has to be asked on Friday. A group decides nothing by
//! itself: each member sees the alert and takes it for another's. One name beside a row costs nothing now
//! and saves the meeting in which it is found.
//!
//! ## Example
//! Bad: `| Availability | >= 99.9 % over 30 days | edge log | The team |`.
//!
//! Good: `| Availability | >= 99.9 % over 30 days | edge log | Dana Ruiz (SRE lead) |`.
//!
//! ## Fix
//! Name the person, with the role for those who do not know the name. Where the person is not known yet,
//! name the one who will decide on it.

use std::collections::BTreeMap;

use super::owners;
use super::placeholder;
use super::prose::called;
use crate::finding::Findings;
use crate::gate::{Case, Entry};
use crate::pack::Kind;
use crate::text::{self, shortened};

crate::rule!("OWN001", "owner-is-nobody", Warning, needs[], "own001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // The same words under the same heading, in the order of the document.
    let mut groups: Vec<Vec<Entry<'_>>> = Vec::new();
    let mut known: BTreeMap<(&str, &str, &str, String), usize> = BTreeMap::new();
    for entry in case.entries() {
        let cell = entry.cell;
        if entry.kind != Kind::Owner
            || cell.is_blank()
            || owners::nobody(cell.text).is_none()
            || placeholder::is_reported(&entry)
        {
            continue;
        }
        let at = *known
            .entry((cell.place.section, cell.place.field, cell.place.column, text::key(cell.text)))
            .or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    for group in &groups {
        let Some((first, rest)) = group.split_first() else { continue };
        let Some(nobody) = owners::nobody(first.cell.text) else { continue };
        let finding = findings.at(
            first.cell.place,
            format!("{} is \"{}\", {}", called(first), shortened(first.cell.text), nobody.reason()),
        );
        if !rest.is_empty() {
            let rows: Vec<&str> = rest.iter().filter_map(|entry| entry.cell.place.row).map(|(_, name)| name).collect();
            finding.evidence(shortened(&format!("also for: {}", rows.join(", "))));
        }
        finding.fix(
            "name one person, with the role, such as `Priya Nair (Payments lead)`; a role that one \
             person has, such as `SRE lead`, will do",
        );
        for entry in rest {
            finding.related(entry.cell.place, "the same words");
        }
    }
}
