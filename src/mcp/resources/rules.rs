//! Rules as resources: one page each, and the list of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use rmcp::model::{Annotations, Resource, ResourceContents, Role};

use super::uri::{MARKDOWN, RULES};
use crate::gate::Rule;
use crate::output::rule_page;
use crate::output::words::Paint;
use crate::skill::Skill;

/// The list of the rules of these skills in the list of resources.
pub(super) fn index(skills: &[&'static dyn Skill]) -> Resource {
    let annotations = Annotations::default().with_audience(vec![Role::User, Role::Assistant]).with_priority(0.2);
    Resource::new(RULES, "rules")
        .with_title("Rules")
        .with_description("The rules that judge packs, by skill; each has a page below this address, by its id")
        .with_mime_type(MARKDOWN)
        .with_size(text(skills).len() as u64)
        .with_annotations(annotations)
}

/// The list of the rules of these skills.
pub(super) fn list(skills: &[&'static dyn Skill], uri: &str) -> ResourceContents {
    ResourceContents::text(text(skills), uri).with_mime_type(MARKDOWN)
}

/// The page of a rule, as `explain` shows it. It rests on nothing that changes, so each is written once.
pub(super) fn page(rule: &'static Rule, uri: &str) -> ResourceContents {
    static WRITTEN: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let text = written.entry(rule.id).or_insert_with(|| rule_page::render(rule, Paint { on: false })).clone();
    ResourceContents::text(text, uri).with_mime_type(MARKDOWN)
}

fn text(skills: &[&'static dyn Skill]) -> String {
    let mut text = format!("# Rules\n\nThe page of each stands at {RULES}/ and its id.\n");
    for definition in skills.iter().map(|skill| skill.definition()) {
        let _ = writeln!(text, "\n## {}, rule set {}\n", definition.name, definition.standard.rule_set);
        for rule in definition.standard.rules() {
            let _ = writeln!(text, "- {} {} ({}): {}", rule.id, rule.name, rule.weight(), rule.summary());
        }
    }
    text
}
