//! A pack survives the trip through Markdown.

use groundplan::gate::{self, Case};
use groundplan::pack::{
    Kind, Pack, Parsed, Problem, ProblemKind, Row, Section, Shape, Value, parse, refresh, skill_of, tidy,
};
use groundplan::skill::Definition;
use groundplan::skills;
use jiff::civil::date;
use proptest::prelude::*;

/// Text that people and attackers write: words, Markdown's marks, line breaks, other scripts.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 .,:;%()/-]{1,12}",
        2 => prop::sample::select(vec![
            "|", "\\|", "\\", "`", "```", "~~~", "**", "**Risks:** x", "#", "## 4. Scaling", "### Notes", "#### Alerts", "---", "===", "- ", "* ",
            "1. ", "> ", "<!--", "-->", "<div>", "</div>", "<br>", "<script>", "[a]: b", "[x](y)", "![", "\u{1f600}", "\u{201c}quoted\u{201d}",
            "\n", "\n\n", "\n    ", "\r\n", "\t", "\u{a0}", "\u{200b}", "\u{2028}", "\0", "&amp;", "&#124;", "Not applicable", "| a | b |\n| - | - |\n| c | d |",
        ]).prop_map(str::to_owned),
        1 => "\\PC{1,4}",
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

fn any_value(shape: Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text(_) => any_text().prop_map(|text| Value::Text(tidy::block(&text))).boxed(),
        Shape::List(_) => prop::collection::vec(any_text(), 0..4)
            .prop_map(|items| {
                Value::List(items.iter().map(|item| tidy::item(item)).filter(|item| !item.is_empty()).collect())
            })
            .boxed(),
        Shape::Table(table) => {
            let mut keys: Vec<String> = table.columns.iter().map(|column| column.key.to_owned()).collect();
            keys.push("Zebra 77".to_owned());
            let width = keys.len();
            prop::collection::vec(prop::collection::vec(any_text(), width), 0..4)
                .prop_map(move |rows| {
                    let rows = rows.iter().map(|cells| {
                        let mut row = Row::default();
                        for (key, cell) in keys.iter().zip(cells) {
                            row.set(key.clone(), tidy::cell(cell));
                        }
                        row
                    });
                    Value::Table(rows.filter(|row| !row.is_empty()).collect())
                })
                .boxed()
        }
    }
}

fn definitions() -> impl Iterator<Item = &'static Definition> {
    skills::NATIVE.iter().map(|skill| skill.definition())
}

/// The definition of a pack's skill.
fn of(pack: &Pack) -> &'static Definition {
    skills::native(&pack.skill).expect("a skill").definition()
}

fn read(definition: &Definition, source: &str) -> Parsed {
    parse(source, definition.standard.sections, definition.name, 1, date(2026, 11, 1))
}

fn any_pack() -> impl Strategy<Value = Pack> {
    prop::strategy::Union::new(definitions().map(|definition| any_pack_of(definition).boxed()))
}

pub(crate) fn any_pack_of(definition: &'static Definition) -> impl Strategy<Value = Pack> {
    let sections = definition.standard.sections;
    let all: Vec<BoxedStrategy<Option<Section>>> = sections
        .iter()
        .map(|spec| {
            let fields: Vec<BoxedStrategy<Value>> = spec.fields.iter().map(|field| any_value(field.shape)).collect();
            let keys: Vec<&'static str> = spec.fields.iter().map(|field| field.key).collect();
            let section = fields.prop_map(move |values| {
                let mut section = Section::default();
                for (key, value) in keys.iter().zip(values) {
                    section.set(key, value);
                }
                section
            });
            prop::option::weighted(0.8, section).boxed()
        })
        .collect();
    (any_text(), all, prop::option::of(any_text())).prop_map(move |(title, all, other)| {
        let mut pack = Pack::new(definition.name, 1, "", date(2026, 11, 1));
        pack.title = tidy::title(&title);
        for (spec, section) in sections.iter().zip(all) {
            if let Some(section) = section {
                pack.sections.insert(spec.key.to_owned(), section);
            }
        }
        if let Some(other) = other
            && !pack.sections.is_empty()
        {
            pack.others.insert("Zebra crossings".to_owned(), tidy::block(&other));
        }
        pack
    })
}

