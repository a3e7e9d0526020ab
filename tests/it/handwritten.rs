//! Packs as people and models write them.

use groundplan::pack::{Pack, Parsed, Problem, ProblemKind, Value, parse};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;

fn read(source: &str) -> Parsed {
    parse(
        source,
        PlatformInfrastructure.definition().standard.sections,
        "platform-infrastructure",
        1,
        date(2026, 11, 1),
    )
}

fn text(pack: &Pack, section: &str, field: &str) -> String {
    match pack.sections.get(section).and_then(|section| section.fields.get(field)) {
        Some(Value::Text(text)) => text.clone(),
        other => panic!("{section}.{field} is {other:?}"),
    }
}

fn list(pack: &Pack, section: &str, field: &str) -> Vec<String> {
    match pack.sections.get(section).and_then(|section| section.fields.get(field)) {
        Some(Value::List(items)) => items.clone(),
        other => panic!("{section}.{field} is {other:?}"),
    }
}

fn cell(pack: &Pack, section: &str, field: &str, row: usize, column: &str) -> String {
    match pack.sections.get(section).and_then(|section| section.fields.get(field)) {
        Some(Value::Table(rows)) => rows[row].get(column).to_owned(),
        other => panic!("{section}.{field} is {other:?}"),
    }
}

fn kinds(problems: &[Problem]) -> Vec<ProblemKind> {
    problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn headings_may_be_numbered_bold_decorated_or_abbreviated() {
    for heading in [
        "## 4. Scaling \"doomsday clock\" + capacity plan",
        "## 4) Scaling \u{201c}doomsday clock\u{201d} & capacity plan",
        "## Section 4: Doomsday clock",
        "## **Scaling doomsday clock and capacity plan**",
        "## \u{23f0} Capacity plan",
        "Scaling \"Doomsday Clock\" + Capacity Plan\n---",
        "# SCALING",
        "### Scaling dooomsday clock + capacity plan",
    ] {
        let parsed = read(&format!("{heading}\n\n- Top scaling risks: the disk fills\n"));
        assert!(parsed.pack.sections.contains_key("scaling"), "{heading}: {:?}", parsed.problems);
    }
}

#[test]
fn labels_may_be_headings_bold_words_or_items() {
    for body in [
        "### Non-goals\n\n- a second region\n- mobile apps\n",
        "**Non-goals:**\n\n- a second region\n- mobile apps\n",
        "**Non-goals**\n\n* a second region\n* mobile apps\n",
        "- **Non-goals:**\n  - a second region\n  - mobile apps\n",
        "1. **Out of scope**\n   - a second region\n   - mobile apps\n",
        "#### Not in scope\n\n1. a second region\n2. mobile apps\n",
    ] {
        let parsed = read(&format!("# T\n\n## Context\n\n{body}"));
        assert_eq!(list(&parsed.pack, "context", "non_goals"), ["a second region", "mobile apps"], "{body}");
    }
    let parsed =
        read("## Context\n\n**Time horizon:** two quarters\n**Risk tolerance:** low\n__Staffing__: four people\n");
    assert_eq!(text(&parsed.pack, "context", "horizon"), "two quarters");
    assert_eq!(text(&parsed.pack, "context", "risk_tolerance"), "low");
    assert_eq!(text(&parsed.pack, "context", "staffing"), "four people");
}

#[test]
fn tables_may_have_columns_in_any_order_extra_ones_and_short_headers() {
    let parsed = read(
        "---\nas_of: 2026-10-01\n---\n\n## Doomsday clock\n\n| Owner | Component / Limit | Trigger | Notes of mine | **Metric** | Current | Lead time | Mitigation project |\n\
         |---|:--|--:|---|---|---|---|---|\n\
         | Ana Costa | orders \\| disk | 1.6 TB | keep | `a\\|b` | 1.2 TB | 6 weeks | Archive |\n",
    );
    let pack = &parsed.pack;
    assert_eq!(cell(pack, "scaling", "limits", 0, "component"), "orders | disk");
    assert_eq!(cell(pack, "scaling", "limits", 0, "owner"), "Ana Costa");
    assert_eq!(cell(pack, "scaling", "limits", 0, "trigger"), "1.6 TB");
    assert_eq!(cell(pack, "scaling", "limits", 0, "metric"), "`a|b`");
    assert_eq!(cell(pack, "scaling", "limits", 0, "Notes of mine"), "keep");
    assert_eq!(kinds(&parsed.problems), [ProblemKind::UnknownColumn]);
}

#[test]
fn sections_may_come_in_another_order_or_not_at_all() {
    let parsed = read(
        "## Roadmap\n\n- Communications: weekly\n\n## Context\n\n- Systems: a\n\n## Context\n\n- Users: b\n\n## Budget\n\nten\n",
    );
    let found = kinds(&parsed.problems);
    assert!(found.contains(&ProblemKind::OutOfOrder), "{found:?}");
    assert_eq!(found.iter().filter(|kind| **kind == ProblemKind::RepeatedSection).count(), 1);
    assert_eq!(found.iter().filter(|kind| **kind == ProblemKind::UnknownSection).count(), 1);
    assert_eq!(list(&parsed.pack, "context", "systems"), ["a"]);
    assert_eq!(list(&parsed.pack, "context", "users"), ["b"]);
    assert_eq!(parsed.pack.others["Budget"], "ten");
}

#[test]
fn line_endings_comments_and_typography_do_not_matter() {
    let source = "---\r\nas_of: 2026-10-01\r\n---\r\n\r\n# \u{201c}Orders\u{201d} \u{1f680}\r\n\r\n<!-- remove me -->\r\n\r\n## 1. Context\r\n\r\n\
                  ### Decision\r\n\r\nWe\u{2019}ll split \u{2014} carefully.\r\n\r\n<!-- and me -->\r\n\r\n### Systems in scope\r\n\r\n- orders\u{2011}api \u{2026}\r\n";
    let parsed = read(source);
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.pack.as_of, date(2026, 10, 1));
    assert_eq!(parsed.pack.title, "\u{201c}Orders\u{201d} \u{1f680}");
    assert_eq!(text(&parsed.pack, "context", "decision"), "We\u{2019}ll split \u{2014} carefully.");
    assert_eq!(list(&parsed.pack, "context", "systems"), ["orders\u{2011}api \u{2026}"]);
}

