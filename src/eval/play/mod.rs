//! Cases as they are tried: what came of each.
//!
//! # Layout
//! - this file: packs and briefs, judged as `check` judges the one and `plan` the other
//! - `draft`: briefs that a model drafts
//! - `talk`: conversations, through the tools of the server
//! - `arguments`: what a call sends of a pack

use std::path::Path;

use jiff::civil::Date;

use super::gather::{self, Planned};
use crate::gate::{self, Beside, Case, Report};
use crate::llm::Model;
use crate::pack::{Computed, Interface, Pack, Parsed, parse};
use crate::skill::{Definition, Skill};

mod arguments;
mod draft;
mod talk;

pub use draft::Drafted;
pub use talk::Called;

/// What came of a case.
#[derive(Debug)]
pub struct Seen {
    /// What is judged in the end; none where a conversation opened no pack.
    pub judged: Option<Judged>,
    /// What was said, in a conversation.
    pub calls: Vec<Called>,
    /// How a model drafted, where one did.
    pub drafted: Option<Drafted>,
}

/// A pack with what the gate says and what follows from it.
#[derive(Debug)]
pub struct Judged {
    /// What the gate says.
    pub report: Report,
    /// The computed values.
    pub computed: Vec<Computed>,
    /// What the pack yields for machines.
    pub interface: Option<Interface>,
    /// The document: as it stands in its file, or in canonical form.
    pub markdown: String,
}

impl Judged {
    /// Judges a case of the gate.
    fn of(case: &Case<'_>, markdown: String) -> Self {
        let derived = case.derived();
        Judged {
            report: gate::judge(case),
            computed: derived.computed.clone(),
            interface: derived.interface.clone(),
            markdown,
        }
    }
}

/// Tries a case. Where a model drafts, `live` is asked in place of the cassette.
///
/// # Errors
/// Why it cannot be tried: a file that cannot be read, or is not what the case takes it for; a model that cannot be asked.
pub async fn play(planned: &Planned, live: Option<&Model>) -> Result<Seen, String> {
    let case = &planned.case;
    if let Some(draft) = &case.draft {
        return draft::draft(planned, draft, live).await;
    }
    if case.calls.is_empty() {
        let judged = document(planned)?;
        return Ok(Seen { judged: Some(judged), calls: Vec::new(), drafted: None });
    }
    talk::talk(planned, source(planned)?.as_ref()).await
}

/// Judges the pack of a case, or the one that is drafted from its brief.
fn document(planned: &Planned) -> Result<Judged, String> {
    match (&planned.case.pack, &planned.case.brief) {
        (Some(pack), _) => judged(planned, pack, gather::read(&planned.folder.join(pack))?),
        (None, Some(brief)) => judged(planned, brief, planned.skill.definition().render(&drafted(planned, brief)?)),
        (None, None) => Err("it names neither a pack nor a brief".to_owned()),
    }
}

/// Judges the text of a pack as `check` does, beside all that a case names; `path` is what it is called by.
fn judged(planned: &Planned, path: &Path, text: String) -> Result<Judged, String> {
    let standard = &planned.skill.definition().standard;
    let Parsed { pack, problems, .. } = understood(planned.skill, path, &text, planned.on)?;
    let before = planned.case.against.as_ref().map(|path| other(planned, path)).transpose()?;
    let beside = planned
        .case
        .beside
        .iter()
        .map(|path| other(planned, path).map(|pack| Beside { names: names(path), revision: None, pack }));
    let beside = beside.collect::<Result<Vec<_>, _>>()?;
    let names = names(path);
    let case =
        Case::new(standard, &pack, &problems, planned.on).against(before.as_ref()).beside(&beside).called(&names);
    Ok(Judged::of(&case, text))
}

/// The pack that the calls of a case send from, if it names one.
fn source(planned: &Planned) -> Result<Option<Pack>, String> {
    match (&planned.case.pack, &planned.case.brief) {
        (Some(pack), _) => {
            let text = gather::read(&planned.folder.join(pack))?;
            Ok(Some(understood(planned.skill, pack, &text, planned.on)?.pack))
        }
        (None, Some(brief)) => drafted(planned, brief).map(Some),
        (None, None) => Ok(None),
    }
}

/// Drafts a pack from a brief, without a model.
fn drafted(planned: &Planned, brief: &Path) -> Result<Pack, String> {
    let text = gather::read(&planned.folder.join(brief))?;
    planned.skill.draft(&text).map_err(|error| format!("{}: {error}", brief.display()))
}

/// Another pack that a case names, of whichever skill.
fn other(planned: &Planned, path: &Path) -> Result<Pack, String> {
    let text = gather::read(&planned.folder.join(path))?;
    let named = crate::pack::skill_of(&text).and_then(|name| crate::skills::native(&name));
    let skill = named.unwrap_or_else(|| crate::skills::guess(&text, planned.on));
    Ok(understood(skill, path, &text, planned.on)?.pack)
}

/// A document as a pack of a skill.
fn understood(skill: &dyn Skill, path: &Path, text: &str, on: Date) -> Result<Parsed, String> {
    let definition: &Definition = skill.definition();
    let standard = &definition.standard;
    if let Some(other) = crate::pack::skill_of(text).filter(|other| other != definition.name) {
        return Err(format!("{}: it is a pack of `{other}`, the case is about `{}`", path.display(), definition.name));
    }
    let parsed = parse(text, standard.sections, definition.name, standard.rule_set, on);
    if !(1..=standard.rule_set).contains(&parsed.pack.rule_set) {
        let (asked, newest) = (parsed.pack.rule_set, standard.rule_set);
        return Err(format!("{}: rule set {asked} is not known here, only 1 to {newest}", path.display()));
    }
    Ok(parsed)
}

/// What packs cite the pack in a file by: its name, with and without ending.
fn names(path: &Path) -> Vec<String> {
    [path.file_stem(), path.file_name()].into_iter().flatten().map(|name| name.to_string_lossy().into_owned()).collect()
}