/// Documents as people write them: headings, bold labels, lists and tables, known and unknown, in any
/// order, with wild text between.
fn any_document() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "## Context snapshot", "## Scaling", "## Delivery pipeline", "## Alerting", "### Stages", "### Gates", "## Risks (draft)", "## Zebras", "# Title", "### Notes", "### Primary pains", "### Growth",
            "### Freeze", "#### Detail", "### Zebra", "**Request:** make it so", "**Systems in scope:**", "**Feature freeze:** all stops",
            "- a: b\n- **Users:** c\n- Scale: d", "- [ ] one\n- two\n    - nested", "1. one\n2. two", "\u{2022} one\n\u{2022} two", "---", "***",
            "| Component | Current | Trigger | Zebra |\n| --- | --- | --- | --- |\n| a | 1 | 2 | z | excess |\n| b \\| c | | | |",
            "| Stage | Kind | After | Runs as |\n| --- | --- | --- | --- |\n| build | build | none | x |\n| deploy prod | deploy | build | y |",
            "| Phase | Owner | Due | Owner |\n|---|---|---|---|\n| x | y | z | w |", "| Unknown | Table |\n| - | - |\n| 1 | 2 |",
            "<!-- comment -->", "<details>\n<summary>x</summary>\n</details>", "> quoted", "```sh\nrun\n```", "A plain paragraph.", "---\nskill: x\n---",
        ]).prop_map(str::to_owned),
        1 => any_text(),
    ];
    let section = prop::sample::select(vec![
        "## Context snapshot",
        "# 1. Context",
        "## 2. Delivery pipeline",
        "## Scaling \u{201c}doomsday clock\u{201d} (draft)",
    ]);
    let pieces = |count| {
        let gap = prop::sample::select(vec!["\n\n", "\n\n", "\n"]);
        prop::collection::vec((piece.clone(), gap), count)
            .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect::<String>())
    };
    (pieces(0..4), section, pieces(0..20)).prop_map(|(head, section, body)| format!("{head}\n\n{section}\n\n{body}"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parse_undoes_render(pack in any_pack()) {
        let definition = of(&pack);
        let text = definition.render(&pack);
        let parsed = read(definition, &text);
        prop_assert_eq!(&parsed.pack, &pack, "rendered as:\n{}", text);
        // What is derived is derived alike from what was read.
        let wrong = gate::run(&Case::new(&definition.standard, &parsed.pack, &parsed.problems, pack.as_of), &|rule| rule.id == "NUM001");
        prop_assert!(wrong.is_empty(), "{:?}\nrendered as:\n{}", wrong, text);
        let again = refresh(&text, &parsed, &definition.standard.derive(&parsed.pack));
        prop_assert_eq!(&again, &text);
    }

    #[test]
    fn tidying_twice_changes_nothing(text in any_text()) {
        prop_assert_eq!(tidy::block(&tidy::block(&text)), tidy::block(&text));
        prop_assert_eq!(tidy::cell(&tidy::cell(&text)), tidy::cell(&text));
        prop_assert_eq!(tidy::item(&tidy::item(&text)), tidy::item(&text));
        prop_assert_eq!(tidy::title(&tidy::title(&text)), tidy::title(&text));
    }

    #[test]
    fn what_was_understood_is_understood_again(text in any_document()) {
        let mut packs = 0;
        for definition in definitions() {
            let first = read(definition, &text);
            // Without a single section it is no pack, and its headings have nothing to be judged by.
            if first.pack.sections.is_empty() {
                continue;
            }
            let rendered = definition.render(&first.pack);
            let second = read(definition, &rendered);
            prop_assert_eq!(&second.pack, &first.pack, "read:\n{}\nrendered as:\n{}", text, rendered);
            packs += 1;
        }
        prop_assume!(packs > 0);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any_text()) {
        let nested = format!("## Context snapshot\n\n{text}\n\n## Delivery pipeline\n\n{text}\n\n## Roadmap\n\n{text}");
        for definition in definitions() {
            let _ = read(definition, &text);
            let _ = read(definition, &nested);
        }
    }
}

#[test]
fn every_table_is_named_by_its_first_column() {
    for spec in definitions().flat_map(|definition| definition.standard.sections) {
        assert!(spec.field(spec.preamble).is_some(), "{}: no field {}", spec.key, spec.preamble);
        for field in spec.fields {
            if let Shape::Table(table) = field.shape {
                assert!(matches!(table.key_column().kind, Kind::Name), "{}.{}", spec.key, field.key);
            }
        }
    }
}

/// The ways in which people dress the same document; each changes the marks and not one word of the
/// content.
const DRESSES: &[(&str, fn(&str) -> String)] = &[
    ("no numbers", |line| match line.strip_prefix("## ") {
        Some(title) => format!("## {}", unnumbered(title)),
        None => line.to_owned(),
    }),
    ("numbered twice", |line| line.replacen("### ", "### 3.2 ", 1)),
    ("emoji, colons, remarks", |line| match line.split_once("## ") {
        Some((marks, title)) if marks.chars().all(|c| c == '#') => format!("{marks}## \u{1f680} {title} (draft 2):"),
        _ => line.to_owned(),
    }),
    (
        "capitals",
        |line| if line.starts_with('#') && !line.starts_with("# ") { line.to_uppercase() } else { line.to_owned() },
    ),
    ("emphasis", |line| match line.split_once(' ') {
        Some((marks, title)) if marks.len() > 1 && marks.chars().all(|c| c == '#') => format!("{marks} **{title}**"),
        _ => line.to_owned(),
    }),
    ("bold labels", |line| match line.strip_prefix("### ") {
        Some(label) => format!("**{label}:**"),
        None => line.to_owned(),
    }),
    ("one level up", |line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with('#') => rest.to_owned(),
        _ => line.to_owned(),
    }),
    ("fields one level down", |line| line.replacen("### ", "#### ", 1)),
    ("underlined", |line| match line.strip_prefix("## ") {
        Some(title) => format!("{}\n-----", unnumbered(title)),
        None => line.to_owned(),
    }),
    ("other bullets", |line| match line.strip_prefix("- ") {
        Some(item) => format!("*   {item}"),
        None => line.to_owned(),
    }),
    ("numbered items", |line| match line.strip_prefix("- ") {
        Some(item) => format!("1) {item}"),
        None => line.to_owned(),
    }),
    ("rules between sections", |line| {
        if line.starts_with("## ") { format!("\n---\n\n{line}\n\n* * *\n") } else { line.to_owned() }
    }),
    ("comments", |line| {
        if line.starts_with("## ") {
            format!("<!-- next -->\n\n{line}\n\n<!-- what\nfollows -->")
        } else {
            line.to_owned()
        }
    }),
    ("tables without outer pipes", |line| match line.strip_prefix("| ").and_then(|rest| rest.strip_suffix(" |")) {
        Some(row) => row.to_owned(),
        None => line.to_owned(),
    }),
    ("aligned tables", |line| {
        if line.starts_with("| ---") { line.replace("---", ":---:") } else { line.replace(" | ", "   |   ") }
    }),
    ("CRLF", |line| format!("{line}\r")),
];

