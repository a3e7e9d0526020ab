//! The checklist and the rubric stand on rules, and no rule stands alone.

use std::collections::{BTreeMap, BTreeSet};

use groundplan::finding::Severity;
use groundplan::gate::{Rule, Standard};

use super::{definition, definitions};

fn standards() -> impl Iterator<Item = (&'static str, &'static Standard)> {
    definitions().map(|definition| (definition.name, &definition.standard))
}

fn rules(standard: &Standard) -> BTreeMap<&'static str, &'static Rule> {
    let mut rules = BTreeMap::new();
    for rule in standard.rules() {
        assert!(rules.insert(rule.id, rule).is_none(), "two rules are called {}", rule.id);
    }
    rules
}

/// Whether a place is declared, given as `section` or `section.field`.
fn is_declared(standard: &Standard, place: &str) -> bool {
    match place.split_once('.') {
        Some((section, field)) => standard.section(section).is_some_and(|spec| spec.field(field).is_some()),
        None => standard.section(place).is_some(),
    }
}

#[test]
fn rules_have_an_id_and_a_name_of_their_own() {
    // Skills share rules; two rules of one name are one rule.
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, standard) in standards() {
        for (id, rule) in rules(standard) {
            let shape = id.len() == 6
                && id[..3].bytes().all(|byte| byte.is_ascii_uppercase())
                && id[3..].bytes().all(|byte| byte.is_ascii_digit());
            assert!(shape, "{id} is no id");
            assert_eq!(*names.entry(rule.name).or_insert(id), id, "two rules are named {}", rule.name);
            assert!((1..=standard.rule_set).contains(&rule.since), "{id} is of rule set {}", rule.since);
            for section in rule.needs {
                assert!(standard.section(section).is_some(), "{id} needs {section}, which is no section");
            }
        }
    }
}

#[test]
fn checklists_have_their_items() {
    let infrastructure = [("A", 3), ("B", 3), ("C", 4), ("D", 4), ("E", 4), ("F", 3), ("G", 3)];
    let operations = [("A", 3), ("B", 4), ("C", 2), ("D", 3), ("E", 2), ("F", 2), ("G", 1)];
    for (skill, expected) in [("platform-infrastructure", infrastructure), ("platform-operations", operations)] {
        let expected: Vec<String> = expected
            .iter()
            .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}")))
            .collect();
        let ids: Vec<&str> = definition(skill).standard.checklist.iter().map(|item| item.id).collect();
        assert_eq!(ids, expected, "{skill}");
    }
}

#[test]
fn checklist_items_cite_rules_that_exist() {
    for (_, standard) in standards() {
        let rules = rules(standard);
        for item in standard.checklist {
            let mut cited = BTreeSet::new();
            for rule in item.rules() {
                let known = rules.get(rule).unwrap_or_else(|| panic!("{} cites {rule}, which does not exist", item.id));
                assert!(known.severity >= Severity::Warning, "{} cites {rule}, which never fails it", item.id);
                assert!(cited.insert(rule), "{} cites {rule} twice", item.id);
            }
            assert!(!cited.is_empty(), "{} rests on no rule", item.id);
            let declared = item.within.iter().all(|place| is_declared(standard, place));
            assert!(declared, "{} looks in {:?}", item.id, item.within);
        }
    }
}

#[test]
fn rubric_caps_cite_rules_that_exist() {
    for (skill, standard) in standards() {
        let rules = rules(standard);
        let keys: BTreeSet<&str> = standard.rubric.iter().map(|criterion| criterion.key).collect();
        assert_eq!(keys.len(), 7, "{skill}");
        for criterion in standard.rubric {
            let key = criterion.key;
            let mut cited = BTreeSet::new();
            for (rule, at_most) in criterion.caps() {
                let known = rules.get(rule).unwrap_or_else(|| panic!("{key} cites {rule}, which does not exist"));
                assert!(known.severity >= Severity::Warning, "{key} is capped by {rule}, which weighs nothing");
                assert!((1..=4).contains(&at_most), "{rule} leaves {key} at {at_most}");
                assert!(cited.insert(rule), "{key} cites {rule} twice");
            }
            let declared = criterion.within.iter().all(|place| is_declared(standard, place));
            assert!(declared, "{key} looks in {:?}", criterion.within);
        }
    }
    let vital = |skill: &str| -> Vec<&str> {
        let rubric = definition(skill).standard.rubric;
        rubric.iter().filter(|criterion| criterion.vital).map(|criterion| criterion.key).collect()
    };
    assert_eq!(vital("platform-infrastructure"), ["scope", "execution"]);
    // There the hard rules do that work.
    assert!(vital("platform-operations").is_empty());
}

#[test]
fn every_rule_that_weighs_something_is_cited() {
    for (skill, standard) in standards() {
        let on_the_checklist: BTreeSet<&str> = standard.checklist.iter().flat_map(|item| item.rules()).collect();
        let in_the_rubric: BTreeSet<&str> =
            standard.rubric.iter().flat_map(|criterion| criterion.caps()).map(|(rule, _)| rule).collect();
        for (id, rule) in rules(standard) {
            let weighs = rule.severity > Severity::Info;
            let cited = on_the_checklist.contains(id) || in_the_rubric.contains(id);
            assert_eq!(cited, weighs, "{skill}: {id} ({}) is {}cited", rule.severity, if cited { "" } else { "not " });
            // What a rule finds must cost something, or nobody has a reason to mend it.
            assert_eq!(in_the_rubric.contains(id), weighs, "{skill}: {id} lowers no score");
        }
    }
}
