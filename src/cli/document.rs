//! Markdown documents in files, judged.

use std::path::Path;

use jiff::civil::Date;

use super::{CommandError, input};
use crate::gate::Beside;
use crate::output::Judged;
use crate::output::document::{self, Unfit};
use crate::pack::{Pack, Parsed, refresh, skill_of};
use crate::skill::Skill;

pub(super) use crate::output::document::Terms;

/// Reads and judges a file, or standard input.
pub(super) fn judge_file(path: &Path, terms: &Terms) -> Result<Judged, CommandError> {
    judge(&input::name(path), &names(path), input::uri(path), input::read(path)?, terms)
}

/// Derives the computed lines and drawings of a file anew; whether that changed it.
pub(super) fn refresh_file(path: &Path, terms: &Terms) -> Result<bool, CommandError> {
    let (name, source) = (input::name(path), input::read(path)?);
    let (skill, parsed) = understand(&name, &source, terms)?;
    let fresh = refresh(&source, &parsed, &skill.definition().standard.derive(&parsed.pack));
    if fresh == source {
        return Ok(false);
    }
    std::fs::write(path, fresh)
        .map_err(|error| CommandError::Unreadable { name, problem: format!("it cannot be written: {error}") })?;
    Ok(true)
}

/// Reads a file as a pack that stands beside those that are judged.
pub(super) fn read_beside(path: &Path, on: Date) -> Result<Beside, CommandError> {
    let (_, pack) = read_pack(path, on)?;
    Ok(Beside { names: names(path), revision: None, pack })
}

/// What packs cite the pack in this file by: its name, with and without ending.
fn names(path: &Path) -> Vec<String> {
    [path.file_stem(), path.file_name()].into_iter().flatten().map(|name| name.to_string_lossy().into_owned()).collect()
}

/// Judges a text, which others cite by these names.
pub(super) fn judge(
    name: &str,
    names: &[String],
    uri: String,
    source: String,
    terms: &Terms,
) -> Result<Judged, CommandError> {
    document::judge(name, names, uri, source, terms).map_err(|unfit| unreadable(name, &unfit))
}

/// Reads a file as a pack, without judging it.
pub(super) fn read_pack(path: &Path, on: Date) -> Result<(&'static dyn Skill, Pack), CommandError> {
    written_pack(path, &input::read(path)?, on)
}

/// The pack that a file holds.
pub(super) fn written_pack(path: &Path, source: &str, on: Date) -> Result<(&'static dyn Skill, Pack), CommandError> {
    let terms = Terms::of(on);
    let (skill, parsed) = understand(&input::name(path), source, &terms)?;
    Ok((skill, parsed.pack))
}

/// Whether a file holds a pack: its name says Markdown, or its front matter names a skill.
pub(super) fn is_pack(path: &Path, source: &str) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "md" || ending == "markdown") || skill_of(source).is_some()
}

fn understand(name: &str, source: &str, terms: &Terms) -> Result<(&'static dyn Skill, Parsed), CommandError> {
    document::understand(source, terms).map_err(|unfit| unreadable(name, &unfit))
}

fn unreadable(name: &str, unfit: &Unfit) -> CommandError {
    let way = match unfit {
        Unfit::Skill { .. } => "or say --skill".to_owned(),
        Unfit::RuleSet { newest, .. } => format!("or say --rule-set {newest}"),
    };
    CommandError::Unreadable { name: name.to_owned(), problem: format!("{unfit}; {way}") }
}
