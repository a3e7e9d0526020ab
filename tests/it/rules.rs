//! Every rule against its fixtures: `tests/rules/<id>/valid` must be silent, `invalid` must not.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::finding::Finding;
use groundplan::gate::{self, Case, Rule};
use groundplan::pack::parse;
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
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

/// What a rule finds in a fixture; `NAME.before` beside `NAME.md` is the pack as it was agreed before.
fn run(rule: &'static Rule, file: &Path, source: &str) -> Vec<Finding> {
    let skill = PlatformInfrastructure;
    let sections = skill.definition().standard.sections;
    let read = |source: &str| parse(source, sections, "platform-infrastructure", 1, date(2026, 11, 1));
    let (parsed, before) = (read(source), fs::read_to_string(file.with_extension("before")).ok());
    let before = before.map(|source| read(&source).pack);
    let standard = &skill.definition().standard;
    let case = Case::new(standard, &parsed.pack, &parsed.problems, date(2026, 11, 21)).against(before.as_ref());
    let mut findings = gate::run(&case, &|one| one.id == rule.id);
    gate::locate(&mut findings, &parsed.map);
    findings
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

/// `GROUNDPLAN_RULE=SCL003` restricts the run to one rule.
fn rules() -> impl Iterator<Item = &'static Rule> {
    let only = std::env::var("GROUNDPLAN_RULE").ok();
    PlatformInfrastructure
        .definition()
        .standard
        .rules()
        .filter(move |rule| only.as_ref().is_none_or(|only| rule.id.starts_with(only.as_str())))
}

#[test]
fn invalid_fixtures_are_found() {
    for rule in rules() {
        for file in fixtures(rule, "invalid") {
            let source = fs::read_to_string(&file).expect("a readable fixture");
            let findings = run(rule, &file, &source);
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
    for rule in rules() {
        for file in fixtures(rule, "valid") {
            let source = fs::read_to_string(&file).expect("a readable fixture");
            let findings = run(rule, &file, &source);
            assert!(findings.is_empty(), "{}:\n{}", file.display(), describe(&source, &findings));
        }
    }
}

#[test]
fn every_rule_has_a_page() {
    for rule in rules() {
        let page = rule.page();
        for heading in ["## What it does", "## Why it matters", "## Example", "## Fix"] {
            assert!(page.contains(heading), "{}: its page lacks {heading:?}", rule.id);
        }
        assert!(rule.summary().ends_with('.'), "{}: the first line is one sentence", rule.id);
    }
}
