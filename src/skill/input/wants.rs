//! What a step takes, said to a caller who sent nothing for it.

use serde::Serialize;

use crate::pack::{FieldSpec, Pack, Shape, Value};
use crate::skill::{Definition, Step, schema};

/// What a step takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wants {
    /// The fields that it needs and has not, each with what belongs there.
    pub needed: Vec<String>,
    /// All others, by key.
    pub others: Vec<String>,
}

impl Wants {
    /// What a step takes for a pack as it stands.
    pub(super) fn of(definition: &Definition, step: &Step, pack: &Pack) -> Self {
        let mut wants = Wants { needed: Vec::new(), others: Vec::new() };
        for (index, spec) in step.sections.iter().filter_map(|key| definition.standard.section(key)).enumerate() {
            let within = if index == 0 { String::new() } else { format!("{}.", spec.key) };
            for field in spec.fields {
                let stored = pack.sections.get(spec.key).and_then(|section| section.fields.get(field.key));
                let key = format!("`{within}{}`", field.key);
                if stored.is_none_or(Value::is_empty) && !field.optional {
                    wants.needed.push(format!("{key}: {}", belongs(field)));
                } else {
                    wants.others.push(key);
                }
            }
        }
        wants.others.extend(step.attachments.iter().map(|one| format!("`{}`", one.key)));
        wants
    }
}

/// What belongs in a field, with the columns of its rows.
fn belongs(field: &FieldSpec) -> String {
    let doc = schema::line(field.doc);
    match field.shape {
        Shape::Table(table) => format!("{doc} Rows: {{{}}}", schema::columns(table)),
        _ => doc,
    }
}
