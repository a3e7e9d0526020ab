//! What would be accepted, shown: examples from the declarations of fields and columns.
//!
//! A declaration gives its own example in code marks: `` Its target: `99.9 % over 30 days` ``. Choices, days, lengths of time
//! and owners have one by their kind. Where neither helps there is none: an invented fact would be copied.

use serde_json::{Map, Value as Json, json};

use super::schema;
use crate::pack::{ColumnSpec, Kind, SectionSpec, Shape, TableSpec};

/// Words that mean every row or none: what they stand for is no example of it.
const NOT_SHOWN: &[&str] = &["all", "none"];

/// An example of what a place of a pack accepts, as a step takes it: a text for a column, a text field or the item of a
/// list, a row for a table. `None` where its declaration shows none. `column` is blank for a field as a whole.
pub fn example(sections: &[&'static SectionSpec], section: &str, field: &str, column: &str) -> Option<Json> {
    let spec = sections.iter().find(|spec| spec.key == section)?.field(field)?;
    match spec.shape {
        Shape::Text(kind) => text(kind, spec.doc).map(Json::String),
        Shape::List(kind) => text(kind, spec.doc).map(|item| json!([item])),
        Shape::Table(table) if column.is_empty() => Some(Json::Object(row(table))),
        Shape::Table(table) => cell(table.column(column)?).map(Json::String),
    }
}

/// A row of a table as it is sent: each cell an example, or in brackets what belongs there.
pub fn row(table: &TableSpec) -> Map<String, Json> {
    let cells = table.columns.iter().map(|column| {
        let shown = match column.kind {
            Kind::Choice(words) => format!("<{}>", words.join("|")),
            _ => cell(column).unwrap_or_else(|| format!("<{}>", schema::line(column.doc).trim_end_matches('.'))),
        };
        (column.key.to_owned(), Json::String(shown))
    });
    cells.collect()
}

/// The same as text, its columns in their order.
pub fn row_text(table: &TableSpec) -> String {
    let row = row(table);
    let cells = table.columns.iter().filter_map(|column| Some(format!("\"{}\": {}", column.key, row.get(column.key)?)));
    format!("{{{}}}", cells.collect::<Vec<_>>().join(", "))
}

/// An example of what a column's cells hold.
pub fn cell(column: &ColumnSpec) -> Option<String> {
    text(column.kind, column.doc)
}

/// An example of a kind of text, better the one that its declaration shows.
pub fn text(kind: Kind, doc: &str) -> Option<String> {
    let shown = || doc.split('`').skip(1).step_by(2).find(|shown| !NOT_SHOWN.contains(shown)).map(str::to_owned);
    let usual = |text: &str| Some(shown().unwrap_or_else(|| text.to_owned()));
    match kind {
        Kind::Choice(words) => words.first().map(|word| (*word).to_owned()),
        Kind::Date => usual("2027-03-31"),
        Kind::PastDate => usual("2026-10-30"),
        Kind::DateRange => usual("2027-01-11 to 2027-02-19"),
        Kind::Duration => usual("6 weeks"),
        Kind::Owner => usual("Dana Ruiz (SRE lead)"),
        Kind::Prose | Kind::Name | Kind::Measure | Kind::Target | Kind::Names | Kind::Refs => shown(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::gate::{self, Case};
    use crate::pack::{Pack, Row, Section, Value};
    use crate::skills;

    /// What is shown as accepted is accepted: no rule of words, numbers, days or owners objects to it.
    #[test]
    fn examples_are_of_their_kind() {
        for skill in skills::NATIVE {
            let standard = &skill.definition().standard;
            let mut pack = Pack::new(skill.definition().name, standard.rule_set, "Shop", date(2026, 11, 2));
            for spec in standard.sections {
                let mut section = Section::default();
                for field in spec.fields {
                    let Shape::Table(table) = field.shape else { continue };
                    let mut row = Row::default();
                    for column in table.columns {
                        let shown = example(standard.sections, spec.key, field.key, column.key);
                        let wanted =
                            matches!(column.kind, Kind::Measure | Kind::Target | Kind::Owner | Kind::Choice(_));
                        assert!(shown.is_some() || !wanted, "{}.{}.{} shows none", spec.key, field.key, column.key);
                        row.set(column.key, shown.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned());
                    }
                    section.set(field.key, Value::Table(vec![row]));
                }
                pack.sections.insert(spec.key.to_owned(), section);
            }
            let rules = ["TXT001", "TXT002", "TXT005", "MEA001", "MEA002", "DAT001", "DAT002", "OWN001"];
            let case = Case::new(standard, &pack, &[], pack.as_of);
            let findings = gate::run(&case, &|rule| rules.contains(&rule.id));
            let filled = |finding: &&crate::finding::Finding| {
                let at = &finding.location;
                example(standard.sections, &at.section, &at.field, &at.column).is_some()
            };
            let wrong: Vec<String> = findings
                .iter()
                .filter(filled)
                .map(|finding| format!("{} {}: {}", finding.rule, finding.location, finding.message))
                .collect();
            assert!(wrong.is_empty(), "{}:\n{}", skill.definition().name, wrong.join("\n"));
        }
    }

    #[test]
    fn what_is_not_declared_has_no_example() {
        let sections = skills::NATIVE[0].definition().standard.sections;
        assert_eq!(example(sections, "scaling", "limits", "component"), Some(json!("orders-db disk")));
        assert_eq!(example(sections, "scaling", "limits", "metric"), None);
        assert_eq!(example(sections, "quality", "alerts", "slo"), None, "`all` shows no name");
        assert_eq!(example(sections, "scaling", "limits", "colour"), None);
        let row = example(sections, "scaling", "limits", "").expect("a row");
        assert_eq!(
            (&row["component"], &row["metric"]),
            (&json!("orders-db disk"), &json!("<As the monitoring names it>"))
        );
    }
}
