//! The roadmap, read once for all who ask: its milestones, their dates, and what each of them waits for.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::engine::schedule;
use crate::pack::Pack;
use crate::quantity::DateRange;
use crate::skills::shared::{Milestone, Risks, RoadmapRows};
use crate::text;

mod dependencies;

use dependencies::Names;

/// The milestones of a pack, in the order of the document. Rows without a name are none.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The milestones.
    pub milestones: Vec<Planned<'a>>,
    /// The circles among them: each waits for the next, the last for the first.
    pub cycles: Vec<Vec<usize>>,
}

/// A milestone as understood.
#[derive(Debug)]
pub struct Planned<'a> {
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
pub enum Wait<'a> {
    /// The milestone at this index.
    On(usize),
    /// One of several milestones that share the identifier.
    Either(&'a str),
    /// An open question, or another row that somebody answers, such as an assumption.
    Answer(&'a str),
    /// An identifier like those of milestones that no milestone has.
    Nowhere(&'a str),
    /// Words that name no milestone.
    Words(&'a str),
}

impl<'a> Plan<'a> {
    /// Reads the roadmap of a pack. Milestones may wait for the answers to its open questions, and to what else has an
    /// identifier and somebody who answers it: `answered` are the names of those, such as assumptions.
    pub fn of(pack: &'a Pack, answered: impl IntoIterator<Item = &'a str>) -> Self {
        let mut milestones: Vec<Planned<'a>> = RoadmapRows::of(pack)
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
            .chain(answered)
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

    /// The milestones that no order of work reaches, by index: those in a circle, and whatever waits for one of them.
    pub fn unreachable(&self) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = self.cycles.iter().flatten().copied().collect();
        loop {
            let waits = |(index, one): (usize, &Planned<'_>)| {
                (!found.contains(&index) && one.waits_on().any(|on| found.contains(&on))).then_some(index)
            };
            let more: Vec<usize> = self.milestones.iter().enumerate().filter_map(waits).collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// The milestones with dates that are not over on a day, by index, with those dates.
    pub fn current(&self, on: Date) -> impl Iterator<Item = (usize, DateRange)> {
        let dated = self.milestones.iter().enumerate().filter_map(|(index, one)| Some((index, one.eta?)));
        dated.filter(move |(_, eta)| eta.end >= on)
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
pub fn title(name: &str) -> &str {
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
pub fn parts(cell: &str) -> impl Iterator<Item = &str> {
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
        let plan = Plan::of(&pack, []);
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
        let plan = Plan::of(&pack, []);
        assert_eq!(plan.cycles, [vec![0, 2, 1], vec![3]]);
        assert!(plan.circular(0, 1) && !plan.circular(0, 3) && !plan.circular(4, 0));
        assert_eq!(plan.unreachable().into_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
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
