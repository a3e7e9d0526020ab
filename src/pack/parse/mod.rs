//! Markdown as a pack, whoever wrote it.
//!
//! The canonical form puts every field under its own heading; people and models write numbered
//! headings, bold labels, lists of labelled items, tables in another column order. All of these are
//! read. What fits nowhere is kept as notes, or as a section of its own, and reported as a
//! [`Problem`]: nothing is dropped in silence.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::computed::GLANCE;
use super::markdown::{self, Block, BlockKind};
use super::{Pack, Place, SectionSpec, tidy};

mod derived;
mod front;
mod labels;
mod section;
mod source_map;

pub use front::skill_of;
use labels::Labels;
pub use source_map::SourceMap;

/// What came out of a document.
#[derive(Debug)]
pub struct Parsed {
    /// The pack as understood.
    pub pack: Pack,
    /// What is no part of the pack, in the order of the document.
    pub problems: Vec<Problem>,
    /// Where everything stands in the source.
    pub map: SourceMap,
    /// The blocks of computed lines, and the drawings, in the order of the document.
    pub(super) derived: Vec<DerivedBlock>,
    /// Whether the document says, or tries to say, the day its facts are true of.
    dated: bool,
}

/// A block that states what is derived: from a table, or from the whole pack below its title.
#[derive(Debug)]
pub(super) struct DerivedBlock {
    /// The key of the section it stands in; blank below the title.
    pub(super) section: String,
    /// The key of the field whose table it follows; blank below the title.
    pub(super) field: String,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
}

/// Something in a document that is no part of the pack: what could not be understood, and what is derived from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing.
    pub kind: ProblemKind,
    /// The key of the section it stands in; empty outside of all.
    pub section: String,
    /// The key of the field it concerns; empty where it concerns none.
    pub field: String,
    /// The words concerned, as written; blank for text before the first section.
    pub what: String,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

impl Problem {
    /// The place in the pack that it concerns.
    pub fn place(&self) -> Place<'_> {
        Place::section(&self.section).field(&self.field)
    }
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The front matter is not YAML, lacks the as-of date, or one of its values is not what is expected.
    FrontMatter,
    /// No heading of the document is one of the skill's sections.
    NoSections,
    /// A section the skill does not know.
    UnknownSection,
    /// A section that came before.
    RepeatedSection,
    /// A section out of the skill's order: the fewest that would have to move.
    OutOfOrder,
    /// A heading that is no field of its section.
    UnknownHeading,
    /// A table whose columns are no table of its section.
    UnknownTable,
    /// A column the table does not have.
    UnknownColumn,
    /// A column the table has and the document lacks.
    MissingColumn,
    /// A row with more cells than the table has columns.
    ExcessCells,
    /// Prose where a list or table belongs.
    Misplaced,
    /// A line that states a computed value, or at a glance what there is to know, without its mark. No mistake: the gate
    /// derives it again.
    Computed,
    /// A drawing, fences included. No mistake either.
    Drawing,
}