fn unnumbered(title: &str) -> &str {
    title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
}

#[test]
fn the_same_pack_in_other_dress() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden");
    let mut packs = 0;
    for entry in std::fs::read_dir(folder).expect("the golden packs") {
        let path = entry.expect("a readable folder").path();
        let source = std::fs::read_to_string(&path).expect("a readable pack");
        let skill = skill_of(&source).expect("a pack names its skill");
        let definition = skills::native(&skill).expect("a skill").definition();
        let read = |source: &str| read(definition, source);
        let written = read(&source);
        let canonical = definition.render(&written.pack);
        let plain = read(&canonical);
        let pack = plain.pack;
        // Prose beside tables is kept in the notes behind the label of its table; in bold that is a label again.
        let said = |problems: &[Problem]| {
            let others = problems.iter().filter(|problem| problem.kind != ProblemKind::Misplaced);
            others.map(|problem| (problem.kind, problem.what.clone())).collect::<Vec<_>>()
        };
        for (name, dress) in DRESSES {
            let (front, body) = canonical.split_at(canonical.find("\n# ").expect("a title"));
            let dressed: Vec<String> = body.lines().map(dress).collect();
            let dressed = format!("{front}{}\n", dressed.join("\n"));
            let again = read(&dressed);
            for (key, section) in &pack.sections {
                for (field, value) in &section.fields {
                    let found = again.pack.sections.get(key).and_then(|section| section.fields.get(field));
                    assert_eq!(found, Some(value), "{}, {name}: {key}.{field}", path.display());
                }
            }
            assert_eq!(again.pack, pack, "{}, {name}", path.display());
            let (mut found, mut expected) = (said(&again.problems), said(&plain.problems));
            // What stood beside a table is in the notes, under the table's label; without headings it stands there again.
            if *name == "bold labels" {
                let beside = said(&written.problems).into_iter().filter(|(kind, _)| *kind == ProblemKind::Misplaced);
                expected.extend(beside);
                expected.sort_by_key(|problem| format!("{problem:?}"));
                found.sort_by_key(|problem| format!("{problem:?}"));
            }
            assert_eq!(found, expected, "{}, {name}", path.display());
            packs += 1;
        }
    }
    assert!(packs > 0, "no golden pack was read");
}
