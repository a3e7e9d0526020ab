//! The gate as a whole: what passes, what fails, and what each single defect costs.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::finding::Severity;
use groundplan::gate::{Case, Report, Standard, judge};
use groundplan::pack::{Pack, Parsed, Row, Section, Shape, Value, parse};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::{Date, date};

mod advice;
mod backing;
mod defects;
mod edit;
mod exemptions;

/// The day on which the packs of this test are judged.
const TODAY: Date = date(2026, 11, 21);

fn standard() -> &'static Standard {
    &PlatformInfrastructure.definition().standard
}

fn packs(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs").join(kind);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("a readable folder").path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("README.md"))
        .collect();
    files.sort();
    assert!(files.len() >= 6, "{} holds {} packs", folder.display(), files.len());
    files
}

fn source(kind: &str, name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("evals/packs/{kind}/{name}.md"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn read(source: &str) -> Parsed {
    parse(source, standard().sections, "platform-infrastructure", standard().rule_set, TODAY)
}

fn judged(source: &str, on: Date) -> Report {
    let parsed = read(source);
    judge(&Case::new(standard(), &parsed.pack, &parsed.problems, on))
}

/// The findings of a report, one a line.
fn told(report: &Report) -> String {
    let line = |finding: &groundplan::finding::Finding| {
        format!("{} {} at {}: {}\n", finding.severity, finding.rule, finding.location, finding.message)
    };
    report.findings.iter().map(line).collect()
}

#[test]
fn golden_packs_pass_with_full_marks() {
    for file in packs("golden") {
        let report = judged(&fs::read_to_string(&file).expect("a readable pack"), TODAY);
        let serious = report.count(Severity::Error) + report.count(Severity::Warning);
        assert_eq!(serious, 0, "{}:\n{}", file.display(), told(&report));
        assert!(report.passed, "{} does not pass", file.display());
        assert_eq!(report.average, 5.into(), "{}", file.display());
        assert!(report.advice.is_none(), "{}", file.display());
    }
}

#[test]
fn flawed_packs_fail() {
    for file in packs("flawed") {
        let report = judged(&fs::read_to_string(&file).expect("a readable pack"), TODAY);
        assert!(!report.passed, "{} passes with {}", file.display(), report.average);
        assert!(report.advice.is_some(), "{} fails and nothing is advised", file.display());
    }
}

/// A pack that has every heading, list and table, and says nothing.
fn filler() -> Pack {
    let words = ["TBD", "as needed"];
    let mut pack = Pack::new("platform-infrastructure", standard().rule_set, "Improve the platform", TODAY);
    for spec in standard().sections {
        let mut section = Section::default();
        for field in spec.fields {
            let value = match field.shape {
                Shape::Text(_) => Value::Text("As needed.".to_owned()),
                Shape::List(_) => Value::List(words.map(str::to_owned).to_vec()),
                Shape::Table(table) => {
                    let row = |number: usize| {
                        let mut row = Row::default();
                        for (at, column) in table.columns.iter().enumerate() {
                            row.set(column.key, words[(at + number) % words.len()].to_owned());
                        }
                        row
                    };
                    Value::Table((0..3).map(row).collect())
                }
            };
            section.set(field.key, value);
        }
        pack.sections.insert(spec.key.to_owned(), section);
    }
    pack
}

#[test]
fn headings_and_filler_score_under_two() {
    let pack = filler();
    let report = judge(&Case::new(standard(), &pack, &[], TODAY));
    assert!(!report.passed);
    assert!(report.average < 2.into(), "filler scores {}", report.average);
    // Nor does it help to say the same in Markdown.
    let written = judged(&PlatformInfrastructure.definition().render(&pack), TODAY);
    assert!(!written.passed && written.average < 2.into(), "written filler scores {}", written.average);
}

#[test]
fn headings_alone_score_under_two() {
    let mut pack = filler();
    for section in pack.sections.values_mut() {
        section.fields.clear();
    }
    let report = judge(&Case::new(standard(), &pack, &[], TODAY));
    assert!(!report.passed && report.average < 2.into(), "headings score {}", report.average);
}

#[test]
fn a_document_without_sections_scores_one() {
    let report = judged("# Platform plan\n\nWe will make it better.\n", TODAY);
    assert!(!report.passed);
    assert_eq!(report.average, 1.into(), "{}", told(&report));
    assert!(report.findings.iter().any(|finding| finding.rule == "PCK002"));
}

#[test]
fn judging_twice_says_the_same() {
    for file in packs("golden").into_iter().chain(packs("flawed")) {
        let source = fs::read_to_string(&file).expect("a readable pack");
        let json = || serde_json::to_string(&judged(&source, TODAY)).expect("a report is JSON");
        assert_eq!(json(), json(), "{}", file.display());
    }
}

/// What a team reads is what was judged: the pack as rendered gets the report of the pack itself.
#[test]
fn a_rendered_pack_is_judged_alike() {
    for file in packs("golden").into_iter().chain(packs("flawed")) {
        let parsed = read(&fs::read_to_string(&file).expect("a readable pack"));
        let rendered = PlatformInfrastructure.definition().render(&parsed.pack);
        let (first, second) = (judge(&Case::new(standard(), &parsed.pack, &[], TODAY)), judged(&rendered, TODAY));
        let plain = |report: &Report| -> Vec<String> {
            let structural = |rule: &str| rule.starts_with("PCK");
            let findings = report.findings.iter().filter(|finding| !structural(finding.rule));
            findings.map(|finding| format!("{} {} {}", finding.rule, finding.location, finding.message)).collect()
        };
        assert_eq!(plain(&first), plain(&second), "{}", file.display());
    }
}