/// Reads `source` under the headings that `sections` declare. `skill`, `rule_set` and `as_of` stand
/// in where the front matter does not say.
pub fn parse(source: &str, sections: &[&'static SectionSpec], skill: &str, rule_set: u32, as_of: Date) -> Parsed {
    let mut parsed = Parsed {
        pack: Pack::new(skill, rule_set, "", as_of),
        problems: Vec::new(),
        map: SourceMap::new(source),
        derived: Vec::new(),
        dated: false,
    };
    let start = front::read(source, &mut parsed);
    let source_after = &source[start..];
    let mut blocks = markdown::blocks(source_after);
    shift(&mut blocks, start);

    let labels = Labels::new(sections);
    let level = section_level(&blocks, &labels);
    let mut rest = blocks.as_slice();
    let before = first_section(rest, &labels, level);
    read_head(source, &rest[..before], sections, &labels, level, &mut parsed);
    rest = &rest[before..];

    // The sections as they come: their index, their title, where they stand.
    let mut order: Vec<(usize, &str, Range<usize>)> = Vec::new();
    while let [heading, tail @ ..] = rest {
        let end = tail.iter().position(|block| is_heading(block, level)).unwrap_or(tail.len());
        let (body, next) = tail.split_at(end);
        rest = next;
        let BlockKind::Heading { plain, .. } = &heading.kind else { continue };
        match labels.section(plain) {
            Some(index) => {
                let spec = sections[index];
                if order.iter().any(|(earlier, ..)| *earlier == index) {
                    problem(&mut parsed, ProblemKind::RepeatedSection, spec.key, plain, heading.range.clone());
                } else {
                    parsed.pack.sections.entry(spec.key.to_owned()).or_default();
                    parsed.map.section(spec.key, heading.range.clone());
                    order.push((index, plain, heading.range.clone()));
                }
                section::read(source, spec, &labels, &body.iter().collect::<Vec<_>>(), &mut parsed);
            }
            None => {
                let end = body.last().map_or(heading.range.end, |block| block.range.end);
                let text = tidy::block(&source[heading.range.end..end]);
                keep(source, heading, text, &mut parsed);
            }
        }
    }
    for at in misfits(&order.iter().map(|(index, ..)| *index).collect::<Vec<_>>()) {
        let (index, plain, range) = &order[at];
        problem(&mut parsed, ProblemKind::OutOfOrder, sections[*index].key, plain, range.clone());
    }
    parsed.problems.sort_by_key(|problem| (problem.range.start, problem.kind));
    parsed.derived.sort_by_key(|block| block.range.start);
    parsed
}

/// The positions that have to leave so that the rest ascends; as few as possible.
fn misfits(numbers: &[usize]) -> Vec<usize> {
    // For each position, the length of the longest ascent that ends there, and the position before it.
    let mut ascents: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before =
            (0..at).filter(|before| numbers[*before] < *number).max_by_key(|before| (ascents[*before].0, *before));
        ascents.push((before.map_or(0, |before| ascents[before].0) + 1, before));
    }
    let mut last = (0..numbers.len()).max_by_key(|at| (ascents[*at].0, *at));
    let mut stays = vec![false; numbers.len()];
    while let Some(at) = last {
        stays[at] = true;
        last = ascents[at].1;
    }
    (0..numbers.len()).filter(|at| !stays[*at]).collect()
}

/// Keeps a section the skill does not know.
fn keep(source: &str, heading: &Block, text: String, parsed: &mut Parsed) {
    let title = tidy::title(markdown::heading_source(source, &heading.range));
    let title = if title.is_empty() { "Untitled".to_owned() } else { title };
    problem(parsed, ProblemKind::UnknownSection, "", &title, heading.range.clone());
    let kept = parsed.pack.others.entry(title).or_default();
    if !kept.is_empty() && !text.is_empty() {
        kept.push_str("\n\n");
    }
    kept.push_str(&text);
}

