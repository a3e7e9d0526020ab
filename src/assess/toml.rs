//! TOML as the same values that know where they stand.

use super::tree::{Node, TreeError, Value};

/// Reads a TOML text.
///
/// # Errors
/// Where the text is not TOML.
pub(super) fn toml(text: &str) -> Result<Node, TreeError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::of(text);
    let document = toml_edit::Document::parse(text).map_err(|error| {
        let (line, column) = error.span().map_or((0, 0), |span| lines.place(text, span.start));
        TreeError::Syntax { format: "TOML", line, column, message: error.message().replace('\n', " ") }
    })?;
    let reader = Toml { text, lines };
    Ok(reader.table(document.as_table(), Some(0)))
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines(std::iter::once(0).chain(breaks).collect())
    }

    fn place(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= offset).max(1);
        let start = self.0.get(line - 1).copied().unwrap_or(0);
        (line, text.get(start..offset).map_or(1, |before| before.chars().count() + 1))
    }
}

struct Toml<'t> {
    text: &'t str,
    lines: Lines,
}

impl Toml<'_> {
    fn node(&self, offset: Option<usize>, value: Value) -> Node {
        let (line, column) = offset.map_or((0, 0), |offset| self.lines.place(self.text, offset));
        Node { line, column, tag: None, value }
    }

    fn table(&self, table: &dyn toml_edit::TableLike, offset: Option<usize>) -> Node {
        let mut entries = Vec::new();
        for (name, item) in table.iter() {
            let start = table.key(name).and_then(toml_edit::Key::span).map(|span| span.start);
            entries.push((self.node(start, Value::Scalar(name.to_owned())), self.item(item, start)));
        }
        self.node(offset, Value::Map(entries))
    }

    fn item(&self, item: &toml_edit::Item, key: Option<usize>) -> Node {
        let offset = item.span().map(|span| span.start).or(key);
        match item {
            toml_edit::Item::None => self.node(offset, Value::Null),
            toml_edit::Item::Value(value) => self.value(value, key),
            toml_edit::Item::Table(table) => self.table(table, offset),
            toml_edit::Item::ArrayOfTables(tables) => {
                let start = |table: &toml_edit::Table| table.span().map(|span| span.start);
                let items = tables.iter().map(|table| self.table(table, start(table).or(key))).collect();
                self.node(offset, Value::List(items))
            }
        }
    }

    fn value(&self, value: &toml_edit::Value, key: Option<usize>) -> Node {
        let span = value.span();
        let offset = span.as_ref().map(|span| span.start).or(key);
        match value {
            toml_edit::Value::String(text) => self.node(offset, Value::Scalar(text.value().clone())),
            toml_edit::Value::Array(items) => {
                self.node(offset, Value::List(items.iter().map(|item| self.value(item, key)).collect()))
            }
            toml_edit::Value::InlineTable(table) => self.table(table, offset),
            _ => {
                let written = span.and_then(|span| self.text.get(span)).unwrap_or_default();
                self.node(offset, Value::Scalar(written.trim().to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_know_where_they_stand() {
        let node = toml("a = 1_000\n[deploy]\n  strategy = \"canary\"\n[[checks]]\npath = \"/\"\n").expect("TOML");
        assert_eq!(node.str_at(&["a"]), Some("1_000"));
        let strategy = node.at(&["deploy", "strategy"]).expect("a strategy");
        assert_eq!((strategy.text(), strategy.line, strategy.column), (Some("canary"), 3, 14));
        assert_eq!(node.get("checks").expect("checks").items()[0].str_at(&["path"]), Some("/"));
        assert_eq!(toml("a = \nb = 1").expect_err("no value").place().0, 1);
        assert!(toml(&format!("a = {}", "[".repeat(5_000))).is_err());
    }
}
