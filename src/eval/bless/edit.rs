//! Values of a YAML text written anew, every other byte as it was.

use std::ops::Range;

use crate::eval::expect::check::difference;
use crate::yaml::{self, Node, Value};

/// A step on the way to a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'k> {
    /// The value under a key.
    Key(&'k str),
    /// An item of a list, from 0.
    Item(usize),
}

/// Edits of a text, none of them made yet.
#[derive(Debug)]
pub(super) struct Edits<'t> {
    text: &'t str,
    tree: Node,
    /// Where, and what stands there then.
    edits: Vec<(Range<usize>, String)>,
    /// What changes: what, before, after.
    changes: Vec<(String, String, String)>,
}

impl<'t> Edits<'t> {
    /// Of a text.
    pub(super) fn of(text: &'t str) -> Result<Self, String> {
        let tree = yaml::tree(text).map_err(|error| error.to_string())?;
        Ok(Edits { text, tree, edits: Vec::new(), changes: Vec::new() })
    }

    /// Whether nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text with all edits made, and what they change.
    pub(super) fn apply(mut self) -> (String, Vec<(String, String, String)>) {
        self.edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = self.text.to_owned();
        for (range, fresh) in &self.edits {
            text.replace_range(range.clone(), fresh);
        }
        (text, self.changes)
    }

    /// Writes a scalar anew, if it changes.
    pub(super) fn set(&mut self, path: &[Step<'_>], before: &str, now: &str) -> Result<(), String> {
        if before == now {
            return Ok(());
        }
        let name = name(path);
        let (_, node) = find(&self.tree, path).ok_or_else(|| format!("`{name}` is not found in the file"))?;
        if node.range.is_empty() {
            return Err(format!("`{name}` is no value that can be written in place; edit it by hand"));
        }
        self.edits.push((node.range.clone(), scalar(now, true)));
        self.changes.push((name, before.to_owned(), now.to_owned()));
        Ok(())
    }

    /// Writes a list of texts anew, if other texts are in it. Those that stay keep their lines and the comments above them.
    pub(super) fn list(&mut self, path: &[Step<'_>], before: &[String], now: &[String]) -> Result<(), String> {
        let (gone, new) = difference(before, now);
        if gone.is_empty() && new.is_empty() {
            return Ok(());
        }
        let name = name(path);
        let (key, node) = find(&self.tree, path).ok_or_else(|| format!("`{name}` is not found in the file"))?;
        let lines = Lines::of(self.text);
        let (first, indent) = (key.line.saturating_sub(1), key.column.saturating_sub(1));
        if lines.get(first).get(..indent).is_none_or(|before| !before.trim().is_empty()) {
            return Err(format!("`{name}` stands inside braces; give it a line of its own"));
        }
        let last = lines.block_end(first, indent);
        let mut fresh = Vec::new();
        let items = node.items();
        let block = items.first().is_some_and(|item| item.line - 1 > first);
        let depth = items.first().filter(|_| block).map_or(indent + 2, |item| lines.indent(item.line - 1));
        let mut leaving = gone.clone();
        let mut from = first + 1;
        for item in items {
            let text = item.text().unwrap_or_default();
            let kept = leaving.iter().position(|one| one == text).map(|at| leaving.remove(at)).is_none();
            // Its comments stand above it.
            let until = item.line.max(from);
            if kept && block {
                fresh.extend((from..until).map(|line| lines.get(line).to_owned()));
            } else if kept {
                fresh.push(entry(depth, text));
            }
            from = from.max(until);
        }
        fresh.extend(new.iter().map(|text| entry(depth, text)));
        let head = format!(
            "{}{}:{}",
            " ".repeat(indent),
            key.text().unwrap_or_default(),
            if fresh.is_empty() { " []" } else { "" }
        );
        let comment = match (&node.value, lines.get(first).find(" #")) {
            (Value::List(_) | Value::Null, Some(at)) => &lines.get(first)[at..],
            _ => "",
        };
        fresh.insert(0, head + comment);
        self.edits.push((lines.start(first)..lines.end(last), fresh.join("\n")));
        let count = |texts: &[String]| format!("{} findings", texts.len());
        self.changes.push((name, tell("-", &gone, count(before)), tell("+", &new, count(now))));
        Ok(())
    }
}

/// A line of a list.
fn entry(depth: usize, text: &str) -> String {
    format!("{}- {}", " ".repeat(depth), scalar(text, false))
}

/// What goes or comes, a few of them, and how many there are in all.
fn tell(sign: &str, texts: &[String], all: String) -> String {
    const MOST: usize = 8;
    let mut told: Vec<String> = texts.iter().take(MOST).map(|text| format!("{sign} {text}")).collect();
    if texts.len() > MOST {
        told.push(format!("{sign} {} more", texts.len() - MOST));
    }
    told.insert(0, all);
    told.join(", ")
}

/// The key and the value at the end of a path; for an item, the value twice.
fn find<'n>(tree: &'n Node, path: &[Step<'_>]) -> Option<(&'n Node, &'n Node)> {
    let mut at = (tree, tree);
    for step in path {
        at = match step {
            Step::Key(key) => {
                at.1.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))?
            }
            Step::Item(index) => at.1.items().get(*index).map(|item| (item, item))?,
        };
    }
    Some(at)
}

