//! A small document: headings, lines, tables, parts that fold away. Written once, shown as text, Markdown or HTML.

use serde::Serialize;

mod html;
mod markdown;
mod text;

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// Its parts.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A heading.
    Heading {
        /// The words.
        text: String,
    },
    /// A line.
    Line {
        /// How it is meant.
        tone: Tone,
        /// The words.
        text: String,
    },
    /// A table.
    Table {
        /// What stands above the columns.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Row>,
    },
    /// Lines as they are.
    Code {
        /// The lines.
        text: String,
    },
    /// Something that folds away where that is possible.
    Fold {
        /// How it is meant.
        tone: Tone,
        /// What is shown when it is folded.
        summary: String,
        /// What is inside.
        blocks: Vec<Block>,
    },
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// How it is meant.
    pub tone: Tone,
    /// Its cells.
    pub cells: Vec<String>,
}

/// How something is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// May be skipped.
    Faint,
}

impl Tone {
    /// Good where `held`, bad where not.
    pub fn of(held: bool) -> Self {
        if held { Tone::Good } else { Tone::Bad }
    }
}

impl Row {
    /// A row that means no more than it says.
    pub fn plain(cells: Vec<String>) -> Self {
        Row { tone: Tone::Plain, cells }
    }
}

impl Page {
    /// An empty one.
    pub fn new(title: impl Into<String>) -> Self {
        Page { title: title.into(), blocks: Vec::new() }
    }

    /// Adds a heading.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading { text: text.into() });
    }

    /// Adds a line.
    pub fn line(&mut self, tone: Tone, text: impl Into<String>) {
        self.blocks.push(Block::Line { tone, text: text.into() });
    }

    /// Adds a table, unless it has no row.
    pub fn table(&mut self, head: &[&str], rows: Vec<Row>) {
        if !rows.is_empty() {
            self.blocks.push(table(head, rows));
        }
    }

    /// Adds something that folds away.
    pub fn fold(&mut self, tone: Tone, summary: impl Into<String>, blocks: Vec<Block>) {
        self.blocks.push(Block::Fold { tone, summary: summary.into(), blocks });
    }
}

/// A table.
pub fn table(head: &[&str], rows: Vec<Row>) -> Block {
    Block::Table { head: head.iter().map(|cell| (*cell).to_owned()).collect(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::words::Paint;

    fn page() -> Page {
        let mut page = Page::new("A <page> | of two");
        page.line(Tone::Bad, "1 of 2 `fails`");
        let rows = vec![
            Row { tone: Tone::Good, cells: vec!["a|b".to_owned(), "1".to_owned()] },
            Row { tone: Tone::Bad, cells: vec!["c\nd".to_owned(), "22 & <b>".to_owned()] },
        ];
        page.table(&["Name", "Number"], rows);
        page.table(&["Nothing"], Vec::new());
        let inner = vec![Block::Code { text: "let a = `1`;\n```\nend".to_owned() }];
        page.fold(Tone::Bad, "c: what was seen", inner);
        page
    }

    #[test]
    fn one_page_in_three_forms() {
        let page = page();
        let html = page.html().expect("HTML");
        insta::assert_snapshot!("page", format!("{}\n=====\n{}", page.text(Paint { on: false }), page.markdown()));
        for part in ["A &lt;page&gt; | of two", "22 &amp; &lt;b&gt;", "<details class=\"bad\" open>", "<td>a|b</td>"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        // It stands on its own.
        assert!(!html.contains("http:") && !html.contains("https:") && !html.contains("<script"), "{html}");
    }
}
