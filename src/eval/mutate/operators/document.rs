//! The Markdown itself: headings, columns, computed lines, drawings.

use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed};
use crate::eval::mutate::sound::Sound;
use crate::pack::{FieldSpec, Kind, SectionSpec, Shape, TableSpec};

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "columns-swapped",
        about: "the headers of two columns change places",
        rules: &["DAT001", "DAT003", "MEA001", "MEA002", "OWN001", "TXT005", "ALT002", "EXM001"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for (spec, field, table, line, start) in headers(sound) {
                for (at, one) in table.columns.iter().enumerate() {
                    // A person's name where a day, a number or a choice belongs cannot be read as one.
                    let other = table.columns.iter().skip(at + 1).find(|other| {
                        one.kind != other.kind
                            && [one.kind, other.kind].iter().any(|kind| reads(*kind))
                            && [one.kind, other.kind].contains(&Kind::Owner)
                    });
                    let Some(other) = other else { continue };
                    let swap =
                        line.replace(&cell(one.header), "| \u{0} |").replace(&cell(other.header), &cell(one.header));
                    let swapped = swap.replace("| \u{0} |", &cell(other.header));
                    seeds.push(source(start, &line, swapped, format!("{}.{}", spec.key, field.key)));
                }
            }
            seeds
        },
    },
    Operator {
        name: "column-renamed",
        about: "a column that its table needs bears another header",
        rules: &["PCK009"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for (spec, field, table, line, start) in headers(sound) {
                let renamed = table.columns.iter().skip(1).filter(|column| !column.optional && table.columns.len() > 3);
                seeds.extend(renamed.map(|column| {
                    let fresh = line.replace(&cell(column.header), "| Zodiac |");
                    source(start, &line, fresh, format!("{}.{}", spec.key, field.key))
                }));
            }
            seeds
        },
    },
    Operator {
        name: "cell-in-excess",
        about: "a row has more cells than its table has columns",
        rules: &["PCK010"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for (spec, field, _, _, start) in headers(sound) {
                let rows = sound.text[start..].lines().take_while(|line| line.starts_with('|'));
                let mut at = start;
                for (number, row) in rows.enumerate() {
                    if number > 1 {
                        let end = at + row.len();
                        let edit = Edit::Source { range: end..end, text: " noon |".to_owned() };
                        seeds.push(Seed::new(vec![edit], format!("{}.{}", spec.key, field.key)));
                    }
                    at += row.len() + 1;
                }
            }
            seeds
        },
    },
    Operator {
        name: "table-of-nothing",
        about: "a table stands there that no section has",
        rules: &["PCK007"],
        seeds: |sound| {
            let table = "| Colour | Shape |\n| --- | --- |\n| red | round |\n\n";
            // A text may hold tables of its own.
            let after = bodies(sound)
                .into_iter()
                .filter(|(spec, field, _)| spec.numbered && matches!(field.shape, Shape::Table(_)));
            after.map(|(spec, _, range)| insert(range.end, &format!("\n{table}"), spec.key)).collect()
        },
    },
    Operator {
        name: "section-repeated",
        about: "a section stands there twice",
        rules: &["PCK004"],
        seeds: |sound| {
            let sections = numbered(sound);
            let end = sound.text.len();
            sections
                .into_iter()
                .map(|(spec, _)| insert(end, &format!("\n## {}\n\nSee above.\n", spec.title), spec.key))
                .collect()
        },
    },
    Operator {
        name: "sections-swapped",
        about: "two sections change places",
        rules: &["PCK005"],
        seeds: |sound| {
            let sections = numbered(sound);
            let pairs = sections.windows(2).map(|pair| {
                let [(one, first), (other, second)] = [&pair[0], &pair[1]];
                let swapped = format!("{}{}", &sound.text[second.clone()], &sound.text[first.clone()]);
                Seed::new(vec![Edit::Source { range: first.start..second.end, text: swapped }], one.key)
                    .or_at(other.key)
            });
            pairs.collect()
        },
    },
    Operator {
        name: "front-matter-broken",
        about: "the front matter does not say the day or the rule set",
        rules: &["PCK001"],
        seeds: |sound| {
            let line = |start: &str| sound.text.lines().find(|line| line.starts_with(start));
            let broken = [("as_of", ""), ("as_of", "as_of: soon"), ("rule_set", "rule_set: one")];
            let seeds = broken.into_iter().filter_map(|(key, fresh)| {
                let old = line(key)?;
                let start = sound.text.find(old)?;
                Some(source(start, old, fresh.to_owned(), "pack".to_owned()))
            });
            seeds.collect()
        },
    },
    Operator {
        name: "computed-line-edited",
        about: "a computed number is changed by hand",
        rules: &["NUM001"],
        seeds: |sound| {
            computed(sound, |line| {
                let (subject, rest) = line.split_once(" = ")?;
                let (value, derivation) = rest.split_once(" [")?;
                let digit = value.find(|c: char| c.is_ascii_digit())?;
                let fresh = if &value[digit..=digit] == "9" { "7" } else { "9" };
                Some(format!("{subject} = {}{fresh}{} [{derivation}", &value[..digit], &value[digit + 1..]))
            })
        },
    },
    Operator {
        name: "computed-line-invented",
        about: "a computed line stands there of which the tables know nothing",
        rules: &["NUM001"],
        seeds: |sound| {
            computed(sound, |line| Some(format!("{line}\n> - Zanzibar: error budget = 5 min [1 x 5 min = 5 min]")))
        },
    },
    Operator {
        name: "drawing-edited",
        about: "a drawing is changed by hand",
        rules: &["NUM001"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for (spec, field, range) in bodies(sound) {
                let body = &sound.text[range.clone()];
                let Some(drawing) = body.find("```mermaid") else { continue };
                let mut at = range.start + drawing;
                for line in sound.text[at..range.end].lines().take_while(|line| *line != "```") {
                    let arrow = line.contains("-->") && !line.contains("-.->");
                    if arrow || line.contains(":m") {
                        seeds.push(source(
                            at,
                            &format!("{line}\n"),
                            String::new(),
                            format!("{}.{}", spec.key, field.key),
                        ));
                    }
                    at += line.len() + 1;
                }
            }
            seeds
        },
    },
    Operator {
        name: "ticked-by-prose",
        about: "a tick stands where a table belongs",
        rules: &["SEC002", "RSK001", "ROA001", "DLV007", "SEC004"],
        seeds: |sound| {
            let needed = bodies(sound)
                .into_iter()
                .filter(|(_, field, _)| !field.optional && matches!(field.shape, Shape::Table(_)));
            let ticked = needed.map(|(spec, field, range)| {
                let text = "- [x] Reviewed with all stakeholders, complete\n\n".to_owned();
                Seed::new(vec![Edit::Source { range, text }], format!("{}.{}", spec.key, field.key)).or_at(spec.key)
            });
            ticked.collect()
        },
    },
];

