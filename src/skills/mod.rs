//! The native skills.

use crate::skill::Skill;

pub mod platform_infrastructure;

/// Every skill that has code, in the order in which they are offered.
pub static NATIVE: &[&dyn Skill] = &[&platform_infrastructure::PlatformInfrastructure];

/// The native skill with this name.
pub fn native(name: &str) -> Option<&'static dyn Skill> {
    NATIVE.iter().copied().find(|skill| skill.definition().name == name)
}
