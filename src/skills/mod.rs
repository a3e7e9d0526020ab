//! The native skills, one module each, and what several of them share.

use jiff::civil::Date;

use crate::gate::Rule;
use crate::pack::parse;
use crate::skill::Skill;

mod exchange;
pub mod platform_infrastructure;
pub mod platform_operations;
pub(crate) mod shared;

/// Every skill that has code, in the order in which they are offered.
pub static NATIVE: &[&dyn Skill] =
    &[&platform_infrastructure::PlatformInfrastructure, &platform_operations::PlatformOperations];

/// The native skill with this name.
pub fn native(name: &str) -> Option<&'static dyn Skill> {
    NATIVE.iter().copied().find(|skill| skill.definition().name == name)
}

/// The rules of all skills; those that several share come once for each.
pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
    NATIVE.iter().flat_map(|skill| skill.definition().standard.rules().collect::<Vec<_>>())
}

/// The rule with this id or name, in either case, of whichever skill.
pub fn rule(name: &str) -> Option<&'static Rule> {
    let is = |rule: &Rule| rule.id.eq_ignore_ascii_case(name) || rule.name.eq_ignore_ascii_case(name);
    NATIVE.iter().find_map(|skill| skill.definition().standard.find(is))
}

/// The native skill most of whose sections a document has; the first one among equals.
pub fn guess(document: &str, on: Date) -> &'static dyn Skill {
    let known = |skill: &dyn Skill| {
        let definition = skill.definition();
        let standard = &definition.standard;
        parse(document, standard.sections, definition.name, standard.rule_set, on).pack.sections.len()
    };
    let others = NATIVE.iter().skip(1).copied();
    others
        .fold((NATIVE[0], known(NATIVE[0])), |best, skill| {
            let has = known(skill);
            if has > best.1 { (skill, has) } else { best }
        })
        .0
}