/// Whether what stands in a cell of this kind is read.
fn reads(kind: Kind) -> bool {
    matches!(kind, Kind::Date | Kind::PastDate | Kind::DateRange | Kind::Duration | Kind::Measure | Kind::Choice(_))
}

fn cell(header: &str) -> String {
    format!("| {header} |")
}

/// The sections with a number, and where each stands.
fn numbered(sound: &Sound) -> Vec<(&'static SectionSpec, std::ops::Range<usize>)> {
    let sections = sound.definition.standard.sections.iter().filter(|spec| spec.numbered);
    sections.filter_map(|spec| Some((*spec, sound.section(spec)?))).collect()
}

/// Every field that stands in the text, and where its body is.
fn bodies(sound: &Sound) -> Vec<(&'static SectionSpec, &'static FieldSpec, std::ops::Range<usize>)> {
    sound.fields().filter_map(|(spec, field)| Some((spec, field, sound.body(spec, field)?))).collect()
}

type Header = (&'static SectionSpec, &'static FieldSpec, &'static TableSpec, String, usize);

/// The first line of every table outside the records, and where it begins.
fn headers(sound: &Sound) -> Vec<Header> {
    let numbered = bodies(sound).into_iter().filter(|(spec, ..)| spec.numbered);
    let tables = numbered.filter_map(|(spec, field, range)| match field.shape {
        Shape::Table(table) => {
            let line = sound.text[range.clone()].lines().next().filter(|line| line.starts_with('|'))?;
            Some((spec, field, table, line.to_owned(), range.start))
        }
        _ => None,
    });
    tables.collect()
}

fn source(start: usize, old: &str, text: String, place: String) -> Seed {
    Seed::new(vec![Edit::Source { range: start..start + old.len(), text }], place)
}

fn insert(at: usize, text: &str, place: &str) -> Seed {
    Seed::new(vec![Edit::Source { range: at..at, text: text.to_owned() }], place)
}

/// Every computed line, each written anew as far as `fresh` says so.
fn computed(sound: &Sound, fresh: impl Fn(&str) -> Option<String>) -> Vec<Seed> {
    static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^> - .*\]$").ok());
    let Some(pattern) = LINE.as_ref() else { return Vec::new() };
    let mut seeds = Vec::new();
    for (spec, field, range) in bodies(sound) {
        for line in pattern.find_iter(&sound.text[range.clone()]) {
            if let Some(text) = fresh(line.as_str()) {
                let start = range.start + line.start();
                seeds.push(source(start, line.as_str(), text, format!("{}.{}", spec.key, field.key)));
            }
        }
    }
    seeds
}
