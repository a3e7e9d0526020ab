//! A pack from a brief, or the rest of one that was begun in an intake, without a model.
//!
//! Facts go in as they were written, through the same boundary as the tools ([`crate::skill::input`]). What the brief
//! leaves open is proposed from its services, journeys, observations and the cards of its platforms, part by part, each
//! on what stands by then. What was proposed is said in the notes of its section and asked in the open questions; what
//! cannot be proposed (an observation, a measured time) stays blank, and the gate asks for it.
//!
//! # Layout
//! - [`brief`]: what a person writes; `intake`: a pack that was begun in an intake, in its place
//! - [`draft`]: the pack while it is made
//! - one file per part of the plan

use crate::assess::model::Assessment;
use crate::pack::Pack;
use crate::skill::brief::BriefError;
use crate::skill::workflow::unlocked;
use crate::skills::platform_operations::DEFINITION;

mod alerting;
mod assess;
mod brief;
mod delivery;
mod draft;
mod intake;
mod milestones;
mod objectives;
mod observability;
mod outline;
mod plan;
mod rollout;
mod safety;

use brief::Brief;
use draft::Draft;

/// The parts of a plan, in the order in which they need each other.
const PARTS: &[fn(&mut Draft<'_>)] = &[
    delivery::propose,
    objectives::propose,
    alerting::propose,
    rollout::profiles,
    rollout::strategies,
    observability::propose,
    safety::propose,
    plan::propose,
];

/// Makes a pack from the text of a brief.
///
/// # Errors
/// Every mistake of the brief: what, where, what would be accepted.
pub(super) fn draft(text: &str) -> Result<Pack, BriefError> {
    let brief = Brief::read(text)?;
    let pack = assess::observe(&brief, brief::apply(&brief, brief.pack(), &brief.stated)?)?;
    fill(Draft::of(&brief, pack)?)
}

/// Proposes what a pack leaves open.
///
/// # Errors
/// What the boundary does not take.
pub(super) fn onto(pack: &Pack) -> Result<Pack, BriefError> {
    let brief = Brief::of_pack(pack);
    let mut draft = Draft::of(&brief, pack.clone())?;
    if draft.lacks("baseline", "target") {
        // A title names the system and, behind a colon, the aim.
        let target = brief.title.split(':').next().unwrap_or_default().trim().to_owned();
        draft.text("baseline", "target", target);
    }
    fill(draft)
}

fn fill(mut draft: Draft<'_>) -> Result<Pack, BriefError> {
    let brief = draft.brief;
    for question in &brief.open {
        draft.ask(question.text.to_owned(), unlocked(&DEFINITION, question), None);
    }
    for part in PARTS {
        part(&mut draft);
        draft.settle()?;
    }
    Ok(draft.pack)
}

/// The person who answers for a section, else the one who decides.
pub(super) fn answerer(text: &str, section: &str) -> Option<String> {
    let brief = Brief::read(text).ok()?;
    brief.owner(section).or(brief.decider()).map(brief::Person::named)
}

/// A brief of what the files of a repository say.
pub(super) fn of_repository(assessment: &Assessment) -> String {
    outline::brief(assessment)
}