/// A path as people write it: `expect.computed.2.value`, counted from 1.
fn name(path: &[Step<'_>]) -> String {
    let parts = path.iter().map(|step| match step {
        Step::Key(key) => (*key).to_owned(),
        Step::Item(index) => (index + 1).to_string(),
    });
    parts.collect::<Vec<_>>().join(".")
}

/// A text as a YAML scalar on one line: plain where that means the same. `flow` where it may stand inside braces.
fn scalar(text: &str, flow: bool) -> String {
    let first = text.chars().next();
    let plain = first.is_some_and(|first| first.is_alphanumeric())
        && text.trim() == text
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.contains(char::is_control)
        && !(flow && text.contains([',', '[', ']', '{', '}']));
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// The lines of a text.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(after).collect() }
    }

    fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// Where a line ends, before its line feed.
    fn end(&self, line: usize) -> usize {
        let end = self.start(line + 1);
        if self.text[..end].ends_with('\n') && end > self.start(line) { end - 1 } else { end }
    }

    fn get(&self, line: usize) -> &'t str {
        &self.text[self.start(line)..self.end(line)]
    }

    fn indent(&self, line: usize) -> usize {
        let text = self.get(line);
        text.len() - text.trim_start().len()
    }

    /// The last line of what stands under a key: deeper lines, and items as deep as the key itself.
    fn block_end(&self, key: usize, indent: usize) -> usize {
        let mut last = key;
        for line in key + 1..self.starts.len() {
            let text = self.get(line).trim();
            if text.is_empty() {
                continue;
            }
            let deeper = self.indent(line) > indent;
            let item = self.indent(line) == indent && text.starts_with("- ");
            if !(deeper || item) {
                break;
            }
            last = line;
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A case.\nexpect:\n  verdict: fail # for now\n  scores: { scope: 3, quality: \"4\" }\n  findings:\n    \
                        all:\n      # the first\n      - AAA001 a\n      - \"BBB001 b: c\"\n\n    must: [AAA001]\n  \
                        computed:\n    - { of: x, what: y, value: 4 GB }\n";

    fn path(keys: &[&'static str]) -> Vec<Step<'static>> {
        keys.iter().map(|key| key.parse().map_or(Step::Key(key), Step::Item)).collect()
    }

    #[test]
    fn a_value_is_written_in_place() {
        let mut edits = Edits::of(TEXT).expect("YAML");
        for (keys, before, now) in [
            (&["expect", "verdict"][..], "fail", "pass"),
            (&["expect", "scores", "quality"], "4", "5"),
            (&["expect", "scores", "scope"], "3", "3"),
            (&["expect", "computed", "0", "value"], "4 GB", "4 GB, 5 MB"),
        ] {
            edits.set(&path(keys), before, now).unwrap_or_else(|error| panic!("{error}"));
        }
        let (text, changes) = edits.apply();
        let wanted = TEXT.replace("fail #", "pass #").replace("\"4\"", "5").replace("4 GB", "\"4 GB, 5 MB\"");
        assert_eq!(text, wanted);
        assert_eq!(changes.len(), 3);
        assert_eq!(changes[2].0, "expect.computed.1.value");
    }

    fn listed(text: &str, now: &[&str]) -> String {
        let tree = yaml::tree(text).expect("YAML");
        let path = path(&["expect", "findings", "all"]);
        let (_, node) = find(&tree, &path).expect("the list");
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let before: Vec<&str> = node.items().iter().filter_map(Node::text).collect();
        let mut edits = Edits::of(text).expect("YAML");
        edits.list(&path, &texts(&before), &texts(now)).unwrap_or_else(|error| panic!("{error}"));
        edits.apply().0
    }

    #[test]
    fn a_list_keeps_what_stays() {
        let swapped = listed(TEXT, &["AAA001 a", "CCC001 c[d].e"]);
        assert_eq!(swapped, TEXT.replace("\"BBB001 b: c\"", "CCC001 c[d].e"));
        let one = listed(TEXT, &["BBB001 b: c"]);
        assert_eq!(one, TEXT.replace("      # the first\n      - AAA001 a\n", ""));
        let none = listed(TEXT, &[]);
        let emptied = "    all: []\n\n    must";
        assert!(none.contains(emptied), "{none}");
        assert_eq!(
            listed(&none, &["AAA001 a"]),
            TEXT.replace("      # the first\n", "").replace("      - \"BBB001 b: c\"\n", "")
        );
        let inside = "expect: { findings: { all: [] } }\n";
        let mut edits = Edits::of(inside).expect("YAML");
        let error =
            edits.list(&path(&["expect", "findings", "all"]), &[], &["AAA001 a".to_owned()]).expect_err("braces");
        assert!(error.contains("line of its own"), "{error}");
    }
}
