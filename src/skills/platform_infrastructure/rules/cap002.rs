//! A shared capability has fewer than two consumers.
//!
//! ## What it does
//! Counts the distinct names under *Consumer teams/services* of each capability.
//!
//! ## Why it matters
//! A platform with one consumer is that consumer's code with a meeting in front of it. The contract
//! is shaped by a single need, and the cost of generality buys nothing until a second team moves in.
//!
//! ## Example
//! `| Audit log | ... | Billing | ...` names one consumer.
//!
//! ## Fix
//! Name the second consumer, today's or the one whose roadmap needs the capability within the
//! horizon; or move the row to *Stays product-specific*.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP002", "too-few-consumers", Warning, needs["capabilities"], "cap002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for capability in Capabilities::of(case.pack).capabilities() {
        let consumers = capability.consumers();
        let distinct: BTreeSet<String> = consumers.names().map(text::key).collect();
        if !consumers.is_blank() && distinct.len() < 2 {
            findings
                .at(consumers.place, format!("\"{}\" has a single consumer: {}", capability.name().text, consumers.text))
                .fix("name at least two teams or services, separated by commas, or keep the capability with its product");
        }
    }
}
