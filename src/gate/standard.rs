//! The standard: what packs of one kind consist of and are held against.

use std::fmt::Debug;

use super::{Case, Criterion, Item, Rule, Run, rules};
use crate::pack::{Derived, Pack, SectionSpec};

/// What a skill reads in a pack: once, for its rules and for what is derived from it.
pub trait Facts: Debug + Sync {
    /// Runs the rules of the skill.
    fn check<'c>(&'c self, case: &'c Case<'c>, run: &mut Run<'_>);

    /// What is derived from the pack and shown beside it.
    fn derive(&self) -> Derived;
}

/// What the gate needs to know of a skill, as plain data.
#[derive(Debug)]
pub struct Standard {
    /// The newest rule set.
    pub rule_set: u32,
    /// The sections in their order, the records last.
    pub sections: &'static [&'static SectionSpec],
    /// The rules beside those that judge every pack, in groups that skills share.
    pub rules: &'static [&'static [&'static Rule]],
    /// Reads a pack for those rules, and for what is derived from it.
    pub read: fn(&Pack) -> Box<dyn Facts + '_>,
    /// The names of other packs that a pack cites: ids, titles, names of files.
    pub cites: fn(&Pack) -> Vec<String>,
    /// The checklist.
    pub checklist: &'static [Item],
    /// The rubric.
    pub rubric: &'static [Criterion],
    /// The reason for which a checklist item does not apply to a pack, where the pack itself implies it.
    pub not_applicable: fn(&Pack, &str) -> Option<String>,
}

impl Standard {
    /// Every rule: those that judge every pack, then the others; both by id.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        let mut others: Vec<&'static Rule> = self.rules.iter().flat_map(|group| group.iter().copied()).collect();
        others.sort_by_key(|rule| rule.id);
        rules::RULES.iter().copied().chain(others)
    }

    /// The rule with this id, in either case.
    pub fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// The rule of which this is true, where it is of one at most.
    pub fn find(&self, is: impl Fn(&Rule) -> bool) -> Option<&'static Rule> {
        let groups = std::iter::once(rules::RULES).chain(self.rules.iter().copied());
        groups.flatten().copied().find(|rule| is(rule))
    }

    /// The section with this key.
    pub fn section(&self, key: &str) -> Option<&'static SectionSpec> {
        self.sections.iter().copied().find(|spec| spec.key == key)
    }

    /// What is derived from a pack and shown beside it.
    pub fn derive(&self, pack: &Pack) -> Derived {
        (self.read)(pack).derive()
    }
}
