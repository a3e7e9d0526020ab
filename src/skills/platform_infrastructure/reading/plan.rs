//! The roadmap, read once for all who ask: its milestones, their dates, and what each of them waits for.

use std::collections::BTreeSet;

use crate::engine::schedule;
use crate::gate::text;
use crate::pack::Pack;
use crate::quantity::DateRange;
use crate::skills::platform_infrastructure::{Context, Milestone, Risks, Roadmap};

/// The milestones of a pack, in the order of the document. Rows without a name are none.
#[derive(Debug)]
pub(in super::super) struct Plan<'a> {
    /// The milestones.
    pub milestones: Vec<Planned<'a>>,
    /// The circles among them: each waits for the next, the last for the first.
    pub cycles: Vec<Vec<usize>>,
}

/// A milestone as understood.
#[derive(Debug)]
pub(in super::super) struct Planned<'a> {
    /// Its row.
    pub row: Milestone<'a>,
    /// `M1`, or `Phase 1` of `Phase 1: baseline`; the whole name where it begins with neither.
    pub id: &'a str,
    /// Its name without the identifier.
    pub title: &'a str,
    /// When it is worked on; `None` where the cell cannot be read.
    pub eta: Option<DateRange>,
    /// What it waits for, in the order of the cell.
    pub waits: Vec<Wait<'a>>,
}

/// Something a milestone waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Wait<'a> {
    /// The milestone at this index.
    On(usize),
    /// One of several milestones that share the identifier.
    Either(&'a str),
    /// An open question or an assumption, which has an owner of its own.
    Answer(&'a str),
    /// An identifier like those of milestones that no milestone has.
    Nowhere(&'a str),
    /// Words that name no milestone.
    Words(&'a str),
}

impl<'a> Plan<'a> {
    /// Reads the roadmap of a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let mut milestones: Vec<Planned<'a>> = Roadmap::of(pack)
            .milestones()
            .filter(|row| !row.name().is_blank())
            .map(|row| {
                let name = row.name().text;
                let id = text::identifier(name).unwrap_or_else(|| numbered(name));
                Planned { row, id, title: title(name), eta: DateRange::parse(row.eta().text).ok(), waits: Vec::new() }
            })
            .collect();
        let answers: BTreeSet<&str> = Risks::of(pack)
            .questions()
            .map(|row| row.name().text)
            .chain(Context::of(pack).assumptions().map(|row| row.name().text))
            .filter_map(text::identifier)
            .collect();
        let names = Names::of(&milestones, &answers);
        let read = |(own, milestone): (usize, &Planned<'a>)| names.waits(own, milestone.row.dependencies().text);
        let waits: Vec<Vec<Wait<'a>>> = milestones.iter().enumerate().map(read).collect();
        for (milestone, waits) in milestones.iter_mut().zip(waits) {
            milestone.waits = waits;
        }
        let cycles = cycles(&milestones);
        Plan { milestones, cycles }
    }

    /// Whether one circle holds both milestones.
    pub fn circular(&self, one: usize, other: usize) -> bool {
        self.cycles.iter().any(|cycle| cycle.contains(&one) && cycle.contains(&other))
    }

    /// The identifiers of the milestones, in the order of the document.
    pub fn ids(&self) -> Vec<&'a str> {
        self.milestones.iter().map(|milestone| milestone.id).collect()
    }
}

impl Planned<'_> {
    /// The milestones it waits for, by index.
    pub fn waits_on(&self) -> impl Iterator<Item = usize> {
        self.waits.iter().filter_map(|wait| match wait {
            Wait::On(index) => Some(*index),
            _ => None,
        })
    }
}

/// A name without the identifier it begins with: `M1: Audit log` becomes `Audit log`. A name that is nothing but an
/// identifier stays.
pub(in super::super) fn title(name: &str) -> &str {
    const MARKS: &[char] = &['*', '_', '`', '[', ']', ':', '.', ',', '-', '\u{2013}', '\u{2014}', ' '];
    let Some(id) = text::identifier(name) else { return name.trim() };
    let rest = name.split_once(id).map_or("", |(_, rest)| rest).trim_matches(MARKS);
    if rest.is_empty() { name.trim() } else { rest }
}

/// The beginning of a name that numbers its milestones in words: `Phase 1` of `Phase 1: baseline`.
fn numbered(name: &str) -> &str {
    let head = name.split([':', '\u{2013}', '\u{2014}']).next().unwrap_or(name).trim();
    let short = head.len() <= 20 && head.contains(|c: char| c.is_ascii_digit());
    if short && !head.is_empty() { head } else { name }
}

/// The parts of a cell that lists several things: commas, semicolons and line breaks outside brackets part them.
pub(in super::super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let apart = move |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\n')
    };
    cell.split(apart).flat_map(|part| part.split("<br>")).map(str::trim).filter(|part| !part.is_empty())
}

