//! Filler.
use crate::finding::Findings;
use crate::gate::Case;
crate::rule!("TXT002", "filler", Warning, needs &[], "txt002.rs", check);
fn check(_case: &Case<'_>, _findings: &mut Findings) {}