#[test]
fn what_fits_nowhere_is_kept_and_said() {
    let source = "Before everything.\n\n# T\n\n## Context\n\n### Weather\n\nRain.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Doomsday clock\n\n### Limits\n\n\
                  Some prose where a table belongs.\n\n| Component/limit | Metric |\n|---|---|\n| disk | m | excess |\n";
    let parsed = read(source);
    let found = kinds(&parsed.problems);
    for kind in [
        ProblemKind::UnknownSection,
        ProblemKind::UnknownHeading,
        ProblemKind::UnknownTable,
        ProblemKind::Misplaced,
        ProblemKind::MissingColumn,
        ProblemKind::ExcessCells,
    ] {
        assert!(found.contains(&kind), "{kind:?} in {found:?}");
    }
    let kept = serde_json::to_string(&parsed.pack).expect("JSON");
    for words in ["Before everything.", "Weather", "Rain.", "Some prose where a table belongs.", "disk"] {
        assert!(kept.contains(words), "{words} in {kept}");
    }
    // Each problem points at the words it is about.
    for problem in &parsed.problems {
        assert!(source.get(problem.range.clone()).is_some_and(|words| !words.is_empty()), "{problem:?}");
    }
}

#[test]
fn spans_are_exact_to_the_byte() {
    let source = "# T\n\n## Capacity plan\n\n### Limits\n\n| Component/limit | Trigger threshold |\n|---|---|\n\
                  | \u{1f4be} d\u{ef}sk \\| a |  2 TB  |\n";
    let parsed = read(source);
    let mut findings = groundplan::gate::findings(&groundplan::gate::Case::new(
        &PlatformInfrastructure.definition().standard,
        &parsed.pack,
        &parsed.problems,
        date(2026, 11, 21),
    ));
    groundplan::gate::locate(&mut findings, &parsed.map);
    assert!(!findings.is_empty());
    for finding in &findings {
        let range = finding.range.clone().expect("a range");
        assert!(source.get(range.clone()).is_some(), "{range:?} of {finding:?}");
    }
    let place = groundplan::pack::Location {
        section: "scaling".to_owned(),
        field: "limits".to_owned(),
        row: Some(0),
        row_name: String::new(),
        column: "trigger".to_owned(),
    };
    assert_eq!(&source[parsed.map.range(&place)], "2 TB");
    let place = groundplan::pack::Location { column: "component".to_owned(), ..place };
    assert_eq!(&source[parsed.map.range(&place)], "\u{1f4be} d\u{ef}sk \\| a");
}
