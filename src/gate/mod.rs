//! The gate: rules, then checklist, then rubric, then verdict.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Finding, Severity};
use crate::pack::records::Records;
use crate::pack::{Location, SourceMap};

mod advice;
mod beside;
mod case;
mod checklist;
mod exemption;
pub mod rubric;
mod rule;
pub mod rules;
mod standard;
pub mod voice;

pub use advice::{Advice, Mend};
pub use beside::Beside;
pub use case::{Case, Entry};
pub use checklist::{Checked, Item, Status};
pub use exemption::Exempted;
pub use rubric::{Cap, Criterion, PASS_AVERAGE, Score};
pub use rule::{Check, Rule, Run};
pub use standard::{Facts, Standard};

/// What the gate says of a pack. The same pack, day and rule set give the same report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report {
    /// The skill.
    pub skill: String,
    /// The rule set that judged.
    pub rule_set: u32,
    /// The pack's title.
    pub title: String,
    /// The day its facts are true of.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The day of judgement.
    #[schemars(with = "String")]
    pub on: Date,
    /// Whether it passes: no error, and the rubric's bar reached.
    pub passed: bool,
    /// The rubric's average, 1 to 5.
    #[schemars(with = "String")]
    pub average: Decimal,
    /// The criteria.
    pub rubric: Vec<Score>,
    /// The checklist.
    pub checklist: Vec<Checked>,
    /// The findings that count, in the order of the document.
    pub findings: Vec<Finding>,
    /// The findings accepted by a named person.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exempted: Vec<Exempted>,
    /// The cheapest edits after which it passes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

impl Report {
    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Runs the rules of a standard over a pack and yields their findings in the order of the document.
///
/// A rule runs where every section it needs exists, and where the pack's rule set has it.
pub fn findings(case: &Case<'_>) -> Vec<Finding> {
    // There is no rule set before the first: a pack cannot ask to be judged by none.
    let rule_set = case.pack.rule_set.max(1);
    let mut found = run(case, &|rule| rule.since <= rule_set);
    leave_to_those_who_know(&mut found);
    sort(&mut found, case.standard);
    found
}

/// Runs the `wanted` rules of a standard, as far as the sections they need exist: what each finds by itself.
pub fn run(case: &Case<'_>, wanted: &dyn Fn(&Rule) -> bool) -> Vec<Finding> {
    let exists = |section: &&str| case.pack.sections.contains_key(*section);
    let applies = |rule: &Rule| wanted(rule) && rule.needs.iter().all(exists);
    let mut run = Run::new(&applies);
    run.all(rules::CHECKS, |check, findings| check(case, findings));
    case.facts.check(case, &mut run);
    let mut found = run.into_findings();
    voice::speak(&mut found, case);
    found
}

/// Rules that know kinds of cells and no subject, each with the least weight of another rule's finding at the same cell
/// to which it leaves the word: that one says what is missing, and one defect is one finding.
const WITHOUT_SUBJECT: &[(&str, Severity)] = &[
    ("TXT002", Severity::Info),
    ("SEC003", Severity::Error),
    ("OWN001", Severity::Error),
    ("MEA001", Severity::Error),
    ("MEA002", Severity::Error),
];

/// Drops what rules without a subject say of a cell or row of which another rule says more.
fn leave_to_those_who_know(findings: &mut Vec<Finding>) {
    let least = |rule: &str| WITHOUT_SUBJECT.iter().find(|(one, _)| *one == rule).map(|(_, least)| *least);
    let mut told: BTreeMap<Location, Vec<(&'static str, Severity)>> = BTreeMap::new();
    for finding in findings.iter() {
        told.entry(finding.location.clone()).or_default().push((finding.rule, finding.severity));
    }
    findings.retain(|finding| {
        let Some(least) = least(finding.rule) else { return true };
        // What is said of a table as a whole may be about anything in it.
        let others = told.get(&finding.location).filter(|_| finding.location.row.is_some() || least == Severity::Info);
        !others.is_some_and(|all| all.iter().any(|(rule, weight)| *rule != finding.rule && *weight >= least))
    });
}

/// Document order: section, field, row, column as declared, then rule id.
fn sort(findings: &mut [Finding], standard: &Standard) {
    let sections = standard.sections;
    findings.sort_by_cached_key(|finding| {
        let at = &finding.location;
        let section = sections.iter().position(|spec| spec.key == at.section);
        let spec = section.map(|index| sections[index]);
        let field = spec.and_then(|spec| spec.fields.iter().position(|field| field.key == at.field));
        let column = spec
            .and_then(|spec| spec.table(&at.field))
            .and_then(|table| table.columns.iter().position(|column| column.key == at.column));
        let start = finding.range.as_ref().map_or(0, |range| range.start);
        (section, field, at.row, column, start, finding.rule)
    });
}

/// Judges a pack.
pub fn judge(case: &Case<'_>) -> Report {
    let Case { pack, standard, on, .. } = *case;
    let all = findings(case);
    let (findings, exempted) = exemption::apply(standard, pack, all, on);
    let rubric = rubric::score(standard.rubric, &findings);
    let checklist = checklist::check(standard.checklist, &findings, |item| {
        let declared = Records::of(pack)
            .not_applicable()
            .find(|row| row.item().text.trim() == item && !row.reason().is_blank())
            .map(|row| row.reason().text.to_owned());
        declared.or_else(|| (standard.not_applicable)(pack, item))
    });
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    Report {
        skill: pack.skill.clone(),
        rule_set: pack.rule_set,
        title: pack.title.clone(),
        as_of: pack.as_of,
        on,
        passed: !errors && rubric::passes(standard.rubric, &rubric),
        average: rubric::average(&rubric),
        advice: advice::advise(standard.rubric, &rubric, &findings),
        rubric,
        checklist,
        findings,
        exempted,
    }
}

/// Gives each finding its range in the source.
pub fn locate(findings: &mut [Finding], map: &SourceMap) {
    for finding in findings {
        if finding.range.is_none() {
            finding.range = Some(map.range(&finding.location));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Findings;
    use crate::pack::Place;

    /// What is left of findings, as rule and column.
    fn left(told: &[(&'static str, Severity, Place<'_>)]) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (rule, severity, place) in told {
            let mut findings = Findings::new(rule, *severity);
            findings.at(*place, "wrong");
            found.extend(findings.into_vec());
        }
        leave_to_those_who_know(&mut found);
        found.into_iter().map(|one| (one.rule, one.location.column)).collect()
    }

    #[test]
    fn a_cell_is_left_to_the_rule_that_knows_it() {
        let row = Place::section("roadmap").field("milestones").row(0, "M1");
        let (scope, acceptance, owner) = (row.column("scope"), row.column("acceptance"), row.column("owner"));
        let (warning, error) = (Severity::Warning, Severity::Error);
        let filler = [("TXT002", warning, scope), ("TXT002", warning, acceptance), ("ROA002", warning, acceptance)];
        assert_eq!(left(&filler), [("TXT002", "scope".to_owned()), ("ROA002", "acceptance".to_owned())]);
        // A group for an owner is a warning, unless a rule says at the same cell that it is an error.
        assert_eq!(left(&[("OWN001", warning, owner), ("ROA002", warning, owner)]).len(), 2);
        assert_eq!(left(&[("OWN001", warning, owner), ("ALT002", error, owner)]), [("ALT002", "owner".to_owned())]);
        let table = Place::section("roadmap").field("milestones");
        assert_eq!(left(&[("SEC003", warning, table), ("NET004", error, table)]).len(), 2);
    }
}
