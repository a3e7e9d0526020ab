//! A page for a terminal or a log.

use super::{Block, Page, Row, Tone};
use crate::output::words::{self, Paint, clean, clean_line};

impl Page {
    /// The page as text.
    pub fn text(&self, paint: Paint) -> String {
        let mut out = format!("{}\n", paint.bold(&clean_line(&self.title)));
        write(&mut out, &self.blocks, "", paint);
        out
    }
}

fn write(out: &mut String, blocks: &[Block], indent: &str, paint: Paint) {
    for block in blocks {
        let text = match block {
            Block::Heading { text } => format!("\n{}\n", paint.bold(&clean_line(text))),
            Block::Line { tone, text } => format!("{}\n", painted(&clean_line(text), *tone, paint)),
            Block::Table { head, rows } => table(head, rows, paint),
            Block::Code { text } => clean(text).lines().map(|line| format!("  {line}\n")).collect(),
            Block::Fold { tone, summary, blocks } => {
                let mut inner = format!("{}\n", painted(&clean_line(summary), *tone, paint));
                write(&mut inner, blocks, "  ", paint);
                inner
            }
        };
        out.extend(text.lines().map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        }));
    }
}

/// A table; colours come after the columns are aligned, which they would upset.
fn table(head: &[String], rows: &[Row], paint: Paint) -> String {
    let above = std::iter::once(head.to_vec());
    let plain = words::table(above.chain(rows.iter().map(|row| row.cells.clone())));
    let mut lines = plain.lines();
    let mut out = lines.next().map(|head| format!("{}\n", paint.faint(head))).unwrap_or_default();
    out.extend(lines.zip(rows).map(|(line, row)| format!("{}\n", painted(line, row.tone, paint))));
    out
}

fn painted(text: &str, tone: Tone, paint: Paint) -> String {
    match tone {
        // Good news in a table of them is no news.
        Tone::Plain | Tone::Good => text.to_owned(),
        Tone::Bad => paint.bad(text),
        Tone::Faint => paint.faint(text),
    }
}
