//! Numbers with nouns, and text made fit for a terminal.

use std::borrow::Cow;

use comfy_table::{Table, presets};

pub use crate::text::counted;

/// Text in which nothing can move a cursor, ring a bell or turn the direction of writing: control
/// characters become their pictures, direction overrides their code. Line feeds and tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match u32::from(c) {
            _ if !is_unsafe(c) => out.push(c),
            code @ 0..0x20 => out.push(char::from_u32(0x2400 + code).unwrap_or('\u{fffd}')),
            0x7f => out.push('\u{2421}'),
            code => out.push_str(&format!("\\u{{{code:x}}}")),
        }
    }
    Cow::Owned(out)
}

/// The same, in one line.
pub fn clean_line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// JSON as text in which control characters beyond ASCII's and direction overrides are escaped too,
/// so that it can be shown on a terminal. The value it stands for is the same.
pub fn json(value: &serde_json::Value) -> String {
    let plain = format!("{value:#}");
    if !plain.chars().any(is_unsafe) {
        return plain;
    }
    let mut out = String::with_capacity(plain.len() + 8);
    for c in plain.chars() {
        // Such a character stands inside a string, where an escape means the same.
        if is_unsafe(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Rows with aligned columns, two blanks before each. Cells are cleaned and take one line each.
pub fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for row in rows {
        table.add_row(row.iter().map(|cell| clean_line(cell)));
    }
    table.lines().map(|line| format!(" {}\n", line.trim_end())).collect()
}

/// ANSI styles, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Whether escape sequences are written at all.
    pub on: bool,
}

impl Paint {
    fn wrap(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Text that stands out.
    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    /// Good news.
    pub fn good(self, text: &str) -> String {
        self.wrap("1;32", text)
    }

    /// Bad news.
    pub fn bad(self, text: &str) -> String {
        self.wrap("1;31", text)
    }

    /// What may be skipped.
    pub fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_move_the_cursor() {
        assert_eq!(clean("plain\ttext\n"), "plain\ttext\n");
        assert_eq!(clean("\u{1b}[2J\u{7}\u{7f}\u{9b}\u{202e}"), "\u{241b}[2J\u{2407}\u{2421}\\u{9b}\\u{202e}");
        assert_eq!(clean_line("a\n b\r\nc"), "a b c");
        let value = serde_json::json!({"a": "\u{1b}\u{9b}\u{202e}\u{e9}"});
        let text = json(&value);
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
