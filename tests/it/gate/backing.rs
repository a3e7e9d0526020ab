//! The checklist and the rubric stand on rules, and no rule stands alone.

use std::collections::{BTreeMap, BTreeSet};

use groundplan::finding::Severity;
use groundplan::gate::Rule;

use super::standard;

fn rules() -> BTreeMap<&'static str, &'static Rule> {
    let mut rules = BTreeMap::new();
    for rule in standard().rules() {
        assert!(rules.insert(rule.id, rule).is_none(), "two rules are called {}", rule.id);
    }
    rules
}

/// Whether a place is declared, given as `section` or `section.field`.
fn is_declared(place: &str) -> bool {
    match place.split_once('.') {
        Some((section, field)) => standard().section(section).is_some_and(|spec| spec.field(field).is_some()),
        None => standard().section(place).is_some(),
    }
}

#[test]
fn rules_have_an_id_and_a_name_of_their_own() {
    let mut names = BTreeSet::new();
    for (id, rule) in rules() {
        let shape = id.len() == 6
            && id[..3].bytes().all(|byte| byte.is_ascii_uppercase())
            && id[3..].bytes().all(|byte| byte.is_ascii_digit());
        assert!(shape, "{id} is no id");
        assert!(names.insert(rule.name), "two rules are named {}", rule.name);
        assert!((1..=standard().rule_set).contains(&rule.since), "{id} is of rule set {}", rule.since);
        for section in rule.needs {
            assert!(standard().section(section).is_some(), "{id} needs {section}, which is no section");
        }
    }
}

#[test]
fn the_checklist_has_its_24_items() {
    let expected = [("A", 3), ("B", 3), ("C", 4), ("D", 4), ("E", 4), ("F", 3), ("G", 3)];
    let expected: Vec<String> = expected
        .iter()
        .flat_map(|(letter, count)| (1..=*count).map(move |number| format!("{letter}{number}")))
        .collect();
    let ids: Vec<&str> = standard().checklist.iter().map(|item| item.id).collect();
    assert_eq!(ids, expected);
    assert_eq!(ids.len(), 24);
}

#[test]
fn checklist_items_cite_rules_that_exist() {
    let rules = rules();
    for item in standard().checklist {
        let mut cited = BTreeSet::new();
        for rule in item.rules() {
            let known = rules.get(rule).unwrap_or_else(|| panic!("{} cites {rule}, which does not exist", item.id));
            assert!(known.severity >= Severity::Warning, "{} cites {rule}, which never fails it", item.id);
            assert!(cited.insert(rule), "{} cites {rule} twice", item.id);
        }
        assert!(!cited.is_empty(), "{} rests on no rule", item.id);
        assert!(item.within.iter().all(|place| is_declared(place)), "{} looks in {:?}", item.id, item.within);
    }
}

#[test]
fn rubric_caps_cite_rules_that_exist() {
    let rules = rules();
    let keys: BTreeSet<&str> = standard().rubric.iter().map(|criterion| criterion.key).collect();
    assert_eq!(keys.len(), 7);
    for criterion in standard().rubric {
        let mut cited = BTreeSet::new();
        for (rule, at_most) in criterion.caps() {
            let known =
                rules.get(rule).unwrap_or_else(|| panic!("{} cites {rule}, which does not exist", criterion.key));
            assert!(known.severity >= Severity::Warning, "{} is capped by {rule}, which weighs nothing", criterion.key);
            assert!((1..=4).contains(&at_most), "{rule} leaves {} at {at_most}", criterion.key);
            assert!(cited.insert(rule), "{} cites {rule} twice", criterion.key);
        }
        assert!(
            criterion.within.iter().all(|place| is_declared(place)),
            "{} looks in {:?}",
            criterion.key,
            criterion.within
        );
    }
    let vital: Vec<&str> =
        standard().rubric.iter().filter(|criterion| criterion.vital).map(|criterion| criterion.key).collect();
    assert_eq!(vital, ["scope", "execution"]);
}

#[test]
fn every_rule_that_weighs_something_is_cited() {
    let on_the_checklist: BTreeSet<&str> = standard().checklist.iter().flat_map(|item| item.rules()).collect();
    let in_the_rubric: BTreeSet<&str> =
        standard().rubric.iter().flat_map(|criterion| criterion.caps()).map(|(rule, _)| rule).collect();
    for (id, rule) in rules() {
        let cited = on_the_checklist.contains(id) || in_the_rubric.contains(id);
        assert_eq!(
            cited,
            rule.severity > Severity::Info,
            "{id} ({}) is {}cited",
            rule.severity,
            if cited { "" } else { "not " }
        );
    }
}

/// What a rule finds must cost something, or nobody has a reason to mend it.
#[test]
fn every_rule_that_weighs_something_lowers_a_score() {
    let in_the_rubric: BTreeSet<&str> =
        standard().rubric.iter().flat_map(|criterion| criterion.caps()).map(|(rule, _)| rule).collect();
    let weightless: Vec<&str> = rules()
        .into_iter()
        .filter(|(id, rule)| rule.severity > Severity::Info && !in_the_rubric.contains(id))
        .map(|(id, _)| id)
        .collect();
    assert!(weightless.is_empty(), "these fail a checklist item and lower no score: {weightless:?}");
}
