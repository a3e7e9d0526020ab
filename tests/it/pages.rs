//! The pages of the skills say what the code says: headings and columns of packs, items of checklists, caps of rubrics.

use std::collections::{BTreeMap, BTreeSet};

use groundplan::pack::{FieldSpec, Kind, Shape};
use groundplan::skill::registry::Registry;
use groundplan::skill::{Definition, Skill};
use groundplan::skills;
use groundplan::skills::platform_operations::PlatformOperations;

/// Rules, each with the highest score it leaves.
type Caps = BTreeSet<(String, u8)>;

/// A page of a skill's references.
fn page(definition: &Definition, name: &str) -> String {
    let registry = Registry::embedded();
    let files = &registry.skill(definition.name).expect("its folder").files;
    std::str::from_utf8(&files[format!("references/{name}").as_str()]).expect("Unicode").to_owned()
}

/// The lines from a heading to the next one of the same level or a higher one.
fn under<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let level = heading.bytes().take_while(|byte| *byte == b'#').count();
    let ends = |line: &&str| (1..=level).any(|marks| line.starts_with(&format!("{} ", "#".repeat(marks))));
    let lines: Vec<&str> = page.lines().skip_while(|line| *line != heading).collect();
    assert!(!lines.is_empty(), "no heading \"{heading}\"");
    lines.iter().skip(1).take_while(|line| !ends(line)).copied().collect()
}

/// The cells of the table rows among lines; heads and rules of tables are rows like any other.
fn rows<'p>(lines: &[&'p str]) -> Vec<Vec<&'p str>> {
    let inner = |line: &&'p str| line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |"));
    lines.iter().filter_map(inner).map(|row| row.split(" | ").collect()).collect()
}

/// The ids of rules in a text.
fn rules_in(text: &str) -> BTreeSet<&str> {
    let is_id = |word: &&str| {
        let (letters, digits) = word.split_at_checked(3).unwrap_or_default();
        digits.len() == 3
            && letters.bytes().all(|b| b.is_ascii_uppercase())
            && digits.bytes().all(|b| b.is_ascii_digit())
    };
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_id).collect()
}

#[test]
fn the_pages_of_the_format_name_every_heading_and_column() {
    for skill in skills::NATIVE {
        let definition = skill.definition();
        let page = page(definition, "pack-format.md");
        for (index, spec) in definition.standard.sections.iter().enumerate() {
            let heading =
                if spec.numbered { format!("## {}. {}", index + 1, spec.title) } else { format!("## {}", spec.title) };
            let text = under(&page, &heading).join("\n");
            for field in spec.fields.iter().filter(|field| field.key != "notes") {
                assert!(text.contains(field.label), "{}: {} in {heading}", definition.name, field.label);
                let Shape::Table(table) = field.shape else { continue };
                for column in table.columns {
                    assert!(page.contains(column.header), "{}: {} of {}", definition.name, column.header, field.label);
                }
            }
        }
    }
}

#[test]
fn the_page_of_operations_gives_each_column_its_key_its_words_and_an_example() {
    let definition = PlatformOperations.definition();
    let page = page(definition, "pack-format.md");
    let fields = definition.standard.sections.iter().flat_map(|spec| spec.fields.iter());
    for field in fields.filter(|field| field.key != "notes") {
        match field.shape {
            Shape::Table(table) => {
                let lines = under(&page, &format!("### {}", field.label));
                let of = format!("`{}`{}. ", field.key, if field.optional { ", optional" } else { "" });
                assert!(lines.iter().any(|line| line.starts_with(&of)), "{}: {of}", field.label);
                let rows = rows(&lines);
                let said: Vec<(&str, String)> =
                    table.columns.iter().map(|one| (one.header, format!("`{}`", one.key))).collect();
                let shown: Vec<(&str, String)> = rows.iter().skip(2).map(|row| (row[0], row[1].to_owned())).collect();
                assert_eq!(shown, said, "{}", field.label);
                for (row, column) in rows.iter().skip(2).zip(table.columns) {
                    let (words, example) = (row[2], row[3]);
                    assert_eq!(words.starts_with("optional; "), column.optional, "{}: {words}", field.label);
                    assert!(
                        !words.trim().is_empty() && !example.trim().is_empty(),
                        "{}: {}",
                        field.label,
                        column.header
                    );
                    if let Kind::Choice(choices) = column.kind {
                        let listed = choices.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
                        assert!(words.contains(&listed), "{}: {listed}", field.label);
                        assert!(choices.contains(&example.trim_matches('`')), "{}: {example}", field.label);
                    }
                }
            }
            Shape::Text(_) | Shape::List(_) => assert!(page.contains(&text_row(field)), "{}", text_row(field)),
        }
    }
}

