//! What a call sends: all that a pack has for the tool, or the part of it that the case says, and what it says itself.

use serde_json::{Map, Value as Json, json};

use crate::eval::case::Call;
use crate::pack::records::Records;
use crate::pack::{Pack, Section, Value};
use crate::skill::{Definition, Step};

/// The arguments of a call. `id` is that of the pack that was opened before, if one was.
pub(super) fn of(call: &Call, definition: &Definition, pack: Option<&Pack>, id: Option<&str>) -> Map<String, Json> {
    let mut arguments = match (call.tool.as_str(), definition.step(&call.tool), pack) {
        ("pack_open", _, Some(pack)) => open(definition, pack),
        (_, Some(step), Some(pack)) => step_of(call, definition, step, pack),
        _ => Map::new(),
    };
    if let Some(id) = id.filter(|_| !matches!(call.tool.as_str(), "pack_open" | "pack_list")) {
        arguments.insert("pack".to_owned(), json!(id));
    }
    arguments.extend(call.with.clone());
    arguments
}

/// What opens a pack like this one.
fn open(definition: &Definition, pack: &Pack) -> Map<String, Json> {
    let first = definition.standard.sections.first().and_then(|spec| pack.sections.get(spec.key));
    let said = |field: &str| match first.and_then(|section| section.fields.get(field)) {
        Some(Value::Text(text)) => Some(json!(text)),
        _ => None,
    };
    let mut arguments = Map::new();
    arguments.insert("skill".to_owned(), json!(definition.name));
    arguments.insert("title".to_owned(), json!(pack.title));
    arguments.extend(OPENING.iter().filter_map(|field| Some(((*field).to_owned(), said(field)?))));
    arguments.insert("as_of".to_owned(), json!(pack.as_of.to_string()));
    if let Some(row) = Records::of(pack).confirmations().next() {
        let confirmation = json!({
            "change": row.change().text, "confirmed_by": row.confirmed_by().text,
            "date": row.date().text, "rollback": row.rollback().text,
        });
        arguments.insert("confirmation".to_owned(), confirmation);
    }
    arguments
}

/// The fields of the first section that opening a pack fills.
const OPENING: &[&str] = &["request", "situation"];

/// What a step takes of a pack.
fn step_of(call: &Call, definition: &Definition, step: &Step, pack: &Pack) -> Map<String, Json> {
    let opens = definition.standard.sections.first().map(|spec| spec.key);
    let mut arguments = Map::new();
    for (at, key) in step.sections.iter().enumerate() {
        let Some(section) = pack.sections.get(*key) else { continue };
        let sent = |field: &str| {
            let opened = opens == Some(*key) && OPENING.contains(&field);
            let named = |names: &[String]| names.iter().any(|name| is_named(name, key, field, at == 0));
            let wanted = call.only.as_deref().map_or(!opened, named);
            wanted && !named(&call.omit)
        };
        let fields = fields(section, sent);
        if at == 0 {
            arguments.extend(fields);
        } else if !fields.is_empty() {
            arguments.insert((*key).to_owned(), Json::Object(fields));
        }
    }
    arguments
}

/// Whether `limits`, `scaling.limits` or `scaling` means a field; a field by itself is one of the step's first section.
fn is_named(name: &str, section: &str, field: &str, first: bool) -> bool {
    match name.split_once('.') {
        Some((of, one)) => of == section && one == field,
        None => name == section || (first && name == field),
    }
}

fn fields(section: &Section, sent: impl Fn(&str) -> bool) -> Map<String, Json> {
    let fields = section.fields.iter().filter(|(field, _)| sent(field));
    fields.filter_map(|(field, value)| Some((field.clone(), serde_json::to_value(value).ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::Row;
    use crate::skills::NATIVE;

    #[test]
    fn a_call_sends_what_the_pack_has_or_the_part_that_is_named() {
        let definition = NATIVE[0].definition();
        let mut pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 1));
        let mut context = Section::default();
        context.set("request", Value::Text("Plan it".to_owned()));
        context.set("horizon", Value::Text("2027".to_owned()));
        pack.sections.insert("context".to_owned(), context);
        let mut records = Section::default();
        let mut row = Row::default();
        row.set("question", "staffing".to_owned());
        records.set("answers", Value::Table(vec![row]));
        pack.sections.insert("records".to_owned(), records);

        let sent = |call: Call| Json::Object(of(&call, definition, Some(&pack), Some("pk_1")));
        let call = |tool: &str| Call { tool: tool.to_owned(), ..Call::default() };
        let answers = json!([{"question": "staffing"}]);
        assert_eq!(
            sent(call("pack_open")),
            json!({"skill": definition.name, "title": "Orders", "request": "Plan it", "as_of": "2026-11-01"})
        );
        assert_eq!(
            sent(call("infra_intake")),
            json!({"horizon": "2027", "records": {"answers": answers}, "pack": "pk_1"})
        );
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let part = Call { only: Some(names(&["records.answers"])), ..call("infra_intake") };
        assert_eq!(sent(part), json!({"records": {"answers": answers}, "pack": "pk_1"}));
        let with = Map::from_iter([("decision".to_owned(), json!("no"))]);
        let less = Call { omit: names(&["records", "horizon"]), with, ..call("infra_intake") };
        assert_eq!(sent(less), json!({"pack": "pk_1", "decision": "no"}));
    }
}
