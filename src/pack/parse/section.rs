//! The body of one section.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::labels::{self, Labels, Reading};
use super::source_map::RowSource;
use super::{DerivedBlock, Parsed, Problem, ProblemKind, derived};
use crate::pack::computed::HEADING;
use crate::pack::markdown::{self, Block, BlockKind, TableRow};
use crate::pack::{FieldSpec, Row, SectionSpec, Shape, TableSpec, Value, tidy};

/// Reads the blocks of a section into the pack.
pub(super) fn read(source: &str, spec: &'static SectionSpec, labels: &Labels, body: &[&Block], parsed: &mut Parsed) {
    let mut reader = Reader {
        source,
        spec,
        labels,
        parsed,
        current: None,
        text: Vec::new(),
        texts: BTreeMap::new(),
        misplaced: None,
    };
    for block in body {
        reader.block(block);
    }
    reader.finish();
}

/// Whether a paragraph begins with the bold label of a field of `spec`: `**Request:** ...`; and if so,
/// whether there is nothing in it but the label.
pub(super) fn labelled(source: &str, spec: &'static SectionSpec, labels: &Labels, block: &Block) -> Option<bool> {
    let text = source[block.range.clone()].trim_end();
    let (_, end) = label(labels, spec, text, true, Reading::Strict)?;
    matches!(block.kind, BlockKind::Paragraph).then(|| text[end..].trim().is_empty())
}

/// The field that takes what comes next.
#[derive(Clone, Copy)]
struct Current {
    field: &'static FieldSpec,
    /// The level of the heading it stands under; a label in bold has none.
    heading: Option<u8>,
    /// Whether the label stands by itself, as a heading does, so that the list after it is its own.
    alone: bool,
}

