//! What every client is told at once. The first 512 characters stand on their own: some clients show no more.

use minijinja::{Environment, context};

use crate::skill::Skill;
use crate::workspace;

const TEMPLATE: &str = include_str!("../../prompts/instructions.md");

/// The instructions of a server of these skills.
///
/// # Errors
/// A template that cannot be read.
pub fn write(skills: &[&'static dyn Skill]) -> Result<String, minijinja::Error> {
    Environment::new().render_str(TEMPLATE, context! { skills => workspace::names(skills) })
}
