//! One Markdown document, judged.

use std::path::Path;

use jiff::civil::Date;

use super::{CommandError, input};
use crate::gate::{self, Beside, Case};
use crate::output::Judged;
use crate::output::position::Lines;
use crate::pack::{Pack, Parsed, parse, refresh, skill_of};
use crate::skill::Skill;
use crate::skills;

/// How documents are judged.
#[derive(Debug)]
pub(super) struct Terms {
    /// The day of judgement.
    pub(super) on: Date,
    /// The day the facts are true of, where a document does not say.
    pub(super) as_of: Option<Date>,
    /// The skill, whatever the documents say.
    pub(super) skill: Option<&'static dyn Skill>,
    /// The rule set, whatever the documents say.
    pub(super) rule_set: Option<u32>,
    /// The pack as it was agreed before.
    pub(super) before: Option<Pack>,
    /// The packs that documents cite, and those that cite them.
    pub(super) beside: Vec<Beside>,
    /// The only rules to ask; all where there are none.
    pub(super) only: Vec<&'static str>,
}

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
    let (skill, parsed) = understand(name, &source, terms)?;
    let definition = skill.definition();
    let Parsed { pack, problems, map, .. } = parsed;
    let mut report = {
        let case = Case::new(&definition.standard, &pack, &problems, terms.on).against(terms.before.as_ref());
        gate::judge(&case.beside(&terms.beside).called(names))
    };
    if !terms.only.is_empty() {
        report.findings.retain(|finding| terms.only.contains(&finding.rule));
        report.exempted.retain(|exempted| terms.only.contains(&exempted.finding.rule));
    }
    gate::locate(&mut report.findings, &map);
    let lines = Lines::new(&source);
    let sections = pack.sections.into_keys().collect();
    Ok(Judged { name: name.to_owned(), uri, source, definition, sections, report, map, lines })
}

/// Reads a file as a pack, without judging it.
pub(super) fn read_pack(path: &Path, on: Date) -> Result<(&'static dyn Skill, Pack), CommandError> {
    written_pack(path, &input::read(path)?, on)
}

/// The pack that a file holds.
pub(super) fn written_pack(path: &Path, source: &str, on: Date) -> Result<(&'static dyn Skill, Pack), CommandError> {
    let terms =
        Terms { on, as_of: None, skill: None, rule_set: None, before: None, beside: Vec::new(), only: Vec::new() };
    let (skill, parsed) = understand(&input::name(path), source, &terms)?;
    Ok((skill, parsed.pack))
}

/// Whether a file holds a pack: its name says Markdown, or its front matter names a skill.
pub(super) fn is_pack(path: &Path, source: &str) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "md" || ending == "markdown") || skill_of(source).is_some()
}

/// The document as a pack of the skill it is for.
fn understand(name: &str, source: &str, terms: &Terms) -> Result<(&'static dyn Skill, Parsed), CommandError> {
    let unreadable = |problem: String| CommandError::Unreadable { name: name.to_owned(), problem };
    let skill = match (terms.skill, skill_of(source)) {
        (Some(skill), _) => skill,
        (None, Some(named)) => skills::native(&named).ok_or_else(|| {
            let known = input::skill_names();
            unreadable(format!("its front matter: {}; or say --skill", input::unknown("skill", &named, known)))
        })?,
        (None, None) => guess(source, terms.on).ok_or_else(|| unreadable("no skill is built in".to_owned()))?,
    };
    let mut parsed = read(skill, source, terms.as_of.unwrap_or(terms.on));
    let newest = skill.definition().standard.rule_set;
    parsed.pack.rule_set = terms.rule_set.unwrap_or(parsed.pack.rule_set);
    parsed.pack.skill = skill.definition().name.to_owned();
    if !(1..=newest).contains(&parsed.pack.rule_set) {
        let asked = parsed.pack.rule_set;
        return Err(unreadable(format!(
            "rule set {asked} is not known here, only 1 to {newest}; use a newer groundplan, or say --rule-set {newest}"
        )));
    }
    Ok((skill, parsed))
}

fn read(skill: &dyn Skill, source: &str, as_of: Date) -> Parsed {
    let definition = skill.definition();
    parse(source, definition.standard.sections, definition.name, definition.standard.rule_set, as_of)
}

/// The skill most of whose sections the document has; the first one among equals.
fn guess(source: &str, on: Date) -> Option<&'static dyn Skill> {
    let known = |skill: &dyn Skill| read(skill, source, on).pack.sections.len();
    match skills::NATIVE {
        [only] => Some(*only),
        // `max_by_key` takes the last of equals.
        all => all.iter().rev().copied().max_by_key(|skill| known(*skill)),
    }
}
