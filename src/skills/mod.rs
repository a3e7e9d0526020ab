//! The native skills, one module each, and what several of them share.

use crate::gate::Rule;
use crate::skill::Skill;

mod exchange;
pub mod platform_infrastructure;
pub mod platform_operations;
mod shared;

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
    rules().find(|rule| rule.id.eq_ignore_ascii_case(name) || rule.name.eq_ignore_ascii_case(name))
}
