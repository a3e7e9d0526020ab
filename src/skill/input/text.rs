//! Texts, lists and cells: what is sent for them, as people write it.

use serde_json::Value as Json;

use super::reader::{Place, Reader, decoded};
use super::{MAX_CELL, MAX_ROWS, MAX_TEXT};
use crate::pack::{ColumnSpec, Kind, Value, tidy};
use crate::skill::example;

/// A line that is longer may as well be a piece of a wrapped paragraph.
const SHORT: usize = 60;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// As it was sent, made tidy.
    pub raw: String,
    /// The same in the words of the declaration, where that has words.
    pub text: String,
}

/// What is read: its kind, what its declaration says of it, and how much of it is taken.
struct Wanted<'d> {
    kind: Kind,
    doc: &'d str,
    /// What parts the items of a list that is sent for it.
    separator: &'d str,
    most: usize,
}

impl Reader {
    /// A text field.
    pub(super) fn text_field(&mut self, place: Place, kind: Kind, doc: &str, at: &str, value: &Json) {
        let wanted = Wanted { kind, doc, separator: "\n\n", most: MAX_TEXT };
        if self.is_stored(place, value) {
            return;
        }
        if let Some(text) = self.text(&wanted, at, value) {
            self.set(place, Value::Text(kind.word(&tidy::block(&text))));
        }
    }

    /// A list: what is sent takes the place of what stood there.
    pub(super) fn list_field(&mut self, place: Place, kind: Kind, doc: &str, at: &str, value: &Json) {
        if self.is_stored(place, value) {
            return;
        }
        let wanted = Wanted { kind, doc, separator: "; ", most: MAX_CELL };
        let parts: Vec<(String, Json)> = match value {
            Json::Array(items) => numbered(at, items),
            Json::Object(_) => {
                self.mistake(at, "it is an object, not a list", format!("a list of texts{}", shown(&wanted)));
                return;
            }
            Json::String(text) => match decoded(text) {
                Some(Json::Array(items)) => {
                    self.inside(at, |reader| reader.list_field(place, kind, doc, at, &Json::Array(items)));
                    return;
                }
                _ => items(text).into_iter().map(|item| (at.to_owned(), Json::String(item))).collect(),
            },
            one => vec![(at.to_owned(), one.clone())],
        };
        if parts.len() > MAX_ROWS {
            self.mistake(at, format!("it has {} items", parts.len()), format!("at most {MAX_ROWS}"));
            return;
        }
        let mut read: Vec<String> = Vec::with_capacity(parts.len());
        for (at, part) in &parts {
            if let Some(text) = self.text(&wanted, at, part) {
                read.push(kind.word(&tidy::item(&text)));
            }
        }
        read.retain(|item| !item.is_empty());
        self.set(place, Value::List(read));
    }

    /// One cell.
    pub(super) fn cell(&mut self, column: &ColumnSpec, at: &str, value: &Json) -> Option<Said> {
        let separator = if matches!(column.kind, Kind::Names | Kind::Refs) { ", " } else { "; " };
        let wanted = Wanted { kind: column.kind, doc: column.doc, separator, most: MAX_CELL };
        let raw = tidy::cell(&self.text(&wanted, at, value)?);
        Some(Said { text: column.kind.word(&raw), raw })
    }

    /// Whether a field holds what is sent, as answers print it: then there is nothing to read.
    pub(super) fn is_stored(&self, place: Place, value: &Json) -> bool {
        self.stored(place).is_some_and(|stored| serde_json::to_value(stored).is_ok_and(|stored| stored == *value))
    }

    /// Text from a string, number, truth value, or a list of them; `null` is no text.
    fn text(&mut self, wanted: &Wanted<'_>, at: &str, value: &Json) -> Option<String> {
        let text = match value {
            Json::Array(items) => {
                let parts: Option<Vec<String>> = items.iter().map(scalar).collect();
                parts.map(|parts| {
                    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(wanted.separator)
                })
            }
            one => scalar(one),
        };
        let Some(text) = text else {
            let what = if value.is_object() { "an object" } else { "a list of lists or objects" };
            let accepted = format!("a string, as a person would write it{}", shown(wanted));
            self.mistake(at, format!("it is {what}, not text"), accepted);
            return None;
        };
        if text.len() > wanted.most {
            self.mistake(at, format!("it is {} bytes long", text.len()), format!("at most {} bytes", wanted.most));
            return None;
        }
        Some(text)
    }
}

/// `, such as "99.9 % over 30 days"`.
fn shown(wanted: &Wanted<'_>) -> String {
    let example = example::text(wanted.kind, wanted.doc);
    example.map(|example| format!(", such as {}", Json::String(example))).unwrap_or_default()
}

fn numbered(at: &str, items: &[Json]) -> Vec<(String, Json)> {
    items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item.clone())).collect()
}

fn scalar(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
        Json::Array(_) | Json::Object(_) => return None,
    })
}

/// The items of a list that came as one text: its lines, where each bears the mark of an item or is too short to be a piece
/// of a wrapped paragraph; the words of an enumeration (`reliability, cost`). What may as well be one item stays one.
fn items(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let first = lines.first().copied().unwrap_or_default();
    if unmarked(first).is_some() {
        let mut items: Vec<String> = Vec::new();
        for line in lines {
            match (unmarked(line).filter(|_| indent(line) <= indent(first)), items.last_mut()) {
                (None, Some(before)) => {
                    before.push('\n');
                    before.push_str(line);
                }
                (marked, _) => items.push(marked.unwrap_or(line).to_owned()),
            }
        }
        return items;
    }
    if lines.len() > 1 {
        let short = lines.iter().all(|line| line.len() <= SHORT);
        return if short { lines.into_iter().map(str::to_owned).collect() } else { vec![text.to_owned()] };
    }
    let parts: Vec<&str> = text.split([',', ';']).map(str::trim).collect();
    let is_word = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c));
    // "Paris, France" is one place.
    let plain = parts.len() > 2 || !text.contains(char::is_uppercase);
    if parts.len() > 1 && plain && parts.iter().all(is_word) && !crate::text::has_number(text) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![text.to_owned()]
}

/// A line without its mark of an item: `- `, `* `, `1. `.
fn unmarked(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bullet = ["- ", "* ", "+ ", "\u{2022} "].iter().find_map(|mark| line.strip_prefix(mark));
    bullet.or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < line.len()).then(|| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_list_where_it_cannot_be_anything_else() {
        let long = "We will not rewrite the cart in this horizon, whatever the sales\nteam says about it.";
        for (text, expected) in [
            ("- no rewrite\n- no region, no move", &["no rewrite", "no region, no move"][..]),
            ("1. first\n2) second:\n   - inner\n", &["first", "second:\n   - inner"]),
            ("orders-db\n\ncart cache\n", &["orders-db", "cart cache"]),
            ("reliability, developer-velocity; cost", &["reliability", "developer-velocity", "cost"]),
            ("iOS, Android, web", &["iOS", "Android", "web"]),
            ("Paris, France", &["Paris, France"]),
            ("10,000", &["10,000"]),
            ("v1, v2", &["v1, v2"]),
            ("slow pages, lost orders", &["slow pages, lost orders"]),
            ("one", &["one"]),
            (long, &[long]),
        ] {
            assert_eq!(items(text), expected, "{text}");
        }
    }
}
