//! Rows of the appendix that a call sends and that only a person can stand for.

use serde_json::{Map, Value as Json};

use super::form::mistake;
use super::{Refused, inquiry};
use crate::pack::records::Records;
use crate::pack::{Pack, Row, Value};
use crate::workspace::{Preview, Refusal};

/// The most such rows of one call: the person reads each.
const MOST: usize = 5;

/// Whether a call sends rows of a table.
pub(super) fn sent(arguments: &Map<String, Json>, table: &str) -> bool {
    arguments.get(Records::KEY).and_then(|records| records.get(table)).is_some_and(|rows| !rows.is_null())
}

/// The rows of a table that a call would add or change.
pub(super) fn changed(preview: &Preview, table: &str) -> Result<Vec<Row>, Refused> {
    let before = rows(&preview.head.pack, table);
    let changed: Vec<Row> = rows(&preview.pack, table).iter().filter(|row| !before.contains(row)).cloned().collect();
    if changed.len() > MOST {
        return Err(Refused::Call(Refusal::Mistakes(vec![mistake(
            &format!("/records/{table}"),
            format!("the call brings {} {table}", changed.len()),
            format!("at most {MOST} a call: the person is asked about each"),
        )])));
    }
    Ok(changed)
}

fn rows<'p>(pack: &'p Pack, table: &str) -> &'p [Row] {
    match pack.sections.get(Records::KEY).and_then(|records| records.fields.get(table)) {
        Some(Value::Table(rows)) => rows,
        _ => &[],
    }
}

/// Takes the caller's own rows out of the arguments: what they would change, the person is asked about.
pub(super) fn clear(arguments: &mut Map<String, Json>, table: &str) {
    inquiry::edit(arguments, |records| {
        records.remove(table);
    });
}
