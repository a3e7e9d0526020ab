//! What a step takes, said to a caller who sent nothing for it.

use crate::pack::{FieldSpec, Pack, Shape, Value};
use crate::skill::{Definition, Step, schema};

/// That nothing was sent, what the step wants and has not, and what else it takes; a line each.
pub(super) fn said(definition: &Definition, step: &Step, pack: &Pack) -> Vec<String> {
    let mut lines = vec!["Nothing was sent, so nothing changed.".to_owned()];
    let mut others: Vec<String> = Vec::new();
    for (index, spec) in step.sections.iter().filter_map(|key| definition.standard.section(key)).enumerate() {
        let within = if index == 0 { String::new() } else { format!("{}.", spec.key) };
        for field in spec.fields {
            let stored = pack.sections.get(spec.key).and_then(|section| section.fields.get(field.key));
            let blank = stored.is_none_or(Value::is_empty);
            let key = format!("{within}{}", field.key);
            if blank && !field.optional {
                lines.push(format!("Wanted: `{key}`. {}", belongs(field)));
            } else {
                others.push(format!("`{key}`"));
            }
        }
    }
    others.extend(step.attachments.iter().map(|one| format!("`{}`", one.key)));
    if !others.is_empty() {
        lines.push(format!("Taken as well: {}.", others.join(", ")));
    }
    lines
}

/// What belongs in a field, with the columns of its rows.
fn belongs(field: &FieldSpec) -> String {
    let doc = schema::line(field.doc);
    match field.shape {
        Shape::Table(table) => format!("{doc} Rows: {{{}}}", schema::columns(table)),
        _ => doc,
    }
}
