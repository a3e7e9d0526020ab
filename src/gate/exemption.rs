//! Exemptions: findings accepted by a named person, for a reason, until a day.
//!
//! A finding of a rule that proves a hard rule of the skill counts, whoever would accept it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Standard;
use crate::finding::Finding;
use crate::pack::Pack;
use crate::pack::records::{Exemption, Records};

/// A finding that an exemption covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exempted {
    /// The finding.
    pub finding: Finding,
    /// Who accepted it.
    pub accepted_by: String,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: String,
}

/// Whether an exemption holds on a day: it names rule, place, reason and person, and has not expired.
pub fn holds(exemption: &Exemption<'_>, on: Date) -> bool {
    let complete = ![exemption.rule(), exemption.place_text(), exemption.reason(), exemption.accepted_by()]
        .iter()
        .any(crate::pack::Cell::is_blank);
    let expires = exemption.expires().text.trim().parse::<Date>();
    complete && expires.is_ok_and(|expires| expires >= on)
}

/// Whether an exemption is about a finding: same rule, and its place is the finding's or around it.
pub fn covers(exemption: &Exemption<'_>, finding: &Finding) -> bool {
    let place = exemption.place_text().text.trim().trim_matches('`');
    let at = finding.location.to_string();
    let around = at.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    rule(exemption).eq_ignore_ascii_case(finding.rule) && (around || place == "pack")
}

/// The rule that an exemption names.
pub fn rule<'a>(exemption: &Exemption<'a>) -> &'a str {
    exemption.rule().text.trim().trim_matches('`')
}

/// Splits findings into those that count and those that an exemption covers.
pub fn apply(standard: &Standard, pack: &Pack, findings: Vec<Finding>, on: Date) -> (Vec<Finding>, Vec<Exempted>) {
    let may = |exemption: &Exemption<'_>| standard.rule(rule(exemption)).is_none_or(|rule| rule.hard.is_none());
    let exemptions: Vec<Exemption<'_>> =
        Records::of(pack).exemptions().filter(|exemption| holds(exemption, on) && may(exemption)).collect();
    let mut counted = Vec::with_capacity(findings.len());
    let mut exempted = Vec::new();
    for finding in findings {
        match exemptions.iter().find(|exemption| covers(exemption, &finding)) {
            Some(exemption) => exempted.push(Exempted {
                finding,
                accepted_by: exemption.accepted_by().text.to_owned(),
                reason: exemption.reason().text.to_owned(),
                expires: exemption.expires().text.to_owned(),
            }),
            None => counted.push(finding),
        }
    }
    (counted, exempted)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::finding::Findings;
    use crate::gate::{Case, Facts, Report, Rule, Run, Standard, judge};
    use crate::pack::{Derived, Row, SectionSpec, Value};

    mod kept {
        use super::{Case, find};
        crate::rule!("KEP001", "kept", Error, hard 3, needs[], "exemption.rs", find);
    }

    mod asked {
        use super::{Case, find};
        crate::rule!("ASK001", "asked", Error, needs[], "exemption.rs", find);
    }

    static RULES: &[&Rule] = &[&kept::RULE.rule, &asked::RULE.rule];
    static SECTIONS: &[&SectionSpec] = &[Records::SPEC];

    fn find(_: &Case<'_>, findings: &mut Findings) {
        findings.at(crate::pack::Place::section(Records::KEY), "It is not so");
    }

    #[derive(Debug)]
    struct Nothing;

    impl Facts for Nothing {
        fn check<'c>(&'c self, case: &'c Case<'c>, run: &mut Run<'_>) {
            run.all(&[&kept::RULE, &asked::RULE], |check, findings| check(case, findings));
        }

        fn derive(&self) -> Derived {
            Derived::default()
        }
    }

    static STANDARD: Standard = Standard {
        rule_set: 1,
        sections: SECTIONS,
        rules: &[RULES],
        read: |_| Box::new(Nothing),
        cites: |_| Vec::new(),
        checklist: &[],
        rubric: &[],
        not_applicable: |_, _| None,
    };

    /// The report on a pack that exempts a rule everywhere, completely and in time.
    fn exempting(rule: &str) -> Report {
        let mut pack = Pack::new("a-skill", 1, "Orders", date(2026, 11, 2));
        let mut row = Row::default();
        for (column, text) in [
            ("rule", rule),
            ("place_text", "pack"),
            ("reason", "the supplier needs until January"),
            ("accepted_by", "Marta Lindqvist"),
            ("expires", "2027-01-15"),
        ] {
            row.set(column, text.to_owned());
        }
        pack.sections.entry(Records::KEY.to_owned()).or_default().set("exemptions", Value::Table(vec![row]));
        judge(&Case::new(&STANDARD, &pack, &[], date(2026, 11, 2)))
    }

    fn counted<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
        report.findings.iter().filter(|finding| finding.rule == rule).collect()
    }

    #[test]
    fn a_rule_that_proves_a_constraint_cannot_be_exempted() {
        for (name, hard) in [("KEP001", true), ("`kep001`", true), ("ASK001", false), ("`ask001`", false)] {
            let report = exempting(name);
            let exempted: Vec<&str> = report.exempted.iter().map(|one| one.finding.rule).collect();
            assert_eq!(exempted, if hard { vec![] } else { vec!["ASK001"] }, "{name}");
            assert_eq!(counted(&report, "KEP001").len(), 1, "{name}");
            assert_eq!(counted(&report, "ASK001").len(), usize::from(hard), "{name}");
            let told = counted(&report, "EXM001");
            if !hard {
                assert!(told.is_empty(), "{name}: {told:?}");
                continue;
            }
            let [told] = told[..] else { panic!("{name}: {told:?}") };
            assert_eq!(told.location.to_string(), format!("records.exemptions[{name}].rule"));
            assert_eq!(told.message, "KEP001 proves hard rule 3 and cannot be exempted: what it finds counts");
            assert!(told.fix.contains("strike the row and change the plan"), "{}", told.fix);
        }
    }

    #[test]
    fn the_constraint_is_part_of_what_a_rule_weighs() {
        let weights: Vec<String> = STANDARD.rules().map(Rule::weight).filter(|weight| weight.contains(',')).collect();
        assert_eq!(weights, ["error, proves hard rule 3"]);
    }
}
