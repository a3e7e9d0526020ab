//! Every rule against its fixtures: `tests/rules/<id>/valid` must be silent, `invalid` must not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use groundplan::finding::Finding;
use groundplan::gate::{self, Beside, Case, Rule};
use groundplan::pack::{parse, skill_of};
use groundplan::skill::Skill;
use groundplan::skills;
use jiff::civil::date;

fn fixtures(rule: &Rule, kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(rule.id).join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no {kind} fixture", rule.id);
    files
}

/// The skill that a fixture names in its front matter, or else the first that has the rule.
fn skill(first: &'static dyn Skill, source: &str) -> &'static dyn Skill {
    let Some(name) = skill_of(source) else { return first };
    skills::native(&name).unwrap_or_else(|| panic!("a fixture of {name}, which is no skill"))
}

/// What a rule finds in a fixture; `NAME.before` beside `NAME.md` is the pack as it was agreed before, `NAME.beside` another
/// pack, which is cited as `other`. The fixture itself is cited as `this`.
fn run(first: &'static dyn Skill, rule: &'static Rule, file: &Path, source: &str) -> Vec<Finding> {
    let definition = skill(first, source).definition();
    assert!(definition.standard.rule(rule.id).is_some(), "{}: {} has no {}", file.display(), definition.name, rule.id);
    let read = |source: &str| parse(source, definition.standard.sections, definition.name, 1, date(2026, 11, 1));
    let (parsed, before) = (read(source), fs::read_to_string(file.with_extension("before")).ok());
    let before = before.map(|source| read(&source).pack);
    let beside: Vec<Beside> =
        fs::read_to_string(file.with_extension("beside")).iter().map(|text| beside(text)).collect();
    let names = ["this".to_owned()];
    let case = Case::new(&definition.standard, &parsed.pack, &parsed.problems, date(2026, 11, 21))
        .against(before.as_ref())
        .beside(&beside)
        .called(&names);
    let mut findings = gate::run(&case, &|one| one.id == rule.id);
    gate::locate(&mut findings, &parsed.map);
    findings
}

/// A pack beside a fixture.
fn beside(source: &str) -> Beside {
    let named = skill_of(source).and_then(|name| skills::native(&name)).expect("front matter that names a skill");
    let definition = named.definition();
    let pack = parse(source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
    Beside { names: vec!["other".to_owned()], revision: Some(7), pack }
}

fn describe(source: &str, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let range = finding.range.clone().unwrap_or_default();
        let line = source[..range.start].matches('\n').count() + 1;
        out += &format!("{} at {} (line {line})\n", finding.severity, finding.location);
        out += &format!("  source: {:?}\n  {}\n", &source[range], finding.message);
        if !finding.evidence.is_empty() {
            out += &format!("  evidence: {}\n", finding.evidence);
        }
        out += &format!("  fix: {}\n", finding.fix);
        for related in &finding.related {
            out += &format!("  see {}: {}\n", related.location, related.label);
        }
    }
    out
}

/// Every rule with the first skill that has it. `GROUNDPLAN_RULE=SCL003` restricts the run to one rule.
fn rules() -> impl Iterator<Item = (&'static dyn Skill, &'static Rule)> {
    let only = std::env::var("GROUNDPLAN_RULE").ok();
    let mut seen = BTreeSet::new();
    let of = |skill: &&'static dyn Skill| -> Vec<_> {
        skill.definition().standard.rules().map(|rule| (*skill, rule)).collect()
    };
    let all = skills::NATIVE.iter().flat_map(of);
    all.filter(move |(_, rule)| only.as_ref().is_none_or(|only| rule.id.starts_with(only.as_str())))
        .filter(move |(_, rule)| seen.insert(rule.id))
}

#[test]
fn invalid_fixtures_are_found() {
    for (skill, rule) in rules() {
        for file in fixtures(rule, "invalid") {
            let source = fs::read_to_string(&file).expect("a readable fixture");
            let findings = run(skill, rule, &file, &source);
            assert!(!findings.is_empty(), "{}: {} finds nothing", file.display(), rule.id);
            for finding in &findings {
                assert!(!finding.message.is_empty() && !finding.fix.is_empty(), "{}: message and fix", file.display());
            }
            let name = file.file_stem().expect("a file name").to_string_lossy().into_owned();
            insta::with_settings!({ snapshot_path => file.parent().expect("a folder"), prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name, describe(&source, &findings));
            });
        }
    }
}

#[test]
fn valid_fixtures_are_silent() {
    for (skill, rule) in rules() {
        for file in fixtures(rule, "valid") {
            let source = fs::read_to_string(&file).expect("a readable fixture");
            let findings = run(skill, rule, &file, &source);
            assert!(findings.is_empty(), "{}:\n{}", file.display(), describe(&source, &findings));
        }
    }
}

#[test]
fn every_rule_has_a_page() {
    for (_, rule) in rules() {
        let page = rule.page();
        for heading in ["## What it does", "## Why it matters", "## Example", "## Fix"] {
            assert!(page.contains(heading), "{}: its page lacks {heading:?}", rule.id);
        }
        assert!(rule.summary().ends_with('.'), "{}: the first line is one sentence", rule.id);
    }
}
