//! What single defects have to show, whatever the skill.

use std::collections::{BTreeMap, BTreeSet};

use groundplan::finding::Severity;
use groundplan::gate::{Report, Rule};

use super::edit::{Edit, add_row, edited, judged_as};
use super::{definition, told};

/// What is wrong, the edits that make it so, the rule that says so, where, and the criterion it lowers.
pub type Defect = (&'static str, &'static [Edit], &'static str, &'static str, &'static str);

/// A defect with the report on the pack that has it.
struct Tried {
    pack: &'static str,
    /// The pack without the defect.
    text: String,
    defect: &'static Defect,
    report: Report,
}

/// The defects of a skill, each introduced into a pack that has none.
pub struct Suite {
    skill: &'static str,
    tried: Vec<Tried>,
}

impl Suite {
    /// Introduces each defect into the pack of its name.
    pub fn of(
        skill: &'static str,
        base: impl Fn(&str) -> String,
        defects: impl Iterator<Item = (&'static str, &'static Defect)>,
    ) -> Self {
        let mut bases: BTreeMap<&str, String> = BTreeMap::new();
        let tried = defects.map(|(pack, defect)| {
            let text = bases.entry(pack).or_insert_with(|| base(pack)).clone();
            let report = judged_as(pack, &text, &edited(&text, defect.1), defect.1);
            Tried { pack, text, defect, report }
        });
        Suite { skill, tried: tried.collect() }
    }

    fn rule(&self, id: &str) -> &'static Rule {
        definition(self.skill).standard.rule(id).unwrap_or_else(|| panic!("{} has no rule {id}", self.skill))
    }

    /// Each is found by its rule at its place, and its criterion is lowered by it.
    pub fn each_is_found(&self) {
        let mut wrong = Vec::new();
        for Tried { pack, defect: (what, _, rule, place, criterion), report, .. } in &self.tried {
            let lowers = report
                .rubric
                .iter()
                .any(|score| score.key == *criterion && score.lowered_by.iter().any(|cap| cap.rule == *rule));
            if !(finds(report, rule, place) && lowers && lowered(report).contains(criterion)) {
                let said = told(report);
                wrong.push(format!("{pack}, {what}: {rule} at {place} does not lower {criterion}\n{said}"));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), self.tried.len(), wrong.join("\n"));
    }

    /// A defect in one section costs what its section is judged by, and no other section pays for it, but those criteria
    /// that look everywhere.
    pub fn no_other_section_pays(&self, everywhere: &[&str]) {
        // Where a section or a table is missing, what others say of it can no longer be followed.
        let missing = |edits: &[Edit]| {
            edits.iter().any(|edit| {
                matches!(edit, Edit::Section(_) | Edit::Empty(_) | Edit::Keep(_, 0) | Edit::Source(..) | Edit::Move(..))
            })
        };
        let mut wrong = Vec::new();
        for Tried { pack, defect: (what, edits, rule, _, criterion), report, .. } in &self.tried {
            let others = lowered(report).into_iter().filter(|key| key != criterion && !everywhere.contains(key));
            let others: Vec<&str> = others.collect();
            if !others.is_empty() && !missing(edits) {
                let said = told(report);
                wrong.push(format!("{pack}, {what}: {rule} costs {criterion}, and {others:?} pay too\n{said}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Every rule that weighs something has its defect, of those that can have one.
    pub fn every_rule_is_tried(&self, can: impl Fn(&Rule) -> bool) {
        let tried: BTreeSet<&str> = self.tried.iter().map(|one| one.defect.2).collect();
        let rules = definition(self.skill).standard.rules();
        let weighs = rules.filter(|rule| rule.severity > Severity::Info && can(rule));
        let untried: Vec<&str> = weighs.map(|rule| rule.id).filter(|id| !tried.contains(id)).collect();
        assert!(untried.is_empty(), "no defect here shows {untried:?}");
        assert!(self.tried.len() >= 40);
    }

    /// An error fails the pack by itself; a single warning does not.
    pub fn errors_fail_and_a_warning_does_not(&self) {
        for Tried { pack, defect: (what, _, rule, ..), report, .. } in &self.tried {
            let errors = report.count(Severity::Error) > 0;
            assert!(errors || self.rule(rule).severity == Severity::Warning, "{pack}, {what}: {rule} is no error");
            assert!(!(errors && report.passed), "{pack}, {what}: passes with an error");
            assert!(
                errors || report.passed,
                "{pack}, {what}: a single warning fails the pack at {}\n{}",
                report.average,
                told(report)
            );
        }
    }

    /// A hard rule is in force whoever accepts its findings; the constraints whose rules were tried.
    pub fn hard_constraints(&self) -> BTreeSet<u8> {
        let mut constraints = BTreeSet::new();
        for Tried { pack, text, defect: (what, edits, rule, place, _), report } in &self.tried {
            let Some(constraint) = self.rule(rule).hard else { continue };
            constraints.insert(constraint);
            assert!(!report.passed, "{pack}, {what}: passes in spite of {rule}");
            let mut parsed = edited(text, edits);
            let cells = [
                ("rule", *rule),
                ("place_text", *place),
                ("reason", "the tool that does it is bought in spring"),
                ("accepted_by", "Dev Malhotra"),
                ("expires", "2027-03-31"),
            ];
            add_row(&mut parsed.pack, "records.exemptions", &cells);
            let accepted = judged_as(pack, text, &parsed, edits);
            let waived = accepted.exempted.iter().any(|one| one.finding.rule == *rule);
            assert!(
                finds(&accepted, rule, place) && !waived && !accepted.passed,
                "{pack}, {what}: {rule} gives way to an exemption"
            );
        }
        constraints
    }
}

/// Whether a rule has a finding at a place.
fn finds(report: &Report, rule: &str, place: &str) -> bool {
    report.findings.iter().any(|finding| finding.rule == rule && finding.location.to_string() == place)
}

/// The criteria that lost something.
fn lowered(report: &Report) -> BTreeSet<&'static str> {
    report.rubric.iter().filter(|score| score.score < 5).map(|score| score.key).collect()
}
