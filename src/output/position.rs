//! Bytes of a source as lines and columns.

use std::ops::Range;

/// Where the lines of a source begin.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
    len: usize,
    bom: usize,
}

/// A place in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1 in Unicode scalar values; a byte order mark counts for nothing.
    pub column: usize,
    /// The byte, counted from 0.
    pub offset: usize,
}

impl Lines {
    /// The lines of `source`.
    pub fn new(source: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Lines { starts, len: source.len(), bom: if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } }
    }

    /// The place of a byte. `source` is the text the lines were made from; an offset inside a
    /// character means its beginning, one beyond the end means the end.
    pub fn position(&self, source: &str, offset: usize) -> Position {
        let offset = floor(source, offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let mut start = self.starts.get(line - 1).copied().unwrap_or(0);
        if line == 1 {
            start = self.bom.min(offset);
        }
        let column = source.get(start..offset).map_or(0, |text| text.chars().count()) + 1;
        Position { line, column, offset }
    }

    /// The bytes of a line without its end, nor a byte order mark; `line` counts from 1.
    pub fn line(&self, source: &str, line: usize) -> Range<usize> {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.len);
        let end = self.starts.get(line).copied().unwrap_or(self.len);
        let text = source.get(start..end).unwrap_or_default();
        let end = start + text.trim_end_matches(['\n', '\r']).len();
        let start = if start == 0 { self.bom.min(end) } else { start };
        start..end
    }

    /// The place where a range begins and the one where it ends, both inside the source.
    pub fn span(&self, source: &str, range: &Range<usize>) -> (Position, Position) {
        let start = self.position(source, range.start);
        (start, self.position(source, range.end.max(start.offset)))
    }
}

/// The beginning of the character that `offset` lies in.
fn floor(source: &str, offset: usize) -> usize {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_scalar_values() {
        let source = "\u{feff}a\u{e9}\u{1f600}b\r\nsecond\n";
        let lines = Lines::new(source);
        let at = |word: &str| lines.position(source, source.find(word).expect("the word is there"));
        assert_eq!((at("b").line, at("b").column), (1, 4));
        assert_eq!((at("second").line, at("second").column), (2, 1));
        assert_eq!(&source[lines.line(source, 1)], "a\u{e9}\u{1f600}b");
        let end = lines.position(source, usize::MAX);
        assert_eq!((end.line, end.column, end.offset), (3, 1, source.len()));
        let inside = source.find('\u{1f600}').expect("it is there") + 1;
        assert_eq!(lines.position(source, inside).column, 3);
    }

    #[test]
    fn an_empty_source_has_one_line() {
        let lines = Lines::new("");
        assert_eq!(lines.position("", 0), Position { line: 1, column: 1, offset: 0 });
        assert_eq!(lines.line("", 1), 0..0);
    }
}
