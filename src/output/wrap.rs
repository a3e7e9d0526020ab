//! Lines broken at a width, also while their words are still coming.

use unicode_width::UnicodeWidthChar as _;

/// Breaks lines between words. A line that goes on is indented like its beginning, below a list's mark. Styles of
/// [`super::words::Paint`] take no room.
#[derive(Debug)]
pub struct Wrap {
    width: usize,
    /// The column that the next word would begin at, without the blanks before it.
    column: usize,
    /// Blanks since the last word.
    gap: usize,
    /// What lines that go on are indented by.
    indent: usize,
    /// Whether the line has a word already.
    begun: bool,
    word: String,
}

/// A text with every line broken at a width.
pub fn wrap(text: &str, width: usize) -> String {
    let mut wrap = Wrap::new(width);
    let mut out = wrap.push(text);
    out.push_str(&wrap.end());
    out
}

/// Markdown with each paragraph and each item of a list in one line, for a width of its own. Code and tables stay.
pub fn unfolded(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let (mut within, mut fenced) = (false, false);
    for line in markdown.lines() {
        let plain = line.trim_start();
        fenced ^= plain.starts_with("```");
        let stands = fenced || plain.is_empty() || plain.starts_with(['#', '|', '>', '`']) && !is_code(plain);
        let begins = is_mark(plain.split(' ').next().unwrap_or_default());
        if !out.is_empty() {
            out.push_str(if within && !stands && !begins { " " } else { "\n" });
        }
        out.push_str(if within && !stands && !begins { plain } else { line });
        within = !stands;
    }
    out.push('\n');
    out
}

/// Whether a line begins with a word in backticks, rather than with a fence.
fn is_code(line: &str) -> bool {
    line.starts_with('`') && !line.starts_with("```")
}

impl Wrap {
    /// Breaks lines at this many columns.
    pub fn new(width: usize) -> Self {
        Wrap { width: width.max(20), column: 0, gap: 0, indent: 0, begun: false, word: String::new() }
    }

    /// Takes some text and gives what of all the text so far can be shown: all but the last word, which may go on.
    pub fn push(&mut self, text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '\n' => {
                    self.place(&mut out);
                    out.push('\n');
                    (self.column, self.gap, self.indent, self.begun) = (0, 0, 0, false);
                }
                ' ' | '\t' => {
                    self.place(&mut out);
                    self.gap += if c == '\t' { 4 } else { 1 };
                }
                c => self.word.push(c),
            }
        }
        out
    }

    /// The last word.
    pub fn end(&mut self) -> String {
        let mut out = String::new();
        self.place(&mut out);
        out
    }

    /// Whether a line is begun, so that what comes next would stand behind it.
    pub fn within_line(&self) -> bool {
        self.begun || !self.word.is_empty()
    }

    /// Puts the word that is complete where it belongs.
    fn place(&mut self, out: &mut String) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let needs = width(&word);
        let first = !self.begun;
        if first {
            self.gap = self.gap.min(self.width / 2);
            self.indent = self.gap;
        } else if self.column + self.gap + needs > self.width {
            self.line(out);
        }
        out.push_str(&" ".repeat(self.gap));
        self.column += self.gap;
        self.gap = 0;
        if self.column + needs > self.width {
            self.split(out, &word);
        } else {
            out.push_str(&word);
            self.column += needs;
        }
        if first && is_mark(&word) {
            self.indent = self.column + 1;
        }
        self.begun = true;
    }

    /// Begins a line that goes on with the one before.
    fn line(&mut self, out: &mut String) {
        out.push('\n');
        out.push_str(&" ".repeat(self.indent));
        (self.column, self.gap) = (self.indent, 0);
    }

    /// Puts a word that no line holds.
    fn split(&mut self, out: &mut String, word: &str) {
        let mut styled = false;
        for c in word.chars() {
            let takes = taken(c, &mut styled);
            if self.column + takes > self.width {
                self.line(out);
            }
            out.push(c);
            self.column += takes;
        }
    }
}

/// The columns of a word.
fn width(word: &str) -> usize {
    let mut styled = false;
    word.chars().map(|c| taken(c, &mut styled)).sum()
}

/// The columns of a character; those of a style, from ESC to `m`, take none.
fn taken(c: char, styled: &mut bool) -> usize {
    match (c, *styled) {
        ('\u{1b}', _) => {
            *styled = true;
            0
        }
        (c, true) => {
            *styled = c != 'm';
            0
        }
        (c, false) => c.width().unwrap_or_default(),
    }
}

/// Whether a word is the mark of a list's item.
fn is_mark(word: &str) -> bool {
    let mut styled = false;
    let plain: String = word.chars().filter(|c| !matches!((*c, taken(*c, &mut styled)), (_, 0))).collect();
    let number = plain.strip_suffix('.').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(plain.as_str(), "-" | "+" | "~" | "*" | "·") || (number && plain.len() > 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::words::Paint;

    #[test]
    fn lines_go_on_below_their_beginning() {
        let text =
            "plain words that go on\n  1. an item that is longer than that\n\n    far in, and longer than the line";
        let expected = "plain words that go\non\n  1. an item that is\n     longer than\n     that\n\n    far in, and\n    longer than the\n    line";
        assert_eq!(wrap(text, 20), expected);
        assert_eq!(wrap(&"x".repeat(45), 20), format!("{0}\n{0}\n{1}", "x".repeat(20), "x".repeat(5)));
    }

    #[test]
    fn paragraphs_and_items_become_one_line_and_all_else_stays() {
        let page = "# Title\n\nwords that\ngo on\n- an item\n  that goes on\n- `another`\n`code` first\n\n```\na\nb\n```\n| a | b |\n| - | - |\n";
        let expected = "# Title\n\nwords that go on\n- an item that goes on\n- `another` `code` first\n\n```\na\nb\n```\n| a | b |\n| - | - |\n";
        assert_eq!(unfolded(page), expected);
    }

    #[test]
    fn styles_take_no_room() {
        let paint = Paint { on: true };
        let text = format!("{} {}", paint.bold("twenty columns"), paint.bad("wide!"));
        assert_eq!(wrap(&text, 20), text);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_no_word_is_lost_and_parts_do_not_matter(
            text in "[a-zA-Z0-9.\\-\n é漢]{0,200}", width in 20usize..60, cut in 0usize..200,
        ) {
            let whole = wrap(&text, width);
            for line in whole.lines() {
                prop_assert!(super::width(line) <= width, "{line:?}");
            }
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeezed(&whole), squeezed(&text));
            let cut = text.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(text.len());
            let mut wrap = Wrap::new(width);
            let parts = [wrap.push(&text[..cut]), wrap.push(&text[cut..]), wrap.end()].concat();
            prop_assert_eq!(parts, whole);
        }
    }
}
