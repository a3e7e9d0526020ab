//! Rows that a call removes: by table, those of a name, or the one that an object describes.
//!
//! What is removed goes before anything is merged, so that a row that is sent in the same call takes its place. What is not
//! there is not removed, and that is said: a call that is repeated is no mistake.

use serde_json::{Map, Value as Json};

use super::keys::{meant, pointer};
use super::reader::{Place, Reader, decoded};
use super::removal::Removal;
use crate::pack::{ColumnSpec, FieldSpec, SectionSpec, Shape, TableSpec, same_letters, tidy};
use crate::skill::example;

impl Reader {
    /// Reads which rows are to go.
    pub(super) fn remove(&mut self, at: &str, value: &Json) {
        match value {
            Json::Null => {}
            Json::Object(tables) => self.remove_from(None, at, tables),
            Json::String(text) if matches!(decoded(text), Some(Json::Object(_))) => {
                if let Some(value) = decoded(text) {
                    self.inside(at, |reader| reader.remove(at, &value));
                }
            }
            _ => {
                let table = self.specs().flat_map(|spec| spec.fields).find_map(|field| match field.shape {
                    Shape::Table(table) => Some((field.key, example::cell(table.key_column()))),
                    _ => None,
                });
                let (field, name) = table.unwrap_or_default();
                let name = name.unwrap_or_else(|| "the row's name".to_owned());
                let accepted = format!("an object with the names of rows by table: {{\"{field}\": [\"{name}\"]}}");
                self.mistake(at, "it does not say from which table", accepted);
            }
        }
    }

    /// Rows by table, of one section or of all that the step writes.
    fn remove_from(&mut self, only: Option<&'static SectionSpec>, at: &str, tables: &Map<String, Json>) {
        let specs: Vec<&'static SectionSpec> =
            self.specs().filter(|spec| only.is_none_or(|one| one.key == spec.key)).collect();
        for (key, names) in tables {
            let at = pointer(at, key);
            // A section holds its tables as it does where they are sent.
            if let (None, Json::Object(inner)) = (only, names)
                && let Some(spec) = specs.iter().find(|spec| same_letters(spec.key, key))
                && inner.keys().all(|key| meant(spec.fields, key).is_some())
            {
                self.remove_from(Some(spec), &at, inner);
                continue;
            }
            let found = || specs.iter().filter_map(|spec| Some((*spec, meant(spec.fields, key)?)));
            let table = found().find_map(|(spec, field)| match field.shape {
                Shape::Table(table) => Some((spec, field, table)),
                _ => None,
            });
            match (table, found().next()) {
                (Some((spec, field, table)), _) => self.remove_rows((spec.key, field.key), table, &at, names),
                (None, Some((_, field))) => self.no_table(field, &at),
                (None, None) => {
                    let tables = specs.iter().flat_map(|spec| spec.fields);
                    let tables = tables.filter(|field| matches!(field.shape, Shape::Table(_))).map(|field| field.key);
                    let (parent, _) = at.rsplit_once('/').unwrap_or_default();
                    self.unknown(parent, key, tables);
                }
            }
        }
    }

    fn no_table(&mut self, field: &FieldSpec, at: &str) {
        let key = field.key;
        let (what, accepted) = match field.shape {
            Shape::List(_) => ("a list, which is replaced as a whole", format!("`{key}` with the items that stay")),
            _ => ("a text", format!("`{key}: \"\"`, which clears it")),
        };
        self.mistake(at, format!("`{key}` is no table but {what}"), accepted);
    }

    /// The rows of one table.
    fn remove_rows(&mut self, place: Place, table: &'static TableSpec, at: &str, names: &Json) {
        let many = names.as_array().map(Vec::as_slice);
        for (index, one) in many.unwrap_or(std::slice::from_ref(names)).iter().enumerate() {
            let at = if many.is_some() { format!("{at}/{index}") } else { at.to_owned() };
            let cells = match one {
                Json::Null => continue,
                Json::Object(cells) => self.described(table, &at, cells),
                name => {
                    let key = table.key_column();
                    self.cell(key, &at, name).map(|said| vec![(key, said.text)])
                }
            };
            let Some(cells) = cells else { continue };
            self.touch(place);
            self.removals.entry(place).or_default().push(Removal { cells });
        }
    }

    /// A row described by its name and other cells.
    fn described(
        &mut self,
        table: &'static TableSpec,
        at: &str,
        cells: &Map<String, Json>,
    ) -> Option<Vec<(&'static ColumnSpec, String)>> {
        let key = table.key_column();
        let mut found = Vec::new();
        for (sent, value) in cells {
            match meant(table.columns, sent) {
                None => self.unknown(at, sent, table.columns.iter().map(|column| column.key)),
                Some(_) if value.is_null() => {}
                // What may change with the next call says nothing of which row is meant.
                Some(column) if column.key != key.key && !column.tells_apart => {
                    let tells: Vec<&str> =
                        std::iter::once(key).chain(table.telling_apart()).map(|column| column.key).collect();
                    let problem = format!("`{}` does not tell one {} from another", column.key, table.row);
                    self.mistake(&pointer(at, sent), problem, format!("only {}", tells.join(", ")));
                }
                Some(column) => {
                    let said = self.cell(column, &pointer(at, sent), value)?;
                    found.push((column, said.text));
                }
            }
        }
        found.sort_by_key(|(column, _)| column.key != key.key);
        if found.first().is_none_or(|(column, text)| column.key != key.key || tidy::cell(text).is_empty()) {
            let accepted = format!("the row's name, or an object in which `{}` names it", key.key);
            self.mistake(&pointer(at, key.key), "the row to be removed has no name", accepted);
            return None;
        }
        Some(found)
    }
}
