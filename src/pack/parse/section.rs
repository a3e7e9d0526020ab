//! The body of one section.

use std::ops::Range;

use super::labels::{self, Labels};
use super::source_map::RowSource;
use super::{Parsed, ProblemKind, problem};
use crate::pack::markdown::{self, Block, BlockKind, TableRow};
use crate::pack::{FieldSpec, Row, SectionSpec, Shape, TableSpec, Value, tidy};

/// Reads the blocks of a section into the pack.
pub(super) fn read(source: &str, spec: &'static SectionSpec, labels: &Labels, body: &[Block], parsed: &mut Parsed) {
    let mut reader = Reader { source, spec, labels, parsed, current: None, text: Vec::new() };
    for block in body {
        reader.block(block);
    }
    reader.flush();
}

/// The field that takes what comes next.
#[derive(Clone, Copy)]
struct Current {
    field: &'static FieldSpec,
    /// The level of the heading it stands under; a label in bold has none.
    heading: Option<u8>,
}

struct Reader<'r> {
    source: &'r str,
    spec: &'static SectionSpec,
    labels: &'r Labels,
    parsed: &'r mut Parsed,
    current: Option<Current>,
    /// Source that becomes text once the field ends.
    text: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        // Under a text field's own heading everything is its text, down to the next heading.
        let owns_all = matches!(self.current, Some(Current { field, heading: Some(_) }) if matches!(field.shape, Shape::Text(_)));
        match &block.kind {
            BlockKind::Heading { level, plain } => self.heading(*level, plain, &block.range),
            BlockKind::Html if self.is_comment(&block.range) => {}
            _ if owns_all => self.text.push(block.range.clone()),
            BlockKind::Table { header, rows } => self.table(&block.range, header, rows),
            BlockKind::List { items } => self.list(&block.range, items),
            BlockKind::Paragraph => self.paragraph(&block.range),
            BlockKind::Html | BlockKind::Other => self.prose(block.range.clone()),
        }
    }

    fn heading(&mut self, level: u8, plain: &str, range: &Range<usize>) {
        let inside_text = self.current.is_some_and(|current| {
            matches!(current.field.shape, Shape::Text(_)) && current.heading.is_some_and(|outer| level > outer)
        });
        if inside_text {
            self.text.push(range.clone());
            return;
        }
        if let Some(field) = self.labels.field(self.spec, plain) {
            self.start(field, Some(level), range.clone());
            return;
        }
        self.flush();
        problem(self.parsed, ProblemKind::UnknownHeading, self.spec.key, plain, range.clone());
        self.current = self.spec.field("notes").map(|field| Current { field, heading: None });
        self.text.push(range.clone());
    }

    fn start(&mut self, field: &'static FieldSpec, heading: Option<u8>, label: Range<usize>) {
        self.flush();
        self.current = Some(Current { field, heading });
        if let Some(place) = self.parsed.map.field(self.spec.key, field.key) {
            place.label.get_or_insert(label);
        }
    }

    /// A paragraph, which may carry labels in bold: `**Owner:** Dana`.
    fn paragraph(&mut self, range: &Range<usize>) {
        let mut from = range.start;
        let mut at = range.start;
        for line in self.source[range.clone()].split_inclusive('\n') {
            let here = at..at + line.len();
            at = here.end;
            if let Some((field, rest)) = self.label(line, true) {
                self.plain(from..here.start);
                let start = here.start + rest;
                self.start(field, None, here.start..start);
                from = start;
            }
        }
        self.plain(from..range.end);
    }

    /// Prose without labels.
    fn plain(&mut self, range: Range<usize>) {
        let range = markdown::trim(self.source, range);
        if range.is_empty() {
            return;
        }
        match self.current {
            Some(Current { field, .. }) if matches!(field.shape, Shape::List(_)) => self.items(field, &[range]),
            _ => self.prose(range),
        }
    }

    fn list(&mut self, range: &Range<usize>, items: &[Range<usize>]) {
        // Under a list's own heading an item that begins like a label is still an item.
        let own = matches!(self.current, Some(Current { field, heading: Some(_) }) if matches!(field.shape, Shape::List(_)));
        let labelled = !own && items.iter().any(|item| self.label(&self.source[item.clone()], false).is_some());
        if !labelled {
            match self.current {
                Some(Current { field, .. }) if matches!(field.shape, Shape::List(_)) => self.items(field, items),
                _ => self.prose(range.clone()),
            }
            return;
        }
        for item in items {
            match self.label(&self.source[item.clone()], false) {
                Some((field, rest)) => {
                    let start = item.start + rest;
                    self.start(field, None, item.start..start);
                    self.labelled(field, start..item.end);
                }
                None => self.plain(item.clone()),
            }
        }
    }

    /// What follows a label inside an item: a word or two, or a nested list.
    fn labelled(&mut self, field: &'static FieldSpec, range: Range<usize>) {
        let range = markdown::trim(self.source, range);
        if range.is_empty() {
            return;
        }
        if !matches!(field.shape, Shape::List(_)) {
            self.prose(range);
            return;
        }
        let mut items: Vec<Range<usize>> = Vec::new();
        let mut at = range.start;
        for line in self.source[range.clone()].split_inclusive('\n') {
            let here = at..at + line.len();
            at = here.end;
            let body = line.trim_start();
            let marked = ["- ", "* ", "+ "].iter().any(|marker| body.starts_with(marker));
            let start = here.start + (line.len() - body.len()) + if marked { 2 } else { 0 };
            match items.last_mut() {
                Some(last) if !marked => last.end = here.end,
                _ => items.push(start.min(here.end)..here.end),
            }
        }
        self.items(field, &items);
    }

    fn items(&mut self, field: &'static FieldSpec, ranges: &[Range<usize>]) {
        for range in ranges {
            let range = markdown::trim(self.source, range.clone());
            let item = tidy::item(&self.source[range.clone()]);
            if item.is_empty() {
                continue;
            }
            let Some(section) = self.parsed.pack.sections.get_mut(self.spec.key) else { return };
            let value = section.fields.entry(field.key.to_owned()).or_insert_with(|| Value::List(Vec::new()));
            if let Value::List(items) = value {
                items.push(item);
            }
            self.place_row(field, range.clone(), RowSource { range, cells: Default::default() });
        }
    }

    /// Text for the current field; where that is a list or table, for the notes.
    fn prose(&mut self, range: Range<usize>) {
        match self.current {
            Some(Current { field, .. }) if matches!(field.shape, Shape::Text(_)) => self.text.push(range),
            None => {
                self.current = self.spec.field(self.spec.preamble).map(|field| Current { field, heading: None });
                self.text.push(range);
            }
            Some(Current { field, .. }) => {
                let what = format!("{} (under \"{}\")", excerpt(&self.source[range.clone()]), field.label);
                problem(self.parsed, ProblemKind::Misplaced, self.spec.key, &what, range.clone());
                let resume = self.current;
                self.current = self.spec.field("notes").map(|field| Current { field, heading: None });
                self.text.push(range);
                self.flush();
                self.current = resume;
            }
        }
    }

    /// Ends the current text field.
    fn flush(&mut self) {
        let ranges = std::mem::take(&mut self.text);
        let (Some(Current { field, heading }), Some(first), Some(last)) = (self.current, ranges.first(), ranges.last()) else {
            return;
        };
        let body = first.start..last.end;
        let text = if heading.is_some() {
            tidy::block(&self.source[body.clone()])
        } else {
            let pieces: Vec<&str> = ranges.iter().map(|range| &self.source[range.clone()]).collect();
            tidy::block(&pieces.join("\n\n"))
        };
        if text.is_empty() {
            return;
        }
        let Some(section) = self.parsed.pack.sections.get_mut(self.spec.key) else { return };
        match section.fields.get_mut(field.key) {
            Some(Value::Text(before)) => *before = tidy::block(&format!("{before}\n\n{text}")),
            _ => section.set(field.key, Value::Text(text)),
        }
        if let Some(place) = self.parsed.map.field(self.spec.key, field.key) {
            place.body.get_or_insert(body);
        }
    }

    fn table(&mut self, range: &Range<usize>, header: &[Range<usize>], rows: &[TableRow]) {
        let headers: Vec<&str> = header.iter().map(|cell| &self.source[cell.clone()]).collect();
        let Some((field, table, columns)) = self.table_for(&headers) else {
            problem(self.parsed, ProblemKind::UnknownTable, self.spec.key, &headers.join(" | "), range.clone());
            let resume = self.current;
            self.flush();
            self.current = self.spec.field("notes").map(|field| Current { field, heading: None });
            self.text.push(range.clone());
            self.flush();
            self.current = resume;
            return;
        };
        if self.current.is_none_or(|current| current.field.key != field.key) {
            self.start(field, None, range.clone());
        }
        let keys = self.keys(table, &headers, &columns, header);
        for column in table.columns {
            if !column.optional && !keys.iter().any(|key| key == column.key) {
                let whole = header.first().zip(header.last()).map_or(range.clone(), |(first, last)| first.start..last.end);
                let what = format!("{} (in \"{}\")", column.header, field.label);
                problem(self.parsed, ProblemKind::MissingColumn, self.spec.key, &what, whole);
            }
        }
        for row in rows {
            self.row(field, &keys, row);
        }
    }

    /// The key under which each column is kept: the declared one, or the header of an extra column.
    fn keys(&mut self, table: &TableSpec, headers: &[&str], columns: &[Option<usize>], ranges: &[Range<usize>]) -> Vec<String> {
        let mut keys: Vec<String> = Vec::with_capacity(headers.len());
        for (at, (header, column)) in headers.iter().zip(columns).enumerate() {
            if let Some(index) = column {
                keys.push(table.columns[*index].key.to_owned());
                continue;
            }
            let name = tidy::cell(header);
            let mut key = if name.is_empty() { format!("Column {}", at + 1) } else { name };
            if keys.contains(&key) || table.column(&key).is_some() || labels::columns(table, &[&key])[0].is_some() {
                key = format!("{key} ({})", at + 1);
            }
            problem(self.parsed, ProblemKind::UnknownColumn, self.spec.key, &key, ranges[at].clone());
            keys.push(key);
        }
        keys
    }

    fn row(&mut self, field: &'static FieldSpec, keys: &[String], row: &TableRow) {
        let mut cells = Row::default();
        let mut source = RowSource { range: markdown::trim(self.source, row.range.clone()), cells: Default::default() };
        for (key, cell) in keys.iter().zip(&row.cells) {
            cells.set(key, tidy::cell(&self.source[cell.clone()]));
            source.cells.insert(key.clone(), cell.clone());
        }
        // The parser leaves out what stands beyond the last column.
        let covered = row.cells.last().map_or(row.range.start, |cell| cell.end);
        let beyond = self.source[covered..row.range.end].trim().trim_start_matches('|').trim_end_matches('|').trim();
        if !beyond.is_empty() {
            let at = self.source[covered..row.range.end].find(beyond).map_or(covered, |at| covered + at);
            problem(self.parsed, ProblemKind::ExcessCells, self.spec.key, beyond, at..at + beyond.len());
        }
        if cells.cells.is_empty() {
            return;
        }
        let Some(section) = self.parsed.pack.sections.get_mut(self.spec.key) else { return };
        let value = section.fields.entry(field.key.to_owned()).or_insert_with(|| Value::Table(Vec::new()));
        if let Value::Table(rows) = value {
            rows.push(cells);
        }
        self.place_row(field, source.range.clone(), source);
    }

    fn place_row(&mut self, field: &FieldSpec, range: Range<usize>, row: RowSource) {
        if let Some(place) = self.parsed.map.field(self.spec.key, field.key) {
            let body = place.body.get_or_insert_with(|| range.clone());
            body.end = body.end.max(range.end);
            place.rows.push(row);
        }
    }

    /// The table these headers mean: the current field's, or the one of the section with most of them.
    fn table_for(&self, headers: &[&str]) -> Option<(&'static FieldSpec, &'static TableSpec, Vec<Option<usize>>)> {
        let mut best: Option<(usize, &'static FieldSpec, &'static TableSpec, Vec<Option<usize>>)> = None;
        for field in self.spec.fields {
            let Shape::Table(table) = field.shape else { continue };
            let columns = labels::columns(table, headers);
            let known = columns.iter().flatten().count();
            let current = self.current.is_some_and(|current| current.field.key == field.key);
            let enough = if current { known >= 1 } else { known >= 2 && known * 2 >= table.columns.len() };
            let score = known * 2 + usize::from(current);
            if enough && best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, field, table, columns));
            }
        }
        best.map(|(_, field, table, columns)| (field, table, columns))
    }

    /// The field that a line's label names, and how many bytes the label takes. In a paragraph the
    /// label must be bold; in an item a colon is enough.
    fn label(&self, line: &str, bold_only: bool) -> Option<(&'static FieldSpec, usize)> {
        let body = line.trim_start();
        let indent = line.len() - body.len();
        let first = body.lines().next().unwrap_or_default();
        let bold = ["**", "__"].iter().find(|mark| first.starts_with(**mark));
        let (name, mut end) = match bold {
            Some(mark) => {
                let close = first[2..].find(*mark)?;
                (&first[2..2 + close], 2 + close + 2)
            }
            None if bold_only => return None,
            None => {
                let colon = first.find(':')?;
                (&first[..colon], colon)
            }
        };
        let name_ends = name.trim_end().ends_with([':', '.']);
        let rest = &first[end..];
        let gap = rest.len() - rest.trim_start().len();
        let after = &rest[gap..];
        let separator = after.chars().next().filter(|c| matches!(c, ':' | '-' | '\u{2013}' | '\u{2014}' | '.'));
        if let Some(mark) = separator {
            end += gap + mark.len_utf8();
        } else if !name_ends && !after.is_empty() {
            return None;
        }
        self.labels.field(self.spec, name).map(|field| (field, indent + end))
    }

    fn is_comment(&self, range: &Range<usize>) -> bool {
        let text = self.source[range.clone()].trim();
        text.starts_with("<!--") && text.ends_with("-->")
    }
}

fn excerpt(text: &str) -> String {
    let line = tidy::line(text);
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}