/// How the row of a text field begins.
fn text_row(field: &FieldSpec) -> String {
    format!("\n| {} | `{}` | {}", field.label, field.key, if field.optional { "optional; " } else { "" })
}

#[test]
fn the_pages_of_checklists_hold_every_item_and_its_rules() {
    for skill in skills::NATIVE {
        let definition = skill.definition();
        let page = page(definition, "checklist.md");
        let lines: Vec<&str> = page.lines().collect();
        let rows: BTreeMap<&str, Vec<&str>> = rows(&lines).into_iter().map(|row| (row[0], row)).collect();
        for item in definition.standard.checklist {
            let row = rows.get(item.id).unwrap_or_else(|| panic!("{}: no row for {}", definition.name, item.id));
            assert_eq!(row[1], item.text, "{}", definition.name);
            // Rules about absence and filler decide most items; the page says so once.
            let own: BTreeSet<&str> = item
                .rules
                .iter()
                .filter(|group| !group.contains(&"SEC002"))
                .flat_map(|group| group.iter().copied())
                .collect();
            let cited = row[3];
            assert_eq!(rules_in(cited), own, "{}: {}", definition.name, item.id);
            assert_eq!(cited.ends_with(" and a complete section"), own.len() < item.rules().count(), "{}", item.id);
        }
    }
}

#[test]
fn the_pages_of_rubrics_hold_every_criterion_and_its_caps() {
    for skill in skills::NATIVE {
        let definition = skill.definition();
        let page = page(definition, "rubric.md");
        let caps_under = |heading: &str| -> Caps {
            let capped = |row: Vec<&str>| row[0].parse().ok().map(|cap: u8| (cap, row[1].to_owned()));
            let all = rows(&under(&page, heading)).into_iter().filter_map(capped);
            all.flat_map(|(cap, said)| {
                rules_in(&said).into_iter().map(|rule| (rule.to_owned(), cap)).collect::<Vec<_>>()
            })
            .collect()
        };
        let shared = caps_under("### What caps every criterion");
        let mut unused = shared.clone();
        for criterion in definition.standard.rubric {
            let heading = format!("### {} (`{}`)", criterion.title, criterion.key);
            let text = under(&page, &heading).join("\n");
            assert!([1, 3, 5].iter().all(|score| text.contains(&format!("- **{score}** "))), "{heading}");
            let (said, real) =
                (caps_under(&heading), criterion.caps().map(|(rule, cap)| (rule.to_owned(), cap)).collect());
            assert_eq!(beyond(&said, &real), BTreeSet::new(), "{heading}");
            let others = beyond(&real, &said);
            assert_eq!(beyond(&others, &shared), BTreeSet::new(), "{heading}");
            unused.retain(|one| !others.contains(one));
        }
        assert!(unused.is_empty(), "{}: these cap nothing: {unused:?}", definition.name);
    }
}

/// What of one set is not in another.
fn beyond(one: &Caps, other: &Caps) -> Caps {
    one.difference(other).cloned().collect()
}

#[test]
fn the_pages_of_skills_name_no_rule_that_does_not_exist() {
    let registry = Registry::embedded();
    let known: BTreeSet<&str> =
        skills::NATIVE.iter().flat_map(|skill| skill.definition().standard.rules().map(|rule| rule.id)).collect();
    for skill in skills::NATIVE {
        let definition = skill.definition();
        for (path, bytes) in &registry.skill(definition.name).expect("its folder").files {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            let quoted = text.split('`').skip(1).step_by(2).filter(|code| code.len() == 6);
            let unknown: BTreeSet<&str> = quoted.flat_map(rules_in).filter(|rule| !known.contains(rule)).collect();
            assert!(unknown.is_empty(), "{path}: {unknown:?}");
        }
    }
}
