//! What a call wrote otherwise than it was sent: rows taken from another pack or a repository, values that were computed,
//! text that was read in another form.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::caller::{Caller, shortened};
use super::{Definition, Step};
use crate::pack::{Pack, Place, Row, SectionSpec, Shape, TableSpec, Value, tidy};
use crate::text::counted;
use crate::text::{cut, one_line};

/// How many letters of a text stand in an answer.
const SHOWN: usize = 120;

/// How many rows of a table are named.
const NAMED: usize = 5;

/// Something that stands now and was not sent so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Written {
    /// Where: a pointer into the arguments of the step that takes it, with its tool where that is another.
    pub at: String,
    /// What stands there.
    pub stands: String,
}

/// What stands after a call that neither stood before nor was sent.
pub fn written(
    definition: &'static Definition,
    step: &Step,
    arguments: &Map<String, Json>,
    before: &Pack,
    after: &Pack,
) -> Vec<Written> {
    let mut sent = BTreeSet::new();
    arguments.values().for_each(|value| collect(value, &mut sent));
    let look = Look { caller: Caller::of(definition), step, sent, before, after };
    definition.standard.sections.iter().flat_map(|spec| look.section(spec)).collect()
}

/// Every text that a value holds, as a pack may keep it.
fn collect(value: &Json, sent: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => sent.extend([tidy::cell(text), tidy::item(text), tidy::block(text)]),
        Json::Number(number) => {
            sent.insert(number.to_string());
        }
        Json::Bool(truth) => {
            sent.insert(if *truth { "yes" } else { "no" }.to_owned());
        }
        Json::Array(items) => {
            items.iter().for_each(|item| collect(item, sent));
            let texts: Vec<String> =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
            if items.iter().all(|item| item.is_string() || item.is_number()) {
                sent.extend([", ", "; "].map(|separator| tidy::cell(&texts.join(separator))));
                sent.insert(tidy::block(&texts.join("\n\n")));
            }
        }
        Json::Object(fields) => fields.values().for_each(|value| collect(value, sent)),
        Json::Null => {}
    }
}

struct Look<'a> {
    caller: Caller,
    step: &'a Step,
    sent: BTreeSet<String>,
    before: &'a Pack,
    after: &'a Pack,
}

impl Look<'_> {
    fn section(&self, spec: &SectionSpec) -> Vec<Written> {
        let mut found = Vec::new();
        for field in spec.fields {
            let value =
                |pack: &Pack| pack.sections.get(spec.key).and_then(|section| section.fields.get(field.key)).cloned();
            let (old, Some(new)) = (value(self.before), value(self.after)) else { continue };
            if old.as_ref() == Some(&new) {
                continue;
            }
            let place = Place::section(spec.key).field(field.key);
            match (new, old, field.shape) {
                (Value::Text(text), ..) if !self.sent.contains(&text) => found.push(self.at(place, &text)),
                (Value::List(items), old, _) => {
                    let old = if let Some(Value::List(items)) = old { items } else { Vec::new() };
                    let new =
                        items.iter().enumerate().filter(|(_, item)| !old.contains(item) && !self.sent.contains(*item));
                    found.extend(new.map(|(index, item)| self.at(place.row(index, ""), item)));
                }
                (Value::Table(rows), old, Shape::Table(table)) => {
                    let old = if let Some(Value::Table(rows)) = old { rows } else { Vec::new() };
                    found.extend(self.rows(place, table, &old, &rows));
                }
                _ => {}
            }
        }
        found
    }

    fn rows(&self, place: Place<'_>, table: &TableSpec, old: &[Row], new: &[Row]) -> Vec<Written> {
        let key = table.key_column().key;
        let alike = |a: &Row, b: &Row| {
            a.get(key) == b.get(key) && table.telling_apart().all(|column| a.get(column.key) == b.get(column.key))
        };
        let (mut found, mut names) = (Vec::new(), Vec::new());
        for (index, row) in new.iter().enumerate().filter(|(_, row)| !old.contains(row)) {
            let earlier = old.iter().find(|one| alike(one, row));
            if earlier.is_none() && !self.sent.contains(row.get(key)) {
                names.push(shortened(row.get(key)));
                continue;
            }
            let cells = table.columns.iter().map(|column| (column.key, row.get(column.key)));
            let unsent = cells.filter(|(column, text)| {
                !text.is_empty() && !self.sent.contains(*text) && earlier.is_none_or(|one| one.get(column) != *text)
            });
            found.extend(unsent.map(|(column, text)| self.at(place.row(index, row.get(key)).column(column), text)));
        }
        if !names.is_empty() {
            let more = if names.len() > NAMED { ", ..." } else { "" };
            let said = names[..names.len().min(NAMED)].join(", ");
            found.push(self.at(place, &format!("{}: {said}{more}", counted(names.len(), "row"))));
        }
        found
    }

    fn at(&self, place: Place<'_>, text: &str) -> Written {
        Written {
            at: self.caller.place(Some(self.step), self.after, &place.to_location()),
            stands: cut(&one_line(text), SHOWN),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::skill::{Skill, input};
    use crate::skills::platform_operations::PlatformOperations;

    #[test]
    fn what_was_sent_is_not_repeated_and_what_was_not_is_named_with_its_step() {
        let definition = PlatformOperations.definition();
        let step = definition.step("ops_reliability").unwrap();
        let before = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
        let sent = json!({"slos": [{"slo": "Pay", "target": "99.9  %", "owner": "Ana", "method": ["logs", "probe"]}], "notes": "a\n\n\nb"});
        let sent = sent.as_object().unwrap();
        let mut after = input::apply(definition, step, &before, sent).unwrap();
        assert_eq!(written(definition, step, sent, &before, &after), []);

        let other = definition.step("ops_assess").unwrap();
        let facts = json!({"observations": [{"fact": "One"}, {"fact": "Two"}]});
        after = input::apply(definition, other, &after, facts.as_object().unwrap()).unwrap();
        let filled = json!({"slos": [{"slo": "Pay", "baseline": "One"}]});
        after = input::apply(definition, step, &after, filled.as_object().unwrap()).unwrap();
        let found = written(definition, step, sent, &before, &after);
        let lines: Vec<(&str, &str)> = found.iter().map(|one| (one.at.as_str(), one.stands.as_str())).collect();
        assert_eq!(lines, [("ops_assess /observations", "2 rows: One, Two"), ("/slos[slo=Pay]/baseline", "One")]);
    }
}
