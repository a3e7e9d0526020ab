//! A page as Markdown, as a comment on a change takes it.

use std::fmt::Write as _;

use super::{Block, Page, Tone};
use crate::output::words::{clean, clean_line};

impl Page {
    /// The page as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", escaped(&self.title));
        write(&mut out, &self.blocks);
        out
    }
}

fn write(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        out.push('\n');
        let _ = match block {
            Block::Heading { text } => writeln!(out, "## {}", escaped(text)),
            Block::Line { tone: Tone::Bad, text } => writeln!(out, "**{}**", escaped(text)),
            Block::Line { text, .. } => writeln!(out, "{}", escaped(text)),
            Block::Table { head, rows } => {
                line(out, head.iter());
                out.push('|');
                out.push_str(&" --- |".repeat(head.len()));
                out.push('\n');
                rows.iter().for_each(|row| line(out, row.cells.iter()));
                Ok(())
            }
            Block::Code { text } => {
                let fence = fence(text);
                writeln!(out, "{fence}text\n{}\n{fence}", clean(text).trim_end())
            }
            Block::Fold { tone, summary, blocks } => {
                let open = if *tone == Tone::Bad { " open" } else { "" };
                let _ = writeln!(out, "<details{open}><summary>{}</summary>", escaped(summary));
                write(out, blocks);
                writeln!(out, "\n</details>")
            }
        };
    }
}

fn line<'c>(out: &mut String, cells: impl Iterator<Item = &'c String>) {
    out.push('|');
    for cell in cells {
        let _ = write!(out, " {} |", escaped(cell));
    }
    out.push('\n');
}

/// Text that means itself: no tag, no cell border; code in it stays code.
fn escaped(text: &str) -> String {
    clean_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('|', "\\|")
}

/// A fence that the text does not hold.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