struct Reader<'r> {
    source: &'r str,
    spec: &'static SectionSpec,
    labels: &'r Labels,
    parsed: &'r mut Parsed,
    current: Option<Current>,
    /// Source that becomes text once the field ends.
    text: Vec<Range<usize>>,
    /// The text of each text field, piece by piece; joined once the section ends.
    texts: BTreeMap<&'static str, Vec<String>>,
    /// The field whose label already stands in the notes, before prose that does not belong under it.
    misplaced: Option<&'static str>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        // Under a text field's own heading everything is its text, down to the next heading.
        let owns_all = matches!(self.current, Some(Current { field, heading: Some(_), .. }) if matches!(field.shape, Shape::Text(_)));
        match &block.kind {
            BlockKind::Heading { level, plain } => self.heading(*level, plain, &block.range),
            BlockKind::Html if self.is_comment(&block.range) => {}
            _ if owns_all => self.text.push(block.range.clone()),
            BlockKind::Other if self.derived(&block.range) => {
                let field = self.current.map_or("", |current| current.field.key).to_owned();
                let section = self.spec.key.to_owned();
                self.parsed.derived.push(DerivedBlock { section, field, range: block.range.clone() });
            }
            BlockKind::Table { header, rows } => self.table(&block.range, header, rows),
            BlockKind::List { items } => self.list(&block.range, items),
            BlockKind::Paragraph => self.paragraph(&block.range),
            // A line between sections is decoration.
            BlockKind::Rule => {}
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
        if let Some(field) = self.labels.field(self.spec, plain, Reading::Loose) {
            self.start(Current { field, heading: Some(level), alone: true }, range.clone());
            return;
        }
        self.flush();
        self.problem(ProblemKind::UnknownHeading, None, plain, range.clone());
        self.current = self.notes();
        self.text.push(range.clone());
    }

    fn start(&mut self, current: Current, label: Range<usize>) {
        self.flush();
        self.current = Some(current);
        self.misplaced = None;
        if let Some(place) = self.parsed.map.field(self.spec.key, current.field.key) {
            place.label.get_or_insert(label);
        }
    }

    fn notes(&self) -> Option<Current> {
        self.spec.field("notes").map(|field| Current { field, heading: None, alone: false })
    }

    /// A paragraph, which may carry labels in bold: `**Owner:** Dana`.
    fn paragraph(&mut self, range: &Range<usize>) {
        let mut from = range.start;
        let mut at = range.start;
        for line in self.source[range.clone()].split_inclusive('\n') {
            let here = at..at + line.len();
            at = here.end;
            if let Some((field, rest)) = label(self.labels, self.spec, line, true, Reading::Loose) {
                self.plain(from..here.start);
                let start = here.start + rest;
                let alone = self.source[start..range.end].trim().is_empty();
                self.start(Current { field, heading: None, alone }, here.start..start);
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
            Some(Current { field, .. }) if matches!(field.shape, Shape::List(_)) => {
                let items = bulleted(self.source, &range).unwrap_or_else(|| vec![range]);
                self.items(field, &items);
            }
            _ => self.prose(range),
        }
    }

    fn list(&mut self, range: &Range<usize>, items: &[Range<usize>]) {
        // Under a list's or text's own label an item that begins like a label is still an item.
        let own = self.current.is_some_and(|current| current.alone && !matches!(current.field.shape, Shape::Table(_)));
        let label =
            |item: &Range<usize>| label(self.labels, self.spec, &self.source[item.clone()], false, Reading::Strict);
        let found: Vec<Option<(&'static FieldSpec, usize)>> =
            if own { Vec::new() } else { items.iter().map(label).collect() };
        if found.iter().all(Option::is_none) {
            match self.current {
                Some(Current { field, .. }) if matches!(field.shape, Shape::List(_)) => self.items(field, items),
                _ => self.prose(range.clone()),
            }
            return;
        }
        for (item, label) in items.iter().zip(found) {
            match label {
                Some((field, rest)) => {
                    let start = item.start + rest;
                    self.start(Current { field, heading: None, alone: false }, item.start..start);
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
            let marker = marker(body);
            let start = here.start + (line.len() - body.len()) + marker;
            match items.last_mut() {
                Some(last) if marker == 0 => last.end = here.end,
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
            self.place_row(field, range.clone(), RowSource { range, columns: Arc::default(), cells: Vec::new() });
        }
    }

    /// Text for the current field; where that is a list or table, for the notes.
    fn prose(&mut self, range: Range<usize>) {
        match self.current {
            Some(Current { field, .. }) if matches!(field.shape, Shape::Text(_)) => self.text.push(range),
            None => {
                self.current =
                    self.spec.field(self.spec.preamble).map(|field| Current { field, heading: None, alone: false });
                self.text.push(range);
            }
            Some(Current { field, .. }) => self.misplace(field, range),
        }
    }

    /// Keeps prose that stands where a list or table belongs in the notes, under the field's label.
    fn misplace(&mut self, field: &'static FieldSpec, range: Range<usize>) {
        let text = tidy::block(&self.source[range.clone()]);
        if text.is_empty() {
            return;
        }
        self.problem(ProblemKind::Misplaced, Some(field), &excerpt(&text), range.clone());
        let Some(notes) = self.spec.field("notes") else { return };
        let labelled = self.misplaced.replace(field.key) == Some(field.key);
        let gap = if text.starts_with(|c: char| c.is_alphabetic()) { " " } else { "\n\n" };
        let text = if labelled { text } else { format!("**{}:**{gap}{text}", field.label) };
        self.keep(notes, text, range);
    }

    /// Ends the current text field.
    fn flush(&mut self) {
        let ranges = std::mem::take(&mut self.text);
        let (Some(Current { field, heading, .. }), Some(first), Some(last)) =
            (self.current, ranges.first(), ranges.last())
        else {
            return;
        };
        let body = first.start..last.end;
        let text = if heading.is_some() {
            tidy::block(&self.source[body.clone()])
        } else {
            let pieces: Vec<&str> = ranges.iter().map(|range| &self.source[range.clone()]).collect();
            tidy::block(&pieces.join("\n\n"))
        };
        self.keep(field, text, body);
    }

    /// Adds a piece to a text field.
    fn keep(&mut self, field: &'static FieldSpec, text: String, body: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.texts.entry(field.key).or_default().push(text);
        if let Some(place) = self.parsed.map.field(self.spec.key, field.key) {
            place.body.get_or_insert(body);
        }
    }

    /// Ends the section.
    fn finish(mut self) {
        self.flush();
        let Some(section) = self.parsed.pack.sections.get_mut(self.spec.key) else { return };
        for (key, mut pieces) in self.texts {
            if let Some(Value::Text(before)) = section.fields.get_mut(key) {
                pieces.insert(0, std::mem::take(before));
            }
            section.set(key, Value::Text(pieces.join("\n\n")));
        }
    }

    fn problem(&mut self, kind: ProblemKind, field: Option<&FieldSpec>, what: &str, range: Range<usize>) {
        let field = field.map_or("", |field| field.key).to_owned();
        self.parsed.problems.push(Problem {
            kind,
            section: self.spec.key.to_owned(),
            field,
            what: what.to_owned(),
            range,
        });
    }

    fn table(&mut self, range: &Range<usize>, header: &[Range<usize>], rows: &[TableRow]) {
        let headers: Vec<&str> = header.iter().map(|cell| &self.source[cell.clone()]).collect();
        let Some((field, table, columns)) = self.table_for(&headers) else {
            let under =
                self.current.map(|current| current.field).filter(|field| matches!(field.shape, Shape::Table(_)));
            self.problem(ProblemKind::UnknownTable, under, &headers.join(" | "), range.clone());
            self.flush();
            if let Some(notes) = self.spec.field("notes") {
                self.keep(notes, tidy::block(&self.source[range.clone()]), range.clone());
            }
            return;
        };
        if self.current.is_none_or(|current| current.field.key != field.key) {
            self.start(Current { field, heading: None, alone: false }, range.clone());
        }
        let numbered = numbers_rows(self.source, &columns, rows);
        let keys = self.keys(field, table, &headers, &columns, header, numbered);
        for column in table.columns {
            if !column.optional && !keys.iter().any(|key| key == column.key) {
                let whole =
                    header.first().zip(header.last()).map_or(range.clone(), |(first, last)| first.start..last.end);
                self.problem(ProblemKind::MissingColumn, Some(field), column.header, whole);
            }
        }
        for row in rows {
            self.row(field, &keys, row);
        }
    }

    /// The key under which each column is kept: the declared one, or the header of an extra column.
    fn keys(
        &mut self,
        field: &FieldSpec,
        table: &TableSpec,
        headers: &[&str],
        columns: &[Option<usize>],
        ranges: &[Range<usize>],
        numbered: bool,
    ) -> Arc<[Cow<'static, str>]> {
        let mut keys: Vec<Cow<'static, str>> = Vec::with_capacity(headers.len());
        let mut extra = BTreeSet::new();
        for (at, (header, column)) in headers.iter().zip(columns).enumerate() {
            if numbered && at == 0 {
                keys.push(Cow::Borrowed(NUMBER));
                continue;
            }
            if let Some(index) = column {
                keys.push(Cow::Borrowed(table.columns[*index].key));
                continue;
            }
            let name = tidy::cell(header);
            let mut key = if name.is_empty() { format!("Column {}", at + 1) } else { name };
            if table.column(&key).is_some() || !extra.insert(key.clone()) {
                key = format!("{key} ({})", at + 1);
            }
            self.problem(ProblemKind::UnknownColumn, Some(field), &key, ranges[at].clone());
            keys.push(Cow::Owned(key));
        }
        keys.into()
    }

    fn row(&mut self, field: &'static FieldSpec, keys: &Arc<[Cow<'static, str>]>, row: &TableRow) {
        let mut cells = Row::default();
        let mut number = String::new();
        for (key, cell) in keys.iter().zip(&row.cells) {
            let text = tidy::cell(&self.source[cell.clone()]);
            if key == NUMBER { number = text } else { cells.set(key.clone(), text) }
        }
        if let Shape::Table(table) = field.shape
            && !number.is_empty()
        {
            let key = table.key_column().key;
            let name = format!("{number} {}", cells.get(key));
            cells.set(key, name.trim_end().to_owned());
        }
        let range = markdown::trim(self.source, row.range.clone());
        let source = RowSource { range, columns: Arc::clone(keys), cells: row.cells.clone() };
        // The parser leaves out what stands beyond the last column.
        let covered = row.cells.last().map_or(row.range.start, |cell| cell.end);
        let beyond = self.source[covered..row.range.end].trim().trim_start_matches('|').trim_end_matches('|').trim();
        if !beyond.is_empty() {
            let at = self.source[covered..row.range.end].find(beyond).map_or(covered, |at| covered + at);
            self.problem(ProblemKind::ExcessCells, Some(field), beyond, at..at + beyond.len());
        }
        if cells.is_empty() {
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
        // The current field's own table, where its headers say so to the letter: nothing could fit better.
        if let Some(Current { field, .. }) = self.current
            && let Shape::Table(table) = field.shape
            && let Some(columns) = labels::columns_to_the_letter(table, headers)
        {
            return Some((field, table, columns));
        }
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
        best.map(|(_, field, table, mut columns)| {
            labels::name_first(&mut columns);
            (field, table, columns)
        })
    }

    /// Takes note of what is derived from the table before it, if a block is that: computed lines or a drawing.
    fn derived(&mut self, range: &Range<usize>) -> bool {
        let Some(Current { field, .. }) = self.current.filter(|current| matches!(current.field.shape, Shape::Table(_)))
        else {
            return false;
        };
        let text = &self.source[range.clone()];
        if text.starts_with("```mermaid") {
            let drawing = markdown::trim(self.source, range.clone());
            let what = self.source[drawing.clone()].replace("\r\n", "\n");
            self.problem(ProblemKind::Drawing, Some(field), &what, drawing);
            return true;
        }
        let Some(lines) = derived::lines(self.source, range, HEADING) else { return false };
        for line in lines {
            self.problem(ProblemKind::Computed, Some(field), &line.text, line.range);
        }
        true
    }

    fn is_comment(&self, range: &Range<usize>) -> bool {
        let text = self.source[range.clone()].trim();
        text.starts_with("<!--") && text.ends_with("-->")
    }
}

/// The field that a line's label names, and how many bytes the label takes. In a paragraph the label
/// must be bold; in an item a colon is enough.
fn label(
    labels: &Labels,
    spec: &'static SectionSpec,
    line: &str,
    bold_only: bool,
    reading: Reading,
) -> Option<(&'static FieldSpec, usize)> {
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
    labels.field(spec, name, reading).map(|field| (field, indent + end))
}

/// How many bytes the mark of a list item takes at the beginning of a line; none where it begins none.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().get(digits..) {
        Some([b'-' | b'*' | b'+', b' ', ..]) if digits == 0 => 2,
        Some([b'.' | b')', b' ', ..]) if (1..=2).contains(&digits) => digits + 2,
        _ => 0,
    }
}

/// The key of a column that numbers the rows: its text goes before their names.
const NUMBER: &str = "";

/// Whether the first column numbers the rows: `| M1 | Audit log service |` for `M1 Audit log service`.
fn numbers_rows(source: &str, columns: &[Option<usize>], rows: &[TableRow]) -> bool {
    let identifier = |text: &str| {
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = text.len() - letters;
        (1..=3).contains(&letters)
            && (1..=3).contains(&digits)
            && text[letters..].bytes().all(|byte| byte.is_ascii_digit())
    };
    let first = |row: &TableRow| {
        row.cells.first().is_some_and(|cell| identifier(tidy::cell(&source[cell.clone()]).trim_matches('*')))
    };
    columns.first() == Some(&None) && columns.contains(&Some(0)) && !rows.is_empty() && rows.iter().all(first)
}

/// The items of a paragraph whose every line begins with a bullet that Markdown does not know.
fn bulleted(source: &str, range: &Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut items = Vec::new();
    let mut at = range.start;
    for line in source[range.clone()].split_inclusive('\n') {
        let body = line.trim_start();
        let mark = body.chars().next().filter(|c| matches!(c, '\u{2022}' | '\u{25e6}' | '\u{25aa}' | '\u{2023}'))?;
        items.push(at + (line.len() - body.len()) + mark.len_utf8()..at + line.len());
        at += line.len();
    }
    Some(items)
}

fn excerpt(text: &str) -> String {
    let line = tidy::line(text);
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}
