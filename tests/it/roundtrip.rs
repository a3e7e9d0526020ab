//! A pack survives the trip through Markdown.

use groundplan::pack::{Kind, Pack, Row, Section, Shape, Value, parse, render, tidy};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use proptest::prelude::*;

/// Text that people and attackers write: words, Markdown's marks, line breaks, other scripts.
fn any_text() -> impl Strategy<Value = String> {
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
            .prop_map(|items| Value::List(items.iter().map(|item| tidy::item(item)).filter(|item| !item.is_empty()).collect()))
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

fn any_pack() -> impl Strategy<Value = Pack> {
    let sections = PlatformInfrastructure.definition().standard.sections;
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
        let mut pack = Pack::new("platform-infrastructure", 1, "", date(2026, 11, 1));
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
            "## Context snapshot", "## Scaling", "## Risks (draft)", "## Zebras", "# Title", "### Notes", "### Primary pains", "### Growth",
            "### Freeze", "#### Detail", "### Zebra", "**Request:** make it so", "**Systems in scope:**", "**Feature freeze:** all stops",
            "- a: b\n- **Users:** c\n- Scale: d", "- [ ] one\n- two\n    - nested", "1. one\n2. two", "\u{2022} one\n\u{2022} two", "---", "***",
            "| Component | Current | Trigger | Zebra |\n| --- | --- | --- | --- |\n| a | 1 | 2 | z | excess |\n| b \\| c | | | |",
            "| Phase | Owner | Due | Owner |\n|---|---|---|---|\n| x | y | z | w |", "| Unknown | Table |\n| - | - |\n| 1 | 2 |",
            "<!-- comment -->", "<details>\n<summary>x</summary>\n</details>", "> quoted", "```sh\nrun\n```", "A plain paragraph.", "---\nskill: x\n---",
        ]).prop_map(str::to_owned),
        1 => any_text(),
    ];
    let section = prop::sample::select(vec!["## Context snapshot", "# 1. Context", "## Scaling \u{201c}doomsday clock\u{201d} (draft)"]);
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
        let sections = PlatformInfrastructure.definition().standard.sections;
        let text = render(&pack, sections);
        let parsed = parse(&text, sections, "platform-infrastructure", 1, date(2026, 11, 1));
        prop_assert_eq!(&parsed.pack, &pack, "rendered as:\n{}", text);
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
        let sections = PlatformInfrastructure.definition().standard.sections;
        let first = parse(&text, sections, "platform-infrastructure", 1, date(2026, 11, 1));
        // Without a single section it is no pack, and its headings have nothing to be judged by.
        prop_assume!(!first.pack.sections.is_empty());
        let rendered = render(&first.pack, sections);
        let second = parse(&rendered, sections, "platform-infrastructure", 1, date(2026, 11, 1));
        prop_assert_eq!(&second.pack, &first.pack, "read:\n{}\nrendered as:\n{}", text, rendered);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any_text()) {
        let sections = PlatformInfrastructure.definition().standard.sections;
        let _ = parse(&text, sections, "platform-infrastructure", 1, date(2026, 11, 1));
        let nested = format!("## Context snapshot\n\n{text}\n\n## Roadmap\n\n{text}");
        let _ = parse(&nested, sections, "platform-infrastructure", 1, date(2026, 11, 1));
    }
}

#[test]
fn every_table_is_named_by_its_first_column() {
    for spec in PlatformInfrastructure.definition().standard.sections {
        assert!(spec.field(spec.preamble).is_some(), "{}: no field {}", spec.key, spec.preamble);
        for field in spec.fields {
            if let Shape::Table(table) = field.shape {
                assert!(matches!(table.key_column().kind, Kind::Name), "{}.{}", spec.key, field.key);
            }
        }
    }
}
