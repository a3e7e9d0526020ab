//! What rules say of places is declared: nobody writes a heading, a key or a word to choose by heart, so that findings
//! speak of headings to who reads a document, and of arguments to who calls a tool.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use groundplan::gate::voice::named;
use groundplan::pack::{Kind, SectionSpec, Shape};
use groundplan::skills::NATIVE;
use regex::Regex;

/// Labels that are ordinary words too, or what one writes into a cell.
const WORDS: &[&str] = &["SLO", "SLI", "SLOs", "Baseline", "ETA range", "Not applicable"];

/// What is written between backticks and is neither a key nor a word to choose: what a cell holds.
const PLAIN: &[&str] =
    &["SRE lead", "all", "and", "as_of", "flat", "no", "none", "one service a week", "or", "region", "start"];

static LITERAL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).expect("a pattern"));

/// The source files beneath a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

/// What a source says: its string literals, comments and tests aside, in one line each.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n").replace("'\"'", "' '");
    let literals = LITERAL.captures_iter(&code).map(|found| found[1].replace("\\\"", "\""));
    literals.map(|text| text.split("\\\n").map(str::trim_start).collect()).collect()
}

/// What stands between two marks in a text.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close)).map(|(inside, _)| inside)
}

/// A pattern of labels and headers behind other words, and the words to choose, of sections.
fn declared(sections: &[&'static SectionSpec]) -> (Regex, BTreeSet<&'static str>) {
    let (mut labels, mut words) = (BTreeSet::new(), BTreeSet::new());
    for field in sections.iter().flat_map(|spec| spec.fields) {
        labels.insert(field.label);
        let kinds: Vec<Kind> = match field.shape {
            Shape::Text(kind) | Shape::List(kind) => vec![kind],
            Shape::Table(table) => {
                labels.extend(table.columns.iter().map(|column| column.header));
                table.columns.iter().map(|column| column.kind).collect()
            }
        };
        words.extend(kinds.into_iter().flat_map(|kind| if let Kind::Choice(words) = kind { words } else { &[] }));
    }
    let labels = labels.into_iter().filter(|label| !WORDS.contains(label)).map(regex::escape);
    let any = labels.collect::<Vec<_>>().join("|");
    (Regex::new(&format!(r"[^\w\[.](?:{any})(?:\W|$)")).expect("a pattern"), words)
}

#[test]
fn places_and_words_are_named_as_they_are_declared() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root.join("gate/rules"), &mut files);
    sources(&root.join("skills"), &mut files);
    let known: Vec<_> = NATIVE.iter().map(|skill| declared(skill.definition().standard.sections)).collect();
    let (mut checked, mut wrong) = (0, Vec::new());
    for file in files {
        let at = file.strip_prefix(&root).expect("beneath the sources").display().to_string();
        let own = |name: &str| at.contains(&name.replace('-', "_"));
        let skills = || NATIVE.iter().map(|skill| skill.definition());
        let of_one = skills().any(|definition| own(definition.name));
        let is_rule = at.contains("rules/");
        // What is wrong with a source is told to who has the source.
        let of_documents = at.contains("rules/pck");
        let source = fs::read_to_string(&file).expect("a readable source");
        for (definition, (labels, words)) in skills().zip(&known).filter(|(one, _)| !of_one || own(one.name)) {
            let sections = definition.standard.sections;
            for text in literals(&source) {
                for name in between(&text, "[[", "]]").filter(|name| !name.contains(['{', '^', '?', ':'])) {
                    checked += 1;
                    if named(sections, name).is_none() {
                        wrong.push(format!("{at}: [[{name}]] is declared nowhere in {}", definition.name));
                    }
                }
                if !is_rule || of_documents {
                    continue;
                }
                if let Some(label) = labels.find(&text) {
                    wrong.push(format!("{at}: {:?} is written by heart: {text}", label.as_str()));
                }
                let quoted = text.split('`').skip(1).step_by(2);
                for word in
                    quoted.filter(|word| word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | ' ')))
                {
                    if !PLAIN.contains(&word) || words.contains(word) && word != "none" && word != "no" {
                        wrong.push(format!("{at}: `{word}` is written by heart: {text}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 100, "{checked} names were found");
}
