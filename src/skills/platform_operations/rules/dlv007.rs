//! A field of the plan's interface is empty.
//!
//! ## What it does
//! Derives the seven fields that a finished plan yields for machines (`pipelineStages`, `deployStrategy`, `qualityGates`,
//! `rollbackPlan`, `observabilityPillars`, `slos`, `alerts`) and reports each one to which the rows of its section add
//! nothing. A section that is missing altogether is reported as missing.
//!
//! ## Why it matters
//! Whoever asked for the plan reads these fields first, and some readers are programs. An empty list says that there is no
//! rollback plan, not that somebody forgot to write it.
//!
//! ## Example
//! Bad: safety nets with gates and approvals, and neither a trigger nor a way back: `"rollbackPlan": []`.
//!
//! Good: one trigger and one way back: `"rollbackPlan": ["orders fail > 1.44 % over 5 min: roll back, ...", ...]`.
//!
//! ## Fix
//! Add a row to the table that the finding names.

use crate::finding::Findings;
use crate::pack::Place;
use crate::skills::platform_operations::interface::PlatformOpsPlan;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("DLV007", "interface-empty", Error, needs["roadmap"], "dlv007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for field in PlatformOpsPlan::of(case).fields() {
        let (section, from) = field.from;
        if !field.is_empty || !case.pack.sections.contains_key(section) {
            continue;
        }
        findings
            .at(Place::section(section).field(from), format!("`{}` of the interface is empty", field.name))
            .fix(format!("add a row with a name to [[{section}.{from}]]"));
    }
}
