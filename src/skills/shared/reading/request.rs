//! What a pack was asked for.

use crate::pack::Cell;
use crate::skill::screen::Screen;

/// The cells that say what was asked for, and what tells whether it belongs to the skill.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Which requests belong to the skill.
    pub screen: &'static Screen,
    /// The request in the person's own words.
    pub request: Cell<'a>,
    /// What it is, in somebody's judgement.
    pub situation: Cell<'a>,
    /// What the plan says it is for: its decision, its target.
    pub aim: Cell<'a>,
}
