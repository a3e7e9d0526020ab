//! What the deploy history of a brief says of the current state.

use super::brief::{self, Brief};
use crate::pack::Pack;
use crate::skill::brief::BriefError;
use crate::skills::platform_operations::history;

/// Fills measures and failed deploys from the history of a brief, where it has one and does not state them.
///
/// # Errors
/// A history that cannot be read, and what the brief states otherwise than its history.
pub(super) fn observe(brief: &Brief, pack: Pack) -> Result<Pack, BriefError> {
    let Some(given) = &brief.history else { return Ok(pack) };
    let taken = history::read(&pack, given)
        .map_err(|objections| BriefError { problems: objections.iter().map(|one| brief.objection(one)).collect() })?;
    brief::apply(brief, pack, &taken.sections)
}
