//! The native skills, one module each, and what several of them share.

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