/// What stands before the first section: the title, fields of the first section under bold labels
/// (`**Request:** ...`), and prose that is kept under its own heading.
fn read_head(
    source: &str,
    blocks: &[Block],
    sections: &[&'static SectionSpec],
    labels: &Labels,
    level: Option<u8>,
    parsed: &mut Parsed,
) {
    let mut rest = blocks;
    if let Some((at, block)) =
        blocks.iter().enumerate().find(|(_, block)| matches!(block.kind, BlockKind::Heading { level: 1, .. }))
    {
        parsed.pack.title = tidy::title(markdown::heading_source(source, &block.range));
        parsed.map.title(block.range.clone());
        if at == 0 {
            rest = &blocks[1..];
        }
    }
    let (glances, rest): (Vec<&Block>, Vec<&Block>) = rest.iter().partition(|block| at_a_glance(source, block, parsed));
    let (labelled, rest) = match sections.first() {
        Some(first) if level.is_some() => split_labelled(source, &rest, first, labels),
        _ => (Vec::new(), rest),
    };
    if let (Some(first), Some(block)) = (sections.first(), labelled.first()) {
        parsed.pack.sections.entry(first.key.to_owned()).or_default();
        parsed.map.section(first.key, block.range.clone());
        section::read(source, first, labels, &labelled, parsed);
    }
    if level.is_none() {
        let range = blocks.first().map_or(0..0, |block| block.range.clone());
        problem(parsed, ProblemKind::NoSections, "", "", range);
    } else if !parsed.dated {
        let range = parsed.map.range(&Place::PACK.to_location());
        let what = if parsed.map.has_front() {
            "it does not say `as_of`, the day its facts are true of"
        } else {
            "there is none, so nothing says as of which day the facts are true"
        };
        problem(parsed, ProblemKind::FrontMatter, "", what, range);
    }
    let text = if labelled.is_empty() && glances.is_empty() {
        let whole = rest.first().map_or(0, |first| first.range.start)..rest.last().map_or(0, |last| last.range.end);
        tidy::block(&source[whole])
    } else {
        tidy::block(&rest.iter().map(|block| &source[block.range.clone()]).collect::<Vec<_>>().join("\n\n"))
    };
    if !text.is_empty() {
        let range = rest.first().map_or(0..0, |first| first.range.clone());
        problem(parsed, ProblemKind::UnknownSection, "", "", range);
        parsed.pack.others.insert("Introduction".to_owned(), text);
    }
}

/// Takes note of what a document states at a glance, if a block is that.
fn at_a_glance(source: &str, block: &Block, parsed: &mut Parsed) -> bool {
    let Some(lines) = derived::lines(source, &block.range, GLANCE) else { return false };
    for line in lines {
        problem(parsed, ProblemKind::Computed, "", &line.text, line.range);
    }
    let (section, field) = (String::new(), String::new());
    parsed.derived.push(DerivedBlock { section, field, range: block.range.clone() });
    true
}

/// The paragraphs that begin with the bold label of a field, each with the list it introduces; and
/// the other blocks.
fn split_labelled<'b>(
    source: &str,
    blocks: &[&'b Block],
    first: &'static SectionSpec,
    labels: &Labels,
) -> (Vec<&'b Block>, Vec<&'b Block>) {
    let (mut labelled, mut others) = (Vec::new(), Vec::new());
    let mut list_belongs = false;
    for &block in blocks {
        let label = section::labelled(source, first, labels, block);
        let belongs = label.is_some() || (list_belongs && matches!(block.kind, BlockKind::List { .. }));
        list_belongs = label == Some(true);
        if belongs { &mut labelled } else { &mut others }.push(block);
    }
    (labelled, others)
}

/// The heading level at which most of the skill's sections stand; the upper one of two with equally
/// many, but for a title that happens to bear a section's name.
fn section_level(blocks: &[Block], labels: &Labels) -> Option<u8> {
    let exact = sections_by_level(blocks, |heading| labels.section_exactly(heading));
    // Where three headings of one level, and none of another, are titles to the letter, no further reading is needed.
    let levels = exact.iter().filter(|count| **count > 0).count();
    let counts = if levels == 1 && exact.iter().any(|count| *count > 2) {
        exact
    } else {
        sections_by_level(blocks, |heading| labels.section(heading))
    };
    let at = match counts {
        [0, 0, 0] => return None,
        [1, 1, ..=1] => 1,
        _ => counts.iter().position(|count| Some(count) == counts.iter().max())?,
    };
    u8::try_from(at + 1).ok()
}

/// How many sections of the skill stand at each of the three upper levels.
fn sections_by_level(blocks: &[Block], section: impl Fn(&str) -> Option<usize>) -> [usize; 3] {
    let mut found: [BTreeSet<usize>; 3] = Default::default();
    for block in blocks {
        if let BlockKind::Heading { level: level @ 1..=3, plain } = &block.kind
            && let Some(index) = section(plain)
        {
            found[usize::from(*level) - 1].insert(index);
        }
    }
    found.map(|sections| sections.len())
}

/// Where the first section begins, known or not; a title stands before it, perhaps at the same level.
fn first_section(blocks: &[Block], labels: &Labels, at: Option<u8>) -> usize {
    let mut headings = blocks.iter().enumerate().filter_map(|(index, block)| match &block.kind {
        BlockKind::Heading { level, plain } if Some(*level) == at => Some((index, plain)),
        _ => None,
    });
    let first = match headings.next() {
        Some((_, plain)) if at == Some(1) && labels.section(plain).is_none() => headings.next(),
        first => first,
    };
    first.map_or(blocks.len(), |(index, _)| index)
}

fn is_heading(block: &Block, at: Option<u8>) -> bool {
    matches!(&block.kind, BlockKind::Heading { level, .. } if Some(*level) <= at)
}

fn problem(parsed: &mut Parsed, kind: ProblemKind, section: &str, what: &str, range: Range<usize>) {
    parsed.problems.push(Problem {
        kind,
        section: section.to_owned(),
        field: String::new(),
        what: what.to_owned(),
        range,
    });
}

fn shift(blocks: &mut [Block], by: usize) {
    if by == 0 {
        return;
    }
    let shift = |range: &mut Range<usize>| *range = range.start + by..range.end + by;
    for block in blocks {
        shift(&mut block.range);
        match &mut block.kind {
            BlockKind::List { items } => items.iter_mut().for_each(shift),
            BlockKind::Table { header, rows } => {
                header.iter_mut().for_each(shift);
                for row in rows {
                    shift(&mut row.range);
                    row.cells.iter_mut().for_each(shift);
                }
            }
            _ => {}
        }
    }
}
