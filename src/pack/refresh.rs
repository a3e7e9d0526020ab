//! What is derived, written anew into a document that states it, every other byte as it was.

use std::collections::BTreeSet;

use super::render::{at_a_glance, below_table};
use super::{Derived, Parsed};

/// The document with its computed lines and drawings derived anew: each block of them is replaced by what its table
/// yields now, and struck where that is nothing. Tables below which nothing is stated stay as they are.
pub fn refresh(source: &str, parsed: &Parsed, derived: &Derived) -> String {
    let mut fresh = String::with_capacity(source.len());
    let mut done = 0;
    let mut written = BTreeSet::new();
    for block in &parsed.derived {
        fresh.push_str(&source[done..block.range.start]);
        done = block.range.end;
        // Lines and drawing of one table are one text; what is left of a second block goes.
        if written.insert((&block.section, &block.field)) {
            let text = match block.section.as_str() {
                "" => at_a_glance(derived),
                section => below_table(derived, (section, &block.field)),
            };
            let text = text.trim_matches('\n');
            match source.contains("\r\n") {
                true => fresh.push_str(&text.replace('\n', "\r\n")),
                false => fresh.push_str(text),
            }
            // The block's own end stays, so that what follows keeps its distance.
            let end = source[block.range.clone()].trim_end().len();
            if !text.is_empty() {
                fresh.push_str(&source[block.range.start + end..block.range.end]);
            }
        }
        if fresh.ends_with("\n\n") || fresh.ends_with("\r\n\r\n") {
            done += blank(&source[done..]);
        }
    }
    fresh.push_str(&source[done..]);
    fresh
}

/// How many bytes of empty lines a text begins with.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start_matches(['\n', '\r']).len()
}
