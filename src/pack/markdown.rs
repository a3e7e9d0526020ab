//! Markdown as a flat run of top-level blocks with exact byte ranges.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A top-level block. Together the blocks cover every byte that is not white space.
#[derive(Debug)]
pub(crate) struct Block {
    pub kind: BlockKind,
    pub range: Range<usize>,
}

#[derive(Debug)]
pub(crate) enum BlockKind {
    /// A heading: its level, and its text without markup.
    Heading {
        level: u8,
        plain: String,
    },
    Paragraph,
    /// A list: the range of each item's content, marker excluded.
    List {
        items: Vec<Range<usize>>,
    },
    /// A table: header cells, then rows with their cells.
    Table {
        header: Vec<Range<usize>>,
        rows: Vec<TableRow>,
    },
    /// Raw HTML.
    Html,
    /// A line across the page.
    Rule,
    /// Code, quotes, link definitions.
    Other,
}

#[derive(Debug)]
pub(crate) struct TableRow {
    pub range: Range<usize>,
    pub cells: Vec<Range<usize>>,
}

/// The options every reader of packs uses; benchmarks compare against the same.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES;

/// The blocks of `source`.
pub(crate) fn blocks(source: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0usize;
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    open = Some(Block { kind: kind_of(&tag), range: range.clone() });
                } else if let Some(block) = &mut open {
                    enter(source, block, &tag, &range);
                }
                depth += 1;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some(block) = open.take()
                {
                    push(source, &mut blocks, block);
                }
                debug_assert!(depth > 0 || !matches!(end, TagEnd::Item));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(Block { kind: BlockKind::Heading { plain, .. }, .. }) = &mut open {
                    plain.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(Block { kind: BlockKind::Heading { plain, .. }, .. }) = &mut open {
                    plain.push(' ');
                }
            }
            Event::Rule if depth == 0 => push(source, &mut blocks, Block { kind: BlockKind::Rule, range }),
            _ => {}
        }
    }
    fill(source, &mut blocks, source.len());
    blocks
}

fn kind_of(tag: &Tag<'_>) -> BlockKind {
    match tag {
        Tag::Heading { level, .. } => BlockKind::Heading { level: level_of(*level), plain: String::new() },
        Tag::Paragraph => BlockKind::Paragraph,
        Tag::List(_) => BlockKind::List { items: Vec::new() },
        Tag::Table(_) => BlockKind::Table { header: Vec::new(), rows: Vec::new() },
        Tag::HtmlBlock => BlockKind::Html,
        _ => BlockKind::Other,
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn enter(source: &str, block: &mut Block, tag: &Tag<'_>, range: &Range<usize>) {
    match (&mut block.kind, tag) {
        // A nested list's items lie inside the item before; only outermost ones count.
        (BlockKind::List { items }, Tag::Item) if items.last().is_none_or(|last| range.start >= last.end) => {
            items.push(content_of_item(source, range.clone()));
        }
        (BlockKind::Table { rows, .. }, Tag::TableRow) => {
            rows.push(TableRow { range: range.clone(), cells: Vec::new() });
        }
        (BlockKind::Table { header, rows }, Tag::TableCell) => match rows.last_mut() {
            Some(row) => row.cells.push(trim(source, range.clone())),
            None => header.push(trim(source, range.clone())),
        },
        _ => {}
    }
}

fn push(source: &str, blocks: &mut Vec<Block>, block: Block) {
    fill(source, blocks, block.range.start);
    blocks.push(block);
}

/// Covers what lies between the last block and `until`, if it is more than white space: link
/// definitions, which the parser yields no event for.
fn fill(source: &str, blocks: &mut Vec<Block>, until: usize) {
    let from = blocks.last().map_or(0, |block| block.range.end);
    if from < until {
        let range = trim(source, from..until);
        if !range.is_empty() {
            blocks.push(Block { kind: BlockKind::Other, range });
        }
    }
}

/// The range without white space at its ends.
pub(crate) fn trim(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    start..end
}

/// An item without its marker.
fn content_of_item(source: &str, range: Range<usize>) -> Range<usize> {
    let text = &source[range.clone()];
    let body = text.trim_start();
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let marker = if digits > 0 { digits + 1 } else { 1 };
    let start = range.start + (text.len() - body.len()) + marker.min(body.len());
    if start >= range.end { range.end..range.end } else { trim(source, start..range.end) }
}

/// The text of an ATX or setext heading with its markup, without the marks that make it a heading.
pub(crate) fn heading_source<'a>(source: &'a str, range: &Range<usize>) -> &'a str {
    let text = source[range.clone()].trim();
    let marks = text.bytes().take_while(|byte| *byte == b'#').count();
    if marks > 0 {
        let inner = text[marks..].trim();
        let stripped = inner.trim_end_matches('#');
        if stripped.len() < inner.len() && (stripped.is_empty() || stripped.ends_with([' ', '\t'])) {
            stripped.trim_end()
        } else {
            inner
        }
    } else {
        text.rsplit_once('\n').map_or(text, |(inner, _)| inner.trim())
    }
}
