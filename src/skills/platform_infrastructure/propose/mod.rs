//! A pack from a brief, or the rest of one that was begun in an intake, without a model.
//!
//! Facts go in as they were written. What the brief leaves open is computed from its facts or taken from
//! a catalogue, and every such proposal is an assumption with its options, its source and the person who
//! can confirm it. What can neither be computed nor proposed stays blank, and the gate asks for it.
//!
//! The pack is made by the steps of the workflow, through the same boundary as the tools
//! ([`crate::skill::input`]), so that a draft is never more than a careful caller could have sent.
//!
//! # Layout
//! - `intake`: a pack that was begun in an intake, as a brief
//! - [`catalog`]: what is proposed; [`check`]: mistakes that only this skill can see in a brief
//! - [`clock`]: triggers and dates of limits; [`plan`]: what is done when; [`calendar`]: days
//! - one file per section, each of which returns the arguments of its step

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use self::catalog::Catalog;
use self::clock::Outlook;
use super::DEFINITION;
use super::brief::{Brief, OneOrMany};
use crate::pack::Pack;
use crate::skill::brief::{self, BriefError, BriefProblem};
use crate::skill::input;

mod calendar;
mod capabilities;
mod catalog;
mod check;
mod clock;
mod context;
mod discoverability;
mod instrumentation;
mod intake;
mod plan;
mod quality;
mod records;
mod risks;
mod roadmap;
mod rollout;
mod scaling;
mod words;

/// The arguments of a step.
type Arguments = Map<String, Json>;

/// The brief that is being drafted from, and what has been assumed so far.
#[derive(Debug)]
struct Draft<'b> {
    brief: &'b Brief,
    catalog: &'static Catalog,
    assumed: Vec<Assumed>,
    /// The assumptions that the pack has already: identifier and text.
    known: Vec<(String, String)>,
}

/// Something taken as true that no fact of the brief says.
#[derive(Debug)]
struct Assumed {
    /// What it is about, in a few words: `when triggers fire`.
    about: String,
    text: String,
    /// Two or three, the assumed one first; none holds a semicolon.
    options: Vec<String>,
    confidence: String,
    confirm: Option<String>,
    source: String,
}

/// Makes a pack from the text of a brief.
///
/// # Errors
/// Every mistake of the brief: what, where, what would be accepted.
pub(super) fn draft(text: &str) -> Result<Pack, BriefError> {
    let (brief, catalog) = read(text)?;
    let mut draft = Draft { brief: &brief, catalog, assumed: Vec::new(), known: Vec::new() };
    let pack = Pack::new(DEFINITION.name, DEFINITION.standard.rule_set, &brief.title, brief.as_of);
    apply(pack, draft.steps())
}

/// Proposes what a pack leaves open.
///
/// # Errors
/// What the boundary does not take.
pub(super) fn onto(pack: &Pack) -> Result<Pack, BriefError> {
    let catalog = catalog()?;
    let brief = intake::brief(pack, catalog);
    let mut draft = Draft { brief: &brief, catalog, assumed: Vec::new(), known: intake::assumptions(pack) };
    let steps = draft.steps();
    apply(pack.clone(), intake::left_blank(pack, steps))
}

/// The person who answers for a section, else the one who decides.
pub(super) fn answerer(text: &str, section: &str) -> Option<String> {
    let (brief, catalog) = read(text).ok()?;
    Draft { brief: &brief, catalog, assumed: Vec::new(), known: Vec::new() }.confirms(section)
}

fn read(text: &str) -> Result<(Brief, &'static Catalog), BriefError> {
    let catalog = catalog()?;
    Ok((brief::read(text, |tree| check::check(tree, catalog))?, catalog))
}

fn catalog() -> Result<&'static Catalog, BriefError> {
    Catalog::embedded().map_err(|error| whole(format!("a catalogue of this build cannot be read: {error}")))
}

