//! The gate as a whole: what passes, what fails, and what each single defect costs.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::finding::Severity;
use groundplan::gate::{Case, Report, Standard, judge};
use groundplan::pack::{Pack, Parsed, Row, Section, Shape, Value, parse, skill_of};
use groundplan::skill::Definition;
use groundplan::skills;
use jiff::civil::{Date, date};

mod advice;
mod backing;
mod defects;
mod defects_operations;
mod edit;
mod exemptions;
mod suite;

/// The day on which the packs of this test are judged.
const TODAY: Date = date(2026, 11, 21);

/// The skills, by what they declare.
fn definitions() -> impl Iterator<Item = &'static Definition> {
    skills::NATIVE.iter().map(|skill| skill.definition())
}

/// What packs of a skill are held against.
fn definition(skill: &str) -> &'static Definition {
    skills::native(skill).unwrap_or_else(|| panic!("{skill} is no skill")).definition()
}

/// What a pack is held against.
fn standard(pack: &Pack) -> &'static Standard {
    &definition(&pack.skill).standard
}

fn packs(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs").join(kind);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = entries.map(|entry| entry.expect("a readable folder").path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("README.md"))
        .collect();
    files.sort();
    for definition in definitions() {
        let of = |file: &&PathBuf| skill_named(&read_file(file)) == definition.name;
        let count = files.iter().filter(of).count();
        assert!(count >= 6, "{} holds {count} packs of {}", folder.display(), definition.name);
    }
    files
}

fn read_file(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn source(kind: &str, name: &str) -> String {
    read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("evals/packs/{kind}/{name}.md")))
}

/// The skill that a document names, or else the one most of whose sections it has, as on the command line.
fn skill_named(source: &str) -> String {
    let sections = |definition: &&Definition| read_as(definition, source).pack.sections.len();
    skill_of(source).unwrap_or_else(|| definitions().max_by_key(sections).expect("a skill").name.to_owned())
}

fn read(source: &str) -> Parsed {
    read_as(definition(&skill_named(source)), source)
}

fn read_as(definition: &Definition, source: &str) -> Parsed {
    parse(source, definition.standard.sections, definition.name, definition.standard.rule_set, TODAY)
}

fn judged(source: &str, on: Date) -> Report {
    let parsed = read(source);
    judge(&Case::new(standard(&parsed.pack), &parsed.pack, &parsed.problems, on))
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
        let report = judged(&read_file(&file), TODAY);
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
        let report = judged(&read_file(&file), TODAY);
        assert!(!report.passed, "{} passes with {}", file.display(), report.average);
        assert!(report.advice.is_some(), "{} fails and nothing is advised", file.display());
    }
}

/// A pack that has every heading, list and table, and says nothing.
fn filler(definition: &Definition) -> Pack {
    let words = ["TBD", "as needed"];
    let standard = &definition.standard;
    let mut pack = Pack::new(definition.name, standard.rule_set, "Improve the platform", TODAY);
    for spec in standard.sections {
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
    for definition in definitions() {
        let (pack, name) = (filler(definition), definition.name);
        let report = judge(&Case::new(&definition.standard, &pack, &[], TODAY));
        assert!(!report.passed, "{name}");
        assert!(report.average < 2.into(), "{name}: filler scores {}", report.average);
        // Nor does it help to say the same in Markdown.
        let written = judged(&definition.render(&pack), TODAY);
        assert!(!written.passed && written.average < 2.into(), "{name}: written filler scores {}", written.average);
    }
}

#[test]
fn headings_alone_score_under_two() {
    for definition in definitions() {
        let mut pack = filler(definition);
        for section in pack.sections.values_mut() {
            section.fields.clear();
        }
        let report = judge(&Case::new(&definition.standard, &pack, &[], TODAY));
        assert!(!report.passed && report.average < 2.into(), "{}: headings score {}", definition.name, report.average);
    }
}

#[test]
fn a_document_without_sections_scores_one() {
    for definition in definitions() {
        let parsed = read_as(definition, "# Platform plan\n\nWe will make it better.\n");
        let report = judge(&Case::new(&definition.standard, &parsed.pack, &parsed.problems, TODAY));
        assert!(!report.passed);
        assert_eq!(report.average, 1.into(), "{}: {}", definition.name, told(&report));
        assert!(report.findings.iter().any(|finding| finding.rule == "PCK002"));
    }
}

#[test]
fn judging_twice_says_the_same() {
    for file in packs("golden").into_iter().chain(packs("flawed")) {
        let source = read_file(&file);
        let json = || serde_json::to_string(&judged(&source, TODAY)).expect("a report is JSON");
        assert_eq!(json(), json(), "{}", file.display());
    }
}

/// What a team reads is what was judged: the pack as rendered gets the report of the pack itself.
#[test]
fn a_rendered_pack_is_judged_alike() {
    for file in packs("golden").into_iter().chain(packs("flawed")) {
        let parsed = read(&read_file(&file));
        let rendered = definition(&parsed.pack.skill).render(&parsed.pack);
        let first = judge(&Case::new(standard(&parsed.pack), &parsed.pack, &[], TODAY));
        let second = judged(&rendered, TODAY);
        let plain = |report: &Report| -> Vec<String> {
            let structural = |rule: &str| rule.starts_with("PCK");
            let findings = report.findings.iter().filter(|finding| !structural(finding.rule));
            findings.map(|finding| format!("{} {} {}", finding.rule, finding.location, finding.message)).collect()
        };
        assert_eq!(plain(&first), plain(&second), "{}", file.display());
    }
}
