//! One Markdown document, judged: what `check` says of a file, and what a review rests on.

use jiff::civil::Date;

use super::Judged;
use super::position::Lines;
use crate::gate::{self, Beside, Case, Report};
use crate::pack::{Pack, Parsed, parse, skill_of};
use crate::skill::input::unknown;
use crate::skill::{Definition, Skill};
use crate::skills;

/// How documents are judged.
#[derive(Debug)]
pub struct Terms {
    /// The day of judgement.
    pub on: Date,
    /// The day the facts are true of, where a document does not say.
    pub as_of: Option<Date>,
    /// The skill, whatever the documents say.
    pub skill: Option<&'static dyn Skill>,
    /// The rule set, whatever the documents say.
    pub rule_set: Option<u32>,
    /// The pack as it was agreed before.
    pub before: Option<Pack>,
    /// The packs that documents cite, and those that cite them.
    pub beside: Vec<Beside>,
    /// The only rules to ask; all where there are none.
    pub only: Vec<&'static str>,
}

impl Terms {
    /// The terms of a day, all else left to the document.
    pub fn of(on: Date) -> Self {
        Terms { on, as_of: None, skill: None, rule_set: None, before: None, beside: Vec::new(), only: Vec::new() }
    }
}

/// Why a document cannot be judged, and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Its front matter names a skill that is not built in.
    #[error("its front matter: {0}")]
    Skill(String),
    /// It asks for a rule set that is not known here.
    #[error("rule set {asked} is not known here, only 1 to {newest}; use a newer groundplan")]
    RuleSet {
        /// What it asks for.
        asked: u32,
        /// The newest one here.
        newest: u32,
    },
}

/// Judges a text, which others cite by these names.
///
/// # Errors
/// Where it asks for a skill or a rule set that there is not.
pub fn judge(name: &str, names: &[String], uri: String, source: String, terms: &Terms) -> Result<Judged, Unfit> {
    let (skill, parsed) = understand(&source, terms)?;
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
    Ok(Judged { name: name.to_owned(), uri, source, definition, sections, report, map, lines, reading: None })
}

/// A pack with what the gate says of it, each finding at its place in the pack's Markdown.
pub fn of_pack(name: &str, definition: &'static Definition, pack: &Pack, mut report: Report) -> Judged {
    let source = definition.render(pack);
    let standard = &definition.standard;
    let map = parse(&source, standard.sections, definition.name, standard.rule_set, pack.as_of).map;
    gate::locate(&mut report.findings, &map);
    let (lines, sections) = (Lines::new(&source), pack.sections.keys().cloned().collect());
    Judged {
        name: name.to_owned(),
        uri: name.to_owned(),
        source,
        definition,
        sections,
        report,
        map,
        lines,
        reading: None,
    }
}

/// The document as a pack of the skill it is for: the one that the terms name, else its front matter, else the one most of
/// whose sections it has.
///
/// # Errors
/// As those of [`judge`].
pub fn understand(source: &str, terms: &Terms) -> Result<(&'static dyn Skill, Parsed), Unfit> {
    let skill = match (terms.skill, skill_of(source)) {
        (Some(skill), _) => skill,
        (None, Some(named)) => {
            let known = skills::NATIVE.iter().map(|skill| skill.definition().name);
            skills::native(&named).ok_or_else(|| Unfit::Skill(unknown("skill", &named, known)))?
        }
        (None, None) => skills::guess(source, terms.on),
    };
    let mut parsed = read(skill, source, terms.as_of.unwrap_or(terms.on));
    let newest = skill.definition().standard.rule_set;
    parsed.pack.rule_set = terms.rule_set.unwrap_or(parsed.pack.rule_set);
    parsed.pack.skill = skill.definition().name.to_owned();
    if !(1..=newest).contains(&parsed.pack.rule_set) {
        return Err(Unfit::RuleSet { asked: parsed.pack.rule_set, newest });
    }
    Ok((skill, parsed))
}

fn read(skill: &dyn Skill, source: &str, as_of: Date) -> Parsed {
    let definition = skill.definition();
    parse(source, definition.standard.sections, definition.name, definition.standard.rule_set, as_of)
}