/// Sends the arguments of each step through the boundary, in the order of the workflow.
fn apply(mut pack: Pack, steps: Vec<(&'static str, Arguments)>) -> Result<Pack, BriefError> {
    for step in DEFINITION.steps {
        for (_, arguments) in steps.iter().filter(|(tool, _)| *tool == step.tool) {
            pack = input::apply(&DEFINITION, step, &pack, arguments).map_err(|mistakes| BriefError {
                problems: mistakes
                    .iter()
                    .map(|mistake| BriefProblem::whole(format!("{}: {mistake}", step.title)))
                    .collect(),
            })?;
            // A draft has the section of every step it takes, with or without something in it.
            if let Some(section) = step.sections.first() {
                pack.sections.entry((*section).to_owned()).or_default();
            }
        }
    }
    Ok(pack)
}

fn whole(message: String) -> BriefError {
    BriefError { problems: vec![BriefProblem::whole(message)] }
}

impl<'b> Draft<'b> {
    /// The arguments of each step. Sections are made in the order in which they need each other, so that
    /// assumptions are numbered as a reader meets them; the first step comes last, since it lists them.
    fn steps(&mut self) -> Vec<(&'static str, Arguments)> {
        let capabilities = capabilities::arguments(self);
        let quality = quality::arguments(self);
        let outlooks: Vec<Outlook<'b>> = clock::outlooks(self);
        let scaling = scaling::arguments(self, &outlooks);
        let instrumentation = instrumentation::arguments(self);
        let plan = plan::plan(self, &outlooks);
        let roadmap = roadmap::arguments(self, &plan);
        let decision = context::decision(self, &plan);
        context::assume_unanswered(self);
        // From here on every assumption is known.
        let risks = risks::arguments(self, &outlooks, &plan);
        let mut intake = context::arguments(self, decision);
        intake.insert("records".to_owned(), Json::Object(records::arguments(self.brief)));
        let mut steps = vec![
            ("infra_intake", intake),
            ("infra_capabilities", capabilities),
            ("infra_quality", quality),
            ("infra_scaling", scaling),
            ("infra_instrumentation", instrumentation),
            ("infra_roadmap", roadmap),
            ("infra_finalize", risks),
        ];
        if let Some(discoverability) = discoverability::arguments(self.brief) {
            steps.push(("infra_discoverability", discoverability));
        }
        steps
    }

    /// Records an assumption and returns its identifier.
    fn assume(&mut self, assumed: Assumed) -> String {
        if let Some((id, _)) = self.known.iter().find(|(_, text)| *text == assumed.text) {
            return id.clone();
        }
        self.assumed.push(assumed);
        self.id(self.assumed.len() - 1)
    }

    /// The identifier of what was assumed at this place.
    fn id(&self, at: usize) -> String {
        let last = self.known.iter().filter_map(|(id, _)| id.strip_prefix('A')?.parse().ok()).max().unwrap_or(0);
        format!("A{}", last + at + 1)
    }

    fn as_of(&self) -> Date {
        self.brief.as_of
    }

    /// The person who answers for an area.
    fn area(&self, area: &str) -> Option<&'b str> {
        self.brief
            .people
            .iter()
            .find(|person| person.owns.iter().any(|owned| owned == area))
            .map(|person| person.name.as_str())
    }

    /// The person who decides about the plan: the first who decides anything.
    fn decider(&self) -> Option<&'b str> {
        self.brief.people.iter().find(|person| person.decides).map(|person| person.name.as_str())
    }

    /// The person who answers for an area, else the one who decides.
    fn confirms(&self, area: &str) -> Option<String> {
        self.area(area).or(self.decider()).map(str::to_owned)
    }
}

impl Brief {
    /// The answer to a question of the intake.
    fn answer(&self, id: &str) -> Option<&OneOrMany> {
        self.answers.get(id).filter(|answer| !answer.text().is_empty())
    }

    /// The answer as one text; blank where there is none.
    fn answer_text(&self, id: &str) -> String {
        self.answer(id).map(OneOrMany::text).unwrap_or_default()
    }

    /// The answer as items; none where there is none.
    fn answer_items(&self, id: &str) -> Vec<&str> {
        self.answer(id).map(OneOrMany::items).unwrap_or_default()
    }
}

impl OneOrMany {
    pub(super) fn items(&self) -> Vec<&str> {
        match self {
            OneOrMany::One(text) => vec![text.trim()],
            OneOrMany::Many(items) => items.iter().map(|item| item.trim()).collect(),
        }
    }

    fn text(&self) -> String {
        self.items().join("; ")
    }
}
