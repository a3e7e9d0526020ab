//! Text on its way into a pack, made fit for the trip through Markdown and back.
//!
//! Each function is idempotent, and what it returns comes back from rendered Markdown unchanged.
//! No word is removed; only white space, control characters and the marks that would change the
//! document's structure (a heading inside a cell, raw HTML, an unclosed code fence).

use super::markdown::{self, Block, BlockKind};

/// One line: white space folded, control characters dropped.
pub fn line(text: &str) -> String {
    if is_tidy(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}' && c != '\u{2009}') {
        let start = out.len();
        if start > 0 && !word.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| keep(*c)));
        if out.len() == start + 1 && start > 0 {
            out.truncate(start);
        }
    }
    out.trim().to_owned()
}

/// Whether a line is tidy as it stands, which almost every one is: found out in one pass over its bytes.
fn is_tidy(text: &str) -> bool {
    let (mut after_space, mut ascii) = (true, true);
    for byte in text.bytes() {
        if byte < b' ' || byte == 0x7f || (byte == b' ' && after_space) {
            return false;
        }
        after_space = byte == b' ';
        ascii &= byte < 0x80;
    }
    (!after_space || text.is_empty()) && (ascii || text.chars().all(|c| c == ' ' || (keep(c) && !c.is_whitespace())))
}

fn keep(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}')
}

/// The title of a document.
pub fn title(text: &str) -> String {
    let mut title = line(text);
    while title.ends_with('#') {
        title.truncate(title.trim_end_matches('#').trim_end().len());
    }
    title
}

/// A table cell: one line; line breaks become `<br>`, `\|` becomes `|`.
pub fn cell(text: &str) -> String {
    let text = text.trim();
    let mut text = if text.contains(['\n', '\r']) {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        line(&lines.join("<br>"))
    } else {
        line(text)
    };
    while text.contains("\\|") {
        text = text.replace("\\|", "|");
    }
    text
}

/// A list item: one line; nested items are joined with semicolons.
pub fn item(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
        if joined.is_empty() {
            joined.push_str(part);
            continue;
        }
        match nested(part) {
            Some(rest) if joined.ends_with([':', ';', ',']) => {
                joined.push(' ');
                joined.push_str(rest);
            }
            Some(rest) => {
                joined.push_str("; ");
                joined.push_str(rest);
            }
            None => {
                joined.push(' ');
                joined.push_str(part);
            }
        }
    }
    let item = line(&joined);
    // `- - -` would be a rule, not an item.
    if !item.is_empty() && item.bytes().all(|byte| matches!(byte, b'-' | b' ')) { format!("\\{item}") } else { item }
}

fn nested(line: &str) -> Option<&str> {
    ["- ", "* ", "+ "].iter().find_map(|marker| line.strip_prefix(marker)).map(str::trim)
}

/// A text field: paragraphs, lists and code of Markdown. Headings become level 4, raw HTML becomes
/// text, comments and rules at either end go, an open code fence is closed.
pub fn block(text: &str) -> String {
    let mut text = clean_lines(text);
    if !text.lines().any(may_offend) {
        return text;
    }
    // A round mends every offending block it sees; what it brings to light is for the next one. A
    // text has fewer blocks than lines.
    for _ in 0..=text.lines().count() {
        match mend(&text) {
            Some(mended) => text = mended,
            None => break,
        }
    }
    if !text.is_empty() && !ends_cleanly(&text) {
        text = close(text);
    }
    text
}

/// Whether a line may begin a heading, raw HTML, a fence or a rule: the parser is asked only then.
fn may_offend(line: &str) -> bool {
    let line = line.trim_start();
    match line.bytes().next() {
        Some(b'#' | b'<' | b'`' | b'~' | b'=' | b'_') => true,
        Some(mark @ (b'-' | b'*')) => line.bytes().all(|byte| byte == mark || byte == b' ' || byte == b'\t'),
        _ => false,
    }
}

fn clean_lines(text: &str) -> String {
    if text.split('\n').all(|line| line.is_empty() || is_tidy(line)) && !text.contains("\n\n\n") {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        let line: String = line.chars().filter(|c| *c == '\t' || keep(*c)).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let mut folded = out.trim().to_owned();
    while folded.contains("\n\n\n") {
        folded = folded.replace("\n\n\n", "\n\n");
    }
    folded
}

/// The text with its offending blocks mended, if there are any.
fn mend(text: &str) -> Option<String> {
    let blocks = markdown::blocks(text);
    let rules =
        |run: &mut dyn Iterator<Item = &Block>| run.take_while(|block| matches!(block.kind, BlockKind::Rule)).count();
    let leading = rules(&mut blocks.iter());
    let trailing = blocks.len() - rules(&mut blocks.iter().rev());
    let mut mended = String::new();
    let mut done = 0;
    for (at, block) in blocks.iter().enumerate() {
        let source = &text[block.range.clone()];
        let instead = match block.kind {
            BlockKind::Heading { level, .. } if level < 4 || !source.trim_start().starts_with('#') => {
                format!("\n\n#### {}\n\n", line(markdown::heading_source(text, &block.range)))
            }
            BlockKind::Rule if at < leading || at >= trailing => "\n".to_owned(),
            BlockKind::Html if source.trim().starts_with("<!--") && source.trim().ends_with("-->") => "\n".to_owned(),
            BlockKind::Html => escaped(source),
            _ => continue,
        };
        mended.push_str(&text[done..block.range.start]);
        mended.push_str(&instead);
        done = block.range.end;
    }
    (done > 0).then(|| {
        mended.push_str(&text[done..]);
        clean_lines(&mended)
    })
}

/// Raw HTML as text.
fn escaped(html: &str) -> String {
    let mut text = String::with_capacity(html.len() + 1);
    for line in html.lines() {
        match line.trim_start() {
            rest if rest.starts_with('<') => {
                text.push('\\');
                text.push_str(rest);
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// Whether a heading put after the text is still a heading.
fn ends_cleanly(text: &str) -> bool {
    let probe = format!("{text}\n\n### end\n");
    let blocks = markdown::blocks(&probe);
    blocks.last().is_some_and(|block| {
        block.range.start >= text.len() && matches!(block.kind, BlockKind::Heading { level: 3, .. })
    })
}

/// Closes the fence that is open at the end.
fn close(text: String) -> String {
    let fence = markdown::blocks(&text).last().map(|block| {
        let source = text[block.range.clone()].trim_start();
        let mark = source.chars().next().unwrap_or('`');
        source.chars().take_while(|c| *c == mark).collect::<String>()
    });
    let closed = format!("{text}\n{}", fence.unwrap_or_default());
    if ends_cleanly(&closed) {
        return closed;
    }
    // Whatever else may swallow a heading cannot do so once every line begins with a letter mark.
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("\\{}", line.trim_start()) })
        .collect::<Vec<_>>()
        .join("\n")
}