fn cycles(milestones: &[Planned<'_>]) -> Vec<Vec<usize>> {
    let names: Vec<String> = (0..milestones.len()).map(|index| index.to_string()).collect();
    let name = |index: usize| names.get(index).map_or("", String::as_str);
    let edges: Vec<(&str, &str)> = milestones
        .iter()
        .enumerate()
        .flat_map(|(index, milestone)| milestone.waits_on().map(move |on| (index, on)))
        .map(|(index, on)| (name(index), name(on)))
        .collect();
    let numbers = |cycle: Vec<String>| cycle.iter().filter_map(|name| name.parse().ok()).collect();
    schedule::cycles(&edges).into_iter().map(numbers).collect()
}

/// What milestones go by, to find them by what others call them.
struct Names<'a, 'p> {
    ids: Vec<&'a str>,
    /// The letters their identifiers begin with.
    families: BTreeSet<&'a str>,
    /// Their names and titles, as [`text::key`] reduces them, the title between blanks.
    keys: Vec<(String, String)>,
    answers: &'p BTreeSet<&'a str>,
}

impl<'a, 'p> Names<'a, 'p> {
    fn of(milestones: &[Planned<'a>], answers: &'p BTreeSet<&'a str>) -> Self {
        let identified = milestones.iter().map(|milestone| milestone.id).filter(|id| text::identifier(id) == Some(id));
        Names {
            ids: milestones.iter().map(|milestone| milestone.id).collect(),
            families: identified.map(letters).collect(),
            keys: milestones
                .iter()
                .map(|milestone| (text::key(milestone.row.name().text), format!(" {} ", text::key(milestone.title))))
                .collect(),
            answers,
        }
    }

    /// What the dependencies of a milestone say, given its index and the cell.
    fn waits(&self, own: usize, cell: &'a str) -> Vec<Wait<'a>> {
        let mut waits = Vec::new();
        for part in parts(cell) {
            if is_none(part) {
                continue;
            }
            for wait in self.read(own, part) {
                // The rest of a name that has a comma in it says nothing new.
                let rest = match (wait, waits.last()) {
                    (Wait::Words(words), Some(Wait::On(last))) => self.holds(*last, words),
                    _ => false,
                };
                if !rest && !waits.contains(&wait) {
                    waits.push(wait);
                }
            }
        }
        waits
    }

    fn holds(&self, index: usize, words: &str) -> bool {
        self.keys.get(index).is_some_and(|(name, _)| text::mentions(name, words))
    }

    fn read(&self, own: usize, part: &'a str) -> Vec<Wait<'a>> {
        let key = text::key(part);
        let padded = format!(" {key} ");
        let named: Vec<usize> = self.positions(|(name, title)| *name == key || *title == padded);
        if let [index] = named[..] {
            return vec![Wait::On(index)];
        }
        let cited = self.cited(part, false);
        if !cited.is_empty() {
            return cited;
        }
        // Not by identifier, then by words: `Audit log service is live`, or `Phase 1` of `Phase 1: stop the bleeding`.
        let spoken = self.positions(|(name, title)| {
            padded.contains(title.as_str())
                || (key.len() > 1 && name.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' ')))
        });
        if !spoken.is_empty() {
            return spoken.into_iter().map(Wait::On).collect();
        }
        let explained = self.cited(part, true);
        if !explained.is_empty() {
            return explained;
        }
        // `all of the above`: those that stand before it.
        if padded.starts_with(" all ") { (0..own).map(Wait::On).collect() } else { vec![Wait::Words(part)] }
    }

    fn positions(&self, fits: impl Fn(&(String, String)) -> bool) -> Vec<usize> {
        self.keys.iter().enumerate().filter(|(_, key)| fits(key)).map(|(index, _)| index).collect()
    }

    /// The identifiers in a part, those in brackets or those outside; a span such as `M2-M5` stands for all within it.
    fn cited(&self, part: &'a str, inside: bool) -> Vec<Wait<'a>> {
        let mut waits: Vec<Wait<'a>> = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for (at, word) in words(part, inside) {
            if text::identifier(word) != Some(word) {
                continue;
            }
            let Some(wait) = self.one(word) else { continue };
            if let (Wait::On(to), Some((end, from))) = (wait, last)
                && matches!(
                    part.get(end..at).map(str::trim),
                    Some("-" | "\u{2013}" | "\u{2014}" | "to" | "through" | "..")
                )
            {
                waits.extend((from + 1..to).map(Wait::On));
            }
            last = match wait {
                Wait::On(index) => Some((at + word.len(), index)),
                _ => None,
            };
            waits.push(wait);
        }
        waits
    }

    /// What an identifier stands for; `None` where it is none of ours.
    fn one(&self, id: &'a str) -> Option<Wait<'a>> {
        let mut found = self.ids.iter().enumerate().filter(|(_, known)| **known == id).map(|(index, _)| index);
        match (found.next(), found.next()) {
            (Some(index), None) => Some(Wait::On(index)),
            (Some(_), Some(_)) => Some(Wait::Either(id)),
            (None, _) if self.answers.contains(id) => Some(Wait::Answer(id)),
            (None, _) => self.families.contains(letters(id)).then_some(Wait::Nowhere(id)),
        }
    }
}

/// The letters an identifier begins with.
fn letters(id: &str) -> &str {
    id.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The words of a text with the bytes they begin at, those inside brackets or those outside.
fn words(text: &str, inside: bool) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take()
            && (depth > 0) == inside
        {
            found.push((from, &text[from..at]));
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// Whether a part says that nothing is waited for, or nothing yet: `none`, `None (documents only)`, `can start now`,
/// `TBD`.
fn is_none(part: &str) -> bool {
    let key = text::key(part);
    let first = key.split(' ').next().unwrap_or_default();
    matches!(first, "" | "none" | "nothing" | "nobody" | "independent" | "no" | "tbd" | "tbc" | "todo" | "xxx")
        || part.starts_with(['<', '['])
        || ["n a", "can start", "may start", "starts now"].iter().any(|words| key.starts_with(words))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::{Row, Section, Value};

    fn pack(rows: &[(&str, &str)]) -> Pack {
        let mut pack = Pack::new("platform-infrastructure", 1, "Plan", date(2026, 11, 1));
        let table = |name: &str, other: &str, rows: &[(&str, &str)]| {
            let row = |(first, second): &(&str, &str)| {
                let mut row = Row::default();
                row.set(name.to_owned(), (*first).to_owned());
                row.set(other.to_owned(), (*second).to_owned());
                row
            };
            Value::Table(rows.iter().map(row).collect())
        };
        let mut roadmap = Section::default();
        roadmap.set("milestones", table("milestone", "dependencies", rows));
        pack.sections.insert("roadmap".to_owned(), roadmap);
        let mut risks = Section::default();
        risks.set("questions", table("question", "owner", &[("Q1 Who signs?", "")]));
        pack.sections.insert("risks".to_owned(), risks);
        pack
    }

    fn waits(names: &[&str], cell: &str) -> String {
        let mut rows: Vec<(&str, &str)> = names.iter().map(|name| (*name, "none")).collect();
        rows.push(("M99 Last", cell));
        let pack = pack(&rows);
        let plan = Plan::of(&pack);
        let last = plan.milestones.last().expect("the last milestone");
        let print = |wait: &Wait<'_>| match wait {
            Wait::On(index) => plan.milestones[*index].id.to_owned(),
            Wait::Either(id) => format!("either {id}"),
            Wait::Answer(id) => format!("answer {id}"),
            Wait::Nowhere(id) => format!("nowhere {id}"),
            Wait::Words(words) => format!("words {words}"),
        };
        last.waits.iter().map(print).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn dependencies_are_read_as_people_write_them() {
        let names = ["M1 Contracts, and baselines", "M2 Audit log", "**M3** Export", "M4: Retirement"];
        for (cell, expected) in [
            ("none", ""),
            ("None (documents only)", ""),
            ("n/a", ""),
            ("<milestone>", ""),
            ("\u{2014}", ""),
            ("nothing; can start now", ""),
            ("M1", "M1"),
            ("M1, M2", "M1, M2"),
            ("M1 and M3", "M1, M3"),
            ("M1<br>M2", "M1, M2"),
            ("M2-M4", "M2, M3, M4"),
            ("all of the above", "M1, M2, M3, M4"),
            ("M1 to M3", "M1, M2, M3"),
            ("after M2 (schema, SDK)", "M2"),
            ("Audit log (M2)", "M2"),
            ("the export (see M3)", "M3"),
            ("M2 Audit log, M2", "M2"),
            ("M1 Contracts, and baselines", "M1"),
            ("Audit log is live", "M2"),
            ("Q1", "answer Q1"),
            ("M1, Q1", "M1, answer Q1"),
            ("M9", "nowhere M9"),
            ("M1, M9 and M12", "M1, nowhere M9, nowhere M12"),
            ("Supplier contract signed", "words Supplier contract signed"),
            ("S3 bucket", "words S3 bucket"),
        ] {
            assert_eq!(waits(&names, cell), expected, "{cell}");
        }
    }

    #[test]
    fn milestones_need_no_identifier() {
        let names = ["Phase 1: stop the bleeding", "Phase 2: stabilise"];
        assert_eq!(waits(&names, "Phase 1"), "Phase 1");
        assert_eq!(waits(&names, "phase 2: Stabilise"), "Phase 2");
        assert_eq!(
            waits(&["Baseline", "Split of the queue"], "baseline, the split of the queue"),
            "Baseline, Split of the queue"
        );
        assert_eq!(waits(&["M2 One", "M2 Other"], "M2"), "either M2");
        assert_eq!(waits(&["M2 One", "M2 Other"], "M2 Other"), "M2");
    }

    #[test]
    fn circles_are_found() {
        let pack = pack(&[("M1 A", "M3"), ("M2 B", "M1"), ("M3 C", "M2"), ("M4 D", "M4"), ("M5 E", "M1")]);
        let plan = Plan::of(&pack);
        assert_eq!(plan.cycles, [vec![0, 2, 1], vec![3]]);
        assert!(plan.circular(0, 1) && !plan.circular(0, 3) && !plan.circular(4, 0));
    }

    #[test]
    fn titles_lose_their_identifier() {
        for (name, expected) in
            [("M1 Audit log", "Audit log"), ("**M1**: Audit", "Audit"), ("M1", "M1"), ("Audit log", "Audit log")]
        {
            assert_eq!(title(name), expected);
        }
    }
}
